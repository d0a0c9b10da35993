//! A phrase in both languages.

use serde::Serialize;

/// A phrase in English and in simplified Chinese: the own words of a landscape, an optimizer or a parameter, which
/// stand beside its formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Bilingual {
    /// English.
    pub en: &'static str,
    /// 简体中文.
    pub zh: &'static str,
}

impl Bilingual {
    /// The phrase in both languages.
    pub const fn new(en: &'static str, zh: &'static str) -> Self {
        Self { en, zh }
    }
}
