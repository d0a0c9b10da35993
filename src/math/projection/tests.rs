//! Shared test helpers of the iterative methods.

use super::*;
use crate::math::{neighbours::KNearestNeighbours, progress::no_progress};

/// Three well-separated clusters of `count` points each, one after another.
pub fn clusters(count: usize, columns: usize) -> Matrix {
    let mut normal = Normal::new(1);
    Matrix::from_fn(3 * count, columns, |i, j| {
        let centre = if j % 3 == i / count { 10.0 } else { 0.0 };
        centre + normal.draw()
    })
}

/// Asserts that the ten nearest neighbours of every point in a layout of [`clusters`] are in its cluster.
#[track_caller]
pub fn assert_clusters_are_separated(layout: &dyn Layout, count: usize, dimensions: usize) {
    let rows = 3 * count;
    let positions = Matrix::new(rows, dimensions, layout.positions().to_vec()).unwrap();
    let neighbours = KNearestNeighbours::of(&positions, 10, &mut no_progress).unwrap();
    for i in 0..rows {
        for (_, j) in neighbours.of_row(i) {
            assert_eq!(i / count, *j as usize / count, "{i} is near {j}");
        }
    }
}

#[test]
fn requirements_beyond_the_memory_limit_are_rejected() {
    let data = Matrix::from_fn(20_000, 1, |i, _| i as f64);
    for (spec, expected) in [
        ("tsne(perplexity=3000)", "t-SNE needs 21.5 GiB of memory"),
        ("umap(n_neighbors=2000)", "UMAP needs 9.5 GiB of memory"),
    ] {
        let method = CATALOGUE.build(&spec.parse().unwrap()).unwrap();
        let message = method
            .init(&data, 2, &mut no_progress)
            .unwrap_err()
            .to_string();
        assert!(message.starts_with(expected), "{message}");
    }
    assert!(CovarianceAccumulator::check_memory(1_000_000, 1000).is_ok());
    assert!(CovarianceAccumulator::check_memory(100, 100_000).is_ok());
    let error = CovarianceAccumulator::check_memory(16_000, 16_000).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("finding principal components needs")
    );
}
