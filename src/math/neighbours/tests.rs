use proptest::prelude::*;

use super::*;
use crate::math::distance::squared_distance;

/// Clouds whose coordinates, and so distances, often coincide.
fn cloud() -> impl Strategy<Value = Matrix> {
    (1..200usize, 1..7usize).prop_flat_map(|(rows, columns)| {
        prop::collection::vec(-4..5i8, rows * columns).prop_map(move |values| {
            Matrix::from_fn(rows, columns, |i, j| {
                f64::from(values[i * columns + j]) / 3.0
            })
        })
    })
}

proptest! {
    #[test]
    fn rows_within_a_radius_match_a_linear_scan(
        data in cloud(), radius in 0..9u8, limit in 1..100usize,
    ) {
        let (tree, radius) = (KdTree::new(&data), f64::from(radius) / 3.0);
        let at = data.row(data.rows() / 2);
        let mut found = Vec::new();
        tree.within(at, radius, |position| {
            found.push(tree.row_at(position));
            true
        });
        found.sort_unstable();
        let near = |row: &usize| squared_distance(at, data.row(*row)) <= radius * radius;
        let expected: Vec<usize> = (0..data.rows()).filter(near).collect();
        prop_assert_eq!(&found, &expected);

        let mut visited = 0;
        tree.within(at, radius, |_| {
            visited += 1;
            visited < limit
        });
        prop_assert_eq!(visited, limit.min(expected.len()));
    }

    #[test]
    fn the_nearest_rows_match_a_linear_scan(data in cloud(), count in 0..30usize) {
        let at = data.row(0);
        let mut all: Vec<Neighbour> = (0..data.rows())
            .map(|row| Neighbour { row, squared_distance: squared_distance(at, data.row(row)) })
            .collect();
        all.sort();
        all.truncate(count);
        prop_assert_eq!(KdTree::new(&data).nearest(at, count), all);
    }

    #[test]
    fn every_row_is_removed_exactly_once(data in cloud(), radius in 0..9u8) {
        let (tree, radius) = (KdTree::new(&data), f64::from(radius) / 3.0);
        let mut remaining = RemainingRows::new(&tree);
        let mut remains: Vec<bool> = vec![true; data.rows()];
        for centre in (0..data.rows()).step_by(7) {
            let mut removed = Vec::new();
            remaining.remove_within(data.row(centre), radius, |position| removed.push(tree.row_at(position)));
            removed.sort_unstable();
            let near = |row: &usize| squared_distance(data.row(centre), data.row(*row)) <= radius * radius;
            let expected: Vec<usize> = (0..data.rows()).filter(|row| remains[*row] && near(row)).collect();
            prop_assert_eq!(&removed, &expected);
            removed.iter().for_each(|row| remains[*row] = false);
        }
    }
}
