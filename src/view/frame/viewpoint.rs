//! The camera of each figure.

use bevy::prelude::Resource;
use glam::Vec3;

use super::{framing::whole_turn, view_transform::Pose};
use crate::{
    math::ease::smoothstep,
    scene::{Camera, MAX_FIGURES, Motion, Projection},
    view::{FigureOutcome, FigureTables, PlaybackTime},
};

/// The maximum magnitude of each coordinate of a [`Camera::target`] that a user or a key sets, in units of half the box's
/// width.
pub(crate) const MAX_TARGET: f64 = 4.0;

/// The number of times at which the motion of a camera is sampled.
const DIRECTIONS: usize = 17;

/// The cameras that the user has set in the window, in place of those of the scene.
#[derive(Resource, Clone, Debug, Default, PartialEq)]
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

    /// The pose of a figure's camera at a playback time. It depends on scene, viewpoint and time alone.
    pub fn pose(&self, figure: &FigureOutcome, tables: &FigureTables, time: PlaybackTime) -> Pose {
        let camera = self.camera_at(figure, tables, time);
        Pose::new(&camera, figure.look().projection)
    }

    /// The camera of a figure at a playback time, at rest in the view that its motion has led to.
    pub fn camera_at(
        &self,
        figure: &FigureOutcome,
        tables: &FigureTables,
        time: PlaybackTime,
    ) -> Camera {
        let box_from_axes = |at| {
            let world = tables.depiction.world_from_axes(at).to_array();
            world.map(|value| f64::from(value).clamp(-MAX_TARGET, MAX_TARGET))
        };
        let fraction = time.seconds / figure.timeline.total_seconds().max(1e-9);
        let seconds = figure.scene().playback.total_seconds();
        moved(self.camera(figure), seconds, fraction, box_from_axes)
    }

    /// The directions from which the scene's camera sees a figure during playback, and that of a `pose` of the user's
    /// camera: azimuth and elevation in degrees. The user's camera keeps the distance of the scene's, so that the
    /// picture does not jump when it is first turned.
    pub(super) fn directions(&self, figure: &FigureOutcome, pose: &Pose) -> Vec<[f32; 2]> {
        let own = self.own[figure.index]
            .as_ref()
            .map(|_| [pose.azimuth, pose.elevation]);
        directions(figure).chain(own).collect()
    }
}

/// The directions from which the scene's camera sees a figure during playback: azimuth and elevation in degrees.
fn directions(figure: &FigureOutcome) -> impl Iterator<Item = [f32; 2]> {
    let camera = figure.camera();
    let seconds = figure.scene().playback.total_seconds();
    let turns_round = matches!(camera.motion, Motion::Orbit(turns) if turns.abs() >= 1.0);
    let elevation = camera.elevation as f32;
    let round = turns_round.then(|| whole_turn().map(move |azimuth| [azimuth, elevation]));
    let last = match camera.motion {
        Motion::Still => 0,
        _ => DIRECTIONS - 1,
    };
    let part = (!turns_round).then(|| {
        (0..=last).map(move |k| {
            let fraction = k as f64 / (DIRECTIONS - 1) as f64;
            let camera = moved(camera, seconds, fraction, |target| target);
            [camera.azimuth as f32, camera.elevation as f32]
        })
    });
    round
        .into_iter()
        .flatten()
        .chain(part.into_iter().flatten())
}

/// A camera after a fraction, 0 to 1, of a playback of some seconds, at rest. `box_from_axes` is as in
/// [`Camera::between_keys`].
fn moved(
    camera: &Camera,
    seconds: f64,
    fraction: f64,
    box_from_axes: impl Fn([f64; 3]) -> [f64; 3],
) -> Camera {
    if let Some(camera) = camera.between_keys(fraction * seconds, box_from_axes) {
        return camera;
    }
    let Camera {
        mut azimuth,
        mut elevation,
        ..
    } = *camera;
    match camera.motion {
        Motion::Still | Motion::Keys(_) => {}
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
    Camera {
        azimuth,
        elevation,
        zoom: camera.zoom,
        target: camera.target,
        motion: Motion::Still,
        ease: 0.0,
    }
}

impl Pose {
    /// The pose of a camera at rest.
    pub(crate) fn new(camera: &Camera, projection: Projection) -> Self {
        Self {
            azimuth: camera.azimuth as f32,
            elevation: camera.elevation as f32,
            zoom: camera.zoom as f32,
            target: Vec3::from_array(camera.target.map(|value| value as f32)),
            projection,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        scene::{CameraKey, Scene, Source},
        view::SceneOutcome,
        words::Language,
    };

    fn outcome(name: &str, change: impl FnOnce(&mut Scene)) -> (SceneOutcome, FigureTables) {
        let mut source = Source::open(name).expect("a scene of the gallery");
        change(&mut source.scene);
        let outcome = SceneOutcome::new(Arc::new(source), None).expect("it can be simulated");
        let tables = FigureTables::new(&outcome.figures[0], Language::English);
        (outcome, tables)
    }

    fn key(at: f64, azimuth: f64, target: Option<[f64; 3]>) -> CameraKey {
        CameraKey {
            at,
            azimuth,
            elevation: 30.0,
            zoom: 2.0,
            target,
            ease: 0.0,
        }
    }

    #[test]
    fn positions_convert_to_the_units_of_the_axes_and_back() {
        for name in ["bowl", "rosenbrock", "mountains", "lr-heatmap", "iris"] {
            let (_, tables) = outcome(name, |_| {});
            let depiction = &tables.depiction;
            for place in [
                Vec3::ZERO,
                Vec3::new(0.3, -0.2, 0.15),
                tables.axes.half_size,
            ] {
                let back = depiction.world_from_axes(depiction.axes_from_world(place));
                assert!(back.distance(place) < 1e-3, "{name}: {place} {back}");
            }
        }
    }

    #[test]
    fn a_key_looks_at_its_target_on_the_axes() {
        let (outcome, tables) = outcome("bowl", |scene| {
            scene.camera.motion = Motion::Keys(vec![key(2.0, -55.0, Some([0.0, 0.0, 0.0]))]);
        });
        let minimum = tables
            .surface()
            .expect("a surface")
            .surface
            .point(Default::default());
        let time = PlaybackTime { seconds: 7.0 };
        let pose = Viewpoint::default().pose(&outcome.figures[0], &tables, time);
        assert!(pose.target.distance(minimum) < 1e-3, "{pose:?}");
        assert_eq!(pose.zoom, 2.0);
    }

    #[test]
    fn a_film_of_another_length_scales_the_times_of_keys() {
        let (outcome, tables) = outcome("bowl", |scene| {
            scene.camera.motion =
                Motion::Keys(vec![key(1.0, 0.0, None), key(3.0, 100.0, Some([1e300; 3]))]);
        });
        let azimuth = |outcome: &SceneOutcome, seconds| {
            let time = PlaybackTime { seconds };
            let pose = Viewpoint::default().pose(&outcome.figures[0], &tables, time);
            assert!(pose.target.is_finite());
            pose.azimuth
        };
        let total = outcome.timeline.total_seconds();
        let slow = (outcome.clone()).with_timeline(outcome.timeline.fitted_to(3.0 * total));
        for seconds in [0.0, 1.5, 2.0, 2.5, 5.0] {
            let difference = azimuth(&outcome, seconds) - azimuth(&slow, 3.0 * seconds);
            assert!(difference.abs() < 1e-3, "{seconds}: {difference}");
        }
        assert!((azimuth(&outcome, 2.0) - 50.0).abs() < 1e-3);
    }
}
