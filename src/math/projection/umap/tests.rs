//! Compares the forces of UMAP with finite differences, and separates clusters.

use super::*;
use crate::math::{
    progress::no_progress,
    projection,
    projection::tests::{assert_clusters_are_separated, clusters},
    spec::Spec,
};

fn init(text: &str, data: &Matrix, dimensions: usize) -> Box<dyn Layout> {
    let spec: Spec = text.parse().unwrap();
    projection::CATALOGUE
        .build(&spec)
        .unwrap()
        .init(data, dimensions, &mut no_progress)
        .unwrap()
}

fn run(text: &str, data: &Matrix, dimensions: usize) -> Box<dyn Layout> {
    let mut layout = init(text, data, dimensions);
    while layout.step() == LayoutStatus::Running {}
    layout
}

#[test]
fn clusters_separate() {
    let data = clusters(40, 8);
    for (dimensions, init) in [(2, "pca"), (3, "random")] {
        let last = run(
            &format!("umap(n_neighbors=10, init={init})"),
            &data,
            dimensions,
        );
        assert_eq!((last.steps_made(), last.steps()), (500, 500));
        assert_clusters_are_separated(last.as_ref(), 40, dimensions);
    }
}

/// A pull follows the gradient of the logarithm of the similarity, a push that of its complement.
#[test]
fn pulls_and_pushes_follow_the_gradient_of_the_cross_entropy() {
    let settings = match projection::CATALOGUE
        .build(&"umap(n_neighbors=5)".parse().unwrap())
        .unwrap()
    {
        Method::Umap(umap) => umap,
        other => panic!("{other:?}"),
    };
    let mut layout = Embedding::<2>::new(&settings, &clusters(5, 4), &mut no_progress).unwrap();
    let [a, b] = layout.curve;
    let similarity = |x: [f64; 2], other: [f64; 2]| {
        let square = (x[0] - other[0]).powi(2) + (x[1] - other[1]).powi(2);
        1.0 / (1.0 + a * square.powf(b))
    };
    let point = [0.4, -0.7];
    let other = [1.5, 0.9];
    for pull in [true, false] {
        let value = |x: [f64; 2]| match pull {
            true => similarity(x, other).ln(),
            false => (1.0 - similarity(x, other)).ln(),
        };
        (layout.points[0], layout.points[1]) = (point, other);
        let rate = 1e-3;
        match pull {
            true => layout.pull(0, 1, rate),
            false => layout.push(0, 1, rate),
        }
        for k in 0..2 {
            let displaced_value = |by: f64| {
                let mut x = point;
                x[k] += by;
                value(x)
            };
            let slope = (displaced_value(1e-6) - displaced_value(-1e-6)) / 2e-6;
            let moved = (layout.points[0][k] - point[k]) / rate;
            // The term that keeps the repulsion finite reduces it: 0.001 of a square of 3.8.
            assert!(
                (moved - slope).abs() < 4e-4 * slope.abs(),
                "{pull} {moved} {slope}"
            );
            assert_eq!(layout.points[1][k] != other[k], pull);
        }
    }
}

#[test]
fn heavier_edges_are_due_more_often() {
    let edge = |weight| Edge {
        from: 0,
        to: 1,
        weight,
    };
    let edges = scheduled(&[edge(0.8), edge(0.2), edge(0.001), edge(0.0)], 100);
    let periods: Vec<f64> = edges.iter().map(|edge| edge.period).collect();
    assert_eq!(periods, [1.0, 4.0]);
}

#[test]
fn layouts_repeat_and_depend_on_the_seed() {
    let data = clusters(20, 6);
    let positions = |seed: &str| {
        run(
            &format!("umap(n_neighbors=8, n_epochs=40, seed={seed})"),
            &data,
            2,
        )
        .positions()
        .to_vec()
    };
    assert_eq!(positions("0"), positions("0"));
    assert_ne!(positions("0"), positions("1"));
}

#[test]
fn duplicates_and_few_columns_stay_finite() {
    let data = Matrix::from_fn(30, 1, |i, _| (i / 10) as f64);
    let layout = run("umap(n_neighbors=30, n_epochs=80)", &data, 3);
    assert!(layout.positions().iter().all(|x| x.is_finite()));
    let spec: Spec = "umap(n_neighbors=31)".parse().unwrap();
    let error = projection::CATALOGUE
        .build(&spec)
        .unwrap()
        .init(&data, 2, &mut no_progress)
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "n_neighbors=31 needs more than 30 rows; make it smaller"
    );
}
