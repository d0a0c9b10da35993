//! The chart painter: draws the content of the plot on any [`ChartCanvas`]. It sets drawing order, colours and dashes,
//! and highlights the current step.

use super::{
    chart::{DrawnChart, DrawnLine},
    source::ChartSource,
};
use crate::view::style::theme::{Rgb, SERIES_COLORS, Style};

/// Width of a bar, in x-axis units; bars are 1 apart.
pub const BAR_WIDTH: f64 = 0.72;
/// Opacity of the cursor, 0 to 1, on canvases that support opacity.
pub const CURSOR_OPACITY: f32 = 0.6;
/// Opacity of lines after the current step.
const LATER_OPACITY: f32 = 0.44;
/// Opacity of bars whose component is not along an axis of the picture.
const OFF_AXIS_OPACITY: f32 = 0.5;
/// Normalized heights are clamped to this range, which extends beyond the plot, so that they are finite.
const HEIGHT_RANGE: [f64; 2] = [-4.0, 5.0];

/// A chart backend.
///
/// x is in units of the chart's x axis; y is 0 at the bottom of the plot and 1 at its top. Backends must clip to the
/// plot; [`clamp_height`] keeps coordinates finite.
pub trait ChartCanvas {
    /// Draws bars (at least one) from the bottom of the plot, [`BAR_WIDTH`] wide.
    fn bars(&mut self, tops: &[[f64; 2]], color: Rgb);

    /// Draws a polyline through `points` (at least one): some or all of the points of `line`, and perhaps its current
    /// point.
    fn line(&mut self, line: &DrawnLine, points: &[[f64; 2]], color: Rgb, is_dashed: bool);

    /// Draws a small dot at each point of a line whose x axis shows whole numbers. Does nothing by default.
    fn small_dots(&mut self, _points: &[[f64; 2]], _color: Rgb) {}

    /// Draws the dot at a line's current value, or at its end.
    fn dot(&mut self, at: [f64; 2], color: Rgb);

    /// Draws the playback cursor, a thin vertical line over the height of the plot.
    fn cursor(&mut self, at: f64, color: Rgb);
}

/// The style of a chart. Its constructors define all differences between charts in the picture, in the panel and in
/// files.
#[derive(Clone, Copy, Debug)]
pub struct ChartStyle<'a> {
    theme: &'a Style,
    /// The current step; `None` for charts of all steps, which have dots at the ends of their lines.
    step: Option<f64>,
    /// Whether lines fade after the current step, and bars of components that are not along an axis.
    fades: bool,
    /// Whether values below a logarithmic plot are drawn below it, instead of at its bottom.
    leaves_bottom: bool,
    /// Whether each dot is drawn directly after its line, instead of after all lines and the cursor.
    dots_between_lines: bool,
}

impl<'a> ChartStyle<'a> {
    /// A chart in the picture at a step.
    pub fn inset(theme: &'a Style, step: f64) -> Self {
        Self {
            theme,
            step: Some(step),
            fades: true,
            leaves_bottom: false,
            dots_between_lines: false,
        }
    }

    /// A chart in the panel at a step.
    pub fn panel(theme: &'a Style, step: f64) -> Self {
        Self {
            fades: false,
            dots_between_lines: true,
            ..Self::inset(theme, step)
        }
    }

    /// A chart of all steps in a file.
    pub fn file(theme: &'a Style) -> Self {
        Self {
            theme,
            step: None,
            fades: false,
            leaves_bottom: true,
            dots_between_lines: false,
        }
    }
}

/// Draws the content of the plot, back to front.
pub fn paint(
    chart: &DrawnChart,
    source: ChartSource,
    style: &ChartStyle,
    canvas: &mut dyn ChartCanvas,
) {
    let cursor = style.step.and_then(|step| chart.cursor(source, step));
    let painter = Painter {
        chart,
        source,
        style,
        cursor,
    };
    painter.draw_bars(canvas);
    let dots = match style.fades && chart.is_over_steps() {
        true => painter.draw_split_lines(canvas),
        false => painter.draw_whole_lines(canvas),
    };
    if let Some(cursor) = cursor {
        canvas.cursor(cursor, style.theme.text);
    }
    for (at, color) in dots {
        canvas.dot(at, color);
    }
}

/// Clamps a normalized height to a finite range that extends beyond the plot.
pub fn clamp_height(height: f64) -> f64 {
    height.clamp(HEIGHT_RANGE[0], HEIGHT_RANGE[1])
}

/// The colour of a line: that of its run, or for clouds one for the first line and one for the others.
fn color(line: &DrawnLine, source: ChartSource, theme: &Style) -> Rgb {
    match source.color(line) {
        Some(series) => theme.series(series),
        None if line.parameter == 0 => theme.accent,
        None => theme.text,
    }
}

/// Whether a line is dashed: that of a run's second parameter, or of a run whose colour is a repeated one.
fn is_dashed(line: &DrawnLine, source: ChartSource) -> bool {
    source
        .color(line)
        .is_some_and(|color| color >= SERIES_COLORS || line.parameter > 0)
}

/// Position and colour of a dot.
type Dot = ([f64; 2], Rgb);

struct Painter<'a> {
    chart: &'a DrawnChart,
    source: ChartSource<'a>,
    style: &'a ChartStyle<'a>,
    cursor: Option<f64>,
}

impl Painter<'_> {
    fn draw_bars(&self, canvas: &mut dyn ChartCanvas) {
        for line in self.chart.lines.iter().filter(|line| line.bars) {
            let color = color(line, self.source, self.style.theme);
            let is_strong =
                |point: &&[f64; 2]| !self.style.fades || self.chart.is_axis_component(point[0]);
            let (strong, faint): (Vec<_>, Vec<_>) = line.points.iter().partition(is_strong);
            for (points, color) in [
                (strong, color),
                (faint, self.faded(color, OFF_AXIS_OPACITY)),
            ] {
                if !points.is_empty() {
                    canvas.bars(&self.canvas_points(points), color);
                }
            }
        }
    }

    /// Draws each line strong up to the current step and faint after it; all faint parts are behind the strong ones.
    /// Returns the dots at the current step.
    fn draw_split_lines(&self, canvas: &mut dyn ChartCanvas) -> Vec<Dot> {
        let now = |line| {
            Some((
                line,
                self.current_point(line).filter(|now| now[1].is_finite())?,
            ))
        };
        let lines: Vec<_> = self.lines().filter_map(now).collect();
        for &(line, now) in &lines {
            let (_, after) = split(line, now);
            let points = self.canvas_points(std::iter::once(&now).chain(after));
            let color = self.faded(color(line, self.source, self.style.theme), LATER_OPACITY);
            canvas.line(line, &points, color, is_dashed(line, self.source));
        }
        let strong = lines.iter().map(|(line, now)| {
            let (before, _) = split(line, *now);
            let points = self.canvas_points(before.iter().chain([now]));
            let color = color(line, self.source, self.style.theme);
            canvas.line(line, &points, color, is_dashed(line, self.source));
            (self.canvas_point(now), color)
        });
        strong.collect()
    }

    /// Draws every line in one piece, with its dot if the style has dots between lines; returns the dots not yet drawn.
    fn draw_whole_lines(&self, canvas: &mut dyn ChartCanvas) -> Vec<Dot> {
        let mut dots = Vec::new();
        for line in self.lines() {
            let color = color(line, self.source, self.style.theme);
            let points = self.canvas_points(&line.points);
            if !points.is_empty() {
                canvas.line(line, &points, color, is_dashed(line, self.source));
            }
            if !self.chart.is_over_steps() {
                canvas.small_dots(&points, color);
            }
            let dot = match self.style.step {
                Some(_) => self.current_point(line).map(|now| self.canvas_point(&now)),
                None => points.last().copied(),
            };
            match dot {
                Some(at) if self.style.dots_between_lines => canvas.dot(at, color),
                _ => dots.extend(dot.map(|at| (at, color))),
            }
        }
        dots
    }

    fn lines(&self) -> impl Iterator<Item = &DrawnLine> {
        self.chart.lines.iter().filter(|line| !line.bars)
    }

    /// The point of a line at the cursor.
    fn current_point(&self, line: &DrawnLine) -> Option<[f64; 2]> {
        let series = self.chart.series_of(line, self.source)?;
        let (at, value) = series.at(self.cursor?)?;
        Some([at, value])
    }

    fn canvas_point(&self, &[at, value]: &[f64; 2]) -> [f64; 2] {
        let scale = self.chart.scale;
        match self.style.leaves_bottom {
            true => [at, scale.normalized_unclamped(value)],
            false => [at, scale.normalized(value)],
        }
    }

    fn canvas_points<'p>(&self, points: impl IntoIterator<Item = &'p [f64; 2]>) -> Vec<[f64; 2]> {
        points
            .into_iter()
            .map(|point| self.canvas_point(point))
            .collect()
    }

    /// A colour mixed with the background as if it had an opacity from 0 to 1.
    fn faded(&self, color: Rgb, opacity: f32) -> Rgb {
        color.mix(self.style.theme.background_top, 1.0 - opacity)
    }
}

/// Splits the points of a line into those up to the current one and those after it.
fn split(line: &DrawnLine, now: [f64; 2]) -> (&[[f64; 2]], &[[f64; 2]]) {
    let split = line.points.partition_point(|point| point[0] <= now[0]);
    line.points.split_at(split)
}

#[cfg(test)]
mod tests;
