//! Checking start points and drawing random ones.

use std::fmt;

use thiserror::Error;

use super::{
    StopReason,
    evaluation::{Evaluation, evaluate, is_near},
};
use crate::math::{differentiable::Differentiable, random::RandomStream};

/// The maximum number of coordinates shown in an error.
const MAX_SHOWN: usize = 8;

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
        shown(.at)
    )]
    NotAPoint {
        /// The coordinates of the start.
        at: Vec<f64>,
    },
    /// f or its gradient is undefined at the start.
    #[error("start {}: {part} is not defined there; {}", shown(.at), elsewhere(.at, .ranges))]
    Undefined {
        /// Whether f or its gradient is undefined.
        part: Part,
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
    NoneFound,
    /// f or its gradient overflows at the start.
    #[error("start {}: {part} overflows there; choose a start nearer to the origin", shown(.at))]
    Overflow {
        /// Whether f or its gradient overflows.
        part: Part,
        /// The coordinates of the start.
        at: Vec<f64>,
    },
}

/// The quantity that does not exist at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The value f of the function.
    Value,
    /// The gradient ∇f, where f itself exists.
    Gradient,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Value => "the function",
            Self::Gradient => "the derivative of the function",
        })
    }
}

/// Formats a start for an error: `[-1, 0.5]`.
fn shown(at: &[f64]) -> String {
    let mut coordinates: Vec<String> = (at.iter().take(MAX_SHOWN))
        .map(|coordinate| coordinate.to_string())
        .collect();
    if at.len() > MAX_SHOWN {
        coordinates.push("…".to_owned());
    }
    format!("[{}]", coordinates.join(", "))
}

/// A suggestion of where to start instead.
fn elsewhere(at: &[f64], ranges: &[[f64; 2]]) -> String {
    let is_inside = |(at, [low, high]): (&f64, &[f64; 2])| (low..=high).contains(&at);
    if at.iter().zip(ranges).all(is_inside) {
        return "choose another start".to_owned();
    }
    let ranges: Vec<String> = (ranges.iter().enumerate())
        .filter(|(_, range)| range.iter().all(|end| end.is_finite()))
        .map(|(parameter, [low, high])| {
            let name = name(parameter, at.len());
            format!("{name} from {low} to {high}")
        })
        .collect();
    format!("choose one with {}", ranges.join(" and "))
}

/// The name of a parameter, by index from 0: x and y if there are at most two, else θ₁, θ₂, θ₃, ….
fn name(parameter: usize, count: usize) -> String {
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

/// Evaluates the function at a valid start and writes its gradient into `gradient`.
pub(super) fn check<F: Differentiable + ?Sized>(
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
    if !is_near(start) {
        return Err(StartError::NotAPoint { at: at() });
    }
    evaluate(function, start, gradient).map_err(|missing| match missing.stop {
        StopReason::LeftDomain => StartError::Undefined {
            part: missing.part,
            at: at(),
            ranges: (0..expected).map(|i| function.range(i)).collect(),
        },
        _ => StartError::Overflow {
            part: missing.part,
            at: at(),
        },
    })
}

/// `count` random starts, uniform in a box, at which the function and its gradient exist; fewer if such points are
/// rare.
///
/// The box has at least one range per parameter. Numbers for further ranges are drawn and discarded, so that a function
/// of x alone has the same x as one of x and y.
///
/// # Errors
/// [`StartError::NoneFound`] if no such point was found.
pub fn random_starts<F: Differentiable + ?Sized>(
    function: &F,
    ranges: &[[f64; 2]],
    count: usize,
    seed: u64,
) -> Result<Vec<Vec<f64>>, StartError> {
    let mut source = RandomStream::new(seed);
    let mut gradient = vec![0.0; function.dimensions()];
    // If the function is undefined in most of the box, this many points are tried per start.
    let tried = (0..count.saturating_mul(100)).map(|_| {
        let mut point: Vec<f64> = ranges.iter().map(|&range| source.within(range)).collect();
        point.truncate(function.dimensions());
        point
    });
    let defined = tried.filter(|point| evaluate(function, point, &mut gradient).is_ok());
    let starts: Vec<Vec<f64>> = defined.take(count).collect();
    match starts.is_empty() {
        true => Err(StartError::NoneFound),
        false => Ok(starts),
    }
}
