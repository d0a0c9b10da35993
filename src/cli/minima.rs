//! `fallline minima`: the critical points of a landscape.

use clap::Args;
use serde::Serialize;

use super::{
    CommandError,
    landscape::{LandscapeArguments, coordinates},
    output::{Align, print_json, print_text, rounded, table},
    progress::Bar,
    values,
};
use crate::math::{
    landscape::Domain,
    minima::{FoundPoint, Kind, critical_points, edge_minima, has_values},
};

/// Minima, maxima and saddle points of a landscape: stationary points, extrema at kinks, and minima on the boundary of the
/// domain; degenerate if the Hessian does not decide
#[derive(Debug, Args)]
pub(super) struct MinimaArguments {
    #[command(flatten)]
    landscape: LandscapeArguments,
    /// The rectangle that is searched, or X0,X1 for one variable (default: the landscape's own)
    #[arg(long, value_name = "X0,X1,Y0,Y1", allow_hyphen_values = true)]
    domain: Option<String>,
    /// The number of cells along each side; a search starts in each cell
    #[arg(long, value_name = "N", default_value_t = 64, allow_negative_numbers = true,
          value_parser = clap::value_parser!(u16).range(1..=1024))]
    grid: u16,
    /// Print JSON in full precision
    #[arg(long)]
    json: bool,
}

/// The JSON output. `edge` has the minima on the sides of the rectangle at which the gradient is not zero; it is left
/// out if there are none.
#[derive(Serialize)]
struct MinimaOutput {
    points: Vec<Point>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    edge: Vec<Point>,
    grid: u16,
}

#[derive(Serialize)]
struct Point {
    at: Vec<f64>,
    value: f64,
    kind: Kind,
}

pub(super) fn run(arguments: &MinimaArguments) -> Result<(), CommandError> {
    let landscape = arguments.landscape.open()?;
    let variables = landscape.variables();
    let domain = match &arguments.domain {
        Some(text) => parse_domain(text, variables).map_err(CommandError::Input)?,
        None => landscape.domain(),
    };
    let cells = usize::from(arguments.grid);
    let to_points = |found: Vec<FoundPoint>| -> Vec<Point> {
        (found.iter())
            .map(|point| Point {
                at: coordinates(point.at, variables),
                value: point.value,
                kind: point.kind,
            })
            .collect()
    };
    let bar = Bar::new();
    if !has_values(landscape.as_ref(), domain, cells) {
        let error = "the landscape has no finite value in this rectangle; give another --domain";
        return Err(CommandError::Input(error.to_owned()));
    }
    let found = critical_points(landscape.as_ref(), domain, cells, &mut bar.progress())?;
    let (points, edge) = (
        to_points(found),
        to_points(edge_minima(landscape.as_ref(), domain, cells)),
    );
    drop(bar);
    let grid = arguments.grid;
    if arguments.json {
        return print_json(&MinimaOutput { points, edge, grid });
    }
    let axes = landscape.axis_names();
    let mut text = points_table(&points, &axes, variables);
    let cells = match variables {
        1 => grid.to_string(),
        _ => format!("{grid} x {grid}"),
    };
    text +=
        &format!("searched from {cells} cells; points closer together than a cell may be missed\n");
    if !edge.is_empty() {
        text += &format!(
            "\nminima on the sides of the rectangle; the function decreases further outside:\n{}",
            points_table(&edge, &axes, variables)
        );
    }
    print_text(&text)
}

fn points_table(points: &[Point], [x, y, f]: &[String; 3], variables: usize) -> String {
    let axes = [x, y].into_iter().take(variables);
    let headers = axes.chain([f]).cloned().chain(["kind".to_owned()]);
    let mut rows: Vec<Vec<String>> = vec![headers.collect()];
    rows.extend(points.iter().map(|point| {
        let numbers = point
            .at
            .iter()
            .chain([&point.value])
            .map(|&number| rounded(number));
        let kind = match point.kind {
            Kind::Minimum => "minimum",
            Kind::Maximum => "maximum",
            Kind::Saddle => "saddle",
            Kind::Degenerate => "degenerate",
        };
        numbers.chain([kind.to_owned()]).collect()
    }));
    table(&rows, Align::Right)
}

fn parse_domain(text: &str, variables: usize) -> Result<Domain, String> {
    let numbers: Vec<f64> = text
        .split(',')
        .map(values::number)
        .collect::<Result<_, _>>()
        .map_err(|error| format!("--domain: {error}"))?;
    let built = match (variables, &numbers[..]) {
        (1, &[low, high]) => Domain::new([low, high], Domain::LINE),
        (2, &[x0, x1, y0, y1]) => Domain::new([x0, x1], [y0, y1]),
        (1, _) => return Err("--domain: expected X0,X1 for one variable".to_owned()),
        _ => return Err("--domain: expected X0,X1,Y0,Y1".to_owned()),
    };
    built.map_err(|error| error.to_string())
}
