//! The camera of each figure.

use bevy::prelude::Resource;
use glam::Vec3;

use super::stage::Pose;
use crate::{
    math::ease::smoothstep,
    scene::{Camera, MAX_FIGURES, Motion, Projection},
    view::{FigureOutcome, PlaybackTime},
};

/// The camera overrides of the user; without one, the scene's camera applies.
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
        let part = time.seconds / figure.timeline.total_seconds().max(1e-9);
        pose(self.camera(figure), figure.look().projection, part)
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

/// The pose of a camera after the fraction `part` of the playback, 0 to 1, with its motion applied.
pub(crate) fn pose(camera: &Camera, projection: Projection, part: f64) -> Pose {
    let Camera {
        mut azimuth,
        mut elevation,
        ..
    } = *camera;
    match camera.motion {
        Motion::Still => {}
        Motion::Drift(degrees) => azimuth += degrees * (std::f64::consts::TAU * part).sin(),
        Motion::Orbit(turns) => azimuth += 360.0 * turns * camera.eased(part),
        Motion::Towards {
            azimuth: to,
            elevation: up,
        } => {
            let eased = smoothstep(part);
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
