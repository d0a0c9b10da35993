//! The camera that turns by itself.

use super::{own, turn};
use crate::{
    scene::Motion,
    view::{FigureOutcome, PlaybackTime, Viewpoint},
};

/// Whether the camera of a figure turns about the vertical while the scene plays.
pub fn spins(viewpoint: &Viewpoint, figure: &FigureOutcome) -> bool {
    matches!(viewpoint.camera(figure).motion, Motion::Orbit(turns) if turns != 0.0)
}

/// Lets the camera turn about the vertical, as the scene has it or else once in a film, from where it is at a moment.
pub fn spin(viewpoint: &mut Viewpoint, figure: &FigureOutcome, moment: PlaybackTime) {
    let turns = match figure.camera().motion {
        Motion::Orbit(turns) if turns != 0.0 => turns,
        _ => 1.0,
    };
    let mut camera = *own(viewpoint, figure, moment);
    let before = camera.azimuth;
    camera.motion = Motion::Orbit(turns);
    viewpoint.own[figure.index] = Some(camera);
    let turned = f64::from(viewpoint.pose(figure, moment).azimuth) - before;
    turn(&mut camera, -turned, 0.0);
    viewpoint.own[figure.index] = Some(camera);
}
