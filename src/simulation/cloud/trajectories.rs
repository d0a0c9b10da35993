use crate::math::table::Table;

/// The names of columns with the row of the next sample, as in the Embedding Projector; the first that exists and is
/// numeric is used.
const NEXT_COLUMNS: [&str; 2] = ["__seq_next__", "__next__"];

/// Links from samples to their successors, as pairs of indices of samples. Entries of the column are table rows from 0.
/// Missing and fractional entries, invalid and dropped rows, and the row itself make no link.
pub(super) fn links(table: &Table, kept: Option<&[u32]>) -> Vec<[u32; 2]> {
    let columns = NEXT_COLUMNS.iter();
    let mut positions = columns.filter_map(|name| table.position(name));
    let Some(numbers) = positions.find_map(|index| table.columns()[index].numbers()) else {
        return Vec::new();
    };
    let rows = table.rows();
    let samples: Vec<u32> = match kept {
        Some(kept) => kept.to_vec(),
        None => (0..rows as u32).collect(),
    };
    let mut sample_of = vec![None; rows];
    for (sample, &row) in samples.iter().enumerate() {
        sample_of[row as usize] = Some(sample as u32);
    }
    let successor = |row: u32| -> Option<u32> {
        let next = numbers.get(row as usize);
        let is_row = next.fract() == 0.0 && (0.0..rows as f64).contains(&next);
        sample_of[is_row.then_some(next as usize)?]
    };
    (samples.iter().zip(0..))
        .filter_map(|(&row, sample)| Some([sample, successor(row)?]))
        .filter(|[sample, next]| sample != next)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::table::{Column, Table};

    fn table(next: Vec<f64>) -> Table {
        Table::new(vec![Column::of_numbers("__next__", next)]).unwrap()
    }

    #[test]
    fn cycles_are_followed_and_invalid_links_ignored() {
        // Two lines into a ring, then: missing, out of range, fractional, negative, its own row, out of range.
        let next = [1.0, 2.0, 0.0, 1.0, f64::NAN, 10.0, 1.5, -1.0, 8.0, 1e300];
        let expected = [[0, 1], [1, 2], [2, 0], [3, 1]];
        assert_eq!(links(&table(next.into()), None), expected);
    }

    #[test]
    fn dropped_rows_interrupt_a_trajectory() {
        let table = table(vec![1.0, 2.0, 3.0, 0.0]);
        assert_eq!(links(&table, Some(&[0, 2, 3])), [[1, 2], [2, 0]]);
    }
}
