use std::sync::Arc;

use crate::{
    files::{Class, SampleOptions, Samples, samples},
    math::{
        cluster::ClusterError,
        progress::{Progress, stretch},
        projection::{self, Method, Pca, ProjectionError},
        scaling::{Scaler, Scaling},
        table::{Matrix, Table},
    },
    scene::{Cause, CloudAxes, CloudSubject, SceneError, Source},
};

mod clusters;
mod facts;
mod measures;
mod near;
mod outcome;
mod series;
mod spread;
mod story;
mod trace;
mod trajectories;

use clusters::FindError;
pub use clusters::{Clusters, Group, Number};
pub use facts::Facts;
pub use measures::{MEASURED_ROWS, Scores, Selection};
pub use near::{Distance, Neighbour};
pub(super) use outcome::checked;
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
/// The shares of the progress for what happens to the points, and for measuring it.
const MEASURED: [[f64; 2]; 2] = [[0.0, 0.9], [0.9, 1.0]];
/// More rows are not listed.
const MOST_LISTED: usize = 12;

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

fn simulate(
    subject: &CloudSubject,
    source: &Source,
    previous: Option<&Arc<CloudOutcome>>,
    progress: &mut Progress,
) -> Result<Arc<CloudOutcome>, SceneError> {
    let wrong = |cause| SceneError::Data {
        data: subject.data.clone(),
        cause,
    };
    let table = source
        .data
        .cloud(subject)
        .ok_or_else(|| wrong("has not been read".into()))?;
    if let Some(previous) = previous
        && Arc::ptr_eq(&previous.table, table)
        && previous.subject == *subject
    {
        previous.prepare(&source.scene.look.insets, progress)?;
        return Ok(previous.clone());
    }
    let options = SampleOptions {
        label: subject.label.clone(),
        columns: subject.columns.clone(),
        missing: subject.missing,
    };
    let Samples {
        features,
        feature_names,
        labels,
        classes,
        label,
        kept,
        ..
    } = samples(table, &options).map_err(|error| wrong(error.into()))?;
    let columns = features.columns();
    if columns < 2 {
        return Err(wrong(
            "has one column of numbers; at least two are needed".into(),
        ));
    }
    if let Some(sample) = subject.new.iter().find(|sample| sample.len() != columns) {
        let given = sample.len();
        return Err(wrong(
            format!("a new sample of {given} number(s); {columns} columns count").into(),
        ));
    }
    let scaler = Scaler::fit(subject.scale, &features);
    let scaled = match subject.scale {
        Scaling::None => features,
        _ => Arc::new(scaler.apply_all(&features)),
    };
    let most = columns.min(scaled.rows());
    let components = components(subject, most).map_err(wrong)?;
    let needed = components.iter().map(|component| component + 1);
    let needed = needed.fold(AXES.min(most), usize::max);
    let (pca, variance) = spread::fit(&scaled, needed).map_err(|error| wrong(error.into()))?;
    let new: Vec<Vec<f64>> = (subject.new.iter())
        .map(|sample| scaler.apply(sample))
        .collect();
    let [running, measuring] = MEASURED;
    let course = {
        let progress = &mut stretch(progress, running);
        course(subject, &scaled, &new, &pca, components.len(), progress)?
    };
    let deviations = pca.explained_variance.iter().map(|v| v.max(0.0).sqrt());
    let deviations: Vec<f64> = deviations.collect();
    let (mean, arrows) = match (subject.axes, &course) {
        (_, Trace::Layout(_)) => ([0.0; 3], Vec::new()),
        (_, Trace::Story(story)) => ([0.0; 3], story.arrows(course.steps() as f64)),
        (CloudAxes::Principal | CloudAxes::ColumnsToPrincipal, _) => (
            [0.0; 3],
            (components.iter().enumerate())
                .map(|(axis, &component)| {
                    std::array::from_fn(|k| deviations[component] * f64::from(k == axis))
                })
                .collect(),
        ),
        (CloudAxes::Columns, _) => (
            along(&pca.mean),
            (deviations.iter().zip(&pca.components))
                .map(|(deviation, component)| along(component).map(|part| deviation * part))
                .collect(),
        ),
    };
    let mut classes_of_points = match labels.is_empty() {
        true => vec![0; scaled.rows()],
        false => labels,
    };
    let rows = scaled.rows();
    classes_of_points.resize(rows + new.len(), classes.len().max(1) as u32);
    let numbers = (rows + new.len() <= MOST_LISTED).then(|| {
        let values = [scaled.values(), &new.concat()].concat();
        Matrix::from_fn(rows + new.len(), columns, |i, j| values[i * columns + j])
    });
    let mut cloud = CloudOutcome {
        points: course
            .stages()
            .map(|stages| stages.last().to_vec())
            .unwrap_or_default(),
        classes: classes_of_points,
        class_names: classes,
        new: new.len(),
        feature_names,
        numbers,
        pca,
        components,
        axes: subject.axes,
        mean,
        arrows,
        extent: 0.0,
        variance,
        next: trajectories::links(table, kept.as_deref()),
        course,
        samples: scaled.clone(),
        new_samples: new.clone(),
        label,
        kept,
        table: table.clone(),
        subject: subject.clone(),
    };
    if cloud.points.is_empty() {
        let place = |sample: &[f64]| cloud.place(sample).unwrap_or_default();
        let mut points: Vec<[f64; 3]> = scaled.iter_rows().map(place).collect();
        points.extend(new.iter().map(|sample| place(sample)));
        cloud.points = points;
    } else if cloud.new > 0 && !cloud.is_directions() {
        return Err(wrong(
            format!("{} has no place for new samples", cloud.projection()).into(),
        ));
    }
    let along = |axis: usize| {
        let values = cloud.points.iter().map(|point| point[axis]);
        let ends = values.fold([f64::MAX, f64::MIN], |[low, high], value| {
            [low.min(value), high.max(value)]
        });
        ends[1] - ends[0]
    };
    cloud.extent = (0..AXES).map(along).fold(0.0, f64::max);
    cloud.prepare(&source.scene.look.insets, &mut stretch(progress, measuring))?;
    Ok(Arc::new(cloud))
}

/// The components along the axes, from 0, of data that have so many.
fn components(subject: &CloudSubject, most: usize) -> Result<Vec<usize>, Cause> {
    if subject.components.is_empty() {
        return Ok((0..AXES.min(most)).collect());
    }
    match subject.components.iter().max() {
        Some(&last) if last as usize > most => {
            Err(format!("has no component {last} to show; `components` go from 1 to {most}").into())
        }
        _ => Ok((subject.components.iter())
            .map(|&component| component as usize - 1)
            .collect()),
    }
}

/// What happens to scaled data, shown in so many dimensions.
fn course(
    subject: &CloudSubject,
    data: &Arc<Matrix>,
    new: &[Vec<f64>],
    pca: &Pca,
    dimensions: usize,
    progress: &mut Progress,
) -> Result<Trace, SceneError> {
    let wrong = |cause| SceneError::Data {
        data: subject.data.clone(),
        cause,
    };
    let method = projection::build(&subject.projection).map_err(|error| wrong(error.into()))?;
    Ok(match (&subject.clusters, subject.axes, &method) {
        (Some(_), CloudAxes::ColumnsToPrincipal, _) => {
            return Err(wrong(
                "both `clusters` and `axes: ColumnsToPrincipal` fill the steps; choose one".into(),
            ));
        }
        (Some(_), CloudAxes::Principal, Method::Tsne(_) | Method::Umap(_)) => {
            let projection = &subject.projection.name;
            return Err(wrong(
                format!(
                    "both `clusters` and `projection: \"{projection}\"` fill the steps; choose one"
                )
                .into(),
            ));
        }
        (None, CloudAxes::ColumnsToPrincipal, _) if data.columns() != 3 => {
            let columns = data.columns();
            return Err(wrong(format!(
                "has {columns} columns that count; the way to components is shown of three: name them with `columns`"
            )
            .into()));
        }
        (None, CloudAxes::ColumnsToPrincipal, _) if pca.components.len() < 2 => {
            return Err(wrong(
                "has too few rows for a plane; at least two are needed".into(),
            ));
        }
        (None, CloudAxes::ColumnsToPrincipal, _) => Trace::Story(Story::new(data, new, pca)),
        (None, CloudAxes::Principal, Method::Tsne(_) | Method::Umap(_)) => {
            let unfolded = trace::unfold(&method, data, dimensions, progress);
            Trace::Layout(unfolded.map_err(|error| match error {
                ProjectionError::Cancelled(cancelled) => cancelled.into(),
                error => wrong(error.into()),
            })?)
        }
        (None, ..) => Trace::Still,
        (Some(spec), ..) => {
            let found = Clusters::find(spec, subject.sweep.as_ref(), data, progress);
            Trace::Clusters(found.map_err(|error| match error {
                FindError::Cluster(ClusterError::Cancelled(cancelled)) => cancelled.into(),
                error => wrong(error.into()),
            })?)
        }
    })
}

#[cfg(test)]
mod tests;
