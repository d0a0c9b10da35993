//! The triangle mesh of a surface, between some of the points of its height grid.

use std::sync::OnceLock;

use glam::{Vec2, vec2};

use super::{HOLE_HEIGHT, shape::SurfaceShape};
use crate::view::gpu::{SharedRecords, SurfaceVertex};

/// In place of the index of the missing second triangle of an edge at the border.
pub(super) const NO_TRIANGLE: u32 = u32::MAX;

/// Triangles, and the vertices of one or several shapes.
pub(crate) struct SurfaceMesh {
    /// The grid index of each vertex.
    pub points: Vec<u32>,
    /// Three vertices per triangle, counter-clockwise seen from above.
    pub indices: SharedRecords<u32>,
    /// The sides of all triangles.
    pub edges: Vec<Edge>,
    /// The vertices in each shape, computed when first drawn.
    vertices: Vec<OnceLock<SharedRecords<SurfaceVertex>>>,
}

/// A side of one or two triangles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Edge {
    /// The vertices at its ends, the lower index first.
    pub ends: [u32; 2],
    /// The triangles at it; the second may be [`NO_TRIANGLE`].
    pub triangles: [u32; 2],
}

impl SurfaceMesh {
    /// The mesh of `triangles` between points of a grid, `size` along each side, in the given number of shapes.
    pub(super) fn new(triangles: &[[u32; 3]], size: usize, shapes: usize) -> Self {
        // In the order of their first use, which keeps vertices in the caches of the GPU.
        let mut numbers = vec![u32::MAX; size * size];
        let mut points = Vec::new();
        let mut indices = Vec::with_capacity(3 * triangles.len());
        for &point in triangles.as_flattened() {
            let number = &mut numbers[point as usize];
            if *number == u32::MAX {
                *number = points.len() as u32;
                points.push(point);
            }
            indices.push(*number);
        }
        Self {
            edges: edges(points.len(), &indices),
            points,
            indices: indices.into(),
            vertices: vec![OnceLock::new(); shapes],
        }
    }

    /// The vertices in the shape at an index, over a rectangle with `half_size` extents.
    pub(super) fn vertices(
        &self,
        index: usize,
        shape: &SurfaceShape,
        size: usize,
        half_size: Vec2,
    ) -> SharedRecords<SurfaceVertex> {
        let heights = shape.heights.records();
        let vertex = |&point: &u32| {
            let (i, j) = (point as usize % size, point as usize / size);
            SurfaceVertex {
                cell: [i as u16, j as u16],
                height: heights[point as usize],
                slope: slope(|i, j| heights[j * size + i], size, half_size, i, j).to_array(),
                visible: shape.visible[point as usize],
            }
        };
        let vertices = || SharedRecords::new(self.points.iter().map(vertex).collect::<Vec<_>>());
        self.vertices[index].get_or_init(vertices).clone()
    }

    /// The corners of all triangles.
    pub(super) fn triangles(&self) -> &[[u32; 3]] {
        self.indices.records().as_chunks().0
    }
}

/// The sides of triangles, each once, ordered by their ends.
fn edges(vertices: usize, indices: &[u32]) -> Vec<Edge> {
    let (triangles, _) = indices.as_chunks::<3>();
    let sides = || {
        (0..).zip(triangles).flat_map(|(number, &[a, b, c])| {
            [[a, b], [b, c], [c, a]].map(|[a, b]| (a.min(b), a.max(b), number))
        })
    };
    // The sides that begin at each vertex, one vertex after the other.
    let mut starts = vec![0; vertices + 1];
    for (first, _, _) in sides() {
        starts[first as usize + 1] += 1;
    }
    for vertex in 0..vertices {
        starts[vertex + 1] += starts[vertex];
    }
    let mut next = starts.clone();
    let mut sorted = vec![(0, 0); indices.len()];
    for (first, second, triangle) in sides() {
        sorted[next[first as usize]] = (second, triangle);
        next[first as usize] += 1;
    }
    let mut edges = Vec::with_capacity(indices.len() / 2);
    for vertex in 0..vertices {
        let own = &mut sorted[starts[vertex]..starts[vertex + 1]];
        own.sort_unstable();
        for sides in own.chunk_by(|a, b| a.0 == b.0) {
            let second = sides.get(1).map_or(NO_TRIANGLE, |&(_, triangle)| triangle);
            edges.push(Edge {
                ends: [vertex as u32, sides[0].0],
                triangles: [sides[0].1, second],
            });
        }
    }
    edges
}

/// The derivatives of the normalized height along world x and z at a grid point, by finite differences; `height` gives
/// the normalized height of a column and a row.
pub(crate) fn slope(
    height: impl Fn(usize, usize) -> f32,
    size: usize,
    half_size: Vec2,
    i: usize,
    j: usize,
) -> Vec2 {
    let last = size - 1;
    let cell = 2.0 * half_size / last as f32;
    let here = height(i, j);
    let along = |before: (usize, usize), after: (usize, usize), length: f32| {
        let solid = |(i, j): (usize, usize)| {
            let height = height(i, j);
            if height <= HOLE_HEIGHT { here } else { height }
        };
        (solid(after) - solid(before)) / length
    };
    let (west, east) = (i.saturating_sub(1), (i + 1).min(last));
    let (south, north) = (j.saturating_sub(1), (j + 1).min(last));
    let x = along((west, j), (east, j), (east - west) as f32 * cell.x);
    let z = along((i, south), (i, north), (north - south) as f32 * cell.y);
    // The second parameter runs along −z.
    vec2(x, -z)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::gpu::VisibleLight;

    #[test]
    fn edges_join_the_triangles_on_both_sides() {
        // Two triangles of the lower right cell of a grid of 3 × 3 points.
        let mesh = SurfaceMesh::new(&[[1, 2, 4], [4, 2, 5]], 3, 1);
        assert_eq!(mesh.points, [1, 2, 4, 5]);
        assert_eq!(mesh.triangles(), [[0, 1, 2], [2, 1, 3]]);
        let edge = |ends, triangles| Edge { ends, triangles };
        let expected = [
            edge([0, 1], [0, NO_TRIANGLE]),
            edge([0, 2], [0, NO_TRIANGLE]),
            edge([1, 2], [0, 1]),
            edge([1, 3], [1, NO_TRIANGLE]),
            edge([2, 3], [1, NO_TRIANGLE]),
        ];
        assert_eq!(mesh.edges, expected);
    }

    #[test]
    fn vertices_have_the_heights_and_slopes_of_their_grid_points() {
        let heights = [0.0, 0.1, 0.2, 0.0, 0.1, 0.2, 0.0, 0.1, HOLE_HEIGHT];
        let shape = SurfaceShape::new(heights.to_vec(), vec![VisibleLight::ALL; 9]);
        let mesh = SurfaceMesh::new(&[[1, 2, 4]], 3, 1);
        let vertices = mesh.vertices(0, &shape, 3, Vec2::ONE);
        let vertex = |cell, height| SurfaceVertex {
            cell,
            height,
            slope: [0.1, 0.0],
            visible: VisibleLight::ALL,
        };
        let expected = [
            vertex([1, 0], 0.1),
            vertex([2, 0], 0.2),
            vertex([1, 1], 0.1),
        ];
        for (vertex, expected) in vertices.records().iter().zip(expected) {
            assert_eq!(
                (vertex.cell, vertex.height),
                (expected.cell, expected.height)
            );
            assert!(Vec2::from(vertex.slope).distance(expected.slope.into()) < 1e-6);
        }
    }

    #[test]
    fn slopes_of_a_plane_are_constant() {
        let size = 20;
        let half_size = Vec2::new(1.0, 2.0);
        let heights: Vec<f32> = (0..size * size)
            .map(|k| {
                let (i, j) = ((k % size) as f32, (k / size) as f32);
                0.3 * (i / 19.0 * 2.0) - 0.2 * (j / 19.0 * 4.0)
            })
            .collect();
        for (i, j) in [(0, 0), (7, 3), (19, 19)] {
            let slope = slope(|i, j| heights[j * size + i], size, half_size, i, j);
            assert!((slope - Vec2::new(0.3, 0.2)).length() < 1e-4, "{slope}");
        }
    }
}
