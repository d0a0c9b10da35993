//! The exact k nearest neighbours of every row, in any number of columns.

use rayon::prelude::*;

use super::KdTree;
use crate::math::{
    distance::squared_distance_in_lanes,
    progress::{Cancelled, Progress, SharedProgress},
    table::Matrix,
};

/// The maximum number of columns for which a tree is faster than computing all distances.
const MAX_TREE_COLUMNS: usize = 7;

/// The number of rows whose neighbours are searched together, so that every other row is loaded once for all of them.
const BLOCK_ROWS: usize = 16;

/// The `k` nearest other rows of every row, by Euclidean distance.
#[derive(Clone, Debug, PartialEq)]
pub struct KNearestNeighbours {
    k: usize,
    /// The `k` neighbours of each row as (distance, row), row after row; nearest first, ties in row order.
    neighbours: Vec<(f64, u32)>,
}

impl KNearestNeighbours {
    /// Finds the neighbours in parallel. Duplicates of a row are neighbours at distance 0, the row itself is not.
    ///
    /// # Errors
    /// `progress` cancelled the computation.
    ///
    /// # Panics
    /// If there are at most `k` rows, or 2³² rows or more.
    pub fn of(data: &Matrix, k: usize, progress: &mut Progress) -> Result<Self, Cancelled> {
        let rows = data.rows();
        assert!(k < rows && u32::try_from(rows).is_ok());
        let progress = SharedProgress::new(progress, rows);
        let mut found = match data.columns() <= MAX_TREE_COLUMNS {
            true => by_tree(data, k, &progress)?,
            false => by_brute_force(data, k, &progress)?,
        };
        for (distance, _) in &mut found {
            *distance = distance.sqrt();
        }
        Ok(Self {
            k,
            neighbours: found,
        })
    }

    /// The number of neighbours per row.
    pub fn k(&self) -> usize {
        self.k
    }

    /// The neighbours of row `i`, nearest first, as (distance, row).
    pub fn of_row(&self, i: usize) -> &[(f64, u32)] {
        &self.neighbours[i * self.k..(i + 1) * self.k]
    }
}

/// The neighbours of each row as (squared distance, row), by queries of a k-d tree.
fn by_tree(
    data: &Matrix,
    k: usize,
    progress: &SharedProgress,
) -> Result<Vec<(f64, u32)>, Cancelled> {
    let tree = KdTree::new(data);
    let mut found = vec![(0.0, 0); data.rows() * k];
    (found.par_chunks_mut((BLOCK_ROWS * k).max(1)).enumerate()).try_for_each(
        |(block, found)| {
            let count = found.len() / k;
            for (found, i) in found.chunks_mut(k).zip(block * BLOCK_ROWS..) {
                let nearest = tree.nearest(data.row(i), k + 1).into_iter();
                let others = nearest.filter(|neighbour| neighbour.row != i);
                for (found, neighbour) in found.iter_mut().zip(others) {
                    *found = (neighbour.squared_distance, neighbour.row as u32);
                }
            }
            progress.done(count)
        },
    )?;
    Ok(found)
}

/// As [`by_tree`], by computing all distances.
fn by_brute_force(
    data: &Matrix,
    k: usize,
    progress: &SharedProgress,
) -> Result<Vec<(f64, u32)>, Cancelled> {
    let mut found = vec![(0.0, 0); data.rows() * k];
    (found.par_chunks_mut((BLOCK_ROWS * k).max(1)).enumerate()).try_for_each(
        |(block, found)| {
            let first = block * BLOCK_ROWS;
            let mut nearest: Vec<KNearest> = found.chunks_mut(k).map(KNearest::new).collect();
            for (j, other) in data.iter_rows().enumerate() {
                for (i, nearest) in (first..).zip(&mut nearest) {
                    if i != j {
                        nearest.offer(squared_distance_in_lanes(data.row(i), other), j as u32);
                    }
                }
            }
            progress.done(nearest.len())
        },
    )?;
    Ok(found)
}

/// The nearest rows found so far, as (squared distance, row) in order.
struct KNearest<'a> {
    slots: &'a mut [(f64, u32)],
    /// The number of slots in use.
    filled: usize,
}

impl<'a> KNearest<'a> {
    fn new(slots: &'a mut [(f64, u32)]) -> Self {
        Self { slots, filled: 0 }
    }

    /// Inserts a row unless all slots have rows that are at least as near. Rows must be offered in ascending order, so
    /// that ties stay in row order.
    fn offer(&mut self, distance: f64, row: u32) {
        let is_full = self.filled == self.slots.len();
        if is_full && distance >= self.slots[self.filled - 1].0 {
            return;
        }
        let index = self.slots[..self.filled].partition_point(|slot| slot.0 <= distance);
        self.filled += usize::from(!is_full);
        self.slots[index..self.filled].rotate_right(1);
        self.slots[index] = (distance, row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{progress::no_progress, random::Normal};

    #[test]
    fn neighbours_match_a_sort_of_all_distances() {
        let mut normal = Normal::new(4);
        for (rows, columns, k) in [(2, 1, 1), (50, 3, 7), (61, 20, 60), (40, 9, 0)] {
            let data = Matrix::from_fn(rows, columns, |_, _| normal.draw());
            let found = KNearestNeighbours::of(&data, k, &mut no_progress).unwrap();
            for i in 0..rows {
                let mut all: Vec<(f64, usize)> = (0..rows)
                    .filter(|j| *j != i)
                    .map(|j| {
                        let squares = data.row(i).iter().zip(data.row(j));
                        let squares = squares.map(|(a, b)| (a - b).powi(2));
                        (squares.sum::<f64>().sqrt(), j)
                    })
                    .collect();
                all.sort_by(|a, b| a.0.total_cmp(&b.0));
                assert_eq!(found.of_row(i).len(), k);
                for (found, expected) in found.of_row(i).iter().zip(&all) {
                    assert_eq!(found.1 as usize, expected.1);
                    assert!((found.0 - expected.0).abs() < 1e-14 * expected.0.max(1.0));
                }
            }
        }
    }

    #[test]
    fn a_tree_and_brute_force_find_the_same() {
        let mut normal = Normal::new(6);
        // Integers: many rows are equally near or identical.
        let data = Matrix::from_fn(400, 3, |_, _| (2.0 * normal.draw()).round());
        let mut progress = no_progress;
        let shared = SharedProgress::new(&mut progress, 1);
        let [by_tree, by_brute_force] =
            [by_tree, by_brute_force].map(|search| search(&data, 9, &shared).unwrap());
        assert_eq!(by_tree, by_brute_force);
    }

    #[test]
    fn duplicates_are_neighbours_and_the_earlier_come_first() {
        let data = Matrix::new(4, 1, vec![1.0, 1.0, 0.0, 1.0]).unwrap();
        let found = KNearestNeighbours::of(&data, 3, &mut no_progress).unwrap();
        assert_eq!(found.of_row(1), [(0.0, 0), (0.0, 3), (1.0, 2)]);
        assert_eq!(found.of_row(2), [(1.0, 0), (1.0, 1), (1.0, 3)]);
    }
}
