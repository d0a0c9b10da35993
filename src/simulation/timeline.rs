use crate::{
    math::ease::{inverse_smoothstep, smoothstep},
    scene::{Pace, Playback, StepMotion},
};

/// Maps playback time in seconds to steps: a pause on the first step, the steps, a pause on the last.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Timeline {
    steps: f64,
    playback: Playback,
}

/// An update at a playback time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UpdateInProgress {
    /// The step before the update.
    pub from: usize,
    /// The fraction of its duration that has passed, 0 to 1.
    pub fraction: f64,
    /// Its duration in seconds.
    pub seconds: f64,
}

impl Timeline {
    /// Creates the timeline of a simulation whose last step is `steps` (0 if nothing changes over time).
    pub fn new(playback: &Playback, steps: usize) -> Self {
        Self {
            steps: steps as f64,
            playback: *playback,
        }
    }

    /// Scales the timeline, including the pauses, to last `seconds` in total.
    #[must_use]
    pub fn fitted_to(self, seconds: f64) -> Self {
        let factor = seconds / self.total_seconds();
        Self {
            playback: Playback {
                seconds: self.playback.seconds * factor,
                rest: self.playback.rest.map(|rest| rest * factor),
                ..self.playback
            },
            ..self
        }
    }

    /// The total duration in seconds, including the pauses.
    pub fn total_seconds(&self) -> f64 {
        self.playback.total_seconds()
    }

    /// The step at a time; fractional between steps if the motion is eased. Monotonic; times outside the timeline
    /// give the first or the last step.
    pub fn step_at(&self, seconds: f64) -> f64 {
        let Playback {
            seconds: step_seconds,
            rest,
            pace,
            motion,
        } = self.playback;
        let fraction = ((seconds - rest[0]) / step_seconds).clamp(0.0, 1.0);
        if fraction == 1.0 {
            return self.steps;
        }
        let paced_step = match pace {
            Pace::Linear => self.steps * fraction,
            Pace::Geometric => (fraction * self.steps.ln_1p()).exp_m1(),
        }
        .min(self.steps);
        match motion {
            StepMotion::Eased => paced_step.floor() + smoothstep(paced_step.fract()),
            StepMotion::Stepped => (paced_step + ROUNDING).min(self.steps).floor(),
        }
    }

    /// The update in progress at a time: the first one before the steps, the last one after them; `None` without steps.
    pub fn update_at(&self, seconds: f64) -> Option<UpdateInProgress> {
        if self.steps < 1.0 {
            return None;
        }
        let from = self.step_at(seconds).floor().min(self.steps - 1.0);
        let [begin, end] = [from, from + 1.0].map(|step| self.seconds_at(step));
        Some(UpdateInProgress {
            from: from as usize,
            fraction: ((seconds - begin) / (end - begin)).clamp(0.0, 1.0),
            seconds: end - begin,
        })
    }

    /// The time at which a step is reached, in seconds; the inverse of [`Self::step_at`]. The first step is reached at
    /// the end of the first pause. Steps outside the timeline are clamped.
    pub fn seconds_at(&self, step: f64) -> f64 {
        let Playback {
            seconds,
            rest,
            pace,
            motion,
        } = self.playback;
        if self.steps == 0.0 {
            return rest[0];
        }
        let step = step.clamp(0.0, self.steps);
        let paced_step = match motion {
            StepMotion::Eased => step.floor() + inverse_smoothstep(step.fract()),
            StepMotion::Stepped => step,
        };
        let fraction = match pace {
            Pace::Linear => paced_step / self.steps,
            Pace::Geometric => paced_step.ln_1p() / self.steps.ln_1p(),
        };
        rest[0] + seconds * fraction
    }
}

/// Compensates rounding errors, so that the time of a step maps back to that step and not to the one before.
const ROUNDING: f64 = 1e-6;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn timeline(pace: Pace, motion: StepMotion, steps: usize) -> Timeline {
        let playback = Playback {
            seconds: 8.0,
            rest: [1.0, 2.0],
            pace,
            motion,
        };
        Timeline::new(&playback, steps)
    }

    fn any_timeline() -> impl Strategy<Value = Timeline> {
        let pace = prop_oneof![Just(Pace::Linear), Just(Pace::Geometric)];
        let motion = prop_oneof![Just(StepMotion::Eased), Just(StepMotion::Stepped)];
        (pace, motion, 1_usize..100_000)
            .prop_map(|(pace, motion, steps)| timeline(pace, motion, steps))
    }

    #[test]
    fn pauses_show_the_first_and_the_last_step() {
        for pace in [Pace::Linear, Pace::Geometric] {
            let timeline = timeline(pace, StepMotion::Eased, 20);
            assert_eq!(timeline.total_seconds(), 11.0);
            for seconds in [-1.0, 0.0, 0.5, 1.0] {
                assert_eq!(timeline.step_at(seconds), 0.0);
            }
            for seconds in [9.0, 10.0, 11.0, 99.0] {
                assert_eq!(timeline.step_at(seconds), 20.0);
            }
        }
    }

    #[test]
    fn linear_pace_spaces_steps_evenly_with_easing() {
        let timeline = timeline(Pace::Linear, StepMotion::Eased, 8);
        assert_eq!(timeline.step_at(3.0), 2.0);
        assert_eq!(timeline.step_at(3.5), 2.5);
        assert_eq!(timeline.step_at(3.25), 2.15625);
    }

    #[test]
    fn geometric_pace_multiplies_the_step_by_a_constant_factor_each_second() {
        let timeline = timeline(Pace::Geometric, StepMotion::Stepped, 255);
        for second in 0..=8 {
            assert_eq!(
                timeline.step_at(1.0 + f64::from(second)),
                2_f64.powi(second) - 1.0
            );
        }
    }

    #[test]
    fn stepped_balls_jump() {
        let timeline = timeline(Pace::Linear, StepMotion::Stepped, 8);
        assert_eq!(timeline.step_at(3.9), 2.0);
        assert_eq!(timeline.step_at(4.0), 3.0);
    }

    #[test]
    fn a_simulation_without_steps_stays_at_step_0() {
        let timeline = timeline(Pace::Geometric, StepMotion::Eased, 0);
        assert_eq!(timeline.step_at(5.0), 0.0);
        assert_eq!(timeline.seconds_at(0.0), 1.0);
    }

    #[test]
    fn fitting_scales_the_pauses_too() {
        let fitted = timeline(Pace::Linear, StepMotion::Eased, 8).fitted_to(5.5);
        assert_eq!(fitted.total_seconds(), 5.5);
        assert_eq!(fitted.step_at(0.5), 0.0);
        assert_eq!(fitted.step_at(1.0), 1.0);
        assert_eq!(fitted.step_at(4.5), 8.0);
    }

    proptest! {
        #[test]
        fn steps_are_monotonic_in_time(timeline in any_timeline(), a in 0.0..11.0_f64, b in 0.0..11.0_f64) {
            let (earlier, later) = if a < b { (a, b) } else { (b, a) };
            prop_assert!(timeline.step_at(earlier) <= timeline.step_at(later));
        }

        #[test]
        fn the_time_of_a_whole_step_maps_to_that_step(timeline in any_timeline(), share in 0.0..=1.0_f64) {
            let step = (share * timeline.steps).round();
            let shown = timeline.step_at(timeline.seconds_at(step));
            prop_assert!((shown - step).abs() <= 1e-6, "{shown} for {step}");
        }

        #[test]
        fn eased_time_is_invertible(share in 0.0..=1.0_f64, geometric in any::<bool>(), steps in 1_usize..2000) {
            let pace = if geometric { Pace::Geometric } else { Pace::Linear };
            let timeline = timeline(pace, StepMotion::Eased, steps);
            let step = share * timeline.steps;
            let shown = timeline.step_at(timeline.seconds_at(step));
            prop_assert!((shown - step).abs() <= 1e-6, "{shown} for {step}");
        }
    }
}
