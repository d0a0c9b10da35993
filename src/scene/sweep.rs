use serde::{Deserialize, Serialize};

use super::{
    SceneError,
    check::{field, finite, within},
    defaults::{is_default, is_yes, yes},
    subject::{default_resolution, default_schedule, is_default_resolution, is_default_schedule},
};
use crate::math::{
    catalogue::Entry, optimizer, parameter::Parameter, round::to_digits, schedule, spec::Spec,
};

/// The most curves that a sweep draws one by one.
pub const MOST_CURVES: usize = 8;

/// The loss of an optimizer over its steps and over one of its settings: a heat map as a surface.
///
/// Every row is a run of its own from the same start. Where a run has diverged or left the domain there is a hole, and
/// the surface ends where the loss is far above that of the start, or above the height that the look cuts at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SweepSubject {
    /// The landscape that every run descends, written as in a landscape's own scene.
    #[serde(with = "super::typed")]
    pub landscape: Spec,
    /// λ of an L2 penalty λ·‖θ‖² that is added, 0 to 1000. Default 0.
    #[serde(default, skip_serializing_if = "is_default")]
    pub l2: f64,
    /// The optimizer; its own value of the swept setting is ignored.
    pub optimizer: Spec,
    /// How the learning rate changes from step to step. Default `constant`.
    #[serde(
        default = "default_schedule",
        skip_serializing_if = "is_default_schedule"
    )]
    pub schedule: Spec,
    /// The setting of the optimizer that is swept: any that is a number. Default `lr`.
    #[serde(default = "learning_rate")]
    pub key: String,
    /// The smallest value of the setting; of an integer setting, every value is rounded to the nearest.
    pub from: f64,
    /// The largest value of the setting.
    pub to: f64,
    /// Whether equal distances along its axis are equal ratios. Default true.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub log: bool,
    /// How many values the setting takes, 16 to 1024; there are about as many points along the steps. Default 256.
    #[serde(
        default = "default_resolution",
        skip_serializing_if = "is_default_resolution"
    )]
    pub resolution: u32,
    /// Where every run starts.
    pub start: [f64; 2],
    /// Updates made by each run, 1 to 10,000.
    pub steps: usize,
    /// Values of the setting whose runs are drawn as curves on the surface, at most 8.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub curves: Vec<f64>,
    /// Whether the run that ends lowest is drawn as well. Default true.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub best: bool,
}

impl SweepSubject {
    /// The setting that is swept.
    ///
    /// # Errors
    /// The optimizer is unknown, or has no such setting that is a number.
    pub fn parameter(&self) -> Result<&'static Parameter, SceneError> {
        let wrong = |cause| SceneError::Run { run: 1, cause };
        let entry = optimizer::CATALOGUE
            .find(&self.optimizer.name)
            .map_err(|error| wrong(error.into()))?;
        swept(entry, "key", &self.key)
    }

    /// The value nearest to one between `from` and `to` that the swept setting can have: of an integer, the nearest.
    pub fn nearest(&self, value: f64) -> f64 {
        match self.parameter() {
            Ok(parameter) if parameter.integer => value.round(),
            _ => value,
        }
    }

    /// A value of the setting as it is shown: three digits tell it apart from its neighbours and read well; an integer has
    /// all of its digits.
    pub fn shown(&self, value: f64) -> f64 {
        match self.parameter() {
            Ok(parameter) if parameter.integer => value,
            _ => to_digits(value, 3),
        }
    }

    /// Where a value of the setting is along its axis: its logarithm to base 10, or itself.
    pub fn place_of(&self, setting: f64) -> f64 {
        match self.log {
            true => setting.log10(),
            false => setting,
        }
    }

    /// The value of the setting at a place of its axis; the nearest one that it can have.
    pub fn setting_at(&self, place: f64) -> f64 {
        self.nearest(match self.log {
            true => 10f64.powf(place),
            false => place,
        })
    }

    /// Cells along each side of the surface, and how many are between two steps (1 where steps are closer than cells):
    /// chosen so that every step has its column, or every column is near a step.
    pub fn cells(&self) -> (usize, usize) {
        let wanted = (self.resolution as usize).saturating_sub(1);
        if self.steps >= wanted {
            return (wanted, 1);
        }
        let to_a_step = (wanted as f64 / self.steps as f64).round() as usize;
        (to_a_step * self.steps, to_a_step)
    }

    /// How many values the setting takes, each of which has a run of its own.
    pub fn rows(&self) -> usize {
        self.cells().0 + 1
    }

    /// Whether another heat map has the same losses, and so differs in the curves on it alone.
    pub fn has_losses_of(&self, other: &Self) -> bool {
        let plain = |subject: &Self| Self {
            curves: Vec::new(),
            best: false,
            ..subject.clone()
        };
        plain(self) == plain(other)
    }

    /// Checks what can be checked without data.
    pub(super) fn check(&self) -> Result<(), SceneError> {
        let wrong = |cause| SceneError::Run { run: 1, cause };
        within("resolution", self.resolution, 16..=1024)?;
        within("l2", self.l2, 0.0..=1000.0)?;
        within("steps", self.steps, 1..=10_000)?;
        finite("start", &self.start)?;
        finite("from and to", &[self.from, self.to])?;
        let parameter = self.parameter()?;
        for (name, value) in [("from", self.from), ("to", self.to)] {
            if !parameter.allows(value) {
                return Err(field(name, value, parameter.number_and_range()));
            }
        }
        if self.from >= self.to {
            return Err(field("to", self.to, format!("above `from`, {}", self.from)));
        }
        if self.log && self.from <= 0.0 {
            let allowed = "above 0 on a logarithmic axis; with `log: false` it may be 0";
            return Err(field("from", self.from, allowed));
        }
        within("the number of curves", self.curves.len(), 0..=MOST_CURVES)?;
        for &curve in &self.curves {
            within("curves", curve, self.from..=self.to)?;
            if !parameter.allows(curve) {
                return Err(field("curves", curve, parameter.number_and_range()));
            }
        }
        let optimizer = self.optimizer.clone().with(&self.key, self.from);
        optimizer::CATALOGUE
            .build(&optimizer)
            .map_err(|error| wrong(error.into()))?;
        schedule::CATALOGUE
            .build(&self.schedule)
            .map_err(|error| wrong(error.into()))?;
        Ok(())
    }
}

/// The parameter of an entry that a field of a scene names to be swept.
///
/// # Errors
/// The entry has no parameter of this name that is a number.
pub(super) fn swept<B>(
    entry: &Entry<B>,
    name: &str,
    setting: &str,
) -> Result<&'static Parameter, SceneError> {
    let parameter = entry.parameter(setting).filter(|one| one.is_number());
    parameter.ok_or_else(|| {
        let numbers = entry.parameters.iter().filter(|one| one.is_number());
        let names: Vec<&str> = numbers.map(|one| one.name).collect();
        let allowed = format!("a number that {} has: {}", entry.name, names.join(", "));
        field(name, format!("`{setting}`"), allowed)
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
    fn a_sweep_is_over_the_learning_rate_unless_it_says_otherwise_and_comes_back_from_its_text() {
        let subject = sweep(SCENE).unwrap();
        assert_eq!((subject.key.as_str(), subject.log), ("lr", true));
        let source = Source::parse(SCENE, "".as_ref()).unwrap();
        let again = Source::parse(&source.to_ron(), "".as_ref()).unwrap();
        assert_eq!(again.scene, source.scene);
    }

    #[test]
    fn what_cannot_be_swept_is_refused_with_what_can() {
        assert_eq!(
            message("from: 0.001", "from: -1"),
            "from is -1; it has to be a number at least 0"
        );
        assert!(message("from: 0.001", "from: 0").contains("log: false"));
        assert!(message("to: 1", "to: 0.0001").starts_with("to is 0.0001; it has to be above"));
        assert!(message("to: 1", "to: inf").contains("a finite number"));
        assert!(message("steps: 50", "steps: 10001").contains("1 to 10000"));
        assert!(message("0.01, 0.1", "2.0").contains("curves is 2; it has to be 0.001 to 1"));
        let key = message("from: 0.001", "key: \"beta1\", from: 0.001");
        assert!(
            key.starts_with("key is `beta1`; it has to be a number that momentum has: lr"),
            "{key}"
        );
    }

    #[test]
    fn only_numbers_are_swept_and_of_integers_only_integers() {
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
            "key is `proposal`; it has to be a number that annealing has: lr, temperature, cooling, seed"
        );
        let half = swept("annealing", r#"key: "seed", from: 0.5, to: 8"#).unwrap_err();
        assert_eq!(half, "from is 0.5; it has to be a whole number at least 0");
        let seeds = swept("annealing", r#"key: "seed", from: 1, to: 8"#).unwrap();
        assert_eq!((seeds.nearest(3.4), seeds.shown(12345.0)), (3.0, 12345.0));
        let rates = swept("annealing", "from: 1, to: 8").unwrap();
        assert_eq!((rates.nearest(3.4), rates.shown(12345.0)), (3.4, 12300.0));
    }
}
