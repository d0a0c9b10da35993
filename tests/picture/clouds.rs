//! Pictures of point clouds.

use fallline::{
    scene::{CloudAxes, CloudSubject, Motion, Scene, Subject, Theme},
    view::style::theme::Style,
};

use crate::drawing::*;

const SIZE: [u32; 2] = [640, 360];

fn set_cloud(scene: &mut Scene, count: usize) {
    scene.figures[0].subject = Subject::Cloud(CloudSubject {
        label: Some("class".to_owned()),
        axes: CloudAxes::Columns,
        ..CloudSubject::new(format!(
            "blobs(n={count}, centers=3, features=3, spread=0.4, seed=4)"
        ))
    });
    scene.look.marks.shadows = false;
    scene.look.marks.arrows = false;
    scene.camera.motion = Motion::Still;
}

/// For each pixel, whether its hue is that of a class colour.
fn class_pixels(picture: &Picture, class: usize) -> Vec<bool> {
    let style = Style::of(Theme::Dark);
    let color = style.series(class).0;
    let hue = |c: [u8; 3]| {
        let most = c.iter().max().copied().unwrap_or(0).max(1);
        c.map(|part| (u32::from(part) * 255 / u32::from(most)) as u8)
    };
    let all = (0..SIZE[1]).flat_map(|y| (0..SIZE[0]).map(move |x| (x, y)));
    all.map(|(x, y)| {
        let pixel = picture.at(x, y);
        pixel.iter().any(|part| *part > 60) && color_distance(hue(pixel), hue(color)) < 26
    })
    .collect()
}

#[test]
fn large_and_small_clouds_of_one_distribution_cover_the_same_pixels() {
    let small = simulated("iris", |scene| set_cloud(scene, 2_000));
    let large = simulated("iris", |scene| set_cloud(scene, 120_000));
    let mut studio = studio(&small, SIZE);
    let small = Picture::of(&mut studio, SIZE, 1.0);
    studio.show(large);
    let large = Picture::of(&mut studio, SIZE, 1.0);
    for class in 0..3 {
        let [small, large] = [&small, &large].map(|picture| class_pixels(picture, class));
        let count = |seen: &[bool]| seen.iter().filter(|seen| **seen).count();
        let both = small.iter().zip(&large).filter(|(a, b)| **a && **b).count();
        assert!(count(&small) > 300 && count(&large) > 300);
        // The box of the larger cloud is slightly larger, so the scales differ a little.
        let shared = both as f64 / count(&small) as f64;
        assert!(shared > 0.5, "class {class}: {shared}");
    }
}

/// The number of pixels that a mark changes, and the fraction of them that moves towards a class colour.
fn changed_pixels(name: &str, time: f64, mark: fn(&mut Scene, bool)) -> (usize, f64) {
    let of = |on: bool| {
        let outcome = simulated(name, |scene| {
            scene.look.marks.hulls = false;
            scene.look.marks.regions = false;
            mark(scene, on);
        });
        Picture::of(&mut studio(&outcome, SIZE), SIZE, time)
    };
    let [without, with] = [of(false), of(true)];
    let style = Style::of(Theme::Dark);
    let colors: Vec<[u8; 3]> = (0..4).map(|class| style.series(class).0).collect();
    let (mut changed, mut nearer) = (0, 0);
    for y in 0..SIZE[1] {
        for x in 0..SIZE[0] {
            let (before, after) = (without.at(x, y), with.at(x, y));
            if color_distance(before, after) < 4 {
                continue;
            }
            changed += 1;
            let is_nearer =
                |color: &&[u8; 3]| color_distance(after, **color) < color_distance(before, **color);
            nearer += usize::from(colors.iter().any(|color| is_nearer(&color)));
        }
    }
    (changed, nearer as f64 / changed.max(1) as f64)
}

#[test]
fn hulls_and_regions_are_tinted_in_the_colours_of_their_clusters() {
    let (changed, nearer) = changed_pixels("kmeans", 6.0, |scene, on| scene.look.marks.hulls = on);
    assert!(changed > 3_000 && nearer > 0.9, "flat: {changed} {nearer}");
    let (floor, nearer) = changed_pixels("kmeans", 6.0, |scene, on| scene.look.marks.regions = on);
    // The floor is larger than the hulls on it.
    assert!(floor > changed && nearer > 0.8, "regions: {floor} {nearer}");
    let (changed, nearer) = changed_pixels("iris", 6.0, |scene, on| scene.look.marks.hulls = on);
    assert!(changed > 3_000 && nearer > 0.9, "solid: {changed} {nearer}");
    let none = changed_pixels("dbscan-sweep", 6.0, |scene, on| {
        scene.look.marks.regions = on
    });
    assert_eq!(none.0, 0, "only K-Means has Voronoi regions");
}
