//! The tables of all keys and mouse gestures, from which the shortcuts, the tooltips of buttons and the help are made.

use bevy_egui::egui::Key;

use crate::words::{Language, Word};

/// An action that a key or a button performs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Plays or pauses.
    PlayPause,
    /// Pauses, and seeks to the previous step.
    StepBack,
    /// Pauses, and seeks to the next step.
    StepForward,
    /// Seeks to the start.
    ToStart,
    /// Pauses, and seeks to the end.
    ToEnd,
    /// Doubles the playback speed, up to 16.
    Faster,
    /// Halves the playback speed, down to 1/16.
    Slower,
    /// Toggles whether playback starts over at the end.
    Loop,
    /// Orbits the camera to the left by 5 degrees.
    OrbitLeft,
    /// Orbits the camera to the right by 5 degrees.
    OrbitRight,
    /// Raises the camera by 5 degrees.
    OrbitUp,
    /// Lowers the camera by 5 degrees.
    OrbitDown,
    /// Zooms in by a factor of 1.125.
    ZoomIn,
    /// Zooms out by a factor of 1.125.
    ZoomOut,
    /// Switches to the perspective view.
    ViewPerspective,
    /// Switches to the orthographic view from above.
    ViewTop,
    /// Switches to the perspective view from the front, level with the floor.
    ViewFront,
    /// Resets the view to the scene's camera.
    ViewReset,
    /// Stores the user's view in the scene.
    KeepView,
    /// Adds a camera key with the current view at the current time.
    AddCameraKey,
    /// Starts or stops the orbit of the camera.
    Spin,
    /// Shows the panels and focuses the field "Find points".
    FindPoints,
    /// Shows or hides all panels.
    HidePanels,
    /// Shows or hides the right panel with the charts.
    Charts,
    /// Opens or closes the gallery.
    Gallery,
    /// Opens the next scene of the gallery.
    NextScene,
    /// Opens the previous scene of the gallery.
    PreviousScene,
    /// Opens or closes the export dialog.
    Export,
    /// Opens the dialog for a file to open.
    Open,
    /// Saves the scene to its file; if it has none, as [`SaveAs`](Self::SaveAs).
    Save,
    /// Opens the dialog for a file to save the scene to.
    SaveAs,
    /// Copies the scene as text to the clipboard.
    CopyScene,
    /// Undoes the last edit.
    Undo,
    /// Redoes the last undone edit.
    Redo,
    /// Switches to the next theme.
    NextTheme,
    /// Switches to the next language.
    NextLanguage,
    /// Toggles full screen.
    FullScreen,
    /// Opens or closes the help.
    Help,
    /// Closes the windows over the picture. If none is open, clears the query of points, or else shows the hidden panels,
    /// or else leaves full screen.
    Close,
    /// Closes the main window, after asking about unsaved changes.
    Quit,
}

/// A key with modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Chord {
    /// The key itself.
    pub key: Key,
    /// Whether Ctrl (⌘ on macOS) is held.
    pub command: bool,
    /// Whether Shift is held. Ignored for symbols without Ctrl, since some keyboard layouts need Shift for them.
    pub shift: bool,
}

impl Chord {
    const fn plain(key: Key) -> Self {
        Self {
            key,
            command: false,
            shift: false,
        }
    }

    const fn command(key: Key) -> Self {
        Self {
            command: true,
            ..Self::plain(key)
        }
    }

    const fn command_shift(key: Key) -> Self {
        Self {
            shift: true,
            ..Self::command(key)
        }
    }

    /// Whether a pressed key with these modifiers is this chord.
    pub(super) fn matches(&self, key: Key, command: bool, shift: bool) -> bool {
        let is_symbol = !self.command && !self.key.symbol_or_name().contains(char::is_alphanumeric);
        self.key == key && self.command == command && (self.shift == shift || is_symbol)
    }

    /// The name of the chord, such as `Ctrl+Shift+Z`.
    ///
    /// # Examples
    ///
    /// ```
    /// use fallline::{ui::SHORTCUTS, words::Language};
    ///
    /// let chord = SHORTCUTS[0].chords[0];
    /// assert_eq!(chord.text(Language::English), "Space");
    /// ```
    pub fn text(&self, language: Language) -> String {
        let key = match self.key {
            Key::Space => language.say(Word::KeySpace),
            Key::ArrowLeft => language.say(Word::KeyLeft),
            Key::ArrowRight => language.say(Word::KeyRight),
            Key::ArrowUp => language.say(Word::KeyUp),
            Key::ArrowDown => language.say(Word::KeyDown),
            Key::Escape => "Esc",
            key => key.symbol_or_name(),
        };
        let command = if self.command { "Ctrl+" } else { "" };
        let shift = if self.shift { "Shift+" } else { "" };
        format!("{command}{shift}{key}")
    }
}

/// A row of the table: an action, its keys, and its name in the help.
#[derive(Clone, Copy, Debug)]
pub struct Shortcut {
    /// The action that the keys perform.
    pub action: Action,
    /// The chords, each of which performs the action.
    pub chords: &'static [Chord],
    /// The name of the action in the help.
    pub word: Word,
    /// Whether the action repeats while the key is held down.
    pub repeats: bool,
}

const fn shortcut(action: Action, word: Word, chords: &'static [Chord]) -> Shortcut {
    Shortcut {
        action,
        chords,
        word,
        repeats: false,
    }
}

const fn repeating_shortcut(action: Action, word: Word, chords: &'static [Chord]) -> Shortcut {
    Shortcut {
        repeats: true,
        ..shortcut(action, word, chords)
    }
}

/// All shortcuts, in the order of the help. The help merges adjacent ones with the same name into one row.
pub const SHORTCUTS: &[Shortcut] = &[
    shortcut(
        Action::PlayPause,
        Word::DoPlayPause,
        &[Chord::plain(Key::Space)],
    ),
    repeating_shortcut(
        Action::StepBack,
        Word::StepBack,
        &[Chord::plain(Key::Comma)],
    ),
    repeating_shortcut(
        Action::StepForward,
        Word::StepForward,
        &[Chord::plain(Key::Period)],
    ),
    shortcut(Action::ToStart, Word::ToStart, &[Chord::plain(Key::Home)]),
    shortcut(Action::ToEnd, Word::ToEnd, &[Chord::plain(Key::End)]),
    shortcut(
        Action::Slower,
        Word::DoSlower,
        &[Chord::plain(Key::OpenBracket)],
    ),
    shortcut(
        Action::Faster,
        Word::DoFaster,
        &[Chord::plain(Key::CloseBracket)],
    ),
    shortcut(Action::Loop, Word::Loop, &[Chord::plain(Key::L)]),
    repeating_shortcut(
        Action::OrbitLeft,
        Word::DoOrbit,
        &[Chord::plain(Key::ArrowLeft)],
    ),
    repeating_shortcut(
        Action::OrbitRight,
        Word::DoOrbit,
        &[Chord::plain(Key::ArrowRight)],
    ),
    repeating_shortcut(
        Action::OrbitUp,
        Word::DoOrbit,
        &[Chord::plain(Key::ArrowUp)],
    ),
    repeating_shortcut(
        Action::OrbitDown,
        Word::DoOrbit,
        &[Chord::plain(Key::ArrowDown)],
    ),
    repeating_shortcut(
        Action::ZoomIn,
        Word::DoZoom,
        &[Chord::plain(Key::Plus), Chord::plain(Key::Equals)],
    ),
    repeating_shortcut(Action::ZoomOut, Word::DoZoom, &[Chord::plain(Key::Minus)]),
    shortcut(
        Action::ViewReset,
        Word::ViewReset,
        &[Chord::plain(Key::Num0)],
    ),
    shortcut(
        Action::ViewPerspective,
        Word::ViewSolid,
        &[Chord::plain(Key::Num1)],
    ),
    shortcut(
        Action::ViewTop,
        Word::ViewTop,
        &[Chord::plain(Key::Num2), Chord::plain(Key::T)],
    ),
    shortcut(
        Action::ViewFront,
        Word::ViewFront,
        &[Chord::plain(Key::Num3)],
    ),
    shortcut(Action::KeepView, Word::KeepView, &[Chord::plain(Key::K)]),
    shortcut(
        Action::AddCameraKey,
        Word::AddCameraKey,
        &[Chord::plain(Key::A)],
    ),
    shortcut(Action::Spin, Word::DoSpin, &[Chord::plain(Key::R)]),
    shortcut(
        Action::FindPoints,
        Word::FindPoints,
        &[Chord::plain(Key::Slash), Chord::command(Key::F)],
    ),
    shortcut(
        Action::HidePanels,
        Word::HidePanels,
        &[Chord::plain(Key::H)],
    ),
    shortcut(Action::Charts, Word::Charts, &[Chord::plain(Key::C)]),
    shortcut(Action::Gallery, Word::Gallery, &[Chord::plain(Key::G)]),
    shortcut(
        Action::NextScene,
        Word::DoNextScene,
        &[Chord::plain(Key::PageDown)],
    ),
    shortcut(
        Action::PreviousScene,
        Word::DoPreviousScene,
        &[Chord::plain(Key::PageUp)],
    ),
    shortcut(Action::Export, Word::ExportPanel, &[Chord::plain(Key::M)]),
    shortcut(Action::Open, Word::OpenScene, &[Chord::command(Key::O)]),
    shortcut(Action::Save, Word::Save, &[Chord::command(Key::S)]),
    shortcut(
        Action::SaveAs,
        Word::SaveAs,
        &[Chord::command_shift(Key::S)],
    ),
    shortcut(
        Action::CopyScene,
        Word::CopyScene,
        &[Chord::command(Key::C)],
    ),
    repeating_shortcut(Action::Undo, Word::Undo, &[Chord::command(Key::Z)]),
    repeating_shortcut(
        Action::Redo,
        Word::Redo,
        &[Chord::command_shift(Key::Z), Chord::command(Key::Y)],
    ),
    shortcut(
        Action::NextTheme,
        Word::DoSwitchTheme,
        &[Chord::plain(Key::D)],
    ),
    shortcut(
        Action::NextLanguage,
        Word::DoSwitchLanguage,
        &[Chord::plain(Key::N)],
    ),
    shortcut(
        Action::FullScreen,
        Word::FullScreen,
        &[Chord::plain(Key::F11), Chord::plain(Key::F)],
    ),
    shortcut(
        Action::Help,
        Word::Help,
        &[Chord::plain(Key::Questionmark), Chord::plain(Key::F1)],
    ),
    shortcut(Action::Close, Word::Close, &[Chord::plain(Key::Escape)]),
    shortcut(Action::Quit, Word::Quit, &[Chord::command(Key::Q)]),
];

/// The mouse gestures and their effects, in the order of the help.
pub(super) const GESTURES: &[(Word, Word)] = &[
    (Word::MouseDrag, Word::DoOrbit),
    (Word::MouseRightDrag, Word::DoPan),
    (Word::MouseWheel, Word::DoZoom),
    (Word::MouseClick, Word::DoStart),
    (Word::MouseClickPoint, Word::DoShowNeighbours),
    (Word::MouseShiftDrag, Word::DoSelectPoints),
    (Word::MouseClickClass, Word::DoHideClass),
    (Word::MouseDoubleClickClass, Word::DoIsolateClass),
    (Word::MouseDoubleClick, Word::DoResetSlider),
];

/// The name of the first chord of an action, for the tooltip of its button; empty if it has none.
pub(super) fn key_hint(action: Action, language: Language) -> String {
    SHORTCUTS
        .iter()
        .find(|shortcut| shortcut.action == action)
        .and_then(|shortcut| shortcut.chords.first())
        .map(|chord| chord.text(language))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_chord_has_two_actions() {
        let mut seen = HashSet::new();
        for shortcut in SHORTCUTS {
            assert!(!shortcut.chords.is_empty(), "{:?}", shortcut.action);
            for chord in shortcut.chords {
                assert!(seen.insert(chord), "{chord:?} has two actions");
            }
        }
    }

    #[test]
    fn every_action_has_one_row() {
        let actions: HashSet<Action> = SHORTCUTS.iter().map(|shortcut| shortcut.action).collect();
        assert_eq!(actions.len(), SHORTCUTS.len());
    }

    #[test]
    fn symbols_match_with_and_without_shift() {
        let help = Chord::plain(Key::Questionmark);
        assert!(
            help.matches(Key::Questionmark, false, true)
                && help.matches(Key::Questionmark, false, false)
        );
        let undo = Chord::command(Key::Z);
        assert!(undo.matches(Key::Z, true, false));
        assert!(!undo.matches(Key::Z, true, true) && !undo.matches(Key::Z, false, false));
    }

    #[test]
    fn tooltips_show_the_first_key() {
        assert_eq!(key_hint(Action::Redo, Language::English), "Ctrl+Shift+Z");
        assert_eq!(key_hint(Action::PlayPause, Language::Chinese), "空格");
        assert_eq!(key_hint(Action::Help, Language::English), "?");
    }
}
