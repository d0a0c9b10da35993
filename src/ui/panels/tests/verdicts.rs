//! Tests of the verdicts on runs.

use super::*;
use crate::{math::optimizer, simulation::Simulation, ui::widgets};

/// The simulation of a gallery scene, and its step at 3 s, as in the windows of these tests.
fn simulated(name: &str) -> (Simulation, f64) {
    let source = Source::open(name).unwrap();
    let simulation = simulate(&source, 0, None).unwrap();
    let timeline = Timeline::new(&source.scene.playback, simulation.steps());
    let step = timeline.step_at(3.0);
    (simulation, step)
}

#[test]
fn each_run_shows_its_verdict() {
    for (name, language) in [
        ("step-sizes", Language::English),
        ("learning-rates", Language::Chinese),
    ] {
        let (simulation, step) = simulated(name);
        let Simulation::Landscape(landscape) = &simulation else {
            panic!("a landscape");
        };
        let legend = window(name, language, 304.0, |ui, _, context| right(ui, context));
        for run in landscape.runs.iter() {
            let verdict = language.of(&run.diagnosis(step).verdict.title());
            assert!(
                legend.query_all_by_label_contains(verdict).next().is_some(),
                "{verdict}"
            );
        }
        // The first card is open and shows the advice.
        let found = landscape.runs[0].diagnosis(step);
        let card = left_panel(name, language);
        let advice: String = language.of(&found.advice).chars().skip(1).collect();
        for text in [language.of(&found.verdict.title()), &advice] {
            assert!(
                card.query_all_by_label_contains(text).next().is_some(),
                "{text}"
            );
        }
    }
}

#[test]
fn the_largest_stable_rate_is_marked_on_its_slider() {
    let (simulation, _) = simulated("learning-rates");
    let Simulation::Landscape(landscape) = &simulation else {
        panic!("a landscape");
    };
    let rate = landscape.runs[0].stable_rate.unwrap();
    let entry = optimizer::CATALOGUE.find("gd").unwrap();
    let [low, high] = entry
        .parameters
        .iter()
        .find(|one| one.name == "lr")
        .unwrap()
        .slider;
    assert!((low..=high).contains(&rate), "{rate}");
    let mut harness = left_panel("learning-rates", Language::English);
    let rail = slider(&harness, "lr");
    harness.hover_at(rail.center());
    harness.run_steps(60);
    assert!(
        harness
            .query_all_by_label_contains("Largest stable rate")
            .next()
            .is_some()
    );
    // Pressing at the notch sets this rate, up to the width of a pixel.
    let part = widgets::SliderRow::new("lr", [low, high])
        .logarithmic(true)
        .slider_fraction(rate);
    let range = widgets::handle_range(rail, &egui::Visuals::dark().handle_shape);
    let x = egui::lerp(range.min..=range.max, part);
    slide(&mut harness, rail, (x - rail.left()) / rail.width());
    let set = harness.state().subject().runs[0]
        .optimizer
        .number("lr")
        .unwrap();
    // The slider picks the shortest number within a pixel.
    assert!((set / rate).ln().abs() < 0.15, "{set} for {rate}");
}

/// A diverging run is still healthy in its first steps; the final value is shown beside that verdict.
#[test]
fn a_verdict_names_its_step_and_a_value_is_marked_as_final() {
    let (simulation, step) = simulated("step-sizes");
    let Simulation::Landscape(landscape) = &simulation else {
        panic!("a landscape");
    };
    let now = (step as usize).min(landscape.runs[0].last_step());
    let verdict = landscape.runs[0].diagnosis(step).verdict.title().en;
    let legend = window("step-sizes", Language::English, 304.0, |ui, _, context| {
        right(ui, context)
    });
    let title = format!("Step {now}: {verdict}");
    assert!(
        legend.query_all_by_label(&title).next().is_some(),
        "{title}"
    );
    let card = left_panel("step-sizes", Language::English);
    assert!(card.query_all_by_label_contains("final ").next().is_some());
}

#[test]
fn the_cost_of_a_run_is_its_number_of_evaluations() {
    let legend = window("step-sizes", Language::English, 304.0, |ui, _, context| {
        right(ui, context)
    });
    assert!(
        legend
            .query_all_by_label_contains(" evaluations")
            .next()
            .is_some()
    );
    assert!(legend.query_all_by_label("∇f 10").next().is_none());
    let samples = window("mini-batch", Language::English, 304.0, |ui, _, context| {
        right(ui, context)
    });
    assert!(
        samples
            .query_all_by_label_contains(" sample evaluations")
            .next()
            .is_some()
    );
}
