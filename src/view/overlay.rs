//! The text on a picture: title, step and caption, and for each figure axes, legend, insets, names and tooltip.

use bevy_egui::egui::{self, Align2, FontId, Rect, epaint::TextShape, text::LayoutJob};
use glam::Vec2;

use super::{
    Canvas, FigureTables, PlaybackTime, PointSelection, SceneOutcome, Viewpoint,
    depiction::PaintContext,
    frame::{
        Frame,
        figures::{self, Figure},
        grid::{Head, HeadSide},
        layout::{BODY_TEXT, TITLE_TEXT},
        step_text,
    },
    insets,
    style::theme::Style,
    text::labels::{Pen, pos, rect, with_no_break_spaces},
};
use crate::{scene::Text, words::Language};

/// Paints the text of a picture.
pub(crate) fn paint(
    painter: &egui::Painter,
    outcome: &SceneOutcome,
    tables: &[FigureTables],
    time: PlaybackTime,
    viewpoint: &Viewpoint,
    canvas: &Canvas,
    selection: &PointSelection,
    language: Language,
) {
    if outcome.figures.len() > 1 {
        let pen = Pen {
            painter,
            style: &Style::of(outcome.scene().theme),
            layout: &figures::outer_layout(outcome, canvas),
            language,
        };
        let step = step_text(language, outcome.steps(), outcome.step_at(time));
        if figures::is_step_beside_title(outcome, pen.layout) {
            paint_title(&pen, &outcome.title, Some(String::new()), None);
            paint_step_at_right(&pen, &step);
        } else {
            paint_title(&pen, &outcome.title, Some(step), None);
        }
        paint_caption(&pen, &outcome.caption, None);
        let (heads, text_scale) = figures::heads(outcome, tables, canvas);
        for head in heads {
            paint_head(&pen, &head, text_scale);
        }
    }
    for figure in figures::of(outcome, tables, viewpoint, canvas, selection) {
        paint_figure(painter, &figure, time, language);
    }
}

/// The step chosen by dragging in a chart of a figure; `places` are the positions where the press began and where the
/// pointer is now. `None` if the press began outside of all charts over steps.
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
    let texts = tables.depiction.step_texts(&frame, language);
    let line = canvas.layout_scale.is_none().then(|| {
        let progress = texts.progress;
        progress.unwrap_or_else(|| step_text(language, outcome.simulation.steps(), frame.step))
    });
    let box_rect = (frame.layout.has_subject).then(|| tables.axes.screen_bounds(&frame));
    let text_rects = [
        paint_title(&pen, &outcome.title, line, box_rect),
        paint_caption(&pen, &outcome.caption, box_rect),
        legend_rect(&frame),
    ];
    let bar = (frame.layout.labelled_bar()).filter(|_| frame.layout.has_subject);
    for rect in text_rects[2].into_iter().chain(bar.map(rect)) {
        paint_background(&pen, rect, box_rect);
    }
    // When zoomed in, the subject can extend over other areas, whose texts must stay legible.
    let other_areas = bar.into_iter().chain(frame.layout.insets).map(rect);
    let text_rects: Vec<Rect> = text_rects
        .into_iter()
        .flatten()
        .chain(other_areas)
        .collect();
    let mut occupied = text_rects.clone();
    if frame.layout.has_subject && tables.contents.has_axes {
        let axes = tables.axes_in(&frame);
        let names = texts.axis_names.as_ref().unwrap_or(&axes.names);
        axes.paint_labels(&pen, &frame, names, &mut occupied);
    }
    let context = PaintContext {
        pen: &pen,
        frame: &frame,
        tables,
        text_rects: &text_rects,
        pixels_per_point: canvas.pixels_per_point,
    };
    tables.depiction.paint(&context, occupied);
}

/// The rectangle of the legend, if it has lines.
fn legend_rect(frame: &Frame) -> Option<Rect> {
    let legend = rect(frame.layout.legend);
    (legend.height() > 0.0).then_some(legend)
}

/// Paints the title and, below it, the `line` with the current step, which one of several figures does not have. Where
/// they overlap the box they get a background. Returns their rectangle.
fn paint_title(
    pen: &Pen,
    text: &Text,
    line: Option<String>,
    box_rect: Option<Rect>,
) -> Option<Rect> {
    if pen.layout.title_lines == 0 {
        return None;
    }
    let area = pen.layout.title;
    let color = pen.style.text.color32();
    let mut job = LayoutJob::simple(
        with_no_break_spaces(pen.in_language(text)),
        pen.heading_font(if line.is_some() {
            TITLE_TEXT
        } else {
            BODY_TEXT
        }),
        color,
        area.size.x,
    );
    // Titles in a row of figures have equal height; a shared title takes the room that it needs.
    if line.is_none() {
        job.wrap.max_rows = pen.layout.title_lines;
    }
    let galley = pen.painter.layout_job(job);
    let secondary = pen.style.secondary_text.color32();
    let line = line.map(|text| pen.lay_out(&text, pen.body_font(BODY_TEXT), secondary));
    let mut covered = Rect::from_min_size(pos(area.min), galley.size());
    let below = covered.left_bottom() + egui::vec2(0.0, 0.2 * BODY_TEXT * pen.layout.text_scale);
    let line_rect = line
        .as_ref()
        .map(|line| Rect::from_min_size(below, line.size()));
    covered = line_rect.map_or(covered, |line_rect| covered.union(line_rect));
    paint_background(pen, covered, box_rect);
    pen.painter.galley(pos(area.min), galley, color);
    if let Some(line) = line {
        pen.painter.galley(below, line, secondary);
    }
    (covered.width() > 0.0).then_some(covered)
}

/// Paints the background of a text if it overlaps the box, in the colour of the picture's background there.
fn paint_background(pen: &Pen, covered: Rect, box_rect: Option<Rect>) {
    let background = covered.expand(pen.scaled(6.0));
    if !box_rect.is_some_and(|box_rect| box_rect.intersects(background)) {
        return;
    }
    let picture = rect(pen.layout.area);
    let down = (background.center().y - picture.min.y) / picture.height().max(1.0);
    let style = pen.style;
    let color = style
        .background_top
        .mix(style.background_bottom, down.clamp(0.0, 1.0));
    pen.painter
        .rect_filled(background, pen.scaled(5.0), color.with_alpha(0.78));
}

/// Paints the step at the right end of the shared title's line.
fn paint_step_at_right(pen: &Pen, step: &str) {
    let area = pen.layout.title;
    let at = Vec2::new(pen.layout.caption.max().x, area.center().y);
    let color = pen.style.secondary_text.color32();
    pen.paint_text(at, Align2::RIGHT_CENTER, step, BODY_TEXT, color);
}

/// Paints a head of a row or column.
fn paint_head(pen: &Pen, head: &Head, text_scale: f32) {
    let font = FontId {
        size: BODY_TEXT * text_scale,
        ..pen.heading_font(BODY_TEXT)
    };
    let galley = pen.lay_out(pen.in_language(&head.text), font, pen.style.text.color32());
    let area = rect(head.area);
    let size = galley.size();
    let color = pen.style.text.color32();
    let (at, angle) = match head.side {
        HeadSide::Above => (area.center_bottom() - egui::vec2(0.5 * size.x, size.y), 0.0),
        HeadSide::Left => (area.right_center() - egui::vec2(size.x, 0.5 * size.y), 0.0),
        HeadSide::LeftUpright => (
            area.center() + egui::vec2(-0.5 * size.y, 0.5 * size.x),
            -std::f32::consts::FRAC_PI_2,
        ),
    };
    pen.painter
        .add(TextShape::new(at, galley, color).with_angle(angle));
}

/// Paints the caption; returns its rectangle.
fn paint_caption(pen: &Pen, text: &Text, box_rect: Option<Rect>) -> Option<Rect> {
    let area = pen.layout.caption;
    let text = pen.in_language(text);
    if text.is_empty() {
        return None;
    }
    let color = pen.style.secondary_text.color32();
    let job = LayoutJob::simple(
        with_no_break_spaces(text),
        pen.body_font(BODY_TEXT),
        color,
        area.size.x,
    );
    let galley = pen.painter.layout_job(job);
    let top = area.max().y - galley.size().y;
    let covered = Rect::from_min_size(pos(Vec2::new(area.min.x, top)), galley.size());
    paint_background(pen, covered, box_rect);
    pen.painter.galley(covered.min, galley, color);
    Some(covered)
}

#[cfg(test)]
mod tests;
