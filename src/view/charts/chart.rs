//! What a chart of runs or of a cloud consists of: its axes and the lines in it. The same for the charts in the picture,
//! for those in the panel and for those of a file.

use std::ops::RangeInclusive;

use super::{
    super::{
        chart_source::{ChartSource, exact_title},
        scale::ValueScale,
    },
    tree::Tree,
    x_axis::XAxis,
};
use crate::{
    math::{cluster, descent::StopReason, range::is_constant},
    scene::{Chart, Pace, Quantity},
    simulation::{Runs, Series},
    words::{Language, Word},
};

/// A line with more points is thinned to the least and the greatest of each of this many parts, finer than pixels.
const PARTS: usize = 600;
/// Ticks are at least this part of an even share of the axis apart.
const CLOSEST: f64 = 0.62;
/// Heights of ticks, up to rounding.
const INSIDE: RangeInclusive<f64> = -1e-9..=1.0 + 1e-9;
/// The share of the variance that is marked.
const MOST_OF_IT: f64 = 0.9;
/// The most decades that a logarithmic axis shows: more than f64 can tell apart around a loss of 1.
const MOST_DECADES: f64 = 20.0;

/// A chart of some runs or of a cloud.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawnChart {
    /// What the scene asks for.
    pub chart: Chart,
    /// What runs from left to right.
    pub x_axis: XAxis,
    /// How a value becomes a height, 0 at the bottom and 1 at the top.
    pub scale: ValueScale,
    /// In the order of the runs, those that are hidden left out.
    pub lines: Vec<DrawnLine>,
    /// The dendrogram, in place of lines.
    pub tree: Option<Tree>,
    title: Word,
    how: How,
    /// The components along the axes of the picture, from 0; empty where there are none.
    axis_components: Vec<usize>,
}

/// One line of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawnLine {
    /// The index of its run.
    pub run: usize,
    /// Which of the run's lines it is: the parameter that it belongs to, 0 where it belongs to none.
    pub parameter: usize,
    /// Coordinates along the x axis, mostly steps, and values, few enough to be drawn.
    pub points: Vec<[f64; 2]>,
    /// Whether its values are drawn as bars.
    pub bars: bool,
}

/// How the numbers of a chart were computed, where that is not plain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct How {
    /// By this method, though the scene has another.
    method: Option<&'static str>,
    /// From this many sampled rows.
    drawn: Option<usize>,
    /// The last merges, this many, of more.
    merges: Option<usize>,
}

/// How a value becomes a height before it is scaled: as it is, or as a logarithm above a floor.
#[derive(Clone, Copy)]
struct Transform {
    log: bool,
    floor: f64,
}

impl DrawnChart {
    /// Computes a chart, with lines that are fine enough for its x axis at the pace of the playback.
    pub fn new(chart: &Chart, of: ChartSource, pace: Pace) -> Self {
        let tree = match of {
            ChartSource::Cloud(cloud) if chart.of == Quantity::Dendrogram => cloud
                .clusters()
                .and_then(|clusters| Tree::new(clusters.merges())),
            _ => None,
        };
        let transform = Transform::new(chart, of, tree.is_some());
        let x_axis = of.x_axis(chart.of, pace);
        let lines = lines(chart, of, &x_axis, transform);
        let range = match (chart.range, &tree, of) {
            (Some(range), ..) => range.map(|value| transform.height(value)),
            (None, Some(tree), _) => tree_bounds(tree),
            (None, None, ChartSource::Runs(runs)) => bounds(chart, runs, &lines, transform),
            (None, None, ChartSource::Cloud(_)) => cloud_bounds(chart, &lines, transform),
        };
        let axis_components = match of {
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
            title: exact_title(chart.of, of),
            how: How::of(chart.of, of, tree.as_ref()),
            axis_components,
            tree,
        }
    }

    /// What it shows, and how that was computed where it is not plain.
    pub fn heading(&self, language: Language) -> String {
        if let Some(merges) = self.how.merges {
            return language.say_with(Word::LastMerges, &[("n", &merges.to_string())]);
        }
        let mut words = language.say(self.title).to_owned();
        let mut add = |word: &str| words = format!("{words} · {word}");
        if self.scale.is_shifted() {
            add(language.say(Word::AboveMinimum));
        }
        if let Some(entry) = self
            .how
            .method
            .and_then(|name| cluster::CATALOGUE.get(name))
        {
            add(language.of(&entry.title));
        }
        if let Some(rows) = self.how.drawn {
            add(&language.say_with(Word::OfDrawnRows, &[("n", &rows.to_string())]));
        }
        words
    }

    /// Where the cursor is on the x axis at a step: on an axis of steps the step itself; else the present number of clusters
    /// or, of components, how many explain nine tenths of the variance.
    pub fn cursor(&self, of: ChartSource, step: f64) -> Option<f64> {
        let XAxis::Numbers { ends, .. } = self.x_axis else {
            return Some(step.clamp(0.0, of.steps() as f64));
        };
        let ChartSource::Cloud(cloud) = of else {
            return None;
        };
        let place = match self.chart.of {
            Quantity::Variance => {
                let line = &self.lines.last()?.points;
                line.iter().find(|point| point[1] >= MOST_OF_IT)?[0]
            }
            _ => cloud.clusters()?.count_at(step.floor() as usize) as f64,
        };
        (ends[0]..=ends[1]).contains(&place).then_some(place)
    }

    /// Whether the x axis is one of steps.
    pub fn is_over_steps(&self) -> bool {
        !matches!(self.x_axis, XAxis::Numbers { .. })
    }

    /// Whether the bar at a coordinate is of a component along an axis of the picture. All are where none is along one.
    pub fn is_axis_component(&self, at: f64) -> bool {
        self.axis_components.is_empty() || self.axis_components.contains(&(at as usize - 1))
    }

    /// Heights and texts of at most `count` ticks, or a few more, none too near to another; the roundest first.
    pub fn ticks(&self, count: usize) -> Vec<(f64, String)> {
        let mut ticks = self.scale.ticks(count);
        if self.chart.log {
            let is_between = |shown: f64| {
                let power = (self.scale.value(shown) + self.scale.shift()).log10();
                (power - power.round()).abs() > 1e-6
            };
            ticks.sort_by_key(|(shown, _)| is_between(*shown));
        }
        let mut kept: Vec<(f64, String)> = Vec::new();
        for tick in ticks.into_iter().filter(|tick| INSIDE.contains(&tick.0)) {
            let apart = |other: &(f64, String)| (other.0 - tick.0).abs() * count as f64 > CLOSEST;
            if kept.iter().all(apart) {
                kept.push(tick);
            }
        }
        kept
    }

    /// The values of a line.
    pub fn series_of<'a>(&self, line: &DrawnLine, of: ChartSource<'a>) -> Option<Series<'a>> {
        let mut series = of.series(line.run, self.chart.of).into_iter();
        match of {
            ChartSource::Runs(_) => series.find(|series| series.parameter == line.parameter),
            ChartSource::Cloud(_) => series.nth(line.parameter),
        }
    }
}

impl How {
    fn of(quantity: Quantity, of: ChartSource, tree: Option<&Tree>) -> Self {
        let shortened = tree.filter(|tree| tree.is_cut());
        let plain = Self {
            merges: shortened.map(|tree| tree.links.len()),
            ..Self::default()
        };
        let ChartSource::Cloud(cloud) = of else {
            return plain;
        };
        let selection = match (quantity, cloud.clusters()) {
            (Quantity::Elbow | Quantity::Silhouette, Some(clusters)) => clusters.selection(),
            _ => return plain,
        };
        Self {
            method: selection.borrowed_from(quantity == Quantity::Elbow),
            drawn: selection.drawn,
            ..plain
        }
    }
}

impl Transform {
    fn new(chart: &Chart, of: ChartSource, is_tree: bool) -> Self {
        let log = chart.log && !is_tree;
        let floor = match (log, chart.of) {
            (false, _) | (true, Quantity::LearningRate | Quantity::GradientNorm) => 0.0,
            _ => lowest(chart.of, of),
        };
        Self { log, floor }
    }

    /// Whether a value has a height. What is above the floor by rounding alone is on it, where a logarithm has none.
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

fn lines(chart: &Chart, of: ChartSource, x_axis: &XAxis, transform: Transform) -> Vec<DrawnLine> {
    let runs = of.runs().into_iter();
    let series = runs.flat_map(|run| {
        let series = of.series(run, chart.of).into_iter().enumerate();
        series.map(move |(number, series)| (run, number, series))
    });
    series
        .map(|(run, number, series)| DrawnLine {
            run,
            parameter: match of {
                ChartSource::Runs(_) => series.parameter,
                ChartSource::Cloud(_) => number,
            },
            points: thinned(&series, x_axis, |value| transform.holds(value)),
            bars: chart.of == Quantity::Variance && number == 0,
        })
        .collect()
}

/// What a logarithm has to be counted from: 0 unless something is negative; for the loss also the minimum that runs may
/// come near to.
fn lowest(quantity: Quantity, of: ChartSource) -> f64 {
    let runs: Vec<usize> = match of {
        ChartSource::Runs(runs) => (0..runs.len()).collect(),
        ChartSource::Cloud(_) => vec![0],
    };
    let series = runs.into_iter().flat_map(|run| of.series(run, quantity));
    let values = series.flat_map(Series::points).map(|(_, value)| value);
    let reached = values.fold(0.0, f64::min);
    let ChartSource::Runs(runs) = of else {
        return reached;
    };
    if reached >= 0.0 || quantity != Quantity::Loss {
        return reached;
    }
    runs.minimum.map_or(reached, |minimum| reached.min(minimum))
}

/// The heights of the bottom and the top of a dendrogram. Below the first merge that is shown there is nothing to see.
fn tree_bounds(tree: &Tree) -> [f64; 2] {
    let highest = tree.heights.iter().copied().fold(0.0, f64::max);
    let lowest = match tree.links.first() {
        Some(first) if tree.is_cut() => first.height - 0.1 * (highest - first.height),
        _ => 0.0,
    };
    let margin = 0.06 * (highest - lowest).max(f64::MIN_POSITIVE);
    [lowest.max(0.0), highest + margin]
}

/// The heights of the bottom and the top of a chart of a cloud. Shares go from none to all, and counts and sums begin at 0.
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

/// The heights of the bottom and the top of a chart of runs. A run that diverged counts only with what is no farther than
/// where it began, or it would flatten the others.
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
    match chart.log && low < high - MOST_DECADES {
        true => [high - 1.06 * MOST_DECADES, high + 0.06 * MOST_DECADES],
        false => [low - margin, high + margin],
    }
}

/// The heights of the least and the greatest value, and the room beyond them; none where there are no values. A line that
/// is level but for rounding has a scale around it.
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

/// The values that have a height; of many in the same part of the axis, the least and the greatest.
fn thinned(series: &Series, axis: &XAxis, held: impl Fn(f64) -> bool) -> Vec<[f64; 2]> {
    let mut kept: Vec<[f64; 2]> = Vec::new();
    // The current part: where it ends, and its least and its greatest point.
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
        kept.push(first);
        if first != second {
            kept.push(second);
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
                end = axis.end_of_part(step, PARTS);
            }
        }
    }
    close(ends);
    kept
}

#[cfg(test)]
mod tests;
