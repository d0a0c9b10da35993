//! The inputs of a panel, and the commands that it sends.

use std::{cell::RefCell, path::PathBuf, sync::LazyLock};

use bevy::prelude::{Message, Resource};

use super::{PointQuery, PointQueryResult, closing::Closing, shortcuts::Action};
use crate::{
    scene::{Camera, Look, Scene, ShowAs, Source, Subject},
    simulation::{Simulation, Timeline},
    view::{request::ExportRequest, style::theme::Style},
    words::Language,
};

/// The inputs of a panel besides the scene that it edits. They describe the last scene that could be computed.
pub(super) struct PanelContext<'a> {
    pub(super) language: Language,
    pub(super) style: &'a Style,
    /// The last scene that could be computed, with its data.
    pub(super) source: &'a Source,
    /// The scene as opened or last saved; double-clicking a slider restores its value.
    pub(super) opened: &'a Scene,
    /// The simulation of the current figure.
    pub(super) simulation: &'a Simulation,
    /// Maps seconds to steps.
    pub(super) timeline: &'a Timeline,
    /// The playback time in seconds.
    pub(super) seconds: f64,
    /// The current step, fractional between updates.
    pub(super) step: f64,
    /// The state of the document.
    pub(super) document: DocumentState,
    /// The progress of the running export.
    pub(super) film: &'a FilmStatus,
    /// The names of the figures; empty if there is only one.
    pub(super) figures: Vec<String>,
    /// The index of the figure that the panels apply to.
    pub(super) figure: usize,
    /// The query about the points of a cloud.
    pub(super) query: &'a PointQuery,
    /// The result of the query.
    pub(super) query_result: &'a PointQueryResult,
    /// Whether the camera orbits during playback.
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
    /// Whether the scene differs from its file.
    pub(super) unsaved: bool,
    /// The error of the edited scene, as one line.
    pub(super) error: Option<String>,
    /// Whether the changed scene is being computed.
    pub(super) working: bool,
    /// The percentage that is done, if the computation takes long.
    pub(super) done: Option<u32>,
}

/// The query and result before anything is selected.
static NO_QUERY: LazyLock<(PointQuery, PointQueryResult)> = LazyLock::new(Default::default);

impl<'a> PanelContext<'a> {
    /// The context of a scene at a playback time, as it was opened. The remaining fields are those of a new window.
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
            film: &FilmStatus::Idle,
            figures: Vec::new(),
            figure: 0,
            query: &NO_QUERY.0,
            query_result: &NO_QUERY.1,
            spins: false,
            commands: RefCell::default(),
        }
    }

    /// The look of the current figure.
    pub(super) fn look(&self) -> &'a Look {
        self.source.scene.look_of(self.figure)
    }

    /// The subject of the figure as it was opened; if the scene had no such figure, that of the first.
    pub(super) fn opened_subject(&self) -> Option<&'a Subject> {
        let figures = &self.opened.figures;
        let figure = figures.get(self.figure).or(figures.first());
        figure.map(|figure| &figure.subject)
    }

    /// The look of the figure as it was opened.
    pub(super) fn opened_look(&self) -> &'a Look {
        self.opened.look_of(self.figure)
    }

    /// The camera of the figure as it was opened.
    pub(super) fn opened_camera(&self) -> &'a Camera {
        self.opened.camera_of(self.figure)
    }

    /// Sends a command.
    pub(super) fn send(&self, command: UiCommand) {
        self.commands.borrow_mut().push(command);
    }

    /// Sends the command of a key.
    pub(super) fn act(&self, action: Action) {
        self.send(UiCommand::Act(action));
    }

    /// The commands that were sent, in order.
    pub(super) fn into_commands(self) -> Vec<UiCommand> {
        self.commands.into_inner()
    }
}

/// A command from a panel, a key or the mouse. `record` handles the exports, `ui` all others.
#[derive(Message, Clone, Debug, PartialEq)]
pub(crate) enum UiCommand {
    /// Perform the action of a key.
    Act(Action),
    /// Open a scene of the gallery, a scene file (.ron) or data.
    Open(String),
    /// Open the scene's data file as a cloud or a landscape.
    ShowAs(String, ShowAs),
    /// Open a scene from its text.
    OpenText(String),
    /// Cancel what is being opened or computed, and return to what was shown before.
    CancelWork,
    /// Restore the unsaved changes of an earlier session that are offered.
    RestoreUnsaved,
    /// Discard the unsaved changes that are offered.
    DiscardUnsaved,
    /// Offer the unsaved changes again at the next start.
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
    /// Toggle the visibility of a class, given by its name in a scene.
    HideClass(String),
    /// Hide all other classes, or show all.
    IsolateClass {
        /// The name of the class in a scene.
        key: String,
        /// Whether the first click of a double click has already toggled it.
        clicked: bool,
    },
    /// Ask for the file for the rows of the selected points.
    SaveRowsAs,
    /// Write the rows of the selected points.
    SaveRows(PathBuf),
    /// Start all runs at these parameters.
    StartAt([f64; 2]),
    /// Focus the panels on a figure, given its index.
    FocusFigure(usize),
    /// Explain the steps of a run, given its index.
    FocusRun(usize),
    /// Export the shown scene, with the scene's camera.
    Film(ExportRequest),
    /// Cancel the export; no file is left.
    CancelFilm,
    /// Change the state of closing the window.
    Close(Closing),
}

/// The progress of an export; updated by `record`.
#[derive(Resource, Clone, Debug, Default, PartialEq)]
pub(crate) enum FilmStatus {
    /// Nothing was exported yet.
    #[default]
    Idle,
    /// The scene is being computed.
    Computing {
        /// The share that is done, from 0 to 1.
        done: f64,
    },
    /// Frames are being drawn.
    Working {
        /// The number of frames drawn so far.
        frames: u64,
        /// The total number of frames.
        total: u64,
        /// The mean number of frames per second.
        frames_per_second: f64,
        /// The estimated time left in seconds, if there is an estimate.
        seconds_left: Option<f64>,
    },
    /// A file without frames is being written.
    Writing {
        /// The bytes written so far.
        bytes: u64,
    },
    /// The file was saved.
    Saved(PathBuf),
    /// The export was cancelled.
    Cancelled,
    /// The export failed; the error as one line.
    Failed(String),
}

impl FilmStatus {
    /// Whether an export is running.
    pub(super) fn is_working(&self) -> bool {
        matches!(
            self,
            Self::Computing { .. } | Self::Working { .. } | Self::Writing { .. }
        )
    }
}
