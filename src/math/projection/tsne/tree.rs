//! A Barnes–Hut tree over points in two or three dimensions, which approximates far points by their mean.
//!
//! Points are sorted along a space-filling curve, so that every cell is a range of them. Cells are stored in pre-order,
//! each with the index at which the traversal continues if it is skipped. Cells of few points are not divided: nearby
//! points are processed one by one.
//!
//! Source: J. Barnes and P. Hut, A hierarchical O(N log N) force-calculation algorithm, Nature 324 (1986); G. M.
//! Morton, A Computer Oriented Geodetic Data Base (1966), for the curve.

use rayon::prelude::*;

/// A cell with the mean of its points.
#[derive(Clone, Copy, Debug)]
struct Cell<const K: usize> {
    /// The mean of the points.
    mean: [f64; K],
    /// The square of the cell's side; 0 if all points coincide.
    side_squared: f64,
    /// The range of its points, in curve order.
    range: [u32; 2],
    /// The index of the first cell behind this one and its children.
    next: u32,
}

/// The maximum number of points in a leaf, unless they coincide.
const MAX_LEAF_POINTS: usize = 8;

/// A tree over points in K dimensions.
#[derive(Debug)]
pub(super) struct Tree<const K: usize> {
    /// The indices of the points in curve order.
    order: Vec<u32>,
    /// The points in curve order.
    points: Vec<[f64; K]>,
    /// The cells in pre-order.
    cells: Vec<Cell<K>>,
}

impl<const K: usize> Tree<K> {
    /// The number of times that the side is halved, so that a code on the curve fits into 64 bits.
    const LEVELS: u32 = 64 / K as u32;

    /// Builds a tree over finite points.
    pub(super) fn new(points: &[[f64; K]]) -> Self {
        let mut low = [f64::INFINITY; K];
        let mut side = 0.0f64;
        for point in points {
            for k in 0..K {
                low[k] = low[k].min(point[k]);
            }
        }
        for point in points {
            for k in 0..K {
                side = side.max(point[k] - low[k]);
            }
        }
        let grid = f64::powi(2.0, Self::LEVELS as i32);
        let scale = if side > 0.0 { grid / side } else { 0.0 };
        let mut sorted: Vec<(u64, u32)> = (points.par_iter().enumerate())
            .map(|(i, point)| {
                // The upper edge belongs to the last cell.
                let grid_coordinate =
                    |k: usize| ((point[k] - low[k]) * scale).min(grid - 1.0) as u64;
                (
                    interleaved(std::array::from_fn::<_, K, _>(grid_coordinate)),
                    i as u32,
                )
            })
            .collect();
        sorted.par_sort_unstable();
        let mut tree = Self {
            order: sorted.iter().map(|(_, index)| *index).collect(),
            points: (sorted.iter())
                .map(|(_, index)| points[*index as usize])
                .collect(),
            cells: Vec::with_capacity(2 * points.len()),
        };
        if !points.is_empty() {
            tree.add_cells(&sorted, 0, 0, side);
        }
        tree
    }

    /// Creates the cell of a range of points and those below it, and returns the sum of the points. `sorted` are their
    /// codes on the curve, each with the index of the point; `start` is the position of the first in curve order.
    fn add_cells(&mut self, sorted: &[(u64, u32)], start: u32, level: u32, side: f64) -> [f64; K] {
        // Levels at which the range is not divided are skipped.
        let differing_bits = sorted[0].0 ^ sorted[sorted.len() - 1].0;
        let common_bits = differing_bits
            .leading_zeros()
            .saturating_sub(64 - K as u32 * Self::LEVELS);
        let division_level = (common_bits / K as u32).max(level);
        let side = side * f64::powi(0.5, (division_level - level) as i32);
        let is_coincident = differing_bits == 0;
        let index = self.cells.len();
        let end = start + sorted.len() as u32;
        self.cells.push(Cell {
            mean: [0.0; K],
            side_squared: if is_coincident { 0.0 } else { side * side },
            range: [start, end],
            next: 0,
        });
        let mut sum = [0.0; K];
        if is_coincident || sorted.len() <= MAX_LEAF_POINTS {
            for point in &self.points[start as usize..end as usize] {
                for (sum, x) in sum.iter_mut().zip(point) {
                    *sum += x;
                }
            }
        } else {
            let shift = K as u32 * (Self::LEVELS - 1 - division_level);
            let child = |(code, _): &(u64, u32)| code >> shift;
            let mut start = start;
            for sorted in sorted.chunk_by(|a, b| child(a) == child(b)) {
                let child_sum = self.add_cells(sorted, start, division_level + 1, side / 2.0);
                start += sorted.len() as u32;
                for (sum, x) in sum.iter_mut().zip(child_sum) {
                    *sum += x;
                }
            }
        }
        let count = f64::from(end - start);
        self.cells[index].mean = sum.map(|sum| sum / count);
        self.cells[index].next = self.cells.len() as u32;
        sum
    }

    /// The results of a function for each point, computed in parallel, in the order of the points given to
    /// [`new`](Self::new). The function gets the tree, the point and its position in curve order.
    pub(super) fn map_points<T: Send + Copy + Default>(
        &self,
        function: impl Fn(&Self, [f64; K], u32) -> T + Sync,
    ) -> Vec<T> {
        let in_curve_order: Vec<T> = (self.points.par_iter().enumerate())
            .map(|(position, point)| function(self, *point, position as u32))
            .collect();
        let mut values = vec![T::default(); in_curve_order.len()];
        for (value, point) in in_curve_order.into_iter().zip(&self.order) {
            values[*point as usize] = value;
        }
        values
    }

    /// Visits all points except the one at `position` in curve order, in groups. `visit` gets the vector from the mean
    /// of a group to `point`, its squared length, and the number of points. A cell is a group if `point` is outside of
    /// it and sees it under an angle (side / distance) of less than `angle`. Else its children are visited or, in a
    /// leaf, its single points. At angle 0, groups are single or coincident points.
    pub(super) fn visit(
        &self,
        point: [f64; K],
        position: u32,
        angle: f64,
        mut visit: impl FnMut([f64; K], f64, f64),
    ) {
        let angle_squared = angle * angle;
        let offset_from = |other: &[f64; K]| -> ([f64; K], f64) {
            let offset: [f64; K] = std::array::from_fn(|k| point[k] - other[k]);
            (offset, offset.iter().map(|x| x * x).sum())
        };
        let mut index = 0;
        while let Some(cell) = self.cells.get(index) {
            let [start, end] = cell.range;
            let contains_point = (start..end).contains(&position);
            let (offset, square) = offset_from(&cell.mean);
            let is_coincident = cell.side_squared == 0.0;
            if is_coincident || !contains_point && cell.side_squared < angle_squared * square {
                let count = end - start - u32::from(contains_point);
                if count > 0 {
                    visit(offset, square, f64::from(count));
                }
                index = cell.next as usize;
            } else if cell.next as usize == index + 1 {
                for (other_position, other) in
                    (start..end).zip(&self.points[start as usize..end as usize])
                {
                    if other_position != position {
                        let (offset, square) = offset_from(other);
                        visit(offset, square, 1.0);
                    }
                }
                index += 1;
            } else {
                index += 1;
            }
        }
    }
}

/// Interleaves the bits of K numbers, the highest first, to a code on the Morton curve.
fn interleaved<const K: usize>(numbers: [u64; K]) -> u64 {
    let levels = 64 / K as u32;
    let mut code = 0;
    for bit in (0..levels).rev() {
        for number in numbers {
            code = code << 1 | number >> bit & 1;
        }
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::Normal;

    fn cloud<const K: usize>(count: usize, seed: u64) -> Vec<[f64; K]> {
        let mut normal = Normal::new(seed);
        (0..count)
            .map(|i| std::array::from_fn(|_| normal.draw() * if i % 3 == 0 { 1e-5 } else { 1.0 }))
            .collect()
    }

    fn every_other_point_is_visited_once<const K: usize>() {
        let mut points = cloud::<K>(200, 3);
        // Some points coincide.
        points.extend_from_within(..30);
        points.extend([points[7]; 5]);
        let tree = Tree::new(&points);
        for angle in [0.0, 0.5, 1.0] {
            let counts = tree.map_points(|tree, point, position| {
                let mut count = 0.0;
                tree.visit(point, position, angle, |_, _, points| count += points);
                count
            });
            assert_eq!(
                counts,
                vec![points.len() as f64 - 1.0; points.len()],
                "{angle}"
            );
        }
        // At angle 0, distances are those of single points.
        let sums = tree.map_points(|tree, point, position| {
            let mut sum = 0.0;
            tree.visit(point, position, 0.0, |_, square, count| {
                sum += count * square
            });
            sum
        });
        for (point, sum) in points.iter().zip(sums) {
            let square = |other: &[f64; K]| -> f64 {
                point.iter().zip(other).map(|(a, b)| (a - b).powi(2)).sum()
            };
            let expected: f64 = points.iter().map(square).sum();
            assert!((sum - expected).abs() < 1e-9 * expected, "{sum} {expected}");
        }
    }

    #[test]
    fn every_other_point_is_visited_once_in_two_and_three_dimensions() {
        every_other_point_is_visited_once::<2>();
        every_other_point_is_visited_once::<3>();
    }

    #[test]
    fn empty_single_and_coincident_points_have_a_tree() {
        assert!(Tree::<2>::new(&[]).cells.is_empty());
        for count in [1, 2, 50] {
            let points = vec![[0.25, -3.0]; count];
            let tree = Tree::new(&points);
            assert_eq!(tree.cells.len(), 1);
            let found = tree.map_points(|tree, point, position| {
                let mut found = (0.0, 0.0);
                tree.visit(point, position, 0.5, |_, square, count| {
                    found = (square, count);
                });
                found
            });
            assert_eq!(found, vec![(0.0, count as f64 - 1.0); count]);
        }
    }

    #[test]
    fn far_points_are_grouped_and_near_ones_are_not() {
        let mut points = cloud::<2>(1000, 5);
        points.push([100.0, 100.0]);
        let tree = Tree::new(&points);
        let groups = tree.map_points(|tree, point, position| {
            let mut groups = 0;
            tree.visit(point, position, 0.5, |_, _, _| groups += 1);
            groups
        });
        assert!(groups[1000] < 5, "{} groups from afar", groups[1000]);
        assert!(groups[..1000].iter().all(|groups| *groups > 20));
    }
}
