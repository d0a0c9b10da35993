//! Nearest-neighbour queries in any number of columns, with a k-d tree (Bentley 1975) of bounding boxes.
//!
//! Results equal those of a linear scan: a box is skipped or accepted as a whole only if the rounded distances allow no
//! other result, for which squared terms are summed in the same order as in the distances.

mod k_nearest;

use std::collections::BinaryHeap;

use super::{
    distance::{by_columns, squared_distance_in},
    table::Matrix,
};

pub use k_nearest::KNearestNeighbours;

/// The maximum number of rows in a leaf.
const LEAF: usize = 16;

/// Subtrees with fewer rows than this are built by a single thread.
const MIN_PARALLEL_ROWS: usize = 8192;

/// Rows sorted so that nearby ones are adjacent.
#[derive(Clone, Debug)]
pub struct KdTree {
    columns: usize,
    /// The row at each position.
    order: Vec<u32>,
    /// The rows in that order, one after another.
    points: Vec<f64>,
    /// For each node the minimum coordinates of its rows, then the maximum. Node 0 contains all rows; the children of
    /// node i are 2i + 1, with the first half of its positions, and 2i + 2.
    boxes: Vec<f64>,
}

/// A row and its squared distance.
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
    /// If there are more than 2³² rows.
    pub fn new(data: &Matrix) -> Self {
        let (rows, columns) = (data.rows(), data.columns());
        let count = u32::try_from(rows).unwrap_or_else(|_| panic!("{rows} rows"));
        let mut order: Vec<u32> = (0..count).collect();
        let mut boxes = vec![0.0; 2 * columns * nodes(rows)];
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

    /// The row at a position of the sorted order, in which nearby positions are nearby rows.
    pub fn row_at(&self, place: usize) -> usize {
        self.order[place] as usize
    }

    /// The point at a position of the sorted order.
    pub fn point_at(&self, place: usize) -> &[f64] {
        &self.points[place * self.columns..][..self.columns]
    }

    /// Calls `visit` with the position of every row within `radius` of `at`, until it returns false.
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

    /// The minimum and maximum squared distance from `at` to the box of a node.
    #[inline(always)]
    fn reach<const D: usize>(&self, node: usize, at: &[f64]) -> [f64; 2] {
        let columns = if D == 0 { self.columns } else { D };
        let (low, high) = self.boxes[2 * node * columns..][..2 * columns].split_at(columns);
        let mut reach = [0.0, 0.0];
        for ((at, low), high) in at[..columns].iter().zip(low).zip(high) {
            let (below, above) = (low - at, at - high);
            let outside = below.max(above).max(0.0);
            let across = (high - at).max(at - low);
            reach[0] += outside * outside;
            reach[1] += across * across;
        }
        reach
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

/// The number of nodes of a tree over this number of rows, including unused ones.
fn nodes(rows: usize) -> usize {
    let mut levels = 1;
    let mut largest = rows;
    while largest > LEAF {
        largest = largest.div_ceil(2);
        levels += 1;
    }
    (1 << levels) - 1
}

/// The position at which the range of a node is split.
fn middle(places: &std::ops::Range<usize>) -> usize {
    places.start + places.len().div_ceil(2)
}

/// The boxes of the nodes of a subtree, level by level.
struct Boxes<'a> {
    columns: usize,
    levels: Vec<&'a mut [f64]>,
}

impl<'a> Boxes<'a> {
    fn new(mut rest: &'a mut [f64], columns: usize) -> Self {
        let mut levels = Vec::new();
        let mut size = 2 * columns;
        while !rest.is_empty() {
            let (level, below) = rest.split_at_mut(size);
            levels.push(level);
            (rest, size) = (below, 2 * size);
        }
        Self { columns, levels }
    }

    /// The box of the root, and the boxes of the subtrees of its children.
    fn open(self) -> (&'a mut [f64], Self, Self) {
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

/// Splits the rows of a node recursively and records the boxes.
fn split(data: &Matrix, order: &mut [u32], boxes: Boxes) {
    let (own, first, second) = boxes.open();
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
    if order.len() <= LEAF {
        return;
    }
    let extent = |column: &usize| high[*column] - low[*column];
    let widest = (0..data.columns()).max_by(|a, b| extent(a).total_cmp(&extent(b)));
    let widest = widest.unwrap_or(0);
    let key = |row: &u32| data.values()[*row as usize * data.columns() + widest];
    let half = order.len().div_ceil(2);
    order.select_nth_unstable_by(half - 1, |a, b| key(a).total_cmp(&key(b)).then(a.cmp(b)));
    let is_large = order.len() >= MIN_PARALLEL_ROWS;
    let (left, right) = order.split_at_mut(half);
    let (left, right) = (|| split(data, left, first), || split(data, right, second));
    if is_large {
        rayon::join(left, right);
    } else {
        left();
        right();
    }
}

fn within<const D: usize>(
    tree: &KdTree,
    at: &[f64],
    limit: f64,
    visit: &mut impl FnMut(usize) -> bool,
) {
    // Deeper than any tree over 2³² rows.
    let mut open = [(0, 0, 0); 64];
    let mut count = 1;
    open[0] = (0, 0, tree.rows());
    while count > 0 {
        count -= 1;
        let (node, start, end) = open[count];
        if start == end {
            continue;
        }
        let [least, most] = tree.reach::<D>(node, at);
        if least > limit {
            continue;
        }
        let places = start..end;
        if most <= limit {
            for place in places {
                if !visit(place) {
                    return;
                }
            }
        } else if places.len() <= LEAF {
            for place in places {
                if squared_distance_in::<D>(at, tree.point_at(place)) <= limit && !visit(place) {
                    return;
                }
            }
        } else {
            let middle = middle(&places);
            open[count] = (2 * node + 2, middle, end);
            open[count + 1] = (2 * node + 1, start, middle);
            count += 2;
        }
    }
}

fn nearest<const D: usize>(
    tree: &KdTree,
    at: &[f64],
    wanted: usize,
    node: usize,
    places: std::ops::Range<usize>,
    best: &mut BinaryHeap<Neighbour>,
) {
    if places.len() <= LEAF {
        for place in places {
            let near = Neighbour {
                row: tree.row_at(place),
                squared_distance: squared_distance_in::<D>(at, tree.point_at(place)),
            };
            if best.len() < wanted {
                best.push(near);
            } else if best.peek().is_some_and(|worst| near < *worst) {
                best.pop();
                best.push(near);
            }
        }
        return;
    }
    let middle = middle(&places);
    let mut children = [
        (2 * node + 1, places.start..middle),
        (2 * node + 2, middle..places.end),
    ]
    .map(|(node, places)| (tree.reach::<D>(node, at)[0], node, places));
    if children[1].0 < children[0].0 {
        children.swap(0, 1);
    }
    for (least, node, places) in children {
        // A row at the same distance as the worst may still have a smaller index.
        let worst = best.peek().map_or(f64::INFINITY, |worst| worst.squared_distance);
        if best.len() < wanted || least <= worst {
            nearest::<D>(tree, at, wanted, node, places, best);
        }
    }
}

/// The rows of a tree not taken yet.
#[derive(Clone, Debug)]
pub struct RemainingRows<'a> {
    tree: &'a KdTree,
    /// The number of rows left in each node.
    counts: Vec<u32>,
    /// Whether the row at a position is left.
    left: Vec<bool>,
}

impl<'a> RemainingRows<'a> {
    /// All rows of `tree`.
    pub fn new(tree: &'a KdTree) -> Self {
        let mut counts = vec![0; tree.boxes.len() / (2 * tree.columns)];
        let mut open = vec![(0, 0..tree.rows())];
        while let Some((node, places)) = open.pop() {
            counts[node] = places.len() as u32;
            if places.len() > LEAF {
                let middle = middle(&places);
                open.push((2 * node + 1, places.start..middle));
                open.push((2 * node + 2, middle..places.end));
            }
        }
        Self {
            tree,
            counts,
            left: vec![true; tree.rows()],
        }
    }

    /// Whether the row at a position is left.
    pub fn has(&self, place: usize) -> bool {
        self.left[place]
    }

    /// Takes every remaining row within `radius` of `at` and calls `visit` with its position.
    pub fn remove_within(&mut self, at: &[f64], radius: f64, mut visit: impl FnMut(usize)) {
        let tree = self.tree;
        by_columns!(
            tree.columns,
            take(self, at, radius * radius, 0, 0..tree.rows(), &mut visit)
        );
    }
}

/// Takes rows from one node, and returns their number.
fn take<const D: usize>(
    rest: &mut RemainingRows,
    at: &[f64],
    limit: f64,
    node: usize,
    places: std::ops::Range<usize>,
    visit: &mut impl FnMut(usize),
) -> u32 {
    if rest.counts[node] == 0 {
        return 0;
    }
    let tree = rest.tree;
    let [least, most] = tree.reach::<D>(node, at);
    if least > limit {
        return 0;
    }
    let taken = if places.len() <= LEAF {
        let mut taken = 0;
        for place in places {
            let is_near = || most <= limit || squared_distance_in::<D>(at, tree.point_at(place)) <= limit;
            if rest.left[place] && is_near() {
                rest.left[place] = false;
                taken += 1;
                visit(place);
            }
        }
        taken
    } else {
        let middle = middle(&places);
        take::<D>(rest, at, limit, 2 * node + 1, places.start..middle, visit)
            + take::<D>(rest, at, limit, 2 * node + 2, middle..places.end, visit)
    };
    rest.counts[node] -= taken;
    taken
}

#[cfg(test)]
mod tests;
