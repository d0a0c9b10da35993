//! The objective of a linear model with one output, whose loss depends on the margin y·(w·x + b).

use faer::MatMut;

use super::{Convex, Design};
use crate::math::model::training::Penalty;

/// A convex function of the margin.
pub trait MarginLoss: Sync {
    /// The loss at a margin.
    fn value(&self, margin: f64) -> f64;
    /// The derivative and the second derivative at a margin.
    fn derivatives(&self, margin: f64) -> [f64; 2];
}

/// The logistic loss ln(1 + e⁻ᵐ).
#[derive(Clone, Copy, Debug)]
pub struct Logistic;

/// The squared hinge loss max(0, 1 − m)².
#[derive(Clone, Copy, Debug)]
pub struct SquaredHinge;

impl MarginLoss for Logistic {
    fn value(&self, margin: f64) -> f64 {
        (-margin).max(0.0) + (-margin.abs()).exp().ln_1p()
    }

    fn derivatives(&self, margin: f64) -> [f64; 2] {
        // σ(−|m|), without cancellation.
        let small = (-margin.abs()).exp();
        let (larger, smaller) = (1.0 / (1.0 + small), small / (1.0 + small));
        let slope = if margin > 0.0 { -smaller } else { -larger };
        [slope, larger * smaller]
    }
}

impl MarginLoss for SquaredHinge {
    fn value(&self, margin: f64) -> f64 {
        (1.0 - margin).max(0.0).powi(2)
    }

    fn derivatives(&self, margin: f64) -> [f64; 2] {
        match margin < 1.0 {
            true => [-2.0 * (1.0 - margin), 2.0],
            false => [0.0, 0.0],
        }
    }
}

/// f(w, b) = Σ loss(yᵢ·(w·xᵢ + b)) + ‖w‖²/(2C).
pub struct MarginObjective<'a> {
    /// The features, and a column of ones.
    pub design: &'a Design,
    /// yᵢ, −1 or 1.
    pub signs: &'a [f64],
    /// The loss of a sample.
    pub loss: &'a dyn MarginLoss,
    /// 1/C, or 0 without a penalty, and whether b is penalized like a weight.
    pub penalty: Penalty,
}

impl MarginObjective<'_> {
    fn margins(&self, at: &[f64]) -> Vec<f64> {
        let mut margins = vec![0.0; self.signs.len()];
        self.design.outputs(at, &mut margins);
        for (margin, sign) in margins.iter_mut().zip(self.signs) {
            *margin *= sign;
        }
        margins
    }

    /// The number of penalized parameters, which are the first.
    fn penalized(&self) -> usize {
        self.design.columns() - usize::from(!self.penalty.includes_biases)
    }

    fn value_at(&self, at: &[f64], margins: &[f64]) -> f64 {
        let losses: f64 = margins.iter().map(|margin| self.loss.value(*margin)).sum();
        let squares: f64 = at[..self.penalized()].iter().map(|w| w * w).sum();
        losses + 0.5 * self.penalty.factor * squares
    }
}

impl Convex for MarginObjective<'_> {
    fn value(&self, at: &[f64]) -> f64 {
        self.value_at(at, &self.margins(at))
    }

    fn expand(&self, at: &[f64], gradient: &mut [f64], mut hessian: MatMut<'_, f64>) -> f64 {
        let margins = self.margins(at);
        let (slopes, curvatures): (Vec<f64>, Vec<f64>) = (margins.iter().zip(self.signs))
            .map(|(margin, sign)| {
                let [slope, curvature] = self.loss.derivatives(*margin);
                (slope * sign, curvature)
            })
            .unzip();
        gradient.fill(0.0);
        self.design.add_transposed(&slopes, gradient);
        self.design.gram(&curvatures, hessian.as_mut());
        for j in 0..self.penalized() {
            gradient[j] += self.penalty.factor * at[j];
            hessian[(j, j)] += self.penalty.factor;
        }
        self.value_at(at, &margins)
    }

    fn is_unbounded_along(&self, at: &[f64]) -> bool {
        self.penalty.factor == 0.0 && self.margins(at).iter().all(|margin| *margin > 0.0)
    }

    fn is_penalized(&self) -> bool {
        self.penalty.factor > 0.0
    }
}
