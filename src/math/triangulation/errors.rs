//! The errors of all triangles, from the smallest to the largest.

use rayon::prelude::*;

use super::{
    HeightField,
    lattice::{Lattice, Vertex, doubled_area},
};

/// Heights are compared at all grid points of triangles whose longest side has up to this number of cells, and at this
/// number of points along the longest side of larger ones.
const SAMPLES: u32 = 8;

/// Minimum number of lattice vertices per task of a thread.
const MIN_TASK: u32 = 2048;

/// The errors at each lattice vertex; see [`Hierarchy`](super::Hierarchy).
pub(super) fn compute(field: &HeightField, lattice: &Lattice) -> Vec<[f32; 2]> {
    let [across, down] = lattice.size();
    let mut errors = vec![[0.0; 2]; across as usize * down as usize];
    let has_holes = field.heights.iter().any(|height| height.is_nan());
    let mut size = 2;
    while size <= lattice.side {
        for longest in [LongestSides::Sides, LongestSides::Diagonals] {
            let level = Level {
                field,
                lattice,
                errors: &errors,
                has_holes,
                longest,
                size,
            };
            let rows = (0..(down - 1) / level.half() + 1).into_par_iter();
            let rows = rows.with_min_len((MIN_TASK * size / across).max(1) as usize);
            let rows: Vec<_> = rows.map(|row| level.row(row * level.half())).collect();
            for (y, of_row) in (0..).step_by(size as usize / 2).zip(rows) {
                for (x, error) in columns(longest, size, across, y).zip(of_row) {
                    errors[lattice.index(Vertex { x, y })] = error;
                }
            }
        }
        size *= 2;
    }
    errors
}

/// What the longest sides of the triangles of a level are.
#[derive(Clone, Copy, PartialEq)]
enum LongestSides {
    /// Sides of squares.
    Sides,
    /// Diagonals of squares.
    Diagonals,
}

/// The vertices of a row at which the triangles of a level are halved.
fn columns(longest: LongestSides, size: u32, across: u32, y: u32) -> impl Iterator<Item = u32> {
    let first = match (longest, y.is_multiple_of(size)) {
        (LongestSides::Sides, true) | (LongestSides::Diagonals, false) => size / 2,
        (LongestSides::Sides, false) => 0,
        (LongestSides::Diagonals, true) => across,
    };
    (first..across).step_by(size as usize)
}

/// The triangles that are halved at one level: their longest sides are sides or diagonals of squares of `size` cells.
struct Level<'a> {
    field: &'a HeightField<'a>,
    lattice: &'a Lattice,
    /// The errors of all smaller triangles.
    errors: &'a [[f32; 2]],
    has_holes: bool,
    longest: LongestSides,
    size: u32,
}

/// Two triangles with a common longest side, as lattice vertices.
struct Pair {
    /// The middle of the longest side.
    middle: Vertex,
    /// The ends of the longest side.
    ends: [Vertex; 2],
    /// The corners opposite to it; only one at the border of the lattice.
    opposite: [Option<Vertex>; 2],
}

impl Level<'_> {
    fn half(&self) -> u32 {
        self.size / 2
    }

    /// The errors at the [columns] of a row.
    fn row(&self, y: u32) -> Vec<[f32; 2]> {
        let [across, _] = self.lattice.size();
        let columns = columns(self.longest, self.size, across, y);
        columns.map(|x| self.error(Vertex { x, y })).collect()
    }

    /// The errors of the triangles that are halved at a vertex, including those of their halves.
    fn error(&self, middle: Vertex) -> [f32; 2] {
        let [mut height, mut attribute] = self.error_of_halves(middle);
        if let Some(at) = self.middle_of_smallest(middle) {
            height = height.max(self.middle_error(middle, &at));
            return [height, attribute.max(self.attribute_error(&at))];
        }
        let pair = self.pair(middle);
        let triangles = pair.opposite.map(|opposite| {
            let triangle = Triangle::new([pair.ends[0], pair.ends[1], opposite?], self.lattice);
            (triangle.area != 0).then_some(triangle)
        });
        let Some(at) = self.middle_of(&pair, &triangles) else {
            return [height, attribute];
        };
        let [low, high] = self.field.tolerances;
        let middle = self.middle_error(middle, &at);
        // The sum of the errors of the halves and at the middle is an upper bound.
        let bound = height + middle;
        height = height.max(middle);
        if self.size > 2 && f64::from(bound) <= low {
            height = bound;
        } else if self.size > 2 && f64::from(height) <= high {
            let errors = triangles.iter().flatten();
            let errors = errors.map(|triangle| self.sampled_error(triangle));
            height = errors.fold(height, f32::max);
        }
        attribute = attribute.max(self.attribute_error(&at));
        [height, attribute]
    }

    /// A vertex of the lattice relative to another, if there is one.
    fn offset(&self, Vertex { x, y }: Vertex, [right, up]: [i32; 2]) -> Option<Vertex> {
        let [across, down] = self.lattice.size();
        let (x, y) = (x.checked_add_signed(right)?, y.checked_add_signed(up)?);
        (x < across && y < down).then_some(Vertex { x, y })
    }

    /// The larger of the errors of the halves of two triangles.
    fn error_of_halves(&self, middle: Vertex) -> [f32; 2] {
        let half = self.half() as i32;
        let steps = match self.longest {
            LongestSides::Sides if half == 1 => return [0.0; 2],
            LongestSides::Sides => {
                let quarter = half / 2;
                [[-1, -1], [1, -1], [-1, 1], [1, 1]]
                    .map(|step| step.map(|sign: i32| sign * quarter))
            }
            LongestSides::Diagonals => [[-half, 0], [half, 0], [0, -half], [0, half]],
        };
        let halves = steps
            .into_iter()
            .filter_map(|step| self.offset(middle, step));
        halves.fold([0.0; 2], |largest, half| {
            let own = self.errors[self.lattice.index(half)];
            [largest[0].max(own[0]), largest[1].max(own[1])]
        })
    }

    /// The triangles that are halved at a vertex.
    fn pair(&self, middle: Vertex) -> Pair {
        let half = self.half() as i32;
        let step = |right: i32, up: i32| self.offset(middle, [right * half, up * half]);
        let inside = |right: i32, up: i32| step(right, up).unwrap_or(middle);
        let (ends, opposite) = match self.longest {
            LongestSides::Sides if !middle.y.is_multiple_of(self.size) => {
                ([inside(0, -1), inside(0, 1)], [step(-1, 0), step(1, 0)])
            }
            LongestSides::Sides => ([inside(-1, 0), inside(1, 0)], [step(0, -1), step(0, 1)]),
            LongestSides::Diagonals
                if Lattice::is_rising(
                    middle.x - self.half(),
                    middle.y - self.half(),
                    self.size,
                ) =>
            {
                ([inside(-1, -1), inside(1, 1)], [step(1, -1), step(-1, 1)])
            }
            LongestSides::Diagonals => ([inside(1, -1), inside(-1, 1)], [step(-1, -1), step(1, 1)]),
        };
        Pair {
            middle,
            ends,
            opposite,
        }
    }

    fn weight(&self, index: usize) -> f64 {
        self.field
            .weights
            .get(index)
            .copied()
            .map_or(1.0, f64::from)
    }

    /// The difference between a height and that of a triangle there.
    fn difference(&self, index: usize, plane: f64) -> f64 {
        let HeightField { heights, top, .. } = *self.field;
        self.weight(index) * (plane.min(top) - heights[index].min(top)).abs()
    }

    /// The middle of the longest side of the smallest triangles, without computing these; `None` for larger ones and at
    /// the border of the grid.
    fn middle_of_smallest(&self, middle: Vertex) -> Option<Interpolation> {
        let HeightField { rows, columns, .. } = *self.field;
        if self.size > 2 || middle.x as usize + 1 >= columns || middle.y as usize + 1 >= rows {
            return None;
        }
        let index = middle.y as usize * columns + middle.x as usize;
        let to_end = match self.longest {
            LongestSides::Sides if middle.x.is_multiple_of(2) => columns,
            LongestSides::Sides => 1,
            LongestSides::Diagonals if Lattice::is_rising(middle.x - 1, middle.y - 1, 2) => {
                columns + 1
            }
            LongestSides::Diagonals => columns - 1,
        };
        let [first, last] = [index - to_end, index + to_end];
        Some(Interpolation {
            index,
            corners: [first, last, last],
            coordinates: [0.5, 0.5, 0.0],
        })
    }

    /// The middle of the longest side of two triangles, in one of them; `None` if they have no area.
    fn middle_of(&self, pair: &Pair, triangles: &[Option<Triangle>; 2]) -> Option<Interpolation> {
        let middle = self.lattice.on_grid(pair.middle);
        let index = self.lattice.grid_index(middle);
        triangles.iter().flatten().find_map(|triangle| {
            let [p, q, r] = triangle.on_grid;
            let [at_p, at_q, at_r] = triangle
                .on_grid
                .map(|corner| self.lattice.grid_index(corner));
            if 2 * middle[0] == p[0] + q[0] && 2 * middle[1] == p[1] + q[1] {
                return Some(Interpolation {
                    index,
                    corners: [at_p, at_q, at_q],
                    coordinates: [0.5, 0.5, 0.0],
                });
            }
            // At the border of the grid it may be within one of the triangles.
            let coordinates = [[middle, q, r], [p, middle, r], [p, q, middle]].map(doubled_area);
            let is_inside = coordinates
                .iter()
                .all(|coordinate| coordinate * triangle.area.signum() >= 0);
            is_inside.then(|| Interpolation {
                index,
                corners: [at_p, at_q, at_r],
                coordinates: coordinates.map(|coordinate| coordinate as f64 / triangle.area as f64),
            })
        })
    }

    /// The height error at the middle of the longest side, which is the only grid point of the smallest triangles
    /// besides their corners; infinite if some, but not all, corners of the cells that they are in are holes.
    fn middle_error(&self, middle: Vertex, at: &Interpolation) -> f32 {
        let heights = self.field.heights;
        if self.has_holes && self.size == 2 && self.longest == LongestSides::Sides {
            let steps = (-1..=1).flat_map(|right| (-1..=1).map(move |up| [right, up]));
            let mut around = steps.filter_map(|step| self.offset(middle, step));
            let is_hole =
                |vertex| heights[self.lattice.grid_index(self.lattice.on_grid(vertex))].is_nan();
            if around.any(|vertex| is_hole(vertex) != heights[at.index].is_nan()) {
                return f32::INFINITY;
            }
        }
        let [p, q, r] = at.corners.map(|corner| heights[corner]);
        let plane = at.coordinates[0] * p + at.coordinates[1] * q + at.coordinates[2] * r;
        // Undefined between holes.
        0.0f32.max(self.difference(at.index, plane) as f32)
    }

    /// The largest height error of a triangle at the grid points of its samples; undefined ones, of holes, are ignored.
    fn sampled_error(&self, triangle: &Triangle) -> f32 {
        let heights = self.field.heights;
        let step = (self.size / SAMPLES).max(1);
        let at_corners = triangle
            .on_grid
            .map(|corner| heights[self.lattice.grid_index(corner)]);
        let [along_x, along_y] = triangle.gradient(at_corners);
        let [start_x, start_y] = triangle.on_grid[0];
        let (mut largest, mut between) = (0.0f64, 0.0f32);
        self.for_samples(triangle.corners, step, |sample| {
            let [x, y] = self.lattice.on_grid(sample);
            let plane =
                at_corners[0] + f64::from(x - start_x) * along_x + f64::from(y - start_y) * along_y;
            largest = largest.max(self.difference(self.lattice.grid_index([x, y]), plane));
            if step > 1 && (sample.x / step % 2 == 1 || sample.y / step % 2 == 1) {
                // What may differ between the samples.
                between = between.max(self.errors[self.lattice.index(sample)][0]);
            }
        });
        largest as f32 + between
    }

    /// Calls `visit` with every `step`-th vertex of a triangle.
    fn for_samples(&self, [a, b, c]: [Vertex; 3], step: u32, mut visit: impl FnMut(Vertex)) {
        let direction = |from: Vertex, to: Vertex| {
            let sign = |from: u32, to: u32| to.cmp(&from) as i32;
            [sign(from.x, to.x), sign(from.y, to.y)]
        };
        // Lines parallel to a horizontal or vertical side, from that side to the corner opposite to it.
        let (origin, along, inwards, shorter) = match self.longest {
            LongestSides::Sides => (a, direction(a, b), direction(a, c), 2),
            LongestSides::Diagonals => (c, direction(c, a), direction(c, b), 1),
        };
        let moved = |from: Vertex, by: u32, along: [i32; 2]| Vertex {
            x: from.x.wrapping_add_signed(by as i32 * along[0]),
            y: from.y.wrapping_add_signed(by as i32 * along[1]),
        };
        let mut line = 0;
        while shorter * line <= self.size {
            let first = moved(origin, line, inwards);
            let mut place = 0;
            while place <= self.size - shorter * line {
                visit(moved(first, place, along));
                place += step;
            }
            line += step;
        }
    }

    /// The largest error of an attribute at the middle of the longest side.
    fn attribute_error(&self, at: &Interpolation) -> f32 {
        if self.field.heights[at.index] > self.field.top {
            return 0.0;
        }
        let coordinates = at.coordinates.map(|coordinate| coordinate as f32);
        let errors = self.field.attributes.iter().map(|attribute| {
            let [p, q, r] = at.corners.map(|corner| attribute[corner]);
            (coordinates[0] * p + coordinates[1] * q + coordinates[2] * r - attribute[at.index])
                .abs()
        });
        // Undefined values, of holes, are ignored.
        errors.fold(0.0, f32::max)
    }
}

/// A triangle with its grid points.
struct Triangle {
    corners: [Vertex; 3],
    /// The grid column and row of each corner.
    on_grid: [[i32; 2]; 3],
    /// Twice the area; negative if the corners are clockwise.
    area: i64,
}

impl Triangle {
    fn new(corners: [Vertex; 3], lattice: &Lattice) -> Self {
        let on_grid = corners.map(|corner| lattice.on_grid(corner));
        Self {
            corners,
            on_grid,
            area: doubled_area(on_grid),
        }
    }

    /// The change of the height per column and per row, for the heights of the corners.
    fn gradient(&self, [at_p, at_q, at_r]: [f64; 3]) -> [f64; 2] {
        let [p, q, r] = self.on_grid;
        let [qx, qy, rx, ry] = [q[0] - p[0], q[1] - p[1], r[0] - p[0], r[1] - p[1]].map(f64::from);
        let (to_q, to_r) = (at_q - at_p, at_r - at_p);
        let scale = (self.area as f64).recip();
        [
            (to_q * ry - to_r * qy) * scale,
            (to_r * qx - to_q * rx) * scale,
        ]
    }
}

/// A grid point in a triangle.
struct Interpolation {
    index: usize,
    /// The indices of the corners of the triangle.
    corners: [usize; 3],
    /// The barycentric coordinates of the grid point.
    coordinates: [f64; 3],
}
