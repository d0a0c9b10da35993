use std::path::Path;

use glam::DVec3;

use super::*;
use crate::{
    math::random::Normal,
    scene::Source,
    simulation::{Simulation, simulate},
};

/// A flat, slanting cloud around a place, in metres.
fn around([x, y, z]: [f64; 3]) -> Arc<CloudOutcome> {
    let mut normal = Normal::new(3);
    let rows = (0..200).map(|_| {
        let [a, b, c] = [9.0, 4.0, 0.5].map(|deviation| deviation * normal.draw());
        let place = [x + a - 0.5 * b, y + 0.6 * a + b, z + 0.2 * a + c];
        place.map(|number| format!("{number:?}")).join(",")
    });
    let folder = tempfile::tempdir().unwrap();
    let csv = format!("x,y,z\n{}\n", rows.collect::<Vec<_>>().join("\n"));
    std::fs::write(folder.path().join("points.csv"), csv).unwrap();
    let scene = r#"(version: 1, subject: Cloud(data: "points.csv", axes: Columns,
        clusters: "gaussian_mixture(n_components=2)"))"#;
    let source = Source::parse(scene, folder.path()).unwrap();
    match simulate(&source, 0, None).unwrap() {
        Simulation::Cloud(cloud) => cloud,
        _ => panic!("a cloud"),
    }
}

/// Coordinates such as those of maps, in which f32 has half a metre.
#[test]
fn arrows_and_points_of_a_cloud_far_from_the_origin_are_those_of_one_near_it() {
    let (near, far) = (around([0.0; 3]), around([317_780.0, 5_049_160.0, 40.0]));
    let [near, drawn] = [&near, &far].map(|cloud| DrawnCloud::new(cloud));
    assert_eq!(drawn.arrows.len(), 3);
    for (arrow, component) in drawn.arrows.iter().zip(&far.pca.components) {
        let exact = DVec3::new(component[0], component[2], -component[1]);
        let apart = arrow.as_dvec3().normalize().distance(exact);
        // Seven digits of f32.
        assert!(apart < 1e-6, "{arrow} and {exact}");
    }
    for (k, arrow) in drawn.arrows.iter().enumerate() {
        assert!(arrow.distance(near.arrows[k]) < 1e-5, "arrow {k}");
        for other in &drawn.arrows[..k] {
            let angle = arrow.normalize().dot(other.normalize());
            assert!(angle.abs() < 1e-6, "not at right angles: {angle}");
        }
    }
    for (a, b) in near.stages[0][0]
        .records()
        .iter()
        .zip(drawn.stages[0][0].records())
    {
        let apart = Vec3::from_array(*a).distance(Vec3::from_array(*b));
        assert!(apart < 1e-5, "{a:?} and {b:?}");
    }
}

/// Rounding is no spread: all but the scale of a cloud is that of its coordinates.
#[test]
fn a_cloud_in_tiny_units_fills_its_box_as_one_in_large_units_does() {
    let sizes = [1e-12, 1.0, 1e12].map(|unit| {
        let scene = r#"(version: 1, subject: Cloud(data: "blobs(n=50)", axes: Columns))"#;
        let source = Source::parse(scene, Path::new("")).unwrap();
        let Simulation::Cloud(cloud) = simulate(&source, 0, None).unwrap() else {
            panic!("a cloud");
        };
        let mut cloud = Arc::try_unwrap(cloud).unwrap();
        cloud
            .points
            .iter_mut()
            .flatten()
            .for_each(|value| *value *= unit);
        DrawnCloud::new(&cloud).half
    });
    assert!(sizes[0].distance(sizes[1]) < 1e-4, "{sizes:?}");
    assert!(sizes[2].distance(sizes[1]) < 1e-4, "{sizes:?}");
}
