//! t-distributed stochastic neighbour embedding (t-SNE): a layout in two or three dimensions that preserves
//! neighbourhoods.
//!
//! The affinities p of the data ([`affinities`]) are approximated by those of the layout, `q(i,j) = w(i,j)/Z` with
//! `w(i,j) = 1/(1 + ‖yᵢ − yⱼ‖²)` and `Z = Σ w`. Each step follows the gradient of the Kullback–Leibler divergence,
//! `4·Σⱼ (p(i,j) − q(i,j))·w(i,j)·(yᵢ − yⱼ)`, with momentum and a gain for each coordinate. In the first quarter of the
//! steps, at most 250, p is exaggerated, so that clusters form while there is space. The repulsion of far points is
//! approximated ([`tree`]).
//!
//! The settings and defaults are those of scikit-learn's `TSNE`, except that 0 stands for its `learning_rate="auto"`.
//! As there, p is restricted to `3·perplexity` neighbours. Unlike there, exaggeration never takes more than a quarter
//! of the steps, and no step is left out when the layout hardly improves.
//!
//! Source: L. van der Maaten and G. Hinton, Visualizing Data using t-SNE, JMLR 9 (2008); L. van der Maaten,
//! Accelerating t-SNE using Tree-Based Algorithms, JMLR 15 (2014); D. Kobak and P. Berens, The art of using t-SNE for
//! single-cell transcriptomics, Nature Communications 10 (2019), for the initial positions; A. C. Belkina and others,
//! Automated optimized parameters for t-SNE, Nature Communications 10 (2019), for the learning rate.

use rayon::prelude::*;

use super::{
    Entry, INIT, InitialPositions, Iterative, Layout, LayoutStatus, Method, NeighbourSearch,
    ProjectionError, SEED, initial_positions, learning_rate,
};
use crate::math::{
    parameter::{Setting, Settings, parameters},
    progress::Progress,
    table::Matrix,
    words::Bilingual,
};
use affinities::Affinities;
use tree::Tree;

mod affinities;
mod tree;

/// The maximum number of exaggerated steps.
const MAX_EXAGGERATED_STEPS: usize = 250;
/// The minimum learning rate that is chosen automatically.
const MIN_AUTO_LEARNING_RATE: f64 = 50.0;
/// The momentum during exaggeration and afterwards.
const MOMENTUM: [f64; 2] = [0.5, 0.8];
/// The standard deviation of the initial positions along the first axis, so small that all points are near each other.
const INITIAL_DEVIATION: f64 = 1e-4;
/// A layout with a coordinate of this magnitude has diverged.
const MAX_COORDINATE: f64 = 1e150;
/// The maximum number of bytes per neighbour: in the list of neighbours, and twice in the construction of the
/// affinities.
const NEIGHBOUR_BYTES: usize = 128;
/// The minimum gain of a coordinate.
const MIN_GAIN: f64 = 0.01;

const PERPLEXITY: Setting<f64> = Setting::number(
    "perplexity",
    30.0,
    Bilingual::new(
        "the effective number of neighbours of each point; below a third of the points",
        "每个点大约顾及多少个近邻；应小于点数的三分之一",
    ),
)
.at_least(1.0)
.logarithmic(2.0, 100.0);

const MAX_ITER: Setting<usize> = Setting::count(
    "max_iter",
    1000,
    Bilingual::new("steps until the last picture", "到最终画面为止的步数"),
)
.up_to(100_000.0)
.logarithmic(10.0, 10_000.0)
.formerly("steps");

const EARLY_EXAGGERATION: Setting<f64> = Setting::number(
    "early_exaggeration",
    12.0,
    Bilingual::new(
        "how much stronger points attract each other in the first quarter of the steps",
        "前四分之一步中吸引力放大的倍数",
    ),
)
.at_least(1.0)
.slider(1.0, 24.0)
.formerly("exaggeration");

const LEARNING_RATE: Setting<f64> = learning_rate(
    0.0,
    Bilingual::new(
        "learning rate; 0 takes points / early_exaggeration / 4, but at least 50",
        "学习率；取 0 时为 点数/early_exaggeration/4，但至少为 50",
    ),
)
.slider(0.0, 1000.0);

const ANGLE: Setting<f64> = Setting::number(
    "angle",
    0.5,
    Bilingual::new(
        "far points act as one where they are seen under this angle; 0 is exact and slow",
        "远处的点在此张角内合并为一个；0 表示精确计算，但慢",
    ),
)
.up_to(1.0);

pub(super) const ENTRY: Entry = Entry {
    name: "tsne",
    title: Bilingual::new("t-SNE", "t-SNE"),
    formula: "q(i,j) = w(i,j)/Σw, w(i,j) = 1/(1 + ‖yᵢ − yⱼ‖²)\nmin Σ p(i,j)·ln(p(i,j)/q(i,j))",
    doc: Bilingual::new(
        "Neighbours in the data stay neighbours in the picture; distances between clusters and their sizes mean little.",
        "数据中的近邻在图中仍是近邻；簇之间的距离和簇的大小没有多少含义。",
    ),
    reference: "van der Maaten & Hinton 2008, Visualizing Data using t-SNE, JMLR 9; van der Maaten 2014, Accelerating t-SNE using Tree-Based Algorithms, JMLR 15",
    parameters: parameters![
        PERPLEXITY,
        SEED,
        MAX_ITER,
        EARLY_EXAGGERATION,
        LEARNING_RATE,
        ANGLE,
        INIT
    ],
    build: |settings| Method::Tsne(Tsne::new(settings)),
};

/// The settings of t-SNE.
#[derive(Clone, Debug, PartialEq)]
pub struct Tsne {
    perplexity: f64,
    seed: u64,
    max_iter: usize,
    early_exaggeration: f64,
    /// 0 chooses it automatically.
    learning_rate: f64,
    angle: f64,
    init: InitialPositions,
}

impl Tsne {
    fn new(settings: &Settings) -> Self {
        Self {
            perplexity: settings.get(PERPLEXITY),
            seed: settings.get(SEED),
            max_iter: settings.get(MAX_ITER),
            early_exaggeration: settings.get(EARLY_EXAGGERATION),
            learning_rate: settings.get(LEARNING_RATE),
            angle: settings.get(ANGLE),
            init: settings.get(INIT),
        }
    }
}

impl Iterative for Tsne {
    const NAME: &'static str = ENTRY.name;

    fn initial_layout<const K: usize>(
        &self,
        data: &Matrix,
        progress: &mut Progress,
    ) -> Result<Box<dyn Layout>, ProjectionError> {
        Ok(Box::new(Embedding::<K>::new(self, data, progress)?))
    }
}

/// A t-SNE layout in K dimensions.
#[derive(Debug)]
struct Embedding<const K: usize> {
    settings: Tsne,
    learning_rate: f64,
    affinities: Affinities,
    /// `Σ p ln p`, which is constant.
    negative_entropy: f64,
    /// The current positions.
    points: Vec<[f64; K]>,
    /// The last change of each coordinate.
    velocity: Vec<[f64; K]>,
    /// The factor of the learning rate of each coordinate.
    gains: Vec<[f64; K]>,
    /// The attraction and repulsion of each point at the current positions; see [`Self::compute_forces`].
    forces: Vec<[[f64; K]; 2]>,
    /// The normalization `Z` at the current positions.
    z: f64,
    steps_made: usize,
}

impl<const K: usize> Embedding<K> {
    fn new(
        settings: &Tsne,
        data: &Matrix,
        progress: &mut Progress,
    ) -> Result<Self, ProjectionError> {
        let rows = data.rows();
        let points = initial_positions(data, settings.init, settings.seed, INITIAL_DEVIATION)?;
        let search = NeighbourSearch {
            method: ENTRY.title.en,
            setting: (PERPLEXITY.parameter().name, settings.perplexity),
            min_rows: (settings.perplexity as usize).saturating_add(1),
            neighbours: (3.0 * settings.perplexity + 1.0) as usize,
            bytes_per_neighbour: NEIGHBOUR_BYTES,
            remedy: "take fewer rows, or a smaller perplexity",
        };
        let neighbours = search.run(data, progress)?;
        let affinities = Affinities::new(&neighbours, rows, settings.perplexity);
        let learning_rate = match settings.learning_rate {
            0.0 => (rows as f64 / settings.early_exaggeration / 4.0).max(MIN_AUTO_LEARNING_RATE),
            rate => rate,
        };
        let mut embedding = Self {
            settings: settings.clone(),
            learning_rate,
            negative_entropy: affinities.negative_entropy(),
            affinities,
            points,
            velocity: vec![[0.0; K]; rows],
            gains: vec![[1.0; K]; rows],
            forces: Vec::new(),
            z: 0.0,
            steps_made: 0,
        };
        (embedding.forces, embedding.z) = embedding.compute_forces();
        Ok(embedding)
    }

    /// For each point, `Σ p·w·(yᵢ − yⱼ)` and `Σ q·w·(yᵢ − yⱼ)` at the current positions; and `Z`.
    fn compute_forces(&self) -> (Vec<[[f64; K]; 2]>, f64) {
        let tree = Tree::new(&self.points);
        let repulsion = tree.map_points(|tree, point, position| {
            let (mut force, mut sum) = (VectorSum([0.0; K]), 0.0);
            tree.visit(
                point,
                position,
                self.settings.angle,
                |offset, square, count| {
                    let weight = 1.0 / (1.0 + square);
                    sum += count * weight;
                    force.add(offset, count * weight * weight);
                },
            );
            (force, sum)
        });
        let z: f64 = repulsion.iter().map(|(_, sum)| sum).sum();
        let forces = (repulsion.into_par_iter().enumerate())
            .map(|(i, (repulsion, _))| {
                let mut attraction = VectorSum([0.0; K]);
                for &(j, p) in self.affinities.of(i) {
                    let (offset, square) = self.offset(i, j);
                    attraction.add(offset, p / (1.0 + square));
                }
                [attraction.0, repulsion.0.map(|force| force / z)]
            })
            .collect();
        (forces, z)
    }

    /// The vector from point j to point i, and its squared length.
    fn offset(&self, i: usize, j: u32) -> ([f64; K], f64) {
        let other = self.points[j as usize];
        let offset = std::array::from_fn(|k| self.points[i][k] - other[k]);
        (offset, offset.iter().map(|x| x * x).sum())
    }

    /// The Kullback–Leibler divergence at the current positions. Steps do not need it, and it takes as long as a step.
    fn divergence(&self) -> f64 {
        let cross_entropy_part = |i: usize| -> f64 {
            let others = self.affinities.of(i).iter();
            others.map(|&(j, p)| p * self.offset(i, j).1.ln_1p()).sum()
        };
        // −Σ p ln q = Σ p ln(1 + ‖yᵢ − yⱼ‖²) + ln Z, as p sums to 1.
        let parts: Vec<f64> = (0..self.points.len())
            .into_par_iter()
            .map(cross_entropy_part)
            .collect();
        self.negative_entropy + parts.iter().sum::<f64>() + self.z.ln()
    }
}

/// The gradient with respect to the position of a point, with exaggerated attraction.
fn gradient<const K: usize>([attraction, repulsion]: [[f64; K]; 2], exaggeration: f64) -> [f64; K] {
    std::array::from_fn(|k| 4.0 * (exaggeration * attraction[k] - repulsion[k]))
}

/// A sum of vectors.
#[derive(Clone, Copy)]
struct VectorSum<const K: usize>([f64; K]);

impl<const K: usize> Default for VectorSum<K> {
    fn default() -> Self {
        Self([0.0; K])
    }
}

impl<const K: usize> VectorSum<K> {
    fn add(&mut self, offset: [f64; K], weight: f64) {
        for (sum, x) in self.0.iter_mut().zip(offset) {
            *sum += weight * x;
        }
    }
}

impl<const K: usize> Layout for Embedding<K> {
    fn positions(&self) -> &[f64] {
        self.points.as_flattened()
    }

    fn loss(&self) -> Option<f64> {
        Some(self.divergence())
    }

    fn steps_made(&self) -> usize {
        self.steps_made
    }

    fn steps(&self) -> usize {
        self.settings.max_iter
    }

    fn step(&mut self) -> LayoutStatus {
        if self.steps_made >= self.settings.max_iter {
            return LayoutStatus::Finished;
        }
        let is_exaggerated =
            self.steps_made < MAX_EXAGGERATED_STEPS.min(self.settings.max_iter / 4);
        let (exaggeration, momentum) = if is_exaggerated {
            (self.settings.early_exaggeration, MOMENTUM[0])
        } else {
            (1.0, MOMENTUM[1])
        };
        let previous = self.points.clone();
        for (i, forces) in self.forces.iter().enumerate() {
            let gradient = gradient(*forces, exaggeration);
            for (k, slope) in gradient.into_iter().enumerate() {
                let gain = &mut self.gains[i][k];
                let velocity = &mut self.velocity[i][k];
                // The gain grows while a coordinate keeps its direction.
                *gain = if *velocity * slope < 0.0 {
                    *gain + 0.2
                } else {
                    (*gain * 0.8).max(MIN_GAIN)
                };
                *velocity = momentum * *velocity - self.learning_rate * *gain * slope;
                self.points[i][k] += *velocity;
            }
        }
        // Squared distances are finite, too, up to this limit.
        let is_valid = |x: &f64| x.abs() < MAX_COORDINATE;
        if !self.points.as_flattened().iter().all(is_valid) {
            self.points = previous;
            self.steps_made = self.settings.max_iter;
            return LayoutStatus::Diverged;
        }
        (self.forces, self.z) = self.compute_forces();
        self.steps_made += 1;
        if self.steps_made == self.settings.max_iter {
            LayoutStatus::Finished
        } else {
            LayoutStatus::Running
        }
    }
}

#[cfg(test)]
mod tests;
