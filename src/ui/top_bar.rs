//! The top bar: a message, and buttons for the window as a whole.

use bevy_egui::egui::{Align, Label, Layout, Response, RichText, Ui};

use super::{Action, PanelContext, shortcuts::key_hint};
use crate::{
    scene::{Scene, Theme},
    words::{Language, Word},
};

/// The height of the top bar in points.
pub(super) const HEIGHT: f32 = 40.0;

/// Shows the bar. `notice` is a message about the last command.
pub(super) fn show(ui: &mut Ui, scene: &mut Scene, notice: Option<&str>, context: &PanelContext) {
    ui.horizontal_centered(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let language = context.language;
            button(
                ui,
                language.say(Word::FullScreen),
                Word::FullScreen,
                Action::FullScreen,
                context,
            );
            button(
                ui,
                language.say(Word::HidePanels),
                Word::HidePanels,
                Action::HidePanels,
                context,
            );
            button(
                ui,
                language.say(Word::Charts),
                Word::Charts,
                Action::Charts,
                context,
            );
            button(ui, "?", Word::Help, Action::Help, context);
            let other = next_language(language).own_name();
            button(
                ui,
                other,
                Word::DoSwitchLanguage,
                Action::NextLanguage,
                context,
            );
            let theme = language.say(theme_word(scene.theme));
            button(ui, theme, Word::DoSwitchTheme, Action::NextTheme, context);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                message(ui, notice, context)
            });
        });
    });
}

/// Shows the progress of the running computation, or else the notice.
fn message(ui: &mut Ui, notice: Option<&str>, context: &PanelContext) {
    let quiet = ui.visuals().weak_text_color();
    let state = &context.document;
    let working = (state.is_computing).then(|| working_text(context.language, state.percent_done));
    if let Some(text) = working.or(notice.map(str::to_owned)) {
        ui.add(Label::new(RichText::new(text).color(quiet)).truncate());
    }
}

/// A message that something is being computed, with the percentage that is done.
fn working_text(language: Language, percent_done: Option<u32>) -> String {
    let text = language.say(Word::Computing);
    match percent_done {
        Some(percent) => format!("{text} {percent}%"),
        None => text.to_owned(),
    }
}

fn button(ui: &mut Ui, text: &str, word: Word, action: Action, context: &PanelContext) -> Response {
    let key = key_hint(action, context.language);
    let response = ui
        .button(text)
        .on_hover_text(format!("{}  ({key})", context.language.say(word)));
    if response.clicked() {
        context.act(action);
    }
    response
}

/// The language that follows a language when they are switched through.
pub(super) fn next_language(language: Language) -> Language {
    match language {
        Language::English => Language::Chinese,
        Language::Chinese => Language::English,
    }
}

/// The theme that follows a theme when they are switched through.
pub(super) fn next_theme(theme: Theme) -> Theme {
    match theme {
        Theme::Dark => Theme::Light,
        Theme::Light => Theme::Projector,
        Theme::Projector => Theme::Dark,
    }
}

fn theme_word(theme: Theme) -> Word {
    match theme {
        Theme::Dark => Word::ThemeDark,
        Theme::Light => Word::ThemeLight,
        Theme::Projector => Word::ThemeProjector,
    }
}
