//! Compares PCA with scikit-learn, and checks identities of components, projections and covariances.

use proptest::prelude::*;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

use super::*;

#[test]
fn rows_that_differ_by_rounding_alone_have_no_variance() {
    let rounded = |row: usize| 14.62 * (1.0 + row as f64 * f64::EPSILON);
    let data = Matrix::from_fn(4, 3, |i, j| rounded(i) * (j + 1) as f64);
    assert_eq!(Pca::fit(&data, 2), Err(PcaError::NoVariance));
    assert_eq!(randomized::fit(&data, 1), Err(PcaError::NoVariance));
    // One varying column is enough, even next to one of large constants.
    let data = Matrix::from_fn(4, 2, |i, j| if j == 0 { 1e20 } else { i as f64 });
    assert_eq!(Pca::fit(&data, 1).unwrap().components, [[0.0, 1.0]]);
}

/// A seeded cloud of correlated features with different variances.
fn cloud(seed: u64, rows: usize, columns: usize) -> Matrix {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut common = 0.0;
    Matrix::from_fn(rows, columns, |_, j| {
        if j == 0 {
            common = random.random_range(-1.0..1.0);
        }
        10.0 + (j + 1) as f64 * (common + random.random_range(-1.0..1.0))
    })
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn iris() -> Matrix {
    let rows: Vec<Vec<f64>> = include_str!("../../../../assets/data/iris.csv")
        .lines()
        .skip(1)
        .map(|row| {
            row.split(',')
                .take(4)
                .map(|cell| cell.parse().unwrap())
                .collect()
        })
        .collect();
    Matrix::from_fn(rows.len(), 4, |i, j| rows[i][j])
}

/// The values in the scikit-learn reference for a data set.
fn reference(set: &str, key: &str) -> serde_json::Value {
    let text = include_str!("../../../../tests/data/pca.json");
    serde_json::from_str::<serde_json::Value>(text).unwrap()[set][key].clone()
}

#[test]
fn the_components_of_iris_match_the_reference() {
    let data = iris();
    let pca = Pca::fit(&data, 4).unwrap();
    let scores = pca.project(&data);
    for (key, found) in [
        ("mean", pca.mean.clone()),
        ("explained_variance", pca.explained_variance.clone()),
        (
            "explained_variance_ratio",
            pca.explained_variance_ratio.clone(),
        ),
        ("first_row", scores.row(0).to_vec()),
        ("last_row", scores.row(149).to_vec()),
    ] {
        let expected: Vec<f64> = serde_json::from_value(reference("iris", key)).unwrap();
        assert_eq!(found.len(), expected.len(), "{key}");
        for (found, expected) in found.iter().zip(&expected) {
            assert!(
                (found - expected).abs() <= 1e-12,
                "{key}: {found:?}, expected {expected:?}"
            );
        }
    }
    let first_two = Pca::fit(&data, 2).unwrap();
    assert_eq!(first_two.components, pca.components[..2]);
    assert_eq!(
        first_two.explained_variance_ratio,
        pca.explained_variance_ratio[..2]
    );
    let error = first_two.reconstruction_error(&data);
    let expected = reference("iris", "reconstruction_error_2")
        .as_f64()
        .unwrap();
    assert!((error - expected).abs() < 1e-12);
}

proptest! {
    #[test]
    fn components_are_orthonormal_and_the_projection_is_uncorrelated(
        seed in 0..1_000_u64, rows in 2..40_usize, columns in 1..8_usize,
    ) {
        let data = cloud(seed, rows, columns);
        let count = rows.min(columns);
        let pca = Pca::fit(&data, count).unwrap();
        let scores = pca.project(&data);
        let total: f64 = pca.explained_variance_ratio.iter().sum();
        prop_assert!((total - 1.0).abs() < 1e-12, "ratios sum to {total}");
        for i in 0..count {
            let largest = pca.components[i].iter().copied().max_by(|a, b| a.abs().total_cmp(&b.abs()));
            prop_assert!(largest > Some(0.0), "sign of component {i}");
            for j in 0..count {
                let product = dot(&pca.components[i], &pca.components[j]);
                let expected = if i == j { 1.0 } else { 0.0 };
                prop_assert!((product - expected).abs() < 1e-12, "components {i} and {j}: {product}");

                let covariance = scores.iter_rows().map(|row| row[i] * row[j]).sum::<f64>() / (rows - 1) as f64;
                let expected = if i == j { pca.explained_variance[i] } else { 0.0 };
                prop_assert!((covariance - expected).abs() < 1e-11, "covariance of {i} and {j}: {covariance}");
            }
        }
        prop_assert!(pca.explained_variance.is_sorted_by(|a, b| a >= b));
    }
}

#[test]
fn points_on_a_line_have_one_direction() {
    let data = Matrix::from_fn(30, 3, |i, j| i as f64 * [1.0, -2.0, 2.0][j]);
    let pca = Pca::fit(&data, 3).unwrap();
    for (loading, expected) in pca.components[0]
        .iter()
        .zip([-1.0 / 3.0, 2.0 / 3.0, -2.0 / 3.0])
    {
        assert!((loading.abs() - f64::abs(expected)).abs() < 1e-14);
    }
    assert!((pca.explained_variance_ratio[0] - 1.0).abs() < 1e-14);
    assert!(pca.explained_variance[1] < 1e-25);
    assert!(dot(&pca.components[1], &pca.components[2]).abs() < 1e-14);
}

#[test]
fn data_without_components_are_rejected() {
    let error = |rows: &[[f64; 2]], components: usize| {
        let data = Matrix::new(rows.len(), 2, rows.concat()).unwrap();
        Pca::fit(&data, components).unwrap_err().to_string()
    };
    assert_eq!(
        error(&[[1.0, 2.0]], 1),
        "1 row(s) of numbers have no variance; give at least 2 rows"
    );
    let too_many = error(&[[1.0, 2.0], [2.0, 3.0], [0.0, 1.0]], 3);
    assert_eq!(
        too_many,
        "3 component(s) of 3 rows and 2 columns of numbers; ask for 1 to 2"
    );
    let not_finite = error(&[[1.0, 2.0], [2.0, f64::NAN]], 1);
    assert_eq!(
        not_finite,
        "row 2, column 2 is NaN; give finite numbers only"
    );
    let identical = error(&[[0.1, 0.2]; 3], 1);
    assert_eq!(
        identical,
        "all rows are identical, so there are no principal components; give points that differ"
    );
    let large = error(&[[1e200, 0.0], [0.0, 1.0]], 1);
    assert_eq!(
        large,
        "the numbers are too large or too small to square; rescale the columns"
    );
}

/// Cosine columns with the requested amplitudes, orthogonal to each other and to a constant.
fn waves(rows: usize, amplitudes: &[f64]) -> Matrix {
    Matrix::from_fn(rows, amplitudes.len(), |i, j| {
        let angle = std::f64::consts::TAU * ((i * (j + 1)) % rows) as f64 / rows as f64;
        amplitudes[j] * angle.cos()
    })
}

#[test]
fn a_small_variance_next_to_a_large_one_is_accurate() {
    // A covariance matrix would have entries from 1e12 to 1e-10, with 16 digits relative to the largest.
    let amplitudes = [1e6, 1.0, 1e-5, 1e-3];
    let pca = Pca::fit(&waves(3000, &amplitudes), 4).unwrap();
    for (component, (variance, axis)) in
        [(0, 0), (1, 1), (2, 3), (3, 2)].map(|(component, axis)| {
            (
                component,
                (amplitudes[axis].powi(2) * 1500.0 / 2999.0, axis),
            )
        })
    {
        let found = pca.explained_variance[component];
        assert!((found / variance - 1.0).abs() < 1e-4, "{found} {variance}");
        assert!((pca.components[component][axis] - 1.0).abs() < 1e-8);
    }
}

#[test]
fn a_large_mean_does_not_reduce_accuracy() {
    let centred = waves(5000, &[3.0, 2.0, 1.0]);
    let shifted = Matrix::from_fn(5000, 3, |i, j| centred.row(i)[j] + 1e9);
    let [centred, shifted] = [centred, shifted].map(|data| Pca::fit(&data, 3).unwrap());
    let variances = (centred.explained_variance.iter()).zip(&shifted.explained_variance);
    for (centred, shifted) in variances {
        // Near 1e9, numbers are rounded to 1.2e-7, and their squares to 100.
        assert!((centred - shifted).abs() < 1e-6, "{centred} {shifted}");
    }
}

#[test]
fn chunked_rows_have_the_same_components() {
    let data = cloud(5, 3000, 7);
    let whole = Pca::fit(&data, 7).unwrap();
    for sizes in [&[3000][..], &[1, 1, 2, 3, 2993], &[1500, 1500], &[5, 2995]] {
        let mut accumulator = CovarianceAccumulator::new(7);
        let mut from = 0;
        for (k, size) in sizes.iter().enumerate() {
            let rows = &data.values()[from * 7..(from + size) * 7];
            match k % 2 {
                0 => accumulator.add(rows),
                _ => accumulator.add_in_parallel(rows),
            }
            from += size;
        }
        assert_eq!(accumulator.rows(), 3000);
        let pca = Pca::from_covariance(&accumulator, 7).unwrap();
        let pairs = (pca.components.iter().flatten()).zip(whole.components.iter().flatten());
        let variances = pca.explained_variance.iter().zip(&whole.explained_variance);
        for (a, b) in pairs
            .chain(variances)
            .chain(pca.mean.iter().zip(&whole.mean))
        {
            assert!((a - b).abs() < 1e-11, "{sizes:?}: {a} {b}");
        }
    }
}

#[test]
fn more_columns_than_rows_span_all_rows() {
    let data = cloud(6, 12, 300);
    let pca = Pca::fit(&data, 12).unwrap();
    // 12 points span 11 dimensions.
    assert!(pca.explained_variance[10] > 1.0);
    assert!(pca.explained_variance[11] < 1e-20 * pca.total_variance);
    assert!((pca.cumulative_ratio()[11] - 1.0).abs() < 1e-12);
    let reconstructed = pca.inverse(&pca.project(&data));
    for (a, b) in data.values().iter().zip(reconstructed.values()) {
        assert!((a - b).abs() < 1e-9, "{a} {b}");
    }
    for i in 0..12 {
        for j in 0..12 {
            let product = dot(&pca.components[i], &pca.components[j]);
            assert!((product - f64::from(u8::from(i == j))).abs() < 1e-12);
        }
    }
}

#[test]
fn the_reconstruction_error_is_the_unexplained_variance() {
    let data = cloud(7, 200, 5);
    for count in 1..=5 {
        let pca = Pca::fit(&data, count).unwrap();
        let unexplained =
            pca.total_variance * (1.0 - pca.cumulative_ratio()[count - 1]) * 199.0 / 200.0;
        let found = pca.reconstruction_error(&data);
        assert!(
            (found - unexplained).abs() < 1e-11 * pca.total_variance,
            "{found} {unexplained}"
        );
    }
}

#[test]
fn loadings_give_the_covariance() {
    let data = cloud(8, 90, 4);
    let pca = Pca::fit(&data, 4).unwrap();
    let loadings = pca.loadings();
    for a in 0..4 {
        for b in 0..4 {
            let rebuilt: f64 = loadings.iter().map(|l| l[a] * l[b]).sum();
            let offset = |row: &[f64], j: usize| row[j] - pca.mean[j];
            let sum: f64 = data
                .iter_rows()
                .map(|row| offset(row, a) * offset(row, b))
                .sum();
            assert!((rebuilt - sum / 89.0).abs() < 1e-11);
        }
    }
}

#[test]
fn the_randomized_method_is_within_its_error_bound() {
    let data = cloud(9, 400, 150);
    let exact = Pca::fit(&data, 150).unwrap();
    let found = randomized::fit(&data, 3).unwrap();
    let errors = found.variance_error.as_ref().unwrap();
    assert!((found.total_variance / exact.total_variance - 1.0).abs() < 1e-12);
    for (k, error) in errors.iter().enumerate() {
        let variance = exact.explained_variance[k];
        let difference = (found.explained_variance[k] - variance).abs();
        assert!(
            difference <= error + 1e-12 * variance,
            "{difference}, bound {error}"
        );
        assert!(difference < 1e-9 * variance, "{difference} of {variance}");
        assert!(*error < 0.01 * variance);
        // The error of the direction is the residual divided by the gap.
        assert!((dot(&found.components[k], &exact.components[k]) - 1.0).abs() < 1e-6);
    }
    // Data of rank 2 have no residual.
    let plane = waves(300, &[2.0, 1.0]);
    let rotated = Matrix::from_fn(300, 120, |i, j| {
        plane.row(i)[0] * (j as f64).sin() + plane.row(i)[1] * (j as f64).cos()
    });
    let found = randomized::fit(&rotated, 2).unwrap();
    assert!((found.cumulative_ratio()[1] - 1.0).abs() < 1e-12);
}
