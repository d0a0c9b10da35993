//! The settings of a landscape from data: its file and columns, other texts, and numbers.

use bevy_egui::egui::Ui;

use super::super::widgets;
use crate::{
    math::spec::{Spec, Value},
    scene::{Family, FamilyField, FieldKind},
    words::{Language, Word},
};

/// A row for each setting that applies: settings of columns only to data from a file, settings of generated data only
/// without a file.
pub(super) fn settings(
    ui: &mut Ui,
    spec: &mut Spec,
    opened: Option<&Spec>,
    family: &Family,
    language: Language,
) {
    for field in family.build.fields {
        if field.kind != FieldKind::Column || !family.uses_generated_data(spec) {
            field_row(ui, spec, field, language);
        }
    }
    // Removes the settings that do not apply.
    let is_generated = family.uses_generated_data(spec);
    let is_column = |key: &str| {
        let mut fields = family.build.fields.iter();
        fields.any(|field| field.name == key && field.kind == FieldKind::Column)
    };
    spec.settings.retain(|(key, _)| match is_generated {
        true => !is_column(key),
        false => !family.applies_only_to_generated(key),
    });
    for parameter in family.parameters {
        if is_generated || !family.applies_only_to_generated(parameter.name) {
            widgets::parameter(ui, spec, opened, parameter, None, language);
        }
    }
}

/// A row for a setting with a text: a list if it has fixed choices, otherwise a text field.
fn field_row(ui: &mut Ui, spec: &mut Spec, field: &FamilyField, language: Language) {
    let meaning = language.of(&field.meaning);
    let text = match spec.get(field.name) {
        Some(Value::Text(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    let name = match field.kind {
        FieldKind::File => language.say(Word::DataFile).to_owned(),
        FieldKind::Column => format!("{} {}", language.say(Word::Column), field.name),
        FieldKind::Choice(_) | FieldKind::Free => field.name.to_owned(),
    };
    let entered = match field.kind {
        FieldKind::Choice(words) => {
            let current = words
                .iter()
                .find(|word| **word == text)
                .unwrap_or(&words[0]);
            let options = words.iter().map(|word| (*word, *word, ""));
            widgets::choice(ui, &name, meaning, current, options).map(str::to_owned)
        }
        _ => widgets::text_field(ui, &name, meaning, &text),
    };
    let Some(entered) = entered else {
        return;
    };
    match (entered.trim(), entered.trim().parse::<f64>()) {
        ("", _) => spec.unset(field.name),
        (_, Ok(number)) if field.kind == FieldKind::Free && number.is_finite() => {
            spec.set_number(field.name, number);
        }
        (text, _) => spec.set(field.name, text),
    }
}
