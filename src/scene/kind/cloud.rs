use super::{Words, Work};
use crate::{
    math::{cluster, projection},
    scene::{
        CloudAxes, CloudSubject, Reading, SceneError, Text,
        families::Need,
        stale::{Settings, arguments, named},
        subject::default_projection,
        templates::{argument, cluster_parameters, projection_parameters},
    },
};

/// Results: how many points there are, how many clusters and points of noise in the end, and the percentage of the variance
/// that the axes keep.
const RESULTS: [&str; 4] = ["points", "clusters", "noise", "kept"];

impl Work for CloudSubject {
    fn check(&self) -> Result<(), SceneError> {
        Self::check(self)
    }

    fn needs(&self) -> Result<Vec<Need>, SceneError> {
        Ok(vec![Need::of_cloud(self)])
    }

    fn rename(&mut self, _old: &Need, new: Need) {
        (self.data, self.metadata) = match new {
            Need::Table { file, metadata, .. } => (file, metadata),
            Need::Arrays(file) => (file, None),
        };
    }

    fn reduce(&mut self) {
        (self.clusters, self.sweep) = (None, None);
        if self.axes == CloudAxes::Principal {
            self.projection = default_projection();
        }
    }

    fn file(&self) -> Option<(&str, Reading)> {
        let is_alone = self.metadata.is_none();
        is_alone.then_some((&self.data, Reading::Cloud))
    }
}

impl Words for CloudSubject {
    fn setting(&self, name: &str) -> Option<Text> {
        let clusters = self.clusters.as_ref();
        match name {
            "method" => Some(cluster::find(&clusters?.name).ok()?.title.into()),
            "projection" => Some(projection::find(&self.projection.name).ok()?.title.into()),
            name => clusters
                .and_then(|spec| argument(spec, cluster_parameters, name))
                .or_else(|| argument(&self.projection, projection_parameters, name)),
        }
    }

    fn has_result(&self, name: &str) -> bool {
        RESULTS.contains(&name)
    }

    fn names(&self) -> Vec<&str> {
        let mut names = RESULTS.to_vec();
        names.extend(["method", "projection"]);
        let clusters = self.clusters.iter();
        let methods = clusters.map(|spec| cluster_parameters(&spec.name));
        let methods = methods.chain([projection_parameters(&self.projection.name)]);
        names.extend(methods.flatten().map(|one| one.name));
        names
    }

    fn written(&self) -> Settings {
        let mut all = arguments("projection", &self.projection);
        let projection = projection::find(&self.projection.name).ok();
        all.extend(projection.map(|entry| named("projection", &self.projection.name, entry.title)));
        if let Some(clusters) = &self.clusters {
            all.extend(arguments("clusters", clusters));
            let method = cluster::find(&clusters.name).ok();
            all.extend(method.map(|entry| named("method", &clusters.name, entry.title)));
        }
        all
    }

    fn clear(&mut self, name: &str) {
        self.projection.unset(name);
        if let Some(clusters) = &mut self.clusters {
            clusters.unset(name);
        }
    }
}
