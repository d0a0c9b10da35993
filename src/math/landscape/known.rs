//! Landscapes of the catalogue whose formula is all there is to write: values and derivatives come from the formula, the
//! rest is stated.

use std::sync::Arc;

use glam::{DMat2, DVec2};

use super::{CriticalKind, CriticalPoint, Domain, Landscape};
use crate::math::formula::Formula;

/// What is known of a function.
#[derive(Debug)]
pub(super) struct Known {
    /// As it is typed.
    pub formula: &'static str,
    /// Where it is usually shown, x and y.
    pub domain: [[f64; 2]; 2],
    /// Whether its height is best drawn on a logarithmic scale.
    pub log_height: bool,
    /// The points that tell something.
    pub critical: &'static [(CriticalKind, [f64; 2])],
}

#[derive(Debug)]
struct KnownLandscape {
    known: &'static Known,
    formula: Formula,
}

/// The landscape of what is known.
pub(super) fn build(known: &'static Known) -> Arc<dyn Landscape> {
    // A test builds every entry of the catalogue.
    let formula = Formula::parse(known.formula).expect("a formula of the catalogue can be read");
    Arc::new(KnownLandscape { known, formula })
}

impl Landscape for KnownLandscape {
    fn value(&self, at: DVec2) -> f64 {
        self.formula.value(at)
    }

    fn gradient(&self, at: DVec2) -> DVec2 {
        self.formula.gradient(at)
    }

    fn hessian(&self, at: DVec2) -> Option<DMat2> {
        self.formula.hessian(at)
    }

    fn values_into(&self, points: &[DVec2], values: &mut [f64]) {
        self.formula.values_into(points, values);
    }

    fn gradients_into(&self, points: &[DVec2], gradients: &mut [DVec2]) {
        self.formula.gradients_into(points, gradients);
    }

    fn values_and_gradients_into(
        &self,
        points: &[DVec2],
        values: &mut [f64],
        gradients: &mut [DVec2],
    ) {
        (self.formula).values_and_gradients_into(points, values, gradients);
    }

    fn domain(&self) -> Domain {
        let [x, y] = self.known.domain;
        Domain { x, y }
    }

    fn critical_points(&self) -> Vec<CriticalPoint> {
        (self.known.critical.iter())
            .map(|&(kind, at)| CriticalPoint {
                at: at.into(),
                value: self.formula.value(at.into()),
                kind,
            })
            .collect()
    }

    fn log_height(&self) -> bool {
        self.known.log_height
    }
}
