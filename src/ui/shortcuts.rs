//! The table of all keys and mouse gestures, from which the shortcuts, the tooltips of buttons and the help follow.

use bevy_egui::egui::Key;

use crate::words::{Language, Word};

/// An action of a key or a button.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Plays or pauses.
    PlayPause,
    /// Goes to the previous step and pauses.
    StepBack,
    /// Goes to the next step and pauses.
    StepForward,
    /// Seeks to the start.
    ToStart,
    /// Seeks to the end and pauses.
    ToEnd,
    /// Doubles the speed, up to 16.
    Faster,
    /// Halves the speed, down to 1/16.
    Slower,
    /// Toggles repeating at the end.
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
    /// Switches to the 3-D view.
    ViewSolid,
    /// Switches to the orthographic view from above.
    ViewTop,
    /// Switches to the 3-D view from the front.
    ViewFront,
    /// Resets the view to the scene's camera.
    ViewReset,
    /// Stores the current view in the scene.
    KeepView,
    /// Starts or stops spinning.
    Spin,
    /// Focuses the field "Find points".
    FindPoints,
    /// Shows or hides all panels.
    HidePanels,
    /// Shows or hides the charts.
    Charts,
    /// Opens or closes the gallery.
    Gallery,
    /// Opens the next scene of the gallery.
    NextScene,
    /// Opens the previous scene of the gallery.
    PreviousScene,
    /// Opens or closes the export dialog.
    Film,
    /// Asks for a file to open.
    Open,
    /// Saves to the scene's file, or asks for one.
    Save,
    /// Asks for a file and saves to it.
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
    /// Closes the topmost window over the picture.
    Close,
    /// Closes the main window.
    Quit,
}

/// A key with modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Chord {
    /// The key without modifiers.
    pub key: Key,
    /// Whether Ctrl (⌘ on macOS) is held.
    pub command: bool,
    /// Whether Shift is held. It is ignored for symbols, since some keyboards need it for them.
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

    /// Whether a pressed key is this chord.
    pub(super) fn is(&self, key: Key, command: bool, shift: bool) -> bool {
        let is_symbol = !self.command && !self.key.symbol_or_name().contains(char::is_alphanumeric);
        self.key == key && self.command == command && (self.shift == shift || is_symbol)
    }

    /// The text of the chord, such as `Ctrl+Shift+Z`.
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

/// An action with its keys and its name in the help.
#[derive(Clone, Copy, Debug)]
pub struct Shortcut {
    /// The action of the keys.
    pub action: Action,
    /// The alternative chords.
    pub chords: &'static [Chord],
    /// The name of the action in the help.
    pub word: Word,
    /// Whether the action repeats while the key is held.
    pub repeats: bool,
}

const fn once(action: Action, word: Word, chords: &'static [Chord]) -> Shortcut {
    Shortcut {
        action,
        chords,
        word,
        repeats: false,
    }
}

const fn again(action: Action, word: Word, chords: &'static [Chord]) -> Shortcut {
    Shortcut {
        repeats: true,
        ..once(action, word, chords)
    }
}

/// All shortcuts, in the order of the help, where adjacent ones with the same name are merged.
pub const SHORTCUTS: &[Shortcut] = &[
    once(
        Action::PlayPause,
        Word::DoPlayPause,
        &[Chord::plain(Key::Space)],
    ),
    again(
        Action::StepBack,
        Word::StepBack,
        &[Chord::plain(Key::Comma)],
    ),
    again(
        Action::StepForward,
        Word::StepForward,
        &[Chord::plain(Key::Period)],
    ),
    once(Action::ToStart, Word::ToStart, &[Chord::plain(Key::Home)]),
    once(Action::ToEnd, Word::ToEnd, &[Chord::plain(Key::End)]),
    once(
        Action::Slower,
        Word::DoSlower,
        &[Chord::plain(Key::OpenBracket)],
    ),
    once(
        Action::Faster,
        Word::DoFaster,
        &[Chord::plain(Key::CloseBracket)],
    ),
    once(Action::Loop, Word::Loop, &[Chord::plain(Key::L)]),
    again(
        Action::OrbitLeft,
        Word::DoOrbit,
        &[Chord::plain(Key::ArrowLeft)],
    ),
    again(
        Action::OrbitRight,
        Word::DoOrbit,
        &[Chord::plain(Key::ArrowRight)],
    ),
    again(
        Action::OrbitUp,
        Word::DoOrbit,
        &[Chord::plain(Key::ArrowUp)],
    ),
    again(
        Action::OrbitDown,
        Word::DoOrbit,
        &[Chord::plain(Key::ArrowDown)],
    ),
    again(
        Action::ZoomIn,
        Word::DoZoom,
        &[Chord::plain(Key::Plus), Chord::plain(Key::Equals)],
    ),
    again(Action::ZoomOut, Word::DoZoom, &[Chord::plain(Key::Minus)]),
    once(
        Action::ViewReset,
        Word::ViewReset,
        &[Chord::plain(Key::Num0)],
    ),
    once(
        Action::ViewSolid,
        Word::ViewSolid,
        &[Chord::plain(Key::Num1)],
    ),
    once(
        Action::ViewTop,
        Word::ViewTop,
        &[Chord::plain(Key::Num2), Chord::plain(Key::T)],
    ),
    once(
        Action::ViewFront,
        Word::ViewFront,
        &[Chord::plain(Key::Num3)],
    ),
    once(Action::KeepView, Word::KeepView, &[Chord::plain(Key::K)]),
    once(Action::Spin, Word::DoSpin, &[Chord::plain(Key::R)]),
    once(
        Action::FindPoints,
        Word::FindPoints,
        &[Chord::plain(Key::Slash), Chord::command(Key::F)],
    ),
    once(
        Action::HidePanels,
        Word::HidePanels,
        &[Chord::plain(Key::H)],
    ),
    once(Action::Charts, Word::Charts, &[Chord::plain(Key::C)]),
    once(Action::Gallery, Word::Gallery, &[Chord::plain(Key::G)]),
    once(
        Action::NextScene,
        Word::DoNextScene,
        &[Chord::plain(Key::PageDown)],
    ),
    once(
        Action::PreviousScene,
        Word::DoPreviousScene,
        &[Chord::plain(Key::PageUp)],
    ),
    once(Action::Film, Word::ExportPanel, &[Chord::plain(Key::M)]),
    once(Action::Open, Word::OpenScene, &[Chord::command(Key::O)]),
    once(Action::Save, Word::Save, &[Chord::command(Key::S)]),
    once(
        Action::SaveAs,
        Word::SaveAs,
        &[Chord::command_shift(Key::S)],
    ),
    once(
        Action::CopyScene,
        Word::CopyScene,
        &[Chord::command(Key::C)],
    ),
    again(Action::Undo, Word::Undo, &[Chord::command(Key::Z)]),
    again(
        Action::Redo,
        Word::Redo,
        &[Chord::command_shift(Key::Z), Chord::command(Key::Y)],
    ),
    once(
        Action::NextTheme,
        Word::DoSwitchTheme,
        &[Chord::plain(Key::D)],
    ),
    once(
        Action::NextLanguage,
        Word::DoSwitchLanguage,
        &[Chord::plain(Key::N)],
    ),
    once(
        Action::FullScreen,
        Word::FullScreen,
        &[Chord::plain(Key::F11), Chord::plain(Key::F)],
    ),
    once(
        Action::Help,
        Word::Help,
        &[Chord::plain(Key::Questionmark), Chord::plain(Key::F1)],
    ),
    once(Action::Close, Word::Close, &[Chord::plain(Key::Escape)]),
    once(Action::Quit, Word::Quit, &[Chord::command(Key::Q)]),
];

/// The mouse gestures and their meaning, in the order of the help.
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

/// The first key of an action, for the tooltip of its button; empty if it has none.
pub(super) fn hint(action: Action, language: Language) -> String {
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
    fn every_chord_means_one_thing() {
        let mut seen = HashSet::new();
        for shortcut in SHORTCUTS {
            assert!(!shortcut.chords.is_empty(), "{:?}", shortcut.action);
            for chord in shortcut.chords {
                assert!(seen.insert(chord), "{chord:?} has two meanings");
            }
        }
    }

    #[test]
    fn every_action_has_one_line() {
        let actions: HashSet<Action> = SHORTCUTS.iter().map(|shortcut| shortcut.action).collect();
        assert_eq!(actions.len(), SHORTCUTS.len());
    }

    #[test]
    fn symbols_match_with_and_without_shift() {
        let help = Chord::plain(Key::Questionmark);
        assert!(
            help.is(Key::Questionmark, false, true) && help.is(Key::Questionmark, false, false)
        );
        let undo = Chord::command(Key::Z);
        assert!(undo.is(Key::Z, true, false));
        assert!(!undo.is(Key::Z, true, true) && !undo.is(Key::Z, false, false));
    }

    #[test]
    fn hints_show_the_first_key() {
        assert_eq!(hint(Action::Redo, Language::English), "Ctrl+Shift+Z");
        assert_eq!(hint(Action::PlayPause, Language::Chinese), "空格");
        assert_eq!(hint(Action::Help, Language::English), "?");
    }
}
