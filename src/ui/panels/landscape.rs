//! The panel of a landscape: its function, its domain, and the start and number of steps of the runs.

use bevy_egui::egui::{TextEdit, Ui};
use glam::DVec2;

use super::{
    super::{PanelContext, widgets},
    morph,
};
use crate::{
    math::{
        formula::Formula,
        landscape::{Domain, Entry, Landscape},
        spec::Spec,
        words::Bilingual,
    },
    scene::{
        Contours, FAMILIES, FORMULA, Family, Height, HeightScale, LANDSCAPES, LandscapeSubject,
        MAX_CHARACTERS, Scene, Text, formula_spec, formula_text, set_missing_parameters,
    },
    words::{Language, Word},
};

/// The initial formula if the previous landscape cannot be written as one.
const FIRST_FORMULA: &str = "x^2 + a*y^2";
/// The default tolerance once it is switched on.
const TOLERANCE: f64 = 1e-6;

/// The choice of the landscape, and the settings shared by all runs.
pub(super) fn panel(ui: &mut Ui, scene: &mut Scene, context: &PanelContext) {
    let language = context.language;
    let subject = scene.figures[context.figure].subject.landscape();
    let chosen = subject.and_then(|subject| choose(ui, &subject.landscape, language));
    match chosen {
        Some(FORMULA) => type_formula(scene, context),
        Some(name) => {
            if let Some(entry) = LANDSCAPES.get(name) {
                show_landscape(scene, context.figure, entry);
            } else if let Some(family) = FAMILIES.get(name) {
                show_family(scene, context.figure, family);
            }
        }
        None => {}
    }
    let Some(subject) = scene.figures[context.figure].subject.landscape_mut() else {
        return;
    };
    let opened = super::opened_landscape(context);
    let opened_call = opened.map(|opened| &opened.landscape);
    if let Some(family) = FAMILIES.get(&subject.landscape.name) {
        about(ui, family.formula, &family.doc, family.reference, language);
        super::family::settings(ui, &mut subject.landscape, opened_call, family, language);
    } else if let Some(entry) = LANDSCAPES.get(&subject.landscape.name) {
        about(ui, entry.formula, &entry.doc, entry.reference, language);
        for parameter in entry.parameters {
            let spec = &mut subject.landscape;
            widgets::parameter(ui, spec, opened_call, parameter, None, language);
        }
    } else if formula_text(&subject.landscape).is_some() {
        formula(ui, &mut subject.landscape, opened_call, language);
    }
    // A loss with its own penalty needs no second one, unless the scene has one.
    let own = FAMILIES
        .get(&subject.landscape.name)
        .is_some_and(|family| family.parameter("l2").is_some());
    if !own || subject.l2 != 0.0 || subject.morph.is_some() {
        let opened = opened.map_or(0.0, |opened| opened.l2);
        penalty(ui, &mut subject.l2, opened, language);
    }
    let opened_morph = opened.and_then(|opened| opened.morph.as_ref());
    morph::panel(ui, subject, opened_morph, language);
    // Runs start after the morph.
    if let Some(morph) = &subject.morph {
        let rest = &mut scene.playback.rest[0];
        *rest = rest.max((morph.at + morph.seconds).min(60.0));
    }
    start(ui, subject, context);
    steps(ui, subject, opened, language);
    tolerance(ui, subject, opened, language);
    resolution(ui, subject, opened, language);
    domain(ui, subject, context);
}

/// The formula, with its description as a tooltip.
fn about(ui: &mut Ui, formula: &str, doc: &Bilingual, reference: &str, language: Language) {
    let about = format!("{}\n\n{reference}", language.of(doc));
    widgets::explained(widgets::quiet(ui, formula), &about);
}

/// The choice of a landscape; returns the newly chosen name.
pub(super) fn choose(ui: &mut Ui, current: &Spec, language: Language) -> Option<&'static str> {
    let options = LANDSCAPES.iter().map(|entry| {
        (
            entry.name,
            language.of(&entry.title),
            language.of(&entry.doc),
        )
    });
    let typed = (
        FORMULA,
        language.say(Word::OwnFormula),
        language.say(Word::ExplainFormula),
    );
    let family = FAMILIES.get(&current.name);
    let current = match (LANDSCAPES.get(&current.name), family) {
        (Some(entry), _) => entry.name,
        (None, Some(family)) => family.name,
        (None, None) => FORMULA,
    };
    // Landscapes that need a file show an error until they have one; the last valid surface stays visible.
    let own = FAMILIES
        .iter()
        .filter(|family| family.build.generate.is_none());
    let own = own.map(|family| {
        (
            family.name,
            language.of(&family.title),
            language.of(&family.doc),
        )
    });
    widgets::choice(
        ui,
        language.say(Word::Landscape),
        language.say(Word::ExplainLandscape),
        &current,
        [typed].into_iter().chain(own).chain(options),
    )
}

/// The formula of a landscape if it can be typed, otherwise a default.
pub(super) fn typed_formula(landscape: &Spec) -> Spec {
    let text = LANDSCAPES
        .get(&landscape.name)
        .and_then(written)
        .unwrap_or(FIRST_FORMULA);
    let mut spec = formula_spec(text);
    set_missing_parameters(&mut spec);
    spec
}

/// The displayed formula of a landscape, if it parses to the same function.
fn written(entry: &Entry) -> Option<&str> {
    let (_, text) = entry.formula.split_once("= ")?;
    let typed = Formula::parse(text).ok()?;
    let landscape = entry.build_default();
    let agrees = (0..9).all(|k| {
        let part = DVec2::new(f64::from(k % 3), f64::from(k / 3)) * 0.37 + 0.1;
        let at = landscape.domain().at(part);
        let [wanted, found] = [landscape.value(at), typed.value(at)];
        (wanted - found).abs() <= 1e-9 * wanted.abs().max(1.0)
    });
    (typed.parameters().is_empty() && agrees).then_some(text)
}

/// Replaces the landscape by its formula, if it has one that can be typed, otherwise by a bowl.
fn type_formula(scene: &mut Scene, context: &PanelContext) {
    let Some(subject) = scene.figures[context.figure].subject.landscape_mut() else {
        return;
    };
    // The domain stays while the formula is edited.
    let shown = context.simulation.landscape();
    let domain = shown.map(|landscape| landscape.runs.domain);
    subject.domain = subject.domain.or(domain);
    subject.landscape = typed_formula(&subject.landscape);
    name_after(scene, context.figure, Word::OwnFormula.phrase());
}

/// The text of a formula, its error if any, and a row for each of its parameters.
pub(super) fn formula(ui: &mut Ui, spec: &mut Spec, opened: Option<&Spec>, language: Language) {
    let text = formula_text(spec).unwrap_or_default().to_owned();
    let name = language.say(Word::Formula);
    let hint = language.say(Word::ExplainFormula);
    let mut text = text;
    // Applied while typing: errors are shown below, and the last valid surface stays visible.
    let typed = widgets::row(ui, name, hint, |ui, label| {
        let field = TextEdit::multiline(&mut text)
            .char_limit(MAX_CHARACTERS)
            .desired_rows(1)
            .desired_width(f32::INFINITY);
        ui.add(field).labelled_by(label.id).changed()
    });
    if typed {
        spec.set("of", text.as_str());
    }
    let text = formula_text(spec).unwrap_or_default().to_owned();
    let text = text.as_str();
    let formula = match Formula::parse(text) {
        Ok(formula) => formula,
        Err(error) => {
            widgets::error(ui, &error.to_string());
            return;
        }
    };
    // Removes parameters that are no longer in the formula.
    let known = |key: &str| key == "of" || formula.parameters().iter().any(|(name, _)| name == key);
    spec.settings.retain(|(key, _)| known(key));
    // A new name may be a typing error: it is 1, and a hint is shown until it has another value.
    let id = ui.make_persistent_id("new names");
    let mut new: Vec<String> = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    new.extend(set_missing_parameters(spec));
    new.retain(|name| spec.number(name) == Some(1.0));
    for (name, default) in formula.parameters() {
        let mut value = spec.number(name).unwrap_or(*default);
        let opened = opened.and_then(|opened| opened.number(name));
        let changed = widgets::Tuner::new(name, [f64::MIN, f64::MAX])
            .slider([-5.0, 5.0])
            .opened(opened.unwrap_or(*default))
            .show(ui, &mut value);
        if changed {
            spec.set_number(name, value);
        }
        if new.contains(name) {
            widgets::quiet(ui, &new_name(&formula, name, &new, language));
        }
    }
    ui.data_mut(|data| data.insert_temp(id, new));
}

/// The hint for a new name.
fn new_name(formula: &Formula, name: &str, new: &[String], language: Language) -> String {
    let parameters = formula.parameters().iter();
    let set: Vec<&str> = parameters
        .map(|(name, _)| name.as_str())
        .filter(|&name| new.iter().all(|new| new != name))
        .collect();
    let text = language.say_with(Word::NewParameter, &[("name", name)]);
    let Some(suggestion) = formula.suggestion(name, &set) else {
        return text;
    };
    let twin = suggestion.lookalike.map_or(String::new(), |twin| {
        let [letter, latin] = [twin.letter, twin.latin].map(String::from);
        let script = language.of(&twin.script);
        let gaps = [("letter", &*letter), ("script", script), ("latin", &*latin)];
        language.say_with(Word::NotLatinLetter, &gaps)
    });
    let instead = [("instead", suggestion.replacements.join(", "))];
    let instead = instead.each_ref().map(|(gap, text)| (*gap, text.as_str()));
    let meant = language.say_with(Word::DidYouMean, &instead);
    format!("{text} {twin}{meant}")
}

/// The weight of the L2 penalty.
pub(super) fn penalty(ui: &mut Ui, l2: &mut f64, opened: f64, language: Language) {
    widgets::Tuner::new(language.say(Word::Penalty), [0.0, 1000.0])
        .meaning(language.say(Word::ExplainPenalty))
        .slider([0.0, 2.0])
        .opened(opened)
        .show(ui, l2);
}

/// Replaces the landscape by one from data, whose file is not set yet.
fn show_family(scene: &mut Scene, figure: usize, family: &Family) {
    let Some(subject) = scene.figures[figure].subject.landscape_mut() else {
        return;
    };
    subject.landscape = Spec::new(family.name);
    subject.domain = None;
    name_after(scene, figure, family.title);
}

/// Replaces the landscape. Texts, contour levels and starts of the old one are reset.
fn show_landscape(scene: &mut Scene, figure: usize, entry: &Entry) {
    let Some(subject) = scene.figures[figure].subject.landscape_mut() else {
        return;
    };
    let landscape = entry.build_default();
    let domain = landscape.domain();
    subject.landscape = Spec::new(entry.name);
    subject.domain = None;
    if !domain.contains(subject.start.into()) {
        // Off the axes of symmetry, which are special for many of these functions.
        subject.start = domain.at(DVec2::new(0.15, 0.8)).into();
    }
    for run in &mut subject.runs {
        run.start = run.start.filter(|start| domain.contains((*start).into()));
    }
    name_after(scene, figure, entry.title);
    let look = scene.look_of_mut(figure);
    look.height = Height {
        scale: if landscape.has_log_scale() {
            HeightScale::Log
        } else {
            HeightScale::Linear
        },
        limit: None,
        ..look.height
    };
    if matches!(look.contours, Contours::Levels(_)) {
        look.contours = Contours::default();
    }
}

/// Replaces texts about the old landscape.
fn name_after(scene: &mut Scene, figure: usize, title: Bilingual) {
    if scene.figures.len() > 1 {
        scene.figures[figure].title = Text::from(title);
    } else {
        scene.title = Text::from(title);
        scene.caption = Text::default();
    }
}

fn start(ui: &mut Ui, subject: &mut LandscapeSubject, context: &PanelContext) {
    let language = context.language;
    let (name, meaning) = (language.say(Word::Start), language.say(Word::ExplainStart));
    let speed = subject
        .domain
        .map_or(0.01, |domain| domain.size().max_element() / 400.0);
    widgets::row(ui, name, meaning, |ui, label| {
        let coordinates = &mut subject.start[..super::variables(context)];
        widgets::point_fields(ui, label, coordinates, speed)
    });
}

fn steps(
    ui: &mut Ui,
    subject: &mut LandscapeSubject,
    opened: Option<&LandscapeSubject>,
    language: Language,
) {
    let mut steps = subject.steps as f64;
    let opened = opened.map_or(steps, |opened| opened.steps as f64);
    let changed = widgets::Tuner::new(language.say(Word::Steps), [1.0, 1e6])
        .meaning(language.say(Word::ExplainSteps))
        .slider([1.0, 1e4])
        .opened(opened)
        .logarithmic(true)
        .integer()
        .show(ui, &mut steps);
    if changed {
        subject.steps = steps.round() as usize;
    }
}

fn tolerance(
    ui: &mut Ui,
    subject: &mut LandscapeSubject,
    opened: Option<&LandscapeSubject>,
    language: Language,
) {
    let (name, meaning) = (
        language.say(Word::Tolerance),
        language.say(Word::ExplainTolerance),
    );
    let mut on = subject.tolerance.is_some();
    if widgets::switch(ui, name, meaning, &mut on) {
        subject.tolerance = on.then_some(TOLERANCE);
    }
    if let Some(tolerance) = &mut subject.tolerance {
        widgets::Tuner::new("‖∇f‖ <", [f64::MIN_POSITIVE, f64::MAX])
            .meaning(meaning)
            .slider([1e-12, 1.0])
            .opened(
                opened
                    .and_then(|opened| opened.tolerance)
                    .unwrap_or(TOLERANCE),
            )
            .logarithmic(true)
            .show(ui, tolerance);
    }
}

fn resolution(
    ui: &mut Ui,
    subject: &mut LandscapeSubject,
    opened: Option<&LandscapeSubject>,
    language: Language,
) {
    let mut resolution = f64::from(subject.resolution);
    let opened = opened.map_or(resolution, |opened| f64::from(opened.resolution));
    let changed = widgets::Tuner::new(language.say(Word::Resolution), [16.0, 2048.0])
        .meaning(language.say(Word::ExplainResolution))
        .opened(opened)
        .logarithmic(true)
        .integer()
        .show(ui, &mut resolution);
    if changed {
        subject.resolution = resolution.round() as u32;
    }
}

/// The domain; edits that would invert it are ignored.
fn domain(ui: &mut Ui, subject: &mut LandscapeSubject, context: &PanelContext) {
    let language = context.language;
    let runs = context.simulation.landscape().map(|shown| &shown.runs);
    let natural = runs.map(|runs| runs.landscape.domain());
    let Some(shown) = subject.domain.or(natural) else {
        return;
    };
    let (name, meaning) = (
        language.say(Word::Domain),
        language.say(Word::ExplainDomain),
    );
    let axes = runs.map_or(["x", "y"].map(String::from), |runs| {
        let [x, y, _] = runs.axes.clone();
        [x, y]
    });
    let mut sides = [shown.x, shown.y];
    let mut changed = false;
    for (side, axis) in sides.iter_mut().zip(axes).take(super::variables(context)) {
        let speed = (side[1] - side[0]) / 400.0;
        changed |= widgets::row(ui, &format!("{name} {axis}"), meaning, |ui, label| {
            widgets::point_fields(ui, label, side, speed)
        });
    }
    if changed && let Ok(domain) = Domain::new(sides[0], sides[1]) {
        subject.domain = Some(domain);
    }
    if subject.domain.is_some() && ui.button(language.say(Word::NaturalDomain)).clicked() {
        subject.domain = None;
    }
}
