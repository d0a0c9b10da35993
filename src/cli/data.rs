//! The data arguments of the commands that use samples.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::{Args, ValueEnum};

use super::{CommandError, values};
use crate::{
    files::{Format, ReadOptions, SampleOptions, Samples, WhenMissing, extract_samples, open_with},
    math::{
        excerpt::excerpt,
        names::UnknownName,
        scaling::{Scaler, Scaling},
        table::Table,
    },
};

/// Data, and which of them are used
#[derive(Debug, Args)]
pub(super) struct DataArguments {
    /// A table (CSV, TSV, NPY, NPZ, Parquet) of at least two rows, with or without a header; a built-in data set, such as iris; or a
    /// generator, such as 'blobs(n=300, centers=4)'
    #[arg(value_name = "FILE", value_parser = values::path_text())]
    pub(super) file: String,
    /// The column of the classes, by name or number from 1 (default: the one that the data name, else the only text column)
    #[arg(long, value_name = "COLUMN", allow_hyphen_values = true)]
    pub(super) label: Option<String>,
    /// Names and classes of the vectors in a file (default: metadata.tsv or similar beside vectors.tsv)
    #[arg(long, value_name = "FILE.tsv")]
    pub(super) metadata: Option<PathBuf>,
    /// Whether the first row of text is a header (names) or data (default: detected)
    #[arg(long, value_enum, value_name = "names|data")]
    pub(super) header: Option<HeaderName>,
    /// The columns to use, by name or number from 1 (default: every numeric column except the label)
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    pub(super) columns: Vec<String>,
    /// How to treat missing values: drop the row, or impute the mean of the column (default: an error)
    #[arg(long, value_enum, value_name = "drop|mean")]
    pub(super) missing: Option<MissingName>,
    /// How to scale the columns first: none, max, minmax, mean, zscore or robust
    #[arg(long, value_name = "SCALE", value_parser = parse_scaling, default_value = "none")]
    pub(super) scale: Scaling,
}

fn parse_scaling(name: &str) -> Result<Scaling, String> {
    let found = Scaling::NAMED.iter().find(|(known, _)| *known == name);
    let names = || Scaling::NAMED.iter().map(|(known, _)| *known);
    found
        .map(|(_, scaling)| *scaling)
        .ok_or_else(|| UnknownName::among("scale", name, names()).to_string())
}

/// How missing values are treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum MissingName {
    /// Drop rows with missing values
    Drop,
    /// Impute the mean of the column
    Mean,
}

/// What the first row of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum HeaderName {
    /// Names of the columns
    Names,
    /// Data, like all other rows
    Data,
}

impl From<MissingName> for WhenMissing {
    fn from(name: MissingName) -> Self {
        match name {
            MissingName::Drop => Self::Drop,
            MissingName::Mean => Self::Mean,
        }
    }
}

impl DataArguments {
    /// Reads the table and returns it with its format.
    pub(super) fn open(&self) -> Result<(Arc<Table>, Format), CommandError> {
        let options = ReadOptions {
            metadata: self.metadata.as_deref(),
            header: self.header.map(|header| header == HeaderName::Names),
        };
        Ok(open_with(&self.file, Path::new(""), &options)?)
    }

    /// The options that select the rows and columns of the samples.
    pub(super) fn options(&self) -> SampleOptions {
        SampleOptions {
            label: self.label.clone(),
            columns: self.columns.clone(),
            missing: self.missing.map_or(WhenMissing::Refuse, Into::into),
        }
    }

    /// Reads the table and extracts the samples, scaled.
    pub(super) fn read(&self) -> Result<(Arc<Table>, Samples), CommandError> {
        let (table, _) = self.open()?;
        let mut samples =
            extract_samples(&table, &self.options()).map_err(|error| self.input_error(&error))?;
        if self.scale != Scaling::None {
            let scaler = Scaler::fit(self.scale, &samples.features);
            samples.features = Arc::new(scaler.apply_all(&samples.features));
        }
        Ok((table, samples))
    }

    /// Whether no option selects, drops, imputes or scales values, so that every column of the file is used unchanged.
    pub(super) fn uses_columns_unchanged(&self) -> bool {
        self.label.is_none()
            && self.columns.is_empty()
            && self.missing.is_none()
            && self.scale == Scaling::None
    }

    /// An input error that begins with the name of the data.
    pub(super) fn input_error(&self, error: &dyn std::fmt::Display) -> CommandError {
        CommandError::Input(format!("{}: {error}", excerpt(&self.file)))
    }
}
