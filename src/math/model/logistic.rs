//! Logistic regression with two classes.

use super::{
    catalogue::{ArchitectureError, C, DataShape, Entry, PENALIZE_INTERCEPT},
    learner::{Fit, FitError},
    linear_model::{LinearArchitecture, LinearKind, Target},
    optimum::{Design, Logistic as LogisticLoss, MarginLoss, MarginObjective, Observer, minimize},
    samples::TrainingSamples,
};
use crate::math::{
    parameter::{Choice, Choices, Setting, choices, parameters},
    words::Bilingual,
};

const NAME: &str = "logistic";

/// The penalty on the weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Penalty {
    /// ‖w‖²/(2C).
    L2,
    /// None.
    None,
}

choices!(Penalty {
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

impl Penalty {
    /// The factor of ½·‖w‖².
    pub(super) fn factor(self, c: f64) -> f64 {
        match self {
            Self::L2 => 1.0 / c,
            Self::None => 0.0,
        }
    }
}

pub(super) const PENALTY: Setting<Penalty> = Setting::choice(
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
        LinearArchitecture::boxed(Logistic {
            penalty: settings.get(PENALTY).factor(settings.get(C)),
            penalizes_bias: settings.get(PENALIZE_INTERCEPT),
        })
    },
};

#[derive(Clone, Debug)]
struct Logistic {
    /// 1/C; 0 without a penalty.
    penalty: f64,
    penalizes_bias: bool,
}

impl LinearKind for Logistic {
    fn loss_name(&self) -> &'static str {
        "bce"
    }

    fn outputs(&self, shape: DataShape) -> Result<usize, ArchitectureError> {
        match shape.classes {
            0 => Err(ArchitectureError::ClassesOnly(NAME)),
            2 => Ok(1),
            classes => Err(ArchitectureError::TwoClasses {
                model: NAME,
                classes,
            }),
        }
    }

    fn loss(&self, outputs: &[f64], target: Target, slopes: &mut [f64]) -> f64 {
        let sign = target.sign(0, 1);
        slopes[0] = sign * LogisticLoss.derivatives(sign * outputs[0])[0];
        LogisticLoss.value(sign * outputs[0])
    }

    fn fit(
        &self,
        samples: &TrainingSamples,
        _max_epochs: usize,
        observer: &mut Observer,
    ) -> Result<Fit, FitError> {
        let design = Design::new(&samples.features);
        let objective = MarginObjective {
            design: &design,
            signs: &samples.targets.signs(1),
            loss: &LogisticLoss,
            penalty: self.penalty,
            penalizes_bias: self.penalizes_bias,
        };
        let mut parameters = vec![0.0; design.columns()];
        let value = minimize(&objective, &mut parameters, observer)?;
        Ok(Fit::optimum(parameters, value))
    }
}
