//! The scenes of the gallery come to what is said of them.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use fallline::{
    math::descent::Stop,
    scene::Source,
    simulation::{RunOutcome, Simulation, simulate},
};

/// The runs of a figure of a scene.
fn runs(scene: &str, figure: usize) -> Vec<RunOutcome> {
    let source = Source::open(scene).unwrap().figure(figure);
    match simulate(&source, None).unwrap() {
        Simulation::Landscape(descents) => descents.runs.clone(),
        _ => panic!("{scene} is a cloud"),
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

/// The limits in its caption: 2/4.5 from the curvature along the diagonal, the others from runs of 3000 steps.
#[test]
fn every_learning_rate_does_what_its_place_says() {
    let Simulation::Sweep(sweep) = simulate(&Source::open("lr-heatmap").unwrap(), None).unwrap()
    else {
        panic!("a heat map");
    };
    let losses = &sweep.losses;
    let best = losses.settings[losses.best(losses.steps).unwrap()];
    assert!((0.21..0.23).contains(&best), "{best}");
    let (mut settling, mut bounded, mut divergent) = (0, 0, 0);
    for (index, &rate) in losses.settings.iter().enumerate() {
        let end = losses.at(index, losses.steps);
        match rate {
            0.05..0.43 => {
                settling += 1;
                assert!(end < 1e-6, "{rate}: {end}");
            }
            0.46..1.0 => {
                bounded += 1;
                assert!((1e-3..13.0).contains(&end), "{rate}: {end}");
            }
            1.1.. => {
                divergent += 1;
                assert!(end.is_nan() || end > 1e6, "{rate}: {end}");
            }
            _ => {}
        }
    }
    assert!(settling > 30 && bounded > 10 && divergent > 10);
}

/// Where the lowest valley is as λ grows, and where the two balls end (minimum of the quartic with its penalty, found by
/// scanning it finely).
#[test]
fn a_growing_penalty_moves_the_lowest_valley_and_not_the_ball() {
    let Simulation::Landscape(descents) =
        simulate(&Source::open("l2-morph").unwrap(), None).unwrap()
    else {
        panic!("a landscape");
    };
    let morphing = descents.morph.as_ref().unwrap();
    let count = morphing.earlier.len();
    for (k, grid) in morphing.earlier.iter().chain([&descents.grid]).enumerate() {
        let (name, lambda) = morphing.number(k as f64 / count as f64).unwrap();
        assert_eq!(name, "λ");
        let lowest = (0..grid.values.len())
            .min_by(|&a, &b| grid.values[a].total_cmp(&grid.values[b]))
            .unwrap();
        let found = grid.point(lowest % grid.size, lowest / grid.size);
        let expected = match lambda {
            ..0.1115 => 2.72,
            ..0.9405 => 1.77,
            _ => 0.0,
        };
        let near = [found.x, found.y].map(|found| (found - expected).abs() < 0.03);
        assert_eq!(near, [true, true], "λ = {lambda}: {found}");
    }
    let [far, near] = &descents.runs[..] else {
        panic!("two runs");
    };
    assert_near(end(far)[0], 2.70363, 1e-5);
    assert_near(far.final_value(), 7.854014613, 1e-8);
    assert!(near.final_value() < 0.01, "{}", near.final_value());
}
