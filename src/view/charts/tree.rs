//! The layout of the dendrogram of a hierarchical clustering.

use crate::math::cluster::Merge;

/// Of trees with more leaves than this, only the last merges are shown.
const MAX_LEAVES: usize = 240;
/// The number of merges shown of such trees.
const LAST_MERGES: usize = 79;

/// The layout of a dendrogram.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree {
    /// The number of leaves.
    pub leaves: usize,
    /// One data row of each leaf, from left to right; all rows of a leaf are in one cluster.
    pub rows: Vec<u32>,
    /// The merges that are shown, in order.
    pub links: Vec<Link>,
    /// The index of the first merge that is shown.
    pub first: usize,
    /// The heights of all merges, in order.
    pub heights: Vec<f64>,
}

/// A merge in a dendrogram.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// Horizontal positions of the two merged clusters; leaves are at 0, 1, 2, ….
    pub across: [f64; 2],
    /// Heights of the two merged clusters.
    pub from: [f64; 2],
    /// The height of the merge: the distance of the clusters.
    pub height: f64,
    /// A data row of the merged cluster.
    pub row: u32,
}

/// A subtree during layout.
#[derive(Clone, Copy)]
struct Node {
    across: f64,
    height: f64,
    row: u32,
}

impl Tree {
    /// Lays out the tree of a full merge sequence; `None` without merges.
    pub fn new(merges: &[Merge]) -> Option<Self> {
        if merges.is_empty() {
            return None;
        }
        let rows = merges.len() + 1;
        let first = match rows > MAX_LEAVES {
            true => merges.len() - LAST_MERGES,
            false => 0,
        };
        // Lower numbers are leaves.
        let inner = rows + first;
        let mut nodes: Vec<Option<Node>> = vec![None; rows + merges.len()];
        let mut of_leaves = Vec::new();
        let mut open = vec![rows + merges.len() - 1];
        while let Some(number) = open.pop() {
            if number < inner {
                let row = any_row(merges, number);
                nodes[number] = Some(Node {
                    across: of_leaves.len() as f64,
                    height: 0.0,
                    row,
                });
                of_leaves.push(row);
                continue;
            }
            let [left, right] = merges[number - rows].children;
            open.extend([right as usize, left as usize]);
        }
        let mut links = Vec::with_capacity(merges.len() - first);
        for (merge, number) in merges.iter().zip(rows..).skip(first) {
            // Merges join only clusters that exist already.
            let [left, right] = merge.children.map(|part| nodes[part as usize]);
            let (Some(left), Some(right)) = (left, right) else {
                continue;
            };
            links.push(Link {
                across: [left.across, right.across],
                from: [left.height, right.height],
                height: merge.height,
                row: left.row,
            });
            nodes[number] = Some(Node {
                across: 0.5 * (left.across + right.across),
                height: merge.height,
                row: left.row,
            });
        }
        Some(Self {
            leaves: of_leaves.len(),
            rows: of_leaves,
            links,
            first,
            heights: merges.iter().map(|merge| merge.height).collect(),
        })
    }

    /// Whether early merges are left out.
    pub fn is_cut(&self) -> bool {
        self.first > 0
    }

    /// The height of the cut line at a fractional step: between the last completed merge and the next.
    pub fn cut(&self, step: f64) -> f64 {
        let middle = |step: usize| {
            let below = step.checked_sub(1).map_or(0.0, |last| self.heights[last]);
            let above = self.heights.get(step).copied().unwrap_or(1.04 * below);
            0.5 * (below + above)
        };
        let last = self.heights.len();
        let (from, to) = (step.floor() as usize, step.ceil() as usize);
        let [from, to] = [from, to].map(|step| middle(step.min(last)));
        from + (to - from) * step.fract()
    }

    /// The number of merges up to a height.
    pub fn step_at(&self, height: f64) -> usize {
        self.heights
            .iter()
            .take_while(|made| **made <= height)
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

    /// As SciPy's `dendrogram` draws it: leaves 0 2, 1 3 4, and each link from the centres of the clusters that it
    /// joins.
    #[test]
    fn merged_clusters_are_side_by_side() {
        let merges = [
            merge([0, 2], 1.0),
            merge([3, 4], 2.0),
            merge([1, 6], 3.0),
            merge([5, 7], 9.0),
        ];
        let tree = Tree::new(&merges).unwrap();
        assert_eq!(tree.rows, [0, 2, 1, 3, 4]);
        assert_eq!((tree.leaves, tree.is_cut()), (5, false));
        let across: Vec<[f64; 2]> = tree.links.iter().map(|link| link.across).collect();
        assert_eq!(across, [[0.0, 1.0], [3.0, 4.0], [2.0, 3.5], [0.5, 2.75]]);
        assert_eq!(tree.links[3].from, [1.0, 3.0]);
        // Between the third merge and the fourth; after the last, slightly above it.
        assert_eq!(tree.cut(3.0), 6.0);
        assert!(tree.cut(4.0) > 9.0 && tree.cut(2.5) < 6.0);
        assert_eq!(
            [0.5, 2.0, 8.0, 9.0].map(|height| tree.step_at(height)),
            [0, 2, 3, 4]
        );
        assert_eq!(Tree::new(&[]), None);
    }

    #[test]
    fn a_large_tree_is_cut_down_to_its_last_merges() {
        // A chain: each row joins the cluster of all previous rows.
        let rows = 1000;
        let chain = (0..rows - 1).map(|k| match k {
            0 => merge([0, 1], 1.0),
            k => merge([k + 1, rows + k - 1], f64::from(k + 1)),
        });
        let merges: Vec<Merge> = chain.collect();
        let tree = Tree::new(&merges).unwrap();
        assert!(tree.is_cut());
        assert_eq!(
            (tree.links.len(), tree.leaves),
            (LAST_MERGES, LAST_MERGES + 1)
        );
        assert_eq!(tree.links[0].height, 999.0 - LAST_MERGES as f64 + 1.0);
        assert!(
            tree.links
                .iter()
                .flat_map(|link| link.across)
                .all(|at| at >= 0.0)
        );
    }

    /// Every tenth row of Iris, by SciPy 1.17.1: `leaves`, `icoord` (in leaves) and `dcoord` of
    /// `dendrogram(linkage(rows, "ward"))`, ordered by height.
    #[test]
    fn the_tree_layout_matches_scipy() {
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
        let tree = Tree::new(history.trace().merges()).unwrap();
        assert_eq!(
            tree.rows,
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
        assert_eq!(tree.links.len(), expected.len());
        for (link, (across, from, height)) in tree.links.iter().zip(expected) {
            assert_eq!(link.across, across);
            let found = [link.from[0], link.from[1], link.height];
            for (found, expected) in found.into_iter().zip([from[0], from[1], height]) {
                assert!((found - expected).abs() < 1e-10, "{found} {expected}");
            }
        }
    }
}
