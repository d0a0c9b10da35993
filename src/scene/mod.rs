//! What to show, as plain data: a [`Scene`] names a landscape or a data set, the runs on it, how it looks, how the
//! camera moves and how long it lasts. Panels edit scenes, files hold them (RON), films carry a copy.
//!
//! Algorithms and landscapes are written as people write them, `adam(lr=0.1)`, the same on the command line, in a
//! scene file and in a panel: see [`Call`].

mod check;
mod gallery;
mod landscapes;
mod resolve;
mod text;

pub use check::{Cause, SceneError};
pub use gallery::{GalleryEntry, gallery};
pub use landscapes::{LineFitData, ResolvedLandscape, landscapes, open_landscape};
pub use resolve::{Data, Origin, Source};
use serde::{Deserialize, Serialize};
pub use text::Text;

use crate::math::{call::Call, landscape::Domain};

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
    /// What is shown.
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
}

/// The two kinds of thing that a scene can show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Subject {
    /// A loss surface and the optimizers on it.
    Landscape(LandscapeSubject),
    /// A data set projected on its principal components.
    Cloud(CloudSubject),
}

/// A loss surface over two parameters and the optimizers that run on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LandscapeSubject {
    /// The landscape: a name of the catalogue, or `line_fit(file="…", x=…, y=…)`.
    pub landscape: Call,
    /// The rectangle that is drawn. Default: the landscape's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<Domain>,
    /// Grid points along each side of the surface, 16 to 2048. Default 256.
    #[serde(default = "default_resolution")]
    pub resolution: u32,
    /// Where every run starts that has no start of its own.
    pub start: [f64; 2],
    /// Updates made by each run, 1 to 1,000,000.
    pub steps: usize,
    /// A run stops as converged once ‖∇f‖ is below this. Default: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tolerance: Option<f64>,
    /// The optimizers, in the order of their colours.
    #[serde(default)]
    pub runs: Vec<Run>,
}

/// One optimizer with its settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// Such as `adam(lr=0.1)`.
    pub optimizer: Call,
    /// Such as `exponential(gamma=0.995)`. Default `constant`.
    #[serde(
        default = "default_schedule",
        skip_serializing_if = "is_default_schedule"
    )]
    pub schedule: Call,
    /// Default: the start of the landscape.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<[f64; 2]>,
    /// The name on its tag and in the legend. Default: made from the optimizer and what differs between the runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Whether it is drawn. Default true.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub shown: bool,
}

impl Run {
    /// A run with everything but the optimizer at its default.
    pub fn new(optimizer: Call) -> Self {
        Self {
            optimizer,
            schedule: default_schedule(),
            start: None,
            label: None,
            shown: true,
        }
    }
}

/// A data set as a point cloud on its first principal components.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloudSubject {
    /// A built-in data set (`iris`) or a CSV file, relative to the scene's file.
    pub data: String,
    /// The column that holds the classes. Default: the only text column, or none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

/// How a scene looks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Look {
    /// Colours and stroke widths.
    pub theme: Theme,
    /// Colours of the surface.
    pub colormap: Colormap,
    /// How values become heights.
    pub height: Height,
    /// Where contour lines run.
    pub contours: Contours,
    /// Solid or flat.
    pub projection: Projection,
    /// Which marks are drawn.
    pub marks: Marks,
    /// Multiplies the size of all text, 0.5 to 3. Default 1.
    pub text_size: f64,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            theme: Theme::Dark,
            colormap: Colormap::Viridis,
            height: Height::default(),
            contours: Contours::default(),
            projection: Projection::Solid,
            marks: Marks::default(),
            text_size: 1.0,
        }
    }
}

/// Colours, stroke widths and text size for where the picture is seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Theme {
    /// Light on dark, for screens and films.
    #[default]
    Dark,
    /// Dark on light, for print.
    Light,
    /// Black on white with doubled strokes and large text, for a hall.
    Projector,
}

/// A perceptual colormap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Colormap {
    /// Dark violet to yellow; the default.
    #[default]
    Viridis,
    /// Black through magenta to cream.
    Magma,
    /// Blue to yellow, alike for the colour-blind.
    Cividis,
    /// A rainbow with even lightness steps.
    Turbo,
    /// Blue through grey to red, for values around a meaningful zero.
    Coolwarm,
}

/// How values become heights.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Height {
    /// The scale of the vertical axis.
    pub scale: HeightScale,
    /// Heights are cut above this value. Default: `Linear` shows everything, `Clamped` the lowest 98 %.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<f64>,
    /// Multiplies the height of the box, which is 0.6 of its width at 1; 0.1 to 3.
    pub exaggeration: f64,
}

impl Default for Height {
    fn default() -> Self {
        Self {
            scale: HeightScale::Linear,
            limit: None,
            exaggeration: 1.0,
        }
    }
}

/// The scale of the vertical axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum HeightScale {
    /// Height is the value.
    #[default]
    Linear,
    /// Height is the logarithm of the value (of the value above the minimum, where values are not all positive).
    Log,
    /// Height is the value, cut at a limit, so that one cliff does not flatten the valley.
    Clamped,
}

/// Where contour lines run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Contours {
    /// No lines.
    None,
    /// So many lines, spaced evenly in the shown scale, at round values.
    Count(u32),
    /// Lines at these values, ascending.
    Levels(Vec<f64>),
}

impl Default for Contours {
    fn default() -> Self {
        Self::Count(20)
    }
}

/// A solid or a flat picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Projection {
    /// In perspective, lit.
    #[default]
    Solid,
    /// From above, orthographic, with numbers on the contour lines.
    Top,
}

/// Which marks are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Marks {
    /// A ring where runs start.
    pub start: bool,
    /// A filled ring where runs end.
    pub end: bool,
    /// A star at each known minimum.
    pub minimum: bool,
    /// A cross at each known saddle point.
    pub saddle: bool,
    /// Names at the balls.
    pub names: bool,
    /// The fine mesh of the surface.
    pub mesh: bool,
    /// Contour lines on the floor.
    pub floor: bool,
    /// The data and the fitted line beside a surface that belongs to data.
    pub data: bool,
    /// Principal arrows in a cloud.
    pub arrows: bool,
    /// Shadows of a cloud's points on the plane of the first two components.
    pub shadows: bool,
}

impl Default for Marks {
    fn default() -> Self {
        Self {
            start: true,
            end: true,
            minimum: true,
            saddle: true,
            names: true,
            mesh: false,
            floor: true,
            data: true,
            arrows: true,
            shadows: true,
        }
    }
}

/// Where the picture is seen from. Angles in degrees.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Camera {
    /// Direction of the viewer around the vertical; −90 looks along +y, 0 sits on the +x side. Default −55.
    pub azimuth: f64,
    /// Height of the viewer above the floor, −90 to 90. Default 28.
    pub elevation: f64,
    /// 1 fits the subject into the picture, 2 is twice as near; 0.1 to 50.
    pub zoom: f64,
    /// What the picture is centred on, in the box's own units (its width is 2), from its centre.
    pub target: [f64; 3],
    /// How it moves while the scene plays.
    pub motion: Motion,
}

impl Default for Camera {
    fn default() -> Self {
        Self {
            azimuth: -55.0,
            elevation: 28.0,
            zoom: 1.0,
            target: [0.0; 3],
            motion: Motion::default(),
        }
    }
}

/// How the camera moves while a scene plays.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Motion {
    /// Not at all.
    Still,
    /// Gently there and back by so many degrees to each side, once in a film.
    Drift(f64),
    /// Around the vertical, so many turns in a film (negative: clockwise from above).
    Orbit(f64),
}

impl Default for Motion {
    fn default() -> Self {
        Self::Drift(12.0)
    }
}

/// How a scene plays.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Playback {
    /// Seconds from the first step to the last, above 0 and at most 3600. Default 8.
    pub seconds: f64,
    /// Seconds of rest before and after, 0 to 60. Default (1, 1).
    pub rest: [f64; 2],
    /// How the steps are spread over the time.
    pub pace: Pace,
    /// Whether balls glide or jump from step to step.
    pub motion: StepMotion,
}

impl Default for Playback {
    fn default() -> Self {
        Self {
            seconds: 8.0,
            rest: [1.0, 1.0],
            pace: Pace::Linear,
            motion: StepMotion::Eased,
        }
    }
}

/// How steps are spread over the time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Pace {
    /// The same number of steps each second.
    #[default]
    Linear,
    /// Slow at first, then faster and faster: each second multiplies the step reached.
    Geometric,
}

/// Whether balls glide or jump from step to step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum StepMotion {
    /// They glide, easing in and out of each step.
    #[default]
    Eased,
    /// They jump.
    Stepped,
}

fn default_resolution() -> u32 {
    256
}

fn default_schedule() -> Call {
    Call::new("constant")
}

fn is_default_schedule(schedule: &Call) -> bool {
    *schedule == default_schedule()
}

fn yes() -> bool {
    true
}

fn is_yes(value: &bool) -> bool {
    *value
}
