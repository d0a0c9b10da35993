//! `list`: names and settings.

use fallline::math::{
    catalogue::Catalogue, cluster, generate, model, optimizer, projection, schedule,
    words::Bilingual,
};

use crate::program::*;

/// Landscapes that must be listed; others may be too.
const LANDSCAPES: [&str; 27] = [
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
];
const OPTIMIZERS: [&str; 19] = [
    "gd",
    "momentum",
    "nesterov",
    "adagrad",
    "rmsprop",
    "adam",
    "amsgrad",
    "adamw",
    "nadam",
    "radam",
    "adamax",
    "adadelta",
    "lion",
    "rprop",
    "newton",
    "lbfgs",
    "noisy_gd",
    "sgd",
    "annealing",
];

#[test]
fn list_includes_everything_that_other_commands_accept() {
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
    for name in LANDSCAPES {
        assert!(landscapes.iter().any(|known| known == name), "{name}");
    }
    assert_eq!(names("optimizers"), OPTIMIZERS);
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
    assert_eq!(names("projections"), ["pca", "tsne", "umap"]);
    assert_eq!(names("generators").len(), 7);
    assert_eq!(
        names("clusterings"),
        [
            "kmeans",
            "dbscan",
            "agglomerative",
            "birch",
            "gaussian_mixture",
            "mean_shift",
        ]
    );
    assert_eq!(
        names("models"),
        ["mlp", "perceptron", "linear", "logistic", "softmax", "svm"]
    );
    assert_eq!(
        names("activations"),
        [
            "identity",
            "sigmoid",
            "tanh",
            "relu",
            "leaky_relu",
            "elu",
            "gelu",
            "silu",
            "softplus",
            "sin",
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
fn list_includes_each_hyperparameter_with_default_and_range() {
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

fn is_chinese(text: &str) -> bool {
    text.chars()
        .any(|character| ('\u{4e00}'..='\u{9fff}').contains(&character))
}

/// Sentences must exist in both languages; a title may be a name with the same spelling in both.
fn assert_words(words: &Bilingual, is_title: bool, what: &str) {
    assert!(!words.en.is_empty() && !is_chinese(words.en), "{what}");
    assert!(
        is_chinese(words.zh) || is_title && !words.zh.is_empty(),
        "{what}"
    );
}

fn assert_listed(kind: &str, entries: &[(&str, &Bilingual)]) {
    for (language, say) in [
        ("en", (|words| words.en) as fn(&Bilingual) -> &'static str),
        ("zh", |words| words.zh),
    ] {
        let listed = json(&["list", kind, "--json", "--lang", language]);
        let listed: Vec<(&str, &str)> = (listed.as_array().unwrap().iter())
            .map(|entry| [&entry["name"], &entry["title"]].map(|text| text.as_str().unwrap()))
            .map(|[name, title]| (name, title))
            .collect();
        let expected: Vec<(&str, &str)> = (entries.iter())
            .map(|(name, title)| (*name, say(title)))
            .collect();
        assert_eq!(listed, expected);
        let text = stdout(&["list", kind, "--lang", language]);
        for (name, title) in expected {
            let row = |line: &str| line.starts_with(name) && line.contains(title);
            assert!(text.lines().any(row), "{kind} in {language}: {name}");
        }
    }
}

/// The names and titles of a catalogue, after checking that all its texts exist in both languages.
fn titles<B>(catalogue: &Catalogue<B>) -> Vec<(&'static str, &'static Bilingual)> {
    for entry in catalogue {
        assert_words(&entry.doc, false, entry.name);
        assert!(!entry.formula.is_empty() && !entry.reference.is_empty());
    }
    for parameter in catalogue.iter().flat_map(|entry| entry.parameters) {
        assert_words(&parameter.meaning, false, parameter.name);
        for choice in parameter.choices().into_iter().flatten() {
            assert_words(&choice.title, true, choice.name);
            assert_words(&choice.meaning, false, choice.name);
        }
    }
    let entries = catalogue.iter();
    entries.map(|entry| (entry.name, &entry.title)).collect()
}

#[test]
fn every_entry_is_listed_with_its_words_in_both_languages() {
    let landscapes = fallline::scene::LANDSCAPES.iter().map(|entry| {
        assert!(!entry.formula.is_empty() && !entry.reference.is_empty());
        (entry.name, &entry.title)
    });
    for (kind, titles) in [
        ("optimizers", titles(&optimizer::CATALOGUE)),
        ("schedules", titles(&schedule::CATALOGUE)),
        ("landscapes", landscapes.collect()),
        ("projections", titles(&projection::CATALOGUE)),
        ("clusterings", titles(&cluster::CATALOGUE)),
        ("generators", titles(&generate::CATALOGUE)),
        ("models", titles(&model::catalogue::CATALOGUE)),
        ("activations", titles(&model::activation::CATALOGUE)),
    ] {
        for (name, title) in &titles {
            assert_words(title, true, name);
        }
        assert_listed(kind, &titles);
    }
}

#[test]
fn list_supports_both_languages_and_lists_everything_by_default() {
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
    assert!(!is_chinese(&stdout(&["list", "scenes", "--json"])));
    assert!(is_chinese(&stdout(&[
        "list", "scenes", "--json", "--lang", "zh"
    ])));
    let everything = json(&["list", "--json"]);
    assert_eq!(everything.as_object().unwrap().len(), 9);
}
