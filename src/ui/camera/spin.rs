//! The camera that turns by itself.

use super::{own, turn};
use crate::{
    scene::Motion,
    view::{PlaybackTime, SceneOutcome, Viewpoint},
};

/// Whether the camera of a figure turns about the vertical while the scene plays.
pub fn spins(viewpoint: &Viewpoint, shown: &SceneOutcome) -> bool {
    let camera = viewpoint.own.as_ref().unwrap_or(&shown.scene().camera);
    matches!(camera.motion, Motion::Orbit(turns) if turns != 0.0)
}

/// Lets the camera turn about the vertical, as the scene has it or else once in a film, from where it is at a moment.
pub fn spin(viewpoint: &mut Viewpoint, shown: &SceneOutcome, moment: PlaybackTime) {
    let turns = match shown.scene().camera.motion {
        Motion::Orbit(turns) if turns != 0.0 => turns,
        _ => 1.0,
    };
    let mut camera = *own(viewpoint, shown, moment);
    let before = camera.azimuth;
    camera.motion = Motion::Orbit(turns);
    viewpoint.own = Some(camera);
    let turned = f64::from(viewpoint.pose(shown, moment).azimuth) - before;
    turn(&mut camera, -turned, 0.0);
    viewpoint.own = Some(camera);
}
