//! The state of the window as one JSON object in a file, for tests of a real window, which can wait for a state instead
//! of a time.

use std::{collections::BTreeMap, path::PathBuf};

use bevy::{prelude::*, window::RequestRedraw};
use bevy_egui::{
    EguiContext, EguiFullOutput, PrimaryEguiContext,
    egui::{
        Context,
        accesskit::{Action, Node, NodeId, Role, TreeUpdate},
    },
};
use serde_json::{Value, json};

use super::{
    Closing, Document, FilmStatus, Panels, Playback, PointQuery, PointQueryResult, Work, camera,
    files::Dialog, opening::Opening,
};
use crate::{
    files,
    view::{Canvas, CurrentLanguage, PlaybackTime, SceneOutcome, Tables, ViewSystems, Viewpoint},
};

/// Writes the state of the window to a file, which is replaced atomically whenever the state changes. Needs
/// [`UiPlugin`](super::UiPlugin).
pub(crate) struct StateFilePlugin(pub(crate) PathBuf);

impl Plugin for StateFilePlugin {
    fn build(&self, app: &mut App) {
        app.insert_resource(StateFile {
            path: self.0.clone(),
            written: String::new(),
        })
        .init_resource::<Places>()
        .add_systems(Update, read_places.after(ViewSystems::Paint))
        .add_systems(Last, write.run_if(resource_exists::<SceneOutcome>));
    }
}

/// The file and its contents.
#[derive(Resource)]
struct StateFile {
    path: PathBuf,
    written: String,
}

/// The areas of the widgets that can be clicked or typed into: left, top, width and height in points, by role and name,
/// such as `Button Save`. If a name is repeated, the topmost.
#[derive(Resource, Default)]
struct Places {
    /// In this frame.
    places: BTreeMap<String, [f64; 4]>,
    /// In the previous frame: a new window reaches its position only in its second frame.
    before: BTreeMap<String, [f64; 4]>,
    /// Whether a text field has the focus.
    typing: bool,
    /// The pointer, and whether a button is pressed.
    pointer: (Option<[f32; 2]>, bool),
}

impl Places {
    /// Reads the widgets of a frame.
    fn read(&mut self, update: &TreeUpdate, context: &Context) {
        self.typing = context.text_edit_focused();
        self.pointer = context.input(|input| {
            let at = input.pointer.latest_pos().map(|at| [at.x, at.y]);
            (at, input.pointer.any_down())
        });
        let nodes: BTreeMap<NodeId, &Node> =
            update.nodes.iter().map(|(id, node)| (*id, node)).collect();
        let text = |node: &Node| node.label().or(node.value()).map(ToOwned::to_owned);
        self.before = std::mem::take(&mut self.places);
        for node in nodes.values() {
            let label = node.labelled_by().first().and_then(|id| nodes.get(id));
            let name = label.map_or_else(|| text(node), |label| text(label));
            let (Some(name), Some(bounds)) = (name, node.bounds()) else {
                continue;
            };
            let is_used = node.supports_action(Action::Click) || node.role() == Role::Slider;
            if node.role() == Role::Label || !is_used {
                continue;
            }
            let place = [bounds.x0, bounds.y0, bounds.width(), bounds.height()];
            let known = self.places.entry(format!("{:?} {name}", node.role()));
            let known = known.or_insert(place);
            if place[1] < known[1] {
                *known = place;
            }
        }
    }

    /// Whether nothing has moved since the previous frame.
    fn at_rest(&self) -> bool {
        self.places == self.before
    }

    fn describe(&self) -> Value {
        let rests = |(name, place): &(&String, &[f64; 4])| self.before.get(*name) == Some(*place);
        json!(self.places.iter().filter(rests).collect::<BTreeMap<_, _>>())
    }
}

/// The resources that are described.
#[derive(bevy::ecs::system::SystemParam)]
struct StateInputs<'w> {
    document: Res<'w, Document>,
    shown: Res<'w, SceneOutcome>,
    panels: Res<'w, Panels>,
    dialog: Res<'w, Dialog>,
    opening: Res<'w, Opening>,
    closing: Res<'w, Closing>,
    places: Res<'w, Places>,
    playback: Res<'w, Playback>,
    time: Res<'w, PlaybackTime>,
    viewpoint: Res<'w, Viewpoint>,
    canvas: Res<'w, Canvas>,
    language: Res<'w, CurrentLanguage>,
    work: Res<'w, Work>,
    tables: Res<'w, Tables>,
    film: Res<'w, FilmStatus>,
    query: Res<'w, PointQuery>,
    query_result: Res<'w, PointQueryResult>,
}

/// Reads the widgets of the frame that egui has just run.
fn read_places(
    mut contexts: Query<(&mut EguiContext, &EguiFullOutput), With<PrimaryEguiContext>>,
    mut places: ResMut<Places>,
    mut redraw: MessageWriter<RequestRedraw>,
) {
    let Ok((mut context, output)) = contexts.single_mut() else {
        return;
    };
    let context = context.get_mut();
    context.enable_accesskit();
    let output = output.0.as_ref().map(|output| &output.platform_output);
    if let Some(update) = output.and_then(|output| output.accesskit_update.as_ref()) {
        places.read(update, context);
    }
    if !places.at_rest() {
        redraw.write(RequestRedraw);
    }
}

/// Writes the file if something changed.
fn write(mut file: ResMut<StateFile>, inputs: StateInputs) {
    let state = inputs.describe().to_string();
    if state == file.written {
        return;
    }
    match files::write_atomically(&file.path, state.as_bytes()) {
        Ok(()) => file.written = state,
        Err(error) => warn_once!("{error}"),
    }
}

impl StateInputs<'_> {
    fn describe(&self) -> Value {
        let scene = self.shown.scene();
        let first = &self.shown.figures[0];
        let subject = first.subject();
        let landscape = subject.landscape().map(|subject| subject.start);
        let start = landscape.or(subject.sweep().map(|subject| subject.start));
        let (area, pose) = (self.canvas.area, self.viewpoint.pose(first, *self.time));
        json!({
            "scene": self.document.source().origin.to_string(),
            "title": scene.title.en(),
            "playing": self.playback.playing,
            "speed": self.playback.speed,
            "looped": self.playback.looped,
            "seconds": self.time.seconds,
            "total_seconds": self.shown.timeline.total_seconds(),
            "step": self.shown.step_at(*self.time),
            "steps": self.shown.steps(),
            "language": self.language.0.code(),
            "theme": format!("{:?}", scene.theme).to_lowercase(),
            "projection": format!("{:?}", first.look().projection).to_lowercase(),
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
                "own": self.viewpoint.own[0].is_some(),
                "azimuth": pose.azimuth,
                "elevation": pose.elevation,
                "zoom": pose.zoom,
                "target": pose.target.to_array(),
            },
            "spins": camera::spins(&self.viewpoint, first),
            "chosen": self.query.chosen,
            "neighbours": self.query_result.neighbours.iter().map(|near| near.point).collect::<Vec<_>>(),
            "found": self.query_result.found.len(),
            "selected": self.query.selected.len(),
            "isolated": self.query.isolated,
            "hidden": first.look().points.hide,
            "start": start,
            "figures": self.shown.figures.len(),
            "focus": self.panels.focus,
            "runs": self.runs(),
            "free_rect": [area.min.x, area.min.y, area.size.x, area.size.y],
            "places": self.places.describe(),
            "typing": self.places.typing,
            "pointer": self.places.pointer.0,
            "pressed": self.places.pointer.1,
            "drawn": !self.tables.0.is_empty(),
            "can_undo": self.document.can_undo(),
            "can_redo": self.document.can_redo(),
            "unsaved": self.document.is_unsaved(),
            "working": self.work.is_running() || self.opening.is_running(),
            "preview": self.work.is_preview(),
            "asks_before_leaving": *self.closing == Closing::Asking,
            "filming": self.film.is_working(),
            "film": format!("{:?}", *self.film),
            "error": self.panels.failure.as_ref().or(self.document.error.as_ref()),
        })
    }

    fn runs(&self) -> Vec<Value> {
        let focus = self.panels.focus.min(self.shown.figures.len() - 1);
        let Some(runs) = self.shown.figures[focus].simulation.runs() else {
            return Vec::new();
        };
        let describe = |run: &crate::simulation::RunOutcome| {
            json!({
                "label": run.label.en(),
                "optimizer": run.optimizer.to_string(),
                "schedule": run.schedule.to_string(),
                "shown": run.shown,
                "start": run.trajectory.plane_point(0).to_array(),
                "last_step": run.last_step(),
                "final_value": run.final_value(),
                "stopped": run.trajectory.stop_reason,
            })
        };
        runs.iter().map(describe).collect()
    }
}
