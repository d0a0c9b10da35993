//! The playback of the scene and the motion of its camera, in the window and in films.

use bevy_egui::egui::Ui;

use super::{
    super::{Action, PanelContext, shortcuts, widgets},
    camera_keys,
};
use crate::{
    scene::{Camera, Motion, Pace, Playback, Scene, StepMotion},
    words::{Language, Word},
};

/// The drift after it is chosen, in degrees to each side.
const DEFAULT_DRIFT: f64 = 12.0;
/// The number of turns per film after an orbit is chosen.
const DEFAULT_TURNS: f64 = 1.0;
/// The azimuth and elevation, in degrees, to which the camera moves after that motion is chosen.
const DEFAULT_TOWARDS: [f64; 2] = [-90.0, 10.0];

/// A camera motion without its amount.
#[derive(Clone, Copy, PartialEq)]
enum MotionKind {
    Still,
    Drift,
    Orbit,
    Towards,
    Keys,
}

/// The durations, the pace and motion of the steps, and the motion of the camera.
pub(super) fn panel(ui: &mut Ui, scene: &mut Scene, context: &PanelContext) {
    let language = context.language;
    durations(ui, &mut scene.playback, context);
    if context.simulation.steps() > 0 {
        steps(ui, &mut scene.playback, language);
    }
    camera(ui, scene, context);
    ui.horizontal(|ui| {
        for (action, word, meaning) in [
            (Action::KeepView, Word::KeepView, Word::ExplainKeepView),
            (
                Action::AddCameraKey,
                Word::AddCameraKey,
                Word::ExplainAddCameraKey,
            ),
        ] {
            let hint = shortcuts::key_hint(action, language);
            let meaning = format!("{} ({hint})", language.say(meaning));
            let button = ui.button(language.say(word));
            if button.on_hover_text(meaning).clicked() {
                context.act(action);
            }
        }
    });
}

fn durations(ui: &mut Ui, playback: &mut Playback, context: &PanelContext) {
    let language = context.language;
    let opened = &context.opened.playback;
    widgets::SliderRow::new(language.say(Word::Length), [f64::MIN_POSITIVE, 3600.0])
        .tooltip(language.say(Word::ExplainPlaybackLength))
        .slider_range([1.0, 60.0])
        .reset_value(opened.seconds)
        .logarithmic(true)
        .unit(" s")
        .show(ui, &mut playback.seconds);
    let rests = playback.rest.iter_mut().zip(opened.rest);
    for ((rest, opened), word) in rests.zip([Word::RestBefore, Word::RestAfter]) {
        widgets::SliderRow::new(language.say(word), [0.0, 60.0])
            .slider_range([0.0, 5.0])
            .reset_value(opened)
            .unit(" s")
            .show(ui, rest);
    }
}

fn steps(ui: &mut Ui, playback: &mut Playback, language: Language) {
    let paces = [
        (Pace::Linear, Word::PaceLinear),
        (Pace::Geometric, Word::PaceGeometric),
    ];
    let paces = paces.map(|(pace, word)| (pace, language.say(word), ""));
    let (name, meaning) = (language.say(Word::Pace), language.say(Word::ExplainPace));
    if let Some(pace) = widgets::choice(ui, name, meaning, &playback.pace, paces) {
        playback.pace = pace;
    }
    let mut is_stepped = playback.motion == StepMotion::Stepped;
    let (name, meaning) = (
        language.say(Word::Stepped),
        language.say(Word::ExplainStepped),
    );
    if widgets::checkbox_row(ui, name, meaning, &mut is_stepped) {
        playback.motion = if is_stepped {
            StepMotion::Stepped
        } else {
            StepMotion::Eased
        };
    }
}

fn camera(ui: &mut Ui, scene: &mut Scene, context: &PanelContext) {
    let language = context.language;
    let opened = context.opened_camera();
    let Camera { motion, ease, .. } = scene.camera_of_mut(context.focused_figure);
    let kinds = [
        (MotionKind::Still, Word::MotionStill),
        (MotionKind::Drift, Word::MotionDrift),
        (MotionKind::Orbit, Word::MotionFullTurn),
        (MotionKind::Towards, Word::MotionTowards),
        (MotionKind::Keys, Word::MotionKeys),
    ];
    let kinds = kinds.map(|(kind, word)| (kind, language.say(word), ""));
    let kind = match motion {
        Motion::Still => MotionKind::Still,
        Motion::Drift(_) => MotionKind::Drift,
        Motion::Orbit(_) => MotionKind::Orbit,
        Motion::Towards { .. } => MotionKind::Towards,
        Motion::Keys(_) => MotionKind::Keys,
    };
    if let Some(kind) = widgets::choice(ui, language.say(Word::Camera), "", &kind, kinds) {
        *motion = match kind {
            MotionKind::Still => Motion::Still,
            MotionKind::Drift => Motion::Drift(DEFAULT_DRIFT),
            MotionKind::Orbit => Motion::Orbit(DEFAULT_TURNS),
            MotionKind::Towards => Motion::Towards {
                azimuth: DEFAULT_TOWARDS[0],
                elevation: DEFAULT_TOWARDS[1],
            },
            MotionKind::Keys => return context.act(Action::AddCameraKey),
        };
    }
    match motion {
        Motion::Still => {}
        Motion::Keys(keys) => camera_keys::show(ui, keys, language),
        Motion::Drift(degrees) => {
            let opened = match opened.motion {
                Motion::Drift(degrees) => degrees,
                _ => DEFAULT_DRIFT,
            };
            widgets::SliderRow::new(language.say(Word::MotionDrift), [-180.0, 180.0])
                .slider_range([0.0, 60.0])
                .reset_value(opened)
                .unit("°")
                .show(ui, degrees);
        }
        Motion::Orbit(turns) => {
            let opened_turns = match opened.motion {
                Motion::Orbit(turns) => turns,
                _ => DEFAULT_TURNS,
            };
            widgets::SliderRow::new(language.say(Word::Turns), [-100.0, 100.0])
                .tooltip(language.say(Word::ExplainTurns))
                .slider_range([-2.0, 2.0])
                .reset_value(opened_turns)
                .show(ui, turns);
            widgets::SliderRow::new(language.say(Word::MotionEase), [0.0, 0.5])
                .tooltip(language.say(Word::ExplainMotionEase))
                .reset_value(opened.ease)
                .show(ui, ease);
        }
        Motion::Towards { azimuth, elevation } => {
            let opened = match opened.motion {
                Motion::Towards { azimuth, elevation } => [azimuth, elevation],
                _ => DEFAULT_TOWARDS,
            };
            widgets::SliderRow::new(language.say(Word::Azimuth), [-3600.0, 3600.0])
                .slider_range([-180.0, 180.0])
                .reset_value(opened[0])
                .unit("°")
                .show(ui, azimuth);
            widgets::SliderRow::new(language.say(Word::Elevation), [-90.0, 90.0])
                .reset_value(opened[1])
                .unit("°")
                .show(ui, elevation);
        }
    }
}
