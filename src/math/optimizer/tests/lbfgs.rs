use super::*;

fn run(landscape: &str, spec: &str, start: [f64; 2], steps: usize, tolerance: f64) -> Trajectory {
    let landscape = landscape::CATALOGUE
        .find(landscape)
        .unwrap()
        .build_default();
    let constant = Schedule::Constant;
    descend(
        landscape.as_ref(),
        optimizer(spec),
        constant,
        &start,
        steps,
        Some(tolerance),
    )
    .unwrap()
}

#[track_caller]
fn assert_ends(trajectory: &Trajectory, at: [f64; 2], max_updates: usize) {
    let end = trajectory.plane_point(trajectory.steps());
    assert!(end.distance(at.into()) < 1e-6, "{end}");
    let updates = trajectory.learning_rates.len();
    assert!(updates <= max_updates, "{updates} updates");
}

/// From this start to a gradient norm of 1e-6, SciPy 1.17's L-BFGS-B takes 38 iterations and 46 evaluations, and its
/// BFGS 33 and 40. With another line search, the limits here are slightly higher.
#[test]
fn it_reaches_the_minimum_of_rosenbrocks_valley_in_few_steps() {
    let trajectory = run("rosenbrock", "lbfgs", [-1.2, 1.0], 100, 1e-6);
    assert_ends(&trajectory, [1.0, 1.0], 40);
    assert!(
        trajectory.evaluations.gradient <= 55,
        "{:?}",
        trajectory.evaluations
    );
    let is_falling = trajectory.values.windows(2).all(|pair| pair[1] < pair[0]);
    assert!(is_falling, "{:?}", trajectory.values);
    let short = run(
        "rosenbrock",
        "lbfgs(history_size=2)",
        [-1.2, 1.0],
        100,
        1e-6,
    );
    assert_ends(&short, [1.0, 1.0], 60);
}

#[test]
fn it_finds_minima_of_other_functions() {
    assert_ends(
        &run("himmelblau", "lbfgs", [1.0, 1.0], 50, 1e-6),
        [3.0, 2.0],
        20,
    );
    assert_ends(
        &run("beale", "lbfgs", [1.0, 1.0], 100, 1e-6),
        [3.0, 0.5],
        30,
    );
    assert_ends(
        &run("booth", "lbfgs", [-8.0, 9.0], 50, 1e-6),
        [1.0, 3.0],
        10,
    );
}

/// With exact line searches, the steps on a quadratic function equal those of conjugate gradients: one per parameter.
#[test]
fn a_quadratic_function_of_two_parameters_takes_two_exact_steps() {
    for start in [[-8.0, 9.0], [3.0, 1.0], [0.5, -7.0]] {
        let trajectory = run("booth", "lbfgs(c2=1e-9)", start, 50, 1e-6);
        assert_ends(&trajectory, [1.0, 3.0], 2);
    }
}

#[test]
fn every_step_meets_the_strong_wolfe_conditions() {
    let rosenbrock = landscape::CATALOGUE
        .find("rosenbrock")
        .unwrap()
        .build_default();
    let trajectory = run("rosenbrock", "lbfgs", [-1.2, 1.0], 30, 1e-6);
    for step in 0..trajectory.steps() {
        let [from, to] = [step, step + 1].map(|step| trajectory.plane_point(step));
        let slope_along_step = |at| rosenbrock.gradient(at).dot(to - from);
        let allowed = rosenbrock.value(from) + 1e-4 * slope_along_step(from);
        assert!(slope_along_step(from) < 0.0 && rosenbrock.value(to) <= allowed);
        assert!(slope_along_step(to).abs() <= 0.9 * slope_along_step(from).abs());
    }
}

#[test]
fn at_a_minimum_it_stays_without_further_evaluations() {
    let trajectory = run("rosenbrock", "lbfgs", [1.0, 1.0], 50, f64::MIN_POSITIVE);
    assert_eq!(trajectory.learning_rates.len(), 0);
    let bowl = landscape::CATALOGUE.find("bowl").unwrap().build_default();
    let start = [1e-9, 0.0];
    let trajectory = descend(
        bowl.as_ref(),
        optimizer("lbfgs"),
        Schedule::Constant,
        &start,
        50,
        None,
    )
    .unwrap();
    assert!(trajectory.points.iter_rows().all(|point| point == start));
    assert_eq!(
        (
            trajectory.evaluations.value,
            trajectory.evaluations.gradient
        ),
        (1, 1)
    );
}

#[test]
fn a_learning_rate_of_0_moves_nothing() {
    let bowl = landscape::CATALOGUE.find("bowl").unwrap().build_default();
    let mut lbfgs = optimizer("lbfgs");
    let mut theta = [2.0, 1.0];
    struct LandscapeObjective<'a>(&'a dyn landscape::Landscape);
    impl Objective for LandscapeObjective<'_> {
        fn value(&mut self, at: &[f64]) -> f64 {
            self.0.value(DVec2::from_slice(at))
        }
        fn gradient(&mut self, at: &[f64], into: &mut [f64]) {
            into.copy_from_slice(&self.0.gradient(DVec2::from_slice(at)).to_array());
        }
    }
    lbfgs.step(&mut theta, &mut LandscapeObjective(bowl.as_ref()), 0.0);
    assert_eq!(theta, [2.0, 1.0]);
    lbfgs.step(&mut theta, &mut LandscapeObjective(bowl.as_ref()), 1.0);
    assert_ne!(theta, [2.0, 1.0]);
}
