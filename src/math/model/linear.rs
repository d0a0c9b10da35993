//! Linear regression.

use super::{
    catalogue::{Architecture, ArchitectureError, Entry, check_loss, loss_named},
    fit::{Fit, FitError, Rule, numbers},
    network::Network,
    optimum::{Observer, least_squares},
    samples::{Targets, TrainingSamples},
};
use crate::math::words::Bilingual;

const NAME: &str = "linear";
const LOSS: &str = "mse";

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
    build: |_| Box::new(Linear),
};

#[derive(Clone, Debug)]
struct Linear;

impl Rule for Linear {
    fn fit(
        &self,
        samples: &TrainingSamples,
        _max_epochs: usize,
        observer: &mut Observer,
    ) -> Result<Fit, FitError> {
        let numbers = numbers(samples)?;
        let parameters = least_squares(&samples.features, numbers)?;
        observer(&parameters)?;
        let (weights, bias) = parameters.split_at(samples.features.columns());
        let error = |(features, number): (&[f64], &f64)| {
            let product: f64 = weights.iter().zip(features).map(|(w, x)| w * x).sum();
            (product + bias[0] - number).powi(2)
        };
        let errors = samples.features.iter_rows().zip(numbers).map(error);
        let objective = errors.sum();
        Ok(Fit::optimum(parameters, objective))
    }
}

impl Architecture for Linear {
    fn loss_names(&self) -> Vec<&'static str> {
        vec![LOSS]
    }

    fn network(
        &self,
        features: usize,
        targets: &Targets,
        loss: Option<&str>,
    ) -> Result<Network, ArchitectureError> {
        check_loss(NAME, LOSS, loss)?;
        match targets {
            Targets::Classes { .. } => Err(ArchitectureError::NumbersOnly(NAME)),
            Targets::Numbers(_) => Ok(Network::linear(features, loss_named(LOSS)?, targets)?),
        }
    }

    fn rule(&self) -> Option<&dyn Rule> {
        Some(self)
    }
}
