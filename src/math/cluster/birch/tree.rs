//! The tree of clustering features (Zhang et al. 1996): the count, sum and sum of squares of each subcluster.

/// A tree whose leaves hold subclusters and whose inner nodes hold the sums of their children.
#[derive(Debug)]
pub(super) struct Tree {
    /// The square of the maximum radius of a subcluster.
    max_squared_radius: f64,
    /// The maximum number of entries in a node.
    branching_factor: usize,
    columns: usize,
    nodes: Vec<Node>,
    root: usize,
    /// The indices of the leaf nodes in order: a split leaf is replaced by its two halves.
    leaves: Vec<usize>,
    entries: Vec<Entry>,
    /// The indices of the entries that are subclusters, in order of creation.
    subclusters: Vec<usize>,
}

#[derive(Clone, Debug, Default)]
struct Node {
    /// The indices of its entries in the tree.
    entries: Vec<usize>,
    is_leaf: bool,
}

/// A clustering feature: a subcluster, or the sum of all subclusters below a node.
#[derive(Clone, Debug)]
struct Entry {
    count: f64,
    sum: Vec<f64>,
    /// The sum of the squared norms of its rows.
    square_sum: f64,
    centre: Vec<f64>,
    /// The squared norm of its centre.
    centre_square: f64,
    /// The node with the entries that this entry sums; `None` for a subcluster.
    child: Option<usize>,
    /// The index of a subcluster, in order of creation; 0 and unused for other entries.
    subcluster: u32,
}

impl Entry {
    fn empty(columns: usize, child: usize) -> Self {
        Self {
            count: 0.0,
            sum: vec![0.0; columns],
            square_sum: 0.0,
            centre: vec![0.0; columns],
            centre_square: 0.0,
            child: Some(child),
            subcluster: 0,
        }
    }

    fn from_row(row: &[f64], subcluster: u32) -> Self {
        let square = dot(row, row);
        Self {
            count: 1.0,
            sum: row.to_vec(),
            square_sum: square,
            centre: row.to_vec(),
            centre_square: square,
            child: None,
            subcluster,
        }
    }

    fn add(&mut self, count: f64, sum: &[f64], square_sum: f64) {
        self.count += count;
        self.square_sum += square_sum;
        self.sum
            .iter_mut()
            .zip(sum)
            .for_each(|(own, more)| *own += more);
        let centres = self.centre.iter_mut().zip(&self.sum);
        centres.for_each(|(centre, sum)| *centre = sum / self.count);
        self.centre_square = dot(&self.centre, &self.centre);
    }

    /// The squared radius after adding one row.
    fn squared_radius_with(&self, row: &[f64]) -> f64 {
        let count = self.count + 1.0;
        let sums = self.sum.iter().zip(row);
        let centre_square: f64 = sums
            .map(|(sum, value)| ((sum + value) / count).powi(2))
            .sum();
        (self.square_sum + dot(row, row)) / count - centre_square
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

impl Tree {
    /// An empty tree; `threshold` is the maximum radius of a subcluster and `branching_factor` the maximum number of
    /// entries of a node.
    pub(super) fn new(threshold: f64, branching_factor: usize, columns: usize) -> Self {
        let root = Node {
            entries: Vec::new(),
            is_leaf: true,
        };
        Self {
            max_squared_radius: threshold * threshold,
            branching_factor,
            columns,
            nodes: vec![root],
            root: 0,
            leaves: vec![0],
            entries: Vec::new(),
            subclusters: Vec::new(),
        }
    }

    /// Inserts a row and returns the index of its subcluster, counted from 0 in order of creation.
    pub(super) fn insert(&mut self, row: &[f64]) -> u32 {
        // The nearest entry of each node on the way to the leaf. On the way back, an entry whose node is split is
        // replaced by the sums of the halves; the others add the row.
        let mut path = Vec::new();
        let mut node = self.root;
        while !self.nodes[node].is_leaf {
            let index = self.nearest_entry(node, row);
            let entry = self.nodes[node].entries[index];
            path.push((node, index, entry));
            node = self.entries[entry].child.unwrap_or(node);
        }
        let subcluster = match self.nodes[node].entries.is_empty() {
            true => self.add_subcluster(node, row),
            false => {
                let nearest = self.nodes[node].entries[self.nearest_entry(node, row)];
                let entry = &mut self.entries[nearest];
                if entry.squared_radius_with(row) <= self.max_squared_radius {
                    entry.add(1.0, row, dot(row, row));
                    entry.subcluster
                } else {
                    self.add_subcluster(node, row)
                }
            }
        };
        let mut is_too_full = self.nodes[node].entries.len() > self.branching_factor;
        for (parent, index, entry) in path.into_iter().rev() {
            if is_too_full {
                let [first, second] = self.split(node);
                self.nodes[parent].entries[index] = first;
                self.nodes[parent].entries.push(second);
                is_too_full = self.nodes[parent].entries.len() > self.branching_factor;
            } else {
                self.entries[entry].add(1.0, row, dot(row, row));
            }
            node = parent;
        }
        if is_too_full {
            let halves = self.split(self.root);
            self.root = self.nodes.len();
            self.nodes.push(Node {
                entries: halves.to_vec(),
                is_leaf: false,
            });
        }
        subcluster
    }

    /// The number of subclusters.
    pub(super) fn subcluster_count(&self) -> usize {
        self.subclusters.len()
    }

    /// The mean of the subcluster with this index.
    pub(super) fn centre(&self, subcluster: u32) -> Vec<f64> {
        self.entries[self.subclusters[subcluster as usize]]
            .centre
            .clone()
    }

    /// The indices of the subclusters from the first leaf to the last.
    pub(super) fn leaf_order(&self) -> Vec<u32> {
        let leaves = self.leaves.iter();
        let entries = leaves.flat_map(|leaf| &self.nodes[*leaf].entries);
        entries
            .map(|entry| self.entries[*entry].subcluster)
            .collect()
    }

    fn add_subcluster(&mut self, leaf: usize, row: &[f64]) -> u32 {
        let subcluster = self.subclusters.len() as u32;
        self.subclusters.push(self.entries.len());
        self.nodes[leaf].entries.push(self.entries.len());
        self.entries.push(Entry::from_row(row, subcluster));
        subcluster
    }

    /// The position in a node of the entry with the nearest centre.
    fn nearest_entry(&self, node: usize, row: &[f64]) -> usize {
        let entries = self.nodes[node]
            .entries
            .iter()
            .map(|entry| &self.entries[*entry]);
        // Squared distances minus the squared norm of the row, which is the same for all.
        let distances = entries.map(|entry| entry.centre_square - 2.0 * dot(&entry.centre, row));
        let least = distances
            .enumerate()
            .min_by(|(_, a), (_, b)| a.total_cmp(b));
        least.map_or(0, |(index, _)| index)
    }

    /// Splits a node: each entry goes to the nearer of the two that are farthest apart. Returns the indices of the
    /// entries that sum the halves.
    fn split(&mut self, node: usize) -> [usize; 2] {
        let Node { entries, is_leaf } = std::mem::take(&mut self.nodes[node]);
        let distance = |a: usize, b: usize| {
            crate::math::distance::squared_distance(
                &self.entries[a].centre,
                &self.entries[b].centre,
            )
        };
        let (mut farthest, mut most) = ([0, 0], f64::NEG_INFINITY);
        for (i, a) in entries.iter().enumerate() {
            for (j, b) in entries.iter().enumerate() {
                let distance = distance(*a, *b);
                if distance > most {
                    (farthest, most) = ([i, j], distance);
                }
            }
        }
        let [first, second] = farthest;
        let is_nearer_to_first = |index: usize| {
            let to = |end: usize| distance(entries[index], entries[end]);
            index == first || to(first) < to(second)
        };
        let is_in_first: Vec<bool> = (0..entries.len()).map(is_nearer_to_first).collect();
        let half = |first: bool| {
            let own =
                (entries.iter().zip(&is_in_first)).filter(|(_, is_first)| **is_first == first);
            own.map(|(entry, _)| *entry).collect::<Vec<_>>()
        };
        let halves = [half(true), half(false)];
        if let Some(position) = self.leaves.iter().position(|leaf| *leaf == node) {
            let new = self.nodes.len();
            self.leaves.splice(position..=position, [new, new + 1]);
        }
        halves.map(|entries| {
            let mut sum = Entry::empty(self.columns, self.nodes.len());
            for entry in entries.iter().map(|entry| &self.entries[*entry]) {
                sum.add(entry.count, &entry.sum, entry.square_sum);
            }
            self.nodes.push(Node { entries, is_leaf });
            self.entries.push(sum);
            self.entries.len() - 1
        })
    }
}
