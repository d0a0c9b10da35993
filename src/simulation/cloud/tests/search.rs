//! Finding points by text and by key.

use super::*;

#[test]
fn points_are_found_by_names_classes_and_other_text() {
    let csv = "who,kind,place,x,y\nAda,a,Oslo,1,2\nBob,b,Rome,3,5\nCy,a,Rome,,4\nDan,b,Oslo,7,1\n";
    let scene = r#"data: "data.csv", label: "kind", missing: Drop"#;
    let cloud = from_csv(csv, scene).unwrap();
    let details = cloud.details(2, 1);
    // The third row was dropped.
    assert_eq!(
        (details.name, details.row, details.class),
        (Some("Dan"), Some(3), Some("b"))
    );
    assert_eq!(
        (details.texts, details.features, details.omitted_features),
        (vec![("place", "Oslo")], vec![("x", 7.0)], 1)
    );
    assert_eq!(cloud.search("DA"), [2, 0]);
    assert_eq!(cloud.search("rome"), [1]);
    assert_eq!(cloud.search("b"), [1, 2]);
    assert!(cloud.search(" ").is_empty() && cloud.search("zz").is_empty());
    assert_eq!(cloud.rows(&[0, 2]), [0, 3]);
    assert_eq!(
        cloud.hidden_labels(&["b".into(), "none".into()]),
        [1].into()
    );
}

#[test]
fn exact_matches_come_before_prefixes_and_other_matches() {
    let csv = "word,kind,x,y\nmaking,verb,1,2\nKingdom,noun,2,1\nKing,noun,3,5\nasking,verb,0,1\nkings,king,4,4\nÄrzte,noun,1,0\n";
    let scene = r#"data: "data.csv", label: "kind""#;
    let cloud = from_csv(csv, scene).unwrap();
    // The last exact match is one by class.
    assert_eq!(cloud.search("king"), [2, 4, 1, 0, 3]);
    assert_eq!(cloud.search(" KING "), [2, 4, 1, 0, 3]);
    assert_eq!(cloud.search("ärz"), [5]);
    let words = from_scene(r#"data: "words""#).unwrap();
    let first = words.search("king")[0] as usize;
    assert_eq!(words.details(first, 0).name, Some("king"));
}

#[test]
fn clusters_are_hidden_by_number() {
    let scene = r#"data: "moons(n=60)", axes: Columns, clusters: "dbscan(eps=0.3)""#;
    let cloud = generated(scene);
    let keys = ["1", "noise", "0", "-3", "setosa"].map(String::from);
    assert_eq!(
        cloud.hidden_labels(&keys),
        [0, crate::math::cluster::NOISE].into()
    );
}
