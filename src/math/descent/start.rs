//! Where runs can start.

use std::fmt;

use glam::DVec2;
use thiserror::Error;

use super::Look;
use crate::math::{
    landscape::{Domain, Landscape},
    random::Source,
};

/// Where to start instead.
fn elsewhere(at: DVec2, domain: &Domain) -> String {
    if domain.contains(at) {
        return "choose another start".to_owned();
    }
    let Domain { x, y } = domain;
    format!(
        "choose one with x from {} to {} and y from {} to {}",
        x[0], x[1], y[0], y[1]
    )
}

/// A start from which no run can go.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum StartError {
    /// A coordinate is not a number, infinite or beyond 1e150.
    #[error(
        "start {at}: each coordinate has to be a number between -1e150 and 1e150; choose another start"
    )]
    NotAPoint {
        /// The start.
        at: DVec2,
    },
    /// f or its gradient does not exist there.
    #[error("start {at}: {part} is not defined there; {}", elsewhere(*.at, .domain))]
    Undefined {
        /// Which of both.
        part: Part,
        /// The start.
        at: DVec2,
        /// Where the function is usually looked at.
        domain: Domain,
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
    #[error("start {at}: {part} overflows there; choose a start nearer to the origin")]
    Overflow {
        /// Which of both.
        part: Part,
        /// The start.
        at: DVec2,
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

/// `count` random starts, uniform in a rectangle (on a line where there is one variable): points at which the function and
/// its gradient exist. Fewer where such points are hard to find.
///
/// # Errors
/// [`StartError::NoneFound`].
pub fn random_starts(
    landscape: &dyn Landscape,
    domain: Domain,
    count: usize,
    seed: u64,
) -> Result<Vec<DVec2>, StartError> {
    let mut source = Source::new(seed);
    // Where most of the rectangle is a hole, this many points are tried for each.
    let tried = (0..count.saturating_mul(100)).map(|_| source.point(domain.x, domain.y));
    let on_line = tried.map(|point| match landscape.variables() {
        1 => point.with_y(0.0),
        _ => point,
    });
    let defined = on_line.filter(|&point| Look::at(landscape, point).is_ok());
    let starts: Vec<DVec2> = defined.take(count).collect();
    match starts.is_empty() {
        true => Err(StartError::NoneFound),
        false => Ok(starts),
    }
}
