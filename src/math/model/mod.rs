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
//!     model::{catalogue::CATALOGUE, samples::{Targets, TrainingSamples}},
//!     table::Matrix,
//! };
//!
//! let names = vec!["short".to_owned(), "tall".to_owned()];
//! let targets = Targets::Classes { codes: vec![0, 0, 1, 1], names };
//! let samples = TrainingSamples::new(Matrix::of_column(vec![150.0, 160.0, 180.0, 190.0]), targets)?;
//! let svm = CATALOGUE.build(&"svm(C=10)".parse()?)?;
//! let network = svm.network(1, &samples.targets, None)?;
//! let rule = svm.rule().ok_or("no rule of its own")?;
//! let fit = rule.fit(&samples, 1, &mut |_| Ok(()))?;
//! let outputs = network.predict_outputs(&fit.parameters, &Matrix::of_column(vec![165.0, 175.0]));
//! assert_eq!(network.loss().class(outputs.row(0)), Some(0));
//! assert_eq!(network.loss().class(outputs.row(1)), Some(1));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod activation;
pub mod catalogue;
pub mod fit;
pub mod initialization;
mod linear;
mod logistic;
pub mod loss;
pub mod metrics;
mod mlp;
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
