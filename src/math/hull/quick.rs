//! Quickhull in three dimensions.

use glam::{DVec2, DVec3};

use super::{Hull, TOLERANCE, planar_hull};

/// A triangle of a hull.
struct Face {
    corners: [usize; 3],
    /// The unit normal, pointing outwards.
    normal: DVec3,
    /// The signed distance of its plane from the origin, along the normal.
    offset: f64,
    /// The faces across the edges from corner 0 to 1, 1 to 2, 2 to 0.
    neighbours: [usize; 3],
    /// The points above it, except those assigned to another face.
    outside: Vec<usize>,
    is_removed: bool,
}

impl Face {
    fn new(points: &[DVec3], corners: [usize; 3]) -> Self {
        let [a, b, c] = corners.map(|corner| points[corner]);
        let normal = (b - a).cross(c - a).normalize_or_zero();
        Self {
            corners,
            normal,
            offset: normal.dot((a + b + c) / 3.0),
            neighbours: [usize::MAX; 3],
            outside: Vec::new(),
            is_removed: false,
        }
    }

    /// The signed distance of a point from the plane; positive above it, i.e. outside.
    fn distance(&self, point: DVec3) -> f64 {
        self.normal.dot(point) - self.offset
    }
}

/// The hull of points in space; see [`Hull::of`].
pub(super) fn hull(points: &[DVec3]) -> Hull {
    let finite: Vec<usize> = (0..points.len())
        .filter(|&index| points[index].is_finite())
        .collect();
    let Some(&any) = finite.first() else {
        return Hull::Empty;
    };
    let extreme = |key: &dyn Fn(usize) -> f64| -> usize {
        // Ties go to the first.
        finite.iter().copied().fold(
            any,
            |best, index| {
                if key(index) > key(best) { index } else { best }
            },
        )
    };
    let low = finite
        .iter()
        .fold(DVec3::MAX, |low, &index| low.min(points[index]));
    let high = finite
        .iter()
        .fold(DVec3::MIN, |high, &index| high.max(points[index]));
    let size = high - low;
    let tolerance = TOLERANCE * size.max_element();
    if size.max_element() <= 0.0 {
        return Hull::Point(any);
    }
    // A large initial tetrahedron: each corner is the point farthest from the previous ones.
    let axis = (0..3)
        .max_by(|&a, &b| size[a].total_cmp(&size[b]))
        .unwrap_or(0);
    let a = extreme(&|index| -points[index][axis]);
    let b = extreme(&|index| points[index].distance_squared(points[a]));
    let along = (points[b] - points[a]).normalize_or_zero();
    let distance_to_line = |index: usize| {
        let offset = points[index] - points[a];
        (offset - offset.dot(along) * along).length()
    };
    let c = extreme(&distance_to_line);
    if distance_to_line(c) <= tolerance {
        let position = |index: usize| (points[index] - points[a]).dot(along);
        let ends = [extreme(&|index| -position(index)), extreme(&position)];
        return Hull::Segment(ends);
    }
    let normal = along.cross(points[c] - points[a]).normalize_or_zero();
    let height = |index: usize| normal.dot(points[index] - points[a]);
    let d = extreme(&|index| height(index).abs());
    if height(d).abs() <= tolerance {
        let across = normal.cross(along);
        let projected: Vec<DVec2> = (points.iter())
            .map(|&point| DVec2::new(along.dot(point - points[a]), across.dot(point - points[a])))
            .collect();
        return Hull::Flat(planar_hull(&projected));
    }
    let base = if height(d) > 0.0 {
        [a, c, b]
    } else {
        [a, b, c]
    };
    GrowingHull::new(points, base, d, tolerance, &finite).finish()
}

/// The hull of the points added so far.
struct GrowingHull<'a> {
    points: &'a [DVec3],
    faces: Vec<Face>,
    tolerance: f64,
    /// Faces that may have points outside.
    queue: Vec<usize>,
}

impl<'a> GrowingHull<'a> {
    /// A tetrahedron with the base `a`, `b`, `c`, counter-clockwise as seen from outside, and the apex `top`.
    fn new(
        points: &'a [DVec3],
        [a, b, c]: [usize; 3],
        top: usize,
        tolerance: f64,
        finite: &[usize],
    ) -> Self {
        let corners = [[a, b, c], [a, top, b], [b, top, c], [c, top, a]];
        let mut faces: Vec<Face> = corners.map(|corners| Face::new(points, corners)).into();
        faces[0].neighbours = [1, 2, 3];
        faces[1].neighbours = [3, 2, 0];
        faces[2].neighbours = [1, 3, 0];
        faces[3].neighbours = [2, 1, 0];
        let mut hull = Self {
            points,
            faces,
            tolerance,
            queue: Vec::new(),
        };
        hull.assign_points(finite.iter().copied(), 0..4);
        hull
    }

    /// Assigns each point to the first of these faces that it is above; a point above none is inside the hull.
    fn assign_points(
        &mut self,
        indices: impl Iterator<Item = usize>,
        faces: std::ops::Range<usize>,
    ) {
        for index in indices {
            let point = self.points[index];
            let is_below = |face: &&mut Face| face.distance(point) > self.tolerance;
            if let Some(face) = self.faces[faces.clone()].iter_mut().find(is_below) {
                face.outside.push(index);
            }
        }
        self.queue.extend(faces);
    }

    fn finish(mut self) -> Hull {
        while let Some(face) = self.queue.pop() {
            if !self.faces[face].is_removed && !self.faces[face].outside.is_empty() {
                self.add_farthest(face);
            }
        }
        let remaining = self.faces.iter().filter(|face| !face.is_removed);
        Hull::Solid(remaining.map(|face| face.corners).collect())
    }

    /// Adds the point farthest above a face to the hull.
    fn add_farthest(&mut self, face: usize) {
        let start = &self.faces[face];
        let farthest = start.outside.iter().copied().max_by(|&a, &b| {
            let [a, b] = [a, b].map(|index| start.distance(self.points[index]));
            a.total_cmp(&b)
        });
        let Some(apex) = farthest else { return };
        let (visible, horizon) = self.visible_from(apex, face);
        let mut orphans: Vec<usize> = Vec::new();
        for &face in &visible {
            self.faces[face].is_removed = true;
            orphans.append(&mut self.faces[face].outside);
        }
        let first = self.faces.len();
        let count = horizon.len();
        for (index, &([from, to], neighbour)) in horizon.iter().enumerate() {
            let mut face = Face::new(self.points, [from, to, apex]);
            face.neighbours = [
                neighbour,
                first + (index + 1) % count,
                first + (index + count - 1) % count,
            ];
            // The adjacent face has the same edge in the opposite direction.
            let corners = self.faces[neighbour].corners;
            let side = (0..3).find(|&k| corners[k] == to && corners[(k + 1) % 3] == from);
            if let Some(side) = side {
                self.faces[neighbour].neighbours[side] = first + index;
            }
            self.faces.push(face);
        }
        let others = orphans.into_iter().filter(|&index| index != apex);
        let others: Vec<usize> = others.collect();
        self.assign_points(others.into_iter(), first..first + count);
    }

    /// The faces visible from a point, including those coplanar with it, and the edges of the horizon in cyclic order,
    /// each with the face across it.
    fn visible_from(&self, apex: usize, start: usize) -> (Vec<usize>, Vec<([usize; 2], usize)>) {
        let point = self.points[apex];
        let mut visited = std::collections::HashSet::from([start]);
        let mut visible = vec![start];
        let mut next = 0;
        while let Some(&face) = visible.get(next) {
            next += 1;
            for neighbour in self.faces[face].neighbours {
                if self.faces[neighbour].distance(point) > -self.tolerance
                    && visited.insert(neighbour)
                {
                    visible.push(neighbour);
                }
            }
        }
        // From the first corner of each edge to its second corner and the face across.
        let mut edges = std::collections::HashMap::new();
        for &face in &visible {
            let Face {
                corners,
                neighbours,
                ..
            } = &self.faces[face];
            for k in 0..3 {
                if !visited.contains(&neighbours[k]) {
                    edges.insert(corners[k], (corners[(k + 1) % 3], neighbours[k]));
                }
            }
        }
        let Some(first) = edges.keys().copied().min() else {
            return (visible, Vec::new());
        };
        let mut horizon = Vec::with_capacity(edges.len());
        let mut at = first;
        while let Some((to, neighbour)) = edges.remove(&at) {
            horizon.push(([at, to], neighbour));
            at = to;
        }
        (visible, horizon)
    }
}
