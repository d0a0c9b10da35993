use super::*;

const NOTHING: Bilingual = Bilingual::new("", "");
const WAYS: &[Choice] = &[
    Choice {
        name: "up",
        title: NOTHING,
        meaning: NOTHING,
    },
    Choice {
        name: "down",
        title: NOTHING,
        meaning: NOTHING,
    },
];
const PARAMETERS: [Parameter; 7] = [
    Parameter::number("lr", 0.1, NOTHING).logarithmic(1e-4, 1.0),
    Parameter::number("beta1", 0.9, NOTHING).below(1.0),
    Parameter::number("gamma", 0.5, NOTHING)
        .positive()
        .up_to(1.0),
    Parameter::switch("centered", false, NOTHING),
    Parameter::choice("way", WAYS, NOTHING),
    Parameter::number("k", 3.0, NOTHING).integer().at_least(1.0),
    Parameter::list("init", NOTHING).integer(),
];

fn check(text: &str) -> Result<Settings, String> {
    Settings::check(&text.parse().unwrap(), &PARAMETERS).map_err(|error| error.to_string())
}

#[test]
fn what_is_not_set_keeps_its_default() {
    let settings = check("test(beta1=0, centered=true)").unwrap();
    assert_eq!(settings.get("lr"), 0.1);
    assert_eq!(settings.get("beta1"), 0.0);
    assert!(settings.flag("centered"));
    assert!(!check("test").unwrap().flag("centered"));
    assert_eq!(settings.get("way"), 0.0);
    assert_eq!(check("test(way=down)").unwrap().get("way"), 1.0);
    assert!(settings.list("init").is_empty());
    let rows = check("test(init=[0, 50])").unwrap();
    assert_eq!(rows.list("init"), [0.0, 50.0]);
}

#[test]
fn the_error_names_the_setting_the_value_and_what_is_allowed() {
    for (text, expected) in [
        (
            "test(beta=1)",
            "test has no setting beta; did you mean beta1?",
        ),
        (
            "test(xyz=1)",
            "test has no setting xyz; it takes lr, beta1, gamma, centered, way, k, init",
        ),
        (
            "test(lr=-1)",
            "test: lr=-1 is not allowed; expected at least 0",
        ),
        (
            "test(lr=fast)",
            "test: lr=fast is not allowed; expected a number at least 0",
        ),
        (
            "test(lr=true)",
            "test: lr=true is not allowed; expected a number at least 0",
        ),
        (
            "test(beta1=1)",
            "test: beta1=1 is not allowed; expected from 0 to below 1",
        ),
        (
            "test(gamma=0)",
            "test: gamma=0 is not allowed; expected above 0 up to 1",
        ),
        (
            "test(centered=1)",
            "test: centered=1 is not allowed; expected true or false",
        ),
        (
            "test(way=left)",
            "test: way=left is not allowed; expected up or down",
        ),
        (
            "test(k=2.5)",
            "test: k=2.5 is not allowed; expected a whole number at least 1",
        ),
        (
            "test(k=1e300)",
            "test: k=1e300 is not allowed; expected a whole number up to 9007199254740991",
        ),
        (
            "test(init=[1, -2])",
            "test: init=[1, -2] is not allowed; expected each to be a whole number at least 0",
        ),
        (
            "test(init=1)",
            "test: init=1 is not allowed; expected numbers in brackets, each a whole number at least 0",
        ),
        (
            "test(k=[1])",
            "test: k=[1] is not allowed; expected a whole number at least 1",
        ),
        (
            "test(way=1)",
            "test: way=1 is not allowed; expected up or down",
        ),
    ] {
        assert_eq!(check(text).unwrap_err(), expected);
    }
}

#[test]
fn an_integer_keeps_all_of_its_digits() {
    let settings = check("test(k=9007199254740991)").unwrap();
    assert_eq!(settings.integer("k"), 9_007_199_254_740_991);
    assert_eq!(check("test").unwrap().count("k"), 3);
}

#[test]
fn a_value_is_written_as_it_is_read() {
    for parameter in &PARAMETERS {
        let spec = Spec::new("test").with(parameter.name, parameter.written(parameter.default));
        assert_eq!(
            Settings::check(&spec, &PARAMETERS),
            Settings::check(&Spec::new("test"), &PARAMETERS)
        );
    }
}
