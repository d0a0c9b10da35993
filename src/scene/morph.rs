use serde::{Deserialize, Serialize};

use super::{SceneError, check::field_error};
use crate::math::{ease::smoothstep, spec::Spec};

/// An initial shape of a surface, and when it morphs into the final one.
///
/// Where the two differ only in continuous parameters (λ of a penalty, parameters of a formula), these are
/// interpolated; otherwise the heights are interpolated as drawn. Axes and colours are common to both. Runs are
/// computed on the final surface, so the morph must be complete before they begin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Morph {
    /// The initial landscape. Default: the same landscape, with the `l2` given here.
    #[serde(with = "optional_spec", skip_serializing_if = "Option::is_none")]
    pub from: Option<Spec>,
    /// λ of the L2 penalty of the initial shape, 0 to 1000. Default 0.
    pub l2: f64,
    /// The start of the morph in seconds of the scene's playback. Default 0.2.
    pub at: f64,
    /// The duration in seconds, above 0, with ease-in and ease-out. Default 0.8.
    pub seconds: f64,
}

impl Default for Morph {
    fn default() -> Self {
        Self {
            from: None,
            l2: 0.0,
            at: 0.2,
            seconds: 0.8,
        }
    }
}

impl Morph {
    /// The number of intermediate shapes if parameters are interpolated: enough that linear interpolation between the
    /// heights of two neighbours is indistinguishable from the true surface.
    pub(crate) const SHAPES: u64 = 16;

    /// The completed fraction of the morph, 0 to 1, at a time of the scene's playback in seconds.
    pub fn fraction_at(&self, seconds: f64) -> f64 {
        smoothstep(((seconds - self.at) / self.seconds).clamp(0.0, 1.0))
    }

    /// Checks the ranges, and that the morph ends before the runs begin: `runs_begin` is the time of the first step in
    /// seconds; none if there are no runs.
    pub(super) fn check(&self, runs_begin: Option<f64>) -> Result<(), SceneError> {
        let (at, seconds) = (self.at, self.seconds);
        if !(0.0..=1000.0).contains(&self.l2) {
            return Err(field_error("morph.l2", self.l2, "0 to 1000"));
        }
        if !(0.0..=3600.0).contains(&at) {
            return Err(field_error("morph.at", at, "0 to 3600"));
        }
        if !(seconds > 0.0 && seconds <= 3600.0) {
            return Err(field_error(
                "morph.seconds",
                seconds,
                "above 0 and at most 3600",
            ));
        }
        match runs_begin {
            Some(begin) if at + seconds > begin + 1e-9 => {
                let allowed = format!(
                    "at most {begin}, the first value of playback.rest, because the runs begin on the final surface"
                );
                Err(field_error(
                    "morph.at + morph.seconds",
                    at + seconds,
                    allowed,
                ))
            }
            _ => Ok(()),
        }
    }
}

/// Serializes an optional landscape as text, for serde's `with`.
mod optional_spec {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::{math::spec::Spec, scene::spec_text};

    /// A landscape that is serialized as text.
    #[derive(Serialize, Deserialize)]
    #[serde(transparent)]
    struct SpecText(#[serde(with = "spec_text")] Spec);

    pub(super) fn serialize<S: Serializer>(
        spec: &Option<Spec>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        spec.clone().map(SpecText).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Spec>, D::Error> {
        let text = Option::<SpecText>::deserialize(deserializer)?;
        Ok(text.map(|SpecText(spec)| spec))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{Source, Subject};

    const SCENE: &str = r#"(
        version: 2,
        subject: Landscape(
            landscape: "formula(of=\"x^2 + a*y^2\", a=1)", start: (1, 1), steps: 5, runs: [(optimizer: "gd")],
            morph: (from: "formula(of=\"x^2 + a*y^2\", a=0)", l2: 0.5, at: 1, seconds: 2),
        ),
        playback: (rest: (3, 1)),
    )"#;

    #[test]
    fn a_morph_round_trips_through_text() {
        let source = Source::parse(SCENE, "".as_ref()).unwrap();
        let Subject::Landscape(subject) = &source.scene.figures[0].subject else {
            panic!("a landscape");
        };
        let morph = subject.morph.clone().unwrap();
        assert_eq!((morph.l2, morph.at, morph.seconds), (0.5, 1.0, 2.0));
        assert_eq!(morph.from.unwrap().number("a"), Some(0.0));
        let again = Source::parse(&source.to_ron(), "".as_ref()).unwrap();
        assert_eq!(again.scene, source.scene);
        let short = SCENE.replace("from: \"formula(of=\\\"x^2 + a*y^2\\\", a=0)\", ", "");
        assert_ne!(short, SCENE);
        let source = Source::parse(&short, "".as_ref()).unwrap();
        let again = Source::parse(&source.to_ron(), "".as_ref()).unwrap();
        assert_eq!(again.scene, source.scene);
    }

    #[test]
    fn a_morph_eases_in_and_out_monotonically() {
        let morph = Morph {
            at: 1.0,
            seconds: 2.0,
            ..Morph::default()
        };
        assert_eq!(
            [0.0, 1.0, 2.0, 3.0, 9.0].map(|t| morph.fraction_at(t)),
            [0.0, 0.0, 0.5, 1.0, 1.0]
        );
        let fractions: Vec<f64> = (0..400)
            .map(|k| morph.fraction_at(f64::from(k) / 100.0))
            .collect();
        assert!(fractions.windows(2).all(|pair| pair[0] <= pair[1]));
        let speeds = [
            fractions[101] - fractions[100],
            fractions[200] - fractions[199],
        ];
        assert!(speeds[0] < 0.1 * speeds[1], "{speeds:?}");
    }

    #[test]
    fn runs_begin_after_the_morph() {
        let message = |from: &str, to: &str| {
            let text = SCENE.replace(from, to);
            assert_ne!(text, SCENE);
            Source::parse(&text, "".as_ref()).unwrap_err().to_string()
        };
        assert_eq!(
            message("rest: (3, 1)", "rest: (2, 1)"),
            "morph.at + morph.seconds is 3; it must be at most 2, the first value of playback.rest, because the runs begin on the final surface"
        );
        assert!(message("seconds: 2", "seconds: 0").contains("morph.seconds is 0"));
        assert!(message("l2: 0.5", "l2: -1").contains("morph.l2 is -1"));
        let alone = SCENE
            .replace("[(optimizer: \"gd\")]", "[]")
            .replace("rest: (3, 1)", "rest: (2, 1)");
        Source::parse(&alone, "".as_ref()).unwrap();
    }
}
