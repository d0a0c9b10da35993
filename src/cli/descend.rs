//! `fallline descend`: one run of an optimizer, every step of it.

use std::io::{self, Write};

use clap::Args;
use glam::DVec2;
use serde::Serialize;

use super::{
    CommandError,
    landscape::LandscapeArguments,
    output::{Align, print_json, print_text, rounded, stdout, table},
    values,
};
use crate::math::{
    call::Call,
    descent::{self, Evaluations, Stop, descend},
    optimizer, schedule,
};

/// The most updates that one run may be asked for; its path then takes about half a gigabyte.
const MOST_STEPS: u64 = 10_000_000;

/// The path of an optimizer down a landscape
#[derive(Debug, Args)]
pub struct DescendArguments {
    #[command(flatten)]
    landscape: LandscapeArguments,
    /// Such as adam(lr=0.1); see `fallline list optimizers`
    #[arg(long, value_name = "O")]
    optimizer: Call,
    /// Where it starts
    #[arg(long, value_name = "X,Y", allow_hyphen_values = true, value_parser = values::point)]
    start: DVec2,
    /// How many updates it makes at most
    #[arg(long, value_name = "N", allow_negative_numbers = true,
          value_parser = clap::value_parser!(u64).range(0..=MOST_STEPS))]
    steps: u64,
    /// How the learning rate changes: see `fallline list schedules`
    #[arg(long, value_name = "S", default_value = "constant")]
    schedule: Call,
    /// Stop as converged once the norm of the gradient is below this; without it, never
    #[arg(long, value_name = "G", allow_negative_numbers = true, value_parser = values::positive)]
    tolerance: Option<f64>,
    /// Print JSON with full precision
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Print CSV with full precision: a row per point, the last without a learning rate, for no update follows it
    #[arg(long)]
    csv: bool,
}

/// `path`, `value` and `gradient_norm` hold the start and one entry per update, `learning_rate` one per update.
#[derive(Serialize)]
struct Answer<'a> {
    path: Vec<[f64; 2]>,
    value: &'a [f64],
    gradient_norm: &'a [f64],
    learning_rate: &'a [f64],
    stopped: Stop,
    evaluations: &'a Evaluations,
}

pub fn run(arguments: &DescendArguments) -> Result<(), CommandError> {
    let landscape = arguments.landscape.open()?;
    let path = descend(
        landscape.as_ref(),
        optimizer::build(&arguments.optimizer)?,
        schedule::build(&arguments.schedule)?,
        arguments.start,
        usize::try_from(arguments.steps).unwrap_or(usize::MAX),
        arguments.tolerance,
    )?;
    if arguments.json {
        print_json(&Answer {
            path: path.points.iter().map(DVec2::to_array).collect(),
            value: &path.values,
            gradient_norm: &path.gradient_norms,
            learning_rate: &path.learning_rates,
            stopped: path.stopped,
            evaluations: &path.evaluations,
        })
    } else if arguments.csv {
        Ok(write_csv(&path, &mut stdout())?)
    } else {
        print_text(&for_people(&path, &landscape.axes()))
    }
}

fn write_csv(path: &descent::Path, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "step,x,y,value,gradient_norm,learning_rate")?;
    for (step, point) in path.points.iter().enumerate() {
        let [x, y] = point.to_array();
        let (value, norm) = (path.values[step], path.gradient_norms[step]);
        // `{:?}` gives the fewest digits that give the number back, with an exponent where it is shorter.
        write!(out, "{step},{x:?},{y:?},{value:?},{norm:?},")?;
        if let Some(rate) = path.learning_rates.get(step) {
            write!(out, "{rate:?}")?;
        }
        writeln!(out)?;
    }
    out.flush()
}

/// About a dozen steps of the run and how it ended.
fn for_people(path: &descent::Path, [x, y, value]: &[String; 3]) -> String {
    let last = path.points.len() - 1;
    let stride = last.div_ceil(10).max(1);
    let heads = ["step", x, y, value, &format!("‖∇{value}‖")];
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    rows.extend((0..last).step_by(stride).chain([last]).map(|step| {
        let point = path.points[step];
        let numbers = [
            point.x,
            point.y,
            path.values[step],
            path.gradient_norms[step],
        ];
        let numbers = numbers.into_iter().map(rounded);
        [step.to_string()].into_iter().chain(numbers).collect()
    }));
    let ending = match path.stopped {
        Stop::StepLimit => "all steps are made",
        Stop::Converged => "converged",
        Stop::Diverged => "diverged",
        Stop::LeftDomain => "left the domain where the function is defined",
    };
    let Evaluations { value, gradient } = path.evaluations;
    format!(
        "{}{ending} after {last} updates, {value} evaluations of the value and {gradient} of the gradient\n",
        table(&rows, Align::Right)
    )
}
