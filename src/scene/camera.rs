use serde::{Deserialize, Serialize};

use super::{
    SceneError,
    check::{check_finite, check_within, field_error},
    defaults::{default_one, is_default, is_one},
};
use crate::math::monotone_cubic::{Knot, monotone_cubic};

/// The point of view. Angles are in degrees.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Camera {
    /// The viewer's position around the vertical axis: −90 is on the −y side, 0 on the +x side. Default −55.
    pub azimuth: f64,
    /// The viewer's elevation above the floor, −90 to 90. Default 28.
    pub elevation: f64,
    /// The magnification, 0.1 to 50; 1 fits the subject to the picture. Default 1.
    #[serde(skip_serializing_if = "is_one")]
    pub zoom: f64,
    /// The centre of the view, relative to the centre of the box, whose width is 2. Default: the centre of the box.
    #[serde(skip_serializing_if = "is_default")]
    pub target: [f64; 3],
    /// How the camera moves during playback. Default: drifts by 12 degrees.
    #[serde(skip_serializing_if = "is_default")]
    pub motion: Motion,
    /// The fraction of a film, 0 to 0.5, in which an orbit accelerates at the start, and that in which it decelerates at
    /// the end. Default 0: constant speed.
    #[serde(skip_serializing_if = "is_default")]
    pub ease: f64,
}

impl Camera {
    /// The completed fraction of an orbit after a fraction of the film, both 0 to 1; see [`ease`](Self::ease).
    pub fn orbit_fraction(&self, part: f64) -> f64 {
        let ease = self.ease.clamp(0.0, 0.5);
        if ease == 0.0 {
            return part;
        }
        let speed = 1.0 / (1.0 - ease);
        let ramp = |part: f64| 0.5 * speed * part * part / ease;
        if part < ease {
            ramp(part)
        } else if part > 1.0 - ease {
            1.0 - ramp(1.0 - part)
        } else {
            speed * (part - 0.5 * ease)
        }
    }
}

impl Default for Camera {
    fn default() -> Self {
        Self {
            azimuth: -55.0,
            elevation: 28.0,
            zoom: 1.0,
            target: [0.0; 3],
            motion: Motion::default(),
            ease: 0.0,
        }
    }
}

/// The minimum time between two camera keys in seconds.
pub const MIN_KEY_GAP: f64 = 0.01;
/// The maximum number of keys of a camera.
const MAX_KEYS: usize = 1000;
/// The maximum time of a key in seconds: the longest playback with the longest pauses.
pub const MAX_KEY_SECONDS: f64 = 3720.0;

impl Camera {
    /// Checks the ranges of all fields.
    pub(super) fn check(&self) -> Result<(), SceneError> {
        check_finite("camera.azimuth", &[self.azimuth])?;
        check_within("camera.elevation", self.elevation, -90.0..=90.0)?;
        check_within("camera.zoom", self.zoom, 0.1..=50.0)?;
        check_finite("camera.target", &self.target)?;
        check_within("camera.ease", self.ease, 0.0..=0.5)?;
        match &self.motion {
            Motion::Still => Ok(()),
            Motion::Drift(degrees) => check_within("camera.motion", *degrees, -180.0..=180.0),
            Motion::Orbit(turns) => check_within("camera.motion", *turns, -100.0..=100.0),
            Motion::Towards { azimuth, elevation } => {
                check_within("camera.motion.azimuth", *azimuth, -3600.0..=3600.0)?;
                check_within("camera.motion.elevation", *elevation, -90.0..=90.0)
            }
            Motion::Keys(keys) => check_keys(keys),
        }
    }

    /// The keys, in order of time; none if the camera moves in another way.
    pub fn keys(&self) -> &[CameraKey] {
        match &self.motion {
            Motion::Keys(keys) => keys,
            _ => &[],
        }
    }

    /// A camera at rest with the view at a time of the scene's playback in seconds; `None` without keys.
    /// `box_from_axes` converts targets of keys to those of cameras.
    pub fn between_keys(
        &self,
        seconds: f64,
        box_from_axes: impl Fn([f64; 3]) -> [f64; 3],
    ) -> Option<Self> {
        let knots: Vec<_> = (self.keys().iter())
            .map(|key| {
                let [x, y, z] = key.target.map_or([0.0; 3], &box_from_axes);
                Knot {
                    at: key.at,
                    values: [key.azimuth, key.elevation, key.zoom.ln(), x, y, z],
                    ease: key.ease,
                }
            })
            .collect();
        let [azimuth, elevation, log_zoom, x, y, z] = monotone_cubic(&knots, seconds)?;
        Some(Self {
            azimuth,
            elevation,
            zoom: log_zoom.exp(),
            target: [x, y, z],
            motion: Motion::Still,
            ease: 0.0,
        })
    }

    /// Adds a key, which replaces any other motion, and any key closer in time than [`MIN_KEY_GAP`], whose `ease` it
    /// takes. Its azimuth is changed by whole turns to the one nearest to the view that the camera had at that time, so
    /// that it gets there by the shorter way.
    pub fn add_key(&mut self, mut key: CameraKey) {
        if let Some(before) = self.between_keys(key.at, |target| target) {
            let turn = (key.azimuth - before.azimuth + 180.0).rem_euclid(360.0) - 180.0;
            key.azimuth = before.azimuth + turn;
        }
        let mut keys = match std::mem::replace(&mut self.motion, Motion::Still) {
            Motion::Keys(keys) => keys,
            _ => Vec::new(),
        };
        let is_close = |other: &CameraKey| (other.at - key.at).abs() < MIN_KEY_GAP;
        if let Some(replaced) = keys.iter().find(|other| is_close(other)) {
            key.ease = replaced.ease;
        }
        keys.retain(|other| !is_close(other));
        keys.insert(keys.partition_point(|other| other.at < key.at), key);
        self.motion = Motion::Keys(keys);
    }
}

/// The first and the last time in seconds to which a key can move between its neighbours.
///
/// # Panics
/// If there is no such key.
pub fn key_times(keys: &[CameraKey], index: usize) -> [f64; 2] {
    let first = match index.checked_sub(1) {
        Some(before) => keys[before].at + MIN_KEY_GAP,
        None => 0.0,
    };
    let next = keys.get(index + 1);
    [
        first,
        next.map_or(MAX_KEY_SECONDS, |next| next.at - MIN_KEY_GAP),
    ]
}

fn check_keys(keys: &[CameraKey]) -> Result<(), SceneError> {
    check_within("the number of camera keys", keys.len(), 0..=MAX_KEYS)?;
    for (number, key) in (1..).zip(keys) {
        let name = |field: &str| format!("{field} of camera key {number}");
        check_within(&name("at"), key.at, 0.0..=MAX_KEY_SECONDS)?;
        check_within(&name("azimuth"), key.azimuth, -3600.0..=3600.0)?;
        check_within(&name("elevation"), key.elevation, -90.0..=90.0)?;
        check_within(&name("zoom"), key.zoom, 0.1..=50.0)?;
        check_finite(&name("target"), &key.target.unwrap_or_default())?;
        check_within(&name("ease"), key.ease, 0.0..=1.0)?;
    }
    let is_ordered = |pair: &[CameraKey]| pair[1].at - pair[0].at >= MIN_KEY_GAP - 1e-9;
    match keys.windows(2).position(|pair| !is_ordered(pair)) {
        None => Ok(()),
        Some(index) => Err(field_error(
            &format!("at of camera key {}", index + 2),
            keys[index + 1].at,
            format!(
                "at least {MIN_KEY_GAP} s after the key before it, at {}",
                keys[index].at
            ),
        )),
    }
}

/// A view that the camera has at a time of the playback; between keys, it moves smoothly.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CameraKey {
    /// The time in seconds of the scene's playback, from the start of the pause before the first step; 0 to 3720.
    pub at: f64,
    /// As [`Camera::azimuth`], −3600 to 3600. It is interpolated as a number, so 270 and −90 differ.
    pub azimuth: f64,
    /// As [`Camera::elevation`].
    pub elevation: f64,
    /// As [`Camera::zoom`]. It is interpolated geometrically.
    #[serde(default = "default_one", skip_serializing_if = "is_one")]
    pub zoom: f64,
    /// The centre of the view in the units of the axes: two parameters and a value, three axes of a cloud, or step,
    /// setting and loss. Default: the centre of the box.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<[f64; 3]>,
    /// How far the camera slows down at the key, 0 to 1: 0 passes it, 1 comes to rest. Default 0. The camera rests at
    /// the first and the last key anyway, and where it turns around.
    #[serde(default, skip_serializing_if = "is_default")]
    pub ease: f64,
}

/// How the camera moves during playback.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Motion {
    /// The camera does not move.
    Still,
    /// Back and forth by this many degrees to each side, once in a film, with easing.
    Drift(f64),
    /// Around the vertical axis by this number of turns in a film; negative: clockwise seen from above.
    Orbit(f64),
    /// From the initial position to another direction and elevation, once in a film, with easing.
    Towards {
        /// The final [`Camera::azimuth`]. The angle is interpolated as a number, so 270 and −90 differ.
        azimuth: f64,
        /// The final [`Camera::elevation`].
        elevation: f64,
    },
    /// Through these views, in order of time, in place of the camera's own. Before the first and after the last, the
    /// camera rests; without any, it does not move.
    Keys(Vec<CameraKey>),
}

impl Default for Motion {
    fn default() -> Self {
        Self::Drift(12.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_eased_orbit_begins_and_ends_at_rest_and_is_complete() {
        for ease in [0.0, 0.2, 0.5] {
            let camera = Camera {
                ease,
                ..Camera::default()
            };
            let at = |part: f64| camera.orbit_fraction(part);
            assert_eq!((at(0.0), at(1.0)), (0.0, 1.0));
            assert!((at(0.5) - 0.5).abs() < 1e-12);
            let slow = at(0.01) < 0.003 && at(1.0) - at(0.99) < 0.003;
            assert_eq!(slow, ease > 0.0, "{ease}");
            for k in 1..=100 {
                let step = at(f64::from(k) / 100.0) - at(f64::from(k - 1) / 100.0);
                assert!(step > 0.0 && step < 0.021, "{ease} {k}: {step}");
            }
        }
    }

    fn key(at: f64, azimuth: f64) -> CameraKey {
        CameraKey {
            at,
            azimuth,
            elevation: 30.0,
            zoom: 1.0,
            target: None,
            ease: 0.5,
        }
    }

    fn keyed(keys: &[CameraKey]) -> Camera {
        Camera {
            motion: Motion::Keys(keys.to_vec()),
            ..Camera::default()
        }
    }

    #[test]
    fn added_keys_are_ordered_and_turn_the_shorter_way() {
        let mut camera = Camera::default();
        for (at, azimuth) in [(2.0, 170.0), (5.0, -170.0), (0.0, -175.0)] {
            camera.add_key(key(at, azimuth));
        }
        let added: Vec<_> = camera
            .keys()
            .iter()
            .map(|key| (key.at, key.azimuth))
            .collect();
        assert_eq!(added, [(0.0, 185.0), (2.0, 170.0), (5.0, 190.0)]);
        camera.check().expect("the keys are valid");
    }

    #[test]
    fn a_key_at_the_time_of_another_replaces_it() {
        let mut camera = keyed(&[key(1.0, 0.0), key(2.0, 10.0)]);
        camera.add_key(CameraKey {
            ease: 0.0,
            ..key(2.004, 50.0)
        });
        assert_eq!(camera.keys(), [key(1.0, 0.0), key(2.004, 50.0)]);
    }

    #[test]
    fn a_key_during_a_turn_keeps_the_turn() {
        let mut camera = keyed(&[key(0.0, -50.0), key(4.0, 310.0)]);
        for (at, azimuth) in [(2.0, 130.0), (4.0, -45.0)] {
            camera.add_key(key(at, azimuth));
        }
        let added: Vec<_> = camera.keys().iter().map(|key| key.azimuth).collect();
        assert_eq!(added, [-50.0, 130.0, 315.0]);
    }

    #[test]
    fn zoom_is_interpolated_geometrically_and_targets_in_the_box() {
        let at = |at, zoom, target| CameraKey {
            zoom,
            target,
            ..key(at, 0.0)
        };
        let camera = keyed(&[at(1.0, 1.0, None), at(3.0, 9.0, Some([100.0, 10.0, 1.0]))]);
        let view = |seconds| {
            let logarithms = |target: [f64; 3]| target.map(f64::log10);
            camera
                .between_keys(seconds, logarithms)
                .expect("there are keys")
        };
        assert!((view(2.0).zoom - 3.0).abs() < 1e-12);
        assert_eq!(view(2.0).target, [1.0, 0.5, 0.0]);
        assert_eq!((view(0.0).zoom, view(0.0).target), (1.0, [0.0; 3]));
        assert_eq!(view(9.0).target, [2.0, 1.0, 0.0]);
        assert_eq!(Camera::default().between_keys(1.0, |target| target), None);
    }

    #[test]
    fn keys_out_of_order_or_range_are_named() {
        let message = |keys: &[CameraKey]| keyed(keys).check().expect_err("invalid").to_string();
        for at in [1.0, 2.0, 2.001] {
            assert_eq!(
                message(&[key(2.0, 0.0), key(at, 0.0)]),
                format!(
                    "at of camera key 2 is {at}; it must be at least 0.01 s after the key before it, at 2"
                )
            );
        }
        let zoomed = CameraKey {
            zoom: 0.0,
            ..key(3.0, 0.0)
        };
        assert_eq!(
            message(&[key(2.0, 0.0), zoomed]),
            "zoom of camera key 2 is 0; it must be 0.1 to 50"
        );
        for invalid in [
            key(f64::NAN, 0.0),
            key(-1.0, 0.0),
            key(1e9, 0.0),
            key(1.0, f64::INFINITY),
            CameraKey {
                target: Some([0.0, f64::NAN, 0.0]),
                ..key(1.0, 0.0)
            },
        ] {
            message(&[invalid]);
        }
        keyed(&[])
            .check()
            .expect("a camera without keys stands still");
    }
}
