//! The values of a small cloud as a table in place of the legend: one row per sample, with the colour of its point.

use bevy_egui::egui::{Align2, Color32};
use glam::Vec2;

use crate::{
    math::table::Matrix,
    scene::Look,
    simulation::CloudOutcome,
    view::{
        frame::layout::{BODY_TEXT, SMALL_TEXT, estimated_width},
        text::{labels::Pen, legend::paint_swatch},
    },
    words::Word,
};

/// Significant digits of the largest number of a column.
const DIGITS: i32 = 3;
/// Gap between columns, in text heights.
const COLUMN_GAP: f32 = 1.1;

/// The numbers of the table at a step, if the look has one and the cloud is small enough.
pub(super) fn numbers<'a>(look: &Look, cloud: &'a CloudOutcome, step: f64) -> Option<&'a Matrix> {
    cloud.listed_features_at(step).filter(|_| look.marks.table)
}

/// Number of lines of the table including its heading; 0 without a table.
pub(super) fn lines(look: &Look, cloud: &CloudOutcome) -> usize {
    numbers(look, cloud, 0.0).map_or(0, |numbers| numbers.rows() + 1)
}

/// Width of the number columns including gaps, in text heights, the largest at any step; 0 without a table.
pub(super) fn width(look: &Look, cloud: &CloudOutcome) -> f32 {
    // Only a cloud with several scalings has several tables.
    let steps = cloud.scaling_steps().map_or(1, |steps| steps.axes().len());
    let tables = (0..steps).filter_map(|step| numbers(look, cloud, step as f64));
    let widths = tables.map(|numbers| {
        let columns = columns(cloud, numbers).into_iter();
        columns.map(|column| column.width + COLUMN_GAP).sum()
    });
    widths.fold(0.0, f32::max)
}

/// A column of the table as text.
struct Column {
    name: String,
    cells: Vec<String>,
    /// Estimated width in text heights, without the gap.
    width: f32,
}

fn columns(cloud: &CloudOutcome, numbers: &Matrix) -> Vec<Column> {
    let column = |(j, name): (usize, &String)| {
        let values: Vec<f64> = numbers.iter_rows().map(|row| row[j]).collect();
        let cells = aligned(&values);
        let widest = cells.iter().chain([name]).map(|cell| estimated_width(cell));
        Column {
            name: name.clone(),
            width: widest.fold(0.0, f32::max),
            cells,
        }
    };
    cloud.feature_names.iter().enumerate().map(column).collect()
}

/// Formats numbers with the same number of decimal places, so that the largest has three significant digits; integers
/// without any.
fn aligned(values: &[f64]) -> Vec<String> {
    let largest = values.iter().map(|value| value.abs()).fold(0.0, f64::max);
    let are_integers = values.iter().all(|value| value.fract() == 0.0);
    let digits = match are_integers || largest == 0.0 {
        true => 0,
        false => (DIGITS - 1 - largest.log10().floor() as i32).clamp(0, 8) as usize,
    };
    let text = |value: &f64| format!("{value:.digits$}").replace('-', "−");
    values.iter().map(text).collect()
}

/// Paints the table.
pub(super) fn paint(pen: &Pen, cloud: &CloudOutcome, numbers: &Matrix) {
    let area = pen.layout.legend;
    let em = BODY_TEXT * pen.layout.text_scale;
    let line = 1.5 * em;
    let swatch = 0.42 * em;
    let y = |row: usize| area.min.y + (row as f32 + 1.35) * line;
    let text = pen.style.text.color32();
    let secondary = pen.style.secondary_text.color32();
    let mut right = area.max().x;
    for column in columns(cloud, numbers).iter().rev() {
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
    fn numbers_are_aligned_and_have_three_digits() {
        for (values, expected) in [
            (
                &[1.0, 0.6730038, -0.4049430][..],
                &["1.00", "0.67", "−0.40"][..],
            ),
            (&[12.5, 3.25], &["12.5", "3.2"]),
            (&[0.00123, 0.0005], &["0.00123", "0.00050"]),
            (&[2104.0, 1416.0, 852.0], &["2104", "1416", "852"]),
            (&[2104.5, 852.0], &["2104", "852"]),
            (&[0.0], &["0"]),
        ] {
            assert_eq!(aligned(values), expected);
        }
    }
}
