//! Gaussian mixture: normal distributions whose sum makes the rows as likely as can be.

use super::{
    ClusterError, Course, Curve, CurveOf, Ellipsoid, End, Entry, History, K, Method, SEED, Watch,
    check_for, kmeans::KMeans, max_iterations, stretch,
};
use crate::math::{
    parameter::Parameter,
    table::Matrix,
    watch::{part, unwatched},
    words::Bilingual,
};

mod density;
mod whitening;

use density::Mixture;

pub const ENTRY: Entry = Entry {
    name: "gaussian_mixture",
    title: Bilingual::new("Gaussian mixture", "高斯混合"),
    formula: "p(x) = Σⱼ πⱼ·N(x; μⱼ, Σⱼ);  rⱼ = πⱼ·N(x; μⱼ, Σⱼ) / p(x)\nπⱼ, μⱼ, Σⱼ ← share, mean and covariance of the rows weighted by rⱼ",
    doc: Bilingual::new(
        "Fits ellipsoids of any shape by expectation–maximization, from the clusters of K-Means; a row belongs to each with some probability.",
        "从 K 均值的结果出发，用 EM 算法拟合任意形状的椭球；每行以一定概率属于各簇。",
    ),
    reference: "Dempster, Laird & Rubin 1977, Maximum Likelihood from Incomplete Data via the EM Algorithm",
    parameters: &[
        K,
        SEED,
        max_iterations(100.0),
        Parameter::number(
            "tolerance",
            1e-3,
            Bilingual::new(
                "ends when the mean log-likelihood of a row changes by less",
                "平均对数似然的变化小于此值时停止",
            ),
        )
        .slider(0.0, 0.01),
        Parameter::number(
            "reg",
            1e-6,
            Bilingual::new(
                "added to every variance, so that no ellipsoid becomes flat",
                "加在每个方差上，避免椭球变扁",
            ),
        )
        .logarithmic(1e-9, 1e-1),
    ],
    build: |settings| {
        Box::new(GaussianMixture {
            k: settings.get("k") as usize,
            seed: settings.get("seed") as u64,
            max_iterations: settings.get("max_iterations") as usize,
            tolerance: settings.get("tolerance"),
            reg: settings.get("reg"),
        })
    },
};

/// The share of the time that is told for the clusters of K-Means; of many columns it is far less.
const START: f64 = 0.1;

#[derive(Clone, Debug)]
struct GaussianMixture {
    k: usize,
    seed: u64,
    max_iterations: usize,
    tolerance: f64,
    reg: f64,
}

impl Method for GaussianMixture {
    /// Step 0 are the clusters of K-Means; each step is one round of expectation and maximization.
    fn run(&self, data: &Matrix, watch: &mut Watch) -> Result<History, ClusterError> {
        check_for(self.k, data)?;
        let start = KMeans::plus(self.k, self.seed).run(data, &mut stretch(watch, [0.0, START]))?;
        let centres = start.course().centres(start.steps(), data);
        let mut steps = vec![density::of_labels(data, start.labels(), &centres, self.reg)];
        let mut watch = stretch(watch, [START, 1.0]);
        let mut curve = Vec::new();
        let mut end = End::StepLimit;
        for iteration in 0..self.max_iterations {
            let mut watch = part(&mut watch, iteration, self.max_iterations + 1);
            let (likelihood, next) = round(&steps[iteration], data, self.reg, &mut watch)?;
            let gain = curve.last().map(|before: &f64| likelihood - before);
            curve.push(likelihood);
            steps.push(next);
            if gain.is_some_and(|gain| gain.abs() < self.tolerance) {
                end = End::Converged;
                break;
            }
        }
        let mut watch = part(&mut watch, self.max_iterations, self.max_iterations + 1);
        let last = Mixture::new(&steps[curve.len()], &mut watch)?;
        let mut labels = vec![0; data.rows()];
        curve.push(last.assign(data, &mut labels));
        let curve = Curve {
            of: CurveOf::LogLikelihood,
            values: curve,
        };
        Ok(History::new(labels, self.k, end, curve, Rounds(steps)))
    }
}

/// One round of expectation and maximization: the mean log-likelihood of a row, and the next components.
fn round(
    components: &[Ellipsoid],
    data: &Matrix,
    reg: f64,
    watch: &mut Watch,
) -> Result<(f64, Vec<Ellipsoid>), ClusterError> {
    let mixture = Mixture::new(components, &mut stretch(watch, [0.0, 0.5]))?;
    mixture.round(data, reg, &mut stretch(watch, [0.5, 1.0]))
}

/// The components of every step; labels follow from them.
#[derive(Debug)]
struct Rounds(Vec<Vec<Ellipsoid>>);

impl Course for Rounds {
    fn labels(&self, step: usize, data: &Matrix, into: &mut [i32]) {
        // The run inverted these covariances too.
        if let Ok(mixture) = Mixture::new(self.ellipsoids(step), &mut unwatched) {
            mixture.assign(data, into);
        }
    }

    fn centres(&self, step: usize, _data: &Matrix) -> Vec<Vec<f64>> {
        let components = self.ellipsoids(step).iter();
        components.map(|component| component.mean.clone()).collect()
    }

    fn ellipsoids(&self, step: usize) -> &[Ellipsoid] {
        &self.0[step.min(self.0.len() - 1)]
    }
}
