//! Clustering: methods that find groups in the rows of a table, each as a course of steps that can be scrubbed.
//!
//! Names, meanings and defaults of settings are scikit-learn's (1.9), except that `k` is 3 where it is left out,
//! everywhere. Distances are Euclidean. Every method is deterministic: chance comes from a seed, and sums do not depend on the number
//! of threads.
//!
//! - A label is the number of a cluster from 0, or [`NOISE`], or [`UNREACHED`] for a row that the method has not come
//!   to yet.
//! - A [`Method`] run on data gives a [`History`], which answers for any step from 0, the state before the first one.
//!
//! Adding one = one new file with its `ENTRY` and one line in [`CATALOGUE`].

use std::fmt;

use rayon::prelude::*;
use thiserror::Error;

use super::{
    entry::{self, BuildError},
    memory::MemoryError,
    names::UnknownName,
    parameter::Parameter,
    progress::{self, Cancelled, Progress, SharedProgress, stretch},
    spec::Spec,
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

/// The label of a row that belongs to no cluster.
pub const NOISE: i32 = -1;

/// The label of a row that the method has not come to yet.
pub const UNREACHED: i32 = -2;

/// A way to find clusters, with its settings.
pub trait Method: Send + Sync + fmt::Debug {
    /// Runs on the rows of `data`, from the first step to the last.
    ///
    /// # Errors
    /// The settings do not go with these data, or `progress` cancelled it.
    fn run(&self, data: &Matrix, progress: &mut Progress) -> Result<History, ClusterError>;
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
    #[error("k={k}, but there are only {rows} rows; k can be at most that")]
    TooManyClusters {
        /// Clusters asked for.
        k: usize,
        /// Rows there are.
        rows: usize,
    },
    /// So many rows are equal that there are fewer different ones than clusters.
    #[error(
        "k={k}, but no more than {distinct} rows differ from each other; k can be at most that"
    )]
    TooFewDistinct {
        /// Clusters asked for.
        k: usize,
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
        "component {component} has a covariance that cannot be inverted; take a smaller k, a larger reg, or scale the columns"
    )]
    Degenerate {
        /// From 0.
        component: usize,
    },
    /// No window that starts in a cell of the grid holds a row.
    #[error(
        "no row is within bandwidth={bandwidth} of the middle of its cell; take a larger bandwidth, or binned=false"
    )]
    EmptyWindows {
        /// The radius of a window.
        bandwidth: f64,
    },
    /// It was cancelled.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// A method in the list.
pub type Entry = entry::Entry<Box<dyn Method>>;

/// Every method, in the order of menus.
pub const CATALOGUE: &[&Entry] = &[
    &kmeans::ENTRY,
    &dbscan::ENTRY,
    &agglomerative::ENTRY,
    &birch::ENTRY,
    &gaussian_mixture::ENTRY,
    &mean_shift::ENTRY,
];

/// The method of this name.
///
/// # Errors
/// There is none; the error names the nearest.
pub fn find(name: &str) -> Result<&'static Entry, UnknownName> {
    entry::find("clustering", name, CATALOGUE)
}

/// The method that a spec such as `kmeans(k=3, seed=0)` asks for.
///
/// # Errors
/// The name is unknown, or a setting unknown, of the wrong type or out of range.
pub fn build(spec: &Spec) -> Result<Box<dyn Method>, BuildError> {
    Ok(find(&spec.name)?.build(spec)?)
}

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
fn check_for(k: usize, data: &Matrix) -> Result<(), ClusterError> {
    check(data)?;
    if k > data.rows() {
        return Err(ClusterError::TooManyClusters {
            k,
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
const K: Parameter = Parameter::number("k", 3.0, Bilingual::new("number of clusters", "簇的个数"))
    .integer()
    .at_least(1.0)
    .slider(1.0, 12.0);

/// The seed of methods that draw random numbers.
const SEED: Parameter = Parameter::number(
    "seed",
    0.0,
    Bilingual::new(
        "another whole number gives other random numbers",
        "换一个整数就换一组随机数",
    ),
)
.integer()
.slider(0.0, 100.0);

/// The largest number of steps.
const fn max_iterations(default: f64) -> Parameter {
    let meaning = Bilingual::new("ends after this many steps", "最多迭代这么多步");
    Parameter::number("max_iterations", default, meaning)
        .integer()
        .at_least(1.0)
        .logarithmic(1.0, 1000.0)
}
