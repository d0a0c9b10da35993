//! The step axis of a chart.

use crate::{
    scene::Pace,
    view::style::scale::{Ticks, short_number},
};

/// Steps from left to right at the pace of the playback, so that the cursor at the current step moves at constant
/// speed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StepAxis {
    /// The index of the last step, at least 1.
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
    pub fn fraction(&self, step: f64) -> f32 {
        self.exact_fraction(step) as f32
    }

    /// The step at a position from 0 to 1.
    pub fn step(&self, fraction: f64) -> f64 {
        let fraction = fraction.clamp(0.0, 1.0);
        match self.pace {
            Pace::Linear => fraction * self.steps,
            Pace::Geometric => (fraction * self.steps.ln_1p()).exp_m1(),
        }
    }

    /// With the axis divided into `count` intervals: the end of the interval that holds `step`; always greater than
    /// `step`.
    pub fn end_of_interval(&self, step: f64, count: usize) -> f64 {
        let next = (self.exact_fraction(step) * count as f64).floor() + 1.0;
        self.step(next / count as f64).max(step.next_up())
    }

    fn exact_fraction(&self, step: f64) -> f64 {
        let fraction = match self.pace {
            Pace::Linear => step / self.steps,
            Pace::Geometric => step.ln_1p() / self.steps.ln_1p(),
        };
        fraction.clamp(0.0, 1.0)
    }

    /// Ticks with labels at round steps: about `count` at most for a linear pace; 0 and powers of ten for a geometric
    /// one, and 2 and 5 times those on a short axis. The most important come first.
    pub fn ticks(&self, count: f32) -> Vec<(f64, String)> {
        if self.pace == Pace::Linear {
            let ticks = Ticks::new(0.0, self.steps, count.clamp(1.0, 6.0) as usize);
            let whole = ticks.values().filter(|step| step.fract() == 0.0);
            return whole.map(|step| (step, ticks.text(step))).collect();
        }
        let powers = (0..7).map(|power| 10f64.powi(power));
        let between = powers.clone().flat_map(|power| [2.0 * power, 5.0 * power]);
        let is_short = self.steps < 200.0;
        std::iter::once(0.0)
            .chain(powers)
            .chain(between.filter(|_| is_short))
            .filter(|&step| step <= self.steps)
            .map(|step| (step, short_number(step)))
            .collect()
    }

    /// About `count` ticks with labels at round steps, at equal intervals whatever the pace.
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
        let linear = StepAxis::new(200, Pace::Linear);
        assert_eq!(linear.fraction(50.0), 0.25);
        let geometric = StepAxis::new(255, Pace::Geometric);
        assert!((geometric.fraction(15.0) - 0.5).abs() < 1e-6);
        for axis in [linear, geometric] {
            for fraction in [0.0, 0.3, 1.0] {
                assert!((f64::from(axis.fraction(axis.step(fraction))) - fraction).abs() < 1e-6);
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
