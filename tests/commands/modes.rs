//! `descend` with other gradients, ascent, coordinate-wise updates, random starts and mini-batches.

use crate::program::*;

fn run(landscape: &str, optimizer: &str, more: &[&str]) -> Vec<String> {
    let command = [
        "descend",
        "--landscape",
        landscape,
        "--optimizer",
        optimizer,
    ];
    let words = command.iter().chain(more).chain(&["--json"]);
    words.map(|word| (*word).to_owned()).collect()
}

fn answer(landscape: &str, optimizer: &str, more: &[&str]) -> serde_json::Value {
    let words = run(landscape, optimizer, more);
    json(&words.iter().map(String::as_str).collect::<Vec<_>>())
}

fn refused(landscape: &str, optimizer: &str, more: &[&str], part: &str) {
    let words = run(landscape, optimizer, more);
    assert_refused(
        &words.iter().map(String::as_str).collect::<Vec<_>>(),
        &[part],
    );
}

#[test]
fn numerical_gradients_count_function_values() {
    let more = [
        "--start",
        "-3,4",
        "--steps",
        "100",
        "--gradient",
        "central(h=1e-4)",
    ];
    let run = answer("bowl", "gd(lr=0.1)", &more);
    assert_eq!(run["evaluations"]["value"], 400);
    assert_eq!(run["evaluations"]["gradient"], 0);
    let end = numbers(&run["path"][100]);
    assert!((end[0] + 6.111107929003e-10).abs() < 1e-15);
    assert!((end[1] - 8.148143905338e-10).abs() < 1e-15);
}

#[test]
fn ascending_increases_the_value() {
    let more = ["--start", "5", "--steps", "10", "--ascend"];
    let run = answer("x^2", "gd(lr=0.1)", &more);
    let last = run["value"][10].as_f64().unwrap();
    assert!((last - 958.4399981118692).abs() < 1e-9, "{last}");
}

#[test]
fn coordinatewise_updates_give_different_losses() {
    let more = ["--start", "0,0", "--steps", "1"];
    let together = answer("advertising", "gd(lr=5e-5)", &more);
    let in_turn = answer(
        "advertising",
        "gd(lr=5e-5)",
        &[&more[..], &["--coordinatewise"]].concat(),
    );
    let loss = |run: &serde_json::Value| run["value"][1].as_f64().unwrap();
    assert!((loss(&together) - 197.2504734876).abs() < 1e-9);
    assert!((loss(&in_turn) - 197.25274270926414).abs() < 1e-9);
}

#[test]
fn random_starts_are_reproducible_by_seed() {
    let many = |seed: &str| {
        let more = ["--multistart", "30", "--seed", seed, "--steps", "200"];
        answer("wavy_quartic", "gd(lr=0.005)", &more)
    };
    let first = many("1");
    let runs = first["runs"].as_array().unwrap();
    assert_eq!(runs.len(), 30);
    let ends: Vec<f64> = (runs.iter())
        .map(|run| *numbers(&run["value"]).last().unwrap())
        .collect();
    let best = first["best"].as_u64().unwrap() as usize;
    assert!(ends.iter().all(|end| ends[best] <= *end));
    assert_eq!(first, many("1"));
    assert_ne!(first["runs"][0]["path"], many("2")["runs"][0]["path"]);
    let both = ["--multistart", "3", "--start", "1,1", "--steps", "1"];
    refused("bowl", "gd", &both, "cannot be used with");
    refused("bowl", "gd", &["--multistart", "0", "--steps", "1"], "0");
    refused("bowl", "gd", &["--steps", "1"], "--start");
    refused(
        "sqrt(x - 100) + y",
        "gd",
        &["--multistart", "3", "--steps", "1"],
        "no point",
    );
}

#[test]
fn mini_batches_require_data_and_are_counted() {
    let more = ["--start", "0,0", "--steps", "10"];
    let run = answer("advertising", "sgd(lr=1e-5, batch_size=8)", &more);
    assert_eq!(run["evaluations"]["sample_gradient"], 80);
    refused("bowl", "sgd", &more, "no loss on data");
}

#[test]
fn invalid_settings_are_rejected_in_one_line() {
    let more = ["--start", "1,1", "--steps", "5"];
    refused(
        "bowl",
        "annealing(temperature=0)",
        &more,
        "temperature=0 is not allowed; expected above 0",
    );
    refused("bowl", "lbfgs(history_size=0)", &more, "history_size=0");
    refused("bowl", "sgd(batch_size=0)", &more, "batch_size=0");
    let whole = "expected a whole number from 1 to";
    refused("bowl", "lbfgs(history_size=2.5)", &more, whole);
    refused("advertising", "sgd(batch_size=2.5)", &more, whole);
    refused("bowl", "noisy_gd(seed=0.5)", &more, "a whole number");
    let many = "expected a whole number up to 9007199254740991";
    refused("bowl", "annealing(seed=9007199254740993)", &more, many);
    refused("logistic_loss(n=99.5)", "gd", &more, "n=99.5");
    refused("squared_loss(seed=0.5)", "gd", &more, "a whole number");
    let by = |gradient: &'static str| [&more[..], &["--gradient", gradient]].concat();
    refused("bowl", "gd", &by("central(h=0)"), "above 0");
    refused("bowl", "gd", &by("backward"), "central(h=1e-4)");
}
