//! One frame of a figure: style, layout and camera. Computed wherever it is needed; equal inputs give equal frames.

pub(crate) mod attention;
pub(crate) mod canvas;
pub(crate) mod contents;
pub mod figures;
pub(crate) mod layout;
pub(crate) mod outcome;
pub mod stage;
pub(crate) mod viewpoint;

use std::borrow::Cow;

use glam::{UVec4, Vec2, Vec3, Vec4Swizzles};
use layout::Layout;
use stage::Stage;

use super::{
    Attention, Canvas, FigureOutcome, FigureTables, PlaybackTime, Viewpoint,
    depiction::AnimationState,
    style::{scale::short_number, theme::Style},
};
use crate::{
    scene::Projection,
    words::{Language, Word},
};

/// The state shared by all parts of a picture.
pub struct Frame {
    /// Colours and strokes of the theme.
    pub style: Style,
    /// The areas of the text and the subject.
    pub layout: Layout,
    /// The box and the camera; lengths in points.
    pub stage: Stage,
    /// The fractional step that is shown.
    pub step: f64,
    /// Progress of a morph, 0 to 1.
    pub morph: f64,
    /// Magnification of the points.
    pub magnification: f64,
    /// Pointer position in points, if it is over this figure.
    pub pointer: Option<Vec2>,
    /// The selected and highlighted points.
    pub attention: Attention,
}

impl Frame {
    /// Computes the frame at a playback time.
    pub fn new(
        outcome: &FigureOutcome,
        tables: &FigureTables,
        time: PlaybackTime,
        viewpoint: &Viewpoint,
        canvas: &Canvas,
        attention: &Attention,
    ) -> Self {
        let scene = outcome.scene();
        let style = Style::of(scene.theme);
        let mut pose = viewpoint.pose(outcome, time);
        let contents = tables.contents;
        // The strip of a curve is seen from its front, unlike a box that is as deep as wide.
        if contents.road {
            pose.turn = viewpoint.turn(outcome);
        }
        if pose.projection == Projection::Top && contents.road {
            pose = pose.from_the_front();
        }
        let layout = Layout::new(
            canvas.area,
            contents,
            scene.text_size,
            &style,
            canvas.measure,
        );
        let half = tables.axes.half;
        let stage = Stage::new(canvas.area, layout.subject, half, &pose, layout.unit);
        let step = outcome.step_at(time);
        let AnimationState {
            morph,
            magnification,
        } = (tables.depiction).animation_state(outcome.scene_seconds(time), step);
        Self {
            style,
            layout,
            stage,
            step,
            morph,
            magnification,
            pointer: canvas.pointer,
            attention: attention.clone(),
        }
    }

    /// A name, with the magnification if there is one.
    pub fn name_with_magnification<'a>(&self, name: &'a str, language: Language) -> Cow<'a, str> {
        // Rounded to two digits, so that it is legible while it changes.
        let size = 10f64.powf(self.magnification.log10().floor() - 1.0);
        let times = (self.magnification / size).round() * size;
        if times <= 1.0 {
            return name.into();
        }
        let times = short_number(times);
        let name = language.say_with(Word::Enlarged, &[("name", name), ("n", &times)]);
        name.into()
    }

    /// The pixels covered by world positions; the whole figure if one of them is behind the viewer.
    pub fn covering(&self, places: &[Vec3], pixels_per_point: f32) -> UVec4 {
        const EDGE: f32 = 2.0;
        let whole = self.layout.area.pixels(pixels_per_point);
        let seen: Option<Vec<Vec2>> = places
            .iter()
            .map(|&place| self.stage.project(place))
            .collect();
        let Some(seen) = seen.filter(|seen| !seen.is_empty()) else {
            return whole;
        };
        let seen = seen.into_iter().map(|point| point * pixels_per_point);
        let (low, high) = seen.fold((Vec2::MAX, Vec2::MIN), |(low, high), point| {
            (low.min(point), high.max(point))
        });
        let (from, to) = (whole.xy(), whole.xy() + whole.zw());
        let low = (low - EDGE).max(Vec2::ZERO).as_uvec2().clamp(from, to);
        let high = (high + EDGE).max(Vec2::ZERO).as_uvec2().clamp(from, to);
        let size = high - low;
        UVec4::new(low.x, low.y, size.x, size.y)
    }

    /// Whether the picture is drawn from above, without perspective.
    pub fn is_flat(&self) -> bool {
        !self.stage.perspective
    }
}
