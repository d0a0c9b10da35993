use bevy_egui::egui::Ui;

use super::{
    super::{super::widgets, look, sweep},
    MarkToggles, PanelContext, SubjectPanel,
};
use crate::{
    scene::{Look, MAX_CURVES, Marks, Scene, Subject},
    simulation::Simulation,
    words::Word,
};

pub(super) struct SweepPanel;

impl SubjectPanel for SweepPanel {
    fn sections(&self, ui: &mut Ui, scene: &mut Scene, context: &PanelContext) {
        let Some(subject) = scene.figures[context.focused_figure].subject.sweep_mut() else {
            return;
        };
        widgets::section(ui, Word::Sweep, context.language, true, |ui| {
            sweep::panel(ui, subject, context)
        });
    }

    fn look(&self, ui: &mut Ui, look: &mut Look, context: &PanelContext) {
        look::surface(ui, look, context);
    }

    /// Fewer marks than for a landscape, since the axes of a heat map are not parameters, so that it has no gradient.
    fn mark_toggles<'a>(&self, marks: &'a mut Marks, _context: &PanelContext) -> MarkToggles<'a> {
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
            (&mut marks.color_bar, Word::ColorBar),
            (&mut marks.axes, Word::AxisLabels),
        ]
    }

    /// Adds a curve for the run of the clicked setting; replaces the last one if there are [`MAX_CURVES`].
    fn click(&self, subject: &mut Subject, simulation: &Simulation, at: [f64; 2]) -> bool {
        if let Some((sweep, subject)) = simulation.sweep().zip(subject.sweep_mut()) {
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
