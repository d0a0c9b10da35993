//! `fallline train`: a model that learns from a table.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::Args;

use super::{
    CommandError,
    data::DataArguments,
    labels::Labelled,
    output::{print_json, print_text, stdout},
    progress::ComputationBar,
    values::{self, spec},
};
use crate::{
    files::{ModelDraft, exists, is_same_file, path_excerpt, read_tensors, text_to_path},
    math::{
        model::{
            catalogue::{Architecture, CATALOGUE},
            fit::{Fit, Rule},
            initialization,
            network::Network,
            samples::{SamplesError, TrainingSamples},
            saved::{ModelDescription, SavedModel, SavedTensor, flat_parameters},
            shares::{ShareFractions, Shares},
            training::{History, StopReason, Training, TrainingOptions},
        },
        names::UnknownName,
        optimizer::{self, Optimizer},
        scaling::Scaler,
        schedule::{self, Schedule},
        spec::Spec,
    },
};

mod output;

use output::Outcome;

/// The maximum of `--epochs`.
const MAX_EPOCHS: u64 = 10_000_000;
/// The default of `--optimizer` for models that have no rule of their own.
const DEFAULT_OPTIMIZER: &str = "adam";
/// The default of `--batch`, if there are as many training samples.
const DEFAULT_BATCH: usize = 32;

/// A model that learns from a table
#[derive(Debug, Args)]
pub(super) struct TrainArguments {
    #[command(flatten)]
    data: DataArguments,
    /// The model, such as 'mlp(hidden=[16, 16], activation=relu)' or 'logistic(C=1)'; see `fallline list models`
    #[arg(long, value_name = "MODEL", value_parser = spec)]
    model: Spec,
    /// The loss, such as bce, ce or mse (default: the usual one for the model and the labels)
    #[arg(long, value_name = "LOSS")]
    loss: Option<String>,
    /// Such as 'adam(lr=0.01)' (default: adam for an mlp; other models go to their optimum)
    #[arg(long, value_name = "O", value_parser = spec)]
    optimizer: Option<Spec>,
    /// How the learning rate changes from update to update; see `fallline list schedules`
    #[arg(long, value_name = "S", value_parser = spec, requires = "optimizer")]
    schedule: Option<Spec>,
    /// The maximum number of epochs
    #[arg(long, value_name = "N", default_value_t = 200, allow_negative_numbers = true,
          value_parser = clap::value_parser!(u64).range(1..=MAX_EPOCHS))]
    epochs: u64,
    /// The number of training samples in an update, or all (default: 32)
    #[arg(long, value_name = "N|all", value_parser = parse_batch)]
    batch: Option<Batch>,
    /// The fraction of each class that only measures the result
    #[arg(long, value_name = "FRACTION", default_value_t = 0.2, allow_negative_numbers = true,
          value_parser = parse_fraction)]
    test: f64,
    /// The seed of everything random
    #[arg(long, value_name = "SEED", default_value_t = 0)]
    seed: u64,
    /// Initial parameters: default, xavier, he, normal(std=0.01), zero, or the .npz or .safetensors file of a model
    #[arg(long, value_name = "INIT", value_parser = values::path_text())]
    init: Option<String>,
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

/// The number of training samples in an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Batch {
    All,
    Samples(usize),
}

fn parse_batch(text: &str) -> Result<Batch, String> {
    match (text, text.parse()) {
        ("all", _) => Ok(Batch::All),
        (_, Ok(count @ 1..)) => Ok(Batch::Samples(count)),
        _ => Err("expected a whole number at least 1, or all".to_owned()),
    }
}

/// A fraction from 0 to below 1.
fn parse_fraction(text: &str) -> Result<f64, String> {
    match values::number(text)? {
        fraction if (0.0..1.0).contains(&fraction) => Ok(fraction),
        fraction => Err(format!("{fraction} is not from 0 to below 1")),
    }
}

/// Data scaled by the training share.
struct Prepared {
    labelled: Labelled,
    /// All samples, scaled.
    samples: Arc<TrainingSamples>,
    shares: Shares,
    scaler: Scaler,
}

/// A finished training.
struct Trained {
    /// The learned parameters, which are those before the last epoch if that diverged.
    fit: Fit,
    history: History,
    stopped: &'static str,
}

pub(super) fn run(arguments: &TrainArguments) -> Result<(), CommandError> {
    let architecture = &*CATALOGUE.build(&arguments.model)?;
    check_loss(arguments, architecture)?;
    let learning = learning(arguments, architecture)?;
    // Before the training, so that a name that cannot be written does not waste it.
    let draft = arguments
        .output
        .as_deref()
        .map(|path| draft(arguments, path));
    let draft = draft.transpose()?;
    let bar = ComputationBar::new();
    let prepared = prepare(arguments, architecture)?;
    let network = architecture.network(
        prepared.samples.features.columns(),
        &prepared.samples.targets,
        arguments.loss.as_deref(),
    );
    let network = network.map_err(|error| arguments.data.input_error(&error))?;
    let network = Arc::new(network);
    let trained = match learning {
        Learning::Rule(rule) => fit(arguments, rule, &prepared, &network, &bar)?,
        Learning::Optimizer(optimizer, schedule) => {
            let optimizer = (optimizer, schedule);
            train(
                arguments,
                architecture,
                &prepared,
                &network,
                optimizer,
                &bar,
            )?
        }
    };
    drop(bar);
    if let Some(draft) = draft {
        draft.write(&saved(arguments, &prepared, &network, &trained.fit))?;
    }
    let outcome = Outcome::new(&prepared, &network, &trained);
    match (arguments.json, arguments.csv) {
        (true, _) => print_json(&outcome.to_json()),
        (_, true) => outcome.write_csv(&mut stdout()),
        _ => print_text(&outcome.to_text(&arguments.model)),
    }
}

/// The file to be written, which must not be one of those that are read.
fn draft(arguments: &TrainArguments, path: &Path) -> Result<ModelDraft, CommandError> {
    let read = [&arguments.data.file].into_iter().chain(&arguments.init);
    let mut read = read.map(|file| text_to_path(file));
    if read.any(|read| exists(&read) && is_same_file(&read, path)) {
        let problem = format!(
            "{} is read; choose another name for the model",
            path_excerpt(path)
        );
        return Err(CommandError::Input(problem));
    }
    Ok(ModelDraft::create(path)?)
}

/// Rejects a loss that the model never has.
fn check_loss(
    arguments: &TrainArguments,
    architecture: &dyn Architecture,
) -> Result<(), CommandError> {
    let names = architecture.loss_names();
    match &arguments.loss {
        Some(loss) if !names.contains(&loss.as_str()) => Err(CommandError::Input(format!(
            "{}: {}",
            arguments.model.name,
            UnknownName::among("loss", loss, names)
        ))),
        _ => Ok(()),
    }
}

/// How a model learns.
enum Learning<'a> {
    Rule(&'a dyn Rule),
    Optimizer(Box<dyn Optimizer>, Schedule),
}

/// The model's own rule, unless an optimizer is chosen or there is none.
fn learning<'a>(
    arguments: &TrainArguments,
    architecture: &'a dyn Architecture,
) -> Result<Learning<'a>, CommandError> {
    let name = &arguments.model.name;
    if arguments.optimizer.is_some() && !architecture.has_optimizer() {
        let problem = format!("{name} learns by its own rule; leave out --optimizer");
        return Err(CommandError::Input(problem));
    }
    if let (None, Some(rule)) = (&arguments.optimizer, architecture.rule()) {
        let unused = [
            ("--init", arguments.init.is_some()),
            ("--batch", arguments.batch.is_some()),
        ];
        let Some((option, _)) = unused.iter().find(|(_, is_set)| *is_set) else {
            return Ok(Learning::Rule(rule));
        };
        let way_out = match architecture.has_optimizer() {
            true => format!("leave out {option}, or choose an --optimizer"),
            false => format!("leave out {option}"),
        };
        return Err(CommandError::Input(format!(
            "{name} learns by its own rule from parameters of 0; {way_out}"
        )));
    }
    let default = || Spec::new(DEFAULT_OPTIMIZER);
    let optimizer = arguments.optimizer.clone().unwrap_or_else(default);
    let schedule = match &arguments.schedule {
        Some(schedule) => schedule::CATALOGUE.build(schedule)?,
        None => Schedule::Constant,
    };
    let optimizer = optimizer::CATALOGUE.build(&optimizer)?;
    Ok(Learning::Optimizer(optimizer, schedule))
}

/// Reads the data, divides them into shares, and scales them by the training share.
fn prepare(
    arguments: &TrainArguments,
    architecture: &dyn Architecture,
) -> Result<Prepared, CommandError> {
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
        .map_err(|error| arguments.data.input_error(&error))?;
    let training = labelled.samples.select(&shares.training);
    let scaler = Scaler::fit(arguments.data.scale, &training.features);
    let samples = TrainingSamples {
        features: scaler.apply_all(&labelled.samples.features),
        targets: labelled.samples.targets.clone(),
    };
    Ok(Prepared {
        samples: Arc::new(samples),
        labelled,
        shares,
        scaler,
    })
}

/// Learns by the model's own rule.
fn fit(
    arguments: &TrainArguments,
    rule: &dyn Rule,
    prepared: &Prepared,
    network: &Network,
    bar: &ComputationBar,
) -> Result<Trained, CommandError> {
    let fitted = Fit::by_rule(
        rule,
        network,
        (&prepared.samples, &prepared.shares),
        max_epochs(arguments),
        TrainingOptions::default().history_bytes,
        &mut bar.progress(),
    );
    let (fit, history) = fitted.map_err(|error| arguments.data.input_error(&error))?;
    Ok(Trained {
        stopped: if fit.is_converged {
            "converged"
        } else {
            "epoch_limit"
        },
        fit,
        history,
    })
}

/// Learns by an optimizer.
fn train(
    arguments: &TrainArguments,
    architecture: &dyn Architecture,
    prepared: &Prepared,
    network: &Arc<Network>,
    optimizer: (Box<dyn Optimizer>, Schedule),
    bar: &ComputationBar,
) -> Result<Trained, CommandError> {
    let count = prepared.shares.training.len();
    let options = TrainingOptions {
        batch: match arguments.batch {
            Some(Batch::All) => None,
            Some(Batch::Samples(batch)) => Some(batch),
            None => Some(DEFAULT_BATCH.min(count)),
        },
        dropout: architecture.dropout(),
        seed: arguments.seed,
        penalty: architecture.penalty(),
        ..TrainingOptions::default()
    };
    let mut training = Training::new(
        network.clone(),
        (prepared.samples.clone(), prepared.shares.clone()),
        initial_parameters(arguments, architecture, network)?,
        optimizer,
        options,
    )
    .map_err(|error: SamplesError| arguments.data.input_error(&error))?;
    let reason = training.run(max_epochs(arguments), &mut bar.progress())?;
    Ok(Trained {
        stopped: match reason {
            StopReason::EpochLimit => "epoch_limit",
            StopReason::NoImprovement => "no_improvement",
            StopReason::Diverged => "diverged",
        },
        fit: Fit {
            parameters: training.parameters().to_vec(),
            objective: None,
            updates_per_epoch: Vec::new(),
            is_converged: false,
        },
        history: training.history().clone(),
    })
}

fn max_epochs(arguments: &TrainArguments) -> usize {
    usize::try_from(arguments.epochs).unwrap_or(usize::MAX)
}

/// The parameters that an optimizer starts from: random, or from a file.
fn initial_parameters(
    arguments: &TrainArguments,
    architecture: &dyn Architecture,
    network: &Network,
) -> Result<Vec<f64>, CommandError> {
    let default = architecture.default_initialization();
    let text = arguments.init.as_deref().unwrap_or(default);
    let path = &text_to_path(text);
    if is_model_file(path) {
        return flat_parameters(network.tensors(), &read_tensors(path)?).map_err(|error| {
            let file = path_excerpt(path);
            CommandError::Input(format!("{file}: {} {error}", arguments.model))
        });
    }
    let spec = spec(text).map_err(|problem| CommandError::Input(format!("--init: {problem}")))?;
    let initialization = initialization::CATALOGUE.build(&spec)?;
    Ok(network.initial_parameters(&*initialization, arguments.seed))
}

/// Whether a name is that of a file of tensors, by its extension.
fn is_model_file(path: &Path) -> bool {
    let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
    extension == "npz" || extension == "safetensors"
}

/// Everything that a prediction needs.
fn saved(
    arguments: &TrainArguments,
    prepared: &Prepared,
    network: &Network,
    fit: &Fit,
) -> SavedModel {
    let tensors = network.tensors().iter().map(|tensor| SavedTensor {
        name: tensor.name.clone(),
        shape: tensor.shape.clone(),
        values: fit.parameters[tensor.range.clone()].to_vec(),
    });
    SavedModel {
        description: ModelDescription {
            model: arguments.model.clone(),
            loss: network.loss().name().to_owned(),
            label: prepared.labelled.label.clone(),
            columns: prepared.labelled.columns.clone(),
            classes: prepared.samples.targets.class_names().to_vec(),
            scaler: prepared.scaler.clone(),
        },
        tensors: tensors.collect(),
    }
}
