use serde::{Deserialize, Serialize};

use super::{SceneError, sweep::swept_parameter};
use crate::{
    math::cluster,
    scene::check::{check_within, field_error},
};

/// A sweep: a clustering is run for several values of one of its settings, and each step of the scene shows the result
/// of one run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClusterSweep {
    /// The name of the setting, such as `eps`.
    pub setting: String,
    /// The value of the first run.
    pub from: f64,
    /// The value of the last run.
    pub to: f64,
    /// The number of values, evenly spaced, 2 to 200.
    pub count: usize,
}

impl ClusterSweep {
    /// The value of each run.
    pub fn values(&self) -> Vec<f64> {
        let last = (self.count - 1) as f64;
        (0..self.count)
            .map(|i| self.from + (self.to - self.from) * (i as f64 / last))
            .collect()
    }

    /// Checks everything that does not depend on data. `method` is the clustering method, if known.
    pub(super) fn check(&self, method: Option<&cluster::Entry>) -> Result<(), SceneError> {
        if let Some(method) = method {
            swept_parameter(method, "sweep.setting", &self.setting)?;
        }
        check_within("sweep.count", self.count, 2..=200)?;
        for (name, value) in [("sweep.from", self.from), ("sweep.to", self.to)] {
            if !value.is_finite() {
                return Err(field_error(name, value, "a finite number"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::scene::Source;

    fn open(cloud: &str) -> Result<Source, String> {
        let text = format!(
            r#"(version: 1, caption: "{{k}} groups", subject: Cloud(data: "iris", {cloud}))"#
        );
        Source::parse(&text, "".as_ref()).map_err(|error| error.to_string())
    }

    #[test]
    fn former_names_of_settings_are_replaced_by_the_current_ones() {
        let source = open(
            r#"clusters: "kmeans(k=4, seeding=random)", sweep: (setting: "k", from: 2, to: 5, count: 4)"#,
        )
        .unwrap();
        let scene = &source.scene;
        let cloud = scene.figures[0].subject.cloud().unwrap();
        let clusters = cloud.clusters.as_ref().unwrap();
        assert_eq!(clusters.to_string(), "kmeans(n_clusters=4, init=random)");
        assert_eq!(cloud.sweep.as_ref().unwrap().setting, "n_clusters");
        assert_eq!(scene.fill_settings(&scene.caption).en(), "4 groups");
        assert!(!source.to_ron().contains("k=4"));
        let again = Source::parse(&source.to_ron(), "".as_ref()).unwrap();
        assert_eq!(again.scene, *scene);
    }

    #[test]
    fn only_numeric_settings_can_be_swept() {
        let choice =
            open(r#"clusters: "kmeans(k=4)", sweep: (setting: "init", from: 0, to: 1, count: 2)"#);
        assert_eq!(
            choice.err().unwrap(),
            "sweep.setting is `init`; it must be a number that kmeans has: n_clusters, seed, max_iter, tol"
        );
    }
}
