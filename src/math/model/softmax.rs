//! Softmax regression: logistic regression with several classes.

use super::{
    catalogue::{ArchitectureError, C, DataShape, Entry},
    learner::{Fit, FitError},
    linear_model::{LinearArchitecture, LinearKind, Target},
    logistic::PENALTY,
    optimum::{Design, Observer, SoftmaxObjective, minimize},
    samples::TrainingSamples,
};
use crate::math::{parameter::parameters, words::Bilingual};

const NAME: &str = "softmax";

pub(super) const ENTRY: Entry = Entry {
    name: NAME,
    title: Bilingual::new("Softmax regression", "Softmax 回归"),
    formula: "p = softmax(W·x + b),  softmax(z)ₖ = e^zₖ/Σ e^zⱼ\nminimizes Σ −ln p(y) + ‖W‖²/(2C)",
    doc: Bilingual::new(
        "Predicts the probability of every class; the boundaries between any two classes are straight.",
        "预测每个类别的概率；任意两类之间的边界都是直的。",
    ),
    reference: "Bridle 1990, Probabilistic Interpretation of Feedforward Classification Network Outputs; scikit-learn LogisticRegression",
    parameters: parameters![C, PENALTY],
    build: |settings| {
        LinearArchitecture::boxed(Softmax {
            penalty: settings.get(PENALTY).factor(settings.get(C)),
        })
    },
};

#[derive(Clone, Debug)]
struct Softmax {
    /// 1/C; 0 without a penalty.
    penalty: f64,
}

impl LinearKind for Softmax {
    fn loss_name(&self) -> &'static str {
        "ce"
    }

    fn outputs(&self, shape: DataShape) -> Result<usize, ArchitectureError> {
        match shape.classes {
            0 => Err(ArchitectureError::ClassesOnly(NAME)),
            classes => Ok(classes),
        }
    }

    fn loss(&self, outputs: &[f64], target: Target, slopes: &mut [f64]) -> f64 {
        let largest = outputs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = outputs.iter().map(|z| (z - largest).exp()).sum();
        let mut known = f64::NAN;
        for (class, (z, slope)) in outputs.iter().zip(slopes).enumerate() {
            *slope = (z - largest).exp() / sum;
            if target == Target::Class(class) {
                *slope -= 1.0;
                known = *z;
            }
        }
        sum.ln() + largest - known
    }

    fn fit(
        &self,
        samples: &TrainingSamples,
        _max_epochs: usize,
        observer: &mut Observer,
    ) -> Result<Fit, FitError> {
        let design = Design::new(&samples.features);
        let classes = samples.targets.class_names().len();
        let objective = SoftmaxObjective {
            design: &design,
            codes: samples.targets.codes().unwrap_or_default(),
            classes,
            penalty: self.penalty,
        };
        let mut parameters = vec![0.0; classes * design.columns()];
        let value = minimize(&objective, &mut parameters, observer)?;
        Ok(Fit::optimum(parameters, value))
    }
}
