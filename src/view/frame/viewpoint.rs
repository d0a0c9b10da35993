//! The camera of each figure.

use bevy::prelude::Resource;
use glam::Vec3;

use super::view_transform::Pose;
use crate::{
    math::ease::smoothstep,
    scene::{Camera, MAX_FIGURES, Motion, Projection},
    view::{FigureOutcome, FigureTables, PlaybackTime},
};

/// The maximum magnitude of each coordinate of a [`Camera::target`] that a user or a key sets, in units of half the box's
/// width.
pub(crate) const MAX_TARGET: f64 = 4.0;

/// The cameras that the user has set in the window, in place of those of the scene.
#[derive(Resource, Clone, Debug, Default, PartialEq)]
pub struct Viewpoint {
    /// The user's camera for each figure, by index.
    pub own: [Option<Camera>; MAX_FIGURES],
}

impl Viewpoint {
    /// The camera of a figure: the user's if set, else that of the scene.
    pub fn camera<'a>(&'a self, figure: &'a FigureOutcome) -> &'a Camera {
        let own = self.own[figure.index].as_ref();
        own.unwrap_or(figure.camera())
    }

    /// The pose of a figure's camera at a playback time. It depends on scene, viewpoint and time alone.
    pub fn pose(&self, figure: &FigureOutcome, tables: &FigureTables, time: PlaybackTime) -> Pose {
        let camera = self.camera_at(figure, tables, time);
        Pose::new(&camera, figure.look().projection)
    }

    /// The camera of a figure at a playback time, at rest in the view that its motion has led to.
    pub fn camera_at(
        &self,
        figure: &FigureOutcome,
        tables: &FigureTables,
        time: PlaybackTime,
    ) -> Camera {
        let camera = self.camera(figure);
        let box_from_axes = |at| {
            let world = tables.depiction.world_from_axes(at).to_array();
            world.map(|value| f64::from(value).clamp(-MAX_TARGET, MAX_TARGET))
        };
        camera
            .between_keys(figure.scene_seconds(time), box_from_axes)
            .unwrap_or_else(|| {
                let fraction = time.seconds / figure.timeline.total_seconds().max(1e-9);
                moved(camera, fraction)
            })
    }
}

/// A camera without keys after a fraction of the playback, 0 to 1, at rest.
fn moved(camera: &Camera, fraction: f64) -> Camera {
    let Camera {
        mut azimuth,
        mut elevation,
        ..
    } = *camera;
    match camera.motion {
        Motion::Still | Motion::Keys(_) => {}
        Motion::Drift(degrees) => azimuth += degrees * (std::f64::consts::TAU * fraction).sin(),
        Motion::Orbit(turns) => azimuth += 360.0 * turns * camera.orbit_fraction(fraction),
        Motion::Towards {
            azimuth: to,
            elevation: up,
        } => {
            let eased = smoothstep(fraction);
            azimuth += eased * (to - azimuth);
            elevation += eased * (up - elevation);
        }
    }
    Camera {
        azimuth,
        elevation,
        zoom: camera.zoom,
        target: camera.target,
        motion: Motion::Still,
        ease: 0.0,
    }
}

impl Pose {
    /// The pose of a camera at rest.
    pub(crate) fn new(camera: &Camera, projection: Projection) -> Self {
        Self {
            azimuth: camera.azimuth as f32,
            elevation: camera.elevation as f32,
            zoom: camera.zoom as f32,
            target: Vec3::from_array(camera.target.map(|value| value as f32)),
            projection,
        }
    }
}
