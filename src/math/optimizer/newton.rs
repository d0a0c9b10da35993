//! Newton's method with absolute curvatures: each component of the gradient is divided by |λ|.

use nalgebra::{DMatrix, DVector, SymmetricEigen};

use super::{Entry, Gradient, LR, Objective, Optimizer, Role, Term};
use crate::math::{
    parameter::{Setting, parameters},
    words::Bilingual,
};

const EPS: Setting<f64> = Setting::number(
    "eps",
    1e-8,
    Bilingual::new("the least curvature that is divided by", "作除数的最小曲率"),
)
.positive()
.logarithmic(1e-12, 1.0);

pub(super) const ENTRY: Entry = Entry {
    name: "newton",
    title: Bilingual::new("Newton", "牛顿法"),
    formula: "H·vᵢ = λᵢ·vᵢ\nθ ← θ − lr·Σ (vᵢ·g)/max(|λᵢ|, ε)·vᵢ,  θ ← θ − lr·g where f has no H",
    doc: Bilingual::new(
        "Steps to where the curvature says the minimum is; where f curves downwards it moves away, so saddles repel it.",
        "一步跨到曲率所指的极小值处；在向下弯曲的方向上则远离，因此不会被鞍点吸住。",
    ),
    reference: "Nocedal & Wright 2006, Numerical Optimization, section 3.4; |λ|: Dauphin et al. 2014, Identifying and attacking the saddle point problem, arXiv:1406.2572",
    parameters: parameters![
        LR.with_default(1.0)
            .with_meaning(Bilingual::new("share of the whole step", "整步的比例")),
        EPS
    ],
    build: |settings| {
        Box::new(Newton {
            learning_rate: settings.get(LR),
            last_rate: 0.0,
            epsilon: settings.get(EPS),
            gradient: Gradient::default(),
            hessian: Vec::new(),
            curvatures: Vec::new(),
            direction: Vec::new(),
        })
    },
};

#[derive(Clone, Debug)]
struct Newton {
    /// The base learning rate.
    learning_rate: f64,
    /// The learning rate of the last update.
    last_rate: f64,
    epsilon: f64,
    gradient: Gradient,
    /// A buffer for the Hessian, row-major.
    hessian: Vec<f64>,
    /// The eigenvalues of the last Hessian; empty if there was none.
    curvatures: Vec<f64>,
    /// The last direction, before the learning rate.
    direction: Vec<f64>,
}

impl Optimizer for Newton {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        self.last_rate = learning_rate;
        self.gradient.evaluate(theta, objective);
        let count = theta.len();
        self.hessian.resize(count * count, 0.0);
        let mut direction = DVector::from_column_slice(self.gradient.get());
        self.curvatures.clear();
        let has_hessian = objective.hessian(theta, &mut self.hessian);
        if has_hessian && self.hessian.iter().all(|entry| entry.is_finite()) {
            let matrix = DMatrix::from_row_slice(count, count, &self.hessian);
            let SymmetricEigen {
                eigenvalues,
                eigenvectors,
            } = SymmetricEigen::new(matrix);
            // The components of the gradient along the eigenvectors.
            let mut components = eigenvectors.tr_mul(&direction);
            for (component, curvature) in components.iter_mut().zip(&eigenvalues) {
                *component /= curvature.abs().max(self.epsilon);
            }
            direction = eigenvectors * components;
            self.curvatures.extend(eigenvalues.iter());
        }
        for (theta, step) in theta.iter_mut().zip(&direction) {
            *theta -= learning_rate * step;
        }
        self.direction = direction.data.into();
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    fn terms(&self) -> Vec<Term> {
        let step: Vec<f64> = self.direction.iter().map(|d| -self.last_rate * d).collect();
        let mut terms = self.gradient.terms();
        let has_curvatures = !self.curvatures.is_empty();
        if has_curvatures {
            terms.push(Term::new(
                Role::Curvature,
                "λ",
                "H·vᵢ = λᵢ·vᵢ",
                &self.curvatures[..],
            ));
        }
        let formula = ["g", "Σ (vᵢ·g)/max(|λᵢ|, ε)·vᵢ"][usize::from(has_curvatures)];
        terms.extend([
            Term::setting("ε", self.epsilon),
            Term::new(Role::Curvature, "d", formula, &self.direction[..]),
            Term::setting("lr", self.last_rate),
            Term::step("−lr·d", &step[..]),
            self.gradient.rate_term(&step),
        ]);
        terms
    }
}
