use proptest::prelude::*;
use serde_json::Value;

use super::*;

mod line;
mod search;

/// Landscapes whose derivatives are computed from their formula; formulas have their own tests.
const DEFINED_BY_FORMULA: [&str; 12] = [
    "goldstein_price",
    "three_hump_camel",
    "six_hump_camel",
    "easom",
    "eggholder",
    "levy13",
    "mccormick",
    "schwefel",
    "griewank",
    "drop_wave",
    "bukin6",
    "monkey_saddle",
];

/// The landscapes of the catalogue with hand-written derivatives, and a line fit.
fn hand_derived() -> Vec<(&'static str, Arc<dyn Landscape>)> {
    let line = LineFit::new(&[1.0, 2.0, 4.0, 7.0], &[2.5, 1.0, 3.0, 6.5], ["x", "y"]).unwrap();
    let catalogue = (CATALOGUE.iter())
        .filter(|entry| !DEFINED_BY_FORMULA.contains(&entry.name))
        .map(|entry| (entry.name, entry.build_default()));
    catalogue
        .chain([("line_fit", Arc::new(line) as Arc<dyn Landscape>)])
        .collect()
}

fn reference() -> Value {
    serde_json::from_str(include_str!("../../../tests/data/landscapes.json")).unwrap()
}

fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("{value} is not a number"))
}

#[track_caller]
fn assert_close(actual: f64, expected: f64, tolerance: f64, what: &str) {
    let error = (actual - expected).abs();
    assert!(
        error <= tolerance * expected.abs().max(1.0),
        "{what}: {actual:?}, expected {expected:?}"
    );
}

/// Whether finite differences with a step do not cross a kink.
fn is_far_from_kinks(landscape: &dyn Landscape, at: DVec2, step: f64) -> bool {
    let kinks = landscape
        .critical_points()
        .into_iter()
        .filter(|point| landscape.hessian(point.at).is_none());
    kinks
        .into_iter()
        .all(|kink| kink.at.distance(at) > 1e4 * step)
}

/// The magnitude of the terms that make up a derivative.
fn scale(hessian: DMat2, at: DVec2) -> f64 {
    let size = hessian.x_axis.length().max(hessian.y_axis.length());
    size * (1.0 + at.length())
}

proptest! {
    #[test]
    fn the_gradient_is_the_slope_of_the_value(fractions in [0.0..1.0, 0.0..1.0].prop_map(DVec2::from)) {
        const STEP: f64 = 1e-5;
        for (name, landscape) in hand_derived() {
            let at = landscape.domain().at(fractions);
            if !is_far_from_kinks(&*landscape, at, STEP) {
                continue;
            }
            let slope = |along: DVec2| {
                (landscape.value(at + STEP * along) - landscape.value(at - STEP * along)) / (2.0 * STEP)
            };
            let (slope, gradient) = (DVec2::new(slope(DVec2::X), slope(DVec2::Y)), landscape.gradient(at));
            let tolerance = 1e-7 * (1.0 + gradient.length() + landscape.value(at).abs());
            prop_assert!((slope - gradient).length() < tolerance, "{name} at {at}: {gradient}, by differences {slope}");
        }
    }

    #[test]
    fn the_hessian_is_the_slope_of_the_gradient(fractions in [0.0..1.0, 0.0..1.0].prop_map(DVec2::from)) {
        const STEP: f64 = 1e-5;
        for (name, landscape) in hand_derived() {
            let at = landscape.domain().at(fractions);
            if !is_far_from_kinks(&*landscape, at, STEP) {
                continue;
            }
            let slope = |along: DVec2| {
                (landscape.gradient(at + STEP * along) - landscape.gradient(at - STEP * along)) / (2.0 * STEP)
            };
            let slope = DMat2::from_cols(slope(DVec2::X), slope(DVec2::Y));
            let hessian = landscape.hessian(at).unwrap();
            let tolerance = 1e-7 * (1.0 + scale(hessian, at) + landscape.gradient(at).length());
            prop_assert!(slope.abs_diff_eq(hessian, tolerance), "{name} at {at}: {hessian}, by differences {slope}");
            prop_assert_eq!(hessian, hessian.transpose());
        }
    }

    #[test]
    fn no_value_is_below_a_global_minimum(fractions in [0.0..1.0, 0.0..1.0].prop_map(DVec2::from)) {
        for (name, landscape) in hand_derived() {
            let at = landscape.domain().at(fractions);
            for point in landscape.critical_points() {
                if point.kind == CriticalKind::Minimum {
                    prop_assert!(landscape.value(at) >= point.value, "{name} at {at}");
                }
            }
        }
    }

    #[test]
    fn ripples_are_bitwise_symmetric_in_both_parameters(x in -3.0..3.0, y in -3.0..3.0) {
        let (at, mirrored) = (DVec2::new(x, y), DVec2::new(y, x));
        prop_assert_eq!(Ripples.value(at), Ripples.value(mirrored));
        prop_assert_eq!(Ripples.gradient(at), { let g = Ripples.gradient(mirrored); DVec2::new(g.y, g.x) });
    }
}

#[test]
fn values_and_derivatives_agree_with_60_digit_arithmetic() {
    let points = reference()["points"].as_array().unwrap().clone();
    assert_eq!(points.len(), 3 * CATALOGUE.iter().len());
    for point in points {
        let name = point["landscape"].as_str().unwrap();
        let landscape = CATALOGUE.find(name).unwrap().build_default();
        let at = DVec2::new(number(&point["at"][0]), number(&point["at"][1]));
        let what = |part: &str| format!("{part} of {name} at {at}");
        assert_close(
            landscape.value(at),
            number(&point["value"]),
            // Formulas are evaluated as written, including terms that cancel.
            if DEFINED_BY_FORMULA.contains(&name) {
                1e-12
            } else {
                1e-14
            },
            &what("value"),
        );
        let (gradient, hessian) = (landscape.gradient(at), landscape.hessian(at).unwrap());
        for i in 0..2 {
            assert_close(
                gradient[i],
                number(&point["gradient"][i]),
                1e-12,
                &what("gradient"),
            );
            for j in 0..2 {
                assert_close(
                    hessian.col(i)[j],
                    number(&point["hessian"][i][j]),
                    1e-12,
                    &what("Hessian"),
                );
            }
        }
    }
}

#[test]
fn the_gradient_is_0_at_critical_points_up_to_rounding() {
    for (name, landscape) in hand_derived() {
        assert!(
            !landscape.critical_points().is_empty(),
            "{name} has no known minimum"
        );
        for CriticalPoint { at, .. } in landscape.critical_points() {
            let slope = landscape.gradient(at).length();
            let rounding = landscape
                .hessian(at)
                .map_or(0.0, |hessian| 4.0 * f64::EPSILON * scale(hessian, at));
            assert!(
                slope <= rounding,
                "{name} at {at}: gradient {slope:e}, more than {rounding:e}"
            );
        }
    }
}

#[test]
fn the_signs_of_the_hessian_match_the_kind() {
    for (name, landscape) in hand_derived() {
        for CriticalPoint { at, kind, .. } in landscape.critical_points() {
            let Some(hessian) = landscape.hessian(at) else {
                continue;
            };
            let (determinant, trace) = (hessian.determinant(), hessian.x_axis.x + hessian.y_axis.y);
            let fits = match kind {
                CriticalKind::Minimum | CriticalKind::LocalMinimum => {
                    determinant > 0.0 && trace > 0.0
                }
                CriticalKind::Maximum => determinant > 0.0 && trace < 0.0,
                CriticalKind::Saddle => determinant < 0.0,
            };
            assert!(fits, "{name} at {at} is not a {kind:?}: {hessian}");
        }
    }
}

#[test]
fn critical_points_are_in_the_domain_and_have_the_value_there() {
    for (name, landscape) in hand_derived() {
        for point in landscape.critical_points() {
            assert!(
                landscape.domain().contains(point.at),
                "{name}: {} is outside the domain",
                point.at
            );
            assert_eq!(
                point.value,
                landscape.value(point.at),
                "{name} at {}",
                point.at
            );
        }
    }
}

#[test]
fn known_minima_have_the_published_values() {
    for (name, value, count) in [
        ("bowl", 0.0, 1),
        ("quadratic", 0.0, 1),
        ("ripples", -0.0031290209703969812, 2),
        ("saddle", -2.5, 2),
        ("rosenbrock", 0.0, 1),
        ("himmelblau", 0.0, 4),
        ("beale", 0.0, 1),
        ("booth", 0.0, 1),
        ("matyas", 0.0, 1),
        ("rastrigin", 0.0, 1),
        ("ackley", 0.0, 1),
        ("styblinski_tang", -78.33233140754282, 1),
        ("sine_mountains", -11.192217648306823, 1),
        ("wavy_quartic", -6.86515387351775, 1),
        ("goldstein_price", 3.0, 1),
        ("three_hump_camel", 0.0, 1),
        ("six_hump_camel", -1.0316284534898774, 2),
        ("easom", -1.0, 1),
        ("levy13", 0.0, 1),
        ("mccormick", -1.9132229549810367, 1),
        ("schwefel", 0.0, 1),
        ("griewank", 0.0, 1),
        ("eggholder", -959.6406627208506, 1),
        ("drop_wave", -1.0, 1),
        ("bukin6", 0.0, 1),
    ] {
        let landscape = CATALOGUE.find(name).unwrap().build_default();
        let minima: Vec<f64> = landscape
            .critical_points()
            .iter()
            .filter(|point| point.kind == CriticalKind::Minimum)
            .map(|point| point.value)
            .collect();
        assert_eq!(minima.len(), count, "{name}");
        minima
            .iter()
            .for_each(|minimum| assert_close(*minimum, value, 1e-12, name));
    }
}

#[test]
fn wavy_quartic_has_the_sixteen_minima_of_the_reference() {
    let found = WavyQuartic.critical_points();
    let count = |wanted: &[CriticalKind]| {
        found
            .iter()
            .filter(|point| wanted.contains(&point.kind))
            .count()
    };
    assert_eq!(
        count(&[CriticalKind::Minimum, CriticalKind::LocalMinimum]),
        16
    );
    assert_eq!(count(&[CriticalKind::Saddle]), 32);
    assert_eq!(count(&[CriticalKind::Maximum]), 16);

    let expected = &reference()["checkpoints"]["004.mountains2d"]["expected"];
    let lowest = expected["five_lowest_minima"].as_array().unwrap().clone();
    for minimum in lowest {
        let at = DVec2::new(number(&minimum["x"]), number(&minimum["y"]));
        let ours = found
            .iter()
            .find(|point| point.at.distance(at) < 1e-12)
            .unwrap();
        assert_close(ours.value, number(&minimum["f"]), 1e-12, "wavy quartic");
    }
    let slope = DVec2::splat(3.0);
    assert_close(
        WavyQuartic.value(slope),
        18.0,
        1e-14,
        "(3, 3), which is not a minimum but high on a slope",
    );
}

#[test]
fn sine_mountains_and_ripples_have_the_critical_points_of_the_reference() {
    let checkpoints = &reference()["checkpoints"];
    let sine = &checkpoints["004.nonconvex2d_minima"]["expected"];
    let found = SineMountains.critical_points();
    assert_eq!(found.len(), 3);
    for (key, kind) in [
        ("global_min", CriticalKind::Minimum),
        ("other_local_min", CriticalKind::LocalMinimum),
        ("saddle", CriticalKind::Saddle),
    ] {
        let ours = found.iter().find(|point| point.kind == kind).unwrap();
        assert_close(ours.at.x, number(&sine[key]["x"]), 1e-12, key);
        assert_close(ours.at.y, number(&sine[key]["y"]), 1e-12, key);
        assert_close(ours.value, number(&sine[key]["f"]), 1e-12, key);
    }

    let ripples = checkpoints["000.c1.critical"]["expected"]["critical"]
        .as_array()
        .unwrap();
    for (ours, theirs) in Ripples.critical_points().iter().zip(ripples) {
        assert_close(ours.at.x, number(&theirs["x"]), 1e-14, "ripples");
        assert_close(ours.at.y, number(&theirs["y"]), 1e-14, "ripples");
        assert_close(ours.value, number(&theirs["f"]), 1e-14, "ripples");
    }
}

#[test]
fn ackley_has_a_kink_at_its_minimum() {
    assert_eq!(Ackley.value(DVec2::ZERO), 0.0);
    assert_eq!(Ackley.gradient(DVec2::ZERO), DVec2::ZERO);
    assert_eq!(Ackley.hessian(DVec2::ZERO), None);
    // Next to the tip the slope is 20 · 0.2 / √2 in every direction.
    for around in [DVec2::X, DVec2::Y, DVec2::new(-0.6, 0.8)] {
        let slope = Ackley.gradient(1e-9 * around);
        assert_close(
            slope.dot(around),
            8.0_f64.sqrt(),
            1e-7,
            "slope beside the tip",
        );
    }
}

#[test]
fn values_far_from_the_origin_are_infinite_and_not_nan() {
    for (name, landscape) in hand_derived() {
        for (x, y) in [(1e150, 1e150), (-1e150, 1e150), (0.0, -1e150), (1e150, 0.0)] {
            let value = landscape.value(DVec2::new(x, y));
            assert!(!value.is_nan(), "{name} at ({x}, {y})");
        }
    }
}

#[test]
fn names_are_unique_and_an_unknown_one_suggests_the_nearest() {
    for entry in &CATALOGUE {
        assert_eq!(CATALOGUE.find(entry.name).unwrap().name, entry.name);
        assert!(
            [
                entry.title.en,
                entry.title.zh,
                entry.doc.en,
                entry.doc.zh,
                entry.formula,
                entry.reference
            ]
            .iter()
            .all(|text| !text.is_empty())
        );
    }
    assert_eq!(
        CATALOGUE.find("rosenbrok").unwrap_err().nearest.as_deref(),
        Some("rosenbrock")
    );
}

#[test]
fn a_domain_must_be_two_finite_intervals() {
    assert!(Domain::new([-2.0, 2.0], [-1.0, 3.0]).is_ok());
    for x in [
        [1.0, 1.0],
        [2.0, 1.0],
        [f64::NAN, 1.0],
        [0.0, f64::INFINITY],
        [-1e308, 1e308],
    ] {
        assert_eq!(Domain::new(x, [0.0, 1.0]).unwrap_err().axis, 'x', "{x:?}");
    }
    let domain: Domain = ron::from_str("(x: (-2, 2), y: (-1, 3.5))").unwrap();
    assert_eq!(
        domain,
        Domain {
            x: [-2.0, 2.0],
            y: [-1.0, 3.5]
        }
    );
    let error = ron::from_str::<Domain>("(x: (2, -2), y: (-1, 3))")
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("domain x: (2, -2) is not an interval"),
        "{error}"
    );
}
