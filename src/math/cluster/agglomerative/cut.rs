//! A tree of merges cut into clusters.

use std::cmp::Reverse;

use crate::math::cluster::Merge;

/// The labels of the rows when the last k − 1 of all merges are undone, with scikit-learn's numbers: those of the places
/// in a heap from which the newest cluster is taken and its two parts put back, k − 1 times.
///
/// # Panics
/// If `k` is 0 or more than the rows.
pub fn cut(merges: &[Merge], k: usize) -> Vec<i32> {
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

/// Clusters of which the newest comes first. The places of the others count too, and are those of Python's `heapq`,
/// which `std` does not promise.
struct Heap(Vec<usize>);

impl Heap {
    fn push(&mut self, cluster: usize) {
        self.0.push(cluster);
        self.rise(0, self.0.len() - 1);
    }

    /// Pushes a cluster and takes the newest.
    fn replace_first(&mut self, cluster: usize) {
        if self.0[0] > cluster {
            self.0[0] = cluster;
            self.sink();
        }
    }

    /// Brings what is at a place towards `top` until what is above is newer.
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

    /// Brings the first down to a leaf along the newer children, and up again to where it belongs.
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
