//! Principal component analysis as an animation: three columns as measured, centred, the directions of greatest
//! variance, the plane of the first two, the projection of every point onto it, and its rotation to face the viewer.

use glam::{DMat3, DQuat, DVec3};

use super::Stages;
use crate::math::{projection::Pca, table::Matrix};

/// The animation from three columns to two components.
#[derive(Debug)]
pub struct Story {
    mean: DVec3,
    /// Unit vectors, each with its standard deviation.
    components: Vec<(DVec3, f64)>,
    /// The minimum and maximum score of the first two components.
    reach: [[f64; 2]; 2],
    /// The rotation that turns the plane of the first two components upright.
    turn: DQuat,
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
    /// The points are projected onto the plane.
    Fall,
    /// The plane turns upright: the first component to the right, the second up.
    Turn,
}

impl Act {
    /// All parts in order; each lasts one step.
    pub const ALL: [Self; 5] = [
        Self::Centre,
        Self::Directions,
        Self::Plane,
        Self::Fall,
        Self::Turn,
    ];

    /// The step at which the part begins.
    pub fn begins(self) -> usize {
        self as usize
    }

    /// The fraction of the part that is complete at a step, 0 to 1.
    pub fn part(self, step: f64) -> f64 {
        (step - self.begins() as f64).clamp(0.0, 1.0)
    }
}

/// The number of segments of the rotation, so that linear interpolation between them is close to a circle.
const TURNS: usize = 16;
/// The stage at which points begin to fall.
const FALLING: usize = 2;
/// The margin of the plane around the points, relative to its size.
const MARGIN: f64 = 0.08;

impl Story {
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
        let turn = DQuat::from_mat3(&upright);
        let rows = data.iter_rows().chain(new.iter().map(Vec::as_slice));
        let measured: Vec<DVec3> = rows.map(DVec3::from_slice).collect();
        let centred: Vec<DVec3> = measured.iter().map(|place| place - mean).collect();
        let scores = centred
            .iter()
            .map(|place| [place.dot(first), place.dot(second)]);
        let mut reach = [[0.0_f64; 2]; 2];
        let mut shadows = Vec::with_capacity(measured.len());
        for score in scores {
            for (reach, score) in reach.iter_mut().zip(score) {
                *reach = [reach[0].min(score), reach[1].max(score)];
            }
            shadows.push(score[0] * first + score[1] * second);
        }
        let all = |places: &[DVec3], turn: DQuat| -> Vec<[f64; 3]> {
            places
                .iter()
                .map(|&place| (turn * place).to_array())
                .collect()
        };
        let still = DQuat::IDENTITY;
        let mut stages = Stages::new(all(&measured, still));
        stages.push(Act::Directions.begins() as f64, all(&centred, still));
        stages.push(Act::Fall.begins() as f64, all(&centred, still));
        for k in 0..=TURNS {
            let part = k as f64 / TURNS as f64;
            let step = Act::Turn.begins() as f64 + part;
            stages.push(step, all(&shadows, still.slerp(turn, part)));
        }
        Self {
            mean,
            components,
            reach,
            turn,
            stages,
        }
    }

    /// The positions of the points at each stage.
    pub(super) fn stages(&self) -> &Stages {
        &self.stages
    }

    /// The positions of the points before and after they are projected.
    pub fn falls(&self) -> [&[[f64; 3]]; 2] {
        let places = self.stages.places();
        [&places[FALLING], &places[FALLING + 1]]
    }

    /// The position of the mean at a step.
    pub fn origin(&self, step: f64) -> [f64; 3] {
        ((1.0 - Act::Centre.part(step)) * self.mean).to_array()
    }

    /// The arrows along the components at a step, which grow one after the other.
    pub fn arrows(&self, step: f64) -> Vec<[f64; 3]> {
        let grown = Act::Directions.part(step) * self.components.len() as f64;
        (self.components.iter().enumerate())
            .map(|(k, (component, deviation))| {
                let part = (grown - k as f64).clamp(0.0, 1.0);
                self.turned(part * deviation * component, step)
            })
            .collect()
    }

    /// The corners of the plane at a step, in cyclic order.
    pub fn plane(&self, step: f64) -> [[f64; 3]; 4] {
        let [a, b] = self.reach.map(|[low, high]| {
            let room = MARGIN * (high - low);
            [low - room, high + room]
        });
        let corners = [[a[0], b[0]], [a[1], b[0]], [a[1], b[1]], [a[0], b[1]]];
        corners.map(|[x, y]| self.turned(x * self.components[0].0 + y * self.components[1].0, step))
    }

    fn turned(&self, place: DVec3, step: f64) -> [f64; 3] {
        let turn = DQuat::IDENTITY.slerp(self.turn, Act::Turn.part(step));
        (turn * place).to_array()
    }
}
