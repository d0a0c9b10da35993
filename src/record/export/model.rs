//! A scene as a 3-D model: surfaces with trajectories, balls and minima, or clouds with arrows, side by side.

use glam::DVec3;
use serde_json::Value;

use super::{
    Figure, filled_text,
    shapes::Mesh,
    subject::{self, ModelOptions},
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
    /// The figures, from left to right.
    pub(super) figures: Vec<FigureModel>,
}

/// The parts of one figure.
pub(super) struct FigureModel {
    /// The title of the figure.
    pub(super) name: String,
    /// The offset of the figure to the right.
    pub(super) offset: f64,
    /// The axes and the scale of the figure, as JSON for the file.
    pub(super) description: Value,
    pub(super) parts: Vec<Part>,
}

/// A mesh with its name, colour and animation.
pub(super) struct Part {
    /// A name, such as a run's label.
    pub(super) name: String,
    /// The mesh, relative to `at`; plain points if it has no triangles.
    pub(super) mesh: Mesh,
    pub(super) paint: Paint,
    /// The position of the part in the figure.
    pub(super) at: DVec3,
    /// Times in seconds, ascending, with the position at each; empty if the part does not move.
    pub(super) keyframes: Vec<(f64, DVec3)>,
}

/// The colours of a part.
pub(super) enum Paint {
    /// One colour per point.
    PerPoint(Vec<Rgb>),
    /// One colour for the whole part.
    Uniform(Rgb),
}

/// How surfaces are meshed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MeshKind {
    /// Without thickness, open where they are clipped, as in the picture.
    Open,
    /// As closed solids for 3-D printing.
    Solid,
}

/// The distance between the centres of adjacent figures, in units of their width.
const FIGURE_SPACING: f64 = 1.25;

impl Model {
    /// The model of all figures.
    ///
    /// # Errors
    /// [`JobError::NotExportable`] for a cloud as a solid, and if there is nothing to export.
    pub(super) fn of(figures: &[Figure], job: &Job, mesh_kind: MeshKind) -> Result<Self, JobError> {
        let steps = figures.iter().map(|figure| figure.simulation.steps()).max();
        let playback = &job.source.scene.playback;
        let timeline = Timeline::new(playback, steps.unwrap_or_default());
        let style = Style::of(job.source.scene.theme);
        let mut figure_models = Vec::new();
        for (number, figure) in figures.iter().enumerate() {
            let (parts, description) = subject::of(&figure.simulation).model(&ModelOptions {
                look: figure.look,
                style: &style,
                timeline: &timeline,
                mesh_kind,
                language: job.request.language(),
            })?;
            let title = job.request.language().text(&figure.title);
            figure_models.push(FigureModel {
                name: if title.is_empty() {
                    format!("figure {}", number + 1)
                } else {
                    title.to_owned()
                },
                offset: FIGURE_SPACING * number as f64,
                description,
                parts: parts
                    .into_iter()
                    .filter(|part| !part.mesh.points.is_empty())
                    .collect(),
            });
        }
        if figure_models.iter().all(|figure| figure.parts.is_empty()) {
            return Err(JobError::NotExportable(
                "there is nothing to export: the function has no value anywhere in its domain",
            ));
        }
        Ok(Self {
            title: filled_text(job, &job.source.scene.title, figures),
            origin: job.source.origin.to_string(),
            scene: job.source.to_ron(),
            figures: figure_models,
        })
    }
}

impl Part {
    /// A part without animation.
    pub(super) fn without_animation(name: String, mesh: Mesh, paint: Paint) -> Self {
        Self {
            name,
            mesh,
            paint,
            at: DVec3::ZERO,
            keyframes: Vec::new(),
        }
    }
}
