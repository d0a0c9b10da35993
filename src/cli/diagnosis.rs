//! The report of `descend --diagnose`.

use serde::Serialize;

use super::output::rounded;
use crate::math::{
    descent::Trajectory,
    diagnosis::{
        self, Diagnosis, Verdict, downhill_convergence, epsilon_convergence, monitor::MonitorStatus,
    },
    landscape::Landscape,
};

/// The verdict on a run, and what common rules conclude.
#[derive(Serialize)]
pub(super) struct Report {
    verdict: Verdict,
    step: usize,
    advice: &'static str,
    /// The health of the last step.
    monitor: MonitorStatus,
    /// 2/λ, where λ is the greatest curvature at the end of the run; none if f is not convex there.
    largest_stable_rate: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    epsilon: Option<Epsilon>,
    #[serde(skip)]
    found: Diagnosis,
}

/// The first step at which f falls by at most ε: by the plain rule, and with uphill steps excluded.
#[derive(Serialize)]
struct Epsilon {
    epsilon: f64,
    step: Option<usize>,
    downhill_step: Option<usize>,
}

impl Report {
    pub(super) fn of(
        trajectory: &Trajectory,
        landscape: &dyn Landscape,
        epsilon: Option<f64>,
    ) -> Self {
        let found = diagnosis::diagnose(trajectory, landscape);
        Self {
            verdict: found.verdict,
            step: found.step,
            advice: found.advice.en,
            monitor: MonitorStatus::of(&trajectory.values, &trajectory.gradient_norms),
            largest_stable_rate: diagnosis::stable_rate_for_run(
                trajectory,
                found.verdict,
                landscape,
            ),
            epsilon: epsilon.map(|epsilon| Epsilon {
                epsilon,
                step: epsilon_convergence(&trajectory.values, epsilon),
                downhill_step: downhill_convergence(&trajectory.values, epsilon),
            }),
            found,
        }
    }

    /// One line for the verdict, and one for each rule that disagrees with it.
    pub(super) fn to_text(&self) -> String {
        let title = self.verdict.title().en;
        let mut text = format!("{title}, from step {}: {}\n", self.step, self.advice);
        if let Some(rate) = self.largest_stable_rate {
            text += &format!(
                "the largest stable learning rate of gradient descent there is {}\n",
                rounded(rate)
            );
        }
        if !self.monitor.agrees_with(self.found.verdict) {
            let message = self.monitor.message().en;
            text += &format!("a monitor of the last step reports: {message}\n");
        }
        if let Some(Epsilon {
            epsilon,
            step,
            downhill_step,
        }) = &self.epsilon
        {
            let at = |step: &Option<usize>| match step {
                Some(step) => format!("at step {step}"),
                None => "never".to_owned(),
            };
            text += &format!(
                "the value falls by no more than {epsilon} first {}",
                at(step)
            );
            if step != downhill_step {
                text += &format!(", where it rises; downhill {}", at(downhill_step));
            }
            text.push('\n');
        }
        text
    }
}
