//! Reading and writing files: tables (CSV, NPY, NPZ, Parquet, vectors with metadata), grids of heights, built-in data
//! sets, and trained models, and files that are replaced atomically.

mod arrays;
mod data;
mod dialect;
#[cfg(feature = "native")]
mod draft;
mod grid_csv;
mod models;
mod notation;
mod npy;
mod npy_rows;
mod npz;
mod paths;
mod pictures;
mod reason;
#[cfg(feature = "native")]
mod recovery;
mod regular;
mod rows;
mod samples;
mod signature;
mod table;
mod text;

pub(crate) use self::{arrays::array_shapes, data::files_of};
pub use self::{
    arrays::{Array, Arrays, ArraysError, read_arrays},
    data::{BUILT_IN, is_built_in_or_generated, open_data, open_with},
    models::{ModelFileError, read_model, read_tensors},
    npy_rows::NpyRows,
    paths::{folder_of, is_same_file, path_excerpt, path_to_text, text_to_path},
    pictures::{PictureError, Pictures, read_pictures, read_sprite},
    regular::exists,
    rows::{csv_error, rows_to_csv},
    samples::{
        Class, ColumnError, SampleOptions, Samples, WhenMissing, extract_samples, find_column,
    },
    table::{
        DATA_EXTENSIONS, Format, ParquetError, ReadOptions, TableError, parse_table, read_table,
    },
    text::{FileError, read_text},
};
#[cfg(feature = "native")]
pub use self::{
    draft::{Draft, DraftFolder, WriteError, write_atomically},
    models::ModelDraft,
    recovery::{Session, remove_recovery_file, state_folder},
};
