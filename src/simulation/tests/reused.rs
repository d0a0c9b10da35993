//! The reported cost is that of what is computed; everything else is reused.

use std::sync::Arc;

use super::*;
use crate::{
    math::landscape::Domain,
    scene::{CloudSubject, Cost, LandscapeSubject, Scene, Starts, SweepSubject, Theme, gallery},
};

/// The cost of all parts of `new` that are not shared with `old`. A cloud is computed as a whole or not at all, so the
/// reported `cost` is returned for a new one.
fn computed_cost(new: &Simulation, old: Option<&Simulation>, cost: Cost) -> Cost {
    match (new, old) {
        (Simulation::Landscape(new), old) => {
            let old = match old {
                Some(Simulation::Landscape(old)) => Some(old),
                _ => None,
            };
            let is_reused = |run: &&RunOutcome| {
                old.is_some_and(|old| {
                    old.runs
                        .iter()
                        .any(|old| Arc::ptr_eq(&old.trajectory, &run.trajectory))
                })
            };
            let trajectories = new.runs.iter().filter(|run| !is_reused(run)).count() as u64;
            let surfaces = |outcome: &LandscapeOutcome| -> Vec<Arc<HeightGrid>> {
                let earlier = outcome.morph.iter().flat_map(|morph| morph.earlier.clone());
                earlier.chain([outcome.grid.clone()]).collect()
            };
            let before = old.map(|old| surfaces(old)).unwrap_or_default();
            let heights = surfaces(new)
                .into_iter()
                .filter(|grid| !before.iter().any(|old| Arc::ptr_eq(old, grid)));
            Cost {
                updates: trajectories * new.runs.steps as u64,
                trajectories,
                heights: heights.map(|grid| grid.values.len() as u64).sum(),
                ..Cost::default()
            }
        }
        (Simulation::Sweep(new), Some(Simulation::Sweep(old))) if Arc::ptr_eq(new, old) => {
            Cost::default()
        }
        (Simulation::Sweep(new), old) => {
            let same_losses = match old {
                Some(Simulation::Sweep(old)) => Arc::ptr_eq(&new.losses, &old.losses),
                _ => false,
            };
            let rows = if same_losses {
                0
            } else {
                new.losses.settings.len() as u64
            };
            let curves = new.curves.len() as u64;
            Cost {
                updates: (rows + curves) * new.losses.steps as u64,
                trajectories: curves,
                heights: rows * rows,
                ..Cost::default()
            }
        }
        (Simulation::Cloud(new), Some(Simulation::Cloud(old))) if Arc::ptr_eq(new, old) => Cost {
            measured: cost.measured,
            ..Cost::default()
        },
        (Simulation::Cloud(_), _) => {
            assert!(cost.numbers > 0, "{cost:?}");
            cost
        }
    }
}

/// Compares the reported cost with what is computed; none if the scene cannot be simulated.
fn check_cost(
    what: &str,
    source: &Source,
    figure: usize,
    before: Option<&Simulation>,
) -> Option<Simulation> {
    let reported = cost(source, figure, before);
    let new = simulate(source, figure, before).ok()?;
    let reported = reported.unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!(computed_cost(&new, before, reported), reported, "{what}");
    Some(new)
}

/// An edit of a subject, as made by a panel, with its name.
type Edit<T> = (&'static str, fn(&mut T));

const LANDSCAPE_EDITS: [Edit<LandscapeSubject>; 9] = [
    ("a learning rate", |subject| {
        subject.runs.iter_mut().take(1).for_each(|run| {
            run.optimizer = run.optimizer.clone().with("lr", 0.0123);
        });
    }),
    ("the start", |subject| subject.start = [0.5, 0.25]),
    ("the resolution", |subject| subject.resolution = 48),
    ("the domain", |subject| {
        subject.domain = Some(Domain {
            x: [0.25, 1.5],
            y: [0.25, 1.5],
        });
    }),
    ("the number of steps", |subject| subject.steps = 7),
    ("another seed", |subject| {
        subject.runs.iter_mut().take(1).for_each(|run| {
            run.starts = Some(Starts { count: 3, seed: 9 });
        });
    }),
    ("the penalty", |subject| subject.l2 = 0.125),
    ("the tolerance", |subject| subject.tolerance = Some(1e-3)),
    ("which runs are shown", |subject| {
        subject
            .runs
            .iter_mut()
            .for_each(|run| run.shown = !run.shown);
    }),
];

const SWEEP_EDITS: [Edit<SweepSubject>; 3] = [
    ("a curve", |subject| subject.curves.push(subject.to)),
    ("the resolution", |subject| subject.resolution = 24),
    ("the start", |subject| subject.start = [0.5, 0.25]),
];

/// Edits that do not require a slow projection.
const CLOUD_EDITS: [Edit<CloudSubject>; 1] = [("no new samples", |subject| subject.new.clear())];

#[test]
fn the_reported_cost_is_what_is_computed() {
    for entry in gallery() {
        let source = Source::open(entry.name).unwrap();
        for number in 0..source.scene.figures.len() {
            let name = format!("{} {}", entry.name, number + 1);
            if cost(&source, number, None).unwrap().laid_out > 0 {
                continue;
            }
            let before = check_cost(&name, &source, number, None).expect("a simulation");
            let edited = |what: &str, scene: Scene| {
                let what = format!("{name}: {what}");
                // Some combinations of settings are invalid: a domain may hold no value.
                if let Ok(source) = source.edited(scene) {
                    check_cost(&what, &source, number, Some(&before));
                }
            };
            let mut light = source.scene.clone();
            light.theme = Theme::Light;
            edited("the theme", light);
            let scene = || source.scene.clone();
            for (what, edit) in LANDSCAPE_EDITS {
                let mut scene = scene();
                if let Some(subject) = scene.figures[number].subject.landscape_mut() {
                    edit(subject);
                    edited(what, scene);
                }
            }
            for (what, edit) in SWEEP_EDITS {
                let mut scene = scene();
                if let Some(subject) = scene.figures[number].subject.sweep_mut() {
                    edit(subject);
                    edited(what, scene);
                }
            }
            for (what, edit) in CLOUD_EDITS {
                let mut scene = scene();
                if let Some(subject) = scene.figures[number].subject.cloud_mut() {
                    edit(subject);
                    edited(what, scene);
                }
            }
        }
    }
}
