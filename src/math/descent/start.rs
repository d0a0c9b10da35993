//! Where runs can start.

use std::fmt;

use thiserror::Error;

use super::{
    StopReason,
    evaluation::{Evaluation, evaluate, is_near},
};
use crate::math::{differentiable::Differentiable, random::Source};

/// Coordinates of a start that an error shows.
const MOST_SHOWN: usize = 8;

/// A start from which no run can go.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum StartError {
    /// There are more or fewer coordinates than parameters.
    #[error("a start of {found} coordinates: the function has {expected} parameters; give as many")]
    WrongLength {
        /// The number of coordinates.
        found: usize,
        /// The number of parameters.
        expected: usize,
    },
    /// A coordinate is not a number, infinite or beyond 1e150.
    #[error(
        "start {}: each coordinate has to be a number between -1e150 and 1e150; choose another start",
        shown(.at)
    )]
    NotAPoint {
        /// The start.
        at: Vec<f64>,
    },
    /// f or its gradient does not exist there.
    #[error("start {}: {part} is not defined there; {}", shown(.at), elsewhere(.at, .ranges))]
    Undefined {
        /// Which of both.
        part: Part,
        /// The start.
        at: Vec<f64>,
        /// The usual range of each parameter.
        ranges: Vec<[f64; 2]>,
    },
    /// The optimizer takes samples, and there are none.
    #[error(
        "this optimizer takes a few samples at a time, but the landscape is no loss on data; \
         choose such as advertising, or another optimizer, such as noisy_gd"
    )]
    NoSamples,
    /// No random start was found.
    #[error(
        "no point was found at which the function is defined; choose another domain, or a start"
    )]
    NoneFound,
    /// f or its gradient overflows there.
    #[error("start {}: {part} overflows there; choose a start nearer to the origin", shown(.at))]
    Overflow {
        /// Which of both.
        part: Part,
        /// The start.
        at: Vec<f64>,
    },
}

/// What is missing of a function at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// f.
    Value,
    /// ∇f, where f itself exists.
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

/// A start as an error shows it: `[-1, 0.5]`.
fn shown(at: &[f64]) -> String {
    let mut coordinates: Vec<String> = (at.iter().take(MOST_SHOWN))
        .map(|coordinate| coordinate.to_string())
        .collect();
    if at.len() > MOST_SHOWN {
        coordinates.push("…".to_owned());
    }
    format!("[{}]", coordinates.join(", "))
}

/// Where to start instead.
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

/// The name of a parameter, by index from 0: x and y where there are no more than two, else θ₁, θ₂, θ₃, ….
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

/// The function at a start from which a run can go, with its gradient, written into `gradient`.
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

/// `count` random starts, uniform in a box: points at which the function and its gradient exist. Fewer where such points
/// are hard to find.
///
/// The box has at least one range per parameter. Numbers of further ranges are drawn and dropped, so that a line has the
/// same x as a plane.
///
/// # Errors
/// [`StartError::NoneFound`].
pub fn random_starts<F: Differentiable + ?Sized>(
    function: &F,
    ranges: &[[f64; 2]],
    count: usize,
    seed: u64,
) -> Result<Vec<Vec<f64>>, StartError> {
    let mut source = Source::new(seed);
    let mut gradient = vec![0.0; function.dimensions()];
    // Where most of the box is a hole, this many points are tried for each.
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
