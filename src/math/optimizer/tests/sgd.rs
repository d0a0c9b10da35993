use super::*;
use crate::math::landscape::{Landscape, LineFit};

const X: [f64; 7] = [0.3, -1.1, 0.6, 2.0, -0.4, 1.5, 0.0];
const Y: [f64; 7] = [1.0, 0.2, 1.4, 2.5, 0.1, 2.2, 0.3];

fn line() -> LineFit {
    LineFit::new(&X, &Y, ["x", "y"]).unwrap()
}

fn run(spec: &str, steps: usize) -> Trajectory {
    descend(
        &line(),
        optimizer(spec),
        Schedule::Constant,
        &[-1.0, 2.0],
        steps,
        None,
    )
    .unwrap()
}

/// Records every batch that is requested.
#[derive(Default)]
struct Batches(Vec<Vec<usize>>);

impl Objective for Batches {
    fn value(&mut self, _: &[f64]) -> f64 {
        panic!("no value is needed");
    }

    fn gradient(&mut self, _: &[f64], _: &mut [f64]) {
        panic!("no full gradient is needed");
    }

    fn samples(&self) -> usize {
        7
    }

    fn gradient_on(&mut self, samples: &[usize], _: &[f64], into: &mut [f64]) {
        self.0.push(samples.to_vec());
        into.fill(0.0);
    }
}

fn batches(spec: &str, steps: usize) -> Vec<Vec<usize>> {
    let mut objective = Batches::default();
    let mut sgd = optimizer(spec);
    for _ in 0..steps {
        sgd.step(&mut [0.0, 0.0], &mut objective, 0.1);
    }
    objective.0
}

#[test]
fn each_epoch_uses_every_sample_once_in_another_order() {
    let found = batches("sgd(batch_size=3)", 9);
    let sizes: Vec<usize> = found.iter().map(Vec::len).collect();
    assert_eq!(sizes, [3, 3, 1, 3, 3, 1, 3, 3, 1]);
    let epochs: Vec<Vec<usize>> = found.chunks(3).map(|epoch| epoch.concat()).collect();
    for epoch in &epochs {
        let mut sorted = epoch.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, [0, 1, 2, 3, 4, 5, 6]);
    }
    assert!(epochs[0] != epochs[1] && epochs[1] != epochs[2]);
    assert_eq!(found, batches("sgd(batch_size=3)", 9));
    assert_ne!(found, batches("sgd(batch_size=3, seed=1)", 9));
}

#[test]
fn the_mean_of_all_sample_gradients_is_the_full_gradient() {
    let line = line();
    for at in [DVec2::new(0.7, -1.0), DVec2::new(-2.0, 3.0)] {
        let mean: DVec2 = (0..7).map(|i| line.gradient_on(&[i], at)).sum::<DVec2>() / 7.0;
        assert!(mean.distance(line.gradient(at)) < 1e-13);
        let h = 1e-6;
        let value = |at: DVec2| {
            let residual = at.x * X[2] + at.y - Y[2];
            residual * residual
        };
        let central_difference = (value(at + DVec2::X * h) - value(at - DVec2::X * h)) / (2.0 * h);
        assert!((line.gradient_on(&[2], at).x - central_difference).abs() < 1e-8);
    }
}

/// A batch of all samples has no noise.
#[test]
fn with_all_samples_in_a_batch_it_equals_full_gradient_methods() {
    for (sgd, full) in [
        ("sgd(lr=0.1, batch_size=7)", "gd(lr=0.1)"),
        (
            "sgd(lr=0.1, batch_size=100, momentum=0.9, dampening=0.2, weight_decay=0.01)",
            "momentum(lr=0.1, momentum=0.9, dampening=0.2, weight_decay=0.01)",
        ),
        (
            "sgd(lr=0.1, batch_size=7, momentum=0.8, nesterov=true)",
            "nesterov(lr=0.1, momentum=0.8)",
        ),
    ] {
        let [found, expected] = [sgd, full].map(|spec| run(spec, 50));
        for (found, expected) in found.plane_points().zip(expected.plane_points()) {
            // The order of summation differs.
            assert!(found.distance(expected) < 1e-12, "{sgd}");
        }
    }
}

#[test]
fn the_stable_rate_is_that_of_the_method_with_the_full_gradient() {
    let factor = |spec: &str| optimizer(spec).stable_rate_factor();
    assert_eq!(factor("sgd"), factor("gd"));
    for (sgd, full) in [
        (
            "sgd(momentum=0.9, dampening=0.2)",
            "momentum(momentum=0.9, dampening=0.2)",
        ),
        ("sgd(momentum=0.9, nesterov=true)", "nesterov(momentum=0.9)"),
    ] {
        let [found, expected] = [sgd, full].map(|spec| factor(spec).unwrap());
        assert_close(found, expected, 1e-15, sgd);
    }
    assert_eq!(factor("sgd(dampening=1)"), None);

    // With dampening, on x² with the full gradient: the runs at 0.999 and 1.001 of the stable rate.
    let spec = "momentum=0.9, dampening=0.5, nesterov=true";
    let stable = factor(&format!("sgd({spec})")).unwrap();
    let final_distance = |fraction: f64| {
        let mut sgd = optimizer(&format!("sgd(lr=1, {spec})"));
        let mut theta = [1.0];
        for _ in 0..40_000 {
            sgd.step(&mut theta, &mut Parabola, fraction * stable);
        }
        theta[0].abs()
    };
    assert!(final_distance(0.999) < 1e-3 && final_distance(1.001) > 1e3);
}

/// x², whose largest stable learning rate for gradient descent is 1, as a loss on one sample.
struct Parabola;

impl Objective for Parabola {
    fn value(&mut self, at: &[f64]) -> f64 {
        at[0] * at[0]
    }

    fn gradient(&mut self, at: &[f64], into: &mut [f64]) {
        into[0] = 2.0 * at[0];
    }

    fn samples(&self) -> usize {
        1
    }
}

#[test]
fn small_batches_descend_on_average_with_noise() {
    let trajectory = run("sgd(lr=0.02, batch_size=2)", 400);
    let minimum = line().value(line().best());
    let end = trajectory.values[400];
    assert!(
        end - minimum < 0.1 * (trajectory.values[0] - minimum),
        "{end}"
    );
    let rises = trajectory
        .values
        .windows(2)
        .filter(|pair| pair[1] > pair[0]);
    assert!(rises.count() > 50);
}
