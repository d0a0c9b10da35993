//! What the tests of every method with steps see it by.

use super::*;
use crate::math::{neighbours::NearestOfEach, watch::unwatched};

/// Three clusters far from each other, `count` points in each.
pub fn clusters(count: usize, columns: usize) -> Matrix {
    let mut normal = Normal::new(1);
    Matrix::from_fn(3 * count, columns, |i, j| {
        let middle = if j % 3 == i / count { 10.0 } else { 0.0 };
        middle + normal.draw()
    })
}

/// The ten nearest of every point of a picture of [`clusters`] are of its cluster.
#[track_caller]
pub fn assert_apart(picture: &dyn Unfolding, count: usize, dimensions: usize) {
    let rows = 3 * count;
    let places = Matrix::new(rows, dimensions, picture.positions().to_vec()).unwrap();
    let neighbours = NearestOfEach::of(&places, 10, &mut unwatched).unwrap();
    for i in 0..rows {
        for (_, j) in neighbours.of_row(i) {
            assert_eq!(i / count, *j as usize / count, "{i} beside {j}");
        }
    }
}
