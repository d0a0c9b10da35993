//! One picture's frame: its style, its layout and its stage. Made anew wherever it is needed; the same inputs make the
//! same frame.

use super::{
    Canvas, Moment, Shown, Viewpoint, Worked, contents::Contents, layout::Layout, stage::Stage,
    theme::Style,
};
use crate::{scene::Projection, simulation::Simulation};

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
}

impl Frame {
    /// The frame of a moment.
    pub fn new(
        shown: &Shown,
        worked: &Worked,
        moment: Moment,
        viewpoint: &Viewpoint,
        canvas: &Canvas,
    ) -> Self {
        let scene = shown.scene();
        let look = &scene.look;
        let style = Style::of(look.theme);
        let mut pose = viewpoint.pose(shown, moment);
        if let Simulation::Landscape(descents) = &shown.simulation
            && pose.projection == Projection::Top
            && descents.variables == 1
        {
            pose = pose.from_the_front();
        }
        let part = match shown
            .simulation
            .surface()
            .and_then(|known| known.morph.as_ref())
        {
            Some(morphing) => morphing.morph.part(shown.scene_seconds(moment)),
            None => 1.0,
        };
        let layout = Layout::new(
            canvas.area,
            Contents::of(shown),
            look,
            &style,
            canvas.measure,
        );
        let half = worked.axes.half;
        let stage = Stage::new(canvas.area, layout.subject, half, &pose, layout.unit);
        Self {
            style,
            layout,
            stage,
            step: shown.step_at(moment),
            morph: part,
        }
    }

    /// Whether the picture is flat.
    pub fn flat(&self) -> bool {
        !self.stage.perspective
    }
}
