//! Reproduces the charts of a clustering course: K-Means step by step, a sweep of ε, and four methods on three clouds.

use fallline::math::{
    cluster::{History, best_kmeans, scores},
    neighbours::KdTree,
    progress::no_progress,
    table::Matrix,
};
use serde_json::Value;

use super::{assert_close, cloud, integers, numbers, run, sizes};

fn chart(name: &str) -> Value {
    let all: Value = serde_json::from_str(include_str!("../data/charts.json")).unwrap();
    all[name].clone()
}

/// The smallest inertia found for 1, 2, …, `max_clusters` clusters, each in `n_init` runs of K-Means.
fn elbow_curve(data: &Matrix, max_clusters: usize, n_init: u64) -> Vec<f64> {
    let inertia = |k| {
        let best = best_kmeans(data, k, n_init, &mut no_progress).unwrap();
        best.curve().values[best.steps()]
    };
    (1..=max_clusters).map(inertia).collect()
}

#[test]
fn k_means_matches_every_frame_of_the_chart() {
    let chart = chart("kmeans_frames");
    let (data, _) = cloud("four_blobs");
    let rows = &chart["inputs"]["initial_center_indices"];
    let history = run(&format!("kmeans(init={rows})"), &data).unwrap();
    let mut labels = Vec::new();
    for frame in chart["expected"]["frames"].as_array().unwrap() {
        let step = frame["n_iter"].as_u64().unwrap() as usize;
        let what = format!("after step {step}");
        let centres = history.trace().centres(step, &data).concat();
        assert_close(&centres, &numbers(&frame["centers"]), 1e-9, &what);
        let inertia = history.curve().values[step];
        assert_close(&[inertia], &numbers(&frame["inertia"]), 1e-9, &what);
        history.labels_at(step, &data, &mut labels);
        let counts = (0..4).map(|centre| labels.iter().filter(|label| **label == centre).count());
        assert_eq!(
            counts.collect::<Vec<_>>(),
            integers::<usize>(&frame["counts"]),
            "{what}"
        );
    }
}

#[test]
fn the_elbow_curve_of_four_blobs_matches() {
    let (data, _) = cloud("four_blobs");
    let curve = elbow_curve(&data, 8, 200);
    let expected = &chart("elbow")["expected"];
    let expected: Vec<f64> = (1..=8)
        .map(|k| expected[k.to_string()].as_f64().unwrap())
        .collect();
    assert_close(&curve, &expected, 1e-3, "elbow");
    let best = &chart("best_inertia")["expected"];
    assert_close(&curve[3..4], &numbers(&best["inertia"]), 1e-9, "four blobs");
}

#[test]
fn random_initial_centres_sometimes_end_in_worse_minima() {
    let (data, _) = cloud("four_blobs");
    let expected = &chart("random_init_failures")["expected"];
    let known = numbers(&expected["distinct_final_inertia_rounded"]);
    let mut worse = 0.0;
    for seed in 0..200 {
        let history = run(
            &format!("kmeans(n_clusters=4, init=random, seed={seed})"),
            &data,
        )
        .unwrap();
        let inertia = history.curve().values[history.steps()];
        let near = known
            .iter()
            .any(|known| (known - inertia).abs() < 0.02 * known);
        assert!(near, "seed {seed}: {inertia}");
        worse += f64::from(u8::from(inertia > 1.05 * known[0])) / 200.0;
    }
    let fraction = expected["fraction_worse_than_1.05x_best"].as_f64().unwrap();
    assert!((worse - fraction).abs() < 0.12, "{worse}");
}

#[test]
fn dbscan_matches_at_each_epsilon_of_the_sweep() {
    let (data, known) = cloud("moons");
    for row in chart("dbscan_sweep")["expected"]["rows"]
        .as_array()
        .unwrap()
    {
        let spec = format!("dbscan(eps={})", row["eps"]);
        let history = run(&spec, &data).unwrap();
        let core = history
            .trace()
            .core_mask()
            .iter()
            .filter(|core| **core)
            .count();
        let count = |name: &str| row[name].as_u64().unwrap() as usize;
        assert_eq!(history.clusters(), count("n_clusters"), "{spec}");
        assert_eq!(core, count("n_core"), "{spec}");
        assert_eq!(history.noise_count(), count("n_noise"), "{spec}");
        assert_eq!(
            200 - core - history.noise_count(),
            count("n_border"),
            "{spec}"
        );
        assert_eq!(sizes(&history), integers::<usize>(&row["sizes"]), "{spec}");
        let found = scores::adjusted_rand(history.labels(), &known);
        assert_close(&[found], &numbers(&row["ARI"]), 1e-9, &spec);
    }
}

#[test]
fn dbscan_of_rings_matches_at_each_epsilon_of_the_sweep() {
    let (data, known) = cloud("scaled_circles");
    for row in chart("circles_eps_sweep")["expected"]["rows"]
        .as_array()
        .unwrap()
    {
        let history = run(&format!("dbscan(eps={})", row["eps"]), &data).unwrap();
        let count = |name: &str| row[name].as_u64().unwrap() as usize;
        assert_eq!(history.clusters(), count("n_clusters"));
        assert_eq!(history.noise_count(), count("n_noise"));
        let found = scores::adjusted_rand(history.labels(), &known);
        assert_close(&[found], &numbers(&row["ARI"]), 1e-9, "ARI");
    }
}

/// A row is the first of its own nearest rows.
#[test]
fn distances_to_the_fifth_nearest_row_match() {
    let (data, _) = cloud("moons");
    let tree = KdTree::new(&data);
    let mut distances: Vec<f64> = data
        .iter_rows()
        .map(|row| tree.nearest(row, 5)[4].squared_distance.sqrt())
        .collect();
    distances.sort_unstable_by(|a, b| b.total_cmp(a));
    let expected = &chart("kdist")["expected"];
    let first = numbers(&expected["sorted_desc_first5"]);
    assert_close(&distances[..5], &first, 1e-10, "five largest");
    let found = [
        distances[0],
        distances[199],
        (distances[99] + distances[100]) / 2.0,
    ];
    let expected = ["max", "min", "median"].map(|name| expected[name].as_f64().unwrap());
    assert_close(&found, &expected, 1e-10, "largest, smallest and median");
}

#[test]
fn k_means_and_dbscan_match_on_three_clouds() {
    for (name, eps) in [("blobs", 0.8), ("moons", 0.3), ("circles", 0.25)] {
        let expected = &chart(name)["expected"];
        let (data, known) = cloud(&format!("scaled_{name}"));
        let best = &expected["K-Means k=3"];
        let least = elbow_curve(&data, 3, 10)[2];
        assert_close(&[least], &numbers(&best["best_inertia"]), 1e-6, name);

        let case = &expected[&format!("DBSCAN intended eps={eps}")];
        let history = run(&format!("dbscan(eps={eps})"), &data).unwrap();
        assert_eq!(sizes(&history), integers::<usize>(&case["sizes"]), "{name}");
        let found = scores::adjusted_rand(history.labels(), &known);
        assert_close(&[found], &numbers(&case["ARI"]), 1e-6, name);
    }
}

#[test]
fn ward_and_birch_match_on_three_clouds() {
    for name in ["blobs", "moons", "circles"] {
        let expected = &chart(name)["expected"];
        let (data, known) = cloud(&format!("scaled_{name}"));
        let assert_case = |case: &Value, history: &History| {
            assert_eq!(sizes(history), integers::<usize>(&case["sizes"]), "{name}");
            let found = scores::adjusted_rand(history.labels(), &known);
            assert_close(&[found], &numbers(&case["ARI"]), 1e-6, name);
        };

        let ward = &expected["Agglomerative ward k=3"];
        let history = run("agglomerative(n_clusters=3)", &data).unwrap();
        assert_case(ward, &history);
        let heights = history.trace().merges().iter().map(|merge| merge.height);
        let heights: Vec<f64> = heights.collect();
        assert_close(
            &heights[194..],
            &numbers(&ward["last_5_merge_heights"]),
            1e-6,
            name,
        );
        let sum = heights.iter().sum();
        assert_close(&[sum], &numbers(&ward["merge_height_sum"]), 1e-6, name);

        let birch = &expected["Birch k=3"];
        let history = run("birch(n_clusters=3)", &data).unwrap();
        assert_case(birch, &history);
        let count = birch["n_subclusters"].as_u64().unwrap() as usize;
        assert_eq!(history.trace().subclusters(), Some(count), "{name}");
        let centres = history.trace().centres(history.steps(), &data).concat();
        assert_close(&centres, &numbers(&birch["subcluster_centers"]), 1e-6, name);
    }
}
