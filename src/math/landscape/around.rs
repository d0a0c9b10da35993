//! Hessians at points where second derivatives are discontinuous.

use std::f64::consts::TAU;

use glam::{DMat2, DVec2};

use super::Landscape;

/// The radius of the circle on which Hessians are averaged, relative to the sides of the domain.
const RELATIVE_RADIUS: f64 = 1e-6;
/// The number of points on the circle.
const DIRECTIONS: u32 = 8;
/// The angle of the first point, in radians, with which none is on a horizontal or vertical line through the centre.
const FIRST_ANGLE: f64 = 0.3;
/// The minimum number of Hessians to average.
const MIN_HESSIANS: usize = 2;
/// The point is a kink if the gradient changes by more than this multiple of the change that the Hessian allows.
const MAX_JUMP_RATIO: f64 = 2.0;

/// The Hessian at a point. Where it jumps, as between the cells of a [`Grid`](super::Grid), the mean of the Hessians on
/// a small circle around the point. `None` at a kink, where the gradient jumps, and if too few Hessians exist.
pub fn hessian_around<L: Landscape + ?Sized>(landscape: &L, at: DVec2) -> Option<DMat2> {
    if let Some(hessian) = landscape.hessian(at) {
        return Some(hessian);
    }
    let mut radius = RELATIVE_RADIUS * landscape.domain().size();
    if landscape.variables() == 1 {
        radius.y = 0.0;
    }
    let gradient = landscape.gradient(at);
    let (mut sum, mut count) = (DMat2::ZERO, 0);
    for k in 0..DIRECTIONS {
        let angle = TAU * f64::from(k) / f64::from(DIRECTIONS) + FIRST_ANGLE;
        let step = DVec2::from_angle(angle) * radius;
        // There is none outside the domain and in holes.
        let Some(hessian) = landscape.hessian(at + step) else {
            continue;
        };
        let jump = (landscape.gradient(at + step) - gradient).length();
        let curvature = hessian.x_axis.length().hypot(hessian.y_axis.length());
        if jump.is_nan() || jump > MAX_JUMP_RATIO * curvature * step.length() {
            return None;
        }
        sum += hessian;
        count += 1;
    }
    (count >= MIN_HESSIANS).then(|| sum * (1.0 / count as f64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{
        formula::Formula,
        landscape::{Axis, Grid},
        table::Matrix,
    };

    #[test]
    fn the_hessian_on_grid_lines_is_the_mean_of_both_sides_and_a_kink_has_none() {
        let nodes = |name: &str| Axis::evenly_spaced(name, [-4.0, 4.0], 9);
        let heights = |f: &dyn Fn(f64, f64) -> f64| {
            let place = |k: usize| k as f64 - 4.0;
            Matrix::from_fn(9, 9, |j, i| f(place(i), place(j)))
        };
        let grid = |f: &dyn Fn(f64, f64) -> f64| {
            Grid::new(nodes("x"), nodes("y"), &heights(f), "z".to_owned()).unwrap()
        };
        let bowl = grid(&|x, y| x * x + 3.0 * y * y - x * y);
        for at in [DVec2::ZERO, DVec2::new(1.0, 0.25), DVec2::new(0.5, -1.0)] {
            assert_eq!(bowl.hessian(at), None);
            let found = hessian_around(&bowl, at).unwrap();
            let exact = DMat2::from_cols(DVec2::new(2.0, -1.0), DVec2::new(-1.0, 6.0));
            assert!(found.abs_diff_eq(exact, 1e-9), "{found} at {at}");
        }
        for (text, at) in [("|x| + y^2", DVec2::ZERO), ("|x - 1|", DVec2::X)] {
            let kinked = Formula::parse(text).unwrap();
            assert_eq!(hessian_around(&kinked, at), None, "{text}");
            assert!(hessian_around(&kinked, DVec2::splat(0.3)).is_some());
        }
    }
}
