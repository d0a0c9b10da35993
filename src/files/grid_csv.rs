use super::{
    arrays::{Array, Arrays, ArraysError, MAX_ELEMENTS},
    dialect::{self, collapse_spaces, detect_separator, first_overlong_line, for_each_row},
    notation::{Evidence, ParsedCell},
};

/// Parses CSV text as a grid of heights, see [`read_arrays`](super::read_arrays).
pub(super) fn parse_grid(text: &str) -> Result<Arrays, ArraysError> {
    let separator = detect_separator(text);
    if let Some((_, cells)) = first_overlong_line(text, separator) {
        return Err(too_many_numbers(cells as u64));
    }
    let text = &*collapse_spaces(text, separator);
    let shape = GridShape::detect(text, separator)?;
    let decimal = shape.evidence.decimal(shape.evidence, separator);
    let number = |line: u64, column: usize, cell: &str| match is_missing_height(cell) {
        true => Ok(f64::NAN),
        false => ParsedCell::parse(cell)
            .number(decimal)
            .ok_or_else(|| ArraysError::NotANumber {
                row: line,
                column: column + 1,
                cell: dialect::shortened(cell),
            }),
    };
    let (mut x, mut y, mut z) = (Vec::new(), Vec::new(), Vec::with_capacity(shape.cells()));
    let mut row = 0usize;
    for_each_row::<ArraysError>(text, separator, true, |line, record| {
        for (column, cell) in record.iter().take(shape.columns).enumerate() {
            let target = match (shape.has_axes, row, column) {
                (false, ..) | (_, 1.., 1..) => &mut z,
                (_, 0, 0) => continue,
                (_, 0, _) => &mut x,
                (_, _, 0) => &mut y,
            };
            target.push(number(line, column, cell.trim())?);
        }
        row += 1;
        Ok(())
    })?;
    let axis_cells = usize::from(shape.has_axes);
    let array = |name: &str, shape: Vec<usize>, values: Vec<f64>| Array {
        name: name.to_owned(),
        shape,
        values,
    };
    let mut arrays = vec![array(
        "z",
        vec![shape.rows - axis_cells, shape.columns - axis_cells],
        z,
    )];
    if shape.has_axes {
        arrays.push(array("x", vec![x.len()], x));
        arrays.push(array("y", vec![y.len()], y));
    }
    Ok(Arrays(arrays))
}

/// The number of rows and columns of a text, and what its cells reveal about the notation of numbers.
struct GridShape {
    rows: usize,
    columns: usize,
    /// Whether the first row holds x and the first column y.
    has_axes: bool,
    evidence: Evidence,
}

impl GridShape {
    /// Determines the shape in a first pass over the text, which stores no cells.
    fn detect(text: &str, separator: char) -> Result<Self, ArraysError> {
        let mut shape = Self {
            rows: 0,
            columns: 0,
            has_axes: false,
            evidence: Evidence::default(),
        };
        // A separator at the end of every row does not make a column.
        let mut filled_columns = 0;
        for_each_row::<ArraysError>(text, separator, true, |line, record| {
            if shape.rows == 0 {
                shape.columns = record.len();
                let corner = record.get(0).unwrap_or_default().trim();
                let is_number = is_missing_height(corner) || ParsedCell::parse(corner).is_number();
                shape.has_axes = corner.is_empty() || !is_number;
            }
            if record.len() != shape.columns {
                return Err(ArraysError::Ragged {
                    row: line,
                    found: record.len(),
                    expected: shape.columns,
                });
            }
            shape.rows += 1;
            for (at, cell) in record.iter().enumerate() {
                let cell = cell.trim();
                if !cell.is_empty() {
                    filled_columns = filled_columns.max(at + 1);
                }
                shape.evidence.add(cell, ParsedCell::parse(cell));
            }
            match shape.cells() as u64 > MAX_ELEMENTS {
                true => Err(too_many_numbers(shape.cells() as u64)),
                false => Ok(()),
            }
        })?;
        if shape.rows == 0 {
            return Err(ArraysError::Empty);
        }
        if filled_columns + 1 == shape.columns {
            shape.columns = filled_columns.max(1);
        }
        Ok(shape)
    }

    fn cells(&self) -> usize {
        self.rows * self.columns
    }
}

fn too_many_numbers(count: u64) -> ArraysError {
    ArraysError::TooMany {
        array: "z".to_owned(),
        count,
        limit: MAX_ELEMENTS,
    }
}

fn is_missing_height(cell: &str) -> bool {
    let infinite = ["inf", "-inf"];
    dialect::is_missing(cell) || infinite.iter().any(|name| cell.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> String {
        parse_grid(text).unwrap_err().to_string()
    }

    #[test]
    fn rows_of_numbers_are_heights_and_gaps_are_missing() {
        let arrays = parse_grid("1,2,3\n4,,nan\n").unwrap();
        let z = arrays.get("z").unwrap();
        assert_eq!(z.shape, [2, 3]);
        assert_eq!(z.values[..4], [1.0, 2.0, 3.0, 4.0]);
        assert!(z.values[4..].iter().all(|value| value.is_nan()));
        assert!(arrays.get("x").is_none());
    }

    #[test]
    fn a_corner_that_is_empty_or_text_means_that_axes_are_at_the_edges() {
        for corner in ["", "y\\x"] {
            let arrays = parse_grid(&format!("{corner};10;20\n-1;1;2\n0;3;4\n1;5;6\n")).unwrap();
            assert_eq!(arrays.get("x").unwrap().values, [10.0, 20.0], "{corner}");
            assert_eq!(arrays.get("y").unwrap().values, [-1.0, 0.0, 1.0]);
            assert_eq!(
                arrays.get("z").unwrap().values,
                [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
            );
        }
        // A corner that is a missing height is written as nan.
        let with_missing = parse_grid("nan,2\n3,4\n").unwrap();
        assert_eq!(with_missing.get("z").unwrap().shape, [2, 2]);
    }

    #[test]
    fn heights_are_read_as_numpy_and_as_german_programs_write_them() {
        let z = |text: &str| parse_grid(text).unwrap().get("z").unwrap().clone();
        let spaced = z("1.0e+00 2.0e+00\n3.0e+00 4.0e+00\n");
        assert_eq!(
            (&spaced.shape[..], &spaced.values[..]),
            (&[2, 2][..], &[1.0, 2.0, 3.0, 4.0][..])
        );
        assert_eq!(z("1,5;2.155;\n2,5;1;\n").values, [1.5, 2155.0, 2.5, 1.0]);
        assert_eq!(z("1,5;2.155;\n2,5;1;\n").shape, [2, 2]);
    }

    #[test]
    fn errors_name_row_and_column() {
        assert_eq!(message(""), "holds no numbers");
        assert_eq!(
            message("1,2\n3\n"),
            "row 2 has 1 cell where 2 are expected, as in the first row"
        );
        assert!(message("1,2\n3,four\n").starts_with("row 2, column 2: \"four\" is not a number"));
    }
}
