//! Compares every method with scikit-learn, K-Means from the same initial centres.

use fallline::math::{
    cluster::{CurveQuantity, StopReason, scores},
    table::Matrix,
};
use serde_json::Value;

use super::{assert_close, cloud, integers, numbers, run};

/// The tolerance for sums of at most 300 rows in another order.
const TOLERANCE: f64 = 1e-10;

fn cases(method: &str) -> Vec<Value> {
    let all: Value = serde_json::from_str(include_str!("../data/clusters.json")).unwrap();
    all[method].as_array().unwrap().clone()
}

fn assert_scores(case: &Value, data: &Matrix, labels: &[i32], known: &[i32]) {
    let found = [
        scores::adjusted_rand(known, labels),
        scores::normalized_mutual_information(known, labels),
        scores::silhouette(data, labels, 0).unwrap().mean,
    ];
    let expected = ["ari", "nmi", "silhouette"].map(|name| case[name].as_f64().unwrap());
    assert_close(&found, &expected, TOLERANCE, &case["data"].to_string());
}

#[test]
fn k_means_takes_the_same_steps() {
    for case in cases("kmeans") {
        let (data, known) = cloud(case["data"].as_str().unwrap());
        let tolerance = if case["init"].as_array().unwrap().len() == 3 {
            1e-4
        } else {
            0.0
        };
        let spec = format!("kmeans(init={}, tol={tolerance})", case["init"]);
        let history = run(&spec, &data).unwrap();
        let (last, what) = (history.steps(), spec.as_str());
        assert_eq!(history.labels(), integers::<i32>(&case["labels"]), "{what}");
        assert_eq!(Some(last as u64), case["iterations"].as_u64(), "{what}");
        let centres = history.trace().centres(last, &data).concat();
        assert_close(&centres, &numbers(&case["centers"]), TOLERANCE, what);
        assert_eq!(history.curve().quantity, CurveQuantity::Inertia);
        let inertia = history.curve().values[last];
        assert_close(&[inertia], &numbers(&case["inertia"]), TOLERANCE, what);
        assert_eq!(history.stop_reason(), StopReason::Converged);
        assert_scores(&case, &data, history.labels(), &known);
    }
}

#[test]
fn dbscan_finds_the_same_clusters_with_the_same_labels() {
    for case in cases("dbscan") {
        let (data, known) = cloud(case["data"].as_str().unwrap());
        let spec = format!(
            "dbscan(eps={}, min_samples={})",
            case["eps"], case["min_samples"]
        );
        let history = run(&spec, &data).unwrap();
        assert_eq!(history.labels(), integers::<i32>(&case["labels"]), "{spec}");
        let core = history.trace().core_mask();
        let core: Vec<usize> = (0..core.len()).filter(|row| core[*row]).collect();
        assert_eq!(core, integers::<usize>(&case["core"]), "{spec}");
        assert_scores(&case, &data, history.labels(), &known);
    }
}

#[test]
fn the_merge_tree_and_its_cut_are_the_same() {
    for case in cases("agglomerative") {
        let (data, _) = cloud(case["data"].as_str().unwrap());
        let linkage = case["linkage"].as_str().unwrap();
        let spec = format!("agglomerative(n_clusters={}, linkage={linkage})", case["k"]);
        let history = run(&spec, &data).unwrap();
        let merges = history.trace().merges();
        let heights: Vec<f64> = merges.iter().map(|merge| merge.height).collect();
        let expected = numbers(&case["heights"]);
        assert_close(&heights, &expected, TOLERANCE, &spec);
        assert_eq!(history.labels(), integers::<i32>(&case["labels"]), "{spec}");
        assert_eq!(merges[merges.len() - 1].size as usize, data.rows());
        // Merges of equal height have no defined order; identical rows cause such merges.
        let is_distinct = expected
            .windows(2)
            .all(|pair| pair[1] - pair[0] > TOLERANCE);
        if is_distinct {
            let found: Vec<i64> = merges
                .iter()
                .flat_map(|merge| merge.children.map(i64::from))
                .collect();
            let expected = case["children"].as_array().unwrap().iter();
            assert_eq!(
                found,
                expected.flat_map(integers::<i64>).collect::<Vec<_>>(),
                "{spec}"
            );
        }
    }
}

#[test]
fn birch_builds_the_same_subclusters() {
    for case in cases("birch") {
        let (data, _) = cloud(case["data"].as_str().unwrap());
        let spec = format!(
            "birch(n_clusters={}, threshold={}, branching_factor={})",
            case["k"], case["threshold"], case["branching"]
        );
        let history = run(&spec, &data).unwrap();
        // The order of the halves of a split node depends on rounding if two distances are equal.
        let sorted = |mut centres: Vec<Vec<f64>>| {
            centres.sort_by(|a, b| (a[0] + 1e-3 * a[1]).total_cmp(&(b[0] + 1e-3 * b[1])));
            centres.concat()
        };
        let subclusters = history.trace().centres(history.steps(), &data);
        let expected = case["subclusters"].as_array().unwrap().iter();
        let expected = sorted(expected.map(numbers).collect());
        assert_close(&sorted(subclusters), &expected, TOLERANCE, &spec);
        assert_eq!(history.labels(), integers::<i32>(&case["labels"]), "{spec}");
    }
}

#[test]
fn mixtures_converge_to_the_same_maximum() {
    for case in cases("gaussian_mixture") {
        let (data, _) = cloud(case["data"].as_str().unwrap());
        let spec = format!(
            "gaussian_mixture(n_components={}, tol=1e-12, max_iter=2000)",
            case["k"]
        );
        let history = run(&spec, &data).unwrap();
        let mut components = history.trace().components(history.steps()).to_vec();
        components.sort_by(|a, b| a.mean[0].total_cmp(&b.mean[0]));
        let log_likelihood = history.curve().values[history.steps()];
        assert_close(
            &[log_likelihood],
            &numbers(&case["log_likelihood"]),
            1e-9,
            &spec,
        );
        // The likelihood is flat at its maximum: the error of a component is about the square root of that of the
        // likelihood.
        let weights: Vec<f64> = components
            .iter()
            .map(|component| component.weight)
            .collect();
        assert_close(&weights, &numbers(&case["weights"]), 1e-5, &spec);
        let means: Vec<f64> = components
            .iter()
            .flat_map(|component| component.mean.clone())
            .collect();
        assert_close(&means, &numbers(&case["means"]), 1e-5, &spec);
        let covariances: Vec<f64> = components
            .iter()
            .flat_map(|component| component.covariance.clone())
            .collect();
        assert_close(&covariances, &numbers(&case["covariances"]), 1e-5, &spec);
        let curve = &history.curve().values;
        assert!(
            curve.windows(2).all(|pair| pair[1] > pair[0] - 1e-10),
            "{spec}"
        );
    }
}

#[test]
fn windows_converge_to_the_same_modes() {
    for case in cases("mean_shift") {
        let (data, _) = cloud(case["data"].as_str().unwrap());
        let spec = format!(
            "mean_shift(bandwidth={}, bin_seeding={})",
            case["bandwidth"], case["binned"]
        );
        let history = run(&spec, &data).unwrap();
        assert_eq!(history.labels(), integers::<i32>(&case["labels"]), "{spec}");
        let centres = history.trace().centres(history.steps(), &data).concat();
        assert_close(&centres, &numbers(&case["centers"]), TOLERANCE, &spec);
        // scikit-learn does not count the last move.
        assert_eq!(
            Some(history.steps() as u64 - 1),
            case["iterations"].as_u64(),
            "{spec}"
        );
    }
}
