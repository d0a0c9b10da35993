//! Corrects the input that bevy_egui has collected since the last frame.

use bevy::{
    ecs::system::SystemParam,
    input::keyboard::{Key, KeyboardFocusLost, KeyboardInput},
    prelude::*,
    window::CursorLeft,
};
use bevy_egui::{
    egui::{Event, Modifiers, RawInput},
    helpers::{bevy_to_egui_key, bevy_to_egui_physical_key},
    input::ModifierKeysState,
};

/// The input messages since the last frame, and the modifiers.
#[derive(SystemParam)]
pub(super) struct InputCorrection<'w, 's> {
    cursor_left: MessageReader<'w, 's, CursorLeft>,
    windows: Query<'w, 's, &'static Window>,
    key_messages: MessageReader<'w, 's, KeyboardInput>,
    focus_lost: MessageReader<'w, 's, KeyboardFocusLost>,
    /// The modifier keys that are held after the key messages read so far.
    held_modifiers: Local<'s, ModifierKeysState>,
    /// The modifiers last reported to egui.
    reported_modifiers: Local<'s, Modifiers>,
}

impl InputCorrection<'_, '_> {
    /// Makes three corrections. Every key press gets the modifiers that were held at that moment instead of those at
    /// the end of the frame, which can differ if the frame takes long. Unchanged modifiers are not reported again: egui
    /// requests another frame after every event, so an idle window would be redrawn forever. A pointer that has left
    /// the window is reported as gone.
    pub(super) fn apply(&mut self, input: &mut RawInput) {
        let left = self.cursor_left.read().last();
        let left = left.and_then(|left| self.windows.get(left.window).ok());
        // The pointer may have returned since.
        if left.is_some_and(|window| window.physical_cursor_position().is_none()) {
            input.events.push(Event::PointerGone);
        }
        if self.focus_lost.read().count() > 0 {
            *self.held_modifiers = ModifierKeysState::default();
        }
        let mut modifiers_of_keys = input.events.iter_mut().filter_map(|event| match event {
            Event::Key { modifiers, .. } => Some(modifiers),
            _ => None,
        });
        for message in self.key_messages.read() {
            if track_modifier(&mut self.held_modifiers, message) {
                continue;
            }
            let key = bevy_to_egui_key(&message.logical_key)
                .or_else(|| bevy_to_egui_physical_key(&message.key_code));
            if key.is_some()
                && let Some(modifiers) = modifiers_of_keys.next()
            {
                *modifiers = self.held_modifiers.to_egui_modifiers();
            }
        }
        input.events.retain(|event| match event {
            Event::ModifiersChanged(now) => {
                std::mem::replace(&mut *self.reported_modifiers, *now) != *now
            }
            _ => true,
        });
    }
}

/// Updates the held modifiers if the key is one; returns whether it is.
fn track_modifier(held: &mut ModifierKeysState, message: &KeyboardInput) -> bool {
    let modifier_state = match message.logical_key {
        Key::Shift => &mut held.shift,
        Key::Control => &mut held.ctrl,
        Key::Alt => &mut held.alt,
        Key::Super | Key::Meta => &mut held.win,
        _ => return false,
    };
    *modifier_state = message.state.is_pressed();
    true
}
