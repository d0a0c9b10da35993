//! The flight of the user's camera to a found point. It changes only the viewpoint of the window, neither the scene nor
//! the playback time.

use bevy::{
    prelude::{MessageWriter, Res, ResMut, Resource, Time, Vec3},
    window::RequestRedraw,
};

use super::{MAX_TARGET, user_camera};
use crate::{
    math::ease::smoothstep,
    scene::Camera,
    ui::playback::MAX_FRAME_SECONDS,
    view::{FigureOutcome, FigureTables, PlaybackTime, Viewpoint},
};

/// The duration of a flight in seconds.
const FLIGHT_SECONDS: f64 = 0.7;
/// The minimum zoom at the end of a flight. A camera that is zoomed in farther keeps its zoom.
const MIN_ZOOM_AT_POINT: f64 = 2.5;

/// Whether the camera jumps to a found point instead of flying; default false.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ReducedMotion(pub(crate) bool);

/// The current flight, if any.
#[derive(Resource, Clone, Debug, Default, PartialEq)]
pub(in crate::ui) struct Flight(Option<FlightState>);

#[derive(Clone, Debug, PartialEq)]
struct FlightState {
    figure: usize,
    from: Camera,
    to: Camera,
    /// The camera as last set by the flight.
    current: Camera,
    elapsed_seconds: f64,
}

impl Flight {
    /// Starts a flight from the current camera to a position in a figure, in world coordinates.
    pub(in crate::ui) fn begin(
        &mut self,
        position: Vec3,
        viewpoint: &mut Viewpoint,
        figure: &FigureOutcome,
        tables: &FigureTables,
        time: PlaybackTime,
    ) {
        let from = user_camera(viewpoint, figure, tables, time).clone();
        let to = Camera {
            target: position
                .to_array()
                .map(|value| f64::from(value).clamp(-MAX_TARGET, MAX_TARGET)),
            zoom: from.zoom.max(MIN_ZOOM_AT_POINT),
            ..from.clone()
        };
        self.0 = Some(FlightState {
            figure: figure.index,
            current: from.clone(),
            from,
            to,
            elapsed_seconds: 0.0,
        });
    }
}

/// Advances the flight. It ends if anything else moves the camera.
pub(in crate::ui) fn fly(
    clock: Res<Time>,
    reduced_motion: Res<ReducedMotion>,
    mut flight: ResMut<Flight>,
    mut viewpoint: ResMut<Viewpoint>,
    mut redraw: MessageWriter<RequestRedraw>,
) {
    let Some(state) = &mut flight.0 else {
        return;
    };
    if viewpoint.own[state.figure].as_ref() != Some(&state.current) {
        flight.0 = None;
        return;
    }
    state.elapsed_seconds += clock.delta_secs_f64().min(MAX_FRAME_SECONDS);
    let fraction = match reduced_motion.0 {
        true => 1.0,
        false => (state.elapsed_seconds / FLIGHT_SECONDS).min(1.0),
    };
    state.current = interpolate(&state.from, &state.to, fraction);
    viewpoint.own[state.figure] = Some(state.current.clone());
    redraw.write(RequestRedraw);
    if fraction == 1.0 {
        flight.0 = None;
    }
}

/// The camera after a fraction of the flight's time, 0 to 1. The motion eases in and out; the zoom is interpolated
/// geometrically.
fn interpolate(from: &Camera, to: &Camera, fraction: f64) -> Camera {
    if fraction == 1.0 {
        return to.clone();
    }
    let eased = smoothstep(fraction);
    Camera {
        target: std::array::from_fn(|k| from.target[k] + eased * (to.target[k] - from.target[k])),
        zoom: from.zoom * (to.zoom / from.zoom).powf(eased),
        ..to.clone()
    }
}
