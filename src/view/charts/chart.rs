//! The content of a chart of runs or of a cloud: axes and lines. The charts in the picture, in the panel and in files
//! share it.

use std::ops::RangeInclusive;

use super::{
    source::{ChartSource, specific_title},
    tree::DendrogramLayout,
    x_axis::XAxis,
};
use crate::{
    math::{cluster, descent::StopReason, range::is_constant},
    scene::{Chart, Pace, Quantity},
    simulation::{Runs, Series},
    view::style::scale::ValueScale,
    words::{Language, Word},
};

/// Lines are downsampled to the minimum and the maximum of each of this many intervals of the x axis.
const INTERVALS: usize = 600;
/// Minimum distance between ticks, relative to the height divided by the requested number of ticks.
const MIN_TICK_SPACING: f64 = 0.62;
/// Range of tick heights, with a tolerance for rounding.
const TICK_HEIGHTS: RangeInclusive<f64> = -1e-9..=1.0 + 1e-9;
/// The cursor of a variance chart marks the number of components that explain this fraction of the variance.
const MARKED_VARIANCE: f64 = 0.9;
/// Maximum number of decades on a logarithmic axis: more than f64 can resolve around a loss of 1.
const MAX_DECADES: f64 = 20.0;

/// A chart of runs or of a cloud.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawnChart {
    /// The chart settings of the scene.
    pub chart: Chart,
    /// The horizontal axis of the chart.
    pub x_axis: XAxis,
    /// Maps values to normalized heights, 0 at the bottom of the plot and 1 at its top.
    pub scale: ValueScale,
    /// The lines of visible runs, in the order of the runs.
    pub lines: Vec<DrawnLine>,
    /// The layout of a dendrogram, in a chart of one.
    pub dendrogram: Option<DendrogramLayout>,
    title: Word,
    notes: Notes,
    /// Indices of the components along the axes of the picture; empty if there are none.
    axis_components: Vec<usize>,
}

/// A line of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawnLine {
    /// Index of the run; 0 for a cloud.
    pub run: usize,
    /// Index of the parameter for quantities with one line per parameter, or of the series of a cloud; else 0.
    pub parameter: usize,
    /// x-axis coordinates (usually steps) and values, downsampled for drawing.
    pub points: Vec<[f64; 2]>,
    /// Whether the values are drawn as bars.
    pub bars: bool,
}

/// Notes for the chart heading on how the numbers were computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Notes {
    /// The name of the method, if it is not the one of the scene.
    method: Option<&'static str>,
    /// The number of rows, if only a random sample was used.
    sampled_rows: Option<usize>,
    /// The number of merges shown, if earlier ones are left out.
    merges: Option<usize>,
}

/// Maps values to coordinates of the vertical axis: the value itself, or the logarithm of its distance from a floor.
#[derive(Clone, Copy)]
struct Transform {
    log: bool,
    floor: f64,
}

impl DrawnChart {
    /// Computes a chart whose lines are fine enough for the x axis at the given playback pace.
    pub fn new(chart: &Chart, source: ChartSource, pace: Pace) -> Self {
        let dendrogram = match source {
            ChartSource::Cloud(cloud) if chart.of == Quantity::Dendrogram => cloud
                .clusters()
                .and_then(|clusters| DendrogramLayout::new(clusters.merges())),
            _ => None,
        };
        let transform = Transform::new(chart, source, dendrogram.is_some());
        let x_axis = source.x_axis(chart.of, pace);
        let lines = lines(chart, source, &x_axis, transform);
        let range = match (chart.range, &dendrogram, source) {
            (Some(range), ..) => range.map(|value| transform.coordinate(value)),
            (None, Some(dendrogram), _) => dendrogram_bounds(dendrogram),
            (None, None, ChartSource::Runs(runs)) => run_bounds(chart, runs, &lines, transform),
            (None, None, ChartSource::Cloud(_)) => cloud_bounds(chart, &lines, transform),
        };
        let axis_components = match source {
            ChartSource::Cloud(cloud) => (0..3)
                .filter_map(|axis| cloud.component_along(axis))
                .collect(),
            ChartSource::Runs(_) => Vec::new(),
        };
        Self {
            chart: chart.clone(),
            x_axis,
            scale: transform.scale(range),
            lines,
            title: specific_title(chart.of, source),
            notes: Notes::of(chart.of, source, dendrogram.as_ref()),
            axis_components,
            dendrogram,
        }
    }

    /// The heading: the title, and notes on how the numbers were computed.
    pub fn heading(&self, language: Language) -> String {
        if let Some(merges) = self.notes.merges {
            return language.say_with(Word::LastMerges, &[("n", &merges.to_string())]);
        }
        let mut heading = language.say(self.title).to_owned();
        let mut add = |note: &str| heading = format!("{heading} · {note}");
        if self.scale.is_shifted() {
            add(language.say(Word::AboveMinimum));
        }
        if let Some(entry) = self
            .notes
            .method
            .and_then(|name| cluster::CATALOGUE.get(name))
        {
            add(language.of(&entry.title));
        }
        if let Some(rows) = self.notes.sampled_rows {
            add(&language.say_with(Word::SampledRowCount, &[("n", &rows.to_string())]));
        }
        heading
    }

    /// The x coordinate of the playback cursor: the step on a step axis, the current number of clusters on a k axis,
    /// and on a component axis the number of components that explain 90 % of the variance.
    pub fn cursor(&self, source: ChartSource, step: f64) -> Option<f64> {
        let XAxis::Numbers { range, .. } = self.x_axis else {
            return Some(step.clamp(0.0, source.steps() as f64));
        };
        let ChartSource::Cloud(cloud) = source else {
            return None;
        };
        let x = match self.chart.of {
            Quantity::Variance => {
                let line = &self.lines.last()?.points;
                line.iter().find(|point| point[1] >= MARKED_VARIANCE)?[0]
            }
            _ => cloud.clusters()?.count_at(step.floor() as usize) as f64,
        };
        (range[0]..=range[1]).contains(&x).then_some(x)
    }

    /// Whether the x axis shows steps, which may be labelled with the values of a setting.
    pub fn is_over_steps(&self) -> bool {
        !matches!(self.x_axis, XAxis::Numbers { .. })
    }

    /// Whether the bar of a component, numbered from 1, belongs to an axis of the picture; true for all bars if no axis
    /// is a component.
    pub fn is_axis_component(&self, number: f64) -> bool {
        self.axis_components.is_empty() || self.axis_components.contains(&(number as usize - 1))
    }

    /// Normalized heights and labels of ticks, about `count` at most and a minimum distance apart. On a logarithmic
    /// axis powers of ten take precedence.
    pub fn ticks(&self, count: usize) -> Vec<(f64, String)> {
        let mut ticks = self.scale.ticks(count);
        if self.chart.log {
            let is_between_powers = |height: f64| {
                let power = (self.scale.value(height) + self.scale.shift()).log10();
                (power - power.round()).abs() > 1e-6
            };
            ticks.sort_by_key(|(height, _)| is_between_powers(*height));
        }
        let mut spaced: Vec<(f64, String)> = Vec::new();
        for tick in ticks
            .into_iter()
            .filter(|tick| TICK_HEIGHTS.contains(&tick.0))
        {
            let is_apart =
                |other: &(f64, String)| (other.0 - tick.0).abs() * count as f64 > MIN_TICK_SPACING;
            if spaced.iter().all(is_apart) {
                spaced.push(tick);
            }
        }
        spaced
    }

    /// The data series of a line.
    pub fn series_of<'a>(&self, line: &DrawnLine, source: ChartSource<'a>) -> Option<Series<'a>> {
        let mut series = source.series(line.run, self.chart.of).into_iter();
        match source {
            ChartSource::Runs(_) => series.find(|series| series.parameter == line.parameter),
            ChartSource::Cloud(_) => series.nth(line.parameter),
        }
    }
}

impl Notes {
    fn of(quantity: Quantity, source: ChartSource, dendrogram: Option<&DendrogramLayout>) -> Self {
        let truncated = dendrogram.filter(|dendrogram| dendrogram.is_truncated());
        let notes = Self {
            merges: truncated.map(|dendrogram| dendrogram.links.len()),
            ..Self::default()
        };
        let ChartSource::Cloud(cloud) = source else {
            return notes;
        };
        let metrics = match (quantity, cloud.clusters()) {
            (Quantity::Elbow | Quantity::Silhouette, Some(clusters)) => clusters.count_metrics(),
            _ => return notes,
        };
        Self {
            method: metrics.substitute_method(quantity == Quantity::Elbow),
            sampled_rows: metrics.sampled_rows,
            ..notes
        }
    }
}

impl Transform {
    fn new(chart: &Chart, source: ChartSource, is_dendrogram: bool) -> Self {
        let log = chart.log && !is_dendrogram;
        let floor = match (log, chart.of) {
            (false, _) | (true, Quantity::LearningRate | Quantity::GradientNorm) => 0.0,
            _ => log_floor(chart.of, source),
        };
        Self { log, floor }
    }

    /// Whether a value has a coordinate. A value that is above the floor only by rounding has no logarithm.
    fn is_drawable(self, value: f64) -> bool {
        let on_floor = value <= self.floor || is_constant([self.floor, value]);
        value.is_finite() && !(self.log && on_floor)
    }

    fn coordinate(self, value: f64) -> f64 {
        match self.log {
            true => (value - self.floor).log10(),
            false => value,
        }
    }

    /// The scale between two coordinates.
    fn scale(self, [low, high]: [f64; 2]) -> ValueScale {
        match self.log {
            true => ValueScale::logarithmic(low, high, -self.floor),
            false => ValueScale::linear(low, high),
        }
    }
}

fn lines(
    chart: &Chart,
    source: ChartSource,
    x_axis: &XAxis,
    transform: Transform,
) -> Vec<DrawnLine> {
    let runs = source.runs().into_iter();
    let series = runs.flat_map(|run| {
        let series = source.series(run, chart.of).into_iter().enumerate();
        series.map(move |(number, series)| (run, number, series))
    });
    series
        .map(|(run, number, series)| DrawnLine {
            run,
            parameter: match source {
                ChartSource::Runs(_) => series.parameter,
                ChartSource::Cloud(_) => number,
            },
            points: downsample(&series, x_axis, |value| transform.is_drawable(value)),
            bars: chart.of == Quantity::Variance && number == 0,
        })
        .collect()
}

/// The value whose distance a logarithmic axis shows: 0, or the lowest value if it is negative; for losses then the
/// known minimum, if that is lower.
fn log_floor(quantity: Quantity, source: ChartSource) -> f64 {
    let runs: Vec<usize> = match source {
        ChartSource::Runs(runs) => (0..runs.len()).collect(),
        ChartSource::Cloud(_) => vec![0],
    };
    let series = runs
        .into_iter()
        .flat_map(|run| source.series(run, quantity));
    let values = series.flat_map(Series::points).map(|(_, value)| value);
    let lowest = values.fold(0.0, f64::min);
    let ChartSource::Runs(runs) = source else {
        return lowest;
    };
    if lowest >= 0.0 || quantity != Quantity::Loss {
        return lowest;
    }
    runs.minimum.map_or(lowest, |minimum| lowest.min(minimum))
}

/// The range of merge heights of a dendrogram. If early merges are left out, it starts just below the first one shown.
fn dendrogram_bounds(dendrogram: &DendrogramLayout) -> [f64; 2] {
    let highest = dendrogram.merge_heights.iter().copied().fold(0.0, f64::max);
    let lowest = match dendrogram.links.first() {
        Some(first) if dendrogram.is_truncated() => first.height - 0.1 * (highest - first.height),
        _ => 0.0,
    };
    let margin = 0.06 * (highest - lowest).max(f64::MIN_POSITIVE);
    [lowest.max(0.0), highest + margin]
}

/// The range of the vertical axis of a chart of a cloud. Fractions range from 0 to 1; counts and sums start at 0.
fn cloud_bounds(chart: &Chart, lines: &[DrawnLine], transform: Transform) -> [f64; 2] {
    if chart.of == Quantity::Variance && !chart.log {
        return [0.0, 1.04];
    }
    let values = lines.iter().flat_map(|line| &line.points);
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), point| {
        (low.min(point[1]), high.max(point[1]))
    });
    let from_zero = !chart.log && chart.of != Quantity::Progress;
    let low = if from_zero { low.min(0.0) } else { low };
    let Some((low, high, margin)) = range_with_margin([low, high], transform) else {
        return [0.0, 1.0];
    };
    let below = if from_zero && low == 0.0 { 0.0 } else { margin };
    [low - below, high + margin]
}

/// The range of the vertical axis of a chart of runs. Diverged runs are clipped to the size of their first value, or to
/// the domain of the parameter, so that they do not flatten the others.
fn run_bounds(chart: &Chart, runs: &Runs, lines: &[DrawnLine], transform: Transform) -> [f64; 2] {
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for line in lines {
        let limits = match (runs[line.run].trajectory.stop_reason, chart.of) {
            (StopReason::Diverged, Quantity::Parameters) => {
                [runs.domain.x, runs.domain.y][line.parameter]
            }
            (StopReason::Diverged, _) => {
                let first = line.points.first().map_or(0.0, |first| first[1].abs());
                [-first, first]
            }
            _ => [f64::NEG_INFINITY, f64::INFINITY],
        };
        for value in line.points.iter().map(|point| point[1]) {
            let value = value.clamp(limits[0], limits[1]);
            (low, high) = (low.min(value), high.max(value));
        }
    }
    let Some((low, high, margin)) = range_with_margin([low, high], transform) else {
        return [0.0, 1.0];
    };
    match chart.log && low < high - MAX_DECADES {
        true => [high - 1.06 * MAX_DECADES, high + 0.06 * MAX_DECADES],
        false => [low - margin, high + margin],
    }
}

/// The coordinates of the smallest and the largest value, and the margin beyond them; `None` without finite values. A
/// range that is constant up to rounding has a wider margin.
fn range_with_margin(range: [f64; 2], transform: Transform) -> Option<(f64, f64, f64)> {
    let [low, high] = range.map(|value| transform.coordinate(value));
    if !(low <= high && low.is_finite() && high.is_finite()) {
        return None;
    }
    let margin = match is_constant(range) {
        false => 0.06 * (high - low),
        true if transform.log || high == 0.0 => 0.5,
        true => 0.5 * high.abs(),
    };
    Some((low, high, margin))
}

/// Downsamples a series: the drawable values, reduced to the minimum and the maximum of each interval of the axis.
fn downsample(series: &Series, axis: &XAxis, is_drawable: impl Fn(f64) -> bool) -> Vec<[f64; 2]> {
    let mut points: Vec<[f64; 2]> = Vec::new();
    // The end of the current interval, and the points of its minimum and maximum.
    let mut end = f64::NEG_INFINITY;
    let mut extremes: Option<[[f64; 2]; 2]> = None;
    let mut add = |extremes: Option<[[f64; 2]; 2]>| {
        let Some([least, greatest]) = extremes else {
            return;
        };
        let (first, second) = match least[0] < greatest[0] {
            true => (least, greatest),
            false => (greatest, least),
        };
        points.push(first);
        if first != second {
            points.push(second);
        }
    };
    for (step, value) in series.points().filter(|&(_, value)| is_drawable(value)) {
        let point = [step, value];
        match &mut extremes {
            Some([least, greatest]) if step < end => {
                if value < least[1] {
                    *least = point;
                }
                if value > greatest[1] {
                    *greatest = point;
                }
            }
            _ => {
                add(extremes.replace([point, point]));
                end = axis.end_of_interval(step, INTERVALS);
            }
        }
    }
    add(extremes);
    points
}

#[cfg(test)]
mod tests;
