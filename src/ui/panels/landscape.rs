//! The surface: which function, over which part of the plane, from where the runs start and how long they go on.

use bevy_egui::egui::Ui;
use glam::DVec2;

use super::super::{PanelContext, widgets};
use crate::{
    math::{
        call::{Call, Value},
        landscape::{Domain, Entry},
    },
    scene::{Contours, Height, HeightScale, LandscapeSubject, Scene, Subject, Text, landscapes},
    words::{Language, Word},
};

/// The tolerance that a run gets when one is asked for.
const TOLERANCE: f64 = 1e-6;

/// The choice of the landscape and all that the runs have in common.
pub fn panel(ui: &mut Ui, scene: &mut Scene, context: &PanelContext) {
    let language = context.language;
    if let Some(entry) = choose(ui, scene, language) {
        show_landscape(scene, entry);
    }
    let Subject::Landscape(subject) = &mut scene.subject else {
        return;
    };
    if let Some(entry) = entry(&subject.landscape) {
        widgets::explained(widgets::quiet(ui, entry.formula), entry.reference);
    }
    fit_settings(ui, &mut subject.landscape, language);
    start(ui, subject, language);
    steps(ui, subject, language);
    tolerance(ui, subject, language);
    resolution(ui, subject, language);
    domain(ui, subject, context);
}

fn entry(landscape: &Call) -> Option<&'static Entry> {
    landscapes()
        .iter()
        .copied()
        .find(|entry| entry.name == landscape.name)
}

fn choose(ui: &mut Ui, scene: &Scene, language: Language) -> Option<&'static Entry> {
    let Subject::Landscape(subject) = &scene.subject else {
        return None;
    };
    let options = landscapes()
        .iter()
        .map(|entry| (entry.name, language.of(&entry.title), entry.formula));
    let fitted = entry(&subject.landscape).is_none();
    let own = fitted.then_some((
        subject.landscape.name.as_str(),
        language.say(Word::FittedLine),
        "",
    ));
    let chosen = widgets::choice(
        ui,
        language.say(Word::Landscape),
        language.say(Word::ExplainLandscape),
        &subject.landscape.name.as_str(),
        own.into_iter().chain(options),
    )?;
    landscapes()
        .iter()
        .copied()
        .find(|entry| entry.name == chosen)
}

/// Puts another landscape into a scene. What told of the old one (its words, its levels, starts outside of the new
/// domain) goes with it.
fn show_landscape(scene: &mut Scene, entry: &Entry) {
    let Subject::Landscape(subject) = &mut scene.subject else {
        return;
    };
    let landscape = (entry.build)();
    let domain = landscape.domain();
    subject.landscape = Call::new(entry.name);
    subject.domain = None;
    if !domain.contains(subject.start.into()) {
        // Off the axes of symmetry, on which many of these functions have something special.
        subject.start = domain.at(DVec2::new(0.15, 0.8)).into();
    }
    for run in &mut subject.runs {
        run.start = run.start.filter(|start| domain.contains((*start).into()));
    }
    if scene.figures() > 1 {
        scene.heading = Text::from(entry.title);
    } else {
        scene.title = Text::from(entry.title);
        scene.caption = Text::default();
    }
    scene.look.height = Height {
        scale: if landscape.log_height() {
            HeightScale::Log
        } else {
            HeightScale::Linear
        },
        limit: None,
        ..scene.look.height
    };
    if matches!(scene.look.contours, Contours::Levels(_)) {
        scene.look.contours = Contours::default();
    }
}

/// The file and the columns of a line that is fitted to someone's own data.
fn fit_settings(ui: &mut Ui, call: &mut Call, language: Language) {
    for index in 0..call.arguments.len() {
        let (key, value) = call.arguments[index].clone();
        let name = match key.as_str() {
            "file" => language.say(Word::DataFile).to_owned(),
            _ => format!("{} {key}", language.say(Word::Column)),
        };
        let text = match value {
            Value::Text(text) => text,
            other => other.to_string(),
        };
        if let Some(text) = widgets::text_field(ui, &name, "", &text) {
            call.set(&key, text.as_str());
        }
    }
}

fn start(ui: &mut Ui, subject: &mut LandscapeSubject, language: Language) {
    let (name, meaning) = (language.say(Word::Start), language.say(Word::ExplainStart));
    let speed = subject
        .domain
        .map_or(0.01, |domain| domain.size().max_element() / 400.0);
    widgets::row(ui, name, meaning, |ui, label| {
        widgets::point_fields(ui, label, &mut subject.start, speed)
    });
}

fn steps(ui: &mut Ui, subject: &mut LandscapeSubject, language: Language) {
    let mut steps = subject.steps as f64;
    let changed = widgets::Tuner::new(language.say(Word::Steps), [1.0, 1e6])
        .meaning(language.say(Word::ExplainSteps))
        .slider([1.0, 1e4])
        .logarithmic(true)
        .whole()
        .show(ui, &mut steps);
    if changed {
        subject.steps = steps.round() as usize;
    }
}

fn tolerance(ui: &mut Ui, subject: &mut LandscapeSubject, language: Language) {
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
            .default(TOLERANCE)
            .logarithmic(true)
            .show(ui, tolerance);
    }
}

fn resolution(ui: &mut Ui, subject: &mut LandscapeSubject, language: Language) {
    let mut resolution = f64::from(subject.resolution);
    let changed = widgets::Tuner::new(language.say(Word::Resolution), [16.0, 2048.0])
        .meaning(language.say(Word::ExplainResolution))
        .default(256.0)
        .logarithmic(true)
        .whole()
        .show(ui, &mut resolution);
    if changed {
        subject.resolution = resolution.round() as u32;
    }
}

/// The rectangle that is drawn; an edit that would turn it inside out is not taken.
fn domain(ui: &mut Ui, subject: &mut LandscapeSubject, context: &PanelContext) {
    let language = context.language;
    let natural = super::descents(context).map(|descents| descents.landscape.domain());
    let Some(shown) = subject.domain.or(natural) else {
        return;
    };
    let (name, meaning) = (
        language.say(Word::Domain),
        language.say(Word::ExplainDomain),
    );
    let axes = super::descents(context).map_or(["x", "y"].map(String::from), |descents| {
        let [x, y, _] = descents.axes.clone();
        [x, y]
    });
    let mut sides = [shown.x, shown.y];
    let mut changed = false;
    for (side, axis) in sides.iter_mut().zip(axes) {
        let speed = (side[1] - side[0]) / 400.0;
        changed |= widgets::row(ui, &format!("{name} {axis}"), meaning, |ui, label| {
            widgets::point_fields(ui, label, side, speed)
        });
    }
    if changed && let Ok(domain) = Domain::new(sides[0], sides[1]) {
        subject.domain = Some(domain);
    }
    if subject.domain.is_some() && ui.button(language.say(Word::WholeDomain)).clicked() {
        subject.domain = None;
    }
}
