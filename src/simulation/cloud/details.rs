//! The values of a single point, and the columns of its table.

use std::collections::HashSet;

use super::{CloudOutcome, Group, clusters::label_of};
use crate::{
    math::table::{Column, Role, Values, Words},
    scene::Points,
};

/// The values of a single point, as in its tooltip.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PointDetails<'a> {
    /// The value of the text column that names the rows, if there is one: more than half of its values are distinct.
    pub name: Option<&'a str>,
    /// The index of its row in the table; none for a new sample.
    pub row: Option<usize>,
    /// The name of its class, if there are classes.
    pub class: Option<&'a str>,
    /// The names of other text columns with their values.
    pub texts: Vec<(&'a str, &'a str)>,
    /// The names of the first feature columns with their unscaled values; NaN if missing.
    pub features: Vec<(&'a str, f64)>,
    /// The number of feature columns that are not in `features`.
    pub omitted_features: usize,
}

impl CloudOutcome {
    /// The values of a point, with at most `limit` features and at most `limit` other texts.
    pub fn details(&self, point: usize, limit: usize) -> PointDetails<'_> {
        let omitted_features = self.feature_names.len().saturating_sub(limit);
        let names = self.feature_names.iter().map(String::as_str).take(limit);
        let Some(row) = self.row(point) else {
            let sample = point.checked_sub(self.data_count());
            let sample = sample.and_then(|new| self.subject.new.get(new));
            let numbers = sample.into_iter().flatten().copied();
            return PointDetails {
                features: names.zip(numbers).collect(),
                omitted_features,
                ..PointDetails::default()
            };
        };
        let name_column = self.name_column();
        let class = self.class_names.get(self.classes[point] as usize);
        let others = self.text_columns().filter(|(at, ..)| {
            let is_name = name_column.as_ref().is_some_and(|column| column.0 == *at);
            Some(*at) != self.label && !is_name
        });
        let features = names.filter_map(|name| {
            let column = &self.table.columns()[self.table.position(name)?];
            Some((name, column.numbers()?.get(row)))
        });
        PointDetails {
            name: name_column.map(|(_, words)| words.get(row)),
            row: Some(row),
            class: class.map(|class| class.name.as_str()),
            texts: (others.map(|(_, column, words)| (column.name.as_str(), words.get(row))))
                .take(limit)
                .collect(),
            features: features.collect(),
            omitted_features,
        }
    }

    /// The number of points from the data, without new samples.
    pub fn data_count(&self) -> usize {
        self.points.len() - self.new_count
    }

    /// The table row of a point, from 0; none for a new sample.
    pub fn row(&self, point: usize) -> Option<usize> {
        if point >= self.data_count() {
            return None;
        }
        Some(match &self.kept_rows {
            Some(rows) => rows[point] as usize,
            None => point,
        })
    }

    /// The names by which a scene refers to the classes; if there are clusters, to the clusters and, if the method can
    /// produce it, noise.
    pub fn class_keys(&self) -> Vec<String> {
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
    pub fn numeric_column(&self, name: &str) -> Option<&str> {
        let column = &self.table.columns()[self.table.position(name)?];
        column.numbers().map(|_| column.name.as_str())
    }

    /// Checks that the columns for the colour and the size of points exist and are numeric, and that there are points of
    /// the given names.
    ///
    /// # Errors
    /// The first invalid column, with the available ones, or the first unknown name.
    pub fn check_points(&self, points: &Points) -> Result<(), String> {
        let columns = [("color", &points.color), ("size_by", &points.size_by)];
        for (field, column) in columns {
            let Some(column) = column.as_deref() else {
                continue;
            };
            if self.numeric_column(column).is_none() {
                let available = self.numeric_columns().join(", ");
                return Err(format!(
                    "look.points.{field}: there is no numeric column `{column}`; there are {available}"
                ));
            }
        }
        self.check_names(&points.names)
    }

    /// The names of the numeric columns; for columns without a name, their numbers from 1.
    pub fn numeric_columns(&self) -> Vec<String> {
        let columns = self.table.columns().iter().zip(1..);
        let columns = columns.filter(|(column, _)| column.numbers().is_some());
        columns
            .map(|(column, number)| match column.name.as_str() {
                "" => number.to_string(),
                name => name.to_owned(),
            })
            .collect()
    }

    /// The names of the text columns; for columns without a name, their numbers from 1.
    pub fn text_column_names(&self) -> Vec<String> {
        let columns = self.text_columns();
        columns
            .map(|(at, column, _)| match column.name.as_str() {
                "" => (at + 1).to_string(),
                name => name.to_owned(),
            })
            .collect()
    }

    /// The labels of the classes, or of the clusters if there are any, with these names in a scene, as returned by
    /// [`classes_at`](Self::classes_at).
    pub fn hidden_labels(&self, keys: &[String]) -> HashSet<i32> {
        if self.clusters().is_some() {
            return keys.iter().filter_map(|key| label_of(key)).collect();
        }
        let named = (0..).zip(&self.class_names);
        let matching = named.filter(|(_, class)| keys.contains(&class.name));
        matching.map(|(number, _)| number).collect()
    }

    /// The name of the label column; none if there is no such column or it has no name.
    pub fn label_column(&self) -> Option<&str> {
        let column = &self.table.columns()[self.label?];
        Some(column.name.as_str()).filter(|name| !name.is_empty())
    }

    /// The text columns with their indices in the table.
    pub(super) fn text_columns(&self) -> impl Iterator<Item = (usize, &Column, &Words)> {
        let columns = self.table.columns().iter().enumerate();
        columns.filter_map(|(at, column)| match &column.values {
            Values::Words(words) => Some((at, column, words)),
            Values::Numbers(_) => None,
        })
    }

    /// The text column that names the rows: more than half of its values are distinct. Notes are preferred, then the
    /// first column.
    pub(super) fn name_column(&self) -> Option<(usize, &Words)> {
        let named = |words: &Words| 2 * words.distinct().len() > self.table.rows();
        let candidates = self
            .text_columns()
            .filter(|(at, _, words)| Some(*at) != self.label && named(words));
        let best = candidates.min_by_key(|(at, column, _)| (column.role != Role::Metadata, *at));
        best.map(|(at, _, words)| (at, words))
    }
}
