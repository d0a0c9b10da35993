//! The camera of each figure.

use bevy::prelude::Resource;
use glam::Vec3;

use super::view_transform::Pose;
use crate::{
    math::ease::smoothstep,
    scene::{Camera, MAX_FIGURES, Motion, Projection},
    view::{FigureOutcome, PlaybackTime},
};

/// The cameras that the user has set in the window, in place of those of the scene.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq)]
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

    /// The camera pose of a figure at a playback time.
    pub fn pose(&self, figure: &FigureOutcome, time: PlaybackTime) -> Pose {
        let fraction = time.seconds / figure.timeline.total_seconds().max(1e-9);
        pose(self.camera(figure), figure.look().projection, fraction)
    }

    /// The range of azimuths of the camera during playback, in degrees; `None` if it turns all the way round.
    pub(super) fn turn(&self, figure: &FigureOutcome) -> Option<[f32; 2]> {
        let camera = self.camera(figure);
        let from = camera.azimuth;
        let [low, high] = match camera.motion {
            Motion::Still => [from, from],
            Motion::Drift(degrees) => [from - degrees, from + degrees],
            Motion::Orbit(turns) => [from, from + 360.0 * turns],
            Motion::Towards { azimuth, .. } => [from, azimuth],
        };
        let is_part = (high - low).abs() < 360.0;
        is_part.then_some([low as f32, high as f32])
    }
}

/// The pose of a camera after a fraction of the playback, 0 to 1, with its motion applied.
pub(crate) fn pose(camera: &Camera, projection: Projection, fraction: f64) -> Pose {
    let Camera {
        mut azimuth,
        mut elevation,
        ..
    } = *camera;
    match camera.motion {
        Motion::Still => {}
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
    Pose {
        azimuth: azimuth as f32,
        elevation: elevation as f32,
        zoom: camera.zoom as f32,
        target: Vec3::from_array(camera.target.map(|value| value as f32)),
        projection,
        turn: None,
    }
}
