//! DBSCAN: grows clusters through dense neighbourhoods.

use std::collections::VecDeque;

use rayon::prelude::*;

use super::{
    ClusterError, Curve, CurveQuantity, Entry, History, Method, NOISE, Neighbourhood, Progress,
    SharedProgress, StopReason, Trace, UNREACHED, check_data, report, stage_progress,
};
use crate::math::{
    neighbours::{KdTree, RemainingRows},
    parameter::{Setting, parameters},
    table::Matrix,
    words::Bilingual,
};

const EPS: Setting<f64> = Setting::number(
    "eps",
    0.5,
    Bilingual::new(
        "ε: rows at most this far from each other are neighbours",
        "ε：距离不超过此值的行互为邻居",
    ),
)
.positive()
.logarithmic(1e-2, 10.0);

const MIN_SAMPLES: Setting<usize> = Setting::count(
    "min_samples",
    5,
    Bilingual::new(
        "rows within ε that make a core point, itself counted",
        "成为核心点所需的 ε 邻域内行数（含自身）",
    ),
)
.at_least(1.0)
.slider(1.0, 20.0);

pub(super) const ENTRY: Entry = Entry {
    name: "dbscan",
    title: Bilingual::new("DBSCAN", "DBSCAN"),
    formula: "core point: at least min_samples rows within ε, itself among them\na cluster: core points within ε of each other, and all rows within ε of them",
    doc: Bilingual::new(
        "Finds dense regions of any shape, however many there are, and leaves lonely rows as noise.",
        "找出任意形状的稠密区域，无需给定个数；孤立的行是噪声。",
    ),
    reference: "Ester, Kriegel, Sander & Xu 1996, A Density-Based Algorithm for Discovering Clusters in Large Spatial Databases with Noise",
    parameters: parameters![EPS, MIN_SAMPLES],
    build: |settings| {
        Box::new(Dbscan {
            eps: settings.get(EPS),
            min_samples: settings.get(MIN_SAMPLES),
        })
    },
};

#[derive(Clone, Debug)]
struct Dbscan {
    eps: f64,
    min_samples: usize,
}

/// The share of the progress spent on finding the core points.
const CORE_SHARE: f64 = 0.5;
/// Rows per parallel block of this search.
const ROWS_PER_BLOCK: usize = 1024;
/// Steps between two progress reports.
const STEPS_PER_REPORT: usize = 4096;

impl Method for Dbscan {
    /// Rows are visited in order. A row that is not a core point is noise until a cluster reaches it. A core point
    /// outside any cluster starts one, which grows through all of its core points before the next row is visited; so a
    /// border point belongs to the first cluster that reaches it. Each range query is a step.
    fn run(&self, data: &Matrix, progress: &mut Progress) -> Result<History, ClusterError> {
        check_data(data)?;
        let tree = KdTree::new(data);
        let is_core = self.core_mask(&tree, &mut stage_progress(progress, [0.0, CORE_SHARE]))?;
        let progress = &mut stage_progress(progress, [CORE_SHARE, 1.0]);
        let positions = positions_by_row(&tree);
        let mut remaining = RemainingRows::new(&tree);
        let mut trace = DbscanTrace {
            eps: self.eps,
            is_core,
            reached: vec![NEVER_REACHED; data.rows()],
            queries: Vec::new(),
        };
        let (mut labels, mut clusters) = (vec![NOISE; data.rows()], 0);
        let mut cluster_counts = vec![0.0];
        let mut queue = VecDeque::new();
        for (row, position) in positions.into_iter().enumerate() {
            if !remaining.contains(position as usize) {
                continue;
            }
            if !trace.is_core[row] {
                trace.queries.push(row as u32);
                cluster_counts.push(clusters as f64);
                continue;
            }
            queue.push_back(row);
            clusters += 1;
            while let Some(row) = queue.pop_front() {
                trace.queries.push(row as u32);
                cluster_counts.push(clusters as f64);
                let step = trace.queries.len() as u32;
                if trace.queries.len().is_multiple_of(STEPS_PER_REPORT) {
                    report(progress, trace.queries.len(), data.rows())?;
                }
                let DbscanTrace {
                    is_core, reached, ..
                } = &mut trace;
                remaining.remove_within(data.row(row), self.eps, |position| {
                    let neighbour = tree.row_at(position);
                    labels[neighbour] = clusters - 1;
                    reached[neighbour] = step;
                    if is_core[neighbour] && neighbour != row {
                        queue.push_back(neighbour);
                    }
                });
            }
        }
        let curve = Curve {
            quantity: CurveQuantity::Clusters,
            values: cluster_counts,
        };
        Ok(History::new(
            labels,
            clusters as usize,
            StopReason::Complete,
            curve,
            trace,
        ))
    }
}

impl Dbscan {
    /// Whether each row is a core point.
    fn core_mask(&self, tree: &KdTree, progress: &mut Progress) -> Result<Vec<bool>, ClusterError> {
        let pieces = SharedProgress::new(progress, tree.rows());
        let is_core_at = |position: usize| {
            let mut count = 0;
            tree.within(tree.point_at(position), self.eps, |_| {
                count += 1;
                count < self.min_samples
            });
            count >= self.min_samples
        };
        let mut by_position = vec![false; tree.rows()];
        (by_position.par_chunks_mut(ROWS_PER_BLOCK).enumerate()).try_for_each(
            |(block, is_core)| {
                for (is_core, position) in is_core.iter_mut().zip(block * ROWS_PER_BLOCK..) {
                    *is_core = is_core_at(position);
                }
                pieces.done(is_core.len())
            },
        )?;
        let mut by_row = vec![false; tree.rows()];
        for (position, is_core) in by_position.into_iter().enumerate() {
            by_row[tree.row_at(position)] = is_core;
        }
        Ok(by_row)
    }
}

/// The position of each row in the order of the tree.
fn positions_by_row(tree: &KdTree) -> Vec<u32> {
    let mut positions = vec![0; tree.rows()];
    for position in 0..tree.rows() {
        positions[tree.row_at(position)] = position as u32;
    }
    positions
}

/// Marks a row that no cluster reaches.
const NEVER_REACHED: u32 = u32::MAX;

/// The range queries made, and the step in which each row was reached.
#[derive(Debug)]
struct DbscanTrace {
    eps: f64,
    /// Whether each row is a core point.
    is_core: Vec<bool>,
    /// The step in which each row was added to a cluster, from 1, or [`NEVER_REACHED`].
    reached: Vec<u32>,
    /// The row whose neighbourhood was queried in each step, from step 1.
    queries: Vec<u32>,
}

impl Trace for DbscanTrace {
    fn labels(&self, step: usize, _data: &Matrix, into: &mut [i32]) {
        into.fill(UNREACHED);
        // Rows reached in the same step belong to the same cluster: the last one that was started.
        let mut cluster = -1;
        let mut cluster_at_step = vec![NOISE; step + 1];
        for (query, row) in self.queries.iter().take(step).enumerate() {
            let row = *row as usize;
            if !self.is_core[row] {
                into[row] = NOISE;
                continue;
            }
            // A core point that was not reached before its own query starts a cluster.
            if self.reached[row] as usize == query + 1 {
                cluster += 1;
            }
            cluster_at_step[query + 1] = cluster;
        }
        for (label, reached) in into.iter_mut().zip(&self.reached) {
            if let Some(cluster) = cluster_at_step.get(*reached as usize) {
                *label = *cluster;
            }
        }
    }

    fn neighbourhood(&self, step: usize) -> Option<Neighbourhood> {
        let row = *self.queries.get(step.checked_sub(1)?)? as usize;
        Some(Neighbourhood {
            row,
            radius: self.eps,
            is_core: self.is_core[row],
        })
    }

    fn core_mask(&self) -> &[bool] {
        &self.is_core
    }

    fn leaves_noise(&self) -> bool {
        true
    }
}
