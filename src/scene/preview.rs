use super::Scene;

impl Scene {
    /// The scene without what takes long to compute, to be shown until that is there: surfaces on a coarse grid with
    /// their runs at the start, coarse heat maps, points on their principal components and in no clusters. All that it
    /// shows is true of the scene; placeholders of results are left open. None where there is nothing to leave out.
    pub fn preview(&self) -> Option<Self> {
        let mut scene = self.clone();
        let subjects = scene.subjects_mut();
        subjects.for_each(|subject| subject.work_mut().reduce());
        if scene == *self {
            return None;
        }
        // Words are about the whole scene; the preview lacks or lowers some of its settings.
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
    fn words_of_a_preview_have_the_settings_of_the_whole_scene() {
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
