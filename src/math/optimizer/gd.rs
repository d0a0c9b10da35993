//! Gradient descent: a step against the gradient.

use super::{Entry, Objective, Optimizer, WEIGHT_DECAY, decayed_gradient, learning_rate};
use crate::math::words::Bilingual;

pub const ENTRY: Entry = Entry {
    name: "gd",
    title: Bilingual::new("Gradient descent", "梯度下降"),
    formula: "θ ← θ − lr·g",
    doc: Bilingual::new(
        "A step against the gradient, as long as the slope is steep.",
        "逆着梯度走一步，坡越陡步子越大。",
    ),
    reference: "Cauchy 1847, Méthode générale pour la résolution des systèmes d'équations simultanées",
    parameters: &[learning_rate(1e-3), WEIGHT_DECAY],
    build: |settings| {
        Box::new(GradientDescent {
            learning_rate: settings.get("lr"),
            weight_decay: settings.get("weight_decay"),
            gradient: Vec::new(),
        })
    },
};

#[derive(Debug)]
struct GradientDescent {
    learning_rate: f64,
    weight_decay: f64,
    gradient: Vec<f64>,
}

impl Optimizer for GradientDescent {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        decayed_gradient(&mut self.gradient, theta, objective, self.weight_decay);
        for (theta, g) in theta.iter_mut().zip(&self.gradient) {
            *theta -= learning_rate * g;
        }
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }
}
