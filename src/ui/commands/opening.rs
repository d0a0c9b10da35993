//! Commands that open a neighbouring gallery scene or cancel a long operation.

use super::CommandContext;
use crate::scene::{Origin, gallery};

impl CommandContext<'_, '_> {
    /// Opens the gallery scene `offset` positions after the current one, wrapping around; the first if the current
    /// scene is not in the gallery.
    pub(super) fn open_neighbour(&mut self, offset: isize) {
        let names: Vec<_> = gallery().iter().map(|entry| entry.name).collect();
        let current = match (self.opening.name(), &self.document.source().origin) {
            (Some(name), _) => Some(name),
            (None, Origin::Gallery(name)) => Some(*name),
            (None, Origin::File(_) | Origin::Text) => None,
        };
        let current = current.and_then(|current| names.iter().position(|name| *name == current));
        let next = current.map_or(0, |index| {
            (index as isize + offset).rem_euclid(names.len() as isize) as usize
        });
        self.opening.open(names[next], None, self.document.source());
    }

    /// Cancels the opening of a scene, or else its computation. If no scene was displayed before, the gallery opens.
    pub(super) fn cancel_work(&mut self) {
        let is_first_scene = if self.opening.cancel() {
            self.outcome.is_none()
        } else {
            self.simulator.cancel(
                &mut self.document,
                self.outcome.as_deref_mut(),
                &mut self.time,
                &mut self.viewpoint,
                &mut self.playback,
            )
        };
        self.panels.gallery_open |= is_first_scene;
    }
}
