//! The scores of a clustering as a small table in the picture.

use bevy_egui::egui::{Align2, CornerRadius, Rect, pos2};
use glam::Vec2;

use crate::{
    simulation::CloudOutcome,
    view::{
        frame::{area::Area, layout::SMALL_TEXT},
        text::{labels::Pen, legend::truncated},
    },
    words::Word,
};

/// Line height, in heights of small text: preferred and minimum.
const LINE_HEIGHTS: [f32; 2] = [1.7, 1.2];
/// Width of a number, in heights of small text.
const NUMBER_WIDTH: f32 = 3.2;
/// Height of the bar below a score's name, in heights of small text; left out where lines are close.
const BAR_HEIGHT: f32 = 0.14;

/// Paints the cluster scores at a step, each as a number and a bar from 0 to 1.
pub(crate) fn paint(pen: &Pen, cloud: &CloudOutcome, step: f64, cell: Area) {
    let Some(rows) = rows(cloud, step) else {
        return;
    };
    let text_px = SMALL_TEXT * pen.layout.text_scale;
    let room = cell.size.y / (rows.len() as f32 + 1.0) / text_px;
    let line = room.clamp(LINE_HEIGHTS[1], LINE_HEIGHTS[0]) * text_px;
    let (left, right) = (cell.min.x, cell.max().x - 0.7 * text_px);
    let mut y = cell.min.y + 0.5 * line;
    let (title, color) = (
        pen.language.say(Word::ClusterScores),
        pen.style.text.color32(),
    );
    pen.paint_text(
        Vec2::new(left, y),
        Align2::LEFT_CENTER,
        title,
        SMALL_TEXT,
        color,
    );
    for (word, value) in rows {
        y += line;
        if y + 0.5 * line > cell.max().y + 0.2 * text_px {
            return;
        }
        paint_row(pen, word, value, [left, right], y);
        if line >= 1.5 * text_px {
            paint_bar(pen, value, [left, right], y + 0.72 * text_px);
        }
    }
}

/// The scores at a step: those against known classes if there are any, then the silhouette.
fn rows(cloud: &CloudOutcome, step: f64) -> Option<Vec<(Word, Option<f64>)>> {
    let scores = cloud.scores();
    let computed = scores.partition_point(|scores| scores.step as f64 <= step);
    let scores = scores.get(computed.saturating_sub(1))?;
    let [rand, information] = scores.agreement.map_or([None; 2], |known| known.map(Some));
    let rows = [
        (Word::AdjustedRand, rand),
        (Word::MutualInformation, information),
        (Word::MeanSilhouette, scores.silhouette),
    ];
    let rows = rows.into_iter();
    let rows = rows.filter(|(word, value)| value.is_some() || *word == Word::MeanSilhouette);
    Some(rows.collect())
}

/// Paints the name of a score and its value.
fn paint_row(pen: &Pen, word: Word, value: Option<f64>, [left, right]: [f32; 2], y: f32) {
    let (color, secondary) = (pen.style.text.color32(), pen.style.secondary_text.color32());
    let number = match value {
        Some(value) => format!("{value:.3}").replace('-', "−"),
        None => "–".to_owned(),
    };
    let at = Vec2::new(right, y);
    pen.paint_text(at, Align2::RIGHT_CENTER, &number, SMALL_TEXT, color);
    let end = right - NUMBER_WIDTH * (SMALL_TEXT * pen.layout.text_scale);
    let name = truncated(pen, pen.language.say(word), SMALL_TEXT, end - left);
    pen.paint_text(
        Vec2::new(left, y),
        Align2::LEFT_CENTER,
        &name,
        SMALL_TEXT,
        secondary,
    );
}

/// Paints a bar from 0 to the score.
fn paint_bar(pen: &Pen, value: Option<f64>, [left, right]: [f32; 2], top: f32) {
    let height = BAR_HEIGHT * (SMALL_TEXT * pen.layout.text_scale);
    let strip = |to: f32| Rect::from_min_max(pos2(left, top), pos2(to, top + height));
    let grid = pen.style.grid.color32();
    let painter = pen.painter;
    painter.rect_filled(strip(right), CornerRadius::ZERO, grid);
    let fraction = value.unwrap_or(0.0).clamp(0.0, 1.0) as f32;
    let full = strip(left + fraction * (right - left));
    painter.rect_filled(full, CornerRadius::ZERO, pen.style.accent.color32());
}
