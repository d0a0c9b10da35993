use bevy_egui::egui::Ui;

use super::{
    super::{super::widgets, landscape, look, marks, runs, variables},
    InsetChoices, Panel, PanelContext, Switches,
};
use crate::{
    math::{landscape::Domain, round::to_decimals},
    scene::{Look, Marks, Quantity, Scene, Subject},
    simulation::Simulation,
    words::Word,
};

/// Clicked starts are rounded to this fraction of the domain, less than a pixel, so that they have few digits.
const START_GRAIN: f64 = 1e-3;

pub(super) struct LandscapePanel;

impl Panel for LandscapePanel {
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

    fn switches<'a>(&self, marks: &'a mut Marks, context: &PanelContext) -> Switches<'a> {
        let shown = context.simulation.landscape();
        let fits_data = shown.is_some_and(|landscape| landscape.fit.is_some());
        let mut switches = vec![
            (&mut marks.start, Word::Start),
            (&mut marks.end, Word::MarkEnd),
            (&mut marks.minimum, Word::Minimum),
            (&mut marks.saddle, Word::Saddle),
            (&mut marks.names, Word::NameTags),
            (&mut marks.verdict, Word::Verdict),
            (&mut marks.mesh, Word::Mesh),
        ];
        if variables(context) == 2 {
            switches.push((&mut marks.floor, Word::FloorContours));
        }
        switches.extend([
            (&mut marks.steps, Word::StepArrows),
            (&mut marks.vectors, Word::BallArrows),
            (&mut marks.tangent, Word::TangentMark),
            (&mut marks.numbers, Word::ContourNumbers),
            (&mut marks.legend, Word::LegendMark),
            (&mut marks.axes, Word::AxisNumbers),
        ]);
        if fits_data {
            switches.push((&mut marks.data, Word::Data));
        }
        switches
    }

    fn insets(&self, _context: &PanelContext) -> Option<InsetChoices> {
        Some(InsetChoices {
            charts: Quantity::OF_RUNS.into(),
            steps: true,
        })
    }

    /// Starts all runs at the clicked point.
    fn click(&self, subject: &mut Subject, shown: &Simulation, at: [f64; 2]) -> bool {
        let shown = shown.landscape();
        let Some((landscape, subject)) = shown.zip(subject.landscape_mut()) else {
            return false;
        };
        subject.start = rounded(at, landscape.runs.domain);
        subject.runs.iter_mut().for_each(|run| run.start = None);
        true
    }
}

/// A point with just enough decimals to resolve a thousandth of the domain.
fn rounded(at: [f64; 2], domain: Domain) -> [f64; 2] {
    let round = |value: f64, [low, high]: [f64; 2]| {
        let decimals = -((high - low) * START_GRAIN).log10().floor();
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
