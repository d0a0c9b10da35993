//! Line search for the strong Wolfe conditions: J. Nocedal and S. J. Wright, Numerical Optimization, 2nd edition,
//! Springer (2006), algorithms 3.5 and 3.6, with cubic interpolation (equation 3.59).

/// The strong Wolfe conditions on a step α along the line, on which the function is φ, and the limit of the search.
#[derive(Clone, Copy, Debug)]
pub(super) struct WolfeConditions {
    /// c₁ of the sufficient decrease condition φ(α) ≤ φ(0) + c₁·α·φ′(0).
    pub c1: f64,
    /// c₂ of the curvature condition |φ′(α)| ≤ c₂·|φ′(0)|.
    pub c2: f64,
    /// The maximum number of trials.
    pub max_trials: usize,
}

/// The function at a step along the line.
#[derive(Clone, Debug)]
pub(super) struct Trial {
    /// The step α.
    pub step: f64,
    /// φ(α).
    pub value: f64,
    /// φ′(α).
    pub slope: f64,
    /// The gradient of the function at the step.
    pub gradient: Vec<f64>,
}

impl Trial {
    fn is_finite(&self) -> bool {
        self.value.is_finite() && self.slope.is_finite()
    }
}

/// A step that satisfies the conditions, else the best trial with sufficient decrease, if any.
///
/// `evaluate` evaluates a step, and `first_step` is the first that is tried. At `start`, the step is 0 and the
/// slope negative.
pub(super) fn search(
    conditions: WolfeConditions,
    start: &Trial,
    first_step: f64,
    mut evaluate: impl FnMut(f64) -> Trial,
) -> Option<Trial> {
    let search = Search { conditions, start };
    let mut previous = start.clone();
    let mut step = first_step;
    for trial in 1..=conditions.max_trials {
        let current = evaluate(step);
        let remaining = conditions.max_trials - trial;
        if search.is_too_high(&current) || (trial > 1 && current.value >= previous.value) {
            return search.zoom(previous, current, remaining, &mut evaluate);
        }
        if search.is_flat_enough(&current) {
            return Some(current);
        }
        if current.slope >= 0.0 {
            return search.zoom(current, previous, remaining, &mut evaluate);
        }
        // The next step is at the minimum of the cubic or, if that is not ahead, in the middle of the allowed range.
        let [min, max] = [step + 0.01 * (step - previous.step), 10.0 * step];
        let predicted = cubic_minimum(&previous, &current);
        step = match predicted > step {
            true => predicted.clamp(min, max),
            false => 0.5 * (min + max),
        };
        previous = current;
    }
    (previous.step > 0.0).then_some(previous)
}

struct Search<'a> {
    conditions: WolfeConditions,
    start: &'a Trial,
}

impl Search<'_> {
    /// Whether the decrease is not sufficient, or the value or the slope is not finite.
    fn is_too_high(&self, trial: &Trial) -> bool {
        let allowed = self.start.value + self.conditions.c1 * trial.step * self.start.slope;
        !trial.is_finite() || trial.value > allowed
    }

    /// Whether the curvature condition holds.
    fn is_flat_enough(&self, trial: &Trial) -> bool {
        trial.slope.abs() <= -self.conditions.c2 * self.start.slope
    }

    /// Narrows the interval between `low`, the lowest trial with sufficient decrease, and `high`, towards which the
    /// function falls from `low`, in at most `trials` trials.
    fn zoom(
        &self,
        mut low: Trial,
        mut high: Trial,
        trials: usize,
        evaluate: &mut impl FnMut(f64) -> Trial,
    ) -> Option<Trial> {
        for _ in 0..trials {
            let [from, to] = [low.step.min(high.step), low.step.max(high.step)];
            let width = to - from;
            // The interval is as narrow as the precision of `f64`.
            if width <= f64::EPSILON * to {
                break;
            }
            let middle = 0.5 * (from + to);
            let step = match high.is_finite() {
                true => cubic_minimum(&low, &high),
                false => middle,
            };
            let allowed = from + 0.1 * width..=to - 0.1 * width;
            let step = if allowed.contains(&step) {
                step
            } else {
                step.clamp(*allowed.start(), *allowed.end())
            };
            let current = evaluate(step);
            if self.is_too_high(&current) || current.value >= low.value {
                high = current;
                continue;
            }
            if self.is_flat_enough(&current) {
                return Some(current);
            }
            if current.slope * (high.step - low.step) >= 0.0 {
                high = low;
            }
            low = current;
        }
        (low.step > 0.0).then_some(low)
    }
}

/// The step at the minimum of the cubic with these two values and slopes; the midpoint if it has none.
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

    const CONDITIONS: WolfeConditions = WolfeConditions {
        c1: 1e-4,
        c2: 0.1,
        max_trials: 30,
    };

    /// Trials on a line, from its value and slope at a step.
    fn trials_of(f: impl Fn(f64) -> [f64; 2]) -> impl Fn(f64) -> Trial {
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
        let trial = trials_of(|x| [(x - 2.0).powi(2) * (x + 1.0), 3.0 * x * x - 6.0 * x]);
        for [a, b] in [[0.5, 3.0], [3.0, 0.5], [1.5, 1.75]] {
            let found = cubic_minimum(&trial(a), &trial(b));
            assert!((found - 2.0).abs() < 1e-12, "{found}");
        }
    }

    /// J. J. Moré and D. J. Thuente, "Line Search Algorithms with Guaranteed Sufficient Decrease", ACM Transactions on
    /// Mathematical Software 20 (1994), function 5.1 with β = 2 and function 5.2 with β = 0.004, and a falling line
    /// with a barrier, beyond which it is undefined. All have a negative slope at 0.
    #[test]
    fn both_conditions_hold_from_any_first_step() {
        let rational = |x: f64| {
            let square = x * x + 2.0;
            [-x / square, (x * x - 2.0) / (square * square)]
        };
        let polynomial = |x: f64| {
            let shifted: f64 = x + 0.004;
            [
                shifted.powi(5) - 2.0 * shifted.powi(4),
                5.0 * shifted.powi(4) - 8.0 * shifted.powi(3),
            ]
        };
        let barrier = |x: f64| match x < 3.0 {
            true => [
                -x + 1e-3 * (1.0 / (3.0 - x)),
                -1.0 + 1e-3 / (3.0 - x).powi(2),
            ],
            false => [f64::NAN; 2],
        };
        let functions: [(&str, &dyn Fn(f64) -> [f64; 2]); 3] = [
            ("rational", &rational),
            ("polynomial", &polynomial),
            ("barrier", &barrier),
        ];
        for (name, function) in functions {
            let trial = trials_of(function);
            let start = trial(0.0);
            for first_step in [1e-3, 0.1, 1.0, 10.0, 1000.0] {
                let Some(found) = search(CONDITIONS, &start, first_step, &trial) else {
                    panic!("{name} from {first_step}: nothing found");
                };
                let allowed = start.value + CONDITIONS.c1 * found.step * start.slope;
                assert!(
                    found.value <= allowed,
                    "{name} from {first_step}: {found:?}"
                );
                // Near a minimum, f64 cannot resolve values closer than √ε apart, nor the corresponding slope.
                let resolution = f64::EPSILON.sqrt() * 10.0;
                let max_slope = (CONDITIONS.c2 * start.slope.abs()).max(resolution);
                let is_flat = found.slope.abs() <= max_slope;
                assert!(is_flat, "{name} from {first_step}: {found:?}");
            }
        }
    }

    #[test]
    fn a_rising_line_has_no_step() {
        let trial = trials_of(|x| [x, 1.0]);
        let start = Trial {
            slope: -1.0,
            ..trial(0.0)
        };
        assert!(search(CONDITIONS, &start, 1.0, &trial).is_none());
    }
}
