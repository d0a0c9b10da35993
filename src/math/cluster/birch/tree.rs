//! The tree of clustering features: the count, sum and sum of squares of each subcluster.

/// A tree whose leaves hold subclusters and whose inner nodes hold the sums of their children.
#[derive(Debug)]
pub(super) struct Tree {
    /// The square of the maximum radius.
    threshold: f64,
    /// The maximum number of entries in a node.
    branching: usize,
    columns: usize,
    nodes: Vec<Node>,
    root: usize,
    /// The leaves in order: a split leaf is replaced by its two halves.
    leaves: Vec<usize>,
    entries: Vec<Entry>,
    /// The subcluster entries, in order of creation.
    subclusters: Vec<usize>,
}

#[derive(Clone, Debug, Default)]
struct Node {
    entries: Vec<usize>,
    is_leaf: bool,
}

/// A subcluster, or the sum of everything below a node.
#[derive(Clone, Debug)]
struct Entry {
    count: f64,
    sum: Vec<f64>,
    /// The sum of the squared lengths of its rows.
    squares: f64,
    centre: Vec<f64>,
    /// The squared length of its centre.
    length: f64,
    below: Option<usize>,
    /// Its index among the subclusters.
    number: u32,
}

impl Entry {
    fn empty(columns: usize, below: usize) -> Self {
        Self {
            count: 0.0,
            sum: vec![0.0; columns],
            squares: 0.0,
            centre: vec![0.0; columns],
            length: 0.0,
            below: Some(below),
            number: 0,
        }
    }

    fn row(row: &[f64], number: u32) -> Self {
        let length = dot(row, row);
        Self {
            count: 1.0,
            sum: row.to_vec(),
            squares: length,
            centre: row.to_vec(),
            length,
            below: None,
            number,
        }
    }

    fn add(&mut self, count: f64, sum: &[f64], squares: f64) {
        self.count += count;
        self.squares += squares;
        self.sum
            .iter_mut()
            .zip(sum)
            .for_each(|(own, more)| *own += more);
        let centres = self.centre.iter_mut().zip(&self.sum);
        centres.for_each(|(centre, sum)| *centre = sum / self.count);
        self.length = dot(&self.centre, &self.centre);
    }

    /// The squared radius after adding one row.
    fn squared_radius_with(&self, row: &[f64]) -> f64 {
        let count = self.count + 1.0;
        let sums = self.sum.iter().zip(row);
        let length: f64 = sums
            .map(|(sum, value)| ((sum + value) / count).powi(2))
            .sum();
        (self.squares + dot(row, row)) / count - length
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

impl Tree {
    /// An empty tree; `threshold` is the maximum radius and `branching` the maximum number of entries per node.
    pub(super) fn new(threshold: f64, branching: usize, columns: usize) -> Self {
        let root = Node {
            entries: Vec::new(),
            is_leaf: true,
        };
        Self {
            threshold: threshold * threshold,
            branching,
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
        // The path of nearest entries. Their sums are updated only if no node on the path is split.
        let mut way = Vec::new();
        let mut node = self.root;
        while !self.nodes[node].is_leaf {
            let place = self.nearest(node, row);
            let entry = self.nodes[node].entries[place];
            way.push((node, place, entry));
            node = self.entries[entry].below.unwrap_or(node);
        }
        let number = match self.nodes[node].entries.is_empty() {
            true => self.begin(node, row),
            false => {
                let nearest = self.nodes[node].entries[self.nearest(node, row)];
                let entry = &mut self.entries[nearest];
                if entry.squared_radius_with(row) <= self.threshold {
                    entry.add(1.0, row, dot(row, row));
                    entry.number
                } else {
                    self.begin(node, row)
                }
            }
        };
        let mut too_full = self.nodes[node].entries.len() > self.branching;
        for (above, place, entry) in way.into_iter().rev() {
            if too_full {
                let [first, second] = self.divide(node);
                self.nodes[above].entries[place] = first;
                self.nodes[above].entries.push(second);
                too_full = self.nodes[above].entries.len() > self.branching;
            } else {
                self.entries[entry].add(1.0, row, dot(row, row));
            }
            node = above;
        }
        if too_full {
            let halves = self.divide(self.root);
            self.root = self.nodes.len();
            self.nodes.push(Node {
                entries: halves.to_vec(),
                is_leaf: false,
            });
        }
        number
    }

    /// The number of subclusters.
    pub(super) fn subclusters(&self) -> usize {
        self.subclusters.len()
    }

    /// The mean of the subcluster with this index.
    pub(super) fn centre(&self, number: u32) -> Vec<f64> {
        self.entries[self.subclusters[number as usize]]
            .centre
            .clone()
    }

    /// The indices of the subclusters from the first leaf to the last.
    pub(super) fn in_order(&self) -> Vec<u32> {
        let leaves = self.leaves.iter();
        let entries = leaves.flat_map(|leaf| &self.nodes[*leaf].entries);
        entries.map(|entry| self.entries[*entry].number).collect()
    }

    fn begin(&mut self, leaf: usize, row: &[f64]) -> u32 {
        let number = self.subclusters.len() as u32;
        self.subclusters.push(self.entries.len());
        self.nodes[leaf].entries.push(self.entries.len());
        self.entries.push(Entry::row(row, number));
        number
    }

    /// The position of the entry in a node whose centre is nearest.
    fn nearest(&self, node: usize, row: &[f64]) -> usize {
        let entries = self.nodes[node]
            .entries
            .iter()
            .map(|entry| &self.entries[*entry]);
        // Squared distances minus the squared length of the row.
        let distances = entries.map(|entry| entry.length - 2.0 * dot(&entry.centre, row));
        let least = distances
            .enumerate()
            .min_by(|(_, a), (_, b)| a.total_cmp(b));
        least.map_or(0, |(place, _)| place)
    }

    /// Splits a node, seeded by its two entries farthest apart, and returns the entries of the halves.
    fn divide(&mut self, node: usize) -> [usize; 2] {
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
        let is_nearer = |place: usize| {
            let to = |end: usize| distance(entries[place], entries[end]);
            place == first || to(first) < to(second)
        };
        let sides: Vec<bool> = (0..entries.len()).map(is_nearer).collect();
        let half = |side: bool| {
            let chosen = entries.iter().zip(&sides).filter(|(_, is)| **is == side);
            chosen.map(|(entry, _)| *entry).collect::<Vec<_>>()
        };
        let halves = [half(true), half(false)];
        let place = self.leaves.iter().position(|leaf| *leaf == node);
        if let Some(place) = place {
            let new = self.nodes.len();
            self.leaves.splice(place..=place, [new, new + 1]);
        }
        halves.map(|entries| {
            let mut whole = Entry::empty(self.columns, self.nodes.len());
            for entry in entries.iter().map(|entry| &self.entries[*entry]) {
                whole.add(entry.count, &entry.sum, entry.squares);
            }
            self.nodes.push(Node { entries, is_leaf });
            self.entries.push(whole);
            self.entries.len() - 1
        })
    }
}
