//! Invariants that hold for any data, and rejected input.

use fallline::math::{
    cluster::{self, CATALOGUE, NOISE, UNREACHED},
    progress::Cancelled,
    random::Normal,
    spec::Spec,
    table::Matrix,
};

use super::{cloud, run};

/// A spec of every method, with settings that fit `scaled_blobs`.
const SPECS: &[&str] = &[
    "kmeans(n_clusters=4, init=random, seed=3)",
    "dbscan(eps=0.15)",
    "agglomerative(n_clusters=4, linkage=average)",
    "birch(threshold=0.2, branching_factor=4)",
    "gaussian_mixture(n_components=4)",
    "mean_shift(bandwidth=0.6)",
];

#[test]
fn every_method_has_labels_at_each_step_and_is_deterministic() {
    let (data, _) = cloud("scaled_blobs");
    for entry in &CATALOGUE {
        let spec = SPECS.iter().find(|spec| spec.starts_with(entry.name));
        let spec = spec.unwrap_or_else(|| panic!("{} is not tested", entry.name));
        let (history, again) = (run(spec, &data).unwrap(), run(spec, &data).unwrap());
        assert!(history.steps() > 1, "{spec}");
        assert_eq!(history.curve().values.len(), history.steps() + 1);
        assert!(history.curve().values.iter().all(|value| value.is_finite()));
        assert_eq!(
            history.sizes().iter().sum::<usize>() + history.noise_count(),
            200
        );
        let (mut labels, mut other) = (Vec::new(), Vec::new());
        for step in 0..=history.steps() {
            history.labels_at(step, &data, &mut labels);
            again.labels_at(step, &data, &mut other);
            assert_eq!(labels, other, "{spec}");
            assert_eq!(
                history.trace().centres(step, &data),
                again.trace().centres(step, &data)
            );
            let is_valid = |label: &i32| *label >= 0 || [NOISE, UNREACHED].contains(label);
            assert!(labels.iter().all(is_valid), "{spec}, step {step}");
        }
        assert_eq!(labels, history.labels());
        assert!(!labels.contains(&UNREACHED), "{spec}");
    }
}

#[test]
fn the_labels_of_the_last_step_follow_from_its_state() {
    let (data, _) = cloud("moons");
    let history = run("dbscan(eps=0.11)", &data).unwrap();
    let mut labels = vec![0; 200];
    history.trace().labels(history.steps(), &data, &mut labels);
    assert_eq!(labels, history.labels());
    for spec in [
        "kmeans(n_clusters=5)",
        "gaussian_mixture(n_components=5)",
        "mean_shift(bandwidth=0.4)",
    ] {
        let history = run(spec, &data).unwrap();
        history.trace().labels(history.steps(), &data, &mut labels);
        assert_eq!(labels, history.labels(), "{spec}");
    }
}

/// `f64` cannot resolve the cells of the grid at these values.
#[test]
fn bin_seeding_does_not_change_the_clusters_of_huge_values() {
    let column = |values: &[f64]| Matrix::of_column(values.to_vec());
    for (values, bandwidth) in [
        (&[1e20, 3e20, 5e21][..], 1.0),
        (&[1e19, -1e19, 7.0, 7.25], 1.0),
        (&[1e20, 1e20, 3e20, 0.1, 0.2], 0.3),
        (&[-1e150, 1e150, 1e150], 1e-2),
    ] {
        let clustered = |bin_seeding: bool| {
            let spec = format!("mean_shift(bandwidth={bandwidth}, bin_seeding={bin_seeding})");
            run(&spec, &column(values)).unwrap()
        };
        let (by_row, by_cell) = (clustered(false), clustered(true));
        assert_eq!(by_row.clusters(), by_cell.clusters(), "{values:?}");
        assert_eq!(by_row.sizes(), by_cell.sizes(), "{values:?}");
        for (a, b) in (0..values.len()).flat_map(|a| (0..a).map(move |b| (a, b))) {
            let is_together =
                |history: &cluster::History| history.labels()[a] == history.labels()[b];
            assert_eq!(
                is_together(&by_row),
                is_together(&by_cell),
                "{values:?} {a} {b}"
            );
        }
    }
}

/// With many columns, the corner of a cell is far from its centre.
#[test]
fn mean_shift_rejects_cells_whose_windows_contain_no_row() {
    let data = Matrix::from_fn(3, 9, |i, _| 0.5 + 10.0 * i as f64 + 1e-3);
    let error = run("mean_shift(bin_seeding=true)", &data)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("no row is within bandwidth=1 of the middle"),
        "{error}"
    );
    assert_eq!(run("mean_shift", &data).unwrap().clusters(), 3);
}

#[test]
fn the_inertia_never_increases() {
    let mut normal = Normal::new(1);
    for (rows, columns, k) in [(3000, 1, 9), (5000, 3, 7), (400, 12, 20)] {
        let data = Matrix::from_fn(rows, columns, |_, _| normal.draw());
        let history = run(&format!("kmeans(n_clusters={k}, tol=0)"), &data).unwrap();
        let curve = &history.curve().values;
        assert!(
            curve
                .windows(2)
                .all(|pair| pair[1] <= pair[0] * (1.0 + 1e-12))
        );
    }
}

/// The bounds that save distance computations must not change the nearest centre.
#[test]
fn k_means_assigns_every_row_to_its_nearest_centre() {
    let mut normal = Normal::new(2);
    for (rows, columns, k) in [(9000, 2, 12), (5000, 4, 30), (700, 9, 5)] {
        let data = Matrix::from_fn(rows, columns, |_, _| normal.draw());
        let history = run(
            &format!("kmeans(n_clusters={k}, tol=0, max_iter=25)"),
            &data,
        )
        .unwrap();
        let centres = history.trace().centres(history.steps(), &data);
        let mut inertia = 0.0;
        for (row, label) in data.iter_rows().zip(history.labels()) {
            let squared = |centre: &Vec<f64>| -> f64 {
                row.iter().zip(centre).map(|(a, b)| (a - b).powi(2)).sum()
            };
            let least = centres.iter().map(squared).fold(f64::INFINITY, f64::min);
            assert_eq!(squared(&centres[*label as usize]), least);
            inertia += least;
        }
        let reported = history.curve().values[history.steps()];
        assert!((inertia - reported).abs() < 1e-9 * reported);
    }
}

#[test]
fn identical_rows_and_single_rows_are_handled() {
    let equal = Matrix::from_fn(40, 2, |i, _| f64::from(u8::from(i % 2 == 0)));
    assert_eq!(
        run("kmeans(n_clusters=2)", &equal).unwrap().sizes(),
        [20, 20]
    );
    assert_eq!(run("dbscan(eps=0.1)", &equal).unwrap().sizes(), [20, 20]);
    assert_eq!(
        run("agglomerative(n_clusters=2, linkage=single)", &equal)
            .unwrap()
            .sizes(),
        [20, 20]
    );
    assert_eq!(
        run("birch(n_clusters=2)", &equal).unwrap().sizes(),
        [20, 20]
    );
    assert_eq!(
        run("gaussian_mixture(n_components=2)", &equal)
            .unwrap()
            .sizes(),
        [20, 20]
    );
    assert_eq!(
        run("mean_shift(bandwidth=0.1)", &equal).unwrap().sizes(),
        [20, 20]
    );
    let one = Matrix::new(1, 2, vec![3.0, 4.0]).unwrap();
    assert_eq!(run("kmeans(n_clusters=1)", &one).unwrap().labels(), [0]);
    for spec in [
        "agglomerative(n_clusters=1)",
        "birch(n_clusters=1)",
        "gaussian_mixture(n_components=1)",
        "mean_shift",
    ] {
        assert_eq!(run(spec, &one).unwrap().labels(), [0], "{spec}");
    }
    assert_eq!(run("dbscan", &one).unwrap().labels(), [NOISE]);
    assert_eq!(run("dbscan(min_samples=1)", &one).unwrap().labels(), [0]);
}

#[test]
fn invalid_input_is_rejected_with_a_remedy() {
    let error = |spec, values| {
        run(spec, &Matrix::of_column(values))
            .unwrap_err()
            .to_string()
    };
    for (spec, values, expected) in [
        (
            "kmeans",
            vec![1.0, 2.0],
            "there are only 2 rows for 3 clusters; ask for 2 clusters at most",
        ),
        (
            "kmeans(n_clusters=3)",
            vec![1.0, 1.0, 2.0, 2.0],
            "only 2 distinct row(s) for 3 clusters; ask for at most 2",
        ),
        (
            "kmeans(n_clusters=2)",
            vec![5.0; 9],
            "only 1 distinct row(s) for 2 clusters; ask for at most 1",
        ),
        (
            "kmeans(init=[0, 4])",
            vec![1.0, 2.0],
            "init: there is no row 4; rows count from 0 to 1",
        ),
        (
            "dbscan",
            vec![1.0, f64::NAN],
            "row 2, column 1: the value is not finite or beyond ±1e150; remove the row or scale the column",
        ),
        (
            "dbscan",
            vec![],
            "there are no rows; at least one is needed",
        ),
    ] {
        assert_eq!(error(spec, values), expected, "{spec}");
    }
    for (spec, expected) in [
        (
            "dbscan(eps=0)",
            "dbscan: eps=0 is not allowed; expected above 0",
        ),
        (
            "dbscan(eps=-1)",
            "dbscan: eps=-1 is not allowed; expected above 0",
        ),
        (
            "dbscan(min_samples=0)",
            "dbscan: min_samples=0 is not allowed; expected a whole number at least 1",
        ),
        (
            "kmeans(n_clusters=0)",
            "kmeans: n_clusters=0 is not allowed; expected a whole number at least 1",
        ),
        (
            "kmean",
            "unknown clustering \"kmean\"; did you mean \"kmeans\"?",
        ),
    ] {
        let error = cluster::CATALOGUE
            .build(&spec.parse().unwrap())
            .unwrap_err();
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn settings_are_named_as_in_scikit_learn_and_former_names_are_accepted() {
    let defaults: Vec<String> = (CATALOGUE.iter())
        .map(|entry| entry.default_spec().to_string())
        .collect();
    assert_eq!(
        defaults,
        [
            "kmeans(n_clusters=3, init=k-means++, seed=0, max_iter=300, tol=0.0001)",
            "dbscan(eps=0.5, min_samples=5)",
            "agglomerative(n_clusters=3, linkage=ward)",
            "birch(n_clusters=3, threshold=0.5, branching_factor=50)",
            "gaussian_mixture(n_components=3, seed=0, max_iter=100, tol=0.001, reg_covar=1e-6)",
            "mean_shift(bandwidth=1, bin_seeding=false, max_iter=300)",
        ]
    );
    for (former, current) in [
        (
            "kmeans(k=2, seeding=kmeanspp, max_iterations=9, tolerance=0)",
            "kmeans(n_clusters=2, init=k-means++, max_iter=9, tol=0)",
        ),
        ("kmeans(seeding=random)", "kmeans(init=random)"),
        ("agglomerative(k=2)", "agglomerative(n_clusters=2)"),
        (
            "birch(k=2, branching=9)",
            "birch(n_clusters=2, branching_factor=9)",
        ),
        (
            "gaussian_mixture(k=2, reg=1, tolerance=0.1, max_iterations=5)",
            "gaussian_mixture(n_components=2, reg_covar=1, tol=0.1, max_iter=5)",
        ),
        ("mean_shift(binned=true)", "mean_shift(bin_seeding=true)"),
    ] {
        let mut spec: Spec = former.parse().unwrap();
        let [built, again] = [former, current].map(|text| {
            let method = CATALOGUE.build(&text.parse().unwrap()).unwrap();
            format!("{method:?}")
        });
        assert_eq!(built, again);
        CATALOGUE.replace_former_names(&mut spec);
        assert_eq!(spec.to_string(), current);
    }
}

#[test]
fn with_clusters_works_for_methods_with_a_given_number_of_clusters() {
    let (data, _) = cloud("scaled_blobs");
    for entry in &CATALOGUE {
        let method = entry.build_default();
        let is_given = ["n_clusters", "n_components"]
            .iter()
            .any(|name| entry.parameter(name).is_some());
        let changed = method.with_clusters(2);
        assert_eq!(changed.is_some(), is_given, "{}", entry.name);
        let Some(changed) = changed else { continue };
        let history = changed.run(&data, &mut |_| std::ops::ControlFlow::Continue(()));
        assert_eq!(history.unwrap().clusters(), 2, "{}", entry.name);
    }
}

#[test]
fn a_run_can_be_cancelled() {
    let (data, _) = cloud("moons");
    let method = cluster::CATALOGUE
        .build(&"kmeans".parse().unwrap())
        .unwrap();
    let error = method
        .run(&data, &mut |_| std::ops::ControlFlow::Break(()))
        .unwrap_err();
    assert_eq!(error, cluster::ClusterError::Cancelled(Cancelled));
}
