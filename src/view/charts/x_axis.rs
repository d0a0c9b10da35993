//! The horizontal axis of a chart: steps, a setting that changes with the steps, or whole numbers.

use super::step_axis::StepAxis;
use crate::{
    view::style::scale::Ticks,
    words::{Language, Word},
};

/// The horizontal axis of a chart.
#[derive(Clone, Debug, PartialEq)]
pub enum XAxis {
    /// The steps of a simulation.
    Steps(StepAxis),
    /// Steps, labelled with the values of a setting that changes with them.
    Setting {
        /// The underlying step axis.
        steps: StepAxis,
        /// The name of the setting.
        name: String,
        /// Its values at the first and the last step; linear in between.
        ends: [f64; 2],
        /// The index of the last step.
        last_step: f64,
    },
    /// Whole numbers, independent of the step.
    Numbers {
        /// The name of the numbers.
        name: Word,
        /// The values at the left and the right end of the axis.
        range: [f64; 2],
    },
}

impl XAxis {
    /// The position of a step or number, 0 at the left and 1 at the right.
    pub fn fraction(&self, at: f64) -> f32 {
        match self {
            Self::Steps(steps) | Self::Setting { steps, .. } => steps.fraction(at),
            Self::Numbers {
                range: [low, high], ..
            } => ((at - low) / (high - low)) as f32,
        }
    }

    /// The step at a position from 0 to 1; `None` on an axis of numbers.
    pub fn step(&self, fraction: f64) -> Option<f64> {
        match self {
            Self::Steps(steps) | Self::Setting { steps, .. } => Some(steps.step(fraction)),
            Self::Numbers { .. } => None,
        }
    }

    /// With the axis divided into `count` intervals: the end of the interval that holds the step `at`; always greater
    /// than `at`. Numbers are not divided: each is an interval of its own.
    pub fn end_of_interval(&self, at: f64, count: usize) -> f64 {
        match self {
            Self::Steps(steps) | Self::Setting { steps, .. } => steps.end_of_interval(at, count),
            Self::Numbers { .. } => at.next_up(),
        }
    }

    /// At most about `count` ticks with labels, at round numbers, the most important first; coordinates as in
    /// [`Self::fraction`].
    pub fn ticks(&self, count: f32) -> Vec<(f64, String)> {
        let whole_count = count.clamp(1.0, 8.0) as usize;
        match self {
            Self::Steps(steps) => steps.ticks(count),
            Self::Setting {
                ends: [from, to],
                last_step,
                ..
            } => {
                let ticks = Ticks::new(from.min(*to), from.max(*to), whole_count.min(6));
                let step = |value: f64| (value - from) / (to - from) * last_step;
                (ticks.values())
                    .map(|value| (step(value), ticks.text(value)))
                    .collect()
            }
            Self::Numbers {
                range: [low, high], ..
            } => {
                let ticks = Ticks::new(*low, *high, whole_count);
                let whole = ticks.values().filter(|number| number.fract() == 0.0);
                let positive = whole.filter(|number| *number > 0.0);
                positive
                    .map(|number| (number, format!("{number:.0}")))
                    .collect()
            }
        }
    }

    /// About `count` ticks with labels, at equal intervals whatever the pace, for plots whose x axis is linear in
    /// steps.
    pub fn even_ticks(&self, count: usize) -> Vec<(f64, String)> {
        match self {
            Self::Steps(steps) => steps.even_ticks(count),
            Self::Setting { .. } | Self::Numbers { .. } => self.ticks(count as f32),
        }
    }

    /// The label of the axis in a language; the names of settings are not translated.
    pub fn name(&self, language: Language) -> &str {
        match self {
            Self::Steps(_) => language.say(Word::Step),
            Self::Setting { name, .. } => name,
            Self::Numbers { name, .. } => language.say(*name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::Pace;

    #[test]
    fn setting_values_are_at_their_steps() {
        let axis = XAxis::Setting {
            steps: StepAxis::new(10, Pace::Linear),
            name: "eps".to_owned(),
            ends: [0.1, 0.3],
            last_step: 10.0,
        };
        let ticks = axis.ticks(5.0);
        let middle = ticks.iter().find(|(_, text)| text == "0.20").unwrap();
        assert!((middle.0 - 5.0).abs() < 1e-9, "{ticks:?}");
        assert_eq!(axis.step(0.5), Some(5.0));
        assert!((axis.fraction(middle.0) - 0.5).abs() < 1e-6);
    }

    #[test]
    fn ticks_of_numbers_are_positive_integers_and_have_no_step() {
        let axis = XAxis::Numbers {
            name: Word::NumberOfClusters,
            range: [0.5, 8.5],
        };
        let ticks = axis.ticks(8.0);
        assert!(
            ticks.len() > 3 && ticks.contains(&(2.0, "2".to_owned())),
            "{ticks:?}"
        );
        assert!(
            ticks
                .iter()
                .all(|(number, _)| number.fract() == 0.0 && *number >= 1.0)
        );
        assert_eq!(axis.step(0.5), None);
        assert_eq!(axis.fraction(4.5), 0.5);
    }
}
