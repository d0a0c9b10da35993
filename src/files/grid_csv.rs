use super::{
    arrays::{Array, Arrays, ArraysError, MOST_NUMBERS},
    dialect::{self, reader, separator},
};

/// Reads CSV text as heights, see [`read_arrays`](super::read_arrays).
pub(super) fn parse_grid(text: &str) -> Result<Arrays, ArraysError> {
    let mut rows: Vec<(u64, Vec<String>)> = Vec::new();
    // Reading from memory as UTF-8 with rows of any length leaves the reader nothing to fail on.
    let separator = separator(text);
    for record in reader(text, separator, true)
        .records()
        .map_while(Result::ok)
    {
        let row = record.position().map_or(0, csv::Position::line);
        let expected = rows.first().map_or(record.len(), |(_, first)| first.len());
        if record.len() != expected {
            return Err(ArraysError::Ragged {
                row,
                found: record.len(),
                expected,
            });
        }
        rows.push((
            row,
            record.iter().map(|cell| cell.trim().to_owned()).collect(),
        ));
    }
    let Some((_, first)) = rows.first() else {
        return Err(ArraysError::Empty);
    };
    let count = (rows.len() * first.len()) as u64;
    if count > MOST_NUMBERS {
        return Err(ArraysError::TooMany {
            array: "z".to_owned(),
            count,
            most: MOST_NUMBERS,
        });
    }
    let is_number = |cell: &str| missing(cell) || dialect::number(cell, separator).is_some();
    let has_axes = first[0].is_empty() || !is_number(&first[0]);
    let from = usize::from(has_axes);
    let number = |row: usize, column: usize| {
        let (line, cells) = &rows[row];
        let cell = &cells[column];
        match missing(cell) {
            true => Ok(f64::NAN),
            false => dialect::number(cell, separator).ok_or_else(|| ArraysError::NotANumber {
                row: *line,
                column: column + 1,
                cell: cell.chars().take(24).collect(),
            }),
        }
    };
    let (height, width) = (rows.len(), first.len());
    let z = (from..height)
        .flat_map(|row| (from..width).map(move |column| (row, column)))
        .map(|(row, column)| number(row, column))
        .collect::<Result<_, _>>()?;
    let mut arrays = vec![Array {
        name: "z".to_owned(),
        shape: vec![height - from, width - from],
        values: z,
    }];
    if has_axes {
        let line = |name: &str, values: Vec<f64>| Array {
            name: name.to_owned(),
            shape: vec![values.len()],
            values,
        };
        let x = (1..width).map(|column| number(0, column));
        let y = (1..height).map(|row| number(row, 0));
        arrays.push(line("x", x.collect::<Result<_, _>>()?));
        arrays.push(line("y", y.collect::<Result<_, _>>()?));
    }
    Ok(Arrays(arrays))
}

fn missing(cell: &str) -> bool {
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
    fn a_corner_that_is_empty_or_a_word_says_that_the_axes_stand_at_the_edges() {
        for corner in ["", "y\\x"] {
            let arrays = parse_grid(&format!("{corner};10;20\n-1;1;2\n0;3;4\n1;5;6\n")).unwrap();
            assert_eq!(arrays.get("x").unwrap().values, [10.0, 20.0], "{corner}");
            assert_eq!(arrays.get("y").unwrap().values, [-1.0, 0.0, 1.0]);
            assert_eq!(
                arrays.get("z").unwrap().values,
                [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
            );
        }
        // A missing height in the corner is written out.
        let holed = parse_grid("nan,2\n3,4\n").unwrap();
        assert_eq!(holed.get("z").unwrap().shape, [2, 2]);
    }

    #[test]
    fn errors_name_row_and_column() {
        assert_eq!(message(""), "holds no numbers");
        assert_eq!(
            message("1,2\n3\n"),
            "row 2 has 1 cells where the first row has 2"
        );
        assert!(message("1,2\n3,four\n").starts_with("row 2, column 2: \"four\" is not a number"));
    }
}
