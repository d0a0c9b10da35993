use proptest::prelude::*;

use super::*;

fn parse(text: &str) -> Spec {
    text.parse().unwrap()
}

#[test]
fn settings_are_numbers_bools_and_texts() {
    let spec =
        parse(" line_fit ( file = \"my \\\"ads\\\".csv\" , x=radio, y=3, rate=-1e-3 ,log=true)");
    let expected = Spec::new("line_fit")
        .with("file", "my \"ads\".csv")
        .with("x", "radio")
        .with("y", 3.0)
        .with("rate", -1e-3)
        .with("log", true);
    assert_eq!(spec, expected);
    assert_eq!(
        spec.to_string(),
        "line_fit(file=\"my \\\"ads\\\".csv\", x=radio, y=3, rate=-0.001, log=true)"
    );
}

#[test]
fn lists_are_numbers_in_brackets() {
    let spec = parse("kmeans(init=[0,50 , -1e2], none=[ ], place=a[0])");
    let expected = Spec::new("kmeans")
        .with("init", vec![0.0, 50.0, -100.0])
        .with("none", vec![])
        .with("place", "a[0]");
    assert_eq!(spec, expected);
    assert_eq!(
        spec.to_string(),
        "kmeans(init=[0, 50, -100], none=[], place=a[0])"
    );
}

#[test]
fn parentheses_without_settings_are_optional() {
    assert_eq!(parse("rosenbrock"), Spec::new("rosenbrock"));
    assert_eq!(parse("rosenbrock()").to_string(), "rosenbrock");
}

#[test]
fn the_error_names_the_column_and_what_was_expected() {
    for (text, expected) in [
        ("", "column 1: expected a name such as adam, found the end"),
        ("3d", "column 1: expected a name such as adam, found '3'"),
        (
            "adam(",
            "column 6: expected the name of a setting, found the end",
        ),
        (
            "adam(lr)",
            "column 8: expected = and a value for lr, found ')'",
        ),
        (
            "adam(lr=)",
            "column 9: expected a value such as 0.1, true or \"text\", found ')'",
        ),
        (
            "adam(lr=0.1.2)",
            "column 9: 0.1.2 is not a number; put text in quotes",
        ),
        (
            "adam(lr=1e999)",
            "column 9: 1e999 is too large: expected a finite number",
        ),
        (
            "adam(lr=1 eps=2)",
            "column 11: expected a comma or a closing parenthesis, found 'e'",
        ),
        ("adam(lr=1, lr=2)", "column 12: lr is set twice"),
        (
            "adam(lr=1,)",
            "column 11: expected the name of a setting, found ')'",
        ),
        ("adam(lr=1) x", "column 12: expected the end, found 'x'"),
        (
            "adam 0.1",
            "column 6: expected an opening parenthesis or the end, found '0'",
        ),
        ("f(x=[1, y])", "column 9: expected a number, found 'y'"),
        (
            "f(x=[1 2])",
            "column 8: expected a comma or a closing bracket, found '2'",
        ),
        (
            "f(x=[1",
            "column 7: expected a comma or a closing bracket, found the end",
        ),
        (
            "f(x=[1e999])",
            "column 6: 1e999 is too large: expected a finite number",
        ),
        ("f(x=\"数", "column 5: this quote is never closed"),
        (
            "f(数=\"\\x\")",
            "column 7: expected one of \" \\ n r t after a backslash, found 'x'",
        ),
    ] {
        assert_eq!(
            text.parse::<Spec>().unwrap_err().to_string(),
            expected,
            "{text}"
        );
    }
}

#[test]
fn set_keeps_the_position_and_unset_removes_the_setting() {
    let mut spec = parse("adam(lr=0.1, eps=1e-8)");
    spec.set_number("lr", 0.2);
    assert_eq!(spec.to_string(), "adam(lr=0.2, eps=1e-8)");
    spec.unset("lr");
    assert_eq!(spec.number("lr"), None);
    assert_eq!(spec.number("eps"), Some(1e-8));
}

#[test]
fn a_spec_is_a_string_in_files() {
    let text = r#""adam(lr=0.1)""#;
    let spec: Spec = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&spec).unwrap(), text);
    assert!(serde_json::from_str::<Spec>(r#""adam(""#).is_err());
}

fn any_value() -> impl Strategy<Value = Value> {
    let finite = any::<f64>().prop_filter("a setting is finite", |number| number.is_finite());
    prop_oneof![
        finite.clone().prop_map(Value::Number),
        prop::collection::vec(finite, 0..4).prop_map(Value::List),
        any::<bool>().prop_map(Value::Bool),
        ".*".prop_map(Value::Text),
        "[a-z0-9.+\\[\\]-]{0,6}".prop_map(Value::Text),
        "true|false|nan|inf".prop_map(Value::Text),
    ]
}

proptest! {
    #[test]
    fn specs_round_trip(
        name in "[a-zé_][a-z0-9_-]{0,8}",
        settings in prop::collection::btree_map("[a-z_][a-z0-9_]{0,4}", any_value(), 0..5),
    ) {
        let spec = Spec { name, settings: settings.into_iter().collect() };
        prop_assert_eq!(spec.to_string().parse::<Spec>(), Ok(spec));
    }

    #[test]
    fn an_error_in_any_text_has_a_column_inside_it(text in ".*") {
        let length = text.chars().count();
        if let Err(error) = text.parse::<Spec>() {
            prop_assert!((1..=length + 1).contains(&error.column));
        }
    }
}
