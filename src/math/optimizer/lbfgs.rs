//! L-BFGS: a quasi-Newton method that estimates curvature from the last few steps.

use std::collections::VecDeque;

use super::{
    Entry, Gradient, LR, Objective, Optimizer, Role, Term,
    line_search::{Trial, Wolfe, search},
};
use crate::math::{
    parameter::{Setting, parameters},
    words::Bilingual,
};

/// The maximum number of trials per line search, as in PyTorch.
const TRIALS: usize = 25;

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
            history: settings.get(HISTORY_SIZE),
            tolerance: settings.get(TOLERANCE_GRAD),
            wolfe: Wolfe {
                decrease: settings.get(C1),
                curvature: settings.get(C2),
                trials: TRIALS,
            },
            gradient: Gradient::default(),
            pairs: VecDeque::new(),
            direction: Vec::new(),
            alpha: 0.0,
            ahead: None,
        })
    },
};

#[derive(Clone, Debug)]
struct Lbfgs {
    learning_rate: f64,
    history: usize,
    tolerance: f64,
    wolfe: Wolfe,
    gradient: Gradient,
    /// Oldest first.
    pairs: VecDeque<Pair>,
    /// The direction d of the last update.
    direction: Vec<f64>,
    /// The step length α of the last update.
    alpha: f64,
    /// The function at the end of the last update, which is already known.
    ahead: Option<Known>,
}

/// A step and the change of the gradient along it.
#[derive(Clone, Debug)]
struct Pair {
    step: Vec<f64>,
    change: Vec<f64>,
    /// Their scalar product, positive.
    product: f64,
}

#[derive(Clone, Debug)]
struct Known {
    at: Vec<f64>,
    value: f64,
    gradient: Vec<f64>,
}

impl Lbfgs {
    /// Evaluates the function at `theta`, unless the last line search ended there.
    fn evaluate(&mut self, theta: &[f64], objective: &mut dyn Objective) -> f64 {
        match self.ahead.take().filter(|ahead| ahead.at == theta) {
            Some(known) => {
                self.gradient
                    .fill(theta, |into| into.copy_from_slice(&known.gradient));
                known.value
            }
            None => {
                self.gradient.evaluate(theta, objective);
                objective.value(theta)
            }
        }
    }

    /// −H·g by the two-loop recursion of algorithm 7.4.
    fn update_direction(&mut self) {
        self.direction.clear();
        self.direction
            .extend(self.gradient.get().iter().map(|g| -g));
        let direction = &mut self.direction;
        let mut shares = Vec::with_capacity(self.pairs.len());
        for pair in self.pairs.iter().rev() {
            let share = dot(&pair.step, direction) / pair.product;
            add(direction, -share, &pair.change);
            shares.push(share);
        }
        if let Some(last) = self.pairs.back() {
            let scale = last.product / dot(&last.change, &last.change);
            direction.iter_mut().for_each(|d| *d *= scale);
        }
        for (pair, share) in self.pairs.iter().zip(shares.iter().rev()) {
            let back = dot(&pair.change, direction) / pair.product;
            add(direction, share - back, &pair.step);
        }
    }

    fn add_pair(&mut self, from: &[f64], to: &[f64], gradient: &[f64]) {
        let minus = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a - b).collect();
        let step: Vec<f64> = minus(to, from);
        let change: Vec<f64> = minus(gradient, self.gradient.get());
        let product = dot(&step, &change);
        // PyTorch's threshold: there is no positive curvature along the step.
        if product > 1e-10 {
            if self.pairs.len() >= self.history {
                self.pairs.pop_front();
            }
            self.pairs.push_back(Pair {
                step,
                change,
                product,
            });
        }
    }
}

impl Optimizer for Lbfgs {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        let value = self.evaluate(theta, objective);
        self.alpha = 0.0;
        let steep = |g: &f64| g.abs() > self.tolerance;
        let at_rest = !self.gradient.get().iter().any(steep);
        self.update_direction();
        let mut slope = dot(self.gradient.get(), &self.direction);
        if !(slope < 0.0 && slope.is_finite()) {
            // Rounding made the direction point uphill: restart.
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
        let sum: f64 = start.gradient.iter().map(|g| g.abs()).sum();
        let first = match self.pairs.is_empty() {
            true => learning_rate * (1.0 / sum).min(1.0),
            false => learning_rate,
        };
        let found = (!at_rest && first > 0.0 && first.is_finite())
            .then(|| {
                let direction = &self.direction;
                search(self.wolfe, &start, first, |step| {
                    let at = ahead(theta, step, direction);
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
            self.ahead = Some(Known {
                at: theta.to_vec(),
                value,
                gradient: start.gradient,
            });
            self.pairs.clear();
            return;
        };
        self.alpha = found.step;
        let to = ahead(theta, found.step, &self.direction);
        self.add_pair(theta, &to, &found.gradient);
        theta.copy_from_slice(&to);
        self.ahead = Some(Known {
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
            self.gradient.rate_of(&step),
        ]);
        terms
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn add(to: &mut [f64], factor: f64, what: &[f64]) {
    for (to, what) in to.iter_mut().zip(what) {
        *to += factor * what;
    }
}

/// The point at a step along a direction.
fn ahead(theta: &[f64], step: f64, direction: &[f64]) -> Vec<f64> {
    let along = theta.iter().zip(direction);
    along.map(|(theta, d)| theta + step * d).collect()
}
