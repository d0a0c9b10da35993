//! Every key and every gesture of the mouse, in one table: the keys, the buttons' hints and the help follow from it.

use bevy_egui::egui::Key;

use crate::words::{Language, Word};

/// What a key, or the button of the same meaning, does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Starts playback, or holds it.
    PlayPause,
    /// To the step before.
    StepBack,
    /// To the next step.
    StepForward,
    /// To the first moment.
    ToStart,
    /// To the last moment.
    ToEnd,
    /// Plays twice as fast.
    Faster,
    /// Plays half as fast.
    Slower,
    /// Begins anew at the end, or stops there.
    Loop,
    /// Turns the viewer to the left.
    OrbitLeft,
    /// Turns the viewer to the right.
    OrbitRight,
    /// Lifts the viewer.
    OrbitUp,
    /// Lowers the viewer.
    OrbitDown,
    /// Goes nearer.
    ZoomIn,
    /// Goes away.
    ZoomOut,
    /// The solid view.
    ViewSolid,
    /// The flat view from above.
    ViewTop,
    /// The solid view from the front.
    ViewFront,
    /// Back to the scene's camera.
    ViewReset,
    /// Puts the present view into the scene.
    KeepView,
    /// Turns about the vertical, or stops.
    Spin,
    /// Goes to the field that finds points of a cloud.
    FindPoints,
    /// Shows or hides all panels.
    HidePanels,
    /// Unfolds or folds the charts.
    Charts,
    /// Shows or closes the gallery.
    Gallery,
    /// The next scene of the gallery.
    NextScene,
    /// The scene before in the gallery.
    PreviousScene,
    /// Shows or closes the film dialog.
    Film,
    /// Asks which file to open.
    Open,
    /// Saves to the scene's file; asks for one if there is none.
    Save,
    /// Asks which file to save to.
    SaveAs,
    /// Copies the scene as text.
    CopyScene,
    /// Takes back the last edit.
    Undo,
    /// Makes an undone edit again.
    Redo,
    /// The next theme.
    NextTheme,
    /// The next language.
    NextLanguage,
    /// Fills the screen, or no more.
    FullScreen,
    /// Shows or closes the help.
    Help,
    /// Closes what lies over the picture.
    Close,
    /// Closes the window.
    Quit,
}

/// A key with Ctrl (⌘ on a Mac) and Shift as given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Chord {
    /// The key.
    pub key: Key,
    /// Whether Ctrl is held.
    pub command: bool,
    /// Whether Shift is held. It does not matter for signs, which need it on some keyboards and not on others.
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
    pub fn is(&self, key: Key, command: bool, shift: bool) -> bool {
        let is_sign = !self.command && !self.key.symbol_or_name().contains(char::is_alphanumeric);
        self.key == key && self.command == command && (self.shift == shift || is_sign)
    }

    /// As a person reads it: `Ctrl+Shift+Z`.
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

/// Keys that do something, and how the help calls it.
#[derive(Clone, Copy, Debug)]
pub struct Shortcut {
    /// What is done.
    pub action: Action,
    /// Any of these does it.
    pub chords: &'static [Chord],
    /// The name in the help.
    pub word: Word,
    /// Whether a held key does it again and again.
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

/// All keys, in the order of the help. Lines that follow each other with the same word are one line there.
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
    once(Action::Film, Word::MakeFilm, &[Chord::plain(Key::M)]),
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

/// What the mouse does over the picture, and over a slider: the gesture and its meaning, in the order of the help.
pub const GESTURES: &[(Word, Word)] = &[
    (Word::MouseDrag, Word::DoOrbit),
    (Word::MouseRightDrag, Word::DoPan),
    (Word::MouseWheel, Word::DoZoom),
    (Word::MouseClick, Word::DoStart),
    (Word::MouseClickPoint, Word::DoChoosePoint),
    (Word::MouseShiftDrag, Word::DoSelectPoints),
    (Word::MouseClickClass, Word::DoHideClass),
    (Word::MouseDoubleClickClass, Word::DoIsolateClass),
    (Word::MouseDoubleClick, Word::DoResetSlider),
];

/// The first key of an action, for the hint of its button; empty if it has none.
pub fn hint(action: Action, language: Language) -> String {
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
    fn signs_are_found_with_and_without_shift() {
        let help = Chord::plain(Key::Questionmark);
        assert!(
            help.is(Key::Questionmark, false, true) && help.is(Key::Questionmark, false, false)
        );
        let undo = Chord::command(Key::Z);
        assert!(undo.is(Key::Z, true, false));
        assert!(!undo.is(Key::Z, true, true) && !undo.is(Key::Z, false, false));
    }

    #[test]
    fn hints_read_like_keyboards() {
        assert_eq!(hint(Action::Redo, Language::English), "Ctrl+Shift+Z");
        assert_eq!(hint(Action::PlayPause, Language::Chinese), "空格");
        assert_eq!(hint(Action::Help, Language::English), "?");
    }
}
