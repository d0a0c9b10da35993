//! The only place that maps world positions to positions in the picture, and these to rays.
//!
//! The world is right-handed with y up, and the box of a figure is centred at the origin: its first parameter or axis
//! runs along +x, the second along −z, away from the viewer, and values or the third axis along +y.

use glam::{Mat4, Quat, Vec2, Vec3, Vec4, vec2, vec3};

use super::area::Area;
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
    /// The range of azimuths at which the box has to fit its area; `None` for a whole turn.
    pub turn: Option<[f32; 2]>,
}

impl Pose {
    /// The same zoom and target in perspective from the front: almost horizontally along the second parameter.
    #[must_use]
    pub fn from_the_front(self) -> Self {
        Self {
            azimuth: -90.0,
            elevation: 4.0,
            projection: Projection::Perspective,
            turn: self.turn.map(|_| [-90.0; 2]),
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
    /// Frames the box in `subject_area`, a part of the picture `area`, so that it fits at all azimuths of the
    /// pose's turn.
    pub fn new(area: Area, subject_area: Area, half_size: Vec3, pose: &Pose) -> Self {
        let flat = pose.projection == Projection::Top;
        let (azimuth, elevation) = if flat {
            (-90.0, 90.0)
        } else {
            (pose.azimuth, pose.elevation)
        };
        // The axes are computed from the angles, which unlike `look_at` also works when looking straight down.
        let back = direction_at(azimuth, elevation);
        let (azimuth, elevation) = (azimuth.to_radians(), elevation.to_radians());
        let right = vec3(-azimuth.sin(), 0.0, -azimuth.cos());
        let up = back.cross(right);
        let forward = -back;
        let zoom = pose.zoom.max(1e-3);

        let half_tangent = (FIELD_OF_VIEW_DEGREES.to_radians() / 2.0).tan();
        let room = half_tangent * subject_area.size / area.size.y;
        let aspect = area.size.x / area.size.y;
        let (fitting_distance, center) = match flat {
            true => ((half_size.x / room.x).max(half_size.z / room.y), Vec2::ZERO),
            false => fitting_distance(&turned_box(half_size, pose.turn), elevation, room),
        };
        let distance = fitting_distance / zoom;
        let shift = (subject_area.center() - area.center()) / (0.5 * area.size);
        let center = center / (half_tangent * vec2(aspect, 1.0));
        let shift = Mat4::from_translation(vec3(shift.x - center.x, -shift.y - center.y, 0.0));
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

/// The rotation of a ball of `radius` that rolls by `travel` without slipping on a surface with unit normal `normal`.
pub fn rolling(travel: Vec3, normal: Vec3, radius: f32) -> Quat {
    let axis = normal.cross(travel);
    match axis.try_normalize() {
        Some(axis) => Quat::from_axis_angle(axis, travel.length() / radius),
        None => Quat::IDENTITY,
    }
}

/// Points that enclose a box at all azimuths of a turn: towards the viewer, right and up, for a horizontal camera. For a
/// whole turn they are on the cylinder around the box.
fn turned_box(half_size: Vec3, turn: Option<[f32; 2]>) -> Vec<Vec3> {
    const STEPS: usize = 48;
    let vertical_edge =
        |toward: f32, right: f32| [-half_size.y, half_size.y].map(|y| vec3(toward, right, y));
    let Some([from, to]) = turn else {
        let radius = half_size.x.hypot(half_size.z);
        let angles = (0..STEPS).map(|k| k as f32 * std::f32::consts::TAU / STEPS as f32);
        let edges = angles.map(|angle| vertical_edge(radius * angle.cos(), radius * angle.sin()));
        return edges.flatten().collect();
    };
    let azimuths = (0..=STEPS).map(|k| from + (to - from) * k as f32 / STEPS as f32);
    let corners = [(1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0)];
    let at = |azimuth: f32| {
        let (sin, cos) = azimuth.to_radians().sin_cos();
        corners.into_iter().flat_map(move |(x, z)| {
            let (x, z) = (x * half_size.x, z * half_size.z);
            vertical_edge(x * cos - z * sin, -x * sin - z * cos)
        })
    };
    azimuths.flat_map(at).collect()
}

/// The smallest distance from the eye to the centre of the box at which `points`, as those of [`turned_box`], fit
/// `room`, given as tangents of half angles of view; and the tangents of the angles from the viewing direction right and
/// up to the middle of their projection.
fn fitting_distance(points: &[Vec3], elevation: f32, room: Vec2) -> (f32, Vec2) {
    let (sin, cos) = elevation.sin_cos();
    // In camera space: towards the viewer, right, up.
    let points: Vec<Vec3> = (points.iter())
        .map(|p| vec3(p.x * cos + p.z * sin, p.y, p.z * cos - p.x * sin))
        .collect();
    let extent = |distance: f32| {
        let on_screen = points
            .iter()
            .map(|p| vec2(p.y, p.z) / (distance - p.x).max(1e-3));
        on_screen.fold((Vec2::MAX, Vec2::MIN), |(low, high), at| {
            (low.min(at), high.max(at))
        })
    };
    let farthest = (points.iter().map(|p| p.length())).fold(1e-3, f32::max);
    let (mut near, mut far) = (farthest, 200.0 * farthest);
    for _ in 0..40 {
        let middle = 0.5 * (near + far);
        let (low, high) = extent(middle);
        if (0.5 * (high - low)).cmple(room).all() {
            far = middle;
        } else {
            near = middle;
        }
    }
    let (low, high) = extent(far);
    (far, 0.5 * (low + high))
}

#[cfg(test)]
mod tests {
    use super::*;

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
            turn: None,
        };
        ViewTransform::new(area, subject, vec3(1.0, 0.6, 1.0), &pose)
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
                for k in 0..8 {
                    let sign = |bit: i32| if k & bit == 0 { -1.0 } else { 1.0 };
                    let corner = vec3(sign(1), 0.6 * sign(2), sign(4));
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
    fn a_box_that_does_not_turn_is_as_large_as_its_area_allows_and_centred() {
        let area = Area {
            min: vec2(100.0, 50.0),
            size: vec2(1600.0, 900.0),
        };
        let inside = area.inset([60.0, 120.0, 400.0, 140.0]);
        for turn in [
            [-90.0, -90.0],
            [-72.0, -72.0],
            [-60.0, -20.0],
            [130.0, 170.0],
        ] {
            let half_size = vec3(1.0, 0.6, 0.2);
            let (mut low, mut high) = (Vec2::MAX, Vec2::MIN);
            for k in 0..=20 {
                let pose = Pose {
                    azimuth: turn[0] + (turn[1] - turn[0]) * k as f32 / 20.0,
                    elevation: 20.0,
                    zoom: 1.0,
                    target: Vec3::ZERO,
                    projection: Projection::Perspective,
                    turn: Some(turn),
                };
                let transform = ViewTransform::new(area, inside, half_size, &pose);
                for k in 0..8 {
                    let sign = |bit: i32| if k & bit == 0 { -1.0 } else { 1.0 };
                    let corner = half_size * vec3(sign(1), sign(2), sign(4));
                    let seen = transform.project(corner).unwrap();
                    (low, high) = (low.min(seen), high.max(seen));
                }
            }
            let size = (high - low) / inside.size;
            assert!(size.max_element() < 1.001, "{turn:?}: {size}");
            assert!(size.max_element() > 0.98, "{turn:?}: {size}");
            let off = (0.5 * (low + high) - inside.center()).abs();
            assert!(off.max_element() < 4.0, "{turn:?}: {off}");
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
