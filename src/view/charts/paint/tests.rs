use super::*;
use crate::{
    scene::{Chart, Pace, Quantity, Source, Theme},
    simulation::{Simulation, simulate},
};

/// A recorded call, in drawing order.
#[derive(Clone, Debug, PartialEq)]
enum CanvasCall {
    Bars(Vec<[f64; 2]>, Rgb),
    Line(usize, Vec<[f64; 2]>, Rgb, bool),
    Dot([f64; 2], Rgb),
    Cursor(f64),
}

impl ChartCanvas for Vec<CanvasCall> {
    fn bars(&mut self, tops: &[[f64; 2]], color: Rgb) {
        self.push(CanvasCall::Bars(tops.to_vec(), color));
    }

    fn line(&mut self, line: &DrawnLine, points: &[[f64; 2]], color: Rgb, is_dashed: bool) {
        self.push(CanvasCall::Line(
            line.run,
            points.to_vec(),
            color,
            is_dashed,
        ));
    }

    fn dot(&mut self, at: [f64; 2], color: Rgb) {
        self.push(CanvasCall::Dot(at, color));
    }

    fn cursor(&mut self, at: f64, _: Rgb) {
        self.push(CanvasCall::Cursor(at));
    }
}

fn simulation(scene: &str) -> Simulation {
    simulate(&Source::open(scene).unwrap(), 0, None).unwrap()
}

/// The calls of a chart in a style.
fn drawn(source: ChartSource, quantity: Quantity, style: &ChartStyle) -> Vec<CanvasCall> {
    let chart = DrawnChart::new(&Chart::new(quantity, false), source, Pace::Linear);
    let mut drawn = Vec::new();
    paint(&chart, source, style, &mut drawn);
    drawn
}

#[test]
fn lines_fade_after_the_current_step_and_dots_are_on_top() {
    let simulation = simulation("learning-rates");
    let all = simulation.runs().unwrap();
    let theme = Style::of(Theme::Dark);
    let source = ChartSource::Runs(all);
    let drawn = drawn(source, Quantity::Loss, &ChartStyle::inset(&theme, 2.5));
    let runs = all.len();
    assert_eq!(drawn.len(), 3 * runs + 1);
    for (number, run) in all.iter().enumerate() {
        let strong = theme.series(run.color);
        let faint = strong.mix(theme.background_top, 1.0 - LATER_OPACITY);
        let (CanvasCall::Line(_, after, later, _), CanvasCall::Line(_, before, now, _)) =
            (&drawn[number], &drawn[runs + number])
        else {
            panic!("lines first: {drawn:?}");
        };
        assert_eq!((*later, *now), (faint, strong));
        let present = before[before.len() - 1];
        assert_eq!(after[0], present, "they meet");
        assert_eq!(present[0], 2.5);
        assert_eq!(
            drawn[2 * runs + 1 + number],
            CanvasCall::Dot(present, strong)
        );
    }
    assert_eq!(drawn[2 * runs], CanvasCall::Cursor(2.5));
}

#[test]
fn a_panel_has_whole_lines_and_a_file_has_its_dots_at_their_ends() {
    let simulation = simulation("learning-rates");
    let all = simulation.runs().unwrap();
    let theme = Style::of(Theme::Light);
    let source = ChartSource::Runs(all);
    let panel = drawn(
        source,
        Quantity::LearningRate,
        &ChartStyle::panel(&theme, 1.0),
    );
    let file = drawn(source, Quantity::LearningRate, &ChartStyle::file(&theme));
    let runs = all.len();
    assert_eq!(
        panel
            .iter()
            .filter(|one| matches!(one, CanvasCall::Line(..)))
            .count(),
        runs
    );
    assert_eq!(panel.last(), Some(&CanvasCall::Cursor(1.0)));
    for number in 0..runs {
        let CanvasCall::Line(run, points, color, _) = &file[number] else {
            panic!("lines first: {file:?}");
        };
        assert_eq!(panel[2 * number], file[number], "the same line");
        assert!(matches!(panel[2 * number + 1], CanvasCall::Dot(..)));
        assert_eq!(*run, number);
        let end = points[points.len() - 1];
        assert_eq!(file[runs + number], CanvasCall::Dot(end, *color));
    }
    assert_eq!(file.len(), 2 * runs);
}

#[test]
fn the_second_parameter_and_repeated_colours_are_dashed() {
    let simulation = simulation("bowl");
    let runs = simulation.runs().unwrap().clone();
    drop(simulation);
    let mut runs = std::sync::Arc::try_unwrap(runs).unwrap();
    let theme = Style::of(Theme::Dark);
    let mut dashed = |color: usize| -> Vec<bool> {
        runs.list[0].color = color;
        runs.list.truncate(1);
        let source = ChartSource::Runs(&runs);
        let drawn = drawn(source, Quantity::Parameters, &ChartStyle::file(&theme));
        let lines = drawn.into_iter().filter_map(|one| match one {
            CanvasCall::Line(_, _, _, is_dashed) => Some(is_dashed),
            _ => None,
        });
        lines.collect()
    };
    assert_eq!(dashed(SERIES_COLORS - 1), [false, true]);
    assert_eq!(dashed(SERIES_COLORS), [true, true]);
}

#[test]
fn only_the_picture_fades_bars_of_components_that_are_no_axis() {
    let simulation = simulation("iris");
    let cloud = simulation.cloud().unwrap();
    let theme = Style::of(Theme::Dark);
    let source = ChartSource::Cloud(cloud);
    let bars = |style: &ChartStyle| -> Vec<(usize, Rgb)> {
        let drawn = drawn(source, Quantity::Variance, style).into_iter();
        let bars = drawn.filter_map(|one| match one {
            CanvasCall::Bars(tops, color) => Some((tops.len(), color)),
            _ => None,
        });
        bars.collect()
    };
    let faint = theme
        .accent
        .mix(theme.background_top, 1.0 - OFF_AXIS_OPACITY);
    assert_eq!(
        bars(&ChartStyle::inset(&theme, 0.0)),
        [(3, theme.accent), (1, faint)]
    );
    assert_eq!(bars(&ChartStyle::file(&theme)), [(4, theme.accent)]);
    assert_eq!(bars(&ChartStyle::panel(&theme, 0.0)), [(4, theme.accent)]);
}
