//! The values of a small cloud as a table in place of the legend: one row per sample, with the colour of its point.

use bevy_egui::egui::{Align2, Color32};
use glam::Vec2;

use crate::{
    math::{scaling::Scaling, table::Matrix},
    scene::Look,
    simulation::CloudOutcome,
    view::{
        frame::layout::{BODY_TEXT, SMALL_TEXT, estimated_width},
        style::scale::short_number,
        text::{labels::Pen, legend::paint_swatch},
    },
    words::Word,
};

/// Maximum number of decimal places: as NumPy prints, or fewer if there is no room.
const DECIMAL_PLACES: [usize; 3] = [8, 4, 2];
/// Width of the row names, in text heights.
const ROW_NAME_WIDTH: f32 = 4.5;
/// Gap between columns, in text heights.
const COLUMN_GAP: f32 = 1.1;

/// The numbers of the table, if the look has one and the cloud is small enough.
pub(super) fn numbers<'a>(look: &Look, cloud: &'a CloudOutcome) -> Option<&'a Matrix> {
    cloud.listed_features.as_ref().filter(|_| look.marks.table)
}

/// Number of lines of the table including its heading; 0 without a table.
pub(super) fn lines(look: &Look, cloud: &CloudOutcome) -> usize {
    numbers(look, cloud).map_or(0, |numbers| numbers.rows() + 1)
}

/// Width of the number columns including gaps, in text heights; 0 without a table.
pub(super) fn width(look: &Look, cloud: &CloudOutcome) -> f32 {
    let columns = numbers(look, cloud).map(|numbers| columns(cloud, numbers, DECIMAL_PLACES[0]));
    total_width(&columns.unwrap_or_default())
}

fn total_width(columns: &[Column]) -> f32 {
    columns.iter().map(|column| column.width + COLUMN_GAP).sum()
}

/// A column of the table as text.
struct Column {
    name: String,
    cells: Vec<String>,
    /// Estimated width in text heights, without the gap.
    width: f32,
}

fn columns(cloud: &CloudOutcome, numbers: &Matrix, digits: usize) -> Vec<Column> {
    let column = |(j, name): (usize, &String)| {
        let values: Vec<f64> = numbers.iter_rows().map(|row| row[j]).collect();
        let cells = match cloud.scaling() {
            Scaling::None => values.iter().map(|&value| short_number(value)).collect(),
            _ => aligned(&values, digits),
        };
        let widest = cells.iter().chain([name]).map(|cell| estimated_width(cell));
        Column {
            name: name.clone(),
            width: widest.fold(0.0, f32::max),
            cells,
        }
    };
    cloud.feature_names.iter().enumerate().map(column).collect()
}

/// Formats numbers with as many decimal places as the one that needs most, at most `max_digits`.
fn aligned(values: &[f64], max_digits: usize) -> Vec<String> {
    let needed = |value: &f64| {
        let text = format!("{value:.max_digits$}");
        text.trim_end_matches('0')
            .split('.')
            .nth(1)
            .map_or(0, str::len)
    };
    let digits = values.iter().map(needed).max().unwrap_or(0);
    let text = |value: &f64| format!("{value:.digits$}").replace('-', "−");
    values.iter().map(text).collect()
}

/// Paints the table, with fewer decimal places in a narrow figure.
pub(super) fn paint(pen: &Pen, cloud: &CloudOutcome, numbers: &Matrix) {
    let area = pen.layout.legend;
    let em = BODY_TEXT * pen.layout.text_scale;
    let line = 1.5 * em;
    let swatch = 0.42 * em;
    let y = |row: usize| area.min.y + (row as f32 + 1.35) * line;
    let text = pen.style.text.color32();
    let secondary = pen.style.secondary_text.color32();
    let mut right = area.max().x;
    // A narrow figure has fewer decimal places.
    let room = pen.layout.area.size.x / em - ROW_NAME_WIDTH;
    let columns = DECIMAL_PLACES.map(|digits| columns(cloud, numbers, digits));
    let fitting_columns = columns.iter().find(|columns| total_width(columns) <= room);
    for column in fitting_columns
        .unwrap_or(&columns[DECIMAL_PLACES.len() - 1])
        .iter()
        .rev()
    {
        let heading = Vec2::new(right, area.min.y);
        let mut left = pen
            .paint_text(
                heading,
                Align2::RIGHT_TOP,
                &column.name,
                SMALL_TEXT,
                secondary,
            )
            .min
            .x;
        for (row, cell) in column.cells.iter().enumerate() {
            let at = Vec2::new(right, y(row));
            let covered = pen.paint_text(at, Align2::RIGHT_CENTER, cell, BODY_TEXT, text);
            left = left.min(covered.min.x);
        }
        right = left - COLUMN_GAP * em;
    }
    let data_count = cloud.data_count();
    let names: Vec<&str> = (0..numbers.rows())
        .map(
            |row| match cloud.class_names.get(cloud.classes[row] as usize) {
                Some(class) => &class.name,
                None if row >= data_count => pen.language.say(Word::NewSample),
                None => "",
            },
        )
        .collect();
    let widest = (names.iter())
        .map(|name| {
            pen.lay_out(name, pen.body_font(BODY_TEXT), Color32::WHITE)
                .size()
                .x
        })
        .fold(0.0, f32::max);
    let left = (right - widest).max(area.min.x + 3.0 * swatch);
    for (row, name) in names.into_iter().enumerate() {
        let series = cloud.classes[row] as usize;
        paint_swatch(pen, Vec2::new(left - 2.0 * swatch, y(row)), swatch, series);
        pen.paint_text(
            Vec2::new(left, y(row)),
            Align2::LEFT_CENTER,
            name,
            BODY_TEXT,
            text,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_aligned_and_have_eight_digits_at_most() {
        let column = aligned(
            &[1.0, 0.6730038022813688, -0.4049429657794677],
            DECIMAL_PLACES[0],
        );
        assert_eq!(column, ["1.00000000", "0.67300380", "−0.40494297"]);
        assert_eq!(
            aligned(&[1.0, 0.6, 0.4], DECIMAL_PLACES[0]),
            ["1.0", "0.6", "0.4"]
        );
        assert_eq!(aligned(&[2.0], DECIMAL_PLACES[0]), ["2"]);
    }
}
