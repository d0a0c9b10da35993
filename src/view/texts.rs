//! The texts of a scene with their placeholders filled, results included; and texts cut short.

use super::scale::short_number;
use crate::{
    scene::{Subject, Text},
    simulation::{ResultNumber, Simulation},
};

/// A text about a figure: its placeholders are filled with the settings of its subject and the results of its simulation.
/// What is said of the scene as a whole is about the first figure.
#[must_use]
pub fn filled(text: &Text, subject: &Subject, simulation: &Simulation) -> Text {
    let value = |name: &str| {
        let setting = subject.setting(name);
        setting.or_else(|| {
            simulation
                .result(name)
                .map(|result| written(result).as_str().into())
        })
    };
    // A result may be missing, such as the best of runs that all diverge.
    subject.settled(&text.filled(&value))
}

/// A text, cut short and with an ellipsis where all of it does not fit; empty where nothing does.
#[must_use]
pub fn shortened(text: &str, fits: impl Fn(&str) -> bool) -> String {
    if fits(text) {
        return text.to_owned();
    }
    let mut kept = text.to_owned();
    while kept.pop().is_some() {
        let candidate = format!("{}…", kept.trim_end());
        if fits(&candidate) {
            return candidate;
        }
    }
    String::new()
}

fn written(result: ResultNumber) -> String {
    match result {
        ResultNumber::Count(count) => count.to_string(),
        ResultNumber::Rounded(number) => short_number(number),
        ResultNumber::Percent(share) => format!("{share:.1}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{scene::Source, simulation::simulate};

    fn said(caption: &str, subject: &str) -> String {
        let text = format!(r#"(version: 1, caption: "{caption}", subject: {subject})"#);
        let source = Source::parse(&text, "".as_ref()).unwrap();
        let simulation = simulate(&source, 0, None).unwrap();
        let subject = &source.scene.figures[0].subject;
        filled(&source.scene.caption, subject, &simulation).en
    }

    #[test]
    fn a_text_without_room_is_cut_short() {
        let cut = |text: &str, room: usize| shortened(text, |text| text.chars().count() <= room);
        assert_eq!(cut("learning", 8), "learning");
        assert_eq!(cut("learning", 6), "learn…");
        assert_eq!(
            cut("学习率 η", 4),
            "学习率…",
            "no space before the ellipsis"
        );
        assert_eq!(cut("learning", 0), "");
    }

    /// Of x² + y², each step of rate 0.25 leaves a quarter.
    #[test]
    fn results_are_those_of_the_simulation() {
        let bowl = r#"Landscape(landscape: "bowl", resolution: 16, start: (4, 0), steps: 2, runs: [(optimizer: "gd(lr=0.25)"), (optimizer: "gd(lr=0.5)")])"#;
        assert_eq!(
            said(
                "From {first} to {final}, or {2.final}, in {last} steps of {lr}",
                bowl
            ),
            "From 16 to 1, or 0, in 2 steps of 0.25"
        );
        let sweep = r#"Sweep(landscape: "bowl", optimizer: "gd", resolution: 17, from: 0.25, to: 0.75, log: false, start: (4, 0), steps: 1)"#;
        assert_eq!(said("{best}: {final}", sweep), "0.5: 0");
        let iris = r#"Cloud(data: "iris", label: "species")"#;
        assert_eq!(said("{points}, {kept} %", iris), "150, 99.5 %");
        assert_eq!(said("{clusters} clusters", iris), "… clusters");
        let moons = r#"Cloud(data: "iris", label: "species", axes: Columns, clusters: "kmeans(n_clusters=4)")"#;
        assert_eq!(
            said("{clusters} by {method}, {noise}", moons),
            "4 by K-Means, 0"
        );
    }
}
