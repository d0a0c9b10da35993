//! All reading and writing: CSV files as tables, grids of heights (CSV, NPY, NPZ), built-in data sets, text that is replaced only when whole.

mod arrays;
mod csv;
mod data;
mod grid_csv;
mod npy;
mod samples;
mod text;

pub use self::{
    arrays::{Array, Arrays, ArraysError, MOST_NUMBERS, read_arrays},
    csv::{CsvError, parse_table, read_table},
    data::{BUILT_IN, built_in},
    samples::{Class, ColumnError, Samples, column, samples},
    text::{FileError, read_bytes, read_text, write_whole},
};
