//! The camera's way to a point that a person looked for. It changes the person's own camera and nothing else: what is
//! shown at a moment does not depend on it.

use bevy::{
    prelude::{MessageWriter, Res, ResMut, Resource, Time, Vec3},
    window::RequestRedraw,
};

use super::{FARTHEST, own};
use crate::{
    scene::Camera,
    ui::playback::LONGEST_FRAME,
    view::{Moment, Shown, Viewpoint},
};

/// How long it takes.
const SECONDS: f64 = 0.7;
/// So near it goes to a point; where the camera is nearer already, it stays as near.
const ZOOM: f64 = 2.5;

/// Whether the camera jumps where it would fly.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReducedMotion(pub bool);

/// A flight under way, if there is one.
#[derive(Resource, Clone, Debug, Default, PartialEq)]
pub struct Flight(Option<Leg>);

#[derive(Clone, Debug, PartialEq)]
struct Leg {
    figure: usize,
    from: Camera,
    to: Camera,
    /// Where it left the camera.
    at: Camera,
    elapsed: f64,
}

impl Flight {
    /// Begins to fly to a place of a figure's box, in the world, from what is seen at a moment.
    pub fn begin(
        &mut self,
        figure: usize,
        place: Vec3,
        viewpoint: &mut Viewpoint,
        shown: &Shown,
        moment: Moment,
    ) {
        let mut alone = viewpoint.figure(figure);
        let from = *own(&mut alone, shown, moment);
        viewpoint.set_figure(figure, alone);
        let to = Camera {
            target: place
                .to_array()
                .map(|value| f64::from(value).clamp(-FARTHEST, FARTHEST)),
            zoom: from.zoom.max(ZOOM),
            ..from
        };
        self.0 = Some(Leg {
            figure,
            from,
            to,
            at: from,
            elapsed: 0.0,
        });
    }
}

/// Moves the camera on. Whoever moves it meanwhile keeps it.
pub fn fly(
    time: Res<Time>,
    reduced: Res<ReducedMotion>,
    mut flight: ResMut<Flight>,
    mut viewpoint: ResMut<Viewpoint>,
    mut redraw: MessageWriter<RequestRedraw>,
) {
    let Some(leg) = &mut flight.0 else {
        return;
    };
    let mut alone = viewpoint.figure(leg.figure);
    if alone.own != Some(leg.at) {
        flight.0 = None;
        return;
    }
    leg.elapsed += time.delta_secs_f64().min(LONGEST_FRAME);
    let part = match reduced.0 {
        true => 1.0,
        false => (leg.elapsed / SECONDS).min(1.0),
    };
    leg.at = between(&leg.from, &leg.to, part);
    alone.own = Some(leg.at);
    viewpoint.set_figure(leg.figure, alone);
    redraw.write(RequestRedraw);
    if part == 1.0 {
        flight.0 = None;
    }
}

/// The camera after a part of the way, 0 to 1: gently away and gently there, nearer by equal ratios.
fn between(from: &Camera, to: &Camera, part: f64) -> Camera {
    if part == 1.0 {
        return *to;
    }
    let eased = part * part * (3.0 - 2.0 * part);
    Camera {
        target: std::array::from_fn(|k| from.target[k] + eased * (to.target[k] - from.target[k])),
        zoom: from.zoom * (to.zoom / from.zoom).powf(eased),
        ..*to
    }
}
