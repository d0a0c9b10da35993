//! Vectors with metadata, in the two-file format of the Embedding Projector: <https://projector.tensorflow.org>

use std::path::{Path, PathBuf};

use super::{
    TableError,
    csv::{ParseOptions, parse},
};
use crate::math::table::{Role, Table};

/// Words in the names of vector files, and the words that replace them in the names of their metadata files.
const VECTOR_WORDS: [&str; 4] = ["vectors", "tensors", "tensor", "embeddings"];
const METADATA_WORDS: [&str; 2] = ["metadata", "labels"];

/// The metadata file next to a file of vectors, if there is one.
pub(crate) fn metadata_of(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    let stem = name.strip_suffix(".tsv")?;
    let vectors = VECTOR_WORDS.iter().find(|word| stem.contains(**word))?;
    let names = METADATA_WORDS
        .iter()
        .map(|word| stem.replace(vectors, word) + ".tsv");
    names
        .map(|name| path.with_file_name(name))
        .find(|path| path.is_file())
}

/// Adds metadata to vectors. Metadata cells are separated by tabs and not quoted. A single column has no header and is
/// named `name`. NA and the like are ordinary text; a column is numeric if all its cells that are not empty are numbers.
pub(super) fn with_metadata(vectors: Table, metadata: &str) -> Result<Table, TableError> {
    let header = metadata.lines().next().unwrap_or_default().contains('\t');
    let options = ParseOptions {
        separator: '\t',
        quotes: false,
        header: Some(header),
        is_literal: true,
    };
    let (metadata_table, _) = parse(metadata, options)?;
    if metadata_table.rows() != vectors.rows() {
        return Err(TableError::MetadataRows {
            found: metadata_table.rows(),
            expected: vectors.rows(),
        });
    }
    let mut columns = vectors.columns().to_vec();
    columns.extend(metadata_table.columns().iter().cloned().map(|mut column| {
        if !header {
            column.name = "name".to_owned();
        }
        column.with_role(Role::Metadata)
    }));
    Ok(Table::new(columns).expect("both tables have the same number of rows"))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use crate::files::{ReadOptions, SampleOptions, extract_samples, read_table};

    #[test]
    fn metadata_are_found_next_to_vectors_and_are_not_features() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("my_vectors.tsv"), "0.1\t2\n0.3\t4\n-1\t5\n").unwrap();
        fn with(metadata: &std::path::Path) -> ReadOptions<'_> {
            ReadOptions {
                metadata: Some(metadata),
                ..ReadOptions::default()
            }
        }
        let alone = read_table(&path("my_vectors.tsv"), &ReadOptions::default())
            .unwrap()
            .0;
        assert_eq!(alone.columns().len(), 2);
        // One column: no header, and a quote is an ordinary character.
        fs::write(path("my_metadata.tsv"), "the\n\"\n12\n").unwrap();
        let table = read_table(&path("my_vectors.tsv"), &ReadOptions::default())
            .unwrap()
            .0;
        let words = table.columns()[2].words().unwrap();
        assert_eq!(words.iter().collect::<Vec<_>>(), ["the", "\"", "12"]);
        // Two columns: a header; numeric metadata are not features.
        fs::write(path("m.tsv"), "word\t__next__\nthe\t1\nof\t2\nand\t\n").unwrap();
        let named = path("m.tsv");
        let table = read_table(&path("my_vectors.tsv"), &with(&named))
            .unwrap()
            .0;
        let features = extract_samples(&table, &SampleOptions::default()).unwrap();
        assert_eq!(features.feature_names, ["column 1", "column 2"]);
        let next = table.columns()[3].numbers().unwrap();
        assert_eq!(
            (table.columns()[3].name.as_str(), next.get(1)),
            ("__next__", 2.0)
        );
        // Markers of missing values are ordinary text here, and so are numbers among text.
        fs::write(&named, "NA\nnull\n12\n").unwrap();
        let table = read_table(&path("my_vectors.tsv"), &with(&named))
            .unwrap()
            .0;
        let words = table.columns()[2].words().unwrap();
        assert_eq!(words.iter().collect::<Vec<_>>(), ["NA", "null", "12"]);
        assert_eq!(words.missing.count, 0);
        fs::write(&named, "the\nof\n").unwrap();
        let error = read_table(&path("my_vectors.tsv"), &with(&named)).unwrap_err();
        let message = error.to_string();
        assert!(
            message.contains("m.tsv: has 2 rows for 3 vectors"),
            "{message}"
        );
    }
}
