//! Formulas as landscapes, several starts, diagnoses and minima.

use serde_json::{Value, json as literal};

use crate::program::*;

fn json_of(words: &str) -> Value {
    json(&words.split_whitespace().collect::<Vec<_>>())
}

#[test]
fn formulas_can_be_evaluated_and_descended() {
    let answer =
        json_of("eval --landscape a*(x^2-y)^2+sin(b*x) --param a=2 --param b=0 --at 1,3 --json");
    assert_eq!(answer["value"], 8.0);
    assert_eq!(answer["gradient"], literal!([-16.0, 8.0]));
    let one = json_of("eval --landscape x^2+4x+4 --at -3 --json");
    assert_eq!(one["gradient"], literal!([-2.0]));
    assert_eq!(one["hessian"], literal!([[2.0]]));
    let path = json_of("descend --landscape x^2 --optimizer gd(lr=1.1) --start 5 --steps 2 --json");
    assert_eq!(path["path"][1].as_array().unwrap().len(), 1);
    assert!((path["path"][2][0].as_f64().unwrap() - 7.2).abs() < 1e-12);
}

#[test]
fn settings_of_a_landscape_can_be_given_in_its_spec_or_by_param() {
    let named = json_of("eval --landscape quadratic(condition=100,rotation=90) --at 1,2 --json");
    assert_eq!(named["hessian"], literal!([[100.0, 0.0], [0.0, 1.0]]));
    let set = json_of(
        "eval --landscape quadratic --param condition=100 --param rotation=90 --at 1,2 --json",
    );
    assert_eq!(set, named);
    let listed = json(&["list", "landscapes", "--json"]);
    let listed = listed.as_array().unwrap();
    let quadratic = listed.iter().find(|entry| entry["name"] == "quadratic");
    assert_eq!(
        quadratic.unwrap()["hyperparameters"],
        literal!([
            {"name": "condition", "default": 10.0, "min": 1.0, "max": 1e8},
            {"name": "rotation", "default": 30.0, "min": -180.0, "max": 180.0},
        ])
    );
}

#[test]
fn several_starts_make_several_runs_and_the_lowest_is_the_best() {
    let answer = json_of(
        "descend --landscape sine_mountains --optimizer gd(lr=0.05) --start 4,3 --start -2,-1 --steps 200 --json --diagnose",
    );
    assert_eq!(answer["runs"].as_array().unwrap().len(), 2);
    assert_eq!(answer["best"], 1);
    assert_eq!(answer["runs"][1]["diagnosis"]["verdict"], "converged");
    let text = json_of(
        "descend --landscape x^2 --optimizer gd(lr=1.1) --start 5 --steps 9 --json --diagnose",
    );
    assert_eq!(text["diagnosis"]["verdict"], "exploding");
}

#[test]
fn a_diagnosis_includes_its_first_step_and_other_stopping_rules() {
    let diagnosis = |words: &str| json_of(words)["diagnosis"].clone();
    let swings = diagnosis(
        "descend --landscape x^2 --optimizer gd(lr=0.9) --start 5 --steps 40 --json --diagnose --epsilon 1e-3",
    );
    assert_eq!(swings["verdict"], "damped_oscillation");
    assert_eq!(swings["step"], 1);
    assert_eq!(swings["largest_stable_rate"], 1.0);
    // Each step leaves 0.64 of the loss; a monitor of the last step alone reports an oscillation too.
    assert_eq!(swings["monitor"], "oscillate");
    assert_eq!(
        swings["epsilon"],
        literal!({"epsilon": 1e-3, "step": 22, "downhill_step": 22})
    );
    // f increases at once, which the epsilon rule mistakes for convergence.
    let rises = diagnosis(
        "descend --landscape x^2 --optimizer gd(lr=1.1) --start 5 --steps 40 --json --diagnose --epsilon 1e-3",
    );
    assert_eq!(rises["epsilon"]["step"], 1);
    assert_eq!(rises["epsilon"]["downhill_step"], Value::Null);
    let left = diagnosis(
        "descend --landscape ln(x) --optimizer gd(lr=0.5) --start 1 --steps 40 --json --diagnose",
    );
    assert_eq!(left["verdict"], "left_domain");
    let text = stdout(&[
        "descend",
        "--landscape",
        "x^2",
        "--optimizer",
        "gd(lr=0.3)",
        "--start",
        "5",
        "--steps",
        "40",
        "--diagnose",
    ]);
    assert!(
        text.contains("Converged, from step 18: it has arrived"),
        "{text}"
    );
    assert!(text.contains("monitor of the last step reports"), "{text}");
}

#[test]
fn minima_on_the_boundary_are_listed_separately() {
    let answer = json_of("minima --landscape eggholder --json");
    let lowest = &answer["edge"][0];
    assert_eq!(lowest["kind"], "minimum");
    assert_eq!(lowest["at"][0], 512.0);
    assert!((lowest["at"][1].as_f64().unwrap() - 404.2318051137578).abs() < 1e-6);
    assert_eq!(json_of("minima --landscape bowl --json").get("edge"), None);
    let text = stdout(&["minima", "--landscape", "x + y"]);
    assert!(text.contains("sides of the rectangle"), "{text}");
}

#[test]
fn minima_are_found_and_classified() {
    let answer = json_of("minima --landscape himmelblau --json");
    assert_eq!(answer["grid"], 64);
    let points = answer["points"].as_array().unwrap();
    let minima = points.iter().filter(|point| point["kind"] == "minimum");
    assert_eq!((points.len(), minima.count()), (9, 4));
    let line = json_of("minima --landscape x^4-2x^2+1 --domain -3,3 --grid 16 --json");
    assert_eq!(line["points"].as_array().unwrap().len(), 3);
    assert_eq!(line["points"][2]["kind"], "maximum");
}

#[test]
fn invalid_requests_are_rejected_at_once() {
    let refused = |words: &str, parts: &[&str]| {
        assert_refused(&words.split_whitespace().collect::<Vec<_>>(), parts);
    };
    let brackets = format!("eval --landscape {} --at 1,1", "(".repeat(10_000));
    refused(&brackets, &["nested more than 200 deep"]);
    let long = format!("eval --landscape {}x --at 1", "x+".repeat(50_000));
    refused(&long, &["longer than 10000 characters"]);
    refused(
        "eval --landscape x+ --at 1",
        &["column 3", "expected a number"],
    );
    refused(
        "eval --landscape a*x --param c=1 --at 1",
        &["no parameter `c`", "`a`"],
    );
    refused("eval --landscape a*x --param a=two --at 1", &["a=2"]);
    refused("eval --landscape x^2 --at 1,2", &["one variable", "X"]);
    refused("eval --landscape 1/0*x+y --at 1,2", &["too large"]);
    refused(
        "descend --landscape ln(x) --optimizer gd --start -1 --steps 3",
        &["not defined"],
    );
    refused(
        "descend --landscape x^2 --optimizer gd(lr=-1) --start 1 --steps 3",
        &["lr=-1"],
    );
    refused(
        "descend --landscape x^2 --optimizer gd --start 1 --steps 1000000000",
        &["10000000"],
    );
    refused("minima --landscape x^2 --grid 0", &["1..=1024"]);
    refused(
        "minima --landscape x^2+y^2 --domain 1,0,0,1",
        &["smaller one first"],
    );
}

#[test]
fn an_unset_name_is_rejected_with_suggestions() {
    for (landscape, part) in [
        ("xy", "did you mean x·y?"),
        ("1+xy²", "did you mean x·y²?"),
        ("1_000x", "write 1000"),
        ("0x10", "write 16"),
        ("PI*x", "did you mean pi?"),
        ("x*inf", "inf is not allowed in a formula"),
        ("2ex", "did you mean 2e·x or 2e^x?"),
        ("х^2", "х is a Cyrillic letter, not x: did you mean x^2?"),
        ("a*x^2", "nothing sets a (to set a parameter: --param a=1;"),
    ] {
        let more: [&[&str]; 3] = [
            &["eval", "--at", "1"],
            &[
                "descend",
                "--optimizer",
                "gd",
                "--start",
                "1",
                "--steps",
                "1",
            ],
            &["minima"],
        ];
        for words in more {
            assert_refused(&[words, &["--landscape", landscape]].concat(), &[part]);
        }
    }
    let set = json_of("eval --landscape xy+x --param xy=3 --at 2 --json");
    assert_eq!(set["value"], 5.0);
}

#[test]
fn powers_of_a_single_variable_are_formulas() {
    assert_eq!(json_of("eval --landscape x² --at 3 --json")["value"], 9.0);
    let both = json_of("eval --landscape x²·y³ --at 3,2 --json");
    assert_eq!(both["gradient"], literal!([48.0, 108.0]));
    assert_eq!(
        json_of("eval --landscape pi --at 3 --json")["gradient"],
        literal!([0.0])
    );
    let unknown = ["eval", "--landscape", "rosenbrok", "--at", "1,1"];
    assert_refused(&unknown, &["did you mean \"rosenbrock\"?"]);
}

#[test]
fn an_undefined_derivative_is_null_beside_the_value() {
    let answer = json_of("eval --landscape y^-y --at 1,-2 --json");
    assert_eq!(
        answer,
        literal!({"value": 4.0, "gradient": [0.0, null], "hessian": null})
    );
    let text = stdout(&["eval", "--landscape", "sqrt(x)", "--at", "0"]);
    assert_eq!(text, "f      0\n∂f/∂x  not a finite number\n");
    let start = "descend --landscape sqrt(x) --optimizer gd --start 0 --steps 3";
    let words: Vec<&str> = start.split_whitespace().collect();
    assert_refused(
        &words,
        &["the derivative of the function is not defined there"],
    );
}
