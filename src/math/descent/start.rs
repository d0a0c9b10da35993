//! Checking start points and drawing random ones.

use std::fmt;

use thiserror::Error;

use super::{
    StopReason,
    evaluation::{Evaluation, evaluate, is_valid_point},
};
use crate::math::{differentiable::Differentiable, random::RandomStream};

/// The maximum number of coordinates shown in an error.
const MAX_SHOWN_COORDINATES: usize = 8;

/// Why a run cannot start at a point.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum StartError {
    /// The number of coordinates differs from the number of parameters.
    #[error(
        "the start has {found} coordinates, the function {expected} parameters; give {expected} coordinates"
    )]
    WrongLength {
        /// The number of coordinates given.
        found: usize,
        /// The number of parameters of the function.
        expected: usize,
    },
    /// A coordinate is NaN, infinite or beyond ±1e150.
    #[error(
        "start {}: each coordinate has to be a number between -1e150 and 1e150; choose another start",
        point_text(.at)
    )]
    InvalidCoordinate {
        /// The coordinates of the start.
        at: Vec<f64>,
    },
    /// f or its gradient is undefined at the start.
    #[error("start {}: {part} is not defined there; {}", point_text(.at), suggestion(.at, .ranges))]
    Undefined {
        /// Whether f or its gradient is undefined.
        part: FunctionPart,
        /// The coordinates of the start.
        at: Vec<f64>,
        /// The usual range of each parameter.
        ranges: Vec<[f64; 2]>,
    },
    /// The optimizer needs samples, but the function is not a loss on data.
    #[error(
        "this optimizer takes a few samples at a time, but the landscape is no loss on data; \
         choose such as advertising, or another optimizer, such as noisy_gd"
    )]
    NoSamples,
    /// No random start was found at which the function is defined.
    #[error(
        "no point was found at which the function is defined; choose another domain, or a start"
    )]
    NoStartFound,
    /// f or its gradient overflows at the start.
    #[error("start {}: {part} overflows there; choose a start nearer to the origin", point_text(.at))]
    Overflow {
        /// Whether f or its gradient overflows.
        part: FunctionPart,
        /// The coordinates of the start.
        at: Vec<f64>,
    },
}

/// The part of a function that is undefined or overflows at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FunctionPart {
    /// The value f.
    Value,
    /// The gradient ∇f, where f itself is finite.
    Gradient,
}

impl fmt::Display for FunctionPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Value => "the function",
            Self::Gradient => "the derivative of the function",
        })
    }
}

/// The coordinates of a start, for an error: `[-1, 0.5]`.
fn point_text(at: &[f64]) -> String {
    let mut coordinates: Vec<String> = (at.iter().take(MAX_SHOWN_COORDINATES))
        .map(|coordinate| coordinate.to_string())
        .collect();
    if at.len() > MAX_SHOWN_COORDINATES {
        coordinates.push("…".to_owned());
    }
    format!("[{}]", coordinates.join(", "))
}

/// A suggestion of where to start instead.
fn suggestion(at: &[f64], ranges: &[[f64; 2]]) -> String {
    let is_inside = |(at, [low, high]): (&f64, &[f64; 2])| (low..=high).contains(&at);
    if at.iter().zip(ranges).all(is_inside) {
        return "choose another start".to_owned();
    }
    let finite_ranges: Vec<String> = (ranges.iter().enumerate())
        .filter(|(_, range)| range.iter().all(|end| end.is_finite()))
        .map(|(parameter, [low, high])| {
            let name = parameter_name(parameter, at.len());
            format!("{name} from {low} to {high}")
        })
        .collect();
    format!("choose one with {}", finite_ranges.join(" and "))
}

/// The name of a parameter, by index from 0: x and y if there are at most two, else θ₁, θ₂, θ₃, ….
fn parameter_name(parameter: usize, count: usize) -> String {
    if count <= 2 {
        return ["x", "y"][parameter].to_owned();
    }
    let number = (parameter + 1).to_string();
    let subscript = |digit: u8| char::from_u32(0x2080 + u32::from(digit - b'0'));
    ['θ']
        .into_iter()
        .chain(number.bytes().filter_map(subscript))
        .collect()
}

/// Evaluates the function at a start and writes its gradient into `gradient`.
///
/// # Errors
/// The number of coordinates is wrong, a coordinate is not valid, or f or its gradient is undefined or overflows there.
pub(super) fn evaluate_start<F: Differentiable + ?Sized>(
    function: &F,
    start: &[f64],
    gradient: &mut [f64],
) -> Result<Evaluation, StartError> {
    let expected = function.dimensions();
    if start.len() != expected {
        return Err(StartError::WrongLength {
            found: start.len(),
            expected,
        });
    }
    let at = || start.to_vec();
    if !is_valid_point(start) {
        return Err(StartError::InvalidCoordinate { at: at() });
    }
    evaluate(function, start, gradient).map_err(|error| match error.stop_reason {
        StopReason::LeftDomain => StartError::Undefined {
            part: error.part,
            at: at(),
            ranges: (0..expected).map(|i| function.range(i)).collect(),
        },
        _ => StartError::Overflow {
            part: error.part,
            at: at(),
        },
    })
}

/// `count` random starts, uniform in a box, at which the function and its gradient are defined; fewer if few such
/// points are found among 100 per start.
///
/// `ranges` has at least one range per parameter. Coordinates for further ranges are drawn and discarded, so that a
/// function of x alone gets the same x as one of x and y.
///
/// # Errors
/// [`StartError::NoStartFound`] if no such point was found.
pub fn random_starts<F: Differentiable + ?Sized>(
    function: &F,
    ranges: &[[f64; 2]],
    count: usize,
    seed: u64,
) -> Result<Vec<Vec<f64>>, StartError> {
    let mut source = RandomStream::new(seed);
    let mut gradient = vec![0.0; function.dimensions()];
    let candidates = (0..count.saturating_mul(100)).map(|_| {
        let mut point: Vec<f64> = ranges.iter().map(|&range| source.within(range)).collect();
        point.truncate(function.dimensions());
        point
    });
    let defined = candidates.filter(|point| evaluate(function, point, &mut gradient).is_ok());
    let starts: Vec<Vec<f64>> = defined.take(count).collect();
    match starts.is_empty() {
        true => Err(StartError::NoStartFound),
        false => Ok(starts),
    }
}
