//! Functions of any number of parameters with their derivatives: what optimizers minimize.

use std::fmt;

/// A function f(θ₁, …, θₙ) with its gradient.
///
/// A point is given by its parameters, as many as [`dimensions`](Self::dimensions). Any finite point may be asked for. A
/// value that overflows is infinite; a value that does not exist is NaN. Every
/// [`Landscape`](super::landscape::Landscape) is one, of 1 or 2 parameters.
pub trait Differentiable: Send + Sync + fmt::Debug {
    /// The number of parameters, at least 1.
    fn dimensions(&self) -> usize;

    /// f at a point.
    fn value(&self, at: &[f64]) -> f64;

    /// ∇f at a point, written into `into`, which is as long as `at`. At a kink a subgradient.
    fn gradient(&self, at: &[f64], into: &mut [f64]);

    /// f at a point, and ∇f there, written into `into`: for functions that compute both at once for less.
    fn value_and_gradient(&self, at: &[f64], into: &mut [f64]) -> f64 {
        self.gradient(at, into);
        self.value(at)
    }

    /// The second derivatives at a point, written row by row into `into`; false where they are not known.
    fn hessian(&self, _at: &[f64], _into: &mut [f64]) -> bool {
        false
    }

    /// The least and the greatest curvature at a point, the extreme eigenvalues of the Hessian; none where they are not
    /// known.
    fn curvatures(&self, _at: &[f64]) -> Option<[f64; 2]> {
        None
    }

    /// The number of samples that f is the mean over; 0 where it is not a loss on data.
    fn samples(&self) -> usize {
        0
    }

    /// ∇f of the mean over some of the samples alone, by their indices, each below [`samples`](Self::samples), written
    /// into `into`; the whole gradient where there are none.
    fn gradient_on(&self, _samples: &[usize], at: &[f64], into: &mut [f64]) {
        self.gradient(at, into);
    }

    /// The usual range of a parameter, by index: [−∞, ∞] unless the function has one.
    fn range(&self, _parameter: usize) -> [f64; 2] {
        [f64::NEG_INFINITY, f64::INFINITY]
    }
}
