//! Diagnoses a run step by step, from the last few steps.

use std::collections::VecDeque;

use super::{
    CONVERGED_NORM, Diagnosis, FLAT_CURVATURE, REVERSAL_COSINE, SMALL_CHANGE, Verdict,
    WINDOW_STEPS, WRONG_SIGN,
};
use crate::math::{
    descent::{StopReason, Trajectory},
    differentiable::Differentiable,
};

/// The number of consecutive rises of f and ‖∇f‖ from which on a run explodes.
const EXPLODING_RISES: usize = WINDOW_STEPS / 2;
/// More reversals than this in the last [`WINDOW_STEPS`] steps are an oscillation.
const MAX_REVERSALS: usize = WINDOW_STEPS / 2;
/// More rises of f than this in the last [`WINDOW_STEPS`] steps are an oscillation.
const MAX_RISES: usize = WINDOW_STEPS / 4;
/// A run that hardly changes, but is above its start by more than this multiple of |f(start)|, has exploded before.
const EXPLODED_FACTOR: f64 = 10.0;
/// A smaller relative rise is a rounding error.
const MIN_RELATIVE_RISE: f64 = 1e-12;

/// Makes the verdicts on a run, step by step.
pub(super) struct Judge<'a, F: ?Sized> {
    trajectory: &'a Trajectory,
    function: &'a F,
    /// The Euclidean length of the last step.
    step_length: f64,
    /// The number of consecutive steps at which both f and ‖∇f‖ rose.
    consecutive_rises: usize,
    /// Those of the last [`WINDOW_STEPS`] steps that reversed direction.
    reversals: VecDeque<usize>,
    /// Those of the last [`WINDOW_STEPS`] steps at which f rose.
    rises: VecDeque<usize>,
    /// Set while ‖∇f‖ is below [`CONVERGED_NORM`].
    arrival: Option<Arrival>,
    /// The last verdict, and the step at which it began.
    last: Option<(Verdict, usize)>,
    /// Whether the first step went uphill, computed when first needed.
    starts_uphill: Option<bool>,
}

#[derive(Clone, Copy)]
struct Arrival {
    /// The step since which ‖∇f‖ is below [`CONVERGED_NORM`].
    since: usize,
    /// The verdict for the kind of point.
    verdict: Verdict,
}

impl<'a, F: Differentiable + ?Sized> Judge<'a, F> {
    pub(super) fn new(trajectory: &'a Trajectory, function: &'a F) -> Self {
        Self {
            trajectory,
            function,
            step_length: 0.0,
            consecutive_rises: 0,
            reversals: VecDeque::new(),
            rises: VecDeque::new(),
            arrival: None,
            last: None,
            starts_uphill: None,
        }
    }

    /// The diagnosis at the next step. Must be called for each step in order, from 0.
    pub(super) fn advance(&mut self, step: usize) -> Diagnosis {
        self.update(step);
        let (verdict, began) = self.judge(step);
        // An ongoing verdict keeps its beginning; an oscillation counts as ongoing whether damped or not.
        let is_oscillation =
            |verdict| matches!(verdict, Verdict::Oscillating | Verdict::DampedOscillation);
        let began = match self.last {
            Some((last, since))
                if last == verdict || (is_oscillation(last) && is_oscillation(verdict)) =>
            {
                since
            }
            _ => began,
        };
        self.last = Some((verdict, began));
        let is_wrong_sign = verdict == Verdict::Exploding && self.starts_uphill();
        Diagnosis {
            verdict,
            step: began,
            advice: if is_wrong_sign {
                WRONG_SIGN
            } else {
                verdict.advice()
            },
        }
    }

    /// Updates the state with the step to a point.
    fn update(&mut self, step: usize) {
        let Trajectory {
            points,
            values,
            gradient_norms,
            ..
        } = self.trajectory;
        for recent in [&mut self.reversals, &mut self.rises] {
            while recent
                .front()
                .is_some_and(|&first| first + WINDOW_STEPS <= step)
            {
                recent.pop_front();
            }
        }
        if step > 0 {
            let (before, here) = (values[step - 1], values[step]);
            if here - before > MIN_RELATIVE_RISE * here.abs() {
                self.rises.push_back(step);
            }
            let both_rose = here > before && gradient_norms[step] > gradient_norms[step - 1];
            self.consecutive_rises = if both_rose {
                self.consecutive_rises + 1
            } else {
                0
            };
        }
        if self.reverses(step) {
            self.reversals.push_back(step);
        }
        self.arrival = (gradient_norms[step] < CONVERGED_NORM).then(|| {
            let since = self.arrival.map_or(step, |arrival| arrival.since);
            let verdict = match self.arrival {
                // The point hardly changes: checking it 1, 2, 4, 8, … steps after the arrival is enough.
                Some(arrival) if !(step - since).is_power_of_two() => arrival.verdict,
                _ => verdict_on_arrival(self.function, points.row(step)),
            };
            Arrival { since, verdict }
        });
    }

    /// The verdict, and the step at which it would begin if it were new.
    fn judge(&self, step: usize) -> (Verdict, usize) {
        let Trajectory {
            values,
            gradient_norms,
            ..
        } = self.trajectory;
        let stop_reason = (step + 1 == values.len()).then_some(self.trajectory.stop_reason);
        let exploded = self.consecutive_rises >= EXPLODING_RISES && values[step] > values[0];
        if exploded || stop_reason == Some(StopReason::Diverged) {
            return (Verdict::Exploding, step - self.consecutive_rises);
        }
        if stop_reason == Some(StopReason::LeftDomain) {
            return (Verdict::LeftDomain, step);
        }
        if let Some(Arrival { since, verdict }) = self.arrival {
            return (verdict, since);
        }
        if stop_reason == Some(StopReason::Converged) {
            return (
                verdict_on_arrival(self.function, self.trajectory.point(step)),
                step,
            );
        }
        if step < WINDOW_STEPS {
            return (Verdict::Healthy, step);
        }
        let before_first = |steps: &VecDeque<usize>| steps.front().map_or(step, |&first| first - 1);
        let reversing_since =
            (self.reversals.len() > MAX_REVERSALS).then(|| before_first(&self.reversals));
        let rising_since = (self.rises.len() > MAX_RISES).then(|| before_first(&self.rises));
        if let Some(began) = reversing_since.into_iter().chain(rising_since).min() {
            let verdict = match self.is_damped(step) {
                true => Verdict::DampedOscillation,
                false => Verdict::Oscillating,
            };
            return (verdict, began);
        }
        let from = step - WINDOW_STEPS;
        let norm_change = (1.0 - gradient_norms[step] / gradient_norms[from]).abs();
        let fall = values[from] - values[step];
        if norm_change < SMALL_CHANGE && fall < SMALL_CHANGE * values[from].abs() {
            // It rose so far in a few steps that it hardly changes there.
            if values[step] - values[0] > EXPLODED_FACTOR * values[0].abs() {
                return (Verdict::Exploding, 0);
            }
            return (Verdict::TooSlow, from);
        }
        (Verdict::Healthy, step)
    }

    /// Whether the range of f over the last [`WINDOW_STEPS`] steps is clearly smaller than over those before, of which
    /// there may be fewer.
    fn is_damped(&self, step: usize) -> bool {
        let (end, middle) = (step + 1, step + 1 - WINDOW_STEPS);
        let now = span(&self.trajectory.values[middle..end]);
        let before = span(&self.trajectory.values[middle.saturating_sub(WINDOW_STEPS)..middle]);
        now < (1.0 - SMALL_CHANGE) * before
    }

    /// Whether the step to this point reversed direction. Must be called for each point in order.
    fn reverses(&mut self, step: usize) -> bool {
        if step == 0 {
            return false;
        }
        let [to, from] = [step, step - 1].map(|step| self.trajectory.point(step));
        // The first step is compared with a step of length 0, which it cannot reverse.
        let previous_from = self.trajectory.point(step.saturating_sub(2));
        let (mut dot, mut square) = (0.0, 0.0);
        for ((to, from), previous_from) in to.iter().zip(from).zip(previous_from) {
            let (change, previous_change) = (to - from, from - previous_from);
            dot += previous_change * change;
            square += change * change;
        }
        let previous_length = std::mem::replace(&mut self.step_length, square.sqrt());
        dot < REVERSAL_COSINE * previous_length * self.step_length
    }

    /// Whether the first step went uphill.
    fn starts_uphill(&mut self) -> bool {
        let (trajectory, function) = (self.trajectory, self.function);
        *self.starts_uphill.get_or_insert_with(|| {
            if trajectory.steps() == 0 {
                return false;
            }
            let [from, to] = [0, 1].map(|step| trajectory.point(step));
            let mut gradient = vec![0.0; trajectory.dimensions()];
            function.gradient(from, &mut gradient);
            let steps = from.iter().zip(to).map(|(from, to)| to - from);
            let rise: f64 = steps.zip(gradient).map(|(step, slope)| step * slope).sum();
            rise > 0.0
        })
    }
}

/// The range of finite values. `f64::min` and `max` also handle NaN, which takes four times as long; this runs at each
/// step of an oscillation.
fn span(values: &[f64]) -> f64 {
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for &value in values {
        low = if value < low { value } else { low };
        high = if value > high { value } else { high };
    }
    high - low
}

/// The verdict on a run that has arrived at a point.
fn verdict_on_arrival<F: Differentiable + ?Sized>(function: &F, at: &[f64]) -> Verdict {
    match function.curvatures(at) {
        Some([low, _]) if low < -FLAT_CURVATURE => Verdict::StuckAtSaddle,
        Some([low, high]) if low.abs().max(high.abs()) < FLAT_CURVATURE => {
            Verdict::VanishingGradient
        }
        _ => Verdict::Converged,
    }
}
