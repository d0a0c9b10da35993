//! What happens over the steps, as charts of every run, linked to the playback.

mod explain;
mod legend;

use std::sync::Arc;

use bevy_egui::egui::{Id, Rangef, TextStyle, Ui, Vec2b};
use egui_plot::{
    AxisHints, GridMark, HoverPosition, Line, LineStyle, Plot, PlotPoint, PlotPoints, Points, VLine,
};

use super::{Ask, PanelContext, widgets};
use crate::{
    scene::{Chart, Pace, Quantity},
    simulation::Descents,
    view::{
        chart::{DrawnChart, DrawnLine, title},
        scale::{nice_step, short_number},
        step_axis::StepAxis,
    },
    words::Word,
};

/// Heights of a chart without its title: as much as lets the open ones be seen at once, within these bounds.
const HEIGHTS: [f32; 2] = [84.0, 200.0];
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
pub fn panel(ui: &mut Ui, descents: &Arc<Descents>, context: &PanelContext) {
    let language = context.language;
    legend::runs(ui, descents, context);
    let switch = Id::new("logarithmic charts");
    let mut log = ui.data(|data| data.get_temp(switch)).unwrap_or(true);
    if ui.checkbox(&mut log, language.say(Word::LogAxis)).changed() {
        ui.data_mut(|data| data.insert_temp(switch, log));
    }
    let rest = ui.clip_rect().height() - (ui.cursor().top() - ui.min_rect().top());
    let height = (rest / OPEN_CHARTS as f32 - TITLE).clamp(HEIGHTS[0], HEIGHTS[1]);
    for (index, quantity) in Quantity::ALL.into_iter().enumerate() {
        // Parameters may be negative.
        let chart = Chart::new(quantity, log && quantity != Quantity::Parameters);
        widgets::section(ui, title(quantity), language, index < OPEN_CHARTS, |ui| {
            draw(
                ui,
                &worked_out(ui, chart, descents),
                height,
                descents,
                context,
            )
        });
    }
    widgets::section(ui, Word::StepExplained, language, true, |ui| {
        explain::panel(ui, descents, context)
    });
}

/// The chart of some runs, worked out again only for others, since a run may have a million steps.
fn worked_out(ui: &Ui, chart: Chart, descents: &Arc<Descents>) -> Arc<DrawnChart> {
    let id = Id::new(("chart of the panel", chart.of));
    // Holding the runs keeps their address from being used again for others.
    let known = ui.data(|data| data.get_temp::<(Arc<Descents>, Arc<DrawnChart>)>(id));
    if let Some((runs, drawn)) = known
        && Arc::ptr_eq(&runs, descents)
        && drawn.chart == chart
    {
        return drawn;
    }
    let axis = StepAxis::new(descents.steps, Pace::Linear);
    let drawn = Arc::new(DrawnChart::new(&chart, descents, &axis));
    ui.data_mut(|data| data.insert_temp(id, (descents.clone(), drawn.clone())));
    drawn
}

fn draw(ui: &mut Ui, chart: &DrawnChart, height: f32, descents: &Descents, context: &PanelContext) {
    let (language, step) = (context.language, context.step);
    let scale = chart.scale;
    if scale.is_shifted() {
        widgets::quiet(ui, language.say(Word::AboveMinimum));
    }
    let steps = descents.steps as f64;
    let step_word = language.say(Word::Step);
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
                .formatter(|mark, _| short_number(mark.value)),
        ])
        .custom_y_axes(vec![
            AxisHints::new_y()
                .min_thickness(AXIS_WIDTH)
                .label_spacing(LABEL_SPACING)
                .formatter(move |mark, _| {
                    let tick = ticks.iter().find(|tick| tick.0 == mark.value);
                    tick.map_or_else(String::new, |tick| tick.1.clone())
                }),
        ])
        .x_grid_spacer(move |_| round_marks(steps))
        .y_grid_spacer(move |_| marks.clone())
        .label_formatter(move |position| match position {
            HoverPosition::NearDataPoint {
                plot_name,
                position,
                ..
            } => {
                let value = short_number(scale.value(position.y));
                Some(format!(
                    "{plot_name}\n{step_word} {:.0}: {value}",
                    position.x
                ))
            }
            HoverPosition::Elsewhere { .. } => None,
        });
    let response = plot.show(ui, |plot| {
        plot.set_plot_bounds_x(0.0..=BEYOND * steps.max(1.0));
        plot.set_plot_bounds_y(0.0..=1.0);
        for line in &chart.lines {
            let run = &descents.runs[line.run];
            let color = context.style.series(run.color).color32();
            let name = line_name(chart, line, descents, context);
            let style = if run.color < 8 && line.parameter == 0 {
                LineStyle::Solid
            } else {
                LineStyle::dashed_loose()
            };
            let place = |step: f64, value: f64| PlotPoint::new(step, scale.shown(value));
            let points: Vec<PlotPoint> = line
                .points
                .iter()
                .map(|&[step, value]| place(step, value))
                .collect();
            plot.line(
                Line::new(&name, PlotPoints::Owned(points))
                    .color(color)
                    .width(1.8)
                    .style(style),
            );
            let now = chart.line_of(line, descents);
            if let Some((step, value)) = now.and_then(|(_, series)| series.at(step)) {
                plot.points(
                    Points::new(name, PlotPoints::Owned(vec![place(step, value)]))
                        .color(color)
                        .radius(3.5)
                        .allow_hover(false),
                );
            }
        }
        let cursor =
            VLine::new("", step.clamp(0.0, steps)).color(context.style.text.with_alpha(0.6));
        plot.vline(cursor.width(1.0).allow_hover(false));
    });
    let pressed = response.response.is_pointer_button_down_on();
    if let Some(pointer) = response.response.interact_pointer_pos().filter(|_| pressed) {
        let step = response
            .transform
            .value_from_position(pointer)
            .x
            .clamp(0.0, steps);
        context.ask(Ask::SeekStep(step));
    }
}

/// The run, and the parameter where there are several.
fn line_name(
    chart: &DrawnChart,
    line: &DrawnLine,
    descents: &Descents,
    context: &PanelContext,
) -> String {
    let run = widgets::said(&descents.runs[line.run].label, context.language);
    let by_parameter = matches!(
        chart.chart.of,
        Quantity::Parameters | Quantity::EffectiveRates
    );
    if by_parameter && descents.variables > 1 {
        format!("{run} · {}", descents.axes[line.parameter])
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
