//! An update of a run, explained term by term with its current numbers, for the picture and the panel.

use crate::{
    math::optimizer::{Role, Term, TermValue, term_with_role},
    simulation::Runs,
    view::style::{
        scale::{fixed_number, short_number},
        theme::{ColorRole, Rgb, Style},
    },
    words::{Language, Word},
};

/// An update as text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ExplainedStep {
    /// Index of the run.
    pub run: usize,
    /// Number of the update, from 1.
    pub step: usize,
    /// Names of the one or two parameters.
    pub parameters: Vec<String>,
    /// Constants of the update, such as `β₁ 0.9`; those that change from step to step come last.
    pub settings: Vec<String>,
    /// The terms in order of evaluation; the last two are the step and the new parameters.
    pub terms: Vec<ExplainedTerm>,
}

/// A term of an update as text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ExplainedTerm {
    /// The role of the term in the update.
    pub role: Role,
    /// The role of the term that this one corrects, if any.
    pub corrects: Option<Role>,
    /// Such as `m = β₁·m + (1 − β₁)·g`.
    pub formula: String,
    /// The formula with numbers substituted, for each parameter, such as `0.9·2 + (1 − 0.9)·1`; empty if there is
    /// nothing to substitute.
    pub numbers: Vec<String>,
    /// The value for each parameter, to four digits; a single one if all share it.
    pub values: Vec<String>,
}

impl ExplainedStep {
    /// The update in progress at a fractional step, or the last one; `None` if the run made no updates.
    pub(crate) fn new(runs: &Runs, run: usize, step: f64) -> Option<Self> {
        let explanation = runs.explain(run, step)?;
        let count = explanation.from.len();
        let values = |value: &TermValue| match value {
            TermValue::Shared(value) => vec![fixed_number(*value)],
            TermValue::PerParameter(values) => values.iter().copied().map(fixed_number).collect(),
        };
        let mut terms = Vec::new();
        let mut settings = Vec::new();
        for (index, term) in explanation.terms.iter().enumerate() {
            if is_setting(term) {
                settings.push(term);
                continue;
            }
            let numbers = (0..count)
                .map(|parameter| explanation.formula_with_values(index, parameter, formula_number));
            terms.push(ExplainedTerm {
                role: term.role,
                corrects: corrected(term, &explanation.terms[..index]),
                formula: format!("{} = {}", term.symbol, term.formula),
                numbers: numbers
                    .filter(|explained| explained != term.formula)
                    .collect(),
                values: values(&term.value),
            });
        }
        let change = term_with_role(&explanation.terms, Role::Step)?;
        terms.push(ExplainedTerm {
            role: Role::Setting,
            corrects: None,
            formula: "θ ← θ + Δθ".to_owned(),
            numbers: (0..count)
                .map(|parameter| {
                    let change = change.value.get(parameter).unwrap_or_default();
                    let sign = if change < 0.0 { '−' } else { '+' };
                    let from = explanation.from[parameter];
                    let [from, change] = [from, change.abs()].map(formula_number);
                    format!("{from} {sign} {change}")
                })
                .collect(),
            values: explanation.to.iter().copied().map(fixed_number).collect(),
        });
        // The learning rate may change from step to step; the others are constants.
        settings.sort_by_key(|term| term.symbol == "lr");
        let settings = settings.into_iter().filter(|term| term.symbol != "t");
        Some(Self {
            run,
            step: explanation.step,
            parameters: runs.axes[..count].to_vec(),
            settings: settings
                .map(|term| {
                    let value = term.value.get(0).unwrap_or_default();
                    format!("{} {}", term.symbol, short_number(value))
                })
                .collect(),
            terms,
        })
    }
}

/// A number in a formula: briefly if it has at most four significant digits, as settings do, else to exactly four.
fn formula_number(value: f64) -> String {
    let text = format!("{:e}", value.abs());
    let digits = text.find('e').unwrap_or(text.len());
    if digits <= 5 {
        short_number(value)
    } else {
        fixed_number(value)
    }
}

/// Whether a term is a constant rather than computed by the update.
fn is_setting(term: &Term) -> bool {
    term.role == Role::Setting || term.formula.is_empty()
}

/// The role of the term at the start of a correction, such as `m` of `m/(1 − β₁ᵗ)`.
fn corrected(term: &Term, above: &[Term]) -> Option<Role> {
    if term.role != Role::Correction {
        return None;
    }
    let begins = |other: &&Term| {
        let rest = term.formula.strip_prefix(other.symbol);
        rest.is_some_and(|rest| rest.starts_with(['/', '·']))
    };
    above.iter().rev().find(begins).map(|other| other.role)
}

impl ExplainedStep {
    /// The arrow that belongs to a term: its own, that of the term it corrects, or the step that leads to the new
    /// parameters; `None` for other terms.
    pub(crate) fn arrow(&self, term: usize) -> Option<ColorRole> {
        if term + 1 == self.terms.len() {
            return Some(ColorRole::Step);
        }
        let term = &self.terms[term];
        color_role(term.role).or_else(|| color_role(term.corrects?))
    }

    /// The title, such as `Step 14 → 15`.
    pub(crate) fn title(&self, language: Language) -> String {
        let [from, to] = [self.step - 1, self.step].map(|step| step.to_string());
        language.say_with(Word::StepFromTo, &[("from", &from), ("to", &to)])
    }
}

/// The colour of a term, which is also that of its arrow; `None` for terms without an arrow.
pub(crate) fn color(role: Role, style: &Style) -> Option<Rgb> {
    color_role(role).map(|role| style.role(role))
}

fn color_role(role: Role) -> Option<ColorRole> {
    match role {
        Role::Gradient => Some(ColorRole::Gradient),
        Role::Decay => Some(ColorRole::Decay),
        Role::Noise => Some(ColorRole::Noise),
        Role::Momentum => Some(ColorRole::Momentum),
        Role::SecondMoment => Some(ColorRole::SecondMoment),
        Role::Step => Some(ColorRole::Step),
        Role::Setting | Role::Correction | Role::Curvature | Role::Acceptance | Role::Rate => None,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        math::{optimizer::CATALOGUE, spec::Spec},
        scene::{Run, Source, Subject},
        simulation::simulate,
    };

    /// Runs of every optimizer with its defaults and a decaying learning rate.
    fn every_optimizer(scene: &str) -> Arc<Runs> {
        let has_samples = scene == "line-fitting";
        let source = Source::open(scene).unwrap();
        let mut scene = source.scene.clone();
        let Subject::Landscape(subject) = &mut scene.figures[0].subject else {
            panic!("a landscape");
        };
        subject.resolution = 16;
        subject.steps = 700;
        subject.runs = (CATALOGUE.iter())
            .filter(|entry| entry.name != "sgd" || has_samples)
            .map(|entry| {
                let mut run = Run::new(Spec::new(entry.name));
                run.schedule = "exponential(gamma=0.999)".parse().unwrap();
                run
            })
            .collect();
        let simulation = simulate(&source.with_scene(scene).unwrap(), 0, None).unwrap();
        simulation.runs().unwrap().clone()
    }

    #[test]
    fn the_written_step_is_the_step_that_was_made() {
        for scene in ["rosenbrock", "mountains", "line-fitting"] {
            let runs = every_optimizer(scene);
            for (index, run) in runs.iter().enumerate() {
                for step in [0, 1, 2, 254, 255, 256, 257, 699] {
                    let step = step.min(run.last_step() - 1);
                    let explanation = runs.explain(index, step as f64 + 0.5).unwrap();
                    assert_eq!(explanation.step, step + 1);
                    let [from, to] = [step, step + 1].map(|k| run.trajectory.point(k));
                    assert_eq!((&*explanation.from, &*explanation.to), (from, to));
                    let change = &term_with_role(&explanation.terms, Role::Step)
                        .unwrap()
                        .value;
                    for parameter in 0..runs.variables {
                        let made = to[parameter] - from[parameter];
                        let explained = change.get(parameter).unwrap();
                        // The difference of two rounded numbers is exact only up to their rounding.
                        let rounding = 4.0 * f64::EPSILON * from[parameter].abs();
                        assert!(
                            (explained - made).abs() <= 1e-12 * made.abs() + rounding,
                            "{} at step {step}: {explained} instead of {made}",
                            run.optimizer
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn every_term_is_written_with_its_numbers() {
        let runs = every_optimizer("rosenbrock");
        for (index, run) in runs.iter().enumerate() {
            let explained = ExplainedStep::new(&runs, index, 1.0).unwrap();
            let explanation = runs.explain(index, 1.0).unwrap();
            assert!(explained.terms.len() >= 3, "{}", run.optimizer);
            let expected_terms = explanation.terms.iter().filter(|term| !is_setting(term));
            for (row, term) in explained.terms.iter().zip(expected_terms) {
                for (parameter, value) in row.values.iter().enumerate() {
                    let expected = fixed_number(term.value.get(parameter).unwrap());
                    assert_eq!(*value, expected, "{}: {}", run.optimizer, row.formula);
                }
            }
            let end = explained.terms.last().unwrap();
            let to: Vec<String> = run
                .trajectory
                .point(2)
                .iter()
                .copied()
                .map(fixed_number)
                .collect();
            assert_eq!(end.values, to, "{}", run.optimizer);
        }
    }

    #[test]
    fn gradient_descent_is_written_as_a_product() {
        let source = Source::open("bowl").unwrap();
        let mut scene = source.scene.clone();
        if let Subject::Landscape(subject) = &mut scene.figures[0].subject {
            subject.runs[0].optimizer = "gd(lr=0.1)".parse().unwrap();
            subject.start = [2.5, -1.0];
        }
        let simulation = simulate(&source.with_scene(scene).unwrap(), 0, None).unwrap();
        let explained = ExplainedStep::new(simulation.runs().unwrap(), 0, 0.0).unwrap();
        assert_eq!(explained.step, 1);
        let step = explained.terms.iter().find(|term| term.role == Role::Step);
        let step = step.unwrap();
        assert_eq!(step.formula, "Δθ = −lr·g");
        assert_eq!(step.numbers[0], "−0.1·5");
        assert_eq!(step.values, ["−0.5000", "0.2000"]);
        assert_eq!(explained.terms.last().unwrap().values, ["2.000", "−0.8000"]);
    }
}
