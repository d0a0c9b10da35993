//! All reading and writing: CSV files as tables, built-in data sets, text that is replaced only when whole.

mod csv;
mod data;
mod samples;
mod text;

pub use self::{
    csv::{CsvError, parse_table, read_table},
    data::{BUILT_IN, built_in},
    samples::{Class, ColumnError, Samples, column, samples},
    text::{FileError, read_text, write_whole},
};
