use std::{
    fmt,
    path::{Path, PathBuf},
};

use super::{
    Scene, SceneError, ShowAs,
    check::field_error,
    families::RequiredData,
    format, gallery,
    landscapes::{ResolvedLandscape, resolve},
    own_data::{is_data_file, scene_of},
    text_length,
};
use crate::{
    files::{self, path_to_text, text_to_path},
    math::{names::UnknownName, spec::Spec},
};

/// The maximum length of the text of a scene in bytes, about three hundred times the longest of the gallery.
const MAX_BYTES: u64 = 1 << 20;

mod data;
mod loaded;
mod recovery;

pub use data::Data;

/// A validated scene with its external data.
#[derive(Clone, Debug)]
pub struct Source {
    /// The scene, which has passed [`Scene::check`] unless it is a preview.
    pub scene: Scene,
    /// Where the scene came from.
    pub origin: Origin,
    /// The data of the scene, and of its earlier versions before edits.
    pub data: Data,
    /// The folder to which paths in the scene are relative.
    base: PathBuf,
}

/// Where a scene came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The gallery, with the name of the entry.
    Gallery(&'static str),
    /// A scene file.
    File(PathBuf),
    /// Text, or a scene created by the program.
    Text,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gallery(name) => f.write_str(name),
            Self::File(path) => f.write_str(&path_to_text(path)),
            Self::Text => f.write_str("the scene"),
        }
    }
}

impl Source {
    /// Opens a gallery scene by name, or a scene or data file. The argument is a path if it has an extension or a
    /// folder, or if such a file exists.
    ///
    /// # Errors
    /// The name is unknown (the message suggests the nearest), the file cannot be read, or the scene is invalid as in
    /// [`Self::parse`].
    pub fn open(name_or_path: &str) -> Result<Self, SceneError> {
        Self::open_as(name_or_path, None)
    }

    /// Like [`Self::open`], with a choice of how to show a data file. Default: a cloud that turns once, or a landscape for
    /// an `.npz` file of heights with axes `x` and `y`.
    ///
    /// # Errors
    /// See [`Self::open`]; also if the data cannot be shown in this way.
    pub fn open_as(name_or_path: &str, show_as: Option<ShowAs>) -> Result<Self, SceneError> {
        if let Some(entry) = gallery().iter().find(|entry| entry.name == name_or_path) {
            return Self::read(entry.text, Origin::Gallery(entry.name), PathBuf::new());
        }
        let path = &text_to_path(name_or_path);
        if is_data_file(path) {
            let scene = scene_of(path, show_as)?;
            return Self::new(scene, Origin::Text, Data::default(), folder_of(path));
        }
        // A name with an extension or a folder is a path, and so is the name of an existing file.
        let is_path =
            path.extension().is_some() || path.components().count() > 1 || files::exists(path);
        if !is_path {
            let available = gallery().iter().map(|entry| entry.name);
            return Err(SceneError::UnknownScene(UnknownName::among(
                "scene",
                name_or_path,
                available,
            )));
        }
        let origin = Origin::File(path.to_owned());
        let text = files::read_text(path, MAX_BYTES)?;
        let has_scene_extension = path.extension().is_some_and(|ending| ending == "ron");
        if !has_scene_extension && !begins_as_scene(&text) {
            let extensions = files::DATA_EXTENSIONS.join(", .");
            return Err(SceneError::Syntax {
                origin: origin.to_string(),
                line: 1,
                column: 1,
                problem: format!(
                    "a scene begins with a parenthesis, and data files end in .{extensions}"
                ),
            });
        }
        let read = Self::read(&text, origin.clone(), folder_of(path));
        read.map_err(|error| error.with_origin(&origin))
    }

    /// Parses a scene from RON and loads its data; paths in it are relative to `base`.
    ///
    /// # Errors
    /// The text is not a scene (with line and column), a field is out of range, or data cannot be read.
    ///
    /// # Examples
    /// ```
    /// use fallline::scene::Source;
    ///
    /// let text = r#"(version: 2, subject: Landscape(landscape: "bowl", start: (1, 2), steps: 5))"#;
    /// let source = Source::parse(text, "".as_ref())?;
    /// assert_eq!(source.scene.figures.len(), 1);
    /// # Ok::<(), fallline::scene::SceneError>(())
    /// ```
    pub fn parse(text: &str, base: &Path) -> Result<Self, SceneError> {
        Self::read(text, Origin::Text, base.to_owned())
    }

    fn read(text: &str, origin: Origin, base: PathBuf) -> Result<Self, SceneError> {
        if text.len() as u64 > MAX_BYTES {
            let allowed = format!("at most {MAX_BYTES} bytes");
            return Err(field_error(
                "the text of the scene",
                format!("{} bytes long", text.len()),
                allowed,
            ));
        }
        let scene = format::read(text, &origin)?;
        text_length::check(&scene)?;
        Self::new(scene, origin, Data::default(), base)
    }

    fn new(
        scene: Scene,
        origin: Origin,
        mut data: Data,
        base: PathBuf,
    ) -> Result<Self, SceneError> {
        scene.check()?;
        for subject in scene.subjects() {
            for required in subject.kind().required_data()? {
                data.read(&required, &base)?;
            }
        }
        Ok(Self {
            scene,
            origin,
            data,
            base,
        })
    }

    /// Returns a copy of this source with another scene, and reads the data that are not loaded yet.
    ///
    /// # Errors
    /// A field is out of range, a name is unknown, or data cannot be read.
    pub fn with_scene(&self, scene: Scene) -> Result<Self, SceneError> {
        Self::new(
            scene,
            self.origin.clone(),
            self.data.clone(),
            self.base.clone(),
        )
    }

    /// The source of the scene's [preview](Scene::preview), if there is one.
    pub fn preview(&self) -> Option<Self> {
        // Not validated: the preview may lack fields on which the validation of others depends.
        let scene = self.scene.preview()?;
        Some(Self {
            scene,
            ..self.clone()
        })
    }

    /// The path of a file named in the scene.
    pub fn path_of(&self, file: &str) -> PathBuf {
        self.base.join(text_to_path(file))
    }

    /// The files of the scene: the scene file, if any, and its data files.
    pub fn files(&self) -> Vec<PathBuf> {
        let own = match &self.origin {
            Origin::File(path) => Some(path.clone()),
            Origin::Gallery(_) | Origin::Text => None,
        };
        own.into_iter().chain(self.data_files()).collect()
    }

    fn data_files(&self) -> Vec<PathBuf> {
        // Validated scenes have valid requirements.
        let requirements = self
            .scene
            .subjects()
            .flat_map(|subject| subject.kind().required_data().unwrap_or_default());
        let files = requirements.flat_map(|required| match &required {
            RequiredData::Table { file, metadata, .. } => {
                let metadata = metadata.as_ref().map(|metadata| self.path_of(metadata));
                files::files_of(file, &self.base, metadata.as_deref())
            }
            RequiredData::Arrays(file) | RequiredData::Sprite { file, .. } => {
                vec![self.path_of(file)]
            }
            // The table has been listed; its pictures are small, and can be many.
            RequiredData::PictureFiles { .. } => Vec::new(),
        });
        files.collect()
    }

    /// Builds a landscape from the loaded data.
    ///
    /// # Errors
    /// The landscape is unknown, its settings are invalid, or its data cannot be used.
    pub fn landscape(&self, spec: &Spec) -> Result<ResolvedLandscape, SceneError> {
        resolve(spec, &self.data)
    }

    /// The scene as RON that [`Self::parse`] reads back unchanged.
    pub fn to_ron(&self) -> String {
        format::write(&self.scene)
    }

    /// Saves the scene atomically and returns it as the scene of that file, with relative paths rewritten to be
    /// relative to the folder of the file.
    ///
    /// # Errors
    /// The file cannot be written, or is a data file of the scene.
    #[cfg(feature = "native")]
    pub fn save(&self, path: &Path) -> Result<Self, SceneError> {
        if self
            .data_files()
            .iter()
            .any(|file| files::is_same_file(file, path))
        {
            return Err(SceneError::Overwrites(path.to_owned()));
        }
        let saved = self.moved_to(path)?;
        files::write_atomically(path, saved.to_ron().as_bytes()).map_err(files::FileError::from)?;
        Ok(saved)
    }

    /// The scene as it would be saved at `path`.
    fn moved_to(&self, path: &Path) -> Result<Self, SceneError> {
        let mut saved = self.clone();
        saved.origin = Origin::File(path.to_owned());
        saved.base = folder_of(path);
        saved.data = Data::default();
        for subject in saved.scene.subjects_mut() {
            for required in subject.kind().required_data()? {
                if required.needs_no_file() {
                    continue;
                }
                let new = required.map_paths(&|file| rebased(file, &self.base, &saved.base));
                if let Some(loaded) = self.data.get(&required) {
                    saved.data.0.insert(new.clone(), loaded);
                }
                subject.kind_mut().replace_path(&required, new);
            }
        }
        Ok(saved)
    }
}

impl Scene {
    /// Parses a scene without validating it or reading its data; none if the text is not a scene.
    pub fn from_text(text: &str) -> Option<Self> {
        format::read(text, &Origin::Text).ok()
    }
}

/// Whether a text looks like a scene: it begins with a parenthesis, a comment or an attribute.
fn begins_as_scene(text: &str) -> bool {
    text.trim_start().starts_with(['(', '/', '#'])
}

fn folder_of(path: &Path) -> PathBuf {
    path.parent().map(Path::to_owned).unwrap_or_default()
}

/// Converts a path relative to `old` to one relative to `new`; absolute if the file is not below `new`.
fn rebased(name: &str, old: &Path, new: &Path) -> String {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let here = Path::new(".");
    let file = absolute(&here.join(old).join(text_to_path(name)));
    let folder = absolute(&here.join(new));
    let path = file.strip_prefix(&folder).unwrap_or(&file);
    path_to_text(path)
}

#[cfg(test)]
mod tests;
