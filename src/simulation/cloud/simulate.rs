use std::sync::Arc;

use super::{
    AXES, CloudOutcome, Clusters, Plan, Story, Trace, along, clusters::FindError, spread, trace,
    trajectories,
};
use crate::{
    files::{SampleOptions, Samples, samples},
    math::{
        cluster::ClusterError,
        progress::{Progress, stage_progress},
        projection::{self, Pca, ProjectionError},
        scaling::{Scaler, Scaling},
        table::{Matrix, Table},
    },
    scene::{Cause, CloudAxes, CloudSubject, SceneError},
};

/// The shares of the progress for computing the points and their metrics.
const MEASURED: [[f64; 2]; 2] = [[0.0, 0.9], [0.9, 1.0]];
/// The limit of rows for a table of numbers.
const MAX_LISTED: usize = 12;

/// Computes a cloud or reuses the previous one, and checks the columns named by its look.
pub(in crate::simulation) fn simulate(
    plan: Plan,
    progress: &mut Progress,
) -> Result<Arc<CloudOutcome>, SceneError> {
    let (subject, look) = (plan.subject, plan.look);
    let [running, measuring] = MEASURED;
    let cloud = match plan.reused {
        Some(reused) => {
            reused.prepare(&look.insets, progress)?;
            reused.clone()
        }
        None => {
            let cloud = compute(subject, plan.table, &mut stage_progress(progress, running))?;
            cloud.prepare(&look.insets, &mut stage_progress(progress, measuring))?;
            Arc::new(cloud)
        }
    };
    cloud
        .check(&look.points)
        .map_err(|cause| wrong(subject, cause))?;
    Ok(cloud)
}

fn wrong(subject: &CloudSubject, cause: impl Into<Cause>) -> SceneError {
    SceneError::Data {
        data: subject.data.clone(),
        cause: cause.into(),
    }
}

/// Computes a cloud without its metrics.
fn compute(
    subject: &CloudSubject,
    table: &Arc<Table>,
    progress: &mut Progress,
) -> Result<CloudOutcome, SceneError> {
    let Samples {
        features,
        feature_names,
        labels,
        classes,
        label,
        kept,
        ..
    } = read(subject, table)?;
    let scaler = Scaler::fit(subject.scale, &features);
    let scaled = match subject.scale {
        Scaling::None => features,
        _ => Arc::new(scaler.apply_all(&features)),
    };
    let most = scaled.columns().min(scaled.rows());
    let components = spread::components(subject, most).map_err(|cause| wrong(subject, cause))?;
    let needed = components.iter().map(|component| component + 1);
    let needed = needed.fold(AXES.min(most), usize::max);
    let (pca, variance) = spread::fit(&scaled, needed).map_err(|error| wrong(subject, error))?;
    let new: Vec<Vec<f64>> = (subject.new.iter())
        .map(|sample| scaler.apply(sample))
        .collect();
    let trace = compute_trace(subject, &scaled, &new, &pca, components.len(), progress)?;
    let (mean, arrows) = arrows(subject.axes, &trace, &pca, &components);
    let mut classes_of_points = match labels.is_empty() {
        true => vec![0; scaled.rows()],
        false => labels,
    };
    classes_of_points.resize(scaled.rows() + new.len(), classes.len().max(1) as u32);
    let mut cloud = CloudOutcome {
        points: trace
            .stages()
            .map(|stages| stages.last().to_vec())
            .unwrap_or_default(),
        classes: classes_of_points,
        class_names: classes,
        new: new.len(),
        feature_names,
        numbers: listed(&scaled, &new),
        pca,
        components,
        axes: subject.axes,
        mean,
        arrows,
        extent: 0.0,
        variance,
        next: trajectories::links(table, kept.as_deref()),
        trace,
        samples: scaled,
        new_samples: new,
        label,
        kept,
        table: table.clone(),
        subject: subject.clone(),
    };
    if cloud.points.is_empty() {
        let place = |sample: &[f64]| cloud.place(sample).unwrap_or_default();
        let mut points: Vec<[f64; 3]> = cloud.samples.iter_rows().map(place).collect();
        points.extend(cloud.new_samples.iter().map(|sample| place(sample)));
        cloud.points = points;
    } else if cloud.new > 0 && !cloud.is_directions() {
        let cause = format!("{} cannot place new samples", cloud.projection());
        return Err(wrong(subject, cause));
    }
    cloud.extent = extent(&cloud.points);
    Ok(cloud)
}

/// Reads the samples of the table and checks that new samples fit them.
fn read(subject: &CloudSubject, table: &Arc<Table>) -> Result<Samples, SceneError> {
    let options = SampleOptions {
        label: subject.label.clone(),
        columns: subject.columns.clone(),
        missing: subject.missing,
    };
    let samples = samples(table, &options).map_err(|error| wrong(subject, error))?;
    let columns = samples.features.columns();
    if columns < 2 {
        let cause = "has one column of numbers; at least two are needed";
        return Err(wrong(subject, cause));
    }
    if let Some(sample) = subject.new.iter().find(|sample| sample.len() != columns) {
        let given = sample.len();
        let cause = format!("has a new sample of {given} number(s); {columns} are required");
        return Err(wrong(subject, cause));
    }
    Ok(samples)
}

/// The mean of the data on the axes, and an arrow of one standard deviation along each component.
fn arrows(
    axes: CloudAxes,
    trace: &Trace,
    pca: &Pca,
    components: &[usize],
) -> ([f64; 3], Vec<[f64; 3]>) {
    let deviations = pca.explained_variance.iter().map(|v| v.max(0.0).sqrt());
    let deviations: Vec<f64> = deviations.collect();
    match (axes, trace) {
        (_, Trace::Layout(_)) => ([0.0; 3], Vec::new()),
        (_, Trace::Story(story)) => ([0.0; 3], story.arrows(trace.steps() as f64)),
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
    }
}

/// The scaled features of all samples, the new ones last, if there are few enough.
fn listed(scaled: &Matrix, new: &[Vec<f64>]) -> Option<Matrix> {
    let (rows, columns) = (scaled.rows() + new.len(), scaled.columns());
    (rows <= MAX_LISTED).then(|| {
        let values = [scaled.values(), &new.concat()].concat();
        Matrix::from_fn(rows, columns, |i, j| values[i * columns + j])
    })
}

/// The largest extent of points along any axis.
fn extent(points: &[[f64; 3]]) -> f64 {
    let along = |axis: usize| {
        let values = points.iter().map(|point| point[axis]);
        let ends = values.fold([f64::MAX, f64::MIN], |[low, high], value| {
            [low.min(value), high.max(value)]
        });
        ends[1] - ends[0]
    };
    (0..AXES).map(along).fold(0.0, f64::max)
}

/// Computes the changes of the points from step to step.
fn compute_trace(
    subject: &CloudSubject,
    data: &Arc<Matrix>,
    new: &[Vec<f64>],
    pca: &Pca,
    dimensions: usize,
    progress: &mut Progress,
) -> Result<Trace, SceneError> {
    let method = projection::CATALOGUE
        .build(&subject.projection)
        .map_err(|error| wrong(subject, error))?;
    let unfolds = method.is_iterative();
    Ok(match (&subject.clusters, subject.axes, unfolds) {
        (Some(_), CloudAxes::ColumnsToPrincipal, _) => {
            return Err(wrong(
                subject,
                "both `clusters` and `axes: ColumnsToPrincipal` fill the steps; choose one",
            ));
        }
        (Some(_), CloudAxes::Principal, true) => {
            let projection = &subject.projection.name;
            return Err(wrong(
                subject,
                format!(
                    "both `clusters` and `projection: \"{projection}\"` fill the steps; choose one"
                ),
            ));
        }
        (None, CloudAxes::ColumnsToPrincipal, _) if data.columns() != 3 => {
            let columns = data.columns();
            return Err(wrong(
                subject,
                format!(
                    "has {columns} columns of features; `axes: ColumnsToPrincipal` requires three: name them with `columns`"
                ),
            ));
        }
        (None, CloudAxes::ColumnsToPrincipal, _) if pca.components.len() < 2 => {
            return Err(wrong(
                subject,
                "has too few rows for a plane; at least two are needed",
            ));
        }
        (None, CloudAxes::ColumnsToPrincipal, _) => Trace::Story(Story::new(data, new, pca)),
        (None, CloudAxes::Principal, true) => {
            let stages = trace::unfold(&method, data, dimensions, progress);
            Trace::Layout(stages.map_err(|error| match error {
                ProjectionError::Cancelled(cancelled) => cancelled.into(),
                error => wrong(subject, error),
            })?)
        }
        (None, ..) => Trace::Still,
        (Some(spec), ..) => {
            let found = Clusters::find(spec, subject.sweep.as_ref(), data, progress);
            Trace::Clusters(found.map_err(|error| match error {
                FindError::Cluster(ClusterError::Cancelled(cancelled)) => cancelled.into(),
                error => wrong(subject, error),
            })?)
        }
    })
}
