//! Landscapes as people write them: `name(key=value)` is an entry of a list, anything else a formula.
//!
//! Inside, a formula is a call too, `formula(of="a*x^2", a=2)`: its parameters are settings like all others.

use serde::{Deserialize, Deserializer, Serializer, de::Error};

use crate::math::{
    call::{Call, CallError, Value},
    excerpt::excerpt,
    formula::{Formula, FormulaError},
};

/// The name of formulas among landscapes.
pub const FORMULA: &str = "formula";
/// The setting that holds the text of a formula.
const OF: &str = "of";

/// Reads a landscape: `rosenbrock`, `quadratic(condition=10)`, `x^2 + 10 sin(x)`.
///
/// # Errors
/// Text that is neither a call nor a formula. Whether there is a landscape of that name is seen when it is built.
pub fn landscape_call(text: &str) -> Result<Call, CallError> {
    let text = text.trim();
    let call = text.parse::<Call>();
    let letters = text.chars().count();
    match call {
        Ok(call) if letters > 1 => Ok(call),
        Err(error) if begins_call(text) => Err(error),
        _ => match Formula::parse(text) {
            Ok(_) => Ok(formula_call(text)),
            Err(FormulaError { column, problem }) => Err(CallError { column, problem }),
        },
    }
}

/// The call that means a formula, all of whose parameters have their defaults.
pub fn formula_call(text: &str) -> Call {
    Call::new(FORMULA).with(OF, text)
}

/// The text of a formula, if a call means one.
pub fn formula_text(call: &Call) -> Option<&str> {
    match call.get(OF) {
        Some(Value::Text(text)) if call.name == FORMULA => Some(text),
        _ => None,
    }
}

/// A landscape as [`landscape_call`] reads it.
pub fn landscape_text(call: &Call) -> String {
    match formula_text(call) {
        Some(text) if call.arguments.len() == 1 => text.to_owned(),
        _ => call.to_string(),
    }
}

/// Builds the formula that a call means.
pub(super) fn build(call: &Call) -> Result<Formula, String> {
    let text = formula_text(call).ok_or("formula: `of` is missing; write formula(of=\"x^2\")")?;
    let formula =
        Formula::parse(text).map_err(|error| format!("\"{}\", {error}", excerpt(text)))?;
    let mut settings = Vec::new();
    for (key, value) in call.arguments.iter().filter(|(key, _)| key != OF) {
        match value {
            Value::Number(number) => settings.push((key.as_str(), *number)),
            other => {
                return Err(format!(
                    "{} is {}; it has to be a number",
                    excerpt(key),
                    excerpt(&other.to_string())
                ));
            }
        }
    }
    let known: Vec<String> = (formula.parameters().iter())
        .map(|(name, _)| format!("`{}`", excerpt(name)))
        .collect();
    formula.with_parameters(settings).map_err(|name| {
        let has = match known.len() {
            0 => "it has none".to_owned(),
            _ => format!("it has {}", known.join(", ")),
        };
        format!(
            "\"{}\" has no parameter `{}`; {has}",
            excerpt(text),
            excerpt(&name)
        )
    })
}

/// Whether a text begins with a name, a parenthesis and a setting.
fn begins_call(text: &str) -> bool {
    let Some((name, rest)) = text.split_once('(') else {
        return false;
    };
    let is_name = |name: &str| {
        let name = name.trim();
        !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_')
    };
    let setting = rest.split_once('=').map(|(key, _)| key);
    is_name(name) && setting.is_some_and(is_name)
}

/// For a field that holds a landscape.
pub(super) fn serialize<S: Serializer>(call: &Call, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&landscape_text(call))
}

/// For a field that holds a landscape.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Call, D::Error> {
    let text = String::deserialize(deserializer)?;
    landscape_call(&text).map_err(D::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_settings_or_is_one_name_is_a_call_and_anything_else_a_formula() {
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
        ] {
            let call = landscape_call(text).unwrap();
            assert_eq!(formula_text(&call).is_some(), formula, "{text}");
            assert_eq!(landscape_text(&call), text);
            assert_eq!(landscape_call(&landscape_text(&call)).unwrap(), call);
        }
        let error = landscape_call("quadratic(condition=)").unwrap_err();
        assert_eq!(error.column, 21);
    }

    #[test]
    fn parameters_are_settings() {
        let call = formula_call("a*x^2 + b").with("a", 3.0);
        assert_eq!(landscape_text(&call), "formula(of=\"a*x^2 + b\", a=3)");
        assert_eq!(landscape_call(&landscape_text(&call)).unwrap(), call);
        let formula = build(&call).unwrap();
        assert_eq!(formula.parameters(), [("a".into(), 3.0), ("b".into(), 1.0)]);
        let message = build(&call.with("c", 1.0)).unwrap_err();
        assert_eq!(
            message,
            "\"a*x^2 + b\" has no parameter `c`; it has `a`, `b`"
        );
        assert!(
            build(&formula_call("x +"))
                .unwrap_err()
                .starts_with("\"x +\", column 4: expected")
        );
    }
}
