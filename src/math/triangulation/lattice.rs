//! The vertices of a right-triangulated irregular network: a lattice whose squares can be halved again and again, over
//! a grid of any size.

/// A vertex of the lattice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Vertex {
    pub x: u32,
    pub y: u32,
}

impl Vertex {
    /// The vertex in the middle of two others.
    pub(super) fn middle(a: Self, b: Self) -> Self {
        Self {
            x: (a.x + b.x) / 2,
            y: (a.y + b.y) / 2,
        }
    }
}

/// Minimum number of tiles along the shorter side of a grid, so that little of the lattice is outside the grid.
const MIN_TILES: u32 = 4;

/// A lattice of square tiles over a grid of points. The side of a tile, in cells, is a power of two.
///
/// Tiles may reach beyond the last column and row of the grid. Vertices there are moved to the border of the grid, and
/// triangles that then have no area are left out. Since this keeps the order of columns and rows, the other triangles
/// still cover the grid exactly once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lattice {
    /// Cells along the side of a tile.
    pub side: u32,
    /// Number of tiles across and down.
    tiles: [u32; 2],
    /// Number of grid cells across and down.
    cells: [u32; 2],
}

impl Lattice {
    /// The lattice over a grid of points.
    pub(super) fn new(rows: usize, columns: usize) -> Self {
        let cells = [columns, rows].map(|points| points.saturating_sub(1) as u32);
        let shorter = cells[0].min(cells[1]);
        let side = 1 << (shorter / MIN_TILES).max(1).ilog2();
        // A grid without cells has no tiles.
        let tiles = cells.map(|cells| {
            if shorter == 0 {
                0
            } else {
                cells.div_ceil(side)
            }
        });
        Self { side, tiles, cells }
    }

    /// Number of vertices across and down.
    pub(super) fn size(&self) -> [u32; 2] {
        self.tiles.map(|tiles| tiles * self.side + 1)
    }

    /// The index of a vertex, row by row.
    pub(super) fn index(&self, Vertex { x, y }: Vertex) -> usize {
        y as usize * (self.tiles[0] * self.side + 1) as usize + x as usize
    }

    /// The grid column and row of a vertex.
    pub(super) fn on_grid(&self, Vertex { x, y }: Vertex) -> [i32; 2] {
        [x.min(self.cells[0]), y.min(self.cells[1])].map(|place| place as i32)
    }

    /// The index of a grid point, row by row.
    pub(super) fn grid_index(&self, [x, y]: [i32; 2]) -> usize {
        y as usize * (self.cells[0] as usize + 1) + x as usize
    }

    /// Whether a square of `size` cells is split from its lower left corner, at (`x`, `y`), to its upper right one,
    /// rather than in the other direction. Diagonals of smaller squares meet in the middle of larger ones.
    pub(super) fn is_rising(x: u32, y: u32, size: u32) -> bool {
        (x / size + y / size).is_multiple_of(2)
    }

    /// The two halves of each tile; the ends of their longest side come first.
    pub(super) fn root_triangles(&self) -> Vec<[Vertex; 3]> {
        let [across, down] = self.tiles;
        let tiles = (0..down).flat_map(|row| (0..across).map(move |column| (column, row)));
        let halves = tiles.flat_map(|(column, row)| {
            let (x, y, side) = (column * self.side, row * self.side, self.side);
            let first = Vertex { x, y };
            let last = Vertex {
                x: x + side,
                y: y + side,
            };
            let (beside, above) = (Vertex { x: x + side, y }, Vertex { x, y: y + side });
            match Self::is_rising(x, y, side) {
                true => [[first, last, above], [last, first, beside]],
                false => [[beside, above, first], [above, beside, last]],
            }
        });
        halves.collect()
    }

    /// The grid points of a triangle, counter-clockwise; `None` if it has no area.
    pub(super) fn triangle(&self, corners: [Vertex; 3]) -> Option<[u32; 3]> {
        let points = corners.map(|corner| self.on_grid(corner));
        let [p, q, r] = points.map(|point| self.grid_index(point) as u32);
        match doubled_area(points) {
            0 => None,
            area if area > 0 => Some([p, q, r]),
            _ => Some([p, r, q]),
        }
    }
}

/// Replaces half of a cell, whose right angle is at `c`, by a half of the same cell split from its upper left to its
/// lower right corner: by the lower left half if `c` is one of the lower corners.
pub(super) fn common_half([a, b, c]: [Vertex; 3]) -> [Vertex; 3] {
    let (left, right) = (a.x.min(b.x), a.x.max(b.x));
    let (low, high) = (a.y.min(b.y), a.y.max(b.y));
    let (x, y) = if c.y == low {
        (left, low)
    } else {
        (right, high)
    };
    [
        Vertex { x: left, y: high },
        Vertex { x: right, y: low },
        Vertex { x, y },
    ]
}

/// Twice the area of a triangle; positive if its corners are counter-clockwise, for rows that run upwards.
pub(super) fn doubled_area([a, b, c]: [[i32; 2]; 3]) -> i64 {
    let step = |from: i32, to: i32| i64::from(to - from);
    step(a[0], b[0]) * step(a[1], c[1]) - step(a[0], c[0]) * step(a[1], b[1])
}
