//! What a person asks of the points of a cloud: which are near one of them, and which are called something.

use std::sync::Arc;

use rayon::prelude::*;

use super::CloudOutcome;
use crate::math::distance::squared;

/// So many samples are measured by one thread at a time.
const TOGETHER: usize = 1 << 13;

/// How far apart two samples are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Distance {
    /// The length of the straight line between them.
    #[default]
    Euclidean,
    /// 1 less the cosine of the angle between them, seen from the origin: 0 to 2. That of a sample at the origin is 1.
    Cosine,
}

/// A point near another one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Neighbour {
    /// Its number among the points.
    pub point: usize,
    /// How far it is.
    pub distance: f64,
}

/// How well a word matches a text that is looked for, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Match {
    Whole,
    Beginning,
    Part,
}

impl Match {
    fn of(word: &str, text: &str) -> Option<Self> {
        if word == text {
            Some(Self::Whole)
        } else if word.starts_with(text) {
            Some(Self::Beginning)
        } else {
            word.contains(text).then_some(Self::Part)
        }
    }
}

impl CloudOutcome {
    /// The samples of the data that are nearest to a point in all scaled columns, whatever the picture shows: at most
    /// `count`, the nearest first, of equally near ones the first of the data. Measuring all of them for a single question
    /// is quicker than sorting them first.
    pub fn nearest(&self, point: usize, count: usize, distance: Distance) -> Vec<Neighbour> {
        let Some(from) = self.sample(point).filter(|_| count > 0) else {
            return Vec::new();
        };
        let length = |sample: &[f64]| sample.iter().map(|part| part * part).sum::<f64>().sqrt();
        let own = length(from);
        let measure = |to: &[f64]| match distance {
            Distance::Euclidean => squared(from, to).sqrt(),
            Distance::Cosine => {
                let product: f64 = from.iter().zip(to).map(|(a, b)| a * b).sum();
                let lengths = own * length(to);
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
        let best = |mut found: Vec<Neighbour>| {
            if found.len() > count {
                found.select_nth_unstable_by(count - 1, order);
                found.truncate(count);
            }
            found
        };
        let columns = self.samples.columns();
        let parts = self.samples.values().par_chunks(TOGETHER * columns);
        let parts = parts.enumerate().map(|(part, samples)| {
            let each = samples.chunks_exact(columns).enumerate();
            let others = each.map(|(row, sample)| (part * TOGETHER + row, sample));
            let others = others.filter(|(other, _)| *other != point);
            best(
                others
                    .map(|(point, sample)| Neighbour {
                        point,
                        distance: measure(sample),
                    })
                    .collect(),
            )
        });
        let mut found = best(parts.flatten_iter().collect());
        found.sort_unstable_by(order);
        found
    }

    /// The scaled measurements of a point.
    fn sample(&self, point: usize) -> Option<&[f64]> {
        if point < self.samples.rows() {
            return Some(self.samples.row(point));
        }
        let new = self.new_samples.get(point - self.samples.rows())?;
        Some(new.as_slice())
    }

    /// The points of whose words one holds a text, whatever its case: their names, their classes and all else that is a
    /// word. First those of which a whole word is the text, then those of which one begins with it, then the others; of
    /// equal matches the first of the data. Where the data have no words, the point of that row.
    pub fn search(&self, text: &str) -> Vec<u32> {
        let text = text.trim().to_lowercase();
        if text.is_empty() {
            return Vec::new();
        }
        let matched = |word: &str| Match::of(&word.to_lowercase(), &text);
        let classes: Vec<Option<Match>> = (self.class_names.iter())
            .map(|class| matched(&class.name))
            .collect();
        let columns: Vec<(&[u32], Vec<Option<Match>>)> = (self.words())
            .map(|(_, _, words)| {
                let matches = words.distinct().iter().map(|word| matched(word)).collect();
                (words.codes(), matches)
            })
            .collect();
        if classes.is_empty() && columns.is_empty() {
            let row = text.parse().ok();
            let found = (0..self.known()).filter(|&point| row.is_some() && self.row(point) == row);
            return found.map(|point| point as u32).collect();
        }
        let best = |point: usize| {
            let of_class = classes.get(self.classes[point] as usize).copied().flatten();
            let row = self.row(point).into_iter();
            let of_words = row.flat_map(|row| {
                let each = columns.iter();
                each.filter_map(move |(codes, matches)| matches[codes[row] as usize])
            });
            of_class.into_iter().chain(of_words).min()
        };
        let mut found: Vec<(Match, u32)> = (0..self.known())
            .filter_map(|point| Some((best(point)?, point as u32)))
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, point)| point).collect()
    }

    /// Whether the points of another cloud are the same samples, point for point, wherever they are drawn.
    pub fn has_samples_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.table, &other.table)
            && self.kept == other.kept
            && self.new == other.new
            && self.label == other.label
    }

    /// The rows of the table that some points are, new samples left out.
    pub fn rows(&self, points: &[u32]) -> Vec<usize> {
        let rows = points.iter().filter_map(|&point| self.row(point as usize));
        rows.collect()
    }
}
