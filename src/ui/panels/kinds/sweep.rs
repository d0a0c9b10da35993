use bevy_egui::egui::Ui;

use super::{
    super::{super::widgets, look, sweep},
    Panel, PanelContext, Switches,
};
use crate::{
    scene::{Look, MAX_CURVES, Marks, Scene, Subject},
    simulation::Simulation,
    words::Word,
};

pub(super) struct SweepPanel;

impl Panel for SweepPanel {
    fn sections(&self, ui: &mut Ui, scene: &mut Scene, context: &PanelContext) {
        let Some(subject) = scene.figures[context.figure].subject.sweep_mut() else {
            return;
        };
        widgets::section(ui, Word::Sweep, context.language, true, |ui| {
            sweep::panel(ui, subject, context)
        });
    }

    fn look(&self, ui: &mut Ui, look: &mut Look, context: &PanelContext) {
        look::surface(ui, look, context);
    }

    /// A heat map has neither parameters nor a gradient.
    fn switches<'a>(&self, marks: &'a mut Marks, _context: &PanelContext) -> Switches<'a> {
        vec![
            (&mut marks.start, Word::Start),
            (&mut marks.end, Word::MarkEnd),
            (&mut marks.names, Word::NameTags),
            (&mut marks.verdict, Word::Verdict),
            (&mut marks.mesh, Word::Mesh),
            (&mut marks.floor, Word::FloorContours),
            (&mut marks.steps, Word::StepArrows),
            (&mut marks.numbers, Word::ContourNumbers),
            (&mut marks.legend, Word::LegendMark),
            (&mut marks.axes, Word::AxisLabels),
        ]
    }

    /// Draws the run of the clicked setting as a curve; replaces the last one if there are too many.
    fn click(&self, subject: &mut Subject, shown: &Simulation, at: [f64; 2]) -> bool {
        if let Some((sweep, subject)) = shown.sweep().zip(subject.sweep_mut()) {
            let setting = subject.rounded_for_display(sweep.setting_at(at[1]));
            let curve = setting.clamp(subject.from, subject.to);
            if !subject.curves.contains(&curve) {
                subject.curves.truncate(MAX_CURVES - 1);
                subject.curves.push(curve);
            }
        }
        false
    }
}
