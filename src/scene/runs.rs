//! Adds and removes runs: the other runs keep their colours, and the focus stays on its trajectory.

use super::{LandscapeSubject, Run, Scene};

impl Run {
    /// The colour index of the run, from 0; `index` is its position in the list.
    pub fn color_at(&self, index: usize) -> usize {
        self.color.map_or(index, |number| number.saturating_sub(1))
    }
}

impl LandscapeSubject {
    /// The colour index of each run.
    pub fn colors(&self) -> Vec<usize> {
        let runs = self.runs.iter().enumerate();
        runs.map(|(index, run)| run.color_at(index)).collect()
    }

    /// Sets the colour of each run; a colour equal to the position is stored as `None`.
    fn set_colors(&mut self, colors: &[usize]) {
        for (index, (run, &color)) in self.runs.iter_mut().zip(colors).enumerate() {
            run.color = (color != index).then_some(color + 1);
        }
    }

    /// The number of trajectories of the runs before `index`.
    fn trajectories_before(&self, index: usize) -> usize {
        self.runs[..index].iter().map(Run::start_count).sum()
    }
}

impl Scene {
    /// Inserts a run at `index` in the landscape of a figure, both from 0, with the first unused colour. The colours of
    /// the other runs and the trajectory in focus stay the same. Does nothing if the figure shows no landscape.
    ///
    /// # Panics
    /// Panics if there is no such figure, or if the index is beyond the end of the list.
    pub fn insert_run(&mut self, figure: usize, index: usize, run: Run) {
        let Some(subject) = self.figures[figure].subject.landscape_mut() else {
            return;
        };
        let mut colors = subject.colors();
        let free = (0..).find(|color| !colors.contains(color));
        colors.insert(index, free.unwrap_or(index));
        let (before, added) = (subject.trajectories_before(index), run.start_count());
        subject.runs.insert(index, run);
        subject.set_colors(&colors);
        let look = self.look_of_mut(figure);
        look.focus = match look.focus {
            Some(number) if number > before => Some(number + added),
            focus => focus,
        };
    }

    /// Removes a run from the landscape of a figure. The colours of the other runs stay the same, and so does the
    /// trajectory in focus unless it is removed. Does nothing if the figure shows no landscape.
    ///
    /// # Panics
    /// Panics if there is no such figure or run.
    pub fn remove_run(&mut self, figure: usize, index: usize) {
        let Some(subject) = self.figures[figure].subject.landscape_mut() else {
            return;
        };
        let mut colors = subject.colors();
        colors.remove(index);
        let before = subject.trajectories_before(index);
        let removed = subject.runs.remove(index).start_count();
        subject.set_colors(&colors);
        let look = self.look_of_mut(figure);
        look.focus = match look.focus {
            Some(number) if number > before + removed => Some(number - removed),
            Some(number) if number > before => None,
            focus => focus,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::Source;

    fn scene(more: &str) -> Scene {
        let text = format!(
            r#"(version: 2, subject: Landscape(landscape: "bowl", start: (1, 1), steps: 5, runs: [
                (optimizer: "gd"), (optimizer: "adam", starts: (count: 3)), (optimizer: "lion")]), {more})"#
        );
        Source::parse(&text, "".as_ref()).unwrap().scene
    }

    /// The optimizer and the colour of each run.
    fn colors(scene: &Scene) -> Vec<(String, usize)> {
        let Some(subject) = scene.figures[0].subject.landscape() else {
            panic!("a landscape");
        };
        let names = subject.runs.iter().map(|run| run.optimizer.name.clone());
        names.zip(subject.colors()).collect()
    }

    fn run(optimizer: &str) -> Run {
        Run::new(optimizer.parse().unwrap())
    }

    #[test]
    fn a_run_has_the_same_colour_when_others_are_added_or_removed() {
        let mut scene = scene("");
        let own = |list: &[(&str, usize)]| -> Vec<(String, usize)> {
            list.iter()
                .map(|&(name, color)| (name.into(), color))
                .collect()
        };
        assert_eq!(colors(&scene), own(&[("gd", 0), ("adam", 1), ("lion", 2)]));
        scene.insert_run(0, 1, run("gd"));
        let four = own(&[("gd", 0), ("gd", 3), ("adam", 1), ("lion", 2)]);
        assert_eq!(colors(&scene), four);
        scene.remove_run(0, 0);
        assert_eq!(colors(&scene), own(&[("gd", 3), ("adam", 1), ("lion", 2)]));
        scene.insert_run(0, 3, run("nadam"));
        let last = own(&[("gd", 3), ("adam", 1), ("lion", 2), ("nadam", 0)]);
        assert_eq!(colors(&scene), last);
        let source = Source::parse(
            "(version: 2, subject: Landscape(landscape: \"bowl\", start: (1, 1), steps: 5))",
            "".as_ref(),
        );
        let text = source.unwrap().with_scene(scene).unwrap().to_ron();
        let again = Source::parse(&text, "".as_ref()).unwrap().scene;
        assert_eq!(colors(&again), last);
    }

    #[test]
    fn the_run_in_focus_stays_in_focus() {
        let mut scene = scene("look: (focus: 5)");
        scene.insert_run(0, 0, run("nadam"));
        assert_eq!(scene.look.focus, Some(6));
        scene.remove_run(0, 2);
        assert_eq!(scene.look.focus, Some(3));
        scene.insert_run(0, 3, run("rprop"));
        assert_eq!(scene.look.focus, Some(3));
        scene.remove_run(0, 2);
        assert_eq!(scene.look.focus, None);
    }

    #[test]
    fn colours_are_numbered_from_one() {
        let text = r#"(version: 2, subject: Landscape(landscape: "bowl", start: (1, 1), steps: 5, runs: [(optimizer: "gd", color: 0)]))"#;
        let message = Source::parse(text, "".as_ref()).unwrap_err().to_string();
        assert_eq!(message, "color of run 1 is 0; it must be 1 to 256");
    }
}
