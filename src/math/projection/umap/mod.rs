//! Uniform manifold approximation and projection (UMAP): a layout that preserves the neighbour graph of the data.
//!
//! The neighbour graph of the data ([`graph`]) is approximated by that of the layout, in which points at distance d
//! have the similarity `1/(1 + a·d^(2b))` ([`curve`]). Each step processes the edges that are due, in proportion to
//! their weights: it pulls their ends together and pushes random points away, by the gradient of the cross-entropy of
//! the two graphs, at a learning rate that decreases to 0.
//!
//! The settings, defaults and order of operations are those of `umap-learn` 0.5, except that points start on their
//! principal components instead of eigenvectors of the graph, and that 0 stands for `n_epochs=None`, which chooses the
//! number of steps by the number of points. Neighbours are exact. Steps run on a single thread, so that they are
//! reproducible.
//!
//! Source: L. McInnes, J. Healy and J. Melville, UMAP: Uniform Manifold Approximation and Projection for Dimension
//! Reduction, arXiv:1802.03426 (2018).

use super::{
    Entry, INIT, InitialPositions, Iterative, Layout, LayoutStatus, Method, NeighbourSearch,
    ProjectionError, SEED, initial_positions, learning_rate,
};
use crate::math::{
    parameter::{Setting, Settings, parameters},
    progress::Progress,
    random::RandomStream,
    table::Matrix,
    words::Bilingual,
};
use graph::Edge;

mod curve;
mod graph;

/// The default number of steps for at most, and for more than [`MANY_POINTS`] points.
const DEFAULT_STEPS: [usize; 2] = [500, 200];
/// The number of points above which fewer steps are made by default.
const MANY_POINTS: usize = 10_000;
/// The number of random points per edge that is due.
const NEGATIVE_SAMPLES: f64 = 5.0;
/// The maximum change of a coordinate by one edge or random point, at a learning rate of 1.
const MAX_CHANGE: f64 = 4.0;
/// Added to squared distances to keep the repulsion of nearly coincident points finite.
const REPULSION_OFFSET: f64 = 1e-3;
/// The maximum number of bytes per neighbour: in the list of neighbours, and as an edge in both directions.
const NEIGHBOUR_BYTES: usize = 256;
/// The side of the box of the initial positions.
const INITIAL_SIDE: f64 = 10.0;

const N_NEIGHBORS: Setting<usize> = Setting::count(
    "n_neighbors",
    15,
    Bilingual::new(
        "points that each is connected to, itself among them: few show detail, many the large picture",
        "每个点连接的点数（含自身）：少则见细节，多则见全局",
    ),
)
.at_least(2.0)
.slider(2.0, 100.0)
.formerly("neighbors");

const MIN_DIST: Setting<f64> = Setting::number(
    "min_dist",
    0.1,
    Bilingual::new(
        "how near points may lie in the picture, as a part of their spread",
        "图中各点之间允许的最小距离，相对于其分布尺度",
    ),
)
.up_to(1.0)
.slider(0.0, 0.99);

const N_EPOCHS: Setting<usize> = Setting::count(
    "n_epochs",
    0,
    Bilingual::new(
        "steps until the last picture; 0 takes 500, or 200 for more than 10,000 points",
        "到最终画面为止的步数；取 0 时为 500，超过 10,000 点时为 200",
    ),
)
.up_to(100_000.0)
.slider(0.0, 1000.0)
.formerly("steps");

const LEARNING_RATE: Setting<f64> = learning_rate(
    1.0,
    Bilingual::new("learning rate of the first step", "第一步的学习率"),
)
.positive()
.logarithmic(0.1, 10.0);

pub(super) const ENTRY: Entry = Entry {
    name: "umap",
    title: Bilingual::new("UMAP", "UMAP"),
    formula: "v = exp(−(d − ρ)/σ), w = 1/(1 + a·‖yᵢ − yⱼ‖^(2b))\nmin Σ v·ln(v/w) + (1 − v)·ln((1 − v)/(1 − w))",
    doc: Bilingual::new(
        "Near points stay connected and the others are pushed apart; tighter and faster than t-SNE for many points.",
        "近邻保持相连，其余点互相推开；点多时比 t-SNE 更紧凑、更快。",
    ),
    reference: "McInnes, Healy & Melville 2018, UMAP: Uniform Manifold Approximation and Projection for Dimension Reduction, arXiv:1802.03426",
    parameters: parameters![N_NEIGHBORS, MIN_DIST, SEED, N_EPOCHS, LEARNING_RATE, INIT],
    build: |settings| Method::Umap(Umap::new(settings)),
};

/// The settings of UMAP.
#[derive(Clone, Debug, PartialEq)]
pub struct Umap {
    n_neighbors: usize,
    min_dist: f64,
    seed: u64,
    /// 0 chooses it by the number of points.
    n_epochs: usize,
    learning_rate: f64,
    init: InitialPositions,
}

impl Umap {
    fn new(settings: &Settings) -> Self {
        Self {
            n_neighbors: settings.get(N_NEIGHBORS),
            min_dist: settings.get(MIN_DIST),
            seed: settings.get(SEED),
            n_epochs: settings.get(N_EPOCHS),
            learning_rate: settings.get(LEARNING_RATE),
            init: settings.get(INIT),
        }
    }
}

impl Iterative for Umap {
    const NAME: &'static str = ENTRY.name;

    fn initial_layout<const K: usize>(
        &self,
        data: &Matrix,
        progress: &mut Progress,
    ) -> Result<Box<dyn Layout>, ProjectionError> {
        Ok(Box::new(Embedding::<K>::new(self, data, progress)?))
    }
}

/// An edge, with the times at which it is processed, in steps.
#[derive(Clone, Copy, Debug)]
struct ScheduledEdge {
    from: u32,
    to: u32,
    /// The time between two pulls, at least 1; there are [`NEGATIVE_SAMPLES`] pushes in this time.
    period: f64,
    /// The time of the next pull of both ends.
    next_pull: f64,
    /// The time of the next push by a random point.
    next_push: f64,
}

/// A UMAP layout in K dimensions.
#[derive(Debug)]
struct Embedding<const K: usize> {
    /// The learning rate of the first step.
    learning_rate: f64,
    steps: usize,
    /// The parameters [a, b] of the similarity curve.
    curve: [f64; 2],
    edges: Vec<ScheduledEdge>,
    /// The current positions.
    points: Vec<[f64; K]>,
    source: RandomStream,
    steps_made: usize,
}

impl<const K: usize> Embedding<K> {
    fn new(
        settings: &Umap,
        data: &Matrix,
        progress: &mut Progress,
    ) -> Result<Self, ProjectionError> {
        let rows = data.rows();
        let points = initial_positions(data, settings.init, settings.seed, 1.0)?;
        let search = NeighbourSearch {
            method: ENTRY.title.en,
            setting: (N_NEIGHBORS.parameter().name, settings.n_neighbors as f64),
            min_rows: settings.n_neighbors,
            neighbours: settings.n_neighbors - 1,
            bytes_per_neighbour: NEIGHBOUR_BYTES,
            remedy: "take fewer rows, or fewer neighbors",
        };
        let neighbours = search.run(data, progress)?;
        let edges = graph::edges(&neighbours, rows, settings.n_neighbors as f64);
        let steps = match settings.n_epochs {
            0 => DEFAULT_STEPS[usize::from(rows > MANY_POINTS)],
            steps => steps,
        };
        Ok(Self {
            learning_rate: settings.learning_rate,
            steps,
            curve: curve::fit(settings.min_dist, 1.0),
            edges: scheduled(&edges, steps),
            points: scaled_to_box(points),
            source: RandomStream::new(settings.seed),
            steps_made: 0,
        })
    }

    /// The vector from point j to point i, and its squared length.
    fn offset(&self, i: usize, j: usize) -> ([f64; K], f64) {
        let offset = std::array::from_fn(|k| self.points[i][k] - self.points[j][k]);
        (offset, offset.iter().map(|x: &f64| x * x).sum())
    }

    /// Moves the ends of an edge towards each other.
    fn pull(&mut self, from: usize, to: usize, rate: f64) {
        let [a, b] = self.curve;
        let (offset, square) = self.offset(from, to);
        if square == 0.0 {
            return;
        }
        let power = square.powf(b);
        let slope = -2.0 * a * b * power / (square * (1.0 + a * power));
        for (k, offset) in offset.into_iter().enumerate() {
            let shift = rate * (slope * offset).clamp(-MAX_CHANGE, MAX_CHANGE);
            self.points[from][k] += shift;
            self.points[to][k] -= shift;
        }
    }

    /// Moves a point away from another.
    fn push(&mut self, point: usize, other: usize, rate: f64) {
        let [a, b] = self.curve;
        let (offset, square) = self.offset(point, other);
        let slope = 2.0 * b / ((REPULSION_OFFSET + square) * (1.0 + a * square.powf(b)));
        for (k, offset) in offset.into_iter().enumerate() {
            self.points[point][k] += rate * (slope * offset).clamp(-MAX_CHANGE, MAX_CHANGE);
        }
    }
}

/// The schedule of the edges: the heaviest are due at every step, others in proportion to their weight. Edges that are
/// not due once in all steps are dropped.
fn scheduled(edges: &[Edge], steps: usize) -> Vec<ScheduledEdge> {
    let max_weight = edges.iter().map(|edge| edge.weight).fold(0.0, f64::max);
    let is_due_once = |edge: &&Edge| edge.weight * steps as f64 >= max_weight && edge.weight > 0.0;
    (edges.iter().filter(is_due_once))
        .map(|edge| {
            let period = max_weight / edge.weight;
            ScheduledEdge {
                from: edge.from,
                to: edge.to,
                period,
                next_pull: period,
                next_push: period / NEGATIVE_SAMPLES,
            }
        })
        .collect()
}

/// Shifts and scales the points along each axis so that they fill a box of side [`INITIAL_SIDE`].
fn scaled_to_box<const K: usize>(mut points: Vec<[f64; K]>) -> Vec<[f64; K]> {
    for k in 0..K {
        let coordinates = points.iter().map(|point| point[k]);
        let low = coordinates.clone().fold(f64::INFINITY, f64::min);
        let high = coordinates.fold(f64::NEG_INFINITY, f64::max);
        let scale = if high > low {
            INITIAL_SIDE / (high - low)
        } else {
            0.0
        };
        for point in &mut points {
            point[k] = (point[k] - low) * scale;
        }
    }
    points
}

impl<const K: usize> Layout for Embedding<K> {
    fn positions(&self) -> &[f64] {
        self.points.as_flattened()
    }

    fn loss(&self) -> Option<f64> {
        None
    }

    fn steps_made(&self) -> usize {
        self.steps_made
    }

    fn steps(&self) -> usize {
        self.steps
    }

    fn step(&mut self) -> LayoutStatus {
        if self.steps_made >= self.steps {
            return LayoutStatus::Finished;
        }
        let previous = self.points.clone();
        let now = self.steps_made as f64;
        let rate = self.learning_rate * (1.0 - now / self.steps as f64);
        let mut edges = std::mem::take(&mut self.edges);
        for edge in edges.iter_mut().filter(|edge| edge.next_pull <= now) {
            let (from, to) = (edge.from as usize, edge.to as usize);
            self.pull(from, to, rate);
            edge.next_pull += edge.period;
            let push_period = edge.period / NEGATIVE_SAMPLES;
            let pushes = ((now - edge.next_push) / push_period).floor().max(0.0);
            for _ in 0..pushes as usize {
                let other = (self.source.uniform() * self.points.len() as f64) as usize;
                if other != from {
                    self.push(from, other, rate);
                }
            }
            edge.next_push += pushes * push_period;
        }
        self.edges = edges;
        if !self.points.as_flattened().iter().all(|x| x.is_finite()) {
            self.points = previous;
            self.steps_made = self.steps;
            return LayoutStatus::Diverged;
        }
        self.steps_made += 1;
        if self.steps_made == self.steps {
            LayoutStatus::Finished
        } else {
            LayoutStatus::Running
        }
    }
}

#[cfg(test)]
mod tests;
