use super::*;
use crate::scene::{Light, Source, gallery};

fn source(text: &str) -> Source {
    Source::parse(text, "".as_ref()).unwrap()
}

fn scene(text: &str) -> Scene {
    source(text).scene
}

fn refusal(text: &str) -> String {
    Source::parse(text, "".as_ref()).unwrap_err().to_string()
}

const BOWL: &str = r#"Landscape(landscape: "bowl", start: (1, 1), steps: 5)"#;
const SADDLE: &str = r#"Landscape(landscape: "saddle", start: (1, 1), steps: 9)"#;

/// The fields of a scene that both formats share.
const COMMON: &str = r#"title: (en: "Both", zh: "两者"), caption: "{steps} steps", seed: 3, columns: 2,
    playback: (seconds: 4, rest: (0, 1), pace: Geometric), camera: (azimuth: 10, zoom: 2)"#;

/// Every feature of format 1, and the equivalent scene in format 2.
fn pairs() -> [(String, String); 6] {
    [
        (
            format!("(version: 1, subject: {BOWL})"),
            format!("(version: 2, subject: {BOWL})"),
        ),
        (
            format!("(version: 1, subject: {BOWL}, heading: \"never shown\", {COMMON})"),
            format!("(version: 2, subject: {BOWL}, {COMMON})"),
        ),
        (
            format!(
                "(version: 1, subject: {BOWL}, look: (theme: Light, text_size: 1.5, projection: Top))"
            ),
            format!(
                "(version: 2, subject: {BOWL}, theme: Light, text_size: 1.5, look: (projection: Top))"
            ),
        ),
        // The other figures share the look and the camera of the first.
        (
            format!(
                "(version: 1, heading: \"a\", subject: {BOWL}, look: (colormap: Magma), {COMMON},
                    beside: [(title: \"b\", subject: {SADDLE})])"
            ),
            format!(
                "(version: 2, look: (colormap: Magma), {COMMON},
                    figures: [(title: \"a\", subject: {BOWL}), (title: \"b\", subject: {SADDLE})])"
            ),
        ),
        // The other figures have their own look, whose theme and text size are ignored.
        (
            format!(
                "(version: 1, subject: {BOWL}, look: (theme: Projector), beside: [(subject: {SADDLE},
                    look: (theme: Light, text_size: 2, projection: Top), camera: (elevation: 50))])"
            ),
            format!(
                "(version: 2, theme: Projector, figures: [(subject: {BOWL}),
                    (subject: {SADDLE}, look: (projection: Top), camera: (elevation: 50))])"
            ),
        ),
        (
            format!("(seed: 7, title: \"late\", version: 1, subject: {BOWL}, beside: [])"),
            format!("(seed: 7, title: \"late\", version: 2, figures: [(subject: {BOWL})])"),
        ),
    ]
}

#[test]
fn every_feature_of_format_1_is_read_as_the_equivalent_scene_of_format_2() {
    for (first, second) in pairs() {
        assert_eq!(scene(&first), scene(&second), "{first}");
    }
}

#[test]
fn scenes_round_trip_through_ron_and_json() {
    let texts = pairs().map(|(_, text)| text).into_iter();
    let gallery = gallery().iter().map(|entry| entry.text.to_owned());
    for text in texts.chain(gallery) {
        let source = source(&text);
        let written = source.to_ron();
        assert!(written.starts_with("(\n    version: 2,\n"), "{written}");
        assert_eq!(scene(&written), source.scene, "{written}");
        let json = serde_json::to_string(&source.scene).unwrap();
        let again: Scene = serde_json::from_str(&json).unwrap();
        assert_eq!(again, source.scene, "{json}");
    }
}

#[test]
fn defaults_are_not_written() {
    let short = r#"(
    version: 2,
    title: "A bowl",
    subject: Landscape(
        landscape: "bowl",
        start: (1.0, 1.0),
        steps: 5,
    ),
    look: (
        marks: (
            steps: true,
            floor: false,
        ),
    ),
)
"#;
    assert_eq!(source(short).to_ron(), short);
    let several = r#"(
    version: 2,
    figures: [
        (
            title: "one",
            subject: Cloud(
                data: "iris",
            ),
        ),
        (
            subject: Cloud(
                data: "wine",
            ),
            camera: (
                azimuth: 20.0,
                elevation: 28.0,
            ),
        ),
    ],
)
"#;
    assert_eq!(source(several).to_ron(), several);
}

#[test]
fn a_figure_uses_the_look_and_the_camera_of_its_scene_unless_it_has_its_own() {
    let mut scene = scene(&format!(
        "(version: 2, look: (colormap: Magma), figures: [(subject: {BOWL}),
            (subject: {SADDLE}, look: (colormap: Turbo), camera: (azimuth: 5)), (subject: {BOWL})])"
    ));
    assert_eq!(scene.look_of(0), &scene.look);
    assert_eq!(scene.look_of(1).colormap, crate::scene::Colormap::Turbo);
    assert_eq!(scene.camera_of(1).azimuth, 5.0);
    assert_eq!(scene.camera_of(2), &Camera::default());
    scene.look_of_mut(2).focus = Some(1);
    assert_eq!(
        (scene.look_of(0).focus, scene.look_of(1).focus),
        (Some(1), None)
    );
    scene.camera_of_mut(1).zoom = 2.0;
    assert_eq!(scene.camera.zoom, 1.0);
}

#[test]
fn a_scene_has_a_subject_or_figures_and_a_known_version() {
    let neither = refusal("(version: 2, title: \"empty\")");
    assert!(
        neither.contains("a scene needs a `subject`, or `figures`"),
        "{neither}"
    );
    let both = refusal(&format!(
        "(version: 2, subject: {BOWL}, figures: [(subject: {BOWL})])"
    ));
    assert!(
        both.contains("either a `subject` or `figures`, not both"),
        "{both}"
    );
    for text in [neither, both] {
        assert!(text.starts_with("the scene, line 1, column "), "{text}");
    }
    assert_eq!(
        refusal(&format!("(version: 9, subject: {BOWL})")),
        "version is 9; it must be 1 or 2, the supported versions"
    );
    let none = refusal(&format!("(subject: {BOWL})"));
    assert!(none.contains("`version`"), "{none}");
}

#[test]
fn fields_of_one_format_are_unknown_in_the_other() {
    for (field, version, known) in [
        ("heading: \"a\"", 2, "`figures`"),
        ("beside: []", 2, "`figures`"),
        ("figures: []", 1, "`beside`"),
        ("theme: Light", 1, "`beside`"),
        ("look: (theme: Light)", 2, "`colormap`"),
    ] {
        let text = format!("(\n    version: {version},\n    {field},\n    subject: {BOWL},\n)");
        let message = refusal(&text);
        assert!(
            message.starts_with("the scene, line 3, column "),
            "{message}"
        );
        assert!(message.contains(known), "{message}");
    }
}

#[test]
fn a_light_is_written_only_if_it_differs_from_the_default() {
    let text = format!(
        "(version: 2, subject: {BOWL}, look: (light: (azimuth: 20, strength: 0.3), solid: true))"
    );
    let with_light = source(&text);
    let lit = &with_light.scene;
    assert_eq!(
        lit.look.light,
        Light {
            azimuth: 20.0,
            elevation: 45.0,
            strength: 0.3
        }
    );
    let written = with_light.to_ron();
    assert!(written.contains("azimuth: 20"), "{written}");
    assert!(written.contains("solid: true"), "{written}");
    assert_eq!(&scene(&written), lit);
    let plain = source(&format!("(version: 2, subject: {BOWL})")).to_ron();
    assert!(
        !plain.contains("light") && !plain.contains("solid"),
        "{plain}"
    );
}
