//! Catalogues: entries that the user selects by name, with their descriptions, settings and builders.

use std::{borrow::Cow, iter::Copied, slice};

use thiserror::Error;

use super::{
    names::UnknownName,
    parameter::{self, Parameter, SettingError, Settings},
    spec::Spec,
    words::Bilingual,
};

/// A named landscape, optimizer, clustering method and so on. Panels and the command line are generated from it. `B` is
/// its builder, usually a [`Build`].
#[derive(Clone, Copy, Debug)]
pub struct Entry<B: 'static> {
    /// The name in a spec, such as `adam`.
    pub name: &'static str,
    /// The display name in both languages.
    pub title: Bilingual,
    /// The function or the update rule in plain text, one or two lines.
    pub formula: &'static str,
    /// A one-sentence description.
    pub doc: Bilingual,
    /// The publication that introduced it.
    pub reference: &'static str,
    /// Its settings, in display order.
    pub parameters: &'static [Parameter],
    /// The builder, such as a function of the settings.
    pub build: B,
}

/// Builds an entry from settings already checked against its parameters.
pub type Build<T> = fn(&Settings) -> T;

/// The entries of one kind, in menu order.
#[derive(Clone, Debug)]
pub struct Catalogue<B: 'static> {
    kind: &'static str,
    entries: Cow<'static, [&'static Entry<B>]>,
}

/// Why a spec could not be built.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum BuildError {
    /// No entry in the catalogue has this name.
    #[error(transparent)]
    Name(#[from] UnknownName),
    /// A setting is unknown or invalid.
    #[error(transparent)]
    Setting(#[from] SettingError),
}

impl<B> Entry<B> {
    /// The parameter with this name or former name.
    pub fn parameter(&self, name: &str) -> Option<&'static Parameter> {
        self.parameters
            .iter()
            .find(|parameter| parameter.has_name(name))
    }

    /// A spec that sets every parameter to its default.
    pub fn default_spec(&self) -> Spec {
        let parameters = self.parameters.iter();
        parameters.fold(Spec::new(self.name), |spec, parameter| {
            spec.with(parameter.name, parameter.to_value(parameter.default))
        })
    }

    /// Replaces the builder.
    pub fn with_build<C>(&self, build: C) -> Entry<C> {
        Entry {
            name: self.name,
            title: self.title,
            formula: self.formula,
            doc: self.doc,
            reference: self.reference,
            parameters: self.parameters,
            build,
        }
    }
}

impl<T> Entry<Build<T>> {
    /// Builds the entry with default settings.
    pub fn build_default(&self) -> T {
        (self.build)(&Settings::defaults(self.parameters))
    }

    /// Builds the entry with the settings of `spec`.
    ///
    /// # Errors
    /// A setting is unknown, set twice, of the wrong type or out of range.
    pub fn build(&self, spec: &Spec) -> Result<T, SettingError> {
        Ok((self.build)(&Settings::check(spec, self.parameters)?))
    }
}

impl<B> Catalogue<B> {
    /// A catalogue of these entries. `kind` names one of them in messages: `optimizer`.
    ///
    /// # Panics
    /// If `entries` is empty.
    pub const fn new(kind: &'static str, entries: &'static [&'static Entry<B>]) -> Self {
        assert!(!entries.is_empty(), "a catalogue must have entries");
        Self {
            kind,
            entries: Cow::Borrowed(entries),
        }
    }

    /// Appends `more` entries.
    #[must_use]
    pub fn with(&self, more: impl IntoIterator<Item = &'static Entry<B>>) -> Self {
        Self {
            kind: self.kind,
            entries: self.iter().chain(more).collect(),
        }
    }

    /// Iterates over the entries in menu order.
    pub fn iter(&self) -> Copied<slice::Iter<'_, &'static Entry<B>>> {
        self.entries.iter().copied()
    }

    /// The first entry, which is the default.
    pub fn first(&self) -> &'static Entry<B> {
        self.entries[0]
    }

    /// The entry with this name, if any.
    pub fn get(&self, name: &str) -> Option<&'static Entry<B>> {
        self.iter().find(|entry| entry.name == name)
    }

    /// The entry with this name.
    ///
    /// # Errors
    /// No entry has this name; the error suggests the closest one.
    pub fn find(&self, name: &str) -> Result<&'static Entry<B>, UnknownName> {
        let names = self.iter().map(|entry| entry.name);
        self.get(name)
            .ok_or_else(|| UnknownName::among(self.kind, name, names))
    }

    /// The parameters of the entry with this name; empty if there is no such entry.
    pub fn parameters(&self, name: &str) -> &'static [Parameter] {
        self.get(name).map_or(&[], |entry| entry.parameters)
    }

    /// Replaces former names of settings and choices in a spec with the current ones. Leaves the spec unchanged if no
    /// entry has its name.
    pub fn replace_former_names(&self, spec: &mut Spec) {
        parameter::replace_former_names(spec, self.parameters(&spec.name));
    }
}

impl<T> Catalogue<Build<T>> {
    /// Builds the entry that a spec such as `adam(lr=0.1)` names.
    ///
    /// # Errors
    /// The name is unknown, or a setting is unknown, set twice, of the wrong type or out of range.
    pub fn build(&self, spec: &Spec) -> Result<T, BuildError> {
        Ok(self.find(&spec.name)?.build(spec)?)
    }
}

impl<'a, B> IntoIterator for &'a Catalogue<B> {
    type Item = &'static Entry<B>;
    type IntoIter = Copied<slice::Iter<'a, &'static Entry<B>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{cluster, generate, landscape, model, optimizer, projection, schedule};

    /// Panics if a builder reads a setting that its entry does not list or lists with another type.
    #[test]
    fn every_entry_builds_from_its_defaults_and_from_their_text() {
        fn check<T>(catalogue: &Catalogue<Build<T>>) {
            for entry in catalogue {
                entry.build_default();
                let text = entry.default_spec().to_string();
                let spec: Spec = text.parse().unwrap();
                assert!(catalogue.build(&spec).is_ok(), "{text}");
                for parameter in entry.parameters {
                    let names = [Some(parameter.name), parameter.former_name];
                    for name in names.into_iter().flatten() {
                        let has_name = |parameter: &&Parameter| parameter.has_name(name);
                        let count = entry.parameters.iter().filter(has_name).count();
                        assert_eq!(count, 1, "{}: {name}", entry.name);
                    }
                }
            }
        }
        check(&optimizer::CATALOGUE);
        check(&schedule::CATALOGUE);
        check(&landscape::CATALOGUE);
        check(&cluster::CATALOGUE);
        check(&projection::CATALOGUE);
        check(&generate::CATALOGUE);
        check(&model::catalogue::CATALOGUE);
    }

    #[test]
    fn the_error_for_an_unknown_name_suggests_the_closest_one() {
        let message = |spec: &str| {
            let built = optimizer::CATALOGUE.build(&spec.parse().unwrap());
            built.unwrap_err().to_string()
        };
        assert_eq!(
            message("adma"),
            "unknown optimizer \"adma\"; did you mean \"adam\"?"
        );
        assert_eq!(
            message("adam(weightdecay=1)"),
            "adam has no setting weightdecay; did you mean weight_decay?"
        );
    }
}
