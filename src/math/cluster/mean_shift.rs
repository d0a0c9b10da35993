//! Mean shift: windows that move uphill in the density of the rows.

use std::collections::HashMap;

use rayon::prelude::*;

use super::{
    ClusterError, Curve, CurveQuantity, Entry, History, MAX_ITER, Method, Progress, SharedProgress,
    StopReason, Trace, UNREACHED, check_data, kmeans,
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
        "starts one window in each cell of a grid as wide as the bandwidth instead of one at each row: quicker",
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

/// A window has converged when it moves by at most this share of the bandwidth, as in scikit-learn.
const CONVERGED_SHARE: f64 = 1e-3;

/// The maximum number of windows whose positions are stored at every step. With many columns it is reduced so that
/// [`EXPECTED_STEPS`] steps have at most [`MAX_STORED_COORDINATES`] coordinates.
const MAX_STORED_WINDOWS: usize = 1024;
/// The number of steps assumed for this limit.
const EXPECTED_STEPS: usize = 100;
/// The maximum number of coordinates stored, if a run takes no more than [`EXPECTED_STEPS`] steps: 256 MiB.
const MAX_STORED_COORDINATES: usize = 1 << 25;

/// The number of windows moved in parallel before their positions are collected.
const WINDOWS_PER_CHUNK: usize = 256;

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
    /// Each simultaneous move of all windows is a step. The final label of a row is that of the nearest mode.
    fn run(&self, data: &Matrix, progress: &mut Progress) -> Result<History, ClusterError> {
        check_data(data)?;
        let tree = KdTree::new(data);
        let (starts, window_of) = self.start_positions(data);
        let max_stored =
            (MAX_STORED_COORDINATES / EXPECTED_STEPS / data.columns()).clamp(1, MAX_STORED_WINDOWS);
        let stride = starts.len().div_ceil(max_stored);
        let mut modes = Vec::new();
        let (mut max_shifts, mut steps_of_window) = (vec![0.0], Vec::with_capacity(starts.len()));
        let mut stored = Vec::new();
        let reported = SharedProgress::new(progress, starts.len());
        for chunk in starts.chunks(WINDOWS_PER_CHUNK) {
            let paths: Vec<WindowPath> = chunk
                .par_iter()
                .map(|start| {
                    let path = self.move_window(&tree, start);
                    reported.done(1).map(|()| path)
                })
                .collect::<Result<_, _>>()?;
            for path in paths {
                for (step, pair) in path.positions.windows(2).enumerate() {
                    max_shifts.resize(max_shifts.len().max(step + 2), 0.0);
                    max_shifts[step + 1] = squared_distance(&pair[0], &pair[1])
                        .sqrt()
                        .max(max_shifts[step + 1]);
                }
                if path.rows > 0 {
                    modes.push((path.rows, path.positions[path.positions.len() - 1].clone()));
                }
                let window = steps_of_window.len();
                steps_of_window.push(path.positions.len() as u32 - 1);
                if window % stride == 0 {
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
        let steps = max_shifts.len() - 1;
        let limit = u32::try_from(self.max_iter).unwrap_or(u32::MAX);
        let stop_reason = match steps_of_window.iter().max() {
            Some(most) if *most >= limit => StopReason::StepLimit,
            _ => StopReason::Converged,
        };
        let windows_at = |step: usize| {
            let position =
                |positions: &Vec<Vec<f64>>| positions[step.min(positions.len() - 1)].clone();
            stored.iter().map(position).collect()
        };
        let trace = MeanShiftTrace {
            windows: (0..=steps).map(windows_at).collect(),
            converged_at: window_of
                .iter()
                .map(|window| steps_of_window[*window as usize])
                .collect(),
            labels: labels.clone(),
            centres,
            bandwidth: self.bandwidth,
        };
        let curve = Curve {
            quantity: CurveQuantity::MaxShift,
            values: max_shifts,
        };
        let clusters = trace.centres.len();
        Ok(History::new(labels, clusters, stop_reason, curve, trace))
    }
}

impl MeanShift {
    /// The start positions of the windows, and the index of the window of each row.
    fn start_positions(&self, data: &Matrix) -> (Vec<Vec<f64>>, Vec<u32>) {
        let rows = data.iter_rows().map(<[f64]>::to_vec);
        if !self.bin_seeding {
            return (rows.collect(), (0..data.rows() as u32).collect());
        }
        let mut window_by_cell = HashMap::new();
        let mut starts: Vec<Vec<f64>> = Vec::new();
        let mut window_of = Vec::with_capacity(data.rows());
        for row in rows {
            let start: Vec<f64> = row.iter().map(|value| self.cell_centre(*value)).collect();
            let cell: Vec<u64> = start.iter().map(|value| value.to_bits()).collect();
            let window = *window_by_cell.entry(cell).or_insert_with(|| {
                starts.push(start);
                starts.len() as u32 - 1
            });
            window_of.push(window);
        }
        (starts, window_of)
    }

    /// The centre of the grid cell that contains a coordinate; the coordinate itself if `f64` cannot resolve the cells.
    fn cell_centre(&self, value: f64) -> f64 {
        let index = (value / self.bandwidth).round_ties_even();
        match index.abs() < 1.0 / f64::EPSILON {
            // Adding 0 turns −0 into 0, which is the same cell.
            true => index * self.bandwidth + 0.0,
            false => value,
        }
    }

    /// Moves a window until it converges, contains no row, or reaches the limit.
    fn move_window(&self, tree: &KdTree, start: &[f64]) -> WindowPath {
        let mut path = WindowPath {
            positions: vec![start.to_vec()],
            rows: 0,
        };
        for _ in 0..self.max_iter {
            let centre = &path.positions[path.positions.len() - 1];
            let (mut sum, mut count) = (vec![0.0; centre.len()], 0usize);
            tree.within(centre, self.bandwidth, |position| {
                let point = tree.point_at(position).iter();
                sum.iter_mut()
                    .zip(point)
                    .for_each(|(sum, value)| *sum += value);
                count += 1;
                true
            });
            if count == 0 {
                break;
            }
            let mean: Vec<f64> = sum.iter().map(|sum| sum / count as f64).collect();
            let moved = squared_distance(centre, &mean).sqrt();
            path.positions.push(mean);
            path.rows = count;
            if moved <= CONVERGED_SHARE * self.bandwidth {
                break;
            }
        }
        path
    }

    /// The cluster centres: from the mode with the most rows on, each mode that is farther than the bandwidth from all
    /// centres before it. A mode is given with the number of rows in its window.
    fn distinct_modes(&self, mut modes: Vec<(usize, Vec<f64>)>) -> Vec<Vec<f64>> {
        modes.sort_by(|(rows, mode), (other_rows, other)| {
            let coordinates = mode.iter().zip(other);
            let by_coordinates = coordinates
                .map(|(a, b)| b.total_cmp(a))
                .find(|order| order.is_ne());
            other_rows
                .cmp(rows)
                .then(by_coordinates.unwrap_or(std::cmp::Ordering::Equal))
        });
        modes.dedup();
        let mut centres: Vec<Vec<f64>> = Vec::new();
        let limit = self.bandwidth * self.bandwidth;
        for (_, mode) in modes {
            if centres
                .iter()
                .all(|centre| squared_distance(centre, &mode) > limit)
            {
                centres.push(mode);
            }
        }
        centres
    }
}

/// The positions of the windows at each step.
#[derive(Debug)]
struct MeanShiftTrace {
    /// The positions of the stored windows at each step.
    windows: Vec<Vec<Vec<f64>>>,
    /// The step in which the window of each row made its last move.
    converged_at: Vec<u32>,
    /// The final label of each row.
    labels: Vec<i32>,
    /// The distinct modes, which are the cluster centres.
    centres: Vec<Vec<f64>>,
    bandwidth: f64,
}

impl Trace for MeanShiftTrace {
    /// A row whose window has converged has its final label.
    fn labels(&self, step: usize, _data: &Matrix, into: &mut [i32]) {
        for ((label, last), converged_at) in
            into.iter_mut().zip(&self.labels).zip(&self.converged_at)
        {
            *label = if *converged_at as usize <= step {
                *last
            } else {
                UNREACHED
            };
        }
    }

    /// The centres are known at the last step only.
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
