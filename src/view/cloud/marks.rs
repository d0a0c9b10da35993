use std::sync::Arc;

use super::CHUNK;
use crate::{
    math::cluster::{NOISE, UNREACHED},
    scene::{Look, Points},
    simulation::{Clusters, Group, ProjectedCloud},
    view::gpu::{PointMark, Shared},
};

/// Clouds up to this size have larger points,
const FEW: usize = 40;
/// so many times as large.
const LARGE: f32 = 1.5;
/// Samples that are not part of the data are so many times as large as those that are.
const NEW: f32 = 1.35;
/// Points of no cluster are so many times as large as the others.
const OUTSIDE: f32 = 0.62;
/// The point of the highest value of the column that gives the size, against that of the lowest.
const LARGEST: f32 = 3.0;

/// What colours and sizes depend on.
#[derive(Clone, PartialEq)]
pub struct Wanted {
    /// The last whole step.
    step: usize,
    /// How points are drawn.
    points: Points,
}

impl Wanted {
    pub fn new(look: &Look, step: f64) -> Self {
        Self {
            step: step.floor() as usize,
            points: look.points.clone(),
        }
    }
}

/// Colours and sizes, and what they were made for.
#[derive(Clone)]
pub struct Kept {
    pub wanted: Wanted,
    pub chunks: Vec<Shared<PointMark>>,
    pub groups: Arc<[(Group, usize)]>,
}

impl Kept {
    pub fn new(cloud: &ProjectedCloud, wanted: &Wanted) -> Self {
        let classes = cloud.classes_at(wanted.step);
        let known = cloud.points.len() - cloud.new;
        let groups = match cloud.clusters() {
            Some(_) => Clusters::groups(&classes[..known]),
            None => Vec::new(),
        };
        let marks = marks(cloud, wanted, &classes);
        Self {
            wanted: wanted.clone(),
            chunks: marks.chunks(CHUNK).map(Shared::new).collect(),
            groups: groups.into(),
        }
    }
}

/// Colour and size of every point.
fn marks(cloud: &ProjectedCloud, wanted: &Wanted, classes: &[i32]) -> Vec<PointMark> {
    let few = if cloud.points.len() <= FEW {
        LARGE
    } else {
        1.0
    };
    let known = cloud.points.len() - cloud.new;
    let colors = (wanted.points.color.as_deref()).and_then(|name| parts(cloud, name));
    let sizes = (wanted.points.size_by.as_deref()).and_then(|name| parts(cloud, name));
    let core = cloud
        .clusters()
        .map(|clusters| clusters.core_at(wanted.step));
    let core = core.filter(|core| !core.is_empty());
    (0..cloud.points.len())
        .map(|row| {
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
                Some(parts) => PointMark::value(parts[row]),
                None => mark,
            };
            let size = match &sizes {
                Some(parts) => 1.0 + (LARGEST - 1.0) * parts[row],
                None => own,
            };
            mark.sized(size * few)
        })
        .collect()
}

/// Where each number of a column lies between its lowest, 0, and its highest, 1.
fn parts(cloud: &ProjectedCloud, name: &str) -> Option<Vec<f32>> {
    let numbers = cloud.column(name)?;
    let low = numbers.iter().copied().fold(f64::INFINITY, f64::min);
    let high = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let span = if high > low { high - low } else { 1.0 };
    let part = |&value: &f64| ((value - low) / span) as f32;
    Some(numbers.iter().map(part).collect())
}
