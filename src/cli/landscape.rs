//! The landscape arguments of commands.

use std::{path::Path, sync::Arc};

use clap::Args;
use glam::DVec2;

use super::{CommandError, values::Coordinates};
use crate::{
    math::{
        excerpt::excerpt,
        landscape::Landscape,
        spec::{Spec, SpecError},
    },
    scene::{landscape_spec, landscape_text, open_landscape},
};

/// A landscape and its parameters.
#[derive(Debug, Args)]
pub(super) struct LandscapeArguments {
    /// A name from `fallline list landscapes`, line_fit(file="ads.csv", x=radio, y=sales), or a formula in x and y
    /// such as 'x^2 + a*sin(y)', whose other names --param sets
    #[arg(long, value_name = "L", allow_hyphen_values = true, value_parser = parse_landscape)]
    landscape: Spec,
    /// Sets a parameter of the landscape; may be repeated
    #[arg(long, value_name = "NAME=NUMBER", value_parser = parse_parameter)]
    param: Vec<(String, f64)>,
}

fn parse_landscape(text: &str) -> Result<Spec, SpecError> {
    landscape_spec(text)
}

fn parse_parameter(text: &str) -> Result<(String, f64), String> {
    let (name, number) = text
        .split_once('=')
        .ok_or("expected NAME=NUMBER, such as a=2")?;
    match number.trim().parse::<f64>() {
        Ok(number) if number.is_finite() => Ok((name.trim().to_owned(), number)),
        _ => Err(format!(
            "\"{}\" is not a finite number; write a=2",
            excerpt(number)
        )),
    }
}

/// The coordinates of the landscape's variables.
pub(super) fn coordinates(point: DVec2, variables: usize) -> Vec<f64> {
    point.to_array()[..variables].to_vec()
}

impl LandscapeArguments {
    /// The landscape in the notation of the command line.
    pub(super) fn text(&self) -> String {
        landscape_text(&self.spec())
    }

    fn spec(&self) -> Spec {
        (self.param.iter()).fold(self.landscape.clone(), |spec, (name, number)| {
            spec.with(name, *number)
        })
    }

    /// Checks the number of coordinates given by `flag`, and returns the point.
    pub(super) fn point(
        &self,
        landscape: &dyn Landscape,
        flag: &str,
        Coordinates(numbers): &Coordinates,
    ) -> Result<DVec2, CommandError> {
        let variables = landscape.variables();
        if numbers.len() != variables {
            let (counted, form) = match variables {
                1 => ("one variable", "X"),
                _ => ("two variables", "X,Y"),
            };
            let text = excerpt(&self.text());
            return Err(CommandError::Input(format!(
                "{text} has {counted}: write {flag} as {form}"
            )));
        }
        Ok(DVec2::new(
            numbers[0],
            numbers.get(1).copied().unwrap_or(0.0),
        ))
    }

    /// Builds the landscape; files are relative to the current folder.
    pub(super) fn open(&self) -> Result<Arc<dyn Landscape>, CommandError> {
        Ok(open_landscape(&self.spec(), Path::new(""))?)
    }
}
