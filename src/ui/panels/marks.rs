//! The marks of a picture: a checkbox for each, and the gradient field.

use bevy_egui::egui::{Grid, Ui};

use super::{
    super::{PanelContext, widgets},
    kinds::{Panel, Switches},
};
use crate::{
    scene::{ArrowLength, Field, Ground, Look, Toward},
    words::{Language, Word},
};

/// The maximum of the slider of arrows per side.
const MOST_ON_SLIDER: f64 = 40.0;

/// The marks of the subject.
pub(super) fn panel(ui: &mut Ui, look: &mut Look, panel: &dyn Panel, context: &PanelContext) {
    let language = context.language;
    panel.marks(ui, look, context);
    switches(ui, panel.switches(&mut look.marks, context), language);
}

/// The settings of the gradient field.
pub(super) fn field(ui: &mut Ui, look: &mut Look, opened: Option<Field>, language: Language) {
    let grounds = [
        (None, Word::NoField),
        (Some(Ground::Floor), Word::FieldFloor),
        (Some(Ground::Surface), Word::FieldSurface),
        (Some(Ground::Both), Word::FieldBoth),
    ];
    let grounds = grounds.map(|(ground, word)| (ground, language.say(word), ""));
    let (name, meaning) = (
        language.say(Word::GradientField),
        language.say(Word::ExplainField),
    );
    let shown = look.field.map(|field| field.on);
    if let Some(ground) = widgets::choice(ui, name, meaning, &shown, grounds) {
        look.field = ground.map(|on| Field {
            on,
            ..look.field.unwrap_or_default()
        });
    }
    let Some(field) = &mut look.field else { return };
    let ways = [
        (Toward::Up, Word::FieldUphill),
        (Toward::Down, Word::FieldDownhill),
    ];
    let ways = ways.map(|(way, word)| (way, language.say(word), ""));
    let name = language.say(Word::FieldToward);
    if let Some(toward) = widgets::choice(ui, name, "", &field.toward, ways) {
        field.toward = toward;
    }
    let lengths = [
        (ArrowLength::Equal, Word::NormAsColor),
        (ArrowLength::Norm, Word::NormAsLength),
    ];
    let lengths = lengths.map(|(length, word)| (length, language.say(word), ""));
    let name = language.say(Word::FieldNorm);
    if let Some(length) = widgets::choice(ui, name, "", &field.length, lengths) {
        field.length = length;
    }
    let mut density = f64::from(field.density);
    let changed = widgets::Tuner::new(language.say(Word::FieldDensity), [2.0, 60.0])
        .slider([2.0, MOST_ON_SLIDER])
        .opened(f64::from(opened.unwrap_or_default().density))
        .integer()
        .show(ui, &mut density);
    if changed {
        field.density = density.round() as u32;
    }
}

/// The run whose steps are explained, if there are several runs and a mark needs it.
pub(super) fn focus(ui: &mut Ui, look: &mut Look, context: &PanelContext) {
    let Some(landscape) = context.simulation.landscape() else {
        return;
    };
    let runs = &landscape.runs;
    let wanted = look.marks.vectors || look.marks.tangent;
    if !wanted || runs.len() < 2 {
        return;
    }
    let language = context.language;
    let options: Vec<_> = (runs.iter().enumerate())
        .filter(|(_, run)| run.shown)
        .map(|(index, run)| (Some(index + 1), language.text(&run.label), ""))
        .collect();
    let (name, meaning) = (language.say(Word::Focus), language.say(Word::ExplainFocus));
    let current = runs.in_focus(look.focus).map(|index| index + 1);
    if let Some(number) = widgets::choice(ui, name, meaning, &current, options) {
        look.focus = number;
    }
}

/// Checkboxes in two columns.
fn switches(ui: &mut Ui, switches: Switches, language: Language) {
    widgets::quiet(ui, language.say(Word::Marks));
    let column = 0.5 * (ui.available_width() - ui.spacing().item_spacing.x);
    Grid::new("marks")
        .num_columns(2)
        .min_col_width(column)
        .max_col_width(column)
        .show(ui, |ui| {
            for (index, (on, word)) in switches.into_iter().enumerate() {
                ui.checkbox(on, language.say(word));
                if index % 2 == 1 {
                    ui.end_row();
                }
            }
        });
}
