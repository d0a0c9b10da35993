//! How the start determines the result.

use fallline::simulation::RunOutcome;

use crate::reference::{Reference, assert_near, end, rises, runs};

#[test]
fn the_start_determines_the_minimum_that_is_reached() {
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
fn only_noise_makes_a_run_leave_the_ridge() {
    let runs = runs("noise-escape", 0);
    assert_eq!(end(&runs[0])[1], 0.0);
    for run in &runs[1..] {
        assert!(end(run)[1].abs() > 1.0, "{:?}", end(run));
    }
}

#[test]
fn one_of_four_starts_reaches_the_lowest_valley() {
    let values: Vec<f64> = runs("wavy-quartic", 0)
        .iter()
        .map(RunOutcome::final_value)
        .collect();
    let reached = |value: &&f64| (**value + 6.86515387351775).abs() < 1e-9;
    assert_eq!(values.iter().filter(reached).count(), 1);
    assert!(reached(&&values[1]), "{values:?}");
}

#[test]
fn starts_end_in_their_basins_of_attraction() {
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
            reference.assert(run.trajectory.point(step.parse().unwrap())[0], x);
        }
        reference.assert(run.final_value(), reference.at(&["final_f"]));
    }
}

#[test]
fn annealing_with_gradient_proposals_is_descent_and_random_proposals_find_the_minimum() {
    let runs = runs("annealing", 0);
    let reference = Reference::of("004.sa_seed");
    reference.assert(end(&runs[1])[0], reference.at(&["final_x_min"]));
    reference.assert(end(&runs[0])[0], reference.at(&["plain_gd_lr_.005_final"]));
    assert_near(end(&runs[2])[0], 2.721905423537, 0.05);
    assert!(rises(&runs[2]) > 50);
}
