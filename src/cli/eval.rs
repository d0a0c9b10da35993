//! `fallline eval`: a landscape at one point.

use clap::Args;
use serde::Serialize;

use super::{
    CommandError,
    landscape::{LandscapeArguments, coordinates},
    output::{Align, print_json, print_text, rounded, table},
    progress::Bar,
    values::{self, Coordinates},
};
use crate::math::excerpt::excerpt;

/// Value, gradient and Hessian of a landscape at a point
#[derive(Debug, Args)]
pub(super) struct EvalArguments {
    #[command(flatten)]
    landscape: LandscapeArguments,
    /// The point; X alone for one variable
    #[arg(long, value_name = "X,Y", allow_hyphen_values = true, value_parser = values::point)]
    at: Coordinates,
    /// Print JSON in full precision
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct EvalOutput {
    value: f64,
    /// One derivative per variable; none if it is not finite.
    gradient: Vec<Option<f64>>,
    /// None if a second derivative is not finite, as at a kink of the landscape.
    hessian: Option<Vec<Vec<f64>>>,
}

pub(super) fn run(arguments: &EvalArguments) -> Result<(), CommandError> {
    let bar = Bar::new();
    let landscape = arguments.landscape.open()?;
    drop(bar);
    let at = arguments
        .landscape
        .point(landscape.as_ref(), "--at", &arguments.at)?;
    let variables = landscape.variables();
    let output = EvalOutput {
        value: landscape.value(at),
        gradient: (coordinates(landscape.gradient(at), variables).into_iter())
            .map(|slope| Some(slope).filter(|slope| slope.is_finite()))
            .collect(),
        hessian: (landscape.hessian(at).filter(|hessian| hessian.is_finite())).map(|hessian| {
            (0..variables)
                .map(|row| coordinates(hessian.row(row), variables))
                .collect()
        }),
    };
    check_finite(output.value, arguments, &coordinates(at, variables))?;
    if arguments.json {
        print_json(&output)
    } else {
        print_text(&to_text(&output, &landscape.axis_names()))
    }
}

/// Checks that the value is finite: JSON cannot represent NaN and infinity.
fn check_finite(value: f64, arguments: &EvalArguments, at: &[f64]) -> Result<(), CommandError> {
    if value.is_finite() {
        return Ok(());
    }
    let why = if value.is_nan() {
        "is not defined"
    } else {
        "is too large for a number"
    };
    let landscape = excerpt(&arguments.landscape.text());
    let place: Vec<String> = at.iter().map(|number| format!("{number:?}")).collect();
    let place = place.join(",");
    Err(CommandError::Input(format!(
        "the value of {landscape} at {place} {why}: choose another point for --at"
    )))
}

fn to_text(output: &EvalOutput, [x, y, value]: &[String; 3]) -> String {
    let named = |name: &str, number: f64| vec![name.to_owned(), rounded(number)];
    let axes = [x, y];
    let mut rows = vec![named(value, output.value)];
    for (slope, axis) in output.gradient.iter().zip(axes) {
        let slope = slope.map_or("not a finite number".to_owned(), rounded);
        rows.push(vec![format!("∂{value}/∂{axis}"), slope]);
    }
    for (i, row) in output.hessian.iter().flatten().enumerate() {
        for (j, &second) in row.iter().enumerate().skip(i) {
            let denominator = match i == j {
                true => format!("∂{}²", axes[i]),
                false => format!("∂{}∂{}", axes[i], axes[j]),
            };
            rows.push(named(&format!("∂²{value}/{denominator}"), second));
        }
    }
    table(&rows, Align::Left)
}
