use serde::{Deserialize, Serialize};

use super::defaults::is_default;

/// How the gradient of a landscape is drawn as a field of arrows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Field {
    /// What the arrows are drawn on. A flat picture has one ground only.
    #[serde(skip_serializing_if = "is_default")]
    pub on: Ground,
    /// Arrows along each side, 2 to 60. Default 20.
    pub density: u32,
    /// Which way they point.
    #[serde(skip_serializing_if = "is_default")]
    pub toward: Toward,
    /// What the norm of the gradient sets.
    #[serde(skip_serializing_if = "is_default")]
    pub length: ArrowLength,
}

impl Default for Field {
    fn default() -> Self {
        Self {
            on: Ground::default(),
            density: 20,
            toward: Toward::default(),
            length: ArrowLength::default(),
        }
    }
}

/// What the arrows of a field are drawn on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Ground {
    /// The floor, the plane of the parameters, which contains the gradient.
    #[default]
    Floor,
    /// The surface; the arrows are its tangents of steepest ascent or descent.
    Surface,
    /// Both.
    Both,
}

/// Which way the arrows of a field point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Toward {
    /// Uphill, as the gradient does.
    #[default]
    Up,
    /// Downhill, as descent goes.
    Down,
}

/// What the norm of the gradient sets: the length of an arrow or its colour, never both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ArrowLength {
    /// The colour; all arrows are equally long.
    #[default]
    Equal,
    /// The length; all arrows have one colour.
    Norm,
}
