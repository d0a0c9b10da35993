//! `list`: names and settings.

use crate::program::*;

#[test]
fn list_names_everything_that_other_commands_take() {
    let names = |kind: &str| -> Vec<String> {
        let entries = json(&["list", kind, "--json"]);
        let entries = entries.as_array().unwrap();
        for entry in entries {
            assert!(
                entry["title"]
                    .as_str()
                    .is_some_and(|title| !title.is_empty()),
                "{entry}"
            );
            for setting in entry["hyperparameters"].as_array().unwrap() {
                assert_keys(setting, ["name", "default", "min", "max"]);
            }
        }
        entries
            .iter()
            .map(|entry| entry["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let landscapes = names("landscapes");
    for name in [
        "bowl",
        "ripples",
        "quadratic",
        "saddle",
        "rosenbrock",
        "himmelblau",
        "beale",
        "booth",
        "matyas",
        "rastrigin",
        "ackley",
        "styblinski_tang",
        "sine_mountains",
        "wavy_quartic",
        "goldstein_price",
        "three_hump_camel",
        "six_hump_camel",
        "easom",
        "eggholder",
        "levy13",
        "mccormick",
        "schwefel",
        "griewank",
        "drop_wave",
        "bukin6",
        "monkey_saddle",
        "advertising",
    ] {
        assert!(landscapes.iter().any(|known| known == name), "{name}");
    }
    assert_eq!(
        names("optimizers"),
        [
            "gd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "amsgrad", "adamw",
            "nadam", "radam", "adamax", "adadelta", "lion", "rprop", "newton", "noisy_gd",
        ]
    );
    assert_eq!(
        names("schedules"),
        [
            "constant",
            "time_decay",
            "exponential",
            "step",
            "cosine",
            "warmup_cosine",
            "inverse_sqrt",
            "one_cycle",
        ]
    );
    let scenes = names("scenes");
    for name in [
        "bowl",
        "ripples",
        "learning-rates",
        "saddle",
        "rosenbrock",
        "sine-mountains",
        "advertising",
        "iris",
    ] {
        assert!(scenes.iter().any(|known| known == name), "{name}");
    }
}

#[test]
fn list_gives_each_hyperparameter_with_its_default_and_range() {
    let optimizers = json(&["list", "optimizers", "--json"]);
    let adam = optimizers
        .as_array()
        .unwrap()
        .iter()
        .find(|entry| entry["name"] == "adam")
        .unwrap();
    let settings = adam["hyperparameters"].as_array().unwrap();
    let defaults: Vec<(&str, f64)> = settings
        .iter()
        .map(|setting| {
            (
                setting["name"].as_str().unwrap(),
                setting["default"].as_f64().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        defaults,
        [
            ("lr", 1e-3),
            ("beta1", 0.9),
            ("beta2", 0.999),
            ("eps", 1e-8),
            ("weight_decay", 0.0)
        ]
    );
}

#[test]
fn list_speaks_both_languages_and_shows_everything_to_people() {
    let all = stdout(&["list"]);
    for name in [
        "learning-rates",
        "styblinski_tang",
        "line_fit",
        "rmsprop",
        "time_decay",
    ] {
        assert!(all.contains(name), "{name}");
    }
    let is_chinese = |text: &str| {
        text.chars()
            .any(|sign| ('\u{4e00}'..='\u{9fff}').contains(&sign))
    };
    assert!(!is_chinese(&stdout(&["list", "scenes", "--json"])));
    assert!(is_chinese(&stdout(&[
        "list", "scenes", "--json", "--lang", "zh"
    ])));
    let everything = json(&["list", "--json"]);
    assert_eq!(everything.as_object().unwrap().len(), 4);
}
