//! What a chart of runs or of a cloud consists of: its axes and the lines in it. The same for the charts in the picture,
//! for those in the panel and for those of a file.

use std::ops::RangeInclusive;

use super::{
    chart_source::{ChartSource, exact_title},
    scale::ValueScale,
    tree::Tree,
    x_axis::XAxis,
};
use crate::{
    math::{cluster, descent::StopReason, range::is_constant},
    scene::{Chart, Pace, Quantity},
    simulation::{Runs, Series},
    words::{Language, Word},
};

/// A line with more points is thinned to the least and the greatest of each of so many parts, finer than pixels.
const PARTS: usize = 600;
/// Ticks are at least so much of an even share of the axis apart.
const CLOSEST: f64 = 0.62;
/// Heights of ticks, up to rounding.
const INSIDE: RangeInclusive<f64> = -1e-9..=1.0 + 1e-9;
/// The share of the variance that is marked.
const MOST_OF_IT: f64 = 0.9;
/// The most decades that a logarithmic axis shows: more than f64 can tell apart around a loss of 1.
const MOST_DECADES: f64 = 20.0;

/// A chart, worked out for some runs or a cloud.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawnChart {
    /// What was asked for.
    pub chart: Chart,
    /// What runs from left to right.
    pub x_axis: XAxis,
    /// How a value becomes a height, 0 at the bottom and 1 at the top.
    pub scale: ValueScale,
    /// In the order of the runs, those that are not shown left out.
    pub lines: Vec<DrawnLine>,
    /// A tree in place of lines.
    pub tree: Option<Tree>,
    /// What it shows.
    title: Word,
    /// How it was worked out, where that is not plain.
    how: How,
}

/// One line of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawnLine {
    /// The index of its run.
    pub run: usize,
    /// Which of the run's lines it is: the parameter that it belongs to, 0 where it belongs to none.
    pub parameter: usize,
    /// Places from left to right, mostly steps, and values, few enough to be drawn.
    pub points: Vec<[f64; 2]>,
    /// Whether its values are drawn as bars.
    pub bars: bool,
}

/// How the numbers of a chart were worked out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct How {
    /// By this method, though the scene has another.
    method: Option<&'static str>,
    /// Of so many rows that were drawn.
    drawn: Option<usize>,
    /// The last so many merges of more.
    merges: Option<usize>,
}

impl DrawnChart {
    /// Works a chart out, of lines that are fine enough for its axis at the pace of the playback.
    pub fn new(chart: &Chart, of: ChartSource, pace: Pace) -> Self {
        let floor = match (chart.log, chart.of) {
            (false, _) | (true, Quantity::LearningRate | Quantity::GradientNorm) => 0.0,
            _ => lowest(chart.of, of),
        };
        let held = |value: f64| {
            // What is above the floor by rounding alone is on it.
            let on_floor = value <= floor || is_constant([floor, value]);
            value.is_finite() && !(chart.log && on_floor)
        };
        let x_axis = of.x_axis(chart.of, pace);
        let runs = of.runs().into_iter();
        let lines: Vec<DrawnLine> = runs
            .flat_map(|run| {
                let series = of.series(run, chart.of).into_iter().enumerate();
                series.map(move |(number, series)| (run, number, series))
            })
            .map(|(run, number, series)| DrawnLine {
                run,
                parameter: match of {
                    ChartSource::Runs(_) => series.parameter,
                    ChartSource::Cloud(_) => number,
                },
                points: thinned(&series, &x_axis, held),
                bars: chart.of == Quantity::Variance && number == 0,
            })
            .collect();
        let height = |value: f64| match chart.log {
            true => (value - floor).log10(),
            false => value,
        };
        let [low, high] = match (chart.range, of) {
            (Some(range), _) => range.map(height),
            (None, ChartSource::Runs(runs)) => bounds(chart, runs, &lines, height),
            (None, ChartSource::Cloud(_)) => cloud_bounds(chart, &lines, height),
        };
        let tree = match of {
            ChartSource::Cloud(cloud) if chart.of == Quantity::Dendrogram => cloud
                .clusters()
                .and_then(|clusters| Tree::new(clusters.merges())),
            _ => None,
        };
        let mut how = How::of(chart.of, of);
        if let Some(tree) = tree.as_ref().filter(|tree| tree.is_cut()) {
            how.merges = Some(tree.links.len());
        }
        let [low, high] = match (&tree, chart.range) {
            (Some(tree), None) => {
                let highest = tree.heights.iter().copied().fold(0.0, f64::max);
                // Below the first merge that is shown there is nothing to see.
                let lowest = match tree.links.first() {
                    Some(first) if tree.is_cut() => first.height - 0.1 * (highest - first.height),
                    _ => 0.0,
                };
                let margin = 0.06 * (highest - lowest).max(f64::MIN_POSITIVE);
                [lowest.max(0.0), highest + margin]
            }
            _ => [low, high],
        };
        Self {
            chart: chart.clone(),
            x_axis,
            scale: match chart.log && tree.is_none() {
                true => ValueScale::logarithmic(low, high, -floor),
                false => ValueScale::linear(low, high),
            },
            lines,
            title: exact_title(chart.of, of),
            how,
            tree,
        }
    }

    /// What it shows, and how that was worked out where it is not plain.
    pub fn heading(&self, language: Language) -> String {
        if let Some(merges) = self.how.merges {
            return language.say_with(Word::LastMerges, &[("n", &merges.to_string())]);
        }
        let mut words = language.say(self.title).to_owned();
        let mut add = |word: &str| words = format!("{words} · {word}");
        if self.scale.is_shifted() {
            add(language.say(Word::AboveMinimum));
        }
        if let Some(entry) = self.how.method.and_then(|name| cluster::find(name).ok()) {
            add(language.of(&entry.title));
        }
        if let Some(rows) = self.how.drawn {
            add(&language.say_with(Word::OfDrawnRows, &[("n", &rows.to_string())]));
        }
        words
    }

    /// The place that is marked at a step: the step itself on an axis of steps; the number of clusters that there are; of
    /// components, how many explain nine tenths of the variance.
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

    /// Whether lines are strong up to the cursor and faint after it, as those over steps are.
    pub fn is_over_steps(&self) -> bool {
        !matches!(self.x_axis, XAxis::Numbers { .. })
    }

    /// Heights and texts of at most `count` ticks, or few more, none too near to another; the roundest first.
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
    fn of(quantity: Quantity, of: ChartSource) -> Self {
        let ChartSource::Cloud(cloud) = of else {
            return Self::default();
        };
        let selection = match (quantity, cloud.clusters()) {
            (Quantity::Elbow | Quantity::Silhouette, Some(clusters)) => clusters.selection(),
            _ => return Self::default(),
        };
        let is_kmeans = quantity == Quantity::Elbow || !selection.is_own;
        let own = cloud.clusters().map(|clusters| clusters.method());
        Self {
            method: (is_kmeans && own != Some("kmeans")).then_some("kmeans"),
            drawn: selection.drawn,
            merges: None,
        }
    }
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

/// From bottom to top of a chart of a cloud. Shares go from none to all, and what is counted or summed begins at 0.
fn cloud_bounds(chart: &Chart, lines: &[DrawnLine], height: impl Fn(f64) -> f64) -> [f64; 2] {
    if chart.of == Quantity::Variance && !chart.log {
        return [0.0, 1.04];
    }
    let values = lines.iter().flat_map(|line| &line.points);
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), point| {
        (low.min(point[1]), high.max(point[1]))
    });
    let from_zero = !chart.log && chart.of != Quantity::Progress;
    let low = if from_zero { low.min(0.0) } else { low };
    let Some((low, high, margin)) = bounded([low, high], height, chart.log) else {
        return [0.0, 1.0];
    };
    let below = if from_zero && low == 0.0 { 0.0 } else { margin };
    [low - below, high + margin]
}

/// From bottom to top of a chart. A run that diverged counts only with what is no farther than where it began, or it would
/// flatten the others.
fn bounds(
    chart: &Chart,
    runs: &Runs,
    lines: &[DrawnLine],
    height: impl Fn(f64) -> f64,
) -> [f64; 2] {
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for line in lines {
        let most = match (runs[line.run].path.stopped, chart.of) {
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
    let Some((low, high, margin)) = bounded([low, high], height, chart.log) else {
        return [0.0, 1.0];
    };
    match chart.log && low < high - MOST_DECADES {
        true => [high - 1.06 * MOST_DECADES, high + 0.06 * MOST_DECADES],
        false => [low - margin, high + margin],
    }
}

/// The heights of the least and the greatest value, and the room beyond them; none where there are no values. A line that
/// is level but for rounding has a scale around it.
fn bounded(range: [f64; 2], height: impl Fn(f64) -> f64, log: bool) -> Option<(f64, f64, f64)> {
    let [low, high] = range.map(height);
    if !(low <= high && low.is_finite() && high.is_finite()) {
        return None;
    }
    let room = match is_constant(range) {
        false => 0.06 * (high - low),
        true if log || high == 0.0 => 0.5,
        true => 0.5 * high.abs(),
    };
    Some((low, high, room))
}

/// The values that are held; of many in the same part of the axis, the least and the greatest.
fn thinned(series: &Series, axis: &XAxis, held: impl Fn(f64) -> bool) -> Vec<[f64; 2]> {
    let mut kept: Vec<[f64; 2]> = Vec::new();
    // The part that is being gone through: where it ends, and its least and its greatest point.
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
