use super::*;

fn advertising() -> LineFit {
    let rows = include_str!("../../../../assets/data/advertising.csv")
        .lines()
        .skip(1);
    let (radio, sales): (Vec<f64>, Vec<f64>) = rows
        .map(|row| {
            row.split(',')
                .map(|cell| cell.parse().unwrap())
                .collect::<Vec<f64>>()
        })
        .map(|cells| (cells[2], cells[4]))
        .unzip();
    LineFit::new(&radio, &sales, ["radio", "sales"]).unwrap()
}

fn mean_squared_error(line: &LineFit, at: DVec2) -> f64 {
    let (x, y) = line.data();
    x.iter()
        .zip(y)
        .map(|(x, y)| (at.x * x + at.y - y).powi(2))
        .sum::<f64>()
        / x.len() as f64
}

#[test]
fn the_minimum_is_the_least_squares_line_of_the_reference() {
    let line = advertising();
    let truth = &reference()["checkpoints"]["000.adv.truth"]["expected"];
    assert_close(line.best().x, number(&truth["ols_w"]), 1e-13, "slope");
    assert_close(line.best().y, number(&truth["ols_b"]), 1e-13, "intercept");
    assert_close(
        line.value(line.best()),
        number(&truth["ols_mse"]),
        1e-13,
        "least error",
    );
    assert_close(
        line.value(DVec2::ZERO),
        number(&truth["mse_at_0_0"]),
        1e-13,
        "error of the line y = 0",
    );

    let hessian = line.hessian(DVec2::ZERO).unwrap();
    let (half, determinant) = (
        (hessian.x_axis.x + hessian.y_axis.y) / 2.0,
        hessian.determinant(),
    );
    let large = half + (half * half - determinant).sqrt();
    assert_close(
        large,
        number(&truth["hessian_eigs"][1]),
        1e-12,
        "larger eigenvalue",
    );
    assert_close(
        determinant / large,
        number(&truth["hessian_eigs"][0]),
        1e-12,
        "smaller eigenvalue",
    );
}

#[test]
fn the_minimum_matches_a_qr_decomposition() {
    let line = advertising();
    let (x, y) = line.data();
    let design = nalgebra::DMatrix::from_fn(x.len(), 2, |i, j| if j == 0 { x[i] } else { 1.0 });
    let qr = design.qr();
    let right = qr.q().transpose() * nalgebra::DVector::from_column_slice(y);
    let solution = qr.r().solve_upper_triangular(&right).unwrap();
    assert_close(line.best().x, solution[0], 1e-12, "slope");
    assert_close(line.best().y, solution[1], 1e-12, "intercept");
}

#[test]
fn a_descent_with_simultaneous_updates_matches_the_reference() {
    let line = advertising();
    let snapshots = &reference()["checkpoints"]["000.adv.simultaneous"]["expected"]["snapshots"];
    let mut at = DVec2::ZERO;
    let mut met = 0;
    for epoch in 0..4000 {
        at -= 5e-5 * line.gradient(at);
        if let Some(expected) = snapshots.get(epoch.to_string()) {
            assert_close(at.x, number(&expected["w"]), 1e-12, "w");
            assert_close(at.y, number(&expected["b"]), 1e-12, "b");
            assert_close(line.value(at), number(&expected["loss"]), 1e-12, "loss");
            met += 1;
        }
    }
    assert_eq!(met, snapshots.as_object().unwrap().len());
}

proptest! {
    #[test]
    fn the_value_is_the_mean_of_the_squared_errors(w in -0.2..0.8, b in -4.0..14.0) {
        let (line, at) = (advertising(), DVec2::new(w, b));
        assert_close(line.value(at), mean_squared_error(&line, at), 1e-13, "J");
    }
}

#[test]
fn the_fit_is_accurate_far_from_the_origin() {
    // Years: the offset is a thousand times the spread.
    let years: Vec<f64> = (2000..2024).map(f64::from).collect();
    let values: Vec<f64> = years
        .iter()
        .map(|year| 3.0 * (year - 2000.0) + 5.0)
        .collect();
    let line = LineFit::new(&years, &values, ["year", "value"]).unwrap();
    assert_close(line.best().x, 3.0, 1e-14, "slope");
    assert_close(line.best().y, 5.0 - 6000.0, 1e-14, "intercept");
    assert!(line.value(line.best()) < 1e-20);
}

#[test]
fn the_domain_shows_the_origin_and_the_minimum() {
    let line = advertising();
    assert!(line.domain().contains(DVec2::ZERO));
    assert!(line.domain().contains(line.best()));
    let flat = LineFit::new(&[0.0, 1.0], &[0.0, 0.0], ["x", "y"]).unwrap();
    assert!(flat.domain().contains(DVec2::ZERO));
}

#[test]
fn data_that_does_not_determine_a_line_is_rejected() {
    let refused = |x: &[f64], y: &[f64]| {
        LineFit::new(x, y, ["radio", "sales"])
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        refused(&[1.0, 2.0], &[1.0]),
        "2 values of x but 1 of y; give one y for each x"
    );
    assert_eq!(
        refused(&[1.0], &[1.0]),
        "1 point(s) do not determine a line; give at least 2"
    );
    let hole = refused(&[1.0, 2.0], &[1.0, f64::NAN]);
    assert_eq!(hole, "sales in row 2 is NaN; give finite numbers only");
    let upright = refused(&[3.0, 3.0], &[1.0, 2.0]);
    assert_eq!(
        upright,
        "every radio is 3, so any slope fits; give at least 2 different values"
    );
    let large = refused(&[1e200, -1e200], &[1.0, 2.0]);
    assert_eq!(
        large,
        "the values of radio or sales are too large or too small to square; rescale the columns"
    );
}
