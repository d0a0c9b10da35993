use std::sync::Arc;

use super::CloudOutcome;
use crate::simulation::{Outcome, ResultNumber};

impl Outcome for Arc<CloudOutcome> {
    fn steps(&self) -> usize {
        self.as_ref().steps()
    }

    fn result(&self, name: &str) -> Option<ResultNumber> {
        match name {
            "points" => Some(ResultNumber::Count(self.data_count())),
            "clusters" => {
                let clusters = self.clusters()?;
                Some(ResultNumber::Count(clusters.count_at(clusters.steps())))
            }
            "noise" => {
                let clusters = self.clusters()?;
                let labels = clusters.labels_at(clusters.steps());
                let noise = labels.iter().filter(|label| **label < 0);
                Some(ResultNumber::Count(noise.count()))
            }
            "kept" => {
                let axes = (0..3).filter_map(|axis| self.component_along(axis));
                let ratio: f64 = axes
                    .map(|component| self.pca.explained_variance_ratio[component])
                    .sum();
                let is_known = self.has_direction_axes() && ratio > 0.0;
                is_known.then_some(ResultNumber::Percent(100.0 * ratio))
            }
            _ => None,
        }
    }

    fn cloud(&self) -> Option<&Arc<CloudOutcome>> {
        Some(self)
    }
}
