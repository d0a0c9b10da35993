//! Point clouds, their components and their clusters.

use std::sync::Arc;

use fallline::{
    math::cluster::scores::adjusted_rand,
    scene::Quantity,
    simulation::{CloudOutcome, Clusters, Group, Simulation},
};

use crate::reference::{Reference, assert_near, simulation};

fn cloud(scene: &str, figure: usize) -> Arc<CloudOutcome> {
    match simulation(scene, figure) {
        Simulation::Cloud(cloud) => cloud,
        _ => panic!("{scene} has no cloud"),
    }
}

fn count(groups: &[(Group, usize)], wanted: Group) -> usize {
    let found = groups.iter().find(|(group, _)| *group == wanted);
    found.map_or(0, |(_, count)| *count)
}

#[test]
fn k_means_converges_as_in_the_published_code() {
    let cloud = cloud("kmeans", 0);
    let clusters = cloud.clusters().unwrap();
    let reference = Reference::of("000.c5.kmeans_frames");
    let frames = reference.at(&["frames"]).as_array().unwrap();
    let last = clusters.steps();
    for step in 1..=last {
        let frame = &frames[step - 1];
        reference.assert(clusters.number_at(step).1, &frame["inertia"]);
        for (center, expected) in clusters
            .centres_at(step)
            .into_iter()
            .zip(frame["centers"].as_array().unwrap())
        {
            reference.assert_all(center, expected);
        }
        let groups = Clusters::groups(&clusters.labels_at(step));
        for (number, expected) in frame["counts"].as_array().unwrap().iter().enumerate() {
            let found = count(&groups, Group::Cluster(number));
            assert_eq!(found as u64, expected.as_u64().unwrap(), "step {step}");
        }
    }
    let end = frames.last().unwrap();
    reference.assert(clusters.number_at(last).1, &end["inertia"]);
}

#[test]
fn clusters_emerge_from_noise_as_eps_grows() {
    let cloud = cloud("dbscan-sweep", 0);
    let clusters = cloud.clusters().unwrap();
    let reference = Reference::of("000.c6.dbscan_sweep");
    let rows = reference.at(&["rows"]).as_array().unwrap();
    assert_eq!(clusters.steps() + 1, rows.len());
    for (step, row) in rows.iter().enumerate() {
        reference.assert(clusters.number_at(step).1, &row["eps"]);
        let labels = clusters.labels_at(step);
        let groups = Clusters::groups(&labels);
        let core = clusters.core_at(step).iter().filter(|core| **core).count();
        let noise = count(&groups, Group::Noise);
        let found = [
            groups.len() - usize::from(noise > 0),
            core,
            labels.len() - noise - core,
            noise,
        ];
        let expected = ["n_clusters", "n_core", "n_border", "n_noise"];
        let expected = expected.map(|key| row[key].as_u64().unwrap() as usize);
        assert_eq!(found, expected, "step {step}");
    }
}

#[test]
fn the_flat_cloud_and_the_digits_have_the_published_components() {
    let flat = Reference::of("000.c7.pca3d");
    let pca = &cloud("pca-projection", 0).pca;
    flat.assert_all(pca.mean.clone(), flat.at(&["mean"]));
    let ratio = flat.at(&["explained_variance_ratio"]);
    flat.assert_all(pca.explained_variance_ratio.clone(), ratio);

    let digits = Reference::of("000.digits_pca");
    let pca = &cloud("digits", 0).pca;
    for (found, expected) in pca
        .explained_variance_ratio
        .iter()
        .zip(digits.at(&["ratio"]).as_array().unwrap())
    {
        digits.assert(*found, expected);
    }
    let cumulative = pca.cumulative_ratio();
    digits.assert(cumulative[1], digits.at(&["cumulative_at", "2"]));
    digits.assert(cumulative[2], digits.at(&["cumulative_at", "3"]));
}

#[test]
fn four_methods_find_the_published_clusters_in_three_data_sets() {
    let methods = ["K-Means", "DBSCAN", "Agglomerative", "Birch"];
    for (set, id) in ["000.c8.blobs", "000.c8.moons", "000.c8.circles"]
        .into_iter()
        .enumerate()
    {
        let reference = Reference::of(id);
        for (number, method) in methods.into_iter().enumerate() {
            let cloud = cloud("cluster-playground", methods.len() * set + number);
            let clusters = cloud.clusters().unwrap();
            let labels = clusters.labels_at(clusters.steps());
            let groups = Clusters::groups(&labels);
            let mut sizes: Vec<usize> = (groups.iter())
                .filter(|(group, _)| matches!(group, Group::Cluster(_)))
                .map(|(_, count)| *count)
                .collect();
            sizes.sort_unstable_by(|a, b| b.cmp(a));
            let expected = reference.at(&[method]);
            let published: Vec<usize> = serde_json::from_value(expected["sizes"].clone()).unwrap();
            assert_eq!(sizes, published, "{id}, {method}");
            let known: Vec<i32> = cloud.classes.iter().map(|&class| class as i32).collect();
            let score = expected.get("ARI").unwrap_or(&expected["ARI_best"]);
            reference.assert(adjusted_rand(&known, &labels), score);
            match method {
                "K-Means" => {
                    let inertia = clusters.number_at(clusters.steps()).1;
                    reference.assert(inertia, &expected["best_inertia"]);
                }
                "DBSCAN" => {
                    let core = clusters.core_at(clusters.steps()).iter();
                    let core = core.filter(|core| **core).count();
                    assert_eq!(core as u64, expected["n_core"].as_u64().unwrap(), "{id}");
                    let noise = count(&groups, Group::Noise);
                    assert_eq!(noise as u64, expected["n_noise"].as_u64().unwrap(), "{id}");
                }
                _ => {}
            }
        }
    }
}

fn points(cloud: &CloudOutcome, quantity: Quantity) -> Vec<(f64, f64)> {
    let series = cloud.series(quantity);
    series
        .first()
        .map_or(Vec::new(), |series| series.points().collect())
}

/// The best of 200 runs, and their silhouettes, by scikit-learn 1.9.1: `KMeans(k, n_init=200, random_state=0)` and
/// `silhouette_score`.
#[test]
fn the_elbow_and_the_silhouette_agree_on_four_clusters() {
    let cloud = cloud("kmeans", 0);
    let inertia = [
        2978.591938451077,
        1348.8718111803792,
        708.7729029938822,
        369.52798550013677,
        326.301010309538,
        286.87387061805225,
        254.77054300511475,
        224.93752988085663,
    ];
    let silhouette = [0.4963682577532239, 0.5150664183431476, 0.5801493524075835];
    let found = points(&cloud, Quantity::Elbow);
    assert_eq!(found.len(), 8);
    for (&(k, found), (number, best)) in found.iter().zip((1..).zip(inertia)) {
        assert_eq!(k, f64::from(number));
        // For more than four clusters, 4 runs may not find the optimum.
        let allowed = if number <= 4 { 1e-9 } else { 0.03 };
        assert_near(found, best, allowed * best);
    }
    let found = points(&cloud, Quantity::Silhouette);
    for (&(k, found), (number, expected)) in found.iter().zip((2..).zip(silhouette)) {
        assert_eq!(k, f64::from(number));
        assert_near(found, expected, 1e-9);
    }
    let best = found.iter().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
    assert_eq!(best.0, 4.0);
    assert!(
        cloud
            .clusters()
            .unwrap()
            .count_metrics()
            .sampled_rows
            .is_none()
    );
}

/// By scikit-learn 1.9.1: `adjusted_rand_score`, `normalized_mutual_info_score` and `silhouette_score`, with every row
/// assigned to the nearest initial centre, and for the final clusters.
#[test]
fn scores_of_the_first_and_the_last_step_match_scikit_learn() {
    let cloud = cloud("kmeans", 0);
    let scores = cloud.scores();
    assert_eq!(scores.len(), cloud.steps() + 1);
    for (scores, expected) in [
        (
            scores[0],
            [0.6130149558666262, 0.7296868148026082, 0.29123914235090426],
        ),
        (
            *scores.last().unwrap(),
            [0.946346254832434, 0.9343494767074916, 0.5801493524075835],
        ),
    ] {
        let [rand, information] = scores.agreement.unwrap();
        for (found, expected) in [rand, information, scores.silhouette.unwrap()]
            .into_iter()
            .zip(expected)
        {
            assert_near(found, expected, 1e-9);
        }
    }
}

#[test]
fn the_charts_of_a_sweep_match_the_reference_table() {
    let cloud = cloud("dbscan-sweep", 0);
    let reference = Reference::of("000.c6.dbscan_sweep");
    let rows = reference.at(&["rows"]).as_array().unwrap();
    for (quantity, key) in [
        (Quantity::Clusters, "n_clusters"),
        (Quantity::Noise, "n_noise"),
    ] {
        let found = points(&cloud, quantity);
        assert_eq!(found.len(), rows.len());
        for ((step, found), row) in found.iter().zip(rows) {
            assert_eq!(*found, row[key].as_f64().unwrap(), "{key} at step {step}");
        }
    }
}

#[test]
fn the_digits_have_the_published_cumulative_variance() {
    let cloud = cloud("digits", 0);
    let [ratio, cumulative] = &cloud.series(Quantity::Variance)[..] else {
        panic!("two lines");
    };
    let digits = Reference::of("000.digits_pca");
    assert_eq!((ratio.len(), cumulative.len()), (64, 64));
    for (component, share) in digits.at(&["cumulative_at"]).as_object().unwrap() {
        let component: f64 = component.parse().unwrap();
        digits.assert(cumulative.at(component).unwrap().1, share);
    }
    // The caption states 21 components for 90 %.
    assert!(cumulative.at(20.0).unwrap().1 < 0.9 && cumulative.at(21.0).unwrap().1 >= 0.9);
    assert!((cumulative.at(64.0).unwrap().1 - 1.0).abs() < 1e-12);
}

#[test]
fn the_divergence_of_t_sne_decreases() {
    let cloud = cloud("digits-unfold", 0);
    // The axes are not principal components and explain no variance.
    assert!(cloud.series(Quantity::Variance).is_empty());
    let found = points(&cloud, Quantity::Progress);
    // One value per 5 of 500 steps is enough for a curve.
    let last = cloud.steps() as f64;
    assert_eq!(found.len(), 101);
    assert_eq!([found[0].0, found[1].0, found[100].0], [0.0, 5.0, last]);
    assert!(
        found
            .iter()
            .all(|(_, value)| value.is_finite() && *value > 0.0)
    );
    assert!(found[100].1 < 0.5 * found[0].1, "{found:?}");
}
