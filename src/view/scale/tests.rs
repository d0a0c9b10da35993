use super::*;

#[test]
fn ticks_are_round_and_inside() {
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
fn given_levels_are_whole_counts() {
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
fn even_lines_sit_on_round_values() {
    let scale = ValueScale::linear(-3.0, 17.0);
    let lines = scale.contours(&Contours::Count(20));
    for t in lines.heights() {
        let value = scale.value(t);
        assert!((value - value.round()).abs() < 1e-9, "{value}");
    }
    assert_eq!(lines.heights().len(), 20, "none at the lowest height");
}

#[test]
fn slopes_are_those_of_the_shown_heights() {
    for kind in [HeightScale::Linear, HeightScale::Log, HeightScale::Clamped] {
        let scale = ValueScale {
            kind,
            low: -2.0,
            high: 3.0,
            shift: 0.5,
        };
        for value in [0.02, 0.7, 2.5, 40.0] {
            let h = 1e-6 * value;
            let differences = (scale.shown(value + h) - scale.shown(value - h)) / (2.0 * h);
            let relative = scale.slope(value) / differences - 1.0;
            assert!(relative.abs() < 1e-6, "{kind:?} at {value}: {relative}");
        }
        assert!(scale.slope(-0.5).is_finite() && scale.slope(f64::NAN).is_finite());
    }
}
