use std::collections::HashMap;

use proptest::prelude::*;

use super::*;
use crate::math::random::RandomStream;

/// Heights at grid points, from a function of column and row.
fn heights(rows: usize, columns: usize, height: impl Fn(f64, f64) -> f64) -> Vec<f64> {
    let places = (0..rows * columns).map(|k| (k % columns, k / columns));
    places.map(|(x, y)| height(x as f64, y as f64)).collect()
}

fn field(rows: usize, columns: usize, heights: &[f64]) -> HeightField<'_> {
    HeightField {
        rows,
        columns,
        heights,
        top: f64::INFINITY,
        weights: &[],
        attributes: &[],
        tolerances: [0.0, 1e9],
    }
}

/// Waves with a steep step.
fn waves(x: f64, y: f64) -> f64 {
    (0.11 * x).sin() * (0.07 * y).cos() + if x + 2.0 * y > 150.0 { 2.0 } else { 0.0 }
}

type Place = [i64; 2];

/// Parts of a cell.
const UNIT: i64 = 10007;
/// Two points in each half of a cell, on both sides of the other diagonal.
const POINTS: [Place; 4] = [[3001, 2237], [2411, 4519], [9533, 7919], [6947, 8713]];

fn places(triangle: [u32; 3], columns: usize) -> [Place; 3] {
    triangle.map(|corner| [corner as usize % columns, corner as usize / columns].map(|k| k as i64))
}

fn cross(a: Place, b: Place, c: Place) -> i64 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

/// The largest difference between the heights of grid points and of the triangles that they are in.
fn largest_error(field: &HeightField, triangles: &[[u32; 3]]) -> f64 {
    let height = |[x, y]: Place| field.heights[y as usize * field.columns + x as usize];
    let mut largest = 0.0f64;
    for &triangle in triangles {
        let [a, b, c] = places(triangle, field.columns);
        let area = cross(a, b, c) as f64;
        for x in a[0].min(b[0]).min(c[0])..=a[0].max(b[0]).max(c[0]) {
            for y in a[1].min(b[1]).min(c[1])..=a[1].max(b[1]).max(c[1]) {
                let at = [x, y];
                let parts = [cross(at, b, c), cross(a, at, c), cross(a, b, at)];
                if parts.iter().any(|&part| part < 0) {
                    continue;
                }
                let [u, v, w] = parts.map(|part| part as f64 / area);
                let plane = u * height(a) + v * height(b) + w * height(c);
                largest = largest.max((plane.min(field.top) - height(at).min(field.top)).abs());
            }
        }
    }
    largest
}

/// The half cells of the whole grid without holes, as two points within each. Places are multiples of 1/10007, so that
/// none is on a side of a triangle.
fn half_cells(field: &HeightField) -> impl Iterator<Item = Place> {
    let HeightField {
        rows,
        columns,
        heights,
        ..
    } = *field;
    let cells =
        (0..(rows - 1) * (columns - 1)).map(move |k| (k % (columns - 1), k / (columns - 1)));
    cells.flat_map(move |(x, y)| {
        let is_solid = |x: usize, y: usize| !heights[y * columns + x].is_nan();
        let diagonal = is_solid(x + 1, y) && is_solid(x, y + 1);
        let lower = (diagonal && is_solid(x, y)).then_some(&POINTS[..2]);
        let upper = (diagonal && is_solid(x + 1, y + 1)).then_some(&POINTS[2..]);
        let points = [lower, upper].into_iter().flatten().flatten();
        points.map(move |&[right, up]| [UNIT * x as i64 + right, UNIT * y as i64 + up])
    })
}

/// Checks that triangles cover every half cell without holes exactly once, and nothing else.
fn assert_covers(field: &HeightField, triangles: &[[u32; 3]]) {
    let mut covered: HashMap<Place, u32> = HashMap::new();
    let mut area = 0;
    for &triangle in triangles {
        let corners = places(triangle, field.columns);
        let [a, b, c] = corners.map(|place| place.map(|k| UNIT * k));
        area += cross(a, b, c) / (UNIT * UNIT);
        assert!(
            cross(a, b, c) > 0,
            "clockwise or without area: {triangle:?}"
        );
        for x in
            corners.iter().map(|p| p[0]).min().unwrap()..corners.iter().map(|p| p[0]).max().unwrap()
        {
            for y in corners.iter().map(|p| p[1]).min().unwrap()
                ..corners.iter().map(|p| p[1]).max().unwrap()
            {
                for [right, up] in POINTS {
                    let at = [UNIT * x + right, UNIT * y + up];
                    if cross(a, b, at) > 0 && cross(b, c, at) > 0 && cross(c, a, at) > 0 {
                        *covered.entry(at).or_default() += 1;
                    }
                }
            }
        }
    }
    let mut expected = 0;
    for at in half_cells(field) {
        expected += 1;
        assert_eq!(covered.get(&at), Some(&1), "{at:?}");
    }
    assert_eq!(covered.len(), expected, "something else is covered");
    assert_eq!(2 * area as usize, expected, "area");
}

/// Checks that each side of a triangle is also one of its neighbour, or is at the border of the grid or beside a hole.
fn assert_conforms(field: &HeightField, triangles: &[[u32; 3]]) {
    let sides = triangles
        .iter()
        .flat_map(|&[a, b, c]| [[a, b], [b, c], [c, a]]);
    let mut count: HashMap<[u32; 2], u32> = HashMap::new();
    for side in sides {
        *count.entry(side).or_default() += 1;
    }
    assert!(count.values().all(|&times| times == 1), "an overlap");
    let [right, top] = [field.columns - 1, field.rows - 1].map(|last| last as i64);
    let is_beside_hole = |[x, y]: Place| {
        (x - 1..=x + 1).any(|x| {
            (y - 1..=y + 1).any(|y| {
                (0..=right).contains(&x)
                    && (0..=top).contains(&y)
                    && field.heights[y as usize * field.columns + x as usize].is_nan()
            })
        })
    };
    for [a, b] in count.keys() {
        if count.contains_key(&[*b, *a]) {
            continue;
        }
        let [a, b, _] = places([*a, *b, *a], field.columns);
        let along = |axis: usize, edge: i64| a[axis] == edge && b[axis] == edge;
        let is_border = along(0, 0) || along(0, right) || along(1, 0) || along(1, top);
        assert!(
            is_border || is_beside_hole(a) && is_beside_hole(b),
            "{a:?} {b:?} has no neighbour"
        );
    }
}

fn assert_valid(field: &HeightField, tolerance: f64) -> usize {
    let triangles = Hierarchy::new(field).triangles(tolerance, 0);
    assert_covers(field, &triangles);
    assert_conforms(field, &triangles);
    let error = largest_error(field, &triangles);
    // Errors are stored as f32.
    assert!(
        error <= tolerance.max(0.0) + 1e-5,
        "{error} for {tolerance}"
    );
    triangles.len()
}

#[test]
fn triangles_are_true_to_grids_of_any_size() {
    for (rows, columns) in [
        (2, 2),
        (2, 2048),
        (2048, 2),
        (3, 3),
        (3, 50),
        (129, 129),
        (200, 300),
        (130, 77),
    ] {
        let heights = heights(rows, columns, waves);
        let field = field(rows, columns, &heights);
        let all = 2 * (rows - 1) * (columns - 1);
        assert_eq!(assert_valid(&field, -1.0), all, "{rows} x {columns}");
        let mut before = all;
        for tolerance in [0.001, 0.01, 0.1] {
            let count = assert_valid(&field, tolerance);
            assert!(count <= before, "{rows} x {columns}");
            before = count;
        }
        let least = if rows.min(columns) > 50 { 4 } else { 1 };
        assert!(before <= all / least, "{before} of {all}");
    }
}

#[test]
fn a_plane_is_a_few_triangles() {
    for (rows, columns, expected) in [
        (129, 129, 32),
        (256, 256, 128),
        (100, 101, 98),
        (65, 257, 128),
    ] {
        let heights = heights(rows, columns, |x, y| 3.0 * x - 2.0 * y);
        assert_eq!(
            assert_valid(&field(rows, columns, &heights), 1e-6),
            expected
        );
    }
}

#[test]
fn grids_without_cells_have_no_triangles() {
    for (rows, columns) in [(0, 0), (1, 1), (1, 7), (7, 1), (0, 7)] {
        let heights = vec![0.0; rows * columns];
        let hierarchy = Hierarchy::new(&field(rows, columns, &heights));
        assert!(hierarchy.triangles(0.0, 0).is_empty());
    }
}

#[test]
fn the_smallest_triangles_are_the_halves_of_all_cells() {
    let (rows, columns) = (12, 15);
    let heights = heights(rows, columns, waves);
    let mut triangles = Hierarchy::new(&field(rows, columns, &heights)).triangles(-1.0, 0);
    for corners in &mut triangles {
        corners.sort_unstable();
    }
    triangles.sort_unstable();
    let mut expected = Vec::new();
    for y in 0..11u32 {
        for x in 0..14u32 {
            let first = y * 15 + x;
            expected.push([first, first + 1, first + 15]);
            expected.push([first + 1, first + 15, first + 16]);
        }
    }
    expected.sort_unstable();
    assert_eq!(triangles, expected);
}

#[test]
fn holes_keep_their_exact_edges() {
    let mut solid = heights(65, 90, |x, y| 0.1 * x + 0.05 * y);
    let without = assert_valid(&field(65, 90, &solid), 0.01);
    solid[30 * 90 + 40] = f64::NAN;
    let one = assert_valid(&field(65, 90, &solid), 0.01);
    assert!(without < one && one < 200, "{without}, then {one}");
    let disc = heights(65, 90, |x, y| {
        if (x - 30.0).hypot(y - 20.0) < 17.5 {
            f64::NAN
        } else {
            waves(x, y)
        }
    });
    assert_valid(&field(65, 90, &disc), 0.05);
    let halved = heights(64, 64, |x, _| if x > 31.0 { f64::NAN } else { 0.0 });
    assert_valid(&field(64, 64, &halved), 0.05);
    let nothing = vec![f64::NAN; 40 * 70];
    assert_eq!(assert_valid(&field(40, 70, &nothing), 0.0), 0);
}

#[test]
fn a_cliff_is_divided_and_the_plains_are_not() {
    let cliff = heights(129, 129, |x, _| if x < 40.0 { 0.0 } else { 5.0 });
    let count = assert_valid(&field(129, 129, &cliff), 0.01);
    assert!((2 * 128..10 * 128).contains(&count), "{count}");
}

#[test]
fn heights_above_the_top_are_not_divided() {
    let bowl = heights(129, 129, |x, y| {
        ((x - 64.0) / 20.0).powi(2) + ((y - 64.0) / 20.0).powi(2)
    });
    let whole = field(129, 129, &bowl);
    let cut = HeightField { top: 1.0, ..whole };
    let (whole, cut) = (assert_valid(&whole, 0.01), assert_valid(&cut, 0.01));
    assert!(3 * cut < whole, "{cut} instead of {whole}");
}

#[test]
fn weights_multiply_errors() {
    let bowl = heights(65, 65, |x, y| 0.01 * (x * x + y * y));
    let weights = vec![4.0; 65 * 65];
    let plain = field(65, 65, &bowl);
    let weighted = HeightField {
        weights: &weights,
        ..plain
    };
    let expected = Hierarchy::new(&plain).triangles(0.1, 0);
    assert_eq!(Hierarchy::new(&weighted).triangles(0.4, 0), expected);
    let error = largest_error(&plain, &expected);
    assert!(0.02 < error && error <= 0.1, "{error}");
}

#[test]
fn attributes_divide_triangles_down_to_a_length() {
    let flat = vec![0.0; 129 * 129];
    let tone: Vec<f32> = heights(129, 129, |x, _| (0.2 * x).sin())
        .iter()
        .map(|&v| 10.0 * v as f32)
        .collect();
    let attributes = [&tone[..]];
    let field = HeightField {
        attributes: &attributes,
        ..field(129, 129, &flat)
    };
    let hierarchy = Hierarchy::new(&field);
    let fine = hierarchy.triangles(0.0, 0);
    assert_covers(&field, &fine);
    assert_conforms(&field, &fine);
    let as_heights: Vec<f64> = tone.iter().map(|&v| f64::from(v)).collect();
    let error = largest_error(
        &HeightField {
            heights: &as_heights,
            ..field
        },
        &fine,
    );
    // The middles of sides are checked, not all points of triangles.
    assert!(error < 2.0, "{error}");
    let coarse = hierarchy.triangles(0.0, 16);
    assert_conforms(&field, &coarse);
    assert!(
        coarse.len() <= 4 * 8 * 8 && coarse.len() < fine.len(),
        "{}",
        coarse.len()
    );
}

#[test]
fn joined_hierarchies_are_true_to_both_and_to_mixtures() {
    let one = heights(100, 100, waves);
    let mut other = heights(100, 100, |x, y| 0.002 * (x - 50.0).powi(2) + 0.1 * y);
    other[5050] = f64::NAN;
    let mut merged = Hierarchy::new(&field(100, 100, &one));
    merged.merge(&Hierarchy::new(&field(100, 100, &other)));
    let triangles = merged.triangles(0.05, 0);
    let whole = field(100, 100, &one);
    assert_covers(&whole, &triangles);
    for part in [0.0, 0.3, 0.8, 1.0] {
        let mixed: Vec<f64> = one
            .iter()
            .zip(&other)
            .map(|(a, b)| a + part * (b - a))
            .collect();
        let mixed = field(100, 100, &mixed);
        let solid: Vec<_> = triangles
            .iter()
            .copied()
            .filter(|corners| !corners.contains(&5050))
            .collect();
        let error = largest_error(&mixed, &solid);
        assert!(error <= 0.05 + 1e-5, "{error} at {part}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn rough_fields_with_holes_are_covered_once(
        rows in 2usize..40,
        columns in 2usize..40,
        tolerance in 0.0..0.6,
        holes in 0.0..0.2,
        seed in 0u64..1000,
    ) {
        let mut random = RandomStream::new(seed);
        let mut height = || if random.uniform() < holes * holes { f64::NAN } else { random.uniform() };
        let rough: Vec<f64> = (0..rows * columns).map(|_| height()).collect();
        let field = field(rows, columns, &rough);
        assert_valid(&field, tolerance);
        prop_assert_eq!(
            Hierarchy::new(&field).triangles(tolerance, 0),
            Hierarchy::new(&field).triangles(tolerance, 0)
        );
    }
}
