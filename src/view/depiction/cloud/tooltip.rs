//! The tooltip of the point under the pointer.

use std::sync::Arc;

use bevy_egui::egui::{self, Align2, Color32};
use glam::Vec2;

use super::PointsView;
use crate::{
    math::cluster::{NOISE, UNREACHED},
    simulation::{CloudOutcome, PointDetails},
    view::{
        frame::layout::SMALL_TEXT,
        style::scale::short_number,
        text::{labels::Pen, legend},
    },
    words::{Language, Word},
};

/// At most this many numbers and this many texts are shown.
const MAX_NUMBERS: usize = 5;
/// Maximum width of a column name or a value, in text heights.
const MAX_WIDTH: f32 = 16.0;
/// Gap between names and values, in text heights.
const GAP: f32 = 1.2;

/// The content of a tooltip: a title, then names and values.
struct Tooltip {
    title: String,
    lines: Vec<[String; 2]>,
    /// A line with the number of columns that are not shown; empty if there are none.
    rest: String,
}

/// A short name of a point: its own name, else class and row such as `setosa 41`, else its row, or the number of a new
/// sample.
pub(crate) fn title(cloud: &CloudOutcome, point: usize, language: Language) -> String {
    let PointDetails {
        name, row, class, ..
    } = cloud.details(point, 0);
    match (name, class, row) {
        (Some(name), ..) => name.to_owned(),
        (None, Some(class), Some(row)) => format!("{class} {row}"),
        (None, None, Some(row)) => format!("{} {row}", language.say(Word::Row)),
        (None, _, None) => {
            let number = point + 1 - cloud.data_count();
            format!("{} {number}", language.say(Word::NewSample))
        }
    }
}

/// Paints the tooltip if the pointer is over a point.
pub(crate) fn paint(pen: &Pen, view: &PointsView) {
    let Some((pointer, point)) = (view.frame.pointer).and_then(|at| Some((at, view.point_at(at)?)))
    else {
        return;
    };
    let tooltip = content(view, point, pen.language);
    let em = SMALL_TEXT * pen.layout.text_scale;
    let [strong, secondary] =
        [pen.style.text, pen.style.secondary_text].map(|color| color.color32());
    let lay_out = |text: &str, color: Color32| {
        let text = legend::truncated(pen, text, SMALL_TEXT, MAX_WIDTH * em);
        pen.lay_out(&text, pen.body_font(SMALL_TEXT), color)
    };
    let title = legend::truncated(pen, &tooltip.title, SMALL_TEXT, 1.6 * MAX_WIDTH * em);
    let title = pen.lay_out(&title, pen.heading_font(SMALL_TEXT), strong);
    let rows: Vec<_> = (tooltip.lines.iter())
        .map(|[name, value]| (lay_out(name, secondary), lay_out(value, strong)))
        .collect();
    let rest = (!tooltip.rest.is_empty()).then(|| lay_out(&tooltip.rest, secondary));
    let widest = |each: &dyn Fn(usize) -> f32| (0..rows.len()).map(each).fold(0.0, f32::max);
    let names = widest(&|row| rows[row].0.size().x);
    let values = widest(&|row| rows[row].1.size().x);
    let table = if rows.is_empty() {
        0.0
    } else {
        names + GAP * em + values
    };
    let others = rest.as_ref().map_or(0.0, |rest| rest.size().x);
    let width = title.size().x.max(table).max(others);
    let line = 1.25 * em;
    let height = line * (1 + rows.len() + usize::from(rest.is_some())) as f32;
    let corner = pen.tooltip_at(pointer, egui::vec2(width, height));
    let mut at = Vec2::new(corner.x, corner.y);
    let paint = |at: Vec2, galley: Arc<egui::Galley>, anchor: Align2, color| {
        let place = anchor.anchor_size(egui::pos2(at.x, at.y), galley.size());
        pen.painter.galley(place.min, galley, color);
    };
    paint(at, title, Align2::LEFT_TOP, strong);
    for (name, value) in rows {
        at.y += line;
        paint(at, name, Align2::LEFT_TOP, secondary);
        let right = Vec2::new(corner.x + width, at.y);
        paint(right, value, Align2::RIGHT_TOP, strong);
    }
    if let Some(rest) = rest {
        at.y += line;
        paint(at, rest, Align2::LEFT_TOP, secondary);
    }
}

/// The content of the tooltip of a point.
fn content(view: &PointsView, point: usize, language: Language) -> Tooltip {
    let cloud = view.cloud;
    let PointDetails {
        name,
        row,
        class,
        texts,
        features,
        omitted_features,
    } = cloud.details(point, MAX_NUMBERS);
    let row = row.map(|row| row.to_string());
    let title = match (name, class, &row) {
        (Some(name), ..) => name.to_owned(),
        (None, Some(class), _) => class.to_owned(),
        (None, None, Some(row)) => format!("{} {row}", language.say(Word::Row)),
        (None, None, None) => language.say(Word::NewSample).to_owned(),
    };
    let mut lines = Vec::new();
    let title_lacks_row = name.is_some() || class.is_some();
    lines.extend(
        (row.filter(|_| title_lacks_row)).map(|row| [language.say(Word::Row).to_owned(), row]),
    );
    if let Some(class) = class.filter(|_| name.is_some()) {
        let label = cloud.label_column().unwrap_or(language.say(Word::Class));
        lines.push([label.to_owned(), class.to_owned()]);
    }
    if cloud.clusters().is_some() && point < cloud.data_count() {
        let group = match view.class(point) {
            NOISE => language.say(Word::ClusterNoise).to_owned(),
            UNREACHED => language.say(Word::ClusterUnvisited).to_owned(),
            cluster => (cluster + 1).to_string(),
        };
        lines.push([language.say(Word::Cluster).to_owned(), group]);
    }
    let texts = texts.into_iter().filter(|(_, word)| !word.is_empty());
    lines.extend(texts.map(|(name, word)| [name.to_owned(), word.to_owned()]));
    lines.extend(features.into_iter().map(|(name, number)| {
        let number = if number.is_finite() {
            short_number(number)
        } else {
            "—".to_owned()
        };
        [name.to_owned(), number]
    }));
    let rest = match omitted_features {
        0 => String::new(),
        count => language.say_with(Word::MoreColumns, &[("n", &count.to_string())]),
    };
    Tooltip { title, lines, rest }
}
