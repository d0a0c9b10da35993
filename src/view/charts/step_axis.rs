//! The step axis of a chart.

use crate::{
    scene::Pace,
    view::style::scale::{Ticks, short_number},
};

/// Steps from left to right at the pace of the playback, so that the current step moves across the axis at constant
/// speed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StepAxis {
    steps: f64,
    pace: Pace,
}

impl StepAxis {
    /// An axis of steps 0 to `steps`.
    pub fn new(steps: usize, pace: Pace) -> Self {
        let steps = steps.max(1) as f64;
        Self { steps, pace }
    }

    /// The position of a step, 0 at the left and 1 at the right.
    pub fn part(&self, step: f64) -> f32 {
        self.exact_part(step) as f32
    }

    /// The step at a position from 0 to 1.
    pub fn step(&self, part: f64) -> f64 {
        let part = part.clamp(0.0, 1.0);
        match self.pace {
            Pace::Linear => part * self.steps,
            Pace::Geometric => (part * self.steps.ln_1p()).exp_m1(),
        }
    }

    /// With the axis divided into `parts` intervals: the end of the interval that holds `step`; always greater than
    /// `step`.
    pub fn end_of_part(&self, step: f64, parts: usize) -> f64 {
        let number = (self.exact_part(step) * parts as f64).floor() + 1.0;
        self.step(number / parts as f64).max(step.next_up())
    }

    fn exact_part(&self, step: f64) -> f64 {
        let part = match self.pace {
            Pace::Linear => step / self.steps,
            Pace::Geometric => step.ln_1p() / self.steps.ln_1p(),
        };
        part.clamp(0.0, 1.0)
    }

    /// About `room` round steps with labels at most, the most important first.
    pub fn ticks(&self, room: f32) -> Vec<(f64, String)> {
        if self.pace == Pace::Linear {
            let ticks = Ticks::new(0.0, self.steps, room.clamp(1.0, 6.0) as usize);
            let whole = ticks.values().filter(|step| step.fract() == 0.0);
            return whole.map(|step| (step, ticks.text(step))).collect();
        }
        let powers = (0..7).map(|power| 10f64.powi(power));
        let between = powers.clone().flat_map(|power| [2.0 * power, 5.0 * power]);
        let few = self.steps < 200.0;
        std::iter::once(0.0)
            .chain(powers)
            .chain(between.filter(|_| few))
            .filter(|&step| step <= self.steps)
            .map(|step| (step, short_number(step)))
            .collect()
    }

    /// About `count` round steps with labels, at equal steps whatever the pace.
    pub(super) fn even_ticks(&self, count: usize) -> Vec<(f64, String)> {
        let ticks = Ticks::new(0.0, self.steps, count);
        ticks
            .values()
            .map(|step| (step, short_number(step)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_moves_at_constant_speed() {
        let even = StepAxis::new(200, Pace::Linear);
        assert_eq!(even.part(50.0), 0.25);
        let geometric = StepAxis::new(255, Pace::Geometric);
        assert!((geometric.part(15.0) - 0.5).abs() < 1e-6);
        for axis in [even, geometric] {
            for part in [0.0, 0.3, 1.0] {
                assert!((f64::from(axis.part(axis.step(part))) - part).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn even_ticks_do_not_depend_on_the_pace() {
        let [linear, geometric] =
            [Pace::Linear, Pace::Geometric].map(|pace| StepAxis::new(1000, pace).even_ticks(4));
        assert_eq!(linear, geometric);
        let steps: Vec<f64> = linear.iter().map(|tick| tick.0).collect();
        assert_eq!(steps, [0.0, 200.0, 400.0, 600.0, 800.0, 1000.0]);
        assert_eq!(linear[1].1, "200");
    }

    #[test]
    fn step_ticks_are_integers() {
        for steps in [1, 3, 9, 100, 1_000_000] {
            for pace in [Pace::Linear, Pace::Geometric] {
                let ticks = StepAxis::new(steps, pace).ticks(6.0);
                assert!(!ticks.is_empty());
                assert!(ticks.iter().all(|(step, _)| step.fract() == 0.0));
            }
        }
    }
}
