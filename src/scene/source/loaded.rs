//! Operations of a source that use only loaded data and read no files.

use super::Source;
use crate::{
    math::spec::Spec,
    scene::{LoadedData, Scene, SceneError, landscapes::required_data_of},
};

impl Source {
    /// Whether all external data of a scene have been read. Subjects with invalid settings need none.
    pub fn holds_data_of(&self, scene: &Scene) -> bool {
        let requirements = scene
            .subjects()
            .map(|subject| subject.kind().required_data());
        requirements
            .flatten()
            .flatten()
            .all(|required| self.data.0.contains_key(&required))
    }

    /// A copy of this source with another scene. Reads no data.
    ///
    /// # Errors
    /// A field is out of range, or a name is unknown.
    pub fn edited(&self, scene: Scene) -> Result<Self, SceneError> {
        scene.check()?;
        scene
            .subjects()
            .try_for_each(|subject| subject.kind().required_data().map(drop))?;
        Ok(Self {
            scene,
            ..self.clone()
        })
    }

    /// The data loaded for a landscape; `None` if it requires none or they are not loaded.
    ///
    /// # Errors
    /// The landscape is unknown, or its settings are invalid.
    pub(crate) fn loaded_for(&self, spec: &Spec) -> Result<Option<LoadedData>, SceneError> {
        Ok(required_data_of(spec)?.and_then(|required| self.data.get(&required)))
    }
}
