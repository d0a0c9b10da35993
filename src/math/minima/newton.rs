//! Newton's method on ∇f = 0, damped so that ‖∇f‖ never increases, and the classification of the points it finds.

use glam::{DMat2, DVec2};

use super::{FoundPoint, Candidate, Kind, SAME, SLACK, Search};

/// The maximum number of steps. A triple root, at which the error falls by a third per step, takes 60.
const MAX_STEPS: usize = 100;
/// The maximum length of a step, in cells.
const LONGEST: f64 = 2.0;
/// The maximum number of halvings of a step.
const MAX_HALVINGS: i32 = 30;
/// The method has converged when its next step is shorter than this, in cells.
const CONVERGED: f64 = 1e-5;
/// ‖∇f‖ counts as 0 below this fraction of its value a cell away.
const NO_SLOPE: f64 = 1e-8;
/// The point is a kink if ‖∇f‖ a millionth of a cell away is more than this fraction of that a cell away.
const KINK: f64 = 0.1;
/// A curvature below this fraction of the other counts as 0; rounding can cause as much.
const NO_CURVATURE: f64 = 1e-12;
/// The Hessian is steady if it changes by less than this fraction of its smallest curvature.
const STEADY: f64 = 0.5;
/// The radii at which steadiness is checked, in cells.
const RADII: [f64; 6] = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6];

/// The critical point found from a start, if it is inside the rectangle.
pub(super) fn converge(search: &Search, start: DVec2) -> Option<Candidate> {
    let mut at = start;
    let mut slope = search.slope(at);
    for _ in 0..MAX_STEPS {
        if !slope.is_finite() || !search.contains(at, LONGEST) {
            return None;
        }
        if slope == DVec2::ZERO {
            break;
        }
        let Some(hessian) = hessian(search, at) else {
            break;
        };
        let Some(step) = step(hessian, slope) else {
            break;
        };
        let step = step.clamp_length_max(LONGEST) * search.cell;
        // Halve the step until the gradient norm falls.
        let lower = (0..MAX_HALVINGS)
            .map(|halvings| at + 0.5f64.powi(halvings) * step)
            .map(|next| (next, search.slope(next)))
            .find(|(_, next)| next.length_squared() < slope.length_squared());
        let Some(lower) = lower else { break };
        (at, slope) = lower;
    }
    if !search.contains(at, SLACK) {
        return None;
    }
    judge(search, at, slope)
}

/// −H⁻¹·∇f without the components in which H has no curvature; `None` if it has none at all.
fn step(hessian: DMat2, slope: DVec2) -> Option<DVec2> {
    let parts = principal(hessian);
    let none = NO_CURVATURE * size(&parts);
    let step = (parts.into_iter())
        .filter(|(curvature, _)| curvature.abs() > none)
        .map(|(curvature, along)| -(slope.dot(along) / curvature) * along)
        .sum::<DVec2>();
    (size(&parts) > 0.0 && step.is_finite()).then_some(step)
}

/// The curvatures of a symmetric matrix with their directions.
fn principal(matrix: DMat2) -> [(f64, DVec2); 2] {
    let (a, b, d) = (matrix.x_axis.x, matrix.x_axis.y, matrix.y_axis.y);
    let (middle, reach) = ((a + d) / 2.0, ((a - d) / 2.0).hypot(b));
    let along = DVec2::from_angle(0.5 * (2.0 * b).atan2(a - d));
    [(middle + reach, along), (middle - reach, along.perp())]
}

fn size(parts: &[(f64, DVec2); 2]) -> f64 {
    parts[0].0.abs().max(parts[1].0.abs())
}

/// Classifies the point found, if it is a critical point where f is smooth.
fn judge(search: &Search, at: DVec2, slope: DVec2) -> Option<Candidate> {
    let value = search.landscape.value(at);
    let scale = search.steepest(at, 1.0);
    let residual = slope.length();
    let near = search.steepest(at, RADII[RADII.len() - 1]);
    let level = value.is_finite() && scale > 0.0 && residual <= NO_SLOPE * scale;
    if !level || near > KINK * scale {
        return None;
    }
    if borders_on_level_ground(search, at) {
        return None;
    }
    let found = |kind, isolation| Candidate {
        point: FoundPoint { at, value, kind },
        isolation,
        scale,
        residual,
    };
    let Some(hessian) = hessian(search, at) else {
        return Some(found(Kind::Degenerate, SAME));
    };
    let next = match step(hessian, slope) {
        Some(next) => next.length(),
        // The Hessian is 0: at an isolated point, unless the gradient is 0 all around it.
        None if hessian == DMat2::ZERO && near > 0.0 => return Some(found(Kind::Degenerate, SAME)),
        None => return None,
    };
    if next > CONVERGED {
        return None;
    }
    let mut curvatures = principal(hessian).map(|(curvature, _)| curvature);
    if search.is_one_dimensional() {
        curvatures = [hessian.x_axis.x; 2];
    }
    let [high, low] = curvatures;
    let least = high.abs().min(low.abs());
    if least <= NO_CURVATURE * high.abs().max(low.abs()) {
        return Some(found(Kind::Degenerate, SAME));
    }
    let around = match search.hessian(at) {
        Some(_) => &search.around,
        None => &search.aside,
    };
    let steady = |radius: &f64| {
        around.iter().all(|&turn| {
            let near = search.hessian(at + *radius * turn * search.cell);
            near.is_some_and(|near| {
                let change = near - hessian;
                change.x_axis.length().hypot(change.y_axis.length()) <= STEADY * least
            })
        })
    };
    let beyond_rounding = |radius: &&f64| **radius > 100.0 * next;
    let steady = RADII
        .iter()
        .filter(beyond_rounding)
        .find(|radius| steady(radius));
    Some(match steady {
        // Where the Hessian is steady, the gradient takes each value once.
        Some(&radius) if low > 0.0 => found(Kind::Minimum, radius),
        Some(&radius) if high < 0.0 => found(Kind::Maximum, radius),
        Some(&radius) => found(Kind::Saddle, radius),
        None => found(kind_all_around(search, at), SAME),
    })
}

/// Whether the slope is 0 on more than a quarter of a circle around a point: the rim of a pit in a plain is as level as
/// the plain.
fn borders_on_level_ground(search: &Search, at: DVec2) -> bool {
    let is_level =
        |turn: &&DVec2| search.slope(at + RADII[1] * **turn * search.cell) == DVec2::ZERO;
    4 * search.around.iter().filter(is_level).count() > search.around.len()
}

/// Classifies a point where second derivatives jump: a minimum if f curves upwards in all directions, a maximum if
/// downwards.
fn kind_all_around(search: &Search, at: DVec2) -> Kind {
    if search.hessian(at).is_some() {
        return Kind::Degenerate;
    }
    let curves = |sign: f64, place: DVec2| {
        search.hessian(place).is_some_and(|hessian| {
            let [high, low] = principal(sign * hessian).map(|(curvature, _)| curvature);
            match search.is_one_dimensional() {
                true => sign * hessian.x_axis.x > 0.0,
                false => low > NO_CURVATURE * high,
            }
        })
    };
    let all = |sign: f64| {
        RADII[2..4].iter().all(|radius| {
            let mut places = search
                .aside
                .iter()
                .map(|&turn| at + *radius * turn * search.cell);
            places.all(|place| curves(sign, place))
        })
    };
    match (all(1.0), all(-1.0)) {
        (true, _) => Kind::Minimum,
        (_, true) => Kind::Maximum,
        _ => Kind::Degenerate,
    }
}

/// The Hessian at a point or, if there is none, the mean of those around it.
fn hessian(search: &Search, at: DVec2) -> Option<DMat2> {
    search.hessian(at).or_else(|| mean_hessian(search, at))
}

/// The mean of the Hessians around a point. If they are steady, it is also the Hessian at the point, even if a formula
/// such as cos √(x² + y²) has none there; where they jump, as between cells of a grid, it is between those on both
/// sides.
fn mean_hessian(search: &Search, at: DVec2) -> Option<DMat2> {
    let count = search.around.len() as f64;
    let hessians =
        (search.aside.iter()).map(|&turn| search.hessian(at + RADII[2] * turn * search.cell));
    let sum = hessians.sum::<Option<DMat2>>();
    sum.map(|sum| sum * (1.0 / count))
}
