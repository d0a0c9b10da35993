use serde::{Deserialize, Serialize};

use super::{
    SceneError,
    check::{check_finite, check_within, field_error},
    defaults::{default_true, is_default, is_true},
    subject::{default_resolution, default_schedule, is_default_resolution, is_default_schedule},
};
use crate::math::{
    catalogue::Entry, optimizer, parameter::Parameter, round::to_digits, schedule, spec::Spec,
};

/// The maximum number of curves on a heat map.
pub const MAX_CURVES: usize = 8;

/// The loss of an optimizer over its steps and the values of one of its settings: a heat map drawn as a surface.
///
/// Each row is a run from the same start. Where a run has diverged or left the domain there is a hole, and the surface
/// is cut where the loss is far above that of the start, or above the limit of the look.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SweepSubject {
    /// The landscape of all runs, written as in [`LandscapeSubject`](super::LandscapeSubject).
    #[serde(with = "super::spec_text")]
    pub landscape: Spec,
    /// λ of an added L2 penalty λ·‖θ‖², 0 to 1000. Default 0.
    #[serde(default, skip_serializing_if = "is_default")]
    pub l2: f64,
    /// The optimizer; its own value of the swept setting is ignored.
    pub optimizer: Spec,
    /// The learning-rate schedule. Default `constant`.
    #[serde(
        default = "default_schedule",
        skip_serializing_if = "is_default_schedule"
    )]
    pub schedule: Spec,
    /// The numeric setting of the optimizer that is swept. Default `lr`.
    #[serde(default = "learning_rate")]
    pub key: String,
    /// The smallest value of the setting. All values of an integer setting are rounded.
    pub from: f64,
    /// The largest value of the setting.
    pub to: f64,
    /// Whether the axis of the setting is logarithmic. Default true.
    #[serde(default = "default_true", skip_serializing_if = "is_true")]
    pub log: bool,
    /// The approximate number of values of the setting, and of points along the steps, 16 to 1024; see
    /// [`cells`](Self::cells). Default 256.
    #[serde(
        default = "default_resolution",
        skip_serializing_if = "is_default_resolution"
    )]
    pub resolution: u32,
    /// The start of all runs.
    pub start: [f64; 2],
    /// The number of updates of each run, 1 to 10,000.
    pub steps: usize,
    /// Values of the setting whose runs are drawn as curves on the surface, at most 8.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub curves: Vec<f64>,
    /// Whether the run with the lowest final loss is drawn too. Default true.
    #[serde(default = "default_true", skip_serializing_if = "is_true")]
    pub best: bool,
}

impl SweepSubject {
    /// Returns the parameter of the swept setting.
    ///
    /// # Errors
    /// The optimizer is unknown, or has no numeric setting of this name.
    pub fn parameter(&self) -> Result<&'static Parameter, SceneError> {
        let run_error = |cause| SceneError::Run { run: 1, cause };
        let entry = optimizer::CATALOGUE
            .find(&self.optimizer.name)
            .map_err(|error| run_error(error.into()))?;
        swept_parameter(entry, "key", &self.key)
    }

    /// The nearest value that the setting can have: rounded for an integer setting.
    pub fn nearest(&self, value: f64) -> f64 {
        match self.parameter() {
            Ok(parameter) if parameter.is_integer => value.round(),
            _ => value,
        }
    }

    /// The value rounded for display: to three significant digits, or unchanged for an integer setting.
    pub fn rounded_for_display(&self, value: f64) -> f64 {
        match self.parameter() {
            Ok(parameter) if parameter.is_integer => value,
            _ => to_digits(value, 3),
        }
    }

    /// The position of a value on the axis of the setting: its base-10 logarithm, or the value itself.
    pub(crate) fn axis_position(&self, setting: f64) -> f64 {
        match self.log {
            true => setting.log10(),
            false => setting,
        }
    }

    /// The value at a position of the axis, as in [`nearest`](Self::nearest).
    pub(crate) fn setting_at(&self, position: f64) -> f64 {
        self.nearest(match self.log {
            true => 10f64.powf(position),
            false => position,
        })
    }

    /// The number of cells along each side of the surface, and the number of cells per step. Where there are more cells
    /// than steps, the first is a multiple of the number of steps; otherwise the second is 1.
    pub fn cells(&self) -> (usize, usize) {
        let wanted = (self.resolution as usize).saturating_sub(1);
        if self.steps >= wanted {
            return (wanted, 1);
        }
        let cells_per_step = (wanted as f64 / self.steps as f64).round() as usize;
        (cells_per_step * self.steps, cells_per_step)
    }

    /// The number of values of the setting, each with a run of its own.
    pub fn rows(&self) -> usize {
        self.cells().0 + 1
    }

    /// Whether another heat map has the same losses, so that only the curves differ.
    pub(crate) fn has_same_losses_as(&self, other: &Self) -> bool {
        let without_curves = |subject: &Self| Self {
            curves: Vec::new(),
            best: false,
            ..subject.clone()
        };
        without_curves(self) == without_curves(other)
    }

    /// Checks everything that does not depend on data.
    pub(super) fn check(&self) -> Result<(), SceneError> {
        let run_error = |cause| SceneError::Run { run: 1, cause };
        check_within("resolution", self.resolution, 16..=1024)?;
        check_within("l2", self.l2, 0.0..=1000.0)?;
        check_within("steps", self.steps, 1..=10_000)?;
        check_finite("start", &self.start)?;
        check_finite("from and to", &[self.from, self.to])?;
        let parameter = self.parameter()?;
        for (name, value) in [("from", self.from), ("to", self.to)] {
            if !parameter.allows(value) {
                return Err(field_error(name, value, parameter.expected_number()));
            }
        }
        if self.from >= self.to {
            return Err(field_error(
                "to",
                self.to,
                format!("above `from`, {}", self.from),
            ));
        }
        if self.log && self.from <= 0.0 {
            let allowed = "above 0 on a logarithmic axis; with `log: false` it may be 0";
            return Err(field_error("from", self.from, allowed));
        }
        check_within("the number of curves", self.curves.len(), 0..=MAX_CURVES)?;
        for &curve in &self.curves {
            check_within("curves", curve, self.from..=self.to)?;
            if !parameter.allows(curve) {
                return Err(field_error("curves", curve, parameter.expected_number()));
            }
        }
        let optimizer = self.optimizer.clone().with(&self.key, self.from);
        optimizer::CATALOGUE
            .build(&optimizer)
            .map_err(|error| run_error(error.into()))?;
        schedule::CATALOGUE
            .build(&self.schedule)
            .map_err(|error| run_error(error.into()))?;
        Ok(())
    }
}

/// Returns the parameter that is swept; `name` is the field of the scene that names it.
///
/// # Errors
/// The entry has no numeric parameter of this name.
pub(super) fn swept_parameter<B>(
    entry: &Entry<B>,
    name: &str,
    setting: &str,
) -> Result<&'static Parameter, SceneError> {
    let parameter = entry.parameter(setting).filter(|one| one.is_number());
    parameter.ok_or_else(|| {
        let numbers = entry.parameters.iter().filter(|one| one.is_number());
        let names: Vec<&str> = numbers.map(|one| one.name).collect();
        let allowed = format!("a number that {} has: {}", entry.name, names.join(", "));
        field_error(name, format!("`{setting}`"), allowed)
    })
}

fn learning_rate() -> String {
    "lr".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{Source, Subject};

    const SCENE: &str = r#"(
        version: 2,
        subject: Sweep(
            landscape: "ripples", optimizer: "momentum(momentum=0.8)", from: 0.001, to: 1, start: (2.5, 2.5), steps: 50,
            curves: [0.01, 0.1],
        ),
    )"#;

    fn sweep(text: &str) -> Result<SweepSubject, SceneError> {
        match &Source::parse(text, "".as_ref())?.scene.figures[0].subject {
            Subject::Sweep(subject) => Ok(subject.clone()),
            _ => panic!("a sweep"),
        }
    }

    fn message(from: &str, to: &str) -> String {
        let text = SCENE.replace(from, to);
        assert_ne!(text, SCENE, "{from}");
        sweep(&text).unwrap_err().to_string()
    }

    #[test]
    fn a_sweep_is_over_the_learning_rate_by_default_and_round_trips_through_text() {
        let subject = sweep(SCENE).unwrap();
        assert_eq!((subject.key.as_str(), subject.log), ("lr", true));
        let source = Source::parse(SCENE, "".as_ref()).unwrap();
        let again = Source::parse(&source.to_ron(), "".as_ref()).unwrap();
        assert_eq!(again.scene, source.scene);
    }

    #[test]
    fn invalid_sweeps_are_rejected_with_valid_choices() {
        assert_eq!(
            message("from: 0.001", "from: -1"),
            "from is -1; it must be a number at least 0"
        );
        assert!(message("from: 0.001", "from: 0").contains("log: false"));
        assert!(message("to: 1", "to: 0.0001").starts_with("to is 0.0001; it must be above"));
        assert!(message("to: 1", "to: inf").contains("a finite number"));
        assert!(message("steps: 50", "steps: 10001").contains("1 to 10000"));
        assert!(message("0.01, 0.1", "2.0").contains("curves is 2; it must be 0.001 to 1"));
        let key = message("from: 0.001", "key: \"beta1\", from: 0.001");
        assert!(
            key.starts_with("key is `beta1`; it must be a number that momentum has: lr"),
            "{key}"
        );
    }

    #[test]
    fn only_numeric_settings_are_swept_and_integers_stay_integers() {
        let swept = |optimizer: &str, range: &str| {
            let text = SCENE
                .replace("momentum(momentum=0.8)", optimizer)
                .replace("from: 0.001, to: 1", range)
                .replace("curves: [0.01, 0.1],", "");
            sweep(&text).map_err(|error| error.to_string())
        };
        let choice = swept("annealing", r#"key: "proposal", from: 0.1, to: 1"#).unwrap_err();
        assert_eq!(
            choice,
            "key is `proposal`; it must be a number that annealing has: lr, temperature, cooling, seed"
        );
        let half = swept("annealing", r#"key: "seed", from: 0.5, to: 8"#).unwrap_err();
        assert_eq!(half, "from is 0.5; it must be a whole number at least 0");
        let seeds = swept("annealing", r#"key: "seed", from: 1, to: 8"#).unwrap();
        assert_eq!(
            (seeds.nearest(3.4), seeds.rounded_for_display(12345.0)),
            (3.0, 12345.0)
        );
        let rates = swept("annealing", "from: 1, to: 8").unwrap();
        assert_eq!(
            (rates.nearest(3.4), rates.rounded_for_display(12345.0)),
            (3.4, 12300.0)
        );
    }
}
