//! All text on a picture: title, step, caption, axes, legend, colour bar, names at balls, tooltips.

use bevy_egui::egui::{self, Rect, text::LayoutJob};
use glam::Vec2;

use super::{
    Attention, Canvas, FigureTables, PlaybackTime, SceneOutcome, Viewpoint,
    depiction::PaintContext,
    frame::{
        Frame,
        figures::{self, Figure},
        layout::{BODY, TITLE},
    },
    insets,
    style::theme::Style,
    text::{
        labels::{Pen, pos, rect, unbroken},
        tags,
    },
};
use crate::{
    scene::Text,
    words::{Language, Word},
};

/// Paints the text of a picture.
pub(crate) fn paint(
    painter: &egui::Painter,
    outcome: &SceneOutcome,
    tables: &[FigureTables],
    time: PlaybackTime,
    viewpoint: &Viewpoint,
    canvas: &Canvas,
    attention: &Attention,
    language: Language,
) {
    if outcome.figures.len() > 1 {
        let pen = Pen {
            painter,
            style: &Style::of(outcome.scene().theme),
            layout: &figures::outer_layout(outcome, canvas),
            language,
        };
        let step = step_text(&pen, outcome.steps(), outcome.step_at(time));
        title(&pen, &outcome.title, Some(step), None);
        caption(&pen, &outcome.caption, None);
    }
    for figure in figures::of(outcome, tables, viewpoint, canvas, attention) {
        paint_figure(painter, &figure, time, language);
    }
}

/// The step chosen by dragging in a chart of a figure; `places` are where the press began and where the pointer is now.
pub(crate) fn step_of_chart(
    painter: &egui::Painter,
    figure: &Figure,
    time: PlaybackTime,
    language: Language,
    places: [Vec2; 2],
) -> Option<f64> {
    let insets = figure.tables.depiction.insets()?;
    let frame = figure.frame(time);
    let pen = Pen {
        painter,
        style: &frame.style,
        layout: &frame.layout,
        language,
    };
    insets::step_at(&pen, &frame, &insets, &figure.tables.charts, places)
}

fn paint_figure(painter: &egui::Painter, figure: &Figure, time: PlaybackTime, language: Language) {
    let frame = figure.frame(time);
    let Figure {
        outcome,
        tables,
        canvas,
        ..
    } = figure;
    let pen = Pen {
        painter,
        style: &frame.style,
        layout: &frame.layout,
        language,
    };
    let texts = tables.depiction.words(&frame, language);
    let line = canvas.measure.is_none().then(|| {
        let progress = texts.progress;
        progress.unwrap_or_else(|| step_text(&pen, outcome.simulation.steps(), frame.step))
    });
    let box_rect = (frame.layout.has_subject).then(|| tables.axes.screen_bounds(&frame));
    let words = [
        title(&pen, &outcome.title, line, box_rect),
        caption(&pen, &outcome.caption, box_rect),
        legend_rect(&frame),
    ];
    let bar = tags::bar_with_numbers(&frame).filter(|_| frame.layout.has_subject);
    for seen in words[2].into_iter().chain(bar.map(rect)) {
        ground(&pen, seen, box_rect);
    }
    // Nearby parts of the subject can extend over other areas; the texts there stay legible.
    let other_areas = bar.into_iter().chain(frame.layout.insets).map(rect);
    let words: Vec<Rect> = words.into_iter().flatten().chain(other_areas).collect();
    let mut taken = words.clone();
    if frame.layout.has_subject && tables.contents.axes {
        let names = texts.axes.as_ref().unwrap_or(&tables.axes.names);
        tables.axes.label(&pen, &frame, names, &mut taken);
    }
    let context = PaintContext {
        pen: &pen,
        frame: &frame,
        tables,
        words: &words,
        pixels_per_point: canvas.pixels_per_point,
    };
    tables.depiction.paint(&context, taken);
}

/// The rectangle of the legend, if it has lines.
fn legend_rect(frame: &Frame) -> Option<Rect> {
    let legend = rect(frame.layout.legend);
    (legend.height() > 0.0).then_some(legend)
}

/// Paints the title and, below it, a line with the current step; one of several figures has no such line. Over the box
/// they get a background. Returns the rectangle.
fn title(pen: &Pen, text: &Text, line: Option<String>, box_rect: Option<Rect>) -> Option<Rect> {
    let area = pen.layout.title;
    let color = pen.style.text.color32();
    let mut job = LayoutJob::simple(
        unbroken(pen.say(text)),
        pen.heading(if line.is_some() { TITLE } else { BODY }),
        color,
        area.size.x,
    );
    // Titles in a row of figures have equal height; a shared title takes the room that it needs.
    if line.is_none() {
        job.wrap.max_rows = pen.layout.title_lines;
    }
    let galley = pen.painter.layout_job(job);
    let quiet = pen.style.quiet.color32();
    let line = line.map(|text| pen.line(&text, pen.font(BODY), quiet));
    let mut covered = Rect::from_min_size(pos(area.min), galley.size());
    let below = covered.left_bottom() + egui::vec2(0.0, 0.2 * BODY * pen.layout.text);
    let second = line
        .as_ref()
        .map(|line| Rect::from_min_size(below, line.size()));
    covered = second.map_or(covered, |second| covered.union(second));
    ground(pen, covered, box_rect);
    pen.painter.galley(pos(area.min), galley, color);
    if let Some(line) = line {
        pen.painter.galley(below, line, quiet);
    }
    (covered.width() > 0.0).then_some(covered)
}

/// Paints the background of a text if it overlaps the box, in the colour of the picture's background there.
fn ground(pen: &Pen, words: Rect, box_rect: Option<Rect>) {
    let room = words.expand(pen.px(6.0));
    if !box_rect.is_some_and(|seen| seen.intersects(room)) {
        return;
    }
    let picture = rect(pen.layout.area);
    let down = (room.center().y - picture.min.y) / picture.height().max(1.0);
    let style = pen.style;
    let color = style
        .background_top
        .mix(style.background_bottom, down.clamp(0.0, 1.0));
    pen.painter
        .rect_filled(room, pen.px(5.0), color.with_alpha(0.78));
}

fn step_text(pen: &Pen, total: usize, step: f64) -> String {
    if total == 0 {
        return String::new();
    }
    let (n, total) = ((step.floor() as usize).to_string(), total.to_string());
    let gaps = [("n", n.as_str()), ("total", total.as_str())];
    pen.language.say_with(Word::StepOf, &gaps)
}

/// Paints the caption; returns its rectangle.
fn caption(pen: &Pen, text: &Text, box_rect: Option<Rect>) -> Option<Rect> {
    let area = pen.layout.caption;
    let text = pen.say(text);
    if text.is_empty() {
        return None;
    }
    let color = pen.style.quiet.color32();
    let job = LayoutJob::simple(unbroken(text), pen.font(BODY), color, area.size.x);
    let galley = pen.painter.layout_job(job);
    let top = area.max().y - galley.size().y;
    let covered = Rect::from_min_size(pos(Vec2::new(area.min.x, top)), galley.size());
    ground(pen, covered, box_rect);
    pen.painter.galley(covered.min, galley, color);
    Some(covered)
}

#[cfg(test)]
mod tests;
