//! A chart in the panel, drawn by egui_plot, which lays out the axes and shows the value under the pointer.

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

/// The width of the vertical axis, equal in all charts, so that their steps are aligned.
const AXIS_WIDTH: f32 = 52.0;
/// The minimum distance of two numbers at an axis, in points.
const LABEL_SPACING: Rangef = Rangef {
    min: 16.0,
    max: 22.0,
};
/// The width of the plot in widths of its steps, so that the last number is not cut.
const OVERHANG: f64 = 1.08;
/// The lowest position of a number at the vertical axis, as a fraction of its height: below it, the number would
/// overlap the x axis.
const LOWEST_TICK: f64 = 0.04;
/// The number of ticks of an axis.
const TICKS: usize = 4;
/// The width of lines.
const LINE: f32 = 1.8;
/// The radius of dots.
const DOT: f32 = 3.5;

/// Draws a chart. Pressing in a chart over the steps seeks to the step under the pointer.
pub(super) fn draw(
    ui: &mut Ui,
    chart: &DrawnChart,
    height: f32,
    of: ChartSource,
    context: &PanelContext,
) {
    if chart.scale.is_shifted() {
        widgets::quiet(ui, context.language.say(Word::AboveMinimum));
    }
    let small = TextStyle::Small.resolve(ui.style());
    ui.style_mut().text_styles.insert(TextStyle::Body, small);
    // A swept setting is drawn over steps, one per value.
    let steps = of.steps() as f64;
    let (ends, right) = match chart.x_axis {
        XAxis::Numbers { range, .. } => (range, range[1]),
        XAxis::Steps(_) | XAxis::Setting { .. } => ([0.0, steps], OVERHANG * steps.max(1.0)),
    };
    let plot = plot(chart, ends, context.language).height(height);
    let response = plot.show(ui, |plot| {
        plot.set_plot_bounds_x(ends[0]..=right);
        plot.set_plot_bounds_y(0.0..=1.0);
        let style = ChartStyle::panel(context.style, context.step);
        let mut canvas = PlotCanvas {
            plot,
            chart,
            of,
            language: context.language,
        };
        paint::paint(chart, of, &style, &mut canvas);
    });
    let pressed = response.response.is_pointer_button_down_on() && chart.is_over_steps();
    if let Some(pointer) = response.response.interact_pointer_pos().filter(|_| pressed) {
        let step = response.transform.value_from_position(pointer).x;
        context.send(UiCommand::SeekStep(step.clamp(0.0, steps)));
    }
}

/// The plot with its axes; it cannot be zoomed or panned.
fn plot<'a>(chart: &DrawnChart, ends: [f64; 2], language: Language) -> Plot<'a> {
    let mut values = chart.ticks(TICKS);
    values.retain(|(place, _)| *place > LOWEST_TICK);
    let value_marks = marks(&values, 1.0 / TICKS as f64);
    let mut across = chart.x_axis.even_ticks(TICKS);
    let mut apart = (ends[1] - ends[0]) / TICKS as f64;
    if let (XAxis::Steps(_), [(first, _), (second, _), ..]) = (&chart.x_axis, &across[..]) {
        apart = second - first;
        across.retain(|(step, _)| *step <= ends[1]);
    }
    let across_marks = marks(&across, apart);
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
        .custom_x_axes(vec![x_axis.formatter(text(across))])
        .custom_y_axes(vec![
            y_axis.min_thickness(AXIS_WIDTH).formatter(text(values)),
        ])
        .x_grid_spacer(move |_| across_marks.clone())
        .y_grid_spacer(move |_| value_marks.clone())
        .label_formatter(label(chart.scale, chart.x_axis.clone(), language))
}

/// Formats grid marks with the texts of the ticks.
fn text(ticks: Vec<(f64, String)>) -> impl Fn(GridMark, &RangeInclusive<f64>) -> String {
    move |mark, _| {
        let tick = ticks.iter().find(|tick| tick.0 == mark.value);
        tick.map_or(String::new(), |tick| tick.1.clone())
    }
}

fn marks(ticks: &[(f64, String)], step_size: f64) -> Vec<GridMark> {
    let mark = |&(value, _): &(f64, String)| GridMark { value, step_size };
    ticks.iter().map(mark).collect()
}

/// The tooltip of the point under the pointer.
fn label(
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
    of: ChartSource<'a>,
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
        let name = line_name(self.chart, line, self.of, self.language);
        let style = match is_dashed {
            true => LineStyle::dashed_loose(),
            false => LineStyle::Solid,
        };
        let line = Line::new(name, owned(points)).width(LINE).style(style);
        self.plot.line(line.color(color.color32()));
    }

    fn dot(&mut self, at: [f64; 2], color: Rgb) {
        let dot = Points::new("", owned(&[at])).radius(DOT);
        self.plot
            .points(dot.color(color.color32()).allow_hover(false));
    }

    fn cursor(&mut self, at: f64, color: Rgb) {
        let color = color.with_alpha(CURSOR_OPACITY);
        let cursor = VLine::new("", at).color(color).width(1.0);
        self.plot.vline(cursor.allow_hover(false));
    }
}

fn owned(points: &[[f64; 2]]) -> PlotPoints<'static> {
    let points = points
        .iter()
        .map(|&[at, height]| PlotPoint::new(at, height));
    PlotPoints::Owned(points.collect())
}

/// The label of the run, and the parameter if there are several; for a cloud, the chart's heading.
fn line_name(chart: &DrawnChart, line: &DrawnLine, of: ChartSource, language: Language) -> String {
    let ChartSource::Runs(runs) = of else {
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
