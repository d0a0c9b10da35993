//! `fallline descend`: every step of an optimizer from one or several starts.

use std::io::{self, Write};

use clap::Args;
use rayon::prelude::*;
use serde::Serialize;

use super::{
    CommandError,
    diagnosis::Report,
    landscape::LandscapeArguments,
    output::{Align, print_json, print_text, rounded, stdout, table},
    progress::Bar,
    values::{self, Coordinates},
};
use crate::{
    math::{
        descent::{self, Descent, Evaluations, GradientSource, Mode, StopReason, random_starts},
        landscape::{Domain, Landscape},
        progress::SharedProgress,
        schedule,
        spec::Spec,
    },
    scene::MAX_UPDATES,
};

/// The maximum of `--multistart`.
const MAX_STARTS: i64 = 10_000;

/// The trajectory of an optimizer on a landscape
#[derive(Debug, Args)]
pub(super) struct DescendArguments {
    #[command(flatten)]
    landscape: LandscapeArguments,
    /// Such as adam(lr=0.1); see `fallline list optimizers`
    #[arg(long, value_name = "O")]
    optimizer: Spec,
    /// The starting point; X alone for one variable. Repeated, one run from each
    #[arg(long, value_name = "X,Y", allow_hyphen_values = true,
          required_unless_present = "multistart", value_parser = values::point)]
    start: Vec<Coordinates>,
    /// In place of --start: runs from this many random points in the landscape's domain
    #[arg(long, value_name = "N", conflicts_with = "start", allow_negative_numbers = true,
          value_parser = clap::value_parser!(u32).range(1..=MAX_STARTS))]
    multistart: Option<u32>,
    /// The seed of the random points
    #[arg(
        long,
        value_name = "SEED",
        default_value_t = 0,
        requires = "multistart"
    )]
    seed: u64,
    /// The maximum number of updates
    #[arg(long, value_name = "N", allow_negative_numbers = true,
          value_parser = clap::value_parser!(u64).range(0..=MAX_UPDATES))]
    steps: u64,
    /// How the learning rate changes; see `fallline list schedules`
    #[arg(long, value_name = "S", default_value = "constant")]
    schedule: Spec,
    /// The gradient that the optimizer uses: exact, or central(h=1e-4) for central differences
    #[arg(long, value_name = "G", default_value = "exact", value_parser = values::gradient)]
    gradient: GradientSource,
    /// Follow the gradient instead of its negative
    #[arg(long)]
    ascend: bool,
    /// Update one parameter at a time, with the newest value of the other
    #[arg(long)]
    coordinatewise: bool,
    /// Stop as converged once the norm of the gradient is below this (default: never)
    #[arg(long, value_name = "G", allow_negative_numbers = true, value_parser = values::positive)]
    tolerance: Option<f64>,
    /// Diagnose the run, with advice
    #[arg(long)]
    diagnose: bool,
    /// With --diagnose: also report the first step at which the value falls by no more than this
    #[arg(long, value_name = "E", allow_negative_numbers = true, value_parser = values::positive,
          requires = "diagnose")]
    epsilon: Option<f64>,
    /// Print JSON in full precision
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Print CSV in full precision, one row per point; the last has no learning rate, since no update follows
    #[arg(long)]
    csv: bool,
}

/// The JSON output of one run. `path`, `value` and `gradient_norm` have one entry for the start and one per update;
/// `learning_rate` has one per update.
#[derive(Serialize)]
struct RunOutput<'a> {
    path: Vec<&'a [f64]>,
    value: &'a [f64],
    gradient_norm: &'a [f64],
    learning_rate: &'a [f64],
    stopped: StopReason,
    evaluations: &'a Evaluations,
    #[serde(skip_serializing_if = "Option::is_none")]
    diagnosis: Option<Report>,
}

/// The JSON output of several runs. `best` is the index of the run with the lowest final value.
#[derive(Serialize)]
struct RunsOutput<'a> {
    runs: Vec<RunOutput<'a>>,
    best: usize,
}

pub(super) fn run(arguments: &DescendArguments) -> Result<(), CommandError> {
    let bar = Bar::new();
    let landscape = arguments.landscape.open()?;
    let landscape = landscape.as_ref();
    let schedule = schedule::CATALOGUE.build(&arguments.schedule)?;
    let mode = Mode {
        gradient: arguments.gradient,
        ascend: arguments.ascend,
        coordinatewise: arguments.coordinatewise,
    };
    mode.build(&arguments.optimizer)?;
    let starts = starting_points(arguments, landscape)?;
    let count = starts.len().max(1) as u64;
    if arguments.steps.saturating_mul(count) > MAX_UPDATES {
        return Err(CommandError::Input(format!(
            "--steps {}: {count} runs may make {MAX_UPDATES} steps in total; use at most {} or fewer starts",
            arguments.steps,
            MAX_UPDATES / count
        )));
    }
    let steps = usize::try_from(arguments.steps).unwrap_or(usize::MAX);
    let mut progress = bar.progress();
    let updates = SharedProgress::new(&mut progress, steps.saturating_mul(starts.len()));
    let trajectories: Vec<descent::Trajectory> = (starts.into_par_iter())
        .map(|start| {
            let optimizer = mode.build(&arguments.optimizer)?;
            let tolerance = arguments.tolerance;
            let mut descent = Descent::new(landscape, optimizer, schedule, &start, tolerance)?;
            descent.run(steps, &updates)?;
            Ok(descent.into_trajectory())
        })
        .collect::<Result<_, CommandError>>()?;
    drop(progress);
    drop(bar);
    if arguments.json {
        return match &trajectories[..] {
            [trajectory] => print_json(&run_output(trajectory, landscape, arguments)),
            trajectories => print_json(&RunsOutput {
                runs: (trajectories.iter())
                    .map(|trajectory| run_output(trajectory, landscape, arguments))
                    .collect(),
                best: descent::best_run(trajectories),
            }),
        };
    }
    if arguments.csv {
        return Ok(write_csv(&trajectories, &mut stdout())?);
    }
    let texts: Vec<String> = (trajectories.iter())
        .map(|trajectory| to_text(trajectory, landscape, arguments))
        .collect();
    print_text(&texts.join("\n"))
}

fn starting_points(
    arguments: &DescendArguments,
    landscape: &dyn Landscape,
) -> Result<Vec<Vec<f64>>, CommandError> {
    let Some(count) = arguments.multistart else {
        let starts = arguments.start.iter().map(|start| {
            let start = arguments.landscape.point(landscape, "--start", start)?;
            Ok(landscape.parameters(&start).to_vec())
        });
        return starts.collect();
    };
    let Domain { x, y } = landscape.domain();
    let starts = random_starts(landscape, &[x, y], count as usize, arguments.seed)?;
    Ok(starts)
}

fn run_output<'a>(
    trajectory: &'a descent::Trajectory,
    landscape: &dyn Landscape,
    arguments: &DescendArguments,
) -> RunOutput<'a> {
    RunOutput {
        path: trajectory.points.iter_rows().collect(),
        value: &trajectory.values,
        gradient_norm: &trajectory.gradient_norms,
        learning_rate: &trajectory.learning_rates,
        stopped: trajectory.stop_reason,
        evaluations: &trajectory.evaluations,
        diagnosis: arguments
            .diagnose
            .then(|| Report::of(trajectory, landscape, arguments.epsilon)),
    }
}

/// Writes one row per point. If there are several runs, each row begins with the number of its run, from 0.
fn write_csv(trajectories: &[descent::Trajectory], out: &mut impl Write) -> io::Result<()> {
    let has_run_column = trajectories.len() > 1;
    let has_one_parameter = trajectories
        .iter()
        .all(|trajectory| trajectory.dimensions() == 1);
    let axes = if has_one_parameter { "x" } else { "x,y" };
    let run = if has_run_column { "run," } else { "" };
    writeln!(out, "{run}step,{axes},value,gradient_norm,learning_rate")?;
    for (number, trajectory) in trajectories.iter().enumerate() {
        for (step, point) in trajectory.points.iter_rows().enumerate() {
            if has_run_column {
                write!(out, "{number},")?;
            }
            write!(out, "{step},")?;
            // `{:?}` writes the fewest digits that parse back to the same number, with an exponent if that is shorter.
            for coordinate in point {
                write!(out, "{coordinate:?},")?;
            }
            let (value, norm) = (trajectory.values[step], trajectory.gradient_norms[step]);
            write!(out, "{value:?},{norm:?},")?;
            if let Some(rate) = trajectory.learning_rates.get(step) {
                write!(out, "{rate:?}")?;
            }
            writeln!(out)?;
        }
    }
    out.flush()
}

/// A table of about ten evenly spaced steps of the run, and how it ended.
fn to_text(
    trajectory: &descent::Trajectory,
    landscape: &dyn Landscape,
    arguments: &DescendArguments,
) -> String {
    let last = trajectory.steps();
    let stride = last.div_ceil(10).max(1);
    let [x, y, value] = landscape.axis_names();
    let norm_name = format!("‖∇{value}‖");
    let axes = [x, y].into_iter().take(trajectory.dimensions());
    let headers = ["step".to_owned()].into_iter().chain(axes);
    let mut rows: Vec<Vec<String>> = vec![headers.chain([value, norm_name]).collect()];
    rows.extend((0..last).step_by(stride).chain([last]).map(|step| {
        let rest = [trajectory.values[step], trajectory.gradient_norms[step]];
        let numbers = trajectory
            .point(step)
            .iter()
            .copied()
            .chain(rest)
            .map(rounded);
        [step.to_string()].into_iter().chain(numbers).collect()
    }));
    let ending = match trajectory.stop_reason {
        StopReason::StepLimit => "stopped at the step limit",
        StopReason::Converged => "converged",
        StopReason::Diverged => "diverged",
        StopReason::LeftDomain => "left the domain where the function is defined",
    };
    let Evaluations {
        value,
        gradient,
        sample_gradient,
        ..
    } = trajectory.evaluations;
    let mut text = format!(
        "{}{ending} after {last} updates, {value} evaluations of the value and {gradient} of the gradient",
        table(&rows, Align::Right)
    );
    if sample_gradient > 0 {
        text += &format!(", {sample_gradient} of the gradient of one sample");
    }
    text += "\n";
    if arguments.diagnose {
        text += &Report::of(trajectory, landscape, arguments.epsilon).to_text();
    }
    text
}
