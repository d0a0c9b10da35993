//! The command line: one file per command.
//!
//! Results go to stdout; everything else is one line on stderr. The exit code is 0 on success, 2 if the input is
//! invalid (including a malformed command line), and 1 for any other failure. A broken pipe, as with `head`, is not a
//! failure.

mod cluster;
mod data;
mod descend;
mod diagnosis;
#[cfg(feature = "app")]
mod display;
mod error;
mod eval;
mod inspect;
mod labels;
mod landscape;
mod list;
mod minima;
mod output;
mod predict;
mod progress;
#[cfg(feature = "app")]
mod redirect;
mod reduce;
mod render;
mod train;
mod usage;
mod values;
mod window;

use std::{ffi::OsString, process::ExitCode};

use clap::{Args, Parser, Subcommand, ValueEnum};
use error::CommandError;

use crate::words::Language;

/// A GPU-accelerated 3-D visualizer of optimizers on loss landscapes and of point clouds.
///
/// Without a command, opens SCENE in a window.
#[derive(Debug, Parser)]
#[command(name = "fallline", version, args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(flatten)]
    window: window::WindowArguments,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Render(render::RenderArguments),
    List(list::ListArguments),
    Eval(eval::EvalArguments),
    Descend(descend::DescendArguments),
    Minima(minima::MinimaArguments),
    Reduce(reduce::ReduceArguments),
    Inspect(inspect::InspectArguments),
    Cluster(cluster::ClusterArguments),
    Train(train::TrainArguments),
    Predict(predict::PredictArguments),
}

/// Options for drawing a scene.
#[derive(Debug, Args)]
struct DrawingArguments {
    /// Colours, line widths and text size, instead of the scene's
    #[arg(long, value_enum)]
    theme: Option<ThemeName>,
    /// How to show a data file (default: cloud, or landscape for an NPZ file with axes x and y)
    #[arg(long = "as", value_enum, value_name = "cloud|landscape")]
    show_as: Option<ShowAs>,
    /// Language of panels and labels
    #[arg(long, value_name = "en|zh")]
    lang: Option<Language>,
    /// Let the graphics driver and the engine write to stderr
    #[arg(long)]
    verbose: bool,
}

/// How a data file is shown, by its name on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ShowAs {
    /// Rows are points
    Cloud,
    /// Numbers are heights on a grid
    Landscape,
}

impl From<ShowAs> for crate::scene::ShowAs {
    fn from(name: ShowAs) -> Self {
        match name {
            ShowAs::Cloud => Self::Cloud,
            ShowAs::Landscape => Self::Landscape,
        }
    }
}

/// The themes, by their names on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ThemeName {
    /// Light on dark, for screens and films
    Dark,
    /// Dark on light, for print
    Light,
    /// Black on white with thick lines and large text, for a lecture hall
    Projector,
}

impl From<ThemeName> for crate::scene::Theme {
    fn from(name: ThemeName) -> Self {
        match name {
            ThemeName::Dark => Self::Dark,
            ThemeName::Light => Self::Light,
            ThemeName::Projector => Self::Projector,
        }
    }
}

/// Runs the command line and returns its exit code. `arguments` begin with the program's name.
///
/// # Examples
///
/// ```
/// fallline::cli::run(["fallline", "eval", "--landscape", "bowl", "--at", "3,4"].map(Into::into));
/// ```
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let outcome = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => execute(arguments),
        Err(error) => usage::report(error),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => error.report(),
    }
}

fn execute(arguments: Arguments) -> Result<(), CommandError> {
    match arguments.command {
        None => window::run(arguments.window),
        Some(Command::Render(arguments)) => render::run(arguments),
        Some(Command::List(arguments)) => list::run(&arguments),
        Some(Command::Eval(arguments)) => eval::run(&arguments),
        Some(Command::Descend(arguments)) => descend::run(&arguments),
        Some(Command::Minima(arguments)) => minima::run(&arguments),
        Some(Command::Reduce(arguments)) => reduce::run(&arguments),
        Some(Command::Inspect(arguments)) => inspect::run(&arguments),
        Some(Command::Cluster(arguments)) => cluster::run(&arguments),
        Some(Command::Train(arguments)) => train::run(&arguments),
        Some(Command::Predict(arguments)) => predict::run(&arguments),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_consistent() {
        super::Arguments::command().debug_assert();
    }
}
