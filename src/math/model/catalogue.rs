//! All models by name.
//!
//! To add a model: one new file with its `ENTRY` and one line in [`CATALOGUE`].

use std::fmt;

use thiserror::Error;

use super::{learner::Model, linear, logistic, perceptron, softmax, svm};
use crate::math::{
    catalogue::{self, Build, Catalogue},
    excerpt::excerpt,
    parameter::Setting,
    words::Bilingual,
};

/// The numbers of features and classes of data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataShape {
    /// The number of features.
    pub features: usize,
    /// The number of classes; 0 if the targets are numbers.
    pub classes: usize,
}

/// A model with its settings before it has seen data.
pub trait Architecture: Send + Sync + fmt::Debug {
    /// The model for data of this shape, with the loss of this name or its default loss.
    ///
    /// # Errors
    /// It cannot predict such targets, has no such loss, or needs too much memory.
    fn build(
        &self,
        shape: DataShape,
        loss: Option<&str>,
    ) -> Result<Box<dyn Model>, ArchitectureError>;

    /// The names of the losses that it can have.
    fn loss_names(&self) -> Vec<&'static str>;
}

/// Why a model cannot be used for some data.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
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
    #[error("the loss \"{}\" does not apply to this model, whose loss is {own}", excerpt(.loss))]
    Loss {
        /// The requested loss.
        loss: String,
        /// The loss of the model.
        own: &'static str,
    },
}

/// A model in the catalogue.
pub type Entry = catalogue::Entry<Build<Box<dyn Architecture>>>;

/// All models, in menu order.
pub static CATALOGUE: Catalogue<Build<Box<dyn Architecture>>> = Catalogue::new(
    "model",
    &[
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
