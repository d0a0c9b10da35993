//! Gradients, and descents across contour lines.

use fallline::scene::{Contours, Source};

use crate::reference::{Reference, assert_near, end, runs};

#[test]
fn a_descent_crosses_the_published_contour_lines() {
    let reference = Reference::of("001.gd_path_20");
    let run = &runs("contour-descent", 0)[0];
    for (point, expected) in run
        .trajectory
        .points
        .iter_rows()
        .zip(reference.at(&["path"]).as_array().unwrap())
    {
        reference.assert_all(point.iter().copied(), expected);
    }
    assert_eq!(run.last_step(), 20);
    let inside = run
        .trajectory
        .values
        .iter()
        .filter(|&&value| value < 1.0)
        .count();
    assert_eq!(inside, 13);
    let scene = Source::open("contour-descent").unwrap().scene;
    let Contours::Levels(levels) = scene.look.contours else {
        panic!("levels are given");
    };
    let expected = Reference::of("001.contour_levels");
    for (level, expected) in levels
        .iter()
        .zip(expected.at(&["levels"]).as_array().unwrap())
    {
        // The precision of the scene file.
        assert_near(*level, expected.as_f64().unwrap(), 1e-8);
    }
}

#[test]
fn small_differences_approximate_the_gradient_and_large_ones_do_not() {
    let ends: Vec<[f64; 2]> = runs("numerical-gradient", 0).iter().map(end).collect();
    let distance = |a: usize, b: usize| (ends[a][0] - ends[b][0]).hypot(ends[a][1] - ends[b][1]);
    assert!(distance(0, 1) < 1e-6 && distance(0, 2) > 0.1, "{ends:?}");
    assert_near(ends[0][0].abs(), 0.1131102585651, 1e-2);
}
