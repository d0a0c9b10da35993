//! Compares t-SNE with the definition of its divergence and with finite differences, and separates clusters.

use super::*;
use crate::math::{
    progress::no_progress,
    projection,
    projection::tests::{assert_clusters_are_separated, clusters},
    random::Normal,
    spec::Spec,
};

fn settings(text: &str) -> Tsne {
    let spec: Spec = text.parse().unwrap();
    match projection::CATALOGUE.build(&spec).unwrap() {
        Method::Tsne(tsne) => tsne,
        other => panic!("{other:?}"),
    }
}

/// A layout of three clusters, moved to random positions.
fn random_layout<const K: usize>(text: &str) -> Embedding<K> {
    let mut layout = Embedding::new(&settings(text), &clusters(12, 5), &mut no_progress).unwrap();
    let mut normal = Normal::new(8);
    layout.points = (0..36)
        .map(|_| std::array::from_fn(|_| 3.0 * normal.draw()))
        .collect();
    layout
}

/// The divergence by its definition, over all pairs.
fn divergence<const K: usize>(layout: &Embedding<K>) -> f64 {
    let points = &layout.points;
    let weight = |i: usize, j: usize| {
        let square: f64 = (0..K).map(|k| (points[i][k] - points[j][k]).powi(2)).sum();
        1.0 / (1.0 + square)
    };
    let count = points.len();
    let pairs = || (0..count).flat_map(|i| (0..count).map(move |j| (i, j)));
    let z: f64 = pairs()
        .filter(|(i, j)| i != j)
        .map(|(i, j)| weight(i, j))
        .sum();
    (0..count)
        .flat_map(|i| {
            layout
                .affinities
                .of(i)
                .iter()
                .map(move |(j, p)| (i, *j as usize, *p))
        })
        .filter(|(.., p)| *p > 0.0)
        .map(|(i, j, p)| p * (p * z / weight(i, j)).ln())
        .sum()
}

fn the_gradient_is_that_of_the_divergence<const K: usize>() {
    let mut layout = random_layout::<K>("tsne(perplexity=5, angle=0)");
    let (forces, z) = layout.compute_forces();
    layout.z = z;
    assert!((layout.divergence() - divergence(&layout)).abs() < 1e-12);
    let step = 1e-5;
    for (i, forces) in forces.into_iter().enumerate() {
        for k in 0..K {
            let x = layout.points[i][k];
            let mut divergence_at = |x: f64| {
                layout.points[i][k] = x;
                divergence(&layout)
            };
            let expected = (divergence_at(x + step) - divergence_at(x - step)) / (2.0 * step);
            divergence_at(x);
            let slope = gradient(forces, 1.0)[k];
            // The error of the differences is of the order of step² and of 1e-16/step.
            assert!(
                (slope - expected).abs() < 1e-9,
                "{i}, {k}: {slope} {expected}"
            );
        }
    }
}

#[test]
fn the_gradient_is_that_of_the_divergence_in_two_and_three_dimensions() {
    the_gradient_is_that_of_the_divergence::<2>();
    the_gradient_is_that_of_the_divergence::<3>();
}

#[test]
fn the_approximation_of_far_points_changes_the_forces_little() {
    let [(exact, exact_z), (approximate, approximate_z)] = ["0", "0.5"].map(|angle| {
        let text = format!("tsne(perplexity=5, angle={angle})");
        random_layout::<2>(&text).compute_forces()
    });
    let repulsion_norm = |forces: &[[[f64; 2]; 2]]| -> f64 {
        forces
            .iter()
            .flat_map(|f| f[1])
            .map(|x| x * x)
            .sum::<f64>()
            .sqrt()
    };
    let difference: Vec<[[f64; 2]; 2]> = (exact.iter().zip(&approximate))
        .map(|(a, b)| [0, 1].map(|s| [0, 1].map(|k| a[s][k] - b[s][k])))
        .collect();
    assert!(
        repulsion_norm(&difference) < 0.02 * repulsion_norm(&exact),
        "{}",
        repulsion_norm(&difference) / repulsion_norm(&exact)
    );
    assert!(
        (exact_z - approximate_z).abs() < 0.01 * exact_z,
        "{exact_z} {approximate_z}"
    );
    assert_ne!(exact, approximate);
}

fn run(text: &str, data: &Matrix, dimensions: usize) -> Box<dyn Layout> {
    let spec: Spec = text.parse().unwrap();
    let method = projection::CATALOGUE.build(&spec).unwrap();
    let mut layout = method.init(data, dimensions, &mut no_progress).unwrap();
    while layout.step() == LayoutStatus::Running {}
    layout
}

#[test]
fn clusters_separate_and_the_divergence_falls() {
    let data = clusters(40, 8);
    for (dimensions, init) in [(2, "pca"), (3, "random")] {
        let text = format!("tsne(perplexity=10, max_iter=400, init={init})");
        let first = settings(&text)
            .init(&data, dimensions, &mut no_progress)
            .unwrap();
        let last = run(&text, &data, dimensions);
        assert_eq!((last.steps_made(), last.steps()), (400, 400));
        assert!(
            last.loss() < first.loss().map(|loss| 0.5 * loss),
            "{:?}",
            last.loss()
        );
        assert_clusters_are_separated(last.as_ref(), 40, dimensions);
    }
}

#[test]
fn layouts_repeat_on_any_number_of_threads_and_depend_on_the_seed() {
    let data = clusters(30, 6);
    let text = "tsne(perplexity=8, max_iter=60, init=random";
    let positions = |more: &str, threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let layout = pool
            .unwrap()
            .install(|| run(&format!("{text}{more}"), &data, 2));
        layout.positions().to_vec()
    };
    assert_eq!(positions(")", 1), positions(", seed=0)", 3));
    assert_ne!(positions(")", 1), positions(", seed=1)", 1));
}

#[test]
fn duplicates_and_few_columns_stay_finite() {
    let data = Matrix::from_fn(30, 1, |i, _| (i / 10) as f64);
    for init in ["pca", "random"] {
        let layout = run(
            &format!("tsne(perplexity=4, max_iter=80, init={init})"),
            &data,
            3,
        );
        assert!(layout.positions().iter().all(|x| x.is_finite()));
        assert_eq!(layout.steps_made(), 80);
    }
}

#[test]
fn diverging_steps_end_at_the_last_finite_positions() {
    let mut layout = settings("tsne(perplexity=5, learning_rate=1e308)")
        .init(&clusters(9, 4), 2, &mut no_progress)
        .unwrap();
    let mut status = LayoutStatus::Running;
    for _ in 0..1000 {
        status = layout.step();
        if status != LayoutStatus::Running {
            break;
        }
    }
    assert_eq!(status, LayoutStatus::Diverged);
    assert!(layout.positions().iter().all(|x| x.is_finite()));
    assert_eq!(layout.step(), LayoutStatus::Finished);
}

#[test]
fn unsupported_data_are_rejected() {
    let message = |text: &str, data: &Matrix, dimensions| {
        settings(text)
            .init(data, dimensions, &mut no_progress)
            .unwrap_err()
            .to_string()
    };
    let data = clusters(9, 4);
    assert_eq!(
        message("tsne", &data, 2),
        "perplexity=30 needs more than 27 rows; make it smaller"
    );
    assert_eq!(
        message("tsne(perplexity=2)", &data, 1),
        "tsne supports 2 or 3 components, not 1"
    );
    let not_finite = Matrix::new(2, 1, vec![f64::NAN, 1.0]).unwrap();
    assert!(message("tsne", &not_finite, 2).contains("row 1, column 1 is NaN"));
}
