use super::*;
use crate::scene::Source;

fn parse(caption: &str, subject: &str) -> Result<Scene, String> {
    let text = format!(r#"(version: 2, caption: "{caption}", subject: {subject})"#);
    let source = Source::parse(&text, "".as_ref());
    source
        .map(|source| source.scene)
        .map_err(|error| error.to_string())
}

/// The caption with its settings filled in.
fn filled_caption(caption: &str, subject: &str) -> String {
    let scene = parse(caption, subject).unwrap();
    scene.fill_settings(&scene.caption).en
}

const LANDSCAPE: &str = r#"Landscape(landscape: "quadratic(rotation=30)", l2: 0.5, start: (1, -2), steps: 9, runs: [
    (optimizer: "gd(lr=0.1)", schedule: "time_decay(d=0.2)"), (optimizer: "adam", start: (3, 4))])"#;
const SWEEP: &str = r#"Sweep(landscape: "ripples", optimizer: "momentum(momentum=0.8)", from: 0.01, to: 2, start: (1, 1), steps: 20)"#;
const CLOUD: &str = r#"Cloud(data: "iris", clusters: "dbscan(eps=0.6)")"#;

#[test]
fn placeholders_show_settings_given_or_by_default() {
    for (caption, expected) in [
        (
            "lr {lr}, d {d}, from ({x}, {y})",
            "lr 0.1, d 0.2, from (1, −2)",
        ),
        ("{optimizer} and {2.optimizer}", "Gradient descent and Adam"),
        ("{2.lr} {2.beta1} {2.x}", "0.001 0.9 3"),
        ("{steps} steps, λ {l2}", "9 steps, λ 0.5"),
        ("{rotation} {condition}", "30 10"),
        ("ends at {final}", "ends at …"),
    ] {
        assert_eq!(filled_caption(caption, LANDSCAPE), expected);
    }
    assert_eq!(
        filled_caption(
            "{setting} {from} to {to}, {momentum}, {steps}: {best}",
            SWEEP
        ),
        "lr 0.01 to 2, 0.8, 20: …"
    );
    assert_eq!(
        filled_caption(
            "{method} {eps} {min_samples} on {projection}: {clusters}",
            CLOUD
        ),
        "DBSCAN 0.6 5 on Principal components: …"
    );
}

#[test]
fn braces_around_anything_but_a_name_are_plain_text() {
    for caption in ["{1, 2}", "{} {", "a } b", "{{x y}"] {
        assert_eq!(filled_caption(caption, LANDSCAPE), caption);
    }
}

#[test]
fn a_placeholder_without_a_value_is_rejected_with_valid_names() {
    let message = parse("{lrr}", LANDSCAPE).unwrap_err();
    assert!(
        message.starts_with(
            "a placeholder of caption is {lrr}; it must be a name that has a value here: lr"
        ),
        "{message}"
    );
    assert!(
        message.contains("final") && message.contains("steps"),
        "{message}"
    );
    for (caption, subject) in [
        ("{3.lr}", LANDSCAPE),
        ("{lr}", SWEEP),
        ("{final}", CLOUD),
        ("{perplexity}", CLOUD),
    ] {
        assert!(parse(caption, subject).is_err(), "{caption}");
    }
    let labelled = LANDSCAPE.replace("start: (3, 4)", r#"label: "{momentum}""#);
    let message = parse("", &labelled).unwrap_err();
    assert!(
        message.starts_with("a placeholder in the label of run 2 is {momentum}"),
        "{message}"
    );
}
