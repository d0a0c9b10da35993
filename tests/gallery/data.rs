//! Losses on data, and feature scaling.

use fallline::{
    math::landscape::Scaling,
    scene::{Source, Subject},
    simulation::{Simulation, simulate},
};

use crate::reference::{Reference, assert_near, end, landscape, rises, runs};

#[test]
fn a_line_is_fitted_as_in_the_published_code() {
    let reference = Reference::of("003.linreg_seed42");
    let run = &runs("line-fitting", 0)[0];
    for (step, loss) in reference.at(&["loss_at"]).as_object().unwrap() {
        reference.assert(run.trajectory.values[step.parse::<usize>().unwrap()], loss);
    }
    let [w, b] = end(run);
    reference.assert_all([b, w], reference.at(&["theta"]));
    let best = landscape("line-fitting", 0).critical_points[0].at;
    reference.assert_all([best.y, best.x], reference.at(&["ols"]));
}

/// The condition number of the Hessian at the minimum of a figure's landscape.
fn condition(scene: &str, figure: usize) -> f64 {
    let landscape = landscape(scene, figure);
    let minimum = landscape.critical_points[0].at;
    let [a, b] = landscape
        .runs
        .landscape
        .hessian(minimum)
        .unwrap()
        .to_cols_array_2d();
    let mean = 0.5 * (a[0] + b[1]);
    let largest = mean + (0.25 * (a[0] - b[1]).powi(2) + a[1] * b[0]).sqrt();
    // The smaller eigenvalue is the determinant over the larger one; a difference would suffer from cancellation.
    largest * largest / (a[0] * b[1] - a[1] * b[0])
}

#[test]
fn condition_numbers_match_the_labels() {
    let condition = |figure| condition("when-to-scale", figure);
    for (figure, expected) in [18.758, 6.004, 3469.388, 2_882_352.94]
        .into_iter()
        .enumerate()
    {
        // The labels give about this many digits.
        assert_near(condition(figure), expected, 2e-4 * expected);
    }
    let reference = Reference::of("002.x5_condition");
    let raw = reference.at(&["raw", "cond"]).as_f64().unwrap();
    // 1/w is found from numbers near 10,000, which leaves 8 of 16 digits.
    assert_near(condition(4), raw, 1e-6 * raw);
    reference.assert(condition(5), reference.at(&["zscore", "cond"]));
}

#[test]
fn houses_are_scaled_as_published() {
    let reference = Reference::of("002.scaling");
    let new = Reference::of("002.new_sample");
    let source = Source::open("scaling").unwrap();
    for (scale, kind, new_kind) in [
        (Scaling::Max, "div_by_max", "div_by_max"),
        (Scaling::Mean, "mean_norm", "mean_norm"),
        (Scaling::ZScore, "zscore_population", "zscore"),
    ] {
        let mut scene = source.scene.clone();
        let Subject::Cloud(subject) = &mut scene.figures[0].subject else {
            panic!("a cloud");
        };
        assert!(subject.scale == scale || subject.earlier_scales.contains(&scale));
        (subject.scale, subject.earlier_scales) = (scale, Vec::new());
        let source = source.with_scene(scene).unwrap();
        let Simulation::Cloud(cloud) = simulate(&source, 0, None).unwrap() else {
            panic!("a cloud");
        };
        let numbers = cloud.listed_features.as_ref().unwrap();
        for (row, expected) in reference.at(&[kind]).as_array().unwrap().iter().enumerate() {
            reference.assert_all(numbers.row(row).to_vec(), expected);
            let [x, y, z] = cloud.points[row];
            reference.assert_all([x, y], expected);
            assert_eq!(z, 0.0);
        }
        new.assert_all(numbers.row(3).to_vec(), new.at(&[new_kind]));
        assert_eq!(cloud.classes, [0, 1, 2, 3]);
    }
}

#[test]
fn scaling_makes_the_bowl_round_except_for_the_correlation() {
    // From (σ₁, σ₂, ρ) of the houses by NumPy: λ² − (σ₁² + σ₂²)λ + σ₁²σ₂²(1 − ρ²) = 0.
    assert_near(condition("feature-scaling", 0), 9_581_063.506, 1.0);
    let reference = Reference::of("002.conditioning");
    reference.assert(
        condition("feature-scaling", 1),
        reference.at(&["zscore", "cond"]),
    );
    assert!(condition("feature-scaling", 2) < 1.1);
    for (figure, correlation) in [0.0, 0.9, 0.99].into_iter().enumerate() {
        let expected = (1.0 + correlation) / (1.0 - correlation);
        // With 2,000 samples, the correlation is accurate to a few hundredths of 1 − ρ².
        assert_near(
            condition("correlated-features", figure),
            expected,
            0.1 * expected,
        );
    }
    // The unscaled run zigzags across the valley, the scaled ones never.
    let turn_count = |figure: usize| {
        let trajectory = &runs("feature-scaling", figure)[0].trajectory;
        let steps: Vec<f64> = (0..trajectory.steps())
            .map(|step| trajectory.point(step + 1)[0] - trajectory.point(step)[0])
            .collect();
        steps
            .windows(2)
            .filter(|pair| pair[0] * pair[1] < 0.0)
            .count()
    };
    assert!(turn_count(0) > 30 && turn_count(1) == 0 && turn_count(2) == 0);
}

#[test]
fn coordinatewise_updates_give_the_published_losses() {
    let reference = Reference::of("000.adv.published");
    let run = &runs("advertising-sequential", 0)[0];
    for epoch in [0, 5, 10, 1000, 2000, 3000] {
        // The source prints the loss of an epoch after its update.
        reference.assert(
            run.trajectory.values[epoch + 1],
            reference.at(&[&epoch.to_string()]),
        );
    }
    assert_near(
        runs("advertising-sequential", 0)[1].trajectory.values[1],
        197.25047348763263,
        1e-9,
    );
}

#[test]
fn smaller_batches_are_noisier() {
    let runs = runs("mini-batch", 0);
    let noise: Vec<usize> = runs.iter().map(rises).collect();
    assert!(
        noise[0] > 100 && noise[1] > 50 && noise[2] == 0,
        "{noise:?}"
    );
    assert!(runs.iter().all(|run| run.final_value() < 70.0));
}
