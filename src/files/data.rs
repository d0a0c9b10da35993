use std::{
    path::Path,
    sync::{Arc, LazyLock},
};

use super::{FileError, parse_table, read_table};
use crate::math::table::Table;

macro_rules! built_in {
    ($($name:literal),+ $(,)?) => {
        /// The names of the data sets inside the program. Sources and licences: `assets/data/README.md`.
        pub const BUILT_IN: &[&str] = &[$($name),+];

        /// A data set inside the program, by name, read once.
        pub fn built_in(name: &str) -> Option<Arc<Table>> {
            match name {
                $($name => {
                    static TABLE: LazyLock<Arc<Table>> = LazyLock::new(|| {
                        embedded(include_str!(concat!("../../assets/data/", $name, ".csv")))
                    });
                    Some(TABLE.clone())
                })+
                _ => None,
            }
        }
    };
}

built_in![
    "advertising",
    "feature_ranges",
    "houses",
    "iris",
    "noisy_line",
    "overlapping",
    "separable",
];

/// The data of a name: a set inside the program, else a file, whose path starts from `base`.
///
/// # Errors
/// The file cannot be read or is no table.
pub fn open_data(name: &str, base: &Path) -> Result<Arc<Table>, FileError> {
    match built_in(name) {
        Some(table) => Ok(table),
        None => Ok(Arc::new(read_table(&base.join(name))?.0)),
    }
}

fn embedded(text: &str) -> Arc<Table> {
    // The text is fixed when the program is built, and a test below reads every set.
    Arc::new(parse_table(text).expect("built-in data are well-formed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_set_is_a_table() {
        for name in BUILT_IN {
            assert!(!built_in(name).unwrap().columns().is_empty(), "{name}");
        }
        assert!(built_in("digits").is_none());
    }

    #[test]
    fn iris_has_fifty_flowers_of_each_species() {
        let table = built_in("iris").unwrap();
        let species = table.columns()[4].words().unwrap();
        for name in ["setosa", "versicolor", "virginica"] {
            assert_eq!(species.iter().filter(|other| *other == name).count(), 50);
        }
    }
}
