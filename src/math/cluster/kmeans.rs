//! K-Means: centres that move to the mean of the rows nearest to them.

use super::{
    ClusterError, Curve, CurveQuantity, Entry, History, MAX_ITER, Method, N_CLUSTERS, Progress,
    SEED, StopReason, Trace, check_data_for, report, tol,
};
use crate::math::{
    memory,
    parameter::{Choice, ChoiceOrList, Setting, Settings, choices, parameters},
    progress::{piece_progress, stage_progress},
    random::RandomStream,
    table::Matrix,
    words::Bilingual,
};

mod lloyd;
mod seeding;

use lloyd::Lloyd;
pub(super) use lloyd::nearest;

/// How the initial centres are chosen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Seeding {
    PlusPlus,
    Random,
}

choices!(Seeding {
    PlusPlus: Choice::new(
        "k-means++",
        Bilingual::new("k-means++", "k-means++"),
        Bilingual::new(
            "rows far from the centres chosen before are likelier; the best of a few tries each time",
            "离已选中心越远的行越可能被选中；每次从几个候选中取最好的",
        ),
    )
    .formerly("kmeanspp"),
    Random: Choice::new(
        "random",
        Bilingual::new("random rows", "随机行"),
        Bilingual::new("different rows, each as likely", "互不相同的行，机会均等"),
    ),
});

const INIT: Setting<ChoiceOrList<Seeding>> = Setting::choice_or_list(
    "init",
    Bilingual::new(
        "how the first centres are chosen, or the rows that are these, from 0: n_clusters is then their number, and seed has no effect",
        "如何选取初始中心；也可列出作为初始中心的行号，从 0 开始，此时 n_clusters 为其个数，seed 不起作用",
    ),
)
.formerly("seeding");

const TOL: Setting<f64> = tol(
    1e-4,
    Bilingual::new(
        "ends when the squared movement of all centres is at most this times the mean variance of a column; 0: when nothing changes",
        "所有中心移动的平方和不超过此值乘以各列方差的均值时停止；0 表示直到不再变化",
    ),
)
.slider(0.0, 0.1);

pub(super) const ENTRY: Entry = Entry {
    name: "kmeans",
    title: Bilingual::new("K-Means", "K 均值"),
    formula: "each row joins the nearest centre;  cⱼ ← mean of the rows of cluster j",
    doc: Bilingual::new(
        "Minimizes the sum of squared distances to the centres: round clusters of like size. It ends in a minimum that depends on the first centres.",
        "使各行到中心的距离平方和变小：适合大小相近的圆形簇；结果取决于初始中心。",
    ),
    reference: "Lloyd 1982, Least Squares Quantization in PCM; Arthur & Vassilvitskii 2007, k-means++; Hamerly 2010, Making k-means Even Faster",
    parameters: parameters![N_CLUSTERS, INIT, SEED, MAX_ITER, TOL],
    build: |settings| Box::new(KMeans::new(settings)),
};

#[derive(Clone, Debug)]
pub(super) struct KMeans {
    clusters: usize,
    init: ChoiceOrList<Seeding>,
    seed: u64,
    max_iter: usize,
    tol: f64,
}

impl KMeans {
    fn new(settings: &Settings) -> Self {
        let init = settings.get(INIT);
        let clusters = match &init {
            ChoiceOrList::List(rows) => rows.len(),
            ChoiceOrList::Choice(_) => settings.get(N_CLUSTERS),
        };
        Self {
            clusters,
            init,
            seed: settings.get(SEED),
            max_iter: settings.get(MAX_ITER),
            tol: settings.get(TOL),
        }
    }

    /// K-Means with k-means++ initialization and the default limits.
    pub(super) fn plus_plus(clusters: usize, seed: u64) -> Self {
        Self {
            clusters,
            seed,
            ..Self::new(&Settings::defaults(ENTRY.parameters))
        }
    }

    /// The initial centres, one after another.
    fn initial_centres(
        &self,
        data: &Matrix,
        progress: &mut Progress,
    ) -> Result<Vec<f64>, ClusterError> {
        let mut source = RandomStream::new(self.seed);
        let rows = match &self.init {
            ChoiceOrList::List(rows) => {
                if let Some(row) = rows.iter().find(|row| **row >= data.rows()) {
                    return Err(ClusterError::NoSuchRow {
                        row: *row,
                        last: data.rows() - 1,
                    });
                }
                rows.clone()
            }
            ChoiceOrList::Choice(Seeding::Random) => {
                seeding::random_rows(data.rows(), self.clusters, &mut source)
            }
            ChoiceOrList::Choice(Seeding::PlusPlus) => {
                seeding::plus_plus(data, self.clusters, &mut source, progress)?
            }
        };
        Ok(rows
            .iter()
            .flat_map(|row| data.row(*row))
            .copied()
            .collect())
    }
}

/// The share of the progress spent on choosing the initial centres.
const INIT_SHARE: f64 = 0.2;

impl Method for KMeans {
    fn run(&self, data: &Matrix, progress: &mut Progress) -> Result<History, ClusterError> {
        check_data_for(self.clusters, data)?;
        lloyd::check_memory(data, self.clusters)?;
        let initial =
            self.initial_centres(data, &mut stage_progress(progress, [0.0, INIT_SHARE]))?;
        let progress = &mut stage_progress(progress, [INIT_SHARE, 1.0]);
        let max_squared_shift = if self.tol > 0.0 {
            self.tol * mean_variance(data)
        } else {
            0.0
        };
        let mut lloyd = Lloyd::new(data, self.clusters, initial);
        let (mut centres, mut inertias) = (lloyd.centres().to_vec(), Vec::new());
        let mut stop_reason = StopReason::StepLimit;
        let mut is_unchanged = false;
        for iteration in 0..self.max_iter {
            report(progress, iteration, self.max_iter)?;
            let assignment = lloyd.assign();
            inertias.push(assignment.inertia);
            let squared_shift = lloyd.update(&assignment)?;
            let bytes = size_of_val(&*centres) + size_of_val(lloyd.centres());
            let remedy = "take fewer clusters, or end earlier (max_iter)";
            memory::check("the centres of all steps of K-Means", &[bytes], remedy)?;
            centres.extend_from_slice(lloyd.centres());
            is_unchanged = assignment.changed == 0;
            if is_unchanged || squared_shift <= max_squared_shift {
                stop_reason = StopReason::Converged;
                break;
            }
        }
        // If no label changed in the last iteration, the centres did not move either.
        inertias.push(if is_unchanged {
            inertias[inertias.len() - 1]
        } else {
            lloyd.assign().inertia
        });
        let curve = Curve {
            quantity: CurveQuantity::Inertia,
            values: inertias,
        };
        let trace = KMeansTrace {
            clusters: self.clusters,
            centres,
        };
        Ok(History::new(
            lloyd.labels(),
            self.clusters,
            stop_reason,
            curve,
            trace,
        ))
    }

    fn with_clusters(&self, count: usize) -> Option<Box<dyn Method>> {
        let init = match &self.init {
            ChoiceOrList::Choice(seeding) => *seeding,
            ChoiceOrList::List(_) => Seeding::PlusPlus,
        };
        Some(Box::new(Self {
            clusters: count,
            init: ChoiceOrList::Choice(init),
            ..self.clone()
        }))
    }

    fn minimizes_inertia(&self) -> bool {
        true
    }
}

/// The centres at every step; labels are recomputed from them.
#[derive(Debug)]
struct KMeansTrace {
    clusters: usize,
    /// The centres, one after another, step by step.
    centres: Vec<f64>,
}

impl KMeansTrace {
    /// The centres at a step, one after another.
    fn at(&self, step: usize, columns: usize) -> &[f64] {
        let size = self.clusters * columns;
        let last = self.centres.len() / size - 1;
        &self.centres[step.min(last) * size..][..size]
    }
}

impl Trace for KMeansTrace {
    fn labels(&self, step: usize, data: &Matrix, into: &mut [i32]) {
        nearest(data, self.at(step, data.columns()), into);
    }

    fn has_voronoi_regions(&self) -> bool {
        true
    }

    fn reaches_every_row(&self) -> bool {
        true
    }

    fn centres(&self, step: usize, data: &Matrix) -> Vec<Vec<f64>> {
        let columns = data.columns();
        let centres = self.at(step, columns).chunks(columns);
        centres.map(<[f64]>::to_vec).collect()
    }
}

/// The mean over the columns of their variances, for which the divisor is the number of rows.
fn mean_variance(data: &Matrix) -> f64 {
    let (rows, columns) = (data.rows() as f64, data.columns());
    let mut means = vec![0.0; columns];
    for row in data.iter_rows() {
        means
            .iter_mut()
            .zip(row)
            .for_each(|(mean, value)| *mean += value);
    }
    means.iter_mut().for_each(|mean| *mean /= rows);
    let squares = data.iter_rows().map(|row| {
        let squares = row
            .iter()
            .zip(&means)
            .map(|(value, mean)| (value - mean).powi(2));
        squares.sum::<f64>()
    });
    squares.sum::<f64>() / (rows * columns as f64)
}

/// The run of K-Means with `k` clusters that has the smallest inertia of `n_init` runs (at least one) with k-means++
/// and the seeds 0, 1, ….
///
/// # Errors
/// As [`Method::run`].
pub fn best(
    data: &Matrix,
    k: usize,
    n_init: u64,
    progress: &mut Progress,
) -> Result<History, ClusterError> {
    let mut run = |seed: u64| {
        let mut progress = piece_progress(progress, seed as usize, n_init as usize);
        KMeans::plus_plus(k, seed).run(data, &mut progress)
    };
    let mut best = run(0)?;
    for seed in 1..n_init {
        let other = run(seed)?;
        if inertia(&other) < inertia(&best) {
            best = other;
        }
    }
    Ok(best)
}

/// The final inertia of a run.
fn inertia(history: &History) -> f64 {
    history.curve().values[history.steps()]
}
