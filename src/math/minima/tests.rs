use std::f64::consts::PI;

use super::*;
use crate::math::{
    formula::Formula,
    landscape::{self, CATALOGUE, CriticalKind},
    progress::no_progress,
};

const CELLS: usize = 64;

fn points_on(name: &str, cells: usize) -> Vec<FoundPoint> {
    let landscape = landscape::CATALOGUE.find(name).unwrap().build_default();
    critical_points(
        landscape.as_ref(),
        landscape.domain(),
        cells,
        &mut no_progress,
    )
    .unwrap()
}

fn points_of(name: &str) -> Vec<FoundPoint> {
    points_on(name, CELLS)
}

fn points_of_formula(text: &str, cells: usize) -> Vec<FoundPoint> {
    let formula = Formula::parse(text).unwrap();
    critical_points(&formula, formula.domain(), cells, &mut no_progress).unwrap()
}

/// The numbers of minima, maxima, saddles and degenerate points.
fn kinds(points: &[FoundPoint]) -> [usize; 4] {
    [Kind::Minimum, Kind::Maximum, Kind::Saddle, Kind::Degenerate]
        .map(|kind| points.iter().filter(|point| point.kind == kind).count())
}

/// Every critical point stated in the catalogue is found, and every reported minimum is lower than its surroundings: on
/// circles of 360 points that the search does not use.
#[test]
fn the_search_finds_the_stated_points_and_no_false_minima() {
    for entry in &CATALOGUE {
        let landscape = entry.build_default();
        let (name, domain) = (entry.name, landscape.domain());
        let points = critical_points(landscape.as_ref(), domain, CELLS, &mut no_progress).unwrap();
        let size = domain.size();
        for known in landscape.critical_points() {
            // At kinks as narrow as Bukin's, rounding leaves an uncertainty of 10⁻⁵ of the position.
            let is_known = |point: &&FoundPoint| ((point.at - known.at) / size).length() < 1e-5;
            let edge = edge_minima(landscape.as_ref(), domain, CELLS);
            let found = points.iter().chain(&edge).find(is_known);
            let found = found.unwrap_or_else(|| panic!("{name}: none at {}", known.at));
            let kind = match known.kind {
                CriticalKind::Minimum | CriticalKind::LocalMinimum => Kind::Minimum,
                CriticalKind::Maximum => Kind::Maximum,
                CriticalKind::Saddle => Kind::Saddle,
            };
            let matches = found.kind == kind || found.kind == Kind::Degenerate;
            assert!(matches, "{name}: {found:?}, known as {kind:?}");
        }
        for point in points.iter().filter(|point| point.kind == Kind::Minimum) {
            for radius in [1e-2, 1e-3, 1e-4] {
                let directions =
                    (0..360).map(|degrees| DVec2::from_angle(f64::from(degrees) * PI / 180.0));
                for direction in directions {
                    let near = point.at + radius * direction * size / CELLS as f64;
                    let rise = landscape.value(near) - point.value;
                    let rounding = 1e-13 * (point.value.abs() + 1e-9 * point.at.length());
                    assert!(
                        rise >= -rounding,
                        "{name}: {point:?} is above {near} by {rise:e}"
                    );
                }
            }
        }
    }
}

/// The numbers of minima, maxima, saddles and degenerate points derived from the formulas.
#[test]
fn the_search_finds_every_critical_point() {
    for (name, expected) in [
        ("bowl", [1, 0, 0, 0]),
        ("saddle", [2, 0, 1, 0]),
        ("ripples", [2, 0, 1, 0]),
        ("rosenbrock", [1, 0, 0, 0]),
        ("himmelblau", [4, 1, 4, 0]),
        ("booth", [1, 0, 0, 0]),
        ("matyas", [1, 0, 0, 0]),
        // 11 minima and 10 maxima along each coordinate.
        ("rastrigin", [121, 100, 220, 0]),
        ("styblinski_tang", [4, 1, 4, 0]),
        ("goldstein_price", [4, 1, 4, 0]),
        ("three_hump_camel", [3, 0, 2, 0]),
        ("six_hump_camel", [6, 2, 7, 0]),
        ("mccormick", [2, 0, 1, 0]),
        ("bukin6", [1, 0, 0, 0]),
        // The lowest point, where a formula in √(x² + y²) has no derivatives, is surrounded by ten circular valleys and
        // ridges. Seven are complete; the other three have four pieces each in the corners.
        ("drop_wave", [1, 0, 0, 19]),
        ("monkey_saddle", [0, 0, 0, 1]),
        // With u = x − π, tan u = −2u has the roots 0, ±1.837 and ±4.816; at pairs of these the slopes of both factors
        // are 0. In addition, both factors are 0 at ±π/2 and ±3π/2: 16 saddles.
        ("easom", [9 + 4, 4 + 8, 16, 0]),
        // x·sin √|x| has 7 minima and 7 maxima.
        ("schwefel", [49, 49, 98, 0]),
    ] {
        assert_eq!(
            kinds(&points_of(name)),
            expected,
            "{name}: {:#?}",
            points_of(name)
        );
    }
}

/// At 0, x·sin √|x| is level but rising, with unbounded curvature; next to it are a minimum and a maximum, at ±5.239.
#[test]
fn a_point_with_unbounded_curvature_is_degenerate() {
    let schwefel = landscape::CATALOGUE
        .find("schwefel")
        .unwrap()
        .build_default();
    let domain = Domain::new([-10.0, 10.0], [-10.0, 10.0]).unwrap();
    for cells in [63, 64, 65] {
        let points = critical_points(schwefel.as_ref(), domain, cells, &mut no_progress).unwrap();
        assert_eq!(kinds(&points), [1, 1, 2, 5], "{cells}: {points:?}");
    }
}

#[test]
fn the_monkey_saddle_is_degenerate_on_every_grid() {
    for cells in [1, 2, 7, 15, 64, 128] {
        let points = points_on("monkey_saddle", cells);
        assert_eq!(kinds(&points), [0, 0, 0, 1], "{cells}: {points:?}");
        assert!(points[0].at.length() < 1e-6, "{points:?}");
    }
}

#[test]
fn the_rippled_bowl_has_two_minima_and_a_saddle() {
    let points = points_of("ripples");
    assert!((points[0].value + 0.003129020970397).abs() < 1e-12);
    assert!((points[0].at.abs() - 0.1131102585651).abs().max_element() < 1e-9);
    assert_eq!(points[2].kind, Kind::Saddle);
}

#[test]
fn sine_mountains_has_two_minima_and_a_saddle() {
    let points = points_of("sine_mountains");
    let values = [-11.19221764831, 5.069191306786, 9.848409870839];
    assert_eq!(points.len(), 3, "{points:?}");
    for (point, value) in points.iter().zip(values) {
        assert!((point.value - value).abs() < 1e-10, "{point:?}");
    }
}

/// The function of one variable has four minima and four maxima; the sum over two variables has every pair.
#[test]
fn the_wavy_quartic_has_sixty_four_critical_points() {
    let text = "x^4 - 4x^3 + 4x^2 + x^2 sin(2π x)";
    let line = Formula::parse(text).unwrap();
    let domain = Domain::new([-0.5, 3.5], [-0.5, 3.5]).unwrap();
    let points = critical_points(&line, domain, 64, &mut no_progress).unwrap();
    assert_eq!(kinds(&points), [4, 4, 0, 0], "{points:?}");
    assert!((points[0].at.x - 2.721905423537).abs() < 1e-10);
    assert!((points[0].value + 3.432576936759).abs() < 1e-10);
    assert!((points[7].at.x - 3.369481394402).abs() < 1e-10);
    let sum = landscape::CATALOGUE
        .find("wavy_quartic")
        .unwrap()
        .build_default();
    let points = critical_points(sum.as_ref(), domain, 64, &mut no_progress).unwrap();
    assert_eq!(kinds(&points), [16, 16, 32, 0]);
}

#[test]
fn extrema_at_kinks_are_found() {
    let points = points_of("ackley");
    let lowest = points[0];
    assert!(
        lowest.at.length() < 1e-9 && lowest.kind == Kind::Minimum,
        "{lowest:?}"
    );
    for (text, sign) in [
        ("|x - 0.3| + 2|y + 1|", 1.0),
        ("-|x - 0.3| - 2|y + 1|", -1.0),
    ] {
        let points = points_of_formula(text, 16);
        let kind = if sign > 0.0 {
            Kind::Minimum
        } else {
            Kind::Maximum
        };
        assert_eq!(points.len(), 1, "{text}: {points:?}");
        assert_eq!(points[0].kind, kind, "{text}");
        assert!(
            points[0].at.distance(DVec2::new(0.3, -1.0)) < 1e-9,
            "{text}: {points:?}"
        );
    }
    assert_eq!(kinds(&points_of_formula("|x| + |y|", 64)), [1, 0, 0, 0]);
    assert_eq!(
        kinds(&points_of_formula("sqrt(|x|) + y^2", 64)),
        [1, 0, 0, 0]
    );
    assert_eq!(
        kinds(&points_of_formula("max(x^2 + y^2, x + y)", 64)),
        [1, 0, 0, 0]
    );
}

#[test]
fn one_variable_is_searched_along_its_line() {
    assert_eq!(kinds(&points_of_formula("|x - 1|", 64)), [1, 0, 0, 0]);
    assert_eq!(kinds(&points_of_formula("x^3 - 3x", 64)), [1, 1, 0, 0]);
    assert_eq!(kinds(&points_of_formula("x^3", 64)), [0, 0, 0, 1]);
    assert_eq!(kinds(&points_of_formula("x sin(1/x) + x^2", 7))[3], 0);
    let waves = points_of_formula("sin(x)", 64);
    // ±π/2 and ±3π/2 are between −5 and 5.
    assert_eq!(kinds(&waves), [2, 2, 0, 0], "{waves:?}");
}

#[test]
fn holes_cause_no_false_critical_points() {
    // x·ln x has its minimum at 1/e and is undefined for negative x.
    let points = points_of_formula("x ln(x) + y^2", 64);
    assert_eq!(kinds(&points), [1, 0, 0, 0], "{points:?}");
    assert!(
        points[0]
            .at
            .distance(DVec2::new(1.0 / std::f64::consts::E, 0.0))
            < 1e-12
    );
    for text in [
        "ln(-1 - x^2 - y^2)",
        "ln(x) + y",
        "ln(x^2 + y^2)",
        "1/x + y",
        "-1/(x^2 + y^2)",
    ] {
        let points = points_of_formula(text, 33);
        assert_eq!(points, [], "{text}");
    }
    // √x has its minimum at the boundary of its domain.
    assert_eq!(kinds(&points_of_formula("sqrt(x) + y^2", 64)), [1, 0, 0, 0]);
}

#[test]
fn flat_regions_and_slopes_have_no_critical_points() {
    for text in [
        "x + y",
        "0 x y + 3",
        "floor(x) + floor(y)",
        "max(1, x^2 + y^2)",
        "1/(1 + exp(-9x)) + 0y",
        "exp(x) + exp(y)",
        "x + 0.01 x^3 + y",
    ] {
        for cells in [8, 64] {
            let points = points_of_formula(text, cells);
            assert_eq!(kinds(&points)[0], 0, "{text}: {points:?}");
            assert_eq!(points.len(), 0, "{text}: {points:?}");
        }
    }
}

#[test]
fn a_valley_has_one_degenerate_point() {
    for text in [
        "(x - y)^2",
        "|x - y|",
        "x^4 + y^4",
        "(x^2 + y^2 - 4)^2 + 1",
        "x^2 + 0y",
    ] {
        let points = points_of_formula(text, 64);
        let degenerate = kinds(&points)[3];
        assert_eq!(degenerate, 1, "{text}: {points:?}");
    }
}

/// Slow valleys and flat tails, with curvatures that differ by a factor of 10¹².
#[test]
fn ill_conditioned_bowls_have_one_minimum() {
    for text in [
        "x^2 + 1e6 y^2",
        "1e9(x - y/3)^2 + (x + y - 1)^2",
        "x^2 + 1e-9 (y - 1)^2",
    ] {
        let points = points_of_formula(text, 64);
        assert_eq!(kinds(&points), [1, 0, 0, 0], "{text}: {points:?}");
    }
}

#[test]
fn the_minimum_of_eggholder_is_on_the_boundary() {
    let egg = landscape::CATALOGUE
        .find("eggholder")
        .unwrap()
        .build_default();
    let lowest = edge_minima(egg.as_ref(), egg.domain(), CELLS)[0];
    assert_eq!(lowest.at.x, 512.0);
    assert!((lowest.at.y - 404.2318051137578).abs() < 1e-6, "{lowest:?}");
    assert!(
        (lowest.value + 959.6406627208508).abs() < 1e-10,
        "{lowest:?}"
    );
    // No point inside is as low.
    assert!(points_of("eggholder")[0].value > lowest.value);
}

#[test]
fn boundary_minima_are_where_the_function_falls_further_outside() {
    let edge = |text: &str| {
        let formula = Formula::parse(text).unwrap();
        let minima = edge_minima(&formula, formula.domain(), 16);
        minima
            .into_iter()
            .map(|point| point.at.to_array())
            .collect::<Vec<_>>()
    };
    assert_eq!(edge("x + y"), [[-5.0, -5.0]]);
    assert_eq!(edge("x^2 + y^2"), [[0.0; 2]; 0]);
    assert_eq!(edge("3"), [[0.0; 2]; 0]);
    assert_eq!(edge("x"), [[-5.0, 0.0]]);
    let saddle = edge("x^2 - y^2");
    assert_eq!(saddle.len(), 2, "{saddle:?}");
    assert!(
        saddle
            .iter()
            .all(|at| at[0].abs() < 1e-8 && at[1].abs() == 5.0)
    );
}
