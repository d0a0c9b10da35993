//! What `descend --diagnose` says of a run.

use serde::Serialize;

use super::output::rounded;
use crate::math::{
    descent::Trajectory,
    diagnosis::{
        self, Diagnosis, Verdict, downhill_convergence, epsilon_convergence, monitor::Health,
    },
    landscape::Landscape,
};

/// The verdict on a run, and what common rules say of it.
#[derive(Serialize)]
pub struct Report {
    verdict: Verdict,
    step: usize,
    advice: &'static str,
    /// Of the last step.
    monitor: Health,
    /// 2/λ, with λ the greatest curvature where the run settles; none where f does not curve upwards.
    largest_stable_rate: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    epsilon: Option<Epsilon>,
    #[serde(skip)]
    found: Diagnosis,
}

/// When a run converges to ε by how much f falls: by the rule, and with steps that rise left out.
#[derive(Serialize)]
struct Epsilon {
    epsilon: f64,
    step: Option<usize>,
    downhill_step: Option<usize>,
}

impl Report {
    pub fn of(path: &Trajectory, landscape: &dyn Landscape, epsilon: Option<f64>) -> Self {
        let found = diagnosis::diagnose(path, landscape);
        Self {
            verdict: found.verdict,
            step: found.step,
            advice: found.advice.en,
            monitor: Health::of(&path.values, &path.gradient_norms),
            largest_stable_rate: diagnosis::stable_rate_of(path, found.verdict, landscape),
            epsilon: epsilon.map(|epsilon| Epsilon {
                epsilon,
                step: epsilon_convergence(&path.values, epsilon),
                downhill_step: downhill_convergence(&path.values, epsilon),
            }),
            found,
        }
    }

    /// One line for the verdict and one for each rule that says something else.
    pub fn for_people(&self) -> String {
        let title = self.verdict.title().en;
        let mut text = format!("{title}, from step {}: {}\n", self.step, self.advice);
        if let Some(rate) = self.largest_stable_rate {
            text += &format!(
                "the largest stable learning rate of gradient descent there is {}\n",
                rounded(rate)
            );
        }
        if !self.monitor.agrees(self.found.verdict) {
            let message = self.monitor.message().en;
            text += &format!("a monitor of the last step would say: {message}\n");
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
