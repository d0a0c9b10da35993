use super::Scene;

impl Scene {
    /// The scene without what takes long to compute, to be shown until that is there: surfaces on a coarse grid with
    /// their runs at the start, coarse heat maps, points on their principal components and in no clusters. All that it
    /// shows is true of the scene; placeholders of results are left open. None where there is nothing to leave out.
    pub fn preview(&self) -> Option<Self> {
        let mut scene = self.clone();
        scene.subject.work_mut().reduce();
        for figure in &mut scene.beside {
            figure.subject.work_mut().reduce();
        }
        if scene == *self {
            return None;
        }
        // Words tell of the whole scene, some of whose settings are left out or lowered here.
        for text in [&mut scene.title, &mut scene.caption, &mut scene.heading] {
            *text = self.settled(text);
        }
        for (figure, whole) in scene.beside.iter_mut().zip(&self.beside) {
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
        let text = r#"(version: 1, title: "{method}, ε {eps}", heading: "{eps}",
            subject: Cloud(data: "iris", clusters: "dbscan(eps=0.6)"),
            beside: [(title: "{steps} steps to {final}", subject: Landscape(landscape: "bowl", start: (1, 1), steps: 50,
                runs: [(optimizer: "gd")]))])"#;
        let source = Source::parse(text, "".as_ref()).unwrap();
        let preview = source.preview().unwrap().scene;
        assert_eq!(preview.title.en(), "DBSCAN, ε 0.6");
        assert_eq!(preview.heading.en(), "0.6");
        assert_eq!(preview.beside[0].title.en(), "50 steps to …");
    }
}
