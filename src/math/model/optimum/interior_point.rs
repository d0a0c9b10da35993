//! The support-vector machine with hinge loss, by a primal-dual interior-point method.
//!
//! Source: M. C. Ferris and T. S. Munson, Interior-Point Methods for Massive Support Vector Machines, SIAM Journal on
//! Optimization 13 (2002); S. Mehrotra, On the Implementation of a Primal-Dual Interior Point Method, SIAM Journal on
//! Optimization 2 (1992), for the predictor and the corrector.

use faer::{Col, Mat, Side, prelude::Solve};

use super::{Design, Observer, OptimumError};

/// The maximum number of iterations; usual are 10 to 30.
const MAX_ITERATIONS: usize = 200;
/// The duality gap relative to the objective at which the optimum is reached.
const TOLERANCE: f64 = 1e-13;
/// The gap at which a solution is precise enough if rounding prevents a smaller one.
const ACCEPTABLE: f64 = 1e-9;
/// The share of the way to the boundary that a step goes.
const TO_BOUNDARY: f64 = 0.995;

/// The problem: minimize ½·‖w‖² + C·Σξ with yᵢ·(w·xᵢ + b) = 1 − ξᵢ + tᵢ, ξ ≥ 0, t ≥ 0. The multipliers are α of the
/// equality, and with u = C − α, α·t = 0 and u·ξ = 0 at the optimum.
struct Problem<'a> {
    design: &'a Design,
    /// yᵢ, −1 or 1.
    signs: &'a [f64],
    c: f64,
    penalizes_bias: bool,
}

/// An iterate, or the direction from one to the next.
#[derive(Clone, Debug)]
struct Iterate {
    /// w, then b.
    parameters: Vec<f64>,
    alpha: Vec<f64>,
    /// u = C − α, kept separately because the difference would cancel.
    u: Vec<f64>,
    xi: Vec<f64>,
    t: Vec<f64>,
}

/// Minimizes ½·‖w‖² + C·Σ max(0, 1 − yᵢ·(w·xᵢ + b)) over w and b, and with `penalizes_bias` ½·(‖w‖² + b²) instead of
/// ½·‖w‖². Returns w, then b, and the minimum. `signs` are yᵢ, −1 or 1, both of which occur.
///
/// # Errors
/// Rounding prevents reaching the optimum, or the observer cancelled.
pub fn minimize_hinge(
    design: &Design,
    signs: &[f64],
    c: f64,
    penalizes_bias: bool,
    observer: &mut Observer,
) -> Result<(Vec<f64>, f64), OptimumError> {
    let problem = Problem {
        design,
        signs,
        c,
        penalizes_bias,
    };
    let count = signs.len();
    let mut at = Iterate {
        parameters: vec![0.0; design.columns()],
        alpha: vec![0.5 * c; count],
        u: vec![0.5 * c; count],
        xi: vec![2.0; count],
        t: vec![1.0; count],
    };
    let mut best: Option<(f64, Vec<f64>)> = None;
    for _ in 0..MAX_ITERATIONS {
        let Some(next) = problem.step(&at) else {
            break;
        };
        at = next;
        observer(&at.parameters)?;
        let gap = problem.relative_gap(&at);
        if !gap.is_finite() {
            break;
        }
        if best.as_ref().is_none_or(|(smallest, _)| gap < *smallest) {
            best = Some((gap, at.parameters.clone()));
        } else if gap < ACCEPTABLE {
            // Rounding prevents further progress.
            break;
        }
        if gap <= TOLERANCE {
            break;
        }
    }
    match best {
        Some((gap, parameters)) if gap <= ACCEPTABLE => {
            let value = problem.objective(&parameters);
            Ok((parameters, value))
        }
        _ => Err(OptimumError::IllConditioned),
    }
}

impl Problem<'_> {
    /// yᵢ·(w·xᵢ + b) of all samples.
    fn margins(&self, parameters: &[f64]) -> Vec<f64> {
        let mut margins = vec![0.0; self.signs.len()];
        self.design.outputs(parameters, &mut margins);
        for (margin, sign) in margins.iter_mut().zip(self.signs) {
            *margin *= sign;
        }
        margins
    }

    /// Σ yᵢ·vᵢ·x̃ᵢ.
    fn weighted_sum(&self, v: &[f64]) -> Vec<f64> {
        let signed: Vec<f64> = v.iter().zip(self.signs).map(|(v, sign)| v * sign).collect();
        let mut sum = vec![0.0; self.design.columns()];
        self.design.add_transposed(&signed, &mut sum);
        sum
    }

    /// The parameters that are penalized: all, or all but the bias.
    fn penalty(&self, parameters: &[f64]) -> Vec<f64> {
        let mut penalty = parameters.to_vec();
        if let (false, Some(bias)) = (self.penalizes_bias, penalty.last_mut()) {
            *bias = 0.0;
        }
        penalty
    }

    /// ∇ of the Lagrangian by the parameters: the penalized parameters − Σ αᵢ·yᵢ·x̃ᵢ.
    fn dual_residual(&self, at: &Iterate) -> Vec<f64> {
        let sum = self.weighted_sum(&at.alpha);
        let penalty = self.penalty(&at.parameters);
        penalty.iter().zip(sum).map(|(p, sum)| p - sum).collect()
    }

    /// The objective at some parameters.
    fn objective(&self, parameters: &[f64]) -> f64 {
        let squares: f64 = self.penalty(parameters).iter().map(|p| p * p).sum();
        let losses = self
            .margins(parameters)
            .into_iter()
            .map(|margin| (1.0 - margin).max(0.0));
        0.5 * squares + self.c * losses.sum::<f64>()
    }

    /// The objective at the parameters minus the dual objective, and the violation of the dual constraints, relative
    /// to the objective.
    fn relative_gap(&self, at: &Iterate) -> f64 {
        let sum = self.penalty(&self.weighted_sum(&at.alpha));
        let dual_squares: f64 = sum.iter().map(|s| s * s).sum();
        let primal = self.objective(&at.parameters);
        let dual = at.alpha.iter().sum::<f64>() - 0.5 * dual_squares;
        let violation: f64 = self.dual_residual(at).iter().map(|r| r.abs()).sum();
        let size = 1.0 + at.parameters.iter().map(|p| p.abs()).sum::<f64>();
        (primal - dual).abs() / (primal.abs() + f64::MIN_POSITIVE) + violation / size
    }

    /// The next iterate; `None` if the system cannot be solved.
    fn step(&self, at: &Iterate) -> Option<Iterate> {
        let count = self.signs.len();
        let inverse: Vec<f64> = (0..count)
            .map(|i| 1.0 / (at.xi[i] / at.u[i] + at.t[i] / at.alpha[i]))
            .collect();
        let columns = self.design.columns();
        let mut system = Mat::zeros(columns, columns);
        self.design.gram(&inverse, system.as_mut());
        for j in 0..columns - usize::from(!self.penalizes_bias) {
            system[(j, j)] += 1.0;
        }
        let factor = system.llt(Side::Lower).ok()?;
        let dual_residual = self.dual_residual(at);
        let margins = self.margins(&at.parameters);
        let primal_residual: Vec<f64> = (0..count)
            .map(|i| margins[i] - 1.0 + at.xi[i] - at.t[i])
            .collect();
        // Solves the linearized conditions with the right-hand sides a for α·t and b for u·ξ.
        let solve = |a: &dyn Fn(usize) -> f64, b: &dyn Fn(usize) -> f64| -> Iterate {
            let g: Vec<f64> = (0..count)
                .map(|i| a(i) / at.alpha[i] - b(i) / at.u[i] - primal_residual[i])
                .collect();
            let weighted: Vec<f64> = g
                .iter()
                .zip(&inverse)
                .map(|(g, inverse)| g * inverse)
                .collect();
            let sum = self.weighted_sum(&weighted);
            let right = Col::from_fn(columns, |j| sum[j] - dual_residual[j]);
            let parameters: Vec<f64> = factor.solve(right).iter().copied().collect();
            let slopes = self.margins(&parameters);
            let alpha: Vec<f64> = (0..count)
                .map(|i| inverse[i] * (g[i] - slopes[i]))
                .collect();
            Iterate {
                xi: (0..count)
                    .map(|i| (b(i) + at.xi[i] * alpha[i]) / at.u[i])
                    .collect(),
                t: (0..count)
                    .map(|i| (a(i) - at.t[i] * alpha[i]) / at.alpha[i])
                    .collect(),
                u: alpha.iter().map(|alpha| -alpha).collect(),
                parameters,
                alpha,
            }
        };
        let complementarity = |at: &Iterate, direction: &Iterate, length: f64| -> f64 {
            let sum: f64 = (0..count)
                .map(|i| {
                    (at.alpha[i] + length * direction.alpha[i])
                        * (at.t[i] + length * direction.t[i])
                        + (at.u[i] + length * direction.u[i])
                            * (at.xi[i] + length * direction.xi[i])
                })
                .sum();
            sum / (2 * count) as f64
        };
        let predictor = solve(&|i| -at.alpha[i] * at.t[i], &|i| -at.u[i] * at.xi[i]);
        let length = self.longest_step(at, &predictor).min(1.0);
        let mu = complementarity(at, &predictor, 0.0);
        let target = mu
            * (complementarity(at, &predictor, length) / mu)
                .powi(3)
                .min(1.0);
        let direction = solve(
            &|i| target - at.alpha[i] * at.t[i] - predictor.alpha[i] * predictor.t[i],
            &|i| target - at.u[i] * at.xi[i] - predictor.u[i] * predictor.xi[i],
        );
        let length = (TO_BOUNDARY * self.longest_step(at, &direction)).min(1.0);
        let moved = |at: &[f64], direction: &[f64]| -> Vec<f64> {
            at.iter()
                .zip(direction)
                .map(|(at, d)| at + length * d)
                .collect()
        };
        Some(Iterate {
            parameters: moved(&at.parameters, &direction.parameters),
            alpha: moved(&at.alpha, &direction.alpha),
            u: moved(&at.u, &direction.u),
            xi: moved(&at.xi, &direction.xi),
            t: moved(&at.t, &direction.t),
        })
    }

    /// The longest step along a direction for which 0 ≤ α ≤ C, ξ ≥ 0 and t ≥ 0.
    fn longest_step(&self, at: &Iterate, direction: &Iterate) -> f64 {
        let limits = |value: &[f64], change: &[f64]| {
            let pairs = value
                .iter()
                .zip(change)
                .filter(|(_, change)| **change < 0.0);
            let lengths = pairs.map(|(value, change)| -value / change);
            lengths.fold(f64::INFINITY, f64::min)
        };
        limits(&at.alpha, &direction.alpha)
            .min(limits(&at.u, &direction.u))
            .min(limits(&at.xi, &direction.xi))
            .min(limits(&at.t, &direction.t))
    }
}
