//! Estimates what a scene costs to compute, and limits it.

use std::{iter::Sum, ops::Add};

use super::{LandscapeSubject, Morph, Run, Scene, SceneError, Subject, SweepSubject};

/// The maximum number of updates of all runs of a scene or command: about ten seconds and 1.3 GB.
pub const MAX_UPDATES: u64 = 10_000_000;
/// The maximum number of trajectories drawn in a scene: a picture with more takes minutes.
const MAX_TRAJECTORIES: u64 = 4_000;
/// The maximum number of heights of all surfaces of a scene: about 1.3 GB.
const MAX_HEIGHTS: u64 = 30_000_000;

/// The maximum number of optimizer updates between two frames, at 50 ns each.
pub const MAX_UPDATES_PER_FRAME: u64 = 400_000;
/// The maximum number of heights computed between two frames.
const MAX_HEIGHTS_PER_FRAME: u64 = 490_000;
/// The maximum number of numbers projected between two frames.
const MAX_NUMBERS_PER_FRAME: u64 = 200_000;
/// The maximum number of points clustered between two frames.
const MAX_CLUSTERED_POINTS_PER_FRAME: u64 = 2_000;
/// The maximum number of points for cluster metrics between two frames: they compare all pairs several times.
const MAX_METRIC_POINTS_PER_FRAME: u64 = 500;

/// A limit of one kind of cost.
struct Limit {
    amount: fn(&Cost) -> u64,
    counted: &'static str,
    max: u64,
    /// What the user can change in the most expensive figure, given the amount that the limit leaves for it.
    advice: fn(&Subject, u64) -> String,
}

const LIMITS: [Limit; 3] = [
    Limit {
        amount: |cost| cost.updates,
        counted: "updates of all runs together",
        max: MAX_UPDATES,
        advice: |subject, available| match subject.landscape() {
            Some(subject) => subject.update_advice(available),
            None => "lower `steps` or `resolution`".to_owned(),
        },
    },
    Limit {
        amount: |cost| cost.trajectories,
        counted: "runs, each start counted,",
        max: MAX_TRAJECTORIES,
        advice: |_, _| "have fewer runs or starts".to_owned(),
    },
    Limit {
        amount: |cost| cost.heights,
        counted: "points of all surfaces together",
        max: MAX_HEIGHTS,
        advice: |_, _| "lower `resolution`".to_owned(),
    },
];

/// An estimate of the work that a scene requires, by kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Optimizer updates, from every start and for every row of a heat map.
    pub updates: u64,
    /// Trajectories drawn, one per start.
    pub trajectories: u64,
    /// Heights of surfaces, for every shape of a morphing surface.
    pub heights: u64,
    /// Numbers of point clouds that are scaled and projected.
    pub numbers: u64,
    /// Points that are clustered, counted for each run of the method.
    pub clustered: u64,
    /// Points laid out by an iterative projection.
    pub laid_out: u64,
    /// Points for which cluster metrics are computed.
    pub measured: u64,
}

impl Cost {
    /// Whether the scene can be computed between two frames, in about 20 ms.
    pub fn is_quick(&self) -> bool {
        self.updates <= MAX_UPDATES_PER_FRAME
            && self.heights <= MAX_HEIGHTS_PER_FRAME
            && self.numbers <= MAX_NUMBERS_PER_FRAME
            && self.clustered <= MAX_CLUSTERED_POINTS_PER_FRAME
            && self.measured <= MAX_METRIC_POINTS_PER_FRAME
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
    /// Rejects a scene that exceeds the limits.
    pub(super) fn check_cost(&self) -> Result<(), SceneError> {
        let costs: Vec<Cost> = (self.subjects())
            .map(|subject| subject.kind().cost())
            .collect();
        for limit in &LIMITS {
            let count = (limit.amount)(&costs.iter().copied().sum());
            let figures = self.subjects().zip(&costs).enumerate();
            let largest = figures.max_by_key(|(_, (_, cost))| (limit.amount)(cost));
            if let Some((figure, (subject, own))) = largest
                && count > limit.max
            {
                let available = limit.max.saturating_sub(count - (limit.amount)(own));
                return Err(SceneError::TooCostly {
                    count,
                    counted: limit.counted,
                    limit: limit.max,
                    advice: self.in_figure((limit.advice)(subject, available), figure),
                });
            }
        }
        Ok(())
    }

    /// The advice with the number of the figure, if there are several.
    fn in_figure(&self, advice: String, figure: usize) -> String {
        match self.figures.len() {
            1 => advice,
            _ => format!("in figure {}, {advice}", figure + 1),
        }
    }
}

impl LandscapeSubject {
    /// The cost of the surface and its runs. A morphing surface may need fewer shapes than counted here.
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

    /// The number of starts of all runs.
    pub(crate) fn start_count(&self) -> usize {
        self.runs.iter().map(Run::start_count).sum()
    }

    /// What the user can change so that at most `max_updates` updates are made.
    fn update_advice(&self, max_updates: u64) -> String {
        match max_updates / (self.start_count() as u64).max(1) {
            0 => "have fewer runs or starts".to_owned(),
            steps => format!("lower `steps` to {steps}, or have fewer runs or starts"),
        }
    }
}

impl Run {
    /// The number of starts, each of which makes a trajectory.
    pub(crate) fn start_count(&self) -> usize {
        self.starts.map_or(1, |starts| starts.count as usize)
    }
}

impl SweepSubject {
    /// The cost of the heat map and its curves.
    pub(crate) fn cost(&self) -> Cost {
        let rows = self.rows() as u64;
        let losses = Cost {
            updates: rows.saturating_mul(self.steps as u64),
            heights: rows * rows,
            ..Cost::default()
        };
        losses + self.cost_of_curves()
    }

    /// The cost of the curves alone.
    pub(crate) fn cost_of_curves(&self) -> Cost {
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
    fn every_row_of_a_heat_map_counts_and_the_most_expensive_figure_is_named() {
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
    fn every_shape_of_a_morphing_surface_counts() {
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
