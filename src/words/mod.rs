//! Every word that the program shows, in English and in Simplified Chinese.
//!
//! A word is named once, in the table ([`Word`]), and shown in a [`Language`]. An optimizer, a landscape or a setting has its
//! words in its own file, as [`Bilingual`]. [`fill`] replaces placeholders, as in `"Step {n}"`. The bytes of the [`fonts`] for all
//! these characters are here too.

use std::fmt::{self, Display};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::math::{excerpt::excerpt, words::Bilingual};

pub mod fonts;
#[macro_use]
mod listing;
mod table;

pub use table::Word;

/// A language that the program speaks. The default is English.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Language {
    /// English, `en`.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Simplified Chinese, `zh`.
    #[serde(rename = "zh")]
    Chinese,
}

/// A language was asked for that the program does not speak.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no language `{}`: choose `en` (English) or `zh` (Simplified Chinese)", excerpt(.0))]
pub struct UnknownLanguage(pub String);

impl Language {
    /// All languages, in the order in which a menu lists them.
    pub const ALL: [Language; 2] = [Language::English, Language::Chinese];

    /// The two letters (ISO 639-1) that the command line and the files use.
    pub fn code(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Chinese => "zh",
        }
    }

    /// The language's name in that language itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Language::English => "English",
            Language::Chinese => "简体中文",
        }
    }

    /// The word from the table.
    pub fn say(self, word: Word) -> &'static str {
        self.of(&word.phrase())
    }

    /// The word from the table with its placeholders filled: see [`fill`].
    pub fn say_with(self, word: Word, placeholders: &[(&str, &str)]) -> String {
        fill(self.say(word), placeholders)
    }

    /// This language's half of a phrase.
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

/// Puts values into the placeholders of a text: `fill("Step {n}", &[("n", "12")])` is `"Step 12"`.
///
/// A placeholder that nobody fills stays as it is, and braces in a value are not placeholders.
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

    /// The names of a template's placeholders, sorted.
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
    fn both_languages_say_every_word_with_the_same_placeholders() {
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
    fn a_language_is_read_as_it_is_written() {
        for language in Language::ALL {
            assert_eq!(language.to_string().parse(), Ok(language));
        }
        let refused = "fr".parse::<Language>().unwrap_err().to_string();
        assert!(refused.contains("`fr`") && refused.contains("`zh`"));
    }

    #[test]
    fn a_language_says_its_half() {
        let phrase = Bilingual::new("loss", "损失");
        assert_eq!(Language::English.of(&phrase), "loss");
        assert_eq!(Language::Chinese.of(&phrase), "损失");
        assert_eq!(
            Language::Chinese.say_with(Word::StepNumber, &[("n", "12")]),
            "第 12 步"
        );
    }

    #[test]
    fn values_fill_placeholders_and_nothing_else() {
        assert_eq!(fill("{a} of {b}", &[("b", "9"), ("a", "3")]), "3 of 9");
        assert_eq!(fill("{a}{a}", &[("a", "{b}"), ("b", "x")]), "{b}{b}");
        assert_eq!(fill("{unknown} {", &[("a", "1")]), "{unknown} {");
        assert_eq!(fill("{ {a}", &[("a", "1")]), "{ 1");
    }
}
