use super::{SubjectKind, TemplateValues};
use crate::{
    math::{cluster, projection},
    scene::{
        CloudAxes, CloudSubject, Pictures, SceneError, ShowAs, Text,
        families::RequiredData,
        stale::{SpelledSettings, reset_argument, spelled_arguments, spelled_method},
        subject::default_projection,
        templates::setting_text,
    },
};

/// Results: the number of points, the final numbers of clusters and noise points, and the percentage of the variance
/// that the axes explain.
const RESULTS: [&str; 4] = ["points", "clusters", "noise", "kept"];

impl SubjectKind for CloudSubject {
    fn check(&self) -> Result<(), SceneError> {
        Self::check(self)
    }

    fn required_data(&self) -> Result<Vec<RequiredData>, SceneError> {
        let table = RequiredData::of_cloud(self);
        let pictures = RequiredData::pictures_of(self);
        Ok(std::iter::once(table).chain(pictures).collect())
    }

    fn replace_path(&mut self, _old: &RequiredData, new: RequiredData) {
        match new {
            RequiredData::Table { file, metadata, .. } => {
                (self.data, self.metadata) = (file, metadata);
            }
            RequiredData::Sprite { file, size } => {
                self.pictures = Some(Pictures::Sprite { file, size });
            }
            // A cloud requires no arrays, and the files in a column are relative to the data.
            RequiredData::Arrays(_) | RequiredData::PictureFiles { .. } => {}
        }
    }

    fn reduce_for_preview(&mut self) {
        (self.clusters, self.sweep) = (None, None);
        if self.axes == CloudAxes::Principal {
            self.projection = default_projection();
        }
    }

    fn data_and_show_as(&self) -> Option<(&str, ShowAs)> {
        let is_alone = self.metadata.is_none();
        is_alone.then_some((&self.data, ShowAs::Cloud))
    }
}

impl TemplateValues for CloudSubject {
    fn setting(&self, name: &str) -> Option<Text> {
        let clusters = self.clusters.as_ref();
        match name {
            "method" => Some(cluster::CATALOGUE.get(&clusters?.name)?.title.into()),
            "projection" => {
                let entry = projection::CATALOGUE.get(&self.projection.name)?;
                Some(entry.title.into())
            }
            name => clusters
                .and_then(|spec| setting_text(spec, &cluster::CATALOGUE, name))
                .or_else(|| setting_text(&self.projection, &projection::CATALOGUE, name)),
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

    fn spelled_settings(&self) -> SpelledSettings {
        let mut all = spelled_arguments("projection", &self.projection);
        all.extend(spelled_method(
            "projection",
            &projection::CATALOGUE,
            &self.projection,
        ));
        if let Some(clusters) = &self.clusters {
            all.extend(spelled_arguments("clusters", clusters));
            all.extend(spelled_method("method", &cluster::CATALOGUE, clusters));
        }
        all
    }

    fn reset_undescribed(&mut self) {
        self.pictures = None;
    }

    fn reset_setting(&mut self, name: &str) {
        reset_argument(&projection::CATALOGUE, &mut self.projection, name);
        if let Some(clusters) = &mut self.clusters {
            reset_argument(&cluster::CATALOGUE, clusters, name);
        }
    }
}
