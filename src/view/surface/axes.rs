//! Positions in the units of the axes.

use glam::{DVec2, Vec2, Vec3, vec2, vec3};

use super::DrawnSurface;

impl DrawnSurface {
    /// The world x and z of two parameters.
    pub fn plane_from_params(&self, at: DVec2) -> Vec2 {
        let [x, y] = [self.domain.x, self.domain.y];
        let u = (at.x - x[0]) / (x[1] - x[0]) * 2.0 - 1.0;
        let v = (at.y - y[0]) / (y[1] - y[0]) * 2.0 - 1.0;
        vec2(u as f32 * self.half_size.x, -v as f32 * self.half_size.z)
    }

    /// The parameters of a world position, given as x and z.
    pub fn params_from_plane(&self, plane: Vec2) -> DVec2 {
        let u = f64::from(plane.x / self.half_size.x);
        let v = f64::from(-plane.y / self.half_size.z);
        let [x, y] = [self.domain.x, self.domain.y];
        DVec2::new(
            x[0] + (0.5 + 0.5 * u) * (x[1] - x[0]),
            y[0] + (0.5 + 0.5 * v) * (y[1] - y[0]),
        )
    }

    /// The world position of two parameters and a value; values without a height are at the bottom of the scale.
    pub fn world_from_axes(&self, [x, y, value]: [f64; 3]) -> Vec3 {
        let plane = self.plane_from_params(DVec2::new(x, y));
        let height = self.scale.normalized_unclamped(value);
        let height = if height.is_finite() { height } else { 0.0 };
        vec3(plane.x, self.world_height(height.clamp(-1e6, 1e6)), plane.y)
    }

    /// The inverse of [`Self::world_from_axes`].
    pub fn axes_from_world(&self, at: Vec3) -> [f64; 3] {
        let params = self.params_from_plane(vec2(at.x, at.z));
        let height = match self.world_scale() {
            0.0 => 0.0,
            scale => f64::from((at.y - self.bottom) / scale),
        };
        [params.x, params.y, self.scale.value(height)]
    }
}
