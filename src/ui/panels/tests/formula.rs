//! Tests of the formula field and the sliders of its parameters.

use super::*;

fn landscape(harness: &Harness<Edited>) -> String {
    harness.state().subject().landscape.to_string()
}

/// Replaces the formula.
fn type_formula(harness: &mut Harness<Edited>, language: Language, text: &str) {
    let name = language.say(Word::Formula);
    let field = || Role::MultilineTextInput;
    harness.get_by_role_and_label(field(), name).focus();
    harness.run();
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    harness.run();
    harness.get_by_role_and_label(field(), name).type_text(text);
    harness.run();
}

#[test]
fn a_formula_is_typed_and_its_parameters_become_sliders() {
    let formula = |harness: &Harness<Edited>| harness.state().subject().landscape.clone();
    let mut harness = left_panel("rosenbrock", Language::English);
    choose(&mut harness, Word::Landscape, "Your own formula");
    let same = "formula(of=\"(1 − x)² + 100 (y − x²)²\")";
    assert_eq!(formula(&harness).to_string(), same, "what it was before");
    let mut harness = left_panel("ripples", Language::English);
    choose(&mut harness, Word::Landscape, "Your own formula");
    let with_a = "formula(of=\"x^2 + a*y^2\", a=1)";
    assert_eq!(formula(&harness).to_string(), with_a);
    let slope = slider(&harness, "a");
    slide(&mut harness, slope, 0.9);
    assert!(formula(&harness).number("a").unwrap() > 1.0);
    Source::open("bowl")
        .unwrap()
        .with_scene(harness.state().scene.clone())
        .unwrap();
}

#[test]
fn a_new_name_is_1_until_it_is_set_and_typing_errors_have_a_hint() {
    for language in Language::ALL {
        let mut harness = left_panel("step-sizes", language);
        assert_eq!(landscape(&harness), "formula(of=x^2)");
        type_formula(&mut harness, language, "xy + a");
        assert_eq!(landscape(&harness), "formula(of=\"xy + a\", xy=1, a=1)");
        let is_shown =
            |harness: &Harness<Edited>, text: &str| harness.query_by_label_contains(text).is_some();
        let new = |name| language.say_with(Word::NewParameter, &[("name", name)]);
        assert!(is_shown(&harness, &new("xy")) && is_shown(&harness, &new("a")));
        let meant = language.say_with(Word::DidYouMean, &[("instead", "x·y")]);
        assert!(is_shown(&harness, &meant));
        let a = slider(&harness, "a");
        slide(&mut harness, a, 0.9);
        assert!(is_shown(&harness, &new("xy")) && !is_shown(&harness, &new("a")));
        type_formula(&mut harness, language, "х^2");
        assert!(is_shown(
            &harness,
            &language.say_with(
                Word::NotLatinLetter,
                &[
                    ("letter", "х"),
                    (
                        "script",
                        if language == Language::English {
                            "Cyrillic"
                        } else {
                            "西里尔"
                        }
                    ),
                    ("latin", "x")
                ],
            )
        ));
        type_formula(&mut harness, language, "x*y");
        assert_eq!(landscape(&harness), "formula(of=x*y)");
        Source::open("bowl")
            .unwrap()
            .with_scene(harness.state().scene.clone())
            .unwrap();
    }
}
