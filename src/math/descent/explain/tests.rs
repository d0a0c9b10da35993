use glam::DVec2;

use super::*;
use crate::math::{
    descent::descend,
    formula::Formula,
    landscape::{Bowl, Landscape, LineFit, Rosenbrock},
    optimizer::{self, term_with_symbol},
    schedule,
    spec::Spec,
};

/// Every optimizer, some also with settings that add terms.
fn specs() -> Vec<Spec> {
    let by_default = optimizer::CATALOGUE
        .iter()
        .map(|entry| Spec::new(entry.name));
    let with_settings = [
        "gd(lr=0.002, weight_decay=0.1)",
        "momentum(dampening=0.3, weight_decay=0.01)",
        "nesterov(weight_decay=0.2)",
        "adagrad(lr=0.5, lr_decay=0.1, initial_accumulator=0.2, weight_decay=0.1)",
        "rmsprop(momentum=0.8, centered=true)",
        "rmsprop(momentum=0.8)",
        "rmsprop(centered=true, weight_decay=0.1)",
        "adam(lr=0.1, weight_decay=0.3)",
        "adamw(lr=0.1, weight_decay=0)",
        "amsgrad(lr=0.1)",
        "radam(lr=0.01, beta2=0.9)",
        "lion(lr=0.01, weight_decay=0.1)",
        "rprop(step_max=0.02)",
        "noisy_gd(decay=0.5, sigma=1)",
        "sgd(lr=0.1, momentum=0.9, weight_decay=0.1, batch_size=2)",
        "sgd(lr=0.1, momentum=0.9, dampening=0.1, nesterov=true)",
        "annealing(proposal=gradient, lr=0.001)",
        "annealing(temperature=0.1)",
    ];
    let with_settings = with_settings.into_iter().map(|spec| spec.parse().unwrap());
    by_default.chain(with_settings).collect()
}

/// A landscape on which the optimizer of `spec` can run.
fn landscape_for(spec: &Spec) -> Arc<dyn Landscape> {
    if spec.name != "sgd" {
        return Arc::new(Rosenbrock);
    }
    let [x, y] = [[0.3, -1.1, 0.6, 2.0, -0.4], [1.0, 0.2, 1.4, 2.5, 0.1]];
    Arc::new(LineFit::new(&x, &y, ["x", "y"]).unwrap())
}

/// A finished run, with what is needed to explain it.
struct FinishedRun {
    landscape: Arc<dyn Landscape>,
    spec: Spec,
    schedule: Schedule,
    trajectory: Arc<Trajectory>,
}

impl FinishedRun {
    fn new(landscape: Arc<dyn Landscape>, spec: &Spec, steps: usize) -> Self {
        let schedule = schedule::CATALOGUE
            .build(&"time_decay(d=0.01)".parse().unwrap())
            .unwrap();
        let optimizer = optimizer::CATALOGUE.build(spec).unwrap();
        let start = [-0.4, 0.9];
        let trajectory =
            descend(landscape.as_ref(), optimizer, schedule, &start, steps, None).unwrap();
        Self {
            landscape,
            spec: spec.clone(),
            schedule,
            trajectory: Arc::new(trajectory),
        }
    }

    fn optimizer(&self) -> Box<dyn Optimizer> {
        optimizer::CATALOGUE.build(&self.spec).unwrap()
    }

    fn explain(&self, step: usize) -> Option<Explanation> {
        explain(
            self.landscape.as_ref(),
            self.optimizer(),
            self.schedule,
            &self.trajectory,
            step,
        )
    }

    fn explainer(&self) -> Explainer<dyn Landscape> {
        Explainer::new(
            self.landscape.clone(),
            self.optimizer(),
            self.schedule,
            self.trajectory.clone(),
        )
    }
}

fn assert_close(found: f64, expected: f64, tolerance: f64, context: &str) {
    let difference = (found - expected).abs();
    assert!(
        difference <= tolerance,
        "{context}: {found:?} is not {expected:?}"
    );
}

#[test]
fn the_step_of_every_optimizer_leads_from_point_to_point() {
    for spec in specs() {
        let run = FinishedRun::new(landscape_for(&spec), &spec, 40);
        for step in 1..=run.trajectory.steps() {
            let explanation = run.explain(step).unwrap();
            let terms = &explanation.terms;
            assert_eq!(explanation.from, run.trajectory.point(step - 1));
            assert_eq!(explanation.to, run.trajectory.point(step));
            let Some(term) = term_with_role(terms, Role::Step) else {
                panic!("{spec} has no step term");
            };
            let magnitude = (explanation.from.iter()).fold(1.0, |max: f64, x| max.max(x.abs()));
            let ends = explanation.from.iter().zip(&explanation.to);
            for (parameter, (from, to)) in ends.enumerate() {
                let moved = to - from;
                // The difference of the points is rounded to the precision of the points.
                let scale = 1e-15 * magnitude;
                let update = term.value.get(parameter).unwrap();
                let what = format!("{spec}, step {step}");
                assert_close(update, moved, 4.0 * scale + 1e-12 * moved.abs(), &what);
            }
            let rate = term_with_role(terms, Role::Rate).unwrap();
            assert!((0..2).all(|i| rate.value.get(i).unwrap() >= 0.0), "{spec}");
        }
    }
}

#[test]
fn the_first_gradient_is_that_of_the_function() {
    for spec in specs().into_iter().filter(|spec| spec.name != "sgd") {
        let run = FinishedRun::new(landscape_for(&spec), &spec, 3);
        let explanation = run.explain(3).unwrap();
        let gradient = term_with_role(&explanation.terms, Role::Gradient);
        let Some(gradient) = gradient else {
            assert_eq!(spec.name, "annealing");
            continue;
        };
        let from = DVec2::from_slice(&explanation.from);
        let expected = Landscape::gradient(&Rosenbrock, from);
        assert_eq!(gradient.value, expected.to_array()[..].into(), "{spec}");
    }
}

/// Formulas of terms that are inputs, random, found by a search, or in a notation that the parser cannot read.
const NOT_COMPUTED: [&str; 11] = [
    "∇f",
    "N(0, 1)",
    "U(0, 1)",
    "(1/B)·Σ ∇fᵢ",
    "−H·g",
    "f(θ′) − f(θ)",
    "0",
    "η₊, η₋, 1",
    "−[c ≥ 1]·sign(g)·s",
    "H·vᵢ = λᵢ·vᵢ",
    "Σ (vᵢ·g)/max(|λᵢ|, ε)·vᵢ",
];

/// A formula with numbers inserted is parsed by the program's own parser and must give the value of the term.
#[test]
fn every_formula_with_numbers_evaluates_to_its_value() {
    for spec in specs() {
        let run = FinishedRun::new(landscape_for(&spec), &spec, 12);
        for step in [1, 2, 12] {
            let Some(explanation) = run.explain(step) else {
                panic!("{spec} ends before step {step}");
            };
            let mut computed = 0;
            for (index, term) in explanation.terms.iter().enumerate() {
                if term.formula.is_empty() || NOT_COMPUTED.contains(&term.formula) {
                    continue;
                }
                for parameter in 0..2 {
                    let text = explanation
                        .formula_with_values(index, parameter, |number| format!("{number:?}"));
                    let what = format!("{spec}, step {step}: {} = {text}", term.symbol);
                    let value = term.value.get(parameter).unwrap();
                    let found = evaluated(&text).unwrap_or_else(|error| panic!("{what}: {error}"));
                    assert_close(found, value, 1e-12 * (1.0 + value.abs()), &what);
                }
                computed += 1;
            }
            assert!(computed > 0, "{spec}");
        }
    }
}

/// The value of a formula with numbers, translated into the syntax of [`Formula`].
fn evaluated(formula: &str) -> Result<f64, String> {
    let mut text = String::new();
    let mut bars = 0;
    let mut is_in_power = false;
    for character in formula.chars() {
        let digit = "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().position(|power| power == character);
        match digit {
            Some(digit) if is_in_power => text.push_str(&digit.to_string()),
            Some(digit) => text.push_str(&format!("^{digit}")),
            None if character == '|' => {
                text.push_str(["abs(", ")"][bars % 2]);
                bars += 1;
            }
            None => text.push(character),
        }
        is_in_power = digit.is_some();
    }
    let formula = Formula::parse(&format!("{text} + 0*x")).map_err(|error| error.to_string())?;
    Ok(Landscape::value(&formula, DVec2::ZERO))
}

#[test]
fn names_are_replaced_by_numbers() {
    let spec = "adam(lr=0.5, beta1=0.5, beta2=0.75)".parse().unwrap();
    let run = FinishedRun::new(Arc::new(Bowl), &spec, 12);
    let explanation = run.explain(12).unwrap();
    let formula_with_values = |symbol: &str| {
        let index = explanation
            .terms
            .iter()
            .position(|term| term.symbol == symbol);
        explanation.formula_with_values(index.unwrap(), 0, |number| format!("{number:.1}"))
    };
    assert_eq!(
        formula_with_values("m̂").split_once('/').unwrap().1,
        "(1 − 0.5¹²)"
    );
    let first = run.explain(1).unwrap();
    let index = first.terms.iter().position(|term| term.symbol == "m");
    let m = first.formula_with_values(index.unwrap(), 0, |number| number.to_string());
    assert_eq!(m, "0.5·0 + (1 − 0.5)·(-0.8)");
}

#[test]
fn an_explainer_agrees_with_a_run_from_the_start() {
    for spec in [
        "adam(lr=0.01)",
        "noisy_gd(lr=0.0001)",
        "annealing",
        "sgd(lr=0.01, batch_size=2)",
    ] {
        let spec: Spec = spec.parse().unwrap();
        let run = FinishedRun::new(landscape_for(&spec), &spec, 3 * STRIDE + 5);
        let explainer = run.explainer();
        for step in [1, 2, STRIDE, STRIDE + 1, STRIDE + 2, 3 * STRIDE + 5] {
            assert_eq!(explainer.explain(step), run.explain(step), "{spec}, {step}");
        }
        assert_eq!(explainer.explain(0), None);
        assert_eq!(explainer.explain(3 * STRIDE + 6), None);
    }
}

#[test]
fn a_run_that_ended_at_its_start_has_nothing_to_explain() {
    let run = FinishedRun::new(Arc::new(Bowl), &Spec::new("gd"), 0);
    assert_eq!(run.explain(1), None);
    assert_eq!(run.explainer().explain(1), None);
}

/// On a linear slope with gradient g, AdaGrad's rate is lr/√(n·g²) and stalls; that of gradient descent is constant.
#[test]
fn adagrads_rates_fall_and_those_of_gradient_descent_are_constant() {
    let rates = |spec: &str, max_updates| {
        let slope = Arc::new(Formula::parse("2x + 8y").unwrap());
        let run = FinishedRun::new(slope, &spec.parse().unwrap(), 100);
        let constant = Schedule::Constant;
        let optimizer = run.optimizer();
        let trajectory = descend(
            run.landscape.as_ref(),
            run.optimizer(),
            constant,
            &[0.0, 0.0],
            100,
            None,
        );
        effective_rates(
            run.landscape.as_ref(),
            optimizer,
            constant,
            &trajectory.unwrap(),
            max_updates,
        )
    };
    let adagrad = rates("adagrad(lr=1, eps=0)", 1000);
    assert_eq!(adagrad.updates, Vec::from_iter(1..=100));
    for (update, found) in adagrad.updates.iter().zip(adagrad.rates.iter_rows()) {
        for (found, slope) in found.iter().zip([2.0, 8.0]) {
            let expected = 1.0 / ((*update as f64).sqrt() * slope);
            assert_close(*found, expected, 1e-13 * expected, "adagrad");
        }
    }
    let gd = rates("gd(lr=0.1)", 7);
    assert!(gd.updates.len() <= 8 && gd.updates[0] == 1);
    assert!(gd.rates.iter_rows().all(|rates| rates == [0.1, 0.1]));
}

#[test]
fn weight_decay_is_a_separate_term() {
    let run = FinishedRun::new(
        Arc::new(Bowl),
        &"gd(lr=0.1, weight_decay=0.5)".parse().unwrap(),
        2,
    );
    let terms = run.explain(1).unwrap().terms;
    let value = |symbol| {
        term_with_symbol(&terms, symbol)
            .unwrap()
            .value
            .get(1)
            .unwrap()
    };
    assert_eq!(value("∇f"), 1.8);
    assert_eq!(value("g"), 1.8 + 0.5 * 0.9);
}
