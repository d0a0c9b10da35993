//! The data of a single point.

use std::collections::HashSet;

use super::{CloudOutcome, Group, clusters::label_of};
use crate::{
    math::table::{Column, Role, Values, Words},
    scene::Points,
};

/// The data of a single point.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts<'a> {
    /// The value of the column that names most rows uniquely, if there is one.
    pub name: Option<&'a str>,
    /// The index of its row in the table; none for a new sample.
    pub row: Option<usize>,
    /// The name of its class, if there are classes.
    pub class: Option<&'a str>,
    /// Other text columns with their values.
    pub words: Vec<(&'a str, &'a str)>,
    /// The first feature columns with their unscaled values; NaN if missing.
    pub numbers: Vec<(&'a str, f64)>,
    /// The number of feature columns that are left out.
    pub more: usize,
}

impl CloudOutcome {
    /// The data of a point, with at most `most` numbers and as many texts.
    pub fn facts(&self, point: usize, most: usize) -> Facts<'_> {
        let more = self.feature_names.len().saturating_sub(most);
        let names = self.feature_names.iter().map(String::as_str).take(most);
        let Some(row) = self.row(point) else {
            let sample = point.checked_sub(self.data_count());
            let sample = sample.and_then(|new| self.subject.new.get(new));
            let numbers = sample.into_iter().flatten().copied();
            return Facts {
                numbers: names.zip(numbers).collect(),
                more,
                ..Facts::default()
            };
        };
        let naming = self.naming();
        let class = self.class_names.get(self.classes[point] as usize);
        let others = self.words().filter(|(at, ..)| {
            Some(*at) != self.label && naming.as_ref().is_none_or(|naming| naming.0 != *at)
        });
        let numbers = names.filter_map(|name| {
            let column = &self.table.columns()[self.table.position(name)?];
            Some((name, column.numbers()?.get(row)))
        });
        Facts {
            name: naming.map(|(_, words)| words.get(row)),
            row: Some(row),
            class: class.map(|class| class.name.as_str()),
            words: (others.map(|(_, column, words)| (column.name.as_str(), words.get(row))))
                .take(most)
                .collect(),
            numbers: numbers.collect(),
            more,
        }
    }

    /// The number of points from the data, without new samples.
    pub fn data_count(&self) -> usize {
        self.points.len() - self.new
    }

    /// The table row of a point, from 0; none for a new sample.
    pub fn row(&self, point: usize) -> Option<usize> {
        if point >= self.data_count() {
            return None;
        }
        Some(match &self.kept {
            Some(kept) => kept[point] as usize,
            None => point,
        })
    }

    /// The names by which a scene refers to the classes, or to the clusters if there are any, followed by noise if the
    /// method can produce it.
    pub fn keys(&self) -> Vec<String> {
        match self.clusters() {
            Some(clusters) => {
                let numbers = (1..=clusters.max_final_clusters()).map(|n| n.to_string());
                let noise = Group::Noise.key().filter(|_| clusters.leaves_noise());
                numbers.chain(noise).collect()
            }
            None => (self.class_names.iter().map(|class| class.name.clone())).collect(),
        }
    }

    /// The name of a numeric column, given by name or by number from 1; none if there is no such column.
    pub fn number_column(&self, name: &str) -> Option<&str> {
        let column = &self.table.columns()[self.table.position(name)?];
        column.numbers().map(|_| column.name.as_str())
    }

    /// Checks that the columns for colour and size exist and are numeric.
    pub fn check(&self, points: &Points) -> Result<(), String> {
        let wanted = [("color", &points.color), ("size_by", &points.size_by)];
        for (field, column) in wanted {
            let Some(column) = column.as_deref() else {
                continue;
            };
            if self.number_column(column).is_none() {
                let available = self.number_columns().join(", ");
                return Err(format!(
                    "look.points.{field}: there is no numeric column `{column}`; there are {available}"
                ));
            }
        }
        Ok(())
    }

    /// The names of the numeric columns; for columns without a name, their numbers from 1.
    pub fn number_columns(&self) -> Vec<String> {
        let columns = self.table.columns().iter().zip(1..);
        let columns = columns.filter(|(column, _)| column.numbers().is_some());
        columns
            .map(|(column, number)| match column.name.as_str() {
                "" => number.to_string(),
                name => name.to_owned(),
            })
            .collect()
    }

    /// The labels of the hidden classes, or clusters if there are any, as returned by [`classes_at`](Self::classes_at).
    pub fn hidden(&self, keys: &[String]) -> HashSet<i32> {
        if self.clusters().is_some() {
            return keys.iter().filter_map(|key| label_of(key)).collect();
        }
        let named = (0..).zip(&self.class_names);
        let hidden = named.filter(|(_, class)| keys.contains(&class.name));
        hidden.map(|(number, _)| number).collect()
    }

    /// The name of the label column, if it has one.
    pub fn label(&self) -> Option<&str> {
        let column = &self.table.columns()[self.label?];
        Some(column.name.as_str()).filter(|name| !name.is_empty())
    }

    /// The text columns with their indices in the table.
    pub(super) fn words(&self) -> impl Iterator<Item = (usize, &Column, &Words)> {
        let columns = self.table.columns().iter().enumerate();
        columns.filter_map(|(at, column)| match &column.values {
            Values::Words(words) => Some((at, column, words)),
            Values::Numbers(_) => None,
        })
    }

    /// The column that names the rows: more than half of its values are distinct.
    fn naming(&self) -> Option<(usize, &Words)> {
        let named = |words: &Words| 2 * words.distinct().len() > self.table.rows();
        let naming = self
            .words()
            .filter(|(at, _, words)| Some(*at) != self.label && named(words));
        let best = naming.min_by_key(|(at, column, _)| (column.role != Role::Metadata, *at));
        best.map(|(at, _, words)| (at, words))
    }
}
