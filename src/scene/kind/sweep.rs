use super::{Words, Work, landscape::rename};
use crate::{
    math::{optimizer, schedule},
    scene::{
        LANDSCAPES, SceneError, SweepSubject, Text,
        cost::Cost,
        families::Need,
        landscapes::need_of,
        stale::{self, Settings, arguments, method},
        templates::{argument, number},
    },
};

/// Results: the value of the setting with the lowest final loss, and that loss.
const RESULTS: [&str; 2] = ["best", "final"];
/// The number of values of the setting in a preview.
const PREVIEW: u32 = 16;

impl Work for SweepSubject {
    fn check(&self) -> Result<(), SceneError> {
        Self::check(self)
    }

    fn cost(&self) -> Cost {
        Self::cost(self)
    }

    fn run_count(&self) -> usize {
        self.curves.len() + usize::from(self.best)
    }

    fn needs(&self) -> Result<Vec<Need>, SceneError> {
        Ok(need_of(&self.landscape)?.into_iter().collect())
    }

    fn rename(&mut self, old: &Need, new: Need) {
        rename(&mut self.landscape, old, &new);
    }

    fn reduce(&mut self) {
        self.resolution = self.resolution.min(PREVIEW);
    }
}

impl Words for SweepSubject {
    fn setting(&self, name: &str) -> Option<Text> {
        match name {
            "setting" => Some(self.key.as_str().into()),
            "from" => Some(number(self.from)),
            "to" => Some(number(self.to)),
            "steps" => Some(number(self.steps as f64)),
            "l2" => Some(number(self.l2)),
            "optimizer" => Some(optimizer::CATALOGUE.get(&self.optimizer.name)?.title.into()),
            // Every run has a different value of the swept setting.
            name if name == self.key => None,
            name => argument(&self.optimizer, &optimizer::CATALOGUE, name)
                .or_else(|| argument(&self.schedule, &schedule::CATALOGUE, name))
                .or_else(|| argument(&self.landscape, &LANDSCAPES, name)),
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

    fn written(&self) -> Settings {
        let ends = [
            ("from", self.from),
            ("to", self.to),
            ("steps", self.steps as f64),
        ];
        let ends = ends.map(|(name, value)| (name.to_owned(), stale::number(value)));
        let mut all: Settings = ends.into();
        all.extend(arguments("optimizer", &self.optimizer));
        all.extend(arguments("landscape", &self.landscape));
        all.extend(method("method", &optimizer::CATALOGUE, &self.optimizer));
        all
    }

    fn clear_undescribed(&mut self) {
        (self.resolution, self.best) = (0, true);
        self.curves.clear();
        self.optimizer.unset(&self.key);
    }

    fn clear(&mut self, name: &str) {
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
