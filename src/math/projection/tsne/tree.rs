//! A Barnes–Hut tree over points in two or three dimensions, which approximates far points by their mean.
//!
//! Points are sorted along a space-filling curve, so that every cell is a range of them. Cells are stored in pre-order,
//! each with the index at which the traversal continues if it is skipped. Cells of few points are not divided: nearby
//! points are processed one by one.
//!
//! Source: J. Barnes and P. Hut, A hierarchical O(N log N) force-calculation algorithm, Nature 324 (1986); G. M. Morton,
//! A Computer Oriented Geodetic Data Base (1966), for the curve.

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
    /// The index of the next cell if this one is skipped.
    next: u32,
}

/// The maximum number of points in a leaf.
const LEAF: usize = 8;

/// A tree over points in K dimensions.
#[derive(Debug)]
pub(super) struct Tree<const K: usize> {
    /// The indices of the points in curve order …
    order: Vec<u32>,
    /// … and their positions.
    points: Vec<[f64; K]>,
    cells: Vec<Cell<K>>,
}

impl<const K: usize> Tree<K> {
    /// The number of halvings of a side for which a position on the curve fits into 64 bits.
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
        let mut places: Vec<(u64, u32)> = (points.par_iter().enumerate())
            .map(|(i, point)| {
                // The far edge belongs to the last cell.
                let along = |k: usize| ((point[k] - low[k]) * scale).min(grid - 1.0) as u64;
                (interleaved(std::array::from_fn::<_, K, _>(along)), i as u32)
            })
            .collect();
        places.par_sort_unstable();
        let mut tree = Self {
            order: places.iter().map(|place| place.1).collect(),
            points: (places.iter())
                .map(|place| points[place.1 as usize])
                .collect(),
            cells: Vec::with_capacity(2 * points.len()),
        };
        if !points.is_empty() {
            tree.divide(&places, 0, 0, side);
        }
        tree
    }

    /// Creates the cells of a range of positions that begins at index `start`, and returns the sum of its points.
    fn divide(&mut self, places: &[(u64, u32)], start: u32, level: u32, side: f64) -> [f64; K] {
        // Levels at which the range is not divided are skipped.
        let differing = places[0].0 ^ places[places.len() - 1].0;
        let same = differing
            .leading_zeros()
            .saturating_sub(64 - K as u32 * Self::LEVELS);
        let level_of_division = (same / K as u32).max(level);
        let side = side * f64::powi(0.5, (level_of_division - level) as i32);
        let is_coincident = differing == 0;
        let index = self.cells.len();
        let end = start + places.len() as u32;
        self.cells.push(Cell {
            mean: [0.0; K],
            side_squared: if is_coincident { 0.0 } else { side * side },
            range: [start, end],
            next: 0,
        });
        let mut sum = [0.0; K];
        if is_coincident || places.len() <= LEAF {
            for point in &self.points[start as usize..end as usize] {
                for (sum, x) in sum.iter_mut().zip(point) {
                    *sum += x;
                }
            }
        } else {
            let shift = K as u32 * (Self::LEVELS - 1 - level_of_division);
            let child = |place: &(u64, u32)| place.0 >> shift;
            let mut start = start;
            for places in places.chunk_by(|a, b| child(a) == child(b)) {
                let more = self.divide(places, start, level_of_division + 1, side / 2.0);
                start += places.len() as u32;
                for (sum, more) in sum.iter_mut().zip(more) {
                    *sum += more;
                }
            }
        }
        let count = f64::from(end - start);
        self.cells[index].mean = sum.map(|sum| sum / count);
        self.cells[index].next = self.cells.len() as u32;
        sum
    }

    /// The results of `of` for each point, computed in parallel, in the order of the points. `of` gets the tree, the
    /// point and its position on the curve.
    pub(super) fn for_each<T: Send + Copy + Default>(
        &self,
        of: impl Fn(&Self, [f64; K], u32) -> T + Sync,
    ) -> Vec<T> {
        let along: Vec<T> = (self.points.par_iter().enumerate())
            .map(|(place, point)| of(self, *point, place as u32))
            .collect();
        let mut values = vec![T::default(); along.len()];
        for (value, point) in along.into_iter().zip(&self.order) {
            values[*point as usize] = value;
        }
        values
    }

    /// Visits all points except the one at `place` on the curve, in groups. `visit` gets the vector from the mean of a
    /// group to `point`, its square, and the number of points. A divided cell is a group if `point` is outside and sees
    /// it under an angle (side / distance) of less than `angle`. At angle 0 groups are single or coincident points.
    pub(super) fn visit(
        &self,
        point: [f64; K],
        place: u32,
        angle: f64,
        mut visit: impl FnMut([f64; K], f64, f64),
    ) {
        let angle_squared = angle * angle;
        let from = |other: &[f64; K]| -> ([f64; K], f64) {
            let offset: [f64; K] = std::array::from_fn(|k| point[k] - other[k]);
            (offset, offset.iter().map(|x| x * x).sum())
        };
        let mut index = 0;
        while let Some(cell) = self.cells.get(index) {
            let [start, end] = cell.range;
            let contains_point = (start..end).contains(&place);
            let (offset, square) = from(&cell.mean);
            let is_coincident = cell.side_squared == 0.0;
            if is_coincident || !contains_point && cell.side_squared < angle_squared * square {
                let count = end - start - u32::from(contains_point);
                if count > 0 {
                    visit(offset, square, f64::from(count));
                }
                index = cell.next as usize;
            } else if cell.next as usize == index + 1 {
                for (other, at) in (start..end).zip(&self.points[start as usize..end as usize]) {
                    if other != place {
                        let (offset, square) = from(at);
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

/// Interleaves the bits of K numbers, the highest first.
fn interleaved<const K: usize>(numbers: [u64; K]) -> u64 {
    let levels = 64 / K as u32;
    let mut place = 0;
    for bit in (0..levels).rev() {
        for number in numbers {
            place = place << 1 | number >> bit & 1;
        }
    }
    place
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
            let counts = tree.for_each(|tree, point, place| {
                let mut count = 0.0;
                tree.visit(point, place, angle, |_, _, some| count += some);
                count
            });
            assert_eq!(
                counts,
                vec![points.len() as f64 - 1.0; points.len()],
                "{angle}"
            );
        }
        // At angle 0, distances are those of single points.
        let sums = tree.for_each(|tree, point, place| {
            let mut sum = 0.0;
            tree.visit(point, place, 0.0, |_, square, some| sum += some * square);
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
            let found = tree.for_each(|tree, point, place| {
                let mut found = (0.0, 0.0);
                tree.visit(point, place, 0.5, |_, square, some| {
                    found = (square, some);
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
        let groups = tree.for_each(|tree, point, place| {
            let mut groups = 0;
            tree.visit(point, place, 0.5, |_, _, _| groups += 1);
            groups
        });
        assert!(groups[1000] < 5, "{} groups from afar", groups[1000]);
        assert!(groups[..1000].iter().all(|groups| *groups > 20));
    }
}
