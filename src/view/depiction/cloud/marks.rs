//! The colours and sizes of the points of a cloud.

use std::sync::Arc;

use super::{CHUNK_POINTS, pictures::PICTURE_SIZE};
use crate::{
    math::{
        cluster::{NOISE, UNREACHED},
        range::is_constant,
    },
    scene::{Look, Points},
    simulation::{CloudOutcome, Clusters, Group},
    view::{
        frame::Frame,
        gpu::{PointMark, SharedRecords},
    },
};

/// Size factor of samples that were not part of the fitted data.
const NEW_SAMPLE_SIZE: f32 = 1.35;
/// Size factor of points that the clustering has not reached.
const UNREACHED_SIZE: f32 = 0.62;
/// Size factor of highlighted points.
const HIGHLIGHTED_SIZE: f32 = 1.25;
/// Size factor of the highest value of the size column; the lowest has 1.
const MAX_VALUE_SIZE: f32 = 3.0;

/// The inputs of point colours and sizes; equal inputs give equal marks.
#[derive(Clone, PartialEq)]
pub(super) struct MarkInputs {
    step: usize,
    points: Points,
    /// Whether pictures are drawn in place of points.
    has_pictures: bool,
    highlighted: PointSet,
    /// The points that are drawn; without a set, all of them.
    visible: PointSet,
}

/// An optional set of points: for each point, whether it is in the set. Compared by identity.
#[derive(Clone)]
struct PointSet(Option<Arc<[bool]>>);

impl PointSet {
    /// Whether a point is in the set; `None` if there is no set.
    fn contains(&self, point: usize) -> Option<bool> {
        self.0.as_ref().map(|set| set.get(point) == Some(&true))
    }
}

impl PartialEq for PointSet {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(own), Some(other)) => Arc::ptr_eq(own, other),
            (own, other) => own.is_none() && other.is_none(),
        }
    }
}

impl MarkInputs {
    pub(super) fn new(look: &Look, frame: &Frame) -> Self {
        Self {
            step: frame.step.floor() as usize,
            points: look.points.clone(),
            has_pictures: look.marks.pictures,
            highlighted: PointSet(frame.selection.highlighted.clone()),
            visible: PointSet(frame.selection.visible.clone()),
        }
    }
}

/// Colours and sizes of all points, with what they were computed from.
#[derive(Clone)]
pub(super) struct DrawnMarks {
    pub inputs: MarkInputs,
    /// The colour and size of each point, in chunks.
    pub chunks: Vec<SharedRecords<PointMark>>,
    /// The groups of a clustering with their numbers of points.
    pub groups: Arc<[(Group, usize)]>,
    /// The minimum and maximum of the colour column.
    pub color_range: Option<[f64; 2]>,
    /// The class or cluster of each point.
    pub classes: Arc<[i32]>,
}

impl DrawnMarks {
    pub(super) fn new(cloud: &CloudOutcome, inputs: &MarkInputs) -> Self {
        let classes = cloud.classes_at(inputs.step);
        let data_count = cloud.data_count();
        let groups = match cloud.clusters() {
            Some(_) => Clusters::groups(&classes[..data_count]),
            None => Vec::new(),
        };
        let values =
            (inputs.points.color.as_deref()).and_then(|name| NormalizedColumn::of(cloud, name));
        let marks = marks(cloud, inputs, &classes, values.as_ref());
        Self {
            inputs: inputs.clone(),
            chunks: marks.chunks(CHUNK_POINTS).map(SharedRecords::new).collect(),
            groups: groups.into(),
            color_range: values.map(|values| values.range),
            classes: classes.into(),
        }
    }
}

/// The colour and size of every point.
fn marks(
    cloud: &CloudOutcome,
    inputs: &MarkInputs,
    classes: &[i32],
    colors: Option<&NormalizedColumn>,
) -> Vec<PointMark> {
    let pictures = cloud.pictures().filter(|_| inputs.has_pictures);
    let base_size = |point: usize| match pictures {
        Some(pictures) if pictures.of_points[point].is_some() => PICTURE_SIZE,
        _ => 1.0,
    };
    let data_count = cloud.data_count();
    let sizes =
        (inputs.points.size_by.as_deref()).and_then(|name| NormalizedColumn::of(cloud, name));
    let core = cloud
        .clusters()
        .map(|clusters| clusters.core_at(inputs.step));
    let core = core.filter(|core| !core.is_empty());
    let data_mark = |row: usize| {
        if row >= data_count {
            return PointMark::class(classes[row] as usize).sized(NEW_SAMPLE_SIZE * base_size(row));
        }
        let (mark, own_size) = match classes[row] {
            NOISE => (PointMark::without_class().ring(), 1.0),
            UNREACHED => (PointMark::without_class(), UNREACHED_SIZE),
            class if core.is_some_and(|core| !core[row]) => {
                (PointMark::class(class as usize).ring(), 1.0)
            }
            // Eight colours repeat. Every other eight classes are rings, unless rings mark points that are not core
            // points.
            class if class % 16 >= 8 && core.is_none() => {
                (PointMark::class(class as usize).ring(), 1.0)
            }
            class => (PointMark::class(class as usize), 1.0),
        };
        let mark = match &colors {
            Some(values) if values.fractions[row].is_nan() => PointMark::without_class(),
            Some(values) => PointMark::value(values.fractions[row]),
            None => mark,
        };
        let size = match &sizes {
            // Missing values have the size of the lowest value.
            Some(values) => 1.0 + (MAX_VALUE_SIZE - 1.0) * values.fractions[row].max(0.0),
            None => own_size,
        };
        mark.sized(size * base_size(row))
    };
    let hidden = cloud.hidden_labels(&inputs.points.hide);
    (0..cloud.points.len())
        .map(|point| {
            let mark = data_mark(point);
            if hidden.contains(&classes[point]) || inputs.visible.contains(point) == Some(false) {
                return mark.hidden();
            }
            match inputs.highlighted.contains(point) {
                Some(true) => mark.sized(HIGHLIGHTED_SIZE * mark.size()),
                Some(false) => mark.dimmed(),
                None => mark,
            }
        })
        .collect()
}

/// A numeric column, normalized.
struct NormalizedColumn {
    /// The minimum and the maximum of the column.
    range: [f64; 2],
    /// Position of each value between them, 0 to 1; NaN if missing.
    fractions: Vec<f32>,
}

impl NormalizedColumn {
    fn of(cloud: &CloudOutcome, name: &str) -> Option<Self> {
        let numbers = cloud.column_values(name)?;
        let low = numbers.iter().copied().fold(f64::INFINITY, f64::min);
        let high = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let fraction = |&value: &f64| match is_constant([low, high]) {
            // Keeps missing values NaN.
            true => (0.0 * value) as f32,
            false => ((value - low) / (high - low)) as f32,
        };
        Some(Self {
            range: [low, high],
            fractions: numbers.iter().map(fraction).collect(),
        })
    }
}
