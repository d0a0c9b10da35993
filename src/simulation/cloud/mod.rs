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
pub use measures::{MEASURED_ROWS, Scores, Selection};
pub use near::{Distance, Neighbour};
pub(super) use plan::Plan;
pub(super) use simulate::simulate;
pub use story::{Act, Story};
use trace::{Stages, Trace};

/// A data set as a cloud of points, and what happens to it from step to step.
#[derive(Debug)]
pub struct CloudOutcome {
    /// Where each sample lies along the axes in the end, in the units of the scaled data; 0 along axes that there are
    /// not. New samples come last.
    pub points: Vec<[f64; 3]>,
    /// The class of each sample, an index into `class_names`; all 0 where there are no classes. New samples have the
    /// next.
    pub classes: Vec<u32>,
    /// The classes; empty where there are none.
    pub class_names: Vec<Class>,
    /// How many points, the last ones, are not part of the data.
    pub new: usize,
    /// Names of the measured columns.
    pub feature_names: Vec<String>,
    /// The scaled numbers of each sample, where there are few enough for a table.
    pub numbers: Option<Matrix>,
    /// Mean, directions and variances of the scaled data: three components, fewer of data with fewer columns or rows,
    /// more where the axes show a later one.
    pub pca: Pca,
    /// The components along the axes, from 0.
    pub components: Vec<usize>,
    /// What the axes are.
    pub axes: CloudAxes,
    /// The mean of the data along the axes.
    pub mean: [f64; 3],
    /// A standard deviation along each component, as seen along the axes; empty where the axes have no directions.
    pub arrows: Vec<[f64; 3]>,
    /// The widest extent of the points along an axis.
    pub extent: f64,
    /// The share of the variance along each principal component that is known, and of all up to it.
    variance: [Vec<f64>; 2],
    /// Samples that another one follows, each with that one, by the column of the data that says so.
    pub next: Vec<[u32; 2]>,
    course: Trace,
    /// The scaled measurements of the data.
    samples: Arc<Matrix>,
    /// Those of new samples.
    new_samples: Vec<Vec<f64>>,
    /// Where the column of the classes stands in the table.
    label: Option<usize>,
    /// The rows of the table that the samples are, where some were dropped.
    kept: Option<Vec<u32>>,
    table: Arc<Table>,
    subject: CloudSubject,
}

/// Axes that a picture can show.
const AXES: usize = 3;

impl CloudOutcome {
    /// Steps from first to last; 0 where nothing happens.
    pub fn steps(&self) -> usize {
        self.course.steps()
    }

    /// How many arrangements the points pass through, at least 1.
    pub fn stages(&self) -> usize {
        self.course
            .stages()
            .map_or(1, |stages| stages.places().len())
    }

    /// The points in one arrangement.
    ///
    /// # Panics
    /// There is no such stage.
    pub fn stage(&self, stage: usize) -> &[[f64; 3]] {
        self.course
            .stages()
            .map_or(&self.points, |stages| &stages.places()[stage])
    }

    /// The stages that a fractional step lies between, and how far it is on the way from the first to the second.
    pub fn between(&self, step: f64) -> (usize, usize, f32) {
        self.course
            .stages()
            .map_or((0, 0, 0.0), |stages| stages.between(step))
    }

    /// How many times larger the points of a stage are to be shown than they lie apart: 1 for all but projections that
    /// begin in one spot.
    ///
    /// # Panics
    /// There is no such stage.
    pub fn enlarged(&self, stage: usize) -> f64 {
        let stages = self.course.stages();
        stages.map_or(1.0, |stages| stages.enlarged()[stage])
    }

    /// The same at a fractional step.
    pub fn enlarged_at(&self, step: f64) -> f64 {
        let (before, after, part) = self.between(step);
        let [before, after] = [before, after].map(|stage| self.enlarged(stage).ln());
        (before + f64::from(part) * (after - before)).exp()
    }

    /// How columns become components, if the scene asks for that.
    pub fn story(&self) -> Option<&Story> {
        match &self.course {
            Trace::Story(story) => Some(story),
            Trace::Still | Trace::Layout(_) | Trace::Clusters(_) => None,
        }
    }

    /// The clusters, if the scene asks for some.
    pub fn clusters(&self) -> Option<&Clusters> {
        match &self.course {
            Trace::Clusters(clusters) => Some(clusters),
            Trace::Still | Trace::Layout(_) | Trace::Story(_) => None,
        }
    }

    /// The class of each point at a step: a cluster where the scene asks for clusters, else an index into the classes;
    /// below 0 for none.
    pub fn classes_at(&self, step: usize) -> Vec<i32> {
        let Some(clusters) = self.clusters() else {
            return self.classes.iter().map(|&class| class as i32).collect();
        };
        let mut labels = clusters.labels_at(step);
        labels.resize(self.points.len(), clusters.most() as i32);
        labels
    }

    /// The numbers of a column of the data as they are there, by name or number from 1, one for each sample.
    pub fn column(&self, name: &str) -> Option<Vec<f64>> {
        let column = &self.table.columns()[self.table.position(name)?];
        let numbers = column.numbers()?;
        Some(match &self.kept {
            Some(kept) => kept.iter().map(|&row| numbers.get(row as usize)).collect(),
            None => numbers.iter().collect(),
        })
    }

    /// What the points are rows of.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// Where a sample lies along the axes in the end, given what was measured, scaled; none where the axes are not
    /// directions.
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

    /// The component along an axis in the end, from 0; none where that is a column or nothing.
    pub fn component_along(&self, axis: usize) -> Option<usize> {
        match self.axes {
            CloudAxes::Principal => self.components.get(axis).copied(),
            CloudAxes::Columns => None,
            CloudAxes::ColumnsToPrincipal => [Some(0), None, Some(1)][axis],
        }
    }

    /// The column along an axis in the end; none where that is a component or nothing.
    pub fn column_along(&self, axis: usize) -> Option<&str> {
        match self.axes {
            CloudAxes::Columns => self.feature_names.get(axis).map(String::as_str),
            CloudAxes::Principal | CloudAxes::ColumnsToPrincipal => None,
        }
    }

    /// Whether the axes are directions in the space of the data.
    pub fn is_directions(&self) -> bool {
        !matches!(self.course, Trace::Layout(_))
    }

    /// What was done to the numbers first.
    pub fn scale(&self) -> Scaling {
        self.subject.scale
    }

    /// The method that made the axes.
    pub fn projection(&self) -> &str {
        &self.subject.projection.name
    }
}

fn along(values: &[f64]) -> [f64; 3] {
    std::array::from_fn(|axis| values.get(axis).copied().unwrap_or_default())
}

#[cfg(test)]
mod tests;
