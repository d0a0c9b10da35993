//! `fallline train`: a model that learns from a table.

use std::{io::Write, path::PathBuf};

use clap::Args;

use super::{
    CommandError,
    data::DataArguments,
    labels::Labelled,
    output::{Align, print_json, print_text, rounded, stdout, table},
    progress::ComputationBar,
    values::spec,
};
use crate::{
    files::ModelDraft,
    math::{
        excerpt::excerpt,
        model::{
            catalogue::{Architecture, CATALOGUE, DataShape},
            evaluation::{Evaluation, layer_norms},
            learner::{Fit, Model},
            samples::TrainingSamples,
            saved::{ModelDescription, SavedModel, SavedTensor},
            shares::{ShareFractions, Shares},
        },
        names::UnknownName,
        progress::report,
        scaling::Scaler,
        spec::Spec,
        table::Matrix,
    },
};

mod output;

use output::{History, Outcome};

/// The maximum of `--epochs`.
const MAX_EPOCHS: u64 = 10_000_000;

/// A model that learns from a table
#[derive(Debug, Args)]
pub(super) struct TrainArguments {
    #[command(flatten)]
    data: DataArguments,
    /// The model, such as 'logistic(C=1)'; see `fallline list models`
    #[arg(long, value_name = "MODEL", value_parser = spec)]
    model: Spec,
    /// The loss, if the model has several (default: the usual one for the labels)
    #[arg(long, value_name = "LOSS")]
    loss: Option<String>,
    /// The maximum number of epochs
    #[arg(long, value_name = "N", default_value_t = 200, allow_negative_numbers = true,
          value_parser = clap::value_parser!(u64).range(1..=MAX_EPOCHS))]
    epochs: u64,
    /// The fraction of each class that only measures the result
    #[arg(long, value_name = "FRACTION", default_value_t = 0.2, allow_negative_numbers = true,
          value_parser = parse_fraction)]
    test: f64,
    /// The seed of everything random
    #[arg(long, value_name = "SEED", default_value_t = 0)]
    seed: u64,
    /// Save the model: .npz or .safetensors
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Print JSON in full precision
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Print loss and accuracy of every epoch as CSV
    #[arg(long)]
    csv: bool,
}

/// A fraction from 0 to below 1.
fn parse_fraction(text: &str) -> Result<f64, String> {
    match super::values::number(text)? {
        fraction if (0.0..1.0).contains(&fraction) => Ok(fraction),
        fraction => Err(format!("{fraction} is not from 0 to below 1")),
    }
}

/// Data divided into shares and scaled by the training share.
struct Prepared {
    labelled: Labelled,
    shares: Shares,
    scaler: Scaler,
    training: TrainingSamples,
    /// Empty without a test share.
    test: Option<TrainingSamples>,
}

pub(super) fn run(arguments: &TrainArguments) -> Result<(), CommandError> {
    let architecture = CATALOGUE.build(&arguments.model)?;
    check_loss(arguments, &*architecture)?;
    // Before the training, so that a wrong name does not waste it.
    let draft = arguments.output.as_deref().map(ModelDraft::create);
    let draft = draft.transpose()?;
    let bar = ComputationBar::new();
    let prepared = prepare(arguments, &*architecture)?;
    let input_error = |error: &dyn std::fmt::Display| arguments.data.input_error(error);
    let shape = DataShape {
        features: prepared.training.features.columns(),
        classes: prepared.training.targets.class_names().len(),
    };
    let model = architecture
        .build(shape, arguments.loss.as_deref())
        .map_err(|error| input_error(&error))?;
    let mut history = History::default();
    let fit = train(arguments, &prepared, &*model, &bar, &mut history)?;
    drop(bar);
    if let Some(draft) = draft {
        draft.write(&saved(arguments, &prepared, &*model, &fit))?;
    }
    let outcome = Outcome {
        labelled: &prepared.labelled,
        shares: &prepared.shares,
        model: &*model,
        fit: &fit,
        outputs: model.forward(
            &fit.parameters,
            &prepared
                .scaler
                .apply_all(&prepared.labelled.samples.features),
        ),
        history: &history,
    };
    match (arguments.json, arguments.csv) {
        (true, _) => print_json(&outcome.to_json()),
        (_, true) => history.write_csv(&mut stdout()),
        _ => print_text(&outcome.to_text(&arguments.model)),
    }
}

/// Rejects a loss that the model never has.
fn check_loss(
    arguments: &TrainArguments,
    architecture: &dyn Architecture,
) -> Result<(), CommandError> {
    let Some(loss) = &arguments.loss else {
        return Ok(());
    };
    let names = architecture.loss_names();
    match names.contains(&loss.as_str()) {
        true => Ok(()),
        false => Err(CommandError::Input(format!(
            "{}: {}",
            arguments.model.name,
            UnknownName::among("loss", loss, names)
        ))),
    }
}

/// Reads the data, divides them into shares, and scales them by the training share.
fn prepare(
    arguments: &TrainArguments,
    architecture: &dyn Architecture,
) -> Result<Prepared, CommandError> {
    let input_error = |error: &dyn std::fmt::Display| arguments.data.input_error(error);
    let losses = match &arguments.loss {
        Some(loss) => vec![loss.as_str()],
        None => architecture.loss_names(),
    };
    let labelled = Labelled::read(&arguments.data, &losses)?;
    let fractions = ShareFractions {
        test: arguments.test,
        validation: 0.0,
    };
    let shares = Shares::split(&labelled.samples, fractions, arguments.seed)
        .map_err(|error| input_error(&error))?;
    let training = labelled.samples.select(&shares.training);
    let scaler = Scaler::fit(arguments.data.scale, &training.features);
    let scaled = |samples: TrainingSamples| TrainingSamples {
        features: scaler.apply_all(&samples.features),
        ..samples
    };
    let has_test = !shares.test.is_empty();
    Ok(Prepared {
        test: has_test.then(|| scaled(labelled.samples.select(&shares.test))),
        training: scaled(training),
        scaler,
        shares,
        labelled,
    })
}

/// Trains the model and records every epoch.
fn train(
    arguments: &TrainArguments,
    prepared: &Prepared,
    model: &dyn Model,
    bar: &ComputationBar,
    history: &mut History,
) -> Result<Fit, CommandError> {
    let mut progress = bar.progress();
    let mut gradient = vec![
        0.0;
        model
            .tensors()
            .iter()
            .map(|tensor| tensor.range.len())
            .sum()
    ];
    let mut record = |parameters: &[f64]| {
        model.loss_and_gradient(parameters, &prepared.training, &mut gradient);
        history.push(
            Evaluation::of(model, parameters, &prepared.training),
            (prepared.test.as_ref()).map(|test| Evaluation::of(model, parameters, test)),
            layer_norms(model.tensors(), &gradient),
        );
        report(
            &mut progress,
            history.epochs() as f64 / arguments.epochs as f64,
        )
    };
    let max_epochs = usize::try_from(arguments.epochs).unwrap_or(usize::MAX);
    record(&vec![
        0.0;
        model
            .tensors()
            .iter()
            .map(|tensor| tensor.range.len())
            .sum()
    ])?;
    match model.fit(&prepared.training, max_epochs, &mut record) {
        Some(fit) => fit.map_err(|error| arguments.data.input_error(&error)),
        None => Err(CommandError::Input("--optimizer".into())),
    }
}

/// Everything that a prediction needs.
fn saved(
    arguments: &TrainArguments,
    prepared: &Prepared,
    model: &dyn Model,
    fit: &Fit,
) -> SavedModel {
    let tensors = model.tensors().iter().map(|tensor| SavedTensor {
        name: tensor.name.clone(),
        shape: tensor.shape.clone(),
        values: fit.parameters[tensor.range.clone()].to_vec(),
    });
    SavedModel {
        description: ModelDescription {
            model: arguments.model.clone(),
            loss: model.loss_name().to_owned(),
            label: prepared.labelled.label.clone(),
            columns: prepared.labelled.columns.clone(),
            classes: prepared.training.targets.class_names().to_vec(),
            scaler: prepared.scaler.clone(),
        },
        tensors: tensors.collect(),
    }
}
