//! Spinning: the orbit of the camera during playback.

use super::{rotate, user_camera};
use crate::{
    scene::Motion,
    view::{FigureOutcome, PlaybackTime, Viewpoint},
};

/// Whether the camera of a figure orbits during playback.
pub(in crate::ui) fn spins(viewpoint: &Viewpoint, figure: &FigureOutcome) -> bool {
    matches!(viewpoint.camera(figure).motion, Motion::Orbit(turns) if turns != 0.0)
}

/// Makes the user's camera orbit from the current view, by the scene's number of turns, or one if the scene has none.
pub(in crate::ui) fn spin(viewpoint: &mut Viewpoint, figure: &FigureOutcome, time: PlaybackTime) {
    let turns = match figure.camera().motion {
        Motion::Orbit(turns) if turns != 0.0 => turns,
        _ => 1.0,
    };
    let mut camera = *user_camera(viewpoint, figure, time);
    let before = camera.azimuth;
    camera.motion = Motion::Orbit(turns);
    viewpoint.own[figure.index] = Some(camera);
    let turned = f64::from(viewpoint.pose(figure, time).azimuth) - before;
    rotate(&mut camera, -turned, 0.0);
    viewpoint.own[figure.index] = Some(camera);
}
