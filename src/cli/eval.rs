//! `fallline eval`: a landscape at one point.

use clap::Args;
use glam::DVec2;
use serde::Serialize;

use super::{
    CommandError,
    landscape::LandscapeArguments,
    output::{Align, print_json, print_text, rounded, table},
    values,
};
/// Value, gradient and Hessian of a landscape at a point
#[derive(Debug, Args)]
pub struct EvalArguments {
    #[command(flatten)]
    landscape: LandscapeArguments,
    /// The point
    #[arg(long, value_name = "X,Y", allow_hyphen_values = true, value_parser = values::point)]
    at: DVec2,
    /// Print JSON with full precision
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer {
    value: f64,
    gradient: [f64; 2],
    /// None where the landscape has a kink.
    hessian: Option<[[f64; 2]; 2]>,
}

pub fn run(arguments: &EvalArguments) -> Result<(), CommandError> {
    let landscape = arguments.landscape.open()?;
    let at = arguments.at;
    let answer = Answer {
        value: landscape.value(at),
        gradient: landscape.gradient(at).to_array(),
        hessian: landscape
            .hessian(at)
            .map(|hessian| hessian.to_cols_array_2d()),
    };
    check(&answer, arguments)?;
    if arguments.json {
        print_json(&answer)
    } else {
        print_text(&for_people(&answer, &landscape.axes()))
    }
}

/// Neither JSON nor a reader has use for NaN and infinity.
fn check(answer: &Answer, arguments: &EvalArguments) -> Result<(), CommandError> {
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
    let (landscape, at) = (arguments.landscape.text(), arguments.at);
    Err(CommandError::Input(format!(
        "the {what} of {landscape} at {:?},{:?} {why}: choose another point for --at",
        at.x, at.y
    )))
}

fn for_people(answer: &Answer, [x, y, value]: &[String; 3]) -> String {
    let named = |name: &str, number: f64| vec![name.to_owned(), rounded(number)];
    let mut rows = vec![
        named(value, answer.value),
        named(&format!("∂{value}/∂{x}"), answer.gradient[0]),
        named(&format!("∂{value}/∂{y}"), answer.gradient[1]),
    ];
    if let Some([[xx, xy], [_, yy]]) = answer.hessian {
        rows.extend([
            named(&format!("∂²{value}/∂{x}²"), xx),
            named(&format!("∂²{value}/∂{x}∂{y}"), xy),
            named(&format!("∂²{value}/∂{y}²"), yy),
        ]);
    }
    table(&rows, Align::Left)
}
