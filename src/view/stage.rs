//! Where things are: the one place that turns parameters into the world, and the world into pixels.
//!
//! The world is right-handed with y up. A box of half extents [`Stage::half`] stands around the origin: the first
//! parameter runs along +x, the second away from the viewer along −z, values upwards.

use glam::{Mat4, Quat, Vec2, Vec3, Vec4, vec2, vec3};

use crate::scene::Projection;

/// Vertical field of view: a long lens, so that boxes look like boxes.
const FIELD_OF_VIEW: f32 = 30.0;

/// A rectangle of pixels, y downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Area {
    /// Left top corner.
    pub min: Vec2,
    /// Width and height.
    pub size: Vec2,
}

impl Area {
    /// The middle.
    pub fn center(&self) -> Vec2 {
        self.min + 0.5 * self.size
    }

    /// The right bottom corner.
    pub fn max(&self) -> Vec2 {
        self.min + self.size
    }

    /// This area without margins, given in its own pixels: left, top, right, bottom.
    pub fn inset(&self, [left, top, right, bottom]: [f32; 4]) -> Self {
        Self {
            min: self.min + vec2(left, top),
            size: (self.size - vec2(left + right, top + bottom)).max(Vec2::ONE),
        }
    }
}

/// Where the viewer stands. Angles in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pose {
    /// Around the vertical, counter-clockwise from the +x side.
    pub azimuth: f32,
    /// Above the floor.
    pub elevation: f32,
    /// 1 fits the box.
    pub zoom: f32,
    /// What the picture is centred on.
    pub target: Vec3,
    /// Solid or flat.
    pub projection: Projection,
}

/// A box, a viewer and the pixels that it is seen on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stage {
    /// The whole picture.
    pub area: Area,
    /// Half extents of the box.
    pub half: Vec3,
    /// Pixels to a pixel of the 1080-line picture.
    pub unit: f32,
    /// Clip space (reversed depth) from the world.
    pub clip_from_world: Mat4,
    /// Position of the eye.
    pub eye: Vec3,
    /// Axis of the camera to the right.
    pub right: Vec3,
    /// Axis of the camera upwards.
    pub up: Vec3,
    /// Axis of the camera into the picture.
    pub forward: Vec3,
    /// Whether far things look smaller.
    pub perspective: bool,
}

impl Stage {
    /// Puts a box into the `subject` part of a picture, so large that it fits however it turns about the vertical.
    pub fn new(area: Area, subject: Area, half: Vec3, pose: &Pose, unit: f32) -> Self {
        let flat = pose.projection == Projection::Top;
        let (azimuth, elevation) = if flat {
            (-90.0, 90.0)
        } else {
            (pose.azimuth, pose.elevation)
        };
        let (azimuth, elevation) = (azimuth.to_radians(), elevation.to_radians());
        // The axes are built from the angles, so that looking straight down is as good a direction as any.
        let back = vec3(
            elevation.cos() * azimuth.cos(),
            elevation.sin(),
            -elevation.cos() * azimuth.sin(),
        );
        let right = vec3(-azimuth.sin(), 0.0, -azimuth.cos());
        let up = back.cross(right);
        let forward = -back;
        let zoom = pose.zoom.max(1e-3);

        let reach = (FIELD_OF_VIEW.to_radians() / 2.0).tan();
        let room = reach * subject.size / area.size.y;
        let aspect = area.size.x / area.size.y;
        let distance = if flat {
            (half.x / room.x).max(half.z / room.y)
        } else {
            fitting_distance(half, elevation, room)
        } / zoom;
        let shift = (subject.center() - area.center()) / (0.5 * area.size);
        let shift = Mat4::from_translation(vec3(shift.x, -shift.y, 0.0));
        // Far enough to stay in front of everything when the picture is flat.
        let eye = pose.target + back * if flat { 10.0 } else { distance };
        let view = Mat4::from_cols(
            Vec4::new(right.x, up.x, back.x, 0.0),
            Vec4::new(right.y, up.y, back.y, 0.0),
            Vec4::new(right.z, up.z, back.z, 0.0),
            Vec4::new(-right.dot(eye), -up.dot(eye), -back.dot(eye), 1.0),
        );
        let lens = if flat {
            let (x, y) = (distance * reach * aspect, distance * reach);
            Mat4::orthographic_rh(-x, x, -y, y, 20.0, 0.0)
        } else {
            Mat4::perspective_infinite_reverse_rh(FIELD_OF_VIEW.to_radians(), aspect, 0.01)
        };
        Self {
            area,
            half,
            unit,
            clip_from_world: shift * lens * view,
            eye,
            right,
            up,
            forward,
            perspective: !flat,
        }
    }

    /// The pixel at which a point is seen; none behind the viewer.
    pub fn project(&self, world: Vec3) -> Option<Vec2> {
        let clip = self.clip_from_world * world.extend(1.0);
        if clip.w <= 1e-3 {
            return None;
        }
        let ndc = vec2(clip.x, -clip.y) / clip.w;
        Some(self.area.min + (0.5 + 0.5 * ndc) * self.area.size)
    }

    /// The ray seen at a pixel: where it starts and its unit direction.
    pub fn ray(&self, pixel: Vec2) -> (Vec3, Vec3) {
        let ndc = (pixel - self.area.min) / self.area.size * 2.0 - 1.0;
        let world_from_clip = self.clip_from_world.inverse();
        let near = world_from_clip.project_point3(vec3(ndc.x, -ndc.y, 1.0));
        let inner = world_from_clip.project_point3(vec3(ndc.x, -ndc.y, 0.25));
        (near, (inner - near).normalize_or(self.forward))
    }

    /// The unit direction from a point to the viewer.
    pub fn to_eye(&self, world: Vec3) -> Vec3 {
        if self.perspective {
            (self.eye - world).normalize_or(-self.forward)
        } else {
            -self.forward
        }
    }

    /// The unit direction to the light, which hangs at the viewer's upper left.
    pub fn light(&self) -> Vec3 {
        (-self.forward - 0.55 * self.right + 0.75 * self.up).normalize()
    }

    /// How long a pixel is in the world, at a point.
    pub fn world_from_px(&self, world: Vec3) -> f32 {
        let clip = self.clip_from_world * world.extend(1.0);
        let step = self.clip_from_world.transform_vector3(self.up);
        2.0 * clip.w.max(1e-3) / (self.area.size.y * step.length().max(1e-6))
    }
}

/// The rotation that rolls a ball of `radius` by `travel` over ground with unit normal `normal`, without slipping.
pub fn rolling(travel: Vec3, normal: Vec3, radius: f32) -> Quat {
    let axis = normal.cross(travel);
    match axis.try_normalize() {
        Some(axis) => Quat::from_axis_angle(axis, travel.length() / radius),
        None => Quat::IDENTITY,
    }
}

/// The least distance of the eye from which the upright cylinder around a box lies inside `room` (tangents to the sides).
fn fitting_distance(half: Vec3, elevation: f32, room: Vec2) -> f32 {
    let radius = half.x.hypot(half.z);
    let (sin, cos) = elevation.sin_cos();
    (0..32)
        .flat_map(|k| {
            let angle = k as f32 * std::f32::consts::TAU / 32.0;
            [-half.y, half.y].map(|y| vec3(radius * angle.cos(), y, radius * angle.sin()))
        })
        .map(|p| {
            let toward = p.x * cos + p.y * sin;
            let up = p.y * cos - p.x * sin;
            toward + (p.z.abs() / room.x).max(up.abs() / room.y)
        })
        .fold(0.1, f32::max)
}
