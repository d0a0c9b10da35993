//! Rectangles of the picture.

use glam::{UVec2, UVec4, Vec2, vec2};

/// A rectangle of the picture; y points down.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Area {
    /// Top left corner, in points unless noted otherwise.
    pub min: Vec2,
    /// Width and height, in the same unit.
    pub size: Vec2,
}

impl Area {
    /// The centre of the rectangle.
    pub fn center(&self) -> Vec2 {
        self.min + 0.5 * self.size
    }

    /// Whether a position is in the rectangle.
    pub fn contains(&self, place: Vec2) -> bool {
        let from_min = place - self.min;
        from_min.cmpge(Vec2::ZERO).all() && from_min.cmplt(self.size).all()
    }

    /// The bottom right corner.
    pub fn max(&self) -> Vec2 {
        self.min + self.size
    }

    /// Shrinks the rectangle by margins: left, top, right, bottom.
    pub fn inset(&self, [left, top, right, bottom]: [f32; 4]) -> Self {
        Self {
            min: self.min + vec2(left, top),
            size: (self.size - vec2(left + right, top + bottom)).max(Vec2::ONE),
        }
    }

    /// The rectangle in pixels, at least one wide and high: left, top, width and height.
    pub fn pixels(&self, pixels_per_point: f32) -> UVec4 {
        let min = (self.min * pixels_per_point).round().as_uvec2();
        let max = (self.max() * pixels_per_point).round().as_uvec2();
        let size = (max.max(min) - min).max(UVec2::ONE);
        UVec4::new(min.x, min.y, size.x, size.y)
    }
}
