//! The grid of several figures: its cells, and the heads of its rows and columns.

use glam::{Vec2, vec2};

use super::{area::Area, contents::widest};
use crate::scene::Text;

/// Room for a head besides its text, in text heights.
const HEAD_GAP: f32 = 0.4;

/// The names of rows and columns that the titles of figures in a table have in common.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Heads {
    /// The name of each row.
    pub rows: Vec<Text>,
    /// The name of each column.
    pub columns: Vec<Text>,
}

/// A head of a row or column.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Head {
    pub text: Text,
    /// The height and position of a row, or the width and position of a column.
    pub area: Area,
    /// Where the head is.
    pub side: HeadSide,
}

/// Where a head is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HeadSide {
    /// Above a column.
    Above,
    /// Left of a row.
    Left,
    /// Left of a row, written upwards.
    LeftUpright,
}

impl Heads {
    /// The heads in place of titles of the form `row: column`, row by row, of at least two rows and two columns; `None`
    /// for other titles.
    pub(crate) fn of<'a>(titles: impl IntoIterator<Item = &'a Text>) -> Option<Self> {
        let titles: Option<Vec<[Text; 2]>> = titles.into_iter().map(row_and_column).collect();
        let titles = titles?;
        let first_row = titles.iter().take_while(|[row, _]| *row == titles[0][0]);
        let count = first_row.count();
        let is_table = count > 1 && titles.len() > count && titles.len().is_multiple_of(count);
        let fits = |(k, [row, column]): (usize, &[Text; 2])| {
            *row == titles[k - k % count][0] && *column == titles[k % count][1]
        };
        (is_table && titles.iter().enumerate().all(fits)).then(|| Self {
            rows: titles
                .iter()
                .step_by(count)
                .map(|[row, _]| row.clone())
                .collect(),
            columns: titles[..count]
                .iter()
                .map(|[_, column]| column.clone())
                .collect(),
        })
    }

    /// The heads with rows and columns exchanged.
    fn transposed(self) -> Self {
        Self {
            rows: self.columns,
            columns: self.rows,
        }
    }
}

/// The two parts of a title of the form `row: column`.
fn row_and_column(title: &Text) -> Option<[Text; 2]> {
    let halves = |text: &str| {
        let (row, column) = text.split_once(": ").or_else(|| text.split_once('：'))?;
        let halves = [row, column].map(|half| half.trim().to_owned());
        halves.iter().all(|half| !half.is_empty()).then_some(halves)
    };
    let [row, column] = halves(&title.en)?;
    let [row_zh, column_zh] = match title.zh.is_empty() {
        true => Default::default(),
        false => halves(&title.zh)?,
    };
    Some([
        Text {
            en: row,
            zh: row_zh,
        },
        Text {
            en: column,
            zh: column_zh,
        },
    ])
}

/// An arrangement of figures in rows and columns.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    count: usize,
    columns: usize,
    /// The heads, if the titles form a table.
    heads: Option<Heads>,
    /// Whether the figures go down the columns rather than along the rows.
    is_transposed: bool,
    /// Whether the heads of rows are written upwards.
    has_upright_heads: bool,
}

/// The areas of a grid.
pub(super) struct Cells {
    /// The area of each figure, in the order of the figures.
    pub areas: Vec<Area>,
    pub heads: Vec<Head>,
}

impl Grid {
    /// The grids that are possible for figures with these titles, with as many columns as the scene asks for, if it
    /// does. A table keeps its rows and columns, possibly exchanged.
    pub(super) fn choices<'a>(
        titles: impl ExactSizeIterator<Item = &'a Text>,
        columns: Option<usize>,
    ) -> Vec<Self> {
        let count = titles.len();
        let heads = Heads::of(titles);
        let is_allowed = |grid: &Self| columns.is_none_or(|fixed| grid.columns == fixed.min(count));
        let tables = heads.into_iter().flat_map(|heads| {
            [false, true].into_iter().flat_map(move |is_transposed| {
                let heads = match is_transposed {
                    true => heads.clone().transposed(),
                    false => heads.clone(),
                };
                [true, false].map(|has_upright_heads| Self {
                    count,
                    columns: heads.columns.len(),
                    heads: Some(heads.clone()),
                    is_transposed,
                    has_upright_heads,
                })
            })
        });
        let tables: Vec<Self> = tables
            .filter(is_allowed)
            // A number of columns is one of figures in their order.
            .filter(|grid| columns.is_none() || !grid.is_transposed)
            .collect();
        if !tables.is_empty() {
            return tables;
        }
        let plain = (1..=count).rev().map(|columns| Self {
            count,
            columns,
            heads: None,
            is_transposed: false,
            has_upright_heads: false,
        });
        plain.filter(is_allowed).collect()
    }

    /// The number of columns.
    pub(super) fn columns(&self) -> usize {
        self.columns
    }

    /// Whether the titles of the figures are replaced by heads.
    pub(super) fn has_heads(&self) -> bool {
        self.heads.is_some()
    }

    /// Whether the last row is full.
    pub(super) fn is_full(&self) -> bool {
        self.count.is_multiple_of(self.columns)
    }

    /// Divides a room into equal cells; a last row that is not full is centred. Cells are not wider or higher than
    /// `aspects`, the least and the greatest ratio of width to height of what they show. `text_height` is that of the
    /// heads.
    pub(super) fn cells(&self, room: Area, aspects: Option<[f32; 2]>, text_height: f32) -> Cells {
        let gap = if self.has_heads() { 0.008 } else { 0.02 } * room.size.x;
        let beside = match &self.heads {
            None => Vec2::ZERO,
            Some(heads) => {
                let width = match self.has_upright_heads {
                    true => 1.0,
                    false => heads.rows.iter().map(widest).fold(0.0, f32::max),
                };
                text_height * vec2(width + HEAD_GAP, 1.25 + HEAD_GAP)
            }
        };
        let shape = vec2(
            self.columns as f32,
            self.count.div_ceil(self.columns) as f32,
        );
        let mut cell = (room.size - beside + gap) / shape - gap;
        if let Some([least, greatest]) = aspects {
            cell.x = cell.x.min(greatest * cell.y);
            cell.y = cell.y.min(cell.x / least);
        }
        let cell = cell.max(Vec2::ONE);
        let total = beside + (cell + gap) * shape - gap;
        let origin = room.min + beside + 0.5 * (room.size - total).max(Vec2::ZERO);
        let area = |column: f32, row: usize| Area {
            min: origin + vec2(column, row as f32) * (cell + gap),
            size: cell,
        };
        let areas = (0..self.count).map(|figure| {
            let rows = self.count / self.columns;
            let (column, row) = match self.is_transposed {
                true => (figure / rows, figure % rows),
                false => (figure % self.columns, figure / self.columns),
            };
            let in_row = self.columns.min(self.count - row * self.columns);
            area(0.5 * (self.columns - in_row) as f32 + column as f32, row)
        });
        let heads = self.heads.iter().flat_map(|heads| {
            let rows = heads.rows.iter().enumerate().map(|(row, text)| {
                let cell = area(0.0, row);
                Head {
                    text: text.clone(),
                    area: Area {
                        min: cell.min - vec2(beside.x, 0.0),
                        size: vec2(beside.x - HEAD_GAP * text_height, cell.size.y),
                    },
                    side: match self.has_upright_heads {
                        true => HeadSide::LeftUpright,
                        false => HeadSide::Left,
                    },
                }
            });
            let columns = heads.columns.iter().enumerate().map(|(column, text)| {
                let cell = area(column as f32, 0);
                Head {
                    text: text.clone(),
                    area: Area {
                        min: cell.min - vec2(0.0, beside.y),
                        size: vec2(cell.size.x, beside.y - HEAD_GAP * text_height),
                    },
                    side: HeadSide::Above,
                }
            });
            rows.chain(columns).collect::<Vec<_>>()
        });
        Cells {
            areas: areas.collect(),
            heads: heads.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: Area = Area {
        min: vec2(10.0, 20.0),
        size: vec2(900.0, 600.0),
    };

    fn choices(titles: &[&str], columns: Option<usize>) -> Vec<Grid> {
        let titles: Vec<Text> = titles.iter().map(|&title| title.into()).collect();
        Grid::choices(titles.iter(), columns)
    }

    #[test]
    fn a_row_that_is_not_full_is_centred() {
        let grid = &choices(&["", "", "", "", ""], Some(3))[0];
        let Cells { areas, heads } = grid.cells(ROOM, None, 20.0);
        assert!(heads.is_empty());
        let center = |row: &[Area]| {
            let centers = row.iter().map(|area| area.center().x);
            centers.sum::<f32>() / row.len() as f32
        };
        assert!((center(&areas[..3]) - ROOM.center().x).abs() < 1e-3);
        assert!((center(&areas[3..]) - ROOM.center().x).abs() < 1e-3);
        assert_eq!(areas[3].size, areas[0].size);
    }

    #[test]
    fn titles_that_form_a_table_become_heads() {
        let table = ["A: x", "A: y", "A: z", "B: x", "B: y", "B: z"];
        for grid in choices(&table, None) {
            let Cells { areas, heads } = grid.cells(ROOM, None, 20.0);
            assert_eq!(heads.len(), 5);
            for (title, area) in table.iter().zip(&areas) {
                let (row, column) = title.split_once(": ").unwrap();
                for head in &heads {
                    // Every figure is beside and below the heads of its title, and of no others.
                    let center = match head.side {
                        HeadSide::Above => vec2(area.center().x, head.area.center().y),
                        _ => vec2(head.area.center().x, area.center().y),
                    };
                    let is_own = [row, column].contains(&head.text.en());
                    assert_eq!(head.area.contains(center), is_own, "{title} {head:?}");
                }
            }
        }
    }

    #[test]
    fn other_titles_stay() {
        for titles in [
            &["A: x", "A: y", "B: x", "B: z"][..],
            &["A: x", "A: y", "B: x"],
            &["A: x", "A: y"],
            &["A: x", "B: x"],
            &["A", "B", "C", "D"],
            &["A: x", "A: y", "B: x", "B"],
        ] {
            assert!(
                !choices(titles, None).iter().any(Grid::has_heads),
                "{titles:?}"
            );
        }
    }

    /// A table turns when the room is high, unless the scene sets the number of columns.
    #[test]
    fn a_number_of_columns_keeps_the_order_of_the_figures() {
        let table = ["A: x", "A: y", "A: z", "B: x", "B: y", "B: z"];
        let columns = |grids: Vec<Grid>| {
            let mut columns: Vec<usize> = grids.iter().map(Grid::columns).collect();
            columns.dedup();
            columns
        };
        assert_eq!(columns(choices(&table, None)), [3, 2]);
        assert_eq!(columns(choices(&table, Some(3))), [3]);
        let own = choices(&table, Some(2));
        assert!(
            own.iter()
                .all(|grid| grid.columns() == 2 && !grid.has_heads())
        );
    }
}
