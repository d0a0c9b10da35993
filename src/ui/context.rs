//! The inputs of the panels, and the commands that they send.

use std::{cell::RefCell, path::PathBuf, sync::LazyLock};

use bevy::prelude::{Message, Resource};

use super::{PointQuery, PointQueryResult, closing::Closing, shortcuts::Action};
use crate::{
    scene::{Camera, Look, Scene, ShowAs, Source, Subject},
    simulation::{Simulation, Timeline},
    view::{request::ExportRequest, style::theme::Style},
    words::Language,
};

/// The inputs of the panels besides the edited scene. `source`, `simulation` and `timeline` belong to the last scene
/// that could be computed, which differs from the edited one while that is being computed or is invalid.
pub(super) struct PanelContext<'a> {
    pub(super) language: Language,
    pub(super) style: &'a Style,
    /// The last computed scene, with its data.
    pub(super) source: &'a Source,
    /// The scene as it was opened or last saved. Double-clicking a slider restores the value in this scene.
    pub(super) opened: &'a Scene,
    /// The simulation of the focused figure.
    pub(super) simulation: &'a Simulation,
    /// Maps seconds to steps.
    pub(super) timeline: &'a Timeline,
    /// The playback time in seconds.
    pub(super) seconds: f64,
    /// The step at that time, fractional between two updates.
    pub(super) step: f64,
    /// The undo history, and whether the scene is being computed.
    pub(super) document: DocumentState,
    /// The status of the running or last export.
    pub(super) export: &'a ExportStatus,
    /// The names of the figures; empty if there is only one.
    pub(super) figure_names: Vec<String>,
    /// The index of the focused figure, to which the panels apply.
    pub(super) focused_figure: usize,
    /// The query of the points of a cloud.
    pub(super) query: &'a PointQuery,
    /// The result of the query.
    pub(super) query_result: &'a PointQueryResult,
    /// Whether the camera orbits the subject during playback.
    pub(super) spins: bool,
    commands: RefCell<Vec<UiCommand>>,
}

/// The state of the document that panels show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct DocumentState {
    /// Whether there is an edit to undo.
    pub(super) can_undo: bool,
    /// Whether there is an edit to redo.
    pub(super) can_redo: bool,
    /// Whether there are unsaved changes.
    pub(super) is_unsaved: bool,
    /// The error of the edited scene, as one line.
    pub(super) error: Option<String>,
    /// Whether a scene is being opened or computed.
    pub(super) is_computing: bool,
    /// The percentage of the computation that is done, if it takes long and reports its progress.
    pub(super) percent_done: Option<u32>,
}

/// An empty query and its result.
static EMPTY_QUERY: LazyLock<(PointQuery, PointQueryResult)> = LazyLock::new(Default::default);

impl<'a> PanelContext<'a> {
    /// The context of the first figure of a scene at a playback time. The other fields are as in a newly opened window.
    pub(super) fn new(
        language: Language,
        style: &'a Style,
        source: &'a Source,
        simulation: &'a Simulation,
        timeline: &'a Timeline,
        seconds: f64,
    ) -> Self {
        Self {
            language,
            style,
            source,
            opened: &source.scene,
            simulation,
            timeline,
            seconds,
            step: timeline.step_at(seconds),
            document: DocumentState::default(),
            export: &ExportStatus::Idle,
            figure_names: Vec::new(),
            focused_figure: 0,
            query: &EMPTY_QUERY.0,
            query_result: &EMPTY_QUERY.1,
            spins: false,
            commands: RefCell::default(),
        }
    }

    /// The look of the focused figure.
    pub(super) fn look(&self) -> &'a Look {
        self.source.scene.look_of(self.focused_figure)
    }

    /// The subject of the focused figure as it was opened; if the scene had fewer figures, that of its first figure.
    pub(super) fn opened_subject(&self) -> Option<&'a Subject> {
        let figures = &self.opened.figures;
        let figure = figures.get(self.focused_figure).or(figures.first());
        figure.map(|figure| &figure.subject)
    }

    /// The look of the focused figure as it was opened.
    pub(super) fn opened_look(&self) -> &'a Look {
        self.opened.look_of(self.focused_figure)
    }

    /// The camera of the focused figure as it was opened.
    pub(super) fn opened_camera(&self) -> &'a Camera {
        self.opened.camera_of(self.focused_figure)
    }

    /// Sends a command, which is handled after the frame.
    pub(super) fn send(&self, command: UiCommand) {
        self.commands.borrow_mut().push(command);
    }

    /// Sends the command to perform the action of a key.
    pub(super) fn act(&self, action: Action) {
        self.send(UiCommand::Act(action));
    }

    /// The commands that were sent, in order.
    pub(super) fn into_commands(self) -> Vec<UiCommand> {
        self.commands.into_inner()
    }
}

/// A command from a panel, a key or the mouse. The module `record` handles exports, this module everything else.
#[derive(Message, Clone, Debug, PartialEq)]
pub(crate) enum UiCommand {
    /// Perform the action of a key.
    Act(Action),
    /// Open a gallery scene by name, a scene file (.ron) by path, or a file of data.
    Open(String),
    /// Show a data file of the scene as a cloud or a landscape.
    ShowAs(String, ShowAs),
    /// Open a scene from its text in RON.
    OpenText(String),
    /// Cancel opening or computing a scene, and return to the scene that was displayed before.
    CancelWork,
    /// Restore the offered unsaved changes of an earlier session.
    RestoreUnsaved,
    /// Delete the offered unsaved changes of an earlier session.
    DiscardUnsaved,
    /// Stop offering the unsaved changes until the next start.
    PostponeUnsaved,
    /// Write the scene to a file.
    Save(PathBuf),
    /// Seek to a playback time in seconds.
    Seek(f64),
    /// Seek to a step, which may be fractional.
    SeekStep(f64),
    /// Query the points of a cloud.
    QueryPoints(PointQuery),
    /// Fly to a point of a cloud.
    FlyTo {
        /// The index of the figure.
        figure: usize,
        /// The index of the point.
        point: usize,
    },
    /// Hide a class of points, or show it if it is hidden; its key as in the field `hide` of a scene.
    ToggleClass(String),
    /// Hide all classes but one; show all if only this one is visible.
    IsolateClass {
        /// The key of the class, as in the field `hide` of a scene.
        key: String,
        /// Whether the first click of a double click has already toggled it.
        already_toggled: bool,
    },
    /// Open the dialog for the file of [`SaveRows`](Self::SaveRows).
    SaveRowsAs,
    /// Write the rows of the selected points to a CSV file.
    SaveRows(PathBuf),
    /// Handle a click on the surface of the focused figure at these x and y: start all runs of a landscape there, or
    /// add a curve to a heat map.
    ClickSurface([f64; 2]),
    /// Focus a figure, given its index, so that panels and keys apply to it.
    FocusFigure(usize),
    /// Explain the steps of a run, given its index.
    FocusRun(usize),
    /// Export the displayed scene, with the scene's camera instead of the user's.
    Export(ExportRequest),
    /// Cancel the running export; no partial file is left.
    CancelExport,
    /// Change the state of closing the window.
    Close(Closing),
}

/// The status of the running or last export; updated by the module `record`.
#[derive(Resource, Clone, Debug, Default, PartialEq)]
pub(crate) enum ExportStatus {
    /// Nothing has been exported yet.
    #[default]
    Idle,
    /// The scene is being computed.
    Computing {
        /// The fraction that is done, from 0 to 1.
        fraction: f64,
    },
    /// Frames are being drawn.
    Drawing {
        /// The number of frames drawn so far.
        frames: u64,
        /// The total number of frames.
        total: u64,
        /// The mean number of frames per second.
        frames_per_second: f64,
        /// The estimated time left in seconds, if there is an estimate.
        seconds_left: Option<f64>,
    },
    /// A file that has no frames, such as a table, is being written.
    Writing {
        /// The number of bytes written so far.
        bytes: u64,
    },
    /// The file was saved.
    Saved(PathBuf),
    /// The export was cancelled.
    Cancelled,
    /// The export failed with this error, as one line.
    Failed(String),
}

impl ExportStatus {
    /// Whether an export is running.
    pub(super) fn is_running(&self) -> bool {
        matches!(
            self,
            Self::Computing { .. } | Self::Drawing { .. } | Self::Writing { .. }
        )
    }
}
