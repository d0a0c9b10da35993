//! Convex hulls of points in the plane or in space.
//!
//! In the plane, they are computed by a monotone chain (A. M. Andrew, Another efficient algorithm for convex hulls in
//! two dimensions, Information Processing Letters 9 (1979)), in space by Quickhull (C. B. Barber, D. P. Dobkin and H.
//! Huhdanpaa, The Quickhull Algorithm for Convex Hulls, ACM Transactions on Mathematical Software 22 (1996)).
//!
//! Both are exact up to rounding: points within [`TOLERANCE`] of a line or plane, relative to the extent of all points,
//! count as on it, so that coplanar points have a flat hull without slivers. Points that are not finite are ignored.

use glam::{DVec2, DVec3};

mod quick;

/// The distance that counts as 0, relative to the largest extent of the points along a coordinate axis.
pub const TOLERANCE: f64 = 1e-10;

/// The hull of points in space. Points are given by their index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hull {
    /// There are no finite points.
    Empty,
    /// All points coincide with this one.
    Point(usize),
    /// All points are on the line segment between these two.
    Segment([usize; 2]),
    /// All points are in a plane: the corners of the hull in cyclic order.
    Flat(Vec<usize>),
    /// The triangles of a solid hull, each counter-clockwise as seen from outside.
    Solid(Vec<[usize; 3]>),
}

impl Hull {
    /// Computes the hull of points in space.
    pub fn of(points: &[DVec3]) -> Self {
        quick::hull(points)
    }

    /// Each edge once, as a pair of corners.
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
                // The adjacent triangle has the same edge in the opposite direction.
                sides.filter(|[a, b]| a < b).collect()
            }
        }
    }

    /// The triangles of the hull; a flat hull is split into a fan from its first corner.
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

/// The corners of the hull of points in the plane, by index, counter-clockwise and without collinear ones. A single
/// point or the ends of a line segment if the hull is degenerate.
pub fn planar_hull(points: &[DVec2]) -> Vec<usize> {
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
    let tolerance = TOLERANCE * (high - low).max_element();
    if (points[last] - points[first]).length() <= tolerance {
        return vec![first];
    }
    let lower = chain(points, order.iter().copied(), tolerance);
    let upper = chain(points, order.iter().rev().copied(), tolerance);
    let ends = lower.len() - 1;
    let mut corners = lower;
    corners.truncate(ends);
    corners.extend_from_slice(&upper[..upper.len() - 1]);
    corners
}

/// The part of the hull from the first to the last of sorted points, which turns left at every corner.
fn chain(points: &[DVec2], order: impl Iterator<Item = usize>, tolerance: f64) -> Vec<usize> {
    let mut corners: Vec<usize> = Vec::new();
    for index in order {
        while let [.., before, corner] = corners[..] {
            let (from, to) = (points[before], points[index]);
            let direction = to - from;
            // The distance of the corner to the right of the line that omits it, times the length of that line.
            let right = (points[corner] - from).perp_dot(direction);
            if right > tolerance * direction.length() {
                break;
            }
            corners.pop();
        }
        corners.push(index);
    }
    corners
}

#[cfg(test)]
mod tests;
