//! Logistic regression with two classes.

use super::{
    catalogue::{Architecture, ArchitectureError, C, Entry, PENALIZE_INTERCEPT, linear_classifier},
    fit::{Fit, FitError, Rule, codes, signs},
    network::Network,
    optimum::{Design, Logistic as LogisticLoss, MarginObjective, Observer, minimize},
    samples::{Targets, TrainingSamples},
    training::Penalty,
};
use crate::math::{
    parameter::{Choice, Setting, choices, parameters},
    words::Bilingual,
};

const NAME: &str = "logistic";
const LOSS: &str = "bce";

/// The penalty on the weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PenaltyKind {
    /// ‖w‖²/(2C).
    L2,
    /// None.
    None,
}

choices!(PenaltyKind {
    L2: Choice::new(
        "l2",
        Bilingual::new("L2", "L2"),
        Bilingual::new(
            "half the squared norm of the weights, divided by C",
            "权重范数平方的一半，除以 C"
        ),
    ),
    None: Choice::new(
        "none",
        Bilingual::new("None", "无"),
        Bilingual::new(
            "no penalty; separable classes then have no optimum",
            "无惩罚；类别可分时没有最优解"
        ),
    ),
});

impl PenaltyKind {
    /// The factor of ½·‖w‖².
    pub(super) fn factor(self, c: f64) -> f64 {
        match self {
            Self::L2 => 1.0 / c,
            Self::None => 0.0,
        }
    }
}

pub(super) const PENALTY: Setting<PenaltyKind> = Setting::choice(
    "penalty",
    Bilingual::new("what keeps the weights small", "用什么限制权重的大小"),
);

pub(super) const ENTRY: Entry = Entry {
    name: NAME,
    title: Bilingual::new("Logistic regression", "逻辑回归"),
    formula: "p = σ(w·x + b),  σ(z) = 1/(1 + e⁻ᶻ)\nminimizes Σ −ln p(y) + ‖w‖²/(2C)",
    doc: Bilingual::new(
        "Predicts the probability of the second of two classes, which rises along the normal of a straight boundary.",
        "预测两个类别中第二类的概率，概率沿直线边界的法线方向上升。",
    ),
    reference: "Cox 1958, The Regression Analysis of Binary Sequences; scikit-learn LogisticRegression",
    parameters: parameters![C, PENALTY, PENALIZE_INTERCEPT],
    build: |settings| {
        Box::new(Logistic {
            penalty: Penalty {
                factor: settings.get(PENALTY).factor(settings.get(C)),
                includes_biases: settings.get(PENALIZE_INTERCEPT),
            },
        })
    },
};

#[derive(Clone, Debug)]
struct Logistic {
    penalty: Penalty,
}

impl Rule for Logistic {
    fn fit(
        &self,
        samples: &TrainingSamples,
        _max_epochs: usize,
        observer: &mut Observer,
    ) -> Result<Fit, FitError> {
        let design = Design::new(&samples.features);
        let objective = MarginObjective {
            design: &design,
            signs: &signs(codes(samples)?, 1),
            loss: &LogisticLoss,
            penalty: self.penalty,
        };
        let mut parameters = vec![0.0; design.columns()];
        let value = minimize(&objective, &mut parameters, observer)?;
        Ok(Fit::optimum(parameters, value))
    }
}

impl Architecture for Logistic {
    fn loss_names(&self) -> Vec<&'static str> {
        vec![LOSS]
    }

    fn network(
        &self,
        features: usize,
        targets: &Targets,
        loss: Option<&str>,
    ) -> Result<Network, ArchitectureError> {
        linear_classifier(NAME, features, targets, (LOSS, loss))
    }

    fn rule(&self) -> Option<&dyn Rule> {
        Some(self)
    }

    fn penalty(&self) -> Penalty {
        self.penalty
    }
}
