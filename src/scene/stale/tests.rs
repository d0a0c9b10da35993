use super::*;
use crate::scene::{LandscapeSubject, Source, Theme};

const SCENE: &str = r#"(
    version: 2,
    title: "Rate {lr}",
    caption: "With {lr} it takes {last} steps.",
    subject: Landscape(landscape: "bowl", start: (1, 1), steps: 50, runs: [
        (optimizer: "gd(lr=0.1)", label: "lr {lr}"),
        (optimizer: "momentum(lr=0.2)", label: "0.2 at most"),
        (optimizer: "adam", label: "mine"),
    ]),
)"#;

fn scene(text: &str) -> Scene {
    Source::parse(text, "".as_ref()).unwrap().scene
}

fn landscape(scene: &mut Scene) -> &mut LandscapeSubject {
    match &mut scene.figures[0].subject {
        Subject::Landscape(subject) => subject,
        _ => panic!("a landscape"),
    }
}

/// Title, caption and labels after an edit.
fn after(text: &str, edit: impl FnOnce(&mut Scene)) -> (String, String, Vec<String>) {
    let before = scene(text);
    let mut now = before.clone();
    edit(&mut now);
    now.drop_stale_texts(&before);
    let filled = |text: &Text| now.fill_settings(text).en;
    let mut copy = now.clone();
    let runs = &landscape(&mut copy).runs;
    let labels = runs.iter().map(|run| {
        run.label
            .as_ref()
            .map_or(String::new(), |label| label.en.clone())
    });
    (filled(&now.title), filled(&now.caption), labels.collect())
}

#[test]
fn placeholders_follow_the_scene() {
    let words = after(SCENE, |scene| {
        landscape(scene).runs[0].optimizer.set_number("lr", 0.3)
    });
    assert_eq!(
        (&*words.0, &*words.1),
        ("Rate 0.3", "With 0.3 it takes … steps.")
    );
    assert_eq!(words.2, ["lr {lr}", "0.2 at most", "mine"]);
}

#[test]
fn a_caption_is_removed_if_anything_changes_to_which_it_does_not_refer() {
    for edit in [
        |subject: &mut LandscapeSubject| subject.start = [2.0, 2.0],
        |subject: &mut LandscapeSubject| subject.steps = 51,
        |subject: &mut LandscapeSubject| subject.runs[0].optimizer = Spec::new("lion"),
        |subject: &mut LandscapeSubject| drop(subject.runs.pop()),
    ] {
        let words = after(SCENE, |scene| edit(landscape(scene)));
        assert_eq!(words.1, "");
    }
    let seeded = after(SCENE, |scene| scene.seed = 5);
    assert_eq!(seeded.1, "");
    for edit in [
        |subject: &mut LandscapeSubject| subject.resolution = 64,
        |subject: &mut LandscapeSubject| subject.runs[2].shown = false,
    ] {
        let words = after(SCENE, |scene| edit(landscape(scene)));
        assert_ne!(words.1, "");
    }
}

#[test]
fn notes_are_removed_by_an_edit_that_they_may_not_hold_for() {
    let mut before = Source::open("bowl").unwrap().scene;
    before.notes = "Each step has the same factor.".into();
    let notes_after = |edit: &dyn Fn(&mut Scene)| {
        let mut scene = before.clone();
        edit(&mut scene);
        scene.drop_stale_texts(&before);
        scene.notes.en
    };
    assert_eq!(notes_after(&|scene| landscape(scene).steps = 7), "");
    assert_eq!(
        notes_after(&|scene| scene.theme = Theme::Light),
        before.notes.en
    );
}

#[test]
fn words_written_by_the_edit_itself_stay() {
    let words = after(SCENE, |scene| {
        scene.caption = "Mine".into();
        landscape(scene).steps = 7;
    });
    assert_eq!(words.1, "Mine");
}

#[test]
fn a_label_is_removed_if_its_value_or_its_method_changes() {
    let rate = |index: usize, lr: f64| {
        after(SCENE, |scene| {
            landscape(scene).runs[index].optimizer.set_number("lr", lr)
        })
        .2
    };
    assert_eq!(rate(1, 0.3), ["lr {lr}", "", "mine"]);
    assert_eq!(rate(2, 0.3), ["lr {lr}", "0.2 at most", "mine"]);
    let other = after(SCENE, |scene| {
        landscape(scene).runs[2].optimizer = Spec::new("lion")
    });
    assert_eq!(other.2, ["lr {lr}", "0.2 at most", ""]);
    let without = after(SCENE, |scene| {
        landscape(scene).runs[0].optimizer = Spec::new("lbfgs")
    });
    assert_eq!(without.0, without.2[0].replace("lr {lr}", "Rate 1"));
}

#[test]
fn a_title_is_removed_if_its_value_or_its_method_changes() {
    let title = |title: &str, edit: fn(&mut LandscapeSubject)| {
        let text = SCENE.replace("Rate {lr}", title);
        after(&text, |scene| edit(landscape(scene))).0
    };
    let faster = |subject: &mut LandscapeSubject| subject.runs[1].optimizer.set_number("lr", 0.25);
    assert_eq!(title("Good: α = 0.2", faster), "");
    assert_eq!(
        title("Ends at 0.25 or 10.2", faster),
        "Ends at 0.25 or 10.2"
    );
    assert_eq!(title("It is 0.2.", faster), "");
    let other = |subject: &mut LandscapeSubject| subject.runs[2].optimizer = Spec::new("lion");
    assert_eq!(title("Adam wins", other), "");
    assert_eq!(title("The best wins", other), "The best wins");
    let fewer = |subject: &mut LandscapeSubject| drop(subject.runs.pop());
    assert_eq!(title("Three optimizers", fewer), "");
}

#[test]
fn titles_belong_to_figures_and_the_caption_to_all() {
    let text = r#"(version: 2, title: "Both", caption: "{steps} steps", figures: [
        (title: "lr 0.2", subject: Landscape(landscape: "bowl", start: (1, 1), steps: 5, runs: [(optimizer: "gd(lr=0.2)")])),
        (title: "lr 0.2", subject: Landscape(landscape: "bowl", start: (1, 1), steps: 5, runs: [(optimizer: "gd(lr=0.2)")])),
    ])"#;
    let edited = |edit: fn(&mut Scene)| {
        let before = scene(text);
        let mut now = before.clone();
        edit(&mut now);
        now.drop_stale_texts(&before);
        let titles = now.figures.iter().map(|figure| figure.title.en.clone());
        let words = [now.title.en.clone(), now.caption.en.clone()];
        words.into_iter().chain(titles).collect::<Vec<String>>()
    };
    let faster = edited(|scene| {
        if let Subject::Landscape(subject) = &mut scene.figures[1].subject {
            subject.runs[0].optimizer.set_number("lr", 0.3);
        }
    });
    assert_eq!(faster, ["Both", "", "lr 0.2", ""]);
    let longer = edited(|scene| landscape(scene).steps = 9);
    assert_eq!(longer, ["Both", "{steps} steps", "lr 0.2", "lr 0.2"]);
}
