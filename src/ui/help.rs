//! The help: all keys and mouse gestures, from the table of shortcuts.

use bevy_egui::egui::{Align2, Context, Grid, Id, RichText, ScrollArea, Ui, Vec2, Window};

use super::{GESTURES, PanelContext, SHORTCUTS, Shortcut, widgets};
use crate::words::{Language, Word};

/// The height of everything around the list: the window's title, its edges, a margin.
const AROUND: f32 = 120.0;
/// The height of a row; rows are not clickable.
const LINE: f32 = 16.0;
/// The gap between the two columns.
const GAP: f32 = 24.0;

/// Shows the help while `open`.
pub(super) fn show(context: &Context, open: &mut bool, panel: &PanelContext) {
    let language = panel.language;
    Window::new(language.say(Word::Shortcuts))
        .id(Id::new("help"))
        .open(open)
        .collapsible(false)
        .resizable(false)
        .default_height(context.content_rect().height())
        .anchor(Align2::CENTER_CENTER, Vec2::ZERO)
        .show(context, |ui| {
            ScrollArea::vertical()
                .max_height(context.content_rect().height() - AROUND)
                .show(ui, |ui| {
                    let version = [("version", env!("CARGO_PKG_VERSION"))];
                    let version = language.say_with(Word::Version, &version);
                    widgets::quiet(ui, &format!("Fall Line · {version}"));
                    keys(ui, language);
                });
        });
}

/// All rows in two columns: keys and gestures, and their meaning.
fn keys(ui: &mut Ui, language: Language) {
    let lines = lines(language);
    let half = lines.len().div_ceil(2);
    ui.spacing_mut().interact_size.y = LINE;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        for (column, lines) in lines.chunks(half).enumerate() {
            Grid::new(("shortcuts", column))
                .num_columns(2)
                .striped(true)
                .show(ui, |ui| {
                    for (keys, meaning) in lines {
                        ui.label(RichText::new(keys).strong());
                        ui.label(*meaning);
                        ui.end_row();
                    }
                });
        }
    });
}

/// Keys and their meaning; adjacent rows with the same meaning are merged.
fn lines(language: Language) -> Vec<(String, &'static str)> {
    let keys_of = |shortcut: &Shortcut| {
        let keys: Vec<String> = shortcut
            .chords
            .iter()
            .map(|chord| chord.text(language))
            .collect();
        keys.join(" / ")
    };
    let keys = SHORTCUTS.chunk_by(|a, b| a.word == b.word).map(|group| {
        let keys: Vec<String> = group.iter().map(keys_of).collect();
        (keys.join(" "), language.say(group[0].word))
    });
    let gestures = GESTURES
        .iter()
        .map(|(gesture, meaning)| (language.say(*gesture).to_owned(), language.say(*meaning)));
    keys.chain(gestures).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shortcut_and_every_gesture_is_listed() {
        for language in Language::ALL {
            let lines = lines(language);
            for shortcut in SHORTCUTS {
                let chord = shortcut.chords[0].text(language);
                let meaning = language.say(shortcut.word);
                assert!(
                    lines
                        .iter()
                        .any(|(keys, text)| keys.contains(&chord) && *text == meaning),
                    "{chord}"
                );
            }
            assert!(lines.len() >= GESTURES.len());
        }
    }

    #[test]
    fn keys_with_the_same_meaning_are_merged() {
        let lines = lines(Language::English);
        let orbit = lines
            .iter()
            .filter(|(_, meaning)| *meaning == Language::English.say(Word::DoOrbit));
        let keys: Vec<&str> = orbit.map(|(keys, _)| keys.as_str()).collect();
        assert_eq!(keys.len(), 2, "{keys:?}");
        assert!(keys.contains(&Language::English.say(Word::MouseDrag)));
    }
}
