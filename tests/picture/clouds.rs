//! Clouds of points.

use fallline::{
    scene::{CloudAxes, CloudSubject, Motion, Scene, Subject, Theme},
    view::theme::Style,
};

use crate::drawing::*;

const SIZE: [u32; 2] = [640, 360];

fn cloud(scene: &mut Scene, count: usize) {
    scene.subject = Subject::Cloud(CloudSubject {
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

/// The pixels that are nearer to the colour of a class than to anything else of the picture.
fn of_class(picture: &Picture, class: usize) -> Vec<bool> {
    let style = Style::of(Theme::Dark);
    let color = style.series(class).0;
    let hue = |c: [u8; 3]| {
        let most = c.iter().max().copied().unwrap_or(0).max(1);
        c.map(|part| (u32::from(part) * 255 / u32::from(most)) as u8)
    };
    let all = (0..SIZE[1]).flat_map(|y| (0..SIZE[0]).map(move |x| (x, y)));
    all.map(|(x, y)| {
        let pixel = picture.at(x, y);
        pixel.iter().any(|part| *part > 60) && apart(hue(pixel), hue(color)) < 26
    })
    .collect()
}

#[test]
fn a_cloud_too_large_for_discs_is_where_a_small_one_is() {
    let small = shown("iris", |scene| cloud(scene, 2_000));
    let large = shown("iris", |scene| cloud(scene, 120_000));
    let mut studio = studio(&small, SIZE);
    let small = Picture::of(&mut studio, SIZE, 1.0);
    studio.show(large);
    let large = Picture::of(&mut studio, SIZE, 1.0);
    for class in 0..3 {
        let [small, large] = [&small, &large].map(|picture| of_class(picture, class));
        let count = |seen: &[bool]| seen.iter().filter(|seen| **seen).count();
        let both = small.iter().zip(&large).filter(|(a, b)| **a && **b).count();
        assert!(count(&small) > 300 && count(&large) > 300);
        // The box of the larger cloud reaches a little farther, so both are not at quite one scale.
        let shared = both as f64 / count(&small) as f64;
        assert!(shared > 0.5, "class {class}: {shared}");
    }
}
