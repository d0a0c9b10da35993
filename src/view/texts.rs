//! The texts of a scene with their placeholders filled, results included.

use super::scale::short_number;
use crate::{
    scene::{Scene, Text},
    simulation::{ResultNumber, Simulation},
};

/// A text of a scene's first figure, or of the scene as a whole: its placeholders are filled with the settings of the scene
/// and the results of the first figure's simulation.
#[must_use]
pub fn filled(text: &Text, scene: &Scene, simulation: &Simulation) -> Text {
    let value = |name: &str| {
        let setting = scene.subject.setting(name);
        setting.or_else(|| {
            simulation
                .result(name)
                .map(|result| written(result).as_str().into())
        })
    };
    // A result may be missing, such as the best of runs that all diverge.
    scene.settled(&text.filled(&value))
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
        let simulation = simulate(&source, None).unwrap();
        filled(&source.scene.caption, &source.scene, &simulation).en
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
        let moons =
            r#"Cloud(data: "iris", label: "species", axes: Columns, clusters: "kmeans(k=4)")"#;
        assert_eq!(
            said("{clusters} by {method}, {noise}", moons),
            "4 by K-Means, 0"
        );
    }
}
