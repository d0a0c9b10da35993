//! Linear regression.

use super::{
    catalogue::{ArchitectureError, DataShape, Entry},
    learner::{Fit, FitError},
    linear_model::{LinearArchitecture, LinearKind, Target},
    optimum::{Observer, OptimumError, least_squares},
    samples::{Targets, TrainingSamples},
};
use crate::math::words::Bilingual;

const NAME: &str = "linear";

pub(super) const ENTRY: Entry = Entry {
    name: NAME,
    title: Bilingual::new("Linear regression", "线性回归"),
    formula: "ŷ = w·x + b\nminimizes Σ (ŷ − y)²",
    doc: Bilingual::new(
        "Predicts numbers by a plane through the data, with the smallest sum of squared errors.",
        "用一个平面拟合数据来预测数值，使误差平方和最小。",
    ),
    reference: "Legendre 1805, Nouvelles méthodes pour la détermination des orbites des comètes; scikit-learn LinearRegression",
    parameters: &[],
    build: |_| LinearArchitecture::boxed(Linear),
};

#[derive(Clone, Debug)]
struct Linear;

impl LinearKind for Linear {
    fn loss_name(&self) -> &'static str {
        "mse"
    }

    fn outputs(&self, shape: DataShape) -> Result<usize, ArchitectureError> {
        match shape.classes {
            0 => Ok(1),
            _ => Err(ArchitectureError::NumbersOnly(NAME)),
        }
    }

    fn loss(&self, outputs: &[f64], target: Target, slopes: &mut [f64]) -> f64 {
        let number = match target {
            Target::Number(number) => number,
            Target::Class(_) => f64::NAN,
        };
        let error = outputs[0] - number;
        slopes[0] = 2.0 * error;
        error * error
    }

    fn fit(
        &self,
        samples: &TrainingSamples,
        _max_epochs: usize,
        observer: &mut Observer,
    ) -> Result<Fit, FitError> {
        let Targets::Numbers(numbers) = &samples.targets else {
            return Err(OptimumError::IllConditioned.into());
        };
        let parameters = least_squares(&samples.features, numbers)?;
        observer(&parameters)?;
        let (bias, weights) = (
            parameters[parameters.len() - 1],
            &parameters[..parameters.len() - 1],
        );
        let error = |(features, number): (&[f64], &f64)| {
            let product: f64 = weights.iter().zip(features).map(|(w, x)| w * x).sum();
            (product + bias - number).powi(2)
        };
        let errors = samples.features.iter_rows().zip(numbers).map(error);
        let objective = errors.sum();
        Ok(Fit::optimum(parameters, objective))
    }
}
