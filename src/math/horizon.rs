//! Horizons of a height field: the fraction of the sky that each point sees, and the fraction of a light that reaches
//! it.
//!
//! The horizon of a point in a direction is the elevation of the highest obstacle there (N. L. Max, "Horizon mapping:
//! shadows for bump-mapped surfaces", The Visual Computer 4, 1988). A direction is swept along parallel lines through
//! the grid points, towards the point that looks. The upper convex hull of the heights passed so far holds every
//! obstacle that can be highest for a later point, and bisection finds the one that is (V. Timonen and J. Westerholm,
//! "Scalable height field self-shadowing", Computer Graphics Forum 29, 2010). The time of a direction is O(n log n) for
//! n grid points, independent of the distance of obstacles.
//!
//! The directions have small integer slopes p/q in the grid, so that every grid point is on a line and heights are
//! interpolated only between two neighbours.

use std::{
    f64::consts::{PI, TAU},
    sync::atomic::{AtomicU64, Ordering},
};

use glam::DVec2;
use rayon::prelude::*;

/// Number of directions in which [`HeightField::sky_visibility`] searches for obstacles.
const SKY_DIRECTIONS: usize = 16;
/// Largest denominator of the slope of those directions. With square cells they are within 0.1° of equal angles.
const SKY_DENOMINATOR: isize = 5;
/// Largest denominator of the slopes between which the horizon in the direction of a light is interpolated.
const LIGHT_DENOMINATOR: isize = 8;
/// Angular radius of the light in radians, which makes its shadows soft. The sun has 0.0047.
pub const LIGHT_RADIUS: f64 = 0.12;

/// Heights on a rectangular grid. Beyond its border there are no obstacles.
#[derive(Clone, Debug)]
pub struct HeightField {
    heights: Vec<f64>,
    columns: usize,
    rows: usize,
    spacing: DVec2,
}

impl HeightField {
    /// A height field of `heights` row by row, NaN in holes. `spacing` is the distance between neighbouring columns and
    /// between neighbouring rows, above 0, in the unit of the heights.
    ///
    /// # Panics
    /// If the number of heights is not a multiple of `columns`.
    pub fn new(heights: Vec<f64>, columns: usize, spacing: DVec2) -> Self {
        assert!(
            columns > 0 && heights.len().is_multiple_of(columns),
            "{} heights in {columns} columns",
            heights.len()
        );
        Self {
            rows: heights.len() / columns,
            heights,
            columns,
            spacing,
        }
    }

    /// The fraction of the sky that each point sees, 0 to 1, in row-major order; 1 in holes. Sixteen directions stand
    /// for the hemisphere above the horizontal plane.
    pub fn sky_visibility(&self) -> Vec<f64> {
        let directions: Vec<Direction> = (0..SKY_DIRECTIONS)
            .map(|k| {
                let azimuth = (k as f64 + 0.5) * TAU / SKY_DIRECTIONS as f64;
                let (towards, slope) = Direction::towards(azimuth, self.spacing);
                towards.with_slope(nearest(slope, SKY_DENOMINATOR))
            })
            .collect();
        let angles: Vec<f64> = (directions.iter())
            .map(|direction| direction.angle(self.spacing))
            .collect();
        let mut hidden = vec![0.0; self.heights.len()];
        for (k, direction) in directions.iter().enumerate() {
            let neighbour = |step: usize| angles[(k + step) % SKY_DIRECTIONS];
            let sector = (neighbour(1) - neighbour(SKY_DIRECTIONS - 1)).rem_euclid(TAU);
            let share = 0.5 * sector / TAU;
            (hidden.par_iter_mut().zip(self.horizon(direction))).for_each(|(sum, tangent)| {
                // The part of the sector's solid angle below the horizon is the sine of its elevation.
                *sum += share * tangent / (1.0 + tangent * tangent).sqrt();
            });
        }
        hidden.par_iter_mut().for_each(|sum| *sum = 1.0 - *sum);
        hidden
    }

    /// The fraction of a round light of angular radius [`LIGHT_RADIUS`] that each point sees, 0 to 1, in row-major
    /// order; 1 in holes. The light is infinitely far away. `azimuth` is its angle from the direction of increasing
    /// columns to that of increasing rows, `elevation` its angle above the horizontal plane, both in radians.
    pub fn light_visibility(&self, azimuth: f64, elevation: f64) -> Vec<f64> {
        let (towards, slope) = Direction::towards(azimuth, self.spacing);
        let [below, above] = bracket(slope, LIGHT_DENOMINATOR);
        let low = self.horizon(&towards.with_slope(below));
        let ratio = |[p, q]: [isize; 2]| p as f64 / q as f64;
        let gap = ratio(above) - ratio(below);
        let tangents = if gap <= 0.0 {
            low
        } else {
            let part = (slope - ratio(below)) / gap;
            let high = self.horizon(&towards.with_slope(above));
            let pairs = low.iter().zip(&high);
            pairs.map(|(a, b)| a + part * (b - a)).collect()
        };
        let visible = |tangent: f64| disc_above((elevation - tangent.atan()) / LIGHT_RADIUS);
        tangents.into_par_iter().map(visible).collect()
    }

    /// The tangent of the horizon's elevation at each point; 0 in holes and where nothing is higher than the point.
    fn horizon(&self, direction: &Direction) -> Vec<f64> {
        let sweep = Sweep::new(self, direction);
        // Every point is on exactly one line, so no two threads store the same element.
        let tangents: Vec<AtomicU64> = (0..self.heights.len()).map(|_| 0.into()).collect();
        (sweep.lines().into_par_iter())
            .with_min_len(16)
            .for_each_init(Vec::new, |hull, line| sweep.line(line, hull, &tangents));
        let tangents = tangents.into_iter();
        tangents
            .map(|bits| f64::from_bits(bits.into_inner()))
            .collect()
    }
}

/// A horizontal direction with a rational slope in the grid.
#[derive(Clone, Copy, Debug)]
struct Direction {
    /// Whether it advances more rows than columns.
    is_steep: bool,
    /// Whether the longer component is positive.
    is_forward: bool,
    /// Whether the shorter component is positive.
    is_up: bool,
    /// Cells along the shorter component per `q` cells along the longer one, from 0 to `q`.
    p: isize,
    q: isize,
}

impl Direction {
    /// The octant of an azimuth, and its slope there: cells along the shorter component per cell along the longer one.
    fn towards(azimuth: f64, spacing: DVec2) -> (Self, f64) {
        let cells = DVec2::from_angle(azimuth) / spacing;
        let is_steep = cells.y.abs() > cells.x.abs();
        let [long, short] = match is_steep {
            true => [cells.y, cells.x],
            false => [cells.x, cells.y],
        };
        let direction = Self {
            is_steep,
            is_forward: long > 0.0,
            is_up: short > 0.0,
            p: 0,
            q: 1,
        };
        (direction, (short / long).abs())
    }

    fn with_slope(self, [p, q]: [isize; 2]) -> Self {
        Self { p, q, ..self }
    }

    /// Its azimuth in radians, from −π to π.
    fn angle(&self, spacing: DVec2) -> f64 {
        let sign = |positive: bool| if positive { 1.0 } else { -1.0 };
        let long = sign(self.is_forward) * self.q as f64;
        let short = sign(self.is_up) * self.p as f64;
        let [columns, rows] = match self.is_steep {
            true => [short, long],
            false => [long, short],
        };
        (rows * spacing.y).atan2(columns * spacing.x)
    }
}

/// The lines of one direction through a height field.
struct Sweep<'a> {
    heights: &'a [f64],
    /// Number of points along the longer component of the direction, and along the shorter one.
    size: [isize; 2],
    /// Index steps between neighbours along these.
    stride: [isize; 2],
    /// Horizontal distance of two samples of a line.
    run: f64,
    direction: Direction,
}

impl<'a> Sweep<'a> {
    fn new(field: &'a HeightField, direction: &Direction) -> Self {
        let (columns, rows) = (field.columns as isize, field.rows as isize);
        let slope = direction.p as f64 / direction.q as f64;
        let DVec2 { x, y } = field.spacing;
        let (size, stride, run) = match direction.is_steep {
            true => ([rows, columns], [columns, 1], y.hypot(slope * x)),
            false => ([columns, rows], [1, columns], x.hypot(slope * y)),
        };
        Self {
            heights: &field.heights,
            size,
            stride,
            run,
            direction: *direction,
        }
    }

    /// The change of a line's position along the shorter component per sample, in units of 1/q cells. Samples run
    /// against the direction, obstacles first.
    fn drift(&self) -> isize {
        let Direction { is_up, p, .. } = self.direction;
        if is_up { -p } else { p }
    }

    /// The position of the last point along the shorter component, in units of 1/q cells.
    fn last_position(&self) -> isize {
        self.direction.q * (self.size[1] - 1)
    }

    /// The lines that cross the grid, by their position at the first sample.
    fn lines(&self) -> std::ops::Range<isize> {
        let beyond = self.drift() * (self.size[0] - 1);
        -beyond.max(0)..self.last_position() - beyond.min(0) + 1
    }

    /// Stores the tangents of the horizon at the points of a line. `hull` is working memory.
    fn line(&self, line: isize, hull: &mut Vec<DVec2>, tangents: &[AtomicU64]) {
        hull.clear();
        let Direction { is_forward, q, .. } = self.direction;
        let last = self.size[0] - 1;
        for sample in self.samples(line) {
            let position = line + self.drift() * sample;
            let along = if is_forward { last - sample } else { sample };
            let (cell, part) = (position / q, position % q);
            let index = along * self.stride[0] + cell * self.stride[1];
            let distance = sample as f64 * self.run;
            let mut height = self.heights[index as usize];
            if part == 0 {
                let tangent = highest_tangent(hull, distance, height);
                tangents[index as usize].store(tangent.to_bits(), Ordering::Relaxed);
            } else {
                let next = self.heights[(index + self.stride[1]) as usize];
                height += part as f64 / q as f64 * (next - height);
            }
            if height.is_finite() {
                add_to_hull(hull, DVec2::new(distance, height));
            }
        }
    }

    /// The samples of a line within the grid.
    fn samples(&self, line: isize) -> std::ops::Range<isize> {
        let (last, end) = (self.last_position(), self.size[0]);
        let ceil = |a: isize, b: isize| -(-a).div_euclid(b);
        let (first, end) = match self.drift() {
            0 => (0, end),
            drift if drift > 0 => (
                ceil(-line, drift),
                end.min((last - line).div_euclid(drift) + 1),
            ),
            drift => (
                ceil(line - last, -drift),
                end.min(line.div_euclid(-drift) + 1),
            ),
        };
        first.max(0)..end
    }
}

/// Appends a point (distance, height) to an upper convex hull; distances ascend.
fn add_to_hull(hull: &mut Vec<DVec2>, point: DVec2) {
    while let [.., a, b] = hull[..]
        && (b - a).perp_dot(point - a) >= 0.0
    {
        hull.pop();
    }
    hull.push(point);
}

/// The largest slope from a point beyond the end of a hull up to a point of the hull; at least 0. The slopes along a
/// hull increase, then decrease.
fn highest_tangent(hull: &[DVec2], distance: f64, height: f64) -> f64 {
    let slope = |k: usize| (hull[k].y - height) / (distance - hull[k].x);
    let (mut low, mut high) = match hull.len() {
        0 => return 0.0,
        length => (0, length - 1),
    };
    while low < high {
        let middle = (low + high) / 2;
        if slope(middle) < slope(middle + 1) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    // A hole has no height, and `max` ignores NaN.
    slope(low).max(0.0)
}

/// The fraction of a disc above a straight horizon; `height` is that of its centre, in radii.
fn disc_above(height: f64) -> f64 {
    let u = height.clamp(-1.0, 1.0);
    0.5 + (u * (1.0 - u * u).sqrt() + u.asin()) / PI
}

/// The fraction nearest to a number from 0 to 1, in lowest terms.
fn nearest(number: f64, largest_denominator: isize) -> [isize; 2] {
    let [below, above] = bracket(number, largest_denominator);
    let away = |[p, q]: [isize; 2]| (p as f64 / q as f64 - number).abs();
    if away(above) < away(below) {
        above
    } else {
        below
    }
}

/// The nearest fractions at or below a number from 0 to 1, and at or above it, in lowest terms.
fn bracket(number: f64, largest_denominator: isize) -> [[isize; 2]; 2] {
    let mut found = [[0, 1], [1, 1]];
    for q in 1..=largest_denominator {
        // Tolerates rounding, for example of the diagonal.
        let scaled = number * q as f64;
        let (p, r) = (
            (scaled + 1e-9).floor() as isize,
            (scaled - 1e-9).ceil() as isize,
        );
        if p * found[0][1] > found[0][0] * q {
            found[0] = [p, q];
        }
        if r * found[1][1] < found[1][0] * q {
            found[1] = [r, q];
        }
    }
    found
}

#[cfg(test)]
mod tests;
