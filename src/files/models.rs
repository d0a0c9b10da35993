//! Files of trained models: NPZ archives, which NumPy reads, and safetensors, which PyTorch reads.
//!
//! Both hold one array of float64 per parameter, by its name, and a description of the model as JSON: in safetensors
//! the entry `fallline` of the metadata, in an archive the array `fallline` of the bytes of the text,
//! `json.loads(bytes(archive["fallline"]))`.

use std::path::Path;
#[cfg(feature = "native")]
use std::{
    io::{Cursor, Write as _},
    path::PathBuf,
};

use safetensors::{Dtype, SafeTensors};

#[cfg(feature = "native")]
use super::{Draft, WriteError, npy::encode_npy, text::extension};
use super::{
    FileError,
    arrays::{Array, ArraysError},
    npy::{ReadLimits, half},
    npz::Npz,
    regular::{open, read_to_end},
};
use crate::math::{
    memory::MAX_BYTES,
    model::saved::{ModelDescription, SavedModel, SavedTensor},
};

/// The name of the description in a file.
const DESCRIPTION: &str = "fallline";

/// Why a file holds no usable model.
#[derive(Debug, thiserror::Error)]
pub enum ModelFileError {
    /// The name has another extension.
    #[error("a model is saved as .npz or .safetensors; choose one of these extensions")]
    Extension,
    /// The archive cannot be read.
    #[error(transparent)]
    Arrays(#[from] ArraysError),
    /// The file is neither an archive nor safetensors, or is damaged.
    #[error("is not a valid NPZ or safetensors file ({0}); train the model again with -o")]
    Format(String),
    /// The numbers have an unsupported type.
    #[error("{tensor}: numbers of type {found} cannot be read; save them as float64 or float32")]
    ElementType {
        /// The name of the tensor.
        tensor: String,
        /// The type as the format names it.
        found: String,
    },
    /// There are tensors, but nothing says what they mean.
    #[error(
        "does not say what its tensors mean (activation, columns, classes); use a file that train -o wrote, or these tensors as initial values with --init"
    )]
    NoDescription,
    /// The description cannot be parsed.
    #[error("its description is invalid ({0}); train the model again with -o")]
    Description(String),
}

/// Where a trained model will be written. The file appears under its name only once it is complete.
#[cfg(feature = "native")]
pub struct ModelDraft {
    draft: Draft,
    path: PathBuf,
    format: ModelFormat,
}

#[cfg(feature = "native")]
#[derive(Clone, Copy, Debug)]
enum ModelFormat {
    Npz,
    Safetensors,
}

#[cfg(feature = "native")]
impl ModelDraft {
    /// Prepares to write to `path`, whose extension, `.npz` or `.safetensors`, selects the format.
    ///
    /// # Errors
    /// The extension is another, or the file cannot be written.
    pub fn create(path: &Path) -> Result<Self, FileError> {
        let format = match extension(path).as_str() {
            "npz" => ModelFormat::Npz,
            "safetensors" => ModelFormat::Safetensors,
            _ => return Err(model_error(path, ModelFileError::Extension)),
        };
        Ok(Self {
            draft: Draft::create(path)?,
            path: path.to_owned(),
            format,
        })
    }

    /// Writes the model.
    ///
    /// # Errors
    /// The file cannot be written; a file that existed before is unchanged.
    pub fn write(mut self, model: &SavedModel) -> Result<(), FileError> {
        let description = serde_json::to_string(&model.description).map_err(std::io::Error::from);
        let bytes = description.and_then(|description| match self.format {
            ModelFormat::Npz => encode_npz(&description, &model.tensors),
            ModelFormat::Safetensors => encode_safetensors(description, &model.tensors),
        });
        let written = bytes.and_then(|bytes| self.draft.file().write_all(&bytes));
        let failed = |source| WriteError {
            path: self.path.clone(),
            source,
        };
        written.map_err(failed)?;
        self.draft.finish()?;
        Ok(())
    }
}

#[cfg(feature = "native")]
fn encode_npz(description: &str, tensors: &[SavedTensor]) -> std::io::Result<Vec<u8>> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Stored)
        .large_file(true);
    for tensor in tensors {
        let lengths: Vec<String> = tensor
            .shape
            .iter()
            .map(|length| format!("{length},"))
            .collect();
        let shape = format!("({})", lengths.join(" "));
        archive.start_file(format!("{}.npy", tensor.name), options)?;
        archive.write_all(&encode_npy("<f8", false, &shape, &to_bytes(&tensor.values)))?;
    }
    archive.start_file(format!("{DESCRIPTION}.npy"), options)?;
    let shape = format!("({},)", description.len());
    archive.write_all(&encode_npy("|u1", false, &shape, description.as_bytes()))?;
    Ok(archive.finish()?.into_inner())
}

#[cfg(feature = "native")]
fn encode_safetensors(description: String, tensors: &[SavedTensor]) -> std::io::Result<Vec<u8>> {
    use safetensors::tensor::TensorView;

    let invalid = |error: safetensors::SafeTensorError| std::io::Error::other(error.to_string());
    let bytes: Vec<Vec<u8>> = tensors
        .iter()
        .map(|tensor| to_bytes(&tensor.values))
        .collect();
    let views = (tensors.iter().zip(&bytes))
        .map(|(tensor, bytes)| {
            let view = TensorView::new(Dtype::F64, tensor.shape.clone(), bytes).map_err(invalid)?;
            Ok((&tensor.name, view))
        })
        .collect::<std::io::Result<Vec<_>>>()?;
    let metadata = [(DESCRIPTION.to_owned(), description)];
    safetensors::serialize(views, Some(metadata.into_iter().collect())).map_err(invalid)
}

#[cfg(feature = "native")]
fn to_bytes(values: &[f64]) -> Vec<u8> {
    values
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect()
}

/// Reads a model that [`ModelDraft::write`] wrote.
///
/// # Errors
/// The file cannot be read, is damaged, or does not describe a model.
pub fn read_model(path: &Path) -> Result<SavedModel, FileError> {
    let (description, tensors) = read(path)?;
    let description = description.ok_or(ModelFileError::NoDescription);
    let description = description.and_then(|text| {
        let parsed: Result<ModelDescription, _> = serde_json::from_str(&text);
        parsed.map_err(|error| ModelFileError::Description(error.to_string()))
    });
    Ok(SavedModel {
        description: description.map_err(|source| model_error(path, source))?,
        tensors,
    })
}

/// Reads the tensors of an NPZ or safetensors file, whether they were written by this program or not.
///
/// # Errors
/// The file cannot be read, is damaged, or holds numbers of an unsupported type.
pub fn read_tensors(path: &Path) -> Result<Vec<SavedTensor>, FileError> {
    Ok(read(path)?.1)
}

/// The text of the description, if there is one, and the tensors.
fn read(path: &Path) -> Result<(Option<String>, Vec<SavedTensor>), FileError> {
    let (file, length) = open(path)?;
    let bytes = read_to_end(path, file, length, MAX_BYTES)?;
    let read = match bytes.starts_with(b"PK") {
        true => decode_npz(&bytes),
        false => decode_safetensors(&bytes),
    };
    read.map_err(|source| model_error(path, source))
}

fn decode_npz(bytes: &[u8]) -> Result<(Option<String>, Vec<SavedTensor>), ModelFileError> {
    let mut archive = Npz::open(std::io::Cursor::new(bytes))?;
    let mut description = None;
    let mut tensors = Vec::new();
    for (index, header) in archive.headers()? {
        let Array {
            name,
            shape,
            values,
        } = archive.read_array(index, |header, input, bytes| {
            let max_elements = MAX_BYTES / size_of::<f64>() as u64;
            header.read_numbers(
                input,
                ReadLimits {
                    max_elements,
                    bytes,
                },
            )
        })?;
        if header.name == DESCRIPTION {
            let text = values.iter().map(|value| *value as u8).collect();
            let text = String::from_utf8(text);
            description =
                Some(text.map_err(|error| ModelFileError::Description(error.to_string()))?);
        } else {
            tensors.push(SavedTensor {
                name,
                shape,
                values,
            });
        }
    }
    Ok((description, tensors))
}

fn decode_safetensors(bytes: &[u8]) -> Result<(Option<String>, Vec<SavedTensor>), ModelFileError> {
    let invalid = |error: safetensors::SafeTensorError| ModelFileError::Format(error.to_string());
    let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(invalid)?;
    let entries = metadata.metadata().as_ref();
    let description = entries.and_then(|entries| entries.get(DESCRIPTION).cloned());
    let file = SafeTensors::deserialize(bytes).map_err(invalid)?;
    let mut tensors = Vec::new();
    for (name, view) in file.iter() {
        tensors.push(SavedTensor {
            values: decode_numbers(name, view.dtype(), view.data())?,
            name: name.to_owned(),
            shape: view.shape().to_vec(),
        });
    }
    tensors.sort_by(|a, b| a.name.cmp(&b.name));
    Ok((description, tensors))
}

fn decode_numbers(name: &str, dtype: Dtype, data: &[u8]) -> Result<Vec<f64>, ModelFileError> {
    let halves = data
        .as_chunks::<2>()
        .0
        .iter()
        .copied()
        .map(u16::from_le_bytes);
    Ok(match dtype {
        Dtype::F64 => data
            .as_chunks()
            .0
            .iter()
            .copied()
            .map(f64::from_le_bytes)
            .collect(),
        Dtype::F32 => {
            let numbers = data.as_chunks().0.iter().copied().map(f32::from_le_bytes);
            numbers.map(f64::from).collect()
        }
        Dtype::F16 => halves.map(half).collect(),
        Dtype::BF16 => halves
            .map(|bits| f64::from(f32::from_bits(u32::from(bits) << 16)))
            .collect(),
        other => {
            return Err(ModelFileError::ElementType {
                tensor: name.to_owned(),
                found: format!("{other:?}"),
            });
        }
    })
}

fn model_error(path: &Path, source: ModelFileError) -> FileError {
    FileError::Model {
        path: path.into(),
        source,
    }
}

#[cfg(test)]
mod tests;
