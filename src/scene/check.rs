use std::ops::RangeInclusive;

use super::{
    Camera, Chart, Contours, Figure, Insets, LandscapeSubject, Light, Look, MAX_CHARTS,
    MAX_FIGURES, MAX_POINT_NAMES, Playback, PointNames, Run, Scene, SceneError,
};
use crate::math::{descent::GradientSource, landscape::Domain, optimizer, schedule};

/// The maximum number of runs on one surface.
const MAX_RUNS: usize = 256;

impl Scene {
    /// Checks every field that can be checked without data. [`super::Source`] does this for every scene it
    /// holds, except previews.
    ///
    /// # Errors
    /// The first field that is out of range, with its name, its value and the allowed range.
    pub fn check(&self) -> Result<(), SceneError> {
        check_within("the number of figures", self.figures.len(), 1..=MAX_FIGURES)?;
        check_within("columns", self.columns.unwrap_or(1), 1..=MAX_FIGURES)?;
        check_within("text_size", self.text_size, 0.5..=3.0)?;
        check_look(&self.look)?;
        self.camera.check()?;
        self.figures.iter().try_for_each(check_figure)?;
        self.check_cost()?;
        self.check_focus()?;
        check_playback(&self.playback)?;
        self.check_morphs()?;
        self.check_placeholders()
    }

    fn check_morphs(&self) -> Result<(), SceneError> {
        for subject in self.subjects() {
            if let Some(subject) = subject.landscape()
                && let Some(morph) = &subject.morph
            {
                let begin = (!subject.runs.is_empty()).then_some(self.playback.rest[0]);
                morph.check(begin)?;
            }
        }
        Ok(())
    }
}

fn check_figure(figure: &Figure) -> Result<(), SceneError> {
    figure.subject.kind().check()?;
    figure.look.as_ref().map_or(Ok(()), check_look)?;
    figure.camera.as_ref().map_or(Ok(()), Camera::check)
}

pub(super) fn check_landscape(subject: &LandscapeSubject) -> Result<(), SceneError> {
    if let Some(domain) = &subject.domain {
        check_domain(domain)?;
    }
    check_within("resolution", subject.resolution, 16..=2048)?;
    check_within("l2", subject.l2, 0.0..=1000.0)?;
    check_within("the number of runs", subject.runs.len(), 0..=MAX_RUNS)?;
    check_within("steps", subject.steps, 1..=1_000_000)?;
    check_finite("start", &subject.start)?;
    if let Some(tolerance) = subject.tolerance
        && !(tolerance.is_finite() && tolerance > 0.0)
    {
        return Err(field_error("tolerance", tolerance, "above 0"));
    }
    subject
        .runs
        .iter()
        .enumerate()
        .try_for_each(|(index, run)| check_run(index + 1, run))
}

fn check_domain(domain: &Domain) -> Result<(), SceneError> {
    for (name, [low, high]) in [("domain.x", domain.x), ("domain.y", domain.y)] {
        if !(low < high && (high - low).is_finite()) {
            return Err(field_error(
                name,
                format!("({low}, {high})"),
                "two finite numbers, the smaller first",
            ));
        }
    }
    Ok(())
}

fn check_run(number: usize, run: &Run) -> Result<(), SceneError> {
    let run_error = |cause| SceneError::Run { run: number, cause };
    optimizer::CATALOGUE
        .build(&run.optimizer)
        .map_err(|error| run_error(error.into()))?;
    schedule::CATALOGUE
        .build(&run.schedule)
        .map_err(|error| run_error(error.into()))?;
    if let Some(starts) = run.starts {
        check_within(
            &format!("starts.count of run {number}"),
            starts.count,
            2..=100,
        )?;
    }
    if let Some(color) = run.color {
        check_within(&format!("color of run {number}"), color, 1..=MAX_RUNS)?;
    }
    if let GradientSource::Central(h) = run.gradient
        && !(h > 0.0 && h <= 1.0)
    {
        let name = format!("gradient of run {number}");
        return Err(field_error(
            &name,
            format!("Central({h})"),
            "Central of a number above 0 and at most 1",
        ));
    }
    check_finite(
        &format!("start of run {number}"),
        &run.start.unwrap_or_default(),
    )
}

fn check_look(look: &Look) -> Result<(), SceneError> {
    check_within(
        "look.height.exaggeration",
        look.height.exaggeration,
        0.1..=3.0,
    )?;
    check_finite(
        "look.height.limit",
        &[look.height.limit.unwrap_or_default()],
    )?;
    if let Some(field) = &look.field {
        check_within("look.field.density", field.density, 2..=60)?;
    }
    check_light(&look.light)?;
    check_insets(&look.insets)?;
    check_within("look.points.size", look.points.size, 0.1..=10.0)?;
    if let Some(radius) = look.points.radius
        && !(radius.is_finite() && radius > 0.0)
    {
        return Err(field_error("look.points.radius", radius, "above 0"));
    }
    if let PointNames::Chosen(count) = look.points.names {
        check_within("look.points.names: Chosen", count, 1..=MAX_POINT_NAMES)?;
    }
    match &look.contours {
        Contours::None => Ok(()),
        Contours::Count(count) => check_within("look.contours", *count, 1..=200),
        Contours::Levels(levels) => {
            let ascending = levels.windows(2).all(|pair| pair[0] < pair[1]);
            if levels.is_empty() || !ascending || levels.iter().any(|level| !level.is_finite()) {
                let value = format!("{levels:?}");
                return Err(field_error(
                    "look.contours",
                    value,
                    "one or more finite levels, ascending",
                ));
            }
            Ok(())
        }
    }
}

fn check_light(light: &Light) -> Result<(), SceneError> {
    check_finite("look.light.azimuth", &[light.azimuth])?;
    if light.elevation < 0.0 {
        return Err(field_error(
            "look.light.elevation",
            light.elevation,
            "0 to 90, since a light below the floor lights nothing",
        ));
    }
    check_within("look.light.elevation", light.elevation, 0.0..=90.0)?;
    check_within("look.light.strength", light.strength, 0.0..=1.0)
}

fn check_insets(insets: &Insets) -> Result<(), SceneError> {
    check_within("charts in look.insets", insets.charts.len(), 0..=MAX_CHARTS)?;
    if insets.share != 1.0 {
        let name = "look.insets.share (1 for no surface)";
        check_within(name, insets.share, 0.2..=0.8)?;
    }
    insets.charts.iter().try_for_each(check_chart)
}

fn check_chart(chart: &Chart) -> Result<(), SceneError> {
    let Some([low, high]) = chart.range else {
        return Ok(());
    };
    let is_valid = low < high && (high - low).is_finite();
    if is_valid && !(chart.log && low <= 0.0) {
        return Ok(());
    }
    Err(field_error(
        "range of a chart",
        format!("({low}, {high})"),
        "two finite numbers, the smaller first, above 0 if the axis is logarithmic",
    ))
}

fn check_playback(playback: &Playback) -> Result<(), SceneError> {
    let seconds = playback.seconds;
    if !(seconds > 0.0 && seconds <= 3600.0) {
        return Err(field_error(
            "playback.seconds",
            seconds,
            "above 0 and at most 3600",
        ));
    }
    playback
        .rest
        .iter()
        .try_for_each(|rest| check_within("playback.rest", *rest, 0.0..=60.0))
}

/// Checks that a number is in a range.
pub(super) fn check_within<T: PartialOrd + ToString>(
    name: &str,
    value: T,
    allowed: RangeInclusive<T>,
) -> Result<(), SceneError> {
    if allowed.contains(&value) {
        return Ok(());
    }
    let range = format!(
        "{} to {}",
        allowed.start().to_string(),
        allowed.end().to_string()
    );
    Err(field_error(name, value, range))
}

/// Checks that numbers are finite.
pub(super) fn check_finite(name: &str, values: &[f64]) -> Result<(), SceneError> {
    match values.iter().find(|value| !value.is_finite()) {
        None => Ok(()),
        Some(value) => Err(field_error(name, value, "a finite number")),
    }
}

/// The error that a field has a value that is not allowed; `allowed` completes "it must be …".
pub(super) fn field_error(
    name: &str,
    value: impl ToString,
    allowed: impl Into<String>,
) -> SceneError {
    SceneError::Field {
        field: name.to_owned(),
        value: value.to_string(),
        allowed: allowed.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{Field, Height, Motion, Source};

    fn scene() -> Scene {
        Source::open("rosenbrock").unwrap().scene
    }

    fn message(change: impl FnOnce(&mut Scene)) -> String {
        let mut scene = scene();
        change(&mut scene);
        scene.check().unwrap_err().to_string()
    }

    fn subject(scene: &mut Scene) -> &mut LandscapeSubject {
        let subject = &mut scene.figures[0].subject;
        subject.landscape_mut().expect("a landscape")
    }

    #[test]
    fn fields_out_of_range_are_named_with_value_and_range() {
        assert_eq!(
            message(|scene| scene.text_size = 7.0),
            "text_size is 7; it must be 0.5 to 3"
        );
        for count in [0, 13] {
            assert_eq!(
                message(|scene| scene.figures = vec![scene.figures[0].clone(); count]),
                format!("the number of figures is {count}; it must be 1 to 12")
            );
        }
        let dense = Field {
            density: 61,
            ..Field::default()
        };
        assert_eq!(
            message(|scene| scene.look.field = Some(dense)),
            "look.field.density is 61; it must be 2 to 60"
        );
        assert_eq!(
            message(|scene| scene.look.focus = Some(0)),
            "look.focus is 0; it must be 1 to 4"
        );
        assert_eq!(
            message(|scene| subject(scene).steps = 0),
            "steps is 0; it must be 1 to 1000000"
        );
        assert_eq!(
            message(|scene| scene.playback.seconds = 0.0),
            "playback.seconds is 0; it must be above 0 and at most 3600"
        );
    }

    #[test]
    fn a_light_is_above_the_floor() {
        let message = |light| message(|scene| scene.look.light = light);
        let elevation = |elevation| Light {
            elevation,
            ..Light::default()
        };
        assert_eq!(
            message(elevation(-10.0)),
            "look.light.elevation is -10; it must be 0 to 90, since a light below the floor lights nothing"
        );
        assert_eq!(
            message(elevation(91.0)),
            "look.light.elevation is 91; it must be 0 to 90"
        );
        let strong = Light {
            strength: 1.2,
            ..Light::default()
        };
        assert_eq!(
            message(strong),
            "look.light.strength is 1.2; it must be 0 to 1"
        );
    }

    #[test]
    fn non_finite_numbers_are_rejected_everywhere() {
        for change in [
            (|scene| scene.camera.azimuth = f64::NAN) as fn(&mut Scene),
            |scene| scene.camera.zoom = f64::NAN,
            |scene| scene.camera.motion = Motion::Orbit(f64::INFINITY),
            |scene| scene.playback.rest = [f64::NAN, 0.0],
            |scene| scene.look.contours = Contours::Levels(vec![1.0, f64::NAN]),
            |scene| {
                scene.look.height = Height {
                    limit: Some(f64::INFINITY),
                    ..Height::default()
                }
            },
            |scene| scene.look.light.azimuth = f64::NAN,
            |scene| scene.look.light.elevation = f64::NAN,
            |scene| scene.look.light.strength = f64::NAN,
            |scene| subject(scene).start = [f64::NAN, 0.0],
            |scene| subject(scene).tolerance = Some(f64::NAN),
            |scene| subject(scene).runs[0].gradient = GradientSource::Central(f64::NAN),
            |scene| subject(scene).runs[0].gradient = GradientSource::Central(0.0),
            |scene| subject(scene).runs[0].start = Some([0.0, f64::INFINITY]),
        ] {
            message(change);
        }
    }

    #[test]
    fn a_scene_must_not_exceed_the_limits_of_a_machine() {
        let message = |runs: usize, steps: usize| {
            message(|scene| {
                let subject = subject(scene);
                subject.runs = vec![subject.runs[0].clone(); runs];
                subject.steps = steps;
            })
        };
        assert_eq!(
            message(10_000, 1),
            "the number of runs is 10000; it must be 0 to 256"
        );
        assert_eq!(
            message(11, 1_000_000),
            "11000000 updates of all runs together are more than 10000000; \
             lower `steps` to 909090, or have fewer runs or starts"
        );
    }

    #[test]
    fn contour_levels_must_ascend() {
        let message = message(|scene| scene.look.contours = Contours::Levels(vec![2.0, 1.0]));
        assert!(
            message.contains("[2.0, 1.0]") && message.contains("ascending"),
            "{message}"
        );
    }

    #[test]
    fn an_invalid_run_is_identified_by_its_number() {
        let message =
            message(|scene| subject(scene).runs[1].optimizer = "adm(lr=0.1)".parse().unwrap());
        assert!(
            message.starts_with("run 2: ") && message.contains("adam"),
            "{message}"
        );
    }
}
