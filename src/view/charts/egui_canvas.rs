//! The egui backend: paints a chart in the picture.

use bevy_egui::egui::{Painter, Pos2, Rect, Shape, Stroke, StrokeKind, pos2};
use glam::Vec2;

use super::{
    chart::DrawnLine,
    paint::{BAR_WIDTH, CURSOR_OPACITY, ChartCanvas, within_reach},
    x_axis::XAxis,
};
use crate::view::{
    frame::stage::Area,
    style::theme::Rgb,
    text::labels::{Pen, rect},
};

/// Line width, in pixels of the 1080-line picture.
const LINE: f32 = 3.0;
/// Dash and gap length, in line widths.
const DASH: [f32; 2] = [3.5, 2.5];
/// Radius of a dot and of a small dot, in pixels of the 1080-line picture.
const DOT: f32 = 6.0;
const SMALL_DOT: f32 = 3.4;
/// Small dots closer than this, in radii, are left out.
const MIN_GAP: f32 = 5.0;

/// A chart canvas in a rectangle of the picture.
pub(crate) struct EguiCanvas<'a> {
    pen: &'a Pen<'a>,
    x_axis: &'a XAxis,
    plot: Area,
    clipped: Painter,
}

impl<'a> EguiCanvas<'a> {
    /// Creates a canvas in `plot` for a chart with this x axis.
    pub(crate) fn new(pen: &'a Pen<'a>, x_axis: &'a XAxis, plot: Area) -> Self {
        let clipped = pen.painter.with_clip_rect(rect(plot).expand(pen.px(1.0)));
        Self {
            pen,
            x_axis,
            plot,
            clipped,
        }
    }

    fn x(&self, at: f64) -> f32 {
        self.plot.min.x + self.x_axis.part(at) * self.plot.size.x
    }

    fn place(&self, [at, height]: [f64; 2]) -> Pos2 {
        let height = within_reach(height) as f32;
        pos2(self.x(at), self.plot.max().y - height * self.plot.size.y)
    }
}

impl ChartCanvas for EguiCanvas<'_> {
    fn bars(&mut self, tops: &[[f64; 2]], color: Rgb) {
        for &[at, top] in tops {
            let [from, to] = [-0.5, 0.5].map(|side| self.place([at + side * BAR_WIDTH, top]));
            let foot = pos2(to.x, self.plot.max().y);
            let bar = Rect::from_two_pos(from, foot);
            self.clipped.rect_filled(bar, 0.0, color.color32());
        }
    }

    fn line(&mut self, _: &DrawnLine, points: &[[f64; 2]], color: Rgb, is_dashed: bool) {
        let points: Vec<Pos2> = points.iter().map(|&point| self.place(point)).collect();
        stroke(self.pen, &self.clipped, &points, color, is_dashed);
    }

    fn small_dots(&mut self, points: &[[f64; 2]], color: Rgb) {
        let radius = self.pen.px(SMALL_DOT * self.pen.style.stroke.sqrt());
        if self.plot.size.x / points.len().max(1) as f32 > MIN_GAP * radius {
            for &point in points {
                let at = self.place(point);
                self.clipped.circle_filled(at, radius, color.color32());
            }
        }
    }

    fn dot(&mut self, at: [f64; 2], color: Rgb) {
        let radius = self.pen.px(DOT * self.pen.style.stroke.sqrt());
        let rim = Stroke::new(self.pen.px(2.0), self.pen.style.background_top.color32());
        let clip = rect(self.plot).expand(1.5 * radius);
        let clipped = self.pen.painter.with_clip_rect(clip);
        clipped.circle(self.place(at), radius, color.color32(), rim);
    }

    fn cursor(&mut self, at: f64, color: Rgb) {
        let x = self.x(at);
        let [top, bottom] = [self.plot.min.y, self.plot.max().y].map(|y| Vec2::new(x, y));
        let color = color.with_alpha(CURSOR_OPACITY);
        self.pen.stroke(top, bottom, 1.5, color);
    }
}

/// Paints a line in the width of chart lines.
pub(super) fn stroke(pen: &Pen, painter: &Painter, points: &[Pos2], color: Rgb, is_dashed: bool) {
    let width = line_width(pen, LINE);
    let line = Stroke::new(width, color.color32());
    if is_dashed {
        let [dash, gap] = DASH.map(|length| length * width);
        painter.extend(Shape::dashed_line(points, line, dash, gap));
    } else if points.len() > 1 {
        painter.add(Shape::line(points.to_vec(), line));
    }
}

/// The width of a line in points, from pixels of the 1080-line picture.
pub(super) fn line_width(pen: &Pen, width: f32) -> f32 {
    pen.px(width * pen.style.stroke.powf(0.7))
}

pub(super) fn border(pen: &Pen, plot: Area) {
    let line = Stroke::new(pen.px(1.5 * pen.style.stroke), pen.style.quiet.color32());
    pen.painter
        .rect_stroke(rect(plot), 0.0, line, StrokeKind::Outside);
}
