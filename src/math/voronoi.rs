//! Voronoi regions in a rectangle: the points nearest to each of several sites, computed by clipping the rectangle by
//! the bisectors between sites.

use glam::{DVec2, dvec2};

/// The corners of each site's region, counter-clockwise; empty if the region is empty. Of coincident sites, the first
/// has the region.
pub fn regions(places: &[DVec2], low: DVec2, high: DVec2) -> Vec<Vec<DVec2>> {
    let whole = vec![low, dvec2(high.x, low.y), high, dvec2(low.x, high.y)];
    let region = |(number, &own): (usize, &DVec2)| {
        let mut region = whole.clone();
        for (other_number, &other) in places.iter().enumerate() {
            if other_number == number {
                continue;
            }
            if other == own {
                if other_number < number {
                    region.clear();
                }
                continue;
            }
            region = cut(&region, 0.5 * (own + other), other - own);
        }
        region
    };
    places.iter().enumerate().map(region).collect()
}

/// Clips a convex polygon by the line through `at`, keeping the side opposite to `away`.
fn cut(shape: &[DVec2], at: DVec2, away: DVec2) -> Vec<DVec2> {
    let beyond = |corner: DVec2| away.dot(corner - at);
    let mut kept = Vec::with_capacity(shape.len() + 1);
    for (k, &corner) in shape.iter().enumerate() {
        let next = shape[(k + 1) % shape.len()];
        let (here, there) = (beyond(corner), beyond(next));
        if here <= 0.0 {
            kept.push(corner);
        }
        if here * there < 0.0 {
            kept.push(corner + (next - corner) * (here / (here - there)));
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn area(corners: &[DVec2]) -> f64 {
        let turns =
            (0..corners.len()).map(|k| corners[k].perp_dot(corners[(k + 1) % corners.len()]));
        0.5 * turns.sum::<f64>()
    }

    proptest! {
        #[test]
        fn regions_fill_the_rectangle_and_hold_what_is_nearest(
            places in prop::collection::vec((-1.0..1.0, -1.0..1.0), 1..12),
            point in (-2.0..2.0, -1.5..1.5),
        ) {
            let places: Vec<DVec2> = places.into_iter().map(|(x, y)| dvec2(x, y)).collect();
            let point = dvec2(point.0, point.1);
            let regions = regions(&places, dvec2(-2.0, -1.5), dvec2(2.0, 1.5));
            let total: f64 = regions.iter().map(|region| area(region)).sum();
            prop_assert!((total - 12.0).abs() < 1e-9, "{total}");
            let nearest = |place: &DVec2| place.distance(point);
            let least = places.iter().map(nearest).fold(f64::INFINITY, f64::min);
            for (region, place) in regions.iter().zip(&places) {
                let inside = !region.is_empty() && (0..region.len()).all(|k| {
                    let (from, to) = (region[k], region[(k + 1) % region.len()]);
                    (to - from).perp_dot(point - from) > 1e-9
                });
                prop_assert!(!inside || nearest(place) <= least + 1e-9);
            }
        }
    }

    #[test]
    fn the_first_of_coincident_sites_has_the_region() {
        let places = [dvec2(0.5, 0.5), dvec2(0.5, 0.5)];
        let regions = regions(&places, DVec2::ZERO, DVec2::ONE);
        assert_eq!(regions.iter().map(Vec::len).collect::<Vec<_>>(), [4, 0]);
    }
}
