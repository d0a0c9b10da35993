//! Everything that is written on a picture: title, step, caption, axes, legend, colour bar, name tags, the read-out.

use bevy_egui::egui::{self, Rect, text::LayoutJob};
use glam::Vec2;

use super::{
    Attention, Canvas, FigureTables, PlaybackTime, SceneOutcome, Viewpoint,
    depiction::Painting,
    figures::{self, Figure},
    frame::Frame,
    insets,
    labels::{Pen, pos, rect, unbroken},
    layout::{BODY, TITLE},
    tags,
    theme::Style,
};
use crate::{
    scene::Text,
    words::{Language, Word},
};

/// Paints the text of a picture.
pub fn paint(
    painter: &egui::Painter,
    shown: &SceneOutcome,
    tables: &[FigureTables],
    moment: PlaybackTime,
    viewpoint: &Viewpoint,
    canvas: &Canvas,
    attention: &Attention,
    language: Language,
) {
    if shown.figures.len() > 1 {
        let pen = Pen {
            painter,
            style: &Style::of(shown.scene().theme),
            layout: &figures::outer_layout(shown, canvas),
            language,
        };
        let step = step_text(&pen, shown.steps(), shown.step_at(moment));
        title(&pen, &shown.title, Some(step), None);
        caption(&pen, &shown.caption, None);
    }
    for figure in figures::of(shown, tables, viewpoint, canvas, attention) {
        paint_figure(painter, &figure, moment, language);
    }
}

/// The step at a place of the picture, for a press that began in one of a figure's charts: where it was pressed, and where
/// the pointer is now.
pub fn step_of_chart(
    painter: &egui::Painter,
    figure: &Figure,
    moment: PlaybackTime,
    language: Language,
    places: [Vec2; 2],
) -> Option<f64> {
    let beside = figure.worked.depiction.insets()?;
    let frame = figure.frame(moment);
    let pen = Pen {
        painter,
        style: &frame.style,
        layout: &frame.layout,
        language,
    };
    insets::step_at(&pen, &frame, &beside, &figure.worked.charts, places)
}

fn paint_figure(
    painter: &egui::Painter,
    figure: &Figure,
    moment: PlaybackTime,
    language: Language,
) {
    let frame = figure.frame(moment);
    let Figure {
        shown,
        worked,
        canvas,
        ..
    } = figure;
    let pen = Pen {
        painter,
        style: &frame.style,
        layout: &frame.layout,
        language,
    };
    let said = worked.depiction.words(&frame, language);
    let line = canvas.measure.is_none().then(|| {
        let progress = said.progress;
        progress.unwrap_or_else(|| step_text(&pen, shown.simulation.steps(), frame.step))
    });
    let box_seen = (frame.layout.has_subject).then(|| worked.axes.seen(&frame));
    let words = [
        title(&pen, &shown.title, line, box_seen),
        caption(&pen, &shown.caption, box_seen),
        legend_seen(&frame),
    ];
    let bar = tags::bar_with_numbers(&frame).filter(|_| frame.layout.has_subject);
    for seen in words[2].into_iter().chain(bar.map(rect)) {
        ground(&pen, seen, box_seen);
    }
    // What is near the viewer is seen beyond its part of the picture; what is written there stays readable.
    let beside = bar.into_iter().chain(frame.layout.insets).map(rect);
    let words: Vec<Rect> = words.into_iter().flatten().chain(beside).collect();
    let mut taken = words.clone();
    if frame.layout.has_subject && worked.contents.axes {
        let names = said.axes.as_ref().unwrap_or(&worked.axes.names);
        worked.axes.label(&pen, &frame, names, &mut taken);
    }
    let painting = Painting {
        pen: &pen,
        frame: &frame,
        tables: worked,
        words: &words,
        pixels_per_point: canvas.pixels_per_point,
    };
    worked.depiction.paint(&painting, taken);
}

/// The legend's part of a picture, if it has lines.
fn legend_seen(frame: &Frame) -> Option<Rect> {
    let legend = rect(frame.layout.legend);
    (legend.height() > 0.0).then_some(legend)
}

/// The title, and a line below it with the present step; without one it is a figure's among several. Over the box as it is
/// seen it has a backing; returns what it covers.
fn title(pen: &Pen, text: &Text, line: Option<String>, box_seen: Option<Rect>) -> Option<Rect> {
    let area = pen.layout.title;
    let color = pen.style.text.color32();
    let mut job = LayoutJob::simple(
        unbroken(pen.say(text)),
        pen.heading(if line.is_some() { TITLE } else { BODY }),
        color,
        area.size.x,
    );
    // A figure's head is as high as that of its neighbours; the title of a whole has the room it needs.
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
    ground(pen, covered, box_seen);
    pen.painter.galley(pos(area.min), galley, color);
    if let Some(line) = line {
        pen.painter.galley(below, line, quiet);
    }
    (covered.width() > 0.0).then_some(covered)
}

/// The backing of words over the box as it is seen, in the colour of the background there.
fn ground(pen: &Pen, words: Rect, box_seen: Option<Rect>) {
    let room = words.expand(pen.px(6.0));
    if !box_seen.is_some_and(|seen| seen.intersects(room)) {
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

/// Returns what it covers.
fn caption(pen: &Pen, text: &Text, box_seen: Option<Rect>) -> Option<Rect> {
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
    ground(pen, covered, box_seen);
    pen.painter.galley(covered.min, galley, color);
    Some(covered)
}

#[cfg(test)]
mod tests;
