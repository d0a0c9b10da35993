//! Lloyd's algorithm with G. Hamerly's lower bounds ("Making k-means Even Faster", SDM 2010): a row whose own centre is
//! closer than the bound for all others is not compared with them. The result equals that of the plain algorithm.

use rayon::prelude::*;

use crate::math::{
    cluster::ClusterError,
    distance::{by_columns, squared_distance, squared_distance_in},
    memory::{self, MemoryError},
    table::Matrix,
};

/// Rows per parallel block. Block sums are added in order, so results do not depend on the number of threads.
const ROWS_PER_BLOCK: usize = 4096;

/// The relative margin by which bounds are loosened, so that they hold despite rounding.
const MARGIN: f64 = 1e-12;

/// Checks that the block sums and the centres fit into memory.
pub(super) fn check_memory(data: &Matrix, k: usize) -> Result<(), MemoryError> {
    let sums = data.rows().div_ceil(ROWS_PER_BLOCK) + 3;
    let factors = [sums, k, data.columns(), size_of::<f64>()];
    memory::check("K-Means", &factors, "take fewer clusters, rows or columns")
}

/// The rows, the centres and the assignment of rows to centres.
pub(super) struct Lloyd<'a> {
    data: &'a Matrix,
    k: usize,
    /// The centres, one after another.
    centres: Vec<f64>,
    labels: Vec<u32>,
    /// A lower bound of the distance from each row to any other centre than its own.
    lower: Vec<f64>,
    /// For each centre, how much to subtract from the lower bounds of its rows before their next use.
    decrease: Vec<f64>,
    /// Whether [`Self::assign`] has been called.
    is_assigned: bool,
}

/// The result of assigning every row to its nearest centre.
pub(super) struct Assignment {
    /// The sum of squared distances to the centres.
    pub inertia: f64,
    /// The number of rows whose centre changed; all rows the first time.
    pub changed: usize,
    /// The sum of the rows of each centre, one after another.
    sums: Vec<f64>,
    /// The number of rows of each centre.
    counts: Vec<usize>,
}

impl<'a> Lloyd<'a> {
    /// An unassigned state; `centres` holds `k` centres, one after another.
    pub(super) fn new(data: &'a Matrix, k: usize, centres: Vec<f64>) -> Self {
        Self {
            data,
            k,
            centres,
            labels: vec![0; data.rows()],
            lower: vec![0.0; data.rows()],
            decrease: vec![0.0; k],
            is_assigned: false,
        }
    }

    /// The centres, one after another.
    pub(super) fn centres(&self) -> &[f64] {
        &self.centres
    }

    /// The index of each row's centre.
    pub(super) fn labels(&self) -> Vec<i32> {
        self.labels.iter().map(|label| *label as i32).collect()
    }

    /// Assigns every row to the nearest centre; ties go to the first.
    pub(super) fn assign(&mut self) -> Assignment {
        let columns = self.data.columns();
        let half_gaps = half_gaps(&self.centres, columns);
        let (centres, decrease) = (&self.centres, &self.decrease);
        let blocks = self
            .labels
            .par_chunks_mut(ROWS_PER_BLOCK)
            .zip(self.lower.par_chunks_mut(ROWS_PER_BLOCK))
            .zip(self.data.values().par_chunks(ROWS_PER_BLOCK * columns));
        let blocks: Vec<Assignment> = blocks
            .map(|((labels, lower), rows)| {
                let block = Block {
                    rows,
                    columns,
                    centres,
                    half_gaps: &half_gaps,
                    decrease,
                };
                by_columns!(columns, assign_block(block, labels, lower))
            })
            .collect();
        let mut total = Assignment::empty(self.k, columns);
        for block in &blocks {
            total.add(block);
        }
        if !self.is_assigned {
            total.changed = self.data.rows();
            self.is_assigned = true;
        }
        total
    }

    /// Moves every centre to the mean of its rows and returns the sum of squared shifts. An empty centre takes the row
    /// farthest from its own centre, as in scikit-learn.
    ///
    /// # Errors
    /// A centre is empty and every row is at its centre: there are fewer than k distinct rows.
    pub(super) fn update(&mut self, assignment: &Assignment) -> Result<f64, ClusterError> {
        let columns = self.data.columns();
        let (mut sums, mut counts) = (assignment.sums.clone(), assignment.counts.clone());
        if counts.contains(&0) {
            self.relocate(&mut sums, &mut counts)?;
        }
        // A centre that loses its only row to an empty centre moves to the mean of the largest cluster.
        let largest = (0..self.k).fold(0, |best, other| {
            if counts[other] > counts[best] {
                other
            } else {
                best
            }
        });
        let moved: Vec<f64> = (0..self.k)
            .map(|centre| if counts[centre] > 0 { centre } else { largest })
            .flat_map(|centre| {
                let sum = &sums[centre * columns..][..columns];
                let count = counts[centre] as f64;
                sum.iter().map(move |sum| sum / count)
            })
            .collect();
        let shifts: Vec<f64> = moved
            .chunks(columns)
            .zip(self.centres.chunks(columns))
            .map(|(new, old)| squared_distance(new, old))
            .collect();
        self.centres = moved;
        self.record_decrease(&shifts);
        Ok(shifts.iter().sum())
    }

    /// Records, for the rows of each centre, by how much the distance to another centre may have decreased. `shifts`
    /// are the squared movements of the centres.
    fn record_decrease(&mut self, shifts: &[f64]) {
        for centre in 0..self.k {
            let others = (0..self.k).filter(|other| *other != centre);
            let farthest = others.map(|other| shifts[other]).fold(0.0, f64::max);
            self.decrease[centre] = farthest.sqrt() * (1.0 + MARGIN);
        }
    }

    /// Moves the row farthest from its centre to the first empty centre, the second farthest to the second, and so on.
    fn relocate(&self, sums: &mut [f64], counts: &mut [usize]) -> Result<(), ClusterError> {
        let columns = self.data.columns();
        let centre = |row: usize| &self.centres[self.labels[row] as usize * columns..][..columns];
        let distance = |row: usize| squared_distance(self.data.row(row), centre(row));
        let mut far: Vec<(f64, usize)> = (0..self.data.rows())
            .map(|row| (distance(row), row))
            .collect();
        far.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        if far[0].0 == 0.0 {
            return Err(ClusterError::TooFewDistinct {
                clusters: self.k,
                distinct: counts.iter().filter(|count| **count > 0).count(),
            });
        }
        let empty: Vec<usize> = (0..self.k).filter(|centre| counts[*centre] == 0).collect();
        for (centre, (_, row)) in empty.into_iter().zip(far) {
            let old = self.labels[row] as usize;
            for (column, value) in self.data.row(row).iter().enumerate() {
                sums[old * columns + column] -= value;
                sums[centre * columns + column] = *value;
            }
            counts[old] -= 1;
            counts[centre] = 1;
        }
        Ok(())
    }
}

impl Assignment {
    fn empty(k: usize, columns: usize) -> Self {
        Self {
            inertia: 0.0,
            changed: 0,
            sums: vec![0.0; k * columns],
            counts: vec![0; k],
        }
    }

    fn add(&mut self, other: &Self) {
        self.inertia += other.inertia;
        self.changed += other.changed;
        let sums = self.sums.iter_mut().zip(&other.sums);
        sums.for_each(|(sum, other)| *sum += other);
        let counts = self.counts.iter_mut().zip(&other.counts);
        counts.for_each(|(count, other)| *count += other);
    }
}

/// Half the distance from each centre to its nearest neighbour: a row closer to its centre than this has no closer
/// centre.
fn half_gaps(centres: &[f64], columns: usize) -> Vec<f64> {
    let half_gap = |(index, centre): (usize, &[f64])| {
        let others = centres.chunks(columns).enumerate();
        let others = others.filter(|(other, _)| *other != index);
        let least = others.map(|(_, other)| squared_distance(centre, other));
        least.fold(f64::INFINITY, f64::min).sqrt() * (0.5 - MARGIN)
    };
    centres.chunks(columns).enumerate().map(half_gap).collect()
}

/// A block of rows, and the state of all centres.
#[derive(Clone, Copy)]
struct Block<'a> {
    rows: &'a [f64],
    columns: usize,
    centres: &'a [f64],
    half_gaps: &'a [f64],
    decrease: &'a [f64],
}

/// Assigns the rows of a block to their nearest centres. `D` is the number of columns, or 0 for any.
fn assign_block<const D: usize>(block: Block, labels: &mut [u32], lower: &mut [f64]) -> Assignment {
    let columns = if D == 0 { block.columns } else { D };
    let mut assignment = Assignment::empty(block.half_gaps.len(), columns);
    let rows = block.rows.chunks_exact(columns);
    for ((row, label), lower) in rows.zip(labels).zip(lower) {
        let mut own = *label as usize;
        *lower -= block.decrease[own];
        let mut distance = squared_distance_in::<D>(row, &block.centres[own * columns..]);
        let bound = lower.max(block.half_gaps[own]);
        if distance >= bound * bound {
            let [(nearest, least), (_, second)] = two_nearest::<D>(row, block.centres, columns);
            *lower = second.sqrt() * (1.0 - MARGIN);
            distance = least;
            if nearest != own {
                assignment.changed += 1;
                *label = nearest as u32;
                own = nearest;
            }
        }
        assignment.inertia += distance;
        assignment.counts[own] += 1;
        let sum = &mut assignment.sums[own * columns..][..columns];
        sum.iter_mut()
            .zip(row)
            .for_each(|(sum, value)| *sum += value);
    }
    assignment
}

/// The nearest and second nearest centre, with squared distances.
#[inline(always)]
fn two_nearest<const D: usize>(row: &[f64], centres: &[f64], columns: usize) -> [(usize, f64); 2] {
    let mut nearest = [(0, f64::INFINITY); 2];
    for (index, centre) in centres.chunks_exact(columns).enumerate() {
        let distance = squared_distance_in::<D>(row, centre);
        if distance < nearest[0].1 {
            nearest = [(index, distance), nearest[0]];
        } else if distance < nearest[1].1 {
            nearest[1] = (index, distance);
        }
    }
    nearest
}

/// The index of the nearest of the centres (one after another) for each row.
pub(in crate::math::cluster) fn nearest(data: &Matrix, centres: &[f64], into: &mut [i32]) {
    fn block<const D: usize>(rows: &[f64], columns: usize, centres: &[f64], into: &mut [i32]) {
        let columns = if D == 0 { columns } else { D };
        for (row, label) in rows.chunks_exact(columns).zip(into) {
            *label = two_nearest::<D>(row, centres, columns)[0].0 as i32;
        }
    }
    let columns = data.columns();
    let rows = data.values().par_chunks(ROWS_PER_BLOCK * columns);
    rows.zip(into.par_chunks_mut(ROWS_PER_BLOCK))
        .for_each(|(rows, into)| by_columns!(columns, block(rows, columns, centres, into)));
}
