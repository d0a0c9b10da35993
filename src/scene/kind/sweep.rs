use super::{SubjectKind, TemplateValues, landscape::replace_file};
use crate::{
    math::{optimizer, schedule},
    scene::{
        LANDSCAPES, SceneError, SweepSubject, Text,
        cost::Cost,
        families::RequiredData,
        landscapes::required_data_of,
        stale::{SpelledSettings, spelled_arguments, spelled_method, spelled_number},
        templates::{number_text, setting_text},
    },
};

/// Results: the value of the setting with the lowest final loss, and that loss.
const RESULTS: [&str; 2] = ["best", "final"];
/// The number of values of the setting in a preview.
const PREVIEW_RESOLUTION: u32 = 16;

impl SubjectKind for SweepSubject {
    fn check(&self) -> Result<(), SceneError> {
        Self::check(self)
    }

    fn cost(&self) -> Cost {
        Self::cost(self)
    }

    fn run_count(&self) -> usize {
        self.curves.len() + usize::from(self.best)
    }

    fn required_data(&self) -> Result<Vec<RequiredData>, SceneError> {
        Ok(required_data_of(&self.landscape)?.into_iter().collect())
    }

    fn replace_path(&mut self, old: &RequiredData, new: RequiredData) {
        replace_file(&mut self.landscape, old, &new);
    }

    fn reduce_for_preview(&mut self) {
        self.resolution = self.resolution.min(PREVIEW_RESOLUTION);
    }
}

impl TemplateValues for SweepSubject {
    fn setting(&self, name: &str) -> Option<Text> {
        match name {
            "setting" => Some(self.key.as_str().into()),
            "from" => Some(number_text(self.from)),
            "to" => Some(number_text(self.to)),
            "steps" => Some(number_text(self.steps as f64)),
            "l2" => Some(number_text(self.l2)),
            "optimizer" => Some(optimizer::CATALOGUE.get(&self.optimizer.name)?.title.into()),
            // Every run has a different value of the swept setting.
            name if name == self.key => None,
            name => setting_text(&self.optimizer, &optimizer::CATALOGUE, name)
                .or_else(|| setting_text(&self.schedule, &schedule::CATALOGUE, name))
                .or_else(|| setting_text(&self.landscape, &LANDSCAPES, name)),
        }
    }

    fn has_result(&self, name: &str) -> bool {
        RESULTS.contains(&name)
    }

    fn names(&self) -> Vec<&str> {
        let mut names = RESULTS.to_vec();
        names.extend(["setting", "from", "to", "steps", "l2", "optimizer"]);
        let parameters = LANDSCAPES.parameters(&self.landscape.name).iter();
        names.extend(parameters.map(|one| one.name));
        names
    }

    fn spelled_settings(&self) -> SpelledSettings {
        let ends = [
            ("from", self.from),
            ("to", self.to),
            ("steps", self.steps as f64),
        ];
        let ends = ends.map(|(name, value)| (name.to_owned(), spelled_number(value)));
        let mut all: SpelledSettings = ends.into();
        all.extend(spelled_arguments("optimizer", &self.optimizer));
        all.extend(spelled_arguments("landscape", &self.landscape));
        all.extend(spelled_method(
            "method",
            &optimizer::CATALOGUE,
            &self.optimizer,
        ));
        all
    }

    fn reset_undescribed(&mut self) {
        (self.resolution, self.best) = (0, true);
        self.curves.clear();
        self.optimizer.unset(&self.key);
    }

    fn reset_setting(&mut self, name: &str) {
        match name {
            "from" => self.from = 0.0,
            "to" => self.to = 0.0,
            "steps" => self.steps = 0,
            "l2" => self.l2 = 0.0,
            _ => {}
        }
        for spec in [&mut self.optimizer, &mut self.schedule, &mut self.landscape] {
            spec.unset(name);
        }
    }
}
