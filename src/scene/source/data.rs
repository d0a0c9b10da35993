use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    files::{self, text_to_path},
    math::table::Table,
    scene::{
        Cause, CloudSubject, SceneError,
        families::{LoadedData, RequiredData},
    },
};

/// The maximum number of PNG files that are read.
const MAX_PICTURE_FILES: usize = 10_000;

/// Loaded external data, each of them once.
#[derive(Clone, Debug, Default)]
pub struct Data(pub(super) HashMap<RequiredData, LoadedData>);

impl Data {
    /// Returns the table with this name (a built-in data set, a generator or a path) if it is loaded.
    pub fn table(&self, name: &str) -> Option<&Arc<Table>> {
        self.table_of(&RequiredData::table(name))
    }

    /// Returns the table of a cloud if it is loaded.
    pub fn cloud(&self, cloud: &CloudSubject) -> Option<&Arc<Table>> {
        self.table_of(&RequiredData::of_cloud(cloud))
    }

    /// Returns the pictures of a cloud if it has any that are read from files, and they are loaded.
    pub fn pictures(&self, cloud: &CloudSubject) -> Option<&Arc<files::Pictures>> {
        match self.0.get(&RequiredData::pictures_of(cloud)?)? {
            LoadedData::Pictures(pictures) => Some(pictures),
            LoadedData::Table(_) | LoadedData::Arrays(_) => None,
        }
    }

    fn table_of(&self, required: &RequiredData) -> Option<&Arc<Table>> {
        match self.0.get(required)? {
            LoadedData::Table(table) => Some(table),
            LoadedData::Arrays(_) | LoadedData::Pictures(_) => None,
        }
    }

    /// Returns the required data if they are loaded.
    pub(in crate::scene) fn get(&self, required: &RequiredData) -> Option<LoadedData> {
        self.0.get(required).cloned()
    }

    /// Loads the data unless they are loaded already; paths are relative to `base`.
    pub(in crate::scene) fn read(
        &mut self,
        required: &RequiredData,
        base: &Path,
    ) -> Result<(), SceneError> {
        if self.0.contains_key(required) {
            return Ok(());
        }
        let loaded = match required {
            RequiredData::Table {
                file,
                metadata,
                header,
            } => {
                let metadata = (metadata.as_ref()).map(|file| base.join(text_to_path(file)));
                let options = files::ReadOptions {
                    metadata: metadata.as_deref(),
                    header: *header,
                };
                LoadedData::Table(files::open_with(file, base, &options)?.0)
            }
            RequiredData::Arrays(name) => {
                let path = base.join(text_to_path(name));
                LoadedData::Arrays(Arc::new(files::read_arrays(&path)?))
            }
            RequiredData::Sprite { file, size } => {
                let path = base.join(text_to_path(file));
                LoadedData::Pictures(Arc::new(files::read_sprite(&path, *size)?))
            }
            RequiredData::PictureFiles { table, column } => {
                self.read(table, base)?;
                LoadedData::Pictures(Arc::new(self.picture_files(table, column, base)?))
            }
        };
        self.0.insert(required.clone(), loaded);
        Ok(())
    }

    /// Reads the PNG files named in a column of a loaded table, one for each distinct name that is not empty, up to
    /// [`MAX_PICTURE_FILES`] of them.
    fn picture_files(
        &self,
        required: &RequiredData,
        column: &str,
        base: &Path,
    ) -> Result<files::Pictures, SceneError> {
        let failed = |cause: Cause| SceneError::Data {
            data: required.file().to_owned(),
            cause,
        };
        let table = self.table_of(required);
        let table = table.ok_or_else(|| failed("has not been read".into()))?;
        let index = files::find_column(table, column).map_err(|error| failed(error.into()))?;
        let Some(words) = table.columns()[index].words() else {
            let column = table.column_label(index);
            return Err(failed(
                format!("{column} holds numbers, not names of PNG files").into(),
            ));
        };
        let file = base.join(text_to_path(required.file()));
        let folder = files::folder_of(&file);
        let names = words.distinct().iter().take(MAX_PICTURE_FILES);
        let paths: Vec<Option<PathBuf>> = names
            .map(|name| (!name.is_empty()).then(|| folder.join(text_to_path(name))))
            .collect();
        Ok(files::read_pictures(&paths)?)
    }
}
