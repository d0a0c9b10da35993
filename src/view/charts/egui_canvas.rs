//! The canvas of charts in the picture, painted with egui.

use bevy_egui::egui::{Painter, Pos2, Rect, Shape, Stroke, StrokeKind, pos2};
use glam::Vec2;

use super::{
    chart::DrawnLine,
    paint::{BAR_WIDTH, CURSOR_OPACITY, ChartCanvas, clamp_height},
    x_axis::XAxis,
};
use crate::view::{
    frame::area::Area,
    style::theme::Rgb,
    text::labels::{Pen, rect},
};

/// Line width, in pixels of the 1080-line picture.
const LINE_WIDTH: f32 = 3.0;
/// Dash and gap length, in line widths.
const DASHES: [f32; 2] = [3.5, 2.5];
/// Radius of a dot, in pixels of the 1080-line picture.
const DOT_RADIUS: f32 = 6.0;
/// Radius of a small dot, in pixels of the 1080-line picture.
const SMALL_DOT_RADIUS: f32 = 3.4;
/// If small dots would be closer than this, in radii, none are drawn.
const MIN_DOT_DISTANCE: f32 = 5.0;

/// A chart canvas in a rectangle of the picture.
pub(crate) struct EguiCanvas<'a> {
    pen: &'a Pen<'a>,
    x_axis: &'a XAxis,
    plot: Area,
    clipped_painter: Painter,
}

impl<'a> EguiCanvas<'a> {
    /// Creates a canvas in `plot` for a chart with this x axis.
    pub(crate) fn new(pen: &'a Pen<'a>, x_axis: &'a XAxis, plot: Area) -> Self {
        let clipped = pen
            .painter
            .with_clip_rect(rect(plot).expand(pen.scaled(1.0)));
        Self {
            pen,
            x_axis,
            plot,
            clipped_painter: clipped,
        }
    }

    fn x(&self, at: f64) -> f32 {
        self.plot.min.x + self.x_axis.fraction(at) * self.plot.size.x
    }

    fn place(&self, [at, height]: [f64; 2]) -> Pos2 {
        let height = clamp_height(height) as f32;
        pos2(self.x(at), self.plot.max().y - height * self.plot.size.y)
    }
}

impl ChartCanvas for EguiCanvas<'_> {
    fn bars(&mut self, tops: &[[f64; 2]], color: Rgb) {
        for &[at, top] in tops {
            let [from, to] = [-0.5, 0.5].map(|side| self.place([at + side * BAR_WIDTH, top]));
            let foot = pos2(to.x, self.plot.max().y);
            let bar = Rect::from_two_pos(from, foot);
            self.clipped_painter.rect_filled(bar, 0.0, color.color32());
        }
    }

    fn line(&mut self, _: &DrawnLine, points: &[[f64; 2]], color: Rgb, is_dashed: bool) {
        let points: Vec<Pos2> = points.iter().map(|&point| self.place(point)).collect();
        paint_polyline(self.pen, &self.clipped_painter, &points, color, is_dashed);
    }

    fn small_dots(&mut self, points: &[[f64; 2]], color: Rgb) {
        let radius = self
            .pen
            .scaled(SMALL_DOT_RADIUS * self.pen.style.stroke_scale.sqrt());
        if self.plot.size.x / points.len().max(1) as f32 > MIN_DOT_DISTANCE * radius {
            for &point in points {
                let at = self.place(point);
                self.clipped_painter
                    .circle_filled(at, radius, color.color32());
            }
        }
    }

    fn dot(&mut self, at: [f64; 2], color: Rgb) {
        let radius = self
            .pen
            .scaled(DOT_RADIUS * self.pen.style.stroke_scale.sqrt());
        let rim = Stroke::new(
            self.pen.scaled(2.0),
            self.pen.style.background_top.color32(),
        );
        let clip = rect(self.plot).expand(1.5 * radius);
        let clipped = self.pen.painter.with_clip_rect(clip);
        clipped.circle(self.place(at), radius, color.color32(), rim);
    }

    fn cursor(&mut self, at: f64, color: Rgb) {
        let x = self.x(at);
        let [top, bottom] = [self.plot.min.y, self.plot.max().y].map(|y| Vec2::new(x, y));
        let color = color.with_alpha(CURSOR_OPACITY);
        self.pen.paint_line(top, bottom, 1.5, color);
    }
}

/// Paints a polyline in the width of chart lines.
pub(super) fn paint_polyline(
    pen: &Pen,
    painter: &Painter,
    points: &[Pos2],
    color: Rgb,
    is_dashed: bool,
) {
    let width = line_width(pen, LINE_WIDTH);
    let line = Stroke::new(width, color.color32());
    if is_dashed {
        let [dash, gap] = DASHES.map(|length| length * width);
        painter.extend(Shape::dashed_line(points, line, dash, gap));
    } else if points.len() > 1 {
        painter.add(Shape::line(points.to_vec(), line));
    }
}

/// The width of a line in points, from pixels of the 1080-line picture and the theme's stroke scale.
pub(super) fn line_width(pen: &Pen, width: f32) -> f32 {
    pen.scaled(width * pen.style.stroke_scale.powf(0.7))
}

/// Paints the border of a plot.
pub(super) fn paint_border(pen: &Pen, plot: Area) {
    let line = Stroke::new(
        pen.scaled(1.5 * pen.style.stroke_scale),
        pen.style.secondary_text.color32(),
    );
    pen.painter
        .rect_stroke(rect(plot), 0.0, line, StrokeKind::Outside);
}
