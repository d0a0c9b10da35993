//! What a scene asks to be computed, counted before any of it is, and how much of it may be.

use std::{iter::Sum, ops::Add};

use super::{LandscapeSubject, Morph, Run, Scene, SceneError, Subject, SweepSubject};

/// The most updates that all runs of a scene, or of a command, may make together: about ten seconds and 1.3 GB.
pub const MOST_UPDATES: u64 = 10_000_000;
/// The most runs that a scene may draw, each from one start: a picture of more takes minutes.
const MOST_TRAJECTORIES: u64 = 4_000;
/// The most heights that all surfaces of a scene may have together: about 1.3 GB.
const MOST_HEIGHTS: u64 = 30_000_000;

/// The most updates of optimizers that are made between two frames, 50 ns each.
pub const QUICK_UPDATES: u64 = 400_000;
/// The most heights that are computed between two frames.
const QUICK_HEIGHTS: u64 = 490_000;
/// The most numbers of clouds that are projected between two frames.
const QUICK_NUMBERS: u64 = 200_000;
/// The most points whose clusters are found between two frames.
const QUICK_POINTS: u64 = 2_000;
/// The most points whose clusters are measured between two frames: each is compared with every other, many times.
const QUICK_MEASURED: u64 = 500;

/// A number that is limited.
struct Limit {
    of: fn(&Cost) -> u64,
    what: &'static str,
    most: u64,
    /// What to lower in the largest figure so that it has at most this many.
    lower: fn(&Subject, u64) -> String,
}

const LIMITS: [Limit; 3] = [
    Limit {
        of: |cost| cost.updates,
        what: "updates of all runs together",
        most: MOST_UPDATES,
        lower: |subject, left| match subject.landscape() {
            Some(subject) => subject.fewer_updates(left),
            None => "lower `steps` or `resolution`".to_owned(),
        },
    },
    Limit {
        of: |cost| cost.trajectories,
        what: "runs, each start counted,",
        most: MOST_TRAJECTORIES,
        lower: |_, _| "have fewer runs or starts".to_owned(),
    },
    Limit {
        of: |cost| cost.heights,
        what: "points of all surfaces together",
        most: MOST_HEIGHTS,
        lower: |_, _| "lower `resolution`".to_owned(),
    },
];

/// What is to be computed, by kind of work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Updates of optimizers, those from every start and those of every row of a heat map.
    pub updates: u64,
    /// Runs that are drawn, one from each start.
    pub trajectories: u64,
    /// Heights of surfaces, of every shape of one that changes.
    pub heights: u64,
    /// Numbers of clouds that are scaled and projected on components.
    pub numbers: u64,
    /// Points of clouds whose clusters are found, counted once for each run of a method.
    pub clustered: u64,
    /// Points that a projection lays out step by step.
    pub laid_out: u64,
    /// Points whose clusters are measured for charts.
    pub measured: u64,
}

impl Cost {
    /// Whether it is computed between two frames, in about 20 ms.
    pub fn is_quick(&self) -> bool {
        self.updates <= QUICK_UPDATES
            && self.heights <= QUICK_HEIGHTS
            && self.numbers <= QUICK_NUMBERS
            && self.clustered <= QUICK_POINTS
            && self.measured <= QUICK_MEASURED
            && self.laid_out == 0
    }
}

impl Add for Cost {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            updates: self.updates.saturating_add(other.updates),
            trajectories: self.trajectories.saturating_add(other.trajectories),
            heights: self.heights.saturating_add(other.heights),
            numbers: self.numbers.saturating_add(other.numbers),
            clustered: self.clustered.saturating_add(other.clustered),
            laid_out: self.laid_out.saturating_add(other.laid_out),
            measured: self.measured.saturating_add(other.measured),
        }
    }
}

impl Sum for Cost {
    fn sum<I: Iterator<Item = Self>>(costs: I) -> Self {
        costs.fold(Self::default(), Self::add)
    }
}

impl Scene {
    /// Refuses a scene that asks for more than a machine can be expected to compute and hold.
    pub(super) fn check_cost(&self) -> Result<(), SceneError> {
        let costs: Vec<Cost> = (self.subjects())
            .map(|subject| subject.work().cost())
            .collect();
        for limit in &LIMITS {
            let count = (limit.of)(&costs.iter().copied().sum());
            let figures = self.subjects().zip(&costs).enumerate();
            let largest = figures.max_by_key(|(_, (_, cost))| (limit.of)(cost));
            if let Some((figure, (subject, own))) = largest
                && count > limit.most
            {
                let left = limit.most.saturating_sub(count - (limit.of)(own));
                return Err(SceneError::TooMuch {
                    count,
                    what: limit.what,
                    most: limit.most,
                    lower: self.of_figure((limit.lower)(subject, left), figure),
                });
            }
        }
        Ok(())
    }

    fn of_figure(&self, lower: String, figure: usize) -> String {
        match self.figures.len() {
            1 => lower,
            _ => format!("in figure {}, {lower}", figure + 1),
        }
    }
}

impl LandscapeSubject {
    /// What there is to compute of it. A surface that changes may have fewer shapes.
    pub(super) fn cost(&self) -> Cost {
        let starts = self.start_count() as u64;
        let shapes = self.morph.as_ref().map_or(1, |_| Morph::SHAPES + 1);
        Cost {
            updates: starts.saturating_mul(self.steps as u64),
            trajectories: starts,
            heights: u64::from(self.resolution).pow(2).saturating_mul(shapes),
            ..Cost::default()
        }
    }

    /// How many starts all runs have together.
    pub fn start_count(&self) -> usize {
        self.runs.iter().map(Run::start_count).sum()
    }

    /// What to change so that at most `most` updates are made.
    fn fewer_updates(&self, most: u64) -> String {
        match most / (self.start_count() as u64).max(1) {
            0 => "have fewer runs or starts".to_owned(),
            steps => format!("lower `steps` to {steps}, or have fewer runs or starts"),
        }
    }
}

impl Run {
    /// How many starts it has, each of which is a descent of its own.
    pub fn start_count(&self) -> usize {
        self.starts.map_or(1, |starts| starts.count as usize)
    }
}

impl SweepSubject {
    /// What there is to compute of it.
    pub fn cost(&self) -> Cost {
        let rows = self.rows() as u64;
        let losses = Cost {
            updates: rows.saturating_mul(self.steps as u64),
            heights: rows * rows,
            ..Cost::default()
        };
        losses + self.cost_of_curves()
    }

    /// What there is to compute of its curves alone.
    pub fn cost_of_curves(&self) -> Cost {
        let curves = (self.curves.len() + usize::from(self.best)) as u64;
        Cost {
            updates: curves.saturating_mul(self.steps as u64),
            trajectories: curves,
            ..Cost::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::scene::Source;

    fn scene(subjects: &[&str]) -> String {
        let figures: Vec<String> = (subjects.iter())
            .map(|subject| format!("(subject: {subject})"))
            .collect();
        format!("(version: 2, figures: [{}])", figures.join(", "))
    }

    fn message(subjects: &[&str]) -> String {
        let error = Source::parse(&scene(subjects), "".as_ref()).unwrap_err();
        error.to_string()
    }

    #[test]
    fn every_start_counts() {
        let landscape = r#"Landscape(landscape: "bowl", start: (1, 2), steps: 1000000, runs: [
            (optimizer: "gd", starts: (count: 100))])"#;
        assert_eq!(
            message(&[landscape]),
            "100000000 updates of all runs together are more than 10000000; \
             lower `steps` to 100000, or have fewer runs or starts"
        );
        let fewer = landscape.replace("1000000", "100000");
        Source::parse(&scene(&[&fewer]), "".as_ref()).unwrap();
        let runs = |count: usize| {
            let one = r#"(optimizer: "gd", starts: (count: 100))"#;
            landscape.replace(one, &format!("{one},").repeat(count))
        };
        assert!(message(&[&runs(20)]).contains("lower `steps` to 5000,"));
        let short = |count: usize| runs(count).replace("1000000", "10");
        Source::parse(&scene(&[&short(40)]), "".as_ref()).unwrap();
        assert_eq!(
            message(&[&short(41)]),
            "4100 runs, each start counted, are more than 4000; have fewer runs or starts"
        );
    }

    #[test]
    fn every_row_of_a_heat_map_counts_and_the_largest_figure_is_named() {
        let sweep = r#"Sweep(landscape: "bowl", optimizer: "gd", start: (1, 1), from: 0.1, to: 1, steps: 5000, resolution: 1001)"#;
        Source::parse(&scene(&[sweep]), "".as_ref()).unwrap();
        let short = sweep.replace("5000", "4000");
        // 1,001 rows and the best run once more.
        assert_eq!(
            message(&[&short, sweep, &short]),
            "13026000 updates of all runs together are more than 10000000; \
             in figure 2, lower `steps` or `resolution`"
        );
    }

    #[test]
    fn every_shape_of_a_surface_counts() {
        let plain =
            r#"Landscape(landscape: "bowl", l2: 1, start: (1, 1), steps: 1, resolution: 2048)"#;
        Source::parse(&scene(&[plain, plain]), "".as_ref()).unwrap();
        let morphed = plain.replace("2048", "2048, morph: ()");
        assert_eq!(
            message(&[plain, &morphed]),
            "75497472 points of all surfaces together are more than 30000000; \
             in figure 2, lower `resolution`"
        );
    }
}
