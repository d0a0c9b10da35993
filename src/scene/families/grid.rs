//! A surface interpolated from a grid of heights in a file.

use std::sync::Arc;

use super::{
    Family, FamilyField, FamilyInput, FieldKind, FromData, InputFormat, LoadedData,
    columns::{self, column},
};
use crate::{
    files::{Array, Arrays},
    math::{
        landscape::{Axis, Grid},
        spec::Value,
        table::Matrix,
        words::Bilingual,
    },
    scene::{SceneError, landscapes::ResolvedLandscape},
};

const FILE: FamilyField = FamilyField {
    meaning: Bilingual::new(
        "a CSV, NPY or NPZ file of heights, row after row from the lowest y; rows may be x where the lengths of the axes say so",
        "CSV、NPY 或 NPZ 高度文件，从 y 最小的一行开始；若坐标轴长度如此表明，行也可以是 x",
    ),
    ..columns::FILE
};
const Z: FamilyField = column("z", Bilingual::new("the array of heights", "高度数组"));
const X: FamilyField = column("x", Bilingual::new("the array of x", "x 数组"));
const Y: FamilyField = column("y", Bilingual::new("the array of y", "y 数组"));
const X0: FamilyField = end_field("x0");
const X1: FamilyField = end_field("x1");
const Y0: FamilyField = end_field("y0");
const Y1: FamilyField = end_field("y1");

pub(super) const FAMILY: Family = Family {
    name: "grid",
    title: Bilingual::new("Heights of a grid", "网格高度"),
    formula: "f(x, y) = bicubic between the heights of a file",
    doc: Bilingual::new(
        "Heights of your own, such as the loss of a network on a plane of its weights: a smooth surface runs through them, and its slopes are what optimizers follow.",
        "你自己的高度，例如网络权重平面上的损失：光滑曲面穿过这些高度，优化器沿它的坡度前进。",
    ),
    reference: "W. H. Press et al., Numerical Recipes, 3rd edition, Cambridge (2007), section 3.6",
    parameters: &[],
    build: FromData {
        usage: r#"grid(file="loss.npz", z=loss, x=alpha, y=beta), or grid(file="loss.csv")"#,
        fields: &[FILE, Z, X, Y, X0, X1, Y0, Y1],
        generate: None,
        input_format: InputFormat::Arrays,
        build_landscape,
    },
};

/// A field for the position of the first or last row or column.
const fn end_field(name: &'static str) -> FamilyField {
    FamilyField {
        name,
        kind: FieldKind::Free,
        meaning: Bilingual::new(
            "where the first and the last column (x0, x1) or row (y0, y1) are, in equal steps",
            "首末两列（x0、x1）或首末两行（y0、y1）的位置，等距",
        ),
    }
}

/// Why the arrays of a file do not form a grid.
#[derive(Debug, thiserror::Error)]
enum ArrayError {
    #[error("there is no array `{requested}`; there are {available}")]
    Unknown {
        requested: String,
        available: String,
    },
    #[error("there are several arrays with rows and columns, {0}; say which one is z")]
    Several(String),
    #[error("there is no array with rows and columns; there are {0}")]
    NoHeights(String),
    #[error("array `{name}` has {found} dimension(s); {expected}")]
    Shape {
        name: String,
        found: usize,
        expected: &'static str,
    },
    #[error(
        "`{name}` has {rows} rows and {columns} columns, which do not match the axes: x has {x} values, y has {y}; x needs a value per column and y per row, or vice versa"
    )]
    Lengths {
        name: String,
        rows: usize,
        columns: usize,
        x: String,
        y: String,
    },
}

fn build_landscape(input: &FamilyInput) -> Result<ResolvedLandscape, SceneError> {
    let Some(LoadedData::Arrays(arrays)) = input.loaded else {
        return Err(input.not_loaded_error());
    };
    let z = height_array(input, arrays)?;
    let x = axis_positions(input, arrays, [X, X0, X1])?;
    let y = axis_positions(input, arrays, [Y, Y0, Y1])?;
    let heights = oriented_heights(z, &x, &y).ok_or_else(|| {
        let length = |positions: &AxisPositions| match positions {
            AxisPositions::Array(array) => array.values.len().to_string(),
            AxisPositions::Ends(..) | AxisPositions::Indices => "any number of".to_owned(),
        };
        input.data_error(ArrayError::Lengths {
            name: z.name.clone(),
            rows: z.shape[0],
            columns: z.shape[1],
            x: length(&x),
            y: length(&y),
        })
    })?;
    let (x, y) = (x.axis("x", heights.columns()), y.axis("y", heights.rows()));
    let grid =
        Grid::new(x, y, &heights, z.name.clone()).map_err(|error| input.data_error(error))?;
    Ok(ResolvedLandscape::new(Arc::new(grid), input.loaded))
}

/// The heights as a matrix with a row for each y; none if the lengths of the axes do not fit.
///
/// In the file, rows are y and columns x (NumPy's `meshgrid`) if the lengths of the axes allow it, as always for square
/// grids; otherwise rows are x and columns y (`meshgrid(indexing="ij")`).
fn oriented_heights(z: &Array, x: &AxisPositions, y: &AxisPositions) -> Option<Matrix> {
    let (rows, columns) = (z.shape[0], z.shape[1]);
    let fits = |positions: &AxisPositions, length: usize| match positions {
        AxisPositions::Array(array) => array.values.len() == length,
        AxisPositions::Ends(..) | AxisPositions::Indices => true,
    };
    if fits(x, columns) && fits(y, rows) {
        Matrix::new(rows, columns, z.values.clone()).ok()
    } else if fits(x, rows) && fits(y, columns) {
        let transposed = |j, i| z.values[i * columns + j];
        Some(Matrix::from_fn(columns, rows, transposed))
    } else {
        None
    }
}

fn height_array<'a>(input: &FamilyInput, arrays: &'a Arrays) -> Result<&'a Array, SceneError> {
    if let Some(name) = input.text_of(Z)? {
        let array = find_array(input, arrays, &name)?;
        return match array.shape.len() {
            2 => Ok(array),
            found => Err(input.data_error(ArrayError::Shape {
                name,
                found,
                expected: "heights need 2, rows and columns",
            })),
        };
    }
    let matrices: Vec<&Array> = (arrays.0.iter())
        .filter(|array| array.shape.len() == 2)
        .collect();
    match matrices[..] {
        [only] => Ok(only),
        [] => Err(input.data_error(ArrayError::NoHeights(shapes(&arrays.0)))),
        _ => match matrices.iter().find(|array| array.name == "z") {
            Some(z) => Ok(z),
            None => Err(input.data_error(ArrayError::Several(names(&arrays.0)))),
        },
    }
}

/// The positions of rows or columns.
enum AxisPositions<'a> {
    /// The values of an array.
    Array(&'a Array),
    /// Evenly spaced between two ends.
    Ends(f64, f64),
    /// The indices 0, 1, 2, …
    Indices,
}

impl AxisPositions<'_> {
    fn axis(&self, name: &str, count: usize) -> Axis {
        match *self {
            Self::Array(array) => Axis {
                name: array.name.clone(),
                positions: array.values.clone(),
            },
            Self::Ends(low, high) => Axis::evenly_spaced(name, [low, high], count),
            Self::Indices => {
                let last = count.saturating_sub(1).max(1) as f64;
                Axis::evenly_spaced(name, [0.0, last], count)
            }
        }
    }
}

/// The positions that the input gives by two ends or by the name of an array, otherwise the array of the file with the
/// name of the axis, otherwise indices.
fn axis_positions<'a>(
    input: &FamilyInput,
    arrays: &'a Arrays,
    [field, first, last]: [FamilyField; 3],
) -> Result<AxisPositions<'a>, SceneError> {
    let end = |field: FamilyField| match input.spec.get(field.name) {
        None => Ok(None),
        Some(Value::Number(number)) => Ok(Some(*number)),
        Some(value) => {
            let problem = format!("{} is {value}; it is a number", field.name);
            Err(input.family.settings_error(problem))
        }
    };
    match (end(first)?, end(last)?) {
        (Some(low), Some(high)) if low < high && (high - low).is_finite() => {
            return Ok(AxisPositions::Ends(low, high));
        }
        (None, None) => {}
        _ => {
            let [first, last, of] = [first, last, field].map(|field| field.name);
            let problem = format!("{first} and {last} are the two ends of {of}, the smaller first");
            return Err(input.family.settings_error(problem));
        }
    }
    let array = match input.text_of(field)? {
        Some(name) => Some(find_array(input, arrays, &name)?),
        None => (arrays.get(field.name)).filter(|array| array.shape.len() == 1),
    };
    match array {
        None => Ok(AxisPositions::Indices),
        Some(array) if array.shape.len() == 1 => Ok(AxisPositions::Array(array)),
        Some(array) => Err(input.data_error(ArrayError::Shape {
            name: array.name.clone(),
            found: array.shape.len(),
            expected: "an axis needs 1",
        })),
    }
}

fn find_array<'a>(
    input: &FamilyInput,
    arrays: &'a Arrays,
    name: &str,
) -> Result<&'a Array, SceneError> {
    arrays.get(name).ok_or_else(|| {
        input.data_error(ArrayError::Unknown {
            requested: name.to_owned(),
            available: names(&arrays.0),
        })
    })
}

fn names(arrays: &[Array]) -> String {
    let names: Vec<String> = arrays
        .iter()
        .map(|array| format!("`{}`", array.name))
        .collect();
    names.join(", ")
}

fn shapes(arrays: &[Array]) -> String {
    let shapes: Vec<String> = (arrays.iter())
        .map(|array| format!("`{}` of shape {:?}", array.name, array.shape))
        .collect();
    shapes.join(", ")
}
