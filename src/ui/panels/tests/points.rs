//! Tests of the look of points, of classes, and of queries.

use super::*;
use crate::{
    scene::{PointShape, Points},
    simulation::Distance,
    ui::PointQuery,
};

fn points(harness: &Harness<Edited>) -> Points {
    harness.state().scene.look.points.clone()
}

fn say(word: Word) -> &'static str {
    Language::English.say(word)
}

#[test]
fn classes_are_hidden_and_shown_alone() {
    let mut harness = left_panel("iris", Language::English);
    harness
        .get_by_role_and_label(Role::CheckBox, "versicolor")
        .click();
    harness.run();
    assert_eq!(points(&harness).hide, ["versicolor"]);
    let only = || say(Word::Only);
    harness.get_all_by_label(only()).next().unwrap().click();
    harness.run();
    assert_eq!(points(&harness).hide, ["versicolor", "virginica"]);
    harness.get_all_by_label(only()).next().unwrap().click();
    harness.run();
    assert!(points(&harness).hide.is_empty());
}

#[test]
fn other_data_reset_the_chosen_names() {
    let mut harness = left_panel("iris", Language::English);
    let look = &mut harness.state_mut().scene.look;
    look.points.hide = vec!["setosa".into()];
    look.points.color = Some("petal_width".into());
    choose(&mut harness, Word::Data, "breast_cancer");
    assert_eq!(points(&harness), Points::default());
}

#[test]
fn the_look_of_points_follows_its_panel() {
    let mut harness = left_panel("iris", Language::English);
    harness.get_by_label("Look").click();
    harness.run();
    choose(&mut harness, Word::PointShape, say(Word::Spheres));
    assert_eq!(points(&harness).shape, PointShape::Sphere);
    let size = slider(&harness, say(Word::PointSize));
    slide(&mut harness, size, 1.0);
    assert_eq!(points(&harness).size, 10.0);
    harness
        .get_by_role_and_label(Role::CheckBox, say(Word::InAxisUnits))
        .click();
    harness.run();
    let radius = points(&harness).radius.expect("a radius");
    assert!((0.05..0.1).contains(&radius), "{radius}");
    choose(&mut harness, Word::ColorBy, "petal_width");
    choose(&mut harness, Word::SizeBy, "sepal_width");
    let chosen = points(&harness);
    assert_eq!(chosen.color.as_deref(), Some("petal_width"));
    assert_eq!(chosen.size_by.as_deref(), Some("sepal_width"));
    harness
        .get_by_role_and_label(Role::CheckBox, say(Word::Walls))
        .click();
    harness.run();
    assert!(points(&harness).walls);
}

#[test]
fn a_projection_and_clusters_are_chosen_and_set() {
    let mut harness = left_panel("iris", Language::English);
    harness
        .get_by_role_and_label(Role::CheckBox, say(Word::FindClusters))
        .click();
    harness.state_mut().scene.look.points.hide = vec!["setosa".into()];
    harness.run();
    let Subject::Cloud(subject) = &harness.state().scene.figures[0].subject else {
        panic!("a cloud");
    };
    assert_eq!(
        subject.clusters.as_ref().map(|spec| &*spec.name),
        Some("kmeans")
    );
    harness
        .get_by_role_and_label(Role::CheckBox, say(Word::FindClusters))
        .click();
    harness.run();
    assert!(
        points(&harness).hide.is_empty(),
        "clusters have other names"
    );
}

#[test]
fn typing_searches_for_points() {
    let mut harness = window("iris", Language::English, 304.0, |ui, _, context| {
        right(ui, context)
    });
    let field = harness.get_by_role_and_label(Role::TextInput, say(Word::FindPoints));
    field.focus();
    field.type_text("set");
    harness.run();
    let expected = PointQuery {
        search_text: "set".into(),
        ..PointQuery::default()
    };
    assert_eq!(
        harness.state().commands.last(),
        Some(&UiCommand::QueryPoints(expected))
    );
    assert_eq!(PointQuery::default().distance, Distance::Euclidean);
}

/// The number of clusters with checkboxes, and whether noise has one.
fn switches(name: &str) -> (usize, bool) {
    let harness = left_panel(name, Language::English);
    let has = |label: &str| {
        harness
            .query_by_role_and_label(Role::CheckBox, label)
            .is_some()
    };
    let clusters = (1..).take_while(|n| has(&format!("Cluster {n}"))).count();
    (clusters, has("Noise"))
}

#[test]
fn all_clusters_have_switches_and_noise_where_a_method_leaves_some() {
    assert_eq!(switches("kmeans"), (4, false));
    // The maximum number of clusters in the sweep.
    let source = Source::open("dbscan-sweep").unwrap();
    let crate::simulation::Simulation::Cloud(cloud) = simulate(&source, 0, None).unwrap() else {
        panic!("a cloud");
    };
    let found = cloud.clusters().unwrap().counts().unwrap().iter();
    let most = found.copied().fold(0.0, f64::max) as usize;
    assert!(most > 12, "{most}");
    assert_eq!(switches("dbscan-sweep"), (most, true));
}

#[test]
fn noise_is_hidden_as_well_where_one_cluster_is_shown_alone() {
    let mut harness = left_panel("dbscan-sweep", Language::English);
    harness
        .get_all_by_label(say(Word::Only))
        .next()
        .unwrap()
        .click();
    harness.run();
    let hide = points(&harness).hide;
    assert!(
        !hide.contains(&"1".to_owned()) && hide.contains(&"noise".to_owned()),
        "{hide:?}"
    );
}

/// t-SNE has no components, so neither explained variance nor loadings.
#[test]
fn a_projection_without_components_has_no_panels_of_them() {
    for (name, has_components) in [
        ("iris", true),
        ("digits-unfold", false),
        ("dbscan-sweep", false),
    ] {
        let panel = window(name, Language::English, 304.0, |ui, _, context| {
            right(ui, context)
        });
        for word in [Word::ExplainedVariance, Word::Loadings] {
            let found = panel.query_by_label(say(word)).is_some();
            assert_eq!(found, has_components, "{name}: {}", say(word));
        }
    }
}
