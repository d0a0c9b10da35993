//! Parses exported solids and measures them.

use glam::DVec3;

use super::super::{
    relief,
    shapes::{Mesh, tests::measure},
    tests::{TWO_FIGURES, exported, landscape_outcome, source},
};
use crate::{view::request::ExportKind, words::Language};

/// The objects of an OBJ file by name.
fn objects(bytes: &[u8]) -> Vec<(String, Mesh)> {
    let mut objects: Vec<(String, Mesh)> = Vec::new();
    let mut previous = 0;
    for line in str::from_utf8(bytes).unwrap().lines() {
        let (kind, rest) = line.split_once(' ').unwrap();
        let words = || rest.split(' ');
        match (kind, objects.last_mut()) {
            ("o", last) => {
                previous += last.map_or(0, |(_, mesh)| mesh.points.len() as u32);
                objects.push((rest.to_owned(), Mesh::default()));
            }
            ("v", Some((_, mesh))) => {
                let numbers: Vec<f64> = words().map(|word| word.parse().unwrap()).collect();
                assert!(numbers.len() == 6 && numbers[3..].iter().all(|c| (0.0..=1.0).contains(c)));
                mesh.points.push(DVec3::from_slice(&numbers));
            }
            ("f", Some((_, mesh))) => {
                let corners: Vec<u32> = words().map(|word| word.parse().unwrap()).collect();
                mesh.triangles
                    .push([0, 1, 2].map(|k| corners[k] - 1 - previous));
            }
            ("#", _) => {}
            other => panic!("{other:?}"),
        }
    }
    objects
}

#[test]
fn a_printed_surface_is_watertight_and_100_millimetres_wide() {
    let bytes = exported("rosenbrock", ExportKind::Obj, Language::English).unwrap();
    let objects = objects(&bytes);
    let (name, ground) = &objects[0];
    assert!(name.ends_with("surface") && !name.contains(' '), "{name}");
    let (euler, volume) = measure(ground);
    assert_eq!(euler, 2, "one solid without a hole");
    // The volume of the solid is the volume below the surface, summed over the triangles of the cells.
    let outcome = landscape_outcome("rosenbrock", 0);
    let look = &source("rosenbrock").scene.look;
    let relief = relief::Relief::new(outcome.runs.landscape.as_ref(), &outcome.grid, look, 256);
    let mut below = 0.0;
    let area = 100.0 / 255.0 * (100.0 / 255.0);
    for j in 0..255 {
        for i in 0..255 {
            let height = |i, j| 4.0 + 100.0 * relief.grid_point(i, j).unwrap().y.min(0.6);
            let (middle, ends) = (
                height(i + 1, j) + height(i, j + 1),
                height(i, j) + height(i + 1, j + 1),
            );
            below += area * (2.0 * middle + ends) / 6.0;
        }
    }
    // The file is rounded to 0.0001 mm.
    assert!((volume - below).abs() < 1e-4 * below, "{volume} {below}");
    let low = ground.points.iter().copied().reduce(DVec3::min).unwrap();
    let high = ground.points.iter().copied().reduce(DVec3::max).unwrap();
    assert_eq!(
        (low, high),
        (DVec3::new(-50.0, -50.0, 0.0), DVec3::new(50.0, 50.0, 64.0))
    );
    for (name, mesh) in &objects[1..] {
        let (euler, volume) = measure(mesh);
        assert!(volume > 0.0, "{name}");
        assert!(
            if name.ends_with("start") {
                euler == 0
            } else {
                euler >= 2 && euler % 2 == 0
            },
            "{name}"
        );
        assert!(
            mesh.points.iter().all(|point| point.z > 0.0),
            "{name} is above the bottom"
        );
    }
    assert_eq!(
        objects
            .iter()
            .filter(|(name, _)| name.ends_with("(ball)"))
            .count(),
        4
    );
}

#[test]
fn holes_of_a_surface_are_holes_in_the_solid() {
    let holed = |formula: &str| {
        let scene = format!(
            r#"(version: 1, title: "h", subject: Landscape(landscape: "{formula}", domain: (x: (-2, 2), y: (-2, 2)),
                start: (1.5, 1.5), steps: 2, resolution: 48, runs: []))"#
        );
        let objects = objects(&exported(&scene, ExportKind::Obj, Language::English).unwrap());
        measure(&objects[0].1)
    };
    assert_eq!(holed("ln(x^2+y^2-1)").0, 0, "a hole in the middle");
    // Two quadrants that touch in one corner.
    assert_eq!(holed("sqrt(x*y-0.000001)").0, 4);
    assert_eq!(holed("sqrt(sin(9*x)*sin(7*y))").0 % 2, 0);
    assert!(holed("ln(x^2+y^2-1)").1 > 0.0);
}

#[test]
fn printed_figures_are_side_by_side() {
    let objects = objects(&exported(TWO_FIGURES, ExportKind::Obj, Language::English).unwrap());
    let second = objects
        .iter()
        .find(|(name, _)| name == "Second_surface")
        .unwrap();
    let low = second.1.points.iter().copied().reduce(DVec3::min).unwrap();
    assert_eq!(low.x, 125.0 - 50.0);
    // A function of one variable is extruded to a strip.
    assert!((low.y + 18.0).abs() < 1e-3, "{low}");
}

#[test]
fn a_cloud_cannot_be_printed() {
    let refused = exported("iris", ExportKind::Obj, Language::English).unwrap_err();
    assert!(
        refused.contains("cannot be printed") && refused.contains(".glb"),
        "{refused}"
    );
}
