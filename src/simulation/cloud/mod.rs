use std::sync::Arc;

use crate::{
    files::Class,
    math::{
        projection::Pca,
        scaling::Scaling,
        table::{Matrix, Table},
    },
    scene::{CloudAxes, CloudSubject},
};

mod clusters;
mod details;
mod metrics;
mod names;
mod near;
mod outcome;
mod pictures;
mod plan;
mod scalings;
mod series;
mod simulate;
mod spread;
mod story;
mod trace;
mod trajectories;

pub use clusters::{Clusters, Group, StepNumber};
pub use details::PointDetails;
pub use metrics::{ClusterCountMetrics, Scores};
pub use near::{Distance, Neighbour};
pub use pictures::PointPictures;
pub(super) use plan::Plan;
pub use scalings::{AxisMap, ScalingSteps};
pub(super) use simulate::simulate;
pub use story::{Act, PcaStory};
use trace::{Stages, Trace};

/// A data set as a point cloud, with its changes from step to step.
#[derive(Debug)]
pub struct CloudOutcome {
    /// The final position of each sample on the axes, in units of the scaled data; 0 on unused axes. New samples come
    /// last.
    pub points: Vec<[f64; 3]>,
    /// The class of each sample as an index into `class_names`; 0 without classes. New samples have the next index.
    pub classes: Vec<u32>,
    /// The classes; empty if there are none.
    pub class_names: Vec<Class>,
    /// The number of new samples, which are the last points.
    pub new_count: usize,
    /// The names of the feature columns.
    pub feature_names: Vec<String>,
    /// The scaled features of each sample, new ones last, if there are few enough samples for a table in the picture.
    pub listed_features: Option<Matrix>,
    /// The principal components of the scaled data: three, or fewer for data with fewer columns or rows, or as many as
    /// the axes require.
    pub pca: Pca,
    /// The indices of the components on the axes, from 0.
    pub components: Vec<usize>,
    /// The kind of axes.
    pub axes: CloudAxes,
    /// The mean of the data on the axes.
    pub mean: [f64; 3],
    /// For each component, an arrow of one standard deviation on the axes; empty if the axes are not directions.
    pub arrows: Vec<[f64; 3]>,
    /// The largest extent of the points along an axis.
    pub extent: f64,
    /// The explained variance ratio of each computed component, and its cumulative sum.
    variance_ratios: [Vec<f64>; 2],
    /// Links from samples to their successors, as pairs of indices, according to a column of the data.
    pub links: Vec<[u32; 2]>,
    pictures: Option<PointPictures>,
    trace: Trace,
    /// The scaled features of the data.
    samples: Arc<Matrix>,
    /// The scaled features of the new samples.
    new_samples: Vec<Vec<f64>>,
    /// The index of the label column in the table.
    label: Option<usize>,
    /// The table rows of the samples, if rows were dropped.
    kept_rows: Option<Vec<u32>>,
    table: Arc<Table>,
    subject: CloudSubject,
}

/// The number of axes of a cloud.
const AXES: usize = 3;

impl CloudOutcome {
    /// The index of the last step; 0 if the cloud does not change.
    pub fn steps(&self) -> usize {
        self.trace.steps()
    }

    /// The number of stages, at least 1. A stage is the position of every point at one of the steps.
    pub fn stages(&self) -> usize {
        self.trace
            .stages()
            .map_or(1, |stages| stages.positions().len())
    }

    /// The positions of the points at a stage.
    ///
    /// # Panics
    /// Panics if there is no such stage.
    pub fn stage(&self, stage: usize) -> &[[f64; 3]] {
        self.trace
            .stages()
            .map_or(&self.points, |stages| &stages.positions()[stage])
    }

    /// The two stages around a fractional step, and the fraction of the way between them.
    pub fn stages_around(&self, step: f64) -> (usize, usize, f32) {
        self.trace
            .stages()
            .map_or((0, 0, 0.0), |stages| stages.around(step))
    }

    /// The factor by which the positions at a stage are multiplied for display: 1 except for projections that begin in
    /// a tiny cluster.
    ///
    /// # Panics
    /// Panics if there is no such stage.
    pub fn enlargement(&self, stage: usize) -> f64 {
        let stages = self.trace.stages();
        stages.map_or(1.0, |stages| stages.enlargements()[stage])
    }

    /// The factor at a fractional step, interpolated geometrically.
    pub fn enlargement_at(&self, step: f64) -> f64 {
        let (before, after, part) = self.stages_around(step);
        let [before, after] = [before, after].map(|stage| self.enlargement(stage).ln());
        (before + f64::from(part) * (after - before)).exp()
    }

    /// The animation from columns to components, if the scene has one.
    pub fn story(&self) -> Option<&PcaStory> {
        match &self.trace {
            Trace::Story(story) => Some(story),
            _ => None,
        }
    }

    /// The scalings that the cloud passes through, if it passes through several.
    pub fn scaling_steps(&self) -> Option<&ScalingSteps> {
        match &self.trace {
            Trace::Scalings(steps) => Some(steps),
            _ => None,
        }
    }

    /// The scaled features of each sample at a step, new ones last, if there are few enough samples for a table in the
    /// picture.
    pub fn listed_features_at(&self, step: f64) -> Option<&Matrix> {
        match &self.trace {
            Trace::Scalings(steps) => steps.listed_features(step),
            _ => self.listed_features.as_ref(),
        }
    }

    /// The clusters, if the scene has any.
    pub fn clusters(&self) -> Option<&Clusters> {
        match &self.trace {
            Trace::Clusters(clusters) => Some(clusters),
            _ => None,
        }
    }

    /// The class of each point at a step: a cluster if the scene has clusters, otherwise an index into the classes;
    /// negative for none.
    pub fn classes_at(&self, step: usize) -> Vec<i32> {
        let Some(clusters) = self.clusters() else {
            return self.classes.iter().map(|&class| class as i32).collect();
        };
        let mut labels = clusters.labels_at(step);
        labels.resize(self.points.len(), clusters.max_final_clusters() as i32);
        labels
    }

    /// The unscaled values of a numeric column for each sample of the data. The column is given by name or by number
    /// from 1; none if there is no such column.
    pub fn column_values(&self, name: &str) -> Option<Vec<f64>> {
        let column = &self.table.columns()[self.table.position(name)?];
        let numbers = column.numbers()?;
        Some(match &self.kept_rows {
            Some(rows) => rows.iter().map(|&row| numbers.get(row as usize)).collect(),
            None => numbers.iter().collect(),
        })
    }

    /// The table of the data.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// The final position of a sample with these scaled features; none if the axes are not directions in the space of
    /// the features.
    pub fn position_of(&self, sample: &[f64]) -> Option<[f64; 3]> {
        let score = |&component: &usize| self.pca.score(sample, component);
        match self.axes {
            CloudAxes::Columns => Some(first_three(sample)),
            CloudAxes::ColumnsToPrincipal => {
                Some([self.pca.score(sample, 0), 0.0, self.pca.score(sample, 1)])
            }
            CloudAxes::Principal if self.has_direction_axes() => {
                let mut position = [0.0; AXES];
                for (coordinate, component) in position.iter_mut().zip(&self.components) {
                    *coordinate = score(component);
                }
                Some(position)
            }
            CloudAxes::Principal => None,
        }
    }

    /// The index of the component on an axis at the end; none if the axis is a column or unused.
    pub fn component_along(&self, axis: usize) -> Option<usize> {
        match self.axes {
            CloudAxes::Principal => self.components.get(axis).copied(),
            CloudAxes::Columns => None,
            CloudAxes::ColumnsToPrincipal => [Some(0), None, Some(1)][axis],
        }
    }

    /// The column on an axis at the end; none if the axis is a component or unused.
    pub fn column_along(&self, axis: usize) -> Option<&str> {
        match self.axes {
            CloudAxes::Columns => self.feature_names.get(axis).map(String::as_str),
            CloudAxes::Principal | CloudAxes::ColumnsToPrincipal => None,
        }
    }

    /// Whether the axes are directions in the space of the features: true except for iterative projections.
    pub fn has_direction_axes(&self) -> bool {
        !matches!(self.trace, Trace::Layout(_))
    }

    /// The scaling of the features.
    pub fn scaling(&self) -> Scaling {
        self.subject.scale
    }

    /// The name of the projection method.
    pub fn projection(&self) -> &str {
        &self.subject.projection.name
    }
}

/// The first three values; 0 in place of missing ones.
fn first_three(values: &[f64]) -> [f64; 3] {
    std::array::from_fn(|axis| values.get(axis).copied().unwrap_or_default())
}

#[cfg(test)]
mod tests;
