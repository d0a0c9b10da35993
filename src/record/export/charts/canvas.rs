//! The plot area of a chart in an exported drawing.

use super::super::drawing::{Mark, PixelRect};
use crate::view::{
    charts::{
        chart::DrawnLine,
        paint::{BAR_WIDTH, ChartCanvas, clamp_height},
        x_axis::XAxis,
    },
    style::theme::Rgb,
};

/// The width of a plot over steps, relative to the range of its steps, so that the ends of the lines are visible.
const RELATIVE_WIDTH: f64 = 1.04;
/// The radius of a dot, in line widths.
const DOT_RADIUS: f64 = 1.6;

/// The canvas of a chart in a drawing.
pub(super) struct DrawingCanvas<'a> {
    x_axis: &'a XAxis,
    pub(super) plot: PixelRect,
    line_width: f64,
    /// The marks drawn so far, from back to front.
    pub(super) marks: Vec<Mark>,
}

impl<'a> DrawingCanvas<'a> {
    /// A canvas in `plot` for a chart with this x axis.
    pub(super) fn new(x_axis: &'a XAxis, plot: PixelRect, line_width: f64) -> Self {
        Self {
            x_axis,
            plot,
            line_width,
            marks: Vec::new(),
        }
    }

    /// The horizontal pixel of a coordinate of the x axis.
    pub(super) fn x(&self, at: f64) -> f64 {
        let relative_width = match self.x_axis {
            XAxis::Steps(_) => RELATIVE_WIDTH,
            XAxis::Setting { .. } | XAxis::Numbers { .. } => 1.0,
        };
        self.plot.left + f64::from(self.x_axis.fraction(at)) / relative_width * self.plot.width
    }

    /// The vertical pixel of a height, from 0 at the bottom of the plot to 1 at its top.
    pub(super) fn y(&self, height: f64) -> f64 {
        self.plot.bottom() - clamp_height(height) * self.plot.height
    }

    fn to_pixels(&self, [at, height]: [f64; 2]) -> [f64; 2] {
        [self.x(at), self.y(height)]
    }
}

impl ChartCanvas for DrawingCanvas<'_> {
    fn bars(&mut self, tops: &[[f64; 2]], color: Rgb) {
        let width = (self.x(1.0) - self.x(0.0)).abs() * BAR_WIDTH;
        for &top in tops {
            let [x, y] = self.to_pixels(top);
            self.marks.push(Mark::Line {
                points: vec![[x, self.plot.bottom()], [x, y]],
                color,
                width,
                dashed: false,
                clip: self.plot,
            });
        }
    }

    fn line(&mut self, _: &DrawnLine, points: &[[f64; 2]], color: Rgb, is_dashed: bool) {
        let points = points.iter().map(|&point| self.to_pixels(point)).collect();
        self.marks.push(Mark::Line {
            points,
            color,
            width: self.line_width,
            dashed: is_dashed,
            clip: self.plot,
        });
    }

    fn dot(&mut self, at: [f64; 2], color: Rgb) {
        let at = self.to_pixels(at);
        if (self.plot.top..=self.plot.bottom()).contains(&at[1]) {
            self.marks.push(Mark::Dot {
                at,
                radius: DOT_RADIUS * self.line_width,
                color,
            });
        }
    }

    fn cursor(&mut self, at: f64, color: Rgb) {
        let x = self.x(at);
        self.marks.push(Mark::Rule {
            ends: [[x, self.plot.top], [x, self.plot.bottom()]],
            color,
            width: 1.0,
        });
    }
}
