use std::{
    io::Read,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

use flate2::read::GzDecoder;

use super::{
    FileError, Format, ReadOptions, parse_table,
    paths::text_to_path,
    read_table,
    table::{metadata_of, parse_npz},
};
use crate::math::{
    generate,
    spec::Spec,
    table::{Column, Role, Table},
};

macro_rules! built_in {
    ($($name:literal $extension:literal),+ $(,)?) => {
        /// The names of the built-in data sets. Sources and licences: `assets/data/README.md`.
        pub const BUILT_IN: &[&str] = &[$($name),+];

        /// Returns the built-in data set of this name. It is parsed on first use.
        fn built_in(name: &str) -> Option<Arc<Table>> {
            match name {
                $($name => {
                    static TABLE: LazyLock<Arc<Table>> = LazyLock::new(|| {
                        let path = concat!("../../assets/data/", $name, $extension);
                        parse_embedded(path, include_bytes!(concat!("../../assets/data/", $name, $extension)))
                    });
                    Some(TABLE.clone())
                })+
                _ => None,
            }
        }
    };
}

built_in![
    "advertising" ".csv",
    "blobs_four" ".csv",
    "breast_cancer" ".csv.gz",
    "digits" ".csv.gz",
    "feature_ranges" ".csv",
    "flat_cloud" ".csv",
    "houses" ".csv",
    "iris" ".csv",
    "noisy_line" ".csv",
    "overlapping" ".csv",
    "penguins" ".csv",
    "playground_blobs" ".csv",
    "playground_circles" ".csv",
    "playground_moons" ".csv",
    "separable" ".csv",
    "two_moons" ".csv",
    "wine" ".csv",
    "words" ".npz",
];

/// The names of columns with class labels in the built-in data sets.
const CLASS_COLUMNS: [&str; 3] = ["class", "digit", "species"];
/// The names of columns in the built-in data sets that are neither features nor class labels.
const METADATA_COLUMNS: [&str; 3] = ["island", "sex", "year"];

/// Opens data by name: a built-in data set (`iris`), a generator (`blobs(n=300)`), otherwise a file, whose path
/// (see [`path_to_text`](super::path_to_text)) is relative to `base`.
///
/// # Errors
/// The generator's settings are invalid, or the file cannot be read or is not a table.
///
/// # Examples
/// ```
/// let iris = fallline::files::open_data("iris", ".".as_ref())?;
/// assert_eq!((iris.rows(), iris.columns().len()), (150, 5));
/// # Ok::<(), fallline::files::FileError>(())
/// ```
pub fn open_data(name: &str, base: &Path) -> Result<Arc<Table>, FileError> {
    Ok(open_with(name, base, &ReadOptions::default())?.0)
}

/// Like [`open_data`], with options for files. Also returns the format in which the data were stored.
///
/// # Errors
/// See [`open_data`].
pub fn open_with(
    name: &str,
    base: &Path,
    options: &ReadOptions,
) -> Result<(Arc<Table>, Format), FileError> {
    if let Some(table) = built_in(name) {
        return Ok((table, Format::BuiltIn));
    }
    if is_generator(name) {
        let failed = |problem: String| FileError::Generator {
            spec: name.to_owned(),
            problem,
        };
        let spec: Spec = name.parse().map_err(|error| failed(format!("{error}")))?;
        let generated = generate::CATALOGUE.build(&spec);
        let generated = generated.map_err(|error| failed(error.to_string()))?;
        let table = generated.map_err(|error| failed(error.to_string()))?;
        return Ok((Arc::new(table), Format::Generated));
    }
    let (table, format) = read_table(&base.join(text_to_path(name)), options)?;
    Ok((Arc::new(table), format))
}

/// Returns the files that [`open_with`] reads; none for built-in and generated data.
pub(crate) fn files_of(name: &str, base: &Path, metadata: Option<&Path>) -> Vec<PathBuf> {
    if is_built_in_or_generated(name) {
        return Vec::new();
    }
    let path = base.join(text_to_path(name));
    let metadata = metadata.map(Path::to_owned).or_else(|| metadata_of(&path));
    [path].into_iter().chain(metadata).collect()
}

/// Whether the name is that of a built-in data set or a generator, so that no file is read.
pub fn is_built_in_or_generated(name: &str) -> bool {
    BUILT_IN.contains(&name) || is_generator(name)
}

/// Whether `name` begins with the name of a generator; its settings may still be invalid.
fn is_generator(name: &str) -> bool {
    let generator = name.split('(').next().unwrap_or_default().trim();
    generate::CATALOGUE.get(generator).is_some()
}

/// Parses an embedded file; a test below parses all of them.
fn parse_embedded(path: &str, bytes: &'static [u8]) -> Arc<Table> {
    let table = match path.rsplit('.').next() {
        Some("npz") => parse_npz(bytes).expect("built-in arrays are well-formed"),
        extension => {
            let mut text = String::new();
            let read = match extension {
                Some("gz") => GzDecoder::new(bytes).read_to_string(&mut text),
                _ => { bytes }.read_to_string(&mut text),
            };
            read.expect("built-in data are text");
            parse_table(&text).expect("built-in data are well-formed")
        }
    };
    let with_role = |column: &Column| {
        let name = column.name.as_str();
        column.clone().with_role(match column.role {
            _ if CLASS_COLUMNS.contains(&name) => Role::Class,
            _ if METADATA_COLUMNS.contains(&name) => Role::Metadata,
            role => role,
        })
    };
    let columns = table.columns().iter().map(with_role).collect();
    Arc::new(Table::new(columns).expect("the columns of a table"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::{SampleOptions, WhenMissing, extract_samples};

    #[test]
    fn every_built_in_set_is_a_table() {
        for name in BUILT_IN {
            assert!(!built_in(name).unwrap().columns().is_empty(), "{name}");
        }
        assert!(built_in("numbers").is_none());
    }

    #[test]
    fn iris_has_fifty_flowers_of_each_species() {
        let table = built_in("iris").unwrap();
        let species = table.columns()[4].words().unwrap();
        for name in ["setosa", "versicolor", "virginica"] {
            assert_eq!(species.iter().filter(|other| *other == name).count(), 50);
        }
    }

    #[test]
    fn built_in_sets_have_their_rows_features_and_classes() {
        for (name, rows, features, classes) in [
            ("iris", 150, 4, vec![50, 50, 50]),
            ("wine", 178, 13, vec![59, 71, 48]),
            ("breast_cancer", 569, 30, vec![212, 357]),
            (
                "digits",
                1797,
                64,
                vec![178, 182, 177, 183, 181, 182, 181, 179, 174, 180],
            ),
            ("blobs_four", 300, 2, vec![75; 4]),
            ("flat_cloud", 200, 3, vec![]),
            ("words", 6000, 100, vec![]),
        ] {
            let samples =
                extract_samples(&built_in(name).unwrap(), &SampleOptions::default()).unwrap();
            let shape = (samples.features.rows(), samples.features.columns());
            assert_eq!(shape, (rows, features), "{name}");
            let counts: Vec<usize> = samples.classes.iter().map(|class| class.count).collect();
            assert_eq!(counts, classes, "{name}");
        }
    }

    #[test]
    fn two_penguins_have_no_measurements_and_eleven_no_known_sex() {
        let table = built_in("penguins").unwrap();
        assert_eq!(table.rows(), 344);
        let missing_count = |name: &str| {
            let at = table.position(name).unwrap();
            table.columns()[at].values.missing().count
        };
        assert_eq!(
            ["bill_length_mm", "body_mass_g", "sex", "year"].map(missing_count),
            [2, 2, 11, 0]
        );
        let error = extract_samples(&table, &SampleOptions::default()).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("8 values are missing, the first in row 5")
        );
        let options = SampleOptions {
            missing: WhenMissing::Drop,
            ..SampleOptions::default()
        };
        let samples = extract_samples(&table, &options).unwrap();
        let counts: Vec<(&str, usize)> = (samples.classes.iter())
            .map(|class| (class.name.as_str(), class.count))
            .collect();
        // Of 152 Adelies and 124 Gentoos, one each has no measurements.
        assert_eq!(
            counts,
            [("Adelie", 151), ("Gentoo", 123), ("Chinstrap", 68)]
        );
        let measured = [
            "bill_length_mm",
            "bill_depth_mm",
            "flipper_length_mm",
            "body_mass_g",
        ];
        assert_eq!(samples.feature_names, measured);
        let species = table.columns()[0].words().unwrap();
        assert_eq!(species.iter().filter(|name| *name == "Adelie").count(), 152);
        assert_eq!(species.iter().filter(|name| *name == "Gentoo").count(), 124);
    }

    #[test]
    fn a_name_is_a_set_a_generator_or_a_file() {
        let open = |name: &str| open_data(name, Path::new("nowhere"));
        assert_eq!(open("iris").unwrap().rows(), 150);
        assert_eq!(open("blobs(n=30, seed=2)").unwrap().rows(), 30);
        assert_eq!(open("s_curve").unwrap().rows(), 1000);
        let message = |name: &str| open(name).unwrap_err().to_string();
        assert!(message("blobs(n=1)").contains("n=1 is not allowed"));
        assert!(message("blobs(n=").starts_with("blobs(n=: column"));
        assert!(message("mine.csv").contains("no such file"));
        assert!(
            is_built_in_or_generated("moons(noise=0.1)") && !is_built_in_or_generated("moons.csv")
        );
    }
}
