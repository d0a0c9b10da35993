use std::path::Path;

use glam::DVec2;

use super::*;
use crate::scene::open_landscape;

fn open(spec: &str) -> Result<Arc<dyn Landscape>, SceneError> {
    open_in(spec, Path::new(""))
}

fn open_in(spec: &str, base: &Path) -> Result<Arc<dyn Landscape>, SceneError> {
    open_landscape(&spec.parse().unwrap(), base)
}

fn message(spec: &str) -> String {
    open(spec).unwrap_err().to_string()
}

#[test]
fn every_family_is_described_in_both_languages_and_is_listed_if_it_needs_no_file() {
    for family in &FAMILIES {
        for words in [family.title, family.doc] {
            assert!(
                !words.en.is_empty() && !words.zh.is_empty(),
                "{}",
                family.name
            );
        }
        let meanings = (family.build.fields.iter().map(|field| field.meaning))
            .chain(family.parameters.iter().map(|parameter| parameter.meaning));
        for words in meanings {
            assert!(
                !words.en.is_empty() && !words.zh.is_empty(),
                "{}",
                family.name
            );
        }
        assert!(family.build.usage.starts_with(family.name));
        let is_listed = generated().any(|entry| entry.name == family.name);
        assert_eq!(
            is_listed,
            family.build.generate.is_some(),
            "{}",
            family.name
        );
    }
}

#[test]
fn generated_data_follow_their_settings() {
    for name in ["squared_loss", "logistic_loss"] {
        let by_name = open(name).unwrap();
        assert_eq!(by_name.samples(), 100);
        let explicit = open(&format!("{name}(file=generated, n=100, seed=0, noise=1)")).unwrap();
        let other = open(&format!("{name}(seed=1)")).unwrap();
        let at = by_name.domain().at(DVec2::splat(0.3));
        assert_eq!(by_name.value(at), explicit.value(at), "{name}");
        assert_ne!(by_name.value(at), other.value(at), "{name}");
    }
}

#[test]
fn losses_come_from_the_columns_of_a_file() {
    let raw = "squared_loss(file=houses, x1=size, x2=rooms, y=price";
    let best = open(&format!("{raw})")).unwrap();
    assert_eq!(
        best.axis_names(),
        ["w₁ (size)", "w₂ (rooms)", "J(w₁, w₂, b*)"]
    );
    let fixed = open(&format!("{raw}, bias=none)")).unwrap();
    assert_eq!(fixed.axis_names()[2], "J(w₁, w₂)");
    // Half the mean of the squared prices.
    let at_origin = 0.5 * (460.0f64.powi(2) + 232.0f64.powi(2) + 178.0f64.powi(2)) / 3.0;
    assert_eq!(fixed.value(DVec2::ZERO), at_origin);
    let given = open(&format!("{raw}, bias=178)")).unwrap();
    let at_origin = 0.5 * (282.0f64.powi(2) + 54.0f64.powi(2)) / 3.0;
    assert!((given.value(DVec2::ZERO) - at_origin).abs() < 1e-9);
    // A plane through three houses is exact.
    let minimum = best.critical_points()[0];
    assert!(minimum.value < 1e-9, "{minimum:?}");

    let one = open("logistic_loss(file=overlapping, x=x2, y=class)").unwrap();
    assert_eq!((one.samples(), one.axis_names()[1].as_str()), (200, "b"));
    let words = open("logistic_loss(file=iris, x1=1, x2=2, y=species)").map(|_| ());
    let words = words.unwrap_err().to_string();
    assert!(
        words.contains("species holds 3 different values"),
        "{words}"
    );
}

#[test]
fn invalid_settings_are_named_with_an_example() {
    for (spec, parts) in [
        ("squared_loss(x1=1)", &["x1 is a column of a file"][..]),
        (
            "squared_loss(file=houses, x1=1, x2=2, y=3, n=5)",
            &["n is for generated data"],
        ),
        (
            "squared_loss(file=houses, x1=1, x2=2)",
            &["`y` is missing", "write it as squared_loss("],
        ),
        (
            "squared_loss(file=houses, x1=1, x2=2, y=3, scale=big)",
            &["scale is big", "none, max, minmax, mean, zscore, robust"],
        ),
        (
            "squared_loss(file=houses, x1=1, x2=2, y=3, bias=often)",
            &["bias is often", "best, none or a number"],
        ),
        ("squared_loss(l1=-1)", &["l1=-1 is not allowed", "from 0"]),
        (
            "squared_loss(lambda=1)",
            &["no setting lambda", "it takes file"],
        ),
        (
            "logistic_loss(file=houses, x=1, x1=2, y=3)",
            &["give one or the other"],
        ),
        (
            "logistic_loss(file=houses, x=1, y=3)",
            &["houses: price holds 3 different values"],
        ),
        (
            "logistic_loss(correlation=0.5)",
            &["no setting correlation"],
        ),
        ("grid", &["`file` is missing", "write it as grid("]),
        (
            "grid(file=\"no/loss.npy\")",
            &["cannot read no/loss.npy", "no such file"],
        ),
        ("gird(file=\"a.npy\")", &["did you mean \"grid\"?"]),
    ] {
        let message = message(spec);
        for part in parts {
            assert!(message.contains(part), "{spec}: {message}");
        }
        assert!(!message.contains('\n'), "{message}");
    }
}

#[test]
fn a_grid_is_read_from_a_file_with_its_axes() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("bare.csv", "0,1,2\n3,4,5\n6,7,8\n");
    write("axes.csv", ",-1,0,1\n10,1,0,1\n20,2,1,2\n30,5,4,\n");
    let bare = open_in("grid(file=\"bare.csv\")", folder.path()).unwrap();
    // x + 3y, a plane, is interpolated exactly.
    assert!((bare.value(DVec2::new(0.5, 1.5)) - 5.0).abs() < 1e-14);
    let placed = open_in(
        "grid(file=\"bare.csv\", x0=-1, x1=1, y0=0, y1=4)",
        folder.path(),
    )
    .unwrap();
    assert_eq!(
        (placed.domain().x, placed.domain().y),
        ([-1.0, 1.0], [0.0, 4.0])
    );
    let axes = open_in("grid(file=\"axes.csv\")", folder.path()).unwrap();
    assert_eq!(
        (axes.domain().x, axes.domain().y),
        ([-1.0, 1.0], [10.0, 30.0])
    );
    assert_eq!(axes.value(DVec2::new(0.0, 30.0)), 4.0);
    assert!(
        axes.value(DVec2::new(0.5, 25.0)).is_nan(),
        "a corner is missing"
    );

    let refused = |name: &str, text: &str, settings: &str| {
        write(name, text);
        let spec = format!("grid(file=\"{name}\"{settings})");
        open_in(&spec, folder.path()).unwrap_err().to_string()
    };
    assert!(
        refused("ragged.csv", "1,2\n3\n", "").contains("row 2 has 1 cell where 2 are expected")
    );
    assert!(refused("text.csv", "1,2\n3,four\n", "").contains("\"four\" is not a number"));
    assert!(refused("row.csv", "1,2,3\n", "").contains("1 × 3 heights"));
    assert!(refused("gone.csv", "nan,nan\nnan,nan\n", "").contains("too many are missing"));
    assert!(refused("falls.csv", ",2,1\n0,1,2\n1,3,4\n", "").contains("axis x must increase"));
    assert!(refused("a.csv", "1,2\n3,4\n", ", z=loss").contains("no array `loss`; there are `z`"));
    assert!(refused("a.csv", "1,2\n3,4\n", ", x0=1").contains("x0 and x1 are the two ends"));
    assert!(refused("bad.npy", "hello", "").contains("is not a valid NPY file"));
}
