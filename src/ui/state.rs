//! Writes the state of the window to a file as a JSON object, so that tests of a real window can wait for a state
//! instead of a fixed time.

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
    Closing, Document, ExportStatus, Panels, Playback, PointQuery, PointQueryResult, Simulator,
    camera, file_dialog::FileDialog, opening::Opening,
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
            contents: String::new(),
        })
        .init_resource::<WidgetAreas>()
        .add_systems(Update, read_widgets.after(ViewSystems::Paint))
        .add_systems(Last, write.run_if(resource_exists::<SceneOutcome>));
    }
}

/// The file, and the contents last written to it.
#[derive(Resource)]
struct StateFile {
    path: PathBuf,
    contents: String,
}

/// The areas of the widgets that can be clicked, dragged or typed into: left, top, width and height in points, by role
/// and name, such as `Button Save`. If several widgets have the same role and name, the area of the topmost.
#[derive(Resource, Default)]
struct WidgetAreas {
    /// In this frame.
    current: BTreeMap<String, [f64; 4]>,
    /// In the previous frame. An area is written only if it is the same in both: an egui window reaches its final
    /// position in its second frame.
    previous: BTreeMap<String, [f64; 4]>,
    /// Whether a text field has the focus.
    is_typing: bool,
    /// The position of the pointer in points, if it is in the window.
    pointer: Option<[f32; 2]>,
    /// Whether any mouse button is pressed.
    is_pressed: bool,
}

impl WidgetAreas {
    /// Reads the widgets of a frame.
    fn read(&mut self, update: &TreeUpdate, context: &Context) {
        self.is_typing = context.text_edit_focused();
        (self.pointer, self.is_pressed) = context.input(|input| {
            let at = input.pointer.latest_pos().map(|at| [at.x, at.y]);
            (at, input.pointer.any_down())
        });
        let nodes: BTreeMap<NodeId, &Node> =
            update.nodes.iter().map(|(id, node)| (*id, node)).collect();
        let text = |node: &Node| node.label().or(node.value()).map(ToOwned::to_owned);
        self.previous = std::mem::take(&mut self.current);
        for node in nodes.values() {
            let label = node.labelled_by().first().and_then(|id| nodes.get(id));
            let name = label.map_or_else(|| text(node), |label| text(label));
            let (Some(name), Some(bounds)) = (name, node.bounds()) else {
                continue;
            };
            let is_interactive = node.supports_action(Action::Click) || node.role() == Role::Slider;
            if node.role() == Role::Label || !is_interactive {
                continue;
            }
            let area = [bounds.x0, bounds.y0, bounds.width(), bounds.height()];
            let entry = self.current.entry(format!("{:?} {name}", node.role()));
            let topmost = entry.or_insert(area);
            if area[1] < topmost[1] {
                *topmost = area;
            }
        }
    }

    /// Whether no widget has moved, appeared or disappeared since the previous frame.
    fn is_unchanged(&self) -> bool {
        self.current == self.previous
    }

    /// The areas that are the same as in the previous frame.
    fn to_json(&self) -> Value {
        let is_same = |(name, area): &(&String, &[f64; 4])| self.previous.get(*name) == Some(*area);
        json!(
            self.current
                .iter()
                .filter(is_same)
                .collect::<BTreeMap<_, _>>()
        )
    }
}

/// The resources whose state is written.
#[derive(bevy::ecs::system::SystemParam)]
struct StateInputs<'w> {
    document: Res<'w, Document>,
    outcome: Res<'w, SceneOutcome>,
    panels: Res<'w, Panels>,
    dialog: Res<'w, FileDialog>,
    opening: Res<'w, Opening>,
    closing: Res<'w, Closing>,
    areas: Res<'w, WidgetAreas>,
    playback: Res<'w, Playback>,
    time: Res<'w, PlaybackTime>,
    viewpoint: Res<'w, Viewpoint>,
    canvas: Res<'w, Canvas>,
    language: Res<'w, CurrentLanguage>,
    simulator: Res<'w, Simulator>,
    tables: Res<'w, Tables>,
    export: Res<'w, ExportStatus>,
    query: Res<'w, PointQuery>,
    query_result: Res<'w, PointQueryResult>,
}

/// Reads the widgets of the frame that egui has just run.
fn read_widgets(
    mut contexts: Query<(&mut EguiContext, &EguiFullOutput), With<PrimaryEguiContext>>,
    mut areas: ResMut<WidgetAreas>,
    mut redraw: MessageWriter<RequestRedraw>,
) {
    let Ok((mut context, output)) = contexts.single_mut() else {
        return;
    };
    let context = context.get_mut();
    context.enable_accesskit();
    let output = output.0.as_ref().map(|output| &output.platform_output);
    if let Some(update) = output.and_then(|output| output.accesskit_update.as_ref()) {
        areas.read(update, context);
    }
    if !areas.is_unchanged() {
        redraw.write(RequestRedraw);
    }
}

/// Writes the file if the state has changed.
fn write(mut file: ResMut<StateFile>, inputs: StateInputs) {
    let state = inputs.to_json().to_string();
    if state == file.contents {
        return;
    }
    match files::write_atomically(&file.path, state.as_bytes()) {
        Ok(()) => file.contents = state,
        Err(error) => warn_once!("{error}"),
    }
}

impl StateInputs<'_> {
    fn to_json(&self) -> Value {
        let scene = self.outcome.scene();
        let first = &self.outcome.figures[0];
        let subject = first.subject();
        let landscape = subject.landscape().map(|subject| subject.start);
        let start = landscape.or(subject.sweep().map(|subject| subject.start));
        let area = self.canvas.area;
        let tables = self.tables.0.first();
        let pose = tables.map(|tables| self.viewpoint.pose(first, tables, *self.time));
        json!({
            "scene": self.document.source().origin.to_string(),
            "title": scene.title.en(),
            "playing": self.playback.playing,
            "speed": self.playback.speed,
            "looped": self.playback.looped,
            "seconds": self.time.seconds,
            "total_seconds": self.outcome.timeline.total_seconds(),
            "step": self.outcome.step_at(*self.time),
            "steps": self.outcome.steps(),
            "language": self.language.0.code(),
            "theme": format!("{:?}", scene.theme).to_lowercase(),
            "projection": format!("{:?}", first.look().projection).to_lowercase(),
            "panels": {
                "visible": self.panels.visible,
                "right": self.panels.right_open,
                "help": self.panels.help_open,
                "gallery": self.panels.gallery_open,
                "film": self.panels.export_open,
                "file_dialog": self.dialog.is_open(),
            },
            "notice": self.panels.notice,
            "camera": {
                "own": self.viewpoint.own[0].is_some(),
                "azimuth": pose.map(|pose| pose.azimuth),
                "elevation": pose.map(|pose| pose.elevation),
                "zoom": pose.map(|pose| pose.zoom),
                "target": pose.map(|pose| pose.target.to_array()),
                "keys": first.camera().keys().len(),
            },
            "spins": camera::spins(&self.viewpoint, first),
            "chosen": self.query.chosen,
            "neighbours": self.query_result.neighbours.iter().map(|near| near.point).collect::<Vec<_>>(),
            "found": self.query_result.found.len(),
            "selected": self.query.selected.len(),
            "isolated": self.query.isolated,
            "hidden": first.look().points.hide,
            "start": start,
            "figures": self.outcome.figures.len(),
            "focus": self.panels.focused_figure,
            "runs": self.runs_to_json(),
            "free_rect": [area.min.x, area.min.y, area.size.x, area.size.y],
            "places": self.areas.to_json(),
            "typing": self.areas.is_typing,
            "pointer": self.areas.pointer,
            "pressed": self.areas.is_pressed,
            "drawn": !self.tables.0.is_empty(),
            "can_undo": self.document.can_undo(),
            "can_redo": self.document.can_redo(),
            "unsaved": self.document.is_unsaved(),
            "working": self.simulator.is_running() || self.opening.is_running(),
            "preview": self.simulator.shows_preview(),
            "asks_before_leaving": *self.closing == Closing::Asking,
            "filming": self.export.is_running(),
            "film": format!("{:?}", *self.export),
            "error": self.panels.command_error.as_ref().or(self.document.error.as_ref()),
        })
    }

    fn runs_to_json(&self) -> Vec<Value> {
        let figure = self
            .panels
            .focused_figure
            .min(self.outcome.figures.len() - 1);
        let Some(runs) = self.outcome.figures[figure].simulation.runs() else {
            return Vec::new();
        };
        let to_json = |run: &crate::simulation::RunOutcome| {
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
        runs.iter().map(to_json).collect()
    }
}
