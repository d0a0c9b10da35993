//! BIRCH: collects rows in small subclusters in one pass, then merges the subclusters.

use super::{
    ClusterError, Curve, CurveQuantity, Entry, History, Method, N_CLUSTERS, Progress, StopReason,
    Trace, UNREACHED,
    agglomerative::{self, Linkage},
    check_data_for, kmeans, report, stage_progress,
};
use crate::math::{
    parameter::{Setting, parameters},
    table::Matrix,
    words::Bilingual,
};

mod tree;

use tree::Tree;

const THRESHOLD: Setting<f64> = Setting::number(
    "threshold",
    0.5,
    Bilingual::new(
        "largest radius of a subcluster: the root-mean-square distance of its rows to their mean",
        "子簇的最大半径：到均值的均方根距离",
    ),
)
.positive()
.logarithmic(1e-2, 10.0);

const BRANCHING_FACTOR: Setting<usize> = Setting::count(
    "branching_factor",
    50,
    Bilingual::new(
        "maximum number of entries in a node of the tree",
        "树中每个节点最多的条目数",
    ),
)
.at_least(2.0)
.slider(2.0, 100.0)
.formerly("branching");

pub(super) const ENTRY: Entry = Entry {
    name: "birch",
    title: Bilingual::new("BIRCH", "BIRCH"),
    formula: "a row joins the nearest subcluster if the radius stays ≤ threshold, else starts one\nthen the subclusters are merged to n_clusters by Ward's linkage",
    doc: Bilingual::new(
        "Builds a tree in one pass over the rows, which keeps only counts, sums and sums of squares: for data too large for other methods.",
        "只扫描一遍数据建树，树中只保存个数、和与平方和：适合其他方法难以处理的大数据。",
    ),
    reference: "Zhang, Ramakrishnan & Livny 1996, BIRCH: An Efficient Data Clustering Method for Very Large Databases",
    parameters: parameters![N_CLUSTERS, THRESHOLD, BRANCHING_FACTOR],
    build: |settings| {
        Box::new(Birch {
            clusters: settings.get(N_CLUSTERS),
            threshold: settings.get(THRESHOLD),
            branching_factor: settings.get(BRANCHING_FACTOR),
        })
    },
};

#[derive(Clone, Debug)]
struct Birch {
    clusters: usize,
    threshold: f64,
    branching_factor: usize,
}

/// The share of the progress spent on inserting the rows into the tree.
const INSERT_SHARE: f64 = 0.5;
/// Rows between two progress reports.
const ROWS_PER_REPORT: usize = 4096;

impl Method for Birch {
    /// Inserting a row is a step, and merging the subclusters is the last one. If there are fewer subclusters than
    /// `n_clusters`, they are not merged.
    fn run(&self, data: &Matrix, progress: &mut Progress) -> Result<History, ClusterError> {
        check_data_for(self.clusters, data)?;
        let mut tree = Tree::new(self.threshold, self.branching_factor, data.columns());
        let mut subcluster_of = Vec::with_capacity(data.rows());
        let mut subcluster_counts = vec![0.0];
        for (index, row) in data.iter_rows().enumerate() {
            if index % ROWS_PER_REPORT == 0 {
                report(
                    &mut stage_progress(progress, [0.0, INSERT_SHARE]),
                    index,
                    data.rows(),
                )?;
            }
            subcluster_of.push(tree.insert(row));
            subcluster_counts.push(tree.subcluster_count() as f64);
        }
        let order = tree.leaf_order();
        let centres: Vec<f64> = order.iter().flat_map(|id| tree.centre(*id)).collect();
        let table = Matrix::from_fn(order.len(), data.columns(), |i, j| {
            centres[i * data.columns() + j]
        });
        let cluster_of_subcluster = if order.len() < self.clusters {
            (0..order.len() as i32).collect()
        } else {
            let merges = agglomerative::merge_all(
                &table,
                Linkage::Ward,
                &mut stage_progress(progress, [INSERT_SHARE, 1.0]),
            )
            .map_err(with_birch_remedy)?;
            agglomerative::cut(&merges, self.clusters)
        };
        // Each row gets the label of the subcluster that is nearest at the end, which may not be the one it was
        // inserted into.
        let mut labels = vec![0; data.rows()];
        kmeans::nearest(data, &centres, &mut labels);
        for label in &mut labels {
            *label = cluster_of_subcluster[*label as usize];
        }
        let clusters = self.clusters.min(order.len());
        subcluster_counts.push(clusters as f64);
        let mut label_by_id = vec![0; order.len()];
        for (id, label) in order.iter().zip(cluster_of_subcluster) {
            label_by_id[*id as usize] = label;
        }
        let mut position_by_id = vec![0; order.len()];
        for (position, id) in order.iter().enumerate() {
            position_by_id[*id as usize] = position as u32;
        }
        let trace = BirchTrace {
            subcluster_of,
            labels: label_by_id,
            positions: position_by_id,
        };
        let curve = Curve {
            quantity: CurveQuantity::Clusters,
            values: subcluster_counts,
        };
        Ok(History::new(
            labels,
            clusters,
            StopReason::Complete,
            curve,
            trace,
        ))
    }

    fn with_clusters(&self, count: usize) -> Option<Box<dyn Method>> {
        Some(Box::new(Self {
            clusters: count,
            ..self.clone()
        }))
    }
}

/// Rewrites the error for too many rows, which are here subclusters: a larger threshold gives fewer of them.
fn with_birch_remedy(error: ClusterError) -> ClusterError {
    match error {
        ClusterError::TooManyRows { rows, max_rows, .. } => ClusterError::TooManyRows {
            method: "the last step of birch, which merges subclusters,",
            rows,
            max_rows,
            remedy: "take a larger threshold",
        },
        error => error,
    }
}

/// The subcluster of each row. A row never changes its subcluster, so one list is enough for every step.
#[derive(Debug)]
struct BirchTrace {
    /// The index of each row's subcluster, in order of creation.
    subcluster_of: Vec<u32>,
    /// The final label of each subcluster.
    labels: Vec<i32>,
    /// The position of each subcluster in the leaf order of the finished tree.
    positions: Vec<u32>,
}

impl Trace for BirchTrace {
    /// An inserted row has the final label of its subcluster.
    fn labels(&self, step: usize, _data: &Matrix, into: &mut [i32]) {
        into.fill(UNREACHED);
        for (label, subcluster) in into.iter_mut().zip(&self.subcluster_of).take(step) {
            *label = self.labels[*subcluster as usize];
        }
    }

    /// The means of the subclusters created so far, in the leaf order of the finished tree.
    fn centres(&self, step: usize, data: &Matrix) -> Vec<Vec<f64>> {
        let mut sums = vec![vec![0.0; data.columns()]; self.labels.len()];
        let mut counts = vec![0usize; self.labels.len()];
        for (row, subcluster) in data.iter_rows().zip(&self.subcluster_of).take(step) {
            let position = self.positions[*subcluster as usize] as usize;
            counts[position] += 1;
            let sum = sums[position].iter_mut().zip(row);
            sum.for_each(|(sum, value)| *sum += value);
        }
        let created = sums.into_iter().zip(counts).filter(|(_, count)| *count > 0);
        created
            .map(|(sum, count)| sum.iter().map(|sum| sum / count as f64).collect())
            .collect()
    }

    fn subclusters(&self) -> Option<usize> {
        Some(self.labels.len())
    }
}
