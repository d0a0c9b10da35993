//! Mean shift: windows that move uphill in the density of the rows.

use std::collections::HashMap;

use rayon::prelude::*;

use super::{
    ClusterError, Curve, CurveOf, End, Entry, History, MAX_ITER, Method, Progress, SharedProgress,
    Trace, UNREACHED, check, kmeans,
};
use crate::math::{
    distance::squared_distance,
    neighbours::KdTree,
    parameter::{Setting, parameters},
    table::Matrix,
    words::Bilingual,
};

const BANDWIDTH: Setting<f64> = Setting::number(
    "bandwidth",
    1.0,
    Bilingual::new("radius of a window", "窗口半径"),
)
.positive()
.logarithmic(1e-2, 10.0);

const BIN_SEEDING: Setting<bool> = Setting::bool(
            "bin_seeding",
            false,
            Bilingual::new(
                "starts one window in each cell of a grid of this width instead of one at each row: quicker",
                "以带宽为边长划分网格，每格只放一个窗口，而不是每行一个：更快",
            ),
        )
.formerly("binned");

pub(super) const ENTRY: Entry = Entry {
    name: "mean_shift",
    title: Bilingual::new("Mean shift", "均值漂移"),
    formula: "c ← mean of the rows within the bandwidth of c, until it rests",
    doc: Bilingual::new(
        "From every row a window climbs to where rows are densest; windows that come to rest at one place make a cluster. Their number follows from the bandwidth.",
        "从每一行出发的窗口移向最稠密处；停在同一处的窗口成为一簇，簇数由带宽决定。",
    ),
    reference: "Fukunaga & Hostetler 1975; Comaniciu & Meer 2002, Mean Shift: A Robust Approach Toward Feature Space Analysis",
    parameters: parameters![BANDWIDTH, BIN_SEEDING, MAX_ITER],
    build: |settings| {
        Box::new(MeanShift {
            bandwidth: settings.get(BANDWIDTH),
            bin_seeding: settings.get(BIN_SEEDING),
            max_iter: settings.get(MAX_ITER),
        })
    },
};

/// A window has converged when it movements by at most this share of the bandwidth.
const CONVERGED: f64 = 1e-3;

/// The maximum number of windows whose positions are stored at every step; fewer with many columns, …
const MAX_STORED: usize = 1024;
/// … so that the positions of this number of steps …
const STORED_STEPS: usize = 100;
/// … have at most this number of coordinates.
const STORED_COORDINATES: usize = 1 << 25;

/// Windows moved in parallel before their positions are collected.
const TOGETHER: usize = 256;

#[derive(Clone, Debug)]
struct MeanShift {
    bandwidth: f64,
    bin_seeding: bool,
    max_iter: usize,
}

/// The positions of a window from its start on, and the number of rows in it before its last move.
struct WindowPath {
    positions: Vec<Vec<f64>>,
    rows: usize,
}

impl Method for MeanShift {
    /// Each simultaneous move of all windows is a step. A row has the label of the nearest mode.
    fn run(&self, data: &Matrix, progress: &mut Progress) -> Result<History, ClusterError> {
        check(data)?;
        let tree = KdTree::new(data);
        let (starts, window_of) = self.start_positions(data);
        let most = (STORED_COORDINATES / STORED_STEPS / data.columns()).clamp(1, MAX_STORED);
        let stride = starts.len().div_ceil(most);
        let mut modes = Vec::new();
        let (mut movements, mut steps_of) = (vec![0.0], Vec::with_capacity(starts.len()));
        let mut stored = Vec::new();
        let pieces = SharedProgress::new(progress, starts.len());
        for chunk in starts.chunks(TOGETHER) {
            let paths: Vec<WindowPath> = chunk
                .par_iter()
                .map(|start| {
                    let path = self.move_window(&tree, start);
                    pieces.done(1).map(|()| path)
                })
                .collect::<Result<_, _>>()?;
            for path in paths {
                for (step, pair) in path.positions.windows(2).enumerate() {
                    movements.resize(movements.len().max(step + 2), 0.0);
                    movements[step + 1] = squared_distance(&pair[0], &pair[1])
                        .sqrt()
                        .max(movements[step + 1]);
                }
                if path.rows > 0 {
                    modes.push((path.rows, path.positions[path.positions.len() - 1].clone()));
                }
                let number = steps_of.len();
                steps_of.push(path.positions.len() as u32 - 1);
                if number % stride == 0 {
                    stored.push(path.positions);
                }
            }
        }
        if modes.is_empty() {
            return Err(ClusterError::EmptyWindows {
                bandwidth: self.bandwidth,
            });
        }
        let centres = self.distinct_modes(modes);
        let mut labels = vec![0; data.rows()];
        kmeans::nearest(data, &centres.concat(), &mut labels);
        let steps = movements.len() - 1;
        let limit = u32::try_from(self.max_iter).unwrap_or(u32::MAX);
        let end = match steps_of.iter().max() {
            Some(most) if *most >= limit => End::StepLimit,
            _ => End::Converged,
        };
        let at = |step: usize| {
            let place =
                |positions: &Vec<Vec<f64>>| positions[step.min(positions.len() - 1)].clone();
            stored.iter().map(place).collect()
        };
        let trace = MeanShiftTrace {
            windows: (0..=steps).map(at).collect(),
            converged_at: window_of
                .iter()
                .map(|window| steps_of[*window as usize])
                .collect(),
            last: labels.clone(),
            centres,
            bandwidth: self.bandwidth,
        };
        let curve = Curve {
            of: CurveOf::Movement,
            values: movements,
        };
        let clusters = trace.centres.len();
        Ok(History::new(labels, clusters, end, curve, trace))
    }
}

impl MeanShift {
    /// The start positions, and the index of each row's start.
    fn start_positions(&self, data: &Matrix) -> (Vec<Vec<f64>>, Vec<u32>) {
        let rows = data.iter_rows().map(<[f64]>::to_vec);
        if !self.bin_seeding {
            return (rows.collect(), (0..data.rows() as u32).collect());
        }
        let mut windows = HashMap::new();
        let mut starts: Vec<Vec<f64>> = Vec::new();
        let mut window_of = Vec::with_capacity(data.rows());
        for row in rows {
            let start: Vec<f64> = row.iter().map(|value| self.cell(*value)).collect();
            let place: Vec<u64> = start.iter().map(|value| value.to_bits()).collect();
            let window = *windows.entry(place).or_insert_with(|| {
                starts.push(start);
                starts.len() as u32 - 1
            });
            window_of.push(window);
        }
        (starts, window_of)
    }

    /// The centre of the cell that contains a coordinate; the coordinate itself where `f64` cannot resolve the cells.
    fn cell(&self, value: f64) -> f64 {
        let number = (value / self.bandwidth).round_ties_even();
        match number.abs() < 1.0 / f64::EPSILON {
            // Adding 0 turns −0 into 0, which is the same cell.
            true => number * self.bandwidth + 0.0,
            false => value,
        }
    }

    fn move_window(&self, tree: &KdTree, start: &[f64]) -> WindowPath {
        let mut path = WindowPath {
            positions: vec![start.to_vec()],
            rows: 0,
        };
        for _ in 0..self.max_iter {
            let at = &path.positions[path.positions.len() - 1];
            let (mut sum, mut count) = (vec![0.0; at.len()], 0usize);
            tree.within(at, self.bandwidth, |place| {
                let point = tree.point_at(place).iter();
                sum.iter_mut()
                    .zip(point)
                    .for_each(|(sum, value)| *sum += value);
                count += 1;
                true
            });
            if count == 0 {
                break;
            }
            sum.iter_mut().for_each(|sum| *sum /= count as f64);
            let moved = squared_distance(at, &sum).sqrt();
            path.positions.push(sum);
            path.rows = count;
            if moved <= CONVERGED * self.bandwidth {
                break;
            }
        }
        path
    }

    /// The modes with the most rows first, each farther than the bandwidth from the previous ones.
    fn distinct_modes(&self, mut modes: Vec<(usize, Vec<f64>)>) -> Vec<Vec<f64>> {
        modes.sort_by(|(rows, at), (other_rows, other)| {
            let coordinates = at.iter().zip(other);
            let by_place = coordinates
                .map(|(a, b)| b.total_cmp(a))
                .find(|order| order.is_ne());
            other_rows
                .cmp(rows)
                .then(by_place.unwrap_or(std::cmp::Ordering::Equal))
        });
        modes.dedup();
        let mut centres: Vec<Vec<f64>> = Vec::new();
        let limit = self.bandwidth * self.bandwidth;
        for (_, at) in modes {
            if centres
                .iter()
                .all(|centre| squared_distance(centre, &at) > limit)
            {
                centres.push(at);
            }
        }
        centres
    }
}

/// The positions of the windows at each step.
#[derive(Debug)]
struct MeanShiftTrace {
    /// The stored window positions, step by step.
    windows: Vec<Vec<Vec<f64>>>,
    /// The step after which each row's window has converged.
    converged_at: Vec<u32>,
    last: Vec<i32>,
    centres: Vec<Vec<f64>>,
    bandwidth: f64,
}

impl Trace for MeanShiftTrace {
    /// A row whose window has converged has its final label.
    fn labels(&self, step: usize, _data: &Matrix, into: &mut [i32]) {
        for ((label, last), rest) in into.iter_mut().zip(&self.last).zip(&self.converged_at) {
            *label = if *rest as usize <= step {
                *last
            } else {
                UNREACHED
            };
        }
    }

    fn centres(&self, step: usize, _data: &Matrix) -> Vec<Vec<f64>> {
        if step + 1 < self.windows.len() {
            return Vec::new();
        }
        self.centres.clone()
    }

    fn windows(&self, step: usize) -> &[Vec<f64>] {
        &self.windows[step.min(self.windows.len() - 1)]
    }

    fn window_radius(&self) -> f64 {
        self.bandwidth
    }
}
