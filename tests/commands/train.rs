//! `train` and `predict`: numbers of known models, saved models, and errors.

use std::fs;

use serde_json::{Value, json as value};
use tempfile::TempDir;

use crate::program::*;

fn asset(file: &str) -> String {
    let root = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    root.join("assets/data")
        .join(file)
        .to_str()
        .unwrap()
        .to_owned()
}

fn reference(file: &str) -> String {
    data(file).to_str().unwrap().to_owned()
}

/// The JSON of `train` with the arguments separated by single spaces in `options`; `~` stands for a space within one.
fn train(file: &str, options: &str) -> Value {
    json(&arguments("train", file, &format!("{options} --json")))
}

fn arguments<'a>(command: &'a str, file: &'a str, options: &'a str) -> Vec<String> {
    let options = options.split(' ').map(|option| option.replace('~', " "));
    [command.to_owned(), file.to_owned()]
        .into_iter()
        .chain(options)
        .collect()
}

fn json(arguments: &[String]) -> Value {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    crate::program::json(&arguments)
}

fn text(arguments: &[String]) -> String {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    stdout(&arguments)
}

fn assert_refused(file: &str, options: &str, parts: &[&str]) {
    let arguments = arguments("train", file, options);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    crate::program::assert_refused(&arguments, parts);
}

fn last(list: &Value) -> f64 {
    list.as_array().unwrap().last().unwrap().as_f64().unwrap()
}

fn length(list: &Value) -> usize {
    list.as_array().unwrap().len()
}

/// The second correction separates the 100 points.
#[test]
fn the_perceptron_corrects_one_sample_a_step() {
    let found = train(
        &reference("perceptron.csv"),
        "--label label --model perceptron(lr=1,by=steps) --test 0",
    );
    assert_close(
        &found["parameters"]["weight"],
        &value!([[9.023747036505533, -5.553763209819126]]),
        1e-12,
    );
    assert_close(&found["parameters"]["bias"], &value!([0]), 1e-12);
    assert_eq!(found["updates_per_epoch"], value!([1, 1, 0]));
    assert_eq!(found["stopped"], "converged");
    assert_eq!(found["confusion"], value!([[50, 0], [0, 50]]));
    assert_eq!(length(&found["test_loss"]), 0);
    let once = train(
        &reference("perceptron.csv"),
        "--label label --model perceptron(by=steps) --test 0 --epochs 1",
    );
    assert_close(
        &once["parameters"]["weight"],
        &value!([[3.0842067084670983, -8.791495356201741]]),
        1e-12,
    );
    assert_close(&once["parameters"]["bias"], &value!([-1]), 1e-12);
    assert_eq!(once["stopped"], "epoch_limit");
    // Of the 100 samples, 35 are wrong.
    assert_eq!(once["accuracy"][1], 0.65);
}

#[test]
fn the_perceptron_stops_after_an_epoch_without_corrections() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("perceptron.npz");
    let model = model.to_str().unwrap();
    let found = train(
        &reference("perceptron_train.csv"),
        &format!("--label label --model perceptron(lr=0.01) --test 0 -o {model}"),
    );
    assert_close(
        &found["parameters"]["weight"],
        &value!([[0.03534528200931455, 0.03089668350319563]]),
        1e-9,
    );
    assert_close(&found["parameters"]["bias"], &value!([0.13]), 1e-9);
    assert_eq!(found["updates_per_epoch"], value!([12, 9, 0]));
    assert_eq!(last(&found["accuracy"]), 1.0);
    assert!(found.get("objective").is_none());
    let test = json(&arguments(
        "predict",
        model,
        &format!("{} --json", reference("perceptron_test.csv")),
    ));
    assert_eq!(test["accuracy"], 1.0);
    assert_eq!(test["predictions"][0], 1.0);
    assert_eq!(test["classes"], value!(["0", "1"]));
}

#[test]
fn logistic_regression_reaches_the_known_optimum() {
    let found = train(
        &asset("separable.csv"),
        "--label class --model logistic --test 0",
    );
    assert_close(
        &found["parameters"]["weight"],
        &value!([[-3.3665785038976264, 0.12306346921196398]]),
        1e-7,
    );
    assert_close(
        &found["parameters"]["bias"],
        &value!([-0.1392910621084108]),
        1e-7,
    );
    assert_close(&found["objective"], &value!(9.756194250662304), 1e-10);
    assert!((last(&found["loss"]) - 0.04081696530482273).abs() < 1e-8);
    assert_eq!(found["accuracy"][0], 0.5);
    assert_eq!(last(&found["accuracy"]), 1.0);
    let printed = text(&arguments(
        "train",
        &asset("separable.csv"),
        "--label class --model logistic --json",
    ));
    let keys = [
        "epochs",
        "loss",
        "accuracy",
        "test_loss",
        "test_accuracy",
        "gradient_norm",
        "parameters",
        "predictions",
        "confusion",
        "stopped",
        "objective",
    ];
    assert_printed_order(&printed, &keys);
}

/// The slider of C, which liblinear solves with a penalized intercept.
#[test]
fn the_strength_of_the_penalty_is_that_of_scikit_learn() {
    for (c, weights, bias) in [
        (
            0.001,
            [-0.00149310117504984, 0.09396977897725484],
            5.570046341942327e-05,
        ),
        (
            1000.0,
            [6.851944321585673, 19.41351712011307],
            8.649581102909965,
        ),
    ] {
        let model = format!("logistic(C={c},penalize_intercept=true)");
        let found = train(
            &asset("overlapping.csv"),
            &format!("--label class --model {model} --test 0"),
        );
        assert_close(&found["parameters"]["weight"], &value!([weights]), 1e-6);
        assert_close(&found["parameters"]["bias"], &value!([bias]), 1e-6);
    }
}

#[test]
fn a_network_trains_by_any_optimizer_and_reports_every_epoch() {
    let options = "--label class --model mlp(hidden=[5,4],activation=tanh) --optimizer adam(lr=0.05) --epochs 30 --scale zscore --seed 3";
    let found = train(&asset("two_moons.csv"), options);
    assert_eq!(found["epochs"], 30);
    for key in [
        "loss",
        "accuracy",
        "test_loss",
        "test_accuracy",
        "gradient_norm",
    ] {
        assert_eq!(length(&found[key]), 31, "{key}");
    }
    assert_eq!(length(&found["gradient_norm"][0]), 3);
    let shapes = [
        ("0.weight", 5),
        ("0.bias", 5),
        ("2.weight", 4),
        ("2.bias", 4),
        ("4.weight", 1),
        ("4.bias", 1),
    ];
    for (name, rows) in shapes {
        assert_eq!(length(&found["parameters"][name]), rows, "{name}");
    }
    assert_eq!(length(&found["parameters"]["2.weight"][0]), 5);
    assert!(last(&found["loss"]) < 0.5 * found["loss"][0].as_f64().unwrap());
    assert!(last(&found["test_accuracy"]) > 0.8);
    assert_eq!(found["stopped"], "epoch_limit");
    assert_eq!(length(&found["predictions"]), 200);
    let tested: f64 = numbers(&found["confusion"]).iter().sum();
    assert_eq!(tested, 40.0);
    assert_eq!(train(&asset("two_moons.csv"), options), found);
    let other = train(
        &asset("two_moons.csv"),
        &options.replace("--seed 3", "--seed 4"),
    );
    assert_ne!(other["loss"], found["loss"]);
}

#[test]
fn numbers_are_predicted_without_accuracy() {
    let options = "--label sales --columns TV,radio --model linear --test 0";
    let found = train(&asset("advertising.csv"), options);
    // scikit-learn's LinearRegression on TV and radio.
    assert_close(
        &found["parameters"]["weight"],
        &value!([[0.04575481510107618, 0.18799422662030914]]),
        1e-9,
    );
    assert_close(
        &found["parameters"]["bias"],
        &value!([2.921099912405138]),
        1e-9,
    );
    assert_eq!(
        (length(&found["accuracy"]), length(&found["confusion"])),
        (0, 0)
    );
    assert!((last(&found["loss"]) * 200.0 - found["objective"].as_f64().unwrap()).abs() < 1e-9);
    let csv = text(&arguments(
        "train",
        &asset("advertising.csv"),
        &format!("{options} --csv"),
    ));
    let mut lines = csv.lines();
    assert_eq!(
        lines.next(),
        Some("epoch,loss,accuracy,test_loss,test_accuracy")
    );
    assert!(
        lines.next().unwrap().starts_with("0,223.")
            && csv.lines().all(|line| line.matches(',').count() == 4)
    );
}

/// The predictions of a saved model are those of the training, and training goes on from its parameters.
#[test]
fn a_saved_model_predicts_alone_and_starts_another_training() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["model.npz", "model.safetensors"] {
        let path = folder.path().join(name);
        let path = path.to_str().unwrap();
        let options = "--model mlp(hidden=[6]) --scale zscore --epochs 20 --test 0";
        let trained = train(&asset("iris.csv"), &format!("{options} -o {path}"));
        let found = json(&arguments(
            "predict",
            path,
            &format!("{} --json", asset("iris.csv")),
        ));
        assert_eq!(found["predictions"], trained["predictions"]);
        assert_eq!(found["accuracy"].as_f64(), Some(last(&trained["accuracy"])));
        assert_eq!(
            found["classes"],
            value!(["setosa", "versicolor", "virginica"])
        );
        let again = train(&asset("iris.csv"), &format!("{options} --init {path}"));
        assert_eq!(again["loss"][0].as_f64(), Some(last(&trained["loss"])));
        let csv = text(&arguments(
            "predict",
            path,
            &format!("{} --csv", asset("iris.csv")),
        ));
        assert!(csv.starts_with("row,species\n0,setosa\n"), "{csv}");
        assert_eq!(csv.lines().count(), 151);
    }
}

fn saved_iris(folder: &TempDir) -> String {
    let path = folder.path().join("iris.npz").to_str().unwrap().to_owned();
    train(&asset("iris.csv"), &format!("--model softmax -o {path}"));
    path
}

#[test]
fn data_without_the_columns_of_a_model_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let model = saved_iris(&folder);
    crate::program::assert_refused(
        &["predict", &model, &asset("two_moons.csv")],
        &[
            "`sepal_length`, `sepal_width`, `petal_length`, `petal_width`",
            "lack",
        ],
    );
    crate::program::assert_refused(
        &["predict", &asset("iris.csv"), &asset("iris.csv")],
        &["is not a valid NPZ or safetensors file"],
    );
    assert_refused(
        &asset("iris.csv"),
        &format!("--model mlp(hidden=[3]) --init {model}"),
        &[
            "0.weight (3, 4), 0.bias (3), 2.weight (3, 3), 2.bias (3)",
            "holds",
            "weight (3, 4), bias (3)",
        ],
    );
}

#[test]
fn a_rate_that_explodes_ends_the_training_and_keeps_what_was_before() {
    let found = train(
        &asset("advertising.csv"),
        "--label sales --columns TV --model linear --optimizer gd(lr=1e3) --batch all --epochs 100",
    );
    assert_eq!(found["stopped"], "diverged");
    let losses = numbers(&found["loss"]);
    assert!(losses.len() > 1 && losses.len() < 100 && losses.iter().all(|loss| loss.is_finite()));
}

#[test]
fn labels_that_cannot_be_learned_are_refused() {
    let file = |content: &str| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data.csv");
        fs::write(&path, content).unwrap();
        (path.to_str().unwrap().to_owned(), folder)
    };
    let (mlp, logistic) = (
        "--label y --model mlp --epochs 1",
        "--label y --model logistic",
    );
    let rows = |y: &dyn Fn(usize) -> String| {
        let rows: String = (0..60).map(|i| format!("{i},{}\n", y(i))).collect();
        file(&format!("x,y\n{rows}"))
    };
    let (path, _folder) = rows(&|i| format!("{}.5", i % 4));
    assert_refused(&path, mlp, &["4 different numbers", "mse"]);
    assert_refused(&path, logistic, &["4 different numbers", "`y`"]);
    let (path, _folder) = rows(&|i| (i % 25).to_string());
    assert_refused(&path, mlp, &["25 different numbers", "mse", "ce"]);
    let (path, _folder) = rows(&|_| "a".to_owned());
    assert_refused(&path, mlp, &["all samples are of class \"a\""]);
    let (path, _folder) = rows(&|i| if i == 7 { "a" } else { "b" }.to_owned());
    assert_refused(
        &path,
        &format!("{logistic} --test 0.9 --seed 1"),
        &["class \"a\"", "training share"],
    );
    let (path, _folder) = rows(&|i| (i % 2).to_string());
    assert_refused(&path, "--model logistic", &["no label", "--label"]);
    assert_refused(
        &path,
        &format!("{mlp} --batch 49"),
        &["49", "48 training samples"],
    );
    let (path, _folder) = file("x,y\n1,a\nnan,b\n3,a\n");
    assert_refused(&path, logistic, &["missing", "row 3"]);
    let (path, _folder) = file("x,y\none,a\ntwo,b\nthree,a\n");
    assert_refused(&path, logistic, &["no numeric column"]);
}

#[test]
fn impossible_models_and_options_are_refused() {
    let iris = asset("iris.csv");
    assert_refused(
        &iris,
        "--model mlp(hidden=[4,0])",
        &["hidden=[4, 0]", "at least 1"],
    );
    assert_refused(
        &iris,
        "--model mlp(hidden=[1000000,1000000])",
        &["TiB of memory", "narrower"],
    );
    assert_refused(&iris, "--model mlpp", &["mlpp", "mlp"]);
    assert_refused(
        &iris,
        "--model logistic",
        &["two classes", "there are 3", "softmax"],
    );
    assert_refused(
        &iris,
        "--model mlp --loss bce",
        &["not defined for these targets"],
    );
    assert_refused(&iris, "--model mlp --loss mes", &["mes", "mse"]);
    assert_refused(
        &iris,
        "--model softmax --loss mse",
        &["softmax", "\"mse\"", "ce"],
    );
    assert_refused(
        &iris,
        "--model softmax --init he",
        &["--init", "--optimizer"],
    );
    assert_refused(&iris, "--model perceptron --optimizer adam", &["own rule"]);
    assert_refused(&iris, "--model mlp --test 1", &["--test", "below 1"]);
    assert_refused(&iris, "--model mlp --batch 0", &["--batch"]);
    assert_refused(&iris, "--model mlp --epochs 0", &["--epochs"]);
    assert_refused(&iris, "--model mlp -o model.pt", &[".npz or .safetensors"]);
    assert_refused(
        &iris,
        "--model mlp -o missing/model.npz",
        &["missing/model.npz"],
    );
    assert_refused(
        &asset("separable.csv"),
        "--label class --model logistic(penalty=none)",
        &["separable", "no finite optimum"],
    );
}

#[test]
fn the_data_are_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let model = saved_iris(&folder);
    let before = fs::read(&model).unwrap();
    assert_refused(
        &model,
        &format!("--label x --model mlp -o {model}"),
        &["is read", "another name"],
    );
    assert_eq!(fs::read(&model).unwrap(), before);
}
