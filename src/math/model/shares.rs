//! Division of samples into shares for training, validation and test.

use super::samples::{SamplesError, Targets, TrainingSamples};
use crate::math::random::RandomStream;

/// The rows of each share, in ascending order. Every row is in exactly one share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shares {
    /// The rows that a model is fitted to.
    pub training: Vec<usize>,
    /// The rows that decide when a training stops early.
    pub validation: Vec<usize>,
    /// The rows that only measure the result.
    pub test: Vec<usize>,
}

/// The fractions of all samples in the shares other than the training share, each from 0 to below 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ShareFractions {
    /// The fraction for validation.
    pub validation: f64,
    /// The fraction for the test.
    pub test: f64,
}

impl Shares {
    /// Divides samples at random. Each class has the same fraction in every share, up to rounding by the largest
    /// remainder. A positive fraction gives at least one sample; fractions of 0 put all samples into the training share.
    ///
    /// # Errors
    /// Fewer than two samples, or none of some class, are left for training.
    ///
    /// # Examples
    /// ```
    /// use fallline::math::{
    ///     model::{samples::{Targets, TrainingSamples}, shares::{ShareFractions, Shares}},
    ///     table::Matrix,
    /// };
    ///
    /// let features = Matrix::from_fn(10, 1, |i, _| i as f64);
    /// let samples = TrainingSamples::new(features, Targets::Numbers(vec![0.0; 10]))?;
    /// let fractions = ShareFractions { test: 0.2, ..ShareFractions::default() };
    /// let shares = Shares::split(&samples, fractions, 0)?;
    /// assert_eq!((shares.training.len(), shares.test.len()), (8, 2));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn split(
        samples: &TrainingSamples,
        fractions: ShareFractions,
        seed: u64,
    ) -> Result<Self, SamplesError> {
        let mut strata = strata(&samples.targets);
        let mut stream = RandomStream::new(seed);
        for rows in &mut strata {
            stream.shuffle(rows);
        }
        let count = samples.len();
        let sizes: Vec<f64> = strata.iter().map(|rows| rows.len() as f64).collect();
        let mut take = |fraction: f64| {
            let mut share = Vec::new();
            for (rows, quota) in strata.iter_mut().zip(quotas(&sizes, fraction, count)) {
                share.extend(rows.split_off(rows.len().saturating_sub(quota)));
            }
            share.sort_unstable();
            share
        };
        let test = take(fractions.test);
        let validation = take(fractions.validation);
        if let Targets::Classes { names, .. } = &samples.targets
            && let Some(class) = strata.iter().position(Vec::is_empty)
        {
            return Err(SamplesError::MissingClass {
                name: names[class].clone(),
                count: sizes[class] as usize,
            });
        }
        let mut training = strata.concat();
        training.sort_unstable();
        match training.len() {
            left @ 0..2 => Err(SamplesError::NoTraining { left, rows: count }),
            _ => Ok(Self {
                training,
                validation,
                test,
            }),
        }
    }
}

/// The rows of each class, or all rows if the targets are numbers.
fn strata(targets: &Targets) -> Vec<Vec<usize>> {
    match targets {
        Targets::Numbers(numbers) => vec![(0..numbers.len()).collect()],
        Targets::Classes { codes, names } => {
            let mut strata = vec![Vec::new(); names.len()];
            for (row, code) in codes.iter().enumerate() {
                strata[*code].push(row);
            }
            strata
        }
    }
}

/// The number of samples that a share takes from strata of these sizes, by the largest remainder.
fn quotas(sizes: &[f64], fraction: f64, count: usize) -> Vec<usize> {
    if fraction <= 0.0 {
        return vec![0; sizes.len()];
    }
    let total = ((fraction * count as f64).round() as usize).max(1);
    let exact: Vec<f64> = sizes.iter().map(|size| size * fraction).collect();
    let mut quotas: Vec<usize> = exact.iter().map(|quota| *quota as usize).collect();
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    // Stable: of equal remainders, that of the first class is taken.
    order.sort_by(|a, b| exact[*b].fract().total_cmp(&exact[*a].fract()));
    let missing = total.saturating_sub(quotas.iter().sum());
    for stratum in order.into_iter().take(missing) {
        quotas[stratum] += 1;
    }
    quotas
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::table::Matrix;

    /// Samples with these numbers of members of classes a, b, …
    fn samples(sizes: &[usize]) -> TrainingSamples {
        let codes: Vec<usize> = (0..sizes.len())
            .flat_map(|class| vec![class; sizes[class]])
            .collect();
        let names = (0..sizes.len() as u8).map(|class| char::from(b'a' + class).to_string());
        let features = Matrix::from_fn(codes.len(), 1, |i, _| i as f64);
        TrainingSamples::new(
            features,
            Targets::Classes {
                codes,
                names: names.collect(),
            },
        )
        .unwrap()
    }

    fn split(
        sizes: &[usize],
        test: f64,
        validation: f64,
        seed: u64,
    ) -> Result<Shares, SamplesError> {
        Shares::split(&samples(sizes), ShareFractions { validation, test }, seed)
    }

    /// The number of rows of each class in a share.
    fn classes(sizes: &[usize], share: &[usize]) -> Vec<usize> {
        let samples = samples(sizes);
        let codes = samples.targets.codes().unwrap();
        let count = |class| share.iter().filter(|row| codes[**row] == class).count();
        (0..sizes.len()).map(count).collect()
    }

    #[test]
    fn every_row_is_in_exactly_one_share_and_classes_keep_their_fractions() {
        let sizes = [50, 30, 20];
        for seed in 0..20 {
            let shares = split(&sizes, 0.2, 0.1, seed).unwrap();
            let mut all = [&shares.training[..], &shares.validation, &shares.test].concat();
            all.sort_unstable();
            assert_eq!(all, (0..100).collect::<Vec<_>>());
            assert_eq!(classes(&sizes, &shares.test), [10, 6, 4]);
            assert_eq!(classes(&sizes, &shares.validation), [5, 3, 2]);
            assert!(shares.training.is_sorted() && shares.test.is_sorted());
        }
    }

    #[test]
    fn shares_depend_on_the_seed_alone() {
        let test = |seed| split(&[40, 60], 0.25, 0.0, seed).unwrap().test;
        assert_eq!(test(3), test(3));
        assert_ne!(test(3), test(4));
    }

    /// Each of 10 rows is in a test share of 3 in 30 % of 2000 splits, within 5 standard deviations.
    #[test]
    fn every_row_is_equally_likely_in_the_test_share() {
        let features = Matrix::from_fn(10, 1, |i, _| i as f64);
        let samples = TrainingSamples::new(features, Targets::Numbers(vec![0.0; 10])).unwrap();
        let mut counts = [0.0; 10];
        for seed in 0..2000 {
            let fractions = ShareFractions {
                test: 0.3,
                validation: 0.0,
            };
            for row in Shares::split(&samples, fractions, seed).unwrap().test {
                counts[row] += 1.0;
            }
        }
        let deviation = (2000.0 * 0.3 * 0.7f64).sqrt();
        assert!(
            counts
                .iter()
                .all(|count: &f64| (count - 600.0).abs() < 5.0 * deviation),
            "{counts:?}"
        );
    }

    #[test]
    fn sizes_are_rounded_by_the_largest_remainder() {
        let shares = split(&[7, 7, 6], 0.25, 0.0, 0).unwrap();
        assert_eq!(classes(&[7, 7, 6], &shares.test), [2, 2, 1]);
        let small = split(&[3, 3], 0.05, 0.0, 0).unwrap();
        assert_eq!(small.test.len(), 1);
    }

    #[test]
    fn without_fractions_everything_is_for_training() {
        let shares = split(&[2, 3], 0.0, 0.0, 9).unwrap();
        assert_eq!(shares.training, [0, 1, 2, 3, 4]);
        assert!(shares.test.is_empty() && shares.validation.is_empty());
    }

    #[test]
    fn a_class_that_is_missing_from_the_training_share_is_an_error() {
        let error = split(&[20, 1], 0.9, 0.0, 0).unwrap_err().to_string();
        assert_eq!(
            error,
            "class \"b\" has no sample in the training share: its 1 sample(s) are in the other shares; reduce these, or drop the class"
        );
        let samples = TrainingSamples::new(
            Matrix::of_column(vec![1.0, 2.0]),
            Targets::Numbers(vec![1.0, 2.0]),
        )
        .unwrap();
        let fractions = ShareFractions {
            test: 0.5,
            validation: 0.0,
        };
        let error = Shares::split(&samples, fractions, 0)
            .unwrap_err()
            .to_string();
        assert_eq!(
            error,
            "1 of 2 samples are left for training; reduce the other shares"
        );
    }
}
