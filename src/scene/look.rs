use serde::{Deserialize, Serialize};

use super::{
    Field, Insets, Points,
    defaults::{is_default, is_one, is_true},
};

/// The look of a figure. Colours and text size belong to the scene.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Look {
    /// The colormap of the surface. Default `Viridis`.
    #[serde(skip_serializing_if = "is_default")]
    pub colormap: Colormap,
    /// How values are mapped to heights.
    #[serde(skip_serializing_if = "is_default")]
    pub height: Height,
    /// The contour lines. Default: 20 lines.
    #[serde(skip_serializing_if = "is_default")]
    pub contours: Contours,
    /// The projection of the camera. Default `Solid`.
    #[serde(skip_serializing_if = "is_default")]
    pub projection: Projection,
    /// The light on a surface.
    #[serde(skip_serializing_if = "is_default")]
    pub light: Light,
    /// Whether a surface is the top of a block with side walls. Default false.
    #[serde(skip_serializing_if = "is_default")]
    pub solid: bool,
    /// Which marks are drawn.
    #[serde(skip_serializing_if = "is_default")]
    pub marks: Marks,
    /// The gradient as a field of arrows. Default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<Field>,
    /// The number, from 1, of the run in focus, which is emphasized and whose steps are explained; every random start of
    /// a run counts. Default: no run is emphasized, and the steps of the first one shown are explained.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub focus: Option<usize>,
    /// Charts and an explained step next to the surface or cloud.
    #[serde(skip_serializing_if = "is_default")]
    pub insets: Insets,
    /// How the points of a cloud are drawn.
    #[serde(skip_serializing_if = "is_default")]
    pub points: Points,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            colormap: Colormap::Viridis,
            height: Height::default(),
            contours: Contours::default(),
            projection: Projection::Perspective,
            light: Light::default(),
            solid: false,
            marks: Marks::default(),
            field: None,
            focus: None,
            insets: Insets::default(),
            points: Points::default(),
        }
    }
}

/// Colours, stroke widths and text size for a viewing environment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Theme {
    /// Light on dark, for screens and films.
    #[default]
    Dark,
    /// Dark on light, for print.
    Light,
    /// Black on white with double strokes and large text, for a lecture hall.
    Projector,
}

/// The colours of a surface by value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Colormap {
    /// Dark violet to yellow; the default.
    #[default]
    Viridis,
    /// Black through magenta to cream.
    Magma,
    /// Blue to yellow, suitable for the colour-blind.
    Cividis,
    /// A rainbow whose lightness rises and falls smoothly.
    Turbo,
    /// Blue through grey to red, for values around a meaningful zero.
    Coolwarm,
}

/// How values are mapped to heights.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Height {
    /// The scale of the vertical axis. Default `Linear`.
    #[serde(skip_serializing_if = "is_default")]
    pub scale: HeightScale,
    /// The value above which heights are clipped. Default: the 98th percentile for `Clamped`, otherwise
    /// none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<f64>,
    /// A factor for the height of the box, 0.1 to 3; at 1, the height is 0.6 of the width.
    #[serde(skip_serializing_if = "is_one")]
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
    /// The height is proportional to the value.
    #[default]
    Linear,
    /// The height is the logarithm of the value (of its distance from the minimum if values are not all positive).
    Log,
    /// Linear and clipped at a limit, so that a cliff does not flatten the valley.
    Clamped,
}

/// The levels of the contour lines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Contours {
    /// Draws no contour lines.
    None,
    /// About this number of lines, at round values evenly spaced on the height scale.
    Count(u32),
    /// Lines at these values, in ascending order.
    Levels(Vec<f64>),
}

impl Default for Contours {
    fn default() -> Self {
        Self::Count(20)
    }
}

/// The projection of the camera.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Projection {
    /// A perspective view with lighting; `Solid` in scene files.
    #[default]
    #[serde(rename = "Solid")]
    Perspective,
    /// An orthographic view from above, with numbers on the contour lines.
    Top,
}

/// The key light on a surface. It is fixed to the scene, so that the shading of a relief turns with it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Light {
    /// The direction that the light comes from, in degrees: counter-clockwise from +x seen from above, as the azimuth
    /// of the camera. Default −30.
    pub azimuth: f64,
    /// The angle of the light above the horizontal plane in degrees, 0 to 90. Default 45.
    pub elevation: f64,
    /// The largest relative change of brightness by light and shadow, 0 (no shading) to 1. Default 0.45.
    pub strength: f64,
}

impl Default for Light {
    fn default() -> Self {
        Self {
            azimuth: -30.0,
            elevation: 45.0,
            strength: 0.45,
        }
    }
}

/// Which marks are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Marks {
    /// The legend: names, values and colours. Default true.
    #[serde(skip_serializing_if = "is_true")]
    pub legend: bool,
    /// Numbers and names at the axes. Default true.
    #[serde(skip_serializing_if = "is_true")]
    pub axes: bool,
    /// A ring where each run starts. Default true.
    #[serde(skip_serializing_if = "is_true")]
    pub start: bool,
    /// A filled ring where each run ends. Default true.
    #[serde(skip_serializing_if = "is_true")]
    pub end: bool,
    /// A star at each known minimum. Default true.
    #[serde(skip_serializing_if = "is_true")]
    pub minimum: bool,
    /// A cross at each known saddle point. Default true.
    #[serde(skip_serializing_if = "is_true")]
    pub saddle: bool,
    /// An arrow along each step of a run, four fifths as long, if the steps are long enough. Default false.
    #[serde(skip_serializing_if = "is_default")]
    pub steps: bool,
    /// Arrows at the ball in focus for the terms of its next update. Default false.
    #[serde(skip_serializing_if = "is_default")]
    pub vectors: bool,
    /// The tangent plane at the ball in focus, or the tangent line for one variable. Default false.
    #[serde(skip_serializing_if = "is_default")]
    pub tangent: bool,
    /// Numbers on the contour lines of a perspective view; a view from above always has them. Default false.
    #[serde(skip_serializing_if = "is_default")]
    pub numbers: bool,
    /// Names at the balls. Default true.
    #[serde(skip_serializing_if = "is_true")]
    pub names: bool,
    /// The verdict on each run up to the current step, in the legend. Default false.
    #[serde(skip_serializing_if = "is_default")]
    pub verdict: bool,
    /// The fine mesh of the surface. Default false.
    #[serde(skip_serializing_if = "is_default")]
    pub mesh: bool,
    /// Contour lines on the floor. Default true.
    #[serde(skip_serializing_if = "is_true")]
    pub floor: bool,
    /// The data and the fitted line next to a surface that depends on data. Default true.
    #[serde(skip_serializing_if = "is_true")]
    pub data: bool,
    /// Arrows along the principal axes of a cloud. Default true.
    #[serde(skip_serializing_if = "is_true")]
    pub arrows: bool,
    /// Shadows of a cloud's points on the plane of the first two components. Default true.
    #[serde(skip_serializing_if = "is_true")]
    pub shadows: bool,
    /// The convex hull of each cluster, or of each class without clusters, for up to 100,000 points that do not move.
    /// Default false.
    #[serde(skip_serializing_if = "is_default")]
    pub hulls: bool,
    /// The region nearest to each centre of K-Means, on the floor of a cloud of two columns. Default true.
    #[serde(skip_serializing_if = "is_true")]
    pub regions: bool,
    /// The windows of mean shift, to scale. Default true.
    #[serde(skip_serializing_if = "is_true")]
    pub windows: bool,
    /// Lines between points of a cloud in the order given by a column `__next__` or `__seq_next__`, which holds the row
    /// index of the next point, from 0. Default true.
    #[serde(skip_serializing_if = "is_true")]
    pub trajectories: bool,
    /// The pictures of a cloud's rows in place of points, if the subject has pictures. Default true.
    #[serde(skip_serializing_if = "is_true")]
    pub pictures: bool,
    /// A table of the numbers of a cloud of up to 12 points, in place of the classes. Default false.
    #[serde(skip_serializing_if = "is_default")]
    pub table: bool,
}

impl Default for Marks {
    fn default() -> Self {
        Self {
            legend: true,
            axes: true,
            start: true,
            end: true,
            minimum: true,
            saddle: true,
            steps: false,
            vectors: false,
            tangent: false,
            numbers: false,
            names: true,
            verdict: false,
            mesh: false,
            floor: true,
            data: true,
            arrows: true,
            shadows: true,
            hulls: false,
            regions: true,
            windows: true,
            trajectories: true,
            pictures: true,
            table: false,
        }
    }
}
