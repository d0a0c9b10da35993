use super::{Course, ProjectedCloud};
use crate::{
    scene::{Insets, Quantity},
    simulation::Series,
};

impl ProjectedCloud {
    /// What a chart of this quantity shows, one line after the other: over the steps, over numbers of clusters, or over
    /// the components (the share of each, then of all up to it). Empty where the cloud has none.
    pub fn series(&self, quantity: Quantity) -> Vec<Series<'_>> {
        let clusters = self.clusters();
        let selected = || clusters.map(super::Clusters::selection);
        let found = match quantity {
            Quantity::Variance => {
                if !self.is_directions() {
                    return Vec::new();
                }
                return self
                    .variance
                    .iter()
                    .map(|of| Series::numbered(of))
                    .collect();
            }
            Quantity::Progress => match &self.course {
                Course::Unfolding(stages) => Some(Series::plain(stages.losses())),
                _ => clusters.map(|clusters| Series::plain(clusters.progress())),
            },
            Quantity::Clusters => {
                clusters.and_then(|clusters| clusters.counts().map(Series::plain))
            }
            Quantity::Noise => clusters.and_then(|clusters| clusters.noise().map(Series::plain)),
            Quantity::Elbow => selected().map(|selected| Series::pairs(&selected.inertia)),
            Quantity::Silhouette => selected().map(|selected| Series::pairs(&selected.silhouette)),
            _ => None,
        };
        found
            .into_iter()
            .filter(|series| !series.is_empty())
            .collect()
    }

    /// Works out now, and not when a picture is drawn, what the charts of a scene want and takes a while.
    pub fn prepare(&self, insets: &Insets) {
        let Some(clusters) = self.clusters() else {
            return;
        };
        for chart in &insets.charts {
            match chart.of {
                Quantity::Elbow | Quantity::Silhouette => drop(clusters.selection()),
                Quantity::Scores => drop(self.scores()),
                _ => {}
            }
        }
    }

    /// How good the clusters of some steps are, in the order of the steps; empty for a cloud without clusters.
    pub fn scores(&self) -> &[super::Scores] {
        let known = self.points.len() - self.new;
        let classes = (!self.class_names.is_empty()).then(|| &self.classes[..known]);
        self.clusters()
            .map_or(&[], |clusters| clusters.scores(classes))
    }
}
