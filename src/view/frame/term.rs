//! Which term of an explained update is shown at a time.

use crate::{math::ease::smoothstep, simulation::Timeline};

/// Terms are shown one at a time where each is shown for at least this long, in seconds.
const MIN_TERM_SECONDS: f64 = 0.6;

/// A moment in an update whose terms are explained one at a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct TermInProgress {
    /// The index of the term.
    pub term: usize,
    /// The fractional step at which everything is drawn: that before the update until its last term.
    pub step: f64,
}

impl TermInProgress {
    /// The term at a playback time of an update with `terms` terms; `None` if steps follow each other too fast to read
    /// one term after the other.
    pub(crate) fn new(timeline: &Timeline, seconds: f64, terms: usize) -> Option<Self> {
        let update = timeline.update_at(seconds)?;
        if terms == 0 || update.seconds < MIN_TERM_SECONDS * terms as f64 {
            return None;
        }
        let progress = update.fraction * terms as f64;
        let term = (progress as usize).min(terms - 1);
        let moved = smoothstep((progress - (terms - 1) as f64).clamp(0.0, 1.0));
        Some(Self {
            term,
            step: update.from as f64 + moved,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::Playback;

    fn timeline(seconds: f64) -> Timeline {
        let playback = Playback {
            seconds,
            rest: [1.0, 1.0],
            ..Playback::default()
        };
        Timeline::new(&playback, 2)
    }

    #[test]
    fn the_ball_moves_during_the_last_term_only() {
        let timeline = timeline(16.0);
        let at = |seconds: f64| TermInProgress::new(&timeline, seconds, 4).unwrap();
        for (seconds, term, step) in [
            (0.0, 0, 0.0),
            (2.0, 0, 0.0),
            (3.5, 1, 0.0),
            (6.9, 2, 0.0),
            (8.0, 3, 0.5),
            (9.5, 0, 1.0),
            (16.0, 3, 1.5),
            (18.0, 3, 2.0),
        ] {
            assert_eq!(at(seconds), TermInProgress { term, step }, "{seconds}");
        }
    }

    #[test]
    fn fast_steps_are_explained_as_a_whole() {
        assert_eq!(TermInProgress::new(&timeline(4.0), 2.0, 4), None);
        assert_eq!(TermInProgress::new(&timeline(16.0), 2.0, 0), None);
    }
}
