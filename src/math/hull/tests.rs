use std::collections::BTreeSet;

use glam::{DVec2, DVec3, dvec2, dvec3};
use proptest::prelude::*;

use super::*;
use crate::math::random::Normal;

fn extent(points: &[DVec3]) -> f64 {
    let low = points.iter().fold(DVec3::MAX, |low, &point| low.min(point));
    let high = points
        .iter()
        .fold(DVec3::MIN, |high, &point| high.max(point));
    (high - low).max_element()
}

/// The distance of the farthest point outside a solid hull.
fn farthest_outside(points: &[DVec3], triangles: &[[usize; 3]]) -> f64 {
    let planes = triangles.iter().map(|corners| {
        let [a, b, c] = corners.map(|corner| points[corner]);
        ((b - a).cross(c - a).normalize(), a)
    });
    let outside =
        planes.flat_map(|(normal, a)| points.iter().map(move |&point| normal.dot(point - a)));
    outside.fold(f64::NEG_INFINITY, f64::max)
}

fn volume_and_area(points: &[DVec3], hull: &Hull) -> [f64; 2] {
    hull.triangles()
        .iter()
        .fold([0.0; 2], |[volume, area], corners| {
            let [a, b, c] = corners.map(|corner| points[corner]);
            [
                volume + a.dot(b.cross(c)) / 6.0,
                area + (b - a).cross(c - a).length() / 2.0,
            ]
        })
}

/// Every edge has a triangle on each side, and Euler's formula holds.
fn assert_closed(triangles: &[[usize; 3]]) {
    let sides: Vec<[usize; 2]> = triangles
        .iter()
        .flat_map(|&[a, b, c]| [[a, b], [b, c], [c, a]])
        .collect();
    let distinct: BTreeSet<[usize; 2]> = sides.iter().copied().collect();
    assert_eq!(sides.len(), distinct.len());
    assert!(sides.iter().all(|&[a, b]| distinct.contains(&[b, a])));
    let corners: BTreeSet<usize> = triangles.iter().flatten().copied().collect();
    assert_eq!(corners.len() + triangles.len(), sides.len() / 2 + 2);
}

/// Whether a point is inside a flat hull or on its boundary.
fn is_inside(corners: &[DVec2], point: DVec2, tolerance: f64) -> bool {
    (0..corners.len()).all(|k| {
        let (from, to) = (corners[k], corners[(k + 1) % corners.len()]);
        (to - from).normalize().perp_dot(point - from) >= -tolerance
    })
}

fn point_sets() -> impl Strategy<Value = Vec<DVec3>> {
    let on_grid = (-4i32..5, -4i32..5, -4i32..5)
        .prop_map(|(x, y, z)| dvec3(f64::from(x), f64::from(y), f64::from(z)));
    let anywhere = (-1e3..1e3, -1e3..1e3, -1e3..1e3).prop_map(|(x, y, z)| dvec3(x, y, z));
    prop_oneof![
        prop::collection::vec(on_grid, 1..80),
        prop::collection::vec(anywhere, 1..120),
    ]
}

proptest! {
    /// Random points, and points of a small grid, many of which coincide or are collinear or coplanar.
    #[test]
    fn every_point_is_inside_the_hull(points in point_sets()) {
        let tolerance = 4.0 * TOLERANCE * extent(&points);
        match Hull::of(&points) {
            Hull::Empty => prop_assert!(points.is_empty()),
            Hull::Point(first) => prop_assert!(points.iter().all(|&point| point == points[first])),
            Hull::Segment([a, b]) => {
                let direction = points[b] - points[a];
                for &point in &points {
                    let distance = direction.normalize().cross(point - points[a]).length();
                    let along = direction.dot(point - points[a]) / direction.length_squared();
                    prop_assert!(distance <= tolerance && (-1e-9..=1.0 + 1e-9).contains(&along));
                }
            }
            Hull::Flat(corners) => {
                prop_assert!(corners.len() >= 3);
                let [a, b, c] = [0, 1, 2].map(|k| points[corners[k]]);
                let normal = (b - a).cross(c - a).normalize();
                for &point in &points {
                    prop_assert!(normal.dot(point - a).abs() <= 100.0 * tolerance);
                }
            }
            Hull::Solid(triangles) => {
                assert_closed(&triangles);
                prop_assert!(farthest_outside(&points, &triangles) <= tolerance);
            }
        }
    }

    /// No corner is redundant: each is outside the hull of the other points.
    #[test]
    fn corners_are_extreme(points in prop::collection::vec((-1e2..1e2, -1e2..1e2, -1e2..1e2), 6..40)) {
        let points: Vec<DVec3> = points.into_iter().map(|(x, y, z)| dvec3(x, y, z)).collect();
        let Hull::Solid(triangles) = Hull::of(&points) else {
            return Err(TestCaseError::reject("flat"));
        };
        let corners: BTreeSet<usize> = triangles.iter().flatten().copied().collect();
        let volume = volume_and_area(&points, &Hull::Solid(triangles))[0];
        for corner in corners {
            let mut others = points.clone();
            others.remove(corner);
            let smaller = volume_and_area(&others, &Hull::of(&others))[0];
            prop_assert!(smaller < volume, "{corner}: {smaller} {volume}");
        }
    }

    #[test]
    fn a_flat_hull_turns_left_and_holds_every_point(
        points in prop_oneof![
            prop::collection::vec((-5i32..6, -5i32..6).prop_map(|(x, y)| dvec2(f64::from(x), f64::from(y))), 1..60),
            prop::collection::vec((-1e3..1e3, -1e3..1e3).prop_map(|(x, y)| dvec2(x, y)), 1..60),
        ]
    ) {
        let corners: Vec<DVec2> = planar_hull(&points).into_iter().map(|corner| points[corner]).collect();
        prop_assert!(!corners.is_empty());
        if corners.len() > 2 {
            for k in 0..corners.len() {
                let [a, b, c] = [0, 1, 2].map(|next| corners[(k + next) % corners.len()]);
                prop_assert!((b - a).perp_dot(c - b) > 0.0);
            }
            prop_assert!(points.iter().all(|&point| is_inside(&corners, point, 1e-6)));
        }
    }
}

#[test]
fn degenerate_hulls_have_no_volume() {
    assert_eq!(Hull::of(&[]), Hull::Empty);
    assert_eq!(Hull::of(&[DVec3::NAN]), Hull::Empty);
    let at = dvec3(1.0, 2.0, 3.0);
    assert_eq!(Hull::of(&[at, at, DVec3::INFINITY, at]), Hull::Point(0));
    let line = [3.0, -1.0, 0.5, 2.0].map(|t| at + t * dvec3(1.0, -2.0, 0.3));
    assert_eq!(Hull::of(&line), Hull::Segment([0, 1]));
    // A square in a tilted plane, with its centre and the midpoint of a side.
    let square = [
        [0.0, 0.0],
        [1.0, 0.0],
        [1.0, 1.0],
        [0.0, 1.0],
        [0.5, 0.5],
        [0.5, 0.0],
    ];
    let square = square.map(|[u, v]| at + u * dvec3(0.6, 0.8, 0.0) + v * dvec3(0.0, 0.0, 2.0));
    let Hull::Flat(corners) = Hull::of(&square) else {
        panic!("flat");
    };
    assert_eq!(
        corners.iter().copied().collect::<BTreeSet<_>>(),
        (0..4).collect()
    );
    assert_eq!(Hull::Flat(corners).edges().len(), 4);
}

#[test]
fn a_cube_filled_with_a_grid_has_eight_corners() {
    let steps = || (0..5).map(|k| f64::from(k) / 4.0);
    let points: Vec<DVec3> = steps()
        .flat_map(|x| steps().flat_map(move |y| steps().map(move |z| dvec3(x, y, z))))
        .collect();
    let hull = Hull::of(&points);
    let [volume, area] = volume_and_area(&points, &hull);
    assert!((volume - 1.0).abs() < 1e-12 && (area - 6.0).abs() < 1e-12);
    let Hull::Solid(triangles) = &hull else {
        panic!("solid");
    };
    let corners: BTreeSet<usize> = triangles.iter().flatten().copied().collect();
    assert_eq!((triangles.len(), corners.len()), (12, 8));
    assert_eq!(hull.edges().len(), 18);
}

#[test]
fn the_hull_of_many_points_is_closed() {
    let mut normal = Normal::new(7);
    let points: Vec<DVec3> = (0..20_000)
        .map(|_| dvec3(normal.draw(), 2.0 * normal.draw(), 0.5 * normal.draw()))
        .collect();
    let Hull::Solid(triangles) = Hull::of(&points) else {
        panic!("solid");
    };
    assert_closed(&triangles);
    assert!(farthest_outside(&points, &triangles) <= 1e-8);
}

/// From SciPy 1.17.1: volume, area and number of vertices of `ConvexHull` for the first three columns of Iris, for the
/// first 50 rows of these, and, in the plane, for the first two columns.
#[test]
fn hulls_match_scipy() {
    let table = include_str!("../../../assets/data/iris.csv");
    let rows = table.lines().skip(1).map(|line| {
        let mut cells = line.split(',').map(|cell| cell.parse().unwrap_or(f64::NAN));
        DVec3::from_array([0; 3].map(|_| cells.next().unwrap()))
    });
    let points: Vec<DVec3> = rows.collect();
    for (count, volume, area, corners) in [
        (150, 9.819166666666668, 34.22839154992675, 20),
        (50, 0.5641666666666667, 4.444420349691342, 14),
    ] {
        let hull = Hull::of(&points[..count]);
        let found = volume_and_area(&points, &hull);
        assert!(
            (found[0] - volume).abs() < 1e-12 && (found[1] - area).abs() < 1e-12,
            "{found:?}"
        );
        let found_corners: BTreeSet<usize> = hull.triangles().into_iter().flatten().collect();
        assert_eq!(found_corners.len(), corners);
    }
    let plane: Vec<DVec2> = points.iter().map(|point| point.truncate()).collect();
    let corners = planar_hull(&plane);
    let turns = (0..corners.len()).map(|k| {
        let [a, b] = [k, k + 1].map(|k| plane[corners[k % corners.len()]]);
        a.perp_dot(b)
    });
    assert!((0.5 * turns.sum::<f64>() - 6.080000000000003).abs() < 1e-12);
    assert_eq!(corners.len(), 9);
}
