//! A cloud on the axes of its columns that moves from one scaling of the columns to the next.

use super::{AXES, Stages, first_three, simulate::listed_features};
use crate::{
    math::{
        range::{bounds, largest_width},
        scaling::{Scaler, Scaling},
        table::Matrix,
    },
    scene::CloudSubject,
};

/// A scaling whose largest range differs from that of the last by more than this factor has axes of its own.
const MAX_SHARED_RATIO: f64 = 10.0;

/// The scalings that a cloud passes through, one per step.
#[derive(Debug)]
pub struct ScalingSteps {
    scalings: Vec<Scaling>,
    /// The axes of each scaling.
    axes: Vec<AxisMap>,
    /// The scaled features of few samples, for a table.
    listed_features: Vec<Option<Matrix>>,
    /// The positions of the points on the axes of the last scaling.
    stages: Stages,
}

/// The values along the axes at a scaling: the position `offset + factor · value` on the axes of the last scaling.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AxisMap {
    /// The position of the value 0 on each axis.
    pub offset: [f64; 3],
    /// The same for all axes, which therefore have the same scale; positive.
    pub factor: f64,
}

impl AxisMap {
    /// The map of the last scaling.
    pub const IDENTITY: Self = Self {
        offset: [0.0; 3],
        factor: 1.0,
    };

    /// The map that moves a box onto another one so that their centres agree and their largest sides are equal.
    fn between(from: &[[f64; 2]; AXES], to: &[[f64; 2]; AXES]) -> Self {
        let factor = largest_width(to) / largest_width(from);
        let center = |[low, high]: [f64; 2]| 0.5 * low + 0.5 * high;
        Self {
            offset: std::array::from_fn(|axis| center(to[axis]) - factor * center(from[axis])),
            factor,
        }
    }
}

impl ScalingSteps {
    /// Scales features and new samples in the earlier ways of the subject, and then in its own.
    pub(super) fn new(subject: &CloudSubject, features: &Matrix) -> Self {
        let mut scalings = subject.earlier_scales.clone();
        scalings.push(subject.scale);
        let mut listed = Vec::new();
        let positions: Vec<Vec<[f64; 3]>> = (scalings.iter())
            .map(|&scaling| {
                let scaler = Scaler::fit(scaling, features);
                let scaled = scaler.apply_all(features);
                let new: Vec<Vec<f64>> = (subject.new.iter())
                    .map(|sample| scaler.apply(sample))
                    .collect();
                listed.push(listed_features(&scaled, &new));
                let rows = scaled.iter_rows().chain(new.iter().map(Vec::as_slice));
                rows.map(first_three).collect()
            })
            .collect();
        let ranges: Vec<_> = (positions.iter())
            .map(|points| bounds(points.iter().copied()))
            .collect();
        let last = largest_width(&ranges[ranges.len() - 1]);
        let shares_axes = |ranges: &[[f64; 2]; AXES]| {
            let ratio = largest_width(ranges) / last;
            (1.0 / MAX_SHARED_RATIO..=MAX_SHARED_RATIO).contains(&ratio)
        };
        let shared = ranges.iter().filter(|ranges| shares_axes(ranges));
        let corners = shared.flat_map(|ranges| [0, 1].map(|end| ranges.map(|range| range[end])));
        let shared = bounds(corners);
        let axes: Vec<AxisMap> = (ranges.iter())
            .map(|ranges| match shares_axes(ranges) {
                true => AxisMap::IDENTITY,
                false => AxisMap::between(ranges, &shared),
            })
            .collect();
        let mut placed = positions.into_iter().zip(&axes).map(|(points, map)| {
            let place = |point: [f64; 3]| -> [f64; 3] {
                std::array::from_fn(|axis| map.offset[axis] + map.factor * point[axis])
            };
            points.into_iter().map(place).collect::<Vec<_>>()
        });
        // There is at least the scaling of the subject.
        let mut stages = Stages::new(placed.next().unwrap_or_default());
        for (step, positions) in (1..).zip(placed) {
            stages.push(f64::from(step), positions);
        }
        Self {
            scalings,
            axes,
            listed_features: listed,
            stages,
        }
    }

    /// The positions of the points at each scaling.
    pub(super) fn stages(&self) -> &Stages {
        &self.stages
    }

    /// The axes of each scaling.
    pub fn axes(&self) -> &[AxisMap] {
        &self.axes
    }

    /// The scaling at a step, or the next one between two.
    pub fn scaling(&self, step: f64) -> Scaling {
        self.scalings[self.index(step)]
    }

    /// The scaled features at a step, or at the next one, if there are few enough samples for a table.
    pub fn listed_features(&self, step: f64) -> Option<&Matrix> {
        self.listed_features[self.index(step)].as_ref()
    }

    fn index(&self, step: f64) -> usize {
        (step.ceil() as usize).min(self.scalings.len() - 1)
    }
}
