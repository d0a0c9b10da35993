use super::Clusters;
use crate::math::{
    projection::{Method, Progress, ProjectionError},
    table::Matrix,
};

/// What happens to a cloud from step to step.
#[derive(Debug)]
pub enum Course {
    /// Nothing.
    Still,
    /// Points move to their places.
    Unfolding {
        /// Steps made in all.
        steps: usize,
        /// Where the points are at evenly spaced steps, the first and the last among them.
        stages: Vec<Vec<[f64; 3]>>,
    },
    /// Points find their clusters.
    Clusters(Clusters),
}

/// So many places are kept at most, 24 bytes each; of longer courses only every so many steps.
const MOST_KEPT: usize = 8_000_000;

impl Course {
    pub fn steps(&self) -> usize {
        match self {
            Self::Still => 0,
            Self::Unfolding { steps, .. } => *steps,
            Self::Clusters(clusters) => clusters.steps(),
        }
    }

    /// Where the points are at evenly spaced steps, if they move.
    pub fn stages(&self) -> Option<&[Vec<[f64; 3]>]> {
        match self {
            Self::Unfolding { stages, .. } => Some(stages),
            Self::Still | Self::Clusters(_) => None,
        }
    }
}

/// Unfolds a projection from its first picture to its last, and gives the last.
///
/// # Errors
/// Data that the method cannot be used on.
pub fn unfold(method: &Method, data: &Matrix) -> Result<(Vec<[f64; 3]>, Course), ProjectionError> {
    let dimensions = super::AXES.min(data.columns());
    let mut unfolding = method.init(data, dimensions)?;
    let places = |positions: &[f64]| -> Vec<[f64; 3]> {
        positions
            .chunks_exact(dimensions)
            .map(super::along)
            .collect()
    };
    let most = (MOST_KEPT / data.rows().max(1)).max(2);
    let every = unfolding.steps().div_ceil(most).max(1);
    // The last stage is the last step, and all are evenly spaced.
    let every = (every..)
        .find(|every| unfolding.steps().is_multiple_of(*every))
        .unwrap_or(1);
    let mut stages = vec![places(unfolding.positions())];
    while unfolding.step() == Progress::Going {
        if unfolding.steps_made().is_multiple_of(every) {
            stages.push(places(unfolding.positions()));
        }
    }
    let last = places(unfolding.positions());
    if unfolding.steps_made() == unfolding.steps() && stages.len() * every <= unfolding.steps() {
        stages.push(last.clone());
    }
    let steps = unfolding.steps_made();
    Ok((last, Course::Unfolding { steps, stages }))
}
