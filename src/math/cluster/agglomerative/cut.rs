//! Cutting a tree of merges into clusters.

use std::cmp::Reverse;

use crate::math::cluster::Merge;

/// The label of each row after undoing the last k − 1 merges. Clusters are numbered as in scikit-learn: by position in
/// a heap from which the newest cluster is popped and its two parts pushed, k − 1 times.
///
/// # Panics
/// If `k` is 0 or exceeds the number of rows.
pub(in crate::math::cluster) fn cut(merges: &[Merge], k: usize) -> Vec<i32> {
    let rows = merges.len() + 1;
    assert!((1..=rows).contains(&k), "{k} clusters of {rows} rows");
    let mut heap = Heap(vec![2 * rows - 2]);
    for _ in 1..k {
        let [first, second] = merges[heap.0[0] - rows].joined;
        heap.push(first as usize);
        heap.replace_first(second as usize);
    }
    let mut labels = vec![0; rows];
    for (label, cluster) in heap.0.into_iter().enumerate() {
        let mut open = vec![cluster];
        while let Some(cluster) = open.pop() {
            match cluster.checked_sub(rows) {
                None => labels[cluster] = label as i32,
                Some(merge) => open.extend(merges[merge].joined.map(|joined| joined as usize)),
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
        self.rise(0, self.0.len() - 1);
    }

    /// Pushes a cluster and pops the newest.
    fn replace_first(&mut self, cluster: usize) {
        if self.0[0] > cluster {
            self.0[0] = cluster;
            self.sink();
        }
    }

    /// Moves the item at `place` towards `top` until its parent is newer.
    fn rise(&mut self, top: usize, mut place: usize) {
        while place > top {
            let above = (place - 1) / 2;
            if self.0[place] <= self.0[above] {
                break;
            }
            self.0.swap(place, above);
            place = above;
        }
    }

    /// Moves the first item down to a leaf along the newer children, then up to its place.
    fn sink(&mut self) {
        let (mut place, count) = (0, self.0.len());
        while 2 * place + 1 < count {
            let children = 2 * place + 1..(2 * place + 3).min(count);
            let newer = children.min_by_key(|child| Reverse(self.0[*child]));
            let newer = newer.unwrap_or(place);
            self.0.swap(place, newer);
            place = newer;
        }
        self.rise(0, place);
    }
}
