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

/// Clouds up to this size have larger points,
const FEW: usize = 40;
/// so many times as large.
const LARGE: f32 = 1.5;
/// Samples that are not part of the data are so many times as large as those that are.
const NEW: f32 = 1.35;
/// Points of no cluster are so many times as large as the others.
const OUTSIDE: f32 = 0.62;
/// Points that are told apart from the others are so many times as large.
const LIT: f32 = 1.25;
/// The point of the highest value of the column that gives the size, against that of the lowest.
const LARGEST: f32 = 3.0;

/// What colours and sizes depend on.
#[derive(Clone, PartialEq)]
pub struct Wanted {
    /// The last whole step.
    step: usize,
    /// How points are drawn.
    points: Points,
    /// Which are told apart from the others.
    lit: RowSet,
    /// Which are drawn alone.
    alone: RowSet,
}

/// A set of points, equal to itself alone; or none.
#[derive(Clone)]
struct RowSet(Option<Arc<[bool]>>);

impl RowSet {
    /// Whether a point is in it; nothing to say where there is no set.
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

impl Wanted {
    pub fn new(look: &Look, frame: &Frame) -> Self {
        Self {
            step: frame.step.floor() as usize,
            points: look.points.clone(),
            lit: RowSet(frame.attention.lit.clone()),
            alone: RowSet(frame.attention.alone.clone()),
        }
    }
}

/// Colours and sizes, and what they were made for.
#[derive(Clone)]
pub struct DrawnMarks {
    pub wanted: Wanted,
    pub chunks: Vec<Shared<PointMark>>,
    pub groups: Arc<[(Group, usize)]>,
    /// The lowest and the highest value of the column that gives points their colour.
    pub colors: Option<[f64; 2]>,
    /// The class or cluster of each point.
    pub classes: Arc<[i32]>,
}

impl DrawnMarks {
    pub fn new(cloud: &CloudOutcome, wanted: &Wanted) -> Self {
        let classes = cloud.classes_at(wanted.step);
        let known = cloud.points.len() - cloud.new;
        let groups = match cloud.clusters() {
            Some(_) => Clusters::groups(&classes[..known]),
            None => Vec::new(),
        };
        let values = (wanted.points.color.as_deref()).and_then(|name| Values::of(cloud, name));
        let marks = marks(cloud, wanted, &classes, values.as_ref());
        Self {
            wanted: wanted.clone(),
            chunks: marks.chunks(CHUNK).map(Shared::new).collect(),
            groups: groups.into(),
            colors: values.map(|values| values.range),
            classes: classes.into(),
        }
    }
}

/// Colour and size of every point.
fn marks(
    cloud: &CloudOutcome,
    wanted: &Wanted,
    classes: &[i32],
    colors: Option<&Values>,
) -> Vec<PointMark> {
    let few = if cloud.points.len() <= FEW {
        LARGE
    } else {
        1.0
    };
    let known = cloud.points.len() - cloud.new;
    let sizes = (wanted.points.size_by.as_deref()).and_then(|name| Values::of(cloud, name));
    let core = cloud
        .clusters()
        .map(|clusters| clusters.core_at(wanted.step));
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
            // As in the legend, the second eight colours differ by a hole; where there are core points a ring says
            // something else.
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
            // What has no value is as small as what has the lowest.
            Some(values) => 1.0 + (LARGEST - 1.0) * values.parts[row].max(0.0),
            None => own,
        };
        mark.sized(size * few)
    };
    let hidden = cloud.hidden(&wanted.points.hide);
    (0..cloud.points.len())
        .map(|point| {
            let mark = plain(point);
            if hidden.contains(&classes[point]) || wanted.alone.has(point) == Some(false) {
                return mark.hidden();
            }
            match wanted.lit.has(point) {
                Some(true) => mark.sized(LIT * mark.size()),
                Some(false) => mark.dimmed(),
                None => mark,
            }
        })
        .collect()
}

/// The numbers of a column.
struct Values {
    /// The lowest and the highest.
    range: [f64; 2],
    /// Where each lies between them, 0 to 1; NaN where it is missing.
    parts: Vec<f32>,
}

impl Values {
    fn of(cloud: &CloudOutcome, name: &str) -> Option<Self> {
        let numbers = cloud.column(name)?;
        let low = numbers.iter().copied().fold(f64::INFINITY, f64::min);
        let high = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let part = |&value: &f64| match is_constant([low, high]) {
            // What is missing is no number here either.
            true => (0.0 * value) as f32,
            false => ((value - low) / (high - low)) as f32,
        };
        Some(Self {
            range: [low, high],
            parts: numbers.iter().map(part).collect(),
        })
    }
}
