//! The only place that maps world positions to positions in the picture, and these to rays.
//!
//! The world is right-handed with y up, and the box of a figure is centred at the origin: its first parameter or axis
//! runs along +x, the second along −z, away from the viewer, and values or the third axis along +y.

use glam::{Mat4, Quat, Vec2, Vec3, Vec4, vec2, vec3};

use super::{
    area::Area,
    framing::{FramedBox, Framing, Room},
};
use crate::scene::Projection;

/// Vertical field of view in degrees: a long focal length keeps perspective distortion low.
const FIELD_OF_VIEW_DEGREES: f32 = 30.0;

/// Where the camera is and how it looks. Angles are in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pose {
    /// The angle around the vertical axis, counter-clockwise from +x as seen from above.
    pub azimuth: f32,
    /// The angle above the horizontal plane.
    pub elevation: f32,
    /// Zoom factor; at 1 the box fits its area.
    pub zoom: f32,
    /// The world position that the camera orbits, near the centre of the subject's area.
    pub target: Vec3,
    /// Perspective, or orthographic from above.
    pub projection: Projection,
}

impl Pose {
    /// The same zoom and target in perspective from the front: almost horizontally along the second parameter.
    #[must_use]
    pub fn from_the_front(self) -> Self {
        Self {
            azimuth: -90.0,
            elevation: 4.0,
            projection: Projection::Perspective,
            ..self
        }
    }
}

/// The camera of a figure: how world positions appear in the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ViewTransform {
    /// The area of the figure in the picture, in points.
    pub area: Area,
    /// World to clip space, with reversed depth.
    pub clip_from_world: Mat4,
    /// Position of the eye.
    pub eye: Vec3,
    /// Right axis of the camera.
    pub right: Vec3,
    /// Up axis of the camera.
    pub up: Vec3,
    /// Viewing direction of the camera.
    pub forward: Vec3,
    /// Whether the projection is perspective.
    pub perspective: bool,
}

impl ViewTransform {
    /// Frames the box in `room`, a part of the picture `area`, so that it fits in all `directions` of the camera
    /// (azimuth and elevation in degrees; at least one), of which the `pose` has one.
    pub fn new(
        area: Area,
        room: &Room,
        half_size: Vec3,
        directions: &[[f32; 2]],
        pose: &Pose,
    ) -> Self {
        let flat = pose.projection == Projection::Top;
        let (azimuth, elevation) = if flat {
            (-90.0, 90.0)
        } else {
            (pose.azimuth, pose.elevation)
        };
        let [back, right, up] = camera_axes(azimuth, elevation);
        let forward = -back;
        let zoom = pose.zoom.max(1e-3);

        let half_tangent = (FIELD_OF_VIEW_DEGREES.to_radians() / 2.0).tan();
        let aspect = area.size.x / area.size.y;
        let from_above = [[-90.0, 90.0]];
        let directions = if flat { &from_above } else { directions };
        let framing = FramedBox::new(half_size, directions, !flat, half_tangent, area.size.y);
        let Framing { distance, target } = framing.framing(room);
        let distance = distance / zoom;
        let shift = (target - area.center()) / (0.5 * area.size);
        let shift = Mat4::from_translation(vec3(shift.x, -shift.y, 0.0));
        // An orthographic camera only has to be in front of everything.
        let eye = pose.target + back * if flat { 10.0 } else { distance };
        let view_from_world = Mat4::from_cols(
            Vec4::new(right.x, up.x, back.x, 0.0),
            Vec4::new(right.y, up.y, back.y, 0.0),
            Vec4::new(right.z, up.z, back.z, 0.0),
            Vec4::new(-right.dot(eye), -up.dot(eye), -back.dot(eye), 1.0),
        );
        let clip_from_view = if flat {
            let (x, y) = (distance * half_tangent * aspect, distance * half_tangent);
            Mat4::orthographic_rh(-x, x, -y, y, 20.0, 0.0)
        } else {
            Mat4::perspective_infinite_reverse_rh(FIELD_OF_VIEW_DEGREES.to_radians(), aspect, 0.01)
        };
        Self {
            area,
            clip_from_world: shift * clip_from_view * view_from_world,
            eye,
            right,
            up,
            forward,
            perspective: !flat,
        }
    }

    /// The position of a world position in the picture, in points; `None` behind the viewer.
    pub fn project(&self, world: Vec3) -> Option<Vec2> {
        let clip = self.clip_from_world * world.extend(1.0);
        if clip.w <= 1e-3 {
            return None;
        }
        let ndc = vec2(clip.x, -clip.y) / clip.w;
        Some(self.area.min + (0.5 + 0.5 * ndc) * self.area.size)
    }

    /// The ray through a position in the picture, in points: origin and unit direction.
    pub fn ray(&self, place: Vec2) -> (Vec3, Vec3) {
        let ndc = (place - self.area.min) / self.area.size * 2.0 - 1.0;
        let world_from_clip = self.clip_from_world.inverse();
        let near = world_from_clip.project_point3(vec3(ndc.x, -ndc.y, 1.0));
        let inner = world_from_clip.project_point3(vec3(ndc.x, -ndc.y, 0.25));
        (near, (inner - near).normalize_or(self.forward))
    }

    /// The unit direction from a world position to the viewer.
    pub fn to_eye(&self, world: Vec3) -> Vec3 {
        if self.perspective {
            (self.eye - world).normalize_or(-self.forward)
        } else {
            -self.forward
        }
    }

    /// The largest number of points per world unit in the box with half extents `half_size`. If the box reaches around
    /// the viewer, that at a third of the distance of its centre, at least 0.1.
    pub fn points_per_world_unit(&self, half_size: Vec3) -> f32 {
        let depth = -self.eye.dot(self.forward);
        let nearest = (depth - half_size.length()).max(depth / 3.0).max(0.1);
        self.world_per_point(self.eye + nearest * self.forward)
            .recip()
    }

    /// The unit direction to the light at the viewer's upper left.
    pub fn light(&self) -> Vec3 {
        (-self.forward - 0.55 * self.right + 0.75 * self.up).normalize()
    }

    /// World units per point of the canvas at a world position, for lengths parallel to the picture.
    pub fn world_per_point(&self, world: Vec3) -> f32 {
        let clip = self.clip_from_world * world.extend(1.0);
        let step = self.clip_from_world.transform_vector3(self.up);
        2.0 * clip.w.max(1e-3) / (self.area.size.y * step.length().max(1e-6))
    }
}

/// The unit vector towards an azimuth (counter-clockwise from +x seen from above) and an elevation above the horizontal
/// plane, both in degrees.
pub fn direction_at(azimuth: f32, elevation: f32) -> Vec3 {
    let (azimuth, elevation) = (azimuth.to_radians(), elevation.to_radians());
    vec3(
        elevation.cos() * azimuth.cos(),
        elevation.sin(),
        -elevation.cos() * azimuth.sin(),
    )
}

/// The axes of a camera in a direction as in [`direction_at`]: towards the viewer, right and up. They are computed from
/// the angles, which unlike `look_at` also works when looking straight down.
pub(super) fn camera_axes(azimuth: f32, elevation: f32) -> [Vec3; 3] {
    let back = direction_at(azimuth, elevation);
    let azimuth = azimuth.to_radians();
    let right = vec3(-azimuth.sin(), 0.0, -azimuth.cos());
    [back, right, back.cross(right)]
}

/// The corners of the box with half extents `half_size`.
pub(crate) fn box_corners(half_size: Vec3) -> [Vec3; 8] {
    std::array::from_fn(|k| {
        let side = |axis: usize| if k >> axis & 1 == 0 { -1.0 } else { 1.0 };
        half_size * vec3(side(0), side(1), side(2))
    })
}

/// The rotation of a ball of `radius` that rolls by `travel` without slipping on a surface with unit normal `normal`.
pub fn rolling(travel: Vec3, normal: Vec3, radius: f32) -> Quat {
    let axis = normal.cross(travel);
    match axis.try_normalize() {
        Some(axis) => Quat::from_axis_angle(axis, travel.length() / radius),
        None => Quat::IDENTITY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::frame::framing::whole_turn;

    fn view_transform(azimuth: f32, elevation: f32, projection: Projection) -> ViewTransform {
        let area = Area {
            min: vec2(100.0, 50.0),
            size: vec2(1600.0, 900.0),
        };
        let subject = area.inset([60.0, 120.0, 400.0, 140.0]);
        let pose = Pose {
            azimuth,
            elevation,
            zoom: 1.0,
            target: Vec3::ZERO,
            projection,
        };
        let directions: Vec<_> = whole_turn().map(|azimuth| [azimuth, elevation]).collect();
        ViewTransform::new(
            area,
            &subject.into(),
            vec3(1.0, 0.6, 1.0),
            &directions,
            &pose,
        )
    }

    #[test]
    fn the_box_fits_and_fills_its_area() {
        let inside = Area {
            min: vec2(100.0, 50.0),
            size: vec2(1600.0, 900.0),
        }
        .inset([60.0, 120.0, 400.0, 140.0]);
        for elevation in [0.0, 28.0, 60.0, 89.0] {
            let mut lowest = f32::MIN;
            for azimuth in (0..360).step_by(15) {
                let transform = view_transform(azimuth as f32, elevation, Projection::Perspective);
                for corner in box_corners(vec3(1.0, 0.6, 1.0)) {
                    let seen = transform.project(corner).unwrap();
                    assert!(
                        seen.cmpge(inside.min - 1.0).all() && seen.cmple(inside.max() + 1.0).all(),
                        "{seen}"
                    );
                    lowest = lowest.max(seen.y);
                }
            }
            assert!(
                lowest > inside.max().y - 0.06 * inside.size.y,
                "{elevation}: {lowest}"
            );
        }
    }

    #[test]
    fn parameters_increase_right_and_away_and_values_up() {
        let transform = view_transform(-90.0, 30.0, Projection::Perspective);
        let at = |world| transform.project(world).unwrap();
        let origin = at(Vec3::ZERO);
        assert!(at(vec3(0.5, 0.0, 0.0)).x > origin.x);
        assert!(
            at(vec3(0.0, 0.0, -0.5)).y < origin.y,
            "the second parameter runs away from the viewer"
        );
        assert!(at(vec3(0.0, 0.5, 0.0)).y < origin.y);
    }

    #[test]
    fn rays_pass_through_projected_points() {
        for projection in [Projection::Perspective, Projection::Top] {
            let transform = view_transform(-55.0, 28.0, projection);
            let point = vec3(0.3, -0.2, 0.6);
            let (origin, direction) = transform.ray(transform.project(point).unwrap());
            let nearest = origin + direction * (point - origin).dot(direction);
            assert!(nearest.distance(point) < 1e-3, "{projection:?}: {nearest}");
        }
    }

    #[test]
    fn nearer_points_have_greater_depth() {
        for projection in [Projection::Perspective, Projection::Top] {
            let transform = view_transform(-55.0, 28.0, projection);
            let depth = |world: Vec3| transform.clip_from_world.project_point3(world).z;
            let near = -0.5 * transform.forward;
            assert!(depth(near) > depth(-near), "{projection:?}");
            assert!((0.0..=1.0).contains(&depth(near)));
        }
    }

    #[test]
    fn a_ball_that_rolls_its_circumference_has_turned_once() {
        let radius = 0.1;
        let mut orientation = Quat::IDENTITY;
        for _ in 0..100 {
            let step = vec3(std::f32::consts::TAU * radius / 100.0, 0.0, 0.0);
            orientation = rolling(step, Vec3::Y, radius) * orientation;
        }
        assert!((orientation * Vec3::Y).distance(Vec3::Y) < 1e-3);
        let quarter = rolling(
            vec3(0.25 * std::f32::consts::TAU * radius, 0.0, 0.0),
            Vec3::Y,
            radius,
        );
        // When it rolls to the right, its top moves to the right.
        assert!((quarter * Vec3::Y).distance(Vec3::X) < 1e-3);
    }
}
