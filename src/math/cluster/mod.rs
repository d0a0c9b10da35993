//! Clustering methods. A run gives a history of its steps.
//!
//! Settings have the names, meanings and defaults of scikit-learn 1.9, with these differences:
//! - the number of clusters or components defaults to 3, and the bandwidth of mean shift to 1;
//! - `seed`, 0 by default, replaces `random_state`;
//! - `init` of K-Means accepts a list of row indices instead of an array of centres, which also sets the number of
//!   clusters;
//! - other settings of scikit-learn are fixed: `n_init` is 1, distances are Euclidean, covariances are full.
//!
//! Every method is deterministic: random numbers come from the seed, and sums do not depend on the number of threads.
//!
//! - A label is a cluster index from 0, or [`NOISE`], or [`UNREACHED`] for a row not processed yet.
//! - Running a [`Method`] on data gives a [`History`], which can be queried at any step. Step 0 is the initial state.
//!
//! # Examples
//! ```
//! use fallline::math::{cluster::CATALOGUE, progress::no_progress, table::Matrix};
//!
//! let data = Matrix::of_column(vec![0.0, 1.0, 10.0, 11.0]);
//! let method = CATALOGUE.build(&"kmeans(n_clusters=2)".parse()?)?;
//! let history = method.run(&data, &mut no_progress)?;
//! assert_eq!(history.sizes(), [2, 2]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! To add a method: one new file with its `ENTRY` and one line in [`CATALOGUE`].

use std::fmt;

use rayon::prelude::*;
use thiserror::Error;

use super::{
    catalogue::{self, Build, Catalogue},
    memory::MemoryError,
    parameter::Setting,
    progress::{self, Cancelled, Progress, SharedProgress, stage_progress},
    table::Matrix,
    words::Bilingual,
};

mod agglomerative;
mod birch;
mod dbscan;
mod gaussian_mixture;
mod history;
mod kmeans;
mod mean_shift;
pub mod scores;

pub use history::{
    Curve, CurveQuantity, GaussianComponent, History, Merge, Neighbourhood, StopReason, Trace,
};
pub use kmeans::best as best_kmeans;

/// The name of K-Means in specs: `kmeans`.
pub const KMEANS: &str = kmeans::ENTRY.name;

/// The label of a row that belongs to no cluster.
pub const NOISE: i32 = -1;

/// The label of a row that the method has not reached yet.
pub const UNREACHED: i32 = -2;

/// A clustering method with its settings.
pub trait Method: Send + Sync + fmt::Debug {
    /// Runs on the rows of `data`, from the first step to the last.
    ///
    /// # Errors
    /// The settings do not fit the data, or `progress` cancelled the run.
    fn run(&self, data: &Matrix, progress: &mut Progress) -> Result<History, ClusterError>;

    /// The same method with another number of clusters, at least 1; `None` if it follows from the data.
    fn with_clusters(&self, _count: usize) -> Option<Box<dyn Method>> {
        None
    }

    /// Whether it minimizes the inertia, the sum of squared distances of the rows to their cluster centres.
    fn minimizes_inertia(&self) -> bool {
        false
    }
}

/// Why a method cannot be run on the given data.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum ClusterError {
    /// The data have no rows or no columns.
    #[error("there are no rows; at least one is needed")]
    NoRows,
    /// A value is not finite, or its square would overflow.
    #[error(
        "row {row}, column {column}: the value is not finite or beyond ±1e150; remove the row or scale the column"
    )]
    InvalidValue {
        /// The row of the value, from 1.
        row: usize,
        /// The column of the value, from 1.
        column: usize,
    },
    /// There are more clusters than rows.
    #[error("there are only {rows} rows for {clusters} clusters; ask for {rows} clusters at most")]
    TooManyClusters {
        /// The requested number of clusters.
        clusters: usize,
        /// The number of rows in the data.
        rows: usize,
    },
    /// There are fewer distinct rows than clusters.
    #[error("only {distinct} distinct row(s) for {clusters} clusters; ask for at most {distinct}")]
    TooFewDistinct {
        /// The requested number of clusters.
        clusters: usize,
        /// The number of distinct rows.
        distinct: usize,
    },
    /// A row listed in `init` does not exist.
    #[error("init: there is no row {row}; rows count from 0 to {last}")]
    NoSuchRow {
        /// The listed row index.
        row: usize,
        /// The largest valid row index.
        last: usize,
    },
    /// The run would take too much memory or time.
    #[error("{method} takes {max_rows} rows at most, and there are {rows}; {remedy}")]
    TooManyRows {
        /// The method and the reason for its limit.
        method: &'static str,
        /// The number of rows in the data.
        rows: usize,
        /// The maximum number of rows.
        max_rows: usize,
        /// What to do instead, as a clause: `take a larger threshold`.
        remedy: &'static str,
    },
    /// The run would exceed the memory limit.
    #[error(transparent)]
    Memory(#[from] MemoryError),
    /// A covariance is numerically singular.
    #[error(
        "component {component} has a covariance that cannot be inverted; take a smaller n_components, a larger reg_covar, or scale the columns"
    )]
    SingularCovariance {
        /// The index of the component, from 0.
        component: usize,
    },
    /// With `bin_seeding`, no window contains a row at its start.
    #[error(
        "no row is within bandwidth={bandwidth} of the middle of its cell; take a larger bandwidth, or bin_seeding=false"
    )]
    EmptyWindows {
        /// The radius of a window.
        bandwidth: f64,
    },
    /// The run was cancelled.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// A clustering method in the catalogue.
pub type Entry = catalogue::Entry<Build<Box<dyn Method>>>;

/// All clustering methods, in menu order.
pub static CATALOGUE: Catalogue<Build<Box<dyn Method>>> = Catalogue::new(
    "clustering",
    &[
        &kmeans::ENTRY,
        &dbscan::ENTRY,
        &agglomerative::ENTRY,
        &birch::ENTRY,
        &gaussian_mixture::ENTRY,
        &mean_shift::ENTRY,
    ],
);

/// Rejects data without rows or columns, and values that are not finite or whose squares overflow.
fn check_data(data: &Matrix) -> Result<(), ClusterError> {
    const MAX_MAGNITUDE: f64 = 1e150;
    if data.rows() == 0 || data.columns() == 0 {
        return Err(ClusterError::NoRows);
    }
    let is_invalid = |value: &f64| value.is_nan() || value.abs() > MAX_MAGNITUDE;
    match data.values().par_iter().position_first(is_invalid) {
        None => Ok(()),
        Some(index) => Err(ClusterError::InvalidValue {
            row: index / data.columns() + 1,
            column: index % data.columns() + 1,
        }),
    }
}

/// As [`check_data`], and rejects more clusters than rows.
fn check_data_for(clusters: usize, data: &Matrix) -> Result<(), ClusterError> {
    check_data(data)?;
    if clusters > data.rows() {
        return Err(ClusterError::TooManyClusters {
            clusters,
            rows: data.rows(),
        });
    }
    Ok(())
}

/// Reports that `done` of `total` units of work are done.
fn report(progress: &mut Progress, done: usize, total: usize) -> Result<(), ClusterError> {
    Ok(progress::report(
        progress,
        done as f64 / total.max(1) as f64,
    )?)
}

const N_CLUSTERS: Setting<usize> = number_of_clusters("n_clusters");

/// A setting for the number of clusters, with the name that a method gives it.
const fn number_of_clusters(name: &'static str) -> Setting<usize> {
    Setting::count(name, 3, Bilingual::new("number of clusters", "簇的个数"))
        .at_least(1.0)
        .slider(1.0, 12.0)
        .formerly("k")
}

/// The seed of methods that use random numbers.
const SEED: Setting<u64> = Setting::seed(Bilingual::new(
    "another whole number gives other random numbers",
    "换一个整数就换一组随机数",
));

/// The maximum number of iterations.
const MAX_ITER: Setting<usize> = Setting::count(
    "max_iter",
    300,
    Bilingual::new("ends after this many steps", "最多迭代这么多步"),
)
.at_least(1.0)
.logarithmic(1.0, 1000.0)
.formerly("max_iterations");

/// A setting for the convergence tolerance, whose default and meaning depend on the method.
const fn tol(default: f64, meaning: Bilingual) -> Setting<f64> {
    Setting::number("tol", default, meaning).formerly("tolerance")
}
