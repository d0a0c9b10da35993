//! All scenes of the gallery, in all themes and in wide, square and tall pictures.

use rayon::prelude::*;

use super::*;

const SIZES: [[f32; 2]; 3] = [[1920.0, 1080.0], [1080.0, 1080.0], [1080.0, 1920.0]];

#[test]
fn no_text_is_cut_or_covered() {
    let entries = scenes().par_iter();
    let problems: Vec<String> = entries
        .flat_map_iter(|entry| problems(entry.name))
        .collect();
    assert!(
        problems.is_empty(),
        "{} problems:\n{}",
        problems.len(),
        problems.join("\n")
    );
}

/// The texts of a scene that leave the picture or overlap.
fn problems(name: &str) -> Vec<String> {
    let context = context();
    let mut outcome = outcome(name, |_| ());
    let seconds = outcome.timeline.total_seconds();
    let mut problems = Vec::new();
    for theme in [Theme::Dark, Theme::Light, Theme::Projector] {
        let mut scene = outcome.scene().clone();
        scene.theme = theme;
        let source = outcome.source.edited(scene).unwrap();
        outcome = SceneOutcome::new(Arc::new(source), Some(&outcome)).unwrap();
        for language in Language::ALL {
            let tables = tables(&outcome, language);
            for size in SIZES {
                for part in [0.0, 0.37, 1.0] {
                    let seconds = part * seconds;
                    let texts = texts_of(&context, &outcome, &tables, size, language, seconds);
                    let [x, y] = size;
                    let case = format!("{name} {theme:?} {x}x{y} {language} at {part}");
                    problems.extend(problem(&texts, size).map(|text| format!("{case}: {text}")));
                }
            }
        }
    }
    problems
}

/// The first problem of a picture.
fn problem(texts: &[(String, Rect)], size: [f32; 2]) -> Option<String> {
    // Line boxes are higher than their letters.
    let letters = |covered: &Rect| covered.shrink2(egui::vec2(0.0, 0.2 * covered.height()));
    let picture = Rect::from_min_size(egui::Pos2::ZERO, size.into()).expand(1.0);
    let mut cut = texts
        .iter()
        .filter(|(_, covered)| !picture.contains_rect(letters(covered)));
    if let Some((text, covered)) = cut.next() {
        return Some(format!("{text:?} leaves the picture: {covered:?}"));
    }
    let pairs = (texts.iter().enumerate())
        .flat_map(|(index, one)| texts[..index].iter().map(move |other| (one, other)));
    // Copies of a text are its halo.
    let mut overlapping = pairs
        .filter(|(one, other)| one.0 != other.0 && letters(&one.1).intersects(letters(&other.1)));
    overlapping
        .next()
        .map(|(one, other)| format!("{:?} on {:?} at {:?}", one.0, other.0, one.1.min))
}
