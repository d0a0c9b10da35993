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
    /// Steps, labelled with the values of a setting.
    Setting {
        /// The underlying step axis.
        steps: StepAxis,
        /// The name of the setting.
        name: String,
        /// Its values at the first and the last step; linear in between.
        ends: [f64; 2],
        /// The index of the last step.
        last: f64,
    },
    /// Whole numbers, independent of the step.
    Numbers {
        /// The name of the numbers.
        of: Word,
        /// The values at the left and the right end.
        ends: [f64; 2],
    },
}

impl XAxis {
    /// The position of a step or number, 0 at the left and 1 at the right.
    pub fn part(&self, at: f64) -> f32 {
        match self {
            Self::Steps(steps) | Self::Setting { steps, .. } => steps.part(at),
            Self::Numbers {
                ends: [low, high], ..
            } => ((at - low) / (high - low)) as f32,
        }
    }

    /// The step at a position from 0 to 1; `None` on an axis of numbers.
    pub fn step(&self, part: f64) -> Option<f64> {
        match self {
            Self::Steps(steps) | Self::Setting { steps, .. } => Some(steps.step(part)),
            Self::Numbers { .. } => None,
        }
    }

    /// With the axis divided into `parts` intervals: the end of the interval that holds `at`; always greater than `at`.
    pub fn end_of_part(&self, at: f64, parts: usize) -> f64 {
        match self {
            Self::Steps(steps) | Self::Setting { steps, .. } => steps.end_of_part(at, parts),
            Self::Numbers { .. } => at.next_up(),
        }
    }

    /// About `room` round numbers with labels at most, the most important first; coordinates as in [`Self::part`].
    pub fn ticks(&self, room: f32) -> Vec<(f64, String)> {
        let count = room.clamp(1.0, 8.0) as usize;
        match self {
            Self::Steps(steps) => steps.ticks(room),
            Self::Setting {
                ends: [from, to],
                last,
                ..
            } => {
                let ticks = Ticks::new(from.min(*to), from.max(*to), count.min(6));
                let step = |value: f64| (value - from) / (to - from) * last;
                (ticks.values())
                    .map(|value| (step(value), ticks.text(value)))
                    .collect()
            }
            Self::Numbers {
                ends: [low, high], ..
            } => {
                let ticks = Ticks::new(*low, *high, count);
                let whole = ticks.values().filter(|number| number.fract() == 0.0);
                let counted = whole.filter(|number| *number > 0.0);
                counted
                    .map(|number| (number, format!("{number:.0}")))
                    .collect()
            }
        }
    }

    /// About `count` round numbers with labels, at equal steps: for plots without a pace.
    pub fn even_ticks(&self, count: usize) -> Vec<(f64, String)> {
        match self {
            Self::Steps(steps) => steps.even_ticks(count),
            Self::Setting { .. } | Self::Numbers { .. } => self.ticks(count as f32),
        }
    }

    /// The axis label in a language; settings keep their own name.
    pub fn name(&self, language: Language) -> &str {
        match self {
            Self::Steps(_) => language.say(Word::Step),
            Self::Setting { name, .. } => name,
            Self::Numbers { of, .. } => language.say(*of),
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
            last: 10.0,
        };
        let ticks = axis.ticks(5.0);
        let middle = ticks.iter().find(|(_, text)| text == "0.20").unwrap();
        assert!((middle.0 - 5.0).abs() < 1e-9, "{ticks:?}");
        assert_eq!(axis.step(0.5), Some(5.0));
        assert!((axis.part(middle.0) - 0.5).abs() < 1e-6);
    }

    #[test]
    fn numbers_are_whole_and_have_no_step() {
        let axis = XAxis::Numbers {
            of: Word::NumberOfClusters,
            ends: [0.5, 8.5],
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
        assert_eq!(axis.part(4.5), 0.5);
    }
}
