//! One frame of a figure: style, layout and camera. It is cheap and computed wherever it is needed; equal inputs give
//! equal frames.

pub mod area;
pub(crate) mod canvas;
pub(crate) mod composition;
pub(crate) mod contents;
pub mod figures;
pub mod framing;
pub(crate) mod grid;
pub(crate) mod layout;
pub(crate) mod outcome;
pub(crate) mod point_selection;
mod subject_room;
pub(crate) mod term;
pub mod view_transform;
pub(crate) mod viewpoint;

use std::borrow::Cow;

use glam::{UVec4, Vec2, Vec3, Vec4Swizzles};
use layout::Layout;
use term::TermInProgress;
use view_transform::ViewTransform;

use super::{
    Canvas, FigureOutcome, FigureTables, PlaybackTime, PointSelection, Viewpoint,
    depiction::AnimationState,
    style::{scale::short_number, theme::Style},
};
use crate::{
    scene::Projection,
    words::{Language, Word},
};

/// What all parts of a figure are drawn with at a playback time.
pub struct Frame {
    /// Colours and strokes of the theme.
    pub style: Style,
    /// The areas of the text and the subject.
    pub layout: Layout,
    /// The box and the camera; lengths in points.
    pub transform: ViewTransform,
    /// The fractional step that is shown.
    pub step: f64,
    /// The index of the term of the explained update that is shown; `None` if all or none are.
    pub term: Option<usize>,
    /// Progress of a morph, 0 to 1.
    pub morph: f64,
    /// Magnification of the points.
    pub magnification: f64,
    /// Pointer position in points, if it is over this figure.
    pub pointer: Option<Vec2>,
    /// The chosen point and the highlighted points.
    pub selection: PointSelection,
}

/// The line with the number of the step; empty without steps.
pub(crate) fn step_text(language: Language, total: usize, step: f64) -> String {
    if total == 0 {
        return String::new();
    }
    let (n, total) = ((step.floor() as usize).to_string(), total.to_string());
    language.say_with(Word::StepOf, &[("n", &n), ("total", &total)])
}

impl Frame {
    /// Computes the frame at a playback time.
    pub fn new(
        outcome: &FigureOutcome,
        tables: &FigureTables,
        time: PlaybackTime,
        viewpoint: &Viewpoint,
        canvas: &Canvas,
        selection: &PointSelection,
    ) -> Self {
        let scene = outcome.scene();
        let style = Style::of(scene.theme);
        let mut pose = viewpoint.pose(outcome, tables, time);
        let contents = tables.contents;
        let mut directions = viewpoint.directions(outcome, &pose);
        if pose.projection == Projection::Top && contents.is_strip {
            pose = pose.from_the_front();
            directions = vec![[pose.azimuth, pose.elevation]];
        }
        let layout = Layout::new(
            canvas.area,
            contents,
            scene.text_size,
            &style,
            canvas.layout_scale,
        );
        let half_size = tables.axes.half_size;
        let transform =
            ViewTransform::new(canvas.area, &layout.room, half_size, &directions, &pose);
        let mut step = outcome.step_at(time);
        let explained = (tables.depiction.insets()).and_then(|insets| insets.explained_terms(step));
        let term =
            explained.and_then(|terms| TermInProgress::new(&outcome.timeline, time.seconds, terms));
        step = term.map_or(step, |term| term.step);
        let AnimationState {
            morph,
            magnification,
        } = (tables.depiction).animation_state(outcome.scene_seconds(time), step);
        Self {
            style,
            layout,
            transform,
            step,
            term: term.map(|term| term.term),
            morph,
            magnification,
            pointer: canvas.pointer,
            selection: selection.clone(),
        }
    }

    /// A name with the magnification of the points, if that is above 1.
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

    /// The bounding rectangle of projected world positions in pixels (left, top, width, height); the whole figure if
    /// one of them is behind the viewer.
    pub fn covered_pixels(&self, places: &[Vec3], pixels_per_point: f32) -> UVec4 {
        const MARGIN_PX: f32 = 2.0;
        let whole = self.layout.area.pixels(pixels_per_point);
        let projected: Option<Vec<Vec2>> = places
            .iter()
            .map(|&place| self.transform.project(place))
            .collect();
        let Some(projected) = projected.filter(|places| !places.is_empty()) else {
            return whole;
        };
        let pixels = projected.into_iter().map(|point| point * pixels_per_point);
        let (low, high) = pixels.fold((Vec2::MAX, Vec2::MIN), |(low, high), point| {
            (low.min(point), high.max(point))
        });
        let (from, to) = (whole.xy(), whole.xy() + whole.zw());
        let low = (low - MARGIN_PX).max(Vec2::ZERO).as_uvec2().clamp(from, to);
        let high = (high + MARGIN_PX)
            .max(Vec2::ZERO)
            .as_uvec2()
            .clamp(from, to);
        let size = high - low;
        UVec4::new(low.x, low.y, size.x, size.y)
    }

    /// Pixels per pixel of the 1080-line picture, for the widths of lines: more in themes of thick strokes.
    pub fn line_pixels(&self, pixels_per_point: f32) -> f32 {
        self.layout.scale * pixels_per_point * self.style.stroke_scale.powf(0.7)
    }

    /// Whether the picture is drawn from above, without perspective.
    pub fn is_flat(&self) -> bool {
        !self.transform.perspective
    }
}
