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
            Quantity::Progress => match &self.trace {
                Trace::Layout(stages) => Some(Series::pairs(stages.losses())),
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

    /// Whether the charts require metrics of other numbers of clusters, and of each step.
    pub(super) fn measures(insets: &Insets) -> [bool; 2] {
        let wants = |of: &[Quantity]| insets.charts.iter().any(|chart| of.contains(&chart.of));
        [
            wants(&[Quantity::Elbow, Quantity::Silhouette]),
            wants(&[Quantity::Scores]),
        ]
    }

    /// Whether all metrics for the charts are computed.
    pub(super) fn is_prepared(&self, insets: &Insets) -> bool {
        let [numbers, steps] = Self::measures(insets);
        self.clusters().is_none_or(|clusters| {
            let [selected, scored] = clusters.is_measured();
            (!numbers || selected) && (!steps || scored)
        })
    }

    /// Computes the metrics for the charts, which would take too long while a picture is drawn.
    ///
    /// # Errors
    /// `progress` cancels the computation.
    pub fn prepare(&self, insets: &Insets, progress: &mut Progress) -> Result<(), Cancelled> {
        let Some(clusters) = self.clusters() else {
            return Ok(());
        };
        let [numbers, steps] = Self::measures(insets);
        if numbers {
            clusters.select(&mut stage_progress(progress, [0.0, 0.5]))?;
        }
        if steps {
            clusters.score(
                self.known_classes(),
                &mut stage_progress(progress, [0.5, 1.0]),
            )?;
        }
        Ok(())
    }

    /// The known class of each point that is not new; none without classes.
    fn known_classes(&self) -> Option<&[u32]> {
        let known = self.points.len() - self.new;
        (!self.class_names.is_empty()).then(|| &self.classes[..known])
    }

    /// The metrics of the clusters at some steps, in ascending order; empty without clusters.
    pub fn scores(&self) -> &[super::Scores] {
        self.clusters()
            .map_or(&[], |clusters| clusters.scores(self.known_classes()))
    }
}
