//! Models that learn from samples.
//!
//! - Rows of features are samples. The parameters of a model are one flat slice; its tensors name their parts as in the
//!   `state_dict` of PyTorch.
//! - The outputs of a model are numbers or logits: with two classes one, that of the second, otherwise one per class.
//! - Losses are means over samples, without penalties; objectives, which optima minimize, are sums and include them.
//!
//! # Examples
//! ```
//! use fallline::math::{
//!     model::{catalogue::{CATALOGUE, DataShape}, learner::predicted_classes, samples::{Targets, TrainingSamples}},
//!     table::Matrix,
//! };
//!
//! let names = vec!["short".to_owned(), "tall".to_owned()];
//! let targets = Targets::Classes { codes: vec![0, 0, 1, 1], names };
//! let samples = TrainingSamples::new(Matrix::of_column(vec![150.0, 160.0, 180.0, 190.0]), targets)?;
//! let shape = DataShape { features: 1, classes: 2 };
//! let model = CATALOGUE.build(&"svm(C=10)".parse()?)?.build(shape, None)?;
//! let fit = model.fit(&samples, 1, &mut |_| Ok(())).ok_or("no rule of its own")??;
//! let outputs = model.forward(&fit.parameters, &Matrix::of_column(vec![165.0, 175.0]));
//! assert_eq!(predicted_classes(&outputs), [0, 1]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod activation;
pub mod catalogue;
pub mod evaluation;
pub mod initialization;
pub mod learner;
mod linear;
mod linear_model;
mod logistic;
pub mod loss;
pub mod metrics;
pub mod network;
pub mod optimum;
mod perceptron;
pub mod samples;
pub mod saved;
pub mod shares;
mod softmax;
mod svm;
pub mod training;

#[cfg(test)]
mod tests;
