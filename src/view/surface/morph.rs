//! Morphs: a surface that changes its shape over time.
//!
//! A number of intermediate shapes is computed once. Between two of them, heights and slopes are interpolated linearly,
//! and everything on the surface uses the interpolated surface.

use std::{borrow::Cow, sync::Arc};

use glam::DVec2;

use super::{DrawnSurface, HOLE};
use crate::{
    simulation::LandscapeOutcome,
    view::{
        frame::Frame,
        gpu::{Shared, SurfaceVertex, Visible},
    },
};

/// One shape of a morph.
#[derive(Clone)]
pub(crate) struct Shape {
    /// Shown heights, row by row.
    pub heights: Shared<f32>,
    /// What each point sees of sky and light, row by row.
    pub visible: Arc<[Visible]>,
    /// The vertices of the mesh.
    pub vertices: Shared<SurfaceVertex>,
    /// Whether there are no holes and nothing above the top of the box.
    pub is_whole: bool,
}

impl Shape {
    /// Interpolates two shapes, `part` from 0 to 1. The result has a hole wherever either has one.
    fn between(from: &Self, to: &Self, part: f32) -> Self {
        let mix = |a: f32, b: f32| a + part * (b - a);
        let height = |a: f32, b: f32| if a.min(b) <= HOLE { HOLE } else { mix(a, b) };
        let pairs = from.heights.records().iter().zip(to.heights.records());
        let heights: Vec<f32> = pairs.map(|(&a, &b)| height(a, b)).collect();
        let pairs = from.visible.iter().zip(&*to.visible);
        let visible = pairs.map(|(a, b)| a.mix(*b, part)).collect();
        let pairs = from.vertices.records().iter().zip(to.vertices.records());
        let vertices: Vec<SurfaceVertex> = pairs
            .map(|(a, b)| SurfaceVertex {
                cell: a.cell,
                shown: height(a.shown, b.shown),
                slope: [mix(a.slope[0], b.slope[0]), mix(a.slope[1], b.slope[1])],
                visible: a.visible.mix(b.visible, part),
            })
            .collect();
        Self {
            heights: Shared::new(heights),
            visible,
            vertices: Shared::new(vertices),
            is_whole: from.is_whole && to.is_whole,
        }
    }
}

impl DrawnSurface {
    /// The surface at a fraction `part` of the morph, 0 to 1.
    pub fn at(&self, part: f64) -> Cow<'_, Self> {
        if self.earlier.is_empty() || part >= 1.0 {
            return Cow::Borrowed(self);
        }
        let position = part.max(0.0) * self.earlier.len() as f64;
        let from = position.floor() as usize;
        let shape = match position.fract() as f32 {
            0.0 => self.earlier[from].clone(),
            part => match self.earlier.get(from + 1) {
                Some(to) => Shape::between(&self.earlier[from], to, part),
                None => Shape::between(&self.earlier[from], &self.shape(), part),
            },
        };
        Cow::Owned(self.with_shape(shape))
    }

    /// The parameters of the lowest grid point, if it is not on the border, refined by parabolas through its neighbours
    /// so that it moves smoothly.
    pub fn lowest(&self) -> Option<DVec2> {
        let (heights, size, hole) = self.raw();
        let real = heights.iter().enumerate().filter(|(_, t)| **t > hole);
        let (lowest, _) = real.min_by(|a, b| a.1.total_cmp(b.1))?;
        let (i, j) = (lowest % size, lowest / size);
        // A function of one variable is constant across its strip.
        let is_road = self.half.z != self.half.x;
        let inner = |k: usize| k > 0 && k + 1 < size;
        if !inner(i) || !(is_road || inner(j)) {
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
        let y = if is_road {
            0.5 * (size - 1) as f64
        } else {
            j as f64 + offset(height(i, j - 1), height(i, j + 1))
        };
        Some(self.domain.at(DVec2::new(x, y) / (size - 1) as f64))
    }
}

/// The morph parameter as text, such as `λ = 0.25`, with enough decimals to resolve a hundredth of the range.
pub(crate) fn number(frame: &Frame, outcome: &LandscapeOutcome) -> Option<String> {
    let morphing = outcome.morph.as_ref()?;
    let (name, value) = morphing.number(frame.morph)?;
    let (_, [from, to]) = morphing.number.as_ref()?;
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
            Attention, Canvas, FigureTables, PlaybackTime, SceneOutcome, Viewpoint, frame::Frame,
            surface::trail::Trail,
        },
        words::Language,
    };

    fn shown(landscape: &str, morph: &str) -> SceneOutcome {
        let text = format!(
            r#"(version: 1, subject: Landscape(landscape: "{landscape}", domain: (x: (-2, 2), y: (-2, 2)), resolution: 41,
                start: (1, 1.5), steps: 4, runs: [(optimizer: "gd(lr=0.1)")], {morph}), playback: (rest: (3, 1)))"#
        );
        let source = Source::parse(&text, "".as_ref()).unwrap();
        SceneOutcome::new(Arc::new(source), None).unwrap()
    }

    /// Calls `inspect` with the surface and the trails at a time.
    fn at<T>(
        shown: &SceneOutcome,
        seconds: f64,
        inspect: impl FnOnce(&super::DrawnSurface, &[Trail]) -> T,
    ) -> T {
        let tables = FigureTables::new(&shown.figures[0], Language::English);
        let time = PlaybackTime { seconds };
        let frame = Frame::new(
            &shown.figures[0],
            &tables,
            time,
            &Viewpoint::default(),
            &Canvas::default(),
            &Attention::default(),
        );
        let drawn = tables.depiction.surface().unwrap();
        let scenery = drawn.at(&frame, &shown.figures[0].look().marks);
        inspect(&scenery.surface, &scenery.trails)
    }

    #[test]
    fn heights_during_a_morph_are_between_those_of_the_two_shapes() {
        let shown = shown("saddle", "morph: (from: \"bowl\", at: 1, seconds: 2)");
        let place = DVec2::new(0.3, -1.4);
        let height = |seconds| {
            at(&shown, seconds, |surface, _| {
                surface.shown_height(place).unwrap()
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
        let both = shown("bowl", "l2: 1, morph: (l2: 0, at: 1, seconds: 2)");
        let top = |seconds| {
            at(&both, seconds, |surface, _| {
                surface
                    .scale
                    .value(surface.shown_height(DVec2::splat(2.0)).unwrap())
            })
        };
        // x² + y² becomes 2(x² + y²).
        assert!((top(0.0) - 8.0).abs() < 1e-5, "{}", top(0.0));
        assert!((top(2.0) - 12.0).abs() < 1e-5, "{}", top(2.0));
        assert!((top(3.0) - 16.0).abs() < 1e-5, "{}", top(3.0));
    }

    #[test]
    fn balls_wait_on_the_current_surface() {
        let shown = shown("saddle", "morph: (from: \"bowl\", at: 1, seconds: 2)");
        let start = DVec2::new(1.0, 1.5);
        let mut heights = Vec::new();
        for seconds in [0.0, 1.3, 2.0, 2.9, 3.0] {
            at(&shown, seconds, |surface, trails| {
                let contact = trails[0].at(0.0).unwrap().contact;
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
        let shown = shown(
            "formula(of=\\\"(x - a)^2 + 2(y + 0.33)^2\\\", a=1)",
            "morph: (from: \"formula(of=\\\"(x - a)^2 + 2(y + 0.33)^2\\\", a=-1)\", at: 0, seconds: 3)",
        );
        for seconds in [0.0, 0.7, 1.5, 2.2] {
            let part = seconds / 3.0;
            let expected = -1.0 + 2.0 * part * part * (3.0 - 2.0 * part);
            let found = at(&shown, seconds, |surface, _| surface.lowest().unwrap());
            // Between two shapes the surface is their mean, whose minimum is the mean of their minima.
            assert!(
                found.distance(DVec2::new(expected, -0.33)) < 1e-3,
                "{found}"
            );
        }
        let road = super::tests::shown(
            "formula(of=\\\"(x - a)^2\\\", a=1)",
            "morph: (from: \"formula(of=\\\"(x - a)^2\\\", a=0.2)\")",
        );
        let lowest = at(&road, 0.0, |surface, _| surface.lowest().unwrap());
        assert!(lowest.distance(DVec2::new(0.2, 0.0)) < 1e-3, "{lowest}");
        let none = super::tests::shown("x + y", "morph: (from: \"x - y\")");
        assert_eq!(
            at(&none, 0.5, |surface, _| surface.lowest()),
            None,
            "on the border"
        );
    }

    #[test]
    fn a_morph_scales_with_the_length_of_the_film() {
        let shown = shown("bowl", "l2: 1, morph: (l2: 0, at: 1, seconds: 2)");
        let fitted = shown.clone().with_timeline(shown.timeline.fitted_to(24.0));
        for seconds in [1.5, 2.0, 2.6] {
            let height = |shown: &SceneOutcome, seconds| {
                at(shown, seconds, |surface, _| {
                    surface.shown_height(DVec2::ONE)
                })
            };
            let (own, twice) = (height(&shown, seconds), height(&fitted, 2.0 * seconds));
            assert_eq!(own, twice);
        }
    }
}
