//! Projections: clouds of points in many dimensions brought down to a few.
//!
//! Each method starts from a picture ([`Method::init`]) that its steps unfold ([`Layout::step`]); principal
//! components are there at once and take no step. Random numbers come from a seed; the same data, settings and version
//! give the same pictures, on any number of processors.
//!
//! Settings have the names of scikit-learn and of umap-learn, except for `seed`, which they call `random_state`; the number
//! of components is not a setting of the method. Where a default differs, the method's own page says so.
//!
//! Adding one = one new file with its `ENTRY`, one line in [`CATALOGUE`] and one arm in [`Method::init`].

use std::fmt;

use thiserror::Error;

use super::{
    catalogue::{self, Build, Catalogue},
    memory::{self, MemoryError},
    neighbours::NearestOfEach,
    parameter::{Choice, Setting, choices},
    progress::{Cancelled, Progress},
    random::Normal,
    table::Matrix,
    words::Bilingual,
};

mod pca;
mod randomized;
mod spread;
mod tsne;
mod umap;

pub use self::{
    pca::{MOST_EXACT, Pca, PcaError, check_finite},
    spread::Spread,
    tsne::Tsne,
    umap::Umap,
};

/// A way to bring points down to a few dimensions, with its settings.
#[derive(Clone, Debug, PartialEq)]
pub enum Method {
    /// Principal components, which have no settings.
    Pca,
    /// t-distributed stochastic neighbour embedding.
    Tsne(Tsne),
    /// Uniform manifold approximation and projection.
    Umap(Umap),
}

/// A projection in the catalogue.
pub type Entry = catalogue::Entry<Build<Method>>;

/// Every projection.
pub static CATALOGUE: Catalogue<Build<Method>> =
    Catalogue::new("projection", &[&pca::ENTRY, &tsne::ENTRY, &umap::ENTRY]);

/// Points on their way from a first picture to the last, all known again from the same data and settings.
pub trait Layout: Send + Sync + fmt::Debug {
    /// Where the points are now, one after the other, with as many coordinates each as there are dimensions; finite.
    fn positions(&self) -> &[f64];

    /// What the steps minimize, where they are now; none where they minimize nothing.
    fn loss(&self) -> Option<f64>;

    /// Steps made so far.
    fn steps_made(&self) -> usize;

    /// Steps from the first picture to the last.
    fn steps(&self) -> usize;

    /// Makes a step; none, if the last is made.
    fn step(&mut self) -> LayoutStatus;
}

/// Whether steps are left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayoutStatus {
    /// There are.
    Going,
    /// The last step is made.
    Finished,
    /// The step led to numbers that are not finite, was not made, and no other will be.
    Diverged,
}

/// Data that cannot be projected.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum ProjectionError {
    /// Data without principal components, which are the start of the others too.
    #[error(transparent)]
    Pca(#[from] PcaError),
    /// A number of dimensions that the method has not.
    #[error("{of} has 2 or 3 components, not {asked}")]
    Dimensions {
        /// The method.
        of: &'static str,
        /// Dimensions asked for.
        asked: usize,
    },
    /// Fewer rows than a point's neighbourhood needs.
    #[error("{setting}={value} needs more than {rows} rows; make it smaller")]
    TooFewRows {
        /// The setting that gives the size of the neighbourhood.
        setting: &'static str,
        /// As it is set.
        value: f64,
        /// Rows given.
        rows: usize,
    },
    /// More memory than is allowed.
    #[error(transparent)]
    Memory(#[from] MemoryError),
    /// It was cancelled.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl Method {
    /// Whether it moves the points step by step, in as many dimensions as are asked for and none before others.
    pub const fn is_iterative(&self) -> bool {
        !matches!(self, Self::Pca)
    }

    /// The picture of the rows of `data` before the first step, in this many dimensions.
    ///
    /// # Errors
    /// Data without principal components, or with fewer rows or dimensions than the method needs; or `progress` cancelled it.
    pub fn init(
        &self,
        data: &Matrix,
        dimensions: usize,
        progress: &mut Progress,
    ) -> Result<Box<dyn Layout>, ProjectionError> {
        match self {
            Self::Pca => Ok(Box::new(Still(Pca::fit(data, dimensions)?.project(data)))),
            Self::Tsne(tsne) => tsne.init(data, dimensions, progress),
            Self::Umap(umap) => umap.init(data, dimensions, progress),
        }
    }
}

/// The settings of a method with steps.
trait Begin {
    /// Its name in the list.
    const NAME: &'static str;

    /// The picture before the first step, in K dimensions.
    fn begin<const K: usize>(
        &self,
        data: &Matrix,
        progress: &mut Progress,
    ) -> Result<Box<dyn Layout>, ProjectionError>;

    /// The same in this many.
    fn init(
        &self,
        data: &Matrix,
        dimensions: usize,
        progress: &mut Progress,
    ) -> Result<Box<dyn Layout>, ProjectionError> {
        match dimensions {
            2 => self.begin::<2>(data, progress),
            3 => self.begin::<3>(data, progress),
            asked => Err(ProjectionError::Dimensions {
                of: Self::NAME,
                asked,
            }),
        }
    }
}

/// A picture that is there at once.
#[derive(Debug)]
struct Still(Matrix);

impl Layout for Still {
    fn positions(&self) -> &[f64] {
        self.0.values()
    }

    fn loss(&self) -> Option<f64> {
        None
    }

    fn steps_made(&self) -> usize {
        0
    }

    fn steps(&self) -> usize {
        0
    }

    fn step(&mut self) -> LayoutStatus {
        LayoutStatus::Finished
    }
}

/// The neighbourhood of each point that a method with steps needs.
struct Neighbourhood {
    /// The method, as messages call it.
    method: &'static str,
    /// The setting that gives its size, with its value.
    setting: (&'static str, f64),
    /// The fewest rows that are enough.
    least_rows: usize,
    /// How many other rows are looked for, as far as there are as many.
    others: usize,
    /// Bytes that a neighbour of a point takes at most.
    bytes: usize,
    /// What to do where memory is short.
    instead: &'static str,
}

impl Neighbourhood {
    /// The nearest other rows of each row of `data`.
    fn of(&self, data: &Matrix, progress: &mut Progress) -> Result<NearestOfEach, ProjectionError> {
        let rows = data.rows();
        if rows < self.least_rows {
            let (setting, value) = self.setting;
            return Err(ProjectionError::TooFewRows {
                setting,
                value,
                rows,
            });
        }
        let others = self.others.min(rows - 1);
        memory::check(self.method, &[rows, others + 1, self.bytes], self.instead)?;
        Ok(NearestOfEach::of(data, others, progress)?)
    }
}

/// Where the points of a method with steps begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Start {
    /// On the principal components.
    Pca,
    /// Anywhere, normally distributed.
    Random,
}

choices!(Start {
    Pca: Choice::new(
        "pca",
        Bilingual::new("Principal components", "主成分"),
        Bilingual::new(
            "points begin on their principal components, which keeps the large picture",
            "从主成分上的位置开始，保留整体结构",
        ),
    ),
    Random: Choice::new(
        "random",
        Bilingual::new("Random", "随机"),
        Bilingual::new("points begin anywhere", "从随机位置开始"),
    ),
});

/// Where the points begin.
const INIT: Setting<Start> = Setting::choice(
    "init",
    Bilingual::new("where the points begin", "各点的起始位置"),
);

/// The seed of the methods that draw random numbers.
const SEED: Setting<u64> = Setting::seed(Bilingual::new(
    "another whole number gives other random numbers",
    "换一个整数就换一组随机数",
));

/// The learning rate of the methods with steps.
const fn learning_rate(default: f64, meaning: Bilingual) -> Setting<f64> {
    Setting::number("learning_rate", default, meaning).formerly("lr")
}

/// Where the rows of `data` begin: with this standard deviation along the first axis, or along all where they begin
/// anywhere. Axes along which the data have no component begin anywhere.
fn first_positions<const K: usize>(
    data: &Matrix,
    start: Start,
    seed: u64,
    deviation: f64,
) -> Result<Vec<[f64; K]>, ProjectionError> {
    let pca = Pca::fit(data, K.min(data.columns()).min(data.rows()))?;
    let scale = deviation / pca.explained_variance[0].sqrt();
    let projected = pca.project(data);
    let known = match start {
        Start::Pca => pca.components.len(),
        Start::Random => 0,
    };
    let mut normal = Normal::new(seed);
    let mut coordinate = |row: &[f64], k: usize| {
        if k < known {
            // The last digits, in which processors may differ, would grow from step to step.
            f64::from((row[k] * scale) as f32)
        } else {
            deviation * normal.draw()
        }
    };
    Ok((projected.iter_rows())
        .map(|row| std::array::from_fn(|k| coordinate(row, k)))
        .collect())
}

#[cfg(test)]
mod tests;
