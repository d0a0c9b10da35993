use proptest::prelude::*;

use super::*;

fn axis(name: &str, at: &[f64]) -> Axis {
    Axis {
        name: name.into(),
        at: at.to_vec(),
    }
}

const X: [f64; 6] = [-2.0, -1.5, -0.25, 0.5, 1.75, 2.0];
const Y: [f64; 5] = [0.0, 0.5, 0.75, 2.0, 3.5];

fn sampled(f: impl Fn(f64, f64) -> f64) -> Grid {
    let heights: Vec<f64> = (Y.iter())
        .flat_map(|&y| X.iter().map(move |&x| (x, y)))
        .map(|(x, y)| f(x, y))
        .collect();
    Grid::new(axis("x", &X), axis("y", &Y), &heights, "z".into()).unwrap()
}

/// Rough enough that nothing cancels by chance; one height is missing.
fn rough() -> Grid {
    sampled(|x, y| match (x, y) {
        (0.5, 0.75) => f64::NAN,
        _ => (3.0 * x + y).sin() + x * y * y - (2.0 * y).cos() * x * x,
    })
}

/// By sixth-order differences, exact for the cubics of a cell but for rounding.
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
    fn value_and_gradient_go_over_from_cell_to_cell_without_a_jump(line in 1..4usize, part in 0.0..1.0f64, upright: bool) {
        let grid = rough();
        let (x, y) = (-2.0 + 4.0 * part, 3.5 * part);
        let (at, aside) = match upright {
            true => (DVec2::new(X[line], y), DVec2::X),
            false => (DVec2::new(x, Y[line]), DVec2::Y),
        };
        let (before, after) = (at - 1e-9 * aside, at + 1e-9 * aside);
        if grid.value(before).is_finite() && grid.value(after).is_finite() {
            // Slopes and curvatures here are below 200, over 2e-9.
            prop_assert!((grid.value(before) - grid.value(after)).abs() < 1e-6);
            prop_assert!(grid.gradient(before).distance(grid.gradient(after)) < 1e-6);
        }
    }

    #[test]
    fn a_quadratic_is_met_exactly_up_to_the_edges(s in 0.0..=1.0, t in 0.0..=1.0) {
        let f = |x: f64, y: f64| 2.0 * x * x - 3.0 * x * y + 0.5 * y * y + x - 4.0;
        let grid = sampled(f);
        let at = grid.domain().at(DVec2::new(s, t));
        prop_assert!((grid.value(at) - f(at.x, at.y)).abs() < 1e-12);
        let gradient = DVec2::new(4.0 * at.x - 3.0 * at.y + 1.0, -3.0 * at.x + at.y);
        prop_assert!(grid.gradient(at).distance(gradient) < 1e-12);
        // Divided by the square of the smallest step, 1/16.
        prop_assert!(grid.hessian(at).unwrap().abs_diff_eq(symmetric(4.0, -3.0, 1.0), 1e-11));
    }
}

#[test]
fn heights_are_met_at_the_nodes_and_nothing_lies_outside() {
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
fn heights_and_axes_that_make_no_surface_are_refused() {
    let refused = |x: &[f64], y: &[f64], z: &[f64]| {
        Grid::new(axis("alpha", x), axis("y", y), z, "z".into())
            .unwrap_err()
            .to_string()
    };
    let two = [0.0, 1.0];
    assert!(refused(&two, &[0.0], &two).starts_with("1 × 2 heights"));
    assert!(refused(&[0.0, 0.0], &two, &[0.0; 4]).contains("axis alpha has to rise"));
    assert!(refused(&[1.0, 0.0], &two, &[0.0; 4]).contains("value 2 is 0"));
    assert!(
        refused(&two, &[0.0, 1.0, 2.0], &[0.0; 4])
            .contains("has 3 values where the heights have 2")
    );
    assert!(refused(&two, &two, &[1.0, f64::NAN, 2.0, 3.0]).contains("too many are missing"));
}
