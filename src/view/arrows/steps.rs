//! Each step of a run as an arrow on the surface, covering the first four fifths of the step. Where steps are too short
//! for arrows only the run's trail is drawn.

use glam::Vec3;

use super::{Arrow, ArrowStyle, Halo};
use crate::{
    simulation::RunOutcome,
    view::{
        style::theme::Rgb,
        surface::{
            BOX_WIDTH, DrawnSurface,
            trail::{BALL_RADIUS, LIFT},
        },
    },
};

/// The fraction of a step that its arrow covers.
const COVERED_FRACTION: f64 = 0.8;
/// Arrows are drawn for at most this many steps of a run.
const MAX_STEPS: usize = 1000;
/// Shorter arrows are left out, since they would be too short at any zoom.
const MIN_LENGTH: f32 = 0.002 * BOX_WIDTH;
/// Distance between the points of an arrow's polyline.
const SPACING: f32 = 0.03 * BOX_WIDTH;

/// The style of step arrows.
pub(crate) const STYLE: ArrowStyle = ArrowStyle {
    width: 4.4,
    head_length: 19.0,
    min_length: 9.0,
    halo: Halo::Double,
    depth_bias: 0.03,
    show_occluded: true,
};

/// The step arrows of a run, computed once.
pub(crate) struct StepArrows {
    /// The index of each step with an arrow, and the polyline of the arrow.
    lines: Vec<(usize, Vec<Vec3>)>,
}

impl StepArrows {
    /// Builds arrows for the steps of a run whose start and arrow tip are on the drawn surface.
    pub(crate) fn new(run: &RunOutcome, surface: &DrawnSurface) -> Self {
        let points: Vec<_> = run.drawn_points().take(MAX_STEPS + 1).collect();
        let steps = points.windows(2).enumerate();
        let lines = steps.filter_map(|(step, ends)| {
            let (from, to) = (ends[0], ends[1]);
            let tip = from.lerp(to, COVERED_FRACTION);
            if !surface.shows(from) || !surface.shows(tip) {
                return None;
            }
            let planar = surface.plane_from_params(tip) - surface.plane_from_params(from);
            let segments = (planar.length() / SPACING).ceil().clamp(1.0, 64.0) as u32;
            let line: Vec<Vec3> = (0..=segments)
                .map(|k| {
                    let at = from.lerp(tip, f64::from(k) / f64::from(segments));
                    surface.point(at) + LIFT * surface.normal(at, BALL_RADIUS)
                })
                .collect();
            let length: f32 = line.windows(2).map(|ends| ends[0].distance(ends[1])).sum();
            (length > MIN_LENGTH).then_some((step, line))
        });
        Self {
            lines: lines.collect(),
        }
    }

    /// The arrows of the steps begun by a fractional step. That of a step in progress grows until it covers four
    /// fifths.
    pub(crate) fn at(&self, step: f64, color: Rgb) -> impl Iterator<Item = Arrow<'_>> {
        let begun = self
            .lines
            .iter()
            .take_while(move |(begin, _)| (*begin as f64) < step);
        begun.map(move |(begin, line)| {
            let fraction = ((step - *begin as f64) / COVERED_FRACTION).min(1.0);
            Arrow {
                line,
                fraction: fraction as f32,
                color,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use glam::{DVec2, vec2};

    use super::*;
    use crate::{
        scene::{Source, Subject},
        view::{FigureTables, SceneOutcome},
        words::Language,
    };

    /// On the bowl x² + y² with learning rate 0.1, each point is 0.8 times the previous one; an arrow covers four
    /// fifths of the way between them.
    #[test]
    fn each_step_has_an_arrow_over_four_fifths_of_it() {
        let mut source = Source::open("bowl").unwrap();
        if let Subject::Landscape(subject) = &mut source.scene.figures[0].subject {
            subject.start = [-3.0, 4.0];
            subject.steps = 8;
            subject.runs.truncate(1);
            subject.runs[0].optimizer = "gd(lr=0.1)".parse().unwrap();
            subject.runs[0].start = None;
        }
        let outcome = SceneOutcome::new(source.into(), None).unwrap();
        let tables = FigureTables::new(&outcome.figures[0], Language::English);
        let drawn = tables.depiction.surface().unwrap();
        let surface = &drawn.surface;
        let arrows = StepArrows::new(&drawn.runs[0], surface);
        assert_eq!(arrows.lines.len(), 8);
        for (step, line) in &arrows.lines {
            let from = 0.8f64.powi(*step as i32) * DVec2::new(-3.0, 4.0);
            let tip = from + 0.8 * (0.8 - 1.0) * from;
            for (end, expected) in [(line[0], from), (line[line.len() - 1], tip)] {
                let plane = surface.plane_from_params(expected);
                let apart = vec2(end.x, end.z).distance(plane);
                assert!(apart <= LIFT * 1.01, "step {step}: {apart}");
                assert!(end.y > surface.point(expected).y);
            }
        }
        let color = Rgb::hex(0);
        let parts = |step: f64| -> Vec<f32> {
            arrows.at(step, color).map(|arrow| arrow.fraction).collect()
        };
        assert!(parts(0.0).is_empty());
        assert_eq!(parts(1.4), [1.0, 0.5]);
        assert_eq!(parts(8.0).len(), 8);
    }
}
