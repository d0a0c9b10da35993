//! Line search for the strong Wolfe conditions: J. Nocedal and S. J. Wright, Numerical Optimization, 2nd edition,
//! Springer (2006), algorithms 3.5 and 3.6, with cubic interpolation (equation 3.59).

/// The conditions on a step along the line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wolfe {
    /// c₁ of the sufficient decrease condition φ(α) ≤ φ(0) + c₁·α·φ′(0).
    pub decrease: f64,
    /// c₂ of the curvature condition |φ′(α)| ≤ c₂·|φ′(0)|.
    pub curvature: f64,
    /// The maximum number of trials.
    pub trials: usize,
}

/// The function at a step along the line.
#[derive(Clone, Debug)]
pub(super) struct Trial {
    pub step: f64,
    pub value: f64,
    pub slope: f64,
    pub gradient: Vec<f64>,
}

impl Trial {
    fn is_finite(&self) -> bool {
        self.value.is_finite() && self.slope.is_finite()
    }
}

/// A step that satisfies the conditions, else the best trial with sufficient decrease, if any.
///
/// `look` evaluates a step; `first` is the initial one. At `start`, the step is 0 and the slope negative.
pub(super) fn search(
    wolfe: Wolfe,
    start: &Trial,
    first: f64,
    mut look: impl FnMut(f64) -> Trial,
) -> Option<Trial> {
    let mut search = Search { wolfe, start };
    let mut before = start.clone();
    let mut step = first;
    for trial in 1..=wolfe.trials {
        let here = look(step);
        let left = wolfe.trials - trial;
        if search.is_too_high(&here) || (trial > 1 && here.value >= before.value) {
            return search.zoom(before, here, left, &mut look);
        }
        if search.is_flat_enough(&here) {
            return Some(here);
        }
        if here.slope >= 0.0 {
            return search.zoom(here, before, left, &mut look);
        }
        // If the cubic predicts no minimum ahead, extrapolate.
        let [least, most] = [step + 0.01 * (step - before.step), 10.0 * step];
        let promised = cubic_minimum(&before, &here);
        step = match promised > step {
            true => promised.clamp(least, most),
            false => 0.5 * (least + most),
        };
        before = here;
    }
    (before.step > 0.0).then_some(before)
}

struct Search<'a> {
    wolfe: Wolfe,
    start: &'a Trial,
}

impl Search<'_> {
    fn is_too_high(&self, trial: &Trial) -> bool {
        let allowed = self.start.value + self.wolfe.decrease * trial.step * self.start.slope;
        !trial.is_finite() || trial.value > allowed
    }

    fn is_flat_enough(&self, trial: &Trial) -> bool {
        trial.slope.abs() <= -self.wolfe.curvature * self.start.slope
    }

    /// Narrows the interval between `low`, the lowest trial with sufficient decrease, and `high`, towards which f
    /// falls.
    fn zoom(
        &mut self,
        mut low: Trial,
        mut high: Trial,
        trials: usize,
        look: &mut impl FnMut(f64) -> Trial,
    ) -> Option<Trial> {
        for _ in 0..trials {
            let [from, to] = [low.step.min(high.step), low.step.max(high.step)];
            let width = to - from;
            // There is no floating-point number between them.
            if width <= f64::EPSILON * to {
                break;
            }
            let middle = 0.5 * (from + to);
            let step = match high.is_finite() {
                true => cubic_minimum(&low, &high),
                false => middle,
            };
            let inside = from + 0.1 * width..=to - 0.1 * width;
            let step = if inside.contains(&step) {
                step
            } else {
                step.clamp(*inside.start(), *inside.end())
            };
            let here = look(step);
            if self.is_too_high(&here) || here.value >= low.value {
                high = here;
                continue;
            }
            if self.is_flat_enough(&here) {
                return Some(here);
            }
            if here.slope * (high.step - low.step) >= 0.0 {
                high = low;
            }
            low = here;
        }
        (low.step > 0.0).then_some(low)
    }
}

/// The minimum of the cubic through two values and slopes; the midpoint if it has none.
fn cubic_minimum(a: &Trial, b: &Trial) -> f64 {
    let d1 = a.slope + b.slope - 3.0 * (a.value - b.value) / (a.step - b.step);
    let square = d1 * d1 - a.slope * b.slope;
    let d2 = (b.step - a.step).signum() * square.sqrt();
    let minimum = b.step - (b.step - a.step) * (b.slope + d2 - d1) / (b.slope - a.slope + 2.0 * d2);
    if minimum.is_finite() {
        minimum
    } else {
        0.5 * (a.step + b.step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WOLFE: Wolfe = Wolfe {
        decrease: 1e-4,
        curvature: 0.1,
        trials: 30,
    };

    fn along(f: impl Fn(f64) -> [f64; 2]) -> impl Fn(f64) -> Trial {
        move |step| {
            let [value, slope] = f(step);
            Trial {
                step,
                value,
                slope,
                gradient: vec![slope],
            }
        }
    }

    #[test]
    fn the_minimum_of_a_cubic_is_exact() {
        // (x − 2)²·(x + 1): slope 3x² − 6x, minimum at 2.
        let look = along(|x| [(x - 2.0).powi(2) * (x + 1.0), 3.0 * x * x - 6.0 * x]);
        for [a, b] in [[0.5, 3.0], [3.0, 0.5], [1.5, 1.75]] {
            let found = cubic_minimum(&look(a), &look(b));
            assert!((found - 2.0).abs() < 1e-12, "{found}");
        }
    }

    /// J. J. Moré and D. J. Thuente, "Line Search Algorithms with Guaranteed Sufficient Decrease", ACM Transactions on
    /// Mathematical Software 20 (1994), function 5.1 with β = 2 and function 5.2 with β = 0.004, and −ln. All have a
    /// negative slope at 0.
    #[test]
    fn both_conditions_hold_from_any_first_step() {
        let rational = |x: f64| {
            let square = x * x + 2.0;
            [-x / square, (x * x - 2.0) / (square * square)]
        };
        let polynomial = |x: f64| {
            let near: f64 = x + 0.004;
            [
                near.powi(5) - 2.0 * near.powi(4),
                5.0 * near.powi(4) - 8.0 * near.powi(3),
            ]
        };
        let logarithm = |x: f64| {
            [
                -x + 1e-3 * (1.0 / (3.0 - x)),
                -1.0 + 1e-3 / (3.0 - x).powi(2),
            ]
        };
        let barrier = move |x: f64| match x < 3.0 {
            true => logarithm(x),
            false => [f64::NAN; 2],
        };
        let functions: [(&str, &dyn Fn(f64) -> [f64; 2]); 3] = [
            ("rational", &rational),
            ("polynomial", &polynomial),
            ("barrier", &barrier),
        ];
        for (name, function) in functions {
            let look = along(function);
            let start = look(0.0);
            for first in [1e-3, 0.1, 1.0, 10.0, 1000.0] {
                let Some(found) = search(WOLFE, &start, first, &look) else {
                    panic!("{name} from {first}: nothing found");
                };
                let allowed = start.value + WOLFE.decrease * found.step * start.slope;
                assert!(found.value <= allowed, "{name} from {first}: {found:?}");
                // Near a minimum, f64 cannot resolve values closer than √ε apart, nor the corresponding slope.
                let seen = f64::EPSILON.sqrt() * 10.0;
                let flat = found.slope.abs() <= (WOLFE.curvature * start.slope.abs()).max(seen);
                assert!(flat, "{name} from {first}: {found:?}");
            }
        }
    }

    #[test]
    fn a_rising_line_has_no_step() {
        let look = along(|x| [x, 1.0]);
        let start = Trial {
            slope: -1.0,
            ..look(0.0)
        };
        assert!(search(WOLFE, &start, 1.0, &look).is_none());
    }
}
