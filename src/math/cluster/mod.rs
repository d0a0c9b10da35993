//! Clustering: methods that find groups in the rows of a table, each as a history of steps that can be scrubbed.
//!
//! Names, meanings and defaults of settings are scikit-learn's (1.9), except that
//! - the number of clusters or components is 3 by default, and the bandwidth of mean shift is 1;
//! - `seed`, 0 by default, stands for `random_state`;
//! - the `init` of K-Means may be a list of rows in place of an array of centres, and sets the number of clusters;
//! - settings of scikit-learn that are not listed do not exist: `n_init` is 1, distances are Euclidean, covariances full.
//!
//! Every method is deterministic: random numbers come from the seed, and sums do not depend on the number of threads.
//!
//! - A label is the number of a cluster from 0, or [`NOISE`], or [`UNREACHED`] for a row that the method has not
//!   reached yet.
//! - A [`Method`] run on data gives a [`History`], which answers for any step from 0, the state before the first one.
//!
//! Adding one = one new file with its `ENTRY` and one line in [`CATALOGUE`].

use std::fmt;

use rayon::prelude::*;
use thiserror::Error;

use super::{
    catalogue::{self, Build, Catalogue},
    memory::MemoryError,
    parameter::Setting,
    progress::{self, Cancelled, Progress, SharedProgress, stretch},
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

pub use history::{Ball, Curve, CurveOf, Ellipsoid, End, History, Merge, Trace};
pub use kmeans::{best as best_kmeans, elbow};

/// The name of K-Means.
pub const KMEANS: &str = kmeans::ENTRY.name;

/// The label of a row that belongs to no cluster.
pub const NOISE: i32 = -1;

/// The label of a row that the method has not reached yet.
pub const UNREACHED: i32 = -2;

/// A way to find clusters, with its settings.
pub trait Method: Send + Sync + fmt::Debug {
    /// Runs on the rows of `data`, from the first step to the last.
    ///
    /// # Errors
    /// The settings do not go with these data, or `progress` cancelled it.
    fn run(&self, data: &Matrix, progress: &mut Progress) -> Result<History, ClusterError>;

    /// The same method with another number of clusters, at least 1; none where that follows from the data.
    fn with_clusters(&self, _count: usize) -> Option<Box<dyn Method>> {
        None
    }

    /// Whether it minimizes the inertia, the sum of squared distances of the rows to the centres of their clusters.
    fn minimizes_inertia(&self) -> bool {
        false
    }
}

/// Data that a method with these settings cannot be run on.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum ClusterError {
    /// Nothing to put into clusters.
    #[error("there are no rows; at least one is needed")]
    Empty,
    /// A value whose square is no finite number.
    #[error(
        "row {row}, column {column}: the value is not finite or beyond ±1e150; remove the row or scale the column"
    )]
    Value {
        /// From 1.
        row: usize,
        /// From 1.
        column: usize,
    },
    /// More clusters than rows.
    #[error("there are only {rows} rows for {clusters} clusters; ask for {rows} clusters at most")]
    TooManyClusters {
        /// Clusters asked for.
        clusters: usize,
        /// Rows there are.
        rows: usize,
    },
    /// So many rows are equal that there are fewer different ones than clusters.
    #[error(
        "no more than {distinct} rows differ from each other, too few for {clusters} clusters; ask for {distinct} at most"
    )]
    TooFewDistinct {
        /// Clusters asked for.
        clusters: usize,
        /// Different rows.
        distinct: usize,
    },
    /// A row that was named as a first centre does not exist.
    #[error("init: there is no row {row}; rows count from 0 to {last}")]
    NoSuchRow {
        /// As it was named.
        row: usize,
        /// The last there is.
        last: usize,
    },
    /// The memory or the time would be out of proportion.
    #[error("{method} takes {most} rows at most, and there are {rows}; {instead}")]
    TooManyRows {
        /// The method and what makes the limit.
        method: &'static str,
        /// Rows there are.
        rows: usize,
        /// The limit.
        most: usize,
        /// What to do.
        instead: &'static str,
    },
    /// More memory than is allowed.
    #[error(transparent)]
    Memory(#[from] MemoryError),
    /// Numbers ran out while a covariance was inverted.
    #[error(
        "component {component} has a covariance that cannot be inverted; take a smaller n_components, a larger reg_covar, or scale the columns"
    )]
    Degenerate {
        /// From 0.
        component: usize,
    },
    /// No window that starts in a cell of the grid holds a row.
    #[error(
        "no row is within bandwidth={bandwidth} of the middle of its cell; take a larger bandwidth, or bin_seeding=false"
    )]
    EmptyWindows {
        /// The radius of a window.
        bandwidth: f64,
    },
    /// It was cancelled.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// A method in the catalogue.
pub type Entry = catalogue::Entry<Build<Box<dyn Method>>>;

/// Every method.
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

/// Refuses data without rows, and values whose squares overflow.
fn check(data: &Matrix) -> Result<(), ClusterError> {
    const LARGEST: f64 = 1e150;
    if data.rows() == 0 || data.columns() == 0 {
        return Err(ClusterError::Empty);
    }
    let wrong = |value: &f64| value.is_nan() || value.abs() > LARGEST;
    match data.values().par_iter().position_first(wrong) {
        None => Ok(()),
        Some(place) => Err(ClusterError::Value {
            row: place / data.columns() + 1,
            column: place % data.columns() + 1,
        }),
    }
}

/// As [`check`], and refuses more clusters than rows.
fn check_for(clusters: usize, data: &Matrix) -> Result<(), ClusterError> {
    check(data)?;
    if clusters > data.rows() {
        return Err(ClusterError::TooManyClusters {
            clusters,
            rows: data.rows(),
        });
    }
    Ok(())
}

/// Tells `progress` what share is done.
fn report(progress: &mut Progress, done: usize, of: usize) -> Result<(), ClusterError> {
    Ok(progress::report(progress, done as f64 / of.max(1) as f64)?)
}

/// How many clusters there are to be.
const N_CLUSTERS: Setting<usize> = number_of_clusters("n_clusters");

/// How many clusters there are to be, as a method calls them.
const fn number_of_clusters(name: &'static str) -> Setting<usize> {
    Setting::count(name, 3, Bilingual::new("number of clusters", "簇的个数"))
        .at_least(1.0)
        .slider(1.0, 12.0)
        .formerly("k")
}

/// The seed of methods that draw random numbers.
const SEED: Setting<u64> = Setting::seed(Bilingual::new(
    "another whole number gives other random numbers",
    "换一个整数就换一组随机数",
));

/// The largest number of steps.
const MAX_ITER: Setting<usize> = Setting::count(
    "max_iter",
    300,
    Bilingual::new("ends after this many steps", "最多迭代这么多步"),
)
.at_least(1.0)
.logarithmic(1.0, 1000.0)
.formerly("max_iterations");

/// When a method that converges ends.
const fn tol(default: f64, meaning: Bilingual) -> Setting<f64> {
    Setting::number("tol", default, meaning).formerly("tolerance")
}
