//! Opens scenes, and cancels long computations.

use super::CommandContext;
use crate::scene::{Origin, gallery};

impl CommandContext<'_, '_> {
    /// Opens the gallery scene `offset` positions after the current one.
    pub(super) fn open_neighbour(&mut self, offset: isize) {
        let names: Vec<_> = gallery().iter().map(|entry| entry.name).collect();
        let here = match (self.opening.name(), &self.document.source().origin) {
            (Some(name), _) => Some(name),
            (None, Origin::Gallery(name)) => Some(*name),
            (None, Origin::File(_) | Origin::Text) => None,
        };
        let here = here.and_then(|here| names.iter().position(|name| *name == here));
        let next = here.map_or(0, |here| {
            (here as isize + offset).rem_euclid(names.len() as isize) as usize
        });
        self.opening
            .begin(names[next], None, self.document.source());
    }

    /// Cancels what is being opened or computed. If nothing was shown before, the gallery opens.
    pub(super) fn cancel_work(&mut self) {
        let shows_nothing = if self.opening.cancel() {
            self.shown.is_none()
        } else {
            self.work.cancel(
                &mut self.document,
                self.shown.as_deref_mut(),
                &mut self.time,
                &mut self.viewpoint,
                &mut self.playback,
            )
        };
        self.panels.gallery |= shows_nothing;
    }
}
