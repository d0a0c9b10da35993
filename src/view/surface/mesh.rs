//! The triangle mesh of a height grid, ordered for the GPU's vertex cache: blocks of columns, row by row, so that the
//! vertices of a row are still cached for the next one.

use glam::{Vec2, vec2};

use crate::view::gpu::{SurfaceVertex, VisibleLight};

/// Cells across a block, so few that two rows of its vertices fit small vertex caches.
const BLOCK_CELLS: usize = 32;

/// Vertices and the indices of one triangle strip.
pub(crate) struct SurfaceMesh {
    /// Vertices, block by block and row by row.
    pub vertices: Vec<SurfaceVertex>,
    /// Indices of the strip; repeated indices join its parts.
    pub indices: Vec<u32>,
}

impl SurfaceMesh {
    /// The mesh of `size` × `size` heights over a rectangle with `half` extents, with what each point sees of sky and
    /// light. Heights of at most `hole` are holes.
    pub(crate) fn new(
        heights: &[f32],
        visible: &[VisibleLight],
        size: usize,
        half_size: Vec2,
        hole: f32,
    ) -> Self {
        let mut mesh = Self {
            vertices: Vec::with_capacity((size + size / BLOCK_CELLS + 1) * size),
            indices: Vec::with_capacity(2 * (size + size / BLOCK_CELLS + 4) * size),
        };
        let mut first = 0;
        while first + 1 < size {
            let last = (first + BLOCK_CELLS).min(size - 1);
            mesh.add_block(heights, visible, size, half_size, hole, first..=last);
            first = last;
        }
        mesh
    }

    fn add_block(
        &mut self,
        heights: &[f32],
        visible: &[VisibleLight],
        size: usize,
        half_size: Vec2,
        hole: f32,
        columns: std::ops::RangeInclusive<usize>,
    ) {
        let base = self.vertices.len() as u32;
        let width = (columns.end() - columns.start() + 1) as u32;
        for j in 0..size {
            for i in columns.clone() {
                self.vertices.push(SurfaceVertex {
                    cell: [i as u16, j as u16],
                    height: heights[j * size + i],
                    slope: slope(heights, size, half_size, hole, i, j).to_array(),
                    visible: visible[j * size + i],
                });
            }
        }
        for j in 0..size as u32 - 1 {
            let (row, next) = (base + j * width, base + (j + 1) * width);
            if let Some(&last) = self.indices.last() {
                self.indices.extend([last, row]);
            }
            for k in 0..width {
                self.indices.extend([row + k, next + k]);
            }
        }
    }
}

/// The derivatives of the normalized height along world x and z at a grid point, by finite differences.
pub(crate) fn slope(
    heights: &[f32],
    size: usize,
    half_size: Vec2,
    hole: f32,
    i: usize,
    j: usize,
) -> Vec2 {
    let last = size - 1;
    let cell = 2.0 * half_size / last as f32;
    let here = heights[j * size + i];
    let along = |before: (usize, usize), after: (usize, usize), length: f32| {
        let height = |(i, j): (usize, usize)| {
            let height = heights[j * size + i];
            if height <= hole { here } else { height }
        };
        (height(after) - height(before)) / length
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

    #[test]
    fn the_strip_covers_every_cell_twice_and_nothing_else() {
        for size in [16, 33, 34, 70] {
            let heights = vec![0.0; size * size];
            let visible = vec![VisibleLight::ALL; size * size];
            let mesh = SurfaceMesh::new(&heights, &visible, size, Vec2::ONE, -1e4);
            let mut covered = vec![0; (size - 1) * (size - 1)];
            for corners in mesh.indices.windows(3) {
                let [a, b, c] = [0, 1, 2].map(|k| mesh.vertices[corners[k] as usize].cell);
                if a == b || b == c || a == c {
                    continue;
                }
                let i = a[0].min(b[0]).min(c[0]) as usize;
                let j = a[1].min(b[1]).min(c[1]) as usize;
                let max = |axis: usize| a[axis].max(b[axis]).max(c[axis]);
                assert_eq!([max(0) as usize, max(1) as usize], [i + 1, j + 1]);
                covered[j * (size - 1) + i] += 1;
            }
            assert!(covered.iter().all(|&count| count == 2), "size {size}");
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
            let slope = slope(&heights, size, half_size, -1e4, i, j);
            assert!((slope - Vec2::new(0.3, 0.2)).length() < 1e-4, "{slope}");
        }
    }
}
