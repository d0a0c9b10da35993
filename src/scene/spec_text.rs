//! The text form of landscapes: a name or `name(key=value)` is an entry of the catalogue, anything else a formula.
//!
//! Internally, a formula is a spec too, `formula(of="a*x^2", a=2)`, with its parameters as settings.

use serde::{Deserialize, Deserializer, Serializer, de::Error};

use crate::math::{
    excerpt::excerpt,
    formula::{Formula, FormulaError},
    names::continues_name,
    spec::{Spec, SpecError, Value},
};

/// The name of formulas among landscapes.
pub const FORMULA: &str = "formula";
/// The setting that holds the text of a formula.
const TEXT_SETTING: &str = "of";

/// Parses a landscape: `rosenbrock`, `quadratic(condition=10)`, `x^2 + 10 sin(x)`.
///
/// # Errors
/// The text is neither a spec nor a formula. Unknown names and unset parameters are reported only when the landscape is
/// built.
pub fn landscape_spec(text: &str) -> Result<Spec, SpecError> {
    let text = text.trim();
    let spec = text.parse::<Spec>();
    match spec {
        Ok(spec) if !(spec.settings.is_empty() && is_formula(text)) => Ok(spec),
        Err(error) if begins_with_settings(text) => Err(error),
        _ => match Formula::parse(text) {
            Ok(_) => Ok(formula_spec(text)),
            Err(FormulaError { column, problem }) => Err(SpecError { column, problem }),
        },
    }
}

/// Whether a single word is a formula rather than a landscape's name: a letter, `pi`, or `xy`, a likely product.
fn is_formula(word: &str) -> bool {
    let is_letter = word.chars().nth(1).is_none();
    let formula = Formula::parse(word);
    formula.is_ok_and(|formula| {
        let mut names = formula.parameters().iter();
        is_letter || names.all(|(name, _)| formula.suggestion(name, &[]).is_some())
    })
}

/// The spec of a formula without parameters.
pub fn formula_spec(text: &str) -> Spec {
    Spec::new(FORMULA).with(TEXT_SETTING, text)
}

/// The text of a formula, if the spec is one.
pub fn formula_text(spec: &Spec) -> Option<&str> {
    match spec.get(TEXT_SETTING) {
        Some(Value::Text(text)) if spec.name == FORMULA => Some(text),
        _ => None,
    }
}

/// The inverse of [`landscape_spec`].
pub fn landscape_text(spec: &Spec) -> String {
    match formula_text(spec) {
        Some(text) if spec.settings.len() == 1 => text.to_owned(),
        _ => spec.to_string(),
    }
}

/// Sets all unset parameters of a formula to 1 and returns their names.
pub fn set_missing_parameters(spec: &mut Spec) -> Vec<String> {
    let formula = formula_text(spec).map(Formula::parse);
    let Some(Ok(formula)) = formula else {
        return Vec::new();
    };
    let mut names = unset_parameters(spec, &formula);
    names.retain(|name| name != TEXT_SETTING);
    for name in &names {
        spec.set_number(name, 1.0);
    }
    names
}

/// The parameters of a formula that its spec does not set.
fn unset_parameters(spec: &Spec, formula: &Formula) -> Vec<String> {
    let names = formula.parameters().iter().map(|(name, _)| name);
    let unset = names.filter(|name| *name == TEXT_SETTING || spec.get(name).is_none());
    unset.cloned().collect()
}

/// Builds the formula of a spec.
pub(super) fn build(spec: &Spec) -> Result<Formula, String> {
    let text = formula_text(spec).ok_or("formula: `of` is missing; write formula(of=\"x^2\")")?;
    let formula =
        Formula::parse(text).map_err(|error| format!("\"{}\", {error}", excerpt(text)))?;
    let mut settings = Vec::new();
    for (key, value) in spec.settings.iter().filter(|(key, _)| key != TEXT_SETTING) {
        match value {
            Value::Number(number) => settings.push((key.as_str(), *number)),
            other => {
                return Err(format!(
                    "{} is {}; it must be a number",
                    excerpt(key),
                    excerpt(&other.to_string())
                ));
            }
        }
    }
    let known: Vec<String> = (formula.parameters().iter())
        .map(|(name, _)| format!("`{}`", excerpt(name)))
        .collect();
    let unset = unset_parameters(spec, &formula);
    let formula = formula.with_parameters(settings).map_err(|name| {
        let has = match known.len() {
            0 => "it has none".to_owned(),
            _ => format!("it has {}", known.join(", ")),
        };
        format!(
            "\"{}\" has no parameter `{}`; {has}",
            excerpt(text),
            excerpt(&name)
        )
    })?;
    match unset.is_empty() {
        true => Ok(formula),
        false => Err(format!(
            "\"{}\", {}",
            excerpt(text),
            unset_message(&formula, &unset)
        )),
    }
}

/// The maximum number of names in a message.
const MAX_NAMED: usize = 4;

/// A message that parameters are not set, with suggestions.
fn unset_message(formula: &Formula, unset: &[String]) -> String {
    let reserved = unset.iter().find(|name| *name == TEXT_SETTING);
    let column = formula.column(reserved.unwrap_or(&unset[0])).unwrap_or(1);
    if reserved.is_some() {
        return format!(
            "column {column}: `{TEXT_SETTING}` is not a name for a parameter; choose another"
        );
    }
    let names = formula.parameters().iter().map(|(name, _)| name);
    let set: Vec<&str> = names
        .filter(|name| !unset.contains(name))
        .map(String::as_str)
        .collect();
    let mut suggestions = unset
        .iter()
        .filter_map(|name| formula.suggestion(name, &set));
    let hint = suggestions.next().map_or(String::new(), |suggestion| {
        let instead = suggestion.replacements.join(" or ");
        match suggestion.lookalike {
            None => format!("; did you mean {instead}?"),
            Some(lookalike) => format!(
                "; {} is a {} letter, not {}: did you mean {instead}?",
                lookalike.letter, lookalike.script.en, lookalike.latin
            ),
        }
    });
    let (named, others) = unset.split_at(unset.len().min(MAX_NAMED));
    let named: Vec<String> = named.iter().map(|name| excerpt(name)).collect();
    let more = match others.len() {
        0 => String::new(),
        count => format!(" and {count} more"),
    };
    let settings = |before: &str, between: &str| {
        let settings: Vec<String> = (named.iter())
            .map(|name| format!("{before}{name}=1"))
            .collect();
        settings.join(between)
    };
    format!(
        "column {column}: nothing sets {}{more}{hint} (to set a parameter: {}; in a scene formula(of=\"…\", {}))",
        named.join(" and "),
        settings("--param ", " "),
        settings("", ", "),
    )
}

/// Whether a text begins like a spec with settings: a name, a parenthesis, a key and `=`.
fn begins_with_settings(text: &str) -> bool {
    let Some((name, rest)) = text.split_once('(') else {
        return false;
    };
    let is_name = |name: &str| {
        let name = name.trim();
        !name.is_empty() && name.chars().all(continues_name)
    };
    let setting = rest.split_once('=').map(|(key, _)| key);
    is_name(name) && setting.is_some_and(is_name)
}

/// Serializes a landscape as text, for serde's `with`.
pub(super) fn serialize<S: Serializer>(spec: &Spec, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&landscape_text(spec))
}

/// Deserializes a landscape from text, for serde's `with`.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Spec, D::Error> {
    let text = String::deserialize(deserializer)?;
    landscape_spec(&text).map_err(D::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{FAMILIES, LANDSCAPES};

    #[test]
    fn calls_and_single_names_are_specs_and_anything_else_is_a_formula() {
        for (text, formula) in [
            ("rosenbrock", false),
            ("rosenbrok", false),
            ("quadratic(condition=10)", false),
            ("line_fit(file=\"a=b.csv\", x=1, y=2)", false),
            ("x", true),
            ("sin(x)", true),
            ("x^2 + 10*sin(x)", true),
            ("a*(x^2 - y)^2", true),
            ("max(x, y)", true),
            ("2x", true),
            ("x²", true),
            ("x²·y³", true),
            ("xy", true),
            ("xy²", true),
            ("pi", true),
        ] {
            let spec = landscape_spec(text).unwrap();
            assert_eq!(formula_text(&spec).is_some(), formula, "{text}");
            assert_eq!(landscape_text(&spec), text);
            assert_eq!(landscape_spec(&landscape_text(&spec)).unwrap(), spec);
        }
        let error = landscape_spec("quadratic(condition=)").unwrap_err();
        assert_eq!(error.column, 21);
    }

    #[test]
    fn no_landscape_name_is_a_formula() {
        let listed = LANDSCAPES.iter().map(|entry| entry.name);
        for name in listed.chain(FAMILIES.iter().map(|family| family.name)) {
            assert!(!is_formula(name), "{name}");
        }
    }

    #[test]
    fn an_unset_name_is_rejected_with_suggestions() {
        let message = |text: &str| build(&landscape_spec(text).unwrap()).unwrap_err();
        assert_eq!(
            message("xy² + 1"),
            "\"xy² + 1\", column 1: nothing sets xy; did you mean x·y²? \
             (to set a parameter: --param xy=1; in a scene formula(of=\"…\", xy=1))"
        );
        assert_eq!(
            message("b + a*x"),
            "\"b + a*x\", column 1: nothing sets b and a \
             (to set a parameter: --param b=1 --param a=1; in a scene formula(of=\"…\", b=1, a=1))"
        );
        let many = message("a1 + a2 + a3 + a4 + a5 + a6");
        assert!(
            many.contains("a3 and a4 and 2 more (") && !many.contains("a5=1"),
            "{many}"
        );
        for (text, part) in [
            ("xy", "did you mean x·y?"),
            ("PI", "did you mean pi?"),
            (
                "1 + 2ex",
                "column 6: nothing sets ex; did you mean 2e·x or 2e^x?",
            ),
            (
                "х^2",
                "nothing sets х; х is a Cyrillic letter, not x: did you mean x^2?",
            ),
            (
                "formula(of=\"rate*x + ratex\", rate=2)",
                "did you mean rate·x?",
            ),
            ("of*x", "`of` is not a name for a parameter"),
        ] {
            assert!(message(text).contains(part), "{text}: {}", message(text));
        }
    }

    #[test]
    fn unset_names_can_be_set_to_1() {
        let mut spec = formula_spec("a*x^2 + b").with("b", 3.0);
        assert_eq!(set_missing_parameters(&mut spec), ["a"]);
        assert_eq!(spec.to_string(), "formula(of=\"a*x^2 + b\", b=3, a=1)");
        assert!(set_missing_parameters(&mut spec).is_empty());
        assert!(set_missing_parameters(&mut formula_spec("x +")).is_empty());
    }

    #[test]
    fn parameters_are_settings() {
        let spec = formula_spec("a*x^2 + b").with("a", 3.0);
        assert_eq!(landscape_text(&spec), "formula(of=\"a*x^2 + b\", a=3)");
        assert_eq!(landscape_spec(&landscape_text(&spec)).unwrap(), spec);
        let spec = spec.with("b", 2.0);
        let formula = build(&spec).unwrap();
        assert_eq!(formula.parameters(), [("a".into(), 3.0), ("b".into(), 2.0)]);
        let message = build(&spec.with("c", 1.0)).unwrap_err();
        assert_eq!(
            message,
            "\"a*x^2 + b\" has no parameter `c`; it has `a`, `b`"
        );
        assert!(
            build(&formula_spec("x +"))
                .unwrap_err()
                .starts_with("\"x +\", column 4: expected")
        );
    }
}
