//! Minima and maxima at kinks of f, found by a descent without derivatives. It moves to the lowest point of a circle
//! around the current point and halves the radius if none is lower, so that it can follow narrow and crooked valleys.

use glam::DVec2;

use super::{Candidate, FoundPoint, Kind, MERGE_DISTANCE, SLACK, Search, unit_vector};

/// The initial radius of the circle, in cells.
const INITIAL_RADIUS: f64 = 0.25;
/// The final radius of the circle, in cells.
const FINAL_RADIUS: f64 = 1e-9;
/// The maximum number of moves of a descent; with small circles it may have to cross the whole rectangle.
const MAX_MOVES: usize = 4000;
/// The radius, in cells, below which the descent checks once whether f is constant on the circle, and if so gives up.
const FLATNESS_RADIUS: f64 = 1e-2;
/// The number of samples on a circle.
const CIRCLE_SAMPLES: usize = 32;
/// The number of golden-section steps around a sample: enough for the precision of an angle.
const GOLDEN_SECTION_STEPS: usize = 72;
/// The radii, in cells, of the circles by which the end of a descent is classified.
const CLASSIFICATION_RADII: [f64; 3] = [1e-1, 1e-2, 1e-3];

/// The minimum (with `sign` −1, the maximum) reached by a descent from a start, if it is inside the rectangle.
pub(super) fn extremum(search: &Search, start: DVec2, sign: f64) -> Option<Candidate> {
    let height = |at: DVec2| match sign * search.landscape.value(at) {
        height if height.is_nan() => f64::INFINITY,
        height => height,
    };
    let descent = CircleDescent { search, height };
    let at = descent.run(start)?;
    let kind = descent.classify(at, sign)?;
    Some(Candidate {
        point: FoundPoint {
            at,
            value: search.landscape.value(at),
            kind,
        },
        isolation: MERGE_DISTANCE,
        scale: search.steepest(at, 1.0),
        residual: (descent.height)(at),
    })
}

/// A descent on `height` that samples circles.
struct CircleDescent<'a, H> {
    search: &'a Search<'a>,
    /// f or, for a maximum, −f; infinite where f is undefined.
    height: H,
}

impl<H: Fn(DVec2) -> f64> CircleDescent<'_, H> {
    /// The end of the descent from `start`; `None` if it leaves the rectangle, reaches a flat region or an infinite
    /// height, or takes too many moves.
    fn run(&self, start: DVec2) -> Option<DVec2> {
        let (mut at, mut low) = (start, (self.height)(start));
        let (mut radius, mut has_moved, mut is_checked) = (INITIAL_RADIUS, false, false);
        for _ in 0..MAX_MOVES {
            if !low.is_finite() || !self.search.contains(at, SLACK) {
                return None;
            }
            if let Some(lower) = self.lower(at, low, radius) {
                (at, low) = lower;
                has_moved |= radius > 1e2 * FINAL_RADIUS;
                continue;
            }
            radius *= 0.5;
            if radius > FINAL_RADIUS {
                if !is_checked && radius < FLATNESS_RADIUS {
                    is_checked = true;
                    let (_, heights) = self.sample(at, radius);
                    if heights.iter().all(|height| *height == low) {
                        return None;
                    }
                }
                continue;
            }
            let rounded = self.rounded(at, low);
            if !has_moved && rounded == at {
                return Some(at);
            }
            // Repeat from the point reached.
            (at, low) = (rounded, (self.height)(rounded));
            (radius, has_moved) = (INITIAL_RADIUS, false);
        }
        None
    }

    /// The point of a circle at an angle, in turns, and its height.
    fn on_circle(&self, at: DVec2, radius: f64, turns: f64) -> (DVec2, f64) {
        let point = at + radius * unit_vector(turns) * self.search.cell;
        (point, (self.height)(point))
    }

    /// A point on a circle that is lower than its centre, if any.
    fn lower(&self, at: DVec2, low: f64, radius: f64) -> Option<(DVec2, f64)> {
        let (angles, heights) = self.sample(at, radius);
        let sampled = (angles.iter().zip(&heights))
            .min_by(|a, b| a.1.total_cmp(b.1))
            .filter(|(_, height)| **height < low);
        if let Some((&angle, _)) = sampled {
            return Some(self.on_circle(at, radius, angle));
        }
        let found = self.lowest(at, radius, &angles, &heights)?;
        (found.1 < low).then_some(found)
    }

    /// The angles, in turns, and the heights of evenly spaced samples on a circle.
    fn sample(&self, at: DVec2, radius: f64) -> (Vec<f64>, Vec<f64>) {
        let count = if self.search.is_one_dimensional() {
            2
        } else {
            CIRCLE_SAMPLES
        };
        let angles: Vec<f64> = (0..count).map(|k| k as f64 / count as f64).collect();
        let heights = (angles.iter())
            .map(|&angle| self.on_circle(at, radius, angle).1)
            .collect();
        (angles, heights)
    }

    /// The lowest point of a circle, by a golden-section search around each sample that is not higher than its
    /// neighbours. `None` if there is no such sample, as on level ground.
    fn lowest(
        &self,
        at: DVec2,
        radius: f64,
        angles: &[f64],
        heights: &[f64],
    ) -> Option<(DVec2, f64)> {
        let count = angles.len();
        let gap = 1.0 / count as f64;
        (0..count)
            .filter(|&k| {
                let (before, after) = (heights[(k + count - 1) % count], heights[(k + 1) % count]);
                let is_lowest = heights[k] <= before && heights[k] <= after;
                // Where all three are level, there is no minimum between them.
                let is_sloped = self.search.is_one_dimensional() || heights[k] < before.max(after);
                is_lowest && is_sloped && heights[k].is_finite()
            })
            .map(|k| match self.search.is_one_dimensional() {
                true => self.on_circle(at, radius, angles[k]),
                false => {
                    let height = |angle: f64| self.on_circle(at, radius, angle).1;
                    let angle = golden_section(
                        height,
                        angles[k] - gap,
                        angles[k] + gap,
                        GOLDEN_SECTION_STEPS,
                    );
                    self.on_circle(at, radius, angle)
                }
            })
            .min_by(|a, b| a.1.total_cmp(&b.1))
    }

    /// The nearby point with the fewest decimals that is not higher, if any, else the point itself: where a valley is
    /// narrower than the rounding error, its kink is usually at such a point.
    fn rounded(&self, at: DVec2, low: f64) -> DVec2 {
        (0..=12)
            .map(|digits| 10f64.powi(digits))
            .map(|scale| (at * scale).round() / scale)
            .find(|&rounded| {
                self.search.distance(rounded, at) < 0.1 * MERGE_DISTANCE
                    && (self.height)(rounded) <= low
            })
            .unwrap_or(at)
    }

    /// Classifies the end of a descent: an extremum if it is lower than all points of the circles around it, degenerate
    /// if it is level with some of them. `None` if f is flat there, jumps or overflows.
    fn classify(&self, at: DVec2, sign: f64) -> Option<Kind> {
        let low = (self.height)(at);
        let rise = |radius: f64| {
            let (_, heights) = self.sample(at, radius);
            let finite = heights.into_iter().filter(|height| height.is_finite());
            finite.fold(low, f64::max) - low
        };
        if rise(10.0 * FINAL_RADIUS) > 0.1 * rise(CLASSIFICATION_RADII[1]) {
            return None;
        }
        let mut is_strict = true;
        for radius in CLASSIFICATION_RADII {
            let (angles, heights) = self.sample(at, radius);
            let rounding = 8.0 * f64::EPSILON * low.abs();
            // If more than a quarter of a circle is at the same height, the region is level.
            let is_level = |height: &&f64| (**height - low).abs() <= rounding;
            if 4 * heights.iter().filter(is_level).count() > heights.len() {
                return None;
            }
            if rise(radius) <= rounding {
                return None;
            }
            let (_, lowest) = self.lowest(at, radius, &angles, &heights)?;
            is_strict &= lowest - low > rounding;
        }
        Some(match is_strict {
            true if sign > 0.0 => Kind::Minimum,
            true => Kind::Maximum,
            false => Kind::Degenerate,
        })
    }
}

/// Golden-section search for the minimum of a unimodal function between two points.
pub(super) fn golden_section(f: impl Fn(f64) -> f64, from: f64, to: f64, steps: usize) -> f64 {
    const RATIO: f64 = 0.618_033_988_749_894_9;
    let (mut from, mut to) = (from, to);
    let inner = |from: f64, to: f64| (to - RATIO * (to - from), from + RATIO * (to - from));
    let (mut a, mut b) = inner(from, to);
    let (mut at_a, mut at_b) = (f(a), f(b));
    for _ in 0..steps {
        if at_a <= at_b {
            (to, b, at_b) = (b, a, at_a);
            a = inner(from, to).0;
            at_a = f(a);
        } else {
            (from, a, at_a) = (a, b, at_b);
            b = inner(from, to).1;
            at_b = f(b);
        }
    }
    if at_a <= at_b { a } else { b }
}
