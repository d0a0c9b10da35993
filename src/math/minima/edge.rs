//! Minima on the boundary of a rectangle, where f falls further outside.

use glam::DVec2;
use rayon::prelude::*;

use super::{Domain, FoundPoint, Kind, Landscape, Search, kink::golden_section};

/// The number of samples per cell on a side of the rectangle.
const SAMPLES_PER_CELL: usize = 8;
/// The distances from a boundary minimum, in cells, at which f must be higher inside the rectangle.
const PROBE_DISTANCES: [f64; 3] = [1e-2, 1e-4, 1e-6];
/// The minimum slope inwards, relative to the largest ‖∇f‖ a cell away. A point with a smaller slope is critical and
/// not a boundary minimum.
const MIN_INWARD_SLOPE: f64 = 1e-8;
/// The number of steps of a golden-section search or a bisection.
const SEARCH_STEPS: usize = 72;

/// The minima on the boundary of a rectangle, lowest first: points that are lower than all points near them inside, but
/// not critical, as f falls further outside. If a function is to be minimized within its rectangle, such as Eggholder,
/// they are minima too. `cells` is the number of cells along a side.
pub fn edge_minima(landscape: &dyn Landscape, domain: Domain, cells: usize) -> Vec<FoundPoint> {
    let search = Search::new(landscape, domain, cells);
    let corner = |x: usize, y: usize| DVec2::new(domain.x[x], domain.y[y]);
    let mut points: Vec<DVec2> = match search.is_one_dimensional() {
        true => domain.x.map(|x| DVec2::new(x, 0.0)).to_vec(),
        false => [(0, 0), (0, 1), (1, 0), (1, 1)]
            .map(|(x, y)| corner(x, y))
            .to_vec(),
    };
    if !search.is_one_dimensional() {
        let sides = [
            (corner(0, 0), corner(1, 0)),
            (corner(0, 1), corner(1, 1)),
            (corner(0, 0), corner(0, 1)),
            (corner(1, 0), corner(1, 1)),
        ];
        points.extend(
            sides
                .into_iter()
                .flat_map(|(from, to)| minima_on_side(&search, from, to)),
        );
    }
    let mut minima: Vec<FoundPoint> = (points.into_iter())
        .filter(|&at| is_lowest_inside(&search, at))
        .map(|at| FoundPoint {
            at,
            value: landscape.value(at),
            kind: Kind::Minimum,
        })
        .collect();
    minima.sort_by(|a, b| a.value.total_cmp(&b.value));
    minima
}

/// The local minima of f along a side of the rectangle, excluding its ends.
fn minima_on_side(search: &Search, from: DVec2, to: DVec2) -> Vec<DVec2> {
    let last = SAMPLES_PER_CELL * search.columns.max(search.rows);
    let side = to - from;
    // The coordinate across the side must be exact.
    let at = |fraction: f64| {
        let at = from + fraction * side;
        if side.x == 0.0 {
            at.with_x(from.x)
        } else {
            at.with_y(from.y)
        }
    };
    let f = |fraction: f64| match search.landscape.value(at(fraction)) {
        value if value.is_nan() => f64::INFINITY,
        value => value,
    };
    let fraction = |k: usize| k as f64 / last as f64;
    let values: Vec<f64> = (0..=last).into_par_iter().map(|k| f(fraction(k))).collect();
    (1..last)
        .filter(|&k| {
            let (before, here, after) = (values[k - 1], values[k], values[k + 1]);
            here <= before && here <= after && (here < before || here < after)
        })
        .map(|k| {
            let slope = |fraction: f64| search.landscape.gradient(at(fraction)).dot(side);
            let (from, to) = (fraction(k - 1), fraction(k + 1));
            at(match slope(from) < 0.0 && slope(to) > 0.0 {
                true => root(slope, from, to),
                false => golden_section(f, from, to, SEARCH_STEPS),
            })
        })
        .collect()
}

/// The sign change of a function that is negative at `from` and positive at `to`.
fn root(f: impl Fn(f64) -> f64, from: f64, to: f64) -> f64 {
    let (mut from, mut to) = (from, to);
    for _ in 0..SEARCH_STEPS {
        let middle = from + 0.5 * (to - from);
        if f(middle) < 0.0 {
            from = middle;
        } else {
            to = middle;
        }
    }
    from + 0.5 * (to - from)
}

/// Whether f is higher at all points near a boundary point inside the rectangle, and rises inwards with a slope that is
/// not 0.
fn is_lowest_inside(search: &Search, at: DVec2) -> bool {
    let value = search.landscape.value(at);
    let (x, y) = (search.domain.x, search.domain.y);
    // The direction inwards from the boundary as 1 or −1, or 0 if the coordinate is not on it.
    let inwards = |v: f64, [low, high]: [f64; 2]| f64::from(v == low) - f64::from(v == high);
    let inwards = match search.is_one_dimensional() {
        true => DVec2::new(inwards(at.x, x), 0.0),
        false => DVec2::new(inwards(at.x, x), inwards(at.y, y)),
    };
    let slope = search.slope(at);
    let least = MIN_INWARD_SLOPE * search.steepest(at, 1.0);
    let across = inwards.to_array().into_iter().zip(slope.to_array());
    let is_steep = (across.filter(|(inwards, _)| *inwards != 0.0))
        .map(|(inwards, slope)| inwards * slope)
        .all(|rise| rise > least || rise.is_nan());
    let rounding = 8.0 * f64::EPSILON * value.abs();
    let is_lower_than_inside = || {
        PROBE_DISTANCES.iter().all(|&distance| {
            (search.directions.iter())
                .map(|&direction| at + distance * direction * search.cell)
                .filter(|&near| search.contains(near, 0.0))
                .map(|near| search.landscape.value(near) - value)
                // Along the side, points at the smaller distances may be level up to rounding.
                .all(|rise| {
                    let least = match distance == PROBE_DISTANCES[0] {
                        true => rounding,
                        false => -rounding,
                    };
                    rise > least || rise.is_nan()
                })
        })
    };
    value.is_finite() && is_steep && is_lower_than_inside()
}
