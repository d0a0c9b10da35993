//! One picture's frame: its style, its layout and its stage. Made anew wherever it is needed; the same inputs make the
//! same frame.

use super::{
    Canvas, Moment, Shown, Viewpoint, Worked, insets, keys,
    layout::{Contents, Layout, estimated_width},
    legend,
    stage::Stage,
    sweep, table,
    theme::Style,
};
use crate::{
    scene::{Projection, Text},
    simulation::Simulation,
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
        let flat = pose.projection == Projection::Top;
        let widest = |text: &Text| estimated_width(text.en()).max(estimated_width(text.zh()));
        let (title_width, caption_width) = (widest(&scene.title), widest(&scene.caption));
        let contents = match &shown.simulation {
            Simulation::Landscape(descents) => {
                let (keys, key_width) = keys::room(look, descents);
                let runs = || descents.legend();
                Contents {
                    legend_lines: runs().count() + 1 + keys,
                    legend_width: (runs().map(|run| legend::width(run, &look.marks)))
                        .fold(key_width, f32::max),
                    bar: true,
                    insets: insets::share(look, descents),
                    insets_width: insets::LEAST_WIDTH,
                    title_width,
                    caption_width,
                    flat,
                }
            }
            Simulation::Sweep(sweep) => {
                let runs = || sweep.surface.runs.iter().filter(|run| run.shown);
                let (lines, width) = sweep::legend_room(sweep, look);
                Contents {
                    legend_lines: runs().count() + 1 + lines,
                    legend_width: runs().map(|run| widest(&run.label)).fold(width, f32::max),
                    bar: true,
                    title_width,
                    caption_width,
                    flat,
                    ..Contents::default()
                }
            }
            Simulation::Cloud(cloud) => Contents {
                legend_lines: table::lines(look, cloud).max(cloud.class_names.len() + 1),
                legend_width: (cloud.class_names.iter())
                    .map(|class| estimated_width(&class.name))
                    .fold(table::width(look, cloud), f32::max),
                title_width,
                caption_width,
                flat,
                ..Contents::default()
            },
        };
        let part = match shown
            .simulation
            .surface()
            .and_then(|known| known.morph.as_ref())
        {
            Some(morphing) => morphing.morph.part(shown.scene_seconds(moment)),
            None => 1.0,
        };
        let layout = Layout::new(canvas.area, contents, look, &style, canvas.measure);
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
