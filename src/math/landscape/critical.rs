//! Points where the gradient is 0, and minima on the edge of a domain.

use glam::DVec2;
use serde::Serialize;

use super::Landscape;

/// What a critical point is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CriticalKind {
    /// No point of the plane is lower; where the plane has no lowest point, no point of the domain.
    Minimum,
    /// No point nearby is lower.
    LocalMinimum,
    /// Up in one direction, down in another.
    Saddle,
    /// No point nearby is higher.
    Maximum,
}

/// A point where the gradient is 0, or a minimum on the edge of the domain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CriticalPoint {
    /// Where it is.
    pub at: DVec2,
    /// f there.
    pub value: f64,
    /// What it is.
    pub kind: CriticalKind,
}

impl CriticalPoint {
    /// The critical point of `landscape` at a known place.
    pub fn of(landscape: &impl Landscape, at: impl Into<DVec2>, kind: CriticalKind) -> Self {
        let at = at.into();
        Self {
            at,
            value: landscape.value(at),
            kind,
        }
    }
}

/// An extremum of a function of one variable.
#[derive(Clone, Copy)]
pub(super) enum Extremum {
    Low(f64),
    High(f64),
}

use Extremum::{High, Low};

/// Every critical point of a sum f(x, y) = g(x) + h(y), from the extrema of g and of h; the lowest is the global
/// minimum.
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
                (Low(x), Low(y)) => (x, y, CriticalKind::LocalMinimum),
                (High(x), High(y)) => (x, y, CriticalKind::Maximum),
                (Low(x), High(y)) | (High(x), Low(y)) => (x, y, CriticalKind::Saddle),
            };
            CriticalPoint::of(landscape, (x, y), kind)
        })
        .collect();
    if let Some(lowest) = points.iter_mut().min_by(|a, b| a.value.total_cmp(&b.value)) {
        lowest.kind = CriticalKind::Minimum;
    }
    points
}
