//! The camera's flight to a found point. It changes only the viewpoint of the window; the picture at a playback time
//! does not depend on it.

use bevy::{
    prelude::{MessageWriter, Res, ResMut, Resource, Time, Vec3},
    window::RequestRedraw,
};

use super::{FARTHEST, own};
use crate::{
    math::ease::smoothstep,
    scene::Camera,
    ui::playback::LONGEST_FRAME,
    view::{FigureOutcome, PlaybackTime, Viewpoint},
};

/// The duration of a flight in seconds.
const SECONDS: f64 = 0.7;
/// The zoom at the destination, unless the camera is nearer already.
const ZOOM: f64 = 2.5;

/// Whether the camera jumps instead of flying.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ReducedMotion(pub(crate) bool);

/// The current flight, if any.
#[derive(Resource, Clone, Debug, Default, PartialEq)]
pub(in crate::ui) struct Flight(Option<Leg>);

#[derive(Clone, Debug, PartialEq)]
struct Leg {
    figure: usize,
    from: Camera,
    to: Camera,
    /// The camera as last set by the flight.
    at: Camera,
    elapsed: f64,
}

impl Flight {
    /// Starts a flight from the current camera to a position in the world of a figure.
    pub(in crate::ui) fn begin(
        &mut self,
        place: Vec3,
        viewpoint: &mut Viewpoint,
        figure: &FigureOutcome,
        time: PlaybackTime,
    ) {
        let from = *own(viewpoint, figure, time);
        let to = Camera {
            target: place
                .to_array()
                .map(|value| f64::from(value).clamp(-FARTHEST, FARTHEST)),
            zoom: from.zoom.max(ZOOM),
            ..from
        };
        self.0 = Some(Leg {
            figure: figure.index,
            from,
            to,
            at: from,
            elapsed: 0.0,
        });
    }
}

/// Advances the flight. It ends if anything else moves the camera.
pub(in crate::ui) fn fly(
    clock: Res<Time>,
    reduced: Res<ReducedMotion>,
    mut flight: ResMut<Flight>,
    mut viewpoint: ResMut<Viewpoint>,
    mut redraw: MessageWriter<RequestRedraw>,
) {
    let Some(leg) = &mut flight.0 else {
        return;
    };
    if viewpoint.own[leg.figure] != Some(leg.at) {
        flight.0 = None;
        return;
    }
    leg.elapsed += clock.delta_secs_f64().min(LONGEST_FRAME);
    let part = match reduced.0 {
        true => 1.0,
        false => (leg.elapsed / SECONDS).min(1.0),
    };
    leg.at = between(&leg.from, &leg.to, part);
    viewpoint.own[leg.figure] = Some(leg.at);
    redraw.write(RequestRedraw);
    if part == 1.0 {
        flight.0 = None;
    }
}

/// The camera after a fraction of the flight, 0 to 1: eased at both ends, zoom interpolated geometrically.
fn between(from: &Camera, to: &Camera, part: f64) -> Camera {
    if part == 1.0 {
        return *to;
    }
    let eased = smoothstep(part);
    Camera {
        target: std::array::from_fn(|k| from.target[k] + eased * (to.target[k] - from.target[k])),
        zoom: from.zoom * (to.zoom / from.zoom).powf(eased),
        ..*to
    }
}
