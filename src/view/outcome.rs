//! What is shown: a scene and everything that happens in it, figure by figure.

use std::sync::Arc;

use bevy::prelude::Resource;

use super::{PlaybackTime, texts::filled};
use crate::{
    math::progress::{self, Progress, no_progress},
    scene::{Camera, Figure, Look, Scene, SceneError, Source, Subject, Text},
    simulation::{Simulation, Timeline, simulate_with_progress},
};

/// A scene and everything that happens in it.
#[derive(Resource, Clone)]
pub struct SceneOutcome {
    /// The scene and its data.
    pub source: Arc<Source>,
    /// The title of the scene, its placeholders filled.
    pub title: Text,
    /// The caption of the scene, its placeholders filled.
    pub caption: Text,
    /// Which step is shown when.
    pub timeline: Timeline,
    /// What happens in each figure, in their order; at least one.
    pub figures: Vec<FigureOutcome>,
}

/// A figure of a scene and what happens in it.
#[derive(Clone)]
pub struct FigureOutcome {
    /// The scene that it belongs to, and its data.
    pub source: Arc<Source>,
    /// Its place among the figures of the scene, from 0.
    pub index: usize,
    /// What happens.
    pub simulation: Simulation,
    /// What is written above it: of a figure alone, the title of the scene.
    pub title: Text,
    /// What is written below it: of a figure alone, the caption of the scene; else nothing.
    pub caption: Text,
    /// Which step is shown when.
    pub timeline: Timeline,
}

impl SceneOutcome {
    /// Simulates a scene. Of `previous`, what the scene leaves alone is taken over.
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
    ///
    /// # Panics
    /// The scene has no figures, and so was never [checked](Scene::check).
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
                let mut progress = progress::part(progress, figure, count);
                simulate_with_progress(&source, figure, before, &mut progress)
            })
            .collect::<Result<_, _>>()?;
        let steps = simulations
            .iter()
            .map(|simulation| simulation.steps())
            .max();
        let timeline = Timeline::new(&source.scene.playback, steps.unwrap_or(0));
        // What is said of the whole is about the first figure.
        let [title, caption] = [&source.scene.title, &source.scene.caption]
            .map(|text| filled(text, &source.scene.figures[0].subject, &simulations[0]));
        let mut figures: Vec<FigureOutcome> = (simulations.into_iter().enumerate())
            .map(|(index, simulation)| {
                let Figure { title, subject, .. } = &source.scene.figures[index];
                FigureOutcome {
                    source: source.clone(),
                    index,
                    title: filled(title, subject, &simulation),
                    caption: Text::default(),
                    simulation,
                    timeline,
                }
            })
            .collect();
        if let [alone] = &mut figures[..] {
            (alone.title, alone.caption) = (title.clone(), caption.clone());
        }
        Ok(Self {
            source,
            title,
            caption,
            timeline,
            figures,
        })
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
        let steps = self.figures.iter().map(|figure| figure.simulation.steps());
        steps.max().unwrap_or(0)
    }

    /// The scene.
    pub fn scene(&self) -> &Scene {
        &self.source.scene
    }

    /// The fractional step shown at a moment.
    pub fn step_at(&self, moment: PlaybackTime) -> f64 {
        self.timeline.step_at(moment.seconds)
    }
}

impl FigureOutcome {
    /// The scene that it belongs to.
    pub fn scene(&self) -> &Scene {
        &self.source.scene
    }

    /// What it shows.
    pub fn subject(&self) -> &Subject {
        &self.scene().figures[self.index].subject
    }

    /// How it looks.
    pub fn look(&self) -> &Look {
        self.scene().look_of(self.index)
    }

    /// Where it is seen from, unless the person at the window moved.
    pub fn camera(&self) -> &Camera {
        self.scene().camera_of(self.index)
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
