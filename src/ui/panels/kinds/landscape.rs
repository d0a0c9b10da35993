use bevy_egui::egui::Ui;

use super::{
    super::{super::widgets, landscape, look, marks, runs, variables},
    InsetChoices, MarkToggles, PanelContext, SubjectPanel,
};
use crate::{
    math::{landscape::Domain, round::to_decimals},
    scene::{Look, Marks, Quantity, Scene, Subject},
    simulation::Simulation,
    words::Word,
};

/// The fraction of the domain to which clicked starts are rounded, so that they have few digits. It is less than a
/// pixel.
const START_RESOLUTION: f64 = 1e-3;

pub(super) struct LandscapePanel;

impl SubjectPanel for LandscapePanel {
    fn sections(&self, ui: &mut Ui, scene: &mut Scene, context: &PanelContext) {
        let language = context.language;
        widgets::section(ui, Word::Landscape, language, true, |ui| {
            landscape::panel(ui, scene, context)
        });
        widgets::section(ui, Word::Runs, language, true, |ui| {
            runs::panel(ui, scene, context)
        });
    }

    fn look(&self, ui: &mut Ui, look: &mut Look, context: &PanelContext) {
        look::surface(ui, look, context);
    }

    fn marks(&self, ui: &mut Ui, look: &mut Look, context: &PanelContext) {
        marks::field(ui, look, context.opened_look().field, context.language);
        marks::focus(ui, look, context);
    }

    fn mark_toggles<'a>(&self, marks: &'a mut Marks, context: &PanelContext) -> MarkToggles<'a> {
        let landscape = context.simulation.landscape();
        let fits_data = landscape.is_some_and(|landscape| landscape.fit.is_some());
        let mut toggles = vec![
            (&mut marks.start, Word::Start),
            (&mut marks.end, Word::MarkEnd),
            (&mut marks.minimum, Word::Minimum),
            (&mut marks.saddle, Word::Saddle),
            (&mut marks.names, Word::NameTags),
            (&mut marks.verdict, Word::Verdict),
            (&mut marks.mesh, Word::Mesh),
        ];
        if variables(context) == 2 {
            toggles.push((&mut marks.floor, Word::FloorContours));
        }
        toggles.extend([
            (&mut marks.steps, Word::StepArrows),
            (&mut marks.vectors, Word::BallArrows),
            (&mut marks.tangent, Word::TangentMark),
            (&mut marks.numbers, Word::ContourNumbers),
            (&mut marks.legend, Word::LegendMark),
            (&mut marks.axes, Word::AxisLabels),
        ]);
        if fits_data {
            toggles.push((&mut marks.data, Word::Data));
        }
        toggles
    }

    fn insets(&self, _context: &PanelContext) -> Option<InsetChoices> {
        Some(InsetChoices {
            charts: Quantity::OF_RUNS.into(),
            can_explain_steps: true,
        })
    }

    /// Starts all runs at the clicked point.
    fn click(&self, subject: &mut Subject, simulation: &Simulation, at: [f64; 2]) -> bool {
        let landscape = simulation.landscape();
        let Some((landscape, subject)) = landscape.zip(subject.landscape_mut()) else {
            return false;
        };
        subject.start = rounded(at, landscape.runs.domain);
        subject.runs.iter_mut().for_each(|run| run.start = None);
        true
    }
}

/// A point rounded to the fewest decimals that resolve [`START_RESOLUTION`] of the domain.
fn rounded(at: [f64; 2], domain: Domain) -> [f64; 2] {
    let round = |value: f64, [low, high]: [f64; 2]| {
        let decimals = -((high - low) * START_RESOLUTION).log10().floor();
        to_decimals(value, decimals.clamp(0.0, 300.0) as usize)
    };
    [round(at[0], domain.x), round(at[1], domain.y)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clicked_starts_have_few_digits() {
        let domain = Domain {
            x: [-4.0, 4.0],
            y: [0.0, 0.01],
        };
        assert_eq!(
            rounded([1.234_567, 0.004_567_89], domain),
            [1.235, 0.004_57]
        );
    }
}
