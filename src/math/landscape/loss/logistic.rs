//! The logistic loss of a linear model: of one feature over (w, b), of two over (w₁, w₂).

use glam::{DMat2, DVec2};

use super::{
    super::{CriticalKind, CriticalPoint, Domain, Landscape, symmetric},
    Bias, Feature, LossError, Penalty, check, deviation, domain_around,
    minimum::{Smooth, minimum},
};

/// L = 1/n Σ (ln(1 + e^z) − y·z), with its penalty, where z = w·x + b or z = w₁·x₁ + w₂·x₂ + b and y is 0 or 1: the
/// mean cross-entropy of the probability 1/(1 + e⁻ᶻ).
///
/// The loss is convex. For linearly separable classes without a penalty there is no minimum: it decreases forever.
///
/// Source: T. Hastie, R. Tibshirani, J. Friedman, The Elements of Statistical Learning, 2nd edition, Springer (2009),
/// section 4.4.
#[derive(Clone, Debug)]
pub struct LogisticLoss {
    /// For each sample, the factors of the two parameters in z: the two features, or the feature and 1.
    inputs: Vec<DVec2>,
    /// The class of each sample, 0 or 1.
    labels: Vec<f64>,
    /// The fraction of the samples that are in class 1.
    class_1_fraction: f64,
    axes: [String; 3],
    bias: Bias,
    penalty: Penalty,
    /// 1 for each parameter that is a weight, 0 for the bias.
    weight_mask: DVec2,
    /// The minimum, if there is one.
    best: Option<DVec2>,
    domain: Domain,
}

/// The contribution of a sample to a sum at a point.
struct Sample {
    input: DVec2,
    /// p − y, the slope of the sample's loss.
    error: f64,
    /// p·(1 − p), the curvature of the sample's loss.
    curvature: f64,
}

impl LogisticLoss {
    /// The loss over (w, b) of a binary classification by one feature.
    ///
    /// # Errors
    /// The columns differ in length, there are fewer than two samples, the feature is constant, values are out of
    /// range, or the target does not have exactly two values, of which the larger is class 1.
    pub fn of_one_feature(x: Feature, y: Feature, penalty: Penalty) -> Result<Self, LossError> {
        check(&[x], &y)?;
        let inputs = x.values.iter().map(|&x| DVec2::new(x, 1.0)).collect();
        let axes = ["w", "b", "L(w, b)"].map(str::to_owned);
        let size = DVec2::new(deviation(x.values), 1.0);
        Self::new(inputs, y, Bias::Fixed(0.0), penalty, DVec2::X, axes, size)
    }

    /// The loss over (w₁, w₂) of a binary classification by two features.
    ///
    /// # Errors
    /// As [`Self::of_one_feature`].
    pub fn of_two_features(
        features: [Feature; 2],
        y: Feature,
        bias: Bias,
        penalty: Penalty,
    ) -> Result<Self, LossError> {
        check(&features, &y)?;
        let [first, second] = &features;
        let pairs = first.values.iter().zip(second.values);
        let inputs = pairs.map(|(&a, &b)| DVec2::new(a, b)).collect();
        let axes = [
            format!("w₁ ({})", first.name),
            format!("w₂ ({})", second.name),
            bias.value_name().replacen('J', "L", 1),
        ];
        let size = DVec2::new(deviation(first.values), deviation(second.values));
        Self::new(inputs, y, bias, penalty, DVec2::ONE, axes, size)
    }

    fn new(
        inputs: Vec<DVec2>,
        target: Feature,
        bias: Bias,
        penalty: Penalty,
        weight_mask: DVec2,
        axes: [String; 3],
        size: DVec2,
    ) -> Result<Self, LossError> {
        let mut values = target.values.to_vec();
        values.sort_unstable_by(f64::total_cmp);
        values.dedup();
        let &[_, greater] = &values[..] else {
            return Err(LossError::Classes {
                column: target.name.to_owned(),
                classes: values.len(),
            });
        };
        let label = |value: &f64| if *value == greater { 1.0 } else { 0.0 };
        let labels: Vec<f64> = target.values.iter().map(label).collect();
        let mut loss = Self {
            class_1_fraction: labels.iter().sum::<f64>() / labels.len() as f64,
            inputs,
            labels,
            axes,
            bias,
            penalty,
            weight_mask,
            best: None,
            domain: Domain::square(1.0),
        };
        loss.best = loss.minimum();
        // Without a minimum, the direction in which the loss decreases forever.
        let downhill = -loss.slope(DVec2::ZERO).map(f64::signum) * 8.0 / size;
        loss.domain =
            domain_around(loss.best.unwrap_or(downhill), 2.0 / size).ok_or_else(|| {
                LossError::OutOfRange {
                    column: target.name.to_owned(),
                }
            })?;
        Ok(loss)
    }

    fn minimum(&self) -> Option<DVec2> {
        let ridge = Penalty {
            l1: 0.0,
            ..self.penalty
        };
        let smooth = Smooth {
            value: &|at| self.error(at) + ridge.value(at, self.weight_mask),
            gradient: &|at| ridge.gradient(self.slope(at), at, self.weight_mask),
            hessian: &|at| {
                let hessian = ridge.hessian(self.curvature(at), at, self.weight_mask);
                hessian.unwrap_or_default()
            },
        };
        let found = minimum(&smooth, self.penalty.l1 * self.weight_mask)?;
        let is_penalized = self.penalty != Penalty::default();
        (is_penalized || !self.separates_classes(found)).then_some(found)
    }

    /// Whether the model with these parameters classifies every sample correctly.
    fn separates_classes(&self, at: DVec2) -> bool {
        let bias = self.bias_at(at);
        (self.inputs.iter().zip(&self.labels))
            .all(|(input, label)| (at.dot(*input) + bias) * (label - 0.5) > 0.0)
    }

    /// The bias at a point of the plane.
    fn bias_at(&self, at: DVec2) -> f64 {
        match self.bias {
            Bias::Fixed(bias) => bias,
            Bias::Best => self.best_bias(at),
        }
    }

    /// The bias that minimizes the loss at a point. It makes the mean probability equal to the fraction of the samples
    /// in class 1. It is between the values that the most extreme samples alone would have, and is found by Newton's
    /// method, with bisection where a step would leave the interval.
    pub(super) fn best_bias(&self, at: DVec2) -> f64 {
        let scores = || self.inputs.iter().map(|input| at.dot(*input));
        let log_odds = (self.class_1_fraction / (1.0 - self.class_1_fraction)).ln();
        let mut low = log_odds - scores().fold(f64::NEG_INFINITY, f64::max);
        let mut high = log_odds - scores().fold(f64::INFINITY, f64::min);
        let count = self.inputs.len() as f64;
        let mut bias = (log_odds - scores().sum::<f64>() / count).clamp(low, high);
        for _ in 0..200 {
            let (mut excess, mut curvature) = (0.0, 0.0);
            for (score, label) in scores().zip(&self.labels) {
                let (error, sample_curvature) = slope_and_curvature(score + bias, *label);
                excess += error;
                curvature += sample_curvature;
            }
            if excess > 0.0 {
                high = bias;
            } else {
                low = bias;
            }
            let newton = bias - excess / curvature;
            let next = if newton >= low && newton <= high {
                newton
            } else {
                0.5 * (low + high)
            };
            let change = (next - bias).abs();
            bias = next;
            if change <= 1e-15 * bias.abs().max(1.0) || high <= low {
                break;
            }
        }
        bias
    }

    /// The mean cross-entropy, without the penalty.
    fn error(&self, at: DVec2) -> f64 {
        let bias = self.bias_at(at);
        let sum: f64 = (self.inputs.iter().zip(&self.labels))
            .map(|(input, label)| loss(at.dot(*input) + bias, *label))
            .sum();
        sum / self.inputs.len() as f64
    }

    fn samples_at(&self, at: DVec2) -> impl Iterator<Item = Sample> {
        let bias = self.bias_at(at);
        (self.inputs.iter().zip(&self.labels)).map(move |(&input, &label)| {
            let (error, curvature) = slope_and_curvature(at.dot(input) + bias, label);
            Sample {
                input,
                error,
                curvature,
            }
        })
    }

    /// The gradient without the penalty. By the envelope theorem, the best bias does not contribute, as the loss has no
    /// slope along it.
    fn slope(&self, at: DVec2) -> DVec2 {
        let sum: DVec2 = self
            .samples_at(at)
            .map(|sample| sample.error * sample.input)
            .sum();
        sum / self.inputs.len() as f64
    }

    /// The Hessian without the penalty.
    fn curvature(&self, at: DVec2) -> DMat2 {
        let weighted_mean = match self.bias {
            Bias::Fixed(_) => DVec2::ZERO,
            Bias::Best => self.weighted_mean(at),
        };
        let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
        for sample in self.samples_at(at) {
            let centred = sample.input - weighted_mean;
            xx += sample.curvature * centred.x * centred.x;
            xy += sample.curvature * centred.x * centred.y;
            yy += sample.curvature * centred.y * centred.y;
        }
        symmetric(xx, xy, yy) * (1.0 / self.inputs.len() as f64)
    }

    /// The mean of the inputs weighted by their curvatures: −∂b/∂w of the best bias. Sums centred on it give the Schur
    /// complement without cancellation.
    fn weighted_mean(&self, at: DVec2) -> DVec2 {
        let (mut sum, mut total) = (DVec2::ZERO, 0.0);
        for sample in self.samples_at(at) {
            sum += sample.curvature * sample.input;
            total += sample.curvature;
        }
        if total > 0.0 {
            sum / total
        } else {
            DVec2::ZERO
        }
    }
}

/// ln(1 + e^z) − y·z, without overflow.
fn loss(z: f64, label: f64) -> f64 {
    // −z for class 1 and z for class 0: positive if the sample is classified wrongly.
    let wrong = if label > 0.5 { -z } else { z };
    wrong.max(0.0) + (-wrong.abs()).exp().ln_1p()
}

/// p − y and p·(1 − p) with p = 1/(1 + e⁻ᶻ), without cancellation.
fn slope_and_curvature(z: f64, label: f64) -> (f64, f64) {
    let small = (-z.abs()).exp();
    let (larger, smaller) = (1.0 / (1.0 + small), small / (1.0 + small));
    let (p, complement) = if z >= 0.0 {
        (larger, smaller)
    } else {
        (smaller, larger)
    };
    let error = if label > 0.5 { -complement } else { p };
    (error, larger * smaller)
}

impl Landscape for LogisticLoss {
    fn value(&self, at: DVec2) -> f64 {
        self.error(at) + self.penalty.value(at, self.weight_mask)
    }

    fn gradient(&self, at: DVec2) -> DVec2 {
        self.penalty.gradient(self.slope(at), at, self.weight_mask)
    }

    fn hessian(&self, at: DVec2) -> Option<DMat2> {
        self.penalty
            .hessian(self.curvature(at), at, self.weight_mask)
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
        self.axes.clone()
    }

    fn samples(&self) -> usize {
        self.labels.len()
    }

    /// The best bias is the one for all samples.
    fn gradient_on(&self, samples: &[usize], at: DVec2) -> DVec2 {
        if samples.is_empty() {
            return self.gradient(at);
        }
        let bias = self.bias_at(at);
        let weighted_mean = match self.bias {
            Bias::Fixed(_) => DVec2::ZERO,
            Bias::Best => self.weighted_mean(at),
        };
        let sum: DVec2 = (samples.iter())
            .map(|&k| {
                let input = self.inputs[k];
                let (error, _) = slope_and_curvature(at.dot(input) + bias, self.labels[k]);
                error * (input - weighted_mean)
            })
            .sum();
        let mean = sum / samples.len() as f64;
        self.penalty.gradient(mean, at, self.weight_mask)
    }
}
