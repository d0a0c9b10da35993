//! All reading and writing: tables of data (CSV, NPY, NPZ, Parquet, vectors with metadata), grids of heights, built-in data sets, text that is replaced
//! only when whole.

mod arrays;
mod data;
mod dialect;
mod grid_csv;
mod notation;
mod npy;
mod npy_rows;
mod npz;
mod regular;
mod rows;
mod samples;
mod signature;
mod table;
mod text;

pub use self::{
    arrays::{Array, Arrays, ArraysError, MOST_NUMBERS, array_shapes, read_arrays},
    data::{BUILT_IN, built_in, is_inside, open_data, open_with},
    npy_rows::NpyRows,
    regular::exists,
    rows::rows_to_csv,
    samples::{Class, ColumnError, SampleOptions, Samples, WhenMissing, column, samples},
    table::{DATA_ENDINGS, Format, ParquetError, ReadOptions, TableError, parse_table, read_table},
    text::{FileError, read_text, write_whole},
};
