//! Queries about the points of a cloud: nearest neighbours and text search.

use std::sync::Arc;

use rayon::prelude::*;

use super::CloudOutcome;
use crate::math::distance::squared_distance;

/// The number of samples in each parallel task.
const SAMPLES_PER_TASK: usize = 1 << 13;

/// A distance between samples.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Distance {
    /// The Euclidean distance.
    #[default]
    Euclidean,
    /// The cosine distance, 1 − cos of the angle at the origin, 0 to 2; 1 if a sample is at the origin.
    Cosine,
}

/// A neighbour of a point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Neighbour {
    /// The index of the neighbour among the points.
    pub point: usize,
    /// The distance between the two points.
    pub distance: f64,
}

/// How a text matches a query, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Match {
    Exact,
    Prefix,
    Substring,
}

impl Match {
    fn of(word: &str, text: &str) -> Option<Self> {
        if word == text {
            Some(Self::Exact)
        } else if word.starts_with(text) {
            Some(Self::Prefix)
        } else {
            word.contains(text).then_some(Self::Substring)
        }
    }
}

impl CloudOutcome {
    /// The `count` nearest samples of the data by distance in all scaled features (not in the picture), nearest first;
    /// equal distances in the order of the data. For a single query, comparing with all samples is faster than building
    /// an index.
    pub fn nearest(&self, point: usize, count: usize, distance: Distance) -> Vec<Neighbour> {
        let Some(from) = self.sample(point).filter(|_| count > 0) else {
            return Vec::new();
        };
        let length = |sample: &[f64]| sample.iter().map(|part| part * part).sum::<f64>().sqrt();
        let from_length = length(from);
        let distance_to = |to: &[f64]| match distance {
            Distance::Euclidean => squared_distance(from, to).sqrt(),
            Distance::Cosine => {
                let product: f64 = from.iter().zip(to).map(|(a, b)| a * b).sum();
                let lengths = from_length * length(to);
                if lengths > 0.0 {
                    1.0 - product / lengths
                } else {
                    1.0
                }
            }
        };
        let order = |a: &Neighbour, b: &Neighbour| {
            a.distance
                .total_cmp(&b.distance)
                .then(a.point.cmp(&b.point))
        };
        let keep_nearest = |mut found: Vec<Neighbour>| {
            if found.len() > count {
                found.select_nth_unstable_by(count - 1, order);
                found.truncate(count);
            }
            found
        };
        let columns = self.samples.columns();
        let parts = self.samples.values().par_chunks(SAMPLES_PER_TASK * columns);
        let parts = parts.enumerate().map(|(part, samples)| {
            let each = samples.chunks_exact(columns).enumerate();
            let others = each.map(|(row, sample)| (part * SAMPLES_PER_TASK + row, sample));
            let others = others.filter(|(other, _)| *other != point);
            keep_nearest(
                others
                    .map(|(point, sample)| Neighbour {
                        point,
                        distance: distance_to(sample),
                    })
                    .collect(),
            )
        });
        let mut found = keep_nearest(parts.flatten_iter().collect());
        found.sort_unstable_by(order);
        found
    }

    /// The scaled features of a point.
    fn sample(&self, point: usize) -> Option<&[f64]> {
        if point < self.samples.rows() {
            return Some(self.samples.row(point));
        }
        let new = self.new_samples.get(point - self.samples.rows())?;
        Some(new.as_slice())
    }

    /// The points with a text value (name, class or other) that contains `text`, ignoring case. Exact matches come
    /// first, then prefixes, then other matches, each in the order of the data. For data without text, the point whose
    /// row number is `text`.
    pub fn search(&self, text: &str) -> Vec<u32> {
        let text = text.trim().to_lowercase();
        if text.is_empty() {
            return Vec::new();
        }
        let match_of = |word: &str| Match::of(&word.to_lowercase(), &text);
        let classes: Vec<Option<Match>> = (self.class_names.iter())
            .map(|class| match_of(&class.name))
            .collect();
        let columns: Vec<(&[u32], Vec<Option<Match>>)> = (self.text_columns())
            .map(|(_, _, words)| {
                let matches = words.distinct().iter().map(|word| match_of(word)).collect();
                (words.codes(), matches)
            })
            .collect();
        if classes.is_empty() && columns.is_empty() {
            let row = text.parse().ok();
            let found =
                (0..self.data_count()).filter(|&point| row.is_some() && self.row(point) == row);
            return found.map(|point| point as u32).collect();
        }
        let best_match = |point: usize| {
            let class_match = classes.get(self.classes[point] as usize).copied().flatten();
            let row = self.row(point).into_iter();
            let text_matches = row.flat_map(|row| {
                let each = columns.iter();
                each.filter_map(move |(codes, matches)| matches[codes[row] as usize])
            });
            class_match.into_iter().chain(text_matches).min()
        };
        let mut found: Vec<(Match, u32)> = (0..self.data_count())
            .filter_map(|point| Some((best_match(point)?, point as u32)))
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, point)| point).collect()
    }

    /// Whether another cloud has the same samples in the same order and the same label column.
    pub fn has_same_samples(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.table, &other.table)
            && self.kept_rows == other.kept_rows
            && self.new_count == other.new_count
            && self.label == other.label
    }

    /// The table rows of some points, without those of new samples.
    pub fn rows(&self, points: &[u32]) -> Vec<usize> {
        let rows = points.iter().filter_map(|&point| self.row(point as usize));
        rows.collect()
    }
}
