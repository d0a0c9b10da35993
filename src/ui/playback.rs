//! Playback: advances the playback time while a scene plays.

use bevy::prelude::{Res, ResMut, Resource, Time};

use crate::view::{PlaybackTime, SceneOutcome};

/// The range of playback speeds, in seconds of playback per second.
const SPEED_RANGE: [f64; 2] = [1.0 / 16.0, 16.0];
/// The maximum time in seconds by which one frame advances animations, so that they do not jump after a stall.
pub(super) const MAX_FRAME_SECONDS: f64 = 0.1;

/// The playback state of the window.
#[derive(Resource, Clone, Copy, Debug, PartialEq)]
pub(super) struct Playback {
    /// Whether the scene is playing; default false.
    pub(super) playing: bool,
    /// Seconds of playback per second, 1/16 to 16; default 1.
    pub(super) speed: f64,
    /// Whether playback starts over at the end; default true.
    pub(super) looped: bool,
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
    /// Advances the playback time `seconds` by `elapsed` seconds, in a scene of `total` seconds; returns the new time.
    /// Pauses at the end unless the scene is looped.
    pub(super) fn advance_by(&mut self, seconds: f64, elapsed: f64, total: f64) -> f64 {
        if !self.playing {
            return seconds;
        }
        let next = seconds + elapsed.min(MAX_FRAME_SECONDS) * self.speed;
        if next < total {
            next
        } else if self.looped && total > 0.0 {
            next % total
        } else {
            self.playing = false;
            total
        }
    }

    /// Pauses or starts playing, from the start if `seconds` is the end; returns the new playback time.
    pub(super) fn toggle(&mut self, seconds: f64, total: f64) -> f64 {
        self.playing = !self.playing;
        if self.playing && seconds >= total {
            0.0
        } else {
            seconds
        }
    }

    /// Multiplies the speed, within its range.
    pub(super) fn accelerate(&mut self, factor: f64) {
        self.speed = (self.speed * factor).clamp(SPEED_RANGE[0], SPEED_RANGE[1]);
    }
}

/// Advances the playback time by the duration of the last frame.
pub(super) fn advance(
    clock: Res<Time>,
    outcome: Res<SceneOutcome>,
    mut playback: ResMut<Playback>,
    mut time: ResMut<PlaybackTime>,
) {
    if playback.playing {
        let total = outcome.timeline.total_seconds();
        time.seconds = playback.advance_by(time.seconds, clock.delta_secs_f64(), total);
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
        let mut paused = Playback::default();
        assert_eq!(paused.advance_by(2.0, 0.05, 10.0), 2.0);
        assert_eq!(playing().advance_by(2.0, 0.05, 10.0), 2.05);
    }

    #[test]
    fn speed_multiplies_time() {
        let mut playback = playing();
        playback.accelerate(2.0);
        assert_eq!(playback.advance_by(1.0, 0.05, 10.0), 1.1);
        for _ in 0..20 {
            playback.accelerate(2.0);
        }
        assert_eq!(playback.speed, 16.0);
    }

    #[test]
    fn playback_stops_at_the_end() {
        let mut playback = playing();
        assert_eq!(playback.advance_by(9.99, 0.05, 10.0), 10.0);
        assert!(!playback.playing);
        assert_eq!(playback.toggle(10.0, 10.0), 0.0);
        assert!(playback.playing);
    }

    #[test]
    fn a_loop_continues_by_the_overshoot() {
        let mut playback = Playback {
            looped: true,
            ..playing()
        };
        let next = playback.advance_by(9.98, 0.05, 10.0);
        assert!((next - 0.03).abs() < 1e-12);
        assert!(playback.playing);
    }

    #[test]
    fn a_stalled_window_does_not_jump() {
        assert_eq!(playing().advance_by(1.0, 5.0, 10.0), 1.1);
    }
}
