//! Voronoi regions in a rectangle: the points nearest to each of several sites, computed by clipping the rectangle by
//! the bisectors between sites.

use glam::{DVec2, dvec2};

/// The corners of each site's region in the rectangle from `low` to `high`, counter-clockwise; none if the region is
/// empty. Of coincident sites, only the first has a region.
pub fn regions(sites: &[DVec2], low: DVec2, high: DVec2) -> Vec<Vec<DVec2>> {
    let whole = vec![low, dvec2(high.x, low.y), high, dvec2(low.x, high.y)];
    let region = |(index, &site): (usize, &DVec2)| {
        let mut region = whole.clone();
        for (other_index, &other) in sites.iter().enumerate() {
            if other_index == index {
                continue;
            }
            if other == site {
                if other_index < index {
                    region.clear();
                }
                continue;
            }
            region = clip(&region, 0.5 * (site + other), other - site);
        }
        region
    };
    sites.iter().enumerate().map(region).collect()
}

/// Clips a convex polygon by the line through `at` with the normal `outwards`, keeping the side opposite to the normal.
fn clip(polygon: &[DVec2], at: DVec2, outwards: DVec2) -> Vec<DVec2> {
    let distance = |corner: DVec2| outwards.dot(corner - at);
    let mut kept = Vec::with_capacity(polygon.len() + 1);
    for (k, &corner) in polygon.iter().enumerate() {
        let next = polygon[(k + 1) % polygon.len()];
        let (here, there) = (distance(corner), distance(next));
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
        fn regions_fill_the_rectangle_and_contain_the_points_nearest_to_their_sites(
            sites in prop::collection::vec((-1.0..1.0, -1.0..1.0), 1..12),
            point in (-2.0..2.0, -1.5..1.5),
        ) {
            let sites: Vec<DVec2> = sites.into_iter().map(|(x, y)| dvec2(x, y)).collect();
            let point = dvec2(point.0, point.1);
            let regions = regions(&sites, dvec2(-2.0, -1.5), dvec2(2.0, 1.5));
            let total: f64 = regions.iter().map(|region| area(region)).sum();
            prop_assert!((total - 12.0).abs() < 1e-9, "{total}");
            let distance = |site: &DVec2| site.distance(point);
            let least = sites.iter().map(distance).fold(f64::INFINITY, f64::min);
            for (region, site) in regions.iter().zip(&sites) {
                let inside = !region.is_empty() && (0..region.len()).all(|k| {
                    let (from, to) = (region[k], region[(k + 1) % region.len()]);
                    (to - from).perp_dot(point - from) > 1e-9
                });
                prop_assert!(!inside || distance(site) <= least + 1e-9);
            }
        }
    }

    #[test]
    fn the_first_of_coincident_sites_has_the_region() {
        let sites = [dvec2(0.5, 0.5), dvec2(0.5, 0.5)];
        let regions = regions(&sites, DVec2::ZERO, DVec2::ONE);
        assert_eq!(regions.iter().map(Vec::len).collect::<Vec<_>>(), [4, 0]);
    }
}
