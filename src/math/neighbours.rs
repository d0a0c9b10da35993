//! Nearest-neighbour queries in any number of columns, with a k-d tree whose nodes have bounding boxes.
//!
//! Results equal those of a linear scan even up to rounding: the distance bounds of a box are summed in the same order
//! as the distances of its rows, so that a box is skipped or accepted as a whole only if a scan would decide the same
//! for every row in it.
//!
//! Source: J. L. Bentley, Multidimensional binary search trees used for associative searching, Communications of the
//! ACM 18 (1975).

mod k_nearest;

use std::collections::BinaryHeap;

use super::{
    distance::{by_columns, squared_distance_in},
    table::Matrix,
};

pub use k_nearest::KNearestNeighbours;

/// The maximum number of rows in a leaf.
const MAX_LEAF_ROWS: usize = 16;

/// Subtrees with fewer rows than this are built by a single thread.
const MIN_PARALLEL_ROWS: usize = 8192;

/// A k-d tree over the rows of a matrix. Its positions number the rows in tree order, in which each node has a
/// contiguous range of positions.
#[derive(Clone, Debug)]
pub struct KdTree {
    columns: usize,
    /// The row at each position.
    order: Vec<u32>,
    /// The coordinates of the rows, in tree order.
    points: Vec<f64>,
    /// The bounding box of each node: the minimum coordinates of its rows, then the maximum. Node 0 contains all rows;
    /// the children of node i are 2i + 1, with the first half of its positions, and 2i + 2.
    boxes: Vec<f64>,
}

/// A row and its squared distance from the point of a query, ordered by distance, then by row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Neighbour {
    /// The index of the row.
    pub row: usize,
    /// The squared Euclidean distance to the row.
    pub squared_distance: f64,
}

impl KdTree {
    /// Builds the tree over the rows of `data`, whose numbers must be finite.
    ///
    /// # Panics
    /// If there are 2³² rows or more.
    pub fn new(data: &Matrix) -> Self {
        let (rows, columns) = (data.rows(), data.columns());
        let count = u32::try_from(rows).unwrap_or_else(|_| panic!("{rows} rows"));
        let mut order: Vec<u32> = (0..count).collect();
        let mut boxes = vec![0.0; 2 * columns * node_count(rows)];
        split(data, &mut order, Boxes::new(&mut boxes, columns));
        let points = order.iter().flat_map(|row| data.row(*row as usize));
        let points = points.copied().collect();
        Self {
            columns,
            order,
            points,
            boxes,
        }
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.order.len()
    }

    /// The row at a position in tree order.
    pub fn row_at(&self, position: usize) -> usize {
        self.order[position] as usize
    }

    /// The coordinates of the row at a position in tree order.
    pub fn point_at(&self, position: usize) -> &[f64] {
        &self.points[position * self.columns..][..self.columns]
    }

    /// Calls `visit` with the position of each row within `radius` of `at`, inclusive, until it returns false.
    pub fn within(&self, at: &[f64], radius: f64, mut visit: impl FnMut(usize) -> bool) {
        by_columns!(self.columns, within(self, at, radius * radius, &mut visit));
    }

    /// The `count` rows nearest to `at`, or all rows if there are fewer, nearest first; ties are in row order.
    pub fn nearest(&self, at: &[f64], count: usize) -> Vec<Neighbour> {
        let mut best = BinaryHeap::with_capacity(count.min(self.rows()) + 1);
        if count > 0 && self.rows() > 0 {
            by_columns!(
                self.columns,
                nearest(self, at, count, 0, 0..self.rows(), &mut best)
            );
        }
        best.into_sorted_vec()
    }

    /// The minimum and maximum squared distance from `at` to a point in the box of a node.
    #[inline(always)]
    fn distance_bounds<const D: usize>(&self, node: usize, at: &[f64]) -> [f64; 2] {
        let columns = if D == 0 { self.columns } else { D };
        let (low, high) = self.boxes[2 * node * columns..][..2 * columns].split_at(columns);
        let mut bounds = [0.0, 0.0];
        for ((at, low), high) in at[..columns].iter().zip(low).zip(high) {
            let (below, above) = (low - at, at - high);
            let outside = below.max(above).max(0.0);
            let farthest = (high - at).max(at - low);
            bounds[0] += outside * outside;
            bounds[1] += farthest * farthest;
        }
        bounds
    }
}

impl Eq for Neighbour {}

impl Ord for Neighbour {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let by_distance = self.squared_distance.total_cmp(&other.squared_distance);
        by_distance.then(self.row.cmp(&other.row))
    }
}

impl PartialOrd for Neighbour {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// The number of nodes of a complete binary tree that is deep enough for so many rows; some may be unused.
fn node_count(rows: usize) -> usize {
    let mut levels = 1;
    let mut largest = rows;
    while largest > MAX_LEAF_ROWS {
        largest = largest.div_ceil(2);
        levels += 1;
    }
    (1 << levels) - 1
}

/// The position at which the range of a node is split: the first one of the second child.
fn middle(positions: &std::ops::Range<usize>) -> usize {
    positions.start + positions.len().div_ceil(2)
}

/// The boxes of a subtree, to be written: for each level, those of its nodes one after another.
struct Boxes<'a> {
    columns: usize,
    levels: Vec<&'a mut [f64]>,
}

impl<'a> Boxes<'a> {
    fn new(mut remaining: &'a mut [f64], columns: usize) -> Self {
        let mut levels = Vec::new();
        let mut size = 2 * columns;
        while !remaining.is_empty() {
            let (level, below) = remaining.split_at_mut(size);
            levels.push(level);
            (remaining, size) = (below, 2 * size);
        }
        Self { columns, levels }
    }

    /// The box of the root, and the boxes of the two subtrees below it.
    fn split_root(self) -> (&'a mut [f64], Self, Self) {
        let columns = self.columns;
        let mut levels = self.levels.into_iter();
        let own = levels.next().unwrap_or_default();
        let (first, second) = levels
            .map(|level| level.split_at_mut(level.len() / 2))
            .unzip();
        let below = |levels| Self { columns, levels };
        (own, below(first), below(second))
    }
}

/// Writes the box of a node and, unless it is a leaf, sorts its rows into two halves along the widest side of the box
/// and splits these recursively.
fn split(data: &Matrix, order: &mut [u32], boxes: Boxes) {
    let (own, first, second) = boxes.split_root();
    let (low, high) = own.split_at_mut(data.columns());
    low.fill(f64::INFINITY);
    high.fill(f64::NEG_INFINITY);
    for row in order.iter() {
        let bounds = low.iter_mut().zip(high.iter_mut());
        for ((low, high), value) in bounds.zip(data.row(*row as usize)) {
            *low = low.min(*value);
            *high = high.max(*value);
        }
    }
    if order.len() <= MAX_LEAF_ROWS {
        return;
    }
    let extent = |column: &usize| high[*column] - low[*column];
    let widest = (0..data.columns()).max_by(|a, b| extent(a).total_cmp(&extent(b)));
    let widest = widest.unwrap_or(0);
    let key = |row: &u32| data.values()[*row as usize * data.columns() + widest];
    let half = order.len().div_ceil(2);
    order.select_nth_unstable_by(half - 1, |a, b| key(a).total_cmp(&key(b)).then(a.cmp(b)));
    let is_parallel = order.len() >= MIN_PARALLEL_ROWS;
    let (left, right) = order.split_at_mut(half);
    let (left, right) = (|| split(data, left, first), || split(data, right, second));
    if is_parallel {
        rayon::join(left, right);
    } else {
        left();
        right();
    }
}

/// Visits the positions of the rows with a squared distance up to `limit` from `at`; see [`KdTree::within`].
fn within<const D: usize>(
    tree: &KdTree,
    at: &[f64],
    limit: f64,
    visit: &mut impl FnMut(usize) -> bool,
) {
    // The nodes to visit, each with its range of positions. A tree over 2³² rows has fewer than 64 levels.
    let mut stack = [(0, 0, 0); 64];
    let mut count = 1;
    stack[0] = (0, 0, tree.rows());
    while count > 0 {
        count -= 1;
        let (node, start, end) = stack[count];
        if start == end {
            continue;
        }
        let [least, most] = tree.distance_bounds::<D>(node, at);
        if least > limit {
            continue;
        }
        let positions = start..end;
        if most <= limit {
            for position in positions {
                if !visit(position) {
                    return;
                }
            }
        } else if positions.len() <= MAX_LEAF_ROWS {
            for position in positions {
                if squared_distance_in::<D>(at, tree.point_at(position)) <= limit
                    && !visit(position)
                {
                    return;
                }
            }
        } else {
            let middle = middle(&positions);
            stack[count] = (2 * node + 2, middle, end);
            stack[count + 1] = (2 * node + 1, start, middle);
            count += 2;
        }
    }
}

/// Adds the rows of a node to the `wanted` nearest ones found so far; see [`KdTree::nearest`].
fn nearest<const D: usize>(
    tree: &KdTree,
    at: &[f64],
    wanted: usize,
    node: usize,
    positions: std::ops::Range<usize>,
    best: &mut BinaryHeap<Neighbour>,
) {
    if positions.len() <= MAX_LEAF_ROWS {
        for position in positions {
            let neighbour = Neighbour {
                row: tree.row_at(position),
                squared_distance: squared_distance_in::<D>(at, tree.point_at(position)),
            };
            if best.len() < wanted {
                best.push(neighbour);
            } else if best.peek().is_some_and(|worst| neighbour < *worst) {
                best.pop();
                best.push(neighbour);
            }
        }
        return;
    }
    let middle = middle(&positions);
    let mut children = [
        (2 * node + 1, positions.start..middle),
        (2 * node + 2, middle..positions.end),
    ]
    .map(|(node, positions)| (tree.distance_bounds::<D>(node, at)[0], node, positions));
    if children[1].0 < children[0].0 {
        children.swap(0, 1);
    }
    for (least, node, positions) in children {
        // A row at the same distance as the worst may still have a smaller index.
        let worst = best
            .peek()
            .map_or(f64::INFINITY, |worst| worst.squared_distance);
        if best.len() < wanted || least <= worst {
            nearest::<D>(tree, at, wanted, node, positions, best);
        }
    }
}

/// The rows of a tree that have not been removed yet.
#[derive(Clone, Debug)]
pub struct RemainingRows<'a> {
    tree: &'a KdTree,
    /// The number of remaining rows in each node.
    counts: Vec<u32>,
    /// Whether the row at each position remains.
    remains: Vec<bool>,
}

impl<'a> RemainingRows<'a> {
    /// All rows of `tree`.
    pub fn new(tree: &'a KdTree) -> Self {
        let mut counts = vec![0; tree.boxes.len() / (2 * tree.columns)];
        let mut stack = vec![(0, 0..tree.rows())];
        while let Some((node, positions)) = stack.pop() {
            counts[node] = positions.len() as u32;
            if positions.len() > MAX_LEAF_ROWS {
                let middle = middle(&positions);
                stack.push((2 * node + 1, positions.start..middle));
                stack.push((2 * node + 2, middle..positions.end));
            }
        }
        Self {
            tree,
            counts,
            remains: vec![true; tree.rows()],
        }
    }

    /// Whether the row at a position remains.
    pub fn contains(&self, position: usize) -> bool {
        self.remains[position]
    }

    /// Removes each remaining row within `radius` of `at`, inclusive, and calls `visit` with its position.
    pub fn remove_within(&mut self, at: &[f64], radius: f64, mut visit: impl FnMut(usize)) {
        let tree = self.tree;
        by_columns!(
            tree.columns,
            remove(self, at, radius * radius, 0, 0..tree.rows(), &mut visit)
        );
    }
}

/// Removes rows of one node and returns their number; see [`RemainingRows::remove_within`].
fn remove<const D: usize>(
    remaining: &mut RemainingRows,
    at: &[f64],
    limit: f64,
    node: usize,
    positions: std::ops::Range<usize>,
    visit: &mut impl FnMut(usize),
) -> u32 {
    if remaining.counts[node] == 0 {
        return 0;
    }
    let tree = remaining.tree;
    let [least, most] = tree.distance_bounds::<D>(node, at);
    if least > limit {
        return 0;
    }
    let removed = if positions.len() <= MAX_LEAF_ROWS {
        let mut removed = 0;
        for position in positions {
            let is_near =
                || most <= limit || squared_distance_in::<D>(at, tree.point_at(position)) <= limit;
            if remaining.remains[position] && is_near() {
                remaining.remains[position] = false;
                removed += 1;
                visit(position);
            }
        }
        removed
    } else {
        let middle = middle(&positions);
        remove::<D>(
            remaining,
            at,
            limit,
            2 * node + 1,
            positions.start..middle,
            visit,
        ) + remove::<D>(
            remaining,
            at,
            limit,
            2 * node + 2,
            middle..positions.end,
            visit,
        )
    };
    remaining.counts[node] -= removed;
    removed
}

#[cfg(test)]
mod tests;
