use glam::Vec2Swizzles;
use proptest::prelude::*;

use super::*;
use crate::math::{
    descent::descend,
    diagnosis::largest_stable_rate,
    minima::{self, Kind},
    optimizer,
    progress::no_progress,
    schedule::Schedule,
};

fn axis(name: &str, at: &[f64]) -> Axis {
    Axis {
        name: name.into(),
        positions: at.to_vec(),
    }
}

const X: [f64; 6] = [-2.0, -1.5, -0.25, 0.5, 1.75, 2.0];
const Y: [f64; 5] = [0.0, 0.5, 0.75, 2.0, 3.5];

fn sampled(f: impl Fn(f64, f64) -> f64) -> Grid {
    sampled_at(&X, &Y, f)
}

fn sampled_at(x: &[f64], y: &[f64], f: impl Fn(f64, f64) -> f64) -> Grid {
    let heights = Matrix::from_fn(y.len(), x.len(), |j, i| f(x[i], y[j]));
    Grid::new(axis("x", x), axis("y", y), &heights, "z".into()).unwrap()
}

/// The nodes of equal cells from `low` to `high`.
fn even(cells: usize, low: f64, high: f64) -> Vec<f64> {
    Axis::evenly_spaced("", [low, high], cells + 1).positions
}

/// Points across the domain, `count` along each side.
fn everywhere(grid: &Grid, count: usize) -> impl Iterator<Item = DVec2> + use<> {
    let domain = grid.domain();
    let part = move |k: usize| (k as f64 + 0.5) / count as f64;
    (0..count * count).map(move |k| domain.at(DVec2::new(part(k % count), part(k / count))))
}

/// The critical points found by the search, by kind: minima, maxima, saddles, degenerate ones.
fn found(grid: &Grid, cells: usize) -> [Vec<DVec2>; 4] {
    let points = minima::critical_points(grid, grid.domain(), cells, &mut no_progress).unwrap();
    [Kind::Minimum, Kind::Maximum, Kind::Saddle, Kind::Degenerate].map(|kind| {
        let of_kind = points.iter().filter(|point| point.kind == kind);
        of_kind.map(|point| point.at).collect()
    })
}

/// Asserts that the surface of 6 × 7 heights is between the corners of a cell at a point inside it.
fn keeps_between_corners(
    heights: &[u8],
    x: &[f64],
    y: &[f64],
    [i, j]: [usize; 2],
    [s, t]: [f64; 2],
) -> Result<(), TestCaseError> {
    let height = |i: usize, j: usize| f64::from(heights[j * 7 + i]);
    let heights = Matrix::from_fn(6, 7, |j, i| height(i, j));
    let grid = Grid::new(axis("x", x), axis("y", y), &heights, "z".into()).unwrap();
    let corners = [
        height(i, j),
        height(i + 1, j),
        height(i, j + 1),
        height(i + 1, j + 1),
    ];
    let least = corners.into_iter().fold(f64::INFINITY, f64::min);
    let greatest = corners.into_iter().fold(f64::NEG_INFINITY, f64::max);
    let at = DVec2::new(x[i] + s * (x[i + 1] - x[i]), y[j] + t * (y[j + 1] - y[j]));
    let value = grid.value(at.min(DVec2::new(x[6], y[5])));
    // Rounding of a dozen terms of the size of the heights.
    let keeps = (least - 1e-13..=greatest + 1e-13).contains(&value);
    prop_assert!(keeps, "{value} at {at} of {corners:?}");
    Ok(())
}

/// Irregular heights, so that no terms cancel; one height is missing.
fn rough() -> Grid {
    sampled(|x, y| match (x, y) {
        (0.5, 0.75) => f64::NAN,
        _ => (3.0 * x + y).sin() + x * y * y - (2.0 * y).cos() * x * x,
    })
}

/// A sixth-order difference, exact up to rounding for the cubics of a cell.
fn slope(f: impl Fn(f64) -> f64) -> f64 {
    const STEP: f64 = 1e-3;
    let apart = |k: f64| f(k * STEP) - f(-k * STEP);
    (45.0 * apart(1.0) - 9.0 * apart(2.0) + apart(3.0)) / (60.0 * STEP)
}

proptest! {
    #[test]
    fn derivatives_are_those_of_the_surface_itself(i in 0..5usize, j in 0..4usize, s in 0.02..0.98, t in 0.02..0.98) {
        let grid = rough();
        let at = DVec2::new(X[i] + s * (X[i + 1] - X[i]), Y[j] + t * (Y[j + 1] - Y[j]));
        let in_hole = (2..4).contains(&i) && (1..3).contains(&j);
        prop_assert_eq!(grid.value(at).is_nan(), in_hole);
        prop_assert_eq!(grid.hessian(at).is_none(), in_hole);
        if in_hole {
            prop_assert!(grid.gradient(at).is_nan());
            return Ok(());
        }
        let close = |a: f64, b: f64| (a - b).abs() <= (1e-6 * b.abs()).max(1e-9);
        let (gradient, hessian) = (grid.gradient(at), grid.hessian(at).unwrap());
        for (k, along) in [DVec2::X, DVec2::Y].into_iter().enumerate() {
            let differences = slope(|t| grid.value(at + t * along));
            prop_assert!(close(gradient[k], differences), "{gradient} at {at}, {differences}");
            for l in 0..2 {
                let differences = slope(|t| grid.gradient(at + t * along)[l]);
                prop_assert!(close(hessian.col(k)[l], differences), "{hessian} at {at}, {differences}");
            }
        }
    }

    #[test]
    fn value_and_gradient_are_continuous_between_cells(line in 1..4usize, part in 0.0..1.0f64, upright: bool) {
        let grid = rough();
        let (x, y) = (-2.0 + 4.0 * part, 3.5 * part);
        let (at, aside) = match upright {
            true => (DVec2::new(X[line], y), DVec2::X),
            false => (DVec2::new(x, Y[line]), DVec2::Y),
        };
        let (before, after) = (at - 1e-9 * aside, at + 1e-9 * aside);
        if grid.value(before).is_finite() && grid.value(after).is_finite() {
            // Slopes and curvatures here are below 200, over a distance of 2e-9.
            prop_assert!((grid.value(before) - grid.value(after)).abs() < 1e-6);
            prop_assert!(grid.gradient(before).distance(grid.gradient(after)) < 1e-6);
        }
    }

    /// Rough heights: two terraces, which have no smooth turn, on axes with uneven steps.
    #[test]
    fn between_rough_heights_the_surface_is_between_the_corners_of_its_cell(
        heights in prop::collection::vec(0..2u8, 7 * 6),
        steps in prop::collection::vec(0.3..3.0f64, 7 + 6),
        i in 0..6usize, j in 0..5usize, s in 0.0..=1.0, t in 0.0..=1.0,
    ) {
        let places = |steps: &[f64]| -> Vec<f64> {
            steps.iter().scan(-2.0, |at, step| { *at += step; Some(*at) }).collect()
        };
        keeps_between_corners(&heights, &places(&steps[..7]), &places(&steps[7..]), [i, j], [s, t])?;
    }

    /// Three terraces may look like a smooth turn on axes with uneven steps, but not with even ones.
    #[test]
    fn between_terraces_the_surface_is_between_the_corners_of_its_cell(
        heights in prop::collection::vec(0..3u8, 7 * 6),
        i in 0..6usize, j in 0..5usize, s in 0.0..=1.0, t in 0.0..=1.0,
    ) {
        keeps_between_corners(&heights, &even(6, 0.0, 3.0), &even(5, -1.0, 9.0), [i, j], [s, t])?;
    }

    #[test]
    fn the_surface_is_monotone_along_lines_of_monotone_heights(
        rises in prop::collection::vec(prop::option::of(0.0..4.0f64), 5 * 8),
        row in 0..5usize, upright: bool,
    ) {
        let height = |i: usize, j: usize| {
            (0..i).map(|k| rises[j * 8 + k].unwrap_or(0.0)).sum::<f64>() - 3.0 * j as f64
        };
        let (long, short) = (even(8, 0.0, 4.0), even(4, -1.0, 1.0));
        let grid = match upright {
            false => Grid::new(
                axis("x", &long), axis("y", &short),
                &Matrix::from_fn(5, 9, |j, i| height(i, j)), "z".into(),
            ),
            true => Grid::new(
                axis("x", &short), axis("y", &long),
                &Matrix::from_fn(9, 5, height), "z".into(),
            ),
        }
        .unwrap();
        let place = |k: usize| {
            let along = 4.0 * k as f64 / 400.0;
            match upright { false => DVec2::new(along, short[row]), true => DVec2::new(short[row], along) }
        };
        for k in 0..400 {
            let (before, after) = (grid.value(place(k)), grid.value(place(k + 1)));
            prop_assert!(after >= before - 1e-12, "{before}, {after} at {}", place(k));
        }
    }

    /// Narrow valleys in any direction, whose floor need not contain a node: away from the boundary, the surface equals
    /// the function.
    #[test]
    fn a_quadratic_is_reproduced_exactly_inside(
        s in 0.0..=1.0, t in 0.0..=1.0, turn in 0.0..3.2f64, narrow in 1.0..300.0f64, x0 in -1.0..1.0, y0 in -1.0..1.0,
    ) {
        let (sin, cos) = turn.sin_cos();
        let parts = |at: DVec2| DVec2::new(cos * (at.x - x0) + sin * (at.y - y0), cos * (at.y - y0) - sin * (at.x - x0));
        let f = |at: DVec2| parts(at).x.powi(2) + narrow * parts(at).y.powi(2) + at.x;
        let nodes = even(12, -6.0, 6.0);
        let grid = sampled_at(&nodes, &nodes, |x, y| f(DVec2::new(x, y)));
        let at = DVec2::new(-3.0 + 6.0 * s, -3.0 + 6.0 * t);
        prop_assert!((grid.value(at) - f(at)).abs() < 1e-12 * narrow * 100.0, "{} {}", grid.value(at), f(at));
        let p = parts(at);
        let gradient = 2.0 * (p.x * DVec2::new(cos, sin) + narrow * p.y * DVec2::new(-sin, cos)) + DVec2::X;
        prop_assert!(grid.gradient(at).distance(gradient) < 1e-11 * narrow * 100.0);
    }
}

/// On halving the node distance: third order where the function is smooth around the point, second at the boundary.
#[test]
fn the_error_falls_with_the_node_distance() {
    let f = |x: f64, y: f64| (2.0 * x).sin() * (1.3 * y).cos() + 0.2 * x * y;
    let worst = |cells: usize, inside: f64| {
        let nodes = even(cells, -3.0, 3.0);
        let grid = sampled_at(&nodes, &nodes, f);
        everywhere(&grid, 201)
            .filter(|at| at.abs().max_element() < inside)
            .map(|at| (grid.value(at) - f(at.x, at.y)).abs())
            .fold(0.0, f64::max)
    };
    for cells in [30, 60, 120] {
        let (coarse, fine) = (worst(cells, 2.0), worst(2 * cells, 2.0));
        assert!(coarse > 7.0 * fine, "inside, {cells}: {coarse:e}, {fine:e}");
        // Less than a tenth of the squared distance, where the curvature of f is up to 4.
        let (apart, coarse) = (6.0 / cells as f64, worst(cells, 3.0));
        assert!(coarse < 0.1 * apart * apart, "{cells}: {coarse:e}");
    }
    assert!(worst(60, 2.0) < 1e-3);
}

#[test]
fn one_pit_in_a_plain_is_one_minimum() {
    let nodes = even(10, -5.0, 5.0);
    let grid = sampled_at(
        &nodes,
        &nodes,
        |x, y| {
            if (x, y) == (0.0, 0.0) { 0.1 } else { 5.0 }
        },
    );
    for at in everywhere(&grid, 101) {
        assert!(
            (0.1..=5.0).contains(&grid.value(at)),
            "{} at {at}",
            grid.value(at)
        );
    }
    // Search grids with cells of another size than the landscape's, of the same size, and with centres on its lines.
    for cells in [64, 10, 20, 5, 33] {
        let [minima, maxima, saddles, degenerate] = found(&grid, cells);
        assert_eq!(minima.len(), 1, "{cells}: {minima:?}");
        // Where the Hessian jumps, values decide: near a minimum they differ by the square of the distance.
        assert!(
            minima[0].length() < f64::EPSILON.sqrt(),
            "{cells}: {minima:?}"
        );
        assert_eq!(
            [&maxima, &saddles, &degenerate].map(Vec::len),
            [0; 3],
            "{cells}"
        );
    }
}

#[test]
fn a_cliff_causes_no_overshoot() {
    let nodes = even(20, -1.0, 1.0);
    for turn in [0.0, 0.3, std::f64::consts::FRAC_PI_4, 1.2] {
        let (sin, cos) = f64::sin_cos(turn);
        let grid = sampled_at(&nodes, &nodes, |x, y| f64::from(cos * x + sin * y > 0.05));
        for at in everywhere(&grid, 157) {
            let value = grid.value(at);
            assert!((-1e-14..=1.0 + 1e-14).contains(&value), "{value} at {at}");
        }
        let [minima, maxima, ..] = found(&grid, 64);
        assert_eq!([minima.len(), maxima.len()], [0, 0], "{turn}");
    }
}

/// As many as the function has: the surface adds none in a valley oblique to the grid lines.
#[test]
fn a_smooth_function_has_its_own_minima_on_a_grid() {
    let nodes = even(40, -2.0, 2.0);
    let valley = |x: f64, y: f64| {
        let (along, across) = (
            0.6 * (x - 0.13) + 0.8 * (y + 0.07),
            0.6 * (y + 0.07) - 0.8 * (x - 0.13),
        );
        along * along + 100.0 * across * across
    };
    let grid = sampled_at(&nodes, &nodes, valley);
    let minima = &found(&grid, 64)[0];
    let inside: Vec<_> = minima
        .iter()
        .filter(|at| at.abs().max_element() < 1.8)
        .collect();
    assert_eq!(inside.len(), 1, "{minima:?}");
    assert!(inside[0].distance(DVec2::new(0.13, -0.07)) < 1e-9);
    let himmelblau = |x: f64, y: f64| (x * x + y - 11.0).powi(2) + (x + y * y - 7.0).powi(2);
    let nodes = even(60, -5.0, 5.0);
    let found = found(&sampled_at(&nodes, &nodes, himmelblau), 64);
    let inside = found.clone().map(|points| {
        points
            .iter()
            .filter(|at| at.abs().max_element() < 4.6)
            .count()
    });
    assert_eq!(inside, [4, 1, 4, 0], "{found:?}");
    for known in [
        (3.0, 2.0),
        (-2.805118, 3.131313),
        (-3.779310, -3.283186),
        (3.584428, -1.848127),
    ] {
        let near = |at: &DVec2| at.distance(known.into()) < 0.02;
        assert!(found[0].iter().any(near), "{known:?}: {:?}", found[0]);
    }
}

#[test]
fn on_the_lines_between_cells_there_are_no_second_derivatives() {
    let grid = sampled(|x, y| x * x * x - x * y * y);
    for at in [(X[2], 0.3), (0.0, Y[1]), (X[1], Y[3])] {
        assert_eq!(grid.hessian(at.into()), None, "{at:?}");
        assert!(grid.gradient(at.into()).is_finite());
    }
    for at in [(X[0], 0.3), (0.0, Y[4]), (0.1, 1.0)] {
        assert!(grid.hessian(at.into()).is_some(), "{at:?}");
    }
}

#[test]
fn the_interpolation_is_symmetric_in_x_and_y() {
    let f = |x: f64, y: f64| (3.0 * x + y).sin() + (x * y).floor();
    let (grid, turned) = (sampled_at(&X, &Y, f), sampled_at(&Y, &X, |y, x| f(x, y)));
    for at in everywhere(&grid, 40) {
        let there = turned.value(at.yx());
        assert!((grid.value(at) - there).abs() < 1e-12, "{at}");
    }
}

/// Bitwise level, so that the search finds nothing there.
#[test]
fn level_heights_are_level_between_the_nodes() {
    let grid = sampled(|_, _| 3.3);
    for at in everywhere(&grid, 30) {
        assert_eq!(grid.value(at), 3.3);
        assert_eq!(grid.gradient(at), DVec2::ZERO);
    }
}

#[test]
fn heights_are_exact_at_the_nodes_and_undefined_outside() {
    let grid = rough();
    let f = |x: f64, y: f64| (3.0 * x + y).sin() + x * y * y - (2.0 * y).cos() * x * x;
    for at in [(-2.0, 0.0), (2.0, 3.5), (-1.5, 2.0), (1.75, 0.0)] {
        assert_eq!(grid.value(at.into()), f(at.0, at.1));
    }
    assert!(grid.value(DVec2::new(2.1, 1.0)).is_nan());
    assert!(grid.value(DVec2::new(0.0, f64::NAN)).is_nan());
    assert_eq!(
        grid.domain(),
        Domain {
            x: [-2.0, 2.0],
            y: [0.0, 3.5]
        }
    );
}

#[test]
fn heights_and_axes_without_a_surface_are_rejected() {
    let refused = |x: &[f64], y: &[f64], rows: usize, z: &[f64]| {
        let heights = Matrix::new(rows, z.len() / rows, z.to_vec()).unwrap();
        Grid::new(axis("alpha", x), axis("y", y), &heights, "z".into())
            .unwrap_err()
            .to_string()
    };
    let two = [0.0, 1.0];
    assert!(refused(&two, &[0.0], 1, &two).starts_with("1 × 2 heights"));
    assert!(refused(&[0.0, 0.0], &two, 2, &[0.0; 4]).contains("axis alpha must increase"));
    assert!(refused(&[1.0, 0.0], &two, 2, &[0.0; 4]).contains("value 2 is 0"));
    assert!(
        refused(&two, &[0.0, 1.0, 2.0], 2, &[0.0; 4])
            .contains("has 3 values where the heights have 2")
    );
    // The right number of values, but not in these rows and columns.
    assert!(
        refused(&[0.0, 1.0, 2.0], &two, 3, &[0.0; 6])
            .contains("axis alpha has 3 values where the heights have 2")
    );
    assert!(refused(&two, &two, 2, &[1.0, f64::NAN, 2.0, 3.0]).contains("too many are missing"));
}

/// A start on a line between cells, as users' starts usually are.
#[test]
fn newtons_method_on_a_quadratic_of_a_grid_takes_one_step_from_a_node() {
    let nodes = even(16, -4.0, 4.0);
    let grid = sampled_at(&nodes, &nodes, |x, y| x * x + 9.0 * y * y - x * y + x);
    let optimizer = optimizer::CATALOGUE.find("newton").unwrap().build_default();
    let start = [2.0, -1.0];
    let path = descend(&grid, optimizer, Schedule::Constant, &start, 1, None).unwrap();
    // ∇f = 0 at 35·x = −18, 35·y = −1.
    assert!(
        path.plane_point(1).distance(DVec2::new(-18.0, -1.0) / 35.0) < 1e-6,
        "{path:?}"
    );
    let rate = largest_stable_rate(&grid, &[-0.5, 0.0]).unwrap();
    assert!((rate - 2.0 / (10.0 + 65f64.sqrt())).abs() < 1e-9, "{rate}");
}
