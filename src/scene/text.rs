use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, MapAccess, Visitor},
    ser::SerializeStruct,
};

use crate::math::words::Bilingual;

/// Text of a scene in English and Chinese. In a file `(en: "…", zh: "…")`, or one string for both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Text {
    /// The English text, or the text in the author's language.
    pub en: String,
    /// The Chinese (简体中文) text; empty if it is the same as `en`.
    pub zh: String,
}

impl Text {
    /// Returns the text to show in English.
    pub fn en(&self) -> &str {
        &self.en
    }

    /// Returns the text to show in Chinese: `zh`, or `en` if that is empty.
    pub fn zh(&self) -> &str {
        if self.zh.is_empty() {
            &self.en
        } else {
            &self.zh
        }
    }

    /// Whether both languages are empty.
    pub fn is_empty(&self) -> bool {
        self.en.is_empty() && self.zh.is_empty()
    }
}

impl From<&str> for Text {
    fn from(both: &str) -> Self {
        Self {
            en: both.to_owned(),
            zh: String::new(),
        }
    }
}

impl From<Bilingual> for Text {
    fn from(words: Bilingual) -> Self {
        Self {
            en: words.en.to_owned(),
            zh: words.zh.to_owned(),
        }
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.zh.is_empty() {
            return serializer.serialize_str(&self.en);
        }
        let mut both = serializer.serialize_struct("Text", 2)?;
        both.serialize_field("en", &self.en)?;
        both.serialize_field("zh", &self.zh)?;
        both.end()
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(r#"a string, or (en: "…", zh: "…")"#)
    }

    fn visit_str<E: Error>(self, both: &str) -> Result<Text, E> {
        Ok(both.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Text, A::Error> {
        let mut text = Text::default();
        while let Some(language) = map.next_key::<String>()? {
            match language.as_str() {
                "en" => text.en = map.next_value()?,
                "zh" => text.zh = map.next_value()?,
                other => return Err(A::Error::unknown_field(other, &["en", "zh"])),
            }
        }
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_string_serves_both_languages() {
        let text: Text = ron::from_str(r#""Abc""#).unwrap();
        assert_eq!((text.en(), text.zh()), ("Abc", "Abc"));
        assert_eq!(ron::to_string(&text).unwrap(), r#""Abc""#);
    }

    #[test]
    fn two_languages_round_trip() {
        let written = r#"(en:"bowl",zh:"碗")"#;
        let text: Text = ron::from_str(written).unwrap();
        assert_eq!((text.en(), text.zh()), ("bowl", "碗"));
        assert_eq!(ron::to_string(&text).unwrap(), written);
    }

    #[test]
    fn other_languages_are_refused() {
        assert!(ron::from_str::<Text>(r#"(en: "bowl", de: "Schale")"#).is_err());
    }
}
