//! Projections: clouds of points in many dimensions brought down to a few.
//!
//! Each method starts from a picture ([`Method::init`]) that its steps unfold ([`Layout::step`]); principal
//! components are there at once and take no step. What depends on chance depends on a seed; the same data, settings and
//! version give the same pictures, on any number of processors.
//!
//! Adding one = one new file with its `ENTRY`, one line in [`CATALOGUE`] and one arm in [`Method::init`].

use std::fmt;

use thiserror::Error;

use super::{
    entry::{self, BuildError},
    memory::MemoryError,
    names::UnknownName,
    parameter::{Choice, Parameter, Settings},
    progress::{Cancelled, Progress},
    random::Normal,
    spec::Spec,
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

/// A projection in the list.
pub type Entry = entry::Entry<Method>;

/// Every projection, in the order of menus.
pub const CATALOGUE: &[&Entry] = &[&pca::ENTRY, &tsne::ENTRY, &umap::ENTRY];

/// The projection of this name.
///
/// # Errors
/// There is none; the error names the nearest.
pub fn find(name: &str) -> Result<&'static Entry, UnknownName> {
    entry::find("projection", name, CATALOGUE)
}

/// The projection that a spec such as `tsne(perplexity=10)` asks for.
///
/// # Errors
/// The name is unknown, or a setting unknown, of the wrong type or out of range.
pub fn build(spec: &Spec) -> Result<Method, BuildError> {
    Ok(find(&spec.name)?.build(spec)?)
}

/// Points on their way from a first picture to the last, all known again from the same data and settings.
pub trait Layout: Send + Sync + fmt::Debug {
    /// Where the points are now, one after the other, with as many coordinates each as there are dimensions; finite.
    fn positions(&self) -> &[f64];

    /// What the steps make small, where they are now; none where nothing is made small.
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
    /// More neighbours to be connected to than there are points.
    #[error(
        "{neighbours} neighbours, with the point itself, are more than {rows} rows; take fewer"
    )]
    Neighbours {
        /// As they are set.
        neighbours: usize,
        /// Rows given.
        rows: usize,
    },
    /// More neighbours to mind than there are.
    #[error("a perplexity of {perplexity} needs more than {rows} rows; make it smaller")]
    Perplexity {
        /// As it is set.
        perplexity: f64,
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

/// Where the points of a method with steps begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Start {
    /// On the principal components.
    Pca,
    /// Anywhere, normally distributed.
    Random,
}

impl Start {
    fn of(settings: &Settings) -> Self {
        if settings.get("init") == 0.0 {
            Self::Pca
        } else {
            Self::Random
        }
    }
}

/// The choice of a [`Start`].
const fn start() -> Parameter {
    const CHOICES: &[Choice] = &[
        Choice {
            name: "pca",
            title: Bilingual::new("Principal components", "主成分"),
            meaning: Bilingual::new(
                "points begin on their principal components, which keeps the large picture",
                "从主成分上的位置开始，保留整体结构",
            ),
        },
        Choice {
            name: "random",
            title: Bilingual::new("Random", "随机"),
            meaning: Bilingual::new("points begin anywhere", "从随机位置开始"),
        },
    ];
    let meaning = Bilingual::new("where the points begin", "各点的起始位置");
    Parameter::choice("init", CHOICES, meaning)
}

/// The seed of the methods that draw random numbers.
const fn seed() -> Parameter {
    let meaning = Bilingual::new(
        "another whole number gives other random numbers",
        "换一个整数就换一组随机数",
    );
    Parameter::number("seed", 0.0, meaning)
        .integer()
        .slider(0.0, 100.0)
}

/// The number of steps.
const fn steps(default: f64) -> Parameter {
    let meaning = Bilingual::new("steps until the last picture", "到最终画面为止的步数");
    Parameter::number("steps", default, meaning)
        .integer()
        .up_to(100_000.0)
        .logarithmic(10.0, 10_000.0)
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
