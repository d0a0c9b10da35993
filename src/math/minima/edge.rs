//! Minima on the sides of a rectangle, beyond which f may fall further.

use glam::DVec2;
use rayon::prelude::*;

use super::{FoundPoint, Domain, Kind, Landscape, Search, kink::golden};

/// Samples on a side per cell.
const FINER: usize = 8;
/// The distances inside, in cells, at which f must be higher.
const INSIDE: [f64; 3] = [1e-2, 1e-4, 1e-6];
/// The minimum slope inwards, relative to that a cell away; a point below it is critical and not a boundary minimum.
const RISES: f64 = 1e-8;
/// The number of golden-section or bisection steps.
const DIVISIONS: usize = 72;

/// The points on the sides of a rectangle, lowest first, that are lower than all points near them inside but not
/// critical, as f falls on outside. For a function to be minimized within its rectangle, such as Eggholder, they are
/// minima too. `cells` is the number of cells along a side.
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
                .flat_map(|(from, to)| lows(&search, from, to)),
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

/// The local minima of f along a side, excluding its ends.
fn lows(search: &Search, from: DVec2, to: DVec2) -> Vec<DVec2> {
    let last = FINER * search.columns.max(search.rows);
    let side = to - from;
    // The ends and sides must be exact.
    let at = |part: f64| {
        let at = from + part * side;
        if side.x == 0.0 {
            at.with_x(from.x)
        } else {
            at.with_y(from.y)
        }
    };
    let f = |part: f64| match search.landscape.value(at(part)) {
        value if value.is_nan() => f64::INFINITY,
        value => value,
    };
    let part = |k: usize| k as f64 / last as f64;
    let values: Vec<f64> = (0..=last).into_par_iter().map(|k| f(part(k))).collect();
    (1..last)
        .filter(|&k| {
            let (before, here, after) = (values[k - 1], values[k], values[k + 1]);
            here <= before && here <= after && (here < before || here < after)
        })
        .map(|k| {
            let slope = |part: f64| search.landscape.gradient(at(part)).dot(side);
            let (from, to) = (part(k - 1), part(k + 1));
            at(match slope(from) < 0.0 && slope(to) > 0.0 {
                true => root(slope, from, to),
                false => golden(f, from, to, DIVISIONS),
            })
        })
        .collect()
}

/// The sign change of a function that is negative at `from` and positive at `to`.
fn root(f: impl Fn(f64) -> f64, from: f64, to: f64) -> f64 {
    let (mut from, mut to) = (from, to);
    for _ in 0..DIVISIONS {
        let middle = from + 0.5 * (to - from);
        if f(middle) < 0.0 {
            from = middle;
        } else {
            to = middle;
        }
    }
    from + 0.5 * (to - from)
}

/// Whether f rises from a boundary point to all points near it inside, with a slope that is not 0.
fn is_lowest_inside(search: &Search, at: DVec2) -> bool {
    let value = search.landscape.value(at);
    let (x, y) = (search.domain.x, search.domain.y);
    // Inwards; 0 along a side.
    let inwards = |v: f64, [low, high]: [f64; 2]| f64::from(v == low) - f64::from(v == high);
    let inwards = match search.is_one_dimensional() {
        true => DVec2::new(inwards(at.x, x), 0.0),
        false => DVec2::new(inwards(at.x, x), inwards(at.y, y)),
    };
    let slope = search.slope(at);
    let least = RISES * search.steepest(at, 1.0);
    let across = inwards.to_array().into_iter().zip(slope.to_array());
    let is_steep = (across.filter(|(inwards, _)| *inwards != 0.0))
        .map(|(inwards, slope)| inwards * slope)
        .all(|rise| rise > least || rise.is_nan());
    let rounding = 8.0 * f64::EPSILON * value.abs();
    let higher = || {
        INSIDE.iter().all(|&distance| {
            (search.around.iter())
                .map(|&turn| at + distance * turn * search.cell)
                .filter(|&near| search.contains(near, 0.0))
                .map(|near| search.landscape.value(near) - value)
                // Along the side, the closest points are level to rounding.
                .all(|rise| {
                    let least = match distance == INSIDE[0] {
                        true => rounding,
                        false => -rounding,
                    };
                    rise > least || rise.is_nan()
                })
        })
    };
    value.is_finite() && is_steep && higher()
}
