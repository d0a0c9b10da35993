//! The visible texts of the program, in English and Simplified Chinese.
//!
//! Each text has a name in the table ([`Word`]) and is displayed in a [`Language`]. Optimizers, landscapes and settings
//! define their texts in their own files, as [`Bilingual`]. [`fill`] replaces placeholders, as in `"Step {n}"`. The
//! embedded [`fonts`] cover all their characters.

use std::fmt::{self, Display};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{
    math::{excerpt::excerpt, scaling::Scaling, words::Bilingual},
    scene::Text,
};

pub mod fonts;
#[macro_use]
mod listing;
mod table;

pub use table::Word;

impl Word {
    /// The name of a scaling.
    pub fn of_scaling(scaling: Scaling) -> Self {
        match scaling {
            Scaling::None => Self::ScalingNone,
            Scaling::Max => Self::ScalingMax,
            Scaling::MinMax => Self::ScalingMinMax,
            Scaling::Mean => Self::ScalingMean,
            Scaling::ZScore => Self::ScalingZScore,
            Scaling::Robust => Self::ScalingRobust,
        }
    }
}

/// A language of the user interface. The default is English.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Language {
    /// English, with the code `en`.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Simplified Chinese, with the code `zh`.
    #[serde(rename = "zh")]
    Chinese,
}

/// The requested language is not supported.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no language `{}`: choose `en` (English) or `zh` (Simplified Chinese)", excerpt(.0))]
pub struct UnknownLanguage(pub String);

impl Language {
    /// All languages in the order of menus.
    pub const ALL: [Language; 2] = [Language::English, Language::Chinese];

    /// Returns the ISO 639-1 code, which the command line and files use.
    pub fn code(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Chinese => "zh",
        }
    }

    /// Returns the name of the language in that language.
    pub fn own_name(self) -> &'static str {
        match self {
            Language::English => "English",
            Language::Chinese => "简体中文",
        }
    }

    /// Returns the text of the table with this name.
    pub fn say(self, word: Word) -> &'static str {
        self.of(&word.phrase())
    }

    /// Returns the text of the table with this name, with its placeholders replaced as by [`fill`].
    pub fn say_with(self, word: Word, placeholders: &[(&str, &str)]) -> String {
        fill(self.say(word), placeholders)
    }

    /// Returns a text of a scene in this language.
    pub fn text(self, text: &Text) -> &str {
        match self {
            Language::English => text.en(),
            Language::Chinese => text.zh(),
        }
    }

    /// Returns the text of a phrase in this language.
    pub fn of(self, phrase: &Bilingual) -> &'static str {
        match self {
            Language::English => phrase.en,
            Language::Chinese => phrase.zh,
        }
    }
}

impl Display for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.code())
    }
}

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|language| language.code() == code)
            .ok_or_else(|| UnknownLanguage(code.to_owned()))
    }
}

/// Replaces placeholders in a text by values.
///
/// Unknown placeholders stay as they are, and braces in values are not placeholders.
///
/// # Examples
/// ```
/// use fallline::words::{Language, Word, fill};
///
/// assert_eq!(fill("Step {n}", &[("n", "12")]), "Step 12");
/// assert_eq!(Language::English.say_with(Word::StepNumber, &[("n", "12")]), "Step 12");
/// ```
pub fn fill(template: &str, placeholders: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let filled = after.split_once('}').and_then(|(name, behind)| {
            let (_, value) = placeholders
                .iter()
                .find(|(placeholder, _)| *placeholder == name)?;
            Some((value, behind))
        });
        rest = match filled {
            Some((value, behind)) => {
                text.push_str(value);
                behind
            }
            None => {
                text.push('{');
                after
            }
        };
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names of the placeholders of a template, sorted.
    fn placeholders(template: &str) -> Vec<&str> {
        let mut names: Vec<&str> = template
            .split('{')
            .skip(1)
            .filter_map(|part| part.split_once('}'))
            .map(|(name, _)| name)
            .collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn every_word_has_both_languages_with_the_same_placeholders() {
        for word in Word::ALL {
            let Bilingual { en, zh } = word.phrase();
            assert!(!en.trim().is_empty() && !zh.trim().is_empty(), "{word:?}");
            assert_eq!(placeholders(en), placeholders(zh), "{word:?}");
        }
    }

    #[test]
    fn chinese_uses_chinese_punctuation() {
        for word in Word::ALL {
            let zh = word.phrase().zh;
            let after_hanzi = zh.chars().zip(zh.chars().skip(1)).find(|(before, sign)| {
                ('\u{4e00}'..='\u{9fff}').contains(before) && ",.;:?!()".contains(*sign)
            });
            assert_eq!(after_hanzi, None, "{word:?}: {zh}");
        }
    }

    #[test]
    fn a_language_round_trips_through_its_code() {
        for language in Language::ALL {
            assert_eq!(language.to_string().parse(), Ok(language));
        }
        let refused = "fr".parse::<Language>().unwrap_err().to_string();
        assert!(refused.contains("`fr`") && refused.contains("`zh`"));
    }

    #[test]
    fn a_language_selects_its_text() {
        let phrase = Bilingual::new("loss", "损失");
        assert_eq!(Language::English.of(&phrase), "loss");
        assert_eq!(Language::Chinese.of(&phrase), "损失");
        assert_eq!(
            Language::Chinese.say_with(Word::StepNumber, &[("n", "12")]),
            "第 12 步"
        );
    }

    #[test]
    fn placeholders_are_replaced_exactly_once() {
        assert_eq!(fill("{a} of {b}", &[("b", "9"), ("a", "3")]), "3 of 9");
        assert_eq!(fill("{a}{a}", &[("a", "{b}"), ("b", "x")]), "{b}{b}");
        assert_eq!(fill("{unknown} {", &[("a", "1")]), "{unknown} {");
        assert_eq!(fill("{ {a}", &[("a", "1")]), "{ 1");
    }
}
