//! The stated critical points against a numerical search.

use super::*;
use crate::math::{minima, progress::no_progress};

/// The search starts from a grid of cells and does not use the list.
#[test]
fn the_critical_points_of_formula_landscapes_match_a_search() {
    for name in DEFINED_BY_FORMULA {
        let landscape = CATALOGUE.find(name).unwrap().build_default();
        let found =
            minima::critical_points(&*landscape, landscape.domain(), 96, &mut no_progress).unwrap();
        let size = landscape.domain().size();
        for point in landscape.critical_points() {
            let near = found.iter().any(|other| {
                let distance = ((other.at - point.at) / size).length();
                distance < 1e-5 && (other.value - point.value).abs() < 1e-9
            });
            // The bottom of Bukin's valley is a kink, along which the search stops early.
            let is_on_edge = name == "eggholder";
            assert!(near || is_on_edge || name == "bukin6", "{name}: {point:?}");
        }
    }
}

/// Along the boundary the slope is 0, across it f falls outwards, and no point of a fine grid is lower.
#[test]
fn the_lowest_point_of_eggholder_is_on_the_boundary() {
    let landscape = CATALOGUE.find("eggholder").unwrap().build_default();
    let [lowest] = landscape.critical_points()[..] else {
        panic!("one point");
    };
    assert!(
        (lowest.value + 959.6406627208506).abs() < 1e-9,
        "{lowest:?}"
    );
    let slope = landscape.gradient(lowest.at);
    assert!(slope.y.abs() < 1e-9 && slope.x < -1.0, "{slope}");
    for k in 0..512 * 512 {
        let part = DVec2::new((k % 512) as f64, (k / 512) as f64) / 511.0;
        assert!(landscape.value(landscape.domain().at(part)) >= lowest.value);
    }
}

#[test]
fn schwefel_has_exactly_49_minima_in_its_domain() {
    let landscape = CATALOGUE.find("schwefel").unwrap().build_default();
    let known = landscape.critical_points();
    let found =
        minima::critical_points(&*landscape, landscape.domain(), 96, &mut no_progress).unwrap();
    let minima = found
        .iter()
        .filter(|point| point.kind == minima::Kind::Minimum);
    assert_eq!((known.len(), minima.count()), (49, 49));
}
