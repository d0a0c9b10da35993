//! Learning rates: too small, too large, and scheduled.

use fallline::{
    math::{descent::StopReason, diagnosis::Verdict},
    simulation::RunOutcome,
};
use serde_json::Value;

use crate::reference::{Reference, assert_near, end, rises, runs};

/// xₖ = 5·(1 − 2·lr)ᵏ
#[test]
fn step_sizes_scale_the_distance_by_a_constant_factor() {
    for (run, rate) in runs("step-sizes", 0).iter().zip([0.1, 0.5, 0.9, 1.1]) {
        for (k, point) in run.trajectory.points.iter_rows().enumerate() {
            let expected = 5.0 * (1.0f64 - 2.0 * rate).powi(k as i32);
            assert_near(point[0], expected, 1e-12 * expected.abs().max(1.0));
        }
    }
}

/// The published points of the run; the last is exactly at the minimum.
#[test]
fn a_decaying_rate_ends_at_the_minimum() {
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
    assert_eq!(run.trajectory.stop_reason, StopReason::Converged);
    assert_eq!(run.last_step(), 9);
    for (point, expected) in run.trajectory.points.iter_rows().zip(expected) {
        assert_near(point[0], expected, 1e-12);
    }
}

/// The losses of heavy-ball momentum from (2.5, 2.5) are published; started off the diagonal, it oscillates too.
#[test]
fn momentum_oscillates_and_a_longer_step_does_not() {
    let runs = runs("true-momentum", 0);
    assert_eq!((rises(&runs[0]), rises(&runs[1])), (0, 0));
    assert!(rises(&runs[2]) > 5);
}

#[test]
fn a_constant_rate_ends_lowest_in_beales_valley() {
    let runs = runs("schedules", 0);
    let constant = runs[0].final_value();
    assert!(runs[1..].iter().all(|run| run.final_value() > constant));
}

/// The published code subtracts 1.9 times the rate from the second step on; its first step is a plain one.
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
                    .and_then(|step| run.trajectory.values.get(step)),
            ) {
                (Value::Number(_), Some(found)) => reference.assert(*found, loss),
                // Infinity or NaN in the source; here, the run has ended.
                (Value::String(_), found) => {
                    assert!(found.is_none() && run.trajectory.stop_reason == StopReason::Diverged)
                }
                (_, found) => assert!(step == 0 && found.is_none()),
            }
        }
    }
    let plain = &runs("learning-rate-sandbox", 1)[4].trajectory.values;
    let [even, odd] = [998, 999].map(|step| plain[step]);
    assert_near(even.min(odd), 8.774113491506, 1e-6);
    assert_near(even.max(odd), 10.76405309269, 1e-6);
}

#[test]
fn the_rate_ladder_includes_fast_convergence_and_divergence() {
    let runs = runs("rate-ladder", 0);
    let distance = |run: &RunOutcome, step: usize| run.trajectory.plane_point(step).length();
    assert!(distance(&runs[5], 5) < 0.01 && distance(&runs[4], 20) < 0.02);
    assert!(distance(&runs[6], 20) > 1e6);
    for slower in runs[..6].windows(2) {
        assert!(slower[1].final_value() < slower[0].final_value());
    }
}

/// Each run ends at the first step with a decrease of at most 0.001.
#[test]
fn the_epsilon_rule_stops_at_the_published_step() {
    for (figure, rate) in ["0.1", "0.01", "1e-05", "1.1"].into_iter().enumerate() {
        let reference = Reference::of(&format!("002.eps_stop_lr_{rate}"));
        let run = &runs("epsilon-convergence", figure)[0];
        let falls: Vec<f64> = run
            .trajectory
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
fn convergence_agrees_with_the_theory() {
    let reference = Reference::of("000.c4.p1");
    let convex = &runs("convergence-theory", 0)[0];
    reference.assert_all(
        convex.trajectory.points.iter_rows().map(|point| point[0]),
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
            reference.assert(run.trajectory.point(step)[0].abs(), error);
        }
    }
    let ridge = runs("convergence-theory", 3);
    assert_eq!(end(&ridge[0])[1], 0.0);
    assert!(ridge[1..].iter().all(|run| end(run)[1].abs() > 1.0));
}

/// AdaGrad accumulates all squared gradients, so its steps keep shrinking.
#[test]
fn adagrad_stalls_and_rmsprop_does_not() {
    let runs = runs("adagrad-stalls", 0);
    let [adagrad, rmsprop] = [0, 1].map(|run| runs[run].final_value());
    assert!(rmsprop < 0.5 * adagrad, "{rmsprop} {adagrad}");
}

#[test]
fn symptoms_match_the_published_table() {
    let reference = Reference::of("002.lr_diagnosis");
    for (figure, case) in [
        (0, "good_lr_0.4"),
        (1, "too_small_lr_0.001"),
        (2, "zigzag_lr_0.9"),
        (3, "too_large_lr_1.1"),
        (4, "wrong_sign_lr_0.1"),
    ] {
        let trajectory = &runs("learning-rate-symptoms", figure)[0].trajectory;
        reference.assert_all(
            trajectory.points.iter_rows().map(|point| point[0]),
            reference.at(&[case, "x"]),
        );
        reference.assert_all(trajectory.values.clone(), reference.at(&[case, "J"]));
    }
    let reference = Reference::of("002.sawtooth_momentum");
    let losses = &runs("learning-rate-symptoms", 5)[0].trajectory.values;
    reference.assert_all(losses.clone(), reference.at(&["J"]));
    assert_eq!(rises(&runs("learning-rate-symptoms", 5)[0]), 12);
}

#[test]
fn the_monitor_diagnoses_each_run() {
    let verdicts = [
        Verdict::Converged,
        Verdict::DampedOscillation,
        Verdict::Exploding,
        Verdict::VanishingGradient,
    ];
    for (figure, expected) in verdicts.into_iter().enumerate() {
        let run = &runs("health-monitor", figure)[0];
        assert_eq!(
            run.diagnosis(run.last_step() as f64).verdict,
            expected,
            "{figure}"
        );
    }
    assert_eq!(
        runs("health-monitor", 0)[0].diagnosis(20.0).verdict,
        Verdict::Healthy
    );
}
