use super::*;
use crate::{scene::Source, simulation::simulate, view::charts::step_axis::StepAxis};

fn runs(scene: &str, change: impl FnOnce(&mut crate::scene::LandscapeSubject)) -> Runs {
    let source = Source::open(scene).unwrap();
    let mut scene = source.scene.clone();
    if let crate::scene::Subject::Landscape(subject) = &mut scene.figures[0].subject {
        subject.resolution = 16;
        change(subject);
    }
    let simulation = simulate(&source.with_scene(scene).unwrap(), 0, None).unwrap();
    let runs = simulation.runs().unwrap().clone();
    drop(simulation);
    std::sync::Arc::try_unwrap(runs).unwrap()
}

fn drawn_chart(chart: &Chart, runs: &Runs) -> DrawnChart {
    DrawnChart::new(chart, runs.into(), Pace::Linear)
}

#[test]
fn a_line_is_as_fine_as_its_axis() {
    let runs = runs("bowl", |subject| subject.steps = 20_000);
    let axis = StepAxis::new(20_000, Pace::Geometric);
    let chart = Chart::new(Quantity::LearningRate, false);
    let drawn = DrawnChart::new(&chart, (&runs).into(), Pace::Geometric);
    let points = &drawn.lines[0].points;
    assert!((0..50).all(|step| points[step][0] == step as f64));
    assert!(points.len() <= 2 * INTERVALS + 40, "{}", points.len());
    let gaps = points
        .windows(2)
        .map(|pair| axis.fraction(pair[1][0]) - axis.fraction(pair[0][0]));
    assert!(
        gaps.skip(50).fold(0.0, f32::max) <= 2.1 / INTERVALS as f32 + axis.fraction(1.0) / 20.0
    );
}

#[test]
fn a_long_line_keeps_its_peaks_and_a_short_one_all_its_points() {
    let mut runs = runs("bowl", |subject| subject.steps = 20_000);
    let chart = Chart::new(Quantity::LearningRate, false);
    let trajectory = std::sync::Arc::make_mut(&mut runs.list[0].trajectory);
    for (step, rate) in trajectory.learning_rates.iter_mut().enumerate() {
        *rate = if step == 12_345 {
            99.0
        } else {
            (step % 7) as f64
        };
    }
    let drawn = drawn_chart(&chart, &runs);
    let points = &drawn.lines[0].points;
    assert!(points.len() <= 2 * INTERVALS + 40, "{}", points.len());
    assert!(points.contains(&[12_345.0, 99.0]));
    assert!(points.windows(2).all(|pair| pair[0][0] < pair[1][0]));
    let short = self::runs("bowl", |subject| subject.steps = 500);
    let short = drawn_chart(&chart, &short);
    assert_eq!(short.lines[0].points.len(), 500);
}

#[test]
fn numbers_without_a_logarithm_are_left_out() {
    let mut runs = runs("bowl", |_| ());
    let trajectory = std::sync::Arc::make_mut(&mut runs.list[0].trajectory);
    trajectory.gradient_norms = vec![100.0, 0.0, 1.0];
    let drawn = drawn_chart(&Chart::new(Quantity::GradientNorm, true), &runs);
    assert_eq!(drawn.lines[0].points, [[0.0, 100.0], [2.0, 1.0]]);
    let [low, high] = [0.0, 1.0].map(|height| drawn.scale.value(height));
    assert!(0.5 < low && low < 1.0 && 100.0 < high && high < 200.0);
}

#[test]
fn the_logarithm_of_negative_losses_is_relative_to_the_minimum() {
    let mut runs = runs("bowl", |_| ());
    runs.minimum = None;
    let trajectory = std::sync::Arc::make_mut(&mut runs.list[0].trajectory);
    trajectory.values = vec![22.0, -77.0, -78.0];
    let drawn = drawn_chart(&Chart::new(Quantity::Loss, true), &runs);
    assert!(drawn.scale.is_shifted());
    assert_eq!(drawn.lines[0].points, [[0.0, 22.0], [1.0, -77.0]]);
    let height = drawn.scale.normalized(-77.0);
    assert!((drawn.scale.value(height) + 77.0).abs() < 1e-9);
}

#[test]
fn a_series_that_is_constant_up_to_rounding_is_a_horizontal_line() {
    let mut runs = runs("bowl", |_| ());
    runs.minimum = None;
    for constant in [1.0_f64, -3.25, 1e6] {
        let trajectory = std::sync::Arc::make_mut(&mut runs.list[0].trajectory);
        trajectory.values = vec![constant, constant.next_up(), constant.next_down(), constant];
        let drawn = drawn_chart(&Chart::new(Quantity::Loss, false), &runs);
        let heights: Vec<f64> = (drawn.lines[0].points.iter())
            .map(|point| drawn.scale.normalized(point[1]))
            .collect();
        assert_eq!(heights.len(), 4);
        assert!(
            heights.iter().all(|height| (height - 0.5).abs() < 1e-9),
            "{heights:?}"
        );
        let ticks = drawn.ticks(5);
        assert!(!ticks.is_empty(), "{ticks:?}");
    }
    // No value is above the lowest one by more than rounding, so none has a logarithm.
    let trajectory = std::sync::Arc::make_mut(&mut runs.list[0].trajectory);
    trajectory.values = vec![-3.25, (-3.25_f64).next_up(), -3.25];
    let drawn = drawn_chart(&Chart::new(Quantity::Loss, true), &runs);
    assert!(drawn.lines[0].points.is_empty(), "{:?}", drawn.lines);
}

#[test]
fn a_run_that_diverges_does_not_flatten_the_others() {
    let runs = runs("step-sizes", |subject| subject.steps = 4000);
    assert!(
        (runs.iter()).any(|run| run.trajectory.stop_reason == StopReason::Diverged),
        "the last step size is too large"
    );
    for quantity in [Quantity::Loss, Quantity::Parameters] {
        let drawn = drawn_chart(&Chart::new(quantity, false), &runs);
        assert!(drawn.scale.value(1.0) < 100.0, "{quantity:?}");
        assert!(drawn.scale.value(0.0) > -100.0, "{quantity:?}");
    }
}

#[test]
fn ticks_are_few_and_in_range() {
    let runs = runs("rosenbrock", |_| ());
    for quantity in Quantity::OF_RUNS {
        for log in [false, quantity != Quantity::Parameters] {
            let drawn = drawn_chart(&Chart::new(quantity, log), &runs);
            for count in 1..=6 {
                let ticks = drawn.ticks(count);
                assert!(
                    ticks.len() <= 2 * count,
                    "{quantity:?} {log} {count}: {ticks:?}"
                );
                assert!(
                    count < 4 || ticks.len() > 1,
                    "{quantity:?} {log}: {ticks:?}"
                );
            }
        }
    }
}

#[test]
fn an_explicit_range_is_the_axis_range() {
    let runs = runs("bowl", |_| ());
    for log in [false, true] {
        let chart = Chart {
            range: Some([0.1, 10.0]),
            ..Chart::new(Quantity::Loss, log)
        };
        let scale = drawn_chart(&chart, &runs).scale;
        assert!((scale.value(0.0) - 0.1).abs() < 1e-12);
        assert!((scale.value(1.0) - 10.0).abs() < 1e-9);
    }
}
