//! Landscapes that come from data: what they are called, which settings they take, and how they are made from a file or
//! from generated data.
//!
//! Adding one = one new file with its `FAMILY` and one line in [`FAMILIES`].

mod columns;
mod grid;
mod line_fit;
mod logistic_loss;
mod squared_loss;

pub(super) use line_fit::FAMILY as LINE_FIT;

use std::sync::{Arc, LazyLock};

use self::columns::FILE;
use super::{CloudSubject, SceneError, landscapes::ResolvedLandscape};
use crate::{
    files::Arrays,
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

/// A kind of landscape that comes from data. Its parameters are the settings that are numbers.
pub type Family = Entry<FromData>;

/// How a landscape that comes from data is built.
#[derive(Debug)]
pub struct FromData {
    /// How it is written, with its settings that are words.
    pub usage: &'static str,
    /// Settings that are words: the file, its columns, choices.
    pub fields: &'static [FamilyField],
    /// Builds it from generated data; none where a file is needed.
    pub generate: Option<Build<Arc<dyn Landscape>>>,
    /// What is read from its file.
    reads: Reads,
    /// Builds it from settings that were checked.
    open: fn(&Asked) -> Result<ResolvedLandscape, SceneError>,
}

/// A setting that is a word: a constant that a family lists and reads it by.
#[derive(Clone, Copy, Debug)]
pub struct FamilyField {
    /// As it is written in a spec.
    pub name: &'static str,
    /// What it says.
    pub role: Role,
    /// What it means.
    pub meaning: Bilingual,
}

/// What a setting that is a word says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A built-in data set or a path; always called `file`.
    File,
    /// A column or an array of the file, by name or number from 1.
    Column,
    /// One of several words, the first of them where it is left out.
    Choice(&'static [&'static str]),
    /// A word or a number.
    Free,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reads {
    Table,
    Arrays,
}

/// What a landscape or a cloud needs to have read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Need {
    /// A table of columns.
    Table {
        /// A built-in data set or a path.
        file: String,
        /// The file of what is known about each of its rows.
        metadata: Option<String>,
        /// Whether the first row of a text holds names, where that is said.
        header: Option<bool>,
    },
    /// Arrays of numbers.
    Arrays(String),
}

impl Need {
    /// A table of which nothing more is said.
    pub fn table(file: impl Into<String>) -> Self {
        Self::Table {
            file: file.into(),
            metadata: None,
            header: None,
        }
    }

    /// The data of a cloud.
    pub fn of_cloud(cloud: &CloudSubject) -> Self {
        Self::Table {
            file: cloud.data.clone(),
            metadata: cloud.metadata.clone(),
            header: cloud.header,
        }
    }

    /// A built-in data set or a path.
    pub fn file(&self) -> &str {
        match self {
            Self::Table { file, .. } | Self::Arrays(file) => file,
        }
    }

    /// The same with other paths.
    pub fn map(&self, path: impl Fn(&str) -> String) -> Self {
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
        }
    }

    /// Whether it is inside the program.
    pub fn is_built_in(&self) -> bool {
        matches!(self, Self::Table { file, metadata: None, .. } if crate::files::is_inside(file))
    }
}

/// What was read for a landscape.
#[derive(Clone, Debug)]
pub enum Loaded {
    /// A table of columns.
    Table(Arc<Table>),
    /// Arrays of numbers.
    Arrays(Arc<Arrays>),
}

impl Loaded {
    /// Whether two functions are made of the same data: of none, or of the same reading of the same file.
    pub fn are_same(a: Option<&Self>, b: Option<&Self>) -> bool {
        match (a, b) {
            (Some(a), Some(b)) => a.is(b),
            (a, b) => a.is_none() && b.is_none(),
        }
    }

    /// Whether it is the same reading of the same file.
    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Table(a), Self::Table(b)) => Arc::ptr_eq(a, b),
            (Self::Arrays(a), Self::Arrays(b)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }
}

/// A spec whose settings were checked, with what was read for it.
pub(super) struct Asked<'a> {
    family: &'static Family,
    spec: &'a Spec,
    settings: Settings,
    loaded: Option<&'a Loaded>,
}

/// The file of data that the program makes itself.
pub const GENERATED: &str = "generated";

/// Every kind of landscape that comes from data.
pub static FAMILIES: Catalogue<FromData> = Catalogue::new(
    "landscape",
    &[
        &LINE_FIT,
        &squared_loss::FAMILY,
        &logistic_loss::FAMILY,
        &grid::FAMILY,
    ],
);

/// Those that can be had without a file, as landscapes of a catalogue.
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
    /// Whether a spec of it has data made by the program.
    pub fn is_generated(&self, spec: &Spec) -> bool {
        let file = match spec.get(FILE.name) {
            Some(Value::Text(file)) => file == GENERATED,
            Some(_) => false,
            None => true,
        };
        file && self.build.generate.is_some()
    }

    /// Whether a number is a setting of generated data, and of no others.
    pub fn is_of_generated(&self, parameter: &str) -> bool {
        self.build.generate.is_some() && columns::RECIPE.iter().any(|one| one.name == parameter)
    }

    /// What a spec of it needs to have read.
    pub(super) fn need(&'static self, spec: &Spec) -> Result<Option<Need>, SceneError> {
        let asked = self.check(spec, None)?;
        if self.is_generated(spec) {
            return Ok(None);
        }
        let file = asked.needed(FILE)?;
        Ok(Some(match self.build.reads {
            Reads::Table => Need::table(file),
            Reads::Arrays => Need::Arrays(file),
        }))
    }

    /// Builds what a spec of it asks for, from what was read for it.
    pub(super) fn resolve(
        &'static self,
        spec: &Spec,
        loaded: Option<&Loaded>,
    ) -> Result<ResolvedLandscape, SceneError> {
        (self.build.open)(&self.check(spec, loaded)?)
    }

    fn check<'a>(
        &'static self,
        spec: &'a Spec,
        loaded: Option<&'a Loaded>,
    ) -> Result<Asked<'a>, SceneError> {
        let (words, numbers): (Vec<_>, Vec<_>) = (spec.arguments.iter().cloned())
            .partition(|(key, _)| self.build.fields.iter().any(|field| field.name == key));
        let is_known = |key: &str| self.parameters.iter().any(|one| one.name == key);
        if let Some((key, _)) = numbers.iter().find(|(key, _)| !is_known(key)) {
            let fields = self.build.fields.iter().map(|field| field.name);
            let known = fields.chain(self.parameters.iter().map(|parameter| parameter.name));
            let unknown = SettingError::unknown(self.name, key, known.collect());
            return Err(SceneError::Landscape(unknown.into()));
        }
        let is_generated = self.is_generated(spec);
        if !is_generated
            && let Some((key, _)) = numbers.iter().find(|(key, _)| self.is_of_generated(key))
        {
            return Err(self.wrong(format!("{key} is for generated data, not for a file")));
        }
        self.check_words(&words, is_generated)?;
        let numbers = Spec {
            name: self.name.to_owned(),
            arguments: numbers,
        };
        let settings = Settings::check(&numbers, self.parameters)
            .map_err(|error| SceneError::Landscape(error.into()))?;
        Ok(Asked {
            family: self,
            spec,
            settings,
            loaded,
        })
    }

    /// Checks settings that are words, and whether they are any of generated data.
    fn check_words(&self, words: &[(String, Value)], is_generated: bool) -> Result<(), SceneError> {
        for (key, value) in words {
            let role = self.build.fields.iter().find(|field| field.name == key);
            match role.map(|field| field.role) {
                Some(Role::Column) if is_generated => {
                    return Err(self.wrong(format!("{key} is a column of a file; give the file")));
                }
                Some(Role::Choice(words)) if !matches!(value, Value::Text(text) if words.contains(&text.as_str())) =>
                {
                    let words = words.join(", ");
                    return Err(self.wrong(format!(
                        "{key} is {}; it is one of {words}",
                        excerpt(&value.to_string())
                    )));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn wrong(&self, what: String) -> SceneError {
        SceneError::Landscape(
            format!("{}: {what}; write it as {}", self.name, self.build.usage).into(),
        )
    }
}

impl Asked<'_> {
    /// A word, as it is written.
    fn word(&self, field: FamilyField) -> Result<Option<String>, SceneError> {
        match self.spec.get(field.name) {
            None => Ok(None),
            Some(Value::Text(text)) => Ok(Some(text.clone())),
            Some(Value::Number(number)) if field.role != Role::File => Ok(Some(number.to_string())),
            Some(value) => Err(self.family.wrong(format!(
                "`{}` is {}",
                field.name,
                excerpt(&value.to_string())
            ))),
        }
    }

    fn needed(&self, field: FamilyField) -> Result<String, SceneError> {
        self.word(field)?
            .ok_or_else(|| self.family.wrong(format!("`{}` is missing", field.name)))
    }

    fn has(&self, field: FamilyField) -> bool {
        self.spec.get(field.name).is_some()
    }

    /// Something wrong with the data rather than with the settings.
    fn wrong_data(&self, error: impl std::error::Error + Send + Sync + 'static) -> SceneError {
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
