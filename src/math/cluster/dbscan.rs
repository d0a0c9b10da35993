//! DBSCAN: grows clusters through dense neighbourhoods.

use std::collections::VecDeque;

use rayon::prelude::*;

use super::{
    Ball, ClusterError, Curve, CurveOf, End, Entry, History, Method, NOISE, Progress,
    SharedProgress, Trace, UNREACHED, check, report, stage_progress,
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
const CORE: f64 = 0.5;
/// Rows between two progress reports in this phase.
const PER_PIECE: usize = 1024;
/// Steps between two progress reports.
const PER_REPORT: usize = 4096;

impl Method for Dbscan {
    /// Rows are visited in order. A row that is not a core point is noise until a cluster reaches it. A core point
    /// outside any cluster starts one, which grows through all of its core points before the next row is visited; so a
    /// border point belongs to the first cluster that reaches it. Each range query is a step.
    fn run(&self, data: &Matrix, progress: &mut Progress) -> Result<History, ClusterError> {
        check(data)?;
        let tree = KdTree::new(data);
        let core = self.core(&tree, &mut stage_progress(progress, [0.0, CORE]))?;
        let progress = &mut stage_progress(progress, [CORE, 1.0]);
        let places = inverse(&tree);
        let mut remaining = RemainingRows::new(&tree);
        let mut trace = DbscanTrace {
            eps: self.eps,
            core,
            reached: vec![NEVER; data.rows()],
            queries: Vec::new(),
        };
        let (mut labels, mut clusters) = (vec![NOISE; data.rows()], 0);
        let mut found = vec![0.0];
        let mut queue = VecDeque::new();
        for (row, place) in places.into_iter().enumerate() {
            if !remaining.contains(place as usize) {
                continue;
            }
            if !trace.core[row] {
                trace.queries.push(row as u32);
                found.push(clusters as f64);
                continue;
            }
            queue.push_back(row);
            clusters += 1;
            while let Some(row) = queue.pop_front() {
                trace.queries.push(row as u32);
                found.push(clusters as f64);
                let step = trace.queries.len() as u32;
                if trace.queries.len().is_multiple_of(PER_REPORT) {
                    report(progress, trace.queries.len(), data.rows())?;
                }
                let DbscanTrace { core, reached, .. } = &mut trace;
                remaining.remove_within(data.row(row), self.eps, |place| {
                    let near = tree.row_at(place);
                    labels[near] = clusters - 1;
                    reached[near] = step;
                    if core[near] && near != row {
                        queue.push_back(near);
                    }
                });
            }
        }
        let curve = Curve {
            of: CurveOf::Clusters,
            values: found,
        };
        let count = clusters as usize;
        Ok(History::new(labels, count, End::Complete, curve, trace))
    }
}

impl Dbscan {
    /// Whether each row is a core point.
    fn core(&self, tree: &KdTree, progress: &mut Progress) -> Result<Vec<bool>, ClusterError> {
        let pieces = SharedProgress::new(progress, tree.rows());
        let is_core = |place: usize| {
            let mut count = 0;
            tree.within(tree.point_at(place), self.eps, |_| {
                count += 1;
                count < self.min_samples
            });
            count >= self.min_samples
        };
        let mut by_place = vec![false; tree.rows()];
        (by_place.par_chunks_mut(PER_PIECE).enumerate()).try_for_each(|(piece, cores)| {
            for (core, place) in cores.iter_mut().zip(piece * PER_PIECE..) {
                *core = is_core(place);
            }
            pieces.done(cores.len())
        })?;
        let mut core = vec![false; tree.rows()];
        for (place, is_core) in by_place.into_iter().enumerate() {
            core[tree.row_at(place)] = is_core;
        }
        Ok(core)
    }
}

/// The position of each row in the tree's order.
fn inverse(tree: &KdTree) -> Vec<u32> {
    let mut places = vec![0; tree.rows()];
    for place in 0..tree.rows() {
        places[tree.row_at(place)] = place as u32;
    }
    places
}

/// The step of a row that no cluster reaches.
const NEVER: u32 = u32::MAX;

/// The range queries made, and when each row was reached.
#[derive(Debug)]
struct DbscanTrace {
    eps: f64,
    core: Vec<bool>,
    /// The step in which a cluster added each row, from 1.
    reached: Vec<u32>,
    /// The rows whose neighbourhood was queried, from step 1.
    queries: Vec<u32>,
}

impl Trace for DbscanTrace {
    fn labels(&self, step: usize, _data: &Matrix, into: &mut [i32]) {
        into.fill(UNREACHED);
        // Rows reached at the same time belong to the same cluster: that of the last core point that started one.
        let mut cluster = -1;
        let mut of_step = vec![NOISE; step + 1];
        for (query, row) in self.queries.iter().take(step).enumerate() {
            let row = *row as usize;
            if !self.core[row] {
                into[row] = NOISE;
                continue;
            }
            // A core point that was not reached before its own query starts a cluster.
            if self.reached[row] as usize == query + 1 {
                cluster += 1;
            }
            of_step[query + 1] = cluster;
        }
        for (label, reached) in into.iter_mut().zip(&self.reached) {
            if let Some(cluster) = of_step.get(*reached as usize) {
                *label = *cluster;
            }
        }
    }

    fn ball(&self, step: usize) -> Option<Ball> {
        let query = self.queries.get(step.checked_sub(1)?)?;
        let row = *query as usize;
        Some(Ball {
            row,
            radius: self.eps,
            core: self.core[row],
        })
    }

    fn core(&self) -> &[bool] {
        &self.core
    }

    fn leaves_noise(&self) -> bool {
        true
    }
}
