//! How long texts in a scene may be: all by one rule, wherever they are.

use serde_json::Value;

use super::{Scene, SceneError, check::field};
use crate::math::formula;

/// The most characters of a text in a scene: of a title, a label, a name, a path, a formula.
const MOST_CHARACTERS: usize = formula::MAX_LENGTH;

/// Checks every text of a scene.
pub(super) fn check(scene: &Scene) -> Result<(), SceneError> {
    // Scenes are checked while a slider is dragged, and most are shorter than one text may be.
    if serde_json::to_string(scene).is_ok_and(|all| all.len() <= MOST_CHARACTERS) {
        return Ok(());
    }
    // A scene is made of named fields, lists, numbers and texts, all of which a value can hold.
    let value = serde_json::to_value(scene).unwrap_or_default();
    match longer(&value, "") {
        None => Ok(()),
        Some((path, characters)) => Err(field(
            &path,
            format!("a text of {characters} characters"),
            format!("at most {MOST_CHARACTERS} characters long"),
        )),
    }
}

/// Where the first text is that is too long, such as `figures[1].title`, and its length.
fn longer(value: &Value, path: &str) -> Option<(String, usize)> {
    match value {
        Value::String(text) => {
            // Most texts have fewer bytes than they may have characters.
            let is_short = text.len() <= MOST_CHARACTERS;
            let characters = if is_short { 0 } else { text.chars().count() };
            (characters > MOST_CHARACTERS).then(|| (path.to_owned(), characters))
        }
        Value::Array(values) => (values.iter().enumerate())
            .find_map(|(index, value)| longer(value, &format!("{path}[{index}]"))),
        Value::Object(fields) => fields.iter().find_map(|(name, value)| {
            let dot = if path.is_empty() { "" } else { "." };
            longer(value, &format!("{path}{dot}{name}"))
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{Source, Subject, Text};

    #[test]
    fn a_text_may_be_long_but_not_endless_wherever_it_is() {
        let scene = Source::open("rosenbrock").unwrap().scene;
        let text = |characters: usize| "é".repeat(characters);
        let with = |change: &dyn Fn(&mut Scene, String), characters| {
            let mut scene = scene.clone();
            change(&mut scene, text(characters));
            scene.check().map_err(|error| error.to_string())
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
            assert_eq!(with(change, MOST_CHARACTERS), Ok(()));
            assert_eq!(
                with(change, MOST_CHARACTERS + 1),
                Err(format!(
                    "{path} is a text of 10001 characters; it has to be at most 10000 characters long"
                ))
            );
        }
    }
}
