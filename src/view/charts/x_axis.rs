//! The horizontal axis of a chart: steps, the values of a setting that changes with them, or whole numbers.

use super::{super::scale::Ticks, step_axis::StepAxis};
use crate::words::{Language, Word};

/// What runs from left to right.
#[derive(Clone, Debug, PartialEq)]
pub enum XAxis {
    /// Steps.
    Steps(StepAxis),
    /// Steps, each with a value of a setting.
    Setting {
        /// The steps.
        steps: StepAxis,
        /// The setting.
        name: String,
        /// Its values at the first and at the last step, evenly spaced between.
        ends: [f64; 2],
        /// The last step.
        last: f64,
    },
    /// Whole numbers, whatever the step.
    Numbers {
        /// What they count.
        of: Word,
        /// What the left and the right end are.
        ends: [f64; 2],
    },
}

impl XAxis {
    /// Where a step or a number is, 0 at the left end and 1 at the right one.
    pub fn part(&self, at: f64) -> f32 {
        match self {
            Self::Steps(steps) | Self::Setting { steps, .. } => steps.part(at),
            Self::Numbers {
                ends: [low, high], ..
            } => ((at - low) / (high - low)) as f32,
        }
    }

    /// The step at a place from 0 to 1, if the axis is one of steps.
    pub fn step(&self, part: f64) -> Option<f64> {
        match self {
            Self::Steps(steps) | Self::Setting { steps, .. } => Some(steps.step(part)),
            Self::Numbers { .. } => None,
        }
    }

    /// Where the part of the axis that holds a step ends, of `parts` equal ones; always after the step.
    pub fn end_of_part(&self, at: f64, parts: usize) -> f64 {
        match self {
            Self::Steps(steps) | Self::Setting { steps, .. } => steps.end_of_part(at, parts),
            Self::Numbers { .. } => at.next_up(),
        }
    }

    /// At most about `room` round numbers with what they say, those that matter most first; coordinates are as for
    /// [`Self::part`].
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

    /// About `count` round numbers with what they say, evenly spaced: for an axis without a pace.
    pub fn even_ticks(&self, count: usize) -> Vec<(f64, String)> {
        match self {
            Self::Steps(steps) => steps.even_ticks(count),
            Self::Setting { .. } | Self::Numbers { .. } => self.ticks(count as f32),
        }
    }

    /// The name of the axis.
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
    fn values_of_a_setting_are_at_their_steps() {
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
    fn numbers_are_whole_and_no_step_is_asked_for_among_them() {
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
