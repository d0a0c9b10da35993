//! What the data say of one point.

use std::collections::HashSet;

use super::{CloudOutcome, Group, clusters::label_of};
use crate::{
    math::table::{Column, Role, Values, Words},
    scene::Points,
};

/// What the data say of one point.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts<'a> {
    /// What it is called, where a column has a name of its own for most rows.
    pub name: Option<&'a str>,
    /// Its row of the table, from 0; none for a new sample.
    pub row: Option<usize>,
    /// Its class.
    pub class: Option<&'a str>,
    /// Other columns of words, by name.
    pub words: Vec<(&'a str, &'a str)>,
    /// The first measured columns as they are in the data, not scaled, by name. NaN where a value is missing.
    pub numbers: Vec<(&'a str, f64)>,
    /// How many measured columns are left out.
    pub more: usize,
}

impl CloudOutcome {
    /// What the data say of a point: at most so many of its numbers, and of its words.
    pub fn facts(&self, point: usize, most: usize) -> Facts<'_> {
        let more = self.feature_names.len().saturating_sub(most);
        let names = self.feature_names.iter().map(String::as_str).take(most);
        let Some(row) = self.row(point) else {
            let sample = point.checked_sub(self.known());
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

    /// How many points are part of the data.
    pub fn known(&self) -> usize {
        self.points.len() - self.new
    }

    /// The row of the table that a point is, from 0; none for a new sample.
    pub fn row(&self, point: usize) -> Option<usize> {
        if point >= self.known() {
            return None;
        }
        Some(match &self.kept {
            Some(kept) => kept[point] as usize,
            None => point,
        })
    }

    /// What the classes are called in a scene, or the clusters where there are some, and then noise where the method may
    /// leave some.
    pub fn keys(&self) -> Vec<String> {
        match self.clusters() {
            Some(clusters) => {
                let numbers = (1..=clusters.most()).map(|n| n.to_string());
                let noise = Group::Noise.key().filter(|_| clusters.leaves_noise());
                numbers.chain(noise).collect()
            }
            None => (self.class_names.iter().map(|class| class.name.clone())).collect(),
        }
    }

    /// The name of a column of numbers, asked for by name or number from 1; none where there is no such column.
    pub fn number_column(&self, name: &str) -> Option<&str> {
        let column = &self.table.columns()[self.table.position(name)?];
        column.numbers().map(|_| column.name.as_str())
    }

    /// Says what is wrong with the columns that are to give points their colour and their size.
    pub fn check(&self, points: &Points) -> Result<(), String> {
        let wanted = [("color", &points.color), ("size_by", &points.size_by)];
        for (field, column) in wanted {
            let Some(column) = column.as_deref() else {
                continue;
            };
            if self.number_column(column).is_none() {
                let known = self.number_columns().join(", ");
                return Err(format!(
                    "look.points.{field}: there is no column of numbers `{column}`; there are {known}"
                ));
            }
        }
        Ok(())
    }

    /// The names of the columns of numbers, or their numbers from 1 where they have none.
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

    /// The classes that a scene hides, or the clusters where there are some, as [`classes_at`](Self::classes_at) has them.
    pub fn hidden(&self, keys: &[String]) -> HashSet<i32> {
        if self.clusters().is_some() {
            return keys.iter().filter_map(|key| label_of(key)).collect();
        }
        let named = (0..).zip(&self.class_names);
        let hidden = named.filter(|(_, class)| keys.contains(&class.name));
        hidden.map(|(number, _)| number).collect()
    }

    /// The column of the classes, if it has a name.
    pub fn label(&self) -> Option<&str> {
        let column = &self.table.columns()[self.label?];
        Some(column.name.as_str()).filter(|name| !name.is_empty())
    }

    /// The columns of words, and where they stand in the table.
    pub(super) fn words(&self) -> impl Iterator<Item = (usize, &Column, &Words)> {
        let columns = self.table.columns().iter().enumerate();
        columns.filter_map(|(at, column)| match &column.values {
            Values::Words(words) => Some((at, column, words)),
            Values::Numbers(_) => None,
        })
    }

    /// The column that names the rows: most of its words are there once.
    fn naming(&self) -> Option<(usize, &Words)> {
        let named = |words: &Words| 2 * words.distinct().len() > self.table.rows();
        let naming = self
            .words()
            .filter(|(at, _, words)| Some(*at) != self.label && named(words));
        let best = naming.min_by_key(|(at, column, _)| (column.role != Role::Note, *at));
        best.map(|(at, _, words)| (at, words))
    }
}
