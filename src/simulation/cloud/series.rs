use super::{CloudOutcome, Trace};
use crate::{
    math::progress::{Cancelled, Progress, stage_progress},
    scene::{Insets, Quantity},
    simulation::Series,
};

impl CloudOutcome {
    /// The lines of a chart of this quantity: over the steps, over numbers of clusters, or over the components
    /// (explained variance ratio, then its cumulative sum). Empty if the quantity does not apply.
    pub fn series(&self, quantity: Quantity) -> Vec<Series<'_>> {
        let clusters = self.clusters();
        let count_metrics = || clusters.map(super::Clusters::count_metrics);
        let series = match quantity {
            Quantity::Variance => {
                if !self.has_direction_axes() {
                    return Vec::new();
                }
                return self
                    .variance_ratios
                    .iter()
                    .map(|ratios| Series::from_one(ratios))
                    .collect();
            }
            Quantity::Progress => match &self.trace {
                Trace::Layout(stages) => Some(Series::pairs(stages.losses())),
                _ => clusters.map(|clusters| Series::per_step(clusters.curve_values())),
            },
            Quantity::Clusters => {
                clusters.and_then(|clusters| clusters.counts().map(Series::per_step))
            }
            Quantity::Noise => clusters.and_then(|clusters| clusters.noise().map(Series::per_step)),
            Quantity::Elbow => count_metrics().map(|metrics| Series::pairs(&metrics.inertia)),
            Quantity::Silhouette => {
                count_metrics().map(|metrics| Series::pairs(&metrics.silhouette))
            }
            _ => None,
        };
        series
            .into_iter()
            .filter(|series| !series.is_empty())
            .collect()
    }

    /// Whether the charts need [`ClusterCountMetrics`](super::ClusterCountMetrics), and whether they need
    /// [`Scores`](super::Scores).
    pub(super) fn needed_metrics(insets: &Insets) -> [bool; 2] {
        let needs = |of: &[Quantity]| insets.charts.iter().any(|chart| of.contains(&chart.of));
        [
            needs(&[Quantity::Elbow, Quantity::Silhouette]),
            needs(&[Quantity::Scores]),
        ]
    }

    /// Whether all metrics that the charts need are already computed.
    pub(super) fn has_metrics_for(&self, insets: &Insets) -> bool {
        let [needs_counts, needs_scores] = Self::needed_metrics(insets);
        self.clusters().is_none_or(|clusters| {
            let [has_counts, has_scores] = clusters.computed_metrics();
            (!needs_counts || has_counts) && (!needs_scores || has_scores)
        })
    }

    /// Computes the metrics that the charts need, which would take too long while a picture is drawn.
    ///
    /// # Errors
    /// `progress` cancels the computation.
    pub fn compute_metrics(
        &self,
        insets: &Insets,
        progress: &mut Progress,
    ) -> Result<(), Cancelled> {
        let Some(clusters) = self.clusters() else {
            return Ok(());
        };
        let [needs_counts, needs_scores] = Self::needed_metrics(insets);
        if needs_counts {
            clusters.compute_count_metrics(&mut stage_progress(progress, [0.0, 0.5]))?;
        }
        if needs_scores {
            clusters.compute_scores(
                self.known_classes(),
                &mut stage_progress(progress, [0.5, 1.0]),
            )?;
        }
        Ok(())
    }

    /// The class of each sample of the data; none without classes.
    fn known_classes(&self) -> Option<&[u32]> {
        (!self.class_names.is_empty()).then(|| &self.classes[..self.data_count()])
    }

    /// The metrics of the clusters at some steps, in ascending order of steps; empty without clusters.
    pub fn scores(&self) -> &[super::Scores] {
        self.clusters()
            .map_or(&[], |clusters| clusters.scores(self.known_classes()))
    }
}
