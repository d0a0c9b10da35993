//! The picture: a pure function of a simulation and a moment, drawn on the GPU.
//!
//! [`SceneOutcome`] says what, [`PlaybackTime`] when, [`Viewpoint`] from where, [`Canvas`] on which pixels; where a scene has several
//! figures, [`figures`] gives each its own of these four. From these four,
//! [`picture`] makes a [`gpu::Drawing`] and [`overlay`] paints the text; nothing is remembered from frame to frame but
//! tables that depend on the simulation and the look alone ([`Tables`]).

pub mod arrows;
pub mod attention;
pub mod axes;
pub mod chart;
pub mod chart_source;
pub mod cloud;
pub mod contents;
pub mod contour_labels;
pub mod data_plot;
pub mod depiction;
pub mod explain;
pub mod figures;
pub mod frame;
pub mod gpu;
pub mod inset_chart;
pub mod inset_scores;
pub mod inset_step;
pub mod inset_tree;
pub mod insets;
pub mod keys;
pub mod labels;
pub mod layout;
pub mod legend;
pub mod marks;
pub mod morph;
pub mod outline;
pub mod overlay;
pub mod picture;
pub mod request;
pub mod scale;
pub mod stage;
pub mod step_axis;
pub mod surface;
pub mod surface_mesh;
pub mod table;
pub mod tags;
pub mod tangent;
pub mod texts;
pub mod theme;
pub mod trail;
pub mod tree;
pub mod verdict;
pub mod x_axis;

use std::sync::Arc;

pub use attention::Attention;
use bevy::prelude::*;
pub use depiction::FigureTables;
use glam::Vec3;

use crate::{
    math::progress::{self, Progress, no_progress},
    scene::{
        Camera as SceneCamera, MOST_FIGURES, Motion, Projection, Scene, SceneError, Source, Text,
    },
    simulation::{Simulation, Timeline, simulate_with_progress},
    view::{
        layout::Measure,
        stage::{Area, Pose},
    },
    words::Language,
};

/// Draws what [`SceneOutcome`] holds.
pub struct ViewPlugin;

impl Plugin for ViewPlugin {
    fn build(&self, app: &mut App) {
        app.add_plugins(gpu::GpuPlugin)
            .init_resource::<PlaybackTime>()
            .init_resource::<Viewpoint>()
            .init_resource::<Canvas>()
            .init_resource::<Attention>()
            .init_resource::<CurrentLanguage>()
            .init_resource::<Tables>()
            .configure_sets(
                Update,
                (
                    ViewSystems::Tables,
                    ViewSystems::Paint,
                    ViewSystems::Compose,
                )
                    .chain(),
            )
            .add_systems(
                Update,
                (
                    picture::make_tables.in_set(ViewSystems::Tables),
                    picture::compose.in_set(ViewSystems::Compose),
                ),
            );
    }
}

/// What happens in a frame, in order.
#[derive(SystemSet, Clone, Debug, PartialEq, Eq, Hash)]
pub enum ViewSystems {
    /// Tables are worked out for a new simulation or look.
    Tables,
    /// Panels and text are painted, which says what is left of the window for the picture.
    Paint,
    /// The picture is composed.
    Compose,
}

/// What is shown: a scene and everything that happens in it.
#[derive(Resource, Clone)]
pub struct SceneOutcome {
    /// The scene and its data.
    pub source: Arc<Source>,
    /// What happens; in the first figure where there are several.
    pub simulation: Simulation,
    /// The title, its placeholders filled.
    pub title: Text,
    /// The caption, likewise; none of a figure among several.
    pub caption: Text,
    /// Which step is shown when.
    pub timeline: Timeline,
    /// Each figure alone, where there are several.
    pub figures: Vec<Self>,
}

impl SceneOutcome {
    /// Works a scene out. Of `previous`, what the scene leaves alone is taken over.
    ///
    /// # Errors
    /// See [`simulate`](crate::simulation::simulate).
    pub fn new(source: Arc<Source>, previous: Option<&Self>) -> Result<Self, SceneError> {
        Self::with_progress(source, previous, &mut no_progress)
    }

    /// The same, with its progress reported.
    ///
    /// # Errors
    /// See [`simulate_with_progress`].
    pub fn with_progress(
        source: Arc<Source>,
        previous: Option<&Self>,
        progress: &mut Progress,
    ) -> Result<Self, SceneError> {
        let count = source.scene.figures();
        let before = |number: usize| Some(&previous?.figures().get(number)?.simulation);
        let simulations: Vec<Simulation> = if count == 1 {
            vec![simulate_with_progress(&source, before(0), progress)?]
        } else {
            (0..count)
                .map(|number| {
                    let mut progress = progress::part(progress, number, count);
                    simulate_with_progress(&source.figure(number), before(number), &mut progress)
                })
                .collect::<Result<_, _>>()?
        };
        let steps = simulations
            .iter()
            .map(|simulation| simulation.steps())
            .max();
        let timeline = Timeline::new(&source.scene.playback, steps.unwrap_or(0));
        let alone = |(number, simulation): (usize, &Simulation)| {
            let source = Arc::new(source.figure(number));
            Self::of(source, simulation.clone(), timeline, Vec::new())
        };
        let figures = match count {
            1 => Vec::new(),
            _ => simulations.iter().enumerate().map(alone).collect(),
        };
        Ok(Self::of(source, simulations[0].clone(), timeline, figures))
    }

    fn of(
        source: Arc<Source>,
        simulation: Simulation,
        timeline: Timeline,
        figures: Vec<Self>,
    ) -> Self {
        let scene = &source.scene;
        let [title, caption] =
            [&scene.title, &scene.caption].map(|text| texts::filled(text, scene, &simulation));
        Self {
            title,
            caption,
            source,
            simulation,
            timeline,
            figures,
        }
    }

    /// The figures: one or several, each a picture of its own.
    pub fn figures(&self) -> &[Self] {
        if self.figures.is_empty() {
            std::slice::from_ref(self)
        } else {
            &self.figures
        }
    }

    /// The same on another timeline.
    #[must_use]
    pub fn with_timeline(mut self, timeline: Timeline) -> Self {
        self.timeline = timeline;
        for figure in &mut self.figures {
            figure.timeline = timeline;
        }
        self
    }

    /// The most updates of any figure.
    pub fn steps(&self) -> usize {
        let steps = self
            .figures()
            .iter()
            .map(|figure| figure.simulation.steps());
        steps.max().unwrap_or(0)
    }

    /// The scene.
    pub fn scene(&self) -> &Scene {
        &self.source.scene
    }

    /// The second of the scene's own playback at a moment; a film may take longer or shorter.
    pub fn scene_seconds(&self, moment: PlaybackTime) -> f64 {
        let own = Timeline::new(&self.scene().playback, 0).total_seconds();
        moment.seconds * (own / self.timeline.total_seconds())
    }

    /// The fractional step shown at a moment.
    pub fn step_at(&self, moment: PlaybackTime) -> f64 {
        self.timeline.step_at(moment.seconds)
    }
}

/// The moment that is shown.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq)]
pub struct PlaybackTime {
    /// Seconds of playback.
    pub seconds: f64,
}

/// Where the viewer stands: where the scene says, unless the person at the window moved.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq)]
pub struct Viewpoint {
    /// The person's own camera, for the first figure where there are several.
    pub own: Option<SceneCamera>,
    /// Those for the other figures.
    pub beside: [Option<SceneCamera>; MOST_FIGURES - 1],
}

impl Viewpoint {
    /// The viewpoint of one figure (the first is 0), alone.
    pub fn figure(&self, number: usize) -> Self {
        let own = match number.checked_sub(1) {
            None => self.own,
            Some(index) => self.beside.get(index).copied().flatten(),
        };
        Self {
            own,
            ..Self::default()
        }
    }

    /// Takes over the camera of a viewpoint of one figure.
    pub fn set_figure(&mut self, number: usize, viewpoint: Self) {
        match number.checked_sub(1) {
            None => self.own = viewpoint.own,
            Some(index) => {
                if let Some(own) = self.beside.get_mut(index) {
                    *own = viewpoint.own;
                }
            }
        }
    }

    /// Where the viewer stands at a moment.
    pub fn pose(&self, shown: &SceneOutcome, moment: PlaybackTime) -> Pose {
        let scene = shown.scene();
        let camera = self.own.as_ref().unwrap_or(&scene.camera);
        let part = moment.seconds / shown.timeline.total_seconds().max(1e-9);
        pose(camera, scene.look.projection, part)
    }
}

/// Where a camera stands after a `part` of the film, 0 to 1.
pub fn pose(camera: &SceneCamera, projection: Projection, part: f64) -> Pose {
    let SceneCamera {
        mut azimuth,
        mut elevation,
        ..
    } = *camera;
    match camera.motion {
        Motion::Still => {}
        Motion::Drift(degrees) => azimuth += degrees * (std::f64::consts::TAU * part).sin(),
        Motion::Orbit(turns) => azimuth += 360.0 * turns * camera.eased(part),
        Motion::Towards {
            azimuth: to,
            elevation: up,
        } => {
            let eased = part * part * (3.0 - 2.0 * part);
            azimuth += eased * (to - azimuth);
            elevation += eased * (up - elevation);
        }
    }
    Pose {
        azimuth: azimuth as f32,
        elevation: elevation as f32,
        zoom: camera.zoom as f32,
        target: Vec3::from_array(camera.target.map(|value| value as f32)),
        projection,
    }
}

/// The pixels that the picture is drawn on.
#[derive(Resource, Clone, Copy, Debug, PartialEq)]
pub struct Canvas {
    /// In points, which are `pixels_per_point` pixels wide.
    pub area: Area,
    /// Pixels in a point.
    pub pixels_per_point: f32,
    /// Where the pointer rests, if it is over the picture.
    pub pointer: Option<Vec2>,
    /// The measure of the picture that this is a figure of.
    pub measure: Option<Measure>,
}

impl Default for Canvas {
    fn default() -> Self {
        Self {
            area: Area {
                min: Vec2::ZERO,
                size: Vec2::ONE,
            },
            pixels_per_point: 1.0,
            pointer: None,
            measure: None,
        }
    }
}

/// The language of the picture's words.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CurrentLanguage(pub Language);

/// What depends on the simulation and the look alone, worked out once for both: one for each figure, none before
/// anything is shown.
#[derive(Resource, Default)]
pub struct Tables(pub Vec<FigureTables>);
