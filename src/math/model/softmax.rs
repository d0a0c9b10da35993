//! Softmax regression: logistic regression with several classes.

use super::{
    catalogue::{Architecture, ArchitectureError, C, Entry, linear_classifier},
    fit::{Fit, FitError, Rule, codes},
    logistic::PENALTY,
    network::Network,
    optimum::{Design, Observer, SoftmaxObjective, minimize},
    samples::{Targets, TrainingSamples},
    training::Penalty,
};
use crate::math::{parameter::parameters, words::Bilingual};

const NAME: &str = "softmax";
const LOSS: &str = "ce";

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
        Box::new(Softmax {
            penalty: settings.get(PENALTY).factor(settings.get(C)),
        })
    },
};

#[derive(Clone, Debug)]
struct Softmax {
    /// 1/C; 0 without a penalty.
    penalty: f64,
}

impl Rule for Softmax {
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
            codes: codes(samples)?,
            classes,
            penalty: self.penalty,
        };
        let mut parameters = vec![0.0; classes * design.columns()];
        let value = minimize(&objective, &mut parameters, observer)?;
        Ok(Fit::optimum(parameters, value))
    }
}

impl Architecture for Softmax {
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
        Penalty {
            factor: self.penalty,
            includes_biases: false,
        }
    }
}
