//! One picture's frame: its style, its layout and its stage. Made anew wherever it is needed; the same inputs make the
//! same frame.

use std::borrow::Cow;

use glam::Vec2;

use super::{
    Attention, Canvas, FigureOutcome, FigureTables, PlaybackTime, Viewpoint, depiction::Phase,
    layout::Layout, scale::short_number, stage::Stage, theme::Style,
};
use crate::{
    scene::Projection,
    words::{Language, Word},
};

/// What the parts of a picture share.
pub struct Frame {
    /// Colours and strokes.
    pub style: Style,
    /// Where text goes.
    pub layout: Layout,
    /// Where the box goes; in points.
    pub stage: Stage,
    /// The fractional step shown.
    pub step: f64,
    /// How far a surface that changes has come, 0 to 1.
    pub morph: f64,
    /// How many times larger points are shown than they lie apart.
    pub enlarged: f64,
    /// Where the pointer rests, in points, if it is over this picture.
    pub pointer: Option<Vec2>,
    /// Which points are looked at.
    pub attention: Attention,
}

impl Frame {
    /// The frame of a moment.
    pub fn new(
        shown: &FigureOutcome,
        worked: &FigureTables,
        moment: PlaybackTime,
        viewpoint: &Viewpoint,
        canvas: &Canvas,
        attention: &Attention,
    ) -> Self {
        let scene = shown.scene();
        let style = Style::of(scene.theme);
        let mut pose = viewpoint.pose(shown, moment);
        let contents = worked.contents;
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
        let half = worked.axes.half;
        let stage = Stage::new(canvas.area, layout.subject, half, &pose, layout.unit);
        let step = shown.step_at(moment);
        let Phase { morph, enlarged } = (worked.depiction).phase(shown.scene_seconds(moment), step);
        Self {
            style,
            layout,
            stage,
            step,
            morph,
            enlarged,
            pointer: canvas.pointer,
            attention: attention.clone(),
        }
    }

    /// A name, and how much larger things are shown than they are.
    pub fn enlarged_name<'a>(&self, name: &'a str, language: Language) -> Cow<'a, str> {
        // Two digits, so that it can be read while it changes.
        let size = 10f64.powf(self.enlarged.log10().floor() - 1.0);
        let times = (self.enlarged / size).round() * size;
        if times <= 1.0 {
            return name.into();
        }
        let times = short_number(times);
        let said = language.say_with(Word::Enlarged, &[("name", name), ("n", &times)]);
        said.into()
    }

    /// Whether the picture is flat.
    pub fn flat(&self) -> bool {
        !self.stage.perspective
    }
}
