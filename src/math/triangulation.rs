//! Triangulation of height fields: few triangles where a surface is nearly flat, many where it is curved.
//!
//! A right-triangulated irregular network (W. Evans, D. Kirkpatrick and G. Townsend, Right-Triangulated Irregular
//! Networks, Algorithmica 30 (2001)): triangles are halved at the middle of their longest side until they are true to
//! the grid. All corners are grid points, and there are no T-junctions: two triangles that share a side are halved
//! together.
//!
//! The errors of all possible triangles are computed once, in a [`Hierarchy`]; triangles for any tolerance are then
//! extracted from it in time proportional to their number.

mod errors;
mod lattice;

use lattice::{Lattice, Vertex};

/// A grid of heights, with everything that its triangulation must be true to.
#[derive(Clone, Copy, Debug)]
pub struct HeightField<'a> {
    /// Number of rows of grid points.
    pub rows: usize,
    /// Number of columns of grid points.
    pub columns: usize,
    /// The heights in row-major order. NaN marks a hole: no triangle has a corner there.
    pub heights: &'a [f64],
    /// Greater heights count as equal to this one.
    pub top: f64,
    /// The factors by which height errors are multiplied at each grid point; empty for 1 everywhere.
    pub weights: &'a [f32],
    /// Quantities besides the height that are interpolated over triangles, such as the components of a normal: each in
    /// units of its tolerance, with one value per grid point.
    pub attributes: &'a [&'a [f32]],
    /// The smallest and the largest tolerance of heights that will be asked for. To save time, smaller errors are
    /// overestimated and larger ones underestimated, but they stay outside this range.
    pub tolerances: [f64; 2],
}

/// The errors of all triangles of a right-triangulated irregular network.
#[derive(Clone, Debug)]
pub struct Hierarchy {
    lattice: Lattice,
    /// The largest errors of heights and of attributes for each lattice vertex: those of the triangles that are halved
    /// there and of all triangles within them.
    errors: Vec<[f32; 2]>,
    /// Whether each grid point is a hole.
    holes: Vec<bool>,
}

impl Hierarchy {
    /// Computes the errors of a height field, in O(n log n) for n grid points.
    ///
    /// The height error of a triangle is the largest at any grid point in it, or a little more in triangles of more
    /// than 8 cells. The attribute error is that at the middle of the longest side. The error of triangles with some
    /// holes is infinite.
    ///
    /// # Panics
    /// If the number of heights, weights or values of an attribute is not that of the grid points.
    pub fn new(field: &HeightField) -> Self {
        let count = field.rows * field.columns;
        assert_eq!(field.heights.len(), count, "heights");
        assert!([0, count].contains(&field.weights.len()), "weights");
        for attribute in field.attributes {
            assert_eq!(attribute.len(), count, "values of an attribute");
        }
        let lattice = Lattice::new(field.rows, field.columns);
        Self {
            errors: errors::compute(field, &lattice),
            holes: field.heights.iter().map(|height| height.is_nan()).collect(),
            lattice,
        }
    }

    /// Takes the larger of the errors of two height fields of equal size, so that triangles are true to both and to all
    /// linear interpolations between them. Only common holes remain holes.
    ///
    /// # Panics
    /// If the height fields differ in size.
    pub fn merge(&mut self, other: &Self) {
        assert_eq!(self.lattice, other.lattice, "size");
        for (own, other) in self.errors.iter_mut().zip(&other.errors) {
            *own = [own[0].max(other[0]), own[1].max(other[1])];
        }
        for (own, other) in self.holes.iter_mut().zip(&other.holes) {
            *own &= other;
        }
    }

    /// The triangles for a tolerance of heights, as indices of grid points; counter-clockwise if rows run upwards.
    ///
    /// Cells of which both halves are triangles are split from the upper left to the lower right corner; a tolerance
    /// below 0 gives the halves of all cells. The errors of attributes do not split triangles whose longest side spans
    /// at most `min_cells` columns or rows.
    ///
    /// # Examples
    /// ```
    /// use fallline::math::triangulation::{Hierarchy, HeightField};
    ///
    /// // A plane of 65 × 129 grid points.
    /// let points = (0..65).flat_map(|row| (0..129).map(move |column| (row, column)));
    /// let heights: Vec<f64> = points.map(|(row, column)| f64::from(2 * row - column)).collect();
    /// let field = HeightField {
    ///     rows: 65,
    ///     columns: 129,
    ///     heights: &heights,
    ///     top: f64::INFINITY,
    ///     weights: &[],
    ///     attributes: &[],
    ///     tolerances: [0.0, 1.0],
    /// };
    /// let hierarchy = Hierarchy::new(&field);
    /// assert_eq!(hierarchy.triangles(1e-9, 0).len(), 64);
    /// assert_eq!(hierarchy.triangles(-1.0, 0).len(), 2 * 64 * 128);
    /// ```
    pub fn triangles(&self, tolerance: f64, min_cells: usize) -> Vec<[u32; 3]> {
        let is_halved = |middle: Vertex, length: u32| {
            let [height, attribute] = self.errors[self.lattice.index(middle)];
            f64::from(height) > tolerance || attribute > 1.0 && length as usize > min_cells
        };
        let is_hole = |&corner: &u32| self.holes[corner as usize];
        let mut triangles = Vec::new();
        let mut pending = self.lattice.root_triangles();
        // The last one is next.
        pending.reverse();
        while let Some(corners) = pending.pop() {
            let [a, b, c] = corners;
            let length = a.x.abs_diff(b.x).max(a.y.abs_diff(b.y));
            let middle = Vertex::middle(a, b);
            if length > 1 && is_halved(middle, length) {
                pending.extend([[b, c, middle], [c, a, middle]]);
                continue;
            }
            // If both halves of a cell are triangles, it can be split in the other direction.
            let opposite = || Vertex {
                x: a.x + b.x - c.x,
                y: a.y + b.y - c.y,
            };
            let corners = match length == 1 && (self.lattice.side == 1 || is_halved(opposite(), 2))
            {
                true => lattice::common_half(corners),
                false => corners,
            };
            let triangle = self.lattice.triangle(corners);
            triangles.extend(triangle.filter(|corners| !corners.iter().any(is_hole)));
        }
        triangles
    }
}

#[cfg(test)]
mod tests;
