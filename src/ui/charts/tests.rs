use super::*;

#[test]
fn a_long_line_keeps_its_peaks_and_a_short_one_all_its_points() {
    let short = thinned((0..1000).map(f64::from));
    assert_eq!(short.len(), 1000);
    let peak = |index: i32| {
        if index == 123_456 {
            99.0
        } else {
            f64::from(index % 7)
        }
    };
    let long = thinned((0..1_000_000).map(peak));
    assert!(long.len() <= 2 * PARTS + 2);
    assert!(
        long.iter()
            .any(|point| point.x == 123_456.0 && point.y == 99.0)
    );
    assert!(long.windows(2).all(|pair| pair[0].x < pair[1].x));
}

#[test]
fn numbers_that_a_logarithm_cannot_show_are_left_out() {
    let axis = Axis::new(true, 0.0);
    let points = thinned(
        [100.0, 0.0, 1.0]
            .into_iter()
            .map(|value| axis.height(value)),
    );
    let points: Vec<[f64; 2]> = points.iter().map(|point| [point.x, point.y]).collect();
    assert_eq!(points, [[0.0, 2.0], [2.0, 0.0]]);
}

#[test]
fn a_logarithm_of_negative_losses_counts_from_the_lowest() {
    let axis = Axis::new(true, -78.0);
    assert_eq!(axis.height(22.0), 2.0);
    assert!((axis.value(axis.height(-77.0)) + 77.0).abs() < 1e-9);
    assert_eq!(Axis::new(false, -78.0).height(-77.0), -77.0);
}

#[test]
fn the_dot_of_a_run_waits_at_its_end() {
    assert_eq!(at(&[4.0, 2.0, 1.0], 0.5), Some((0.5, 3.0)));
    assert_eq!(at(&[4.0, 2.0, 1.0], 7.0), Some((2.0, 1.0)));
    assert_eq!(at(&[], 7.0), None);
}

#[test]
fn decades_are_whole_and_few() {
    let marks = decades(GridInput {
        bounds: (-16.3, 2.2),
        base_step_size: 0.1,
    });
    assert!((3..=6).contains(&marks.len()), "{}", marks.len());
    assert!(marks.iter().all(|mark| mark.value.fract() == 0.0));
}
