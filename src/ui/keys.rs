//! Turns key presses into the commands of the shortcuts, and pasted text into a scene.

use bevy_egui::egui::{Context, Event, Key};

use super::{SHORTCUTS, UiCommand};

/// The commands for the keys pressed in this frame. There are none while a text field has the focus, or if one had the
/// focus or a list was open at the beginning of the frame (`was_typing`). A focused widget gets the keys that egui uses
/// on it.
pub(super) fn commands(context: &Context, was_typing: bool) -> Vec<UiCommand> {
    if was_typing || context.text_edit_focused() {
        return Vec::new();
    }
    let has_focus = context.memory(|memory| memory.focused().is_some());
    context.input(|input| {
        let mut commands = Vec::new();
        let mut is_pasting = false;
        for event in &input.events {
            match event {
                Event::Key {
                    key,
                    pressed: true,
                    repeat,
                    modifiers,
                    ..
                } if !(modifiers.alt || has_focus && is_used_by_widgets(*key)) => {
                    is_pasting |= *key == Key::V && modifiers.command;
                    let shortcut = SHORTCUTS.iter().find(|shortcut| {
                        let mut chords = shortcut.chords.iter();
                        chords.any(|chord| chord.matches(*key, modifiers.command, modifiers.shift))
                    });
                    commands.extend(
                        shortcut
                            .filter(|shortcut| shortcut.repeats || !repeat)
                            .map(|shortcut| UiCommand::Act(shortcut.action)),
                    );
                }
                Event::Paste(text) => commands.push(UiCommand::OpenText(text.clone())),
                // bevy_egui sends the text of the clipboard as a text event after the key.
                Event::Text(text) if is_pasting => commands.push(UiCommand::OpenText(text.clone())),
                _ => {}
            }
        }
        commands
    })
}

/// Whether egui uses a key on the focused widget.
fn is_used_by_widgets(key: Key) -> bool {
    matches!(
        key,
        Key::Space | Key::Enter | Key::ArrowLeft | Key::ArrowRight | Key::ArrowUp | Key::ArrowDown
    )
}

#[cfg(test)]
mod tests {
    use bevy_egui::egui::{Id, Modifiers, RawInput, TextEdit, Ui};

    use super::*;
    use crate::ui::Action;

    fn key(key: Key, modifiers: Modifiers) -> Event {
        Event::Key {
            key,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers,
        }
    }

    /// The commands sent in a frame with these events, in which `panels` runs first.
    fn commands_in(
        context: &Context,
        events: Vec<Event>,
        mut panels: impl FnMut(&mut Ui),
    ) -> Vec<UiCommand> {
        let mut commands = Vec::new();
        let input = RawInput {
            events,
            ..RawInput::default()
        };
        let _ = context.run_ui(input, |ui| {
            panels(ui);
            commands.extend(super::commands(ui.ctx(), false));
        });
        commands
    }

    #[test]
    fn keys_send_the_actions_of_the_table() {
        let context = Context::default();
        let events = vec![
            key(Key::Space, Modifiers::NONE),
            key(Key::Z, Modifiers::COMMAND),
            key(Key::Z, Modifiers::COMMAND | Modifiers::SHIFT),
            key(Key::Questionmark, Modifiers::SHIFT),
            key(Key::F9, Modifiers::NONE),
        ];
        let expected =
            [Action::PlayPause, Action::Undo, Action::Redo, Action::Help].map(UiCommand::Act);
        assert_eq!(commands_in(&context, events, |_| {}), expected);
    }

    #[test]
    fn shortcuts_are_disabled_in_a_text_field() {
        let context = Context::default();
        let id = Id::new("field");
        let mut text = String::new();
        context.memory_mut(|memory| memory.request_focus(id));
        for _ in 0..2 {
            let events = vec![key(Key::H, Modifiers::NONE), Event::Text("h".into())];
            let commands = commands_in(&context, events, |ui| {
                ui.add(TextEdit::singleline(&mut text).id(id));
            });
            assert_eq!(commands, []);
        }
        assert!(text.ends_with('h'));
    }

    #[test]
    fn space_presses_the_focused_button() {
        let context = Context::default();
        let mut clicks = 0;
        let mut button = |ui: &mut Ui| {
            let response = ui.button("a");
            response.request_focus();
            clicks += usize::from(response.clicked());
        };
        commands_in(&context, vec![], &mut button);
        let commands = commands_in(
            &context,
            vec![key(Key::Space, Modifiers::NONE)],
            &mut button,
        );
        assert_eq!(commands, []);
        assert_eq!(clicks, 1);
    }

    #[test]
    fn pasted_text_is_opened() {
        let context = Context::default();
        let events = vec![
            key(Key::V, Modifiers::COMMAND),
            Event::Text("(version: 1)".into()),
        ];
        assert_eq!(
            commands_in(&context, events, |_| {}),
            [UiCommand::OpenText("(version: 1)".into())]
        );
    }
}
