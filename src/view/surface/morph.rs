//! Morphs: a surface that changes its shape over time.
//!
//! A number of intermediate shapes is computed once. Between two of them, heights and slopes are interpolated linearly,
//! and everything on the surface uses the interpolated surface.

use std::borrow::Cow;

use glam::DVec2;
use rayon::prelude::*;

use super::{DrawnSurface, HOLE_HEIGHT};
use crate::{simulation::LandscapeOutcome, view::frame::Frame};

impl DrawnSurface {
    /// The surface after a fraction of the morph, 0 to 1.
    pub fn morphed(&self, fraction: f64) -> Cow<'_, Self> {
        let last = self.shapes.list.len() - 1;
        if last == 0 || fraction >= 1.0 {
            return Cow::Borrowed(self);
        }
        let position = fraction.max(0.0) * last as f64;
        Cow::Owned(Self {
            current: (position.floor() as usize, position.fract() as f32),
            ..self.clone()
        })
    }

    /// The parameters of the lowest grid point, refined by parabolas through its neighbours so that it moves smoothly;
    /// `None` on the border of the domain.
    pub fn lowest(&self) -> Option<DVec2> {
        let size = self.size;
        let heights = (0..size * size)
            .into_par_iter()
            .map(|index| (index, self.grid_height(index)));
        let without_holes = heights.filter(|(_, height)| *height > HOLE_HEIGHT);
        // The first one of equal heights.
        let (lowest, _) = without_holes.min_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)))?;
        let (i, j) = (lowest % size, lowest / size);
        // A function of one variable is constant across its strip.
        let is_strip = self.half_size.z != self.half_size.x;
        let inner = |k: usize| k > 0 && k + 1 < size;
        if !inner(i) || !(is_strip || inner(j)) {
            return None;
        }
        let height = |i: usize, j: usize| self.height(i, j).map(f64::from);
        let offset = |before: Option<f64>, after: Option<f64>| {
            let (Some(a), Some(b), Some(c)) = (before, height(i, j), after) else {
                return 0.0;
            };
            let bend = a - 2.0 * b + c;
            if bend > 0.0 {
                (0.5 * (a - c) / bend).clamp(-0.5, 0.5)
            } else {
                0.0
            }
        };
        let x = i as f64 + offset(height(i - 1, j), height(i + 1, j));
        let y = if is_strip {
            0.5 * (size - 1) as f64
        } else {
            j as f64 + offset(height(i, j - 1), height(i, j + 1))
        };
        Some(self.domain.at(DVec2::new(x, y) / (size - 1) as f64))
    }
}

/// The number that changes in a morph as text, such as `λ = 0.25`, with enough decimals to resolve a hundredth of its
/// range; `None` without such a number.
pub(crate) fn parameter_text(frame: &Frame, outcome: &LandscapeOutcome) -> Option<String> {
    let morphing = outcome.morph.as_ref()?;
    let (name, value) = morphing.parameter(frame.morph)?;
    let (_, [from, to]) = morphing.parameter.as_ref()?;
    let decimals = (2.0 - (to - from).abs().log10().floor()).clamp(0.0, 9.0) as usize;
    let value = format!("{value:.decimals$}").replace('-', "−");
    Some(format!("{name} = {value}"))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use glam::DVec2;

    use crate::{
        scene::Source,
        view::{
            Canvas, FigureTables, PlaybackTime, PointSelection, SceneOutcome, Viewpoint,
            frame::Frame, surface::trail::Trail,
        },
        words::Language,
    };

    fn simulated(landscape: &str, morph: &str) -> SceneOutcome {
        let text = format!(
            r#"(version: 1, subject: Landscape(landscape: "{landscape}", domain: (x: (-2, 2), y: (-2, 2)), resolution: 41,
                start: (1, 1.5), steps: 4, runs: [(optimizer: "gd(lr=0.1)")], {morph}), playback: (rest: (3, 1)))"#
        );
        let source = Source::parse(&text, "".as_ref()).unwrap();
        SceneOutcome::new(Arc::new(source), None).unwrap()
    }

    /// Calls `inspect` with the surface and the trails at a time.
    fn at<T>(
        outcome: &SceneOutcome,
        seconds: f64,
        inspect: impl FnOnce(&super::DrawnSurface, &[Trail]) -> T,
    ) -> T {
        let tables = FigureTables::new(&outcome.figures[0], Language::English);
        let time = PlaybackTime { seconds };
        let frame = Frame::new(
            &outcome.figures[0],
            &tables,
            time,
            &Viewpoint::default(),
            &Canvas::default(),
            &PointSelection::default(),
        );
        let drawn = tables.depiction.surface().unwrap();
        let content = drawn.content(&frame, outcome.figures[0].look());
        inspect(&content.surface, &content.trails)
    }

    #[test]
    fn heights_during_a_morph_are_between_those_of_the_two_shapes() {
        let outcome = simulated("saddle", "morph: (from: \"bowl\", at: 1, seconds: 2)");
        let place = DVec2::new(0.3, -1.4);
        let height = |seconds| {
            at(&outcome, seconds, |surface, _| {
                surface.height_at(place).unwrap()
            })
        };
        let (first, last) = (height(0.0), height(3.0));
        assert!((first - last).abs() > 0.05);
        assert_eq!(height(1.0), first);
        // Half the morph at half of the time, less than a quarter at a quarter.
        assert!((height(2.0) - 0.5 * (first + last)).abs() < 1e-6);
        assert!((height(1.5) - first).abs() < 0.2 * (last - first).abs());
        assert_eq!(height(4.0), last);
    }

    #[test]
    fn both_shapes_have_one_scale() {
        let both = simulated("bowl", "l2: 1, morph: (l2: 0, at: 1, seconds: 2)");
        let top = |seconds| {
            at(&both, seconds, |surface, _| {
                surface
                    .scale
                    .value(surface.height_at(DVec2::splat(2.0)).unwrap())
            })
        };
        // x² + y² becomes 2(x² + y²).
        assert!((top(0.0) - 8.0).abs() < 1e-5, "{}", top(0.0));
        assert!((top(2.0) - 12.0).abs() < 1e-5, "{}", top(2.0));
        assert!((top(3.0) - 16.0).abs() < 1e-5, "{}", top(3.0));
    }

    #[test]
    fn balls_wait_on_the_current_surface() {
        let outcome = simulated("saddle", "morph: (from: \"bowl\", at: 1, seconds: 2)");
        let start = DVec2::new(1.0, 1.5);
        let mut heights = Vec::new();
        for seconds in [0.0, 1.3, 2.0, 2.9, 3.0] {
            at(&outcome, seconds, |surface, trails| {
                let contact = trails[0].pose_at(0.0).unwrap().contact;
                assert_eq!(contact, surface.point(start), "{seconds} s");
                heights.push(contact.y);
            });
        }
        assert!(
            heights.windows(2).all(|pair| pair[0] != pair[1]),
            "{heights:?}"
        );
    }

    #[test]
    fn the_lowest_point_moves_smoothly_between_grid_points() {
        let outcome = simulated(
            "formula(of=\\\"(x - a)^2 + 2(y + 0.33)^2\\\", a=1)",
            "morph: (from: \"formula(of=\\\"(x - a)^2 + 2(y + 0.33)^2\\\", a=-1)\", at: 0, seconds: 3)",
        );
        for seconds in [0.0, 0.7, 1.5, 2.2] {
            let fraction = seconds / 3.0;
            let expected = -1.0 + 2.0 * fraction * fraction * (3.0 - 2.0 * fraction);
            let found = at(&outcome, seconds, |surface, _| surface.lowest().unwrap());
            // The mean of two such parabolas has its minimum at the mean of their minima.
            assert!(
                found.distance(DVec2::new(expected, -0.33)) < 1e-3,
                "{found}"
            );
        }
        let strip = simulated(
            "formula(of=\\\"(x - a)^2\\\", a=1)",
            "morph: (from: \"formula(of=\\\"(x - a)^2\\\", a=0.2)\")",
        );
        let lowest = at(&strip, 0.0, |surface, _| surface.lowest().unwrap());
        assert!(lowest.distance(DVec2::new(0.2, 0.0)) < 1e-3, "{lowest}");
        let none = simulated("x + y", "morph: (from: \"x - y\")");
        assert_eq!(
            at(&none, 0.5, |surface, _| surface.lowest()),
            None,
            "on the border"
        );
    }

    #[test]
    fn a_morph_scales_with_the_length_of_the_film() {
        let outcome = simulated("bowl", "l2: 1, morph: (l2: 0, at: 1, seconds: 2)");
        let longer = outcome
            .clone()
            .with_timeline(outcome.timeline.fitted_to(24.0));
        for seconds in [1.5, 2.0, 2.6] {
            let height = |outcome: &SceneOutcome, seconds| {
                at(outcome, seconds, |surface, _| surface.height_at(DVec2::ONE))
            };
            let (own, twice) = (height(&outcome, seconds), height(&longer, 2.0 * seconds));
            assert_eq!(own, twice);
        }
    }
}
