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

/// The verdict on a run, and the results of other common rules.
#[derive(Serialize)]
pub(super) struct Report {
    verdict: Verdict,
    step: usize,
    advice: &'static str,
    /// The result of a monitor that looks only at the last step.
    monitor: MonitorStatus,
    /// The largest stable learning rate, 2/λ, where λ is the largest curvature at the end of the run; none if λ is not
    /// positive.
    largest_stable_rate: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    epsilon: Option<EpsilonSteps>,
    #[serde(skip)]
    diagnosis: Diagnosis,
}

/// The first step at which f falls by at most ε. A step at which f rises counts for `step`, but not for
/// `downhill_step`.
#[derive(Serialize)]
struct EpsilonSteps {
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
        let diagnosis = diagnosis::diagnose(trajectory, landscape);
        Self {
            verdict: diagnosis.verdict,
            step: diagnosis.step,
            advice: diagnosis.advice.en,
            monitor: MonitorStatus::of(&trajectory.values, &trajectory.gradient_norms),
            largest_stable_rate: diagnosis::stable_rate_for_run(
                trajectory,
                diagnosis.verdict,
                landscape,
            ),
            epsilon: epsilon.map(|epsilon| EpsilonSteps {
                epsilon,
                step: epsilon_convergence(&trajectory.values, epsilon),
                downhill_step: downhill_convergence(&trajectory.values, epsilon),
            }),
            diagnosis,
        }
    }

    /// A line for the verdict, one for the largest stable learning rate, one for the monitor if it disagrees, and one
    /// for the ε rule if requested.
    pub(super) fn to_text(&self) -> String {
        let title = self.verdict.title().en;
        let mut text = format!("{title}, from step {}: {}\n", self.step, self.advice);
        if let Some(rate) = self.largest_stable_rate {
            text += &format!(
                "the largest stable learning rate of gradient descent there is {}\n",
                rounded(rate)
            );
        }
        if !self.monitor.agrees_with(self.diagnosis.verdict) {
            let message = self.monitor.message().en;
            text += &format!("a monitor of the last step reports: {message}\n");
        }
        if let Some(EpsilonSteps {
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
