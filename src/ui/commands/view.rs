//! Commands for the view: moving the user's camera, spinning it, and storing it in the scene.

use super::CommandContext;
use crate::{
    scene::{Camera, Motion},
    ui::{Action, camera},
    words::Word,
};

impl CommandContext<'_, '_> {
    /// Moves the user's camera of the focused figure.
    pub(super) fn move_camera(&mut self, action: Action) {
        let Some(outcome) = &self.outcome else {
            return;
        };
        let figure = self.panels.focused_outcome(outcome, self.document.scene());
        let Some(tables) = self.tables.0.get(figure.index) else {
            return;
        };
        let camera = camera::user_camera(&mut self.viewpoint, figure, tables, *self.time);
        camera::move_by_key(action, camera);
    }

    /// Stops the camera if it is spinning during playback; otherwise lets it spin from the current view, and plays.
    pub(super) fn spin(&mut self) {
        let Some(outcome) = &self.outcome else {
            return;
        };
        let figure = self.panels.focused_outcome(outcome, self.document.scene());
        let Some(tables) = self.tables.0.get(figure.index) else {
            return;
        };
        let spins = camera::spins(&self.viewpoint, figure);
        if self.playback.playing && spins {
            camera::user_camera(&mut self.viewpoint, figure, tables, *self.time);
            return;
        }
        if !spins {
            camera::spin(&mut self.viewpoint, figure, tables, *self.time);
        }
        self.playback.playing = true;
    }

    /// Stores the user's view in the scene, but keeps the scene's camera motion. If that consists of keys, the view
    /// becomes the key at this time.
    pub(super) fn keep_view(&mut self) {
        let Some(outcome) = &self.outcome else {
            return;
        };
        let figure = self.panels.focused_outcome(outcome, self.document.scene());
        let index = figure.index;
        let Some(tables) = self.tables.0.get(index) else {
            return;
        };
        if self.viewpoint.own[index].is_none() {
            return;
        }
        if matches!(
            self.document.scene().camera_of(index).motion,
            Motion::Keys(_)
        ) {
            return self.add_camera_key();
        }
        let camera = camera::user_camera(&mut self.viewpoint, figure, tables, *self.time).clone();
        self.document.edit(|scene| {
            let camera_of_scene = scene.camera_of_mut(index);
            *camera_of_scene = Camera {
                motion: camera_of_scene.motion.clone(),
                ease: camera_of_scene.ease,
                ..camera
            };
        });
        self.set_notice(Word::ViewKept, &[]);
    }

    /// Adds a camera key with the current view at the current time. The camera then follows the keys, which begins with
    /// the same view.
    pub(super) fn add_camera_key(&mut self) {
        let Some(outcome) = &self.outcome else {
            return;
        };
        let figure = self.panels.focused_outcome(outcome, self.document.scene());
        let index = figure.index;
        let Some(tables) = self.tables.0.get(index) else {
            return;
        };
        let key = camera::key_at(&self.viewpoint, figure, tables, *self.time);
        self.document
            .edit(|scene| scene.camera_of_mut(index).add_key(key));
        self.viewpoint.own[index] = None;
        self.set_notice(Word::CameraKeyAdded, &[("n", &key.at.to_string())]);
    }
}
