//! The simulated scene, figure by figure.

use std::sync::Arc;

use bevy::prelude::Resource;

use crate::{
    math::progress::{self, Progress, no_progress},
    scene::{Camera, Figure, Look, Scene, SceneError, Source, Subject, Text},
    simulation::{Simulation, Timeline, simulate_with_progress},
    view::{FigureTables, PlaybackTime, text::placeholders::fill_placeholders},
    words::Language,
};

/// A scene with its simulated figures.
#[derive(Resource, Clone)]
pub struct SceneOutcome {
    /// The scene and its data.
    pub source: Arc<Source>,
    /// The title of the scene with its placeholders filled in.
    pub title: Text,
    /// The caption of the scene with its placeholders filled in.
    pub caption: Text,
    /// Maps playback time to steps.
    pub timeline: Timeline,
    /// The simulated figures, in order; at least one.
    pub figures: Vec<FigureOutcome>,
}

/// A simulated figure of a scene.
#[derive(Clone)]
pub struct FigureOutcome {
    /// The scene and its data.
    pub source: Arc<Source>,
    /// Index of the figure in the scene.
    pub index: usize,
    /// The simulated landscape, sweep or cloud.
    pub simulation: Simulation,
    /// The title above the figure; the scene's title if it is the only figure.
    pub title: Text,
    /// The caption below the figure: the scene's caption if it is the only figure, else empty.
    pub caption: Text,
    /// Maps playback time to steps.
    pub timeline: Timeline,
}

impl SceneOutcome {
    /// Simulates a scene. Reuses from `previous` whatever the scene did not change.
    ///
    /// # Errors
    /// If the simulation fails, see [`simulate`](crate::simulation::simulate).
    ///
    /// # Examples
    /// ```
    /// use std::{path::Path, sync::Arc};
    ///
    /// use fallline::{scene::Source, view::SceneOutcome};
    ///
    /// let scene = r#"(version: 2, subject: Landscape(
    ///     landscape: "bowl", start: (4, 0), steps: 2, runs: [(optimizer: "gd(lr=0.25)")],
    /// ))"#;
    /// let source = Source::parse(scene, Path::new(""))?;
    /// let outcome = SceneOutcome::new(Arc::new(source), None)?;
    /// assert_eq!(outcome.steps(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(source: Arc<Source>, previous: Option<&Self>) -> Result<Self, SceneError> {
        Self::with_progress(source, previous, &mut no_progress)
    }

    /// Like [`Self::new`], with progress reported to a callback.
    ///
    /// # Errors
    /// If the simulation fails or is cancelled, see [`simulate_with_progress`].
    ///
    /// # Panics
    /// If the scene has no figures, i.e. was never [checked](Scene::check).
    pub fn with_progress(
        source: Arc<Source>,
        previous: Option<&Self>,
        progress: &mut Progress,
    ) -> Result<Self, SceneError> {
        let count = source.scene.figures.len();
        let simulations: Vec<Simulation> = (0..count)
            .map(|figure| {
                let before = previous.and_then(|previous| previous.figures.get(figure));
                let before = before.map(|before| &before.simulation);
                let mut progress = progress::piece_progress(progress, figure, count);
                simulate_with_progress(&source, figure, before, &mut progress)
            })
            .collect::<Result<_, _>>()?;
        let steps = simulations
            .iter()
            .map(|simulation| simulation.steps())
            .max();
        let timeline = Timeline::new(&source.scene.playback, steps.unwrap_or(0));
        // Texts about the whole scene refer to its first figure.
        let [title, caption] = [&source.scene.title, &source.scene.caption]
            .map(|text| fill_placeholders(text, &source.scene.figures[0].subject, &simulations[0]));
        let mut figures: Vec<FigureOutcome> = (simulations.into_iter().enumerate())
            .map(|(index, simulation)| {
                let Figure { title, subject, .. } = &source.scene.figures[index];
                FigureOutcome {
                    source: source.clone(),
                    index,
                    title: fill_placeholders(title, subject, &simulation),
                    caption: Text::default(),
                    simulation,
                    timeline,
                }
            })
            .collect();
        if let [only] = &mut figures[..] {
            (only.title, only.caption) = (title.clone(), caption.clone());
        }
        Ok(Self {
            source,
            title,
            caption,
            timeline,
            figures,
        })
    }

    /// Replaces the timeline, for films of another length.
    #[must_use]
    pub fn with_timeline(mut self, timeline: Timeline) -> Self {
        self.timeline = timeline;
        for figure in &mut self.figures {
            figure.timeline = timeline;
        }
        self
    }

    /// The tables of all figures. What did not change is reused from `previous` tables.
    pub(crate) fn tables(
        &self,
        previous: &[FigureTables],
        language: Language,
    ) -> Vec<FigureTables> {
        let figures = self.figures.iter().enumerate();
        figures
            .map(|(index, figure)| FigureTables::reusing(previous.get(index), figure, language))
            .collect()
    }

    /// The largest number of steps of any figure.
    pub fn steps(&self) -> usize {
        let steps = self.figures.iter().map(|figure| figure.simulation.steps());
        steps.max().unwrap_or(0)
    }

    /// The scene that was simulated.
    pub fn scene(&self) -> &Scene {
        &self.source.scene
    }

    /// The fractional step at a playback time.
    pub fn step_at(&self, time: PlaybackTime) -> f64 {
        self.timeline.step_at(time.seconds)
    }
}

impl FigureOutcome {
    /// The scene that the figure belongs to.
    pub fn scene(&self) -> &Scene {
        &self.source.scene
    }

    /// The subject of the figure.
    pub fn subject(&self) -> &Subject {
        &self.scene().figures[self.index].subject
    }

    /// The look of the figure, or else that of the scene.
    pub fn look(&self) -> &Look {
        self.scene().look_of(self.index)
    }

    /// The camera of the figure in the scene, which a [`Viewpoint`](crate::view::Viewpoint) may replace.
    pub fn camera(&self) -> &Camera {
        self.scene().camera_of(self.index)
    }

    /// The playback time in seconds of the scene's own timeline, which a film of another length stretches or shortens.
    pub fn scene_seconds(&self, time: PlaybackTime) -> f64 {
        let scene_length = Timeline::new(&self.scene().playback, 0).total_seconds();
        time.seconds * (scene_length / self.timeline.total_seconds())
    }

    /// The fractional step at a playback time.
    pub fn step_at(&self, time: PlaybackTime) -> f64 {
        self.timeline.step_at(time.seconds)
    }
}
