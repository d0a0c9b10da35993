//! Linear support-vector machines.

use super::{
    catalogue::{Architecture, ArchitectureError, C, Entry, PENALIZE_INTERCEPT, linear_classifier},
    fit::{Fit, FitError, Rule, codes, signs},
    network::Network,
    optimum::{Design, MarginObjective, Observer, SquaredHinge, minimize, minimize_hinge},
    samples::{Targets, TrainingSamples},
    training::Penalty,
};
use crate::math::{
    parameter::{Choice, Setting, choices, parameters},
    words::Bilingual,
};

const NAME: &str = "svm";

/// The loss of a margin m.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum HingeLoss {
    /// max(0, 1 − m).
    Hinge,
    /// max(0, 1 − m)².
    SquaredHinge,
}

choices!(HingeLoss {
    Hinge: Choice::new(
        "hinge",
        Bilingual::new("Hinge", "合页"),
        Bilingual::new(
            "grows linearly with the violation of the margin",
            "随间隔违反量线性增长"
        ),
    ),
    SquaredHinge: Choice::new(
        "squared_hinge",
        Bilingual::new("Squared hinge", "平方合页"),
        Bilingual::new("grows with its square", "随间隔违反量的平方增长"),
    ),
});

impl HingeLoss {
    /// The name of the loss.
    fn name(self) -> &'static str {
        match self {
            Self::Hinge => "hinge",
            Self::SquaredHinge => "squared_hinge",
        }
    }
}

const LOSS: Setting<HingeLoss> = Setting::choice(
    "loss",
    Bilingual::new("the loss of samples inside the margin", "间隔内样本的损失"),
);

pub(super) const ENTRY: Entry = Entry {
    name: NAME,
    title: Bilingual::new("Linear SVM", "线性支持向量机"),
    formula: "ŷ = sign(w·x + b)\nminimizes ½·‖w‖² + C·Σ max(0, 1 − y·(w·x + b)),  more than two classes: each against the rest",
    doc: Bilingual::new(
        "Separates classes by the widest margin; only the samples on or inside the margin determine the boundary.",
        "以最宽的间隔分开类别；只有间隔上或间隔内的样本决定边界。",
    ),
    reference: "Cortes & Vapnik 1995, Support-Vector Networks; scikit-learn LinearSVC",
    parameters: parameters![C, LOSS, PENALIZE_INTERCEPT],
    build: |settings| {
        Box::new(Svm {
            c: settings.get(C),
            loss: settings.get(LOSS),
            penalizes_bias: settings.get(PENALIZE_INTERCEPT),
        })
    },
};

#[derive(Clone, Debug)]
struct Svm {
    c: f64,
    loss: HingeLoss,
    penalizes_bias: bool,
}

impl Svm {
    /// The optimum for one class, whose samples have the sign 1, and its objective.
    fn optimum(
        &self,
        design: &Design,
        signs: &[f64],
        observer: &mut Observer,
    ) -> Result<(Vec<f64>, f64), FitError> {
        if self.loss == HingeLoss::Hinge {
            let (c, penalizes_bias) = (self.c, self.penalizes_bias);
            return Ok(minimize_hinge(design, signs, c, penalizes_bias, observer)?);
        }
        let objective = MarginObjective {
            design,
            signs,
            loss: &SquaredHinge,
            penalty: self.penalty(),
        };
        let mut parameters = vec![0.0; design.columns()];
        let value = minimize(&objective, &mut parameters, observer)?;
        Ok((parameters, self.c * value))
    }
}

impl Rule for Svm {
    /// The iterates of a class have the parameters of the earlier ones at their optimum and those of later ones at 0.
    fn fit(
        &self,
        samples: &TrainingSamples,
        _max_epochs: usize,
        observer: &mut Observer,
    ) -> Result<Fit, FitError> {
        let design = Design::new(&samples.features);
        let (codes, classes) = (codes(samples)?, samples.targets.class_names().len());
        let features = samples.features.columns();
        let outputs = if classes == 2 { 1 } else { classes };
        let mut parameters = vec![0.0; outputs * (features + 1)];
        let mut objective = 0.0;
        for output in 0..outputs {
            let class = if outputs == 1 { 1 } else { output };
            let set = |parameters: &mut [f64], of_class: &[f64]| {
                let (weights, bias) = of_class.split_at(features);
                parameters[output * features..][..features].copy_from_slice(weights);
                parameters[outputs * features + output] = bias[0];
            };
            let mut observe_class = |of_class: &[f64]| {
                set(&mut parameters, of_class);
                observer(&parameters)
            };
            let signs = signs(codes, class);
            let (of_class, value) = self.optimum(&design, &signs, &mut observe_class)?;
            set(&mut parameters, &of_class);
            objective += value;
        }
        Ok(Fit::optimum(parameters, objective))
    }
}

impl Architecture for Svm {
    fn loss_names(&self) -> Vec<&'static str> {
        vec![self.loss.name()]
    }

    fn network(
        &self,
        features: usize,
        targets: &Targets,
        loss: Option<&str>,
    ) -> Result<Network, ArchitectureError> {
        linear_classifier(NAME, features, targets, (self.loss.name(), loss))
    }

    fn rule(&self) -> Option<&dyn Rule> {
        Some(self)
    }

    fn penalty(&self) -> Penalty {
        Penalty {
            factor: 1.0 / self.c,
            includes_biases: self.penalizes_bias,
        }
    }
}
