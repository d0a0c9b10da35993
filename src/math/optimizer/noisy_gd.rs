//! Gradient descent with Gaussian noise added to the gradient.

use super::{Entry, Gradient, LR, Objective, Optimizer, Role, SEED, Term, TermValue};
use crate::math::{
    parameter::{Setting, parameters},
    random::Normal,
    words::Bilingual,
};

const SIGMA: Setting<f64> = Setting::number(
    "sigma",
    0.1,
    Bilingual::new(
        "standard deviation of the noise in each parameter",
        "每个参数上噪声的标准差",
    ),
)
.slider(0.0, 2.0);

const DECAY: Setting<f64> = Setting::number(
    "decay",
    0.0,
    Bilingual::new(
        "power of 1 + t by which the noise falls",
        "噪声按 1 + t 的多少次幂衰减",
    ),
)
.slider(0.0, 2.0);

pub(super) const ENTRY: Entry = Entry {
    name: "noisy_gd",
    title: Bilingual::new("Noisy gradient descent", "带噪声的梯度下降"),
    formula: "σₜ = σ/(1 + t)^decay,  ξ ~ N(0, 1) for each parameter\nθ ← θ − lr·(g + σₜ·ξ)",
    doc: Bilingual::new(
        "Gradient descent with a random push at every step, which leaves saddles behind.",
        "每一步加上随机推力的梯度下降，能离开鞍点。",
    ),
    reference: "Neelakantan et al. 2015, Adding Gradient Noise Improves Learning for Very Deep Networks, arXiv:1511.06807; Ge et al. 2015, Escaping From Saddle Points, arXiv:1503.02101",
    parameters: parameters![LR.with_default(1e-3), SIGMA, DECAY, SEED],
    build: |settings| {
        Box::new(NoisyGradientDescent {
            learning_rate: settings.get(LR),
            last_rate: 0.0,
            sigma: settings.get(SIGMA),
            decay: settings.get(DECAY),
            updates: 0.0,
            deviates: Vec::new(),
            gradient: Gradient::default(),
            noise: Normal::new(settings.get(SEED)),
        })
    },
};

#[derive(Clone, Debug)]
struct NoisyGradientDescent {
    /// The base learning rate.
    learning_rate: f64,
    /// The learning rate of the last update.
    last_rate: f64,
    sigma: f64,
    decay: f64,
    /// The number of updates made.
    updates: f64,
    /// The normal deviates of the last update.
    deviates: Vec<f64>,
    gradient: Gradient,
    noise: Normal,
}

impl NoisyGradientDescent {
    /// The standard deviation σₜ of the noise after a number of updates.
    fn sigma_after(&self, updates: f64) -> f64 {
        self.sigma / (1.0 + updates).powf(self.decay)
    }
}

impl Optimizer for NoisyGradientDescent {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        self.last_rate = learning_rate;
        self.gradient.evaluate(theta, objective);
        let sigma = self.sigma_after(self.updates);
        self.deviates.clear();
        self.updates += 1.0;
        for (theta, g) in theta.iter_mut().zip(self.gradient.get()) {
            let noise = self.noise.draw();
            self.deviates.push(noise);
            *theta -= learning_rate * (g + sigma * noise);
        }
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    fn stable_rate_factor(&self) -> Option<f64> {
        Some(1.0)
    }

    fn terms(&self) -> Vec<Term> {
        let (g, noise) = (self.gradient.get(), &self.deviates[..]);
        let sigma = self.sigma_after(self.updates - 1.0);
        let step = |i: usize| -self.last_rate * (g[i] + sigma * noise[i]);
        let mut terms = self.gradient.terms();
        terms.push(Term::setting("σ", self.sigma));
        if self.decay != 0.0 {
            terms.push(Term::setting("t", self.updates - 1.0));
            terms.push(Term::setting("decay", self.decay));
        }
        let sigma_formula = ["σ/(1 + t)^decay", "σ"][usize::from(self.decay == 0.0)];
        terms.extend([
            Term::new(Role::Noise, "σₜ", sigma_formula, sigma),
            Term::new(Role::Noise, "ξ", "N(0, 1)", noise),
            Term::common_rate(self.last_rate),
            Term::step("−lr·(g + σₜ·ξ)", TermValue::per_parameter(g.len(), step)),
        ]);
        terms
    }
}
