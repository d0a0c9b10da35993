//! Bilingual phrases.

use serde::Serialize;

/// A phrase in English and in simplified Chinese, such as the name of a landscape, an optimizer or a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Bilingual {
    /// The phrase in English.
    pub en: &'static str,
    /// The simplified Chinese phrase, 简体中文.
    pub zh: &'static str,
}

impl Bilingual {
    /// A phrase in both languages.
    pub const fn new(en: &'static str, zh: &'static str) -> Self {
        Self { en, zh }
    }
}
