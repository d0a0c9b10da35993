//! The objective of softmax regression.

use faer::{Mat, MatMut};

use super::{Convex, Design};

/// f(W, b) = Σ −ln pᵢ(yᵢ) + ‖W‖²/(2C) with pᵢ = softmax(W·xᵢ + b).
///
/// Adding the same number to every bias changes nothing; without a penalty, so does adding the same vector to the
/// weights of every class. The Hessian gets a curvature along these directions. As the gradient has no component along
/// them, the sum of the biases stays as it is.
pub struct SoftmaxObjective<'a> {
    /// The features, and a column of ones.
    pub design: &'a Design,
    /// The class of each sample.
    pub codes: &'a [usize],
    /// The number of classes.
    pub classes: usize,
    /// 1/C; 0 without a penalty.
    pub penalty: f64,
}

impl SoftmaxObjective<'_> {
    fn features(&self) -> usize {
        self.design.columns() - 1
    }

    /// The index of the parameter of a class and a column of the design.
    fn index(&self, class: usize, column: usize) -> usize {
        match column == self.features() {
            true => self.classes * self.features() + class,
            false => class * self.features() + column,
        }
    }

    /// The logits of each class, one vector per class.
    fn logits(&self, at: &[f64]) -> Vec<Vec<f64>> {
        (0..self.classes)
            .map(|class| {
                let columns = 0..self.design.columns();
                let v: Vec<f64> = columns
                    .map(|column| at[self.index(class, column)])
                    .collect();
                let mut logits = vec![0.0; self.codes.len()];
                self.design.outputs(&v, &mut logits);
                logits
            })
            .collect()
    }

    /// Replaces the logits by probabilities; returns Σ −ln pᵢ(yᵢ).
    fn normalize(&self, logits: &mut [Vec<f64>]) -> f64 {
        let mut total = 0.0;
        for (i, code) in self.codes.iter().enumerate() {
            let largest = logits
                .iter()
                .map(|z| z[i])
                .fold(f64::NEG_INFINITY, f64::max);
            let sum: f64 = logits.iter().map(|z| (z[i] - largest).exp()).sum();
            total += sum.ln() + largest - logits[*code][i];
            for z in logits.iter_mut() {
                z[i] = (z[i] - largest).exp() / sum;
            }
        }
        total
    }

    fn penalty_at(&self, at: &[f64]) -> f64 {
        let weights = &at[..self.classes * self.features()];
        0.5 * self.penalty * weights.iter().map(|w| w * w).sum::<f64>()
    }
}

impl Convex for SoftmaxObjective<'_> {
    fn value(&self, at: &[f64]) -> f64 {
        self.normalize(&mut self.logits(at)) + self.penalty_at(at)
    }

    fn expand(&self, at: &[f64], gradient: &mut [f64], mut hessian: MatMut<'_, f64>) -> f64 {
        let mut probabilities = self.logits(at);
        let losses = self.normalize(&mut probabilities);
        let columns = self.design.columns();
        let mut block = Mat::zeros(columns, columns);
        for k in 0..self.classes {
            let errors: Vec<f64> = (probabilities[k].iter().zip(self.codes))
                .map(|(p, code)| p - f64::from(u8::from(*code == k)))
                .collect();
            let mut sums = vec![0.0; columns];
            self.design.add_transposed(&errors, &mut sums);
            for (column, sum) in sums.into_iter().enumerate() {
                gradient[self.index(k, column)] = sum;
            }
            for l in 0..=k {
                let curvatures: Vec<f64> = (probabilities[k].iter().zip(&probabilities[l]))
                    .map(|(p, q)| if k == l { p * (1.0 - p) } else { -p * q })
                    .collect();
                self.design.gram(&curvatures, block.as_mut());
                for a in 0..columns {
                    for b in 0..columns {
                        let (i, j) = (self.index(k, a), self.index(l, b));
                        hessian[(i, j)] = block[(a, b)];
                        hessian[(j, i)] = block[(a, b)];
                    }
                }
            }
        }
        for i in 0..self.classes * self.features() {
            gradient[i] += self.penalty * at[i];
            hessian[(i, i)] += self.penalty;
        }
        let is_free = |column: &usize| self.penalty == 0.0 || *column == self.features();
        for column in (0..columns).filter(is_free) {
            let diagonal = (0..self.classes).map(|k| self.index(k, column));
            let size: f64 = diagonal.clone().map(|i| hessian[(i, i)]).sum::<f64>();
            let size = size / (self.classes * self.classes) as f64;
            for i in diagonal.clone() {
                for j in diagonal.clone() {
                    hessian[(i, j)] += size;
                }
            }
        }
        losses + self.penalty_at(at)
    }

    fn is_unbounded_along(&self, at: &[f64]) -> bool {
        if self.penalty > 0.0 {
            return false;
        }
        let logits = self.logits(at);
        self.codes.iter().enumerate().all(|(i, code)| {
            let mut others = (0..self.classes).filter(|class| class != code);
            others.all(|other| logits[*code][i] > logits[other][i])
        })
    }

    fn is_penalized(&self) -> bool {
        self.penalty > 0.0
    }
}
