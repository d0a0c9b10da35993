use std::path::Path;

use glam::DVec3;

use super::*;
use crate::{
    math::random::Normal,
    scene::Source,
    simulation::{Simulation, simulate},
};

/// A flat, tilted cloud around a position, in metres.
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

/// Coordinates as in maps, where the spacing of f32 is half a metre.
#[test]
fn clouds_far_from_the_origin_keep_their_precision() {
    let (near, far) = (around([0.0; 3]), around([317_780.0, 5_049_160.0, 40.0]));
    let [near, drawn] = [&near, &far].map(|cloud| DrawnCloud::new(cloud));
    assert_eq!(drawn.arrows.len(), 3);
    for (arrow, component) in drawn.arrows.iter().zip(&far.pca.components) {
        let exact = DVec3::new(component[0], component[2], -component[1]);
        let apart = arrow.as_dvec3().normalize().distance(exact);
        // f32 has seven digits.
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

#[test]
fn the_box_does_not_depend_on_the_unit_of_the_data() {
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
        DrawnCloud::new(&cloud).half_size
    });
    assert!(sizes[0].distance(sizes[1]) < 1e-4, "{sizes:?}");
    assert!(sizes[2].distance(sizes[1]) < 1e-4, "{sizes:?}");
}

/// The number of legend lines of a cloud with this number of classes.
fn legend_lines(classes: usize) -> usize {
    let rows = (0..3 * classes).map(|row| format!("{row},{},class {}\n", row % 7, row % classes));
    let folder = tempfile::tempdir().unwrap();
    let csv = format!("x,y,name\n{}", rows.collect::<String>());
    std::fs::write(folder.path().join("points.csv"), csv).unwrap();
    let scene = r#"(version: 1, subject: Cloud(data: "points.csv", axes: Columns, label: "name"))"#;
    let source = Source::parse(scene, folder.path()).unwrap();
    match simulate(&source, 0, None).unwrap() {
        Simulation::Cloud(cloud) => legend::class_legend_size(&cloud).0,
        _ => panic!("a cloud"),
    }
}

#[test]
fn a_legend_of_many_classes_lists_the_first_and_counts_the_others() {
    // With a line of spacing.
    assert_eq!(legend_lines(3), 4);
    assert_eq!(legend_lines(12), 13);
    assert_eq!(legend_lines(13), 14);
    assert_eq!(legend_lines(2_000), 14);
}
