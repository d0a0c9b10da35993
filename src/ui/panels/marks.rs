//! The marks of a figure: a checkbox for each, and the settings of the gradient field.

use bevy_egui::egui::{Grid, Ui};

use super::{
    super::{PanelContext, widgets},
    kinds::{MarkToggles, SubjectPanel},
};
use crate::{
    scene::{ArrowLength, Field, Ground, Look, Toward},
    words::{Language, Word},
};

/// The maximum number of arrows along each side on the slider; the field accepts more.
const MAX_DENSITY_ON_SLIDER: f64 = 40.0;

/// The marks that a subject can have.
pub(super) fn panel(
    ui: &mut Ui,
    look: &mut Look,
    panel: &dyn SubjectPanel,
    context: &PanelContext,
) {
    let language = context.language;
    panel.marks(ui, look, context);
    toggles(ui, panel.mark_toggles(&mut look.marks, context), language);
}

/// Where the gradient field is drawn, and its settings if it is.
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
    let current = look.field.map(|field| field.on);
    if let Some(ground) = widgets::choice(ui, name, meaning, &current, grounds) {
        look.field = ground.map(|on| Field {
            on,
            ..look.field.unwrap_or_default()
        });
    }
    let Some(field) = &mut look.field else { return };
    let directions = [
        (Toward::Up, Word::FieldUphill),
        (Toward::Down, Word::FieldDownhill),
    ];
    let directions = directions.map(|(direction, word)| (direction, language.say(word), ""));
    let name = language.say(Word::FieldToward);
    if let Some(toward) = widgets::choice(ui, name, "", &field.toward, directions) {
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
    let changed = widgets::SliderRow::new(language.say(Word::FieldDensity), [2.0, 60.0])
        .slider_range([2.0, MAX_DENSITY_ON_SLIDER])
        .reset_value(f64::from(opened.unwrap_or_default().density))
        .integer()
        .show(ui, &mut density);
    if changed {
        field.density = density.round() as u32;
    }
}

/// The choice of the run that is emphasized and to which the arrows at the ball and the tangent belong, if there are
/// several runs.
pub(super) fn focus(ui: &mut Ui, look: &mut Look, context: &PanelContext) {
    let Some(landscape) = context.simulation.landscape() else {
        return;
    };
    let runs = &landscape.runs;
    if runs.iter().filter(|run| run.shown).count() < 2 {
        return;
    }
    let language = context.language;
    let shown = runs.iter().enumerate().filter(|(_, run)| run.shown);
    let shown = shown.map(|(index, run)| (Some(index + 1), language.text(&run.label), ""));
    let options: Vec<_> = std::iter::once((None, language.say(Word::AllRuns), ""))
        .chain(shown)
        .collect();
    let (name, meaning) = (language.say(Word::Focus), language.say(Word::ExplainFocus));
    let current = runs.emphasized(look.focus).map(|index| index + 1);
    if let Some(number) = widgets::choice(ui, name, meaning, &current, options) {
        look.focus = number;
    }
}

/// The checkboxes of the marks, in two columns.
fn toggles(ui: &mut Ui, toggles: MarkToggles, language: Language) {
    widgets::weak_text(ui, language.say(Word::Marks));
    let column_width = 0.5 * (ui.available_width() - ui.spacing().item_spacing.x);
    Grid::new("marks")
        .num_columns(2)
        .min_col_width(column_width)
        .max_col_width(column_width)
        .show(ui, |ui| {
            for (index, (on, word)) in toggles.into_iter().enumerate() {
                ui.checkbox(on, language.say(word));
                if index % 2 == 1 {
                    ui.end_row();
                }
            }
        });
}
