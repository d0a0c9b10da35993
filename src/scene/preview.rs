use super::Scene;

impl Scene {
    /// A version of the scene that is quick to compute, shown until the full scene is ready: coarse surfaces with runs of
    /// one step, coarse heat maps, and points without clusters, projected by PCA unless their axes are columns.
    /// Placeholders of results, such as `{final}`, become “…”. None if there is nothing to reduce.
    pub fn preview(&self) -> Option<Self> {
        let mut scene = self.clone();
        let subjects = scene.subjects_mut();
        subjects.for_each(|subject| subject.kind_mut().reduce_for_preview());
        if scene == *self {
            return None;
        }
        // Titles and captions are filled in from the full scene, because the preview changes some of its settings.
        for text in [&mut scene.title, &mut scene.caption] {
            *text = self.fill_settings(text);
        }
        for (figure, original) in scene.figures.iter_mut().zip(&self.figures) {
            figure.title = original.subject.fill_settings(&figure.title);
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
