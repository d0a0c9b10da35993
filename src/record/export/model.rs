//! A scene as a model: its surfaces with paths, balls and minima, or its clouds with arrows, side by side.

use glam::DVec3;
use serde_json::Value;

use super::{
    ExportError, Figure, said,
    shapes::Mesh,
    subject::{self, ModelSetting},
    words,
};
use crate::{
    record::Job,
    simulation::Timeline,
    view::theme::{Rgb, Style},
};

/// Meshes to be written, measured against the width of a figure; y is up.
pub struct Model {
    /// Of the scene.
    pub title: String,
    /// Where the scene came from.
    pub origin: String,
    /// The scene in RON.
    pub scene: String,
    /// From left to right.
    pub figures: Vec<Group>,
}

/// The parts of one figure.
pub struct Group {
    /// Its title.
    pub name: String,
    /// How far to the right it stands.
    pub aside: f64,
    /// What its axes mean.
    pub meaning: Value,
    /// What is to be seen.
    pub parts: Vec<Part>,
}

/// One thing.
pub struct Part {
    /// Such as a run's label.
    pub name: String,
    /// Around `at`; a set of points where there are no triangles.
    pub mesh: Mesh,
    /// Its colour or colours.
    pub paint: Paint,
    /// Where it is in its figure.
    pub at: DVec3,
    /// Where it is at which second, ascending; empty where it stays.
    pub moves: Vec<(f64, DVec3)>,
}

/// Colours of a part.
pub enum Paint {
    /// One for each point.
    Points(Vec<Rgb>),
    /// One for all.
    Whole(Rgb),
}

/// How surfaces are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finish {
    /// As they are shown: thin, open where they are cut.
    Shown,
    /// As solids that can be printed.
    Solid,
}

/// Figures stand this far apart.
const PITCH: f64 = 1.25;

impl Model {
    /// The model of some figures.
    ///
    /// # Errors
    /// A cloud as a solid; nothing to be seen at all.
    pub fn of(figures: &[Figure], export: &Job, finish: Finish) -> Result<Self, ExportError> {
        let steps = figures.iter().map(|figure| figure.simulation.steps()).max();
        let playback = &export.source.scene.playback;
        let timeline = Timeline::new(playback, steps.unwrap_or_default());
        let style = Style::of(export.source.scene.theme);
        let mut groups = Vec::new();
        for (number, figure) in figures.iter().enumerate() {
            let (parts, meaning) = subject::of(&figure.simulation).model(&ModelSetting {
                look: figure.look,
                style: &style,
                timeline: &timeline,
                finish,
                language: export.request.language(),
            })?;
            let title = said(&figure.title, export.request.language());
            groups.push(Group {
                name: if title.is_empty() {
                    format!("figure {}", number + 1)
                } else {
                    title.to_owned()
                },
                aside: PITCH * number as f64,
                meaning,
                parts: parts
                    .into_iter()
                    .filter(|part| !part.mesh.points.is_empty())
                    .collect(),
            });
        }
        if groups.iter().all(|group| group.parts.is_empty()) {
            return Err(ExportError::Impossible(
                "there is nothing to take away: the function has no value anywhere in its domain",
            ));
        }
        Ok(Self {
            title: words(export, &export.source.scene.title, figures),
            origin: export.source.origin.to_string(),
            scene: export.source.to_ron(),
            figures: groups,
        })
    }
}

impl Part {
    /// A part that stays where it is.
    pub fn still(name: String, mesh: Mesh, paint: Paint) -> Self {
        Self {
            name,
            mesh,
            paint,
            at: DVec3::ZERO,
            moves: Vec::new(),
        }
    }
}
