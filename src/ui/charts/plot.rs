//! A chart of the panel, drawn with egui_plot, which lays out the axes and shows the value under the pointer.

use std::ops::RangeInclusive;

use bevy_egui::egui::{Rangef, TextStyle, Ui, Vec2b};
use egui_plot::{
    AxisHints, Bar, BarChart, GridMark, HoverPosition, Line, LineStyle, Plot, PlotPoint,
    PlotPoints, PlotUi, Points, VLine,
};

use super::super::{PanelContext, UiCommand, widgets};
use crate::{
    scene::Quantity,
    view::{
        charts::{
            chart::{DrawnChart, DrawnLine},
            paint::{self, BAR_WIDTH, CURSOR_OPACITY, ChartCanvas, ChartStyle},
            source::{ChartSource, title},
            x_axis::XAxis,
        },
        style::{
            scale::{ValueScale, short_number},
            theme::Rgb,
        },
    },
    words::{Language, Word},
};

/// The width of the y axis in points, equal in all charts so that their steps are aligned.
const AXIS_WIDTH: f32 = 52.0;
/// The distance between two numbers of an axis, in points, below which they are hidden, and from which they are fully
/// visible.
const LABEL_SPACING: Rangef = Rangef {
    min: 16.0,
    max: 22.0,
};
/// The range of the x axis relative to the number of steps. It is more than 1, so that the last number is not cut off.
const WIDTH_FACTOR: f64 = 1.08;
/// The lowest position of a number of the y axis, as a fraction of the axis. Below it, the number would overlap the x
/// axis.
const LOWEST_TICK: f64 = 0.04;
/// The approximate number of ticks of an axis.
const TICK_COUNT: usize = 4;
/// The width of lines in points.
const LINE_WIDTH: f32 = 1.8;
/// The radius of dots in points.
const DOT_RADIUS: f32 = 3.5;

/// Draws a chart. If its x axis shows steps, pressing in it seeks to the step under the pointer.
pub(super) fn draw(
    ui: &mut Ui,
    chart: &DrawnChart,
    height: f32,
    source: ChartSource,
    context: &PanelContext,
) {
    if chart.scale.is_shifted() {
        widgets::weak_text(ui, context.language.say(Word::AboveMinimum));
    }
    let small = TextStyle::Small.resolve(ui.style());
    ui.style_mut().text_styles.insert(TextStyle::Body, small);
    // The x axis of a swept setting has one step per value.
    let steps = source.steps() as f64;
    let (ends, right) = match chart.x_axis {
        XAxis::Numbers { range, .. } => (range, range[1]),
        XAxis::Steps(_) | XAxis::Setting { .. } => ([0.0, steps], WIDTH_FACTOR * steps.max(1.0)),
    };
    let plot = plot(chart, ends, context.language).height(height);
    let response = plot.show(ui, |plot| {
        plot.set_plot_bounds_x(ends[0]..=right);
        plot.set_plot_bounds_y(0.0..=1.0);
        let style = ChartStyle::panel(context.style, context.step);
        let mut canvas = PlotCanvas {
            plot,
            chart,
            source,
            language: context.language,
        };
        paint::paint(chart, source, &style, &mut canvas);
    });
    let pressed = response.response.is_pointer_button_down_on() && chart.is_over_steps();
    if let Some(pointer) = response.response.interact_pointer_pos().filter(|_| pressed) {
        let step = response.transform.value_from_position(pointer).x;
        context.send(UiCommand::SeekStep(step.clamp(0.0, steps)));
    }
}

/// The plot with its axes; it cannot be zoomed or panned.
fn plot<'a>(chart: &DrawnChart, ends: [f64; 2], language: Language) -> Plot<'a> {
    let mut y_ticks = chart.ticks(TICK_COUNT);
    y_ticks.retain(|(position, _)| *position > LOWEST_TICK);
    let y_marks = grid_marks(&y_ticks, 1.0 / TICK_COUNT as f64);
    let mut x_ticks = chart.x_axis.even_ticks(TICK_COUNT);
    let mut x_spacing = (ends[1] - ends[0]) / TICK_COUNT as f64;
    if let (XAxis::Steps(_), [(first, _), (second, _), ..]) = (&chart.x_axis, &x_ticks[..]) {
        x_spacing = second - first;
        x_ticks.retain(|(step, _)| *step <= ends[1]);
    }
    let x_marks = grid_marks(&x_ticks, x_spacing);
    let x_axis = AxisHints::new_x().label_spacing(LABEL_SPACING);
    let y_axis = AxisHints::new_y().label_spacing(LABEL_SPACING);
    Plot::new(("chart", title(chart.chart.of)))
        .allow_zoom(false)
        .allow_drag(false)
        .allow_scroll(false)
        .allow_axis_zoom_drag(false)
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false)
        .show_crosshair(false)
        .auto_bounds(Vec2b::FALSE)
        .custom_x_axes(vec![x_axis.formatter(tick_text(x_ticks))])
        .custom_y_axes(vec![
            y_axis
                .min_thickness(AXIS_WIDTH)
                .formatter(tick_text(y_ticks)),
        ])
        .x_grid_spacer(move |_| x_marks.clone())
        .y_grid_spacer(move |_| y_marks.clone())
        .label_formatter(hover_text(chart.scale, chart.x_axis.clone(), language))
}

/// A formatter that gives the marks of an axis the texts of its ticks.
fn tick_text(ticks: Vec<(f64, String)>) -> impl Fn(GridMark, &RangeInclusive<f64>) -> String {
    move |mark, _| {
        let tick = ticks.iter().find(|tick| tick.0 == mark.value);
        tick.map_or(String::new(), |tick| tick.1.clone())
    }
}

/// The marks of egui_plot for ticks with this distance.
fn grid_marks(ticks: &[(f64, String)], step_size: f64) -> Vec<GridMark> {
    let mark = |&(value, _): &(f64, String)| GridMark { value, step_size };
    ticks.iter().map(mark).collect()
}

/// A formatter of the text for the point under the pointer.
fn hover_text(
    scale: ValueScale,
    x_axis: XAxis,
    language: Language,
) -> impl Fn(&HoverPosition) -> Option<String> {
    move |position| match position {
        HoverPosition::NearDataPoint {
            plot_name,
            position,
            ..
        } => {
            let name = x_axis.name(language);
            let value = short_number(scale.value(position.y));
            let at = match &x_axis {
                XAxis::Setting {
                    ends, last_step, ..
                } => {
                    let value = ends[0] + (ends[1] - ends[0]) * position.x / last_step.max(1.0);
                    format!("{name} {}", short_number(value))
                }
                XAxis::Steps(_) | XAxis::Numbers { .. } => format!("{name} {:.0}", position.x),
            };
            Some(format!("{plot_name}\n{at}: {value}"))
        }
        HoverPosition::Elsewhere { .. } => None,
    }
}

/// Draws a chart on a plot of egui_plot.
struct PlotCanvas<'a, 'p> {
    plot: &'a mut PlotUi<'p>,
    chart: &'a DrawnChart,
    source: ChartSource<'a>,
    language: Language,
}

impl ChartCanvas for PlotCanvas<'_, '_> {
    fn bars(&mut self, tops: &[[f64; 2]], color: Rgb) {
        let bars = tops
            .iter()
            .map(|&[at, top]| Bar::new(at, top).width(BAR_WIDTH));
        let bars = BarChart::new("", bars.collect());
        self.plot
            .bar_chart(bars.color(color.color32()).allow_hover(false));
    }

    fn line(&mut self, line: &DrawnLine, points: &[[f64; 2]], color: Rgb, is_dashed: bool) {
        let name = line_name(self.chart, line, self.source, self.language);
        let style = match is_dashed {
            true => LineStyle::dashed_loose(),
            false => LineStyle::Solid,
        };
        let line = Line::new(name, plot_points(points))
            .width(LINE_WIDTH)
            .style(style);
        self.plot.line(line.color(color.color32()));
    }

    fn dot(&mut self, at: [f64; 2], color: Rgb) {
        let dot = Points::new("", plot_points(&[at])).radius(DOT_RADIUS);
        self.plot
            .points(dot.color(color.color32()).allow_hover(false));
    }

    fn cursor(&mut self, at: f64, color: Rgb) {
        let color = color.with_alpha(CURSOR_OPACITY);
        let cursor = VLine::new("", at).color(color).width(1.0);
        self.plot.vline(cursor.allow_hover(false));
    }
}

fn plot_points(points: &[[f64; 2]]) -> PlotPoints<'static> {
    let points = points
        .iter()
        .map(|&[at, height]| PlotPoint::new(at, height));
    PlotPoints::Owned(points.collect())
}

/// The name of a line: the label of its run, with the parameter if each has its own line; for a cloud, the heading of
/// the chart.
fn line_name(
    chart: &DrawnChart,
    line: &DrawnLine,
    source: ChartSource,
    language: Language,
) -> String {
    let ChartSource::Runs(runs) = source else {
        return chart.heading(language);
    };
    let run = language.text(&runs[line.run].label);
    let by_parameter = matches!(
        chart.chart.of,
        Quantity::Parameters | Quantity::EffectiveRates
    );
    if by_parameter && runs.variables > 1 {
        format!("{run} · {}", runs.axes[line.parameter])
    } else {
        run.to_owned()
    }
}
