//! Landscapes: functions f(x, y) with exact derivatives, and their catalogue.
//!
//! To add a landscape: one new file with its `ENTRY` and one line in [`CATALOGUE`].

use std::fmt;
use std::sync::Arc;

use glam::{DMat2, DVec2};

use super::catalogue::{self, Build, Catalogue};

mod ackley;
mod around;
mod beale;
mod booth;
mod bowl;
mod bukin6;
mod by_formula;
mod critical;
mod domain;
mod drop_wave;
mod easom;
mod eggholder;
mod goldstein_price;
mod grid;
mod griewank;
mod himmelblau;
mod levy13;
mod line_fit;
mod loss;
mod matyas;
mod mccormick;
mod monkey_saddle;
mod parameters;
mod quadratic;
mod rastrigin;
mod ridge;
mod ripples;
mod rosenbrock;
mod saddle;
mod schwefel;
mod sine_mountains;
mod six_hump_camel;
mod styblinski_tang;
mod three_hump_camel;
mod wavy_quartic;

pub use ackley::Ackley;
pub use around::hessian_around;
pub use beale::Beale;
pub use booth::Booth;
pub use bowl::Bowl;
pub use critical::{CriticalKind, CriticalPoint};
pub use domain::{Domain, DomainError};
pub use grid::{Axis, Grid, GridError};
pub use himmelblau::Himmelblau;
pub use line_fit::{LineFit, LineFitError};
pub use loss::{
    Bias, Feature, GeneratedSamples, LogisticLoss, LossError, Penalty, SampleGenerator, Scaling,
    SquaredLoss, TrueModel,
};
pub use matyas::Matyas;
pub use parameters::plane_point;
pub use quadratic::Quadratic;
pub use rastrigin::Rastrigin;
pub use ridge::Ridge;
pub use ripples::Ripples;
pub use rosenbrock::Rosenbrock;
pub use saddle::Saddle;
pub use sine_mountains::SineMountains;
pub use styblinski_tang::StyblinskiTang;
pub use wavy_quartic::WavyQuartic;

/// A function of two parameters, with exact derivatives.
///
/// Any finite point is allowed. A value that overflows is infinite; an undefined value is NaN.
pub trait Landscape: Send + Sync + fmt::Debug {
    /// The value f at a point.
    fn value(&self, at: DVec2) -> f64;

    /// The gradient (∂f/∂x, ∂f/∂y) at a point; at a kink, a subgradient, which is 0 at a minimum.
    fn gradient(&self, at: DVec2) -> DVec2;

    /// The Hessian at a point; `None` at a kink.
    fn hessian(&self, at: DVec2) -> Option<DMat2>;

    /// Writes f at many points into `values`, which has the length of `points`.
    fn values_into(&self, points: &[DVec2], values: &mut [f64]) {
        for (value, &at) in values.iter_mut().zip(points) {
            *value = self.value(at);
        }
    }

    /// Writes ∇f at many points into `gradients`, which has the length of `points`.
    fn gradients_into(&self, points: &[DVec2], gradients: &mut [DVec2]) {
        for (gradient, &at) in gradients.iter_mut().zip(points) {
            *gradient = self.gradient(at);
        }
    }

    /// Writes f and ∇f at many points, which may be cheaper together. All slices have the same length.
    fn values_and_gradients_into(
        &self,
        points: &[DVec2],
        values: &mut [f64],
        gradients: &mut [DVec2],
    ) {
        self.values_into(points, values);
        self.gradients_into(points, gradients);
    }

    /// The rectangle that shows the characteristic features of the function.
    fn domain(&self) -> Domain;

    /// The minima, and notable saddles and maxima, inside the [domain](Self::domain); empty if none are known.
    fn critical_points(&self) -> Vec<CriticalPoint> {
        Vec::new()
    }

    /// The names of the two parameters and of the value; `x`, `y`, `f` by default.
    fn axis_names(&self) -> [String; 3] {
        ["x", "y", "f"].map(str::to_owned)
    }

    /// Whether the height is best drawn on a logarithmic scale.
    fn has_log_scale(&self) -> bool {
        false
    }

    /// The number of samples over which the loss is a mean; 0 if it is not a loss on data.
    fn samples(&self) -> usize {
        0
    }

    /// The gradient of the mean over some samples, given by indices below [`samples`](Self::samples); the full gradient
    /// if there are no samples.
    fn gradient_on(&self, _samples: &[usize], at: DVec2) -> DVec2 {
        self.gradient(at)
    }

    /// The number of parameters, 1 or 2; with 1, y is unused and stays 0.
    fn variables(&self) -> usize {
        2
    }

    /// The parameters of a point: its first [`variables`](Self::variables) coordinates.
    fn parameters<'a>(&self, at: &'a DVec2) -> &'a [f64] {
        let coordinates: &[f64; 2] = at.as_ref();
        &coordinates[..self.variables()]
    }
}

/// A landscape in the catalogue.
pub type Entry = catalogue::Entry<Build<Arc<dyn Landscape>>>;

/// All landscapes defined by a formula. (For a line fitted to data, see [`LineFit`].)
pub static CATALOGUE: Catalogue<Build<Arc<dyn Landscape>>> = Catalogue::new(
    "landscape",
    &[
        &bowl::ENTRY,
        &ripples::ENTRY,
        &quadratic::ENTRY,
        &saddle::ENTRY,
        &rosenbrock::ENTRY,
        &himmelblau::ENTRY,
        &beale::ENTRY,
        &booth::ENTRY,
        &matyas::ENTRY,
        &rastrigin::ENTRY,
        &ackley::ENTRY,
        &styblinski_tang::ENTRY,
        &sine_mountains::ENTRY,
        &wavy_quartic::ENTRY,
        &goldstein_price::ENTRY,
        &three_hump_camel::ENTRY,
        &six_hump_camel::ENTRY,
        &easom::ENTRY,
        &eggholder::ENTRY,
        &levy13::ENTRY,
        &mccormick::ENTRY,
        &schwefel::ENTRY,
        &griewank::ENTRY,
        &drop_wave::ENTRY,
        &bukin6::ENTRY,
        &monkey_saddle::ENTRY,
    ],
);

/// The symmetric matrix ((xx, xy), (xy, yy)).
fn symmetric(xx: f64, xy: f64, yy: f64) -> DMat2 {
    DMat2::from_cols(DVec2::new(xx, xy), DVec2::new(xy, yy))
}

#[cfg(test)]
mod tests;
