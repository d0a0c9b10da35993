//! The density of a mixture, and the next mixture computed from its responsibilities.

use std::f64::consts::TAU;

use rayon::prelude::*;

use super::whitening::{MAX_SERIAL_COLUMNS, whitening};
use crate::math::{
    cluster::{ClusterError, GaussianComponent},
    memory::{self, MemoryError},
    progress::{Progress, SharedProgress, piece_progress},
    table::Matrix,
};

/// Rows per parallel block. Block sums are added in order, so results do not depend on the number of threads.
const ROWS_PER_BLOCK: usize = 2048;

/// Checks that the covariance matrices fit into memory; an iteration holds several per component.
pub(super) fn check_memory(data: &Matrix, k: usize) -> Result<(), MemoryError> {
    let columns = data.columns();
    // Per component: the sums of each block and the total, the covariances before and after, and the inverse. Besides,
    // copies for one inversion.
    let matrices = (data.rows().div_ceil(ROWS_PER_BLOCK) + 4) * k + 5;
    let factors = [matrices, columns, columns, size_of::<f64>()];
    let what = format!("gaussian_mixture with {columns} columns");
    memory::check(
        &what,
        &factors,
        "take fewer columns, such as the first principal components, or fewer clusters",
    )
}

/// A mixture with the inverses that its density needs.
pub(super) struct Mixture<'a> {
    columns: usize,
    components: Vec<Component<'a>>,
}

struct Component<'a> {
    mean: &'a [f64],
    /// The inverse of the lower Cholesky factor of the covariance, row-major.
    whitening: Vec<f64>,
    /// The logarithm of the weight times the density at the mean.
    log_peak: f64,
}

impl<'a> Mixture<'a> {
    /// Inverts the covariances.
    ///
    /// # Errors
    /// A covariance is singular, or `progress` cancelled the computation.
    pub(super) fn new(
        components: &'a [GaussianComponent],
        progress: &mut Progress,
    ) -> Result<Self, ClusterError> {
        let columns = components.first().map_or(0, |first| first.mean.len());
        let prepare =
            |(index, component): (usize, &'a GaussianComponent)| -> Result<_, ClusterError> {
                let mut progress = piece_progress(progress, index, components.len());
                let whitening = whitening(&component.covariance, columns, &mut progress)?
                    .filter(|inverse| inverse.iter().all(|value| value.is_finite()))
                    .ok_or(ClusterError::SingularCovariance { component: index })?;
                let log_diagonal: f64 = (0..columns).map(|i| whitening[i * columns + i].ln()).sum();
                Ok(Component {
                    mean: &component.mean,
                    whitening,
                    log_peak: component.weight.ln() + log_diagonal
                        - 0.5 * columns as f64 * TAU.ln(),
                })
            };
        Ok(Self {
            columns,
            components: components
                .iter()
                .enumerate()
                .map(prepare)
                .collect::<Result<_, _>>()?,
        })
    }

    /// One iteration of expectation–maximization: returns the mean log-likelihood per row and the next components, with
    /// `reg_covar` added to their variances.
    ///
    /// # Errors
    /// `progress` cancelled the computation.
    pub(super) fn em_iteration(
        &self,
        data: &Matrix,
        reg_covar: f64,
        progress: &mut Progress,
    ) -> Result<(f64, Vec<GaussianComponent>), ClusterError> {
        let sums = self.accumulate(data, progress)?;
        let centres: Vec<&[f64]> = self
            .components
            .iter()
            .map(|component| component.mean)
            .collect();
        Ok((
            sums.log_likelihood / data.rows() as f64,
            sums.components(&centres, reg_covar),
        ))
    }

    /// Assigns each row to its most likely component; returns the mean log-likelihood per row.
    pub(super) fn assign(&self, data: &Matrix, into: &mut [i32]) -> f64 {
        let rows = data.values().par_chunks(ROWS_PER_BLOCK * self.columns);
        let blocks = rows
            .zip(into.par_chunks_mut(ROWS_PER_BLOCK))
            .map(|(rows, labels)| {
                let mut log_densities = vec![0.0; self.components.len()];
                let mut responsibilities = log_densities.clone();
                let mut offset = vec![0.0; self.columns];
                let mut sum = 0.0;
                for (row, label) in rows.chunks_exact(self.columns).zip(labels) {
                    self.weighted_log_densities(row, &mut offset, &mut log_densities);
                    let likeliest = (0..log_densities.len()).fold(0, |best, other| {
                        if log_densities[other] > log_densities[best] {
                            other
                        } else {
                            best
                        }
                    });
                    *label = likeliest as i32;
                    sum += log_sum_exp(&log_densities, &mut responsibilities);
                }
                sum
            });
        blocks.collect::<Vec<_>>().iter().sum::<f64>() / data.rows() as f64
    }

    /// The logarithm of the weight times the density of each component at a row. `offset` is a buffer with one entry
    /// per column.
    fn weighted_log_densities(&self, row: &[f64], offset: &mut [f64], into: &mut [f64]) {
        for (component, log_density) in self.components.iter().zip(into) {
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
            *log_density = component.log_peak - 0.5 * squares.sum::<f64>();
        }
    }

    /// Sums the rows weighted by their responsibilities.
    fn accumulate(&self, data: &Matrix, progress: &mut Progress) -> Result<Sums, ClusterError> {
        let (k, columns) = (self.components.len(), self.columns);
        let rows = data.values().par_chunks(ROWS_PER_BLOCK * columns);
        let reported = SharedProgress::new(progress, data.rows());
        // With many columns, a single row takes long.
        let is_wide = columns > MAX_SERIAL_COLUMNS;
        let blocks = rows.map(|rows| -> Result<Sums, ClusterError> {
            let mut sums = Sums::zero(k, columns);
            let (mut log_densities, mut responsibilities) = (vec![0.0; k], vec![0.0; k]);
            let mut offset = vec![0.0; columns];
            for row in rows.chunks_exact(columns) {
                self.weighted_log_densities(row, &mut offset, &mut log_densities);
                sums.log_likelihood += log_sum_exp(&log_densities, &mut responsibilities);
                for (index, responsibility) in responsibilities.iter().enumerate() {
                    sums.add_row(index, *responsibility, row, self.components[index].mean);
                }
                if is_wide {
                    reported.done(1)?;
                }
            }
            if !is_wide {
                reported.done(rows.len() / columns)?;
            }
            Ok(sums)
        });
        let blocks: Vec<Sums> = blocks.collect::<Result<_, ClusterError>>()?;
        let zero = Sums::zero(k, columns);
        Ok(blocks.iter().fold(zero, Sums::plus))
    }
}

/// The components of a hard assignment. `centres` has a point near the rows of each label, which improves the
/// precision.
pub(super) fn components_of_labels(
    data: &Matrix,
    labels: &[i32],
    centres: &[Vec<f64>],
    reg_covar: f64,
) -> Vec<GaussianComponent> {
    let mut sums = Sums::zero(centres.len(), data.columns());
    for (row, label) in data.iter_rows().zip(labels) {
        sums.add_row(*label as usize, 1.0, row, &centres[*label as usize]);
    }
    let centres: Vec<&[f64]> = centres.iter().map(Vec::as_slice).collect();
    sums.components(&centres, reg_covar)
}

/// The logarithm of the sum of the exponentials. Writes the share of each exponential in the sum into `shares`.
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

/// Sums over rows: the log-likelihood and, per component, the responsibilities, the offsets from a reference point near
/// the mean and the products of two offsets, both weighted by the responsibilities.
struct Sums {
    columns: usize,
    log_likelihood: f64,
    responsibilities: Vec<f64>,
    offsets: Vec<f64>,
    /// One row-major matrix per component, of which only the lower triangle is computed.
    products: Vec<f64>,
}

impl Sums {
    fn zero(k: usize, columns: usize) -> Self {
        Self {
            columns,
            log_likelihood: 0.0,
            responsibilities: vec![0.0; k],
            offsets: vec![0.0; k * columns],
            products: vec![0.0; k * columns * columns],
        }
    }

    fn add_row(&mut self, component: usize, responsibility: f64, row: &[f64], reference: &[f64]) {
        if responsibility == 0.0 {
            return;
        }
        let columns = self.columns;
        self.responsibilities[component] += responsibility;
        let offsets = &mut self.offsets[component * columns..][..columns];
        let products = &mut self.products[component * columns * columns..][..columns * columns];
        for (i, line) in products.chunks_exact_mut(columns).enumerate() {
            let weighted = responsibility * (row[i] - reference[i]);
            offsets[i] += weighted;
            let values = row.iter().zip(reference);
            for (product, (value, reference)) in line[..=i].iter_mut().zip(values) {
                *product += weighted * (value - reference);
            }
        }
    }

    fn plus(mut self, other: &Self) -> Self {
        self.log_likelihood += other.log_likelihood;
        for (own, more) in [
            (&mut self.responsibilities, &other.responsibilities),
            (&mut self.offsets, &other.offsets),
            (&mut self.products, &other.products),
        ] {
            own.iter_mut()
                .zip(more)
                .for_each(|(own, more)| *own += more);
        }
        self
    }

    /// The weight, mean and covariance of each component; `references` are the reference points of the offsets.
    fn components(&self, references: &[&[f64]], reg_covar: f64) -> Vec<GaussianComponent> {
        let columns = self.columns;
        // Avoids a division by 0 for a component without rows, as in scikit-learn.
        let counts: Vec<f64> = (self.responsibilities.iter())
            .map(|responsibility| responsibility + 10.0 * f64::EPSILON)
            .collect();
        let total: f64 = counts.iter().sum();
        let component = |index: usize| {
            let count = counts[index];
            let offsets = self.offsets[index * columns..][..columns].iter();
            let offsets: Vec<f64> = offsets.map(|offset| offset / count).collect();
            let products = &self.products[index * columns * columns..][..columns * columns];
            let entry = |i: usize, j: usize| {
                let (i, j) = (i.max(j), i.min(j));
                let covariance = products[i * columns + j] / count - offsets[i] * offsets[j];
                if i == j {
                    covariance.max(0.0) + reg_covar
                } else {
                    covariance
                }
            };
            GaussianComponent {
                weight: count / total,
                mean: references[index]
                    .iter()
                    .zip(&offsets)
                    .map(|(reference, offset)| reference + offset)
                    .collect(),
                covariance: (0..columns * columns)
                    .map(|index| entry(index / columns, index % columns))
                    .collect(),
            }
        };
        (0..counts.len()).map(component).collect()
    }
}
