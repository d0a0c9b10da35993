use super::{Words, Work};
use crate::{
    math::spec::{Spec, Value},
    scene::{
        LANDSCAPES, LandscapeSubject, Reading, SceneError, Text,
        check::{check_landscape, field},
        cost::Cost,
        families::Need,
        landscapes::need_of,
        stale::{Settings, arguments, number, of_run_settings},
        templates::{self, argument, of_run, written},
    },
};

/// Results of each run: the first and the last value of the function, and the number of the last step.
const RESULTS: [&str; 3] = ["first", "final", "last"];
/// The number of grid points along each side of a surface in a preview.
const PREVIEW: u32 = 96;

impl Work for LandscapeSubject {
    fn check(&self) -> Result<(), SceneError> {
        check_landscape(self)
    }

    fn cost(&self) -> Cost {
        Self::cost(self)
    }

    fn run_count(&self) -> usize {
        self.start_count()
    }

    fn needs(&self) -> Result<Vec<Need>, SceneError> {
        let first = self.morph.as_ref().and_then(|morph| morph.from.as_ref());
        let landscapes = std::iter::once(&self.landscape).chain(first);
        landscapes
            .map(need_of)
            .filter_map(Result::transpose)
            .collect()
    }

    fn rename(&mut self, old: &Need, new: Need) {
        let first = self.morph.as_mut().and_then(|morph| morph.from.as_mut());
        for landscape in std::iter::once(&mut self.landscape).chain(first) {
            rename(landscape, old, &new);
        }
    }

    fn reduce(&mut self) {
        self.resolution = self.resolution.min(PREVIEW);
        self.steps = 1;
    }

    fn file(&self) -> Option<(&str, Reading)> {
        match self.landscape.get("file") {
            Some(Value::Text(file)) if self.landscape.name == "grid" => {
                Some((file, Reading::Landscape))
            }
            _ => None,
        }
    }
}

/// Replaces the path of a file in the settings of a landscape.
pub(super) fn rename(landscape: &mut Spec, old: &Need, new: &Need) {
    let old = Value::from(old.file());
    for (key, value) in &mut landscape.settings {
        if key == "file" && *value == old {
            *value = Value::from(new.file());
        }
    }
}

impl Words for LandscapeSubject {
    fn setting(&self, name: &str) -> Option<Text> {
        let (run, own) = of_run(name);
        let of_run = |index: usize| self.runs.get(index)?.setting(own, self.start);
        match (run, name) {
            (Some(index), _) => of_run(index),
            (None, "steps") => Some(templates::number(self.steps as f64)),
            (None, "l2") => Some(templates::number(self.l2)),
            (None, name) => of_run(0).or_else(|| argument(&self.landscape, &LANDSCAPES, name)),
        }
    }

    fn has_result(&self, name: &str) -> bool {
        let (run, name) = of_run(name);
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
        names.extend(written(&self.landscape));
        names
    }

    fn check_labels(&self) -> Result<(), SceneError> {
        for (index, run) in self.runs.iter().enumerate() {
            let Some(label) = &run.label else { continue };
            let mut names = label.placeholders();
            if let Some(unknown) = names.find(|name| run.setting(name, self.start).is_none()) {
                let available = run.names().join(", ");
                return Err(field(
                    &format!("a placeholder in the label of run {}", index + 1),
                    format!("{{{unknown}}}"),
                    format!("a setting of the run: {available}"),
                ));
            }
        }
        Ok(())
    }

    fn written(&self) -> Settings {
        let runs = self.runs.iter().enumerate();
        let mut all: Settings = runs
            .flat_map(|(index, run)| {
                let own = of_run_settings(run, self.start).into_iter();
                own.map(move |(name, written)| (format!("{index}.{name}"), written))
            })
            .collect();
        all.push(("runs".into(), number(self.runs.len() as f64)));
        all.push(("steps".into(), number(self.steps as f64)));
        all.push(("l2".into(), number(self.l2)));
        all.extend(arguments("landscape", &self.landscape));
        all
    }

    fn clear_undescribed(&mut self) {
        (self.resolution, self.domain) = (0, None);
        for run in &mut self.runs {
            (run.label, run.color, run.shown) = (None, None, true);
        }
    }

    fn clear(&mut self, name: &str) {
        let (number, own) = of_run(name);
        let start = self.start;
        if let Some(run) = self.runs.get_mut(number.unwrap_or(0)) {
            run.optimizer.unset(own);
            run.schedule.unset(own);
            let axis = ["x", "y"].iter().position(|axis| *axis == own);
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
