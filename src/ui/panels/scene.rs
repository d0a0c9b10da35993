//! The header with the title, the origin and buttons of the scene, and the fields of its texts: title, caption and notes.

use bevy_egui::egui::{Button, Label, RichText, TextEdit, Ui};

use super::super::{Action, PanelContext, shortcuts, widgets};
use crate::{
    scene::{MAX_CHARACTERS, Origin, Scene, Text},
    words::{Language, Word},
};

/// The title, the origin, and buttons for the scene as a whole.
pub(super) fn header(ui: &mut Ui, scene: &Scene, context: &PanelContext) {
    let language = context.language;
    let title = scene.fill_settings(&scene.title);
    let title = match language.text(&title) {
        "" => language.say(Word::UntitledScene),
        title => title,
    };
    ui.add(Label::new(RichText::new(title).heading()).truncate())
        .on_hover_text(language.say(Word::ExplainScene));
    let mut origin = match &context.source.origin {
        Origin::Text => language.say(Word::NotSavedYet).to_owned(),
        origin => origin.to_string(),
    };
    if context.document.is_unsaved {
        origin = format!("{origin} · {}", language.say(Word::UnsavedChanges));
    }
    ui.add(Label::new(RichText::new(&origin).weak().small()).truncate());
    ui.horizontal(|ui| {
        button(ui, context, Word::Gallery, Action::Gallery, true);
        button(ui, context, Word::Open, Action::Open, true);
        button(ui, context, Word::Save, Action::Save, true);
        button(ui, context, Word::SaveAs, Action::SaveAs, true);
    });
    ui.horizontal(|ui| {
        button(
            ui,
            context,
            Word::Undo,
            Action::Undo,
            context.document.can_undo,
        );
        button(
            ui,
            context,
            Word::Redo,
            Action::Redo,
            context.document.can_redo,
        );
        button(ui, context, Word::CopyText, Action::CopyScene, true);
    });
    ui.separator();
}

/// A button that performs the action of a key. Its tooltip is the key.
fn button(ui: &mut Ui, context: &PanelContext, word: Word, action: Action, enabled: bool) {
    let hint = shortcuts::key_hint(action, context.language);
    let text = RichText::new(context.language.say(word));
    let text = if enabled { text } else { text.weak() };
    let button = ui.add_enabled(enabled, Button::new(text));
    if widgets::with_tooltip(button, &hint).clicked() {
        context.act(action);
    }
}

/// The fields of title, caption and notes, which edit the text in the language of the window.
pub(super) fn about(ui: &mut Ui, scene: &mut Scene, context: &PanelContext) {
    let language = context.language;
    let fields = [
        (Word::SceneTitle, &mut scene.title, false),
        (Word::SceneCaption, &mut scene.caption, true),
        (Word::SceneNotes, &mut scene.notes, true),
    ];
    for (word, text, is_multiline) in fields {
        text_field(ui, language.say(word), text, language, is_multiline);
    }
}

/// The field of a text, below its name.
fn text_field(ui: &mut Ui, name: &str, text: &mut Text, language: Language, is_multiline: bool) {
    let mut words = language.text(text).to_owned();
    let label = widgets::weak_text(ui, name);
    let field = if is_multiline {
        TextEdit::multiline(&mut words).desired_rows(2)
    } else {
        TextEdit::singleline(&mut words)
    };
    if !ui
        .add(
            field
                .char_limit(MAX_CHARACTERS)
                .desired_width(f32::INFINITY),
        )
        .labelled_by(label.id)
        .changed()
    {
        return;
    }
    match language {
        // A text without a Chinese version is for both languages and stays so.
        Language::Chinese if !text.zh.is_empty() => text.zh = words,
        _ => text.en = words,
    }
}
