//! What to show, as plain data: a [`Scene`] names a landscape or a data set, the runs on it, how it looks, how the
//! camera moves and how long it lasts. Panels edit scenes, files hold them (RON), films carry a copy.
//!
//! Algorithms and landscapes are written as people write them, `adam(lr=0.1)`, the same on the command line, in a
//! scene file and in a panel: see [`Spec`](crate::math::spec::Spec).

mod check;
mod cluster_sweep;
mod cost;
mod error;
mod families;
mod field;
mod figure;
mod focus;
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
pub use cost::{Cost, MOST_UPDATES};
pub use error::{Cause, SceneError};
pub use families::{FAMILIES, Family, FamilyField, GENERATED, Loaded, Role, family};
pub use field::{ArrowLength, Field, Ground, Toward};
pub use figure::{Figure, MOST_FIGURES};
#[cfg(feature = "app")]
pub(crate) use gallery::for_each_scene;
pub use gallery::{GalleryEntry, gallery};
pub use insets::{Chart, Insets, MOST_CHARTS, Quantity};
pub use landscapes::{LineFitData, ResolvedLandscape, landscapes, open_landscape, parameter_of};
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

/// The version of the scene format that this program writes and reads.
pub const VERSION: u32 = 1;

/// Everything that a picture or a film shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scene {
    /// Version of the format, [`VERSION`].
    pub version: u32,
    /// Shown at the top left.
    #[serde(default)]
    pub title: Text,
    /// One or two lines shown at the bottom.
    #[serde(default)]
    pub caption: Text,
    /// Seed of everything random in the scene. Default 0.
    #[serde(default)]
    pub seed: u64,
    /// Title of the first figure where there are several.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub heading: Text,
    /// What is shown; the first figure where there are several.
    pub subject: Subject,
    /// How it looks.
    #[serde(default)]
    pub look: Look,
    /// Where it is seen from.
    #[serde(default)]
    pub camera: Camera,
    /// How it plays.
    #[serde(default)]
    pub playback: Playback,
    /// So many figures stand in a row. Default: whatever leaves them largest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<usize>,
    /// More figures beside the first, at most 11, on the same playback.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<Figure>,
}

impl Scene {
    /// A scene with everything but its title and what it shows at its default.
    pub fn new(title: impl Into<Text>, subject: Subject) -> Self {
        Self {
            version: VERSION,
            title: title.into(),
            caption: Text::default(),
            seed: 0,
            heading: Text::default(),
            subject,
            look: Look::default(),
            camera: Camera::default(),
            playback: Playback::default(),
            columns: None,
            beside: Vec::new(),
        }
    }

    /// What its figures show, the first one first.
    pub fn subjects(&self) -> impl Iterator<Item = &Subject> {
        let beside = self.beside.iter().map(|figure| &figure.subject);
        std::iter::once(&self.subject).chain(beside)
    }
}
