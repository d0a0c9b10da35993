use super::Scene;

impl Scene {
    /// A version of the scene that is quick to compute, to be shown until the whole is ready: coarse surfaces with runs
    /// at their starts, coarse heat maps, points on principal components without clusters. Placeholders of results stay
    /// open. None if there is nothing to reduce.
    pub fn preview(&self) -> Option<Self> {
        let mut scene = self.clone();
        let subjects = scene.subjects_mut();
        subjects.for_each(|subject| subject.work_mut().reduce());
        if scene == *self {
            return None;
        }
        // Words describe the whole scene, some settings of which are reduced or missing in the preview.
        for text in [&mut scene.title, &mut scene.caption] {
            *text = self.settled(text);
        }
        for (figure, whole) in scene.figures.iter_mut().zip(&self.figures) {
            figure.title = whole.subject.settled(&figure.title);
        }
        Some(scene)
    }
}

#[cfg(test)]
mod tests {
    use crate::scene::Source;

    #[test]
    fn words_of_a_preview_show_the_settings_of_the_whole_scene() {
        let text = r#"(version: 2, title: "{method}, ε {eps}", figures: [
            (title: "{eps}", subject: Cloud(data: "iris", clusters: "dbscan(eps=0.6)")),
            (title: "{steps} steps to {final}", subject: Landscape(landscape: "bowl", start: (1, 1), steps: 50,
                runs: [(optimizer: "gd")]))])"#;
        let source = Source::parse(text, "".as_ref()).unwrap();
        let preview = source.preview().unwrap().scene;
        assert_eq!(preview.title.en(), "DBSCAN, ε 0.6");
        assert_eq!(preview.figures[0].title.en(), "0.6");
        assert_eq!(preview.figures[1].title.en(), "50 steps to …");
    }
}
