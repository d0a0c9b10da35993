//! Clouds, their components and their clusters.

use std::sync::Arc;

use fallline::{
    math::cluster::scores::adjusted_rand,
    simulation::{Clusters, Group, ProjectedCloud, Simulation},
};

use crate::reference::{Reference, simulation};

fn cloud(scene: &str, figure: usize) -> Arc<ProjectedCloud> {
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
fn four_centres_settle_as_the_published_code_does_it() {
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
fn clusters_grow_out_of_noise_as_the_distance_grows() {
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
    let kept = pca.cumulative_ratio();
    digits.assert(kept[1], digits.at(&["cumulative_at", "2"]));
    digits.assert(kept[2], digits.at(&["cumulative_at", "3"]));
}

#[test]
fn four_methods_find_on_three_data_sets_what_is_published() {
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
