//! The spinning camera.

use super::{own, turn};
use crate::{
    scene::Motion,
    view::{FigureOutcome, PlaybackTime, Viewpoint},
};

/// Whether the camera of a figure orbits during playback.
pub(in crate::ui) fn spins(viewpoint: &Viewpoint, figure: &FigureOutcome) -> bool {
    matches!(viewpoint.camera(figure).motion, Motion::Orbit(turns) if turns != 0.0)
}

/// Starts an orbit from the current view, with the scene's number of turns, or one.
pub(in crate::ui) fn spin(viewpoint: &mut Viewpoint, figure: &FigureOutcome, time: PlaybackTime) {
    let turns = match figure.camera().motion {
        Motion::Orbit(turns) if turns != 0.0 => turns,
        _ => 1.0,
    };
    let mut camera = *own(viewpoint, figure, time);
    let before = camera.azimuth;
    camera.motion = Motion::Orbit(turns);
    viewpoint.own[figure.index] = Some(camera);
    let turned = f64::from(viewpoint.pose(figure, time).azimuth) - before;
    turn(&mut camera, -turned, 0.0);
    viewpoint.own[figure.index] = Some(camera);
}
