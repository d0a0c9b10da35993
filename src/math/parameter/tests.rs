use super::*;

const NO_TEXT: Bilingual = Bilingual::new("", "");

#[derive(Clone, Copy, Debug, PartialEq)]
enum Direction {
    Up,
    Down,
}

choices!(Direction {
    Up: Choice::new("up", NO_TEXT, NO_TEXT).formerly("upwards"),
    Down: Choice::new("down", NO_TEXT, NO_TEXT),
});

const LR: Setting<f64> = Setting::number("lr", 0.1, NO_TEXT).logarithmic(1e-4, 1.0);
const BETA1: Setting<f64> = Setting::number("beta1", 0.9, NO_TEXT).below(1.0);
const GAMMA: Setting<f64> = Setting::number("gamma", 0.5, NO_TEXT).positive().up_to(1.0);
const CENTERED: Setting<bool> = Setting::bool("centered", false, NO_TEXT);
const DIRECTION: Setting<Direction> = Setting::choice("direction", NO_TEXT);
const N_CLUSTERS: Setting<usize> = Setting::count("n_clusters", 3, NO_TEXT)
    .at_least(1.0)
    .formerly("k");
const INIT: Setting<ChoiceOrList<Direction>> =
    Setting::choice_or_list("init", NO_TEXT).formerly("seeding");
const SEED: Setting<u64> = Setting::seed(NO_TEXT);

const PARAMETERS: &[Parameter] = parameters![
    LR, BETA1, GAMMA, CENTERED, DIRECTION, N_CLUSTERS, INIT, SEED
];

fn check(text: &str) -> Result<Settings, String> {
    Settings::check(&text.parse().unwrap(), PARAMETERS).map_err(|error| error.to_string())
}

#[test]
fn settings_left_out_have_their_defaults() {
    let settings = check("test(beta1=0, centered=true)").unwrap();
    assert_eq!((settings.get(LR), settings.get(BETA1)), (0.1, 0.0));
    assert!(settings.get(CENTERED));
    assert!(!check("test").unwrap().get(CENTERED));
    assert_eq!(settings.get(DIRECTION), Direction::Up);
    assert_eq!(
        check("test(direction=down)").unwrap().get(DIRECTION),
        Direction::Down
    );
    assert_eq!(settings.get(INIT), ChoiceOrList::Choice(Direction::Up));
    let rows = check("test(init=[0, 50])").unwrap();
    assert_eq!(rows.get(INIT), ChoiceOrList::List(vec![0, 50]));
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
            "test has no setting xyz; it takes lr, beta1, gamma, centered, direction, n_clusters, init, seed",
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
            "test(direction=left)",
            "test: direction=left is not allowed; expected up or down",
        ),
        (
            "test(n_clusters=2.5)",
            "test: n_clusters=2.5 is not allowed; expected a whole number at least 1",
        ),
        (
            "test(n_clusters=1e300)",
            "test: n_clusters=1e300 is not allowed; expected a whole number up to 9007199254740991",
        ),
        (
            "test(init=[1, -2])",
            "test: init=[1, -2] is not allowed; expected each to be a whole number at least 0",
        ),
        (
            "test(init=1)",
            "test: init=1 is not allowed; expected up or down, or numbers in brackets, each a whole number at least 0",
        ),
        (
            "test(n_clusters=[1])",
            "test: n_clusters=[1] is not allowed; expected a whole number at least 1",
        ),
        (
            "test(direction=1)",
            "test: direction=1 is not allowed; expected up or down",
        ),
    ] {
        assert_eq!(check(text).unwrap_err(), expected);
    }
}

#[test]
fn integers_are_exact() {
    let settings = check("test(n_clusters=9007199254740991)").unwrap();
    assert_eq!(settings.get(N_CLUSTERS), 9_007_199_254_740_991);
    assert_eq!(check("test").unwrap().get(N_CLUSTERS), 3);
}

#[test]
fn default_values_round_trip_through_a_spec() {
    for parameter in PARAMETERS {
        let spec = Spec::new("test").with(parameter.name, parameter.to_value(parameter.default));
        assert_eq!(
            Settings::check(&spec, PARAMETERS),
            Settings::check(&Spec::new("test"), PARAMETERS)
        );
    }
}

#[test]
fn former_names_are_read_and_replaced_by_current_ones() {
    let former = "test(k=5, seeding=upwards, lr=1)";
    let current = "test(n_clusters=5, init=up, lr=1)";
    assert_eq!(check(former), check(current));
    for text in [former, current] {
        let mut spec: Spec = text.parse().unwrap();
        replace_former_names(&mut spec, PARAMETERS);
        assert_eq!(spec.to_string(), current);
    }
    let mut both: Spec = "test(k=5, n_clusters=4)".parse().unwrap();
    replace_former_names(&mut both, PARAMETERS);
    assert_eq!(
        Settings::check(&both, PARAMETERS).unwrap_err().to_string(),
        "test: n_clusters is set twice, as k is its former name; leave out k"
    );
}

const HIDDEN: Setting<Vec<usize>> = Setting::positive_integers("hidden", &[16, 8], NO_TEXT);
const ACTIVATION: Setting<String> = Setting::text("activation", "relu", NO_TEXT);

#[test]
fn lists_of_integers_and_texts_are_checked_by_type() {
    let parameters = parameters![HIDDEN, ACTIVATION];
    let check = |text: &str| {
        let settings = Settings::check(&text.parse().unwrap(), parameters);
        let settings = settings.map_err(|error| error.to_string())?;
        Ok::<_, String>((settings.get(HIDDEN), settings.get(ACTIVATION)))
    };
    assert_eq!(check("net"), Ok((vec![16, 8], "relu".to_owned())));
    assert_eq!(
        check("net(hidden=[], activation=\"relu, tanh\")"),
        Ok((vec![], "relu, tanh".to_owned()))
    );
    for (text, expected) in [
        ("net(hidden=[3, 0])", "each a whole number at least 1"),
        ("net(hidden=[1.5])", "each a whole number at least 1"),
        ("net(hidden=16)", "numbers in brackets"),
        ("net(activation=3)", "a name, or text in quotes"),
    ] {
        let error = check(text).unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
    let spec = [HIDDEN.parameter(), ACTIVATION.parameter()].map(|one| one.to_value(one.default));
    assert_eq!(
        spec,
        [Value::List(vec![16.0, 8.0]), Value::Text("relu".into())]
    );
}
