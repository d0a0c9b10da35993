use super::{SubjectKind, TemplateValues};
use crate::{
    math::spec::{Spec, Value},
    scene::{
        LANDSCAPES, LandscapeSubject, SceneError, ShowAs, Text,
        check::{check_landscape, field_error},
        cost::Cost,
        families::RequiredData,
        landscapes::required_data_of,
        stale::{SpelledSettings, spelled_arguments, spelled_number, spelled_run_settings},
        templates::{self, argument_names, setting_text, split_run_index},
    },
};

/// Results of each run: the first and the last value of the function, and the number of the last step.
const RESULTS: [&str; 3] = ["first", "final", "last"];
/// The number of grid points along each side of a surface in a preview.
const PREVIEW_RESOLUTION: u32 = 96;

impl SubjectKind for LandscapeSubject {
    fn check(&self) -> Result<(), SceneError> {
        check_landscape(self)
    }

    fn cost(&self) -> Cost {
        Self::cost(self)
    }

    fn run_count(&self) -> usize {
        self.start_count()
    }

    fn required_data(&self) -> Result<Vec<RequiredData>, SceneError> {
        let first = self.morph.as_ref().and_then(|morph| morph.from.as_ref());
        let landscapes = std::iter::once(&self.landscape).chain(first);
        landscapes
            .map(required_data_of)
            .filter_map(Result::transpose)
            .collect()
    }

    fn replace_path(&mut self, old: &RequiredData, new: RequiredData) {
        let first = self.morph.as_mut().and_then(|morph| morph.from.as_mut());
        for landscape in std::iter::once(&mut self.landscape).chain(first) {
            replace_file(landscape, old, &new);
        }
    }

    fn reduce_for_preview(&mut self) {
        self.resolution = self.resolution.min(PREVIEW_RESOLUTION);
        self.steps = 1;
    }

    fn data_and_form(&self) -> Option<(&str, ShowAs)> {
        match self.landscape.get("file") {
            Some(Value::Text(file)) if self.landscape.name == "grid" => {
                Some((file, ShowAs::Landscape))
            }
            _ => None,
        }
    }
}

/// Replaces the path of a file in the settings of a landscape.
pub(super) fn replace_file(landscape: &mut Spec, old: &RequiredData, new: &RequiredData) {
    let old = Value::from(old.file());
    for (key, value) in &mut landscape.settings {
        if key == "file" && *value == old {
            *value = Value::from(new.file());
        }
    }
}

impl TemplateValues for LandscapeSubject {
    fn setting(&self, name: &str) -> Option<Text> {
        let (run, setting) = split_run_index(name);
        let of_run = |index: usize| self.runs.get(index)?.setting(setting, self.start);
        match (run, name) {
            (Some(index), _) => of_run(index),
            (None, "steps") => Some(templates::number_text(self.steps as f64)),
            (None, "l2") => Some(templates::number_text(self.l2)),
            (None, name) => of_run(0).or_else(|| setting_text(&self.landscape, &LANDSCAPES, name)),
        }
    }

    fn has_result(&self, name: &str) -> bool {
        let (run, name) = split_run_index(name);
        run.unwrap_or(0) < self.runs.len() && RESULTS.contains(&name)
    }

    fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        if let Some(run) = self.runs.first() {
            names.extend(run.names());
            names.extend(RESULTS);
        }
        names.extend(["steps", "l2"]);
        let parameters = LANDSCAPES.parameters(&self.landscape.name).iter();
        names.extend(parameters.map(|one| one.name));
        names.extend(argument_names(&self.landscape));
        names
    }

    fn check_labels(&self) -> Result<(), SceneError> {
        for (index, run) in self.runs.iter().enumerate() {
            let Some(label) = &run.label else { continue };
            let mut names = label.placeholders();
            if let Some(unknown) = names.find(|name| run.setting(name, self.start).is_none()) {
                let available = run.names().join(", ");
                return Err(field_error(
                    &format!("a placeholder in the label of run {}", index + 1),
                    format!("{{{unknown}}}"),
                    format!("a setting of the run: {available}"),
                ));
            }
        }
        Ok(())
    }

    fn spelled_settings(&self) -> SpelledSettings {
        let runs = self.runs.iter().enumerate();
        let mut all: SpelledSettings = runs
            .flat_map(|(index, run)| {
                let own = spelled_run_settings(run, self.start).into_iter();
                own.map(move |(name, forms)| (format!("{index}.{name}"), forms))
            })
            .collect();
        all.push(("runs".into(), spelled_number(self.runs.len() as f64)));
        all.push(("steps".into(), spelled_number(self.steps as f64)));
        all.push(("l2".into(), spelled_number(self.l2)));
        all.extend(spelled_arguments("landscape", &self.landscape));
        all
    }

    fn reset_undescribed(&mut self) {
        (self.resolution, self.domain) = (0, None);
        for run in &mut self.runs {
            (run.label, run.color, run.shown) = (None, None, true);
        }
    }

    fn reset_setting(&mut self, name: &str) {
        let (run, setting) = split_run_index(name);
        let start = self.start;
        if let Some(run) = self.runs.get_mut(run.unwrap_or(0)) {
            run.optimizer.unset(setting);
            run.schedule.unset(setting);
            let axis = ["x", "y"].iter().position(|axis| *axis == setting);
            if let Some(axis) = axis {
                let mut at = run.start.unwrap_or(start);
                at[axis] = 0.0;
                match &mut run.start {
                    Some(start) => *start = at,
                    None => self.start = at,
                }
            }
        }
        match name {
            "steps" => self.steps = 0,
            "l2" => self.l2 = 0.0,
            name => self.landscape.unset(name),
        }
    }
}
