//! Cutting a tree of merges into clusters.

use std::cmp::Reverse;

use crate::math::cluster::Merge;

/// The label of each row after undoing the last k − 1 merges. Clusters are numbered as in scikit-learn: by position in
/// a heap from which the newest cluster is popped and its two children pushed, k − 1 times.
///
/// # Panics
/// If `k` is 0 or exceeds the number of rows.
pub(in crate::math::cluster) fn cut(merges: &[Merge], k: usize) -> Vec<i32> {
    let rows = merges.len() + 1;
    assert!((1..=rows).contains(&k), "{k} clusters of {rows} rows");
    let mut heap = Heap(vec![2 * rows - 2]);
    for _ in 1..k {
        let [first, second] = merges[heap.0[0] - rows].children;
        heap.push(first as usize);
        heap.push_pop(second as usize);
    }
    let mut labels = vec![0; rows];
    for (label, cluster) in heap.0.into_iter().enumerate() {
        let mut stack = vec![cluster];
        while let Some(cluster) = stack.pop() {
            match cluster.checked_sub(rows) {
                None => labels[cluster] = label as i32,
                Some(merge) => stack.extend(merges[merge].children.map(|child| child as usize)),
            }
        }
    }
    labels
}

/// A heap of clusters, newest first. It reproduces the element order of Python's `heapq`, on which scikit-learn's
/// labels depend and which `std`'s heap does not guarantee.
struct Heap(Vec<usize>);

impl Heap {
    fn push(&mut self, cluster: usize) {
        self.0.push(cluster);
        self.sift_up(0, self.0.len() - 1);
    }

    /// Pushes a cluster and pops the newest.
    fn push_pop(&mut self, cluster: usize) {
        if self.0[0] > cluster {
            self.0[0] = cluster;
            self.sift_down();
        }
    }

    /// Moves the item at `index` towards `root` until its parent is newer.
    fn sift_up(&mut self, root: usize, mut index: usize) {
        while index > root {
            let parent = (index - 1) / 2;
            if self.0[index] <= self.0[parent] {
                break;
            }
            self.0.swap(index, parent);
            index = parent;
        }
    }

    /// Moves the first item down to a leaf along the newer child of each node, then up to its final position.
    fn sift_down(&mut self) {
        let (mut index, count) = (0, self.0.len());
        while 2 * index + 1 < count {
            let children = 2 * index + 1..(2 * index + 3).min(count);
            let newer_child = children.min_by_key(|child| Reverse(self.0[*child]));
            let newer_child = newer_child.unwrap_or(index);
            self.0.swap(index, newer_child);
            index = newer_child;
        }
        self.sift_up(0, index);
    }
}
