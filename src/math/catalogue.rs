//! What a person chooses by name: entries with their words, settings and how each is built, in catalogues.

use std::{borrow::Cow, iter::Copied, slice};

use thiserror::Error;

use super::{
    names::UnknownName,
    parameter::{self, Parameter, SettingError, Settings},
    spec::Spec,
    words::Bilingual,
};

/// A landscape, an optimizer or another thing with a name. Panels, the command line and the documentation follow from
/// it. `B` says how it is built, most often a [`Build`].
#[derive(Clone, Copy, Debug)]
pub struct Entry<B: 'static> {
    /// As it is written in a spec: `adam`.
    pub name: &'static str,
    /// As it is shown.
    pub title: Bilingual,
    /// The function or the update, in one or two lines of plain text.
    pub formula: &'static str,
    /// What it does, in a sentence.
    pub doc: Bilingual,
    /// Where it was published.
    pub reference: &'static str,
    /// What can be tuned.
    pub parameters: &'static [Parameter],
    /// Builds it.
    pub build: B,
}

/// Builds an entry from settings that were checked against its parameters.
pub type Build<T> = fn(&Settings) -> T;

/// The entries of one kind, in the order of menus.
#[derive(Clone, Debug)]
pub struct Catalogue<B: 'static> {
    kind: &'static str,
    entries: Cow<'static, [&'static Entry<B>]>,
}

/// A spec that builds nothing.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum BuildError {
    /// The catalogue has no such name.
    #[error(transparent)]
    Name(#[from] UnknownName),
    /// A setting cannot be used.
    #[error(transparent)]
    Setting(#[from] SettingError),
}

impl<B> Entry<B> {
    /// The parameter of this name, the present one or a former one.
    pub fn parameter(&self, name: &str) -> Option<&'static Parameter> {
        self.parameters.iter().find(|known| known.is_called(name))
    }

    /// The spec that sets every parameter to its default.
    pub fn default_spec(&self) -> Spec {
        let parameters = self.parameters.iter();
        parameters.fold(Spec::new(self.name), |spec, parameter| {
            spec.with(parameter.name, parameter.written(parameter.default))
        })
    }

    /// The same entry, built in another way.
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
    /// Builds what the entry names with every setting at its default.
    pub fn plain(&self) -> T {
        (self.build)(&Settings::defaults(self.parameters))
    }

    /// Builds what the entry names, with the settings of `spec`.
    ///
    /// # Errors
    /// A setting is unknown, set twice, of the wrong type, or out of range.
    pub fn build(&self, spec: &Spec) -> Result<T, SettingError> {
        Ok((self.build)(&Settings::check(spec, self.parameters)?))
    }
}

impl<B> Catalogue<B> {
    /// The catalogue of these entries; messages call one of them a `kind`: `optimizer`.
    ///
    /// # Panics
    /// There are no entries.
    pub const fn new(kind: &'static str, entries: &'static [&'static Entry<B>]) -> Self {
        assert!(!entries.is_empty(), "a catalogue has entries");
        Self {
            kind,
            entries: Cow::Borrowed(entries),
        }
    }

    /// The catalogue with further entries at its end.
    #[must_use]
    pub fn with(&self, more: impl IntoIterator<Item = &'static Entry<B>>) -> Self {
        Self {
            kind: self.kind,
            entries: self.iter().chain(more).collect(),
        }
    }

    /// Every entry, in the order of menus.
    pub fn iter(&self) -> Copied<slice::Iter<'_, &'static Entry<B>>> {
        self.entries.iter().copied()
    }

    /// The first entry, which is chosen where nothing else is.
    pub fn first(&self) -> &'static Entry<B> {
        self.entries[0]
    }

    /// The entry of this name, if there is one.
    pub fn get(&self, name: &str) -> Option<&'static Entry<B>> {
        self.iter().find(|entry| entry.name == name)
    }

    /// The entry of this name.
    ///
    /// # Errors
    /// No entry has this name; the error offers the nearest one.
    pub fn find(&self, name: &str) -> Result<&'static Entry<B>, UnknownName> {
        let names = self.iter().map(|entry| entry.name);
        self.get(name)
            .ok_or_else(|| UnknownName::among(self.kind, name, names))
    }

    /// The parameters of the entry of this name; none where no entry has it.
    pub fn parameters(&self, name: &str) -> &'static [Parameter] {
        self.get(name).map_or(&[], |entry| entry.parameters)
    }

    /// Writes the former names of settings and choices in a spec as the present ones, where the spec names an entry.
    pub fn modernize(&self, spec: &mut Spec) {
        parameter::modernize(spec, self.parameters(&spec.name));
    }
}

impl<T> Catalogue<Build<T>> {
    /// Builds what a spec such as `adam(lr=0.1)` asks for.
    ///
    /// # Errors
    /// The name is unknown, or a setting is unknown, set twice, of the wrong type, or out of range.
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
    use crate::math::{cluster, generate, landscape, optimizer, projection, schedule};

    /// A builder that reads a setting which its entry does not list, or lists with another type, panics here.
    #[test]
    fn every_entry_is_built_from_its_defaults_and_from_their_text() {
        fn check<T>(catalogue: &Catalogue<Build<T>>) {
            for entry in catalogue {
                entry.plain();
                let text = entry.default_spec().to_string();
                let spec: Spec = text.parse().unwrap();
                assert!(catalogue.build(&spec).is_ok(), "{text}");
                for parameter in entry.parameters {
                    let names = [Some(parameter.name), parameter.former];
                    for name in names.into_iter().flatten() {
                        let called = |one: &&Parameter| one.is_called(name);
                        let count = entry.parameters.iter().filter(called).count();
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
    }

    #[test]
    fn an_unknown_name_is_answered_with_the_nearest() {
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
