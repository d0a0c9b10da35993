use std::io::{Read, Seek};

use super::{Format, TableError};
use crate::{
    files::{
        Array,
        dialect::MAX_CELLS,
        npy::{Header, ReadLimits, SIZE_ADVICE},
        npz::Npz,
    },
    math::{
        memory,
        table::{Column, Matrix, Role, Table, Values, Words},
    },
};

/// Common names of the array of class labels, in lower case.
const CLASS_ARRAY_NAMES: [&str; 7] = [
    "y", "label", "labels", "class", "classes", "target", "targets",
];

/// Reads a `.npy` file as a table: rows along the first dimension, all other dimensions flattened to columns.
pub(super) fn read_array(
    file: &mut dyn Read,
    length: Option<u64>,
) -> Result<(Table, Format), TableError> {
    let header = Header::read("the array", file)?;
    let part = ArrayPart::read(header, file, length)?;
    let read = vec![part.summary()];
    let columns = part.columns("column", Role::Feature)?;
    table(columns, read, Vec::new())
}

/// Reads a `.npz` file as a table. The columns are the arrays of two or more dimensions with as many rows as the first
/// of them, and the one-dimensional arrays of that length. If all arrays have one dimension, the columns are those as
/// long as the first.
pub(super) fn read_archive<R: Read + Seek>(
    mut archive: Npz<R>,
) -> Result<(Table, Format), TableError> {
    let mut headers = archive.headers()?;
    headers.retain(|(_, header)| !header.shape.is_empty());
    let matrices = headers
        .iter()
        .filter(|(_, header)| has_columns(header))
        .count();
    let first = headers
        .iter()
        .find(|(_, header)| has_columns(header) || matrices == 0);
    let rows = first.map_or(0, |(_, header)| header.shape[0]);
    let (fitting, others): (Vec<_>, Vec<_>) =
        (headers.into_iter()).partition(|(_, header)| header.shape[0] == rows);
    let bytes = fitting.iter().map(|(_, header)| header.bytes_in_memory());
    let bytes = bytes.fold(0, u64::saturating_add);
    memory::check_bytes("the archive", bytes, SIZE_ADVICE)?;
    let parts = fitting
        .iter()
        .map(|(index, _)| archive.read_array(*index, ArrayPart::read));
    let fitting = parts.collect::<Result<Vec<ArrayPart>, _>>()?;
    let read = fitting.iter().map(ArrayPart::summary).collect();
    let class = CLASS_ARRAY_NAMES.iter().find_map(|name| {
        let is_class =
            |part: &&ArrayPart| part.may_be_class() && part.name.eq_ignore_ascii_case(name);
        fitting.iter().find(is_class).map(|part| part.name.clone())
    });
    let mut columns = Vec::new();
    for part in fitting {
        let name = part.name.clone();
        let column_prefix = if matrices == 1 { "column" } else { &name };
        let role = match matrices {
            0 => Role::Feature,
            _ if part.has_columns() => Role::Feature,
            _ if class.as_ref() == Some(&name) => Role::Class,
            _ => Role::Metadata,
        };
        columns.extend(part.columns(column_prefix, role)?);
    }
    let left_out = others.into_iter().map(|(_, header)| header.name).collect();
    table(columns, read, left_out)
}

fn has_columns(header: &Header) -> bool {
    header.shape.len() > 1
}

fn table(
    columns: Vec<Column>,
    read: Vec<(String, String, Vec<usize>)>,
    left_out: Vec<String>,
) -> Result<(Table, Format), TableError> {
    let table = Table::new(columns).expect("only arrays of the same length are included");
    Ok((table, Format::Arrays { read, left_out }))
}

/// An array that becomes one or more columns of the table.
struct ArrayPart {
    name: String,
    element_type: String,
    is_integer: bool,
    shape: Vec<usize>,
    entries: Entries,
}

enum Entries {
    Numbers(Vec<f64>),
    Words(Words),
}

impl ArrayPart {
    fn read(header: Header, input: &mut dyn Read, bytes: Option<u64>) -> Result<Self, TableError> {
        let limits = ReadLimits {
            max_elements: u64::MAX,
            bytes,
        };
        let (name, element_type) = (header.name.clone(), header.element_type.clone());
        let (is_integer, shape) = (header.is_integer(), header.shape.clone());
        if header.is_fortran_order && shape.len() > 2 {
            return Err(TableError::FortranOrder {
                array: name,
                dimensions: shape.len(),
            });
        }
        let product = |lengths: &[usize]| lengths.iter().copied().try_fold(1, usize::checked_mul);
        match product(shape.get(1..).unwrap_or_default()) {
            Some(width) if width <= MAX_CELLS => {}
            Some(width) if product(&shape).is_some() => {
                return Err(TableError::TooManyColumns(width));
            }
            _ => return Err(header.overflow_error().into()),
        }
        let entries = match header.is_text() && shape.len() == 1 {
            true => Entries::Words(header.read_text(input, limits)?),
            false => {
                let Array { values, .. } = header.read_numbers(input, limits)?;
                Entries::Numbers(values)
            }
        };
        Ok(Self {
            name,
            element_type,
            is_integer,
            shape,
            entries,
        })
    }

    fn summary(&self) -> (String, String, Vec<usize>) {
        (
            self.name.clone(),
            self.element_type.clone(),
            self.shape.clone(),
        )
    }

    fn rows(&self) -> usize {
        self.shape.first().copied().unwrap_or(1)
    }

    fn has_columns(&self) -> bool {
        self.shape.len() > 1
    }

    fn may_be_class(&self) -> bool {
        !self.has_columns() && (self.is_integer || matches!(self.entries, Entries::Words(_)))
    }

    /// Splits the array into columns, named `column_prefix` and a number, or as the array itself if it has one dimension.
    fn columns(self, column_prefix: &str, role: Role) -> Result<Vec<Column>, TableError> {
        let rows = self.rows();
        let has_columns = self.has_columns();
        let values = match self.entries {
            Entries::Words(words) => {
                return Ok(vec![Column {
                    name: self.name,
                    role,
                    values: Values::Words(words),
                }]);
            }
            Entries::Numbers(values) if values.is_empty() => return Err(TableError::Empty),
            Entries::Numbers(values) => values,
        };
        let width = values.len() / rows;
        let name = |index: usize| match has_columns {
            true => format!("{column_prefix} {}", index + 1),
            false => self.name.clone(),
        };
        if !values.iter().sum::<f64>().is_finite()
            && let Some(index) = values.iter().position(|value| value.is_infinite())
        {
            return Err(TableError::NotANumber {
                row: (index / width) as u64 + 1,
                column: format!("column {}", index % width + 1),
                cell: values[index].to_string(),
                problem: "is not a finite number",
            });
        }
        let matrix =
            Matrix::new(rows, width, values).expect("the number of values follows from the shape");
        let columns = Column::of_matrix(matrix, (0..width).map(name));
        Ok((columns.into_iter())
            .map(|column| column.with_role(role))
            .collect())
    }
}
