//! Tests of heat maps and morphs, and of the limit of text fields.

use super::*;
use crate::{
    math::spec::Spec,
    scene::{Morph, SweepSubject},
    simulation::Simulation,
    view::text::explain::{ExplainedStep, ExplainedTerm},
};

/// The heat map of the first figure.
fn sweep(harness: &Harness<Edited>) -> SweepSubject {
    match &harness.state().scene.figures[0].subject {
        Subject::Sweep(subject) => subject.clone(),
        _ => panic!("not a heat map"),
    }
}

/// Checks that the edited scene can be simulated.
fn check_scene(harness: &Harness<Edited>, name: &str) {
    let source = Source::open(name).unwrap();
    let edited = source.with_scene(harness.state().scene.clone()).unwrap();
    simulate(&edited, 0, None).unwrap();
}

#[test]
fn another_optimizer_and_another_setting_are_swept_over_their_own_range() {
    let mut harness = left_panel("lr-heatmap", Language::English);
    choose(&mut harness, Word::Optimizer, "Adam");
    assert_eq!(sweep(&harness).optimizer.to_string(), "adam");
    assert_eq!(sweep(&harness).key, "lr");
    choose(&mut harness, Word::SweptSetting, "beta1");
    let subject = sweep(&harness);
    assert_eq!((subject.key.as_str(), subject.log), ("beta1", false));
    assert_eq!((subject.from, subject.to), (0.0, 0.99));
    assert!(subject.curves.is_empty(), "they were learning rates");
    check_scene(&harness, "lr-heatmap");
    choose(&mut harness, Word::Optimizer, "Gradient descent");
    assert_eq!(sweep(&harness).key, "lr", "it has no beta1");
    check_scene(&harness, "lr-heatmap");
}

#[test]
fn a_text_field_takes_no_more_than_a_scene_may_hold() {
    let mut harness = left_panel("bowl", Language::English);
    harness.get_by_label("About this scene").click();
    harness.run();
    let field = || Role::MultilineTextInput;
    harness.get_by_role_and_label(field(), "Caption").focus();
    harness.run();
    harness
        .get_by_role_and_label(field(), "Caption")
        .type_text(&"é".repeat(20_000));
    // The field scrolls on for a while.
    harness.run_steps(4);
    assert_eq!(harness.state().scene.caption.en().chars().count(), 10_000);
}

#[test]
fn a_surface_can_be_given_another_shape_at_first() {
    let mut harness = left_panel("bowl", Language::English);
    let click = |harness: &mut Harness<Edited>| {
        harness
            .get_by_role_and_label(Role::CheckBox, "Morph")
            .click();
        harness.run();
    };
    click(&mut harness);
    let morph = |harness: &Harness<Edited>| harness.state().subject().morph.clone();
    assert_eq!(morph(&harness), Some(Morph::default()));
    let type_first = |harness: &mut Harness<Edited>, text: &str| {
        let field = || Role::TextInput;
        harness.get_by_role_and_label(field(), "Initial").focus();
        harness.run();
        harness
            .get_by_role_and_label(field(), "Initial")
            .type_text(text);
        harness.key_press(egui::Key::Enter);
        harness.run();
    };
    type_first(&mut harness, "x^2 + (y");
    assert!(
        harness.query_by_label_contains("column 9").is_some(),
        "the error is shown"
    );
    assert_eq!(morph(&harness), Some(Morph::default()));
    type_first(&mut harness, "x^2 + y^4");
    assert!(harness.query_by_label_contains("column").is_none());
    assert!(morph(&harness).unwrap().from.is_some());
    check_scene(&harness, "bowl");
    let penalty = slider(&harness, "Initial λ");
    click_slider(&mut harness, penalty, 0.9);
    assert!(morph(&harness).unwrap().l2 > 1.0);
    check_scene(&harness, "bowl");
    let length = slider(&harness, "Duration");
    harness.run_steps(60);
    click_slider(&mut harness, length, 0.5);
    assert!(harness.state().scene.playback.rest[0] > 4.0, "runs wait");
    check_scene(&harness, "bowl");
    click(&mut harness);
    assert_eq!(morph(&harness), None);
}

/// The runs of a heat map have the parameters and steps of the optimizer.
#[test]
fn the_charts_and_the_explained_step_of_a_heat_map_are_of_its_own_runs() {
    let panel = window("lr-heatmap", Language::English, 304.0, |ui, _, context| {
        right(ui, context)
    });
    let source = Source::open("lr-heatmap").unwrap();
    let simulation = simulate(&source, 0, None).unwrap();
    let Simulation::Sweep(sweep) = &simulation else {
        panic!("not a heat map");
    };
    let timeline = Timeline::new(&source.scene.playback, simulation.steps());
    let step = timeline.step_at(3.0);
    let written = ExplainedStep::new(&sweep.curves, 0, step).unwrap();
    assert_eq!(written.parameters, ["x", "y"]);
    // The first curve has a rate of 0.001 and starts at (2.5, 2.5).
    let rate = |row: &ExplainedTerm| {
        row.numbers
            .iter()
            .any(|numbers| numbers.starts_with("−0.001·"))
    };
    assert!(written.terms.iter().any(rate), "{written:?}");
    for row in &written.terms {
        for value in &row.values {
            assert!(
                panel.query_all_by_label_contains(value).next().is_some(),
                "{value}"
            );
        }
    }
}

#[test]
fn a_heat_map_offers_no_marks_of_a_landscape() {
    let mut harness = left_panel("lr-heatmap", Language::English);
    harness.get_by_label("Look").click();
    harness.run();
    harness.get_by_role_and_label(Role::CheckBox, "Step arrows");
    for word in [
        "Ball arrows",
        "Tangent",
        "Saddle point",
        "Parameters",
        "One step explained",
    ] {
        let found = harness.query_by_role_and_label(Role::CheckBox, word);
        assert!(found.is_none(), "{word}");
    }
    assert!(
        harness
            .query_by_role_and_label(Role::ComboBox, "Gradient field")
            .is_none()
    );
}

#[test]
fn only_numbers_are_offered_to_be_swept() {
    let mut harness = left_panel("lr-heatmap", Language::English);
    if let Subject::Sweep(subject) = &mut harness.state_mut().scene.figures[0].subject {
        subject.optimizer = Spec::new("annealing");
    }
    harness.run();
    let counts = |harness: &Harness<Edited>| {
        ["cooling", "proposal"].map(|name| harness.query_all_by_label(name).count())
    };
    let [cooling, proposal] = counts(&harness);
    let list = Language::English.say(Word::SweptSetting);
    harness.get_by_role_and_label(Role::ComboBox, list).click();
    harness.run();
    // Each has its row in the panel; the open list adds those that can be swept.
    assert_eq!(counts(&harness), [cooling + 1, proposal]);
}
