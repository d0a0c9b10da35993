//! Diagnosing a run from its history: a verdict, the step at which it began, and advice.
//!
//! The verdict at step k uses the steps up to k only, so that it follows a run as it plays. [`Verdicts`] holds the
//! verdicts of all steps, computed once. At each step, the first of these rules that applies gives the verdict:
//!
//! | verdict | condition | begins |
//! |---|---|---|
//! | exploding | f, ∇f or a coordinate overflowed; or f and ‖∇f‖ rose at each of the last [`WINDOW_STEPS`]/2 steps, and f is above its start | before the first of these rises |
//! | left the domain | the last step led to a point where f is undefined | at that step |
//! | stuck at a saddle | the run has arrived, and a curvature is below −[`FLAT_CURVATURE`] | on arrival |
//! | vanishing gradient | the run has arrived, and all curvatures are within ±[`FLAT_CURVATURE`] | on arrival |
//! | converged | the run has arrived at any other point | on arrival |
//! | healthy | fewer than [`WINDOW_STEPS`] steps were made | when the last other verdict ends |
//! | oscillating | of the last [`WINDOW_STEPS`] steps, more than half reversed direction (cosine to the previous step below [`REVERSAL_COSINE`]), or more than a quarter went up | before the first of these reversals or rises |
//! | damped oscillation | the same, but the range of f over the last [`WINDOW_STEPS`] steps is smaller than that over the ones before by more than the share [`SMALL_CHANGE`] | the same |
//! | too slow | over the last [`WINDOW_STEPS`] steps, ‖∇f‖ changed by less than [`SMALL_CHANGE`] and f fell by less than [`SMALL_CHANGE`], both relative | before the first of these steps |
//! | exploding | as too slow, but f is above its start by more than 10·\|f(start)\| | at the start |
//! | healthy | otherwise | when the last other verdict ends |
//!
//! A run has arrived while ‖∇f‖ is below [`CONVERGED_NORM`], and where it ended by its own tolerance. A verdict keeps
//! the step at which it began for as long as it lasts. Curvatures are the extreme eigenvalues of the Hessian. Where
//! they are not known, as at a kink, arrival counts as convergence.
//!
//! For comparison, there are two common rules and the cases that mislead them: a [monitor](monitor::MonitorStatus) of
//! the last step, and [ε-convergence](epsilon_convergence).

mod judge;
pub mod monitor;

use serde::Serialize;

use super::{
    descent::Trajectory,
    differentiable::Differentiable,
    landscape::{CriticalKind, Landscape},
    words::Bilingual,
};

/// The gradient norm below which a run has arrived: it has converged or has no slope left to follow.
pub const CONVERGED_NORM: f64 = 1e-6;
/// The number of last steps from which a verdict is made.
pub const WINDOW_STEPS: usize = 10;
/// A run is too slow if, within the last [`WINDOW_STEPS`], f falls and ‖∇f‖ changes by less than this relative amount.
pub const SMALL_CHANGE: f64 = 0.05;
/// A step reverses direction if the cosine of its angle to the previous step is below this.
pub const REVERSAL_COSINE: f64 = -0.5;
/// Curvatures below this magnitude count as zero.
pub const FLAT_CURVATURE: f64 = 1e-6;

/// The verdict on a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// None of the problems below applies.
    Healthy,
    /// Both f and ‖∇f‖ hardly change.
    TooSlow,
    /// Steps reverse direction or go up frequently.
    Oscillating,
    /// As [`Self::Oscillating`], but the range of f decreases.
    DampedOscillation,
    /// f and its gradient keep rising, or overflowed.
    Exploding,
    /// ‖∇f‖ is below [`CONVERGED_NORM`] or the tolerance of the run, and f is flat: there is no direction to follow.
    VanishingGradient,
    /// ‖∇f‖ is below [`CONVERGED_NORM`] or the tolerance of the run, and f is neither flat nor curves downwards.
    Converged,
    /// ‖∇f‖ is below [`CONVERGED_NORM`] or the tolerance of the run, and f curves downwards in some direction.
    StuckAtSaddle,
    /// The last step led to a point where f is undefined.
    LeftDomain,
}

/// The severity of a verdict, which determines its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Severity {
    /// No action is needed.
    Good,
    /// The run could be improved.
    Warning,
    /// The run does not reach a minimum.
    Bad,
}

impl Verdict {
    /// All verdicts, in display order.
    pub const ALL: [Self; 9] = [
        Self::Healthy,
        Self::TooSlow,
        Self::Oscillating,
        Self::DampedOscillation,
        Self::Exploding,
        Self::VanishingGradient,
        Self::Converged,
        Self::StuckAtSaddle,
        Self::LeftDomain,
    ];

    /// The severity of the verdict.
    pub const fn severity(self) -> Severity {
        match self {
            Self::Healthy | Self::DampedOscillation | Self::Converged => Severity::Good,
            Self::TooSlow | Self::Oscillating => Severity::Warning,
            Self::Exploding | Self::VanishingGradient | Self::StuckAtSaddle | Self::LeftDomain => {
                Severity::Bad
            }
        }
    }

    /// The display name in both languages.
    pub const fn title(self) -> Bilingual {
        match self {
            Self::Healthy => Bilingual::new("Healthy", "正常"),
            Self::TooSlow => Bilingual::new("Too slow", "过慢"),
            Self::Oscillating => Bilingual::new("Oscillating", "振荡"),
            Self::DampedOscillation => Bilingual::new("Damped oscillation", "衰减振荡"),
            Self::Exploding => Bilingual::new("Exploding", "发散"),
            Self::VanishingGradient => Bilingual::new("Vanishing gradient", "梯度消失"),
            Self::Converged => Bilingual::new("Converged", "已收敛"),
            Self::StuckAtSaddle => Bilingual::new("Stuck at a saddle", "停在鞍点"),
            Self::LeftDomain => Bilingual::new("Left the domain", "离开定义域"),
        }
    }

    const fn advice(self) -> Bilingual {
        match self {
            Self::Healthy => Bilingual::new("let it go on", "继续训练即可"),
            Self::TooSlow => Bilingual::new(
                "try a learning rate three times as large (0.001, 0.003, 0.01, …), scale the features, or add momentum",
                "把学习率调大约三倍（0.001、0.003、0.01……），或先做特征缩放，或加入动量",
            ),
            Self::Oscillating => Bilingual::new(
                "reduce the learning rate to about a third, or let it decay",
                "把学习率减到约三分之一，或让学习率衰减",
            ),
            Self::DampedOscillation => Bilingual::new(
                "it settles; a smaller learning rate or less momentum would go straighter",
                "会稳定下来；减小学习率或动量，路径会更直",
            ),
            Self::Exploding => Bilingual::new(
                "the learning rate is too large: stay below 2/λ, λ the greatest curvature, or check whether the data are scaled",
                "学习率过大：应小于 2/λ（λ 为最大曲率），或检查数据是否已归一化",
            ),
            Self::VanishingGradient => Bilingual::new(
                "there is no slope to follow here: start elsewhere, or use steps that do not shrink with the gradient",
                "此处没有坡度可循：换一个起点，或改用步长不随梯度缩小的方法",
            ),
            Self::Converged => Bilingual::new("it has arrived", "已经到达"),
            Self::StuckAtSaddle => Bilingual::new(
                "f falls to the side: a nudge or noise in the gradient leads away",
                "侧方仍可下降：轻推一下或在梯度中加噪声即可离开",
            ),
            Self::LeftDomain => Bilingual::new(
                "the last step led to where f has no value: reduce the learning rate, or start elsewhere",
                "最后一步走到了函数没有定义之处：减小学习率，或换一个起点",
            ),
        }
    }
}

/// The advice for an exploding run whose first step goes uphill.
const WRONG_SIGN: Bilingual = Bilingual::new(
    "the steps go uphill: check the sign of the update",
    "每一步都在上坡：检查更新的正负号",
);

/// A verdict with its beginning and advice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Diagnosis {
    /// The verdict on the run so far.
    pub verdict: Verdict,
    /// The step at which the verdict began.
    pub step: usize,
    /// What to change, as a short clause in both languages.
    pub advice: Bilingual,
}

/// The verdicts on a run at each of its steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdicts {
    /// Each diagnosis with the step from which it holds; the first holds from step 0.
    changes: Vec<(usize, Diagnosis)>,
}

impl Verdicts {
    /// Diagnoses a run on a function. A step takes O(n) time for n parameters, besides the curvatures where the run
    /// arrives.
    pub fn of<F: Differentiable + ?Sized>(trajectory: &Trajectory, function: &F) -> Self {
        let mut judge = judge::Judge::new(trajectory, function);
        let mut changes: Vec<(usize, Diagnosis)> = Vec::new();
        for step in 0..=trajectory.steps() {
            let diagnosis = judge.advance(step);
            if changes.last().is_none_or(|(_, last)| *last != diagnosis) {
                changes.push((step, diagnosis));
            }
        }
        Self { changes }
    }

    /// The verdict on the run up to a step; beyond its end, on the whole run.
    pub fn at(&self, step: usize) -> Diagnosis {
        let after = self.changes.partition_point(|(from, _)| *from <= step);
        // Never 0, as the first holds from step 0.
        self.changes[after.saturating_sub(1)].1
    }
}

/// The verdict on a whole run.
pub fn diagnose<F: Differentiable + ?Sized>(trajectory: &Trajectory, function: &F) -> Diagnosis {
    Verdicts::of(trajectory, function).at(trajectory.steps())
}

/// 2/λ with λ the largest curvature at a point: beyond this learning rate, gradient descent diverges from a minimum
/// there. `None` if no curvature is positive or curvatures are not known.
///
/// Source: Y. Nesterov, Introductory Lectures on Convex Optimization (2004), theorem 2.1.14.
pub fn largest_stable_rate<F: Differentiable + ?Sized>(function: &F, at: &[f64]) -> Option<f64> {
    let [_, high] = function.curvatures(at)?;
    (high > 0.0 && high.is_finite()).then_some(2.0 / high)
}

/// The [largest stable rate](largest_stable_rate) at the end of a run. If the run explodes or left the domain: at the
/// lowest known minimum of the landscape or, if none is known, at the start of the run.
pub fn stable_rate_for_run(
    trajectory: &Trajectory,
    verdict: Verdict,
    landscape: &dyn Landscape,
) -> Option<f64> {
    if !matches!(verdict, Verdict::Exploding | Verdict::LeftDomain) {
        return largest_stable_rate(landscape, trajectory.point(trajectory.steps()));
    }
    let minima = landscape.critical_points().into_iter().filter(|point| {
        matches!(
            point.kind,
            CriticalKind::Minimum | CriticalKind::LocalMinimum
        )
    });
    match minima.min_by(|a, b| a.value.total_cmp(&b.value)) {
        Some(lowest) => largest_stable_rate(landscape, landscape.parameters(&lowest.at)),
        None => largest_stable_rate(landscape, trajectory.point(0)),
    }
}

/// The first step at which f falls by at most `epsilon`: a common rule of thumb. A rise counts as such a step too,
/// which is wrong; [`downhill_convergence`] ignores rises.
pub fn epsilon_convergence(values: &[f64], epsilon: f64) -> Option<usize> {
    first_step_with_fall(values, |fall| fall <= epsilon)
}

/// The first step at which f does not rise and falls by at most `epsilon`. Small steps far from a minimum still mislead
/// it: with a small enough learning rate, f falls by less than any `epsilon`. A small ‖∇f‖ is a better criterion.
pub fn downhill_convergence(values: &[f64], epsilon: f64) -> Option<usize> {
    first_step_with_fall(values, |fall| (0.0..=epsilon).contains(&fall))
}

/// The first step at which the fall of f, negative for a rise, is small.
fn first_step_with_fall(values: &[f64], is_small: impl Fn(f64) -> bool) -> Option<usize> {
    let mut falls = values.windows(2).map(|pair| pair[0] - pair[1]);
    falls.position(is_small).map(|k| k + 1)
}

#[cfg(test)]
mod tests;
