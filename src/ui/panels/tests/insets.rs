//! Tests of charts and of the explained step, in the panel and as insets.

use super::*;
use crate::{
    scene::{Chart, Quantity},
    simulation::Simulation,
    view::style::scale::fixed_number,
};

fn right_panel(name: &str) -> Harness<'static, Edited> {
    window(name, Language::English, 304.0, |ui, _, context| {
        right(ui, context)
    })
}

#[test]
fn the_step_of_a_run_is_explained_and_another_run_can_be_chosen() {
    let mut harness = right_panel("rosenbrock");
    let source = Source::open("rosenbrock").unwrap();
    let Simulation::Landscape(landscape) = simulate(&source, 0, None).unwrap() else {
        panic!("a landscape");
    };
    let timeline = Timeline::new(&source.scene.playback, landscape.runs.steps);
    let step = timeline.step_at(3.0) as usize;
    let trajectory = &landscape.runs[0].trajectory;
    let change = trajectory.plane_point(step + 1) - trajectory.plane_point(step);
    harness.get_by_label("Δθ = −lr·g");
    for component in change.to_array() {
        let text = fixed_number(component);
        assert!(harness.get_all_by_label(&text).count() >= 1, "{text}");
    }
    choose(&mut harness, Word::Run, "Adam");
    assert_eq!(harness.state().commands, [UiCommand::FocusRun(3)]);
    let momentum = landscape.runs[1].label.en();
    harness.get_all_by_label(momentum).next().unwrap().click();
    harness.run();
    assert_eq!(
        harness.state().commands.last(),
        Some(&UiCommand::FocusRun(1))
    );
}

#[test]
fn charts_are_added_as_insets_and_removed() {
    let mut harness = left_panel("bowl", Language::English);
    harness.get_by_label("Look").click();
    harness.run();
    harness.get_by_label("Loss by step").click();
    harness.run();
    let charts = |harness: &Harness<Edited>| harness.state().scene.look.insets.charts.clone();
    assert_eq!(charts(&harness), [Chart::new(Quantity::Loss, false)]);
    let logarithmic = Language::English.say(Word::HeightLog);
    harness
        .get_by_role_and_label(Role::CheckBox, logarithmic)
        .click();
    harness.run();
    assert_eq!(charts(&harness), [Chart::new(Quantity::Loss, true)]);
    harness.get_by_label("One step explained").click();
    harness.get_by_label("Loss by step").click();
    harness.run();
    let insets = &harness.state().scene.look.insets;
    assert!(insets.explain && insets.charts.is_empty());
}

#[test]
fn a_cloud_has_charts_of_its_own() {
    let mut harness = left_panel("kmeans", Language::English);
    harness.get_by_label("Look").click();
    harness.run();
    let say = |word| Language::English.say(word);
    assert!(harness.query_by_label("Loss by step").is_none());
    assert!(harness.query_by_label(say(Word::NoisePoints)).is_none());
    harness.get_by_label(say(Word::ClusterScores)).click();
    harness.run();
    let charts = &harness.state().scene.look.insets.charts;
    let of: Vec<Quantity> = charts.iter().map(|chart| chart.of).collect();
    assert_eq!(of, [Quantity::Progress, Quantity::Elbow, Quantity::Scores]);
}
