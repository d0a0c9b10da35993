//! Surfaces that morph from an initial to their final shape.

use std::sync::Arc;

use super::HeightGrid;
use crate::{
    math::{
        landscape::{Domain, Landscape, Ridge},
        progress::{self, Progress},
        spec::{Spec, Value},
    },
    scene::{LandscapeSubject, Morph, SceneError, Source, parameter_of},
};

/// The shapes of a morphing surface, at even intervals of the morph.
#[derive(Debug)]
pub struct Morphing {
    /// All shapes except the final one.
    pub earlier: Vec<Arc<HeightGrid>>,
    /// The name of the parameter that changes, with its initial and its final value; none unless exactly one changes.
    pub parameter: Option<(String, [f64; 2])>,
    /// The timing of the morph.
    pub morph: Morph,
    ends: MorphEnds,
}

/// Both ends of a morph, and the grid: all that the shapes depend on.
#[derive(Clone, Debug, PartialEq)]
struct MorphEnds {
    from: (Spec, f64),
    to: (Spec, f64),
    domain: Domain,
    size: usize,
}

impl Morphing {
    /// The name of the changing parameter, and its value after a fraction of the morph, 0 to 1.
    pub fn parameter(&self, part: f64) -> Option<(&str, f64)> {
        let (name, [from, to]) = self.parameter.as_ref()?;
        Some((name, from + part * (to - from)))
    }
}

/// Adds an L2 penalty with this coefficient to a landscape.
pub(super) fn penalized(landscape: Arc<dyn Landscape>, l2: f64) -> Arc<dyn Landscape> {
    match l2 {
        0.0 => landscape,
        lambda => Arc::new(Ridge::new(landscape, lambda)),
    }
}

/// The shapes of a surface to compute or to reuse.
pub(super) struct Plan<'a> {
    morph: &'a Morph,
    ends: MorphEnds,
    reused: Option<&'a Morphing>,
}

impl<'a> Plan<'a> {
    /// The plan for the morph of a subject, if it has one, on the grid of its surface. Decides whether `previous` can
    /// be reused.
    ///
    /// # Errors
    /// The landscape is unknown.
    pub(super) fn new(
        subject: &'a LandscapeSubject,
        source: &Source,
        domain: Domain,
        previous: Option<&'a Arc<Morphing>>,
    ) -> Result<Option<Self>, SceneError> {
        let Some(morph) = &subject.morph else {
            return Ok(None);
        };
        let first = morph.from.as_ref().unwrap_or(&subject.landscape);
        let ends = MorphEnds {
            from: (first.clone(), morph.l2),
            to: (subject.landscape.clone(), subject.l2),
            domain,
            size: subject.resolution as usize,
        };
        // A file of the same name may hold other data now.
        let depends_on_file =
            source.loaded_for(first)?.is_some() || source.loaded_for(&subject.landscape)?.is_some();
        let reused = previous.filter(|previous| previous.ends == ends && !depends_on_file);
        Ok(Some(Self {
            morph,
            ends,
            reused: reused.map(AsRef::as_ref),
        }))
    }

    /// The number of shapes that are not reused.
    pub(super) fn new_shapes(&self) -> usize {
        match self.reused {
            Some(_) => 0,
            None => self.ends.count(),
        }
    }

    /// Computes the shapes that are not reused.
    pub(super) fn run(
        self,
        source: &Source,
        progress: &mut Progress,
    ) -> Result<Arc<Morphing>, SceneError> {
        Ok(Arc::new(Morphing {
            earlier: match self.reused {
                Some(reused) => reused.earlier.clone(),
                None => self.ends.grids(source, progress)?,
            },
            parameter: self.ends.changing_parameter(),
            morph: self.morph.clone(),
            ends: self.ends,
        }))
    }
}

impl MorphEnds {
    /// The number of shapes before the final one: one if the ends cannot be interpolated.
    fn count(&self) -> usize {
        match self.between(0.5) {
            Some(_) => Morph::SHAPES as usize,
            None => 1,
        }
    }

    fn grids(
        &self,
        source: &Source,
        progress: &mut Progress,
    ) -> Result<Vec<Arc<HeightGrid>>, SceneError> {
        let count = self.count();
        (0..count)
            .map(|k| {
                let between = self.between(k as f64 / count as f64);
                let (spec, l2) = between.unwrap_or_else(|| self.from.clone());
                let landscape = penalized(source.landscape(&spec)?.landscape, l2);
                let mut progress = progress::piece_progress(progress, k, count);
                let grid = HeightGrid::with_progress(
                    landscape.as_ref(),
                    self.domain,
                    self.size,
                    &mut progress,
                )?;
                Ok(Arc::new(grid))
            })
            .collect()
    }

    /// The landscape after a fraction of the morph, if the ends differ only in continuous parameters.
    fn between(&self, part: f64) -> Option<(Spec, f64)> {
        let mix = |from: f64, to: f64| from + part * (to - from);
        let ((from, l2_from), (to, l2_to)) = (&self.from, &self.to);
        if from.name != to.name || from.settings.len() != to.settings.len() {
            return None;
        }
        let is_integer = |key: &str| parameter_of(from, key).is_some_and(|one| one.is_integer);
        let mut spec = from.clone();
        for (key, value) in &mut spec.settings {
            match (&*value, to.get(key)?) {
                (from, to) if from == to => {}
                (Value::Number(from), Value::Number(to)) if !is_integer(key) => {
                    *value = mix(*from, *to).into();
                }
                _ => return None,
            }
        }
        Some((spec, mix(*l2_from, *l2_to)))
    }

    fn changing_parameter(&self) -> Option<(String, [f64; 2])> {
        self.between(0.5)?;
        let ((from, l2_from), (to, l2_to)) = (&self.from, &self.to);
        let settings = from.settings.iter().filter_map(|(key, value)| {
            let ends = [value, to.get(key)?].map(|value| match value {
                Value::Number(number) => *number,
                _ => 0.0,
            });
            Some((key.clone(), ends))
        });
        let penalty = ("λ".to_owned(), [*l2_from, *l2_to]);
        let all = settings.chain([penalty]);
        let mut changing = all.filter(|(_, [from, to])| from != to);
        let number = changing.next()?;
        changing.next().is_none().then_some(number)
    }
}

#[cfg(test)]
mod tests {
    use glam::DVec2;

    use super::*;
    use crate::simulation::{LandscapeOutcome, Simulation, simulate};

    fn outcome(landscape: &str, morph: &str) -> Arc<LandscapeOutcome> {
        let text = format!(
            r#"(version: 1, subject: Landscape(landscape: "{landscape}", domain: (x: (-2, 2), y: (-2, 2)), resolution: 16,
                start: (1, 1), steps: 1, {morph}))"#
        );
        let source = Source::parse(&text, "".as_ref()).unwrap();
        match simulate(&source, 0, None).unwrap() {
            Simulation::Landscape(outcome) => outcome,
            _ => panic!("a landscape"),
        }
    }

    #[test]
    fn a_growing_penalty_is_interpolated() {
        let outcome = outcome("rosenbrock", "l2: 2, morph: (l2: 0, seconds: 4)");
        let morphing = outcome.morph.as_ref().unwrap();
        assert_eq!(morphing.earlier.len(), 16);
        assert_eq!(morphing.parameter(0.25), Some(("λ", 0.5)));
        let at = DVec2::new(-2.0, 2.0);
        for (k, grid) in morphing.earlier.iter().enumerate() {
            let lambda = 2.0 * k as f64 / 16.0;
            let expected = 100.0 * 4.0 + 9.0 + lambda * at.length_squared();
            let found = grid.interpolate(at).unwrap();
            assert!((found - expected).abs() < 1e-9, "{found} for λ {lambda}");
        }
    }

    #[test]
    fn parameters_of_a_formula_are_interpolated_and_other_landscapes_are_not() {
        let to = r#"formula(of=\"x^2 + a*y^2\", a=2)"#;
        let with = outcome(
            to,
            &format!("morph: (from: \"{}\")", to.replace("a=2", "a=-1")),
        );
        let morphing = with.morph.as_ref().unwrap();
        assert_eq!(morphing.parameter(0.5), Some(("a", 0.5)));
        let corner = DVec2::splat(2.0);
        assert_eq!(morphing.earlier[0].interpolate(corner), Some(0.0));
        assert_eq!(morphing.earlier[8].interpolate(corner), Some(6.0));
        let other = outcome("bowl", "morph: (from: \"saddle\")");
        let morphing = other.morph.as_ref().unwrap();
        assert_eq!((morphing.earlier.len(), morphing.parameter(0.5)), (1, None));
    }

    #[test]
    fn integers_are_not_interpolated() {
        let other = outcome(
            "squared_loss(n=20)",
            "morph: (from: \"squared_loss(n=11)\")",
        );
        let morphing = other.morph.as_ref().unwrap();
        assert_eq!((morphing.earlier.len(), morphing.parameter(0.5)), (1, None));
    }

    #[test]
    fn shapes_are_computed_again_only_if_something_changed() {
        let text = r#"(version: 1, subject: Landscape(landscape: "bowl", l2: 1, resolution: 16, start: (1, 1), steps: 1, morph: (l2: 0)))"#;
        let source = Source::parse(text, "".as_ref()).unwrap();
        let first = simulate(&source, 0, None).unwrap();
        let grids = |simulation: &Simulation| match simulation {
            Simulation::Landscape(outcome) => outcome.morph.as_ref().unwrap().earlier.clone(),
            _ => panic!("a landscape"),
        };
        let later = Source::parse(&text.replace("l2: 0)", "l2: 0, at: 2)"), "".as_ref()).unwrap();
        let again = simulate(&later, 0, Some(&first)).unwrap();
        assert!(Arc::ptr_eq(&grids(&again)[0], &grids(&first)[0]));
        let other = Source::parse(&text.replace("l2: 1", "l2: 3"), "".as_ref()).unwrap();
        let again = simulate(&other, 0, Some(&again)).unwrap();
        assert!(!Arc::ptr_eq(&grids(&again)[0], &grids(&first)[0]));
    }
}
