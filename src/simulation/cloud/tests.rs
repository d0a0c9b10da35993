use std::path::Path;

use super::*;
use crate::{
    scene::{SceneError, Source},
    simulation::{Simulation, simulate},
};

mod scalings;
mod search;

fn cloud(source: &Source, previous: Option<&Simulation>) -> Result<Arc<CloudOutcome>, SceneError> {
    match simulate(source, 0, previous)? {
        Simulation::Cloud(cloud) => Ok(cloud),
        _ => panic!("a cloud"),
    }
}

fn from_csv(csv: &str, scene: &str) -> Result<Arc<CloudOutcome>, SceneError> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("data.csv"), csv).unwrap();
    let text = format!("(version: 1, subject: Cloud({scene}))");
    cloud(&Source::parse(&text, folder.path())?, None)
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-8 * b.abs().max(1.0)
}

#[test]
fn iris_has_the_components_of_the_reference() {
    let cloud = cloud(&Source::open("iris").unwrap(), None).unwrap();
    let variances = [4.228241706034864, 0.24267074792863344, 0.07820950004291942];
    let ratios = [
        0.9246187232017271,
        0.05306648311706783,
        0.017102609807929773,
    ];
    let first = [
        0.3613865917853687,
        0.08452251406456868,
        0.8566706059498351,
        0.3582891971515508,
    ];
    let pairs = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| close(*a, *b));
    assert!(
        pairs(&cloud.pca.explained_variance, &variances),
        "{:?}",
        cloud.pca
    );
    assert!(
        pairs(&cloud.pca.explained_variance_ratio, &ratios),
        "{:?}",
        cloud.pca
    );
    let magnitudes: Vec<f64> = cloud.pca.components[0]
        .iter()
        .map(|loading| loading.abs())
        .collect();
    assert!(pairs(&magnitudes, &first), "{:?}", cloud.pca);
    assert!(close(cloud.points[0][0].abs(), 2.6841256259695374));
    assert!(close(cloud.points[149][1].abs(), 0.2826609379905505));
    let classes: Vec<(&str, usize)> = cloud
        .class_names
        .iter()
        .map(|class| (class.name.as_str(), class.count))
        .collect();
    assert_eq!(
        classes,
        [("setosa", 50), ("versicolor", 50), ("virginica", 50)]
    );
    assert_eq!(cloud.classes[149], 2);
}

#[test]
fn the_largest_loading_of_each_component_is_positive() {
    let cloud = cloud(&Source::open("iris").unwrap(), None).unwrap();
    for component in &cloud.pca.components {
        let largest = component
            .iter()
            .copied()
            .max_by(|a, b| a.abs().total_cmp(&b.abs()))
            .unwrap();
        assert!(largest > 0.0, "{component:?}");
    }
}

#[test]
fn two_columns_are_flat_and_may_have_no_classes() {
    let cloud = from_csv("1,2\n3,4\n5,9\n", r#"data: "data.csv""#).unwrap();
    assert!(cloud.points.iter().all(|point| point[2] == 0.0));
    assert_eq!(
        (cloud.classes.as_slice(), cloud.class_names.len()),
        ([0; 3].as_slice(), 0)
    );
}

#[test]
fn columns_are_used_as_they_are_and_new_samples_come_last() {
    let csv = "a,b,c,d\n1,2,3,9\n3,4,8,9\n5,9,1,9\n";
    let scene = r#"data: "data.csv", columns: ["c", "a"], axes: Columns, new: [[0, 7]]"#;
    let cloud = from_csv(csv, scene).unwrap();
    assert_eq!(cloud.feature_names, ["c", "a"]);
    let expected = [
        [3.0, 1.0, 0.0],
        [8.0, 3.0, 0.0],
        [1.0, 5.0, 0.0],
        [0.0, 7.0, 0.0],
    ];
    assert_eq!(cloud.points, expected);
    assert_eq!(
        (cloud.new_count, cloud.classes.as_slice()),
        (1, [0, 0, 0, 1].as_slice())
    );
    assert_eq!(cloud.mean, [4.0, 3.0, 0.0]);
    // The length of an arrow is the standard deviation along its component.
    for (arrow, variance) in cloud.arrows.iter().zip(&cloud.pca.explained_variance) {
        let length: f64 = arrow.iter().map(|part| part * part).sum();
        assert!(close(length, *variance), "{arrow:?} {variance}");
    }
}

#[test]
fn an_unchanged_cloud_is_reused() {
    let source = Source::open("iris").unwrap();
    let first = cloud(&source, None).unwrap();
    let mut scene = source.scene.clone();
    scene.playback.seconds = 3.0;
    let edited = source.with_scene(scene).unwrap();
    let again = cloud(&edited, Some(&Simulation::Cloud(first.clone()))).unwrap();
    assert!(Arc::ptr_eq(&first, &again));
}

#[test]
fn unusable_data_is_named() {
    let message = |csv, scene| from_csv(csv, scene).unwrap_err().to_string();
    assert_eq!(
        message("x,a\n1,p\n2,q\n", r#"data: "data.csv""#),
        "data.csv: has one column of numbers; at least two are needed"
    );
    assert!(
        message("x,y\n1,2\n2,3\n", r#"data: "data.csv", label: "kind""#)
            .contains("no column `kind`")
    );
    assert!(Source::parse("(version: 1, subject: Cloud(data: \"\"))", Path::new("")).is_err());
    assert_eq!(
        message("x,y\n1,2\n2,3\n", r#"data: "data.csv", new: [[1, 2, 3]]"#),
        "data.csv: has a new sample of 3 number(s); 2 are required"
    );
    assert!(
        message("x,y\n1,2\n2,3\n", r#"data: "data.csv", new: [[NaN, 2]]"#)
            .starts_with("new is NaN")
    );
}

fn generated(scene: &str) -> Arc<CloudOutcome> {
    let text = format!("(version: 1, subject: Cloud({scene}))");
    cloud(&Source::parse(&text, Path::new("")).unwrap(), None).unwrap()
}

#[test]
fn an_iterative_projection_has_a_stage_for_each_step() {
    let cloud = generated(
        r#"data: "blobs(n=40, features=5)", projection: "tsne(perplexity=5, max_iter=20)""#,
    );
    assert_eq!((cloud.steps(), cloud.stages()), (20, 21));
    assert_eq!(cloud.stage(20), cloud.points);
    assert_ne!(cloud.stage(0), cloud.stage(20));
    assert_eq!(cloud.stages_around(0.0), (0, 1, 0.0));
    assert_eq!(cloud.stages_around(7.25), (7, 8, 0.25));
    assert_eq!(cloud.stages_around(20.0), (20, 20, 0.0));
    // Its axes are not directions in the data.
    assert!(!cloud.has_direction_axes() && cloud.arrows.is_empty());
    assert_eq!(cloud.position_of(&[0.0; 5]), None);
}

#[test]
fn samples_and_covariances_are_mapped_to_the_axes() {
    for axes in ["Columns", "Principal"] {
        let cloud = generated(&format!(
            r#"data: "blobs(n=30, features=3)", axes: {axes}, clusters: "kmeans(n_clusters=2)""#
        ));
        let clusters = cloud.clusters().unwrap();
        for (row, point) in cloud.points.iter().enumerate() {
            assert_eq!(cloud.position_of(clusters.sample(row)), Some(*point));
        }
        let diagonal = [4.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.25];
        for (axis, deviation) in cloud.half_axes(&diagonal).iter().zip([2.0, 1.0, 0.5]) {
            let length = axis.iter().map(|part| part * part).sum::<f64>().sqrt();
            // Rotated by an orthogonal matrix with rounding errors.
            assert!((length - deviation).abs() < 1e-12, "{axes}: {length}");
        }
    }
}

#[test]
fn a_sweep_shows_the_final_result_for_each_value() {
    let scene = r#"data: "moons(n=60)", axes: Columns, clusters: "dbscan", sweep: (setting: "eps", from: 0.125, to: 0.375, count: 3)"#;
    let swept = generated(scene);
    assert_eq!(swept.steps(), 2);
    let clusters = swept.clusters().unwrap();
    assert_eq!(clusters.number_at(1), (StepNumber::Setting("eps"), 0.25));
    let alone = generated(r#"data: "moons(n=60)", axes: Columns, clusters: "dbscan(eps=0.25)""#);
    let alone = alone.clusters().unwrap();
    assert_eq!(clusters.labels_at(1), alone.labels_at(alone.steps()));
    assert_eq!(clusters.core_at(1), alone.core_at(0));
}

#[test]
fn groups_are_counted_clusters_first() {
    let groups = Clusters::groups(&[0, -2, 2, 2, -1, 0, 0]);
    let expected = [
        (Group::Cluster(0), 3),
        (Group::Cluster(2), 2),
        (Group::Noise, 1),
        (Group::Unreached, 1),
    ];
    assert_eq!(groups, expected);
}

const STORY: &str = r#"data: "s_curve(n=60, noise=0.1)", axes: ColumnsToPrincipal"#;

fn from_scene(subject: &str) -> Result<Arc<CloudOutcome>, SceneError> {
    let text = format!("(version: 1, subject: Cloud({subject}))");
    cloud(&Source::parse(&text, Path::new(""))?, None)
}

#[test]
fn columns_are_turned_into_components_step_by_step() {
    let animated = from_scene(STORY).unwrap();
    let columns = from_scene(r#"data: "s_curve(n=60, noise=0.1)", axes: Columns"#).unwrap();
    let components = from_scene(r#"data: "s_curve(n=60, noise=0.1)""#).unwrap();
    let at = |step: f64, row: usize| -> [f64; 3] {
        let (before, after, part) = animated.stages_around(step);
        let (from, to) = (animated.stage(before)[row], animated.stage(after)[row]);
        std::array::from_fn(|k| from[k] + f64::from(part) * (to[k] - from[k]))
    };
    assert_eq!(animated.steps(), Act::ALL.len());
    let pca = &animated.pca;
    for row in 0..60 {
        let measured = columns.points[row];
        let score = components.points[row];
        assert_eq!(at(0.0, row), measured);
        for step in [1.0, 2.0, 3.0] {
            let centred: [f64; 3] = std::array::from_fn(|k| measured[k] - pca.mean[k]);
            assert!(all_close(at(step, row), centred), "row {row}, step {step}");
        }
        // The projection differs from the point by its part along the last component.
        let projection: [f64; 3] =
            std::array::from_fn(|k| measured[k] - pca.mean[k] - score[2] * pca.components[2][k]);
        assert!(all_close(at(4.0, row), projection), "row {row}");
        assert!(
            all_close(at(5.0, row), [score[0], 0.0, score[1]]),
            "row {row}"
        );
        assert!(all_close(animated.points[row], [score[0], 0.0, score[1]]));
        // While the plane turns, distances from the centre shrink only by the chords between stages.
        let norm = |place: [f64; 3]| place.iter().map(|x| x * x).sum::<f64>().sqrt();
        for step in [4.03, 4.4, 4.77] {
            let ratio = norm(at(step, row)) / norm(projection);
            assert!((0.99..=1.0 + 1e-12).contains(&ratio), "{ratio}");
        }
    }
}

#[test]
fn the_arrows_of_the_story_grow_and_end_along_the_axes() {
    let animated = from_scene(STORY).unwrap();
    let story = animated.story().unwrap();
    assert!(story.arrows(1.0).iter().all(|arrow| *arrow == [0.0; 3]));
    let deviation = |k: usize| animated.pca.explained_variance[k].sqrt();
    for (k, arrow) in story.arrows(2.0).iter().enumerate() {
        let expected = std::array::from_fn(|j| deviation(k) * animated.pca.components[k][j]);
        assert!(all_close(*arrow, expected), "{arrow:?}");
    }
    let last = story.arrows(5.0);
    assert!(all_close(last[0], [deviation(0), 0.0, 0.0]), "{last:?}");
    assert!(all_close(last[1], [0.0, 0.0, deviation(1)]), "{last:?}");
    assert_eq!(story.origin(0.0), [0, 1, 2].map(|k| animated.pca.mean[k]));
    assert_eq!(story.origin(1.0), [0.0; 3]);
    // All projected points are inside the plane's corners.
    let corners = story.plane(5.0);
    for point in &animated.points {
        assert!(corners[0][0] < point[0] && point[0] < corners[2][0]);
        assert!(corners[0][2] < point[2] && point[2] < corners[2][2]);
    }
}

#[test]
fn the_story_requires_three_columns_and_no_clusters() {
    let error = |subject: &str| from_scene(subject).unwrap_err().to_string();
    let four = error(r#"data: "iris", axes: ColumnsToPrincipal"#);
    assert!(
        four.contains("4 columns") && four.contains("`columns`"),
        "{four}"
    );
    let both = error(&format!(r#"{STORY}, clusters: "kmeans(n_clusters=2)""#));
    assert!(both.contains("choose one"), "{both}");
}

#[test]
fn any_components_can_be_on_the_axes() {
    let all = from_scene(r#"data: "wine", scale: ZScore, components: [1, 2, 3]"#).unwrap();
    let some = from_scene(r#"data: "wine", scale: ZScore, components: [5, 2]"#).unwrap();
    assert_eq!(some.components, [4, 1]);
    assert_eq!(some.pca.components.len(), 5);
    for (point, other) in some.points.iter().zip(&all.points) {
        assert!(close(point[1], other[1]) && point[2] == 0.0);
    }
    let variance = some
        .points
        .iter()
        .map(|point| point[0] * point[0])
        .sum::<f64>()
        / 177.0;
    assert!(
        close(variance, some.pca.explained_variance[4]),
        "{variance}"
    );
    let beyond = from_scene(r#"data: "iris", components: [1, 5]"#).unwrap_err();
    assert!(beyond.to_string().contains("go from 1 to 4"), "{beyond}");
    for wrong in ["[1]", "[1, 1]", "[0, 1]", "[1, 2, 3, 4]"] {
        let subject = format!(r#"data: "iris", components: {wrong}"#);
        let error = from_scene(&subject).unwrap_err().to_string();
        assert!(error.starts_with("components is "), "{error}");
    }
}

#[test]
fn an_iterative_projection_has_the_requested_number_of_dimensions() {
    let flat = from_scene(
        r#"data: "blobs(n=40, seed=3)", projection: "tsne(perplexity=5, max_iter=10)", components: [1, 2]"#,
    );
    assert!(flat.unwrap().points.iter().all(|point| point[2] == 0.0));
}

fn all_close(a: [f64; 3], b: [f64; 3]) -> bool {
    a.iter().zip(b).all(|(a, b)| close(*a, b))
}

#[test]
fn nearest_neighbours_equal_those_found_by_sorting_all_distances() {
    let cloud = generated(r#"data: "blobs(n=300, features=5, seed=3)", scale: ZScore"#);
    let norm = |row: &[f64]| row.iter().map(|part| part * part).sum::<f64>().sqrt();
    let euclidean =
        |a: &[f64], b: &[f64]| norm(&a.iter().zip(b).map(|(a, b)| a - b).collect::<Vec<_>>());
    let cosine = |a: &[f64], b: &[f64]| {
        let product: f64 = a.iter().zip(b).map(|(a, b)| a * b).sum();
        1.0 - product / (norm(a) * norm(b))
    };
    let measures: [(Distance, &dyn Fn(&[f64], &[f64]) -> f64); 2] = [
        (Distance::Euclidean, &euclidean),
        (Distance::Cosine, &cosine),
    ];
    for (distance, measure) in measures {
        for point in [0, 150, 299] {
            let own = cloud.samples.row(point);
            let mut all: Vec<(f64, usize)> = (0..300)
                .filter(|other| *other != point)
                .map(|other| (measure(own, cloud.samples.row(other)), other))
                .collect();
            all.sort_by(|a, b| a.0.total_cmp(&b.0));
            let found = cloud.nearest(point, 7, distance);
            assert_eq!(found.len(), 7);
            for (found, expected) in found.iter().zip(&all) {
                assert_eq!(found.point, expected.1, "{distance:?}");
                assert!((found.distance - expected.0).abs() < 1e-12);
            }
        }
    }
    assert_eq!(cloud.nearest(0, 1000, Distance::Euclidean).len(), 299);
    assert!(cloud.nearest(0, 0, Distance::Euclidean).is_empty());
}

#[test]
fn new_samples_have_neighbours_among_the_data() {
    let csv = "a,b,c\n0,0,0\n10,0,0\n0,10,0\n";
    let scene = r#"data: "data.csv", scale: MinMax, new: [[9, 1, 0]]"#;
    let cloud = from_csv(csv, scene).unwrap();
    let nearest = cloud.nearest(3, 1, Distance::Euclidean);
    assert_eq!(nearest[0].point, 1);
    assert!((nearest[0].distance - 0.02f64.sqrt()).abs() < 1e-12);
}

#[test]
fn a_colour_that_is_not_a_numeric_column_is_named() {
    let message = |points: &str| {
        let scene =
            format!(r#"(version: 1, subject: Cloud(data: "iris"), look: (points: ({points})))"#);
        let source = Source::parse(&scene, Path::new("")).unwrap();
        cloud(&source, None)
            .map(|_| ())
            .map_err(|error| error.to_string())
    };
    let columns = "sepal_length, sepal_width, petal_length, petal_width";
    assert_eq!(
        message(r#"color: "petal""#).unwrap_err(),
        format!("iris: look.points.color: there is no numeric column `petal`; there are {columns}")
    );
    assert!(
        message(r#"size_by: "species""#)
            .unwrap_err()
            .contains("look.points.size_by")
    );
    assert_eq!(message(r#"color: "petal_width", size_by: "1""#), Ok(()));
}

#[test]
fn clusters_and_an_iterative_projection_exclude_each_other() {
    let text = r#"(version: 1, subject: Cloud(data: "iris", label: "species", projection: "tsne", clusters: "kmeans"))"#;
    let source = Source::parse(text, "".as_ref()).unwrap();
    let message = simulate(&source, 0, None).unwrap_err().to_string();
    assert_eq!(
        message,
        "iris: both `clusters` and `projection: \"tsne\"` fill the steps; choose one"
    );
}
