//! Landscapes from data and from grids in files.

use std::fs;

use serde_json::{Value, json as literal};

use crate::program::*;

fn json_of(words: &str) -> Value {
    json(&words.split_whitespace().collect::<Vec<_>>())
}

#[test]
fn losses_on_built_in_and_generated_data_are_evaluated_and_descended() {
    let houses = "squared_loss(file=houses,x1=size,x2=rooms,y=price,scale=zscore)";
    let answer = json_of(&format!("eval --landscape {houses} --at 0,0 --json"));
    // Half the population variance of the three prices.
    assert!(
        (answer["value"].as_f64().unwrap() - 7468.0).abs() < 1e-9,
        "{answer}"
    );
    let hessian = answer["hessian"][0][1].as_f64().unwrap();
    assert!(
        (hessian - 0.9911677144988).abs() < 1e-12,
        "the correlation: {hessian}"
    );
    let path = json_of(&format!(
        "descend --landscape {houses} --optimizer gd(lr=1) --start 0,0 --steps 1000 --json"
    ));
    let end = path["value"][1000].as_f64().unwrap();
    assert!((end - 0.0001470614306813813).abs() < 1e-7, "{end}");
    let penalized = json_of("eval --landscape logistic_loss --param l2=0.5 --at 1,0 --json");
    let free = json_of("eval --landscape logistic_loss --at 1,0 --json");
    let difference = penalized["value"].as_f64().unwrap() - free["value"].as_f64().unwrap();
    assert!((difference - 0.5).abs() < 1e-12, "{difference}");
    let listed = json_of("list landscapes --json");
    for name in ["squared_loss", "logistic_loss", "quadratic"] {
        let entry = listed
            .as_array()
            .unwrap()
            .iter()
            .find(|entry| entry["name"] == name);
        assert!(
            !entry.unwrap()["hyperparameters"]
                .as_array()
                .unwrap()
                .is_empty(),
            "{name}"
        );
    }
}

#[test]
fn a_custom_grid_is_evaluated_and_descended() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("loss.csv");
    let mut text = String::from("beta\\alpha");
    let at = |k: i32| f64::from(k) / 10.0;
    (-20..=20).for_each(|i| text.push_str(&format!(",{}", at(i))));
    for j in -20..=20 {
        text.push_str(&format!("\n{}", at(j)));
        for i in -20..=20 {
            let (x, y) = (at(i), at(j));
            text.push_str(&format!(",{}", x * x + 3.0 * y * y - x * y));
        }
    }
    fs::write(&path, text).unwrap();
    let landscape = format!("grid(file=\"{}\")", path.display());
    let answer = json(&[
        "eval",
        "--landscape",
        &landscape,
        "--at",
        "0.55,-1.23",
        "--json",
    ]);
    let near = |found: &Value, expected: f64| (found.as_f64().unwrap() - expected).abs() < 1e-9;
    assert!(near(
        &answer["value"],
        0.55 * 0.55 + 3.0 * 1.23 * 1.23 + 0.55 * 1.23
    ));
    assert!(near(&answer["gradient"][0], 2.0 * 0.55 + 1.23));
    assert!(near(&answer["hessian"][0][1], -1.0));
    let run = json(&[
        "descend",
        "--landscape",
        &landscape,
        "--optimizer",
        "gd(lr=0.1)",
        "--start",
        "1.5,1",
        "--steps",
        "300",
        "--json",
    ]);
    assert!(near(&run["path"][300][0], 0.0) && near(&run["path"][300][1], 0.0));
    let minima = json(&[
        "minima",
        "--landscape",
        &landscape,
        "--grid",
        "16",
        "--json",
    ]);
    assert_eq!(minima["points"][0]["kind"], literal!("minimum"));
    assert_refused(
        &["eval", "--landscape", &landscape, "--at", "9,9"],
        &["is not defined", "choose another point"],
    );
}

#[test]
fn a_single_pit_in_a_plain_is_one_minimum() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("spike.csv");
    let row = |j: usize| -> String {
        let heights = (0..11).map(|i| if (i, j) == (5, 5) { "0.1" } else { "5" });
        heights.collect::<Vec<_>>().join(",")
    };
    fs::write(&path, (0..11).map(row).collect::<Vec<_>>().join("\n")).unwrap();
    let landscape = format!("grid(file=\"{}\")", path.display());
    let found = json(&["minima", "--landscape", &landscape, "--json"]);
    let points = found["points"].as_array().unwrap();
    assert_eq!(points.len(), 1, "{found}");
    assert_eq!(points[0]["kind"], literal!("minimum"));
    assert!((points[0]["value"].as_f64().unwrap() - 0.1).abs() < 1e-12);
    // Second derivatives are discontinuous on the lines between cells.
    let at = |at: &str| json(&["eval", "--landscape", &landscape, "--at", at, "--json"]);
    assert!(at("5,5")["hessian"].is_null());
    assert_eq!(at("4.5,5.5")["hessian"].as_array().unwrap().len(), 2);
    assert_eq!(at("1.5,2.25")["value"], literal!(5.0));
}
