//! The plot area of a chart in an exported drawing.

use super::super::drawing::{Frame, Mark};
use crate::view::{
    charts::{
        chart::DrawnLine,
        paint::{BAR_WIDTH, ChartCanvas, clamp_height},
        x_axis::XAxis,
    },
    style::theme::Rgb,
};

/// The width of the plot in widths of its steps, so that the ends of the lines are visible.
const OVERHANG: f64 = 1.04;
/// Radius of a dot, in line widths.
const DOT: f64 = 1.6;

/// The canvas of a chart in a drawing.
pub(super) struct FileCanvas<'a> {
    x_axis: &'a XAxis,
    pub(super) plot: Frame,
    line_width: f64,
    /// The marks drawn so far, from back to front.
    pub(super) marks: Vec<Mark>,
}

impl<'a> FileCanvas<'a> {
    /// A canvas in `plot` for a chart with this x axis.
    pub(super) fn new(x_axis: &'a XAxis, plot: Frame, line_width: f64) -> Self {
        Self {
            x_axis,
            plot,
            line_width,
            marks: Vec::new(),
        }
    }

    /// The pixel of a coordinate of the x axis.
    pub(super) fn x(&self, at: f64) -> f64 {
        let overhang = match self.x_axis {
            XAxis::Steps(_) => OVERHANG,
            XAxis::Setting { .. } | XAxis::Numbers { .. } => 1.0,
        };
        self.plot.left + f64::from(self.x_axis.fraction(at)) / overhang * self.plot.width
    }

    /// The pixel of a height, from 0 at the bottom of the plot to 1 at its top.
    pub(super) fn y(&self, height: f64) -> f64 {
        self.plot.bottom() - clamp_height(height) * self.plot.height
    }

    fn place(&self, [at, height]: [f64; 2]) -> [f64; 2] {
        [self.x(at), self.y(height)]
    }
}

impl ChartCanvas for FileCanvas<'_> {
    fn bars(&mut self, tops: &[[f64; 2]], color: Rgb) {
        let width = (self.x(1.0) - self.x(0.0)).abs() * BAR_WIDTH;
        for &top in tops {
            let [x, y] = self.place(top);
            self.marks.push(Mark::Line {
                points: vec![[x, self.plot.bottom()], [x, y]],
                color,
                width,
                dashed: false,
                within: self.plot,
            });
        }
    }

    fn line(&mut self, _: &DrawnLine, points: &[[f64; 2]], color: Rgb, is_dashed: bool) {
        let points = points.iter().map(|&point| self.place(point)).collect();
        self.marks.push(Mark::Line {
            points,
            color,
            width: self.line_width,
            dashed: is_dashed,
            within: self.plot,
        });
    }

    fn dot(&mut self, at: [f64; 2], color: Rgb) {
        let at = self.place(at);
        if (self.plot.top..=self.plot.bottom()).contains(&at[1]) {
            self.marks.push(Mark::Dot {
                at,
                radius: DOT * self.line_width,
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
