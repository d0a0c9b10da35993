use super::*;
use crate::math::optimizer;
use crate::{
    math::{
        descent::{StopReason, descend},
        landscape::Ripples,
    },
    scene::{Quantity, Subject},
    simulation::{Simulation, simulate},
};

fn source(more: &str) -> Source {
    let text = format!(
        r#"(version: 1, subject: Sweep(landscape: "ripples", optimizer: "gd", start: (2.5, 2.5), {more}))"#
    );
    Source::parse(&text, "".as_ref()).unwrap()
}

fn simulated(source: &Source, previous: Option<&Simulation>) -> Arc<SweepOutcome> {
    match simulate(source, 0, previous).unwrap() {
        Simulation::Sweep(sweep) => sweep,
        _ => panic!("a sweep"),
    }
}

fn sweep(more: &str) -> Arc<SweepOutcome> {
    simulated(&source(more), None)
}

/// The same run as a separate descent.
fn separate_descent(rate: f64, steps: usize) -> Trajectory {
    let optimizer = optimizer::CATALOGUE
        .build(&Spec::new("gd").with("lr", rate))
        .unwrap();
    let start = [2.5, 2.5];
    descend(&Ripples, optimizer, Default::default(), &start, steps, None).unwrap()
}

#[test]
fn every_loss_is_bit_identical_to_that_of_a_separate_descent() {
    let sweep = sweep("from: 1e-3, to: 3, steps: 60, resolution: 61");
    let losses = &sweep.losses;
    assert_eq!(losses.settings.len(), 61);
    assert_eq!((losses.settings[0], losses.settings[60]), (1e-3, 3.0));
    let (mut finite, mut ended) = (0, 0);
    for (index, &rate) in losses.settings.iter().enumerate() {
        let trajectory = separate_descent(rate, 60);
        for step in 0..=60 {
            match trajectory.values.get(step) {
                Some(value) => {
                    assert_eq!(losses.at(index, step).to_bits(), value.to_bits(), "{rate}");
                    let drawn = sweep.surface.grid.values[index * 61 + step];
                    assert_eq!(drawn.to_bits(), value.to_bits());
                    finite += 1;
                }
                None => {
                    assert!(losses.at(index, step).is_nan());
                    ended += 1;
                }
            }
        }
    }
    assert_eq!(finite + ended, 61 * 61);
    assert!(finite > 3000);
}

#[test]
fn a_run_that_diverges_leaves_a_hole() {
    let sweep = sweep("from: 0.1, to: 1000, steps: 100, resolution: 21");
    assert!(sweep.losses.has_ended_runs());
    let last = sweep.losses.settings.len() - 1;
    let trajectory = separate_descent(1000.0, 100);
    assert_eq!(trajectory.stop_reason, StopReason::Diverged);
    assert!(sweep.losses.at(last, trajectory.values.len()).is_nan());
    assert!(
        sweep
            .losses
            .at(last, trajectory.values.len() - 1)
            .is_finite()
    );
    let corner = DVec2::new(100.0, sweep.axis_position(1000.0));
    assert_eq!(sweep.surface.grid.interpolate(corner), None);
    assert!(sweep.surface.value(corner).is_nan());
}

/// Published losses after one step, for this surface and start.
#[test]
fn first_losses_are_the_published_ones() {
    let sweep =
        sweep("from: 1e-3, to: 1, steps: 1, resolution: 16, curves: [0.001, 0.01, 0.1, 0.5, 1]");
    let expected = [
        12.45120975423,
        12.01782474903,
        8.057609409657,
        0.001230103790708,
        12.17658828459,
    ];
    for (run, expected) in sweep.curves.iter().zip(expected) {
        assert!((run.trajectory.values[0] - 12.50043985941).abs() < 1e-10);
        let found = run.trajectory.values[1];
        assert!(
            (found - expected).abs() < 1e-10 * expected.max(1.0),
            "{found}"
        );
    }
}

#[test]
fn settings_are_spaced_by_ratios_or_by_differences() {
    let log = sweep("from: 1e-3, to: 1, steps: 30, resolution: 31");
    let ratios: Vec<f64> = log
        .losses
        .settings
        .windows(2)
        .map(|pair| pair[1] / pair[0])
        .collect();
    assert!(
        ratios
            .iter()
            .all(|ratio| (ratio - 1e3f64.powf(1.0 / 30.0)).abs() < 1e-12)
    );
    let even = sweep("from: 0, to: 1, log: false, steps: 30, resolution: 31");
    let steps: Vec<f64> = even
        .losses
        .settings
        .windows(2)
        .map(|pair| pair[1] - pair[0])
        .collect();
    assert!(steps.iter().all(|step| (step - 1.0 / 30.0).abs() < 1e-12));
    for sweep in [log, even] {
        for &setting in &sweep.losses.settings {
            let back = sweep.setting_at(sweep.axis_position(setting));
            assert!((back - setting).abs() <= 1e-12 * setting);
        }
    }
}

/// Momentum can be swept like a learning rate; other settings are unchanged.
#[test]
fn any_numeric_setting_can_be_swept() {
    let text = r#"(version: 1, subject: Sweep(landscape: "ripples", optimizer: "momentum(lr=0.01)", key: "momentum",
        from: 0, to: 0.95, log: false, start: (2.5, 2.5), steps: 40, resolution: 41))"#;
    let source = Source::parse(text, "".as_ref()).unwrap();
    let sweep = simulated(&source, None);
    for index in [0, 17, 40] {
        let momentum = sweep.losses.settings[index];
        let spec = Spec::new("momentum")
            .with("lr", 0.01)
            .with("momentum", momentum);
        let optimizer = optimizer::CATALOGUE.build(&spec).unwrap();
        let trajectory = descend(
            &Ripples,
            optimizer,
            Default::default(),
            &[2.5, 2.5],
            40,
            None,
        )
        .unwrap();
        assert_eq!(
            sweep.losses.at(index, 40).to_bits(),
            trajectory.values[40].to_bits()
        );
    }
}

#[test]
fn columns_between_steps_are_interpolated_and_sparse_columns_use_the_nearest_step() {
    let fine = sweep("from: 1e-3, to: 0.4, steps: 10, resolution: 51");
    let grid = &fine.surface.grid;
    assert_eq!(grid.size, 51);
    for (index, column) in [(3, 7), (20, 23), (49, 48)] {
        let [before, after] = [column / 5, column / 5 + 1].map(|step| fine.losses.at(index, step));
        let between = grid.values[index * 51 + column];
        assert!(before.min(after) <= between && between <= before.max(after));
        assert_eq!(
            grid.values[index * 51 + 5 * (column / 5)].to_bits(),
            before.to_bits()
        );
    }
    let coarse = sweep("from: 1e-3, to: 0.4, steps: 1000, resolution: 101");
    assert_eq!(coarse.surface.grid.size, 101);
    for column in [0, 37, 100] {
        let value = coarse.surface.grid.values[50 * 101 + column];
        assert_eq!(value.to_bits(), coarse.losses.at(50, 10 * column).to_bits());
    }
}

#[test]
fn the_best_run_has_the_lowest_final_loss_and_a_star() {
    let sweep = sweep("from: 1e-3, to: 1, steps: 30, resolution: 61, curves: [0.01]");
    let best = sweep.losses.best(30).unwrap();
    let ends: Vec<f64> = (0..61).map(|index| sweep.losses.at(index, 30)).collect();
    assert!(ends.iter().all(|&end| ends[best] <= end));
    let [requested, starred] = &sweep.curves[..] else {
        panic!("two curves");
    };
    assert_eq!(requested.label.en(), "lr 0.01");
    assert!(starred.label.en().ends_with(" ★"));
    assert_eq!(starred.final_value().to_bits(), ends[best].to_bits());
    let drawn = requested.drawn_points().nth(7);
    assert_eq!(drawn, Some(DVec2::new(7.0, 0.01f64.log10())));
    assert_eq!(requested.drawn_at(7.0), DVec2::new(7.0, 0.01f64.log10()));
    let none = simulated(&source("from: 1e-3, to: 1, steps: 30, best: false"), None);
    assert!(none.curves.is_empty());
}

/// After a thousand steps many runs have reached exactly 0; the fastest one is the best.
#[test]
fn ties_are_won_by_the_faster_run() {
    let sweep = sweep("from: 1e-3, to: 1, steps: 1000, resolution: 61");
    let best = sweep.losses.best(1000).unwrap();
    let steps_to_zero = |index: usize| (0..=1000).find(|&step| sweep.losses.at(index, step) == 0.0);
    let quickest = (0..61).filter_map(steps_to_zero).min().unwrap();
    assert_eq!(steps_to_zero(best), Some(quickest));
}

#[test]
fn changed_curves_reuse_the_losses() {
    let first = sweep("from: 1e-3, to: 1, steps: 30");
    let previous = Simulation::Sweep(first.clone());
    let more = simulated(
        &source("from: 1e-3, to: 1, steps: 30, curves: [0.1]"),
        Some(&previous),
    );
    assert!(Arc::ptr_eq(&first.losses, &more.losses));
    assert_eq!(more.curves.len(), 2);
    let longer = simulated(&source("from: 1e-3, to: 1, steps: 31"), Some(&previous));
    assert!(!Arc::ptr_eq(&first.losses, &longer.losses));
}

#[test]
fn a_start_without_a_value_is_an_error() {
    let mut scene = source("from: 1e-3, to: 1, steps: 5").scene;
    if let Subject::Sweep(subject) = &mut scene.figures[0].subject {
        subject.landscape = Spec::new("formula").with("of", "ln(x)");
        subject.start = [-1.0, 0.0];
    }
    let source = source("from: 1e-3, to: 1, steps: 5")
        .with_scene(scene)
        .unwrap();
    let message = simulate(&source, 0, None).unwrap_err().to_string();
    assert!(message.contains("not defined there"), "{message}");
}

/// Curves are ordinary runs: their trajectories hold parameters, wherever they are drawn.
#[test]
fn a_curve_has_the_parameters_rates_and_explained_steps_of_its_descent() {
    let sweep = sweep("from: 1e-3, to: 1, steps: 30, resolution: 16, curves: [0.1], best: false");
    let run = &sweep.curves[0];
    let trajectory = separate_descent(0.1, 30);
    assert_eq!(run.trajectory.points, trajectory.points);
    let parameters = sweep.curves.series(run, Quantity::Parameters);
    assert_eq!(parameters.len(), 2);
    assert_eq!(parameters[1].at(3.0), Some((3.0, trajectory.point(3)[1])));
    let explained = sweep.curves.explain(0, 3.0).unwrap();
    assert_eq!(
        (&*explained.from, &*explained.to),
        (trajectory.point(3), trajectory.point(4))
    );
    let rates = &sweep.curves.effective_rates(run).unwrap().rates;
    assert!(rates.values().iter().all(|rate| (rate - 0.1).abs() < 1e-15));
    assert_eq!(sweep.curves.axes, Ripples.axis_names());
}

#[test]
fn adding_a_curve_changes_no_colours() {
    let colors = |curves: &str| -> Vec<(String, usize)> {
        let sweep = sweep(&format!(
            "from: 1e-3, to: 1, steps: 30, resolution: 16, curves: {curves}"
        ));
        let runs = sweep.curves.iter();
        runs.map(|run| (run.label.en().to_owned(), run.color))
            .collect()
    };
    let before = colors("[0.01, 0.1]");
    let after = colors("[0.01, 0.1, 0.5]");
    for previous in &before {
        assert!(after.contains(previous), "{previous:?} in {after:?}");
    }
}

#[test]
fn an_integer_setting_takes_integers_only() {
    let text = r#"(version: 1, subject: Sweep(landscape: "line_fit(file=advertising, x=radio, y=sales)",
        optimizer: "sgd(lr=1e-4)", key: "batch_size", from: 1, to: 8, start: (0, 0), steps: 20, resolution: 21,
        curves: [3]))"#;
    let sweep = simulated(&Source::parse(text, "".as_ref()).unwrap(), None);
    let settings = &sweep.losses.settings;
    assert!(settings.iter().all(|setting| setting.fract() == 0.0));
    assert!(settings.is_sorted() && (1..=8).all(|size| settings.contains(&f64::from(size))));
    // On a logarithmic axis: a position between 3 and 4 that is nearer to 3.
    assert_eq!(sweep.setting_at(3.4f64.log10()), 3.0);
    assert_eq!(sweep.curves[0].optimizer.number("batch_size"), Some(3.0));
}
