//! Access to gallery scenes and reference numbers.

use std::sync::{Arc, LazyLock};

use fallline::{
    scene::Source,
    simulation::{LandscapeOutcome, RunOutcome, Simulation, simulate},
};
use serde_json::Value;

/// The simulation of a figure of a gallery scene.
pub fn simulation(scene: &str, figure: usize) -> Simulation {
    let source = Source::open(scene).unwrap();
    simulate(&source, figure, None).unwrap()
}

/// The landscape of a figure of a scene.
pub fn landscape(scene: &str, figure: usize) -> Arc<LandscapeOutcome> {
    match simulation(scene, figure) {
        Simulation::Landscape(landscape) => landscape,
        _ => panic!("{scene} has no runs"),
    }
}

/// The runs of a figure of a scene.
pub fn runs(scene: &str, figure: usize) -> Vec<RunOutcome> {
    landscape(scene, figure).runs.to_vec()
}

/// Independently computed numbers of a scene, with their tolerance.
pub struct Reference(&'static Value);

impl Reference {
    pub fn of(id: &str) -> Self {
        static ALL: LazyLock<Value> =
            LazyLock::new(|| serde_json::from_str(include_str!("../data/scenes.json")).unwrap());
        let mut all = ALL.as_array().unwrap().iter();
        Self(all.find(|checkpoint| checkpoint["id"] == id).unwrap())
    }

    /// The value at this path of keys.
    pub fn at(&self, keys: &[&str]) -> &'static Value {
        keys.iter()
            .fold(&self.0["expected"], |value, key| &value[*key])
    }

    #[track_caller]
    pub fn assert(&self, found: f64, expected: &Value) {
        let expected = expected.as_f64().unwrap();
        let [abs, rel] = ["abs", "rel"].map(|kind| self.0["tolerance"][kind].as_f64().unwrap());
        assert_near(found, expected, abs.max(rel * expected.abs()));
    }

    /// Compares a list element by element.
    #[track_caller]
    pub fn assert_all(&self, found: impl IntoIterator<Item = f64>, expected: &Value) {
        let expected = expected.as_array().unwrap();
        let found: Vec<f64> = found.into_iter().collect();
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.into_iter().zip(expected) {
            self.assert(found, expected);
        }
    }
}

/// The parameters after the last update.
pub fn end(run: &RunOutcome) -> [f64; 2] {
    run.trajectory.plane_point(run.last_step()).to_array()
}

/// The number of steps at which the value increases.
pub fn rises(run: &RunOutcome) -> usize {
    let pairs = run.trajectory.values.windows(2);
    pairs.filter(|pair| pair[1] > pair[0]).count()
}

#[track_caller]
pub fn assert_near(found: f64, expected: f64, tolerance: f64) {
    assert!(
        (found - expected).abs() <= tolerance,
        "{found} instead of {expected}"
    );
}
