//! Newton's method on ∇f = 0, damped so that ‖∇f‖ never rises, and what a point that it comes to is.

use glam::{DMat2, DVec2};

use super::{Critical, Found, Kind, SAME, SLACK, Search};

/// Steps from one start. A root of third order, which Newton's method nears by a third each step, takes 60.
const MOST_STEPS: usize = 100;
/// The longest step, in cells.
const LONGEST: f64 = 2.0;
/// How many times a step is halved in search of a lower slope.
const MOST_HALVINGS: i32 = 30;
/// The method has converged where its next step is shorter, in cells.
const CONVERGED: f64 = 1e-5;
/// ‖∇f‖ is none below this part of what it is a cell away.
const NO_SLOPE: f64 = 1e-8;
/// There is a kink where ‖∇f‖ keeps more than this part of itself from a cell away to a millionth of a cell.
const KINK: f64 = 0.1;
/// A curvature below this part of the other is none: rounding leaves as much of one.
const NO_CURVATURE: f64 = 1e-12;
/// The Hessian is steady where it changes by less than this part of its least curvature.
const STEADY: f64 = 0.5;
/// The radii at which that is looked for, in cells.
const RADII: [f64; 6] = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6];

/// The critical point that the method comes to from a start, if it does inside the rectangle.
pub fn converge(search: &Search, start: DVec2) -> Option<Found> {
    let mut at = start;
    let mut slope = search.slope(at);
    for _ in 0..MOST_STEPS {
        if !slope.is_finite() || !search.contains(at, LONGEST) {
            return None;
        }
        if slope == DVec2::ZERO {
            break;
        }
        let Some(bend) = bend(search, at) else { break };
        let Some(step) = step(bend, slope) else {
            break;
        };
        let step = step.clamp_length_max(LONGEST) * search.cell;
        // Half as far until the slope falls.
        let lower = (0..MOST_HALVINGS)
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

/// −H⁻¹·∇f, without the part along which H has no curvature; none where it has none at all.
fn step(bend: DMat2, slope: DVec2) -> Option<DVec2> {
    let parts = principal(bend);
    let none = NO_CURVATURE * size(&parts);
    let step = (parts.into_iter())
        .filter(|(curvature, _)| curvature.abs() > none)
        .map(|(curvature, along)| -(slope.dot(along) / curvature) * along)
        .sum::<DVec2>();
    (size(&parts) > 0.0 && step.is_finite()).then_some(step)
}

/// The two curvatures of a symmetric matrix with their directions.
fn principal(matrix: DMat2) -> [(f64, DVec2); 2] {
    let (a, b, d) = (matrix.x_axis.x, matrix.x_axis.y, matrix.y_axis.y);
    let (middle, reach) = ((a + d) / 2.0, ((a - d) / 2.0).hypot(b));
    let along = DVec2::from_angle(0.5 * (2.0 * b).atan2(a - d));
    [(middle + reach, along), (middle - reach, along.perp())]
}

fn size(parts: &[(f64, DVec2); 2]) -> f64 {
    parts[0].0.abs().max(parts[1].0.abs())
}

/// What the method came to, if it is a critical point where f is smooth.
fn judge(search: &Search, at: DVec2, slope: DVec2) -> Option<Found> {
    let value = search.landscape.value(at);
    let steep = search.steepest(at, 1.0);
    let left = slope.length();
    let near = search.steepest(at, RADII[RADII.len() - 1]);
    let level = value.is_finite() && steep > 0.0 && left <= NO_SLOPE * steep;
    if !level || near > KINK * steep {
        return None;
    }
    if borders_on_level_ground(search, at) {
        return None;
    }
    let found = |kind, alone| Found {
        point: Critical { at, value, kind },
        alone,
        steep,
        left,
    };
    let Some(bend) = bend(search, at) else {
        return Some(found(Kind::Degenerate, SAME));
    };
    let next = match step(bend, slope) {
        Some(next) => next.length(),
        // All curvature is gone: at a point, unless the slope is gone all around.
        None if bend == DMat2::ZERO && near > 0.0 => return Some(found(Kind::Degenerate, SAME)),
        None => return None,
    };
    if next > CONVERGED {
        return None;
    }
    let mut curvatures = principal(bend).map(|(curvature, _)| curvature);
    if search.one() {
        curvatures = [bend.x_axis.x; 2];
    }
    let [high, low] = curvatures;
    let least = high.abs().min(low.abs());
    if least <= NO_CURVATURE * high.abs().max(low.abs()) {
        return Some(found(Kind::Degenerate, SAME));
    }
    let around = match search.bend(at) {
        Some(_) => &search.around,
        None => &search.aside,
    };
    let steady = |radius: &f64| {
        around.iter().all(|&turn| {
            let near = search.bend(at + *radius * turn * search.cell);
            near.is_some_and(|near| {
                let change = near - bend;
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
        // The gradient takes each value once as far as the Hessian is steady.
        Some(&radius) if low > 0.0 => found(Kind::Minimum, radius),
        Some(&radius) if high < 0.0 => found(Kind::Maximum, radius),
        Some(&radius) => found(Kind::Saddle, radius),
        None => found(kind_all_around(search, at), SAME),
    })
}

/// Whether there is no slope at all over more than a quarter of a circle around a point: the rim of a pit in a plain is
/// as level as the plain.
fn borders_on_level_ground(search: &Search, at: DVec2) -> bool {
    let is_level =
        |turn: &&DVec2| search.slope(at + RADII[1] * **turn * search.cell) == DVec2::ZERO;
    4 * search.around.iter().filter(is_level).count() > search.around.len()
}

/// What a point is where second derivatives jump: lowest if f curves upwards on all sides of it, highest if downwards.
fn kind_all_around(search: &Search, at: DVec2) -> Kind {
    if search.bend(at).is_some() {
        return Kind::Degenerate;
    }
    let curves = |sign: f64, place: DVec2| {
        search.bend(place).is_some_and(|bend| {
            let [high, low] = principal(sign * bend).map(|(curvature, _)| curvature);
            match search.one() {
                true => sign * bend.x_axis.x > 0.0,
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

/// The second derivatives at a point; where there are none, the mean of those around it.
fn bend(search: &Search, at: DVec2) -> Option<DMat2> {
    search.bend(at).or_else(|| mean_bend(search, at))
}

/// The mean of the second derivatives around a point: what they are there too, if they are steady, though a formula such
/// as cos √(x² + y²) has none to give; and between those on both sides where they jump, as from cell to cell of a grid.
fn mean_bend(search: &Search, at: DVec2) -> Option<DMat2> {
    let count = search.around.len() as f64;
    let bends = (search.aside.iter()).map(|&turn| search.bend(at + RADII[2] * turn * search.cell));
    let sum = bends.sum::<Option<DMat2>>();
    sum.map(|sum| sum * (1.0 / count))
}
