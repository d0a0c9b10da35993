//! What a scene asks to be computed, counted before any of it is.

use std::{iter::Sum, ops::Add};

use super::{LandscapeSubject, Morph, Run, Scene, SceneError, Subject, SweepSubject};

/// The most updates that all runs of a scene, or of a command, may make together: about ten seconds and 1.3 GB.
pub const MOST_UPDATES: u64 = 10_000_000;
/// The most runs that a scene may draw, each from one start: a picture of more takes minutes.
const MOST_TRAJECTORIES: u64 = 4_000;
/// The most heights that all surfaces of a scene may have together: about 1.3 GB.
const MOST_HEIGHTS: u64 = 30_000_000;

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

/// What landscapes and heat maps ask for. (Clouds depend on their data.)
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Updates of optimizers, those from every start and those of every row of a heat map.
    pub updates: u64,
    /// Runs that are drawn, one from each start.
    pub trajectories: u64,
    /// Heights of surfaces, of every shape of one that changes.
    pub heights: u64,
}

impl Add for Cost {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            updates: self.updates.saturating_add(other.updates),
            trajectories: self.trajectories.saturating_add(other.trajectories),
            heights: self.heights.saturating_add(other.heights),
        }
    }
}

impl Sum for Cost {
    fn sum<I: Iterator<Item = Self>>(costs: I) -> Self {
        costs.fold(Self::default(), Self::add)
    }
}

impl Scene {
    /// What there is to compute for a scene once another is known: what both have in common is not computed again.
    pub fn cost_after(&self, before: Option<&Self>) -> Cost {
        let mut before = before.into_iter().flat_map(Self::subjects);
        let figures = self.subjects();
        figures
            .map(|after| after.work().cost_after(before.next()))
            .sum()
    }

    /// Refuses a scene that asks for more than a machine can be expected to compute and hold.
    pub(super) fn check_cost(&self) -> Result<(), SceneError> {
        let costs: Vec<Cost> = (self.subjects())
            .map(|subject| subject.work().cost_after(None))
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
    pub(super) fn cost_after(&self, before: Option<&Self>) -> Cost {
        let same_function =
            before.filter(|before| before.landscape == self.landscape && before.l2 == self.l2);
        let same_surface = same_function.is_some_and(|before| {
            before.domain == self.domain
                && before.morph == self.morph
                && before.resolution == self.resolution
        });
        let shapes = self.morph.as_ref().map_or(1, |_| Morph::SHAPES + 1);
        let heights = u64::from(self.resolution).pow(2).saturating_mul(shapes);
        let same_steps = same_function
            .filter(|before| before.steps == self.steps && before.tolerance == self.tolerance);
        let new = (self.runs.iter())
            .filter(|run| same_steps.is_none_or(|before| !before.has_made(run, self)));
        let starts = new.map(Run::start_count).sum::<usize>() as u64;
        Cost {
            updates: starts.saturating_mul(self.steps as u64),
            trajectories: starts,
            heights: if same_surface { 0 } else { heights },
        }
    }

    /// Whether it has a run that makes the same updates as one of `other`, in which all runs are as long.
    fn has_made(&self, run: &Run, other: &Self) -> bool {
        // Random starts are drawn from the domain.
        let same_starts = |old: &Run| {
            old.starts == run.starts && (run.starts.is_none() || self.domain == other.domain)
        };
        self.runs.iter().any(|old| {
            old.optimizer == run.optimizer
                && old.schedule == run.schedule
                && old.mode() == run.mode()
                && same_starts(old)
                && old.start.unwrap_or(self.start) == run.start.unwrap_or(other.start)
        })
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
    pub(super) fn cost_after(&self, before: Option<&Self>) -> Cost {
        let curves = (self.curves.len() + usize::from(self.best)) as u64;
        let rows = self.rows() as u64;
        let (rows, heights) = match before {
            Some(before) if before == self => return Cost::default(),
            Some(before) if before.has_losses_of(self) => (0, 0),
            _ => (rows, rows * rows),
        };
        Cost {
            updates: (rows + curves).saturating_mul(self.steps as u64),
            trajectories: curves,
            heights,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::scene::{Source, Starts, Subject};

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

    #[test]
    fn only_what_changed_is_computed_again() {
        let scene = Source::open("rosenbrock").unwrap().scene;
        let Subject::Landscape(subject) = &scene.figures[0].subject else {
            panic!("rosenbrock is a landscape");
        };
        let (runs, steps) = (subject.runs.len() as u64, subject.steps as u64);
        let heights = u64::from(subject.resolution).pow(2);
        let edited = |edit: &dyn Fn(&mut crate::scene::LandscapeSubject)| {
            let mut after = scene.clone();
            if let Subject::Landscape(subject) = &mut after.figures[0].subject {
                edit(subject);
            }
            let cost = after.cost_after(Some(&scene));
            (cost.updates, cost.heights)
        };
        let whole = scene.cost_after(None);
        assert_eq!((whole.updates, whole.heights), (runs * steps, heights));
        assert_eq!(edited(&|_| {}), (0, 0));
        assert_eq!(
            edited(&|subject| subject.runs[0].optimizer.set_number("lr", 2e-3)),
            (steps, 0)
        );
        let starts = Starts { count: 12, seed: 0 };
        assert_eq!(
            edited(&|subject| subject.runs[0].starts = Some(starts)),
            (12 * steps, 0)
        );
        assert_eq!(edited(&|subject| subject.resolution = 512), (0, 512 * 512));
        // Random starts are drawn from the domain, and others are not.
        let domain = crate::math::landscape::Domain::new([-1.0, 1.0], [-1.0, 1.0]).unwrap();
        assert_eq!(
            edited(&|subject| subject.domain = Some(domain)),
            (0, heights)
        );
        assert_eq!(edited(&|subject| subject.l2 = 1.0).0, runs * steps);
    }
}
