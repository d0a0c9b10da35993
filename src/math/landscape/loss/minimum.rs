//! The minimum of a convex loss with an l1 penalty.

use glam::{DMat2, DVec2};

/// The maximum number of Newton steps.
const MAX_STEPS: usize = 100;

/// A smooth convex function by its value, gradient and Hessian.
pub(super) struct Smooth<'a> {
    pub value: &'a dyn Fn(DVec2) -> f64,
    pub gradient: &'a dyn Fn(DVec2) -> DVec2,
    pub hessian: &'a dyn Fn(DVec2) -> DMat2,
}

/// The minimum of `smooth` + kink·|θ|, with one factor per parameter, if it exists.
///
/// It is also the minimum of one of the smooth problems in which each |θᵢ| with a factor is replaced by θᵢ or −θᵢ, or
/// θᵢ is fixed at 0. All of these are solved, and the solution with the lowest value is the minimum.
pub(super) fn minimum(smooth: &Smooth, kink: DVec2) -> Option<DVec2> {
    let signs = |kink: f64| {
        if kink > 0.0 {
            &[-1.0, 0.0, 1.0][..]
        } else {
            &[1.0][..]
        }
    };
    let total = |at: DVec2| (smooth.value)(at) + (kink * at.abs()).element_sum();
    let mut best: Option<(f64, DVec2)> = None;
    for &x in signs(kink.x) {
        for &y in signs(kink.y) {
            let sign = DVec2::new(x, y);
            let Some(at) = newton(smooth, kink * sign, sign.abs()) else {
                continue;
            };
            let value = total(at);
            if value.is_finite() && best.is_none_or(|(lowest, _)| value < lowest) {
                best = Some((value, at));
            }
        }
    }
    best.map(|(_, at)| at)
}

/// The minimum of `smooth` + tilt·θ by Newton's method with step halving. Parameters for which `free` is 0 stay 0.
fn newton(smooth: &Smooth, tilt: DVec2, free: DVec2) -> Option<DVec2> {
    let value = |at: DVec2| (smooth.value)(at) + tilt.dot(at);
    let mut at = DVec2::ZERO;
    for _ in 0..MAX_STEPS {
        let slope = ((smooth.gradient)(at) + tilt) * free;
        let step = solve((smooth.hessian)(at), slope, free)?;
        let current = value(at);
        let decrease = slope.dot(step);
        // If the step or its decrease is at the level of rounding, this is the minimum.
        if step.length() <= 1e-15 * at.length() || decrease <= 1e-17 * current.abs() {
            return Some(at - step).filter(|at| at.is_finite());
        }
        let next = (0..60)
            .map(|halvings| at - 0.5f64.powi(halvings) * step)
            .find(|&next| value(next) < current);
        match next {
            Some(next) => at = next,
            None => return Some(at),
        }
    }
    None
}

/// The Newton step H⁻¹·∇f in the free parameters, 0 in the others.
fn solve(hessian: DMat2, slope: DVec2, free: DVec2) -> Option<DVec2> {
    let (xx, xy, yy) = (hessian.x_axis.x, hessian.x_axis.y, hessian.y_axis.y);
    let step = match (free.x > 0.0, free.y > 0.0) {
        (false, false) => DVec2::ZERO,
        (true, false) => DVec2::new(slope.x / xx, 0.0),
        (false, true) => DVec2::new(0.0, slope.y / yy),
        (true, true) => {
            let determinant = xx * yy - xy * xy;
            DVec2::new(yy * slope.x - xy * slope.y, xx * slope.y - xy * slope.x) / determinant
        }
    };
    step.is_finite().then_some(step)
}
