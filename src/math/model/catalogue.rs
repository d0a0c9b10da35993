//! All models by name.
//!
//! To add a model: one new file with its `ENTRY` and one line in [`CATALOGUE`].

use std::{fmt, sync::Arc};

use thiserror::Error;

use super::{
    fit::Rule,
    linear, logistic,
    loss::{self, Loss},
    mlp,
    network::{Network, NetworkError},
    perceptron,
    samples::Targets,
    softmax, svm,
    training::Penalty,
};
use crate::math::{
    catalogue::{self, Build, BuildError, Catalogue},
    excerpt::excerpt,
    parameter::Setting,
    words::Bilingual,
};

/// A model with its settings before it has seen data.
pub trait Architecture: Send + Sync + fmt::Debug {
    /// The names of the losses that it can have.
    fn loss_names(&self) -> Vec<&'static str>;

    /// The network that predicts `targets` from this number of features, with the loss of this name or the usual one.
    ///
    /// # Errors
    /// The model cannot predict such targets, has no such loss, or needs too much memory.
    fn network(
        &self,
        features: usize,
        targets: &Targets,
        loss: Option<&str>,
    ) -> Result<Network, ArchitectureError>;

    /// The model's own rule of learning. `None` if only an optimizer can train it.
    fn rule(&self) -> Option<&dyn Rule> {
        None
    }

    /// Whether an optimizer can train it.
    fn has_optimizer(&self) -> bool {
        true
    }

    /// The penalty on its parameters.
    fn penalty(&self) -> Penalty {
        Penalty::default()
    }

    /// The probability of dropping an output of a hidden layer in an update.
    fn dropout(&self) -> f64 {
        0.0
    }

    /// The initialization with which an optimizer starts by default.
    fn default_initialization(&self) -> &'static str {
        "zero"
    }
}

/// Why a model cannot be used for some data.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum ArchitectureError {
    /// The model predicts one of two classes.
    #[error("{model} takes two classes, and there are {classes}; use softmax, svm or mlp")]
    TwoClasses {
        /// The name of the model.
        model: &'static str,
        /// The number of classes.
        classes: usize,
    },
    /// The model predicts classes, and the targets are numbers.
    #[error("{0} predicts classes, not numbers; use linear or mlp")]
    ClassesOnly(&'static str),
    /// The model predicts numbers, and the targets are classes.
    #[error("{0} predicts numbers, not classes; use logistic, softmax, svm or mlp")]
    NumbersOnly(&'static str),
    /// The model has another loss.
    #[error("the loss \"{}\" does not apply to {model}, whose loss is {own}", excerpt(.loss))]
    Loss {
        /// The name of the model.
        model: &'static str,
        /// The requested loss.
        loss: String,
        /// The loss of the model.
        own: &'static str,
    },
    /// A loss or an activation is unknown, or its settings are invalid.
    #[error(transparent)]
    Name(#[from] BuildError),
    /// An activation is not a name with settings.
    #[error("activation \"{}\": {problem}", excerpt(.text))]
    Activation {
        /// The text of the activation.
        text: String,
        /// The reason.
        problem: String,
    },
    /// There is no such network.
    #[error(transparent)]
    Network(#[from] NetworkError),
}

/// A model in the catalogue.
pub type Entry = catalogue::Entry<Build<Box<dyn Architecture>>>;

/// All models, in menu order.
pub static CATALOGUE: Catalogue<Build<Box<dyn Architecture>>> = Catalogue::new(
    "model",
    &[
        &mlp::ENTRY,
        &perceptron::ENTRY,
        &linear::ENTRY,
        &logistic::ENTRY,
        &softmax::ENTRY,
        &svm::ENTRY,
    ],
);

/// The inverse strength of the penalty on weights, as in scikit-learn.
pub(super) const C: Setting<f64> = Setting::number(
    "C",
    1.0,
    Bilingual::new(
        "inverse strength of the penalty: the smaller, the smaller the weights",
        "惩罚强度的倒数：越小，权重越小",
    ),
)
.positive()
.logarithmic(1e-3, 1e3);

pub(super) const PENALIZE_INTERCEPT: Setting<bool> = Setting::bool(
    "penalize_intercept",
    false,
    Bilingual::new(
        "penalize the bias like a weight, as liblinear does",
        "像权重一样惩罚偏置（liblinear 的做法）",
    ),
);

/// The loss of this name.
pub(super) fn loss_named(name: &str) -> Result<Arc<dyn Loss>, ArchitectureError> {
    let entry = loss::CATALOGUE.find(name).map_err(BuildError::from)?;
    Ok(entry.build_default().into())
}

/// The network of the linear model `model` of classes, whose only loss is `own`.
pub(super) fn linear_classifier(
    model: &'static str,
    features: usize,
    targets: &Targets,
    (own, requested): (&'static str, Option<&str>),
) -> Result<Network, ArchitectureError> {
    check_loss(model, own, requested)?;
    let loss = loss_named(own)?;
    match (targets.class_names().len(), loss.outputs(targets)) {
        (0, _) => Err(ArchitectureError::ClassesOnly(model)),
        (classes, None) => Err(ArchitectureError::TwoClasses { model, classes }),
        _ => Ok(Network::linear(features, loss, targets)?),
    }
}

/// Rejects any other loss than the model's own.
pub(super) fn check_loss(
    model: &'static str,
    own: &'static str,
    requested: Option<&str>,
) -> Result<(), ArchitectureError> {
    match requested.filter(|loss| *loss != own) {
        None => Ok(()),
        Some(loss) => Err(ArchitectureError::Loss {
            model,
            loss: loss.to_owned(),
            own,
        }),
    }
}
