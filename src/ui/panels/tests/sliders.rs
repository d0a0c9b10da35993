//! Tests of sliders: pressing and double-clicking.

use super::*;
use crate::math::optimizer;

/// Waits until the next press does not count as part of a double click.
fn pause(harness: &mut Harness<Edited>) {
    harness.run_steps(60);
}

fn double_click(harness: &mut Harness<Edited>, slider: Rect, fraction: f32) {
    pause(harness);
    slide(harness, slider, fraction);
    slide(harness, slider, fraction);
    pause(harness);
}

/// The position of the handle on a learning-rate slider, 0 (left) to 1 (right).
fn handle_position(rail: Rect, rate: f64) -> f32 {
    let entry = optimizer::CATALOGUE.find("gd").unwrap();
    let lr = entry.parameters.iter().find(|one| one.name == "lr");
    let part = widgets::SliderRow::new("lr", lr.unwrap().slider)
        .logarithmic(true)
        .slider_fraction(rate);
    let range = widgets::handle_range(rail, &egui::Visuals::dark().handle_shape);
    (egui::lerp(range.min..=range.max, part) - rail.left()) / rail.width()
}

#[test]
fn a_double_click_on_the_handle_or_the_rail_restores_the_opened_value() {
    let mut harness = left_panel("learning-rates", Language::English);
    let optimizers = harness.state().optimizers();
    assert_eq!(optimizers[0], "gd(lr=0.02)");
    let lr = slider(&harness, "lr");
    let rate = |harness: &Harness<Edited>| {
        let run = &harness.state().subject().runs[0];
        run.optimizer.number("lr").unwrap()
    };
    slide(&mut harness, lr, 0.9);
    assert!(rate(&harness) > 0.02);
    assert_eq!(harness.state().optimizers()[1..], optimizers[1..]);
    let at = handle_position(lr, rate(&harness));
    double_click(&mut harness, lr, at);
    assert_eq!(harness.state().optimizers(), optimizers, "on the handle");
    slide(&mut harness, lr, 0.9);
    double_click(&mut harness, lr, 0.4);
    assert_eq!(harness.state().optimizers(), optimizers, "on the rail");
    double_click(&mut harness, lr, handle_position(lr, 0.02));
    assert_eq!(harness.state().optimizers(), optimizers, "where it was");
}

#[test]
fn a_click_elsewhere_before_a_double_click_does_not_make_it_a_triple_click() {
    let mut harness = left_panel("learning-rates", Language::English);
    let opened = harness.state().scene.clone();
    let lr = slider(&harness, "lr");
    slide(&mut harness, lr, 0.2);
    slide(&mut harness, lr, 0.8);
    slide(&mut harness, lr, 0.8);
    assert_eq!(harness.state().scene, opened);
}

#[test]
fn every_slider_can_be_reset() {
    for name in ["multi-start", "lr-heatmap", "kmeans", "gradient-field"] {
        let mut harness = left_panel(name, Language::English);
        expand_sections(&mut harness, Language::English);
        let opened = harness.state().scene.clone();
        let rails = |harness: &Harness<Edited>| -> Vec<(String, Rect)> {
            let sliders = harness.get_all_by(|node| node.role() == Role::Slider);
            let named = |node: egui_kittest::Node| {
                (
                    node.accesskit_node().label().unwrap_or_default(),
                    node.rect(),
                )
            };
            sliders.map(named).collect()
        };
        let count = rails(&harness).len();
        assert!(count > 4, "{name}: {count}");
        for index in 0..count {
            let (label, rail) = rails(&harness)[index].clone();
            for part in [0.8, 0.3] {
                slide(&mut harness, rail, part);
            }
            assert_ne!(harness.state().scene, opened, "{name}: {label}");
            // The rows may have moved.
            let rail = rails(&harness)[index].1;
            double_click(&mut harness, rail, 0.6);
            assert_eq!(harness.state().scene, opened, "{name}: {label}");
        }
    }
}

#[test]
fn a_setting_that_was_not_in_the_scene_is_reset_to_its_default() {
    let mut harness = left_panel("learning-rates", Language::English);
    choose(&mut harness, Word::Optimizer, "Adam");
    let lr = slider(&harness, "lr");
    slide(&mut harness, lr, 0.9);
    assert_ne!(harness.state().optimizers()[0], "adam");
    double_click(&mut harness, lr, 0.5);
    assert_eq!(harness.state().optimizers()[0], "adam");
}
