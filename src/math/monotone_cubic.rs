//! Monotone cubic interpolation: smooth curves through given values that never overshoot them.

use super::ease::smoothstep;

/// A point that a curve in N dimensions passes through.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Knot<const N: usize> {
    /// The time at which the curve is there.
    pub(crate) at: f64,
    /// Where the curve is then.
    pub(crate) values: [f64; N],
    /// How far the curve slows down there: 0 not at all, 1 to rest.
    pub(crate) ease: f64,
}

/// The values at a time of the curve through `knots`, which are in ascending order of distinct times; `None` without
/// knots. Before the first knot and after the last, the curve rests.
///
/// Each value is a cubic Hermite spline with the slopes of F. N. Fritsch and J. Butland (1984), which satisfy the
/// conditions of F. N. Fritsch and R. E. Carlson (1980) for monotonicity: between two knots, no value leaves their
/// range. A slope depends on the neighbouring knots only, so moving a knot changes only the curve near it. At both ends,
/// and wherever a value turns around, its slope is 0.
pub(crate) fn monotone_cubic<const N: usize>(knots: &[Knot<N>], at: f64) -> Option<[f64; N]> {
    let next = knots.partition_point(|knot| knot.at <= at);
    let Some(previous) = next.checked_sub(1) else {
        return knots.first().map(|first| first.values);
    };
    let (from, Some(to)) = (&knots[previous], knots.get(next)) else {
        return knots.last().map(|last| last.values);
    };
    let span = to.at - from.at;
    let t = (at - from.at) / span;
    let starting = t * (1.0 - t) * (1.0 - t);
    let ending = -t * t * (1.0 - t);
    Some(std::array::from_fn(|k| {
        let slopes = slope(knots, previous, k) * starting + slope(knots, next, k) * ending;
        from.values[k] + smoothstep(t) * (to.values[k] - from.values[k]) + span * slopes
    }))
}

/// The slope of value `k` at a knot.
fn slope<const N: usize>(knots: &[Knot<N>], index: usize, k: usize) -> f64 {
    let (Some(before), Some(after)) = (index.checked_sub(1), knots.get(index + 1)) else {
        return 0.0;
    };
    let (before, knot) = (&knots[before], &knots[index]);
    let [left, right] = [knot.at - before.at, after.at - knot.at];
    let [in_slope, out_slope] = [
        (knot.values[k] - before.values[k]) / left,
        (after.values[k] - knot.values[k]) / right,
    ];
    if in_slope * out_slope <= 0.0 {
        return 0.0;
    }
    let weights = [2.0 * right + left, right + 2.0 * left];
    let mean = (weights[0] + weights[1]) / (weights[0] / in_slope + weights[1] / out_slope);
    (1.0 - knot.ease) * mean
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn knot(at: f64, value: f64, ease: f64) -> Knot<1> {
        Knot {
            at,
            values: [value],
            ease,
        }
    }

    fn value(knots: &[Knot<1>], at: f64) -> f64 {
        monotone_cubic(knots, at).expect("there are knots")[0]
    }

    /// The speed of the curve, as a central difference.
    fn speed(knots: &[Knot<1>], at: f64) -> f64 {
        (value(knots, at + 1e-6) - value(knots, at - 1e-6)) / 2e-6
    }

    #[test]
    fn the_curve_rests_before_the_first_knot_and_after_the_last() {
        assert_eq!(monotone_cubic::<1>(&[], 1.0), None);
        let knots = [knot(1.0, 5.0, 0.0), knot(3.0, 9.0, 0.0)];
        assert_eq!(
            [0.0, 1.0, 2.0, 3.0, 8.0].map(|at| value(&knots, at)),
            [5.0, 5.0, 7.0, 9.0, 9.0]
        );
        assert_eq!(value(&knots[..1], 2.0), 5.0);
        assert!(speed(&knots, 1.0).abs() < 1e-4 && speed(&knots, 3.0).abs() < 1e-4);
    }

    #[test]
    fn values_of_a_line_are_passed_at_full_speed_unless_eased() {
        let knots = |ease| [0.0, 1.0, 2.0, 3.0].map(|at| knot(at, 10.0 * at, ease));
        assert!((value(&knots(0.0), 1.5) - 15.0).abs() < 1e-12);
        assert!((speed(&knots(0.0), 2.0) - 10.0).abs() < 1e-4);
        assert!((speed(&knots(0.5), 2.0) - 5.0).abs() < 1e-4);
        assert!(speed(&knots(1.0), 2.0).abs() < 1e-4);
    }

    #[test]
    fn a_value_turns_around_at_its_knot() {
        let knots = [
            knot(0.0, 0.0, 0.0),
            knot(1.0, 4.0, 0.0),
            knot(5.0, 1.0, 0.0),
        ];
        assert!(speed(&knots, 1.0).abs() < 1e-4);
    }

    proptest! {
        #[test]
        fn the_curve_is_smooth_and_never_overshoots(
            steps in prop::collection::vec((0.01..5.0_f64, -1e3..1e3_f64, 0.0..=1.0_f64), 2..8),
            place in 0.0..=1.0_f64,
        ) {
            let mut time = 0.0;
            let knots: Vec<_> = steps.into_iter().map(|(gap, value, ease)| {
                time += gap;
                knot(time, value, ease)
            }).collect();
            for pair in knots.windows(2) {
                let (from, to) = (pair[0], pair[1]);
                prop_assert_eq!(value(&knots, to.at), to.values[0]);
                let between = value(&knots, from.at + place * (to.at - from.at));
                let [low, high] = [from.values[0].min(to.values[0]), from.values[0].max(to.values[0])];
                prop_assert!((low - 1e-9..=high + 1e-9).contains(&between), "{between} in {low}..{high}");
            }
            for three in knots.windows(3) {
                // The second difference of a curve without a kink is at most its curvature times the squared step.
                let curvature = |pair: &[Knot<1>]| {
                    let span = pair[1].at - pair[0].at;
                    12.0 * (pair[1].values[0] - pair[0].values[0]).abs() / (span * span)
                };
                let most = curvature(&three[..2]).max(curvature(&three[1..])) * 1e-12;
                let [before, after] = [-1e-6, 1e-6].map(|step| value(&knots, three[1].at + step));
                let difference = (before + after - 2.0 * three[1].values[0]).abs();
                prop_assert!(difference <= most + 1e-9, "{difference} > {most}");
            }
        }
    }
}
