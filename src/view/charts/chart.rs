//! The content of a chart of runs or of a cloud: axes and lines. Shared by the charts in the picture, in the panel and
//! in files.

use std::ops::RangeInclusive;

use super::{
    source::{ChartSource, exact_title},
    tree::Tree,
    x_axis::XAxis,
};
use crate::{
    math::{cluster, descent::StopReason, range::is_constant},
    scene::{Chart, Pace, Quantity},
    simulation::{Runs, Series},
    view::style::scale::ValueScale,
    words::{Language, Word},
};

/// Longer lines are downsampled to the minimum and the maximum of this many intervals, which are narrower than a pixel.
const INTERVALS: usize = 600;
/// Minimum distance between ticks, relative to the average spacing.
const MIN_TICK_SPACING: f64 = 0.62;
/// Range of tick heights, with a rounding tolerance.
const INSIDE: RangeInclusive<f64> = -1e-9..=1.0 + 1e-9;
/// The share of explained variance that is marked.
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
    /// Maps values to heights, 0 at the bottom and 1 at the top.
    pub scale: ValueScale,
    /// The lines of visible runs, in the order of the runs.
    pub lines: Vec<DrawnLine>,
    /// The dendrogram, which replaces the lines.
    pub tree: Option<Tree>,
    title: Word,
    notes: Notes,
    /// Indices of the components along the axes of the picture; empty if there are none.
    axis_components: Vec<usize>,
}

/// A line of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawnLine {
    /// Index of the run.
    pub run: usize,
    /// Index of the parameter for quantities with one line per parameter, else 0.
    pub parameter: usize,
    /// x-axis coordinates (usually steps) and values, downsampled for drawing.
    pub points: Vec<[f64; 2]>,
    /// Whether the values are drawn as bars.
    pub bars: bool,
}

/// Notes for the chart heading on how the numbers were computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Notes {
    /// The method, if it is not the one of the scene.
    method: Option<&'static str>,
    /// The number of rows, if only a random sample was used.
    sampled_rows: Option<usize>,
    /// The number of merges shown, if earlier ones are left out.
    merges: Option<usize>,
}

/// Maps values to heights before scaling: identity, or the logarithm above a floor.
#[derive(Clone, Copy)]
struct Transform {
    log: bool,
    floor: f64,
}

impl DrawnChart {
    /// Computes a chart whose lines are fine enough for the x axis at the given playback pace.
    pub fn new(chart: &Chart, source: ChartSource, pace: Pace) -> Self {
        let tree = match source {
            ChartSource::Cloud(cloud) if chart.of == Quantity::Dendrogram => cloud
                .clusters()
                .and_then(|clusters| Tree::new(clusters.merges())),
            _ => None,
        };
        let transform = Transform::new(chart, source, tree.is_some());
        let x_axis = source.x_axis(chart.of, pace);
        let lines = lines(chart, source, &x_axis, transform);
        let range = match (chart.range, &tree, source) {
            (Some(range), ..) => range.map(|value| transform.height(value)),
            (None, Some(tree), _) => tree_bounds(tree),
            (None, None, ChartSource::Runs(runs)) => bounds(chart, runs, &lines, transform),
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
            title: exact_title(chart.of, source),
            notes: Notes::of(chart.of, source, tree.as_ref()),
            axis_components,
            tree,
        }
    }

    /// The heading: the title, and notes on how the numbers were computed.
    pub fn heading(&self, language: Language) -> String {
        if let Some(merges) = self.notes.merges {
            return language.say_with(Word::LastMerges, &[("n", &merges.to_string())]);
        }
        let mut words = language.say(self.title).to_owned();
        let mut add = |word: &str| words = format!("{words} · {word}");
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
        words
    }

    /// The x coordinate of the playback cursor: the step on a step axis, the current number of clusters on a k axis,
    /// and on a component axis the number of components that explain 90 % of the variance.
    pub fn cursor(&self, source: ChartSource, step: f64) -> Option<f64> {
        let XAxis::Numbers { ends, .. } = self.x_axis else {
            return Some(step.clamp(0.0, source.steps() as f64));
        };
        let ChartSource::Cloud(cloud) = source else {
            return None;
        };
        let place = match self.chart.of {
            Quantity::Variance => {
                let line = &self.lines.last()?.points;
                line.iter().find(|point| point[1] >= MARKED_VARIANCE)?[0]
            }
            _ => cloud.clusters()?.count_at(step.floor() as usize) as f64,
        };
        (ends[0]..=ends[1]).contains(&place).then_some(place)
    }

    /// Whether the x axis is a step axis.
    pub fn is_over_steps(&self) -> bool {
        !matches!(self.x_axis, XAxis::Numbers { .. })
    }

    /// Whether the bar at `at` belongs to a component along an axis of the picture; true for all bars if no axis is a
    /// component.
    pub fn is_axis_component(&self, at: f64) -> bool {
        self.axis_components.is_empty() || self.axis_components.contains(&(at as usize - 1))
    }

    /// Heights and labels of about `count` ticks at most, with a minimum distance; the roundest values take precedence.
    pub fn ticks(&self, count: usize) -> Vec<(f64, String)> {
        let mut ticks = self.scale.ticks(count);
        if self.chart.log {
            let is_between = |shown: f64| {
                let power = (self.scale.value(shown) + self.scale.shift()).log10();
                (power - power.round()).abs() > 1e-6
            };
            ticks.sort_by_key(|(shown, _)| is_between(*shown));
        }
        let mut spaced: Vec<(f64, String)> = Vec::new();
        for tick in ticks.into_iter().filter(|tick| INSIDE.contains(&tick.0)) {
            let apart =
                |other: &(f64, String)| (other.0 - tick.0).abs() * count as f64 > MIN_TICK_SPACING;
            if spaced.iter().all(apart) {
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
    fn of(quantity: Quantity, source: ChartSource, tree: Option<&Tree>) -> Self {
        let shortened = tree.filter(|tree| tree.is_cut());
        let plain = Self {
            merges: shortened.map(|tree| tree.links.len()),
            ..Self::default()
        };
        let ChartSource::Cloud(cloud) = source else {
            return plain;
        };
        let selection = match (quantity, cloud.clusters()) {
            (Quantity::Elbow | Quantity::Silhouette, Some(clusters)) => clusters.selection(),
            _ => return plain,
        };
        Self {
            method: selection.borrowed_from(quantity == Quantity::Elbow),
            sampled_rows: selection.drawn,
            ..plain
        }
    }
}

impl Transform {
    fn new(chart: &Chart, source: ChartSource, is_tree: bool) -> Self {
        let log = chart.log && !is_tree;
        let floor = match (log, chart.of) {
            (false, _) | (true, Quantity::LearningRate | Quantity::GradientNorm) => 0.0,
            _ => lowest(chart.of, source),
        };
        Self { log, floor }
    }

    /// Whether a value has a height. A value above the floor by rounding only counts as on it and has no logarithm.
    fn holds(self, value: f64) -> bool {
        let on_floor = value <= self.floor || is_constant([self.floor, value]);
        value.is_finite() && !(self.log && on_floor)
    }

    fn height(self, value: f64) -> f64 {
        match self.log {
            true => (value - self.floor).log10(),
            false => value,
        }
    }

    /// The scale between two heights.
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
            points: thinned(&series, x_axis, |value| transform.holds(value)),
            bars: chart.of == Quantity::Variance && number == 0,
        })
        .collect()
}

/// The floor of a logarithmic axis: 0 unless values are negative; for losses also the known minimum.
fn lowest(quantity: Quantity, source: ChartSource) -> f64 {
    let runs: Vec<usize> = match source {
        ChartSource::Runs(runs) => (0..runs.len()).collect(),
        ChartSource::Cloud(_) => vec![0],
    };
    let series = runs
        .into_iter()
        .flat_map(|run| source.series(run, quantity));
    let values = series.flat_map(Series::points).map(|(_, value)| value);
    let reached = values.fold(0.0, f64::min);
    let ChartSource::Runs(runs) = source else {
        return reached;
    };
    if reached >= 0.0 || quantity != Quantity::Loss {
        return reached;
    }
    runs.minimum.map_or(reached, |minimum| reached.min(minimum))
}

/// The height range of a dendrogram. It starts just below the first merge that is shown.
fn tree_bounds(tree: &Tree) -> [f64; 2] {
    let highest = tree.heights.iter().copied().fold(0.0, f64::max);
    let lowest = match tree.links.first() {
        Some(first) if tree.is_cut() => first.height - 0.1 * (highest - first.height),
        _ => 0.0,
    };
    let margin = 0.06 * (highest - lowest).max(f64::MIN_POSITIVE);
    [lowest.max(0.0), highest + margin]
}

/// The height range of a chart of a cloud. Shares range from 0 to 1; counts and sums start at 0.
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
    let Some((low, high, margin)) = bounded([low, high], transform) else {
        return [0.0, 1.0];
    };
    let below = if from_zero && low == 0.0 { 0.0 } else { margin };
    [low - below, high + margin]
}

/// The height range of a chart of runs. Diverged runs are clipped to their initial value so that they do not flatten
/// the others.
fn bounds(chart: &Chart, runs: &Runs, lines: &[DrawnLine], transform: Transform) -> [f64; 2] {
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for line in lines {
        let most = match (runs[line.run].trajectory.stopped, chart.of) {
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
            let value = value.clamp(most[0], most[1]);
            (low, high) = (low.min(value), high.max(value));
        }
    }
    let Some((low, high, margin)) = bounded([low, high], transform) else {
        return [0.0, 1.0];
    };
    match chart.log && low < high - MAX_DECADES {
        true => [high - 1.06 * MAX_DECADES, high + 0.06 * MAX_DECADES],
        false => [low - margin, high + margin],
    }
}

/// The heights of the smallest and largest value and the margin beyond them; `None` without finite values. A range that
/// is constant up to rounding gets a margin around its value.
fn bounded(range: [f64; 2], transform: Transform) -> Option<(f64, f64, f64)> {
    let [low, high] = range.map(|value| transform.height(value));
    if !(low <= high && low.is_finite() && high.is_finite()) {
        return None;
    }
    let room = match is_constant(range) {
        false => 0.06 * (high - low),
        true if transform.log || high == 0.0 => 0.5,
        true => 0.5 * high.abs(),
    };
    Some((low, high, room))
}

/// Downsamples a series: the values with a height, reduced to the minimum and maximum of each interval of the axis.
fn thinned(series: &Series, axis: &XAxis, held: impl Fn(f64) -> bool) -> Vec<[f64; 2]> {
    let mut points: Vec<[f64; 2]> = Vec::new();
    // The end of the current interval, and its minimum and maximum.
    let mut end = f64::NEG_INFINITY;
    let mut ends: Option<[[f64; 2]; 2]> = None;
    let mut close = |ends: Option<[[f64; 2]; 2]>| {
        let Some([least, greatest]) = ends else {
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
    for (step, value) in series.points().filter(|&(_, value)| held(value)) {
        let point = [step, value];
        match &mut ends {
            Some([least, greatest]) if step < end => {
                if value < least[1] {
                    *least = point;
                }
                if value > greatest[1] {
                    *greatest = point;
                }
            }
            _ => {
                close(ends.replace([point, point]));
                end = axis.end_of_part(step, INTERVALS);
            }
        }
    }
    close(ends);
    points
}

#[cfg(test)]
mod tests;
