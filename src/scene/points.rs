use serde::{Deserialize, Serialize};

/// How the points of a cloud are drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Points {
    /// Multiplies their size, 0.1 to 10. Default 1: large where there are few, small where there are many.
    pub size: f64,
    /// Their radius in the units of the axes, above 0, in place of a size in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub radius: Option<f64>,
    /// Flat or round.
    pub shape: PointShape,
    /// The column of numbers that gives them their colour, by name or by number from 1. Default: their classes do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    /// The column of numbers that gives them their size: the highest is drawn three times as large as the lowest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size_by: Option<String>,
    /// Whether points are seen on the two walls behind the cloud as well as on the floor. Default false.
    pub walls: bool,
}

impl Default for Points {
    fn default() -> Self {
        Self {
            size: 1.0,
            radius: None,
            shape: PointShape::default(),
            color: None,
            size_by: None,
            walls: false,
        }
    }
}

impl Points {
    /// Whether everything is as it is by default.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// What a point looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PointShape {
    /// A disc facing the viewer.
    #[default]
    Disc,
    /// A ball in the light.
    Sphere,
}
