//! Validating user-provided names, and suggestions for unknown ones.

use std::fmt;

use thiserror::Error;

use super::excerpt::excerpt;

/// The minimum Jaro-Winkler similarity, from 0 to 1, for a name to be suggested.
const MIN_SIMILARITY: f64 = 0.7;

/// An unknown name, with the closest known one.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub struct UnknownName {
    /// The kind of thing looked up: `landscape`, `optimizer`, `schedule`, `scene`.
    pub kind: &'static str,
    /// The unknown name as the user wrote it.
    pub name: String,
    /// The most similar known name, if one is similar enough.
    pub nearest: Option<String>,
    /// All known names, in list order.
    pub known: Vec<String>,
}

impl UnknownName {
    /// The error for a `name` that is not among the `known` names of this `kind`.
    pub fn among<'a>(
        kind: &'static str,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let known: Vec<String> = known.into_iter().map(str::to_owned).collect();
        Self {
            kind,
            name: name.to_owned(),
            nearest: nearest(name, known.iter().map(String::as_str)).map(str::to_owned),
            known,
        }
    }
}

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown {} \"{}\"", self.kind, excerpt(&self.name))?;
        match &self.nearest {
            Some(nearest) => write!(f, "; did you mean \"{nearest}\"?"),
            None => write!(f, "; known names: {}", self.known.join(", ")),
        }
    }
}

/// Whether a name may start with this character: a letter or `_`.
pub fn starts_name(character: char) -> bool {
    character.is_alphabetic() || character == '_'
}

/// Whether a name may contain this character: a letter, a digit, a subscript digit or `_`. A superscript is a power.
pub fn continues_name(character: char) -> bool {
    starts_name(character) || character.is_ascii_digit() || ('₀'..='₉').contains(&character)
}

/// The known name most similar to `name`, if one is similar enough. `name` is compared in lower case; hyphens count as
/// underscores.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.trim().to_lowercase().replace(['-', ' '], "_");
    known
        .into_iter()
        .map(|candidate| {
            (
                strsim::jaro_winkler(&name, &candidate.replace('-', "_")),
                candidate,
            )
        })
        .filter(|(similarity, _)| *similarity >= MIN_SIMILARITY)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 4] = ["bowl", "rosenbrock", "styblinski_tang", "learning-rates"];

    #[test]
    fn a_misspelt_name_finds_the_intended_one() {
        for (misspelt, intended) in [
            ("rosenbrok", "rosenbrock"),
            ("Rosenbrock", "rosenbrock"),
            ("styblinski-tang", "styblinski_tang"),
            ("bowel", "bowl"),
            ("learning_rate", "learning-rates"),
        ] {
            assert_eq!(nearest(misspelt, KNOWN), Some(intended), "{misspelt}");
        }
    }

    #[test]
    fn the_message_suggests_one_name_or_lists_all() {
        let near = UnknownName::among("landscape", "rosenbrok", KNOWN).to_string();
        assert_eq!(
            near,
            r#"unknown landscape "rosenbrok"; did you mean "rosenbrock"?"#
        );
        let far = UnknownName::among("landscape", "q\nq", KNOWN).to_string();
        assert_eq!(
            far,
            r#"unknown landscape "q\nq"; known names: bowl, rosenbrock, styblinski_tang, learning-rates"#
        );
    }
}
