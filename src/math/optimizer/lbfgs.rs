//! L-BFGS: a quasi-Newton method that estimates the curvature from the last steps.

use std::collections::VecDeque;

use super::{
    Entry, Gradient, LR, Objective, Optimizer, Role, Term,
    line_search::{Trial, WolfeConditions, search},
};
use crate::math::{
    parameter::{Setting, parameters},
    words::Bilingual,
};

/// The maximum number of trials per line search, as in PyTorch.
const MAX_TRIALS: usize = 25;

const HISTORY_SIZE: Setting<usize> = Setting::count(
    "history_size",
    100,
    Bilingual::new(
        "how many steps the curvature is learnt from",
        "用最近多少步来估计曲率",
    ),
)
.at_least(1.0)
.up_to(1000.0)
.slider(1.0, 100.0);

const TOLERANCE_GRAD: Setting<f64> = Setting::number(
    "tolerance_grad",
    1e-7,
    Bilingual::new(
        "it stays where no component of the gradient is larger than this",
        "梯度各分量都不超过它时停在原地",
    ),
)
.logarithmic(1e-12, 1e-2);

const C1: Setting<f64> = Setting::number(
    "c1",
    1e-4,
    Bilingual::new(
        "share of the promised decrease that a step has to reach",
        "一步至少要达到的预期下降比例",
    ),
)
.positive()
.below(0.5)
.logarithmic(1e-6, 0.4);

const C2: Setting<f64> = Setting::number(
    "c2",
    0.9,
    Bilingual::new(
        "share of the slope along the line that may be left after a step",
        "一步之后沿线斜率可剩下的比例",
    ),
)
.positive()
.below(1.0)
.slider(0.01, 0.99);

pub(super) const ENTRY: Entry = Entry {
    name: "lbfgs",
    title: Bilingual::new("L-BFGS", "L-BFGS"),
    formula: "d = −H·g,  H ≈ (∇²f)⁻¹ from the last steps s and changes y of g\nθ ← θ + α·d,  α by a line search with strong Wolfe conditions",
    doc: Bilingual::new(
        "Learns the curvature from its own steps and searches along the line for a step that is long enough.",
        "从自己走过的步子里学到曲率，并沿直线搜索一个足够好的步长。",
    ),
    reference: "Liu & Nocedal 1989, On the limited memory BFGS method for large scale optimization; Nocedal & Wright 2006, algorithms 7.4, 3.5 and 3.6; PyTorch torch.optim.LBFGS(line_search_fn=\"strong_wolfe\")",
    parameters: parameters![
        LR.with_default(1.0).positive().with_meaning(Bilingual::new(
            "the first step that a line search tries, as a share of the whole one",
            "线搜索首先尝试的步长（占整步的比例）",
        )),
        HISTORY_SIZE,
        TOLERANCE_GRAD,
        C1,
        C2
    ],
    build: |settings| {
        Box::new(Lbfgs {
            learning_rate: settings.get(LR),
            history_size: settings.get(HISTORY_SIZE),
            tolerance_grad: settings.get(TOLERANCE_GRAD),
            conditions: WolfeConditions {
                c1: settings.get(C1),
                c2: settings.get(C2),
                max_trials: MAX_TRIALS,
            },
            gradient: Gradient::default(),
            pairs: VecDeque::new(),
            direction: Vec::new(),
            alpha: 0.0,
            last: None,
        })
    },
};

#[derive(Clone, Debug)]
struct Lbfgs {
    learning_rate: f64,
    /// The maximum number of pairs.
    history_size: usize,
    tolerance_grad: f64,
    conditions: WolfeConditions,
    gradient: Gradient,
    /// The last steps with their changes of the gradient, oldest first.
    pairs: VecDeque<Pair>,
    /// The direction d of the last update.
    direction: Vec<f64>,
    /// The step length α of the last update.
    alpha: f64,
    /// The function at the end of the last update, which the line search has evaluated.
    last: Option<Evaluation>,
}

/// A step s and the change y of the gradient along it.
#[derive(Clone, Debug)]
struct Pair {
    step: Vec<f64>,
    gradient_change: Vec<f64>,
    /// The scalar product of both, positive.
    product: f64,
}

/// The value and gradient of the function at a point.
#[derive(Clone, Debug)]
struct Evaluation {
    at: Vec<f64>,
    value: f64,
    gradient: Vec<f64>,
}

impl Lbfgs {
    /// Evaluates the function at `theta`, unless the last line search ended there.
    fn evaluate(&mut self, theta: &[f64], objective: &mut dyn Objective) -> f64 {
        match self.last.take().filter(|last| last.at == theta) {
            Some(last) => {
                self.gradient
                    .evaluate_with(theta, |into| into.copy_from_slice(&last.gradient));
                last.value
            }
            None => {
                self.gradient.evaluate(theta, objective);
                objective.value(theta)
            }
        }
    }

    /// Computes the direction −H·g by the two-loop recursion (Nocedal & Wright 2006, algorithm 7.4).
    fn update_direction(&mut self) {
        self.direction.clear();
        self.direction
            .extend(self.gradient.get().iter().map(|g| -g));
        let direction = &mut self.direction;
        let mut alphas = Vec::with_capacity(self.pairs.len());
        for pair in self.pairs.iter().rev() {
            let alpha = dot(&pair.step, direction) / pair.product;
            add_scaled(direction, -alpha, &pair.gradient_change);
            alphas.push(alpha);
        }
        if let Some(last) = self.pairs.back() {
            let scale = last.product / dot(&last.gradient_change, &last.gradient_change);
            direction.iter_mut().for_each(|d| *d *= scale);
        }
        for (pair, alpha) in self.pairs.iter().zip(alphas.iter().rev()) {
            let beta = dot(&pair.gradient_change, direction) / pair.product;
            add_scaled(direction, alpha - beta, &pair.step);
        }
    }

    /// Stores the step between two points, at whose end `gradient` is the gradient.
    fn add_pair(&mut self, from: &[f64], to: &[f64], gradient: &[f64]) {
        let difference = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a - b).collect();
        let step: Vec<f64> = difference(to, from);
        let gradient_change: Vec<f64> = difference(gradient, self.gradient.get());
        let product = dot(&step, &gradient_change);
        // PyTorch's threshold: other steps have no clearly positive curvature.
        if product > 1e-10 {
            if self.pairs.len() >= self.history_size {
                self.pairs.pop_front();
            }
            self.pairs.push_back(Pair {
                step,
                gradient_change,
                product,
            });
        }
    }
}

impl Optimizer for Lbfgs {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        let value = self.evaluate(theta, objective);
        self.alpha = 0.0;
        let is_steep = |g: &f64| g.abs() > self.tolerance_grad;
        let is_stationary = !self.gradient.get().iter().any(is_steep);
        self.update_direction();
        let mut slope = dot(self.gradient.get(), &self.direction);
        if !(slope < 0.0 && slope.is_finite()) {
            // Rounding made the direction point uphill or overflow: restart without pairs.
            self.pairs.clear();
            self.update_direction();
            slope = dot(self.gradient.get(), &self.direction);
        }
        let start = Trial {
            step: 0.0,
            value,
            slope,
            gradient: self.gradient.get().to_vec(),
        };
        let gradient_norm: f64 = start.gradient.iter().map(|g| g.abs()).sum();
        let first_step = match self.pairs.is_empty() {
            true => learning_rate * (1.0 / gradient_norm).min(1.0),
            false => learning_rate,
        };
        let found = (!is_stationary && first_step > 0.0 && first_step.is_finite())
            .then(|| {
                let direction = &self.direction;
                search(self.conditions, &start, first_step, |step| {
                    let at = point_along(theta, step, direction);
                    let mut gradient = vec![0.0; at.len()];
                    objective.gradient(&at, &mut gradient);
                    Trial {
                        step,
                        value: objective.value(&at),
                        slope: dot(&gradient, direction),
                        gradient,
                    }
                })
            })
            .flatten();
        let Some(found) = found else {
            self.last = Some(Evaluation {
                at: theta.to_vec(),
                value,
                gradient: start.gradient,
            });
            self.pairs.clear();
            return;
        };
        self.alpha = found.step;
        let to = point_along(theta, found.step, &self.direction);
        self.add_pair(theta, &to, &found.gradient);
        theta.copy_from_slice(&to);
        self.last = Some(Evaluation {
            at: to,
            value: found.value,
            gradient: found.gradient,
        });
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    fn terms(&self) -> Vec<Term> {
        let step: Vec<f64> = self.direction.iter().map(|d| self.alpha * d).collect();
        let mut terms = self.gradient.terms();
        terms.extend([
            Term::new(Role::Curvature, "d", "−H·g", &self.direction[..]),
            Term::setting("α", self.alpha),
            Term::step("α·d", &step[..]),
            self.gradient.rate_term(&step),
        ]);
        terms
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn add_scaled(to: &mut [f64], factor: f64, vector: &[f64]) {
    for (to, value) in to.iter_mut().zip(vector) {
        *to += factor * value;
    }
}

/// The point at a step along a direction.
fn point_along(theta: &[f64], step: f64, direction: &[f64]) -> Vec<f64> {
    let pairs = theta.iter().zip(direction);
    pairs.map(|(theta, d)| theta + step * d).collect()
}
