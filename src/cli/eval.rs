//! `fallline eval`: a landscape at one point.

use clap::Args;
use glam::DVec2;
use serde::Serialize;

use super::{
    CommandError,
    landscape::{LandscapeArguments, coordinates},
    output::{Align, print_json, print_text, rounded, table},
    progress::Bar,
    values::{self, Coordinates},
};

/// Value, gradient and Hessian of a landscape at a point
#[derive(Debug, Args)]
pub struct EvalArguments {
    #[command(flatten)]
    landscape: LandscapeArguments,
    /// The point; X alone where there is one variable
    #[arg(long, value_name = "X,Y", allow_hyphen_values = true, value_parser = values::point)]
    at: Coordinates,
    /// Print JSON with full precision
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer {
    value: f64,
    /// A number for each variable.
    gradient: Vec<f64>,
    /// None where the landscape has a kink.
    hessian: Option<Vec<Vec<f64>>>,
}

pub fn run(arguments: &EvalArguments) -> Result<(), CommandError> {
    let bar = Bar::new();
    let landscape = arguments.landscape.open()?;
    drop(bar);
    let at = arguments
        .landscape
        .point(landscape.as_ref(), "--at", &arguments.at)?;
    let variables = landscape.variables();
    let answer = Answer {
        value: landscape.value(at),
        gradient: coordinates(landscape.gradient(at), variables),
        hessian: landscape.hessian(at).map(|hessian| {
            (0..variables)
                .map(|row| coordinates(hessian.row(row), variables))
                .collect()
        }),
    };
    check(&answer, arguments, at)?;
    if arguments.json {
        print_json(&answer)
    } else {
        print_text(&for_people(&answer, &landscape.axes()))
    }
}

/// Neither JSON nor a reader has use for NaN and infinity.
fn check(answer: &Answer, arguments: &EvalArguments, at: DVec2) -> Result<(), CommandError> {
    let derivatives = answer
        .gradient
        .iter()
        .chain(answer.hessian.iter().flatten().flatten());
    let (what, number) = if !answer.value.is_finite() {
        ("value", answer.value)
    } else if let Some(number) = derivatives.into_iter().find(|number| !number.is_finite()) {
        ("derivative", *number)
    } else {
        return Ok(());
    };
    let why = if number.is_nan() {
        "is not defined"
    } else {
        "is too large for a number"
    };
    let landscape = arguments.landscape.text();
    let place: Vec<String> = (coordinates(at, answer.gradient.len()).iter())
        .map(|number| format!("{number:?}"))
        .collect();
    let place = place.join(",");
    Err(CommandError::Input(format!(
        "the {what} of {landscape} at {place} {why}: choose another point for --at"
    )))
}

fn for_people(answer: &Answer, [x, y, value]: &[String; 3]) -> String {
    let named = |name: &str, number: f64| vec![name.to_owned(), rounded(number)];
    let axes = [x, y];
    let mut rows = vec![named(value, answer.value)];
    for (slope, axis) in answer.gradient.iter().zip(axes) {
        rows.push(named(&format!("∂{value}/∂{axis}"), *slope));
    }
    for (i, row) in answer.hessian.iter().flatten().enumerate() {
        for (j, &bend) in row.iter().enumerate().skip(i) {
            let below = match i == j {
                true => format!("∂{}²", axes[i]),
                false => format!("∂{}∂{}", axes[i], axes[j]),
            };
            rows.push(named(&format!("∂²{value}/{below}"), bend));
        }
    }
    table(&rows, Align::Left)
}
