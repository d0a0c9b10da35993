//! Landscapes that depend on data: their names, their settings, and how they are built from a file or from generated
//! data.
//!
//! To add one, write a file with its `FAMILY` and list it in [`FAMILIES`].

mod columns;
mod grid;
mod line_fit;
mod logistic_loss;
mod squared_loss;

pub(super) use line_fit::FAMILY as LINE_FIT;

use std::sync::{Arc, LazyLock};

use self::columns::FILE;
use super::{CloudSubject, Pictures, SceneError, landscapes::ResolvedLandscape};
use crate::{
    files::{self, Arrays, is_built_in_or_generated},
    math::{
        catalogue::{Build, Catalogue, Entry},
        excerpt::excerpt,
        landscape::{self, Landscape},
        parameter::{SettingError, Settings},
        spec::{Spec, Value},
        table::Table,
        words::Bilingual,
    },
};

/// A kind of landscape that depends on data. Its parameters are its numeric settings.
pub type Family = Entry<FromData>;

/// How a landscape that depends on data is built.
#[derive(Debug)]
pub struct FromData {
    /// An example of its spec, for messages.
    pub usage: &'static str,
    /// Settings other than numbers: the file, its columns, choices.
    pub fields: &'static [FamilyField],
    /// Builds it from generated data; none if a file is required.
    pub generate: Option<Build<Arc<dyn Landscape>>>,
    /// How its file is read.
    input_format: InputFormat,
    /// Builds the landscape from validated settings and loaded data.
    build_landscape: fn(&FamilyInput) -> Result<ResolvedLandscape, SceneError>,
}

/// A setting of a family that is not a parameter.
#[derive(Clone, Copy, Debug)]
pub struct FamilyField {
    /// The key in a spec.
    pub name: &'static str,
    /// How its value is interpreted.
    pub kind: FieldKind,
    /// A description for help and panels.
    pub meaning: Bilingual,
}

/// How the value of a [`FamilyField`] is interpreted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// A built-in data set or a path; its key is always `file`.
    File,
    /// A column or an array of the file, by name or by number from 1.
    Column,
    /// One of these words; the first is the default.
    Choice(&'static [&'static str]),
    /// A word or a number, interpreted by the family.
    Free,
}

/// How the file of a family is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum InputFormat {
    Table,
    Arrays,
}

/// External data that a subject requires; also the key by which they are found once loaded.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum RequiredData {
    /// A table, with options for reading it.
    Table {
        /// A built-in data set, a generator or a path.
        file: String,
        /// The path of a metadata file for its rows.
        metadata: Option<String>,
        /// Whether the first row of a text is a header; detected if none.
        header: Option<bool>,
    },
    /// The arrays in the file of this path.
    Arrays(String),
    /// A PNG file of pictures of this width and height side by side.
    Sprite { file: String, size: [u32; 2] },
    /// The PNG files named in a column of a table.
    PictureFiles { table: Box<Self>, column: String },
}

impl RequiredData {
    /// A table with default options.
    pub(super) fn table(file: impl Into<String>) -> Self {
        Self::Table {
            file: file.into(),
            metadata: None,
            header: None,
        }
    }

    /// The table of a cloud.
    pub(super) fn of_cloud(cloud: &CloudSubject) -> Self {
        Self::Table {
            file: cloud.data.clone(),
            metadata: cloud.metadata.clone(),
            header: cloud.header,
        }
    }

    /// The pictures of a cloud, if it has any that are read from files.
    pub(super) fn pictures_of(cloud: &CloudSubject) -> Option<Self> {
        match cloud.pictures.as_ref()? {
            Pictures::Pixels(_) => None,
            Pictures::Files(column) => Some(Self::PictureFiles {
                table: Box::new(Self::of_cloud(cloud)),
                column: column.clone(),
            }),
            Pictures::Sprite { file, size } => Some(Self::Sprite {
                file: file.clone(),
                size: *size,
            }),
        }
    }

    /// The name or the path of the data.
    pub(super) fn file(&self) -> &str {
        match self {
            Self::Table { file, .. } | Self::Arrays(file) | Self::Sprite { file, .. } => file,
            Self::PictureFiles { table, .. } => table.file(),
        }
    }

    /// The same data with every path mapped.
    pub(super) fn map_paths(&self, path: &dyn Fn(&str) -> String) -> Self {
        match self {
            Self::Table {
                file,
                metadata,
                header,
            } => Self::Table {
                file: path(file),
                metadata: metadata.as_deref().map(path),
                header: *header,
            },
            Self::Arrays(file) => Self::Arrays(path(file)),
            Self::Sprite { file, size } => Self::Sprite {
                file: path(file),
                size: *size,
            },
            Self::PictureFiles { table, column } => Self::PictureFiles {
                table: Box::new(table.map_paths(path)),
                column: column.clone(),
            },
        }
    }

    /// Whether no file has to be read.
    pub(super) fn needs_no_file(&self) -> bool {
        match self {
            Self::PictureFiles { table, .. } => table.needs_no_file(),
            Self::Table { file, metadata, .. } => {
                metadata.is_none() && is_built_in_or_generated(file)
            }
            Self::Arrays(_) | Self::Sprite { .. } => false,
        }
    }
}

/// External data in memory.
#[derive(Clone, Debug)]
pub enum LoadedData {
    /// The table of a data set.
    Table(Arc<Table>),
    /// The arrays of a file.
    Arrays(Arc<Arrays>),
    /// The pictures of one file or of several.
    Pictures(Arc<files::Pictures>),
}

impl LoadedData {
    /// Whether two landscapes use the same data: both none, or the same object in memory.
    pub(crate) fn are_same(a: Option<&Self>, b: Option<&Self>) -> bool {
        match (a, b) {
            (Some(a), Some(b)) => a.is_same(b),
            (a, b) => a.is_none() && b.is_none(),
        }
    }

    /// Whether both are the same object in memory.
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Table(a), Self::Table(b)) => Arc::ptr_eq(a, b),
            (Self::Arrays(a), Self::Arrays(b)) => Arc::ptr_eq(a, b),
            (Self::Pictures(a), Self::Pictures(b)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }
}

/// The input of a family: a spec with validated settings, and its data.
pub(super) struct FamilyInput<'a> {
    family: &'static Family,
    spec: &'a Spec,
    settings: Settings,
    loaded: Option<&'a LoadedData>,
}

/// The value of the setting `file` that requests generated data.
const GENERATED: &str = "generated";

/// All kinds of landscapes that depend on data.
pub static FAMILIES: Catalogue<FromData> = Catalogue::new(
    "landscape",
    &[
        &LINE_FIT,
        &squared_loss::FAMILY,
        &logistic_loss::FAMILY,
        &grid::FAMILY,
    ],
);

/// The families that can generate their data, as entries of the catalogue of landscapes.
pub(super) fn generated() -> impl Iterator<Item = &'static landscape::Entry> {
    static ENTRIES: LazyLock<Vec<landscape::Entry>> = LazyLock::new(|| {
        let families = FAMILIES.iter();
        families
            .filter_map(|family| Some(family.with_build(family.build.generate?)))
            .collect()
    });
    ENTRIES.iter()
}

impl Family {
    /// Whether a spec uses generated data.
    pub fn uses_generated_data(&self, spec: &Spec) -> bool {
        let requests_generated = match spec.get(FILE.name) {
            Some(Value::Text(file)) => file == GENERATED,
            Some(_) => false,
            None => true,
        };
        requests_generated && self.build.generate.is_some()
    }

    /// Whether a parameter applies to generated data only.
    pub fn applies_only_to_generated(&self, parameter: &str) -> bool {
        self.build.generate.is_some()
            && columns::GENERATOR_PARAMETERS
                .iter()
                .any(|one| one.name == parameter)
    }

    /// The external data that a spec requires.
    pub(super) fn required_data(
        &'static self,
        spec: &Spec,
    ) -> Result<Option<RequiredData>, SceneError> {
        let input = self.check(spec, None)?;
        if self.uses_generated_data(spec) {
            return Ok(None);
        }
        let file = input.required_text(FILE)?;
        Ok(Some(match self.build.input_format {
            InputFormat::Table => RequiredData::table(file),
            InputFormat::Arrays => RequiredData::Arrays(file),
        }))
    }

    /// Builds the landscape of a spec from its data.
    pub(super) fn resolve(
        &'static self,
        spec: &Spec,
        loaded: Option<&LoadedData>,
    ) -> Result<ResolvedLandscape, SceneError> {
        (self.build.build_landscape)(&self.check(spec, loaded)?)
    }

    fn check<'a>(
        &'static self,
        spec: &'a Spec,
        loaded: Option<&'a LoadedData>,
    ) -> Result<FamilyInput<'a>, SceneError> {
        let (fields, numbers): (Vec<_>, Vec<_>) = (spec.settings.iter().cloned())
            .partition(|(key, _)| self.build.fields.iter().any(|field| field.name == key));
        let is_known = |key: &str| self.parameters.iter().any(|one| one.name == key);
        if let Some((key, _)) = numbers.iter().find(|(key, _)| !is_known(key)) {
            let field_names = self.build.fields.iter().map(|field| field.name);
            let available =
                field_names.chain(self.parameters.iter().map(|parameter| parameter.name));
            let unknown = SettingError::unknown(self.name, key, available.collect());
            return Err(SceneError::Landscape(unknown.into()));
        }
        let is_generated = self.uses_generated_data(spec);
        if !is_generated
            && let Some((key, _)) = numbers
                .iter()
                .find(|(key, _)| self.applies_only_to_generated(key))
        {
            return Err(self.settings_error(format!("{key} is for generated data, not for a file")));
        }
        self.check_fields(&fields, is_generated)?;
        let numbers = Spec {
            name: self.name.to_owned(),
            settings: numbers,
        };
        let settings = Settings::check(&numbers, self.parameters)
            .map_err(|error| SceneError::Landscape(error.into()))?;
        Ok(FamilyInput {
            family: self,
            spec,
            settings,
            loaded,
        })
    }

    /// Checks the settings that are [`FamilyField`]s.
    fn check_fields(
        &self,
        fields: &[(String, Value)],
        is_generated: bool,
    ) -> Result<(), SceneError> {
        for (key, value) in fields {
            let field = self.build.fields.iter().find(|field| field.name == key);
            match field.map(|field| field.kind) {
                Some(FieldKind::Column) if is_generated => {
                    return Err(
                        self.settings_error(format!("{key} is a column of a file; give the file"))
                    );
                }
                Some(FieldKind::Choice(words)) if !matches!(value, Value::Text(text) if words.contains(&text.as_str())) =>
                {
                    let words = words.join(", ");
                    return Err(self.settings_error(format!(
                        "{key} is {}; it is one of {words}",
                        excerpt(&value.to_string())
                    )));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// An error about the settings, with an example of valid ones.
    fn settings_error(&self, what: String) -> SceneError {
        SceneError::Landscape(
            format!("{}: {what}; write it as {}", self.name, self.build.usage).into(),
        )
    }
}

impl FamilyInput<'_> {
    /// The value of a field as text.
    fn text_of(&self, field: FamilyField) -> Result<Option<String>, SceneError> {
        match self.spec.get(field.name) {
            None => Ok(None),
            Some(Value::Text(text)) => Ok(Some(text.clone())),
            Some(Value::Number(number)) if field.kind != FieldKind::File => {
                Ok(Some(number.to_string()))
            }
            Some(value) => Err(self.family.settings_error(format!(
                "`{}` is {}",
                field.name,
                excerpt(&value.to_string())
            ))),
        }
    }

    fn required_text(&self, field: FamilyField) -> Result<String, SceneError> {
        self.text_of(field)?.ok_or_else(|| {
            self.family
                .settings_error(format!("`{}` is missing", field.name))
        })
    }

    fn has(&self, field: FamilyField) -> bool {
        self.spec.get(field.name).is_some()
    }

    /// An error about the data rather than the settings.
    fn data_error(&self, error: impl std::error::Error + Send + Sync + 'static) -> SceneError {
        let data = match self.spec.get(FILE.name) {
            Some(Value::Text(file)) => file.clone(),
            _ => GENERATED.to_owned(),
        };
        SceneError::Data {
            data,
            cause: error.into(),
        }
    }
}

#[cfg(test)]
mod tests;
