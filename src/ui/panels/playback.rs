//! How the scene plays and how its camera moves, in the window and in films.

use bevy_egui::egui::Ui;

use super::super::{Action, PanelContext, shortcuts, widgets};
use crate::{
    scene::{Motion, Pace, Playback, Scene, StepMotion},
    words::{Language, Word},
};

/// A choice of the panel, which keeps its amount beside it.
#[derive(Clone, Copy, PartialEq)]
enum MotionKind {
    Still,
    Drift,
    Orbit,
    Towards,
}

/// Length, pace and the camera.
pub fn panel(ui: &mut Ui, scene: &mut Scene, context: &PanelContext) {
    let language = context.language;
    times(ui, &mut scene.playback, language);
    if context.simulation.steps() > 0 {
        steps(ui, &mut scene.playback, language);
    }
    camera(ui, scene, language);
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

fn times(ui: &mut Ui, playback: &mut Playback, language: Language) {
    let default = Playback::default();
    widgets::Tuner::new(language.say(Word::Length), [f64::MIN_POSITIVE, 3600.0])
        .meaning(language.say(Word::ExplainPlaybackLength))
        .slider([1.0, 60.0])
        .default(default.seconds)
        .logarithmic(true)
        .unit(" s")
        .show(ui, &mut playback.seconds);
    let rests = playback.rest.iter_mut().zip(default.rest);
    for ((rest, default), word) in rests.zip([Word::RestBefore, Word::RestAfter]) {
        widgets::Tuner::new(language.say(word), [0.0, 60.0])
            .slider([0.0, 5.0])
            .default(default)
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

fn camera(ui: &mut Ui, scene: &mut Scene, language: Language) {
    let motion = &mut scene.camera.motion;
    let kinds = [
        (MotionKind::Still, Word::OrbitStill),
        (MotionKind::Drift, Word::OrbitDrift),
        (MotionKind::Orbit, Word::OrbitTurn),
        (MotionKind::Towards, Word::OrbitTowards),
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
            MotionKind::Drift => Motion::default(),
            MotionKind::Orbit => Motion::Orbit(1.0),
            MotionKind::Towards => Motion::Towards {
                azimuth: -90.0,
                elevation: 10.0,
            },
        };
    }
    match motion {
        Motion::Still => {}
        Motion::Drift(degrees) => {
            widgets::Tuner::new(language.say(Word::OrbitDrift), [-180.0, 180.0])
                .slider([0.0, 60.0])
                .default(12.0)
                .unit("°")
                .show(ui, degrees);
        }
        Motion::Orbit(turns) => {
            widgets::Tuner::new(language.say(Word::Turns), [-100.0, 100.0])
                .meaning(language.say(Word::ExplainTurns))
                .slider([-2.0, 2.0])
                .default(1.0)
                .show(ui, turns);
            widgets::Tuner::new(language.say(Word::OrbitEase), [0.0, 0.5])
                .meaning(language.say(Word::ExplainOrbitEase))
                .default(0.0)
                .show(ui, &mut scene.camera.ease);
        }
        Motion::Towards { azimuth, elevation } => {
            widgets::Tuner::new(language.say(Word::Azimuth), [-3600.0, 3600.0])
                .slider([-180.0, 180.0])
                .default(-90.0)
                .unit("°")
                .show(ui, azimuth);
            widgets::Tuner::new(language.say(Word::Elevation), [-90.0, 90.0])
                .default(10.0)
                .unit("°")
                .show(ui, elevation);
        }
    }
}
