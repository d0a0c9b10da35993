//! What a panel is told, and what it can ask for.

use std::{cell::RefCell, path::PathBuf, sync::LazyLock};

use bevy::prelude::{Message, Resource};

use super::{PointQuery, PointQueryResult, leave::Leave, shortcuts::Action};
use crate::{
    scene::{Camera, Look, Reading, Scene, Source, Subject},
    simulation::{Simulation, Timeline},
    view::{request::ExportRequest, theme::Style},
    words::Language,
};

/// What a panel is told beside the scene that it edits. It describes the last scene that could be computed.
pub struct PanelContext<'a> {
    /// Of all words.
    pub language: Language,
    /// Colours.
    pub style: &'a Style,
    /// The last scene that could be computed, with its data.
    pub source: &'a Source,
    /// The scene as it was opened, or last saved.
    pub opened: &'a Scene,
    /// What happens in it.
    pub simulation: &'a Simulation,
    /// Which step is shown when.
    pub timeline: &'a Timeline,
    /// The moment shown, in seconds of playback.
    pub seconds: f64,
    /// The fractional step shown.
    pub step: f64,
    /// Of the document.
    pub document: DocumentState,
    /// How far the film is.
    pub film: &'a FilmStatus,
    /// What the figures of the scene are called; empty where there is only one.
    pub figures: Vec<String>,
    /// The figure that panels are about, by its index.
    pub figure: usize,
    /// What is asked about the points of a cloud.
    pub inquiry: &'a PointQuery,
    /// The answers.
    pub answers: &'a PointQueryResult,
    /// Whether the camera turns about the vertical.
    pub spins: bool,
    asks: RefCell<Vec<UiCommand>>,
}

/// What panels show of the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentState {
    /// Whether there is an edit to take back.
    pub can_undo: bool,
    /// Whether there is an undone edit.
    pub can_redo: bool,
    /// Whether the scene differs from its file.
    pub unsaved: bool,
    /// Why the edited scene cannot be shown, in one line.
    pub error: Option<String>,
    /// Whether a changed scene is being computed.
    pub working: bool,
    /// The hundredths that are done, where that takes a while.
    pub done: Option<u32>,
}

/// What is asked and answered in a fresh window.
static NOTHING: LazyLock<(PointQuery, PointQueryResult)> = LazyLock::new(Default::default);

impl<'a> PanelContext<'a> {
    /// The context of a moment of a scene as it was opened; `document` and `film` are those of a fresh window, to be
    /// overwritten where they matter.
    pub fn new(
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
            inquiry: &NOTHING.0,
            answers: &NOTHING.1,
            spins: false,
            asks: RefCell::default(),
        }
    }

    /// The look of the figure that is shown.
    pub fn look(&self) -> &'a Look {
        self.source.scene.look_of(self.figure)
    }

    /// The subject of the figure as it was opened; where the scene had no such figure, that of its first.
    pub fn opened_subject(&self) -> Option<&'a Subject> {
        let figures = &self.opened.figures;
        let figure = figures.get(self.figure).or(figures.first());
        figure.map(|figure| &figure.subject)
    }

    /// The look of the figure as it was opened.
    pub fn opened_look(&self) -> &'a Look {
        self.opened.look_of(self.figure)
    }

    /// The camera of the figure as it was opened.
    pub fn opened_camera(&self) -> &'a Camera {
        self.opened.camera_of(self.figure)
    }

    /// Asks for something that is no edit of the scene.
    pub fn ask(&self, ask: UiCommand) {
        self.asks.borrow_mut().push(ask);
    }

    /// Asks for what a key would do.
    pub fn act(&self, action: Action) {
        self.ask(UiCommand::Act(action));
    }

    /// What was asked for, in order.
    pub fn into_asks(self) -> Vec<UiCommand> {
        self.asks.into_inner()
    }
}

/// What a panel, a key or the mouse asks for. `ui` itself answers all but the films, which `record` makes.
#[derive(Message, Clone, Debug, PartialEq)]
pub enum UiCommand {
    /// What a key can do.
    Act(Action),
    /// Open a scene of the gallery, a scene file (.ron) or data.
    Open(String),
    /// Open the scene's own file of data as something else.
    ShowAs(String, Reading),
    /// Open a scene from its text.
    OpenText(String),
    /// Cancel what is being opened or computed, and go back to what was shown before.
    CancelWork,
    /// Restore the unsaved changes of an earlier session that are offered.
    Restore,
    /// Forget them.
    ForgetUnsaved,
    /// Offer them at the next start again.
    PostponeUnsaved,
    /// Write the scene to a file.
    Save(PathBuf),
    /// Show a moment, in seconds of playback.
    Seek(f64),
    /// Show a step, which may be fractional.
    SeekStep(f64),
    /// Look at some points of a cloud.
    Inquire(PointQuery),
    /// Bring the camera to a point of a cloud.
    FlyTo {
        /// The figure, from 0.
        figure: usize,
        /// The point's number.
        point: usize,
    },
    /// Hide a class of a cloud or show it, by what it is called in a scene.
    HideClass(String),
    /// Hide all other classes than this one, or show all.
    IsolateClass {
        /// What it is called in a scene.
        key: String,
        /// Whether a first click has hidden it or shown it already.
        clicked: bool,
    },
    /// Ask where the rows of the selected points are to be written.
    AskForRows,
    /// Write them.
    SaveRows(PathBuf),
    /// Start all runs at these parameters.
    StartAt([f64; 2]),
    /// Let panels be about a figure, by its index.
    FocusFigure(usize),
    /// Take apart the steps of a run, by its index.
    FocusRun(usize),
    /// Make a film of the shown scene, with the scene's camera, or another export of it.
    Film(ExportRequest),
    /// Cancel that; nothing stays behind.
    CancelFilm,
    /// Close the window, or do not.
    Leave(Leave),
}

/// How far a film or another export is; written by whoever makes it.
#[derive(Resource, Clone, Debug, Default, PartialEq)]
pub enum FilmStatus {
    /// Nothing was asked for.
    #[default]
    Idle,
    /// The scene is being computed for it.
    Computing {
        /// The share that is done, from 0 to 1.
        done: f64,
    },
    /// Its frames are being drawn.
    Working {
        /// Frames drawn.
        frames: u64,
        /// Frames in all.
        total: u64,
        /// Frames drawn in a second, lately.
        frames_per_second: f64,
        /// Estimate, if there is one yet.
        seconds_left: Option<f64>,
    },
    /// A file without frames is being written.
    Writing {
        /// Bytes written.
        bytes: u64,
    },
    /// It is whole.
    Saved(PathBuf),
    /// It was cancelled.
    Cancelled,
    /// It could not be made; one line that says why.
    Failed(String),
}

impl FilmStatus {
    /// Whether something is being made.
    pub fn is_working(&self) -> bool {
        matches!(
            self,
            Self::Computing { .. } | Self::Working { .. } | Self::Writing { .. }
        )
    }
}
