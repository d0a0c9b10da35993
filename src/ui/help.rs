//! The help: a window that lists all keys and mouse gestures.

use bevy_egui::egui::{Align2, Context, Grid, Id, RichText, ScrollArea, Ui, Vec2, Window};

use super::{GESTURES, PanelContext, SHORTCUTS, Shortcut, widgets};
use crate::words::{Language, Word};

/// The height in points of everything around the list: the window's title and frame, and the distance from the edges of
/// the main window.
const HEIGHT_AROUND_LIST: f32 = 120.0;
/// The minimum height of a row in points. It is less than that of other rows, since these cannot be clicked.
const ROW_HEIGHT: f32 = 16.0;
/// The distance between the two halves of the list in points.
const COLUMN_GAP: f32 = 24.0;

/// Shows the help; closing it sets `open` to false.
pub(super) fn show(context: &Context, open: &mut bool, panel_context: &PanelContext) {
    let language = panel_context.language;
    Window::new(language.say(Word::Shortcuts))
        .id(Id::new("help"))
        .open(open)
        .collapsible(false)
        .resizable(false)
        .default_height(context.content_rect().height())
        .anchor(Align2::CENTER_CENTER, Vec2::ZERO)
        .show(context, |ui| {
            ScrollArea::vertical()
                .max_height(context.content_rect().height() - HEIGHT_AROUND_LIST)
                .show(ui, |ui| {
                    let version = [("version", env!("CARGO_PKG_VERSION"))];
                    let version = language.say_with(Word::Version, &version);
                    widgets::weak_text(ui, &format!("Fall Line · {version}"));
                    columns(ui, language);
                });
        });
}

/// All rows in two columns.
fn columns(ui: &mut Ui, language: Language) {
    let rows = rows(language);
    let half = rows.len().div_ceil(2);
    ui.spacing_mut().interact_size.y = ROW_HEIGHT;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = COLUMN_GAP;
        for (column, rows) in rows.chunks(half).enumerate() {
            Grid::new(("shortcuts", column))
                .num_columns(2)
                .striped(true)
                .show(ui, |ui| {
                    for (keys, effect) in rows {
                        ui.label(RichText::new(keys).strong());
                        ui.label(*effect);
                        ui.end_row();
                    }
                });
        }
    });
}

/// The rows: keys or a gesture, and their effect. Adjacent shortcuts with the same effect are one row.
fn rows(language: Language) -> Vec<(String, &'static str)> {
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
        .map(|(gesture, effect)| (language.say(*gesture).to_owned(), language.say(*effect)));
    keys.chain(gestures).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shortcut_and_every_gesture_is_listed() {
        for language in Language::ALL {
            let rows = rows(language);
            for shortcut in SHORTCUTS {
                let chord = shortcut.chords[0].text(language);
                let effect = language.say(shortcut.word);
                assert!(
                    rows.iter()
                        .any(|(keys, text)| keys.contains(&chord) && *text == effect),
                    "{chord}"
                );
            }
            assert!(rows.len() >= GESTURES.len());
        }
    }

    #[test]
    fn keys_with_the_same_effect_are_merged() {
        let rows = rows(Language::English);
        let orbit = rows
            .iter()
            .filter(|(_, effect)| *effect == Language::English.say(Word::DoOrbit));
        let keys: Vec<&str> = orbit.map(|(keys, _)| keys.as_str()).collect();
        assert_eq!(keys.len(), 2, "{keys:?}");
        assert!(keys.contains(&Language::English.say(Word::MouseDrag)));
    }
}
