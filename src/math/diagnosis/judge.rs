//! Diagnoses a run step by step, from the last few steps.

use std::collections::VecDeque;

use super::{ARRIVED, Diagnosis, FLAT, REVERSAL, SLOW, Verdict, WINDOW, WRONG_SIGN};
use crate::math::{
    descent::{StopReason, Trajectory},
    differentiable::Differentiable,
};

/// The number of consecutive rises of f that count as an explosion.
const RISES_IN_A_ROW: usize = WINDOW / 2;
/// More reversals than this in a window are an oscillation.
const MAX_REVERSALS: usize = WINDOW / 2;
/// More rises than this in a window are an oscillation.
const MAX_RISES: usize = WINDOW / 4;
/// A run that hardly moves at more than this multiple of |f(start)| above its start was thrown there.
const THROWN: f64 = 10.0;
/// A relative rise below this is rounding.
const ROUNDING: f64 = 1e-12;

pub(super) struct Judge<'a, F: ?Sized> {
    trajectory: &'a Trajectory,
    function: &'a F,
    /// The length of the last step.
    length: f64,
    /// The number of consecutive steps at which both f and ‖∇f‖ rose.
    rising: usize,
    /// The recent steps that reversed direction or went up.
    reversals: VecDeque<usize>,
    rises: VecDeque<usize>,
    /// The step since which ‖∇f‖ is below [`ARRIVED`], and the kind of the point.
    rest: Option<Rest>,
    last: Option<(Verdict, usize)>,
    /// Whether the first step went uphill, computed when first needed.
    starts_uphill: Option<bool>,
}

#[derive(Clone, Copy)]
struct Rest {
    since: usize,
    verdict: Verdict,
}

impl<'a, F: Differentiable + ?Sized> Judge<'a, F> {
    pub(super) fn new(trajectory: &'a Trajectory, function: &'a F) -> Self {
        Self {
            trajectory,
            function,
            length: 0.0,
            rising: 0,
            reversals: VecDeque::new(),
            rises: VecDeque::new(),
            rest: None,
            last: None,
            starts_uphill: None,
        }
    }

    /// The verdict at the next step; steps count from 0.
    pub(super) fn next(&mut self, step: usize) -> Diagnosis {
        self.observe(step);
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
        let uphill = verdict == Verdict::Exploding && self.starts_uphill();
        Diagnosis {
            verdict,
            step: began,
            advice: if uphill { WRONG_SIGN } else { verdict.advice() },
        }
    }

    fn observe(&mut self, step: usize) {
        let Trajectory {
            points,
            values,
            gradient_norms,
            ..
        } = self.trajectory;
        for marks in [&mut self.reversals, &mut self.rises] {
            while marks.front().is_some_and(|&mark| mark + WINDOW <= step) {
                marks.pop_front();
            }
        }
        if step > 0 {
            let (before, here) = (values[step - 1], values[step]);
            if here - before > ROUNDING * here.abs() {
                self.rises.push_back(step);
            }
            let both = here > before && gradient_norms[step] > gradient_norms[step - 1];
            self.rising = if both { self.rising + 1 } else { 0 };
        }
        if self.reverses(step) {
            self.reversals.push_back(step);
        }
        self.rest = (gradient_norms[step] < ARRIVED).then(|| {
            let since = self.rest.map_or(step, |rest| rest.since);
            let verdict = match self.rest {
                // A resting point hardly changes: checking it at 1, 2, 4, 8 … steps is enough.
                Some(rest) if !(step - since).is_power_of_two() => rest.verdict,
                _ => at_rest(self.function, points.row(step)),
            };
            Rest { since, verdict }
        });
    }

    /// The verdict, and the step at which it would begin if it were new.
    fn judge(&self, step: usize) -> (Verdict, usize) {
        let Trajectory {
            values,
            gradient_norms,
            ..
        } = self.trajectory;
        let ended = (step + 1 == values.len()).then_some(self.trajectory.stop_reason);
        let exploded = self.rising >= RISES_IN_A_ROW && values[step] > values[0];
        if exploded || ended == Some(StopReason::Diverged) {
            return (Verdict::Exploding, step - self.rising);
        }
        if ended == Some(StopReason::LeftDomain) {
            return (Verdict::LeftDomain, step);
        }
        if let Some(Rest { since, verdict }) = self.rest {
            return (verdict, since);
        }
        if ended == Some(StopReason::Converged) {
            return (at_rest(self.function, self.trajectory.point(step)), step);
        }
        if step < WINDOW {
            return (Verdict::Healthy, step);
        }
        let first = |marks: &VecDeque<usize>| marks.front().map_or(step, |&mark| mark - 1);
        let reversing = (self.reversals.len() > MAX_REVERSALS).then(|| first(&self.reversals));
        let rising = (self.rises.len() > MAX_RISES).then(|| first(&self.rises));
        if let Some(began) = reversing.into_iter().chain(rising).min() {
            let verdict = match self.is_damped(step) {
                true => Verdict::DampedOscillation,
                false => Verdict::Oscillating,
            };
            return (verdict, began);
        }
        let from = step - WINDOW;
        let changed = (1.0 - gradient_norms[step] / gradient_norms[from]).abs();
        let gained = values[from] - values[step];
        if changed < SLOW && gained < SLOW * values[from].abs() {
            // It was thrown so far up in a few steps that it hardly moves there.
            if values[step] - values[0] > THROWN * values[0].abs() {
                return (Verdict::Exploding, 0);
            }
            return (Verdict::TooSlow, from);
        }
        (Verdict::Healthy, step)
    }

    /// Whether the range of f over the window is smaller than over the window before it, as far as there is one.
    fn is_damped(&self, step: usize) -> bool {
        let (last, middle) = (step + 1, step + 1 - WINDOW);
        let now = span(&self.trajectory.values[middle..last]);
        let before = span(&self.trajectory.values[middle.saturating_sub(WINDOW)..middle]);
        now < (1.0 - SLOW) * before
    }

    /// Whether the step to this point reversed direction. Must be called for each point in order.
    fn reverses(&mut self, step: usize) -> bool {
        if step == 0 {
            return false;
        }
        let (here, last) = (self.trajectory.point(step), self.trajectory.point(step - 1));
        // The first step has no predecessor: a step of length 0, relative to which nothing reverses.
        let earlier = self.trajectory.point(step.saturating_sub(2));
        let (mut dot, mut square) = (0.0, 0.0);
        for ((here, last), earlier) in here.iter().zip(last).zip(earlier) {
            let (now, before) = (here - last, last - earlier);
            dot += before * now;
            square += now * now;
        }
        let before = std::mem::replace(&mut self.length, square.sqrt());
        dot < REVERSAL * before * self.length
    }

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

/// The kind of a point with a vanishing gradient.
fn at_rest<F: Differentiable + ?Sized>(function: &F, at: &[f64]) -> Verdict {
    match function.curvatures(at) {
        Some([low, _]) if low < -FLAT => Verdict::StuckAtSaddle,
        Some([low, high]) if low.abs().max(high.abs()) < FLAT => Verdict::VanishingGradient,
        _ => Verdict::Converged,
    }
}
