//! The camera of each figure.

use bevy::prelude::Resource;
use glam::Vec3;

use super::{framing::whole_turn, view_transform::Pose};
use crate::{
    math::ease::smoothstep,
    scene::{Camera, MAX_FIGURES, Motion, Projection},
    view::{FigureOutcome, PlaybackTime},
};

/// The number of times at which the motion of a camera is sampled.
const DIRECTIONS: usize = 17;

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

    /// The directions from which the scene's camera sees a figure during playback, and that of a `pose` of the user's
    /// camera: azimuth and elevation in degrees. The user's camera keeps the distance of the scene's, so that the
    /// picture does not jump when it is first turned.
    pub(super) fn directions(&self, figure: &FigureOutcome, pose: &Pose) -> Vec<[f32; 2]> {
        let own = self.own[figure.index].map(|_| [pose.azimuth, pose.elevation]);
        directions(figure.camera()).chain(own).collect()
    }
}

/// The directions from which a camera sees its subject during playback: azimuth and elevation in degrees.
fn directions(camera: &Camera) -> impl Iterator<Item = [f32; 2]> {
    let turns_round = matches!(camera.motion, Motion::Orbit(turns) if turns.abs() >= 1.0);
    let elevation = camera.elevation as f32;
    let round = turns_round.then(|| whole_turn().map(move |azimuth| [azimuth, elevation]));
    let last = match camera.motion {
        Motion::Still => 0,
        _ => DIRECTIONS - 1,
    };
    let part = (!turns_round).then(|| {
        (0..=last).map(move |k| {
            let pose = pose(
                camera,
                Projection::Perspective,
                k as f64 / (DIRECTIONS - 1) as f64,
            );
            [pose.azimuth, pose.elevation]
        })
    });
    round
        .into_iter()
        .flatten()
        .chain(part.into_iter().flatten())
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
    }
}
