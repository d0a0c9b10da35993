use crate::math::table::{Matrix, Table, Values};

/// A table split into what is measured and what it is called.
#[derive(Clone, Debug, PartialEq)]
pub struct Samples {
    /// One row for each sample, one column for each feature.
    pub features: Matrix,
    /// Names of the columns of `features`.
    pub feature_names: Vec<String>,
    /// The class of each sample, an index into `classes`; empty when there are no classes.
    pub labels: Vec<usize>,
    /// In the order of first appearance, numbers ascending; empty when there are none.
    pub classes: Vec<Class>,
}

/// A class of samples.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Class {
    /// As the data have it.
    pub name: String,
    /// How many samples belong to it.
    pub count: usize,
}

/// A column that was asked for and cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ColumnError {
    /// There is no such column.
    #[error("there is no column `{asked}`; there are {known}")]
    Unknown {
        /// Name or number from 1.
        asked: String,
        /// All names.
        known: String,
    },
    /// Numbers are needed where the column holds text.
    #[error("column `{0}` holds text, not numbers")]
    Text(String),
    /// More than one column could be the class.
    #[error("columns {0} hold text; say which one is the label")]
    ManyLabels(String),
    /// The column of the classes cannot be measured as well.
    #[error("column `{0}` is the label, not a measurement")]
    Label(String),
    /// No numbers are left.
    #[error("no column of numbers is left beside the label")]
    NoFeatures,
}

/// The index of a column by its name, else by its number from 1.
///
/// # Errors
/// No column has this name or number.
pub fn column(table: &Table, asked: &str) -> Result<usize, ColumnError> {
    table.position(asked).ok_or_else(|| ColumnError::Unknown {
        asked: asked.to_owned(),
        known: names(table, |_| true),
    })
}

/// Splits a table into features and classes. `label` is the column of the classes, by name or number from 1; without it
/// the only text column is, if there is one. Other text columns are left out.
///
/// # Errors
/// An unknown label, several text columns and no label, or no column of numbers.
pub fn samples(table: &Table, label: Option<&str>) -> Result<Samples, ColumnError> {
    let label = match label {
        Some(asked) => Some(column(table, asked)?),
        None => only_text_column(table)?,
    };
    let (feature_names, features) = table.numbers_without(label);
    if feature_names.is_empty() {
        return Err(ColumnError::NoFeatures);
    }
    let (labels, classes) = label.map_or_else(Default::default, |index| {
        classes(&table.columns[index].values)
    });
    Ok(Samples {
        features,
        feature_names: feature_names.into_iter().map(str::to_owned).collect(),
        labels,
        classes,
    })
}

impl Samples {
    /// The same with these columns of `table` alone, by name or by number from 1; all of them where none is named.
    ///
    /// # Errors
    /// A column that is unknown, holds text or is the label.
    pub fn with_columns(mut self, table: &Table, asked: &[String]) -> Result<Self, ColumnError> {
        if asked.is_empty() {
            return Ok(self);
        }
        let position = |asked: &String| {
            let column = &table.columns[column(table, asked)?];
            let found = self
                .feature_names
                .iter()
                .position(|name| *name == column.name);
            found.ok_or_else(|| match column.values {
                Values::Numbers(_) => ColumnError::Label(column.name.clone()),
                Values::Text(_) => ColumnError::Text(column.name.clone()),
            })
        };
        let chosen: Vec<usize> = asked.iter().map(position).collect::<Result<_, _>>()?;
        let features = &self.features;
        let value = |i: usize, j: usize| features.row(i)[chosen[j]];
        self.features = Matrix::from_fn(features.rows(), chosen.len(), value);
        let name = |&index: &usize| self.feature_names[index].clone();
        self.feature_names = chosen.iter().map(name).collect();
        Ok(self)
    }
}

fn only_text_column(table: &Table) -> Result<Option<usize>, ColumnError> {
    let is_text = |values: &Values| matches!(values, Values::Text(_));
    let mut text = (0..table.columns.len()).filter(|index| is_text(&table.columns[*index].values));
    match (text.next(), text.next()) {
        (only, None) => Ok(only),
        _ => Err(ColumnError::ManyLabels(names(table, is_text))),
    }
}

fn classes(values: &Values) -> (Vec<usize>, Vec<Class>) {
    let cells: Vec<String> = match values {
        Values::Numbers(numbers) => numbers.iter().map(f64::to_string).collect(),
        Values::Text(text) => text.clone(),
    };
    let mut order: Vec<String> = match values {
        Values::Numbers(numbers) => {
            let mut sorted = numbers.clone();
            sorted.sort_by(f64::total_cmp);
            sorted.iter().map(f64::to_string).collect()
        }
        Values::Text(_) => cells.clone(),
    };
    let mut seen = std::collections::HashMap::new();
    order.retain(|name| {
        let next = seen.len();
        let new = !seen.contains_key(name);
        seen.entry(name.clone()).or_insert(next);
        new
    });
    let mut classes: Vec<Class> = order
        .into_iter()
        .map(|name| Class { name, count: 0 })
        .collect();
    let labels: Vec<usize> = cells.iter().map(|cell| seen[cell]).collect();
    for label in &labels {
        classes[*label].count += 1;
    }
    (labels, classes)
}

fn names(table: &Table, chosen: impl Fn(&Values) -> bool) -> String {
    let chosen = table.columns.iter().filter(|column| chosen(&column.values));
    let quoted: Vec<String> = chosen.map(|column| format!("`{}`", column.name)).collect();
    quoted.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::parse_table;

    #[test]
    fn the_only_text_column_is_the_label() {
        let table = parse_table("x,kind,y\n1,b,2\n3,a,4\n5,b,6\n").unwrap();
        let samples = samples(&table, None).unwrap();
        assert_eq!(samples.feature_names, ["x", "y"]);
        assert_eq!(samples.features.values(), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        assert_eq!(samples.labels, [0, 1, 0]);
        assert_eq!(
            samples.classes[0],
            Class {
                name: "b".into(),
                count: 2
            }
        );
    }

    #[test]
    fn a_column_of_numbers_can_be_the_label() {
        let table = parse_table("x,y,digit\n1,2,7\n3,4,0\n5,6,7\n").unwrap();
        let samples = samples(&table, Some("3")).unwrap();
        assert_eq!(samples.feature_names, ["x", "y"]);
        assert_eq!(samples.labels, [1, 0, 1]);
        assert_eq!(samples.classes[0].name, "0");
    }

    #[test]
    fn without_text_there_are_no_classes() {
        let samples = samples(&parse_table("1,2\n3,4\n").unwrap(), None).unwrap();
        assert!(samples.labels.is_empty() && samples.classes.is_empty());
    }

    #[test]
    fn columns_are_chosen_in_the_order_asked_for() {
        let table = parse_table("x,kind,y,z\n1,b,2,3\n4,a,5,6\n").unwrap();
        let choose = |asked: &[&str]| {
            let asked: Vec<String> = asked.iter().map(ToString::to_string).collect();
            samples(&table, None).unwrap().with_columns(&table, &asked)
        };
        let chosen = choose(&["z", "1"]).unwrap();
        assert_eq!(chosen.feature_names, ["z", "x"]);
        assert_eq!(chosen.features.values(), [3.0, 1.0, 6.0, 4.0]);
        assert_eq!(choose(&[]).unwrap().feature_names.len(), 3);
        assert_eq!(choose(&["kind"]), Err(ColumnError::Text("kind".into())));
        assert!(
            choose(&["w"])
                .unwrap_err()
                .to_string()
                .contains("no column `w`")
        );
    }

    #[test]
    fn unusable_columns_are_named() {
        let table = parse_table("x,kind,place\n1,b,here\n3,a,there\n").unwrap();
        let message = |label| samples(&table, label).unwrap_err().to_string();
        assert_eq!(
            message(None),
            "columns `kind`, `place` hold text; say which one is the label"
        );
        assert_eq!(
            message(Some("sort")),
            "there is no column `sort`; there are `x`, `kind`, `place`"
        );
        assert_eq!(
            message(Some("x")),
            "no column of numbers is left beside the label"
        );
        assert!(samples(&table, Some("kind")).is_ok());
    }
}
