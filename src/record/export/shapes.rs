//! Closed meshes: tubes, balls, rings, stars, arrows. Each edge belongs to two triangles, in opposite directions;
//! triangles are counter-clockwise seen from outside.

use std::f64::consts::{FRAC_PI_2, PI, TAU};

use glam::{DVec2, DVec3, dvec2};

/// A triangle mesh, in units of the model's width.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Mesh {
    pub(super) points: Vec<DVec3>,
    /// The indices of three points each.
    pub(super) triangles: Vec<[u32; 3]>,
}

/// The number of sides of a tube.
const TUBE_SIDES: usize = 10;
/// The number of rings in a tube's rounded end, without the pole.
const CAP_RINGS: usize = 3;
/// The cosine of the sharpest turn within a tube, about 45 degrees. At sharper turns a bent tube would be pinched, so a
/// new tube starts.
const MIN_TURN_COSINE: f64 = 0.7;

impl Mesh {
    /// Appends another mesh.
    pub(super) fn append(&mut self, other: &Self) {
        let base = self.points.len() as u32;
        self.points.extend(&other.points);
        let shifted = other
            .triangles
            .iter()
            .map(|corners| corners.map(|corner| base + corner));
        self.triangles.extend(shifted);
    }

    /// Translates the mesh.
    #[must_use]
    pub(super) fn translated(mut self, by: DVec3) -> Self {
        self.points.iter_mut().for_each(|point| *point += by);
        self
    }

    /// Unit normals at the points: the mean of the adjacent triangles' normals, weighted by area.
    pub(super) fn normals(&self) -> Vec<DVec3> {
        let mut normals = vec![DVec3::ZERO; self.points.len()];
        for &corners in &self.triangles {
            let [a, b, c] = corners.map(|corner| self.points[corner as usize]);
            let normal = (b - a).cross(c - a);
            for corner in corners {
                normals[corner as usize] += normal;
            }
        }
        normals
            .iter()
            .map(|normal| normal.normalize_or(DVec3::Y))
            .collect()
    }

    fn add_triangle(&mut self, a: usize, b: usize, c: usize) {
        self.triangles.push([a as u32, b as u32, c as u32]);
    }

    /// Connects two rings of `sides` points each; ring 0 begins at point `first`. Points run counter-clockwise seen
    /// against the direction from `from` to `to`.
    fn join_rings(&mut self, first: usize, sides: usize, from: usize, to: usize) {
        for k in 0..sides {
            let next = (k + 1) % sides;
            let at = |ring: usize, k: usize| first + ring * sides + k;
            self.add_triangle(at(from, k), at(from, next), at(to, k));
            self.add_triangle(at(from, next), at(to, next), at(to, k));
        }
    }
}

/// Tubes with rounded ends along a line of at least one point, one for each stretch without a sharp turn; empty for a
/// single point.
pub(super) fn tubes(line: &[DVec3], radius: f64) -> Mesh {
    let mut mesh = Mesh::default();
    let mut first = 0;
    for k in 1..line.len() {
        let is_last = k + 1 == line.len();
        let turn_cosine = |next: DVec3| {
            let (before, after) = (line[k] - line[k - 1], next - line[k]);
            before.normalize_or_zero().dot(after.normalize_or_zero())
        };
        if is_last || turn_cosine(line[k + 1]) < MIN_TURN_COSINE {
            mesh.append(&tube(&line[first..=k], radius));
            first = k;
        }
    }
    mesh
}

/// A tube with rounded ends along a line of at least two points without sharp turns.
fn tube(line: &[DVec3], radius: f64) -> Mesh {
    let last = line.len() - 1;
    let direction = |k: usize| {
        let before = line[k] - line[k.saturating_sub(1)];
        let after = line[(k + 1).min(last)] - line[k];
        (before.normalize_or_zero() + after.normalize_or_zero()).normalize_or(DVec3::X)
    };
    let mut across = direction(0).any_orthonormal_vector();
    let mut mesh = Mesh::default();
    // At both ends, rings shrink along a half sphere.
    let begins =
        (1..=CAP_RINGS).map(|k| (0, FRAC_PI_2 * (k as f64 / (CAP_RINGS + 1) as f64 - 1.0)));
    let ends = (1..=CAP_RINGS).map(|k| (last, FRAC_PI_2 * k as f64 / (CAP_RINGS + 1) as f64));
    let rings = begins.chain((0..=last).map(|k| (k, 0.0))).chain(ends);
    mesh.points.push(line[0] - radius * direction(0));
    let mut count = 0;
    for (k, angle) in rings {
        let forward = direction(k);
        // The frame is transported along the line without twisting.
        across =
            (across - across.dot(forward) * forward).normalize_or(forward.any_orthonormal_vector());
        let up = forward.cross(across);
        let center = line[k] + radius * angle.sin() * forward;
        mesh.points.extend((0..TUBE_SIDES).map(|side| {
            let around = TAU * side as f64 / TUBE_SIDES as f64;
            center + radius * angle.cos() * (around.cos() * across + around.sin() * up)
        }));
        count += 1;
    }
    mesh.points.push(line[last] + radius * direction(last));
    add_closed_faces(&mut mesh, TUBE_SIDES, count);
    mesh
}

/// Adds the triangles of a mesh whose points are a pole, `rings` rings and another pole.
fn add_closed_faces(mesh: &mut Mesh, sides: usize, rings: usize) {
    let end = 1 + rings * sides;
    for k in 0..sides {
        let next = (k + 1) % sides;
        mesh.add_triangle(0, 1 + next, 1 + k);
        mesh.add_triangle(end, end - sides + k, end - sides + next);
    }
    for ring in 1..rings {
        mesh.join_rings(1, sides, ring - 1, ring);
    }
}

/// A sphere with `sides` meridians.
pub(super) fn ball(center: DVec3, radius: f64, sides: usize) -> Mesh {
    let rings = sides / 2 - 1;
    let mut mesh = Mesh::default();
    mesh.points.push(center - radius * DVec3::Y);
    for ring in 1..=rings {
        let height = PI * ring as f64 / (rings + 1) as f64 - FRAC_PI_2;
        mesh.points.extend((0..sides).map(|side| {
            let around = TAU * side as f64 / sides as f64;
            let out = height.cos() * dvec2(around.cos(), around.sin());
            center + radius * DVec3::new(out.x, height.sin(), -out.y)
        }));
    }
    mesh.points.push(center + radius * DVec3::Y);
    add_closed_faces(&mut mesh, sides, rings);
    mesh
}

/// A torus perpendicular to `across`.
pub(super) fn ring(center: DVec3, across: DVec3, radius: f64, thickness: f64) -> Mesh {
    const RING_SIDES: usize = 32;
    const SECTION_SIDES: usize = 8;
    let (east, north) = across.any_orthonormal_pair();
    let mut mesh = Mesh::default();
    for k in 0..RING_SIDES {
        let around = TAU * k as f64 / RING_SIDES as f64;
        let out = around.cos() * east + around.sin() * north;
        mesh.points.extend((0..SECTION_SIDES).map(|side| {
            let turn = TAU * side as f64 / SECTION_SIDES as f64;
            center + (radius + thickness * turn.cos()) * out - thickness * turn.sin() * across
        }));
    }
    for k in 0..RING_SIDES {
        mesh.join_rings(0, SECTION_SIDES, k, (k + 1) % RING_SIDES);
    }
    mesh
}

/// A flat five-pointed star, thickest in its middle, with its tips at `radius`.
pub(super) fn star(center: DVec3, radius: f64) -> Mesh {
    const CORNERS: usize = 10;
    // The radius of the inner corners, if the edges run straight from tip to tip, relative to that of the tips.
    const INNER_RATIO: f64 = 0.382;
    let mut mesh = Mesh::default();
    let thickness = 0.3 * radius * DVec3::Y;
    mesh.points.push(center - thickness);
    mesh.points.extend((0..CORNERS).map(|k| {
        let reach = if k % 2 == 0 {
            radius
        } else {
            INNER_RATIO * radius
        };
        let out = reach * DVec2::from_angle(FRAC_PI_2 + TAU * k as f64 / CORNERS as f64);
        center + DVec3::new(out.x, 0.0, -out.y)
    }));
    mesh.points.push(center + thickness);
    add_closed_faces(&mut mesh, CORNERS, 1);
    mesh
}

/// An arrow with a round shaft of this radius and a cone as its head.
pub(super) fn arrow(from: DVec3, to: DVec3, radius: f64) -> Mesh {
    let head = (6.0 * radius).min(0.6 * from.distance(to));
    let forward = (to - from).normalize_or(DVec3::Y);
    let (east, north) = forward.any_orthonormal_pair();
    let neck = to - head * forward;
    let mut mesh = Mesh::default();
    mesh.points.push(from);
    for (center, wide) in [(from, 1.0), (neck, 1.0), (neck, 2.5)] {
        mesh.points.extend((0..2 * TUBE_SIDES).map(|side| {
            let out = DVec2::from_angle(TAU * side as f64 / (2 * TUBE_SIDES) as f64);
            center + wide * radius * (out.x * east + out.y * north)
        }));
    }
    mesh.points.push(to);
    add_closed_faces(&mut mesh, 2 * TUBE_SIDES, 3);
    mesh
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::HashMap;

    use glam::dvec3;

    use super::*;

    /// Checks that every edge is used once in each direction. Returns points − edges + triangles, counting used points
    /// only, and the enclosed volume.
    pub fn measure(mesh: &Mesh) -> (i64, f64) {
        let mut edges: HashMap<[u32; 2], i64> = HashMap::new();
        let mut used = vec![false; mesh.points.len()];
        let mut volume = 0.0;
        for &[a, b, c] in &mesh.triangles {
            for [from, to] in [[a, b], [b, c], [c, a]] {
                *edges.entry([from, to]).or_default() += 1;
                used[from as usize] = true;
            }
            let [a, b, c] = [a, b, c].map(|corner| mesh.points[corner as usize]);
            volume += a.dot(b.cross(c)) / 6.0;
        }
        for (&[from, to], &count) in &edges {
            assert_eq!(count, 1, "an edge is used more than once in one direction");
            assert!(edges.contains_key(&[to, from]), "an edge is open");
        }
        let points = used.into_iter().filter(|used| *used).count() as i64;
        let euler = points - edges.len() as i64 / 2 + mesh.triangles.len() as i64;
        (euler, volume)
    }

    #[test]
    fn shapes_are_closed_and_face_outwards() {
        let (euler, volume) = measure(&ball(dvec3(3.0, 2.0, 1.0), 0.5, 48));
        assert_eq!(euler, 2);
        // A polyhedron of 48 × 24 faces inscribed in a ball is about 1 % smaller.
        let whole = 4.0 / 3.0 * PI * 0.125;
        assert!(volume < whole && volume > 0.985 * whole, "{volume}");

        let (euler, volume) = measure(&ring(DVec3::X, dvec3(0.6, 0.8, 0.0), 0.4, 0.1));
        assert_eq!(euler, 0, "a ring has a hole");
        let whole = 2.0 * PI * PI * 0.4 * 0.01;
        assert!(volume < whole && volume > 0.88 * whole, "{volume}");

        for mesh in [star(DVec3::ONE, 0.2), arrow(DVec3::ZERO, DVec3::Z, 0.01)] {
            let (euler, volume) = measure(&mesh);
            assert_eq!(euler, 2);
            assert!(volume > 0.0);
        }
    }

    #[test]
    fn a_tube_is_round_and_has_its_radius() {
        let bend: Vec<DVec3> = (0..=40)
            .map(|k| {
                let turn = f64::from(k) / 40.0 * PI;
                dvec3(turn.cos(), 0.2 * turn, turn.sin())
            })
            .collect();
        let mesh = tubes(&bend, 0.05);
        let (euler, volume) = measure(&mesh);
        assert_eq!(euler, 2, "one piece");
        let length: f64 = bend.windows(2).map(|pair| pair[0].distance(pair[1])).sum();
        let whole = PI * 0.0025 * (length + 4.0 / 3.0 * 0.05);
        assert!(
            volume < whole && volume > 0.9 * whole,
            "{volume} of {whole}"
        );
        for point in &mesh.points {
            let nearest = bend
                .iter()
                .map(|at| at.distance(*point))
                .fold(f64::MAX, f64::min);
            assert!(nearest < 0.065, "{nearest}");
        }
    }

    #[test]
    fn sharp_turns_are_joints() {
        let line = [
            DVec3::ZERO,
            DVec3::X,
            dvec3(0.1, 0.0, 0.1),
            dvec3(1.1, 0.0, 0.1),
        ];
        let (euler, volume) = measure(&tubes(&line, 0.01));
        assert_eq!(euler, 2 * 3, "three pieces");
        assert!(volume > 0.0);
        assert!(tubes(&line[..1], 0.01).triangles.is_empty());
    }
}
