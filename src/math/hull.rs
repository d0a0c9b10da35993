//! Convex hulls: the smallest convex shape around points of the plane or of space.
//!
//! In the plane by a monotone chain (A. M. Andrew, Another efficient algorithm for convex hulls in two dimensions,
//! Information Processing Letters 9 (1979)), in space by quickhull (C. B. Barber, D. P. Dobkin and H. Huhdanpaa, The
//! Quickhull Algorithm for Convex Hulls, ACM Transactions on Mathematical Software 22 (1996)).
//!
//! Both are exact but for rounding: what lies within [`TOLERANCE`] of the extent of the points is taken to lie on a line
//! or a plane, so that points of a plane have a flat hull and no slivers. Points that are not finite are left out.

use glam::{DVec2, DVec3};

mod quick;

/// What is taken for no distance, as a part of the extent of the points.
pub const TOLERANCE: f64 = 1e-10;

/// The hull of points of space, by the numbers of the points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hull {
    /// No point.
    Empty,
    /// All points are one.
    Point(usize),
    /// All lie on a line, between these.
    Segment([usize; 2]),
    /// All lie in a plane: the corners, one after the other around.
    Flat(Vec<usize>),
    /// Triangles, each counter-clockwise as seen from outside.
    Solid(Vec<[usize; 3]>),
}

impl Hull {
    /// The hull of points of space.
    pub fn of(points: &[DVec3]) -> Self {
        quick::hull(points)
    }

    /// Each edge once: from corner to corner.
    pub fn edges(&self) -> Vec<[usize; 2]> {
        match self {
            Self::Empty | Self::Point(_) => Vec::new(),
            Self::Segment(ends) => vec![*ends],
            Self::Flat(corners) => (0..corners.len())
                .map(|k| [corners[k], corners[(k + 1) % corners.len()]])
                .collect(),
            Self::Solid(triangles) => {
                let sides = triangles
                    .iter()
                    .flat_map(|&[a, b, c]| [[a, b], [b, c], [c, a]]);
                // The neighbour has the same edge the other way round.
                sides.filter(|[a, b]| a < b).collect()
            }
        }
    }

    /// Its triangles: those of a flat hull fan out from its first corner.
    pub fn triangles(&self) -> Vec<[usize; 3]> {
        match self {
            Self::Empty | Self::Point(_) | Self::Segment(_) => Vec::new(),
            Self::Flat(corners) => (1..corners.len() - 1)
                .map(|k| [corners[0], corners[k], corners[k + 1]])
                .collect(),
            Self::Solid(triangles) => triangles.clone(),
        }
    }
}

/// The corners of the hull of points of the plane, counter-clockwise: none of them on a line between others. One point,
/// or the two ends of a line, where there is no more.
pub fn flat(points: &[DVec2]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..points.len())
        .filter(|&index| points[index].is_finite())
        .collect();
    order.sort_by(|&a, &b| {
        let (a, b) = (points[a], points[b]);
        a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y))
    });
    order.dedup_by(|a, b| points[*a] == points[*b]);
    let Some((&first, &last)) = order.first().zip(order.last()) else {
        return Vec::new();
    };
    let low = order
        .iter()
        .fold(DVec2::MAX, |low, &index| low.min(points[index]));
    let high = order
        .iter()
        .fold(DVec2::MIN, |high, &index| high.max(points[index]));
    let least = TOLERANCE * (high - low).max_element();
    if (points[last] - points[first]).length() <= least {
        return vec![first];
    }
    let lower = chain(points, order.iter().copied(), least);
    let upper = chain(points, order.iter().rev().copied(), least);
    let ends = lower.len() - 1;
    let mut corners = lower;
    corners.truncate(ends);
    corners.extend_from_slice(&upper[..upper.len() - 1]);
    corners
}

/// The corners from the first to the last of some points that turn left everywhere.
fn chain(points: &[DVec2], order: impl Iterator<Item = usize>, least: f64) -> Vec<usize> {
    let mut kept: Vec<usize> = Vec::new();
    for index in order {
        while let [.., before, corner] = kept[..] {
            let (from, to) = (points[before], points[index]);
            let way = to - from;
            // How far the corner lies to the right of the way that leaves it out.
            let right = (points[corner] - from).perp_dot(way);
            if right > least * way.length() {
                break;
            }
            kept.pop();
        }
        kept.push(index);
    }
    kept
}

#[cfg(test)]
mod tests;
