//! The functions that optimizers minimize: differentiable, of any number of parameters.

use std::fmt;

/// A function f(θ₁, …, θₙ) with its gradient.
///
/// A point is a slice of [`dimensions`](Self::dimensions) parameters; any finite point is allowed. A value that
/// overflows is infinite; an undefined value is NaN. Every [`Landscape`](super::landscape::Landscape) is a
/// differentiable function of 1 or 2 parameters.
pub trait Differentiable: Send + Sync + fmt::Debug {
    /// The number of parameters, at least 1.
    fn dimensions(&self) -> usize;

    /// The value f at a point.
    fn value(&self, at: &[f64]) -> f64;

    /// Writes ∇f at a point into `into`, which has the length of `at`; at a kink, a subgradient.
    fn gradient(&self, at: &[f64], into: &mut [f64]);

    /// Returns f at a point and writes ∇f into `into`. Override it if computing both at once is cheaper.
    fn value_and_gradient(&self, at: &[f64], into: &mut [f64]) -> f64 {
        self.gradient(at, into);
        self.value(at)
    }

    /// Writes the Hessian at a point into `into`, row-major. Returns false if it is not known.
    fn hessian(&self, _at: &[f64], _into: &mut [f64]) -> bool {
        false
    }

    /// The smallest and largest curvature at a point, i.e. the extreme eigenvalues of the Hessian; `None` if they are
    /// not known.
    fn curvatures(&self, _at: &[f64]) -> Option<[f64; 2]> {
        None
    }

    /// The number of samples over which f is a mean; 0 if it is not a loss on data.
    fn samples(&self) -> usize {
        0
    }

    /// Writes into `into` the gradient of the mean over some samples, given by indices below
    /// [`samples`](Self::samples); the full gradient if there are no samples.
    fn gradient_on(&self, _samples: &[usize], at: &[f64], into: &mut [f64]) {
        self.gradient(at, into);
    }

    /// The usual range of a parameter, by index; [−∞, ∞] unless the function has one.
    fn range(&self, _parameter: usize) -> [f64; 2] {
        [f64::NEG_INFINITY, f64::INFINITY]
    }
}
