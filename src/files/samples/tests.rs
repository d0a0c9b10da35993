use super::*;
use crate::files::parse_table;

fn defaults() -> SampleOptions {
    SampleOptions::default()
}

fn labelled(label: &str) -> SampleOptions {
    SampleOptions {
        label: Some(label.to_owned()),
        ..defaults()
    }
}

#[test]
fn the_only_text_column_is_the_label() {
    let table = parse_table("x,kind,y\n1,b,2\n3,a,4\n5,b,6\n").unwrap();
    let samples = extract_samples(&table, &defaults()).unwrap();
    assert_eq!(samples.feature_names, ["x", "y"]);
    assert_eq!(samples.features.values(), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    assert_eq!(samples.labels, [0, 1, 0]);
    assert_eq!(
        samples.classes[0],
        Class {
            name: "b".into(),
            count: 2
        }
    );
}

#[test]
fn a_column_of_numbers_can_be_the_label() {
    let table = parse_table("x,y,digit\n1,2,7\n3,4,0\n5,6,7\n").unwrap();
    let samples = extract_samples(&table, &labelled("3")).unwrap();
    assert_eq!(samples.feature_names, ["x", "y"]);
    assert_eq!(samples.labels, [1, 0, 1]);
    assert_eq!(samples.classes[0].name, "0");
}

#[test]
fn without_text_there_are_no_classes() {
    let samples = extract_samples(&parse_table("1,2\n3,4\n").unwrap(), &defaults()).unwrap();
    assert!(samples.labels.is_empty() && samples.classes.is_empty());
}

#[test]
fn features_are_in_the_requested_order() {
    let table = parse_table("x,kind,y,z\n1,b,2,3\n4,a,5,6\n").unwrap();
    let choose = |requested: &[&str]| {
        let columns = requested.iter().map(ToString::to_string).collect();
        extract_samples(
            &table,
            &SampleOptions {
                columns,
                ..defaults()
            },
        )
    };
    let chosen = choose(&["z", "1"]).unwrap();
    assert_eq!(chosen.feature_names, ["z", "x"]);
    assert_eq!(chosen.features.values(), [3.0, 1.0, 6.0, 4.0]);
    assert_eq!(choose(&[]).unwrap().feature_names.len(), 3);
    assert_eq!(choose(&["kind"]), Err(ColumnError::Text("kind".into())));
    assert!(
        choose(&["w"])
            .unwrap_err()
            .to_string()
            .contains("no column `w`")
    );
}

#[test]
fn unusable_columns_are_named() {
    let table = parse_table("x,kind,place\n1,b,here\n3,a,there\n").unwrap();
    let message = |options| extract_samples(&table, &options).unwrap_err().to_string();
    assert_eq!(
        message(defaults()),
        "columns `kind`, `place` hold text; say which one is the label"
    );
    assert_eq!(
        message(labelled("sort")),
        "there is no column `sort`; there are `x`, `kind`, `place`"
    );
    assert_eq!(
        message(labelled("x")),
        "there is no numeric column except the label"
    );
    assert!(extract_samples(&table, &labelled("kind")).is_ok());
}

#[test]
fn whole_matrices_are_shared_instead_of_copied() {
    let table = parse_table("1,2\n3,4\n").unwrap();
    let shared = extract_samples(&table, &defaults()).unwrap().features;
    let own = table.columns()[0].numbers().unwrap().matrix();
    assert!(Arc::ptr_eq(&shared, own));
}

#[test]
fn missing_values_are_refused_dropped_or_averaged() {
    let table = parse_table("x,y,kind\n1,2,a\n,4,b\n3,5,\n5,8,a\n").unwrap();
    let with = |missing| SampleOptions {
        missing,
        ..defaults()
    };
    assert_eq!(
        extract_samples(&table, &defaults())
            .unwrap_err()
            .to_string(),
        "2 values are missing, the first in row 3, column 1 (x); drop these rows (missing: drop) or fill in the \
         column mean (missing: mean)"
    );
    let dropped = extract_samples(&table, &with(WhenMissing::Drop)).unwrap();
    assert_eq!(dropped.features.values(), [1.0, 2.0, 5.0, 8.0]);
    assert_eq!((dropped.row(1), dropped.missing_count), (3, 2));
    assert_eq!(dropped.labels, [0, 0]);
    assert_eq!(dropped.classes[1].count, 0);
    let filled = extract_samples(&table, &with(WhenMissing::Mean)).unwrap();
    assert_eq!(filled.features.row(1), [3.0, 4.0]);
    assert_eq!(filled.classes[2].name, "?");
    // Missing values in other columns do not matter.
    let columns = vec!["y".to_owned()];
    let apart = SampleOptions {
        columns,
        ..labelled("x")
    };
    assert!(extract_samples(&table, &apart).is_err());
    let table = parse_table("x,y,kind\n,2,a\n,4,b\n").unwrap();
    let message = |missing| {
        extract_samples(&table, &with(missing))
            .unwrap_err()
            .to_string()
    };
    assert!(message(WhenMissing::Mean).contains("column `x` holds no value"));
    assert!(message(WhenMissing::Drop).starts_with("0 of 2 rows"));
}

#[test]
fn unreadable_numbers_do_not_become_a_label() {
    let table = parse_table("x,price\n1,5 €\n2,7 €\n3,11 €\n").unwrap();
    assert_eq!(
        extract_samples(&table, &defaults())
            .unwrap_err()
            .to_string(),
        "column 2 (price) holds text, since \"5 €\" in row 2 cannot be read as a number; write plain numbers, or \
         choose the label (label) or the columns to use (columns)"
    );
    assert_eq!(
        extract_samples(&table, &labelled("price"))
            .unwrap()
            .classes
            .len(),
        3
    );
    let columns = vec!["x".to_owned()];
    let chosen = SampleOptions {
        columns,
        ..defaults()
    };
    assert_eq!(extract_samples(&table, &chosen).unwrap().label_column, None);
}

#[test]
fn a_missing_value_becomes_the_mean_without_overflow() {
    let table = parse_table("x,y\n1e308,14.62\n,14.62\n1e308,14.62\n1e308,\n").unwrap();
    let missing = WhenMissing::Mean;
    let filled = extract_samples(
        &table,
        &SampleOptions {
            missing,
            ..defaults()
        },
    )
    .unwrap();
    assert_eq!(
        (filled.features.row(1)[0], filled.features.row(3)[1]),
        (1e308, 14.62)
    );
}
