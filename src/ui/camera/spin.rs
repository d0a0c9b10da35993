//! Spinning: the orbit of the camera during playback.

use super::{rotate, user_camera};
use crate::{
    scene::Motion,
    view::{FigureOutcome, FigureTables, PlaybackTime, Viewpoint},
};

/// Whether the camera of a figure orbits during playback.
pub(in crate::ui) fn spins(viewpoint: &Viewpoint, figure: &FigureOutcome) -> bool {
    matches!(viewpoint.camera(figure).motion, Motion::Orbit(turns) if turns != 0.0)
}

/// Makes the user's camera orbit from the current view, by the scene's number of turns, or one if the scene has none.
pub(in crate::ui) fn spin(
    viewpoint: &mut Viewpoint,
    figure: &FigureOutcome,
    tables: &FigureTables,
    time: PlaybackTime,
) {
    let turns = match figure.camera().motion {
        Motion::Orbit(turns) if turns != 0.0 => turns,
        _ => 1.0,
    };
    let camera = user_camera(viewpoint, figure, tables, time);
    let before = camera.azimuth;
    (camera.motion, camera.ease) = (Motion::Orbit(turns), figure.camera().ease);
    let turned = viewpoint.camera_at(figure, tables, time).azimuth - before;
    if let Some(camera) = &mut viewpoint.own[figure.index] {
        rotate(camera, -turned, 0.0);
    }
}
