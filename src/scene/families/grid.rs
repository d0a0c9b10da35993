//! A surface interpolated from a grid of heights in a file.

use std::sync::Arc;

use super::{
    Family, FamilyField, FromData, Loaded, Reads, Request, Role,
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
const X0: FamilyField = edge("x0");
const X1: FamilyField = edge("x1");
const Y0: FamilyField = edge("y0");
const Y1: FamilyField = edge("y1");

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
        reads: Reads::Arrays,
        open,
    },
};

/// A field for the position of the first or last row or column.
const fn edge(name: &'static str) -> FamilyField {
    FamilyField {
        name,
        role: Role::Free,
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

fn open(request: &Request) -> Result<ResolvedLandscape, SceneError> {
    let Some(Loaded::Arrays(arrays)) = request.loaded else {
        return Err(request.not_read());
    };
    let z = heights(request, arrays)?;
    let x = place(request, arrays, [X, X0, X1])?;
    let y = place(request, arrays, [Y, Y0, Y1])?;
    let heights = upright(z, &x, &y).ok_or_else(|| {
        let length = |place: &Place| match place {
            Place::Array(array) => array.values.len().to_string(),
            Place::Ends(..) | Place::Numbers => "any number of".to_owned(),
        };
        request.wrong_data(ArrayError::Lengths {
            name: z.name.clone(),
            rows: z.shape[0],
            columns: z.shape[1],
            x: length(&x),
            y: length(&y),
        })
    })?;
    let (x, y) = (x.axis("x", heights.columns()), y.axis("y", heights.rows()));
    let grid =
        Grid::new(x, y, &heights, z.name.clone()).map_err(|error| request.wrong_data(error))?;
    Ok(ResolvedLandscape::of(Arc::new(grid), request.loaded))
}

/// The heights with a row for each y. Rows are y and columns x (NumPy's `meshgrid`) if the lengths of the axes allow
/// it, as always for square grids; otherwise rows are x and columns y (`meshgrid(indexing="ij")`).
fn upright(z: &Array, x: &Place, y: &Place) -> Option<Matrix> {
    let (rows, columns) = (z.shape[0], z.shape[1]);
    let fits = |place: &Place, length: usize| match place {
        Place::Array(array) => array.values.len() == length,
        Place::Ends(..) | Place::Numbers => true,
    };
    if fits(x, columns) && fits(y, rows) {
        Matrix::new(rows, columns, z.values.clone()).ok()
    } else if fits(x, rows) && fits(y, columns) {
        let turned = |j, i| z.values[i * columns + j];
        Some(Matrix::from_fn(columns, rows, turned))
    } else {
        None
    }
}

fn heights<'a>(request: &Request, arrays: &'a Arrays) -> Result<&'a Array, SceneError> {
    if let Some(name) = request.word(Z)? {
        let array = named(request, arrays, &name)?;
        return match array.shape.len() {
            2 => Ok(array),
            found => Err(request.wrong_data(ArrayError::Shape {
                name,
                found,
                expected: "heights need 2, rows and columns",
            })),
        };
    }
    let planes: Vec<&Array> = (arrays.0.iter())
        .filter(|array| array.shape.len() == 2)
        .collect();
    match planes[..] {
        [only] => Ok(only),
        [] => Err(request.wrong_data(ArrayError::NoHeights(shapes(&arrays.0)))),
        _ => match planes.iter().find(|array| array.name == "z") {
            Some(z) => Ok(z),
            None => Err(request.wrong_data(ArrayError::Several(names(&arrays.0)))),
        },
    }
}

/// The positions of rows or columns.
enum Place<'a> {
    /// The values of an array.
    Array(&'a Array),
    /// Evenly spaced between two ends.
    Ends(f64, f64),
    /// The indices 0, 1, 2, …
    Numbers,
}

impl Place<'_> {
    fn axis(&self, name: &str, count: usize) -> Axis {
        match *self {
            Self::Array(array) => Axis {
                name: array.name.clone(),
                positions: array.values.clone(),
            },
            Self::Ends(low, high) => Axis::evenly_spaced(name, [low, high], count),
            Self::Numbers => {
                let last = count.saturating_sub(1).max(1) as f64;
                Axis::evenly_spaced(name, [0.0, last], count)
            }
        }
    }
}

/// The positions given by array name or by ends, otherwise the axis array of the file, otherwise indices.
fn place<'a>(
    request: &Request,
    arrays: &'a Arrays,
    [field, first, last]: [FamilyField; 3],
) -> Result<Place<'a>, SceneError> {
    let end = |field: FamilyField| match request.spec.get(field.name) {
        None => Ok(None),
        Some(Value::Number(number)) => Ok(Some(*number)),
        Some(value) => {
            let what = format!("{} is {value}; it is a number", field.name);
            Err(request.family.wrong(what))
        }
    };
    match (end(first)?, end(last)?) {
        (Some(low), Some(high)) if low < high && (high - low).is_finite() => {
            return Ok(Place::Ends(low, high));
        }
        (None, None) => {}
        _ => {
            let [first, last, of] = [first, last, field].map(|field| field.name);
            let what = format!("{first} and {last} are the two ends of {of}, the smaller first");
            return Err(request.family.wrong(what));
        }
    }
    let array = match request.word(field)? {
        Some(name) => Some(named(request, arrays, &name)?),
        None => (arrays.get(field.name)).filter(|array| array.shape.len() == 1),
    };
    match array {
        None => Ok(Place::Numbers),
        Some(array) if array.shape.len() == 1 => Ok(Place::Array(array)),
        Some(array) => Err(request.wrong_data(ArrayError::Shape {
            name: array.name.clone(),
            found: array.shape.len(),
            expected: "an axis needs 1",
        })),
    }
}

fn named<'a>(request: &Request, arrays: &'a Arrays, name: &str) -> Result<&'a Array, SceneError> {
    arrays.get(name).ok_or_else(|| {
        request.wrong_data(ArrayError::Unknown {
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
