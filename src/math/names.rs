//! Names a person may write, and the nearest known one when a name is unknown.

use std::fmt;

use thiserror::Error;

use super::excerpt::excerpt;

/// How alike two names must be (Jaro-Winkler, 0 to 1) for one to be offered in place of the other.
const LIKENESS: f64 = 0.7;

/// A name that no catalogue of its kind has.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub struct UnknownName {
    /// What was looked for: `landscape`, `optimizer`, `schedule`, `scene`.
    pub kind: &'static str,
    /// The name as it was written.
    pub name: String,
    /// The known name most like it, if any is.
    pub nearest: Option<String>,
    /// Every known name, in the order of the list.
    pub known: Vec<String>,
}

impl UnknownName {
    /// The error for `name`, which is not among the `known` names of things of this `kind`.
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
            None => write!(f, "; known are {}", self.known.join(", ")),
        }
    }
}

/// Whether a name may begin with a character: a letter or `_`.
pub fn starts_name(sign: char) -> bool {
    sign.is_alphabetic() || sign == '_'
}

/// Whether a name may continue with a character: a letter, a digit, a subscript digit or `_`. A superscript is a power.
pub fn continues_name(sign: char) -> bool {
    starts_name(sign) || sign.is_ascii_digit() || ('₀'..='₉').contains(&sign)
}

/// The known name most like `name`, if any is; capitals and hyphens don't count as differences.
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
        .filter(|(likeness, _)| *likeness >= LIKENESS)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 4] = ["bowl", "rosenbrock", "styblinski_tang", "learning-rates"];

    #[test]
    fn a_slip_of_the_pen_finds_the_name_that_was_meant() {
        for (written, meant) in [
            ("rosenbrok", "rosenbrock"),
            ("Rosenbrock", "rosenbrock"),
            ("styblinski-tang", "styblinski_tang"),
            ("bowel", "bowl"),
            ("learning_rate", "learning-rates"),
        ] {
            assert_eq!(nearest(written, KNOWN), Some(meant), "{written}");
        }
    }

    #[test]
    fn the_message_offers_one_name_or_lists_them_all_on_one_line() {
        let near = UnknownName::among("landscape", "rosenbrok", KNOWN).to_string();
        assert_eq!(
            near,
            r#"unknown landscape "rosenbrok"; did you mean "rosenbrock"?"#
        );
        let far = UnknownName::among("landscape", "q\nq", KNOWN).to_string();
        assert_eq!(
            far,
            r#"unknown landscape "q\nq"; known are bowl, rosenbrock, styblinski_tang, learning-rates"#
        );
    }
}
