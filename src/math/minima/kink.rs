//! Minima and maxima at kinks of f: a descent that samples circles, so that it can follow a valley however narrow and
//! crooked it is.

use glam::DVec2;

use super::{FoundPoint, Candidate, Kind, SAME, SLACK, Search, turned};

/// The initial radius, in cells.
const WIDEST: f64 = 0.25;
/// The final radius, in cells.
const NARROWEST: f64 = 1e-9;
/// The maximum number of moves of a descent; with small circles it may have to cross the whole rectangle.
const MAX_MOVES: usize = 4000;
/// The radius, in cells, below which flatness is checked.
const SEEN: f64 = 1e-2;
/// Samples on a circle.
const POINTS: usize = 32;
/// Golden-section steps between two samples: enough for the precision of an angle.
const DIVISIONS: usize = 72;
/// Radii of the circles on which an extremum must be strictly lowest, in cells.
const PROOF: [f64; 3] = [1e-1, 1e-2, 1e-3];

/// The minimum (with `sign` −1, the maximum) reached by a descent from a start, if it is inside the rectangle.
pub(super) fn extremum(search: &Search, start: DVec2, sign: f64) -> Option<Candidate> {
    let height = |at: DVec2| match sign * search.landscape.value(at) {
        height if height.is_nan() => f64::INFINITY,
        height => height,
    };
    let circles = Circles { search, height };
    let at = circles.descend(start)?;
    let kind = circles.judge(at, sign)?;
    Some(Candidate {
        point: FoundPoint {
            at,
            value: search.landscape.value(at),
            kind,
        },
        isolation: SAME,
        scale: search.steepest(at, 1.0),
        residual: (circles.height)(at),
    })
}

struct Circles<'a, H> {
    search: &'a Search<'a>,
    height: H,
}

impl<H: Fn(DVec2) -> f64> Circles<'_, H> {
    fn descend(&self, start: DVec2) -> Option<DVec2> {
        let (mut at, mut low) = (start, (self.height)(start));
        let (mut radius, mut moved, mut seen) = (WIDEST, false, false);
        for _ in 0..MAX_MOVES {
            if !low.is_finite() || !self.search.contains(at, SLACK) {
                return None;
            }
            if let Some(lower) = self.lower(at, low, radius) {
                (at, low) = lower;
                moved |= radius > 1e2 * NARROWEST;
                continue;
            }
            radius *= 0.5;
            if radius > NARROWEST {
                if !seen && radius < SEEN {
                    seen = true;
                    let (_, heights) = self.sample(at, radius);
                    if heights.iter().all(|height| *height == low) {
                        return None;
                    }
                }
                continue;
            }
            let rounded = self.rounded(at, low);
            if !moved && rounded == at {
                return Some(at);
            }
            // Repeat from the point reached.
            (at, low) = (rounded, (self.height)(rounded));
            (radius, moved) = (WIDEST, false);
        }
        None
    }

    fn on_circle(&self, at: DVec2, radius: f64, part: f64) -> (DVec2, f64) {
        let place = at + radius * turned(part) * self.search.cell;
        (place, (self.height)(place))
    }

    /// A point on a circle that is lower than its centre, if any.
    fn lower(&self, at: DVec2, low: f64, radius: f64) -> Option<(DVec2, f64)> {
        let (parts, heights) = self.sample(at, radius);
        let sampled = (parts.iter().zip(&heights))
            .min_by(|a, b| a.1.total_cmp(b.1))
            .filter(|(_, height)| **height < low);
        if let Some((&part, _)) = sampled {
            return Some(self.on_circle(at, radius, part));
        }
        let found = self.lowest(at, radius, &parts, &heights)?;
        (found.1 < low).then_some(found)
    }

    /// Positions on a circle, as fractions of a turn, with their heights.
    fn sample(&self, at: DVec2, radius: f64) -> (Vec<f64>, Vec<f64>) {
        let count = if self.search.is_one_dimensional() {
            2
        } else {
            POINTS
        };
        let parts: Vec<f64> = (0..count).map(|k| k as f64 / count as f64).collect();
        let heights = (parts.iter())
            .map(|&part| self.on_circle(at, radius, part).1)
            .collect();
        (parts, heights)
    }

    /// The lowest point of a circle: golden-section search around each sample that is lower than its neighbours.
    fn lowest(
        &self,
        at: DVec2,
        radius: f64,
        parts: &[f64],
        heights: &[f64],
    ) -> Option<(DVec2, f64)> {
        let count = parts.len();
        let gap = 1.0 / count as f64;
        (0..count)
            .filter(|&k| {
                let (before, after) = (heights[(k + count - 1) % count], heights[(k + 1) % count]);
                let lowest = heights[k] <= before && heights[k] <= after;
                // Where all three are level, there is no minimum between them.
                let sloped = self.search.is_one_dimensional() || heights[k] < before.max(after);
                lowest && sloped && heights[k].is_finite()
            })
            .map(|k| match self.search.is_one_dimensional() {
                true => self.on_circle(at, radius, parts[k]),
                false => {
                    let height = |part: f64| self.on_circle(at, radius, part).1;
                    let part = golden(height, parts[k] - gap, parts[k] + gap, DIVISIONS);
                    self.on_circle(at, radius, part)
                }
            })
            .min_by(|a, b| a.1.total_cmp(&b.1))
    }

    /// A nearby point with the fewest decimals that is not higher: in valleys narrower than the rounding error, kinks
    /// are usually at such points.
    fn rounded(&self, at: DVec2, low: f64) -> DVec2 {
        (0..=12)
            .map(|digits| 10f64.powi(digits))
            .map(|scale| (at * scale).round() / scale)
            .find(|&rounded| {
                self.search.distance(rounded, at) < 0.1 * SAME && (self.height)(rounded) <= low
            })
            .unwrap_or(at)
    }

    /// Classifies the end of a descent: strictly lowest on circles around it, or level with some of their points;
    /// `None` if f is flat there, jumps or overflows.
    fn judge(&self, at: DVec2, sign: f64) -> Option<Kind> {
        let low = (self.height)(at);
        let rise = |radius: f64| {
            let (_, heights) = self.sample(at, radius);
            let finite = heights.into_iter().filter(|height| height.is_finite());
            finite.fold(low, f64::max) - low
        };
        if rise(10.0 * NARROWEST) > 0.1 * rise(PROOF[1]) {
            return None;
        }
        let mut strict = true;
        for radius in PROOF {
            let (parts, heights) = self.sample(at, radius);
            let rounding = 8.0 * f64::EPSILON * low.abs();
            // If more than a quarter of a circle is at the same height, the region is level.
            let is_level = |height: &&f64| (**height - low).abs() <= rounding;
            if 4 * heights.iter().filter(is_level).count() > heights.len() {
                return None;
            }
            if rise(radius) <= rounding {
                return None;
            }
            let (_, lowest) = self.lowest(at, radius, &parts, &heights)?;
            strict &= lowest - low > rounding;
        }
        Some(match strict {
            true if sign > 0.0 => Kind::Minimum,
            true => Kind::Maximum,
            false => Kind::Degenerate,
        })
    }
}

/// Golden-section search for the minimum of a unimodal function between two points.
pub(super) fn golden(f: impl Fn(f64) -> f64, from: f64, to: f64, divisions: usize) -> f64 {
    const RATIO: f64 = 0.618_033_988_749_894_9;
    let (mut from, mut to) = (from, to);
    let inner = |from: f64, to: f64| (to - RATIO * (to - from), from + RATIO * (to - from));
    let (mut a, mut b) = inner(from, to);
    let (mut at_a, mut at_b) = (f(a), f(b));
    for _ in 0..divisions {
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
