//! Landscapes whose value and derivatives are computed from a formula.

use std::sync::Arc;

use glam::{DMat2, DVec2};

use super::{CriticalKind, CriticalPoint, Domain, Landscape};
use crate::math::formula::Formula;

/// A landscape defined by a formula, with the properties that are not computed from it.
#[derive(Debug)]
pub(super) struct Definition {
    /// The formula, as a user would write it.
    pub formula: &'static str,
    /// The usual x and y ranges.
    pub domain: [[f64; 2]; 2],
    /// Whether its height is best drawn on a logarithmic scale.
    pub has_log_scale: bool,
    /// The notable critical points.
    pub critical_points: &'static [(CriticalKind, [f64; 2])],
}

#[derive(Debug)]
struct FormulaLandscape {
    definition: &'static Definition,
    formula: Formula,
}

/// Builds the landscape of a definition.
pub(super) fn build(definition: &'static Definition) -> Arc<dyn Landscape> {
    // A test builds every entry of the catalogue.
    let formula =
        Formula::parse(definition.formula).expect("the formulas of the catalogue are valid");
    Arc::new(FormulaLandscape {
        definition,
        formula,
    })
}

impl Landscape for FormulaLandscape {
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
        let [x, y] = self.definition.domain;
        Domain { x, y }
    }

    fn critical_points(&self) -> Vec<CriticalPoint> {
        (self.definition.critical_points.iter())
            .map(|&(kind, at)| CriticalPoint {
                at: at.into(),
                value: self.formula.value(at.into()),
                kind,
            })
            .collect()
    }

    fn has_log_scale(&self) -> bool {
        self.definition.has_log_scale
    }
}
