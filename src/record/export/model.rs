//! A scene as a model: surfaces with trajectories, balls and minima, or clouds with arrows, side by side.

use glam::DVec3;
use serde_json::Value;

use super::{
    Figure,
    shapes::Mesh,
    subject::{self, ModelOptions},
    words,
};
use crate::{
    record::{Job, JobError},
    simulation::Timeline,
    view::style::theme::{Rgb, Style},
};

/// The meshes of a scene, in units of a figure's width; y up.
pub(super) struct Model {
    /// The title of the scene.
    pub(super) title: String,
    /// The name or file of the scene.
    pub(super) origin: String,
    /// The scene in RON.
    pub(super) scene: String,
    /// From left to right.
    pub(super) figures: Vec<Group>,
}

/// The parts of one figure.
pub(super) struct Group {
    /// The title of the figure.
    pub(super) name: String,
    /// Its offset to the right.
    pub(super) aside: f64,
    /// The meaning of its axes, written to the file as JSON.
    pub(super) meaning: Value,
    pub(super) parts: Vec<Part>,
}

/// A mesh with its name, colour and animation.
pub(super) struct Part {
    /// A name, such as a run's label.
    pub(super) name: String,
    /// Relative to `at`; a point cloud if there are no triangles.
    pub(super) mesh: Mesh,
    pub(super) paint: Paint,
    /// Its position in the figure.
    pub(super) at: DVec3,
    /// Keyframes: seconds, ascending, and positions; empty if it does not move.
    pub(super) moves: Vec<(f64, DVec3)>,
}

/// The colours of a part.
pub(super) enum Paint {
    /// One colour per point.
    Points(Vec<Rgb>),
    /// One colour for the whole part.
    Whole(Rgb),
}

/// How surfaces are meshed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Finish {
    /// As in the picture: without thickness, open where they are clipped.
    Shown,
    /// As closed solids for 3-D printing.
    Solid,
}

/// The distance between figures, in units of their width.
const PITCH: f64 = 1.25;

impl Model {
    /// The model of all figures.
    ///
    /// # Errors
    /// [`JobError::Impossible`] for a cloud as a solid, and if there is nothing to export.
    pub(super) fn of(figures: &[Figure], export: &Job, finish: Finish) -> Result<Self, JobError> {
        let steps = figures.iter().map(|figure| figure.simulation.steps()).max();
        let playback = &export.source.scene.playback;
        let timeline = Timeline::new(playback, steps.unwrap_or_default());
        let style = Style::of(export.source.scene.theme);
        let mut groups = Vec::new();
        for (number, figure) in figures.iter().enumerate() {
            let (parts, meaning) = subject::of(&figure.simulation).model(&ModelOptions {
                look: figure.look,
                style: &style,
                timeline: &timeline,
                finish,
                language: export.request.language(),
            })?;
            let title = export.request.language().text(&figure.title);
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
            return Err(JobError::Impossible(
                "there is nothing to export: the function has no value anywhere in its domain",
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
    /// A part without animation.
    pub(super) fn still(name: String, mesh: Mesh, paint: Paint) -> Self {
        Self {
            name,
            mesh,
            paint,
            at: DVec3::ZERO,
            moves: Vec::new(),
        }
    }
}
