//! The morph of a surface: its initial shape and its timing.

use bevy_egui::egui::Ui;

use super::super::widgets;
use crate::{
    scene::{LandscapeSubject, Morph, landscape_spec, landscape_text, set_missing_parameters},
    words::{Language, Word},
};

/// The checkbox that adds a morph, and its settings if there is one.
pub(super) fn panel(
    ui: &mut Ui,
    subject: &mut LandscapeSubject,
    opened: Option<&Morph>,
    language: Language,
) {
    let (name, meaning) = (language.say(Word::Morph), language.say(Word::ExplainMorph));
    let mut on = subject.morph.is_some();
    if widgets::checkbox_row(ui, name, meaning, &mut on) {
        subject.morph = on.then(Morph::default);
    }
    let Some(morph) = &mut subject.morph else {
        return;
    };
    let first = morph.from.as_ref().map(landscape_text).unwrap_or_default();
    let name = language.say(Word::MorphFrom);
    let hint = language.say(Word::ExplainFormula);
    let error_id = ui.make_persistent_id("error of the initial shape");
    if let Some(text) = widgets::text_field(ui, name, hint, &first) {
        ui.data_mut(|data| data.remove::<String>(error_id));
        // An empty text stands for the same landscape, of which only the penalty changes.
        match landscape_spec(&text) {
            _ if text.trim().is_empty() => morph.from = None,
            Ok(mut spec) => {
                set_missing_parameters(&mut spec);
                morph.from = Some(spec);
            }
            Err(error) => {
                ui.data_mut(|data| data.insert_temp(error_id, error.to_string()));
            }
        }
    }
    if let Some(error) = ui.data(|data| data.get_temp::<String>(error_id)) {
        widgets::error(ui, &error);
    }
    let default = Morph::default();
    let opened = opened.unwrap_or(&default);
    widgets::SliderRow::new(language.say(Word::MorphPenalty), [0.0, 1000.0])
        .tooltip(language.say(Word::ExplainPenalty))
        .slider_range([0.0, 2.0])
        .reset_value(opened.l2)
        .show(ui, &mut morph.l2);
    for (word, value, min, opened) in [
        (Word::MorphAt, &mut morph.at, 0.0, opened.at),
        (Word::MorphSeconds, &mut morph.seconds, 0.01, opened.seconds),
    ] {
        widgets::SliderRow::new(language.say(word), [min, 3600.0])
            .tooltip(meaning)
            .slider_range([min, 10.0])
            .reset_value(opened)
            .unit(" s")
            .show(ui, value);
    }
}
