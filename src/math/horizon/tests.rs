use std::f64::consts::{FRAC_PI_2, FRAC_PI_4};

use super::*;
use crate::math::random::RandomStream;

/// A field of square cells with heights of column and row.
fn field(columns: usize, rows: usize, height: impl Fn(usize, usize) -> f64) -> HeightField {
    let heights = (0..columns * rows).map(|k| height(k % columns, k / columns));
    HeightField::new(heights.collect(), columns, DVec2::ONE)
}

/// Hills of a few cells across.
fn hills(columns: usize, rows: usize, spacing: DVec2) -> HeightField {
    let mut random = RandomStream::new(7);
    let waves: Vec<[f64; 4]> = (0..12)
        .map(|_| std::array::from_fn(|_| random.within([-1.0, 1.0])))
        .collect();
    let height = |k: usize| {
        let (x, y) = ((k % columns) as f64, (k / columns) as f64);
        let wave =
            |[u, v, phase, size]: &[f64; 4]| size * (0.5 * (u * x + v * y) + 6.0 * phase).sin();
        waves.iter().map(wave).sum::<f64>()
    };
    HeightField::new((0..columns * rows).map(height).collect(), columns, spacing)
}

/// The tangent of a horizon by marching along the ray, cell by cell.
fn marched(field: &HeightField, direction: &Direction, column: usize, row: usize) -> f64 {
    let sign = |positive: bool| if positive { 1.0 } else { -1.0 };
    let slope = direction.p as f64 / direction.q as f64;
    let long = sign(direction.is_forward);
    let short = sign(direction.is_up) * slope;
    let step = match direction.is_steep {
        true => DVec2::new(short, long),
        false => DVec2::new(long, short),
    };
    let start = DVec2::new(column as f64, row as f64);
    let own = field.heights[row * field.columns + column];
    let last = DVec2::new((field.columns - 1) as f64, (field.rows - 1) as f64);
    let mut highest = 0.0f64;
    for k in 1.. {
        let at = start + f64::from(k) * step;
        if at.cmplt(DVec2::splat(-1e-9)).any() || at.cmpgt(last + 1e-9).any() {
            return highest;
        }
        let at = at.clamp(DVec2::ZERO, last);
        let low = (at + 1e-9).floor();
        let part = (at - low).max(DVec2::ZERO);
        let part = if part.max_element() < 1e-6 {
            DVec2::ZERO
        } else {
            part
        };
        let corner = |x: f64, y: f64| {
            let place = (low + DVec2::new(x, y)).min(last);
            field.heights[place.y as usize * field.columns + place.x as usize]
        };
        let next = if direction.is_steep {
            corner(1.0, 0.0)
        } else {
            corner(0.0, 1.0)
        };
        let part = if direction.is_steep { part.x } else { part.y };
        let height = corner(0.0, 0.0) * (1.0 - part) + if part > 0.0 { next * part } else { 0.0 };
        let distance = (f64::from(k) * step * field.spacing).length();
        // Holes are NaN, which `max` ignores.
        highest = highest.max((height - own) / distance);
    }
    unreachable!("a ray leaves the grid")
}

#[test]
fn a_plane_without_obstacles_sees_the_whole_sky_and_the_light() {
    for (columns, rows) in [(1, 1), (2, 2), (2, 9), (9, 2), (17, 30)] {
        let flat = field(columns, rows, |_, _| -3.25);
        assert!(flat.sky_visibility().iter().all(|&visible| visible == 1.0));
        let lit = flat.light_visibility(0.4, 0.3);
        assert!(lit.iter().all(|&visible| visible == 1.0));
    }
}

#[test]
fn the_foot_of_an_endless_wall_sees_half_of_the_sky() {
    let size = 61;
    for wall in [0, size - 1] {
        let along_rows = field(size, size, |i, _| if i == wall { 1e9 } else { 0.0 });
        let along_columns = field(size, size, |_, j| if j == wall { 1e9 } else { 0.0 });
        let foot = if wall == 0 { 1 } else { wall - 1 };
        let middle = size / 2;
        for (field, index) in [
            (along_rows, middle * size + foot),
            (along_columns, foot * size + middle),
        ] {
            let visible = field.sky_visibility()[index];
            assert!((visible - 0.5).abs() < 1e-6, "wall at {wall}: {visible}");
        }
    }
}

/// Both sides of a valley hide a lune of the sky whose angle is the slope of the side.
#[test]
fn the_bottom_of_a_valley_sees_the_lune_between_its_sides() {
    let size = 201;
    let middle = size / 2;
    for degrees in [10.0f64, 30.0, 45.0, 60.0] {
        let rise = degrees.to_radians().tan();
        let valley = field(size, size, |i, _| rise * (i as f64 - middle as f64).abs());
        let visible = valley.sky_visibility()[middle * size + middle];
        let expected = 1.0 - 2.0 * degrees / 180.0;
        // Sixteen directions are exact only up to this.
        assert!(
            (visible - expected).abs() < 0.008,
            "{degrees}°: {visible}, {expected} expected"
        );
    }
}

#[test]
fn a_slope_hides_half_of_what_a_valley_hides() {
    let slope = field(101, 101, |i, _| i as f64);
    let visible = slope.sky_visibility()[50 * 101 + 50];
    assert!((visible - 0.75).abs() < 0.003, "{visible}");
}

#[test]
fn horizons_equal_those_of_rays() {
    for (columns, rows, spacing) in [
        (23, 31, DVec2::ONE),
        (31, 18, DVec2::new(1.0, 0.22)),
        (2, 40, DVec2::ONE),
        (40, 2, DVec2::new(0.3, 1.0)),
    ] {
        let mut hills = hills(columns, rows, spacing);
        hills.heights[(rows / 2) * columns + columns / 2] = f64::NAN;
        hills.heights[columns + 1] = f64::NAN;
        for k in 0..24 {
            let azimuth = f64::from(k) * TAU / 24.0;
            let (towards, slope) = Direction::towards(azimuth, spacing);
            let direction = towards.with_slope(nearest(slope, SKY_DENOMINATOR));
            let horizon = hills.horizon(&direction);
            for (index, &tangent) in horizon.iter().enumerate() {
                let (i, j) = (index % columns, index / columns);
                let expected = match hills.heights[index].is_nan() {
                    true => 0.0,
                    false => marched(&hills, &direction, i, j),
                };
                assert!(
                    (tangent - expected).abs() < 1e-9,
                    "{columns}×{rows}, {direction:?}, {i}, {j}: {tangent}, {expected} expected"
                );
            }
        }
    }
}

/// Sixteen directions stand for all of them.
#[test]
fn the_visible_sky_is_close_to_that_of_many_directions() {
    let size = 41;
    let hills = hills(size, size, DVec2::splat(2.0));
    let fine: Vec<Direction> = (0..720)
        .map(|k| {
            let (towards, slope) = Direction::towards(f64::from(k) * TAU / 720.0, hills.spacing);
            towards.with_slope(nearest(slope, 60))
        })
        .collect();
    let visible = hills.sky_visibility();
    let mut worst = 0.0f64;
    for (index, &visible) in visible.iter().enumerate().step_by(7) {
        let hidden = fine.iter().map(|direction| {
            marched(&hills, direction, index % size, index / size)
                .atan()
                .sin()
        });
        let expected = 1.0 - hidden.sum::<f64>() / fine.len() as f64;
        worst = worst.max((visible - expected).abs());
    }
    assert!(worst < 0.04, "{worst}");
}

#[test]
fn holes_are_open_and_hide_nothing() {
    let size = 21;
    let wall = |i: usize| if i == 10 { 50.0 } else { 0.0 };
    let whole = field(size, size, |i, _| wall(i));
    let open = field(size, size, |i, _| if i == 10 { f64::NAN } else { wall(i) });
    let at = 10 * size + 11;
    assert!(whole.sky_visibility()[at] < 0.6);
    assert_eq!(open.sky_visibility(), vec![1.0; size * size]);
    let nothing = field(size, size, |_, _| f64::NAN);
    assert_eq!(nothing.sky_visibility(), vec![1.0; size * size]);
    assert_eq!(nothing.light_visibility(1.0, 0.5), vec![1.0; size * size]);
}

/// The shadow of a wall is as long as its height over the tangent of the light's elevation.
#[test]
fn the_shadow_of_a_wall_ends_where_the_light_rises_above_it() {
    let (size, height) = (121, 20.0);
    let wall = field(size, size, |i, _| if i == 30 { height } else { 0.0 });
    // From the side of lower columns.
    for elevation in [0.5f64, FRAC_PI_4, 1.0] {
        let lit = wall.light_visibility(PI, elevation);
        let length = height / elevation.tan();
        let row = &lit[60 * size..61 * size];
        assert!(row[..30].iter().all(|&visible| visible == 1.0));
        let edge = (31..size).find(|&i| row[i] >= 0.5).unwrap();
        assert!(
            (edge as f64 - 30.0 - length).abs() <= 1.0,
            "elevation {elevation}: {edge}, {length} expected"
        );
        assert!(row[31..].windows(2).all(|pair| pair[0] <= pair[1]));
        assert_eq!((row[31], row[size - 1]), (0.0, 1.0));
    }
    let other_side = wall.light_visibility(0.0, 0.5);
    assert_eq!(other_side[60 * size + 31], 1.0);
    assert_eq!(other_side[60 * size + 29], 0.0);
}

/// A light that turns moves shadows without jumps, also between the directions of the grid.
#[test]
fn shadows_change_continuously_with_the_azimuth() {
    let peak = field(61, 61, |i, j| {
        let away = DVec2::new(i as f64, j as f64).distance(DVec2::splat(30.0));
        (12.0 - away).max(0.0)
    });
    let total = |azimuth: f64| peak.light_visibility(azimuth, 0.5).iter().sum::<f64>();
    let turn: Vec<f64> = (0..360).map(|k| total(f64::from(k).to_radians())).collect();
    let jump = turn.windows(2).map(|pair| (pair[1] - pair[0]).abs());
    assert!(jump.fold(0.0, f64::max) < 6.0);
}

#[test]
fn half_of_the_light_is_above_the_horizon_at_its_centre() {
    assert_eq!(
        [-2.0, -1.0, 0.0, 1.0, 9.0].map(disc_above),
        [0.0, 0.0, 0.5, 1.0, 1.0]
    );
    // By integration of the chords of a disc.
    let steps = 100_000;
    let chord = |k: i32| {
        let y = -0.4 + 1.4 * (f64::from(k) + 0.5) / f64::from(steps);
        2.0 * (1.0 - y * y).sqrt()
    };
    let above = (0..steps).map(chord).sum::<f64>() * 1.4 / f64::from(steps);
    assert!((disc_above(0.4) - above / PI).abs() < 1e-6);
}

#[test]
fn results_do_not_depend_on_the_number_of_threads() {
    let hills = hills(90, 70, DVec2::new(1.0, 0.7));
    let with_threads = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        let pool = pool.build().unwrap();
        pool.install(|| (hills.sky_visibility(), hills.light_visibility(-0.7, 0.8)))
    };
    assert_eq!(with_threads(1), with_threads(3));
}

#[test]
fn directions_of_square_cells_are_nearly_even() {
    for k in 0..SKY_DIRECTIONS {
        let azimuth = (k as f64 + 0.5) * TAU / SKY_DIRECTIONS as f64;
        let (towards, slope) = Direction::towards(azimuth, DVec2::ONE);
        let direction = towards.with_slope(nearest(slope, SKY_DENOMINATOR));
        let off = direction.angle(DVec2::ONE) - azimuth;
        assert!(off.sin().abs() < 0.1f64.to_radians(), "{direction:?}");
    }
}

#[test]
fn fractions_enclose_a_number() {
    assert_eq!(bracket(0.0, 8), [[0, 1], [0, 1]]);
    assert_eq!(bracket(1.0, 8), [[1, 1], [1, 1]]);
    assert_eq!(bracket(0.4, 8), [[2, 5], [2, 5]]);
    assert_eq!(bracket(0.35, 5), [[1, 3], [2, 5]]);
    assert_eq!(nearest(FRAC_PI_2 - 1.0, 5), [3, 5]);
}
