//! The layout of the dendrogram of a hierarchical clustering.

use crate::math::cluster::Merge;

/// Of dendrograms with more leaves than this, only the last merges are shown.
const MAX_LEAVES: usize = 240;
/// The number of merges that are shown of such a dendrogram.
const LAST_MERGES: usize = 79;

/// The layout of a dendrogram.
#[derive(Clone, Debug, PartialEq)]
pub struct DendrogramLayout {
    /// The number of leaves.
    pub leaves: usize,
    /// One data row of each leaf, from left to right. If early merges are left out, a leaf is a cluster of several
    /// rows.
    pub leaf_rows: Vec<u32>,
    /// The merges that are shown, in order.
    pub links: Vec<Link>,
    /// The index of the first merge that is shown.
    pub first_merge: usize,
    /// The heights of all merges, in order, also of those that are not shown.
    pub merge_heights: Vec<f64>,
}

/// The lines of a merge in a dendrogram: one up from each merged cluster, and one between them at the height of the
/// merge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// Horizontal positions of the two merged clusters; leaves are at 0, 1, 2, ….
    pub x: [f64; 2],
    /// Heights of the two merged clusters; 0 for leaves.
    pub child_heights: [f64; 2],
    /// The height of the merge: the distance of the clusters.
    pub height: f64,
    /// A data row of the merged cluster.
    pub row: u32,
}

/// The position of a subtree during layout.
#[derive(Clone, Copy)]
struct Node {
    x: f64,
    height: f64,
    row: u32,
}

impl DendrogramLayout {
    /// Lays out the dendrogram of all merges of a clustering; `None` without merges.
    pub fn new(merges: &[Merge]) -> Option<Self> {
        if merges.is_empty() {
            return None;
        }
        let rows = merges.len() + 1;
        let first_merge = match rows > MAX_LEAVES {
            true => merges.len() - LAST_MERGES,
            false => 0,
        };
        // Clusters are numbered as by SciPy: rows first, then merges. Those below this number are leaves.
        let first_inner = rows + first_merge;
        let mut nodes: Vec<Option<Node>> = vec![None; rows + merges.len()];
        let mut leaf_rows = Vec::new();
        let mut pending = vec![rows + merges.len() - 1];
        while let Some(number) = pending.pop() {
            if number < first_inner {
                let row = any_row(merges, number);
                nodes[number] = Some(Node {
                    x: leaf_rows.len() as f64,
                    height: 0.0,
                    row,
                });
                leaf_rows.push(row);
                continue;
            }
            let [left, right] = merges[number - rows].children;
            pending.extend([right as usize, left as usize]);
        }
        let mut links = Vec::with_capacity(merges.len() - first_merge);
        for (merge, number) in merges.iter().zip(rows..).skip(first_merge) {
            // Merges join only clusters that exist already.
            let [left, right] = merge.children.map(|cluster| nodes[cluster as usize]);
            let (Some(left), Some(right)) = (left, right) else {
                continue;
            };
            links.push(Link {
                x: [left.x, right.x],
                child_heights: [left.height, right.height],
                height: merge.height,
                row: left.row,
            });
            nodes[number] = Some(Node {
                x: 0.5 * (left.x + right.x),
                height: merge.height,
                row: left.row,
            });
        }
        Some(Self {
            leaves: leaf_rows.len(),
            leaf_rows,
            links,
            first_merge,
            merge_heights: merges.iter().map(|merge| merge.height).collect(),
        })
    }

    /// Whether early merges are left out.
    pub fn is_truncated(&self) -> bool {
        self.first_merge > 0
    }

    /// The height of the cut line at a fractional step: between the last completed merge and the next.
    pub fn cut_height(&self, step: f64) -> f64 {
        let middle = |step: usize| {
            let below = step
                .checked_sub(1)
                .map_or(0.0, |last| self.merge_heights[last]);
            let above = self
                .merge_heights
                .get(step)
                .copied()
                .unwrap_or(1.04 * below);
            0.5 * (below + above)
        };
        let last = self.merge_heights.len();
        let (from, to) = (step.floor() as usize, step.ceil() as usize);
        let [from, to] = [from, to].map(|step| middle(step.min(last)));
        from + (to - from) * step.fract()
    }

    /// The step at which all merges up to a height are completed: their number.
    pub fn step_at_height(&self, height: f64) -> usize {
        self.merge_heights
            .iter()
            .take_while(|merge_height| **merge_height <= height)
            .count()
    }
}

/// A row of a cluster, found by following the left side of each merge.
fn any_row(merges: &[Merge], mut number: usize) -> u32 {
    let rows = merges.len() + 1;
    while number >= rows {
        number = merges[number - rows].children[0] as usize;
    }
    number as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{cluster, progress::no_progress, table::Matrix};

    fn merge(children: [u32; 2], height: f64) -> Merge {
        Merge {
            children,
            height,
            size: 0,
        }
    }

    /// As SciPy's `dendrogram` draws it: the leaves in the order 0, 2, 1, 3, 4, and each link from the centres of the
    /// clusters that it merges.
    #[test]
    fn merged_clusters_are_side_by_side() {
        let merges = [
            merge([0, 2], 1.0),
            merge([3, 4], 2.0),
            merge([1, 6], 3.0),
            merge([5, 7], 9.0),
        ];
        let layout = DendrogramLayout::new(&merges).unwrap();
        assert_eq!(layout.leaf_rows, [0, 2, 1, 3, 4]);
        assert_eq!((layout.leaves, layout.is_truncated()), (5, false));
        let x: Vec<[f64; 2]> = layout.links.iter().map(|link| link.x).collect();
        assert_eq!(x, [[0.0, 1.0], [3.0, 4.0], [2.0, 3.5], [0.5, 2.75]]);
        assert_eq!(layout.links[3].child_heights, [1.0, 3.0]);
        // Between the third merge and the fourth; after the last, slightly above it.
        assert_eq!(layout.cut_height(3.0), 6.0);
        assert!(layout.cut_height(4.0) > 9.0 && layout.cut_height(2.5) < 6.0);
        assert_eq!(
            [0.5, 2.0, 8.0, 9.0].map(|height| layout.step_at_height(height)),
            [0, 2, 3, 4]
        );
        assert_eq!(DendrogramLayout::new(&[]), None);
    }

    #[test]
    fn a_large_dendrogram_is_truncated_to_its_last_merges() {
        // A chain: each row joins the cluster of all previous rows.
        let rows = 1000;
        let chain = (0..rows - 1).map(|k| match k {
            0 => merge([0, 1], 1.0),
            k => merge([k + 1, rows + k - 1], f64::from(k + 1)),
        });
        let merges: Vec<Merge> = chain.collect();
        let layout = DendrogramLayout::new(&merges).unwrap();
        assert!(layout.is_truncated());
        assert_eq!(
            (layout.links.len(), layout.leaves),
            (LAST_MERGES, LAST_MERGES + 1)
        );
        assert_eq!(layout.links[0].height, 999.0 - LAST_MERGES as f64 + 1.0);
        assert!(
            layout
                .links
                .iter()
                .flat_map(|link| link.x)
                .all(|at| at >= 0.0)
        );
    }

    /// Every tenth row of Iris, by SciPy 1.17.1: `leaves`, `icoord` (in leaves) and `dcoord` of
    /// `dendrogram(linkage(rows, "ward"))`, ordered by height.
    #[test]
    fn the_layout_matches_scipy() {
        let table = include_str!("../../../assets/data/iris.csv");
        let rows: Vec<Vec<f64>> = (table.lines().skip(1).step_by(10))
            .map(|line| {
                line.split(',')
                    .filter_map(|cell| cell.parse().ok())
                    .collect()
            })
            .collect();
        let data = Matrix::from_fn(rows.len(), 4, |i, j| rows[i][j]);
        let method = cluster::CATALOGUE
            .build(&"agglomerative(n_clusters=3)".parse().unwrap())
            .unwrap();
        let history = method.run(&data, &mut no_progress).unwrap();
        let layout = DendrogramLayout::new(history.trace().merges()).unwrap();
        assert_eq!(
            layout.leaf_rows,
            [3, 0, 4, 1, 2, 6, 8, 9, 5, 7, 11, 13, 10, 12, 14]
        );
        let expected = [
            ([1.0, 2.0], [0.0, 0.0], 0.17320508075688743),
            ([13.0, 14.0], [0.0, 0.0], 0.26457513110645947),
            ([3.0, 4.0], [0.0, 0.0], 0.3605551275463991),
            (
                [1.5, 3.5],
                [0.17320508075688743, 0.3605551275463991],
                0.6164414002968983,
            ),
            ([6.0, 7.0], [0.0, 0.0], 0.6403124237432855),
            ([9.0, 10.0], [0.0, 0.0], 0.6999999999999996),
            ([12.0, 13.5], [0.0, 0.26457513110645947], 0.7461009761866467),
            ([0.0, 2.5], [0.0, 0.6164414002968983], 0.7771743691090182),
            ([5.0, 6.5], [0.0, 0.6403124237432855], 1.0847426730181986),
            ([8.0, 9.5], [0.0, 0.6999999999999996], 1.1269427669584644),
            ([11.0, 12.75], [0.0, 0.7461009761866467], 1.2897028081435404),
            (
                [8.75, 11.875],
                [1.1269427669584644, 1.2897028081435404],
                2.1899119356070655,
            ),
            (
                [5.75, 10.3125],
                [1.0847426730181986, 2.1899119356070655],
                4.880534709191099,
            ),
            (
                [1.25, 8.03125],
                [0.7771743691090182, 4.880534709191099],
                10.321821544669334,
            ),
        ];
        assert_eq!(layout.links.len(), expected.len());
        for (link, (across, from, height)) in layout.links.iter().zip(expected) {
            assert_eq!(link.x, across);
            let found = [link.child_heights[0], link.child_heights[1], link.height];
            for (found, expected) in found.into_iter().zip([from[0], from[1], height]) {
                assert!((found - expected).abs() < 1e-10, "{found} {expected}");
            }
        }
    }
}
