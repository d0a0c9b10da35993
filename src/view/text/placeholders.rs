//! Filling the placeholders of the texts of a scene, and truncating texts.

use crate::{
    scene::{Subject, Text},
    simulation::{ResultNumber, Simulation},
    view::style::scale::short_number,
};

/// Fills the placeholders of a text with settings of a subject and results of its simulation.
#[must_use]
pub fn fill_placeholders(text: &Text, subject: &Subject, simulation: &Simulation) -> Text {
    let value = |name: &str| {
        let setting = subject.setting(name);
        setting.or_else(|| {
            simulation
                .result(name)
                .map(|result| result_text(result).as_str().into())
        })
    };
    // A result may be missing, such as the best loss if all runs diverge.
    subject.fill_settings(&text.fill_placeholders(&value))
}

/// Truncates a text with an ellipsis until it fits; empty if nothing fits.
#[must_use]
pub fn truncate(text: &str, fits: impl Fn(&str) -> bool) -> String {
    if fits(text) {
        return text.to_owned();
    }
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let cut = |end: usize| format!("{}…", text[..end].trim_end());
    // A longer part is wider.
    match ends.partition_point(|&end| fits(&cut(end))) {
        0 => String::new(),
        count => cut(ends[count - 1]),
    }
}

fn result_text(result: ResultNumber) -> String {
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

    fn filled_caption(caption: &str, subject: &str) -> String {
        let text = format!(r#"(version: 1, caption: "{caption}", subject: {subject})"#);
        let source = Source::parse(&text, "".as_ref()).unwrap();
        let simulation = simulate(&source, 0, None).unwrap();
        let subject = &source.scene.figures[0].subject;
        fill_placeholders(&source.scene.caption, subject, &simulation).en
    }

    #[test]
    fn a_text_that_does_not_fit_is_truncated() {
        let cut = |text: &str, room: usize| truncate(text, |text| text.chars().count() <= room);
        assert_eq!(cut("learning", 8), "learning");
        assert_eq!(cut("learning", 6), "learn…");
        assert_eq!(
            cut("学习率 η", 4),
            "学习率…",
            "no space before the ellipsis"
        );
        assert_eq!(cut("learning", 0), "");
    }

    /// On x² + y², each step with rate 0.25 quarters the value.
    #[test]
    fn placeholders_are_filled_with_results_of_the_simulation() {
        let bowl = r#"Landscape(landscape: "bowl", resolution: 16, start: (4, 0), steps: 2, runs: [(optimizer: "gd(lr=0.25)"), (optimizer: "gd(lr=0.5)")])"#;
        assert_eq!(
            filled_caption(
                "From {first} to {final}, or {2.final}, in {last} steps of {lr}",
                bowl
            ),
            "From 16 to 1, or 0, in 2 steps of 0.25"
        );
        let sweep = r#"Sweep(landscape: "bowl", optimizer: "gd", resolution: 17, from: 0.25, to: 0.75, log: false, start: (4, 0), steps: 1)"#;
        assert_eq!(filled_caption("{best}: {final}", sweep), "0.5: 0");
        let iris = r#"Cloud(data: "iris", label: "species")"#;
        assert_eq!(filled_caption("{points}, {kept} %", iris), "150, 99.5 %");
        assert_eq!(filled_caption("{clusters} clusters", iris), "… clusters");
        let moons = r#"Cloud(data: "iris", label: "species", axes: Columns, clusters: "kmeans(n_clusters=4)")"#;
        assert_eq!(
            filled_caption("{clusters} by {method}, {noise}", moons),
            "4 by K-Means, 0"
        );
    }
}
