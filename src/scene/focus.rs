//! The run in focus: whether it exists, and what happens when it is removed.

use super::{
    Look, Scene, SceneError,
    check::{check_within, field_error},
};

impl Scene {
    /// Checks that the run in focus exists in the figure with the look; for the look of the scene, in at least one of the
    /// figures that share it.
    pub(super) fn check_focus(&self) -> Result<(), SceneError> {
        check(&self.look, self.shared_run_count())?;
        self.figures.iter().try_for_each(|figure| {
            let look = figure.look.as_ref();
            look.map_or(Ok(()), |look| {
                check(look, figure.subject.kind().run_count())
            })
        })
    }

    /// Clears the focus if an edit has removed its run.
    pub fn clear_invalid_focus(&mut self) {
        let clear_invalid = |look: &mut Look, runs: usize| {
            look.focus = look.focus.filter(|focus| (1..=runs).contains(focus));
        };
        let shared = self.shared_run_count();
        clear_invalid(&mut self.look, shared);
        for figure in &mut self.figures {
            if let Some(look) = &mut figure.look {
                clear_invalid(look, figure.subject.kind().run_count());
            }
        }
    }

    /// The largest number of runs among the figures that share the scene's look.
    fn shared_run_count(&self) -> usize {
        let figures = self.figures.iter().filter(|figure| figure.look.is_none());
        let runs = figures.map(|figure| figure.subject.kind().run_count());
        runs.max().unwrap_or_default()
    }
}

fn check(look: &Look, runs: usize) -> Result<(), SceneError> {
    match (look.focus, runs) {
        (None, _) => Ok(()),
        (Some(focus), 0) => Err(field_error(
            "look.focus",
            focus,
            "left out if there are no runs",
        )),
        (Some(focus), runs) => check_within("look.focus", focus, 1..=runs),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{Source, Starts};

    fn scene(name: &str) -> Scene {
        Source::open(name).unwrap().scene
    }

    fn refusal(scene: &Scene) -> String {
        scene.check().unwrap_err().to_string()
    }

    #[test]
    fn the_run_in_focus_must_exist() {
        let mut rosenbrock = scene("rosenbrock");
        let runs = rosenbrock.figures[0].subject.kind().run_count();
        rosenbrock.look.focus = Some(runs);
        rosenbrock.check().unwrap();
        rosenbrock.look.focus = Some(99);
        assert_eq!(
            refusal(&rosenbrock),
            format!("look.focus is 99; it must be 1 to {runs}")
        );
        if let Some(subject) = rosenbrock.figures[0].subject.landscape_mut() {
            subject.runs[0].starts = Some(Starts {
                count: 100,
                seed: 0,
            });
        }
        rosenbrock.check().unwrap();
        let mut iris = scene("iris");
        iris.look.focus = Some(1);
        assert_eq!(
            refusal(&iris),
            "look.focus is 1; it must be left out if there are no runs"
        );
    }

    #[test]
    fn removing_the_run_in_focus_clears_the_focus() {
        let mut rosenbrock = scene("rosenbrock");
        rosenbrock.look.focus = Some(2);
        rosenbrock.clear_invalid_focus();
        assert_eq!(rosenbrock.look.focus, Some(2));
        if let Some(subject) = rosenbrock.figures[0].subject.landscape_mut() {
            subject.runs.truncate(1);
        }
        rosenbrock.clear_invalid_focus();
        assert_eq!(rosenbrock.look.focus, None);
    }
}
