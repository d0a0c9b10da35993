use super::*;
use crate::math::table::Role;

fn words(labels: &[&str]) -> Column {
    Column {
        name: "kind".into(),
        role: Role::Feature,
        values: Values::Words(labels.iter().copied().collect()),
    }
}

fn classes(column: &Column) -> Result<Targets, SamplesError> {
    let rows: Vec<usize> = (0..column.values.len()).collect();
    Targets::classes(column, &rows)
}

fn named(codes: &[usize], names: &[&str]) -> Targets {
    Targets::Classes {
        codes: codes.to_vec(),
        names: names.iter().map(|name| (*name).to_owned()).collect(),
    }
}

#[test]
fn classes_are_in_order_of_their_names() {
    let found = classes(&words(&["virginica", "setosa", "virginica", "setosa"])).unwrap();
    assert_eq!(found, named(&[1, 0, 1, 0], &["setosa", "virginica"]));
    let texts = ["10", "9", "-1", "10", "9", "-1"];
    assert_eq!(
        classes(&words(&texts)).unwrap(),
        named(&[2, 1, 0, 2, 1, 0], &["-1", "9", "10"])
    );
    let numbers = Column::of_numbers("digit", vec![10.0, 2.0, 10.0, 2.0]);
    assert_eq!(
        classes(&numbers).unwrap(),
        named(&[1, 0, 1, 0], &["2", "10"])
    );
    let zeros = Column::of_numbers("sign", vec![0.0, -0.0, 1.0, 1.0]);
    assert_eq!(classes(&zeros).unwrap().class_names(), ["0", "1"]);
}

#[test]
fn a_class_without_rows_is_left_out() {
    let column = words(&["c", "a", "b", "a", "b"]);
    let found = Targets::classes(&column, &[1, 2, 3, 4]).unwrap();
    assert_eq!(found, named(&[0, 1, 0, 1], &["a", "b"]));
}

#[test]
fn labels_that_are_no_classes_are_refused() {
    let message = |column: &Column| classes(column).unwrap_err().to_string();
    let sales = Column::of_numbers("sales", vec![22.1, 10.4, 22.1, 10.4]);
    assert_eq!(
        message(&sales),
        "`sales` holds 2 different numbers in 4 rows, probably not classes; \
         to predict numbers, choose the loss mse, otherwise another label"
    );
    let counts = Column::of_numbers("count", (0..9).map(f64::from).collect());
    assert!(message(&counts).contains("9 different numbers in 9 rows"));
    assert!(message(&words(&["a", "b", "c"])).contains("3 different texts in 3 rows"));
    assert_eq!(
        message(&words(&["a", "a"])),
        "all samples are of class \"a\"; at least two classes are needed"
    );
    assert!(message(&words(&["a", "", "b"])).starts_with("1 value(s) of `kind` are missing"));
}

#[test]
fn many_numbers_are_classes_only_if_this_is_stated() {
    let ages = Column::of_numbers("age", (0..100).map(|i| f64::from(i % 25)).collect());
    let rows: Vec<usize> = (0..100).collect();
    assert_eq!(classes(&ages).unwrap().class_names().len(), 25);
    let error = Targets::inferred_classes(&ages, &rows)
        .unwrap_err()
        .to_string();
    assert_eq!(
        error,
        "`age` holds 25 different numbers in 100 rows, probably not classes; \
         choose the loss mse to predict numbers, or ce if they are classes"
    );
    let digits = Column::of_numbers("digit", (0..100).map(|i| f64::from(i % 10)).collect());
    assert!(Targets::inferred_classes(&digits, &rows).is_ok());
}

#[test]
fn two_samples_of_two_classes_are_enough() {
    assert_eq!(
        classes(&words(&["b", "a"])).unwrap(),
        named(&[1, 0], &["a", "b"])
    );
}

#[test]
fn features_and_targets_must_match_and_be_finite() {
    let new = |values: Vec<f64>, targets| {
        let features = Matrix::new(values.len() / 2, 2, values).unwrap();
        TrainingSamples::new(features, targets).map_err(|error| error.to_string())
    };
    let numbers = |numbers: &[f64]| Targets::Numbers(numbers.to_vec());
    assert!(new(vec![1.0; 4], numbers(&[1.0, 2.0])).is_ok());
    assert_eq!(
        new(vec![1.0, 2.0, 3.0, f64::NAN], numbers(&[1.0, 2.0])).unwrap_err(),
        "sample 2, feature 2: the value is not finite or beyond ±1e100; drop the sample or scale the column"
    );
    let error = new(vec![1.0; 4], numbers(&[1.0, 1e101])).unwrap_err();
    assert!(error.starts_with("sample 2, target"), "{error}");
    let error = new(vec![1.0; 4], numbers(&[1.0])).unwrap_err();
    assert!(error.contains("2 samples have 1 targets"), "{error}");
    assert!(new(vec![1.0; 2], numbers(&[1.0])).is_err());
}

#[test]
fn selected_samples_keep_the_classes() {
    let samples = TrainingSamples::new(
        Matrix::of_column(vec![1.0, 2.0, 3.0]),
        named(&[0, 1, 1], &["a", "b"]),
    )
    .unwrap();
    let selected = samples.select(&[2, 0]);
    assert_eq!(selected.features.values(), [3.0, 1.0]);
    assert_eq!(selected.targets, named(&[1, 0], &["a", "b"]));
    assert_eq!(samples.select(&[0]).targets, named(&[0], &["a", "b"]));
}
