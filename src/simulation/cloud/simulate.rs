use std::sync::Arc;

use super::{
    AXES, CloudOutcome, Clusters, PcaStory, Plan, PointPictures, ScalingSteps, Trace,
    clusters::ClusteringError, first_three, pictures::PictureInputs, spread, trace, trajectories,
};
use crate::{
    files::{SampleOptions, Samples, extract_samples},
    math::{
        cluster::ClusterError,
        progress::{Progress, stage_progress},
        projection::{self, Pca, ProjectionError},
        range,
        scaling::{Scaler, Scaling},
        table::{Matrix, Table},
    },
    scene::{Cause, CloudAxes, CloudSubject, SceneError},
};

/// The parts of the progress for the points and for their metrics.
const PROGRESS_SHARES: [[f64; 2]; 2] = [[0.0, 0.9], [0.9, 1.0]];
/// The maximum number of samples, including new ones, for a table of their features in the picture.
const MAX_LISTED_SAMPLES: usize = 12;

/// Computes a cloud or reuses the previous one, and checks the columns named by its look.
pub(in crate::simulation) fn simulate(
    plan: Plan,
    progress: &mut Progress,
) -> Result<Arc<CloudOutcome>, SceneError> {
    let (subject, look) = (plan.subject, plan.look);
    let [points_share, metrics_share] = PROGRESS_SHARES;
    let cloud = match plan.reused {
        Some(reused) => {
            reused.compute_metrics(&look.insets, progress)?;
            reused.clone()
        }
        None => {
            let cloud = compute(&plan, &mut stage_progress(progress, points_share))?;
            cloud.compute_metrics(&look.insets, &mut stage_progress(progress, metrics_share))?;
            Arc::new(cloud)
        }
    };
    cloud
        .check_points(&look.points)
        .map_err(|cause| data_error(subject, cause))?;
    Ok(cloud)
}

/// An error about the data of a cloud.
fn data_error(subject: &CloudSubject, cause: impl Into<Cause>) -> SceneError {
    SceneError::Data {
        data: subject.data.clone(),
        cause: cause.into(),
    }
}

/// Computes a cloud without its metrics.
fn compute(plan: &Plan, progress: &mut Progress) -> Result<CloudOutcome, SceneError> {
    let (subject, table) = (plan.subject, plan.table);
    let Samples {
        features,
        feature_names,
        labels,
        classes,
        label_column: label,
        kept_rows: kept,
        ..
    } = read_samples(subject, table)?;
    let pictures = subject.pictures.as_ref().map(|pictures| {
        let inputs = PictureInputs {
            source: plan.pictures,
            table,
            kept_rows: kept.as_deref(),
            feature_names: &feature_names,
            new: &subject.new,
        };
        PointPictures::new(pictures, &inputs).map_err(|cause| data_error(subject, cause))
    });
    let pictures = pictures.transpose()?;
    let scaler = Scaler::fit(subject.scale, &features);
    let scaled = match subject.scale {
        Scaling::None => features.clone(),
        _ => Arc::new(scaler.apply_all(&features)),
    };
    let max_components = scaled.columns().min(scaled.rows());
    let components =
        spread::components(subject, max_components).map_err(|cause| data_error(subject, cause))?;
    let count = components.iter().map(|component| component + 1);
    let count = count.fold(AXES.min(max_components), usize::max);
    let (pca, variance_ratios) =
        spread::fit(&scaled, count).map_err(|error| data_error(subject, error))?;
    let new: Vec<Vec<f64>> = (subject.new.iter())
        .map(|sample| scaler.apply(sample))
        .collect();
    let trace = match subject.earlier_scales.is_empty() {
        true => compute_trace(subject, &scaled, &new, &pca, components.len(), progress)?,
        false => Trace::Scalings(ScalingSteps::new(subject, &features)),
    };
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
        new_count: new.len(),
        feature_names,
        listed_features: listed_features(&scaled, &new),
        pca,
        components,
        axes: subject.axes,
        mean,
        arrows,
        extent: 0.0,
        variance_ratios,
        links: trajectories::links(table, kept.as_deref()),
        pictures,
        trace,
        samples: scaled,
        new_samples: new,
        label,
        kept_rows: kept,
        table: table.clone(),
        subject: subject.clone(),
    };
    place_points(&mut cloud)?;
    Ok(cloud)
}

/// Places the points at their last positions, and computes their extent.
fn place_points(cloud: &mut CloudOutcome) -> Result<(), SceneError> {
    if cloud.points.is_empty() {
        // The points do not move.
        let place = |sample: &[f64]| cloud.position_of(sample).unwrap_or_default();
        let mut points: Vec<[f64; 3]> = cloud.samples.iter_rows().map(place).collect();
        points.extend(cloud.new_samples.iter().map(|sample| place(sample)));
        cloud.points = points;
    } else if cloud.new_count > 0 && !cloud.has_direction_axes() {
        let cause = format!("{} cannot place new samples", cloud.projection());
        return Err(data_error(&cloud.subject, cause));
    }
    let ranges = range::bounds(cloud.points.iter().copied());
    cloud.extent = ranges
        .iter()
        .map(|[least, greatest]| greatest - least)
        .fold(0.0, f64::max);
    Ok(())
}

/// Reads the samples of the table and checks that new samples fit them.
fn read_samples(subject: &CloudSubject, table: &Arc<Table>) -> Result<Samples, SceneError> {
    let options = SampleOptions {
        label: subject.label.clone(),
        columns: subject.columns.clone(),
        missing: subject.missing,
    };
    let samples = extract_samples(table, &options).map_err(|error| data_error(subject, error))?;
    let columns = samples.features.columns();
    if columns < 2 {
        let cause = "has one column of numbers; at least two are needed";
        return Err(data_error(subject, cause));
    }
    if let Some(sample) = subject.new.iter().find(|sample| sample.len() != columns) {
        let given = sample.len();
        let cause = format!("has a new sample of {given} number(s); {columns} are required");
        return Err(data_error(subject, cause));
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
            first_three(&pca.mean),
            (deviations.iter().zip(&pca.components))
                .map(|(deviation, component)| first_three(component).map(|part| deviation * part))
                .collect(),
        ),
    }
}

/// The scaled features of all samples, new ones last, if there are few enough samples.
pub(super) fn listed_features(scaled: &Matrix, new: &[Vec<f64>]) -> Option<Matrix> {
    let (rows, columns) = (scaled.rows() + new.len(), scaled.columns());
    (rows <= MAX_LISTED_SAMPLES).then(|| {
        let values = [scaled.values(), &new.concat()].concat();
        Matrix::from_fn(rows, columns, |i, j| values[i * columns + j])
    })
}

/// Computes how the cloud changes from step to step.
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
        .map_err(|error| data_error(subject, error))?;
    let is_iterative = method.is_iterative();
    Ok(match (&subject.clusters, subject.axes, is_iterative) {
        (Some(_), CloudAxes::ColumnsToPrincipal, _) => {
            return Err(data_error(
                subject,
                "both `clusters` and `axes: ColumnsToPrincipal` fill the steps; choose one",
            ));
        }
        (Some(_), CloudAxes::Principal, true) => {
            let projection = &subject.projection.name;
            return Err(data_error(
                subject,
                format!(
                    "both `clusters` and `projection: \"{projection}\"` fill the steps; choose one"
                ),
            ));
        }
        (None, CloudAxes::ColumnsToPrincipal, _) if data.columns() != 3 => {
            let columns = data.columns();
            return Err(data_error(
                subject,
                format!(
                    "has {columns} columns of features; `axes: ColumnsToPrincipal` requires three: name them with `columns`"
                ),
            ));
        }
        (None, CloudAxes::ColumnsToPrincipal, _) if pca.components.len() < 2 => {
            return Err(data_error(
                subject,
                "has too few rows for a plane; at least two are needed",
            ));
        }
        (None, CloudAxes::ColumnsToPrincipal, _) => Trace::Story(PcaStory::new(data, new, pca)),
        (None, CloudAxes::Principal, true) => {
            let stages = trace::run_layout(&method, data, dimensions, progress);
            Trace::Layout(stages.map_err(|error| match error {
                ProjectionError::Cancelled(cancelled) => cancelled.into(),
                error => data_error(subject, error),
            })?)
        }
        (None, ..) => Trace::Still,
        (Some(spec), ..) => {
            let found = Clusters::compute(spec, subject.sweep.as_ref(), data, progress);
            Trace::Clusters(found.map_err(|error| match error {
                ClusteringError::Cluster(ClusterError::Cancelled(cancelled)) => cancelled.into(),
                error => data_error(subject, error),
            })?)
        }
    })
}
