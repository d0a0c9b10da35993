//! One line of a list that a person chooses from: a name, its words, its settings, and how to build what it names.

use thiserror::Error;

use super::{
    names::UnknownName,
    parameter::{Parameter, SettingError, Settings},
    spec::Spec,
    words::Bilingual,
};

/// A landscape, an optimizer or a schedule in its list. Panels, the command line and the documentation follow from it.
#[derive(Debug)]
pub struct Entry<T: 'static> {
    /// As it is written in a spec: `adam`.
    pub name: &'static str,
    /// As it is shown.
    pub title: Bilingual,
    /// The function or the update, in one or two lines of plain signs.
    pub formula: &'static str,
    /// What it does, in a sentence.
    pub doc: Bilingual,
    /// Where it was published.
    pub reference: &'static str,
    /// What can be tuned.
    pub parameters: &'static [Parameter],
    /// Builds it from settings that were checked against `parameters`.
    pub build: fn(&Settings) -> T,
}

/// A spec that builds nothing.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum BuildError {
    /// The name stands in no list.
    #[error(transparent)]
    Name(#[from] UnknownName),
    /// A setting cannot be used.
    #[error(transparent)]
    Setting(#[from] SettingError),
}

/// The entry of this name among `entries`, which are of this `kind`.
///
/// # Errors
/// No entry has this name.
pub fn find<T>(
    kind: &'static str,
    name: &str,
    entries: &'static [&'static Entry<T>],
) -> Result<&'static Entry<T>, UnknownName> {
    entries
        .iter()
        .find(|entry| entry.name == name)
        .copied()
        .ok_or_else(|| UnknownName::among(kind, name, entries.iter().map(|entry| entry.name)))
}

impl<T> Entry<T> {
    /// Builds what the entry names with every setting at its default.
    pub fn plain(&self) -> T {
        (self.build)(&Settings::defaults(self.parameters))
    }

    /// Builds what the entry names, with the settings of `spec`.
    ///
    /// # Errors
    /// A setting is unknown, of the wrong type, or out of range.
    pub fn build(&self, spec: &Spec) -> Result<T, SettingError> {
        Ok((self.build)(&Settings::check(spec, self.parameters)?))
    }
}
