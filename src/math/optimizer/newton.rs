//! Newton's method, made safe: every direction is divided by the size of its curvature.

use nalgebra::{DMatrix, DVector, SymmetricEigen};

use super::{Entry, Objective, Optimizer, decayed_gradient, learning_rate};
use crate::math::{parameter::Parameter, words::Bilingual};

pub const ENTRY: Entry = Entry {
    name: "newton",
    title: Bilingual::new("Newton", "牛顿法"),
    formula: "H·vᵢ = λᵢ·vᵢ\nθ ← θ − lr·Σ (vᵢ·g)/max(|λᵢ|, ε)·vᵢ,  θ ← θ − lr·g where f has no H",
    doc: Bilingual::new(
        "Steps to where the curvature says the minimum is; where f curves downwards it moves away, so saddles repel it.",
        "一步跨到曲率所指的极小值处；在向下弯曲的方向上则远离，因此不会被鞍点吸住。",
    ),
    reference: "Nocedal & Wright 2006, Numerical Optimization, section 3.4; |λ|: Dauphin et al. 2014, Identifying and attacking the saddle point problem, arXiv:1406.2572",
    parameters: &[
        Parameter {
            meaning: Bilingual::new("share of the whole step", "整步的比例"),
            ..learning_rate(1.0)
        },
        Parameter::number(
            "eps",
            1e-8,
            Bilingual::new("the least curvature that is divided by", "作除数的最小曲率"),
        )
        .positive()
        .logarithmic(1e-12, 1.0),
    ],
    build: |settings| {
        Box::new(Newton {
            learning_rate: settings.get("lr"),
            epsilon: settings.get("eps"),
            gradient: Vec::new(),
            hessian: Vec::new(),
        })
    },
};

#[derive(Debug)]
struct Newton {
    learning_rate: f64,
    epsilon: f64,
    gradient: Vec<f64>,
    hessian: Vec<f64>,
}

impl Optimizer for Newton {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        decayed_gradient(&mut self.gradient, theta, objective, 0.0);
        let count = theta.len();
        self.hessian.resize(count * count, 0.0);
        let mut direction = DVector::from_column_slice(&self.gradient);
        let known = objective.hessian(theta, &mut self.hessian);
        if known && self.hessian.iter().all(|bend| bend.is_finite()) {
            let bends = DMatrix::from_row_slice(count, count, &self.hessian);
            let SymmetricEigen {
                eigenvalues,
                eigenvectors,
            } = SymmetricEigen::new(bends);
            let mut parts = eigenvectors.tr_mul(&direction);
            for (part, bend) in parts.iter_mut().zip(&eigenvalues) {
                *part /= bend.abs().max(self.epsilon);
            }
            direction = eigenvectors * parts;
        }
        for (theta, step) in theta.iter_mut().zip(&direction) {
            *theta -= learning_rate * step;
        }
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }
}
