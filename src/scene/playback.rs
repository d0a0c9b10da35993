use serde::{Deserialize, Serialize};

use super::defaults::{is_default, is_one};

/// The point of view. Angles are in degrees.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
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

/// How the camera moves during playback.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
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
}

impl Default for Motion {
    fn default() -> Self {
        Self::Drift(12.0)
    }
}

/// The timing of a scene.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Playback {
    /// The duration from the first step to the last in seconds, above 0 and at most 3600. Default 8.
    pub seconds: f64,
    /// The pauses before the first step and after the last in seconds, 0 to 60 each. Default (1, 1).
    pub rest: [f64; 2],
    /// How the steps are distributed over time. Default `Linear`.
    #[serde(skip_serializing_if = "is_default")]
    pub pace: Pace,
    /// Whether balls glide (`Eased`) or jump (`Stepped`) from step to step. Default `Eased`.
    #[serde(skip_serializing_if = "is_default")]
    pub motion: StepMotion,
}

impl Playback {
    /// The total duration in seconds, including the pauses.
    pub fn total_seconds(&self) -> f64 {
        self.rest[0] + self.seconds + self.rest[1]
    }
}

impl Default for Playback {
    fn default() -> Self {
        Self {
            seconds: 8.0,
            rest: [1.0, 1.0],
            pace: Pace::Linear,
            motion: StepMotion::Eased,
        }
    }
}

/// How steps are distributed over time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Pace {
    /// At a constant number of steps per second.
    #[default]
    Linear,
    /// Exponentially, slow at first: the number of the step grows by the same factor every second.
    Geometric,
}

/// How balls move from step to step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum StepMotion {
    /// Glide, with easing at each step.
    #[default]
    Eased,
    /// Jump at the time of each step.
    Stepped,
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
}
