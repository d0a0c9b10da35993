//! The text format of scenes. Format 2 is read and written; format 1 of older files is read.
//!
//! In format 2, a scene with one figure may have a `subject` in place of the list of `figures`.

mod version_1;

use std::fmt;

use ron::{error::SpannedError, extensions::Extensions};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeOwned, DeserializeSeed, Error, IgnoredAny, MapAccess, Visitor},
};

use super::{
    Camera, Figure, Look, Origin, Playback, Scene, SceneError, Subject, Text, Theme,
    check::field_error,
    defaults::{default_one, is_default, is_one},
};
use crate::math::excerpt;

/// The version of the scene format that is written.
const FORMAT_VERSION: u32 = 2;

/// A scene in format 2.
#[derive(Serialize, Deserialize)]
#[serde(rename = "Scene", deny_unknown_fields)]
pub(super) struct SceneFile {
    version: u32,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    title: Text,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    caption: Text,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    notes: Text,
    #[serde(default, skip_serializing_if = "is_default")]
    seed: u64,
    #[serde(default, skip_serializing_if = "is_default")]
    theme: Theme,
    #[serde(default = "default_one", skip_serializing_if = "is_one")]
    text_size: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subject: Option<Subject>,
    #[serde(default, skip_serializing_if = "is_default")]
    look: Look,
    #[serde(default, skip_serializing_if = "is_default")]
    camera: Camera,
    #[serde(default, skip_serializing_if = "is_default")]
    playback: Playback,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    columns: Option<usize>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    figures: Vec<Figure>,
}

impl From<Scene> for SceneFile {
    fn from(scene: Scene) -> Self {
        let (subject, figures) = match <[Figure; 1]>::try_from(scene.figures) {
            Ok([figure]) if figure.has_only_subject() => (Some(figure.subject), Vec::new()),
            Ok(one) => (None, one.into()),
            Err(figures) => (None, figures),
        };
        Self {
            version: FORMAT_VERSION,
            title: scene.title,
            caption: scene.caption,
            notes: scene.notes,
            seed: scene.seed,
            theme: scene.theme,
            text_size: scene.text_size,
            subject,
            look: scene.look,
            camera: scene.camera,
            playback: scene.playback,
            columns: scene.columns,
            figures,
        }
    }
}

impl TryFrom<SceneFile> for Scene {
    type Error = &'static str;

    fn try_from(file: SceneFile) -> Result<Self, Self::Error> {
        let figures = match (file.subject, file.figures) {
            (Some(subject), figures) if figures.is_empty() => vec![Figure::new(subject)],
            (None, figures) if !figures.is_empty() => figures,
            (Some(_), _) => return Err("a scene has either a `subject` or `figures`, not both"),
            (None, _) => return Err("a scene needs a `subject`, or `figures` that have one each"),
        };
        Ok(Self {
            title: file.title,
            caption: file.caption,
            notes: file.notes,
            seed: file.seed,
            theme: file.theme,
            text_size: file.text_size,
            look: file.look,
            camera: file.camera,
            playback: file.playback,
            columns: file.columns,
            figures,
        })
    }
}

impl Figure {
    /// Whether the figure has only a subject.
    fn has_only_subject(&self) -> bool {
        self.title.is_empty() && self.look.is_none() && self.camera.is_none()
    }
}

/// Parses a scene from RON, in format 1 or 2.
///
/// # Errors
/// The text is not a scene (with line and column), or the version is not supported.
pub(super) fn read(text: &str, origin: &Origin) -> Result<Scene, SceneError> {
    let scene = match version_of(text) {
        Some(1) => parse::<version_1::SceneFile>(text).map(Scene::from),
        // A text without a version fails in the parser of the current format.
        Some(FORMAT_VERSION) | None => parse::<Scene>(text),
        Some(other) => {
            let allowed = format!("1 or {FORMAT_VERSION}, the supported versions");
            return Err(field_error("version", other, allowed));
        }
    };
    scene.map_err(|error| SceneError::Syntax {
        origin: origin.to_string(),
        line: error.span.start.line,
        column: error.span.start.col,
        problem: excerpt::single_line(&error.code.to_string().replace('\n', " ")),
    })
}

/// Writes a scene as RON in format 2, without fields at their defaults.
pub(super) fn write(scene: &Scene) -> String {
    let style = ron::ser::PrettyConfig::new().new_line("\n");
    let text = options().to_string_pretty(scene, style);
    // Scenes consist of string keys, plain numbers and derived serialization, which RON can always write.
    text.expect("a scene can be written") + "\n"
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T, SpannedError> {
    options().from_str(text)
}

fn options() -> ron::Options {
    ron::Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME | Extensions::UNWRAP_VARIANT_NEWTYPES)
}

/// The version that a text declares; none if it declares none or is malformed before it.
fn version_of(text: &str) -> Option<u32> {
    let mut version = None;
    // Parsing stops after the version, so the result is always an error; real errors are found when the whole is
    // parsed.
    let _ = options().from_str_seed(text, VersionReader(&mut version));
    version
}

/// Deserializes the field `version` only, and stores it.
struct VersionReader<'a>(&'a mut Option<u32>);

impl<'de> DeserializeSeed<'de> for VersionReader<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_struct("Scene", &["version"], self)
    }
}

impl<'de> Visitor<'de> for VersionReader<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a scene")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            if name == "version" {
                *self.0 = Some(map.next_value()?);
                return Ok(());
            }
            map.next_value::<IgnoredAny>()?;
        }
        Err(A::Error::missing_field("version"))
    }
}

#[cfg(test)]
mod tests;
