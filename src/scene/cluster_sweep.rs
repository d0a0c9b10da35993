use serde::{Deserialize, Serialize};

use super::{SceneError, sweep::swept};
use crate::{
    math::cluster,
    scene::check::{field, within},
};

/// A setting of a clustering that takes one value after the other: each step of the scene is the end of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClusterSweep {
    /// The setting: `eps`.
    pub setting: String,
    /// Its first value.
    pub from: f64,
    /// Its last value.
    pub to: f64,
    /// How many values, evenly spaced, 2 to 200.
    pub count: usize,
}

impl ClusterSweep {
    /// The values, one for each run.
    pub fn values(&self) -> Vec<f64> {
        let last = (self.count - 1) as f64;
        (0..self.count)
            .map(|i| self.from + (self.to - self.from) * (i as f64 / last))
            .collect()
    }

    /// Checks what can be checked without data; `method` is whose setting it is, where that is known.
    pub(super) fn check(&self, method: Option<&cluster::Entry>) -> Result<(), SceneError> {
        if let Some(method) = method {
            swept(method, "sweep.setting", &self.setting)?;
        }
        within("sweep.count", self.count, 2..=200)?;
        for (name, value) in [("sweep.from", self.from), ("sweep.to", self.to)] {
            if !value.is_finite() {
                return Err(field(name, value, "a finite number"));
            }
        }
        Ok(())
    }
}
