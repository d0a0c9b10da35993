use std::sync::Arc;

use super::CHUNK;
use crate::{
    math::{
        cluster::{NOISE, UNREACHED},
        range::is_constant,
    },
    scene::{Look, Points},
    simulation::{CloudOutcome, Clusters, Group},
    view::{
        frame::Frame,
        gpu::{PointMark, Shared},
    },
};

/// Clouds of at most this many points have larger points.
const FEW: usize = 40;
/// Size factor of points in small clouds.
const LARGE: f32 = 1.5;
/// Size factor of samples that were not part of the fitted data.
const NEW: f32 = 1.35;
/// Size factor of points that belong to no cluster.
const OUTSIDE: f32 = 0.62;
/// Size factor of highlighted points.
const LIT: f32 = 1.25;
/// Size factor of the highest value of the size column; the lowest has 1.
const LARGEST: f32 = 3.0;

/// The inputs of point colours and sizes; equal inputs give equal marks.
#[derive(Clone, PartialEq)]
pub(super) struct MarkInputs {
    step: usize,
    points: Points,
    lit: RowSet,
    /// The points that are drawn; `None` inside means all.
    alone: RowSet,
}

/// An optional set of points, compared by identity.
#[derive(Clone)]
struct RowSet(Option<Arc<[bool]>>);

impl RowSet {
    /// Whether a point is in the set; `None` if there is no set.
    fn has(&self, point: usize) -> Option<bool> {
        self.0.as_ref().map(|set| set.get(point) == Some(&true))
    }
}

impl PartialEq for RowSet {
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
            lit: RowSet(frame.attention.lit.clone()),
            alone: RowSet(frame.attention.alone.clone()),
        }
    }
}

/// Colours and sizes of all points, with the inputs that they were computed from.
#[derive(Clone)]
pub(super) struct DrawnMarks {
    pub inputs: MarkInputs,
    pub chunks: Vec<Shared<PointMark>>,
    pub groups: Arc<[(Group, usize)]>,
    /// The minimum and maximum of the colour column.
    pub colors: Option<[f64; 2]>,
    /// The class or cluster of each point.
    pub classes: Arc<[i32]>,
}

impl DrawnMarks {
    pub(super) fn new(cloud: &CloudOutcome, inputs: &MarkInputs) -> Self {
        let classes = cloud.classes_at(inputs.step);
        let known = cloud.points.len() - cloud.new_count;
        let groups = match cloud.clusters() {
            Some(_) => Clusters::groups(&classes[..known]),
            None => Vec::new(),
        };
        let values = (inputs.points.color.as_deref()).and_then(|name| Values::of(cloud, name));
        let marks = marks(cloud, inputs, &classes, values.as_ref());
        Self {
            inputs: inputs.clone(),
            chunks: marks.chunks(CHUNK).map(Shared::new).collect(),
            groups: groups.into(),
            colors: values.map(|values| values.range),
            classes: classes.into(),
        }
    }
}

/// The colour and size of every point.
fn marks(
    cloud: &CloudOutcome,
    inputs: &MarkInputs,
    classes: &[i32],
    colors: Option<&Values>,
) -> Vec<PointMark> {
    let few = if cloud.points.len() <= FEW {
        LARGE
    } else {
        1.0
    };
    let known = cloud.points.len() - cloud.new_count;
    let sizes = (inputs.points.size_by.as_deref()).and_then(|name| Values::of(cloud, name));
    let core = cloud
        .clusters()
        .map(|clusters| clusters.core_at(inputs.step));
    let core = core.filter(|core| !core.is_empty());
    let plain = |row: usize| {
        if row >= known {
            return PointMark::class(classes[row] as usize).sized(NEW * few);
        }
        let (mark, own) = match classes[row] {
            NOISE => (PointMark::outside().ring(), 1.0),
            UNREACHED => (PointMark::outside(), OUTSIDE),
            class if core.is_some_and(|core| !core[row]) => {
                (PointMark::class(class as usize).ring(), 1.0)
            }
            // As in the legend, colours 9 to 16 are rings, unless rings mark points that are not core points.
            class if class % 16 >= 8 && core.is_none() => {
                (PointMark::class(class as usize).ring(), 1.0)
            }
            class => (PointMark::class(class as usize), 1.0),
        };
        let mark = match &colors {
            Some(values) if values.parts[row].is_nan() => PointMark::outside(),
            Some(values) => PointMark::value(values.parts[row]),
            None => mark,
        };
        let size = match &sizes {
            // Missing values have the size of the lowest value.
            Some(values) => 1.0 + (LARGEST - 1.0) * values.parts[row].max(0.0),
            None => own,
        };
        mark.sized(size * few)
    };
    let hidden = cloud.hidden_labels(&inputs.points.hide);
    (0..cloud.points.len())
        .map(|point| {
            let mark = plain(point);
            if hidden.contains(&classes[point]) || inputs.alone.has(point) == Some(false) {
                return mark.hidden();
            }
            match inputs.lit.has(point) {
                Some(true) => mark.sized(LIT * mark.size()),
                Some(false) => mark.dimmed(),
                None => mark,
            }
        })
        .collect()
}

/// A numeric column, normalized.
struct Values {
    /// The minimum and the maximum.
    range: [f64; 2],
    /// Position of each value between them, 0 to 1; NaN if missing.
    parts: Vec<f32>,
}

impl Values {
    fn of(cloud: &CloudOutcome, name: &str) -> Option<Self> {
        let numbers = cloud.column_values(name)?;
        let low = numbers.iter().copied().fold(f64::INFINITY, f64::min);
        let high = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let part = |&value: &f64| match is_constant([low, high]) {
            // Keeps missing values NaN.
            true => (0.0 * value) as f32,
            false => ((value - low) / (high - low)) as f32,
        };
        Some(Self {
            range: [low, high],
            parts: numbers.iter().map(part).collect(),
        })
    }
}
