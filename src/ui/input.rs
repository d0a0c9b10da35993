//! Corrects the input that bevy_egui collected since the last frame.

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

/// The input messages since the last frame, and the state of modifiers.
#[derive(SystemParam)]
pub(super) struct InputCorrection<'w, 's> {
    left: MessageReader<'w, 's, CursorLeft>,
    windows: Query<'w, 's, &'static Window>,
    keys: MessageReader<'w, 's, KeyboardInput>,
    lost: MessageReader<'w, 's, KeyboardFocusLost>,
    held: Local<'s, ModifierKeysState>,
    reported: Local<'s, Modifiers>,
}

impl InputCorrection<'_, '_> {
    /// Three corrections: every key gets the modifiers that were held when it was pressed, not those at the end of the
    /// frame, which differ if frames take long. Unchanged modifiers are not reported again, since egui requests another
    /// frame after every event, so that an idle window would never rest. A pointer that left the window is reported.
    pub(super) fn apply(&mut self, input: &mut RawInput) {
        let left = self.left.read().last();
        let left = left.and_then(|left| self.windows.get(left.window).ok());
        // It may have returned already.
        if left.is_some_and(|window| window.physical_cursor_position().is_none()) {
            input.events.push(Event::PointerGone);
        }
        if self.lost.read().count() > 0 {
            *self.held = ModifierKeysState::default();
        }
        let mut pressed = input.events.iter_mut().filter_map(|event| match event {
            Event::Key { modifiers, .. } => Some(modifiers),
            _ => None,
        });
        for message in self.keys.read() {
            if track_modifier(&mut self.held, message) {
                continue;
            }
            let key = bevy_to_egui_key(&message.logical_key)
                .or_else(|| bevy_to_egui_physical_key(&message.key_code));
            if key.is_some()
                && let Some(modifiers) = pressed.next()
            {
                *modifiers = self.held.to_egui_modifiers();
            }
        }
        input.events.retain(|event| match event {
            Event::ModifiersChanged(now) => std::mem::replace(&mut *self.reported, *now) != *now,
            _ => true,
        });
    }
}

/// Tracks modifier keys; returns whether the key is one.
fn track_modifier(held: &mut ModifierKeysState, message: &KeyboardInput) -> bool {
    let side = match message.logical_key {
        Key::Shift => &mut held.shift,
        Key::Control => &mut held.ctrl,
        Key::Alt => &mut held.alt,
        Key::Super | Key::Meta => &mut held.win,
        _ => return false,
    };
    *side = message.state.is_pressed();
    true
}
