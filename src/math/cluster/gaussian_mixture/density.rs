//! The density of a mixture, and the next mixture computed from its responsibilities.

use std::f64::consts::TAU;

use super::whitening::{MAX_COLUMNS, whitening};

use rayon::prelude::*;

use crate::math::{
    cluster::{ClusterError, Ellipsoid},
    memory::{self, MemoryError},
    progress::{Progress, SharedProgress, piece_progress},
    table::Matrix,
};

/// Rows per parallel block. Block sums are added in order, so results do not depend on the number of threads.
const BLOCK: usize = 2048;

/// Checks that the covariances fit into memory; an iteration holds several per component.
pub(super) fn check_memory(data: &Matrix, k: usize) -> Result<(), MemoryError> {
    let columns = data.columns();
    // The sums of each block and the total, the components before and after, their inverses, and copies for one
    // inversion.
    let matrices = (data.rows().div_ceil(BLOCK) + 4) * k + 5;
    let factors = [matrices, columns, columns, size_of::<f64>()];
    let what = format!("gaussian_mixture with {columns} columns");
    memory::check(
        &what,
        &factors,
        "take fewer columns, such as the first principal components, or fewer clusters",
    )
}

/// A mixture prepared for evaluation.
pub(super) struct Mixture<'a> {
    columns: usize,
    components: Vec<Component<'a>>,
}

struct Component<'a> {
    mean: &'a [f64],
    /// The inverse of the lower Cholesky factor of the covariance, row-major.
    whitening: Vec<f64>,
    /// The logarithm of the weight times the density at the mean.
    peak: f64,
}

impl<'a> Mixture<'a> {
    /// Inverts the covariances.
    ///
    /// # Errors
    /// A covariance is singular, or `progress` cancelled the computation.
    pub(super) fn new(
        ellipsoids: &'a [Ellipsoid],
        progress: &mut Progress,
    ) -> Result<Self, ClusterError> {
        let columns = ellipsoids.first().map_or(0, |first| first.mean.len());
        let prepare = |(number, ellipsoid): (usize, &'a Ellipsoid)| -> Result<_, ClusterError> {
            let mut progress = piece_progress(progress, number, ellipsoids.len());
            let whitening = whitening(&ellipsoid.covariance, columns, &mut progress)?
                .filter(|inverse| inverse.iter().all(|value| value.is_finite()))
                .ok_or(ClusterError::Degenerate { component: number })?;
            let logarithms: f64 = (0..columns).map(|i| whitening[i * columns + i].ln()).sum();
            Ok(Component {
                mean: &ellipsoid.mean,
                whitening,
                peak: ellipsoid.weight.ln() + logarithms - 0.5 * columns as f64 * TAU.ln(),
            })
        };
        Ok(Self {
            columns,
            components: ellipsoids
                .iter()
                .enumerate()
                .map(prepare)
                .collect::<Result<_, _>>()?,
        })
    }

    /// One iteration of expectation–maximization: returns the mean log-likelihood per row and the next components, with
    /// `reg` added to their variances.
    ///
    /// # Errors
    /// `progress` cancelled the computation.
    pub(super) fn round(
        &self,
        data: &Matrix,
        reg: f64,
        progress: &mut Progress,
    ) -> Result<(f64, Vec<Ellipsoid>), ClusterError> {
        let sums = self.accumulate(data, progress)?;
        let centres: Vec<&[f64]> = self
            .components
            .iter()
            .map(|component| component.mean)
            .collect();
        Ok((
            sums.likelihood / data.rows() as f64,
            sums.ellipsoids(&centres, reg),
        ))
    }

    /// Assigns each row to its most likely component; returns the mean log-likelihood per row.
    pub(super) fn assign(&self, data: &Matrix, into: &mut [i32]) -> f64 {
        let rows = data.values().par_chunks(BLOCK * self.columns);
        let blocks = rows.zip(into.par_chunks_mut(BLOCK)).map(|(rows, labels)| {
            let mut logarithms = vec![0.0; self.components.len()];
            let mut shares = logarithms.clone();
            let mut offset = vec![0.0; self.columns];
            let mut sum = 0.0;
            for (row, label) in rows.chunks_exact(self.columns).zip(labels) {
                self.logarithms(row, &mut offset, &mut logarithms);
                let likeliest = (0..logarithms.len()).fold(0, |best, other| {
                    if logarithms[other] > logarithms[best] {
                        other
                    } else {
                        best
                    }
                });
                *label = likeliest as i32;
                sum += log_sum_exp(&logarithms, &mut shares);
            }
            sum
        });
        blocks.collect::<Vec<_>>().iter().sum::<f64>() / data.rows() as f64
    }

    /// The logarithm of weight times density of each component at a row.
    fn logarithms(&self, row: &[f64], offset: &mut [f64], into: &mut [f64]) {
        for (component, logarithm) in self.components.iter().zip(into) {
            for ((offset, value), mean) in offset.iter_mut().zip(row).zip(component.mean) {
                *offset = value - mean;
            }
            let lines = component.whitening.chunks_exact(self.columns).enumerate();
            let squares = lines.map(|(i, line)| {
                let terms = line[..=i]
                    .iter()
                    .zip(&*offset)
                    .map(|(factor, offset)| factor * offset);
                terms.sum::<f64>().powi(2)
            });
            *logarithm = component.peak - 0.5 * squares.sum::<f64>();
        }
    }

    /// Sums the rows weighted by their responsibilities.
    fn accumulate(&self, data: &Matrix, progress: &mut Progress) -> Result<Sums, ClusterError> {
        let (k, columns) = (self.components.len(), self.columns);
        let rows = data.values().par_chunks(BLOCK * columns);
        let shared = SharedProgress::new(progress, data.rows());
        // With many columns, a single row takes long.
        let is_wide = columns > MAX_COLUMNS;
        let blocks = rows.map(|rows| -> Result<Sums, ClusterError> {
            let mut sums = Sums::none(k, columns);
            let (mut logarithms, mut shares) = (vec![0.0; k], vec![0.0; k]);
            let mut offset = vec![0.0; columns];
            for row in rows.chunks_exact(columns) {
                self.logarithms(row, &mut offset, &mut logarithms);
                sums.likelihood += log_sum_exp(&logarithms, &mut shares);
                for (number, share) in shares.iter().enumerate() {
                    sums.add_row(number, *share, row, self.components[number].mean);
                }
                if is_wide {
                    shared.done(1)?;
                }
            }
            if !is_wide {
                shared.done(rows.len() / columns)?;
            }
            Ok(sums)
        });
        let blocks: Vec<Sums> = blocks.collect::<Result<_, ClusterError>>()?;
        let none = Sums::none(k, columns);
        Ok(blocks.iter().fold(none, Sums::plus))
    }
}

/// The components of a hard assignment. `centres` has a point near the rows of each label.
pub(super) fn of_labels(
    data: &Matrix,
    labels: &[i32],
    centres: &[Vec<f64>],
    reg: f64,
) -> Vec<Ellipsoid> {
    let mut sums = Sums::none(centres.len(), data.columns());
    for (row, label) in data.iter_rows().zip(labels) {
        sums.add_row(*label as usize, 1.0, row, &centres[*label as usize]);
    }
    let centres: Vec<&[f64]> = centres.iter().map(Vec::as_slice).collect();
    sums.ellipsoids(&centres, reg)
}

/// Log-sum-exp; writes the share of each term in the sum into `shares`.
fn log_sum_exp(logarithms: &[f64], shares: &mut [f64]) -> f64 {
    let largest = logarithms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for (share, logarithm) in shares.iter_mut().zip(logarithms) {
        *share = (logarithm - largest).exp();
        sum += *share;
    }
    shares.iter_mut().for_each(|share| *share /= sum);
    largest + sum.ln()
}

/// Per component: the sums of rows, of their offsets from a point near the mean, and of the products of these.
struct Sums {
    columns: usize,
    likelihood: f64,
    shares: Vec<f64>,
    offsets: Vec<f64>,
    /// Only the lower half of each matrix is computed.
    products: Vec<f64>,
}

impl Sums {
    fn none(k: usize, columns: usize) -> Self {
        Self {
            columns,
            likelihood: 0.0,
            shares: vec![0.0; k],
            offsets: vec![0.0; k * columns],
            products: vec![0.0; k * columns * columns],
        }
    }

    fn add_row(&mut self, component: usize, share: f64, row: &[f64], near: &[f64]) {
        if share == 0.0 {
            return;
        }
        let columns = self.columns;
        self.shares[component] += share;
        let offsets = &mut self.offsets[component * columns..][..columns];
        let products = &mut self.products[component * columns * columns..][..columns * columns];
        for (i, line) in products.chunks_exact_mut(columns).enumerate() {
            let weighted = share * (row[i] - near[i]);
            offsets[i] += weighted;
            for ((product, value), near) in line[..=i].iter_mut().zip(row).zip(near) {
                *product += weighted * (value - near);
            }
        }
    }

    fn plus(mut self, other: &Self) -> Self {
        self.likelihood += other.likelihood;
        for (own, more) in [
            (&mut self.shares, &other.shares),
            (&mut self.offsets, &other.offsets),
            (&mut self.products, &other.products),
        ] {
            own.iter_mut()
                .zip(more)
                .for_each(|(own, more)| *own += more);
        }
        self
    }

    /// The weight, mean and covariance of each component; `near` are the reference points of the offsets.
    fn ellipsoids(&self, near: &[&[f64]], reg: f64) -> Vec<Ellipsoid> {
        let columns = self.columns;
        // Avoids a division by 0 for a component without rows, as in scikit-learn.
        let counts = self.shares.iter().map(|share| share + 10.0 * f64::EPSILON);
        let counts: Vec<f64> = counts.collect();
        let all: f64 = counts.iter().sum();
        let component = |number: usize| {
            let count = counts[number];
            let offsets = self.offsets[number * columns..][..columns].iter();
            let offsets: Vec<f64> = offsets.map(|offset| offset / count).collect();
            let products = &self.products[number * columns * columns..][..columns * columns];
            let covariance = |i: usize, j: usize| {
                let (i, j) = (i.max(j), i.min(j));
                let variance = products[i * columns + j] / count - offsets[i] * offsets[j];
                if i == j {
                    variance.max(0.0) + reg
                } else {
                    variance
                }
            };
            let places =
                (0..columns * columns).map(|place| covariance(place / columns, place % columns));
            Ellipsoid {
                weight: count / all,
                mean: near[number]
                    .iter()
                    .zip(&offsets)
                    .map(|(near, offset)| near + offset)
                    .collect(),
                covariance: places.collect(),
            }
        };
        (0..counts.len()).map(component).collect()
    }
}
