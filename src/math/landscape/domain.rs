//! Rectangles in the parameter plane.

use glam::DVec2;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A rectangle in the parameter plane: two finite intervals of positive length.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "UncheckedDomain")]
pub struct Domain {
    /// The minimum and maximum of x.
    pub x: [f64; 2],
    /// The minimum and maximum of y. Defaults to [`Domain::LINE`] in files.
    pub y: [f64; 2],
}

/// An interval that is not finite, is empty or is reversed.
#[derive(Clone, Debug, PartialEq, Error)]
#[error(
    "domain {axis}: ({low}, {high}) is not an interval; give two finite numbers, the smaller one first"
)]
pub struct DomainError {
    /// The axis: `x` or `y`.
    pub axis: char,
    /// The lower bound given.
    pub low: f64,
    /// The upper bound given.
    pub high: f64,
}

#[derive(Deserialize)]
#[serde(rename = "Domain", deny_unknown_fields)]
struct UncheckedDomain {
    x: [f64; 2],
    #[serde(default = "line_y")]
    y: [f64; 2],
}

fn line_y() -> [f64; 2] {
    Domain::LINE
}

impl TryFrom<UncheckedDomain> for Domain {
    type Error = DomainError;

    fn try_from(UncheckedDomain { x, y }: UncheckedDomain) -> Result<Self, DomainError> {
        Self::new(x, y)
    }
}

impl Domain {
    /// The y interval of a landscape of one variable, whose value does not depend on y.
    pub const LINE: [f64; 2] = [-1.0, 1.0];

    /// The rectangle `x` × `y`.
    ///
    /// # Errors
    /// [`DomainError`] if an interval is not finite, is empty or is reversed.
    pub fn new(x: [f64; 2], y: [f64; 2]) -> Result<Self, DomainError> {
        for (axis, [low, high]) in [('x', x), ('y', y)] {
            let length = high - low;
            if !(length.is_finite() && length > 0.0) {
                return Err(DomainError { axis, low, high });
            }
        }
        Ok(Self { x, y })
    }

    /// The square with |x| and |y| up to `half_side`.
    pub(super) const fn square(half_side: f64) -> Self {
        Self {
            x: [-half_side, half_side],
            y: [-half_side, half_side],
        }
    }

    /// Whether a point is inside the rectangle or on its boundary.
    pub fn contains(&self, at: DVec2) -> bool {
        (self.x[0]..=self.x[1]).contains(&at.x) && (self.y[0]..=self.y[1]).contains(&at.y)
    }

    /// The lengths of the two sides.
    pub fn size(&self) -> DVec2 {
        DVec2::new(self.x[1] - self.x[0], self.y[1] - self.y[0])
    }

    /// The point at these fractions of the width and height, from (0, 0) at the lower left to (1, 1) at the upper right
    /// corner.
    pub fn at(&self, fractions: DVec2) -> DVec2 {
        DVec2::new(self.x[0], self.y[0]) + fractions * self.size()
    }
}
