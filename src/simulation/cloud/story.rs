//! Principal component analysis as an animation: three columns as measured, centred, the directions of greatest
//! variance, the plane of the first two, the projection of every point onto it, and its rotation to face the viewer.

use glam::{DMat3, DQuat, DVec3};

use super::Stages;
use crate::math::{projection::Pca, table::Matrix};

/// The animation of a principal component analysis, from three columns to two components.
#[derive(Debug)]
pub struct PcaStory {
    mean: DVec3,
    /// The unit vector and the standard deviation of each component.
    components: Vec<(DVec3, f64)>,
    /// The minimum and the maximum score of each of the first two components, including 0.
    score_ranges: [[f64; 2]; 2],
    /// The rotation that turns the plane of the first two components upright.
    rotation: DQuat,
    stages: Stages,
}

/// A part of the animation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// The mean moves to the origin.
    Centre,
    /// Arrows grow along the components.
    Directions,
    /// The plane of the first two components appears.
    Plane,
    /// The points move to their projections onto the plane.
    Project,
    /// The plane turns upright: the first component to the right, the second up.
    Turn,
}

impl Act {
    /// All parts in order; each lasts one step.
    pub const ALL: [Self; 5] = [
        Self::Centre,
        Self::Directions,
        Self::Plane,
        Self::Project,
        Self::Turn,
    ];

    /// The step at which the part begins; it ends one step later.
    pub fn first_step(self) -> usize {
        self as usize
    }

    /// The fraction of the part that is complete at a step, 0 to 1.
    pub fn progress(self, step: f64) -> f64 {
        (step - self.first_step() as f64).clamp(0.0, 1.0)
    }
}

/// The number of straight segments that approximate the circular path of each point during the rotation.
const ROTATION_SEGMENTS: usize = 16;
/// The index of the stage before the projection; the next one is after it.
const BEFORE_PROJECTION: usize = 2;
/// The margin of the plane on each side, relative to the range of the scores.
const PLANE_MARGIN: f64 = 0.08;

impl PcaStory {
    /// Creates the animation for data with three columns.
    ///
    /// # Panics
    /// Panics if the data do not have three columns.
    pub(super) fn new(data: &Matrix, new: &[Vec<f64>], pca: &Pca) -> Self {
        assert_eq!(data.columns(), 3, "the story is of three columns");
        let mean = DVec3::from_slice(&pca.mean);
        let components: Vec<(DVec3, f64)> = (pca.components.iter())
            .zip(&pca.explained_variance)
            .map(|(component, variance)| (DVec3::from_slice(component), variance.max(0.0).sqrt()))
            .collect();
        let (first, second) = (components[0].0, components[1].0);
        // The rows are the final directions to the right, away from the viewer, and up.
        let upright = DMat3::from_cols(first, second.cross(first), second).transpose();
        let rotation = DQuat::from_mat3(&upright);
        let rows = data.iter_rows().chain(new.iter().map(Vec::as_slice));
        let measured: Vec<DVec3> = rows.map(DVec3::from_slice).collect();
        let centred: Vec<DVec3> = measured.iter().map(|place| place - mean).collect();
        let scores = centred
            .iter()
            .map(|place| [place.dot(first), place.dot(second)]);
        let mut score_ranges = [[0.0_f64; 2]; 2];
        let mut projections = Vec::with_capacity(measured.len());
        for score in scores {
            for (range, score) in score_ranges.iter_mut().zip(score) {
                *range = [range[0].min(score), range[1].max(score)];
            }
            projections.push(score[0] * first + score[1] * second);
        }
        let rotated = |places: &[DVec3], rotation: DQuat| -> Vec<[f64; 3]> {
            places
                .iter()
                .map(|&place| (rotation * place).to_array())
                .collect()
        };
        let still = DQuat::IDENTITY;
        let mut stages = Stages::new(rotated(&measured, still));
        stages.push(
            Act::Directions.first_step() as f64,
            rotated(&centred, still),
        );
        stages.push(Act::Project.first_step() as f64, rotated(&centred, still));
        for k in 0..=ROTATION_SEGMENTS {
            let part = k as f64 / ROTATION_SEGMENTS as f64;
            let step = Act::Turn.first_step() as f64 + part;
            stages.push(step, rotated(&projections, still.slerp(rotation, part)));
        }
        Self {
            mean,
            components,
            score_ranges,
            rotation,
            stages,
        }
    }

    /// The positions of the points at each stage.
    pub(super) fn stages(&self) -> &Stages {
        &self.stages
    }

    /// The positions of the points before and after they are projected.
    pub fn projection_ends(&self) -> [&[[f64; 3]]; 2] {
        let places = self.stages.positions();
        [&places[BEFORE_PROJECTION], &places[BEFORE_PROJECTION + 1]]
    }

    /// The position of the mean at a step.
    pub fn origin(&self, step: f64) -> [f64; 3] {
        ((1.0 - Act::Centre.progress(step)) * self.mean).to_array()
    }

    /// The arrows along the components at a step, which grow one after the other.
    pub fn arrows(&self, step: f64) -> Vec<[f64; 3]> {
        let grown = Act::Directions.progress(step) * self.components.len() as f64;
        (self.components.iter().enumerate())
            .map(|(k, (component, deviation))| {
                let part = (grown - k as f64).clamp(0.0, 1.0);
                self.rotated(part * deviation * component, step)
            })
            .collect()
    }

    /// The corners of the plane at a step, in cyclic order.
    pub fn plane(&self, step: f64) -> [[f64; 3]; 4] {
        let [a, b] = self.score_ranges.map(|[low, high]| {
            let room = PLANE_MARGIN * (high - low);
            [low - room, high + room]
        });
        let corners = [[a[0], b[0]], [a[1], b[0]], [a[1], b[1]], [a[0], b[1]]];
        corners
            .map(|[x, y]| self.rotated(x * self.components[0].0 + y * self.components[1].0, step))
    }

    /// A centred position, rotated as far as the plane is at a step.
    fn rotated(&self, place: DVec3, step: f64) -> [f64; 3] {
        let rotation = DQuat::IDENTITY.slerp(self.rotation, Act::Turn.progress(step));
        (rotation * place).to_array()
    }
}
