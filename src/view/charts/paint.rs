//! The painter of charts: what is in the plot, in which order, in which colours and dashes, and what is emphasized at the
//! present step. It draws on any [`ChartCanvas`].

use super::{
    super::{
        chart_source::ChartSource,
        theme::{Rgb, SERIES_COLORS, Style},
    },
    chart::{DrawnChart, DrawnLine},
};

/// The width of a bar, where the next one is at a distance of 1.
pub const BAR_WIDTH: f64 = 0.72;
/// The opacity of the cursor, 0 to 1, where a canvas has opacities.
pub const CURSOR_OPACITY: f32 = 0.6;
/// How much of a line's colour is left after the present step.
const LATER: f32 = 0.44;
/// How much of a bar's colour is left where its component is not along an axis of the picture.
const ASIDE: f32 = 0.5;
/// Heights that are drawn. What is beyond is clipped anyway, and must not be infinite before.
const HEIGHTS: [f64; 2] = [-4.0, 5.0];

/// What a chart is drawn on.
///
/// Points are across in the units of the chart's x axis, and up from 0 at the bottom of the plot to 1 at its top. What is
/// beyond the plot is to be clipped; [`within_reach`] keeps it finite.
pub trait ChartCanvas {
    /// Draws bars, at least one, [`BAR_WIDTH`] wide, from the bottom of the plot.
    fn bars(&mut self, tops: &[[f64; 2]], color: Rgb);

    /// Draws `points`, at least one, all or a part of those of `line`.
    fn line(&mut self, line: &DrawnLine, points: &[[f64; 2]], color: Rgb, is_dashed: bool);

    /// Draws a small dot at each point of a line over whole numbers, between which there is nothing; by default none.
    fn small_dots(&mut self, _points: &[[f64; 2]], _color: Rgb) {}

    /// Draws the dot at a line's present value, or at its end.
    fn dot(&mut self, at: [f64; 2], color: Rgb);

    /// Draws the cursor of the playback, thin, from the bottom of the plot to its top.
    fn cursor(&mut self, at: f64, color: Rgb);
}

/// How a chart is painted. The constructors hold all in which the charts of the picture, of the panel and of a file differ.
#[derive(Clone, Copy, Debug)]
pub struct ChartStyle<'a> {
    theme: &'a Style,
    /// The present step; none in a chart of all steps, whose lines have their dots at their ends.
    step: Option<f64>,
    /// Whether lines are faint after the present step, and bars where their component is not along an axis of the picture.
    fades: bool,
    /// Whether a line leaves a logarithmic plot through its bottom, rather than following the bottom.
    leaves_bottom: bool,
    /// Whether a dot is directly above its line and below the next, rather than above all lines and the cursor.
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

/// Draws what is in the plot of a chart, from back to front.
pub fn paint(
    chart: &DrawnChart,
    of: ChartSource,
    style: &ChartStyle,
    canvas: &mut dyn ChartCanvas,
) {
    let cursor = style.step.and_then(|step| chart.cursor(of, step));
    let painter = Painter {
        chart,
        of,
        style,
        cursor,
    };
    painter.bars(canvas);
    let dots = match style.fades && chart.is_over_steps() {
        true => painter.played_lines(canvas),
        false => painter.whole_lines(canvas),
    };
    if let Some(cursor) = cursor {
        canvas.cursor(cursor, style.theme.text);
    }
    for (at, color) in dots {
        canvas.dot(at, color);
    }
}

/// A height that has its place on a canvas, however far a value is from the plot.
pub fn within_reach(height: f64) -> f64 {
    height.clamp(HEIGHTS[0], HEIGHTS[1])
}

/// The colour of a line: that of its run; else one for the first line of a chart and one for the others.
fn color(line: &DrawnLine, of: ChartSource, theme: &Style) -> Rgb {
    match of.color(line) {
        Some(series) => theme.series(series),
        None if line.parameter == 0 => theme.accent,
        None => theme.text,
    }
}

/// Whether a line is dashed: of runs the line of every parameter but the first, and all of runs whose colour is another's.
fn is_dashed(line: &DrawnLine, of: ChartSource) -> bool {
    of.color(line)
        .is_some_and(|color| color >= SERIES_COLORS || line.parameter > 0)
}

/// Where a dot is, and its colour.
type Dot = ([f64; 2], Rgb);

struct Painter<'a> {
    chart: &'a DrawnChart,
    of: ChartSource<'a>,
    style: &'a ChartStyle<'a>,
    cursor: Option<f64>,
}

impl Painter<'_> {
    fn bars(&self, canvas: &mut dyn ChartCanvas) {
        for line in self.chart.lines.iter().filter(|line| line.bars) {
            let color = color(line, self.of, self.style.theme);
            let is_strong =
                |point: &&[f64; 2]| !self.style.fades || self.chart.is_axis_component(point[0]);
            let (strong, faint): (Vec<_>, Vec<_>) = line.points.iter().partition(is_strong);
            for (points, color) in [(strong, color), (faint, self.faint(color, ASIDE))] {
                if !points.is_empty() {
                    canvas.bars(&self.places(points), color);
                }
            }
        }
    }

    /// Draws the lines with each strong up to the present step and faint after it; all faint parts are behind.
    fn played_lines(&self, canvas: &mut dyn ChartCanvas) -> Vec<Dot> {
        let now = |line| Some((line, self.now(line).filter(|now| now[1].is_finite())?));
        let lines: Vec<_> = self.lines().filter_map(now).collect();
        for &(line, now) in &lines {
            let (_, after) = split(line, now);
            let points = self.places(std::iter::once(&now).chain(after));
            let color = self.faint(color(line, self.of, self.style.theme), LATER);
            canvas.line(line, &points, color, is_dashed(line, self.of));
        }
        let strong = lines.iter().map(|(line, now)| {
            let (before, _) = split(line, *now);
            let points = self.places(before.iter().chain([now]));
            let color = color(line, self.of, self.style.theme);
            canvas.line(line, &points, color, is_dashed(line, self.of));
            (self.place(now), color)
        });
        strong.collect()
    }

    /// Draws every line as one, and the dots between them where the style says so; returns the other dots.
    fn whole_lines(&self, canvas: &mut dyn ChartCanvas) -> Vec<Dot> {
        let mut dots = Vec::new();
        for line in self.lines() {
            let color = color(line, self.of, self.style.theme);
            let points = self.places(&line.points);
            if !points.is_empty() {
                canvas.line(line, &points, color, is_dashed(line, self.of));
            }
            if !self.chart.is_over_steps() {
                canvas.small_dots(&points, color);
            }
            let dot = match self.style.step {
                Some(_) => self.now(line).map(|now| self.place(&now)),
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
    fn now(&self, line: &DrawnLine) -> Option<[f64; 2]> {
        let series = self.chart.series_of(line, self.of)?;
        let (at, value) = series.at(self.cursor?)?;
        Some([at, value])
    }

    fn place(&self, &[at, value]: &[f64; 2]) -> [f64; 2] {
        let scale = self.chart.scale;
        match self.style.leaves_bottom {
            true => [at, scale.unbounded(value)],
            false => [at, scale.shown(value)],
        }
    }

    fn places<'p>(&self, points: impl IntoIterator<Item = &'p [f64; 2]>) -> Vec<[f64; 2]> {
        points.into_iter().map(|point| self.place(point)).collect()
    }

    /// A colour of which only a part is left before the background.
    fn faint(&self, color: Rgb, part: f32) -> Rgb {
        color.mix(self.style.theme.background_top, 1.0 - part)
    }
}

/// The points of a line up to the present one, and those after it.
fn split(line: &DrawnLine, now: [f64; 2]) -> (&[[f64; 2]], &[[f64; 2]]) {
    let split = line.points.partition_point(|point| point[0] <= now[0]);
    line.points.split_at(split)
}

#[cfg(test)]
mod tests;
