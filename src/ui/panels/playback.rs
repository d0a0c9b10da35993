//! The playback of the scene and the motion of its camera, in the window and in films.

use bevy_egui::egui::Ui;

use super::super::{Action, PanelContext, shortcuts, widgets};
use crate::{
    scene::{Camera, Motion, Pace, Playback, Scene, StepMotion},
    words::{Language, Word},
};

/// The default drift, in degrees to each side.
const DRIFT: f64 = 12.0;
/// The default number of turns in a film.
const TURNS: f64 = 1.0;
/// The default target of the camera: azimuth and elevation in degrees.
const TOWARDS: [f64; 2] = [-90.0, 10.0];

/// The kind of a camera motion, without its amount.
#[derive(Clone, Copy, PartialEq)]
enum MotionKind {
    Still,
    Drift,
    Orbit,
    Towards,
}

/// The length, the pace and the camera.
pub(super) fn panel(ui: &mut Ui, scene: &mut Scene, context: &PanelContext) {
    let language = context.language;
    times(ui, &mut scene.playback, context);
    if context.simulation.steps() > 0 {
        steps(ui, &mut scene.playback, language);
    }
    camera(ui, scene, context);
    let hint = shortcuts::hint(Action::KeepView, language);
    let meaning = format!("{} ({hint})", language.say(Word::ExplainKeepView));
    if ui
        .button(language.say(Word::KeepView))
        .on_hover_text(meaning)
        .clicked()
    {
        context.act(Action::KeepView);
    }
}

fn times(ui: &mut Ui, playback: &mut Playback, context: &PanelContext) {
    let language = context.language;
    let opened = &context.opened.playback;
    widgets::Tuner::new(language.say(Word::Length), [f64::MIN_POSITIVE, 3600.0])
        .meaning(language.say(Word::ExplainPlaybackLength))
        .slider([1.0, 60.0])
        .opened(opened.seconds)
        .logarithmic(true)
        .unit(" s")
        .show(ui, &mut playback.seconds);
    let rests = playback.rest.iter_mut().zip(opened.rest);
    for ((rest, opened), word) in rests.zip([Word::RestBefore, Word::RestAfter]) {
        widgets::Tuner::new(language.say(word), [0.0, 60.0])
            .slider([0.0, 5.0])
            .opened(opened)
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
    let mut stepped = playback.motion == StepMotion::Stepped;
    let (name, meaning) = (
        language.say(Word::Stepped),
        language.say(Word::ExplainStepped),
    );
    if widgets::switch(ui, name, meaning, &mut stepped) {
        playback.motion = if stepped {
            StepMotion::Stepped
        } else {
            StepMotion::Eased
        };
    }
}

fn camera(ui: &mut Ui, scene: &mut Scene, context: &PanelContext) {
    let language = context.language;
    let opened = context.opened_camera();
    let Camera { motion, ease, .. } = scene.camera_of_mut(context.figure);
    let kinds = [
        (MotionKind::Still, Word::MotionStill),
        (MotionKind::Drift, Word::MotionDrift),
        (MotionKind::Orbit, Word::MotionFullTurn),
        (MotionKind::Towards, Word::MotionTowards),
    ];
    let kinds = kinds.map(|(kind, word)| (kind, language.say(word), ""));
    let kind = match motion {
        Motion::Still => MotionKind::Still,
        Motion::Drift(_) => MotionKind::Drift,
        Motion::Orbit(_) => MotionKind::Orbit,
        Motion::Towards { .. } => MotionKind::Towards,
    };
    if let Some(kind) = widgets::choice(ui, language.say(Word::Camera), "", &kind, kinds) {
        *motion = match kind {
            MotionKind::Still => Motion::Still,
            MotionKind::Drift => Motion::Drift(DRIFT),
            MotionKind::Orbit => Motion::Orbit(TURNS),
            MotionKind::Towards => Motion::Towards {
                azimuth: TOWARDS[0],
                elevation: TOWARDS[1],
            },
        };
    }
    match motion {
        Motion::Still => {}
        Motion::Drift(degrees) => {
            let opened = match opened.motion {
                Motion::Drift(degrees) => degrees,
                _ => DRIFT,
            };
            widgets::Tuner::new(language.say(Word::MotionDrift), [-180.0, 180.0])
                .slider([0.0, 60.0])
                .opened(opened)
                .unit("°")
                .show(ui, degrees);
        }
        Motion::Orbit(turns) => {
            let opened_turns = match opened.motion {
                Motion::Orbit(turns) => turns,
                _ => TURNS,
            };
            widgets::Tuner::new(language.say(Word::Turns), [-100.0, 100.0])
                .meaning(language.say(Word::ExplainTurns))
                .slider([-2.0, 2.0])
                .opened(opened_turns)
                .show(ui, turns);
            widgets::Tuner::new(language.say(Word::MotionEase), [0.0, 0.5])
                .meaning(language.say(Word::ExplainMotionEase))
                .opened(opened.ease)
                .show(ui, ease);
        }
        Motion::Towards { azimuth, elevation } => {
            let opened = match opened.motion {
                Motion::Towards { azimuth, elevation } => [azimuth, elevation],
                _ => TOWARDS,
            };
            widgets::Tuner::new(language.say(Word::Azimuth), [-3600.0, 3600.0])
                .slider([-180.0, 180.0])
                .opened(opened[0])
                .unit("°")
                .show(ui, azimuth);
            widgets::Tuner::new(language.say(Word::Elevation), [-90.0, 90.0])
                .opened(opened[1])
                .unit("°")
                .show(ui, elevation);
        }
    }
}
