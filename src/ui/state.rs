//! A diagnostic for tests of a real window: the state that a person could see, as one JSON object in a file, replaced
//! whole whenever it changes, so that a test can wait for a state rather than for a time.

use std::path::PathBuf;

use bevy::prelude::*;
use serde_json::{Value, json};

use super::{Document, FilmStatus, Panels, Playback, Work, files::Dialog};
use crate::{
    files,
    scene::Subject,
    simulation::Simulation,
    view::{Canvas, Moment, Shown, Spoken, Tables, Viewpoint},
};

/// The environment variable that names the file; unset, nothing is written.
pub const VARIABLE: &str = "FALLLINE_STATE";

/// The file, and what is in it.
#[derive(Resource)]
pub struct StateFile {
    path: PathBuf,
    written: String,
}

impl StateFile {
    /// A file that is to be written.
    pub fn new(path: PathBuf) -> Self {
        Self {
            path,
            written: String::new(),
        }
    }
}

/// What there is to see.
#[derive(bevy::ecs::system::SystemParam)]
pub struct Seen<'w> {
    document: Res<'w, Document>,
    shown: Res<'w, Shown>,
    panels: Res<'w, Panels>,
    dialog: Res<'w, Dialog>,
    playback: Res<'w, Playback>,
    moment: Res<'w, Moment>,
    viewpoint: Res<'w, Viewpoint>,
    canvas: Res<'w, Canvas>,
    spoken: Res<'w, Spoken>,
    work: Res<'w, Work>,
    tables: Res<'w, Tables>,
    film: Res<'w, FilmStatus>,
}

/// Writes the file if something changed.
pub fn write(mut file: ResMut<StateFile>, seen: Seen) {
    let state = seen.describe().to_string();
    if state == file.written {
        return;
    }
    match files::write_whole(&file.path, state.as_bytes()) {
        Ok(()) => file.written = state,
        Err(error) => warn_once!("{error}"),
    }
}

impl Seen<'_> {
    fn describe(&self) -> Value {
        let scene = self.shown.scene();
        let start = match &scene.subject {
            Subject::Landscape(subject) => Some(subject.start),
            Subject::Cloud(_) => None,
        };
        let (area, pose) = (
            self.canvas.area,
            self.viewpoint.pose(&self.shown, *self.moment),
        );
        json!({
            "scene": self.document.source().origin.to_string(),
            "title": scene.title.en(),
            "playing": self.playback.playing,
            "speed": self.playback.speed,
            "looped": self.playback.looped,
            "seconds": self.moment.seconds,
            "total_seconds": self.shown.timeline.total_seconds(),
            "step": self.shown.step_at(*self.moment),
            "steps": self.shown.simulation.steps(),
            "language": self.spoken.0.code(),
            "theme": format!("{:?}", scene.look.theme).to_lowercase(),
            "projection": format!("{:?}", scene.look.projection).to_lowercase(),
            "panels": {
                "visible": self.panels.visible,
                "right": self.panels.right_open,
                "help": self.panels.help,
                "gallery": self.panels.gallery,
                "film": self.panels.film,
                "file_dialog": self.dialog.is_open(),
            },
            "notice": self.panels.notice,
            "camera": {
                "own": self.viewpoint.own.is_some(),
                "azimuth": pose.azimuth,
                "elevation": pose.elevation,
                "zoom": pose.zoom,
                "target": pose.target.to_array(),
            },
            "start": start,
            "runs": self.runs(),
            "free_rect": [area.min.x, area.min.y, area.size.x, area.size.y],
            "drawn": self.tables.0.is_some(),
            "can_undo": self.document.can_undo(),
            "can_redo": self.document.can_redo(),
            "unsaved": self.document.is_unsaved(),
            "working": self.work.is_running(),
            "filming": self.film.is_working(),
            "film": format!("{:?}", *self.film),
            "error": self.panels.failure.as_ref().or(self.document.error.as_ref()),
        })
    }

    fn runs(&self) -> Vec<Value> {
        let Simulation::Landscape(descents) = &self.shown.simulation else {
            return Vec::new();
        };
        let describe = |run: &crate::simulation::RunOutcome| {
            json!({
                "label": run.label.en(),
                "optimizer": run.optimizer.to_string(),
                "schedule": run.schedule.to_string(),
                "shown": run.shown,
                "last_step": run.last_step(),
                "final_value": run.final_value(),
                "stopped": run.path.stopped,
            })
        };
        descents.runs.iter().map(describe).collect()
    }
}
