//! What happens over the steps, as charts of every run or of a cloud, linked to the playback.

mod explain;
mod legend;

use std::sync::Arc;

use bevy_egui::egui::{Id, Rangef, TextStyle, Ui, Vec2b};
use egui_plot::{
    AxisHints, Bar, BarChart, GridMark, HoverPosition, Line, LineStyle, Plot, PlotPoint,
    PlotPoints, PlotUi, Points, VLine,
};

use super::{PanelContext, UiCommand, widgets};
use crate::{
    scene::{Chart, Pace, Quantity},
    simulation::{CloudOutcome, Runs},
    view::{
        chart::{DrawnChart, DrawnLine},
        chart_source::{ChartSource, title},
        insets,
        scale::{nice_step, short_number},
        x_axis::XAxis,
    },
    words::Word,
};

/// Heights of a chart without its title: as much as lets the open ones be seen at once, within these bounds.
const HEIGHTS: [f32; 2] = [96.0, 200.0];
/// How many charts are open when a scene is shown first.
const OPEN_CHARTS: usize = 3;
/// Height of a chart's title and of the space around it.
const TITLE: f32 = 44.0;
/// Room for the numbers at the vertical axis, the same in every chart, so that steps stand above each other.
const AXIS_WIDTH: f32 = 52.0;
/// Points between two numbers at an axis, below which they would touch.
const LABEL_SPACING: Rangef = Rangef {
    min: 16.0,
    max: 22.0,
};
/// A chart ends a little after the last step, so that the number there is not cut.
const BEYOND: f64 = 1.08;
/// The lowest place of a number at the vertical axis, as a part of its height.
const LOWEST_TICK: f64 = 0.04;
/// Numbers at the vertical axis.
const TICKS: usize = 4;

/// The legend and the charts. A press in a chart asks for the step under the pointer.
pub fn panel(ui: &mut Ui, runs: &Arc<Runs>, context: &PanelContext) {
    let language = context.language;
    legend::runs(ui, runs, context);
    let switch = Id::new("logarithmic charts");
    let mut log = ui.data(|data| data.get_temp(switch)).unwrap_or(true);
    if ui.checkbox(&mut log, language.say(Word::LogAxis)).changed() {
        ui.data_mut(|data| data.insert_temp(switch, log));
    }
    let rest = ui.clip_rect().height() - (ui.cursor().top() - ui.min_rect().top());
    let height = (rest / OPEN_CHARTS as f32 - TITLE).clamp(HEIGHTS[0], HEIGHTS[1]);
    for (index, quantity) in Quantity::OF_RUNS.into_iter().enumerate() {
        // Parameters may be negative.
        let chart = Chart::new(quantity, log && quantity != Quantity::Parameters);
        widgets::section(ui, title(quantity), language, index < OPEN_CHARTS, |ui| {
            let drawn = worked_out(ui, chart, runs, |chart, runs| {
                DrawnChart::new(chart, ChartSource::Runs(runs), Pace::Linear)
            });
            draw(ui, &drawn, height, ChartSource::Runs(runs), context)
        });
    }
    widgets::section(ui, Word::StepExplained, language, true, |ui| {
        explain::panel(ui, runs, context)
    });
}

/// The charts of a cloud that need no more than what is known anyway, and those that stand in its picture.
pub fn cloud(ui: &mut Ui, cloud: &Arc<CloudOutcome>, wanted: &[Chart], context: &PanelContext) {
    let language = context.language;
    let at_once = [Quantity::Progress, Quantity::Clusters, Quantity::Noise];
    for quantity in Quantity::OF_CLOUDS {
        let known = wanted.iter().find(|chart| chart.of == quantity);
        let is_table = matches!(quantity, Quantity::Scores | Quantity::Dendrogram);
        let shown = known.is_some() || at_once.contains(&quantity);
        if is_table || !shown || !insets::has(cloud, quantity) {
            continue;
        }
        let chart = known.cloned().unwrap_or(Chart::new(quantity, false));
        let drawn = worked_out(ui, chart, cloud, |chart, cloud| {
            DrawnChart::new(chart, ChartSource::Cloud(cloud), Pace::Linear)
        });
        widgets::section(ui, title(quantity), language, true, |ui| {
            let heading = drawn.heading(language);
            if heading != language.say(title(quantity)) {
                widgets::quiet(ui, &heading);
            }
            draw(ui, &drawn, HEIGHTS[0], ChartSource::Cloud(cloud), context)
        });
    }
}

/// A chart of something, worked out again only for something else, since a run may have a million steps.
fn worked_out<T: Send + Sync + 'static>(
    ui: &Ui,
    chart: Chart,
    of: &Arc<T>,
    work_out: impl FnOnce(&Chart, &T) -> DrawnChart,
) -> Arc<DrawnChart> {
    let id = Id::new(("chart of the panel", chart.of));
    // Holding what it is of keeps its address from being used again for something else.
    let known = ui.data(|data| data.get_temp::<(Arc<T>, Arc<DrawnChart>)>(id));
    if let Some((known, drawn)) = known
        && Arc::ptr_eq(&known, of)
        && drawn.chart == chart
    {
        return drawn;
    }
    let drawn = Arc::new(work_out(&chart, of));
    ui.data_mut(|data| data.insert_temp(id, (of.clone(), drawn.clone())));
    drawn
}

fn draw(ui: &mut Ui, chart: &DrawnChart, height: f32, of: ChartSource, context: &PanelContext) {
    let (language, step) = (context.language, context.step);
    let scale = chart.scale;
    if scale.is_shifted() {
        widgets::quiet(ui, language.say(Word::AboveMinimum));
    }
    let x_axis = chart.x_axis.clone();
    // A setting is drawn along the steps that it has a value at.
    let (from, to, end) = match &x_axis {
        XAxis::Numbers {
            ends: [low, high], ..
        } => (*low, *high, *high),
        _ => {
            let steps = of.steps() as f64;
            (0.0, steps, BEYOND * steps.max(1.0))
        }
    };
    let name = x_axis.name(language).to_owned();
    let small = TextStyle::Small.resolve(ui.style());
    ui.style_mut().text_styles.insert(TextStyle::Body, small);
    // At the very foot a number would touch the first step.
    let mut ticks = chart.ticks(TICKS);
    ticks.retain(|(place, _)| *place > LOWEST_TICK);
    let marks = ticks.iter().map(|&(value, _)| GridMark {
        value,
        step_size: 1.0 / TICKS as f64,
    });
    let marks: Vec<GridMark> = marks.collect();
    let below: Vec<(f64, String)> = match &x_axis {
        XAxis::Steps(_) => Vec::new(),
        _ => x_axis.ticks(TICKS as f32),
    };
    let below_marks: Vec<GridMark> = match &x_axis {
        XAxis::Steps(_) => round_marks(to),
        _ => (below.iter())
            .map(|&(value, _)| GridMark {
                value,
                step_size: (to - from) / TICKS as f64,
            })
            .collect(),
    };
    let said = |ticks: &[(f64, String)], value: f64| {
        let tick = ticks.iter().find(|tick| tick.0 == value);
        tick.map(|tick| tick.1.clone())
    };
    let plot = Plot::new(("chart", title(chart.chart.of)))
        .height(height)
        .allow_zoom(false)
        .allow_drag(false)
        .allow_scroll(false)
        .allow_axis_zoom_drag(false)
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false)
        .show_crosshair(false)
        .auto_bounds(Vec2b::FALSE)
        .custom_x_axes(vec![
            AxisHints::new_x()
                .label_spacing(LABEL_SPACING)
                .formatter(move |mark, _| {
                    said(&below, mark.value).unwrap_or_else(|| short_number(mark.value))
                }),
        ])
        .custom_y_axes(vec![
            AxisHints::new_y()
                .min_thickness(AXIS_WIDTH)
                .label_spacing(LABEL_SPACING)
                .formatter(move |mark, _| said(&ticks, mark.value).unwrap_or_default()),
        ])
        .x_grid_spacer(move |_| below_marks.clone())
        .y_grid_spacer(move |_| marks.clone())
        .label_formatter(move |position| match position {
            HoverPosition::NearDataPoint {
                plot_name,
                position,
                ..
            } => {
                let value = short_number(scale.value(position.y));
                let at = match &x_axis {
                    XAxis::Setting { ends, last, .. } => {
                        let value = ends[0] + (ends[1] - ends[0]) * position.x / last.max(1.0);
                        format!("{name} {}", short_number(value))
                    }
                    _ => format!("{name} {:.0}", position.x),
                };
                Some(format!("{plot_name}\n{at}: {value}"))
            }
            HoverPosition::Elsewhere { .. } => None,
        });
    let response = plot.show(ui, |plot| {
        plot.set_plot_bounds_x(from..=end);
        plot.set_plot_bounds_y(0.0..=1.0);
        for line in &chart.lines {
            draw_line(plot, chart, line, of, context);
        }
        if let Some(cursor) = chart.cursor(of, step) {
            let cursor = VLine::new("", cursor).color(context.style.text.with_alpha(0.6));
            plot.vline(cursor.width(1.0).allow_hover(false));
        }
    });
    let pressed = response.response.is_pointer_button_down_on() && chart.is_over_steps();
    if let Some(pointer) = response.response.interact_pointer_pos().filter(|_| pressed) {
        let step = response
            .transform
            .value_from_position(pointer)
            .x
            .clamp(0.0, to);
        context.ask(UiCommand::SeekStep(step));
    }
}

fn draw_line(
    plot: &mut PlotUi,
    chart: &DrawnChart,
    line: &DrawnLine,
    of: ChartSource,
    context: &PanelContext,
) {
    let scale = chart.scale;
    let color = match of.color(line) {
        Some(series) => context.style.series(series),
        None if line.parameter == 0 => context.style.accent,
        None => context.style.text,
    };
    let color = color.color32();
    let name = line_name(chart, line, of, context);
    let is_first = of.color(line).is_none_or(|color| color < 8);
    let style = if is_first && (line.parameter == 0 || matches!(of, ChartSource::Cloud(_))) {
        LineStyle::Solid
    } else {
        LineStyle::dashed_loose()
    };
    let place = |at: f64, value: f64| PlotPoint::new(at, scale.shown(value));
    let points: Vec<PlotPoint> = line
        .points
        .iter()
        .map(|&[at, value]| place(at, value))
        .collect();
    if line.bars {
        let bars = points
            .iter()
            .map(|point| Bar::new(point.x, point.y).width(0.72));
        plot.bar_chart(
            BarChart::new(name, bars.collect())
                .color(color)
                .allow_hover(false),
        );
        return;
    }
    plot.line(
        Line::new(&name, PlotPoints::Owned(points))
            .color(color)
            .width(1.8)
            .style(style),
    );
    let now = chart.series_of(line, of);
    let cursor = chart.cursor(of, context.step);
    if let Some((at, value)) = now.zip(cursor).and_then(|(series, at)| series.at(at)) {
        plot.points(
            Points::new(name, PlotPoints::Owned(vec![place(at, value)]))
                .color(color)
                .radius(3.5)
                .allow_hover(false),
        );
    }
}

/// The run, and the parameter where there are several; of a cloud, what the chart shows.
fn line_name(
    chart: &DrawnChart,
    line: &DrawnLine,
    of: ChartSource,
    context: &PanelContext,
) -> String {
    let ChartSource::Runs(runs) = of else {
        return chart.heading(context.language);
    };
    let run = widgets::said(&runs[line.run].label, context.language);
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

/// Marks at a few round steps.
fn round_marks(steps: f64) -> Vec<GridMark> {
    let step_size = nice_step(steps.max(1.0), 4);
    let last = (steps / step_size).floor() as usize;
    (0..=last)
        .map(|k| GridMark {
            value: k as f64 * step_size,
            step_size,
        })
        .collect()
}
