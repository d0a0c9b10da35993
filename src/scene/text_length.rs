//! Limits the length of all texts in a scene that is read. The text fields of the window have the same limit.

use serde_json::Value;

use super::{Scene, SceneError, check::field_error};
use crate::math::formula;

/// The maximum number of characters in any text of a scene: a title, a label, a name, a path, a formula.
pub const MAX_CHARACTERS: usize = formula::MAX_LENGTH;

/// Checks the length of every text in a scene.
pub(super) fn check(scene: &Scene) -> Result<(), SceneError> {
    // A scene consists of named fields, lists, numbers and texts, which a JSON value can represent.
    let value = serde_json::to_value(scene).unwrap_or_default();
    match first_too_long(&value, "") {
        None => Ok(()),
        Some((path, characters)) => Err(field_error(
            &path,
            format!("a text of {characters} characters"),
            format!("at most {MAX_CHARACTERS} characters long"),
        )),
    }
}

/// The path of the first text that is too long, such as `figures[1].title`, and its length.
fn first_too_long(value: &Value, path: &str) -> Option<(String, usize)> {
    match value {
        Value::String(text) => {
            // Bytes are cheaper to count than characters, and no fewer.
            let is_short = text.len() <= MAX_CHARACTERS;
            let characters = if is_short { 0 } else { text.chars().count() };
            (characters > MAX_CHARACTERS).then(|| (path.to_owned(), characters))
        }
        Value::Array(values) => (values.iter().enumerate())
            .find_map(|(index, value)| first_too_long(value, &format!("{path}[{index}]"))),
        Value::Object(fields) => fields.iter().find_map(|(name, value)| {
            let dot = if path.is_empty() { "" } else { "." };
            first_too_long(value, &format!("{path}{dot}{name}"))
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{Source, Subject, Text};

    #[test]
    fn the_length_of_texts_is_limited_everywhere() {
        let scene = Source::open("rosenbrock").unwrap().scene;
        let text = |characters: usize| "é".repeat(characters);
        let with = |change: &dyn Fn(&mut Scene, String), characters| {
            let mut scene = scene.clone();
            change(&mut scene, text(characters));
            check(&scene).map_err(|error| error.to_string())
        };
        let label = |scene: &mut Scene, text: String| {
            let Subject::Landscape(subject) = &mut scene.figures[0].subject else {
                panic!("a landscape");
            };
            subject.runs[1].label = Some(Text::from(text.as_str()));
        };
        let changes: [(&str, &dyn Fn(&mut Scene, String)); 4] = [
            ("title.en", &|scene, text| {
                (scene.title.en, scene.title.zh) = (text, "短".to_owned());
            }),
            ("caption", &|scene, text| {
                scene.caption = text.as_str().into()
            }),
            ("look.points.hide[0]", &|scene, text| {
                scene.look.points.hide = vec![text]
            }),
            ("subject.Landscape.runs[1].label", &label),
        ];
        for (path, change) in changes {
            assert_eq!(with(change, MAX_CHARACTERS), Ok(()));
            assert_eq!(
                with(change, MAX_CHARACTERS + 1),
                Err(format!(
                    "{path} is a text of 10001 characters; it must be at most 10000 characters long"
                ))
            );
        }
    }
}
