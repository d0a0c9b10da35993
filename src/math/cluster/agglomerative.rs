//! Agglomerative clustering: repeatedly merges the two closest clusters.

use super::{
    ClusterError, Curve, CurveQuantity, Entry, History, Merge, Method, N_CLUSTERS, Progress,
    StopReason, Trace, UNREACHED, check_data_for,
};
use crate::math::{
    parameter::{Choice, Setting, choices, parameters},
    table::Matrix,
    words::Bilingual,
};

mod cut;
mod linkage;

pub(super) use cut::cut;
pub(super) use linkage::{Linkage, merge_all};

choices!(Linkage {
    Ward: Choice::new(
        "ward",
        Bilingual::new("Ward", "Ward"),
        Bilingual::new(
            "by how much joining raises the squared distances to the means",
            "合并使到均值的距离平方和增加多少",
        ),
    ),
    Complete: Choice::new(
        "complete",
        Bilingual::new("complete", "最远"),
        Bilingual::new("by the two rows farthest apart", "按相距最远的两行"),
    ),
    Average: Choice::new(
        "average",
        Bilingual::new("average", "平均"),
        Bilingual::new("by the mean distance of their rows", "按各行之间的平均距离"),
    ),
    Single: Choice::new(
        "single",
        Bilingual::new("single", "最近"),
        Bilingual::new("by the two rows nearest to each other", "按相距最近的两行"),
    ),
});

const LINKAGE: Setting<Linkage> = Setting::choice(
    "linkage",
    Bilingual::new(
        "how far two clusters are from each other",
        "两个簇的距离如何计算",
    ),
);

pub(super) const ENTRY: Entry = Entry {
    name: "agglomerative",
    title: Bilingual::new("Agglomerative clustering", "凝聚层次聚类"),
    formula: "each row is a cluster; join the two nearest clusters until n_clusters are left",
    doc: Bilingual::new(
        "Builds a tree from the rows up; the linkage says how near two clusters are. Ward makes compact clusters, single follows chains.",
        "自下而上建树；连接方式决定两簇的远近：Ward 得到紧凑的簇，最近连接会沿链延伸。",
    ),
    reference: "Ward 1963, Hierarchical Grouping to Optimize an Objective Function; Lance & Williams 1967; Müllner 2011, Modern Hierarchical, Agglomerative Clustering Algorithms",
    parameters: parameters![N_CLUSTERS, LINKAGE],
    build: |settings| {
        Box::new(Agglomerative {
            clusters: settings.get(N_CLUSTERS),
            linkage: settings.get(LINKAGE),
        })
    },
};

#[derive(Clone, Debug)]
struct Agglomerative {
    clusters: usize,
    linkage: Linkage,
}

impl Method for Agglomerative {
    /// Each merge down to `n_clusters` clusters is a step. The merges after the last step are computed too, for the
    /// dendrogram.
    fn run(&self, data: &Matrix, progress: &mut Progress) -> Result<History, ClusterError> {
        check_data_for(self.clusters, data)?;
        let merges = merge_all(data, self.linkage, progress)?;
        let labels = cut(&merges, self.clusters);
        let steps = data.rows() - self.clusters;
        let heights = merges[..steps].iter().map(|merge| merge.height);
        let curve = Curve {
            quantity: CurveQuantity::MergeHeight,
            values: std::iter::once(0.0).chain(heights).collect(),
        };
        let trace = AgglomerativeTrace {
            merges,
            labels: labels.clone(),
        };
        Ok(History::new(
            labels,
            self.clusters,
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

/// All merges, and the clusters after the last step.
#[derive(Debug)]
struct AgglomerativeTrace {
    merges: Vec<Merge>,
    /// The final label of each row.
    labels: Vec<i32>,
}

impl Trace for AgglomerativeTrace {
    /// A merged row has its final label; a row that is still a cluster of its own is unreached.
    fn labels(&self, step: usize, data: &Matrix, into: &mut [i32]) {
        into.fill(UNREACHED);
        for merge in &self.merges[..step.min(self.merges.len())] {
            for child in merge.children.map(|child| child as usize) {
                if child < data.rows() {
                    into[child] = self.labels[child];
                }
            }
        }
    }

    fn merges(&self) -> &[Merge] {
        &self.merges
    }
}
