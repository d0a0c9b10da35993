//! One picture's frame: its style, its layout and its stage. Made anew wherever it is needed; the same inputs make the
//! same frame.

use super::{
    Canvas, Moment, Shown, Viewpoint, Worked,
    layout::{Contents, Layout},
    stage::Stage,
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
        let contents = match &shown.simulation {
            Simulation::Landscape(descents) => Contents {
                legend_lines: descents.runs.iter().filter(|run| run.shown).count() + 1,
                bar: true,
                inset: descents.fit.is_some() && look.marks.data,
                caption: !scene.caption.en.is_empty(),
            },
            Simulation::Cloud(cloud) => Contents {
                legend_lines: cloud.class_names.len() + 1,
                bar: false,
                inset: false,
                caption: !scene.caption.en.is_empty(),
            },
        };
        let layout = Layout::new(canvas.area, contents, look, &style);
        let pose = viewpoint.pose(shown, moment);
        let half = worked.axes.half;
        let stage = Stage::new(canvas.area, layout.subject, half, &pose, layout.unit);
        Self {
            style,
            layout,
            stage,
            step: shown.step_at(moment),
        }
    }

    /// Whether the picture is flat.
    pub fn flat(&self) -> bool {
        !self.stage.perspective
    }
}

/// Whether a scene's picture is flat.
pub fn is_flat(shown: &Shown) -> bool {
    shown.scene().look.projection == Projection::Top
}
