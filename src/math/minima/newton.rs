//! Newton's method on ∇f = 0, damped so that ‖∇f‖ never increases, and the classification of the points it finds.

use glam::{DMat2, DVec2};

use super::{Candidate, FoundPoint, Kind, MERGE_DISTANCE, SLACK, Search};

/// The maximum number of steps. A triple root, at which the error falls by a third per step, takes 60.
const MAX_STEPS: usize = 100;
/// The maximum length of a step, in cells; also how far outside the rectangle the method may go.
const MAX_STEP: f64 = 2.0;
/// The maximum number of halvings of a step.
const MAX_HALVINGS: i32 = 30;
/// The method has converged when its next step is shorter than this, in cells.
const CONVERGED_STEP: f64 = 1e-5;
/// ‖∇f‖ counts as 0 up to this fraction of its largest value a cell away.
const MAX_RESIDUAL: f64 = 1e-8;
/// The point is a kink if ‖∇f‖ a millionth of a cell away is more than this fraction of ‖∇f‖ a cell away.
const MAX_SLOPE_NEARBY: f64 = 0.1;
/// A curvature up to this fraction of the other counts as 0, as it may be due to rounding.
const MIN_CURVATURE_RATIO: f64 = 1e-12;
/// The Hessian counts as nearly constant if it changes by at most this fraction of its smallest curvature.
const MAX_HESSIAN_CHANGE: f64 = 0.5;
/// The radii of the circles, in cells, on which the Hessian is compared with that at the point.
const RADII: [f64; 6] = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6];

/// The critical point found from a start, if it is inside the rectangle.
pub(super) fn converge(search: &Search, start: DVec2) -> Option<Candidate> {
    let mut at = start;
    let mut slope = search.slope(at);
    for _ in 0..MAX_STEPS {
        if !slope.is_finite() || !search.contains(at, MAX_STEP) {
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
        let step = step.clamp_length_max(MAX_STEP) * search.cell;
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
    classify(search, at, slope)
}

/// The Newton step −H⁻¹·∇f, without the components along directions in which f has no curvature. `None` if it has none
/// in any direction.
fn step(hessian: DMat2, slope: DVec2) -> Option<DVec2> {
    let curvatures = principal_curvatures(hessian);
    let largest = largest_magnitude(&curvatures);
    let step = (curvatures.into_iter())
        .filter(|(curvature, _)| curvature.abs() > MIN_CURVATURE_RATIO * largest)
        .map(|(curvature, along)| -(slope.dot(along) / curvature) * along)
        .sum::<DVec2>();
    (largest > 0.0 && step.is_finite()).then_some(step)
}

/// The eigenvalues of a Hessian, the larger first, with their directions.
fn principal_curvatures(matrix: DMat2) -> [(f64, DVec2); 2] {
    let (a, b, d) = (matrix.x_axis.x, matrix.x_axis.y, matrix.y_axis.y);
    let (mean, deviation) = ((a + d) / 2.0, ((a - d) / 2.0).hypot(b));
    let along = DVec2::from_angle(0.5 * (2.0 * b).atan2(a - d));
    [(mean + deviation, along), (mean - deviation, along.perp())]
}

fn largest_magnitude(curvatures: &[(f64, DVec2); 2]) -> f64 {
    curvatures[0].0.abs().max(curvatures[1].0.abs())
}

/// Classifies the point found, if it is a critical point where f is smooth.
fn classify(search: &Search, at: DVec2, slope: DVec2) -> Option<Candidate> {
    let value = search.landscape.value(at);
    let scale = search.steepest(at, 1.0);
    let residual = slope.length();
    let near = search.steepest(at, RADII[RADII.len() - 1]);
    let is_critical = value.is_finite() && scale > 0.0 && residual <= MAX_RESIDUAL * scale;
    if !is_critical || near > MAX_SLOPE_NEARBY * scale {
        return None;
    }
    if borders_on_flat_region(search, at) {
        return None;
    }
    let found = |kind, isolation| Candidate {
        point: FoundPoint { at, value, kind },
        isolation,
        scale,
        residual,
    };
    let Some(hessian) = hessian(search, at) else {
        return Some(found(Kind::Degenerate, MERGE_DISTANCE));
    };
    let next = match step(hessian, slope) {
        Some(next) => next.length(),
        // The Hessian is 0, and the point isolated unless the gradient is 0 all around it.
        None if hessian == DMat2::ZERO && near > 0.0 => {
            return Some(found(Kind::Degenerate, MERGE_DISTANCE));
        }
        None => return None,
    };
    if next > CONVERGED_STEP {
        return None;
    }
    let mut curvatures = principal_curvatures(hessian).map(|(curvature, _)| curvature);
    if search.is_one_dimensional() {
        curvatures = [hessian.x_axis.x; 2];
    }
    let [high, low] = curvatures;
    let least = high.abs().min(low.abs());
    if least <= MIN_CURVATURE_RATIO * high.abs().max(low.abs()) {
        return Some(found(Kind::Degenerate, MERGE_DISTANCE));
    }
    let directions = match search.hessian(at) {
        Some(_) => &search.directions,
        None => &search.rotated_directions,
    };
    let is_steady = |radius: &f64| {
        directions.iter().all(|&direction| {
            let near = search.hessian(at + *radius * direction * search.cell);
            near.is_some_and(|near| {
                let change = near - hessian;
                change.x_axis.length().hypot(change.y_axis.length()) <= MAX_HESSIAN_CHANGE * least
            })
        })
    };
    let beyond_rounding = |radius: &&f64| **radius > 100.0 * next;
    let steady_radius = RADII
        .iter()
        .filter(beyond_rounding)
        .find(|radius| is_steady(radius));
    Some(match steady_radius {
        // Where the Hessian is nearly constant, the gradient takes each value only once, so no other point is critical.
        Some(&radius) if low > 0.0 => found(Kind::Minimum, radius),
        Some(&radius) if high < 0.0 => found(Kind::Maximum, radius),
        Some(&radius) => found(Kind::Saddle, radius),
        None => found(kind_all_around(search, at), MERGE_DISTANCE),
    })
}

/// Whether the gradient is 0 on more than a quarter of a small circle around a point, as at the rim of a flat region.
fn borders_on_flat_region(search: &Search, at: DVec2) -> bool {
    let is_level =
        |direction: &&DVec2| search.slope(at + RADII[1] * **direction * search.cell) == DVec2::ZERO;
    4 * search.directions.iter().filter(is_level).count() > search.directions.len()
}

/// Classifies a point where second derivatives jump: a minimum if f curves upwards everywhere on small circles around
/// it, a maximum if downwards everywhere; otherwise it is degenerate, as is a point where they do not jump.
fn kind_all_around(search: &Search, at: DVec2) -> Kind {
    if search.hessian(at).is_some() {
        return Kind::Degenerate;
    }
    let curves_upwards = |sign: f64, at: DVec2| {
        search.hessian(at).is_some_and(|hessian| {
            let [high, low] = principal_curvatures(sign * hessian).map(|(curvature, _)| curvature);
            match search.is_one_dimensional() {
                true => sign * hessian.x_axis.x > 0.0,
                false => low > MIN_CURVATURE_RATIO * high,
            }
        })
    };
    let all = |sign: f64| {
        RADII[2..4].iter().all(|radius| {
            let mut points = search
                .rotated_directions
                .iter()
                .map(|&direction| at + *radius * direction * search.cell);
            points.all(|point| curves_upwards(sign, point))
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

/// The mean of the Hessians on a small circle around a point; `None` if there is none somewhere on it. Where they are
/// nearly constant, this is also the Hessian at the point, even if a formula such as cos √(x² + y²) has none there;
/// where they jump, as between the cells of a grid, it is between those on both sides.
fn mean_hessian(search: &Search, at: DVec2) -> Option<DMat2> {
    let count = search.directions.len() as f64;
    let hessians = (search.rotated_directions.iter())
        .map(|&direction| search.hessian(at + RADII[2] * direction * search.cell));
    let sum = hessians.sum::<Option<DMat2>>();
    sum.map(|sum| sum * (1.0 / count))
}
