//! Multi-layer perceptrons.

use std::sync::Arc;

use super::{
    activation::{self, Activation},
    catalogue::{Architecture, ArchitectureError, Entry, loss_named},
    loss,
    network::{Hidden, Network},
    samples::Targets,
};
use crate::math::{
    parameter::{Setting, parameters},
    spec::Spec,
    words::Bilingual,
};

const HIDDEN: Setting<Vec<usize>> = Setting::positive_integers(
    "hidden",
    &[16, 16],
    Bilingual::new(
        "the number of neurons in each hidden layer",
        "各隐藏层的神经元个数",
    ),
);

const ACTIVATION: Setting<String> = Setting::text(
    "activation",
    "relu",
    Bilingual::new(
        "the activation of all hidden layers, or of each: \"relu, tanh\"",
        "所有隐藏层的激活函数，或每层各一个：\"relu, tanh\"",
    ),
);

const DROPOUT: Setting<f64> = Setting::number(
    "dropout",
    0.0,
    Bilingual::new(
        "the probability of dropping an output of a hidden layer in an update",
        "每次更新时丢弃隐藏层输出的概率",
    ),
)
.below(1.0)
.slider(0.0, 0.8);

pub(super) const ENTRY: Entry = Entry {
    name: "mlp",
    title: Bilingual::new("Multi-layer perceptron", "多层感知机"),
    formula: "a ← f(W·a + b) in each hidden layer, from a = x\nz = W·a + b",
    doc: Bilingual::new(
        "Layers of neurons, each of which applies an activation to a weighted sum, bend the boundary as the data need.",
        "多层神经元各自对加权和施加激活函数，使边界随数据弯曲。",
    ),
    reference: "Rumelhart, Hinton & Williams 1986, Learning representations by back-propagating errors",
    parameters: parameters![HIDDEN, ACTIVATION, DROPOUT],
    build: |settings| {
        Box::new(Mlp {
            widths: settings.get(HIDDEN),
            activation: settings.get(ACTIVATION),
            dropout: settings.get(DROPOUT),
        })
    },
};

#[derive(Clone, Debug)]
struct Mlp {
    widths: Vec<usize>,
    /// Activations, separated by commas.
    activation: String,
    dropout: f64,
}

impl Architecture for Mlp {
    fn loss_names(&self) -> Vec<&'static str> {
        loss::CATALOGUE.iter().map(|entry| entry.name).collect()
    }

    fn network(
        &self,
        features: usize,
        targets: &Targets,
        loss: Option<&str>,
    ) -> Result<Network, ArchitectureError> {
        let loss = loss_named(loss.unwrap_or_else(|| loss::usual(targets)))?;
        let hidden = Hidden {
            widths: self.widths.clone(),
            activations: activations(&self.activation)?,
        };
        Ok(Network::new(features, &hidden, loss, targets)?)
    }

    fn dropout(&self) -> f64 {
        self.dropout
    }

    fn default_initialization(&self) -> &'static str {
        "default"
    }
}

/// Builds the activations in a text such as `relu, leaky_relu(negative_slope=0.1)`.
fn activations(text: &str) -> Result<Vec<Arc<dyn Activation>>, ArchitectureError> {
    split_at_commas(text)
        .into_iter()
        .map(|part| {
            let spec: Spec = part
                .parse()
                .map_err(|error| ArchitectureError::Activation {
                    text: part.to_owned(),
                    problem: format!("{error}"),
                })?;
            Ok(activation::CATALOGUE.build(&spec)?.into())
        })
        .collect()
}

/// The parts between commas that are not in parentheses.
fn split_at_commas(text: &str) -> Vec<&str> {
    let mut depth = 0;
    text.split(|character| {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        character == ',' && depth == 0
    })
    .map(str::trim)
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::model::catalogue::CATALOGUE;

    fn network(spec: &str) -> Result<Network, String> {
        let targets = Targets::Classes {
            codes: vec![0, 1, 2],
            names: vec!["a".into(), "b".into(), "c".into()],
        };
        let architecture = CATALOGUE.build(&spec.parse().unwrap());
        let architecture = architecture.map_err(|error| error.to_string())?;
        let network = architecture.network(2, &targets, None);
        network.map_err(|error| error.to_string())
    }

    #[test]
    fn layers_have_the_widths_and_activations_of_the_settings() {
        let built =
            network("mlp(hidden=[4, 3], activation=\"tanh, leaky_relu(negative_slope=0.5)\")");
        let built = built.unwrap();
        let widths: Vec<usize> = built.layers().iter().map(|layer| layer.outputs).collect();
        assert_eq!(widths, [4, 3, 3]);
        let at = |layer: usize, u: f64| {
            let activation = built.layers()[layer].activation.as_ref();
            activation.map(|activation| activation.value(u))
        };
        assert_eq!(at(0, -2.0), Some((-2f64).tanh()));
        assert_eq!(at(1, -2.0), Some(-1.0));
        assert_eq!(at(2, -2.0), None);
        let linear = network("mlp(hidden=[])").unwrap();
        assert_eq!(linear.layers().len(), 1);
        assert_eq!(linear.tensors()[0].name, "0.weight");
    }

    #[test]
    fn impossible_layers_are_refused() {
        let message = |spec: &str| network(spec).unwrap_err();
        assert_eq!(
            message("mlp(hidden=[4, 0])"),
            "mlp: hidden=[4, 0] is not allowed; expected numbers in brackets, each a whole number at least 1"
        );
        assert!(message("mlp(hidden=16)").contains("numbers in brackets"));
        assert!(message("mlp(activation=rellu)").contains("did you mean \"relu\"?"));
        assert!(
            message("mlp(activation=\"relu, tanh, relu\")")
                .contains("3 activations are given for 2")
        );
        assert!(message("mlp(activation=\"relu(\")").starts_with("activation \"relu(\": column 6"));
        assert!(message("mlp(hidden=[1000000, 1000000])").contains("TiB of memory"));
        assert!(message("mlp(dropout=1)").contains("from 0 to below 1"));
    }
}
