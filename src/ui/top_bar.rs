//! The slim bar above the picture: what happened last, and what concerns the whole window.

use bevy_egui::egui::{Align, Label, Layout, Response, RichText, Ui};

use super::{Action, PanelContext, shortcuts::hint};
use crate::{
    scene::{Scene, Theme},
    words::{Language, Word},
};

/// Its height.
pub const HEIGHT: f32 = 40.0;

/// The bar; `notice` is what was done last, `failure` why it could not be done.
pub fn show(
    ui: &mut Ui,
    scene: &mut Scene,
    notice: Option<&str>,
    failure: Option<&str>,
    context: &PanelContext,
) {
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
            let other = next(language).own_name();
            button(
                ui,
                other,
                Word::DoSwitchLanguage,
                Action::NextLanguage,
                context,
            );
            let theme = language.say(theme_word(scene.look.theme));
            button(ui, theme, Word::DoSwitchTheme, Action::NextTheme, context);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                message(ui, notice, failure, context)
            });
        });
    });
}

/// What went wrong; else what is being done; else what was done.
fn message(ui: &mut Ui, notice: Option<&str>, failure: Option<&str>, context: &PanelContext) {
    let quiet = ui.visuals().weak_text_color();
    let (text, color) = if let Some(error) = failure.or(context.document.error.as_deref()) {
        (error, ui.visuals().error_fg_color)
    } else if context.document.working {
        (context.language.say(Word::Working), quiet)
    } else if let Some(notice) = notice {
        (notice, quiet)
    } else if context.document.unsaved {
        (context.language.say(Word::UnsavedChanges), quiet)
    } else {
        return;
    };
    ui.add(Label::new(RichText::new(text).color(color)).truncate());
}

fn button(ui: &mut Ui, text: &str, word: Word, action: Action, context: &PanelContext) -> Response {
    let key = hint(action, context.language);
    let response = ui
        .button(text)
        .on_hover_text(format!("{}  ({key})", context.language.say(word)));
    if response.clicked() {
        context.act(action);
    }
    response
}

/// The language that a switch leads to.
pub fn next(language: Language) -> Language {
    match language {
        Language::English => Language::Chinese,
        Language::Chinese => Language::English,
    }
}

/// The theme that a switch leads to.
pub fn next_theme(theme: Theme) -> Theme {
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
