//! The clock of playback.

use bevy::prelude::{Res, ResMut, Resource, Time};

use crate::view::{PlaybackTime, SceneOutcome};

/// How fast the clock can be made to run.
const SPEEDS: [f64; 2] = [1.0 / 16.0, 16.0];
/// The longest time that a single frame may take up, so that a stalled window does not jump.
pub const LONGEST_FRAME: f64 = 0.1;

/// How the window plays a scene.
#[derive(Resource, Clone, Copy, Debug, PartialEq)]
pub struct Playback {
    /// Whether time passes.
    pub playing: bool,
    /// Seconds of playback in a second, 1/16 to 16.
    pub speed: f64,
    /// Whether the scene begins anew at its end.
    pub looped: bool,
}

impl Default for Playback {
    fn default() -> Self {
        Self {
            playing: false,
            speed: 1.0,
            looped: true,
        }
    }
}

impl Playback {
    /// The moment that follows after `elapsed` seconds, in a scene of `total` seconds.
    pub fn advanced(&mut self, seconds: f64, elapsed: f64, total: f64) -> f64 {
        if !self.playing {
            return seconds;
        }
        let next = seconds + elapsed.min(LONGEST_FRAME) * self.speed;
        if next < total {
            next
        } else if self.looped && total > 0.0 {
            next % total
        } else {
            self.playing = false;
            total
        }
    }

    /// Starts, from the beginning where the end is reached, or holds; gives the moment to go on from.
    pub fn toggled(&mut self, seconds: f64, total: f64) -> f64 {
        self.playing = !self.playing;
        if self.playing && seconds >= total {
            0.0
        } else {
            seconds
        }
    }

    /// Multiplies the speed within its bounds.
    pub fn accelerate(&mut self, factor: f64) {
        self.speed = (self.speed * factor).clamp(SPEEDS[0], SPEEDS[1]);
    }
}

/// Lets time pass.
pub fn advance(
    time: Res<Time>,
    shown: Res<SceneOutcome>,
    mut playback: ResMut<Playback>,
    mut moment: ResMut<PlaybackTime>,
) {
    if playback.playing {
        let total = shown.timeline.total_seconds();
        moment.seconds = playback.advanced(moment.seconds, time.delta_secs_f64(), total);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn playing() -> Playback {
        Playback {
            playing: true,
            looped: false,
            ..Playback::default()
        }
    }

    #[test]
    fn time_passes_only_while_playing() {
        let mut held = Playback::default();
        assert_eq!(held.advanced(2.0, 0.05, 10.0), 2.0);
        assert_eq!(playing().advanced(2.0, 0.05, 10.0), 2.05);
    }

    #[test]
    fn speed_multiplies_time() {
        let mut playback = playing();
        playback.accelerate(2.0);
        assert_eq!(playback.advanced(1.0, 0.05, 10.0), 1.1);
        for _ in 0..20 {
            playback.accelerate(2.0);
        }
        assert_eq!(playback.speed, 16.0);
    }

    #[test]
    fn the_end_holds() {
        let mut playback = playing();
        assert_eq!(playback.advanced(9.99, 0.05, 10.0), 10.0);
        assert!(!playback.playing);
        assert_eq!(playback.toggled(10.0, 10.0), 0.0);
        assert!(playback.playing);
    }

    #[test]
    fn a_loop_begins_anew_where_it_overshot() {
        let mut playback = Playback {
            looped: true,
            ..playing()
        };
        let next = playback.advanced(9.98, 0.05, 10.0);
        assert!((next - 0.03).abs() < 1e-12);
        assert!(playback.playing);
    }

    #[test]
    fn a_stalled_window_does_not_jump() {
        assert_eq!(playing().advanced(1.0, 5.0, 10.0), 1.1);
    }
}
