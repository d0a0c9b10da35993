//! Trained models as they are saved: everything that a prediction needs.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{network::Tensor, samples::Targets};
use crate::math::{excerpt::excerpt, scaling::Scaler, spec::Spec};

/// A trained model.
#[derive(Clone, Debug, PartialEq)]
pub struct SavedModel {
    /// What the tensors mean.
    pub description: ModelDescription,
    /// The parameters.
    pub tensors: Vec<SavedTensor>,
}

/// What a model is and what it was trained on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelDescription {
    /// The model with its settings, such as `mlp(hidden=[16, 16], activation=relu)`.
    pub model: Spec,
    /// The loss that it was trained with, such as `bce`.
    pub loss: String,
    /// The column that it predicts.
    pub label: String,
    /// The columns of its features, in order.
    pub columns: Vec<String>,
    /// The classes in the order of their outputs; empty if it predicts numbers.
    pub classes: Vec<String>,
    /// The scaling of the features.
    pub scaler: Scaler,
}

/// A named array of parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct SavedTensor {
    /// The name, such as `0.weight`.
    pub name: String,
    /// The length of each dimension.
    pub shape: Vec<usize>,
    /// The values in row-major order.
    pub values: Vec<f64>,
}

/// Why the tensors of a file cannot be the parameters of a model.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TensorsError {
    /// A tensor is missing or has another shape.
    #[error("needs {expected}, and the file holds {found}")]
    Shapes {
        /// The names and shapes of the parameters.
        expected: String,
        /// The names and shapes of the tensors in the file.
        found: String,
    },
    /// A parameter is not finite.
    #[error(
        "{tensor} holds a number that is not finite; train the model again with a smaller learning rate"
    )]
    NotFinite {
        /// The name of the tensor.
        tensor: String,
    },
}

/// Concatenates the tensors with these names and shapes, in this order.
///
/// # Errors
/// A tensor is missing, has another shape, or holds a number that is not finite. Other tensors are ignored.
pub fn flat_parameters(
    expected: &[Tensor],
    tensors: &[SavedTensor],
) -> Result<Vec<f64>, TensorsError> {
    let mut parameters = Vec::new();
    for Tensor { name, shape, .. } in expected {
        let is_wanted = |tensor: &&SavedTensor| tensor.name == *name && tensor.shape == *shape;
        let Some(tensor) = tensors.iter().find(is_wanted) else {
            let expected = expected.iter();
            let expected = expected.map(|tensor| (&tensor.name[..], &tensor.shape[..]));
            let found = tensors.iter();
            let found = found.map(|tensor| (&tensor.name[..], &tensor.shape[..]));
            return Err(TensorsError::Shapes {
                expected: shapes(expected),
                found: shapes(found),
            });
        };
        if tensor.values.iter().any(|value| !value.is_finite()) {
            return Err(TensorsError::NotFinite {
                tensor: name.clone(),
            });
        }
        parameters.extend_from_slice(&tensor.values);
    }
    Ok(parameters)
}

/// Names and shapes for messages: `0.weight (16, 2), 0.bias (16)`.
fn shapes<'a>(tensors: impl Iterator<Item = (&'a str, &'a [usize])>) -> String {
    const MAX_TENSORS: usize = 20;
    let text = |(name, shape): (&str, &[usize])| {
        let lengths: Vec<String> = shape.iter().map(usize::to_string).collect();
        format!("{} ({})", excerpt(name), lengths.join(", "))
    };
    let mut texts: Vec<String> = tensors.map(text).collect();
    let more = texts.len().saturating_sub(MAX_TENSORS);
    texts.truncate(MAX_TENSORS);
    match (texts.is_empty(), more) {
        (true, _) => "no tensors".to_owned(),
        (_, 0) => texts.join(", "),
        _ => format!("{} and {more} more", texts.join(", ")),
    }
}

impl ModelDescription {
    /// Targets of the kind that the model predicts, without samples.
    pub fn targets(&self) -> Targets {
        match self.classes.is_empty() {
            true => Targets::Numbers(Vec::new()),
            false => Targets::Classes {
                codes: Vec::new(),
                names: self.classes.clone(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tensor(name: &str, shape: &[usize]) -> SavedTensor {
        SavedTensor {
            name: name.to_owned(),
            shape: shape.to_vec(),
            values: (0..shape.iter().product()).map(|i| i as f64).collect(),
        }
    }

    fn expected() -> [Tensor; 2] {
        [("weight", vec![1, 2]), ("bias", vec![1])].map(|(name, shape)| Tensor {
            name: name.to_owned(),
            shape,
            range: 0..0,
        })
    }

    #[test]
    fn parameters_are_found_by_name_in_any_order() {
        let tensors = [
            tensor("bias", &[1]),
            tensor("other", &[7]),
            tensor("weight", &[1, 2]),
        ];
        assert_eq!(
            flat_parameters(&expected(), &tensors).unwrap(),
            [0.0, 1.0, 0.0]
        );
    }

    #[test]
    fn tensors_that_do_not_fit_are_listed_with_their_shapes() {
        let tensors = [tensor("weight", &[2, 1]), tensor("bias", &[1])];
        let error = flat_parameters(&expected(), &tensors).unwrap_err();
        assert_eq!(
            error.to_string(),
            "needs weight (1, 2), bias (1), and the file holds weight (2, 1), bias (1)"
        );
        let mut tensors = [tensor("weight", &[1, 2]), tensor("bias", &[1])];
        tensors[1].values[0] = f64::INFINITY;
        let error = flat_parameters(&expected(), &tensors).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("bias holds a number that is not finite")
        );
        let error = flat_parameters(&expected(), &[]).unwrap_err();
        assert!(error.to_string().ends_with("the file holds no tensors"));
    }
}
