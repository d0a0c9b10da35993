//! What a source can do with the data that it holds: nothing here reads a file.

use super::Source;
use crate::{
    math::spec::Spec,
    scene::{Loaded, Scene, SceneError, landscapes::need_of},
};

impl Source {
    /// Whether everything that a scene needs from outside has been read.
    pub fn holds_data_of(&self, scene: &Scene) -> bool {
        let needs = scene.subjects().map(|subject| subject.work().needs());
        needs
            .flatten()
            .flatten()
            .all(|need| self.data.0.contains_key(&need))
    }

    /// An edited scene of the same origin, with the data that is there: none is read.
    ///
    /// # Errors
    /// Fields out of range, unknown names.
    pub fn edited(&self, scene: Scene) -> Result<Self, SceneError> {
        scene.check()?;
        scene
            .subjects()
            .try_for_each(|subject| subject.work().needs().map(drop))?;
        Ok(Self {
            scene,
            ..self.clone()
        })
    }

    /// What was read for a landscape, if it needs anything.
    ///
    /// # Errors
    /// Unknown names, settings that do not belong.
    pub fn loaded_for(&self, spec: &Spec) -> Result<Option<Loaded>, SceneError> {
        Ok(need_of(spec)?.and_then(|need| self.data.get(&need)))
    }
}
