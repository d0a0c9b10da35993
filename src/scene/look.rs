use serde::{Deserialize, Serialize};

use super::{
    Field, Insets, Points,
    defaults::{is_default, is_one, is_yes},
};

/// How a figure looks; its colours and the size of its text are the scene's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Look {
    /// Colours of the surface.
    #[serde(skip_serializing_if = "is_default")]
    pub colormap: Colormap,
    /// How values become heights.
    #[serde(skip_serializing_if = "is_default")]
    pub height: Height,
    /// Where contour lines run.
    #[serde(skip_serializing_if = "is_default")]
    pub contours: Contours,
    /// Solid or flat.
    #[serde(skip_serializing_if = "is_default")]
    pub projection: Projection,
    /// Which marks are drawn.
    #[serde(skip_serializing_if = "is_default")]
    pub marks: Marks,
    /// The gradient as a field of arrows. Default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<Field>,
    /// The run whose steps are taken apart, from 1. Default: the first that is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub focus: Option<usize>,
    /// Charts and an explained step beside the surface.
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
            projection: Projection::Solid,
            marks: Marks::default(),
            field: None,
            focus: None,
            insets: Insets::default(),
            points: Points::default(),
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
    #[serde(skip_serializing_if = "is_default")]
    pub scale: HeightScale,
    /// Heights are cut above this value. Default: `Linear` shows everything, `Clamped` the lowest 98 %.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<f64>,
    /// Multiplies the height of the box, which is 0.6 of its width at 1; 0.1 to 3.
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
    /// A number of lines, spaced evenly in the shown scale, at round values.
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
    /// Names, values and colours beside the subject.
    #[serde(skip_serializing_if = "is_yes")]
    pub legend: bool,
    /// Numbers and names at the axes.
    #[serde(skip_serializing_if = "is_yes")]
    pub axes: bool,
    /// A ring where runs start.
    #[serde(skip_serializing_if = "is_yes")]
    pub start: bool,
    /// A filled ring where runs end.
    #[serde(skip_serializing_if = "is_yes")]
    pub end: bool,
    /// A star at each known minimum.
    #[serde(skip_serializing_if = "is_yes")]
    pub minimum: bool,
    /// A cross at each known saddle point.
    #[serde(skip_serializing_if = "is_yes")]
    pub saddle: bool,
    /// An arrow along each step of a run, four fifths of it long, where steps are long enough to be told apart.
    #[serde(skip_serializing_if = "is_default")]
    pub steps: bool,
    /// Arrows at the ball in focus: what moves it.
    #[serde(skip_serializing_if = "is_default")]
    pub vectors: bool,
    /// The plane, or the line where there is one variable, that touches the surface at the ball in focus.
    #[serde(skip_serializing_if = "is_default")]
    pub tangent: bool,
    /// Numbers on the contour lines of a solid picture; a flat one has them in any case.
    #[serde(skip_serializing_if = "is_default")]
    pub numbers: bool,
    /// Names at the balls.
    #[serde(skip_serializing_if = "is_yes")]
    pub names: bool,
    /// In the legend, the verdict on each run up to the step shown. Default off.
    #[serde(skip_serializing_if = "is_default")]
    pub verdict: bool,
    /// The fine mesh of the surface.
    #[serde(skip_serializing_if = "is_default")]
    pub mesh: bool,
    /// Contour lines on the floor.
    #[serde(skip_serializing_if = "is_yes")]
    pub floor: bool,
    /// The data and the fitted line beside a surface that belongs to data.
    #[serde(skip_serializing_if = "is_yes")]
    pub data: bool,
    /// Principal arrows in a cloud.
    #[serde(skip_serializing_if = "is_yes")]
    pub arrows: bool,
    /// Shadows of a cloud's points on the plane of the first two components.
    #[serde(skip_serializing_if = "is_yes")]
    pub shadows: bool,
    /// The convex hull of each cluster of a cloud, or of each class where there are no clusters, of up to 100,000 points that
    /// do not move. Default off.
    #[serde(skip_serializing_if = "is_default")]
    pub hulls: bool,
    /// What is nearest to each centre of K-Means, on the floor of a cloud of two columns.
    #[serde(skip_serializing_if = "is_yes")]
    pub regions: bool,
    /// The windows of mean shift, as large as they are.
    #[serde(skip_serializing_if = "is_yes")]
    pub windows: bool,
    /// Lines from point to point of a cloud in the order that a column `__next__` or `__seq_next__` gives: each point's
    /// entry is the row, from 0, of the next.
    #[serde(skip_serializing_if = "is_yes")]
    pub trajectories: bool,
    /// The numbers of a cloud of up to 12 points, in place of the classes.
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
            table: false,
        }
    }
}
