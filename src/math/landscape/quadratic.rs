//! A quadratic bowl with a given condition number and rotation.

use std::sync::Arc;

use glam::{DMat2, DVec2};

use super::{CriticalKind, CriticalPoint, Domain, Entry, Landscape, symmetric};
use crate::math::{
    parameter::{Setting, parameters},
    words::Bilingual,
};

const CONDITION: Setting<f64> = Setting::number(
    "condition",
    10.0,
    Bilingual::new(
        "condition number κ: how many times the steepest direction bends more than the flattest",
        "条件数 κ：最陡方向的弯曲是最平方向的多少倍",
    ),
)
.at_least(1.0)
.up_to(1e8)
.logarithmic(1.0, 1000.0);

const ROTATION: Setting<f64> = Setting::number(
    "rotation",
    30.0,
    Bilingual::new(
        "angle φ from the x axis to the flattest direction, in degrees",
        "从 x 轴到最平方向的角度 φ，单位为度",
    ),
)
.at_least(-180.0)
.up_to(180.0)
.slider(-90.0, 90.0);

pub(super) const ENTRY: Entry = Entry {
    name: "quadratic",
    title: Bilingual::new("Ill-conditioned quadratic", "病态二次函数"),
    formula: "f(x, y) = (u² + κ·v²)/2, (u, v) = (x, y) turned back by φ",
    doc: Bilingual::new(
        "A bowl κ times as steep across as along: gradient descent zigzags between its walls once κ is large, and turning it by φ robs Adam and its kin of the axes they scale.",
        "横向比纵向陡 κ 倍的碗：κ 一大，梯度下降就在两壁之间来回折返；再转过 φ，Adam 一类按坐标轴缩放的方法也失去优势。",
    ),
    reference: "J. Nocedal, S. J. Wright, Numerical Optimization, 2nd edition, Springer (2006), section 3.3",
    parameters: parameters![CONDITION, ROTATION],
    build: |settings| {
        Arc::new(Quadratic::new(
            settings.get(CONDITION),
            settings.get(ROTATION),
        ))
    },
};

/// f(x, y) = (u² + κ·v²)/2, where u = x·cos φ + y·sin φ and v = y·cos φ − x·sin φ: curvature 1 along the direction φ
/// and κ across it, with the minimum 0 at the origin.
#[derive(Clone, Copy, Debug)]
pub struct Quadratic {
    condition: f64,
    /// The unit vector in the direction of curvature 1.
    along: DVec2,
}

impl Quadratic {
    /// A quadratic with condition number κ ≥ 1 whose flattest direction is rotated by `rotation` degrees from the x
    /// axis.
    pub fn new(condition: f64, rotation: f64) -> Self {
        // Exact on the axes, unlike cos 90° in radians.
        let along = match rotation.rem_euclid(180.0) {
            0.0 => DVec2::X,
            90.0 => DVec2::Y,
            degrees => DVec2::from_angle(degrees.to_radians()),
        };
        Self { condition, along }
    }
}

impl Landscape for Quadratic {
    fn value(&self, at: DVec2) -> f64 {
        let (u, v) = (self.along.dot(at), self.along.perp_dot(at));
        0.5 * (u * u + self.condition * (v * v))
    }

    fn gradient(&self, at: DVec2) -> DVec2 {
        let (u, v) = (self.along.dot(at), self.along.perp_dot(at));
        u * self.along + self.condition * v * self.along.perp()
    }

    fn hessian(&self, _: DVec2) -> Option<DMat2> {
        let (a, b, k) = (self.along.x, self.along.y, self.condition);
        Some(symmetric(
            a * a + k * b * b,
            (1.0 - k) * a * b,
            b * b + k * a * a,
        ))
    }

    fn domain(&self) -> Domain {
        Domain::square(5.0)
    }

    fn critical_points(&self) -> Vec<CriticalPoint> {
        vec![CriticalPoint::of(self, (0.0, 0.0), CriticalKind::Minimum)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curvatures_are_1_and_the_condition_number_for_any_rotation() {
        for rotation in [0.0, 30.0, 45.0, 90.0, -67.5, 180.0] {
            let hessian = Quadratic::new(100.0, rotation).hessian(DVec2::ONE).unwrap();
            let trace = hessian.x_axis.x + hessian.y_axis.y;
            // Exact up to the rounding of products of about 100.
            assert!((trace - 101.0).abs() < 1e-12, "{rotation}: {trace}");
            assert!(
                (hessian.determinant() - 100.0).abs() < 1e-10,
                "{rotation}: {hessian}"
            );
            let flattest = DVec2::from_angle(f64::to_radians(rotation));
            assert!((hessian * flattest).distance(flattest) < 1e-12);
        }
    }

    /// With learning rate 2/(1 + κ), gradient descent reduces both components of the error by (κ − 1)/(κ + 1), the best
    /// possible factor (Nocedal & Wright, theorem 3.3, has the same rate for exact line search).
    #[test]
    fn gradient_descent_converges_at_the_theoretical_rate() {
        let bowl = Quadratic::new(9.0, 30.0);
        let mut at = DVec2::new(2.0, -1.0);
        for _ in 0..20 {
            let next = at - 0.2 * bowl.gradient(at);
            assert!((next.length() / at.length() - 0.8).abs() < 1e-12);
            at = next;
        }
    }
}
