//! Functions of ten parameters, and landscapes as a special case.

use super::*;
use crate::math::{
    diagnosis::{Severity, Verdict, Verdicts, diagnose, largest_stable_rate},
    landscape::{self, hessian_around},
    optimizer::Objective,
};

const COUNT: usize = 10;

type Point = [f64; COUNT];

/// ½·Σ i·θᵢ², a quadratic bowl.
#[derive(Debug)]
struct Ellipsoid;

impl Differentiable for Ellipsoid {
    fn dimensions(&self) -> usize {
        COUNT
    }

    fn value(&self, at: &[f64]) -> f64 {
        let terms = (1..).zip(at).map(|(i, x)| f64::from(i) * x * x);
        terms.sum::<f64>() / 2.0
    }

    fn gradient(&self, at: &[f64], into: &mut [f64]) {
        for (i, (slope, x)) in (1..).zip(into.iter_mut().zip(at)) {
            *slope = f64::from(i) * x;
        }
    }

    fn hessian(&self, _: &[f64], into: &mut [f64]) -> bool {
        into.fill(0.0);
        for i in 0..COUNT {
            into[i * (COUNT + 1)] = (i + 1) as f64;
        }
        true
    }

    fn curvatures(&self, _: &[f64]) -> Option<[f64; 2]> {
        Some([1.0, COUNT as f64])
    }
}

/// Σ 100·(θᵢ₊₁ − θᵢ²)² + (1 − θᵢ)², Rosenbrock's function.
#[derive(Debug)]
struct Valley;

impl Differentiable for Valley {
    fn dimensions(&self) -> usize {
        COUNT
    }

    fn value(&self, at: &[f64]) -> f64 {
        let terms = at.windows(2).map(|pair| {
            let (across, along) = (pair[1] - pair[0] * pair[0], 1.0 - pair[0]);
            100.0 * across * across + along * along
        });
        terms.sum()
    }

    fn gradient(&self, at: &[f64], into: &mut [f64]) {
        into.fill(0.0);
        for i in 0..COUNT - 1 {
            let across = at[i + 1] - at[i] * at[i];
            into[i] -= 400.0 * at[i] * across + 2.0 * (1.0 - at[i]);
            into[i + 1] += 200.0 * across;
        }
    }
}

/// Σ √θᵢ, defined where no parameter is negative.
#[derive(Debug)]
struct Roots;

impl Differentiable for Roots {
    fn dimensions(&self) -> usize {
        3
    }

    fn value(&self, at: &[f64]) -> f64 {
        at.iter().map(|x| x.sqrt()).sum()
    }

    fn gradient(&self, at: &[f64], into: &mut [f64]) {
        for (slope, x) in into.iter_mut().zip(at) {
            *slope = 0.5 / x.sqrt();
        }
    }

    fn range(&self, parameter: usize) -> [f64; 2] {
        [0.0, (parameter + 1) as f64]
    }
}

fn run_in_mode(
    function: &dyn Differentiable,
    optimizer: &str,
    mode: Mode,
    start: Point,
    steps: usize,
) -> Trajectory {
    let optimizer = mode.build(&optimizer.parse().unwrap()).unwrap();
    descend(function, optimizer, Schedule::Constant, &start, steps, None).unwrap()
}

fn gradient(function: &dyn Differentiable, at: &Point) -> Point {
    let mut gradient = [0.0; COUNT];
    function.gradient(at, &mut gradient);
    gradient
}

/// A published update of one parameter. Its arguments are the number of the update (from 1), the parameter, its
/// gradient and its two state variables, which start at 0.
type Update = fn(i32, &mut f64, f64, &mut [f64; 2]);

const PUBLISHED: [(&str, Update); 6] = [
    ("gd(lr=0.001)", |_, x, g, _| *x -= 0.001 * g),
    ("momentum(lr=0.0002, momentum=0.9)", |_, x, g, [v, _]| {
        *v = 0.9 * *v + g;
        *x -= 0.0002 * *v;
    }),
    ("nesterov(lr=0.0002, momentum=0.9)", |_, x, g, [v, _]| {
        *v = 0.9 * *v + g;
        *x -= 0.0002 * (g + 0.9 * *v);
    }),
    ("adagrad(lr=0.1, eps=1e-10)", |_, x, g, [s, _]| {
        *s += g * g;
        *x -= 0.1 * g / (s.sqrt() + 1e-10);
    }),
    (
        "adam(lr=0.02, beta1=0.9, beta2=0.999, eps=1e-8)",
        |t, x, g, [m, v]| {
            *m = 0.9 * *m + 0.1 * g;
            *v = 0.999 * *v + 0.001 * g * g;
            let (m, v) = (*m / (1.0 - 0.9f64.powi(t)), *v / (1.0 - 0.999f64.powi(t)));
            *x -= 0.02 * m / (v.sqrt() + 1e-8);
        },
    ),
    (
        "lion(lr=0.001, beta1=0.9, beta2=0.99, weight_decay=0)",
        |_, x, g, [m, _]| {
            *x -= 0.001 * (0.9 * *m + 0.1 * g).signum();
            *m = 0.99 * *m + 0.01 * g;
        },
    ),
];

#[test]
fn ten_parameters_follow_the_published_updates() {
    let start: Point = std::array::from_fn(|i| if i % 2 == 0 { -1.2 } else { 1.0 });
    let functions: [&dyn Differentiable; 2] = [&Ellipsoid, &Valley];
    for function in functions {
        for (spec, update) in PUBLISHED {
            let trajectory = run_in_mode(function, spec, Mode::default(), start, 100);
            assert_eq!(
                (trajectory.dimensions(), trajectory.steps()),
                (COUNT, 100),
                "{spec}"
            );
            let mut at = start;
            let mut states = [[0.0; 2]; COUNT];
            for step in 1..=100 {
                let gradient = gradient(function, &at);
                for (i, state) in states.iter_mut().enumerate() {
                    update(step, &mut at[i], gradient[i], state);
                }
                for (found, expected) in trajectory.point(step as usize).iter().zip(at) {
                    let difference = (found - expected).abs();
                    assert!(
                        difference < 1e-10,
                        "{spec} on {function:?}, {step}: {found} {expected}"
                    );
                }
                let value = trajectory.values[step as usize];
                assert!((value - function.value(&at)).abs() < 1e-8 * (1.0 + value));
                let squares = squared_gradient_norm(function, &at);
                let norm = trajectory.gradient_norms[step as usize];
                assert!((norm - squares.sqrt()).abs() < 1e-8 * (1.0 + norm));
            }
        }
    }
}

fn squared_gradient_norm(function: &dyn Differentiable, at: &Point) -> f64 {
    gradient(function, at)
        .iter()
        .map(|slope| slope * slope)
        .sum()
}

#[test]
fn curvature_in_ten_directions_is_used() {
    let newton = run_in_mode(&Ellipsoid, "newton", Mode::default(), [3.0; COUNT], 1);
    assert!(
        newton.point(1).iter().all(|x| x.abs() < 1e-14),
        "{newton:?}"
    );
    assert_eq!(newton.evaluations.hessian, 1);
    let lbfgs = run_in_mode(&Valley, "lbfgs", Mode::default(), [0.5; COUNT], 100);
    let end = lbfgs.point(lbfgs.steps());
    assert!(end.iter().all(|x| (x - 1.0).abs() < 1e-6), "{end:?}");
}

#[test]
fn ten_parameters_work_in_every_mode() {
    let start: Point = std::array::from_fn(|i| i as f64 - 4.5);
    let plain = run_in_mode(&Ellipsoid, "adam(lr=0.1)", Mode::default(), start, 20);
    let coordinatewise = Mode {
        coordinatewise: true,
        ..Mode::default()
    };
    let coordinate_descent = run_in_mode(&Ellipsoid, "adam(lr=0.1)", coordinatewise, start, 20);
    assert_eq!(coordinate_descent.points, plain.points);
    let central = Mode {
        gradient: GradientSource::Central(1e-3),
        ..Mode::default()
    };
    let approximate = run_in_mode(&Ellipsoid, "gd(lr=0.01)", central, start, 20);
    assert_eq!(approximate.evaluations.value, 20 * 2 * COUNT as u64);
    let exact = run_in_mode(&Ellipsoid, "gd(lr=0.01)", Mode::default(), start, 20);
    let pairs = approximate
        .points
        .values()
        .iter()
        .zip(exact.points.values());
    assert!(pairs.into_iter().all(|(a, b)| (a - b).abs() < 1e-9));
    let up = Mode {
        ascend: true,
        ..Mode::default()
    };
    let up = run_in_mode(&Ellipsoid, "gd(lr=0.01)", up, start, 1);
    assert!((up.point(1)[9] - 1.1 * start[9]).abs() < 1e-14);
}

#[test]
fn an_update_of_ten_parameters_is_explained() {
    let adagrad = || {
        optimizer::CATALOGUE
            .build(&"adagrad(lr=1, eps=0)".parse().unwrap())
            .unwrap()
    };
    let trajectory = run_in_mode(
        &Ellipsoid,
        "adagrad(lr=1, eps=0)",
        Mode::default(),
        [2.0; COUNT],
        3,
    );
    let explained = explain(&Ellipsoid, adagrad(), Schedule::Constant, &trajectory, 3).unwrap();
    assert_eq!(
        (&*explained.from, &*explained.to),
        (trajectory.point(2), trajectory.point(3))
    );
    let rates = effective_rates(&Ellipsoid, adagrad(), Schedule::Constant, &trajectory, 100);
    assert_eq!(rates.updates, [1, 2, 3]);
    assert_eq!(rates.rates.columns(), COUNT);
    // 1/|g|, g being 2·i.
    for (i, rate) in rates.rates.row(0).iter().enumerate() {
        assert!((rate - 0.5 / (i + 1) as f64).abs() < 1e-15);
    }
}

#[test]
fn a_run_of_ten_parameters_is_diagnosed() {
    let verdict = |spec: &str, mode: Mode, steps: usize| {
        let trajectory = run_in_mode(&Ellipsoid, spec, mode, [1.0; COUNT], steps);
        diagnose(&trajectory, &Ellipsoid)
    };
    let plain = |spec: &str, steps| verdict(spec, Mode::default(), steps).verdict;
    assert_eq!(plain("gd(lr=0.1)", 20), Verdict::Healthy);
    assert_eq!(plain("gd(lr=0.1)", 400), Verdict::Converged);
    // The last parameter changes sign at each step.
    let nearly_unstable = plain("gd(lr=0.199)", 40);
    assert_eq!(nearly_unstable.severity(), Severity::Good);
    assert_eq!(nearly_unstable, Verdict::DampedOscillation);
    assert_eq!(plain("gd(lr=0.25)", 40), Verdict::Exploding);
    let up = Mode {
        ascend: true,
        ..Mode::default()
    };
    let uphill = verdict("gd(lr=0.25)", up, 40);
    assert_eq!(uphill.verdict, Verdict::Exploding);
    assert!(uphill.advice.en.contains("sign"), "{}", uphill.advice.en);
    assert_eq!(largest_stable_rate(&Ellipsoid, &[0.0; COUNT]), Some(0.2));
    // Without known curvatures, a run converges where the gradient vanishes.
    let at_minimum = run_in_mode(&Valley, "gd", Mode::default(), [1.0; COUNT], 3);
    assert_eq!(
        Verdicts::of(&at_minimum, &Valley).at(3).verdict,
        Verdict::Converged
    );
    assert_eq!(largest_stable_rate(&Valley, at_minimum.point(0)), None);
}

#[test]
fn a_start_has_one_coordinate_per_parameter() {
    let gd = || optimizer::CATALOGUE.build(&"gd".parse().unwrap()).unwrap();
    let error = |function: &dyn Differentiable, start: &[f64]| {
        let descent = descend(function, gd(), Schedule::Constant, start, 1, None);
        descent.unwrap_err().to_string()
    };
    assert_eq!(
        error(&Valley, &[1.0, 2.0]),
        "the start has 2 coordinates, the function 10 parameters; give 10 coordinates"
    );
    assert_eq!(
        error(&Roots, &[1.0, -1.0, 0.5]),
        "start [1, -1, 0.5]: the function is not defined there; \
         choose one with θ₁ from 0 to 1 and θ₂ from 0 to 2 and θ₃ from 0 to 3"
    );
    assert!(error(&Valley, &[f64::NAN; COUNT]).starts_with(
        "start [NaN, NaN, NaN, NaN, NaN, NaN, NaN, NaN, …]: each coordinate has to be a number"
    ));
    let ranges = [[0.0, 1.0], [-1.0, 1.0], [2.0, 3.0]];
    let starts = random_starts(&Roots, &ranges, 50, 1).unwrap();
    assert_eq!(starts.len(), 50);
    assert!(
        starts
            .iter()
            .all(|start| start.len() == 3 && start[1] >= 0.0 && start[2] >= 2.0)
    );
}

/// A landscape as an [`Objective`].
struct LandscapeObjective<'a>(&'a dyn Landscape);

fn on_plane(at: &[f64]) -> DVec2 {
    DVec2::new(at[0], at.get(1).copied().unwrap_or(0.0))
}

impl Objective for LandscapeObjective<'_> {
    fn value(&mut self, at: &[f64]) -> f64 {
        self.0.value(on_plane(at))
    }

    fn gradient(&mut self, at: &[f64], into: &mut [f64]) {
        let gradient = self.0.gradient(on_plane(at)).to_array();
        into.copy_from_slice(&gradient[..at.len()]);
    }

    fn hessian(&mut self, at: &[f64], into: &mut [f64]) -> bool {
        let hessian = hessian_around(self.0, on_plane(at)).unwrap();
        for (row, into) in into.chunks_mut(at.len()).enumerate() {
            into.copy_from_slice(&hessian.row(row).to_array()[..at.len()]);
        }
        true
    }

    fn samples(&self) -> usize {
        self.0.samples()
    }

    fn gradient_on(&mut self, samples: &[usize], at: &[f64], into: &mut [f64]) {
        let gradient = self.0.gradient_on(samples, on_plane(at)).to_array();
        into.copy_from_slice(&gradient[..at.len()]);
    }

    fn range(&self, parameter: usize) -> [f64; 2] {
        let Domain { x, y } = self.0.domain();
        [x, y][parameter]
    }
}

#[test]
fn a_landscape_gives_bitwise_the_same_run_as_its_objective() {
    let [x, y] = [[0.3, -1.1, 0.6, 2.0, -0.4], [1.0, 0.2, 1.4, 2.5, 0.1]];
    let line = LineFit::new(&x, &y, ["x", "y"]).unwrap();
    let himmelblau = landscape::CATALOGUE
        .find("himmelblau")
        .unwrap()
        .build_default();
    let curve = Formula::parse("x^4 - 3x^2 + sin(5x)").unwrap();
    let landscapes: [&dyn Landscape; 4] = [&Rosenbrock, himmelblau.as_ref(), &curve, &line];
    for landscape in landscapes {
        for entry in optimizer::CATALOGUE.iter() {
            if entry.name == "sgd" && landscape.samples() == 0 {
                continue;
            }
            let start = [-0.4, 0.9];
            let trajectory = run(landscape, entry.name, start, 200, None).unwrap();
            let mut optimizer = entry.build_default();
            let rate = optimizer.learning_rate();
            let mut theta = start[..landscape.variables()].to_vec();
            for step in 0..=trajectory.steps() {
                let what = format!("{} on {landscape:?}, {step}", entry.name);
                let bits = |numbers: &[f64]| -> Vec<u64> {
                    numbers.iter().map(|number| number.to_bits()).collect()
                };
                let at = on_plane(&theta);
                let gradient = landscape.gradient(at);
                let norm = gradient.x.hypot(gradient.y);
                assert_eq!(bits(trajectory.point(step)), bits(&theta), "{what}");
                assert_eq!(trajectory.plane_point(step), at);
                let stored = [trajectory.values[step], trajectory.gradient_norms[step]];
                assert_eq!(bits(&stored), bits(&[landscape.value(at), norm]), "{what}");
                optimizer.step(&mut theta, &mut LandscapeObjective(landscape), rate);
            }
        }
    }
}
