//! The squared loss of a linear model of two features.

use glam::{DMat2, DVec2};

use super::{
    super::{CriticalKind, CriticalPoint, Domain, Landscape, symmetric},
    Bias, Feature, LossError, Penalty, check, domain_around, mean,
    minimum::{Smooth, minimum},
};

/// J(w₁, w₂) = 1/(2n) Σ (w₁·x₁ + w₂·x₂ + b − y)², with its penalty: half the mean squared error, as in courses, so that
/// the Hessian is the mean of x·xᵀ.
///
/// An evaluation takes constant time for any amount of data, as J is expanded about its minimum ŵ in a form in which no
/// terms cancel: 2J = 2J(ŵ) + q₁·(d₁ + t·d₂)² + q₂·d₂², d = w − ŵ, where q₁ = mean(x₁²), t = mean(x₁·x₂)/q₁ and q₂ =
/// mean((x₂ − t·x₁)²). With the best bias, x and y are centred.
///
/// Source: T. Hastie, R. Tibshirani, J. Friedman, The Elements of Statistical Learning, 2nd edition, Springer (2009),
/// sections 3.2 and 3.4.
#[derive(Clone, Debug)]
pub struct SquaredLoss {
    names: [String; 2],
    bias: Bias,
    penalty: Penalty,
    /// The two features, centred if the bias is optimal.
    x: [Vec<f64>; 2],
    /// The targets minus the bias or, if it is optimal, centred.
    y: Vec<f64>,
    /// q₁
    q1: f64,
    /// t
    t: f64,
    /// q₂; 0 if the features are proportional up to rounding.
    q2: f64,
    /// ŵ, the minimum without the penalty.
    fitted: DVec2,
    /// J(ŵ), the loss there.
    fitted_loss: f64,
    /// The minimum with the penalty, if there is one.
    best: Option<DVec2>,
    domain: Domain,
}

/// Both parameters are weights.
const BOTH_WEIGHTS: DVec2 = DVec2::ONE;

impl SquaredLoss {
    /// The loss of predicting `target` from two features.
    ///
    /// # Errors
    /// The columns differ in length, there are fewer than two samples, a feature is constant, or values are out of
    /// range.
    pub fn new(
        features: [Feature; 2],
        target: Feature,
        bias: Bias,
        penalty: Penalty,
    ) -> Result<Self, LossError> {
        check(&features, &target)?;
        let centred = |values: &[f64]| -> Vec<f64> {
            let center = mean(values.iter().copied());
            values.iter().map(|value| value - center).collect()
        };
        let (x, y) = match bias {
            Bias::Best => (
                features.map(|feature| centred(feature.values)),
                centred(target.values),
            ),
            Bias::Fixed(bias) => (
                features.map(|feature| feature.values.to_vec()),
                target.values.iter().map(|value| value - bias).collect(),
            ),
        };
        let product = |a: &[f64], b: &[f64]| mean(a.iter().zip(b).map(|(a, b)| a * b));
        let q1 = product(&x[0], &x[0]);
        let t = product(&x[0], &x[1]) / q1;
        // The part of the second feature that is not proportional to the first.
        let residual: Vec<f64> = x[1].iter().zip(&x[0]).map(|(b, a)| b - t * a).collect();
        let q2 = product(&residual, &residual);
        let along = product(&x[0], &y) / q1;
        let are_proportional = q2 <= 1e-24 * product(&x[1], &x[1]);
        let fitted = if are_proportional {
            // Every point of a line is a minimum; this is the one nearest to the origin.
            DVec2::new(1.0, t) * (along / (1.0 + t * t))
        } else {
            let across = product(&residual, &y) / q2;
            DVec2::new(along - t * across, across)
        };
        let fitted_loss = 0.5
            * mean((0..y.len()).map(|k| (fitted.x * x[0][k] + fitted.y * x[1][k] - y[k]).powi(2)));
        let target_size = product(&y, &y).sqrt();
        let size = DVec2::new(q1, product(&x[1], &x[1])).map(f64::sqrt);
        let mut loss = Self {
            names: features.map(|feature| feature.name.to_owned()),
            bias,
            penalty,
            x,
            y,
            q1,
            t,
            q2: if are_proportional { 0.0 } else { q2 },
            fitted,
            fitted_loss,
            best: None,
            domain: Domain::square(1.0),
        };
        let out_of_range = || LossError::OutOfRange {
            column: target.name.to_owned(),
        };
        if !(q1.is_normal() && fitted_loss.is_finite() && fitted.is_finite()) {
            return Err(out_of_range());
        }
        loss.best = loss.minimum();
        let margin = DVec2::splat(0.5 * target_size) / size;
        let margin = margin.map(|margin| if margin > 0.0 { margin } else { 1.0 });
        loss.domain =
            domain_around(loss.best.unwrap_or(fitted), margin).ok_or_else(out_of_range)?;
        Ok(loss)
    }

    fn minimum(&self) -> Option<DVec2> {
        if self.penalty == Penalty::default() {
            return Some(self.fitted);
        }
        let ridge = Penalty {
            l1: 0.0,
            ..self.penalty
        };
        let smooth = Smooth {
            value: &|at| self.error(at) + ridge.value(at, BOTH_WEIGHTS),
            gradient: &|at| ridge.gradient(self.slope(at), at, BOTH_WEIGHTS),
            hessian: &|at| {
                self.curvature()
                    + ridge
                        .hessian(DMat2::ZERO, at, BOTH_WEIGHTS)
                        .unwrap_or_default()
            },
        };
        minimum(&smooth, self.penalty.l1 * BOTH_WEIGHTS)
    }

    /// The loss without the penalty.
    fn error(&self, at: DVec2) -> f64 {
        let d = at - self.fitted;
        let first = d.x + self.t * d.y;
        self.fitted_loss + 0.5 * (self.q1 * (first * first) + self.q2 * (d.y * d.y))
    }

    /// The gradient without the penalty.
    fn slope(&self, at: DVec2) -> DVec2 {
        let d = at - self.fitted;
        let first = self.q1 * (d.x + self.t * d.y);
        DVec2::new(first, self.t * first + self.q2 * d.y)
    }

    /// The Hessian without the penalty.
    fn curvature(&self) -> DMat2 {
        let mixed = self.t * self.q1;
        symmetric(self.q1, mixed, self.t * mixed + self.q2)
    }
}

impl Landscape for SquaredLoss {
    fn value(&self, at: DVec2) -> f64 {
        self.error(at) + self.penalty.value(at, BOTH_WEIGHTS)
    }

    fn gradient(&self, at: DVec2) -> DVec2 {
        self.penalty.gradient(self.slope(at), at, BOTH_WEIGHTS)
    }

    fn hessian(&self, at: DVec2) -> Option<DMat2> {
        self.penalty.hessian(self.curvature(), at, BOTH_WEIGHTS)
    }

    fn domain(&self) -> Domain {
        self.domain
    }

    fn critical_points(&self) -> Vec<CriticalPoint> {
        let best = self.best.into_iter();
        best.map(|at| CriticalPoint::of(self, at, CriticalKind::Minimum))
            .collect()
    }

    fn axis_names(&self) -> [String; 3] {
        let [first, second] = &self.names;
        [
            format!("w₁ ({first})"),
            format!("w₂ ({second})"),
            self.bias.value_name(),
        ]
    }

    fn samples(&self) -> usize {
        self.y.len()
    }

    /// The best bias is the one for all samples.
    fn gradient_on(&self, samples: &[usize], at: DVec2) -> DVec2 {
        if samples.is_empty() {
            return self.gradient(at);
        }
        let sum: DVec2 = (samples.iter())
            .map(|&k| {
                let x = DVec2::new(self.x[0][k], self.x[1][k]);
                (at.dot(x) - self.y[k]) * x
            })
            .sum();
        self.penalty
            .gradient(sum / samples.len() as f64, at, BOTH_WEIGHTS)
    }
}

impl Bias {
    /// The axis label of a loss of two weights, which shows the treatment of the bias.
    pub(super) fn value_name(self) -> String {
        match self {
            Self::Best => "J(w₁, w₂, b*)".to_owned(),
            Self::Fixed(0.0) => "J(w₁, w₂)".to_owned(),
            Self::Fixed(bias) => format!("J(w₁, w₂, b = {bias})"),
        }
    }
}
