use std::io::{Read, Seek};

use super::{Format, TableError};
use crate::{
    files::{
        Array,
        dialect::MAX_CELLS,
        npy::{Bounds, FEWER, Header},
        npz::Npz,
    },
    math::{
        memory,
        table::{Column, Matrix, Role, Table, Values, Words},
    },
};

/// Common names of the array of class labels, in lower case.
const CLASS_NAMES: [&str; 7] = [
    "y", "label", "labels", "class", "classes", "target", "targets",
];

/// Reads a `.npy` file as a table: rows along the first dimension, all other dimensions flattened to columns.
pub(super) fn array(
    file: &mut dyn Read,
    length: Option<u64>,
) -> Result<(Table, Format), TableError> {
    let header = Header::read("the array", file)?;
    let part = Part::read(header, file, length)?;
    let read = vec![part.summary()];
    let columns = part.columns("column", Role::Feature)?;
    table(columns, read, Vec::new())
}

/// Reads a `.npz` file as a table: all arrays of two or more dimensions with as many rows as the first of them, side by
/// side, and the arrays of one dimension of that length. If all arrays have one dimension, those as long as the first.
pub(super) fn archive<R: Read + Seek>(mut archive: Npz<R>) -> Result<(Table, Format), TableError> {
    let mut headers = archive.headers()?;
    headers.retain(|(_, header)| !header.shape.is_empty());
    let wide = headers.iter().filter(|(_, header)| is_wide(header)).count();
    let first = headers
        .iter()
        .find(|(_, header)| is_wide(header) || wide == 0);
    let rows = first.map_or(0, |(_, header)| header.shape[0]);
    let (fitting, others): (Vec<_>, Vec<_>) =
        (headers.into_iter()).partition(|(_, header)| header.shape[0] == rows);
    let bytes = fitting.iter().map(|(_, header)| header.bytes_in_memory());
    let bytes = bytes.fold(0, u64::saturating_add);
    memory::check_bytes("the archive", bytes, FEWER)?;
    let parts = fitting
        .iter()
        .map(|(index, _)| archive.array(*index, Part::read));
    let fitting = parts.collect::<Result<Vec<Part>, _>>()?;
    let read = fitting.iter().map(Part::summary).collect();
    let class = CLASS_NAMES.iter().find_map(|name| {
        let is_class = |part: &&Part| part.may_be_class() && part.name.eq_ignore_ascii_case(name);
        fitting.iter().find(is_class).map(|part| part.name.clone())
    });
    let mut columns = Vec::new();
    for part in fitting {
        let name = part.name.clone();
        let called = if wide == 1 { "column" } else { &name };
        let role = match wide {
            0 => Role::Feature,
            _ if part.is_wide() => Role::Feature,
            _ if class.as_ref() == Some(&name) => Role::Class,
            _ => Role::Metadata,
        };
        columns.extend(part.columns(called, role)?);
    }
    let left_out = others.into_iter().map(|(_, header)| header.name).collect();
    table(columns, read, left_out)
}

fn is_wide(header: &Header) -> bool {
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

/// An array of the table.
struct Part {
    name: String,
    kind: String,
    whole: bool,
    shape: Vec<usize>,
    entries: Entries,
}

enum Entries {
    Numbers(Vec<f64>),
    Words(Words),
}

impl Part {
    fn read(header: Header, input: &mut dyn Read, bytes: Option<u64>) -> Result<Self, TableError> {
        let bounds = Bounds {
            numbers: u64::MAX,
            bytes,
        };
        let (name, kind) = (header.name.clone(), header.kind.clone());
        let (whole, shape) = (header.is_integer(), header.shape.clone());
        if header.columns_first && shape.len() > 2 {
            return Err(TableError::Shape {
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
            _ => return Err(header.overflow().into()),
        }
        let entries = match header.is_text() && shape.len() == 1 {
            true => Entries::Words(header.words(input, bounds)?),
            false => {
                let Array { values, .. } = header.numbers(input, bounds)?;
                Entries::Numbers(values)
            }
        };
        Ok(Self {
            name,
            kind,
            whole,
            shape,
            entries,
        })
    }

    fn summary(&self) -> (String, String, Vec<usize>) {
        (self.name.clone(), self.kind.clone(), self.shape.clone())
    }

    fn rows(&self) -> usize {
        self.shape.first().copied().unwrap_or(1)
    }

    fn is_wide(&self) -> bool {
        self.shape.len() > 1
    }

    fn may_be_class(&self) -> bool {
        !self.is_wide() && (self.whole || matches!(self.entries, Entries::Words(_)))
    }

    /// Splits the array into columns: `called` followed by a number, or the array's own name if it has one dimension.
    fn columns(self, called: &str, role: Role) -> Result<Vec<Column>, TableError> {
        let rows = self.rows();
        let wide = self.is_wide();
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
        let name = |at: usize| match wide {
            true => format!("{called} {}", at + 1),
            false => self.name.clone(),
        };
        if !values.iter().sum::<f64>().is_finite()
            && let Some(at) = values.iter().position(|value| value.is_infinite())
        {
            return Err(TableError::NotANumber {
                row: (at / width) as u64 + 1,
                column: format!("column {}", at % width + 1),
                cell: values[at].to_string(),
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
