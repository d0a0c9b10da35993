//! Tests of the choices in panels.

use super::*;
use crate::{
    math::{
        cluster, descent::GradientSource, optimizer, projection, schedule, spec::Spec,
        words::Bilingual,
    },
    scene::{LANDSCAPES, Starts},
    ui::widgets,
};

/// Opens the first list with this name, checks that it has all titles, and closes it.
fn assert_offers_all(
    harness: &mut Harness<Edited>,
    language: Language,
    list: Word,
    titles: &[Bilingual],
) {
    let name = language.say(list);
    let mut lists = harness.get_all_by_role_and_label(Role::ComboBox, name);
    lists.next().unwrap().click();
    drop(lists);
    harness.run();
    for title in titles {
        let title = language.of(title);
        let found = harness.query_all_by_role_and_label(Role::Button, title);
        assert!(found.count() > 0, "{name} in {language}: {title}");
    }
    harness.key_press(egui::Key::Escape);
    harness.run();
}

#[test]
fn every_entry_of_the_lists_can_be_chosen_in_both_languages() {
    for language in Language::ALL {
        let mut harness = left_panel("rosenbrock", language);
        let optimizers = optimizer::CATALOGUE.iter().map(|entry| entry.title);
        let schedules = schedule::CATALOGUE.iter().map(|entry| entry.title);
        let landscapes = LANDSCAPES.iter().map(|entry| entry.title);
        for (list, titles) in [
            (Word::Optimizer, optimizers.collect::<Vec<_>>()),
            (Word::Schedule, schedules.collect()),
            (Word::Landscape, landscapes.collect()),
        ] {
            assert_offers_all(&mut harness, language, list, &titles);
        }
    }
}

#[test]
fn every_projection_and_clustering_can_be_chosen_in_both_languages() {
    for language in Language::ALL {
        let mut harness = left_panel("iris", language);
        let say = |word: Word| language.say(word);
        let switch = say(Word::FindClusters);
        harness
            .get_by_role_and_label(Role::CheckBox, switch)
            .click();
        harness.run();
        let projections = projection::CATALOGUE.iter().map(|entry| entry.title);
        let clusterings = cluster::CATALOGUE.iter().map(|entry| entry.title);
        for (list, titles) in [
            (Word::ProjectionMethod, projections.collect::<Vec<_>>()),
            (Word::Clustering, clusterings.collect()),
        ] {
            assert_offers_all(&mut harness, language, list, &titles);
        }
    }
}

#[test]
fn the_mode_of_a_run_can_be_changed() {
    let mut harness = left_panel("bowl", Language::English);
    let say = |word: Word| Language::English.say(word);
    harness.get_by_label(say(Word::Advanced)).click();
    harness.run();
    choose(&mut harness, Word::Gradient, say(Word::CentralDifferences));
    for word in [Word::Ascend, Word::Coordinatewise, Word::ManyStarts] {
        harness
            .get_by_role_and_label(Role::CheckBox, say(word))
            .click();
        harness.run();
    }
    let run = &harness.state().subject().runs[0];
    assert_eq!(run.gradient, GradientSource::Central(1e-4));
    assert!(run.ascend && run.coordinatewise);
    assert_eq!(run.starts, Some(Starts { count: 12, seed: 0 }));
    choose(&mut harness, Word::Gradient, say(Word::ExactGradient));
    assert_eq!(
        harness.state().subject().runs[0].gradient,
        GradientSource::Exact
    );
}

#[test]
fn a_choice_is_set_by_its_title() {
    let entry = optimizer::CATALOGUE.find("annealing").unwrap();
    let mut parameters = entry.parameters.iter();
    let proposal = parameters.find(|one| one.name == "proposal").unwrap();
    let row = |ui: &mut Ui, spec: &mut Spec| {
        widgets::parameter(ui, spec, None, proposal, None, Language::English);
    };
    let mut harness = Harness::new_ui_state(row, Spec::new("annealing"));
    harness
        .get_by_role_and_label(Role::ComboBox, "proposal")
        .click();
    harness.run();
    harness
        .get_by_role_and_label(Role::Button, "gradient step")
        .click();
    harness.run();
    assert_eq!(harness.state().to_string(), "annealing(proposal=gradient)");
}
