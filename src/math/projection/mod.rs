//! Dimensionality reduction of point clouds.
//!
//! Each method starts from an initial layout ([`Method::init`]), which iterative methods refine step by step
//! ([`Layout::step`]); principal components take no step. Random numbers come from a seed: the same data, settings and
//! version give the same layouts on any number of threads.
//!
//! Settings have the names of scikit-learn and umap-learn, except for `seed`, which they call `random_state`; the
//! number of components is not a setting of the method. Different defaults are listed in the method's documentation.
//!
//! To add a method: one new file with its `ENTRY`, one line in [`CATALOGUE`] and one arm in [`Method::init`].

use std::fmt;

use thiserror::Error;

use super::{
    catalogue::{self, Build, Catalogue},
    memory::{self, MemoryError},
    neighbours::KNearestNeighbours,
    parameter::{Choice, Setting, choices},
    progress::{Cancelled, Progress},
    random::Normal,
    table::Matrix,
    words::Bilingual,
};

mod covariance;
mod pca;
mod randomized;
mod tsne;
mod umap;

pub use self::{
    covariance::CovarianceAccumulator,
    pca::{MAX_EXACT_COMPONENTS, Pca, PcaError, check_finite},
    tsne::Tsne,
    umap::Umap,
};

/// A dimensionality reduction method with its settings.
#[derive(Clone, Debug, PartialEq)]
pub enum Method {
    /// Principal component analysis, which has no settings.
    Pca,
    /// t-distributed stochastic neighbour embedding.
    Tsne(Tsne),
    /// Uniform manifold approximation and projection.
    Umap(Umap),
}

/// A projection in the catalogue.
pub type Entry = catalogue::Entry<Build<Method>>;

/// All projections, in menu order.
pub static CATALOGUE: Catalogue<Build<Method>> =
    Catalogue::new("projection", &[&pca::ENTRY, &tsne::ENTRY, &umap::ENTRY]);

/// A layout of points that is refined step by step; deterministic for given data and settings.
pub trait Layout: Send + Sync + fmt::Debug {
    /// The current positions, one point after another with one coordinate per dimension; all finite.
    fn positions(&self) -> &[f64];

    /// The current value of the objective; `None` if the method does not compute one.
    fn loss(&self) -> Option<f64>;

    /// The number of steps made so far.
    fn steps_made(&self) -> usize;

    /// The total number of steps.
    fn steps(&self) -> usize;

    /// Makes a step, or none if the layout is finished.
    fn step(&mut self) -> LayoutStatus;
}

/// Whether a layout has steps left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayoutStatus {
    /// More steps are left.
    Running,
    /// The last step has been made.
    Finished,
    /// The step diverged and was reverted; the layout cannot continue.
    Diverged,
}

/// Why data cannot be projected.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum ProjectionError {
    /// The data have no principal components, which are also the initial layout of other methods.
    #[error(transparent)]
    Pca(#[from] PcaError),
    /// The method does not support this number of dimensions.
    #[error("{method} supports 2 or 3 components, not {dimensions}")]
    UnsupportedDimensions {
        /// The name of the method.
        method: &'static str,
        /// The requested number of dimensions.
        dimensions: usize,
    },
    /// There are fewer rows than a neighbourhood needs.
    #[error("{setting}={value} needs more than {rows} rows; make it smaller")]
    TooFewRows {
        /// The setting for the size of the neighbourhood.
        setting: &'static str,
        /// The value of the setting.
        value: f64,
        /// The number of rows in the data.
        rows: usize,
    },
    /// The projection would exceed the memory limit.
    #[error(transparent)]
    Memory(#[from] MemoryError),
    /// The computation was cancelled.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl Method {
    /// Whether the method refines a layout step by step. Its axes have no order and no meaning, unlike those of
    /// principal components.
    pub const fn is_iterative(&self) -> bool {
        !matches!(self, Self::Pca)
    }

    /// The initial layout of the rows of `data`, in this number of dimensions.
    ///
    /// # Errors
    /// The data have no principal components or too few rows, the method does not support this number of dimensions,
    /// the memory limit is exceeded, or `progress` cancelled the computation.
    pub fn init(
        &self,
        data: &Matrix,
        dimensions: usize,
        progress: &mut Progress,
    ) -> Result<Box<dyn Layout>, ProjectionError> {
        match self {
            Self::Pca => Ok(Box::new(FixedLayout(
                Pca::fit(data, dimensions)?.project(data),
            ))),
            Self::Tsne(tsne) => tsne.init(data, dimensions, progress),
            Self::Umap(umap) => umap.init(data, dimensions, progress),
        }
    }
}

/// An iterative method with its settings.
trait Iterative {
    /// The name of the method in specs.
    const NAME: &'static str;

    /// The initial layout in K dimensions.
    fn initial_layout<const K: usize>(
        &self,
        data: &Matrix,
        progress: &mut Progress,
    ) -> Result<Box<dyn Layout>, ProjectionError>;

    /// The initial layout in a number of dimensions given at run time.
    fn init(
        &self,
        data: &Matrix,
        dimensions: usize,
        progress: &mut Progress,
    ) -> Result<Box<dyn Layout>, ProjectionError> {
        match dimensions {
            2 => self.initial_layout::<2>(data, progress),
            3 => self.initial_layout::<3>(data, progress),
            _ => Err(ProjectionError::UnsupportedDimensions {
                method: Self::NAME,
                dimensions,
            }),
        }
    }
}

/// A layout without steps.
#[derive(Debug)]
struct FixedLayout(Matrix);

impl Layout for FixedLayout {
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

/// The search for the neighbours that an iterative method needs.
struct NeighbourSearch {
    /// The name of the method in messages.
    method: &'static str,
    /// The setting that determines the number of neighbours, with its value.
    setting: (&'static str, f64),
    /// The minimum number of rows.
    min_rows: usize,
    /// The number of neighbours to find for each row; all other rows if there are fewer.
    neighbours: usize,
    /// The maximum number of bytes that the method needs per neighbour.
    bytes_per_neighbour: usize,
    /// What to do if memory is short, as a clause.
    remedy: &'static str,
}

impl NeighbourSearch {
    /// The nearest other rows of each row of `data`.
    fn run(
        &self,
        data: &Matrix,
        progress: &mut Progress,
    ) -> Result<KNearestNeighbours, ProjectionError> {
        let rows = data.rows();
        if rows < self.min_rows {
            let (setting, value) = self.setting;
            return Err(ProjectionError::TooFewRows {
                setting,
                value,
                rows,
            });
        }
        let neighbours = self.neighbours.min(rows - 1);
        let factors = [rows, neighbours + 1, self.bytes_per_neighbour];
        memory::check(self.method, &factors, self.remedy)?;
        Ok(KNearestNeighbours::of(data, neighbours, progress)?)
    }
}

/// How an iterative method chooses the initial positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum InitialPositions {
    /// The scaled principal components of the data.
    Pca,
    /// Random, normally distributed.
    Random,
}

choices!(InitialPositions {
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

/// The `init` setting of iterative methods.
const INIT: Setting<InitialPositions> = Setting::choice(
    "init",
    Bilingual::new("where the points begin", "各点的起始位置"),
);

/// The seed of methods that use random numbers.
const SEED: Setting<u64> = Setting::seed(Bilingual::new(
    "another whole number gives other random numbers",
    "换一个整数就换一组随机数",
));

/// The learning rate of iterative methods.
const fn learning_rate(default: f64, meaning: Bilingual) -> Setting<f64> {
    Setting::number("learning_rate", default, meaning).formerly("lr")
}

/// The initial positions of the rows of `data`. On principal components, the first axis has the standard deviation
/// `deviation`, and the others the same scale; random axes have it each. Axes beyond the last component are random.
fn initial_positions<const K: usize>(
    data: &Matrix,
    init: InitialPositions,
    seed: u64,
    deviation: f64,
) -> Result<Vec<[f64; K]>, ProjectionError> {
    let pca = Pca::fit(data, K.min(data.columns()).min(data.rows()))?;
    let scale = deviation / pca.explained_variance[0].sqrt();
    let projected = pca.project(data);
    let component_axes = match init {
        InitialPositions::Pca => pca.components.len(),
        InitialPositions::Random => 0,
    };
    let mut normal = Normal::new(seed);
    let mut coordinate = |row: &[f64], k: usize| {
        if k < component_axes {
            // Rounds off the last digits, in which processors may differ and which steps would amplify.
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
