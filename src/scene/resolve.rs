use std::{
    collections::HashMap,
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    CloudSubject, Reading, Scene, SceneError,
    check::field,
    families::{Loaded, Need},
    format, gallery,
    landscapes::{ResolvedLandscape, resolve},
    own_data::{is_data, scene_of},
};
use crate::{
    files::{self, path_to_text, text_to_path},
    math::{names::UnknownName, spec::Spec, table::Table},
};

/// The most bytes of the text of a scene, about three hundred times as many as the longest of the gallery has.
const MOST_BYTES: u64 = 1 << 20;

mod held;
mod unsaved;

/// A scene together with what it needs from outside, read once.
#[derive(Clone, Debug)]
pub struct Source {
    /// Checked.
    pub scene: Scene,
    /// Where it came from.
    pub origin: Origin,
    /// The data that the scene needs, and those it needed before it was edited.
    pub data: Data,
    /// The folder that paths in the scene start from.
    base: PathBuf,
}

/// Where a scene came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The gallery, by name.
    Gallery(&'static str),
    /// A file.
    File(PathBuf),
    /// Text that was pasted or made by a program.
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

/// What was read for scenes.
#[derive(Clone, Debug, Default)]
pub struct Data(HashMap<Need, Loaded>);

impl Data {
    /// The table of this name, a built-in data set or a path, if it has been read.
    pub fn table(&self, name: &str) -> Option<&Arc<Table>> {
        self.table_of(&Need::table(name))
    }

    /// The table of a cloud, if it has been read.
    pub fn cloud(&self, cloud: &CloudSubject) -> Option<&Arc<Table>> {
        self.table_of(&Need::of_cloud(cloud))
    }

    fn table_of(&self, need: &Need) -> Option<&Arc<Table>> {
        match self.0.get(need)? {
            Loaded::Table(table) => Some(table),
            Loaded::Arrays(_) => None,
        }
    }

    /// What a landscape needs, if it has been read.
    pub(super) fn get(&self, need: &Need) -> Option<Loaded> {
        self.0.get(need).cloned()
    }

    /// Reads what is needed unless it is there already; paths start from `base`.
    pub(super) fn read(&mut self, need: &Need, base: &Path) -> Result<(), SceneError> {
        if self.0.contains_key(need) {
            return Ok(());
        }
        let loaded = match need {
            Need::Table {
                file,
                metadata,
                header,
            } => {
                let metadata = (metadata.as_ref()).map(|file| base.join(text_to_path(file)));
                let options = files::ReadOptions {
                    metadata: metadata.as_deref(),
                    header: *header,
                };
                Loaded::Table(files::open_with(file, base, &options)?.0)
            }
            Need::Arrays(name) => {
                let path = base.join(text_to_path(name));
                Loaded::Arrays(Arc::new(files::read_arrays(&path)?))
            }
        };
        self.0.insert(need.clone(), loaded);
        Ok(())
    }
}

impl Source {
    /// Opens a scene of the gallery by its name, or a file, of a scene or of data. A name is that of a file if it has an
    /// extension or a folder, or if such a file exists.
    ///
    /// # Errors
    /// Unknown names (with the nearest known one), files that cannot be read, and all that [`Self::parse`] refuses.
    pub fn open(name_or_path: &str) -> Result<Self, SceneError> {
        Self::open_as(name_or_path, None)
    }

    /// The same, with data shown as `reading` says. By default they are a cloud that turns once; an `.npz` file of heights
    /// with their axes `x` and `y` is a landscape.
    ///
    /// # Errors
    /// As [`Self::open`]; data that cannot be shown so.
    pub fn open_as(name_or_path: &str, reading: Option<Reading>) -> Result<Self, SceneError> {
        if let Some(entry) = gallery().iter().find(|entry| entry.name == name_or_path) {
            return Self::read(entry.text, Origin::Gallery(entry.name), PathBuf::new());
        }
        let path = &text_to_path(name_or_path);
        if is_data(path) {
            let scene = scene_of(path, reading)?;
            return Self::new(scene, Origin::Text, Data::default(), folder_of(path));
        }
        // A name with an extension or a folder is meant as a file, and so is that of a file that exists.
        let is_path =
            path.extension().is_some() || path.components().count() > 1 || files::exists(path);
        if !is_path {
            let known = gallery().iter().map(|entry| entry.name);
            return Err(SceneError::Unknown(UnknownName::among(
                "scene",
                name_or_path,
                known,
            )));
        }
        let origin = Origin::File(path.to_owned());
        let text = files::read_text(path, MOST_BYTES)?;
        let is_named_scene = path.extension().is_some_and(|ending| ending == "ron");
        if !is_named_scene && !begins_as_scene(&text) {
            let endings = files::DATA_ENDINGS.join(", .");
            return Err(SceneError::Syntax {
                origin: origin.to_string(),
                line: 1,
                column: 1,
                problem: format!(
                    "a scene begins with a bracket, and files of data end in .{endings}"
                ),
            });
        }
        let read = Self::read(&text, origin.clone(), folder_of(path));
        read.map_err(|error| error.of(&origin))
    }

    /// Reads a scene from RON; paths in it start from `base`.
    ///
    /// # Errors
    /// Text that is no scene (with line and column), fields out of range, data that cannot be read.
    pub fn parse(text: &str, base: &Path) -> Result<Self, SceneError> {
        Self::read(text, Origin::Text, base.to_owned())
    }

    fn read(text: &str, origin: Origin, base: PathBuf) -> Result<Self, SceneError> {
        if text.len() as u64 > MOST_BYTES {
            let allowed = format!("at most {MOST_BYTES} bytes");
            return Err(field(
                "the text of the scene",
                format!("{} bytes long", text.len()),
                allowed,
            ));
        }
        let scene = format::read(text, &origin)?;
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
            for need in subject.work().needs()? {
                data.read(&need, &base)?;
            }
        }
        Ok(Self {
            scene,
            origin,
            data,
            base,
        })
    }

    /// An edited scene of the same origin. Only data that is new is read.
    ///
    /// # Errors
    /// Fields out of range, unknown names, data that cannot be read.
    pub fn with_scene(&self, scene: Scene) -> Result<Self, SceneError> {
        Self::new(
            scene,
            self.origin.clone(),
            self.data.clone(),
            self.base.clone(),
        )
    }

    /// The source of the scene's [preview](Scene::preview), if it has one.
    pub fn preview(&self) -> Option<Self> {
        // What is left out may be what the rest was checked against, so it is not checked again.
        let scene = self.scene.preview()?;
        Some(Self {
            scene,
            ..self.clone()
        })
    }

    /// Where a file that the scene names is.
    pub fn path_of(&self, file: &str) -> PathBuf {
        self.base.join(text_to_path(file))
    }

    /// The files that the scene comes from: its own, where it has one, and those of its data.
    pub fn files(&self) -> Vec<PathBuf> {
        let own = match &self.origin {
            Origin::File(path) => Some(path.clone()),
            Origin::Gallery(_) | Origin::Text => None,
        };
        own.into_iter().chain(self.data_files()).collect()
    }

    fn data_files(&self) -> Vec<PathBuf> {
        // The needs of a checked scene are known.
        let needs = self
            .scene
            .subjects()
            .flat_map(|subject| subject.work().needs().unwrap_or_default());
        let files = needs.flat_map(|need| match &need {
            Need::Table { file, metadata, .. } => {
                let metadata = metadata.as_ref().map(|metadata| self.path_of(metadata));
                files::files_of(file, &self.base, metadata.as_deref())
            }
            Need::Arrays(name) => vec![self.path_of(name)],
        });
        files.collect()
    }

    /// Builds a landscape from the data of this scene.
    ///
    /// # Errors
    /// Unknown names, settings that do not belong, columns that cannot be used.
    pub fn landscape(&self, spec: &Spec) -> Result<ResolvedLandscape, SceneError> {
        resolve(spec, &self.data)
    }

    /// The scene in RON, such that [`Self::parse`] gives the same scene.
    pub fn to_ron(&self) -> String {
        format::write(&self.scene)
    }

    /// Writes the scene to a file, whole or not at all, and gives the scene of that file: relative paths of data are
    /// rewritten to start from the file's folder.
    ///
    /// # Errors
    /// The file cannot be written, or holds data of the scene.
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
        files::write_whole(path, saved.to_ron().as_bytes()).map_err(files::FileError::from)?;
        Ok(saved)
    }

    /// The scene of a file that is to be written.
    fn moved_to(&self, path: &Path) -> Result<Self, SceneError> {
        let mut saved = self.clone();
        saved.origin = Origin::File(path.to_owned());
        saved.base = folder_of(path);
        saved.data = Data::default();
        for subject in saved.scene.subjects_mut() {
            for need in subject.work().needs()? {
                if need.is_built_in() {
                    continue;
                }
                let new = need.map(|file| moved(file, &self.base, &saved.base));
                if let Some(loaded) = self.data.get(&need) {
                    saved.data.0.insert(new.clone(), loaded);
                }
                subject.work_mut().rename(&need, new);
            }
        }
        Ok(saved)
    }
}

impl Scene {
    /// The scene of a text, neither checked nor with its data; none where the text is no scene.
    pub fn from_text(text: &str) -> Option<Self> {
        format::read(text, &Origin::Text).ok()
    }
}

/// Whether a text may be a scene: it begins with a bracket, a comment or an attribute.
fn begins_as_scene(text: &str) -> bool {
    text.trim_start().starts_with(['(', '/', '#'])
}

fn folder_of(path: &Path) -> PathBuf {
    path.parent().map(Path::to_owned).unwrap_or_default()
}

/// A path that starts from `old`, as seen from `new`: relative if the file is below it, else absolute.
fn moved(name: &str, old: &Path, new: &Path) -> String {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let here = Path::new(".");
    let file = absolute(&here.join(old).join(text_to_path(name)));
    let folder = absolute(&here.join(new));
    let path = file.strip_prefix(&folder).unwrap_or(&file);
    path_to_text(path)
}

#[cfg(test)]
mod tests;
