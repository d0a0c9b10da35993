//! What to show, as plain data: a [`Scene`] names a landscape or a data set, the runs on it, how it looks, how the
//! camera moves and how long it lasts. Panels edit scenes, files hold them (RON), films carry a copy.
//!
//! Algorithms and landscapes are written as people write them, `adam(lr=0.1)`, the same on the command line, in a
//! scene file and in a panel: see [`Spec`](crate::math::spec::Spec).

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
mod playback;
mod points;
mod preview;
mod resolve;
mod runs;
mod stale;
mod subject;
mod sweep;
mod templates;
mod text;
mod texts;
mod typed;

pub use cluster_sweep::ClusterSweep;
pub use cost::{Cost, MOST_UPDATES, QUICK_UPDATES};
pub use error::{Cause, SceneError};
pub use families::{FAMILIES, Family, FamilyField, FromData, GENERATED, Loaded, Role};
pub use field::{ArrowLength, Field, Ground, Toward};
pub use figure::{Figure, MOST_FIGURES};
pub use format::VERSION;
#[cfg(feature = "app")]
pub(crate) use gallery::for_each_scene;
pub use gallery::{GalleryEntry, gallery};
pub use insets::{Chart, Insets, MOST_CHARTS, Quantity};
pub use landscapes::{LANDSCAPES, LineFitData, ResolvedLandscape, open_landscape, parameter_of};
pub use look::{Colormap, Contours, Height, HeightScale, Look, Marks, Projection, Theme};
pub use morph::Morph;
pub use own_data::Reading;
pub use playback::{Camera, Motion, Pace, Playback, StepMotion};
pub use points::{PointShape, Points};
pub use resolve::{Data, Origin, Source};
use serde::{Deserialize, Serialize};
pub use subject::{CloudAxes, CloudSubject, LandscapeSubject, Run, Starts, Subject};
pub use sweep::{MOST_CURVES, SweepSubject};
pub use templates::of_run;
pub use text::Text;
pub use typed::{FORMULA, formula_spec, formula_text, landscape_spec, landscape_text, set_names};

/// Everything that a picture or a film shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(into = "format::SceneFile", try_from = "format::SceneFile")]
pub struct Scene {
    /// Shown at the top left.
    pub title: Text,
    /// One or two lines shown at the bottom.
    pub caption: Text,
    /// Seed of everything random in the scene. Default 0.
    pub seed: u64,
    /// Colours and stroke widths. Default [`Theme::Dark`].
    pub theme: Theme,
    /// Multiplies the size of all text, 0.5 to 3. Default 1.
    pub text_size: f64,
    /// The look of every figure that has none of its own.
    pub look: Look,
    /// The camera of every figure that has none of its own.
    pub camera: Camera,
    /// How it plays.
    pub playback: Playback,
    /// The number of figures in a row. Default: whatever leaves them largest.
    pub columns: Option<usize>,
    /// What is shown, 1 to 12 figures beside each other.
    pub figures: Vec<Figure>,
}

impl Scene {
    /// A scene of one figure, with everything but its title and its subject at its default.
    pub fn new(title: impl Into<Text>, subject: Subject) -> Self {
        Self {
            title: title.into(),
            caption: Text::default(),
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

    /// The subjects of its figures, in their order.
    pub fn subjects(&self) -> impl Iterator<Item = &Subject> {
        self.figures.iter().map(|figure| &figure.subject)
    }

    fn subjects_mut(&mut self) -> impl Iterator<Item = &mut Subject> {
        self.figures.iter_mut().map(|figure| &mut figure.subject)
    }

    /// The look of a figure (the first is 0): its own, or the scene's.
    pub fn look_of(&self, figure: usize) -> &Look {
        let own = self.figures.get(figure).and_then(|one| one.look.as_ref());
        own.unwrap_or(&self.look)
    }

    /// The same to be changed: where a figure has no look of its own, that of all such figures changes.
    pub fn look_of_mut(&mut self, figure: usize) -> &mut Look {
        let own = self
            .figures
            .get_mut(figure)
            .and_then(|one| one.look.as_mut());
        own.unwrap_or(&mut self.look)
    }

    /// The subject of a figure and its look, to be changed as with [`Self::look_of_mut`].
    ///
    /// # Panics
    /// There is no such figure.
    pub fn subject_and_look_mut(&mut self, figure: usize) -> (&mut Subject, &mut Look) {
        let figure = &mut self.figures[figure];
        let look = figure.look.as_mut().unwrap_or(&mut self.look);
        (&mut figure.subject, look)
    }

    /// The camera of a figure: its own, or the scene's.
    pub fn camera_of(&self, figure: usize) -> &Camera {
        let own = self.figures.get(figure).and_then(|one| one.camera.as_ref());
        own.unwrap_or(&self.camera)
    }

    /// The same to be changed: where a figure has no camera of its own, that of all such figures changes.
    pub fn camera_of_mut(&mut self, figure: usize) -> &mut Camera {
        let own = self
            .figures
            .get_mut(figure)
            .and_then(|one| one.camera.as_mut());
        own.unwrap_or(&mut self.camera)
    }
}
