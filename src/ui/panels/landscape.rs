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

/// The formula to begin with if that of the previous landscape cannot be typed.
const DEFAULT_FORMULA: &str = "x^2 + a*y^2";
/// The tolerance after it is switched on.
const DEFAULT_TOLERANCE: f64 = 1e-6;

/// The choice of the landscape and its settings, and the settings that all runs share.
pub(super) fn panel(ui: &mut Ui, scene: &mut Scene, context: &PanelContext) {
    let language = context.language;
    let subject = scene.figures[context.focused_figure].subject.landscape();
    let chosen = subject.and_then(|subject| choose(ui, &subject.landscape, language));
    match chosen {
        Some(FORMULA) => switch_to_formula(scene, context),
        Some(name) => {
            if let Some(entry) = LANDSCAPES.get(name) {
                switch_to_landscape(scene, context.focused_figure, entry);
            } else if let Some(family) = FAMILIES.get(name) {
                switch_to_family(scene, context.focused_figure, family);
            }
        }
        None => {}
    }
    let Some(subject) = scene.figures[context.focused_figure]
        .subject
        .landscape_mut()
    else {
        return;
    };
    let opened = super::opened_landscape(context);
    let opened_spec = opened.map(|opened| &opened.landscape);
    if let Some(family) = FAMILIES.get(&subject.landscape.name) {
        formula_with_doc(ui, family.formula, &family.doc, family.reference, language);
        super::family::settings(ui, &mut subject.landscape, opened_spec, family, language);
    } else if let Some(entry) = LANDSCAPES.get(&subject.landscape.name) {
        formula_with_doc(ui, entry.formula, &entry.doc, entry.reference, language);
        for parameter in entry.parameters {
            let spec = &mut subject.landscape;
            widgets::parameter(ui, spec, opened_spec, parameter, None, language);
        }
    } else if formula_text(&subject.landscape).is_some() {
        formula(ui, &mut subject.landscape, opened_spec, language);
    }
    // A landscape that has its own penalty needs no second one, unless the scene already has one.
    let has_own_penalty = FAMILIES
        .get(&subject.landscape.name)
        .is_some_and(|family| family.parameter("l2").is_some());
    if !has_own_penalty || subject.l2 != 0.0 || subject.morph.is_some() {
        let opened = opened.map_or(0.0, |opened| opened.l2);
        penalty(ui, &mut subject.l2, opened, language);
    }
    let opened_morph = opened.and_then(|opened| opened.morph.as_ref());
    morph::panel(ui, subject, opened_morph, language);
    // Runs must not start before the morph ends.
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

/// The formula of a landscape, with its description and source as a tooltip.
fn formula_with_doc(
    ui: &mut Ui,
    formula: &str,
    doc: &Bilingual,
    reference: &str,
    language: Language,
) {
    let tooltip = format!("{}\n\n{reference}", language.of(doc));
    widgets::with_tooltip(widgets::weak_text(ui, formula), &tooltip);
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
    // A landscape that needs a file is an error until it has one; the last valid surface stays visible.
    let from_file = FAMILIES
        .iter()
        .filter(|family| family.build.generate.is_none());
    let from_file = from_file.map(|family| {
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
        [typed].into_iter().chain(from_file).chain(options),
    )
}

/// A spec with the formula of a landscape if it can be typed, otherwise with [`DEFAULT_FORMULA`]. All its parameters
/// are set.
pub(super) fn typed_formula(landscape: &Spec) -> Spec {
    let text = LANDSCAPES
        .get(&landscape.name)
        .and_then(formula_to_type)
        .unwrap_or(DEFAULT_FORMULA);
    let mut spec = formula_spec(text);
    set_missing_parameters(&mut spec);
    spec
}

/// The displayed formula of a landscape, if it can be typed: it has no parameters, and parses to the same function.
fn formula_to_type(entry: &Entry) -> Option<&str> {
    let (_, text) = entry.formula.split_once("= ")?;
    let formula = Formula::parse(text).ok()?;
    let landscape = entry.build_default();
    let agrees = (0..9).all(|k| {
        let fraction = DVec2::new(f64::from(k % 3), f64::from(k / 3)) * 0.37 + 0.1;
        let at = landscape.domain().at(fraction);
        let [expected, found] = [landscape.value(at), formula.value(at)];
        (expected - found).abs() <= 1e-9 * expected.abs().max(1.0)
    });
    (formula.parameters().is_empty() && agrees).then_some(text)
}

/// Replaces the landscape by its formula, or by [`DEFAULT_FORMULA`] if that cannot be typed.
fn switch_to_formula(scene: &mut Scene, context: &PanelContext) {
    let Some(subject) = scene.figures[context.focused_figure]
        .subject
        .landscape_mut()
    else {
        return;
    };
    // Keeps the domain, which would otherwise change with the landscape.
    let landscape = context.simulation.landscape();
    let domain = landscape.map(|landscape| landscape.runs.domain);
    subject.domain = subject.domain.or(domain);
    subject.landscape = typed_formula(&subject.landscape);
    replace_texts(scene, context.focused_figure, Word::OwnFormula.phrase());
}

/// The text of a formula, its error if any, and a row for each of its parameters.
pub(super) fn formula(ui: &mut Ui, spec: &mut Spec, opened: Option<&Spec>, language: Language) {
    let mut text = formula_text(spec).unwrap_or_default().to_owned();
    let name = language.say(Word::Formula);
    let hint = language.say(Word::ExplainFormula);
    // Applied while typing: errors are shown below, and the last valid surface stays visible.
    let is_edited = widgets::row(ui, name, hint, |ui, label| {
        let field = TextEdit::multiline(&mut text)
            .char_limit(MAX_CHARACTERS)
            .desired_rows(1)
            .desired_width(f32::INFINITY);
        ui.add(field).labelled_by(label.id).changed()
    });
    if is_edited {
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
    let is_in_formula =
        |key: &str| key == "of" || formula.parameters().iter().any(|(name, _)| name == key);
    spec.settings.retain(|(key, _)| is_in_formula(key));
    // A new name may be a typing error, so a hint is shown until its value, which is 1 at first, has been changed.
    let id = ui.make_persistent_id("new names");
    let mut new_names: Vec<String> = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    new_names.extend(set_missing_parameters(spec));
    new_names.retain(|name| spec.number(name) == Some(1.0));
    for (name, default) in formula.parameters() {
        let mut value = spec.number(name).unwrap_or(*default);
        let opened = opened.and_then(|opened| opened.number(name));
        let changed = widgets::SliderRow::new(name, [f64::MIN, f64::MAX])
            .slider_range([-5.0, 5.0])
            .reset_value(opened.unwrap_or(*default))
            .show(ui, &mut value);
        if changed {
            spec.set_number(name, value);
        }
        if new_names.contains(name) {
            widgets::weak_text(
                ui,
                &new_parameter_hint(&formula, name, &new_names, language),
            );
        }
    }
    ui.data_mut(|data| data.insert_temp(id, new_names));
}

/// The hint for a new parameter, which may be a typing error.
fn new_parameter_hint(formula: &Formula, name: &str, new: &[String], language: Language) -> String {
    let parameters = formula.parameters().iter();
    let set: Vec<&str> = parameters
        .map(|(name, _)| name.as_str())
        .filter(|&name| new.iter().all(|new| new != name))
        .collect();
    let text = language.say_with(Word::NewParameter, &[("name", name)]);
    let Some(suggestion) = formula.suggestion(name, &set) else {
        return text;
    };
    let lookalike = suggestion.lookalike.map_or(String::new(), |lookalike| {
        let [character, latin] = [lookalike.character, lookalike.latin].map(String::from);
        let script = language.of(&lookalike.script);
        let gaps = [
            ("letter", &*character),
            ("script", script),
            ("latin", &*latin),
        ];
        language.say_with(Word::NotLatinLetter, &gaps)
    });
    let instead = [("instead", suggestion.replacements.join(", "))];
    let instead = instead.each_ref().map(|(gap, text)| (*gap, text.as_str()));
    let meant = language.say_with(Word::DidYouMean, &instead);
    format!("{text} {lookalike}{meant}")
}

/// The weight λ of the L2 penalty.
pub(super) fn penalty(ui: &mut Ui, l2: &mut f64, opened: f64, language: Language) {
    widgets::SliderRow::new(language.say(Word::Penalty), [0.0, 1000.0])
        .tooltip(language.say(Word::ExplainPenalty))
        .slider_range([0.0, 2.0])
        .reset_value(opened)
        .show(ui, l2);
}

/// Replaces the landscape by one from data whose settings are all defaults, and its texts.
fn switch_to_family(scene: &mut Scene, figure: usize, family: &Family) {
    let Some(subject) = scene.figures[figure].subject.landscape_mut() else {
        return;
    };
    subject.landscape = Spec::new(family.name);
    subject.domain = None;
    replace_texts(scene, figure, family.title);
}

/// Replaces the landscape, and resets what does not fit: texts, heights, contour levels, and starts outside its domain.
fn switch_to_landscape(scene: &mut Scene, figure: usize, entry: &Entry) {
    let Some(subject) = scene.figures[figure].subject.landscape_mut() else {
        return;
    };
    let landscape = entry.build_default();
    let domain = landscape.domain();
    subject.landscape = Spec::new(entry.name);
    subject.domain = None;
    if !domain.contains(subject.start.into()) {
        // Not on an axis of symmetry, where the gradient of many landscapes is a special case.
        subject.start = domain.at(DVec2::new(0.15, 0.8)).into();
    }
    for run in &mut subject.runs {
        run.start = run.start.filter(|start| domain.contains((*start).into()));
    }
    replace_texts(scene, figure, entry.title);
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

/// Replaces the title of the figure, or the title of a scene with one figure, whose caption and notes are removed.
fn replace_texts(scene: &mut Scene, figure: usize, title: Bilingual) {
    if scene.figures.len() > 1 {
        scene.figures[figure].title = Text::from(title);
    } else {
        scene.title = Text::from(title);
        (scene.caption, scene.notes) = (Text::default(), Text::default());
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
    let changed = widgets::SliderRow::new(language.say(Word::Steps), [1.0, 1e6])
        .tooltip(language.say(Word::ExplainSteps))
        .slider_range([1.0, 1e4])
        .reset_value(opened)
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
    if widgets::checkbox_row(ui, name, meaning, &mut on) {
        subject.tolerance = on.then_some(DEFAULT_TOLERANCE);
    }
    if let Some(tolerance) = &mut subject.tolerance {
        widgets::SliderRow::new("‖∇f‖ <", [f64::MIN_POSITIVE, f64::MAX])
            .tooltip(meaning)
            .slider_range([1e-12, 1.0])
            .reset_value(
                opened
                    .and_then(|opened| opened.tolerance)
                    .unwrap_or(DEFAULT_TOLERANCE),
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
    let changed = widgets::SliderRow::new(language.say(Word::Resolution), [16.0, 2048.0])
        .tooltip(language.say(Word::ExplainResolution))
        .reset_value(opened)
        .logarithmic(true)
        .integer()
        .show(ui, &mut resolution);
    if changed {
        subject.resolution = resolution.round() as u32;
    }
}

/// The bounds of the domain, and a button that restores the landscape's own. Bounds that are not ascending are ignored.
fn domain(ui: &mut Ui, subject: &mut LandscapeSubject, context: &PanelContext) {
    let language = context.language;
    let runs = context
        .simulation
        .landscape()
        .map(|landscape| &landscape.runs);
    let own_domain = runs.map(|runs| runs.landscape.domain());
    let Some(current) = subject.domain.or(own_domain) else {
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
    let mut sides = [current.x, current.y];
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
