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
mod facts;
mod measures;
mod near;
mod outcome;
mod plan;
mod series;
mod simulate;
mod spread;
mod story;
mod trace;
mod trajectories;

pub use clusters::{Clusters, Group, Number};
pub use facts::Facts;
pub use measures::{Scores, Selection};
pub use near::{Distance, Neighbour};
pub(super) use plan::Plan;
pub(super) use simulate::simulate;
pub use story::{Act, Story};
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
    /// The number of points at the end that are new samples, not data.
    pub new: usize,
    /// The names of the feature columns.
    pub feature_names: Vec<String>,
    /// The scaled features of each sample, if there are few enough for a table.
    pub numbers: Option<Matrix>,
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
    variance: [Vec<f64>; 2],
    /// Links from samples to their successors, according to a column of the data.
    pub next: Vec<[u32; 2]>,
    trace: Trace,
    /// The scaled features of the data.
    samples: Arc<Matrix>,
    /// The scaled features of the new samples.
    new_samples: Vec<Vec<f64>>,
    /// The index of the label column in the table.
    label: Option<usize>,
    /// The table rows of the samples, if rows were dropped.
    kept: Option<Vec<u32>>,
    table: Arc<Table>,
    subject: CloudSubject,
}

/// The number of axes of a picture.
const AXES: usize = 3;

impl CloudOutcome {
    /// The number of steps; 0 if nothing changes.
    pub fn steps(&self) -> usize {
        self.trace.steps()
    }

    /// The number of stages (arrangements of the points), at least 1.
    pub fn stages(&self) -> usize {
        self.trace
            .stages()
            .map_or(1, |stages| stages.places().len())
    }

    /// The points at a stage.
    ///
    /// # Panics
    /// Panics if there is no such stage.
    pub fn stage(&self, stage: usize) -> &[[f64; 3]] {
        self.trace
            .stages()
            .map_or(&self.points, |stages| &stages.places()[stage])
    }

    /// The two stages around a fractional step, and the fraction of the way between them.
    pub fn between(&self, step: f64) -> (usize, usize, f32) {
        self.trace
            .stages()
            .map_or((0, 0, 0.0), |stages| stages.between(step))
    }

    /// The factor by which the points of a stage are enlarged for display: 1 except for projections that begin in a
    /// tiny cluster.
    ///
    /// # Panics
    /// Panics if there is no such stage.
    pub fn enlarged(&self, stage: usize) -> f64 {
        let stages = self.trace.stages();
        stages.map_or(1.0, |stages| stages.enlarged()[stage])
    }

    /// The factor of enlargement at a fractional step.
    pub fn enlarged_at(&self, step: f64) -> f64 {
        let (before, after, part) = self.between(step);
        let [before, after] = [before, after].map(|stage| self.enlarged(stage).ln());
        (before + f64::from(part) * (after - before)).exp()
    }

    /// The animation from columns to components, if the scene has one.
    pub fn story(&self) -> Option<&Story> {
        match &self.trace {
            Trace::Story(story) => Some(story),
            Trace::Still | Trace::Layout(_) | Trace::Clusters(_) => None,
        }
    }

    /// The clusters, if the scene has any.
    pub fn clusters(&self) -> Option<&Clusters> {
        match &self.trace {
            Trace::Clusters(clusters) => Some(clusters),
            Trace::Still | Trace::Layout(_) | Trace::Story(_) => None,
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

    /// The unscaled values of a numeric column for each sample, given by name or by number from 1.
    pub fn column(&self, name: &str) -> Option<Vec<f64>> {
        let column = &self.table.columns()[self.table.position(name)?];
        let numbers = column.numbers()?;
        Some(match &self.kept {
            Some(kept) => kept.iter().map(|&row| numbers.get(row as usize)).collect(),
            None => numbers.iter().collect(),
        })
    }

    /// The table of the data.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// The final position of a sample with these scaled features; none if the axes are not directions.
    pub fn place(&self, sample: &[f64]) -> Option<[f64; 3]> {
        let score = |&component: &usize| self.pca.score(sample, component);
        match self.axes {
            CloudAxes::Columns => Some(along(sample)),
            CloudAxes::ColumnsToPrincipal => {
                Some([self.pca.score(sample, 0), 0.0, self.pca.score(sample, 1)])
            }
            CloudAxes::Principal if self.is_directions() => {
                let mut place = [0.0; AXES];
                for (place, component) in place.iter_mut().zip(&self.components) {
                    *place = score(component);
                }
                Some(place)
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

    /// Whether the axes are directions in the space of the features.
    pub fn is_directions(&self) -> bool {
        !matches!(self.trace, Trace::Layout(_))
    }

    /// The scaling of the features.
    pub fn scale(&self) -> Scaling {
        self.subject.scale
    }

    /// The name of the projection method.
    pub fn projection(&self) -> &str {
        &self.subject.projection.name
    }
}

fn along(values: &[f64]) -> [f64; 3] {
    std::array::from_fn(|axis| values.get(axis).copied().unwrap_or_default())
}

#[cfg(test)]
mod tests;
