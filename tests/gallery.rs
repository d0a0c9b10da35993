//! The scenes of the gallery come to what is said of them.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::{Arc, LazyLock};

use fallline::{
    math::descent::Stop,
    scene::{Contours, Source},
    simulation::{Descents, RunOutcome, Simulation, simulate},
};
use serde_json::Value;

/// What happens in a figure of a scene.
fn simulation(scene: &str, figure: usize) -> Simulation {
    let source = Source::open(scene).unwrap().figure(figure);
    simulate(&source, None).unwrap()
}

fn descents(scene: &str, figure: usize) -> Arc<Descents> {
    match simulation(scene, figure) {
        Simulation::Landscape(descents) => descents,
        _ => panic!("{scene} has no runs"),
    }
}

/// The runs of a figure of a scene.
fn runs(scene: &str, figure: usize) -> Vec<RunOutcome> {
    descents(scene, figure).runs.clone()
}

/// Numbers worked out elsewhere, with their tolerance.
struct Reference(&'static Value);

impl Reference {
    fn of(id: &str) -> Self {
        static ALL: LazyLock<Value> =
            LazyLock::new(|| serde_json::from_str(include_str!("data/scenes.json")).unwrap());
        let mut all = ALL.as_array().unwrap().iter();
        Self(all.find(|checkpoint| checkpoint["id"] == id).unwrap())
    }

    /// What stands below these keys.
    fn at(&self, keys: &[&str]) -> &'static Value {
        keys.iter()
            .fold(&self.0["expected"], |value, key| &value[*key])
    }

    #[track_caller]
    fn assert(&self, found: f64, expected: &Value) {
        let expected = expected.as_f64().unwrap();
        let [abs, rel] = ["abs", "rel"].map(|kind| self.0["tolerance"][kind].as_f64().unwrap());
        assert_near(found, expected, abs.max(rel * expected.abs()));
    }

    /// Compares a list, number by number.
    #[track_caller]
    fn assert_all(&self, found: impl IntoIterator<Item = f64>, expected: &Value) {
        let expected = expected.as_array().unwrap();
        let found: Vec<f64> = found.into_iter().collect();
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.into_iter().zip(expected) {
            self.assert(found, expected);
        }
    }
}

fn end(run: &RunOutcome) -> [f64; 2] {
    run.path.points[run.last_step()].to_array()
}

#[track_caller]
fn assert_near(found: f64, expected: f64, tolerance: f64) {
    assert!(
        (found - expected).abs() <= tolerance,
        "{found} instead of {expected}"
    );
}

/// xₖ = 5·(1 − 2·lr)ᵏ
#[test]
fn step_sizes_multiply_the_distance() {
    for (run, rate) in runs("step-sizes", 0).iter().zip([0.1, 0.5, 0.9, 1.1]) {
        for (k, point) in run.path.points.iter().enumerate() {
            let expected = 5.0 * (1.0f64 - 2.0 * rate).powi(k as i32);
            assert_near(point.x, expected, 1e-12 * expected.abs().max(1.0));
        }
    }
}

/// The points of a published run, its last exactly on the minimum.
#[test]
fn a_decaying_rate_lands_on_the_minimum() {
    let run = &runs("decaying-rate", 0)[0];
    let expected = [
        0.0,
        -3.6,
        -0.9818181818182,
        -2.509090909091,
        -1.804195804196,
        -2.055944055944,
        -1.988811188811,
        -2.001398601399,
        -1.999917729329,
        -2.0,
    ];
    assert_eq!(run.path.stopped, Stop::Converged);
    assert_eq!(run.last_step(), 9);
    for (point, expected) in run.path.points.iter().zip(expected) {
        assert_near(point.x, expected, 1e-12);
    }
}

#[test]
fn mountains_end_where_they_start() {
    let [left, right] = &runs("mountains", 0)[..] else {
        panic!("two runs");
    };
    assert_near(end(left)[0], 0.7790213824762, 1e-6);
    assert_near(end(right)[0], 2.721905423537, 1e-6);
    assert_near(right.final_value(), -3.432576936759, 1e-9);
}

#[test]
fn a_penalty_moves_the_end_away_from_the_lowest_minimum() {
    for (figure, expected) in [(0, 0.7790213824762), (1, 0.7717260175389), (2, 0.0)] {
        assert_near(end(&runs("l2-penalty", figure)[0])[0], expected, 1e-9);
    }
}

#[test]
fn noise_leaves_the_ridge_and_no_noise_does_not() {
    let runs = runs("noise-escape", 0);
    assert_eq!(end(&runs[0])[1], 0.0);
    for run in &runs[1..] {
        assert!(end(run)[1].abs() > 1.0, "{:?}", end(run));
    }
}

#[test]
fn one_start_of_four_reaches_the_lowest_valley() {
    let values: Vec<f64> = runs("wavy-quartic", 0)
        .iter()
        .map(RunOutcome::final_value)
        .collect();
    let reached = |value: &&f64| (**value + 6.86515387351775).abs() < 1e-9;
    assert_eq!(values.iter().filter(reached).count(), 1);
    assert!(reached(&&values[1]), "{values:?}");
}

/// Losses of heavy-ball momentum from (2.5, 2.5) are published; from beside the diagonal it swings as well.
#[test]
fn momentum_swings_where_a_longer_step_does_not() {
    let runs = runs("true-momentum", 0);
    let rises = |run: &RunOutcome| {
        run.path
            .values
            .windows(2)
            .filter(|pair| pair[1] > pair[0])
            .count()
    };
    assert_eq!((rises(&runs[0]), rises(&runs[1])), (0, 0));
    assert!(rises(&runs[2]) > 5);
}

#[test]
fn a_constant_rate_gets_farthest_in_beales_valley() {
    let runs = runs("schedules", 0);
    let constant = runs[0].final_value();
    assert!(runs[1..].iter().all(|run| run.final_value() > constant));
}

#[test]
fn a_line_is_fitted_as_the_published_code_does_it() {
    let reference = Reference::of("003.linreg_seed42");
    let run = &runs("line-fitting", 0)[0];
    for (step, loss) in reference.at(&["loss_at"]).as_object().unwrap() {
        reference.assert(run.path.values[step.parse::<usize>().unwrap()], loss);
    }
    let [w, b] = end(run);
    reference.assert_all([b, w], reference.at(&["theta"]));
    let best = descents("line-fitting", 0).critical_points[0].at;
    reference.assert_all([best.y, best.x], reference.at(&["ols"]));
}

/// From the second step on, the published code subtracts 1.9 times the rate: those runs begin after the first.
#[test]
fn the_sandbox_has_the_published_losses() {
    for (run, rate) in runs("learning-rate-sandbox", 0)
        .iter()
        .zip(["0.001", "0.01", "0.1", "0.5", "1"])
    {
        let reference = Reference::of(&format!("000.c2.lr_{rate}"));
        for (step, loss) in reference.at(&["loss_at"]).as_object().unwrap() {
            let step = step.parse::<usize>().unwrap();
            match (
                loss,
                step.checked_sub(1)
                    .and_then(|step| run.path.values.get(step)),
            ) {
                (Value::Number(_), Some(found)) => reference.assert(*found, loss),
                // Infinite or not a number there; the run ends before.
                (Value::String(_), found) => {
                    assert!(found.is_none() && run.path.stopped == Stop::Diverged)
                }
                (_, found) => assert!(step == 0 && found.is_none()),
            }
        }
    }
    let plain = &runs("learning-rate-sandbox", 1)[4].path.values;
    let [even, odd] = [998, 999].map(|step| plain[step]);
    assert_near(even.min(odd), 8.774113491506, 1e-6);
    assert_near(even.max(odd), 10.76405309269, 1e-6);
}

#[test]
fn the_ladder_has_a_rung_that_falls_steadily_and_one_that_does_not() {
    let runs = runs("rate-ladder", 0);
    let distance = |run: &RunOutcome, step: usize| run.path.points[step].length();
    assert!(distance(&runs[5], 5) < 0.01 && distance(&runs[4], 20) < 0.02);
    assert!(distance(&runs[6], 20) > 1e6);
    for slower in runs[..6].windows(2) {
        assert!(slower[1].final_value() < slower[0].final_value());
    }
}

/// Each run ends at the first step at which the loss falls by at most 0.001.
#[test]
fn the_rule_stops_where_it_is_said_to() {
    for (figure, rate) in ["0.1", "0.01", "1e-05", "1.1"].into_iter().enumerate() {
        let reference = Reference::of(&format!("002.eps_stop_lr_{rate}"));
        let run = &runs("epsilon-convergence", figure)[0];
        let falls: Vec<f64> = run
            .path
            .values
            .windows(2)
            .map(|pair| pair[0] - pair[1])
            .collect();
        let stopped = falls.iter().position(|&fall| fall <= 1e-3).unwrap() + 1;
        assert_eq!(stopped as u64, reference.at(&["t"]).as_u64().unwrap());
        assert_eq!(stopped, run.last_step());
        reference.assert(end(run)[0], reference.at(&["x"]));
        reference.assert(run.final_value(), reference.at(&["J"]));
        reference.assert(*falls.last().unwrap(), reference.at(&["decrease"]));
    }
}

#[test]
fn convergence_is_as_the_theory_says() {
    let reference = Reference::of("000.c4.p1");
    let convex = &runs("convergence-theory", 0)[0];
    reference.assert_all(
        convex.path.points.iter().map(|point| point.x),
        reference.at(&["x"]),
    );
    let ends: Vec<f64> = runs("convergence-theory", 1)
        .iter()
        .map(|run| end(run)[0])
        .collect();
    for (found, expected) in ends.into_iter().zip([-1.0, 0.0, 1.0]) {
        assert_near(found, expected, 1e-9);
    }
    let reference = Reference::of("000.c4.p3_true_gd");
    for (run, rate) in runs("convergence-theory", 2)
        .iter()
        .zip(["0.01", "0.1", "0.3", "0.5"])
    {
        for step in [1, 10, 100] {
            let error = reference.at(&[rate, &format!("k{step}")]);
            reference.assert(run.path.points[step].x.abs(), error);
        }
    }
    let ridge = runs("convergence-theory", 3);
    assert_eq!(end(&ridge[0])[1], 0.0);
    assert!(ridge[1..].iter().all(|run| end(run)[1].abs() > 1.0));
}

#[test]
fn starts_end_in_their_basins() {
    for (run, start) in runs("two-starts", 0).iter().zip(["0.5", "2.5"]) {
        let reference = Reference::of(&format!("004.start_line_{start}_lr0.005"));
        reference.assert(end(run)[0], reference.at(&["final_x"]));
        reference.assert(run.final_value(), reference.at(&["final_f"]));
    }
    for (run, start) in runs("multi-start", 0)
        .iter()
        .zip(["-0.2", "0.8", "1.5", "2.2", "3.2"])
    {
        let reference = Reference::of(&format!("004.multistart_{start}"));
        for (step, x) in reference.at(&["x_at"]).as_object().unwrap() {
            reference.assert(run.path.points[step.parse::<usize>().unwrap()].x, x);
        }
        reference.assert(run.final_value(), reference.at(&["final_f"]));
    }
}

#[test]
fn condition_numbers_are_those_of_the_labels() {
    let condition = |figure| {
        let descents = descents("when-to-scale", figure);
        let [c0, c1] = descents
            .landscape
            .hessian(descents.critical_points[0].at)
            .unwrap()
            .to_cols_array_2d();
        let (mean, half) = (
            0.5 * (c0[0] + c1[1]),
            (0.25 * (c0[0] - c1[1]).powi(2) + c0[1] * c1[0]).sqrt(),
        );
        // The smaller eigenvalue as determinant over the larger: their difference would cancel.
        let largest = mean + half;
        largest * largest / (c0[0] * c1[1] - c0[1] * c1[0])
    };
    for (figure, expected) in [18.758, 6.004, 3469.388, 2_882_352.94]
        .into_iter()
        .enumerate()
    {
        // Given with as many digits.
        assert_near(condition(figure), expected, 2e-4 * expected);
    }
    let reference = Reference::of("002.x5_condition");
    let raw = reference.at(&["raw", "cond"]).as_f64().unwrap();
    // 1/w is found from numbers near 10,000: 8 of 16 digits are left.
    assert_near(condition(4), raw, 1e-6 * raw);
    reference.assert(condition(5), reference.at(&["zscore", "cond"]));
}

#[test]
fn houses_are_scaled_as_published() {
    let reference = Reference::of("002.scaling");
    let new = Reference::of("002.new_sample");
    for (figure, kind, same) in [
        (1, "div_by_max", "div_by_max"),
        (2, "mean_norm", "mean_norm"),
        (3, "zscore_population", "zscore"),
    ] {
        let Simulation::Cloud(cloud) = simulation("scalings", figure) else {
            panic!("a cloud");
        };
        let numbers = cloud.numbers.as_ref().unwrap();
        for (row, expected) in reference.at(&[kind]).as_array().unwrap().iter().enumerate() {
            reference.assert_all(numbers.row(row).to_vec(), expected);
            let [x, y, z] = cloud.points[row];
            reference.assert_all([x, y], expected);
            assert_eq!(z, 0.0);
        }
        new.assert_all(numbers.row(3).to_vec(), new.at(&[same]));
        assert_eq!(cloud.classes, [0, 1, 2, 3]);
    }
}

#[test]
fn a_descent_crosses_the_contour_lines_of_the_source() {
    let reference = Reference::of("001.gd_path_20");
    let run = &runs("contour-descent", 0)[0];
    for (point, expected) in run
        .path
        .points
        .iter()
        .zip(reference.at(&["path"]).as_array().unwrap())
    {
        reference.assert_all([point.x, point.y], expected);
    }
    assert_eq!(run.last_step(), 20);
    let inside = run.path.values.iter().filter(|&&value| value < 1.0).count();
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
        // As many digits as the scene writes.
        assert_near(*level, expected.as_f64().unwrap(), 1e-8);
    }
}

/// The steps of AdaGrad shrink for want of anything that forgets.
#[test]
fn adagrad_stalls_where_rmsprop_does_not() {
    let runs = runs("adagrad-stalls", 0);
    let [adagrad, rmsprop] = [0, 1].map(|run| runs[run].final_value());
    assert!(rmsprop < 0.5 * adagrad, "{rmsprop} {adagrad}");
}
