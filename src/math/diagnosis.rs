//! How a run went, judged from its history as a teacher would: the verdict, since when, and what would help.
//!
//! A verdict on the first k steps looks at these alone, so that it can follow a run as it plays.

use glam::{DMat2, DVec2};
use serde::Serialize;

use super::{
    descent::{Path, Stop},
    landscape::Landscape,
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
/// Curvature below this, in both directions, is none: the function is flat there.
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
    /// Rising step by step, or beyond all numbers.
    Exploding,
    /// The gradient is next to nothing and the function flat: no direction to go by.
    VanishingGradient,
    /// ‖∇f‖ is below [`ARRIVED`], or the run ended by its own tolerance, where f curves upwards.
    Converged,
    /// ‖∇f‖ is below [`ARRIVED`] where f curves downwards in some direction.
    StuckAtSaddle,
}

impl Verdict {
    /// Its name.
    pub const fn title(self) -> Bilingual {
        match self {
            Self::Healthy => Bilingual::new("Healthy", "正常"),
            Self::TooSlow => Bilingual::new("Too slow", "过慢"),
            Self::Oscillating => Bilingual::new("Oscillating", "振荡"),
            Self::Exploding => Bilingual::new("Exploding", "发散"),
            Self::VanishingGradient => Bilingual::new("Vanishing gradient", "梯度消失"),
            Self::Converged => Bilingual::new("Converged", "已收敛"),
            Self::StuckAtSaddle => Bilingual::new("Stuck at a saddle", "停在鞍点"),
        }
    }

    const fn advice(self) -> Bilingual {
        match self {
            Self::Healthy => Bilingual::new("let it go on", "继续训练即可"),
            Self::TooSlow => Bilingual::new(
                "try a learning rate three times as large, scale the features, or add momentum",
                "把学习率调大约三倍，或先做特征缩放，或加入动量",
            ),
            Self::Oscillating => Bilingual::new(
                "try a learning rate a third as large, or let it decay",
                "把学习率减到约三分之一，或让学习率衰减",
            ),
            Self::Exploding => Bilingual::new(
                "the learning rate is too large: stay below 2/λ, λ the greatest curvature",
                "学习率过大：应小于 2/λ，λ 为最大曲率",
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

/// The verdict on a whole run.
pub fn diagnose(path: &Path, landscape: &dyn Landscape) -> Diagnosis {
    diagnose_until(path, path.points.len() - 1, landscape)
}

/// The verdict on the first `last` updates of a run; beyond its end, on all of them.
pub fn diagnose_until(path: &Path, last: usize, landscape: &dyn Landscape) -> Diagnosis {
    let end = path.points.len() - 1;
    let last = last.min(end);
    let ended = last == end;
    let found = |verdict: Verdict, step| Diagnosis {
        verdict,
        step,
        advice: verdict.advice(),
    };
    if let Some(step) = rising_since(path, last, ended) {
        let uphill = path.points.get(1).is_some_and(|&next| {
            let at = path.points[0];
            (next - at).dot(landscape.gradient(at)) > 0.0
        });
        return Diagnosis {
            advice: if uphill {
                WRONG_SIGN
            } else {
                Verdict::Exploding.advice()
            },
            ..found(Verdict::Exploding, step)
        };
    }
    let arrived = path.gradient_norms[last] < ARRIVED || (ended && path.stopped == Stop::Converged);
    if arrived {
        let tolerance = path.gradient_norms[last].max(ARRIVED);
        let mut before = path.gradient_norms[..=last].iter();
        let since = before.rposition(|&norm| norm > tolerance);
        let verdict = at_rest(landscape, path.points[last]);
        return found(verdict, since.map_or(0, |step| step + 1));
    }
    if last < WINDOW {
        return found(Verdict::Healthy, 0);
    }
    let from = last - WINDOW;
    if turns(path, from, last) > WINDOW / 2 || rises(path, from, last) > WINDOW / 4 {
        return found(Verdict::Oscillating, from);
    }
    let fallen = 1.0 - path.gradient_norms[last] / path.gradient_norms[from];
    let gained = path.values[from] - path.values[last];
    let slow = fallen.abs() < SLOW && gained < SLOW * path.values[from].abs();
    if slow {
        return found(Verdict::TooSlow, from);
    }
    found(Verdict::Healthy, 0)
}

/// Since when f and ‖∇f‖ have risen at each step, if they have for half a window, or the run left all numbers behind.
fn rising_since(path: &Path, last: usize, ended: bool) -> Option<usize> {
    let rises = |k: &usize| {
        path.values[*k] > path.values[*k - 1]
            && path.gradient_norms[*k] > path.gradient_norms[*k - 1]
    };
    let count = (1..=last).rev().take_while(rises).count();
    let diverged = ended && path.stopped == Stop::Diverged;
    let flew = count >= WINDOW / 2 && path.values[last] > path.values[0];
    (diverged || flew).then_some(last - count)
}

/// How many steps turn back on the one before.
fn turns(path: &Path, from: usize, last: usize) -> usize {
    let step = |k: usize| path.points[k] - path.points[k - 1];
    (from.max(1) + 1..=last)
        .filter(|&k| {
            let (before, here) = (step(k - 1), step(k));
            before.dot(here) < TURNING_BACK * before.length() * here.length()
        })
        .count()
}

/// How many steps go up by more than rounding does.
fn rises(path: &Path, from: usize, last: usize) -> usize {
    (from + 1..=last)
        .filter(|&k| path.values[k] - path.values[k - 1] > 1e-12 * path.values[k].abs())
        .count()
}

/// What a place without slope is.
fn at_rest(landscape: &dyn Landscape, at: DVec2) -> Verdict {
    match curvatures(landscape, at) {
        Some([low, _]) if low < -FLAT => Verdict::StuckAtSaddle,
        Some([low, high]) if low.abs().max(high.abs()) < FLAT => Verdict::VanishingGradient,
        _ => Verdict::Converged,
    }
}

/// The least and the greatest curvature at a point; none at a kink.
fn curvatures(landscape: &dyn Landscape, at: DVec2) -> Option<[f64; 2]> {
    let hessian = landscape.hessian(at)?;
    Some(match landscape.variables() {
        1 => [hessian.x_axis.x; 2],
        _ => eigenvalues(hessian),
    })
}

/// The eigenvalues of a symmetric matrix, the smaller first.
pub fn eigenvalues(matrix: DMat2) -> [f64; 2] {
    let (a, b, d) = (matrix.x_axis.x, matrix.x_axis.y, matrix.y_axis.y);
    let (middle, reach) = ((a + d) / 2.0, ((a - d) / 2.0).hypot(b));
    [middle - reach, middle + reach]
}

/// 2/λ, with λ the greatest curvature at a point: gradient descent with a larger learning rate moves away from a minimum
/// there. None where f nowhere curves upwards.
///
/// Source: Y. Nesterov, Introductory Lectures on Convex Optimization (2004), theorem 2.1.14.
pub fn largest_stable_rate(landscape: &dyn Landscape, at: DVec2) -> Option<f64> {
    let [_, high] = curvatures(landscape, at)?;
    (high > 0.0 && high.is_finite()).then_some(2.0 / high)
}

/// The first step at which f falls by at most `epsilon`, as the rule of thumb has it. Steps that rise count as well,
/// which fools it: so does any learning rate that is small enough.
pub fn epsilon_convergence(values: &[f64], epsilon: f64) -> Option<usize> {
    let falls = values.windows(2).map(|pair| pair[0] - pair[1]);
    falls
        .into_iter()
        .position(|fall| fall <= epsilon)
        .map(|k| k + 1)
}

#[cfg(test)]
mod tests;
