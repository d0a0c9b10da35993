//! Measures of how well predicted classes match the known ones.
//!
//! Conventions are those of scikit-learn: rows of a confusion matrix are known classes, columns predicted ones; a ROC
//! curve starts at (0, 0) with an infinite threshold.

use crate::math::table::Matrix;

/// The fraction of classes that are predicted correctly, from 0 to 1; NaN without samples.
pub fn accuracy(predicted: &[usize], known: &[usize]) -> f64 {
    let correct = predicted.iter().zip(known).filter(|(a, b)| a == b).count();
    correct as f64 / known.len() as f64
}

/// The number of samples of each known class (row) with each predicted class (column).
///
/// # Panics
/// If a class is not below `classes`.
pub fn confusion_matrix(predicted: &[usize], known: &[usize], classes: usize) -> Vec<Vec<usize>> {
    let mut counts = vec![vec![0; classes]; classes];
    for (predicted, known) in predicted.iter().zip(known) {
        counts[*known][*predicted] += 1;
    }
    counts
}

/// A receiver operating characteristic: the rates of true and false positives as the threshold of a score falls. Its
/// points are the same as those of `sklearn.metrics.roc_curve(drop_intermediate=False)`.
///
/// Source: T. Fawcett, An introduction to ROC analysis, Pattern Recognition Letters 27 (2006), algorithms 1 and 2.
#[derive(Clone, Debug, PartialEq)]
pub struct RocCurve {
    /// The fraction of the negative samples with a score of at least the threshold, ascending from 0 to 1.
    pub false_positive_rate: Vec<f64>,
    /// The fraction of the positive samples with a score of at least the threshold, ascending from 0 to 1.
    pub true_positive_rate: Vec<f64>,
    /// Infinity, then the distinct scores in descending order.
    pub thresholds: Vec<f64>,
    /// The area under the curve: the probability that a random positive sample has a higher score than a random
    /// negative one, where equal scores count half.
    pub auc: f64,
}

impl RocCurve {
    /// The curve of some scores, of which those with `is_positive` should be high. `None` if all samples or no samples
    /// are positive, or a score is NaN.
    pub fn new(scores: &[f64], is_positive: &[bool]) -> Option<Self> {
        let positives = is_positive.iter().filter(|positive| **positive).count();
        let negatives = is_positive.len() - positives;
        if positives == 0 || negatives == 0 || scores.iter().any(|score| score.is_nan()) {
            return None;
        }
        let mut order: Vec<usize> = (0..scores.len()).collect();
        order.sort_unstable_by(|a, b| scores[*b].total_cmp(&scores[*a]));
        let mut curve = Self {
            false_positive_rate: vec![0.0],
            true_positive_rate: vec![0.0],
            thresholds: vec![f64::INFINITY],
            auc: 0.0,
        };
        let (mut true_positives, mut false_positives) = (0usize, 0usize);
        // Twice the area in units of one pair of a positive and a negative sample, which is exact.
        let mut doubled_area = 0;
        // Equal scores pass the threshold together. −0 equals 0.
        for equal in order.chunk_by(|a, b| scores[*a] == scores[*b]) {
            let positive = equal.iter().filter(|sample| is_positive[**sample]).count();
            let negative = equal.len() - positive;
            doubled_area += negative * (2 * true_positives + positive);
            true_positives += positive;
            false_positives += negative;
            let rate = |count: usize, total: usize| count as f64 / total as f64;
            curve
                .true_positive_rate
                .push(rate(true_positives, positives));
            curve
                .false_positive_rate
                .push(rate(false_positives, negatives));
            curve.thresholds.push(scores[equal[0]]);
        }
        curve.auc = doubled_area as f64 / (2 * positives * negatives) as f64;
        Some(curve)
    }

    /// The curve of each class against all others, for scores with one column per class. A single column has the scores
    /// of the second of two classes, and gives one curve. `None` for a class that has all samples or none.
    pub fn one_vs_rest(scores: &Matrix, known: &[usize]) -> Vec<Option<Self>> {
        let first_class = usize::from(scores.columns() == 1);
        (0..scores.columns())
            .map(|column| {
                let class_scores: Vec<f64> = scores.iter_rows().map(|row| row[column]).collect();
                let class = column + first_class;
                let is_positive: Vec<bool> = known.iter().map(|known| *known == class).collect();
                Self::new(&class_scores, &is_positive)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::RandomStream;

    #[test]
    fn rows_of_the_confusion_matrix_are_known_classes() {
        let (predicted, known) = ([0, 1, 1, 2, 0, 0], [0, 1, 2, 2, 1, 0]);
        let counts = confusion_matrix(&predicted, &known, 3);
        assert_eq!(counts, [[2, 0, 0], [1, 1, 0], [0, 1, 1]]);
        assert_eq!(accuracy(&predicted, &known), 4.0 / 6.0);
        assert!(accuracy(&[], &[]).is_nan());
    }

    /// From `sklearn.metrics.roc_curve(y, s, drop_intermediate=False)` and `roc_auc_score`, scikit-learn 1.9, for
    /// y = [0, 0, 1, 1, 0, 1, 1, 0], s = [.1, .4, .35, .8, .8, .4, .9, .1].
    #[test]
    fn curves_match_scikit_learn() {
        let positive = [0, 0, 1, 1, 0, 1, 1, 0].map(|label| label == 1);
        let scores = [0.1, 0.4, 0.35, 0.8, 0.8, 0.4, 0.9, 0.1];
        let curve = RocCurve::new(&scores, &positive).unwrap();
        assert_eq!(curve.false_positive_rate, [0.0, 0.0, 0.25, 0.5, 0.5, 1.0]);
        assert_eq!(curve.true_positive_rate, [0.0, 0.25, 0.5, 0.75, 1.0, 1.0]);
        assert_eq!(curve.thresholds, [f64::INFINITY, 0.9, 0.8, 0.4, 0.35, 0.1]);
        assert_eq!(curve.auc, 0.75);
    }

    /// The area is the share of correctly ordered pairs, with ties counted half, in any order of the samples.
    #[test]
    fn the_area_counts_ordered_pairs() {
        let mut stream = RandomStream::new(8);
        for _ in 0..200 {
            let count = 2 + (stream.uniform() * 20.0) as usize;
            let scores: Vec<f64> = (0..count)
                .map(|_| (stream.uniform() * 5.0).floor())
                .collect();
            let positive: Vec<bool> = (0..count)
                .map(|i| i == 0 || i > 1 && stream.uniform() < 0.4)
                .collect();
            let curve = RocCurve::new(&scores, &positive).unwrap();
            let (mut ordered, mut pairs) = (0.0, 0.0);
            for a in (0..count).filter(|i| positive[*i]) {
                for b in (0..count).filter(|i| !positive[*i]) {
                    pairs += 1.0;
                    ordered += match scores[a].total_cmp(&scores[b]) {
                        std::cmp::Ordering::Greater => 1.0,
                        std::cmp::Ordering::Equal => 0.5,
                        std::cmp::Ordering::Less => 0.0,
                    };
                }
            }
            assert!((curve.auc - ordered / pairs).abs() < 1e-14);
            assert!(curve.true_positive_rate.is_sorted() && curve.false_positive_rate.is_sorted());
            assert_eq!(curve.true_positive_rate.last(), Some(&1.0));
            assert_eq!(curve.false_positive_rate.last(), Some(&1.0));
        }
    }

    #[test]
    fn a_class_without_samples_has_no_curve() {
        let scores = Matrix::new(3, 3, vec![3.0, 1.0, 0.0, 1.0, 2.0, 0.0, 2.0, 3.0, 0.0]).unwrap();
        let curves = RocCurve::one_vs_rest(&scores, &[0, 1, 1]);
        assert!(curves[2].is_none());
        assert_eq!(curves[0].as_ref().unwrap().auc, 1.0);
        let single = Matrix::of_column(vec![-1.0, 2.0, 0.5]);
        let curves = RocCurve::one_vs_rest(&single, &[0, 1, 0]);
        assert_eq!(curves.len(), 1);
        assert_eq!(curves[0].as_ref().unwrap().auc, 1.0);
        assert!(RocCurve::new(&[1.0, f64::NAN], &[true, false]).is_none());
    }
}
