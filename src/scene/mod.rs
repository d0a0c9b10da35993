//! What to show, as plain data: a [`Scene`] holds figures (a landscape with runs, a point cloud or a heat map each),
//! their look and camera, and the playback. Panels edit scenes, files store them as RON, and films embed them.
//!
//! Algorithms and landscapes are written as specs such as `adam(lr=0.1)` on the command line, in scene files and in
//! panels: see [`Spec`](crate::math::spec::Spec).

mod camera;
mod check;
mod cluster_sweep;
mod cost;
mod defaults;
mod error;
mod families;
mod field;
mod figure;
mod focus;
mod format;
mod gallery;
mod insets;
mod kind;
mod landscapes;
mod look;
mod morph;
mod own_data;
mod pictures;
mod playback;
mod points;
mod preview;
mod runs;
mod source;
mod spec_text;
mod stale;
mod subject;
mod sweep;
mod templates;
mod text;
mod text_length;

pub use camera::{Camera, CameraKey, MAX_KEY_SECONDS, MIN_KEY_GAP, Motion, key_times};
pub use cluster_sweep::ClusterSweep;
pub use cost::{Cost, MAX_UPDATES, MAX_UPDATES_PER_FRAME};
pub use error::{Cause, SceneError};
pub use families::{FAMILIES, Family, FamilyField, FieldKind, FromData, LoadedData};
pub use field::{ArrowLength, Field, Ground, Toward};
pub use figure::{Figure, MAX_FIGURES};
#[cfg(feature = "app")]
pub(crate) use gallery::for_each_scene;
pub use gallery::{GalleryEntry, gallery};
pub use insets::{Chart, Insets, MAX_CHARTS, Quantity};
pub(crate) use landscapes::parameter_of;
pub use landscapes::{LANDSCAPES, LineFitData, ResolvedLandscape, open_landscape};
pub use look::{Colormap, Contours, Height, HeightScale, Light, Look, Marks, Projection, Theme};
pub use morph::Morph;
pub use own_data::ShowAs;
pub use pictures::Pictures;
pub use playback::{Pace, Playback, StepMotion};
pub(crate) use points::MAX_POINT_NAMES;
pub use points::{PointNames, PointShape, Points};
use serde::{Deserialize, Serialize};
pub use source::{Data, Origin, Source};
pub use spec_text::{
    FORMULA, formula_spec, formula_text, landscape_spec, landscape_text, set_missing_parameters,
};
pub use subject::{CloudAxes, CloudSubject, LandscapeSubject, Run, Starts, Subject};
pub use sweep::{MAX_CURVES, SweepSubject};
pub use templates::split_run_index;
pub use text::Text;
#[cfg(feature = "app")]
pub(crate) use text_length::MAX_CHARACTERS;

/// The content of a picture or a film.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(into = "format::SceneFile", try_from = "format::SceneFile")]
pub struct Scene {
    /// The title at the top left.
    pub title: Text,
    /// The caption at the bottom, one line.
    pub caption: Text,
    /// What a reader should know about the scene beyond its caption: sources, conditions, exceptions. It is not drawn.
    pub notes: Text,
    /// The seed of all randomness in the scene. Default 0.
    pub seed: u64,
    /// Colours and stroke widths. Default [`Theme::Dark`].
    pub theme: Theme,
    /// A factor for the size of all text, 0.5 to 3. Default 1.
    pub text_size: f64,
    /// The look of all figures without a look of their own.
    pub look: Look,
    /// The camera of all figures without a camera of their own.
    pub camera: Camera,
    /// The duration, pace and motion of the playback.
    pub playback: Playback,
    /// The number of figures in a row. Default: the one that makes figures largest.
    pub columns: Option<usize>,
    /// The figures, 1 to 12, in reading order.
    pub figures: Vec<Figure>,
}

impl Scene {
    /// Creates a scene of one figure with everything except title and subject at the default.
    pub fn new(title: impl Into<Text>, subject: Subject) -> Self {
        Self {
            title: title.into(),
            caption: Text::default(),
            notes: Text::default(),
            seed: 0,
            theme: Theme::default(),
            text_size: 1.0,
            look: Look::default(),
            camera: Camera::default(),
            playback: Playback::default(),
            columns: None,
            figures: vec![Figure::new(subject)],
        }
    }

    /// The subjects of the figures, in order.
    pub fn subjects(&self) -> impl Iterator<Item = &Subject> {
        self.figures.iter().map(|figure| &figure.subject)
    }

    fn subjects_mut(&mut self) -> impl Iterator<Item = &mut Subject> {
        self.figures.iter_mut().map(|figure| &mut figure.subject)
    }

    /// The look of a figure (from 0): its own or the scene's.
    pub fn look_of(&self, figure: usize) -> &Look {
        let own = self.figures.get(figure).and_then(|one| one.look.as_ref());
        own.unwrap_or(&self.look)
    }

    /// The look of a figure, mutable. Without a look of its own, the figure shares the scene's, and so the change
    /// affects all such figures.
    pub fn look_of_mut(&mut self, figure: usize) -> &mut Look {
        let own = self
            .figures
            .get_mut(figure)
            .and_then(|one| one.look.as_mut());
        own.unwrap_or(&mut self.look)
    }

    /// The subject and the look of a figure, mutable; the look as in [`Self::look_of_mut`].
    ///
    /// # Panics
    /// Panics if there is no such figure.
    pub fn subject_and_look_mut(&mut self, figure: usize) -> (&mut Subject, &mut Look) {
        let figure = &mut self.figures[figure];
        let look = figure.look.as_mut().unwrap_or(&mut self.look);
        (&mut figure.subject, look)
    }

    /// The camera of a figure (from 0): its own or the scene's.
    pub fn camera_of(&self, figure: usize) -> &Camera {
        let own = self.figures.get(figure).and_then(|one| one.camera.as_ref());
        own.unwrap_or(&self.camera)
    }

    /// The camera of a figure, mutable; a shared camera changes for all figures that share it.
    pub fn camera_of_mut(&mut self, figure: usize) -> &mut Camera {
        let own = self
            .figures
            .get_mut(figure)
            .and_then(|one| one.camera.as_mut());
        own.unwrap_or(&mut self.camera)
    }
}
