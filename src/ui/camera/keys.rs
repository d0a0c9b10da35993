//! Camera keys: a new one from the current view, and the return from the user's camera to the keys.

use crate::{
    math::round::{to_decimals, to_digits},
    scene::{CameraKey, Motion},
    view::{FigureOutcome, FigureTables, PlaybackTime, SceneOutcome, Viewpoint},
};

/// A key for the current view of a figure at the current time, in rounded numbers.
pub(in crate::ui) fn key_at(
    viewpoint: &Viewpoint,
    figure: &FigureOutcome,
    tables: &FigureTables,
    time: PlaybackTime,
) -> CameraKey {
    let camera = viewpoint.camera_at(figure, tables, time);
    let world = camera.target.map(|value| value as f32).into();
    let is_centred = camera.target == [0.0; 3];
    let target = (!is_centred).then(|| tables.depiction.axes_from_world(world));
    CameraKey {
        at: to_decimals(figure.scene_seconds(time), 2),
        azimuth: to_decimals(camera.azimuth, 1),
        elevation: to_decimals(camera.elevation, 1),
        zoom: to_digits(camera.zoom, 3),
        target: target.map(|target| target.map(|value| to_digits(value, 4))),
        ease: 0.0,
    }
}

/// Drops the user's cameras of figures with camera keys, so that playback follows the keys again. A camera that the user
/// lets orbit stays.
pub(in crate::ui) fn release_to_keys(viewpoint: &mut Viewpoint, outcome: &SceneOutcome) {
    for figure in &outcome.figures {
        let own = &mut viewpoint.own[figure.index];
        let is_at_rest = own.as_ref().is_some_and(|own| own.motion == Motion::Still);
        if is_at_rest && !figure.camera().keys().is_empty() {
            *own = None;
        }
    }
}
