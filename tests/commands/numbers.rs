//! `eval` and `descend`: the numbers and their formats.

use std::fs;

use serde_json::{Value, json as literal};

use crate::program::*;

#[test]
fn eval_matches_the_reference_for_every_landscape() {
    let reference = fs::read_to_string(data("landscapes.json")).unwrap();
    let reference: Value = serde_json::from_str(&reference).unwrap();
    let points = reference["points"].as_array().unwrap();
    assert!(points.len() > 30);
    for point in points {
        let at = format!("{},{}", point["at"][0], point["at"][1]);
        let name = point["landscape"].as_str().unwrap();
        let found = json(&["eval", "--landscape", name, "--at", &at, "--json"]);
        for key in ["value", "gradient", "hessian"] {
            assert_close(&found[key], &point[key], 1e-12);
        }
    }
}

#[test]
fn eval_prints_value_gradient_and_hessian_in_this_order() {
    let bowl = ["eval", "--landscape", "bowl", "--json"];
    let expected = "{\"value\":6.25,\"gradient\":[-3.0,4.0],\"hessian\":[[2.0,0.0],[0.0,2.0]]}\n";
    assert_eq!(stdout(&[&bowl[..], &["--at", "-1.5,2"]].concat()), expected);
    assert_eq!(stdout(&[&bowl[..], &["--at=-1.5,2"]].concat()), expected);
}

#[test]
fn a_kink_has_a_gradient_but_no_hessian() {
    let kink = json(&["eval", "--landscape", "ackley", "--at", "0,0", "--json"]);
    assert_close(&kink["gradient"], &literal!([0, 0]), 0.0);
    assert_eq!(kink["hessian"], Value::Null);
}

#[test]
fn a_line_is_fitted_to_columns_by_name_or_number() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ads.csv");
    fs::write(&file, "radio,sales\n0,1\n1,3\n2,5\n").unwrap();
    for columns in ["x=radio, y=sales", "x=1, y=2"] {
        let line = format!("line_fit(file=\"{}\", {columns})", file.display());
        let fit = json(&["eval", "--landscape", &line, "--at", "2,1", "--json"]);
        assert_eq!(fit["value"], 0.0);
    }
}

#[test]
fn a_point_where_the_function_overflows_is_rejected() {
    assert_refused(
        &[
            "eval",
            "--landscape",
            "rosenbrock",
            "--at",
            "1e200,0",
            "--json",
        ],
        &["rosenbrock", "1e200,0.0", "too large"],
    );
}

#[test]
fn a_descent_has_an_entry_for_the_start_and_one_per_update() {
    let answer = stdout(&descend(&["--json"]));
    assert_printed_order(
        &answer,
        &[
            "path",
            "value",
            "gradient_norm",
            "learning_rate",
            "stopped",
            "evaluations",
        ],
    );
    let run: Value = serde_json::from_str(&answer).unwrap();
    let length = |key: &str| run[key].as_array().unwrap().len();
    assert_eq!(
        ["path", "value", "gradient_norm", "learning_rate"].map(length),
        [21, 21, 21, 20]
    );
    assert_eq!(run["stopped"], "step_limit");
    assert_keys(&run["evaluations"], ["value", "gradient"]);
    assert_eq!(run["evaluations"]["gradient"], 20);

    for (step, point) in run["path"].as_array().unwrap().iter().enumerate() {
        let factor = 0.8_f64.powi(i32::try_from(step).unwrap());
        assert_close(point, &literal!([-3.0 * factor, 4.0 * factor]), 1e-14);
    }
    assert_close(&run["value"][20], &literal!(0.003323069989462), 1e-14);
    assert_close(&run["gradient_norm"][20], &literal!(0.1152921504607), 1e-12);
}

#[test]
fn descents_match_the_reference() {
    let reference = fs::read_to_string(data("descents.json")).unwrap();
    let reference: Vec<Value> = serde_json::from_str(&reference).unwrap();
    assert!(!reference.is_empty());
    for run in reference {
        let start = format!("{},{}", run["start"][0], run["start"][1]);
        let steps = run["steps"].to_string();
        let text = |key: &str| run[key].as_str().unwrap();
        let found = json(&[
            "descend",
            "--landscape",
            text("landscape"),
            "--optimizer",
            text("optimizer"),
            "--schedule",
            text("schedule"),
            "--start",
            &start,
            "--steps",
            &steps,
            "--json",
        ]);
        let tolerance = |key: &str| run[key].as_f64().unwrap();
        let assert_within_tolerance = |found: &Value, expected: &Value| {
            let (found, expected) = (found.as_f64().unwrap(), expected.as_f64().unwrap());
            let allowed = tolerance("abs").max(tolerance("rel") * expected.abs());
            assert!(
                (found - expected).abs() <= allowed,
                "{}: {found} is not {expected}",
                run["name"]
            );
        };
        let step = |entry: &Value| usize::try_from(entry[0].as_u64().unwrap()).unwrap();
        for point in run["points"].as_array().unwrap() {
            assert_within_tolerance(&found["path"][step(point)][0], &point[1]);
            assert_within_tolerance(&found["path"][step(point)][1], &point[2]);
        }
        for value in run["values"].as_array().unwrap() {
            assert_within_tolerance(&found["value"][step(value)], &value[1]);
        }
    }
}

#[test]
fn csv_and_json_hold_the_same_numbers() {
    let csv = stdout(&descend(&[
        "--csv",
        "--schedule",
        "exponential(gamma=0.995)",
    ]));
    let run = json(&descend(&[
        "--json",
        "--schedule",
        "exponential(gamma=0.995)",
    ]));
    let mut lines = csv.lines();
    assert_eq!(
        lines.next(),
        Some("step,x,y,value,gradient_norm,learning_rate")
    );
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    assert_eq!(rows.len(), 21);
    for (step, row) in rows.iter().enumerate() {
        assert_eq!(row[0], step.to_string());
        let expected = [
            &run["path"][step][0],
            &run["path"][step][1],
            &run["value"][step],
            &run["gradient_norm"][step],
            &run["learning_rate"][step],
        ];
        for (cell, expected) in row[1..].iter().zip(expected) {
            assert_eq!(cell.parse().ok(), expected.as_f64(), "step {step}");
        }
    }
    assert_eq!(run["learning_rate"][0], 0.1);
    assert_eq!(rows[20][5], "", "no update follows the last point");
}

#[test]
fn a_run_reports_why_it_stopped() {
    let stopped = |arguments: &[&str]| json(arguments)["stopped"].clone();
    assert_eq!(
        stopped(&descend(&["--json", "--tolerance", "1"])),
        "converged"
    );
    let run = |landscape, optimizer, start, steps| {
        json(&[
            "descend",
            "--landscape",
            landscape,
            "--optimizer",
            optimizer,
            "--start",
            start,
            "--steps",
            steps,
            "--json",
        ])
    };
    let diverged = run("rosenbrock", "gd(lr=1)", "-1.2,1", "1000");
    assert_eq!(diverged["stopped"], "diverged");
    assert!(
        numbers(&diverged["value"])
            .iter()
            .all(|value| value.is_finite())
    );
    assert!(
        numbers(&diverged["gradient_norm"])
            .iter()
            .all(|norm| norm.is_finite())
    );
    let without_steps = run("bowl", "adam", "1,1", "0");
    assert_eq!(without_steps["path"], literal!([[1.0, 1.0]]));
    assert_eq!(without_steps["learning_rate"], literal!([]));
}

#[test]
fn output_is_deterministic() {
    let command = [
        "descend",
        "--landscape",
        "rastrigin",
        "--optimizer",
        "rmsprop(centered=true, momentum=0.5)",
        "--start",
        "1.3,-2.2",
        "--steps",
        "500",
        "--csv",
    ];
    assert_eq!(stdout(&command), stdout(&command));
}

#[test]
fn the_default_output_is_a_short_table() {
    let run = stdout(&descend(&[]));
    assert!(
        run.lines().count() < 20 && run.contains("0.00332307"),
        "{run}"
    );
    let point = stdout(&["eval", "--landscape", "bowl", "--at", "-1.5,2"]);
    assert!(point.contains("6.25"), "{point}");
}
