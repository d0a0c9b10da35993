use serde::{Deserialize, Serialize};

use super::defaults::is_default;

/// The gradient of a landscape drawn as a field of arrows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Field {
    /// Where the arrows are drawn; a flat picture has no separate floor. Default `Floor`.
    #[serde(skip_serializing_if = "is_default")]
    pub on: Ground,
    /// The number of arrows along each side, 2 to 60. Default 20.
    pub density: u32,
    /// The direction of the arrows. Default `Up`.
    #[serde(skip_serializing_if = "is_default")]
    pub toward: Toward,
    /// How the norm of the gradient is shown. Default `Equal`: by colour.
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

/// Where the arrows of a field are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Ground {
    /// The floor, which is the plane of the parameters and contains the gradient.
    #[default]
    Floor,
    /// The surface; the arrows are its tangents of steepest ascent or descent.
    Surface,
    /// The floor and the surface.
    Both,
}

/// The direction of the arrows of a field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Toward {
    /// Uphill, like the gradient.
    #[default]
    Up,
    /// Downhill, like gradient descent.
    Down,
}

/// Whether the norm of the gradient sets the length of the arrows or their colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ArrowLength {
    /// The colour; all arrows have the same length.
    #[default]
    Equal,
    /// The length; all arrows have the same colour.
    Norm,
}
