//! A landscape with an L2 penalty.

use std::sync::Arc;

use glam::{DMat2, DVec2};

use super::{Domain, Landscape};

/// f + λ·‖θ‖²: an L2 penalty, which pulls every minimum towards the origin.
///
/// Its gradient is that of f with weight decay 2λ. The known critical points of f no longer apply and are omitted.
///
/// Source: A. E. Hoerl and R. W. Kennard, "Ridge Regression", Technometrics 12 (1970).
#[derive(Clone, Debug)]
pub struct Ridge {
    inner: Arc<dyn Landscape>,
    lambda: f64,
}

impl Ridge {
    /// The landscape `inner` plus `lambda` times the squared distance from the origin.
    pub fn new(inner: Arc<dyn Landscape>, lambda: f64) -> Self {
        Self { inner, lambda }
    }

    /// The parameters at a point, which are penalized; y is replaced by 0 if there is one variable.
    fn penalized(&self, at: DVec2) -> DVec2 {
        match self.inner.variables() {
            1 => at.with_y(0.0),
            _ => at,
        }
    }
}

impl Landscape for Ridge {
    fn value(&self, at: DVec2) -> f64 {
        self.inner.value(at) + self.lambda * self.penalized(at).length_squared()
    }

    fn gradient(&self, at: DVec2) -> DVec2 {
        self.inner.gradient(at) + 2.0 * self.lambda * self.penalized(at)
    }

    fn hessian(&self, at: DVec2) -> Option<DMat2> {
        let diagonal = self.penalized(DVec2::splat(2.0 * self.lambda));
        let hessian = self.inner.hessian(at)?;
        Some(hessian + DMat2::from_diagonal(diagonal))
    }

    fn domain(&self) -> Domain {
        self.inner.domain()
    }

    fn axis_names(&self) -> [String; 3] {
        self.inner.axis_names()
    }

    fn has_log_scale(&self) -> bool {
        self.inner.has_log_scale()
    }

    fn variables(&self) -> usize {
        self.inner.variables()
    }

    fn samples(&self) -> usize {
        self.inner.samples()
    }

    fn gradient_on(&self, samples: &[usize], at: DVec2) -> DVec2 {
        self.inner.gradient_on(samples, at) + 2.0 * self.lambda * self.penalized(at)
    }

    fn values_into(&self, points: &[DVec2], values: &mut [f64]) {
        self.inner.values_into(points, values);
        for (value, &at) in values.iter_mut().zip(points) {
            *value += self.lambda * self.penalized(at).length_squared();
        }
    }

    fn gradients_into(&self, points: &[DVec2], gradients: &mut [DVec2]) {
        self.inner.gradients_into(points, gradients);
        for (gradient, &at) in gradients.iter_mut().zip(points) {
            *gradient += 2.0 * self.lambda * self.penalized(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::formula::Formula;

    #[test]
    fn it_equals_the_function_with_an_explicit_penalty() {
        for (unpenalized, penalized) in [
            ("x^4 - 3x y + y^2", "x^4 - 3x y + y^2 + 0.3(x^2 + y^2)"),
            ("x^2 sin(x)", "x^2 sin(x) + 0.3x^2"),
        ] {
            let [inner, expected] =
                [unpenalized, penalized].map(|text| Formula::parse(text).unwrap());
            let ridge = Ridge::new(Arc::new(inner), 0.3);
            for at in [DVec2::new(0.7, -1.2), DVec2::new(-2.0, 0.4)] {
                assert!((ridge.value(at) - expected.value(at)).abs() < 1e-12);
                assert!(ridge.gradient(at).distance(expected.gradient(at)) < 1e-12);
                let difference = ridge.hessian(at).unwrap() - expected.hessian(at).unwrap();
                assert!(
                    difference
                        .to_cols_array()
                        .iter()
                        .all(|entry| entry.abs() < 1e-12)
                );
            }
        }
    }
}
