use crate::math::table::Table;

/// The columns that may say which row follows on each, as the Embedding Projector has them; the first that there is
/// counts.
const COLUMNS: [&str; 2] = ["__seq_next__", "__next__"];

/// Samples that another one follows, each with that one. What follows is a row of the table from 0; entries that are
/// missing, no whole numbers, no row, a row that was left out, or the row itself, say that nothing follows.
pub fn links(table: &Table, kept: Option<&[u32]>) -> Vec<[u32; 2]> {
    let columns = COLUMNS.iter();
    let mut known = columns.filter_map(|name| table.position(name));
    let Some(numbers) = known.find_map(|index| table.columns()[index].numbers()) else {
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
    let follower = |row: u32| -> Option<u32> {
        let next = numbers.get(row as usize);
        let is_row = next.fract() == 0.0 && (0.0..rows as f64).contains(&next);
        sample_of[is_row.then_some(next as usize)?]
    };
    (samples.iter().zip(0..))
        .filter_map(|(&row, sample)| Some([sample, follower(row)?]))
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
    fn cycles_are_followed_and_what_leads_nowhere_is_not() {
        // Two lines into a ring, then nothing, no row, half a row, below the first row, and a row that is its own.
        let next = [1.0, 2.0, 0.0, 1.0, f64::NAN, 10.0, 1.5, -1.0, 8.0, 1e300];
        let expected = [[0, 1], [1, 2], [2, 0], [3, 1]];
        assert_eq!(links(&table(next.into()), None), expected);
    }

    #[test]
    fn rows_that_were_left_out_break_the_line() {
        let table = table(vec![1.0, 2.0, 3.0, 0.0]);
        assert_eq!(links(&table, Some(&[0, 2, 3])), [[1, 2], [2, 0]]);
    }
}
