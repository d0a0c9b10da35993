//! Critical points, where the gradient is 0, and minima on the boundary of a domain.

use glam::DVec2;
use serde::Serialize;

use super::Landscape;

/// The kind of a critical point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CriticalKind {
    /// A global minimum: a lowest point of the plane or, if f has lower values outside, of the domain.
    Minimum,
    /// A point that is lowest in its neighbourhood.
    LocalMinimum,
    /// A point at which f rises in one direction and falls in another.
    Saddle,
    /// A point that is highest in its neighbourhood.
    Maximum,
}

/// A point where the gradient is 0, or a minimum on the boundary of the domain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CriticalPoint {
    /// The position in the parameter plane.
    pub at: DVec2,
    /// The value of f at the point.
    pub value: f64,
    /// Whether it is a minimum, a saddle or a maximum.
    pub kind: CriticalKind,
}

impl CriticalPoint {
    /// The critical point of `landscape` at a known position.
    pub fn of(landscape: &impl Landscape, at: impl Into<DVec2>, kind: CriticalKind) -> Self {
        let at = at.into();
        Self {
            at,
            value: landscape.value(at),
            kind,
        }
    }
}

/// An extremum of a function of one variable, by its position.
#[derive(Clone, Copy)]
pub(super) enum Extremum {
    /// A minimum.
    Min(f64),
    /// A maximum.
    Max(f64),
}

use Extremum::{Max, Min};

/// All critical points of a sum f(x, y) = g(x) + h(y), from the extrema of g and h; the lowest is the global minimum.
pub(super) fn of_sum(
    landscape: &impl Landscape,
    g: &[Extremum],
    h: &[Extremum],
) -> Vec<CriticalPoint> {
    let mut points: Vec<CriticalPoint> = g
        .iter()
        .flat_map(|x| h.iter().map(move |y| (*x, *y)))
        .map(|pair| {
            let (x, y, kind) = match pair {
                (Min(x), Min(y)) => (x, y, CriticalKind::LocalMinimum),
                (Max(x), Max(y)) => (x, y, CriticalKind::Maximum),
                (Min(x), Max(y)) | (Max(x), Min(y)) => (x, y, CriticalKind::Saddle),
            };
            CriticalPoint::of(landscape, (x, y), kind)
        })
        .collect();
    if let Some(lowest) = points.iter_mut().min_by(|a, b| a.value.total_cmp(&b.value)) {
        lowest.kind = CriticalKind::Minimum;
    }
    points
}
