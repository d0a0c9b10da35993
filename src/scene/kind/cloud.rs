use super::{Words, Work};
use crate::{
    math::{cluster, projection},
    scene::{
        CloudAxes, CloudSubject, Reading, SceneError, Text,
        families::Need,
        stale::{Settings, arguments, method, unset},
        subject::default_projection,
        templates::argument,
    },
};

/// Results: the number of points, the final numbers of clusters and noise points, and the percentage of the variance
/// that the axes explain.
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
            "method" => Some(cluster::CATALOGUE.get(&clusters?.name)?.title.into()),
            "projection" => {
                let entry = projection::CATALOGUE.get(&self.projection.name)?;
                Some(entry.title.into())
            }
            name => clusters
                .and_then(|spec| argument(spec, &cluster::CATALOGUE, name))
                .or_else(|| argument(&self.projection, &projection::CATALOGUE, name)),
        }
    }

    fn has_result(&self, name: &str) -> bool {
        RESULTS.contains(&name)
    }

    fn names(&self) -> Vec<&str> {
        let mut names = RESULTS.to_vec();
        names.extend(["method", "projection"]);
        let clusters = self.clusters.iter();
        let methods = clusters.map(|spec| cluster::CATALOGUE.parameters(&spec.name));
        let methods = methods.chain([projection::CATALOGUE.parameters(&self.projection.name)]);
        names.extend(methods.flatten().map(|one| one.name));
        names
    }

    fn written(&self) -> Settings {
        let mut all = arguments("projection", &self.projection);
        all.extend(method(
            "projection",
            &projection::CATALOGUE,
            &self.projection,
        ));
        if let Some(clusters) = &self.clusters {
            all.extend(arguments("clusters", clusters));
            all.extend(method("method", &cluster::CATALOGUE, clusters));
        }
        all
    }

    fn clear(&mut self, name: &str) {
        unset(&projection::CATALOGUE, &mut self.projection, name);
        if let Some(clusters) = &mut self.clusters {
            unset(&cluster::CATALOGUE, clusters, name);
        }
    }
}
