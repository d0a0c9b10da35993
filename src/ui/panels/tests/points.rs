//! How points are drawn, which classes are, and what is looked at.

use super::*;
use crate::scene::{PointShape, Points};
use crate::simulation::Distance;
use crate::ui::Inquiry;

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
fn other_data_have_none_of_the_names_that_were_chosen() {
    let mut harness = left_panel("iris", Language::English);
    let look = &mut harness.state_mut().scene.look;
    look.points.hide = vec!["setosa".into()];
    look.points.color = Some("petal_width".into());
    choose(&mut harness, Word::Data, "breast_cancer");
    assert!(points(&harness).is_default());
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
    let Subject::Cloud(subject) = &harness.state().scene.subject else {
        panic!("a cloud");
    };
    assert_eq!(
        subject.clusters.as_ref().map(|call| &*call.name),
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
fn what_is_typed_is_looked_for() {
    let mut harness = window("iris", Language::English, 304.0, |ui, _, context| {
        right(ui, context)
    });
    let field = harness.get_by_role_and_label(Role::TextInput, say(Word::FindPoints));
    field.focus();
    field.type_text("set");
    harness.run();
    let expected = Inquiry {
        wanted: "set".into(),
        ..Inquiry::default()
    };
    assert_eq!(harness.state().asks.last(), Some(&Ask::Inquire(expected)));
    assert_eq!(Inquiry::default().distance, Distance::Euclidean);
}
