use super::*;
use crate::math::{formula::Formula, landscape::Domain};

#[test]
fn ticks_are_round_and_in_range() {
    let ticks = Ticks::new(-2.0, 2.0, 5);
    assert_eq!(
        ticks.values().collect::<Vec<_>>(),
        [-2.0, -1.0, 0.0, 1.0, 2.0]
    );
    assert_eq!(ticks.text(-2.0), "−2");
    let fine = Ticks::new(0.0, 0.1, 5);
    assert_eq!(fine.text(0.02), "0.02");
}

#[test]
fn numbers_are_short() {
    assert_eq!(short_number(0.003_323_069), "0.003323");
    assert_eq!(short_number(-2.5e-7), "−2.5·10⁻⁷");
    assert_eq!(short_number(20.0), "20");
    assert_eq!(short_number(1_234.5), "1234");
    assert_eq!(short_number(4.9e-324), "4.94·10⁻³²⁴");
    assert_eq!(short_number(-9.999e99), "−1·10¹⁰⁰");
}

#[test]
fn numbers_in_a_table_have_four_digits() {
    for (value, text) in [
        (5.0, "5.000"),
        (-0.1, "−0.1000"),
        (0.001_234_5, "0.001234"),
        (9_876.4, "9876"),
        (-2.5e-7, "−2.500·10⁻⁷"),
        (0.0, "0"),
    ] {
        assert_eq!(fixed_number(value), text);
    }
}

#[test]
fn given_levels_have_integer_counts() {
    let scale = ValueScale::linear(0.0, 10.0);
    let lines = scale.contours(&Contours::Levels(vec![1.0, 5.0, 9.0]));
    let table = lines.table();
    for (count, level) in [0.1, 0.5, 0.9].into_iter().enumerate() {
        let at = table[(level * 1023.0) as usize];
        assert!((f64::from(at) - count as f64).abs() < 0.01, "{level}: {at}");
    }
    assert!(table.windows(2).all(|pair| pair[0] <= pair[1]));
}

#[test]
fn evenly_spaced_lines_are_at_round_values() {
    let scale = ValueScale::linear(-3.0, 17.0);
    let lines = scale.contours(&Contours::Count(20));
    for t in lines.heights() {
        let value = scale.value(t);
        assert!((value - value.round()).abs() < 1e-9, "{value}");
    }
    assert_eq!(lines.heights().len(), 20, "none at the lowest height");
}

/// sin²x + cos²x is 1 up to rounding.
#[test]
fn a_surface_that_is_constant_up_to_rounding_is_flat_and_has_no_lines() {
    let unity = Formula::parse("sin(x)^2 + cos(x)^2 + 0y").unwrap();
    let domain = Domain::new([-3.0, 3.0], [-3.0, 3.0]).unwrap();
    for times in [1.0, -3.0, 1e-200, 1e15] {
        let mut values = HeightGrid::new(&unity, domain, 33).values;
        values.iter_mut().for_each(|value| *value *= times);
        assert!(
            values.iter().any(|value| *value != values[0]),
            "there is rounding"
        );
        let grid = HeightGrid::from_values(domain, 33, values);
        for scale in [HeightScale::Linear, HeightScale::Log, HeightScale::Clamped] {
            let height = Height {
                scale,
                ..Height::default()
            };
            let scale = ValueScale::new(&height, &grid);
            for value in &grid.values {
                // In f32, in which the surface is drawn.
                assert_eq!(scale.normalized(*value) as f32, 0.5, "{times} {height:?}");
            }
            let ticks = scale.ticks(5);
            assert!(!ticks.is_empty() && ticks.len() < 9, "{ticks:?}");
            for contours in [Contours::Count(20), Contours::Levels(vec![times])] {
                assert!(scale.contours(&contours).heights().is_empty());
            }
        }
    }
}

/// Such a scale has only the minimum to go by, but the surface is not flat.
#[test]
fn a_surface_above_its_limit_and_a_plain_with_a_spike_have_contour_lines() {
    let domain = Domain::new([-3.0, 3.0], [-3.0, 3.0]).unwrap();
    let mut values = vec![10.0; 33 * 33];
    values[500] = 90.0;
    let grid = HeightGrid::from_values(domain, 33, values);
    let below = Height {
        limit: Some(5.0),
        ..Height::default()
    };
    let clamped = Height {
        scale: HeightScale::Clamped,
        ..Height::default()
    };
    for height in [below, clamped] {
        let scale = ValueScale::new(&height, &grid);
        assert_eq!(scale.normalized(10.0), 0.5, "{height:?}");
        let lines = scale.contours(&Contours::Count(20));
        assert!(!lines.heights().is_empty(), "{height:?}");
    }
}

/// The shader counts lines in f32, with a 24-bit significand.
#[test]
fn lines_of_a_narrow_range_far_from_zero_are_exact_in_f32() {
    let scale = ValueScale::linear(1e6 - 0.13, 1e6 + 1.0);
    let lines = scale.contours(&Contours::Count(10));
    let heights = lines.heights();
    assert!(heights.len() > 8, "{heights:?}");
    for height in heights {
        let value = scale.value(height);
        assert!(
            (10.0 * value - (10.0 * value).round()).abs() < 1e-6,
            "{value}"
        );
        let count = (height as f32 - lines.origin as f32) * lines.density as f32;
        assert!((count - count.round()).abs() < 1e-4, "{count}");
        // Every fifth line is thick, counted from 0.
        let is_thick = (count.round() as i64).rem_euclid(5) == 0;
        let is_half = (2.0 * value - (2.0 * value).round()).abs() < 1e-6;
        assert_eq!(is_thick, is_half, "{value}");
    }
}

#[test]
fn an_empty_range_has_one_tick() {
    for (number, text) in [(14.62, "14.62"), (0.0, "0"), (-2.0, "−2")] {
        let ticks = Ticks::new(number, number, 5);
        assert_eq!(ticks.values().collect::<Vec<_>>(), [number]);
        assert_eq!(ticks.text(number), text);
    }
    let far = Ticks::new(1e20 - 1.0, 1e20 + 1.0, 5);
    assert_eq!(far.values().collect::<Vec<_>>(), [1e20]);
}

#[test]
fn slopes_are_derivatives_of_the_shown_heights() {
    for kind in [HeightScale::Linear, HeightScale::Log, HeightScale::Clamped] {
        let scale = ValueScale {
            kind,
            low: -2.0,
            high: 3.0,
            shift: 0.5,
            constant: false,
        };
        for value in [0.02, 0.7, 2.5, 40.0] {
            let h = 1e-6 * value;
            let differences =
                (scale.normalized(value + h) - scale.normalized(value - h)) / (2.0 * h);
            let relative = scale.slope(value) / differences - 1.0;
            assert!(relative.abs() < 1e-6, "{kind:?} at {value}: {relative}");
        }
        assert!(scale.slope(-0.5).is_finite() && scale.slope(f64::NAN).is_finite());
    }
}
