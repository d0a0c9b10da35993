//! The scene as a whole: its title, its file and its texts.

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
    if context.document.unsaved {
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

/// A button with the action of a key, which its tooltip names.
fn button(ui: &mut Ui, context: &PanelContext, word: Word, action: Action, enabled: bool) {
    let hint = shortcuts::hint(action, context.language);
    let text = RichText::new(context.language.say(word));
    let text = if enabled { text } else { text.weak() };
    let button = ui.add_enabled(enabled, Button::new(text));
    if widgets::explained(button, &hint).clicked() {
        context.act(action);
    }
}

/// The title and caption in the language of the window; the other language is unchanged.
pub(super) fn words(ui: &mut Ui, scene: &mut Scene, context: &PanelContext) {
    let language = context.language;
    line(
        ui,
        language.say(Word::SceneTitle),
        &mut scene.title,
        language,
        false,
    );
    line(
        ui,
        language.say(Word::SceneCaption),
        &mut scene.caption,
        language,
        true,
    );
}

fn line(ui: &mut Ui, name: &str, text: &mut Text, language: Language, long: bool) {
    let mut words = language.text(text).to_owned();
    let label = widgets::quiet(ui, name);
    let field = if long {
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
        // A text for both languages stays so.
        Language::Chinese if !text.zh.is_empty() => text.zh = words,
        _ => text.en = words,
    }
}
