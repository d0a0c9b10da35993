//! How a run went, judged from its history as a teacher would: the verdict, since when, and what would help.
//!
//! A verdict at step k looks at the steps up to k alone, so that it follows a run as it plays; [`Verdicts`] holds those
//! of all steps, computed once. In this order, the first that holds:
//!
//! | verdict | when | since |
//! |---|---|---|
//! | exploding | f, ∇f or a coordinate overflowed; or f and ‖∇f‖ rose at each of the last [`WINDOW`]/2 steps, and f is above the start | the first of these rises |
//! | left the domain | the last step led to where f has no value | that step |
//! | stuck at a saddle | ‖∇f‖ < [`ARRIVED`] and a curvature is below −[`FLAT`] | ‖∇f‖ became so small |
//! | vanishing gradient | ‖∇f‖ < [`ARRIVED`] and all curvatures are within ±[`FLAT`] | ‖∇f‖ became so small |
//! | converged | ‖∇f‖ < [`ARRIVED`] otherwise, or the run ended by its own tolerance | ‖∇f‖ became so small |
//! | oscillating | of the last [`WINDOW`] steps, more than half turned back on the one before (the cosine below [`TURNING_BACK`]), or more than a quarter went up | the first of these turns or rises |
//! | damped oscillation | the same, but f spanned less in the last [`WINDOW`] steps than in those before, by more than [`SLOW`] of it | the same |
//! | too slow | over the last [`WINDOW`] steps, ‖∇f‖ changed by less than [`SLOW`] of itself and f fell by less than [`SLOW`] of itself | the first of these steps |
//! | healthy | otherwise, the first [`WINDOW`] steps included | the last other verdict ended |
//!
//! A spell keeps the step at which it began, however long it lasts. The curvatures are the extreme eigenvalues of the
//! Hessian; at a kink there are none, and rest there is convergence. So it is where a function does not tell them.
//!
//! Beside it are two rules that are common, with what fools them: a [monitor](monitor::Health) of the last step, and
//! [convergence to ε](epsilon_convergence).

mod judge;
pub mod monitor;

use serde::Serialize;

use super::{
    descent::Trajectory,
    differentiable::Differentiable,
    landscape::{CriticalKind, Landscape},
    words::Bilingual,
};

/// ‖∇f‖ below which a run has arrived (or has nothing left to go by).
pub const ARRIVED: f64 = 1e-6;
/// Steps that a verdict looks back on.
pub const WINDOW: usize = 10;
/// A run is slow while both f and ‖∇f‖ fall by less than this part of themselves in a window.
pub const SLOW: f64 = 0.05;
/// A step turns back when the cosine of the angle to the step before is below this.
pub const TURNING_BACK: f64 = -0.5;
/// Curvature below this, in every direction, is none: the function is flat there.
pub const FLAT: f64 = 1e-6;

/// What is said of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// On its way.
    Healthy,
    /// Moving, but hardly.
    TooSlow,
    /// Going to and fro, or up and down.
    Oscillating,
    /// The same, but ever less.
    DampedOscillation,
    /// Rising step by step, or beyond all numbers.
    Exploding,
    /// The gradient is next to nothing and the function flat: no direction to go by.
    VanishingGradient,
    /// ‖∇f‖ is below [`ARRIVED`], or the run ended by its own tolerance, where f curves upwards.
    Converged,
    /// ‖∇f‖ is below [`ARRIVED`] where f curves downwards in some direction.
    StuckAtSaddle,
    /// The last step led to where f has no value.
    LeftDomain,
}

/// How good or bad a verdict is, for its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Severity {
    /// Nothing to do.
    Good,
    /// It could go better.
    Warning,
    /// It does not work.
    Bad,
}

impl Verdict {
    /// Every verdict.
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

    /// How good or bad it is.
    pub const fn severity(self) -> Severity {
        match self {
            Self::Healthy | Self::DampedOscillation | Self::Converged => Severity::Good,
            Self::TooSlow | Self::Oscillating => Severity::Warning,
            Self::Exploding | Self::VanishingGradient | Self::StuckAtSaddle | Self::LeftDomain => {
                Severity::Bad
            }
        }
    }

    /// Its name.
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

/// The advice where each step goes uphill.
const WRONG_SIGN: Bilingual = Bilingual::new(
    "the steps go uphill: check the sign of the update",
    "每一步都在上坡：检查更新的正负号",
);

/// A verdict with its reasons.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Diagnosis {
    /// What is said.
    pub verdict: Verdict,
    /// The step since when it is so.
    pub step: usize,
    /// What would help.
    pub advice: Bilingual,
}

/// The verdicts on a run at each of its steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdicts {
    /// From which step on each holds, the first from 0.
    changes: Vec<(usize, Diagnosis)>,
}

impl Verdicts {
    /// The verdicts on a run down a function: O(n) a step of n parameters.
    pub fn of<F: Differentiable + ?Sized>(path: &Trajectory, function: &F) -> Self {
        let mut judge = judge::Judge::new(path, function);
        let mut changes: Vec<(usize, Diagnosis)> = Vec::new();
        for step in 0..=path.steps() {
            let found = judge.next(step);
            if changes.last().is_none_or(|(_, last)| *last != found) {
                changes.push((step, found));
            }
        }
        Self { changes }
    }

    /// The verdict on the run up to a step; beyond its end, on all of it.
    pub fn at(&self, step: usize) -> Diagnosis {
        let after = self.changes.partition_point(|(from, _)| *from <= step);
        // Never 0, for the first holds from 0.
        self.changes[after.saturating_sub(1)].1
    }
}

/// The verdict on a whole run.
pub fn diagnose<F: Differentiable + ?Sized>(path: &Trajectory, function: &F) -> Diagnosis {
    Verdicts::of(path, function).at(path.steps())
}

/// 2/λ, with λ the greatest curvature at a point: gradient descent with a larger learning rate moves away from a minimum
/// there. None where f nowhere curves upwards, or its curvatures are not known.
///
/// Source: Y. Nesterov, Introductory Lectures on Convex Optimization (2004), theorem 2.1.14.
pub fn largest_stable_rate<F: Differentiable + ?Sized>(function: &F, at: &[f64]) -> Option<f64> {
    let [_, high] = function.curvatures(at)?;
    (high > 0.0 && high.is_finite()).then_some(2.0 / high)
}

/// The [largest stable rate](largest_stable_rate) where a run settles: at its end, or, where it went beyond all bounds or
/// out of the domain, at the lowest minimum that is known of the landscape, or else at its start.
pub fn stable_rate_of(
    path: &Trajectory,
    verdict: Verdict,
    landscape: &dyn Landscape,
) -> Option<f64> {
    if !matches!(verdict, Verdict::Exploding | Verdict::LeftDomain) {
        return largest_stable_rate(landscape, path.point(path.steps()));
    }
    let minima = landscape.critical_points().into_iter().filter(|point| {
        matches!(
            point.kind,
            CriticalKind::Minimum | CriticalKind::LocalMinimum
        )
    });
    match minima.min_by(|a, b| a.value.total_cmp(&b.value)) {
        Some(lowest) => largest_stable_rate(landscape, landscape.parameters(&lowest.at)),
        None => largest_stable_rate(landscape, path.point(0)),
    }
}

/// The first step at which f falls by at most `epsilon`, as the rule of thumb has it. Steps that rise count as well,
/// which fools it; [`downhill_convergence`] leaves them out.
pub fn epsilon_convergence(values: &[f64], epsilon: f64) -> Option<usize> {
    first_fall(values, |fall| fall <= epsilon)
}

/// The first step at which f falls, or stays, and does so by at most `epsilon`. Small steps far from any minimum still
/// fool it, for with a learning rate that is small enough f falls by less than any `epsilon`: that ‖∇f‖ is small says
/// more.
pub fn downhill_convergence(values: &[f64], epsilon: f64) -> Option<usize> {
    first_fall(values, |fall| (0.0..=epsilon).contains(&fall))
}

fn first_fall(values: &[f64], is_small: impl Fn(f64) -> bool) -> Option<usize> {
    let mut falls = values.windows(2).map(|pair| pair[0] - pair[1]);
    falls.position(is_small).map(|k| k + 1)
}

#[cfg(test)]
mod tests;
