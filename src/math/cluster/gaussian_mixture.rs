//! Gaussian mixture: a sum of normal distributions fitted by maximum likelihood.

use super::{
    ClusterError, Curve, CurveQuantity, Entry, GaussianComponent, History, MAX_ITER, Method,
    Progress, SEED, StopReason, Trace, check_data_for, kmeans::KMeans, number_of_clusters,
    stage_progress, tol,
};
use crate::math::{
    parameter::{Setting, parameters},
    progress::{no_progress, piece_progress},
    table::Matrix,
    words::Bilingual,
};

mod density;
mod whitening;

use density::Mixture;

const N_COMPONENTS: Setting<usize> = number_of_clusters("n_components");

const TOL: Setting<f64> = tol(
    1e-3,
    Bilingual::new(
        "ends when the mean log-likelihood of a row changes by less",
        "平均对数似然的变化小于此值时停止",
    ),
)
.slider(0.0, 0.01);

const REG_COVAR: Setting<f64> = Setting::number(
    "reg_covar",
    1e-6,
    Bilingual::new(
        "added to every variance, so that no ellipsoid becomes flat",
        "加在每个方差上，避免椭球变扁",
    ),
)
.logarithmic(1e-9, 1e-1)
.formerly("reg");

pub(super) const ENTRY: Entry = Entry {
    name: "gaussian_mixture",
    title: Bilingual::new("Gaussian mixture", "高斯混合"),
    formula: "p(x) = Σⱼ πⱼ·N(x; μⱼ, Σⱼ);  rⱼ = πⱼ·N(x; μⱼ, Σⱼ) / p(x)\nπⱼ, μⱼ, Σⱼ ← share, mean and covariance of the rows weighted by rⱼ",
    doc: Bilingual::new(
        "Fits ellipsoids of any shape by expectation–maximization, from the clusters of K-Means; a row belongs to each with some probability.",
        "从 K 均值的结果出发，用 EM 算法拟合任意形状的椭球；每行以一定概率属于各簇。",
    ),
    reference: "Dempster, Laird & Rubin 1977, Maximum Likelihood from Incomplete Data via the EM Algorithm",
    parameters: parameters![
        N_COMPONENTS,
        SEED,
        MAX_ITER.with_default(100.0),
        TOL,
        REG_COVAR
    ],
    build: |settings| {
        Box::new(GaussianMixture {
            components: settings.get(N_COMPONENTS),
            seed: settings.get(SEED),
            max_iter: settings.get(MAX_ITER),
            tol: settings.get(TOL),
            reg_covar: settings.get(REG_COVAR),
        })
    },
};

/// The share of the progress spent on the K-Means initialization: little, since the iterations cost far more where
/// there are many columns.
const INIT_SHARE: f64 = 0.1;

#[derive(Clone, Debug)]
struct GaussianMixture {
    components: usize,
    seed: u64,
    max_iter: usize,
    tol: f64,
    reg_covar: f64,
}

impl Method for GaussianMixture {
    /// Step 0 is the result of K-Means; each further step is one iteration of expectation–maximization.
    fn run(&self, data: &Matrix, progress: &mut Progress) -> Result<History, ClusterError> {
        check_data_for(self.components, data)?;
        density::check_memory(data, self.components)?;
        let start = KMeans::plus_plus(self.components, self.seed)
            .run(data, &mut stage_progress(progress, [0.0, INIT_SHARE]))?;
        let centres = start.trace().centres(start.steps(), data);
        let first = density::components_of_labels(data, start.labels(), &centres, self.reg_covar);
        let mut trace = MixtureTrace::new(first, MAX_TRACE_BYTES);
        let mut progress = stage_progress(progress, [INIT_SHARE, 1.0]);
        let mut log_likelihoods = Vec::new();
        let mut stop_reason = StopReason::StepLimit;
        for iteration in 0..self.max_iter {
            let mut progress = piece_progress(&mut progress, iteration, self.max_iter + 1);
            let (log_likelihood, next) =
                em_iteration(trace.last(), data, self.reg_covar, &mut progress)?;
            let gain = (log_likelihoods.last()).map(|before: &f64| log_likelihood - before);
            log_likelihoods.push(log_likelihood);
            trace.push(next);
            if gain.is_some_and(|gain| gain.abs() < self.tol) {
                stop_reason = StopReason::Converged;
                break;
            }
        }
        let mut progress = piece_progress(&mut progress, self.max_iter, self.max_iter + 1);
        let last = Mixture::new(trace.last(), &mut progress)?;
        let mut labels = vec![0; data.rows()];
        log_likelihoods.push(last.assign(data, &mut labels));
        let curve = Curve {
            quantity: CurveQuantity::LogLikelihood,
            values: log_likelihoods,
        };
        Ok(History::new(
            labels,
            self.components,
            stop_reason,
            curve,
            trace,
        ))
    }

    fn with_clusters(&self, count: usize) -> Option<Box<dyn Method>> {
        Some(Box::new(Self {
            components: count,
            ..self.clone()
        }))
    }
}

/// One iteration of expectation–maximization: returns the mean log-likelihood per row and the next components.
fn em_iteration(
    components: &[GaussianComponent],
    data: &Matrix,
    reg_covar: f64,
    progress: &mut Progress,
) -> Result<(f64, Vec<GaussianComponent>), ClusterError> {
    let mixture = Mixture::new(components, &mut stage_progress(progress, [0.0, 0.5]))?;
    mixture.em_iteration(data, reg_covar, &mut stage_progress(progress, [0.5, 1.0]))
}

/// The maximum size in bytes of the stored components.
const MAX_TRACE_BYTES: usize = 1 << 30;

/// The components of every step; if these exceed the memory limit, those of every second, fourth, … step and of the
/// last one. Labels are recomputed from them.
#[derive(Debug)]
struct MixtureTrace {
    /// The stored steps in ascending order, each with its components.
    stored: Vec<(usize, Vec<GaussianComponent>)>,
    /// The distance of two stored steps; the last step is stored in any case.
    stride: usize,
    /// The maximum number of stored steps.
    max_stored: usize,
}

impl MixtureTrace {
    /// Starts with the components of step 0. The stored steps take at most `max_bytes`, or are two.
    fn new(first: Vec<GaussianComponent>, max_bytes: usize) -> Self {
        let numbers = first
            .iter()
            .map(|component| component.mean.len() + component.covariance.len());
        let bytes = numbers.sum::<usize>() * size_of::<f64>();
        Self {
            stored: vec![(0, first)],
            stride: 1,
            max_stored: max_bytes.checked_div(bytes).unwrap_or(usize::MAX).max(2),
        }
    }

    fn push(&mut self, next: Vec<GaussianComponent>) {
        let (before, _) = self.stored[self.stored.len() - 1];
        if !before.is_multiple_of(self.stride) {
            self.stored.pop();
        }
        let step = before + 1;
        self.stored.push((step, next));
        while self.stored.len() > self.max_stored {
            self.stride *= 2;
            self.stored
                .retain(|(stored, _)| stored.is_multiple_of(self.stride) || *stored == step);
        }
    }

    fn last(&self) -> &[GaussianComponent] {
        &self.stored[self.stored.len() - 1].1
    }
}

impl Trace for MixtureTrace {
    fn labels(&self, step: usize, data: &Matrix, into: &mut [i32]) {
        // The run has already inverted these covariances.
        if let Ok(mixture) = Mixture::new(self.components(step), &mut no_progress) {
            mixture.assign(data, into);
        }
    }

    fn reaches_every_row(&self) -> bool {
        true
    }

    fn centres(&self, step: usize, _data: &Matrix) -> Vec<Vec<f64>> {
        let components = self.components(step).iter();
        components.map(|component| component.mean.clone()).collect()
    }

    /// The components of the step, or of the last stored step before it.
    fn components(&self, step: usize) -> &[GaussianComponent] {
        let after = self.stored.partition_point(|(stored, _)| *stored <= step);
        &self.stored[after - 1].1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_beyond_the_memory_limit_are_thinned_out_except_the_first_and_last() {
        let at = |step: usize| {
            vec![GaussianComponent {
                weight: step as f64,
                mean: vec![0.0; 2],
                covariance: vec![0.0; 4],
            }]
        };
        // 48 bytes per step: at most five are stored.
        let mut trace = MixtureTrace::new(at(0), 5 * 48);
        for step in 1..=100 {
            trace.push(at(step));
            assert!(trace.stored.len() <= 5);
            assert_eq!(trace.last()[0].weight, step as f64);
            assert_eq!(trace.components(0)[0].weight, 0.0);
            let found = trace.components(step / 2)[0].weight as usize;
            assert!(found <= step / 2 && step / 2 - found < trace.stride);
        }
        let mut trace = MixtureTrace::new(at(0), MAX_TRACE_BYTES);
        (1..=100).for_each(|step| trace.push(at(step)));
        assert!((0..=100).all(|step| trace.components(step)[0].weight == step as f64));
    }

    #[test]
    fn covariances_of_too_many_columns_are_rejected_before_the_computation() {
        let data = Matrix::from_fn(3, 16_000, |i, j| (i * j) as f64);
        let mixture = GaussianMixture {
            components: 2,
            seed: 0,
            max_iter: 100,
            tol: 1e-3,
            reg_covar: 1e-6,
        };
        let mut reports = 0;
        let result = mixture.run(&data, &mut |_| {
            reports += 1;
            std::ops::ControlFlow::Continue(())
        });
        let message = result.unwrap_err().to_string();
        let expected =
            "gaussian_mixture with 16000 columns needs 28.6 GiB of memory, and the limit is 4 GiB";
        assert!(message.starts_with(expected), "{message}");
        assert_eq!(reports, 0);
    }
}
