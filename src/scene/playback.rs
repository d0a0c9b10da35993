use serde::{Deserialize, Serialize};

use super::defaults::{is_default, is_one};

/// Where the picture is seen from. Angles in degrees.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Camera {
    /// Direction of the viewer around the vertical; −90 looks along +y, 0 sits on the +x side. Default −55.
    pub azimuth: f64,
    /// Height of the viewer above the floor, −90 to 90. Default 28.
    pub elevation: f64,
    /// 1 fits the subject into the picture, 2 is twice as near; 0.1 to 50.
    #[serde(skip_serializing_if = "is_one")]
    pub zoom: f64,
    /// What the picture is centred on, in the box's own units (its width is 2), from its centre.
    #[serde(skip_serializing_if = "is_default")]
    pub target: [f64; 3],
    /// How it moves while the scene plays.
    #[serde(skip_serializing_if = "is_default")]
    pub motion: Motion,
    /// The part of a film in which an orbit gathers speed, and in which it slows down at the end, 0 to 0.5. Default 0: it
    /// turns evenly.
    #[serde(skip_serializing_if = "is_default")]
    pub ease: f64,
}

impl Camera {
    /// The part of an orbit that is made after a part of the film, both 0 to 1: at a steady speed, but for the ends.
    pub fn eased(&self, part: f64) -> f64 {
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

/// How the camera moves while a scene plays.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Motion {
    /// Not at all.
    Still,
    /// There and back by a number of degrees to each side, easing in and out, once in a film.
    Drift(f64),
    /// Around the vertical by a number of turns in a film (negative: clockwise from above).
    Orbit(f64),
    /// From its first position to another direction and height, easing in and out, once in a film.
    Towards {
        /// As [`Camera::azimuth`]; on the way there by the same sense of the numbers, so that 270 and −90 differ.
        azimuth: f64,
        /// As [`Camera::elevation`].
        elevation: f64,
    },
}

impl Default for Motion {
    fn default() -> Self {
        Self::Drift(12.0)
    }
}

/// How a scene plays.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Playback {
    /// Seconds from the first step to the last, above 0 and at most 3600. Default 8.
    pub seconds: f64,
    /// Seconds of rest before and after, 0 to 60. Default (1, 1).
    pub rest: [f64; 2],
    /// How the steps are spread over the time.
    #[serde(skip_serializing_if = "is_default")]
    pub pace: Pace,
    /// Whether balls glide or jump from step to step.
    #[serde(skip_serializing_if = "is_default")]
    pub motion: StepMotion,
}

impl Playback {
    /// Seconds from the start of the first rest to the end of the last.
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

/// How steps are spread over the time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Pace {
    /// The same number of steps each second.
    #[default]
    Linear,
    /// Slow at first, then faster and faster: each second multiplies the step reached.
    Geometric,
}

/// Whether balls glide or jump from step to step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum StepMotion {
    /// They glide, easing in and out of each step.
    #[default]
    Eased,
    /// They jump.
    Stepped,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_eased_orbit_begins_and_ends_at_rest_and_goes_all_the_way() {
        for ease in [0.0, 0.2, 0.5] {
            let camera = Camera {
                ease,
                ..Camera::default()
            };
            let at = |part: f64| camera.eased(part);
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
