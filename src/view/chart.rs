//! What a chart of runs over their steps consists of: the scale of its axis and the lines in it. The same for the charts
//! in the picture and for those in the panel.

use std::ops::RangeInclusive;

use super::{scale::ValueScale, step_axis::StepAxis};
use crate::{
    math::{descent::Stop, landscape::CriticalKind},
    scene::{Chart, Quantity},
    simulation::{Descents, RunOutcome, Series},
    words::Word,
};

/// A line with more points is thinned to the least and the greatest of each of so many parts, finer than pixels.
const PARTS: usize = 600;
/// Ticks are at least so much of an even share of the axis apart.
const CLOSEST: f64 = 0.62;
/// Heights of ticks, up to rounding.
const INSIDE: RangeInclusive<f64> = -1e-9..=1.0 + 1e-9;
/// The most decades that a logarithmic axis shows: more than f64 can tell apart around a loss of 1.
const MOST_DECADES: f64 = 20.0;

/// A chart, worked out for some runs.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawnChart {
    /// What was asked for.
    pub chart: Chart,
    /// How a value becomes a height, 0 at the bottom and 1 at the top.
    pub scale: ValueScale,
    /// In the order of the runs, those that are not shown left out.
    pub lines: Vec<DrawnLine>,
}

/// One line of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawnLine {
    /// The index of its run.
    pub run: usize,
    /// The parameter that it belongs to, 0 where it belongs to none.
    pub parameter: usize,
    /// Steps and values, few enough to be drawn.
    pub points: Vec<[f64; 2]>,
}

impl DrawnChart {
    /// Works a chart out, of lines that are fine enough for an axis of steps.
    pub fn new(chart: &Chart, descents: &Descents, axis: &StepAxis) -> Self {
        let floor = match (chart.log, chart.of) {
            (false, _) | (true, Quantity::LearningRate | Quantity::GradientNorm) => 0.0,
            _ => lowest(chart.of, descents),
        };
        let held = |value: f64| value.is_finite() && !(chart.log && value <= floor);
        let runs = descents.runs.iter().enumerate();
        let lines: Vec<DrawnLine> = runs
            .filter(|(_, run)| run.shown)
            .flat_map(|(index, run)| {
                let series = descents.series(run, chart.of).into_iter();
                series.map(move |series| DrawnLine {
                    run: index,
                    parameter: series.parameter,
                    points: thinned(&series, axis, held),
                })
            })
            .collect();
        let height = |value: f64| match chart.log {
            true => (value - floor).log10(),
            false => value,
        };
        let [low, high] = match chart.range {
            Some(range) => range.map(height),
            None => bounds(chart, descents, &lines, height),
        };
        Self {
            chart: chart.clone(),
            scale: match chart.log {
                true => ValueScale::logarithmic(low, high, -floor),
                false => ValueScale::linear(low, high),
            },
            lines,
        }
    }

    /// What it shows.
    pub fn title(&self) -> Word {
        title(self.chart.of)
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

    /// The run and the series of a line.
    pub fn line_of<'a>(
        &self,
        line: &DrawnLine,
        descents: &'a Descents,
    ) -> Option<(&'a RunOutcome, Series<'a>)> {
        let run = descents.runs.get(line.run)?;
        let series = descents.series(run, self.chart.of);
        let own = series
            .into_iter()
            .find(|series| series.parameter == line.parameter);
        Some((run, own?))
    }
}

/// What a quantity is called.
pub fn title(quantity: Quantity) -> Word {
    match quantity {
        Quantity::Loss => Word::LossByStep,
        Quantity::GradientNorm => Word::GradientNorm,
        Quantity::LearningRate => Word::LearningRate,
        Quantity::Parameters => Word::ParametersByStep,
        Quantity::EffectiveRates => Word::EffectiveRates,
    }
}

/// What a logarithm has to be counted from: 0 unless something is negative; for the loss also the minimum that runs may
/// come near to.
fn lowest(quantity: Quantity, descents: &Descents) -> f64 {
    let runs = descents.runs.iter();
    let values = runs.flat_map(|run| descents.series(run, quantity));
    let values = values.flat_map(Series::points).map(|(_, value)| value);
    let reached = values.fold(0.0, f64::min);
    if reached >= 0.0 || quantity != Quantity::Loss {
        return reached;
    }
    let minima = descents
        .critical_points
        .iter()
        .filter(|point| point.kind == CriticalKind::Minimum);
    minima.map(|point| point.value).fold(reached, f64::min)
}

/// From bottom to top of a chart. A run that diverged counts only with what is no farther than where it began, or it would
/// flatten the others.
fn bounds(
    chart: &Chart,
    descents: &Descents,
    lines: &[DrawnLine],
    height: impl Fn(f64) -> f64,
) -> [f64; 2] {
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for line in lines {
        let most = match (descents.runs[line.run].path.stopped, chart.of) {
            (Stop::Diverged, Quantity::Parameters) => {
                [descents.domain.x, descents.domain.y][line.parameter]
            }
            (Stop::Diverged, _) => {
                let first = line.points.first().map_or(0.0, |first| first[1].abs());
                [-first, first]
            }
            _ => [f64::NEG_INFINITY, f64::INFINITY],
        };
        for value in line.points.iter().map(|point| point[1]) {
            let height = height(value.clamp(most[0], most[1]));
            (low, high) = (low.min(height), high.max(height));
        }
    }
    if !(low <= high && low.is_finite() && high.is_finite()) {
        return [0.0, 1.0];
    }
    if chart.log {
        low = low.max(high - MOST_DECADES);
    }
    let margin = match high - low {
        span if span > 0.0 => 0.06 * span,
        _ => 0.5 * high.abs().max(f64::MIN_POSITIVE),
    };
    [low - margin, high + margin]
}

/// The values that are held; of many in the same part of the axis, the least and the greatest.
fn thinned(series: &Series, axis: &StepAxis, held: impl Fn(f64) -> bool) -> Vec<[f64; 2]> {
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
mod tests {
    use super::*;
    use crate::{
        scene::{Pace, Source},
        simulation::{Simulation, simulate},
    };

    fn descents(scene: &str, change: impl FnOnce(&mut crate::scene::LandscapeSubject)) -> Descents {
        let source = Source::open(scene).unwrap();
        let mut scene = source.scene.clone();
        if let crate::scene::Subject::Landscape(subject) = &mut scene.subject {
            subject.resolution = 16;
            change(subject);
        }
        match simulate(&source.with_scene(scene).unwrap(), None).unwrap() {
            Simulation::Landscape(descents) => std::sync::Arc::try_unwrap(descents).unwrap(),
            _ => panic!("a landscape"),
        }
    }

    fn drawn_of(chart: &Chart, descents: &Descents) -> DrawnChart {
        let axis = StepAxis::new(descents.steps, Pace::Linear);
        DrawnChart::new(chart, descents, &axis)
    }

    #[test]
    fn a_line_is_as_fine_as_its_axis() {
        let descents = descents("bowl", |subject| subject.steps = 20_000);
        let axis = StepAxis::new(20_000, Pace::Geometric);
        let chart = Chart::new(Quantity::LearningRate, false);
        let points = &DrawnChart::new(&chart, &descents, &axis).lines[0].points;
        assert!((0..50).all(|step| points[step][0] == step as f64));
        assert!(points.len() <= 2 * PARTS + 40, "{}", points.len());
        let widest = points
            .windows(2)
            .map(|pair| axis.part(pair[1][0]) - axis.part(pair[0][0]));
        assert!(widest.skip(50).fold(0.0, f32::max) <= 2.1 / PARTS as f32 + axis.part(1.0) / 20.0);
    }

    #[test]
    fn a_long_line_keeps_its_peaks_and_a_short_one_all_its_points() {
        let mut descents = descents("bowl", |subject| subject.steps = 20_000);
        let chart = Chart::new(Quantity::LearningRate, false);
        let run = std::sync::Arc::make_mut(&mut descents.runs[0].path);
        for (step, rate) in run.learning_rates.iter_mut().enumerate() {
            *rate = if step == 12_345 {
                99.0
            } else {
                (step % 7) as f64
            };
        }
        let drawn = drawn_of(&chart, &descents);
        let points = &drawn.lines[0].points;
        assert!(points.len() <= 2 * PARTS + 40, "{}", points.len());
        assert!(points.contains(&[12_345.0, 99.0]));
        assert!(points.windows(2).all(|pair| pair[0][0] < pair[1][0]));
        let short = self::descents("bowl", |subject| subject.steps = 500);
        let short = drawn_of(&chart, &short);
        assert_eq!(short.lines[0].points.len(), 500);
    }

    #[test]
    fn numbers_that_a_logarithm_cannot_show_are_left_out() {
        let mut descents = descents("bowl", |_| ());
        let path = std::sync::Arc::make_mut(&mut descents.runs[0].path);
        path.gradient_norms = vec![100.0, 0.0, 1.0];
        let drawn = drawn_of(&Chart::new(Quantity::GradientNorm, true), &descents);
        assert_eq!(drawn.lines[0].points, [[0.0, 100.0], [2.0, 1.0]]);
        let [low, high] = [0.0, 1.0].map(|shown| drawn.scale.value(shown));
        assert!(0.5 < low && low < 1.0 && 100.0 < high && high < 200.0);
    }

    #[test]
    fn a_logarithm_of_negative_losses_counts_from_the_lowest() {
        let mut descents = descents("bowl", |_| ());
        descents.critical_points.clear();
        let path = std::sync::Arc::make_mut(&mut descents.runs[0].path);
        path.values = vec![22.0, -77.0, -78.0];
        let drawn = drawn_of(&Chart::new(Quantity::Loss, true), &descents);
        assert!(drawn.scale.is_shifted());
        assert_eq!(drawn.lines[0].points, [[0.0, 22.0], [1.0, -77.0]]);
        let shown = drawn.scale.shown(-77.0);
        assert!((drawn.scale.value(shown) + 77.0).abs() < 1e-9);
    }

    #[test]
    fn a_run_that_diverges_does_not_flatten_the_others() {
        let descents = descents("step-sizes", |subject| subject.steps = 4000);
        assert!(
            (descents.runs.iter()).any(|run| run.path.stopped == Stop::Diverged),
            "the last step size is too large"
        );
        for quantity in [Quantity::Loss, Quantity::Parameters] {
            let drawn = drawn_of(&Chart::new(quantity, false), &descents);
            assert!(drawn.scale.value(1.0) < 100.0, "{quantity:?}");
            assert!(drawn.scale.value(0.0) > -100.0, "{quantity:?}");
        }
    }

    #[test]
    fn ticks_are_few_and_inside() {
        let descents = descents("rosenbrock", |_| ());
        for quantity in Quantity::ALL {
            for log in [false, quantity != Quantity::Parameters] {
                let drawn = drawn_of(&Chart::new(quantity, log), &descents);
                for count in 1..=6 {
                    let ticks = drawn.ticks(count);
                    assert!(
                        ticks.len() <= 2 * count,
                        "{quantity:?} {log} {count}: {ticks:?}"
                    );
                    assert!(
                        count < 4 || ticks.len() > 1,
                        "{quantity:?} {log}: {ticks:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_range_that_is_asked_for_is_the_axis() {
        let descents = descents("bowl", |_| ());
        for log in [false, true] {
            let chart = Chart {
                range: Some([0.1, 10.0]),
                ..Chart::new(Quantity::Loss, log)
            };
            let scale = drawn_of(&chart, &descents).scale;
            assert!((scale.value(0.0) - 0.1).abs() < 1e-12);
            assert!((scale.value(1.0) - 10.0).abs() < 1e-9);
        }
    }
}
