//! What was gathered for egui since the last frame, set right.

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

/// The keys pressed since the last frame, in order, and whether the pointer left the window.
#[derive(SystemParam)]
pub struct Gathered<'w, 's> {
    left: MessageReader<'w, 's, CursorLeft>,
    windows: Query<'w, 's, &'static Window>,
    keys: MessageReader<'w, 's, KeyboardInput>,
    lost: MessageReader<'w, 's, KeyboardFocusLost>,
    held: Local<'s, ModifierKeysState>,
    told: Local<'s, Modifiers>,
}

impl Gathered<'_, '_> {
    /// Gives every key the modifiers that were held when it was pressed, not those held at the end of the frame: where
    /// frames take long, Ctrl may be up again by then. News of modifiers that did not change is left out, since egui
    /// asks for another frame after every piece of news, and a window at rest would never rest. That the pointer left is
    /// told only here.
    pub fn settle(&mut self, input: &mut RawInput) {
        let left = self.left.read().last();
        let left = left.and_then(|left| self.windows.get(left.window).ok());
        // It may be back already.
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
            if follow(&mut self.held, message) {
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
            Event::ModifiersChanged(now) => std::mem::replace(&mut *self.told, *now) != *now,
            _ => true,
        });
    }
}

/// Notes a modifier; whether the key was one.
fn follow(held: &mut ModifierKeysState, message: &KeyboardInput) -> bool {
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
