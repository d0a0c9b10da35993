//! What happens over the steps: loss, gradient norm and learning rate of every run, linked to the playback.

mod legend;

use std::{fmt::Debug, hash::Hash, sync::Arc};

use bevy_egui::egui::{Id, Rangef, TextStyle, Ui, Vec2b};
use egui_plot::{
    AxisHints, GridInput, GridMark, HoverPosition, Line, LineStyle, Plot, PlotPoint, PlotPoints,
    Points, VLine,
};

use super::{Ask, PanelContext, widgets};
use crate::{
    math::{
        descent::{Path, Stop},
        landscape::CriticalKind,
    },
    simulation::{Descents, RunOutcome},
    view::scale::{nice_step, short_number},
    words::Word,
};

/// Heights of a chart without its title: as much as lets all of them be seen at once, within these bounds.
const HEIGHTS: [f32; 2] = [84.0, 200.0];
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
/// A line with more points is thinned to the least and the greatest of each of so many parts, finer than pixels.
const PARTS: usize = 600;
/// A logarithmic chart of fewer decades has marks between them.
const FEW_DECADES: f64 = 1.8;
/// The most decades that a logarithmic chart shows: more than f64 can tell apart around a loss of 1.
const MOST_DECADES: f64 = 20.0;

/// What a chart shows of a run.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Quantity {
    Loss,
    GradientNorm,
    LearningRate,
}

impl Quantity {
    const ALL: [Self; 3] = [Self::Loss, Self::GradientNorm, Self::LearningRate];

    fn of(self, path: &Path) -> &[f64] {
        match self {
            Self::Loss => &path.values,
            Self::GradientNorm => &path.gradient_norms,
            Self::LearningRate => &path.learning_rates,
        }
    }

    fn title(self) -> Word {
        match self {
            Self::Loss => Word::LossByStep,
            Self::GradientNorm => Word::GradientNorm,
            Self::LearningRate => Word::LearningRate,
        }
    }
}

/// How a value becomes a height in a chart.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Axis {
    log: bool,
    /// Subtracted before the logarithm is taken; 0 where nothing is negative.
    floor: f64,
}

impl Axis {
    /// The axis for some values; a logarithm is taken of what lies above `lowest` if that is negative.
    fn new(log: bool, lowest: f64) -> Self {
        Self {
            log,
            floor: if log { lowest.min(0.0) } else { 0.0 },
        }
    }

    /// NaN where a logarithmic axis has no place for the value.
    fn height(self, value: f64) -> f64 {
        if !self.log {
            return value;
        }
        let above = value - self.floor;
        if above > 0.0 { above.log10() } else { f64::NAN }
    }

    fn value(self, height: f64) -> f64 {
        if self.log {
            10f64.powf(height) + self.floor
        } else {
            height
        }
    }
}

/// The legend and the charts. A press in a chart asks for the step under the pointer.
pub fn panel(ui: &mut Ui, descents: &Descents, context: &PanelContext) {
    let language = context.language;
    legend::runs(ui, descents, context);
    let switch = Id::new("logarithmic charts");
    let mut log = ui.data(|data| data.get_temp(switch)).unwrap_or(true);
    if ui.checkbox(&mut log, language.say(Word::LogAxis)).changed() {
        ui.data_mut(|data| data.insert_temp(switch, log));
    }
    let rest = ui.clip_rect().height() - (ui.cursor().top() - ui.min_rect().top());
    let height = (rest / Quantity::ALL.len() as f32 - TITLE).clamp(HEIGHTS[0], HEIGHTS[1]);
    for quantity in Quantity::ALL {
        let title = language.say(quantity.title());
        widgets::section(ui, title, true, |ui| {
            chart(ui, quantity, log, height, descents, context)
        });
    }
}

fn chart(
    ui: &mut Ui,
    quantity: Quantity,
    log: bool,
    height: f32,
    descents: &Descents,
    context: &PanelContext,
) {
    let (language, step) = (context.language, context.step);
    let shown = || descents.runs.iter().filter(|run| run.shown);
    let axis = Axis::new(log, lowest(ui, quantity, descents));
    if axis.floor < 0.0 {
        widgets::quiet(ui, language.say(Word::AboveMinimum));
    }
    let lines: Vec<Arc<[PlotPoint]>> = shown().map(|run| line(ui, quantity, axis, run)).collect();
    let [low, high] = bounds(quantity, axis, descents, &lines);
    let steps = descents.steps as f64;
    let step_word = language.say(Word::Step);
    let small = TextStyle::Small.resolve(ui.style());
    ui.style_mut().text_styles.insert(TextStyle::Body, small);
    let plot = Plot::new(quantity)
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
                    short_number(if log {
                        10f64.powf(mark.value)
                    } else {
                        mark.value
                    })
                }),
        ])
        .x_grid_spacer(move |_| round_marks(0.0, steps))
        .label_formatter(move |position| match position {
            HoverPosition::NearDataPoint {
                plot_name,
                position,
                ..
            } => {
                let value = short_number(axis.value(position.y));
                Some(format!(
                    "{plot_name}\n{step_word} {:.0}: {value}",
                    position.x
                ))
            }
            HoverPosition::Elsewhere { .. } => None,
        });
    let plot = if log {
        plot.y_grid_spacer(decades)
    } else {
        plot.y_grid_spacer(|input| round_marks(input.bounds.0, input.bounds.1))
    };
    let response = plot.show(ui, |plot| {
        plot.set_plot_bounds_x(0.0..=BEYOND * steps.max(1.0));
        plot.set_plot_bounds_y(low..=high);
        for (run, points) in shown().zip(&lines) {
            let color = context.style.series(run.color).color32();
            let name = widgets::said(&run.label, language);
            let style = if run.color < 8 {
                LineStyle::Solid
            } else {
                LineStyle::dashed_loose()
            };
            plot.line(
                Line::new(name, &points[..])
                    .color(color)
                    .width(1.8)
                    .style(style),
            );
            if let Some(now) = at(quantity.of(&run.path), step) {
                let now = PlotPoints::from([now.0, axis.height(now.1)]);
                plot.points(
                    Points::new(name, now)
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

/// The least value that the logarithm has to make room for: for the loss also the minimum that runs may come near to.
fn lowest(ui: &Ui, quantity: Quantity, descents: &Descents) -> f64 {
    if quantity != Quantity::Loss {
        return 0.0;
    }
    let reached = descents.runs.iter().map(|run| {
        once_per_path(ui, "least loss", run, (), || {
            run.path
                .values
                .iter()
                .copied()
                .fold(f64::INFINITY, f64::min)
        })
    });
    let reached = reached.fold(f64::INFINITY, f64::min);
    if reached >= 0.0 {
        return 0.0;
    }
    let minima = descents
        .critical_points
        .iter()
        .filter(|point| point.kind == CriticalKind::Minimum);
    minima.map(|point| point.value).fold(reached, f64::min)
}

/// From bottom to top of a chart. A run that diverged counts only with where it began, or it would flatten the others.
fn bounds(
    quantity: Quantity,
    axis: Axis,
    descents: &Descents,
    lines: &[Arc<[PlotPoint]>],
) -> [f64; 2] {
    let runs = descents.runs.iter().filter(|run| run.shown);
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for (run, points) in runs.zip(lines) {
        let first = quantity
            .of(&run.path)
            .first()
            .map_or(f64::NAN, |&value| axis.height(value));
        let ends = run.path.stopped == Stop::Diverged;
        for height in points.iter().map(|point| point.y) {
            low = low.min(height);
            high = high.max(if ends { first.min(height) } else { height });
        }
    }
    if !(low <= high && low.is_finite() && high.is_finite()) {
        return [0.0, 1.0];
    }
    if axis.log {
        low = low.max(high - MOST_DECADES);
    }
    let margin = match high - low {
        span if span > 0.0 => 0.06 * span,
        _ => 0.5 * high.abs().max(f64::MIN_POSITIVE),
    };
    [low - margin, high + margin]
}

/// The points of a run's line, thinned.
fn line(ui: &Ui, quantity: Quantity, axis: Axis, run: &RunOutcome) -> Arc<[PlotPoint]> {
    once_per_path(ui, quantity, run, axis, || {
        thinned(
            quantity
                .of(&run.path)
                .iter()
                .map(|&value| axis.height(value)),
        )
        .into()
    })
}

/// What `work` makes of a run's path: worked out again only for another path or another `setting`, since a path may
/// have a million points.
fn once_per_path<S, T>(
    ui: &Ui,
    what: impl Hash + Debug,
    run: &RunOutcome,
    setting: S,
    work: impl FnOnce() -> T,
) -> T
where
    S: Clone + PartialEq + Send + Sync + 'static,
    T: Clone + Send + Sync + 'static,
{
    let id = Id::new(("once per path", what, run.color));
    // Holding the path keeps its address from being used again for another one.
    let known = ui.data(|data| data.get_temp::<(Arc<Path>, S, T)>(id));
    if let Some((path, known_setting, result)) = known
        && Arc::ptr_eq(&path, &run.path)
        && known_setting == setting
    {
        return result;
    }
    let result = work();
    ui.data_mut(|data| data.insert_temp(id, (run.path.clone(), setting, result.clone())));
    result
}

/// Heights over their index, without those that are not numbers; of many, the least and the greatest of each part.
fn thinned(heights: impl Iterator<Item = f64>) -> Vec<PlotPoint> {
    let points: Vec<PlotPoint> = heights
        .enumerate()
        .filter(|(_, height)| height.is_finite())
        .map(|(index, height)| PlotPoint::new(index as f64, height))
        .collect();
    if points.len() <= 2 * PARTS {
        return points;
    }
    let mut kept = Vec::with_capacity(2 * PARTS + 2);
    for part in points.chunks(points.len().div_ceil(PARTS)) {
        let by_height = |a: &&PlotPoint, b: &&PlotPoint| a.y.total_cmp(&b.y);
        let mut ends: Vec<PlotPoint> =
            [part.iter().min_by(by_height), part.iter().max_by(by_height)]
                .into_iter()
                .flatten()
                .copied()
                .collect();
        ends.sort_by(|a, b| a.x.total_cmp(&b.x));
        ends.dedup_by(|a, b| a.x == b.x);
        kept.extend(ends);
    }
    kept
}

/// Step and value of a run at a fractional step: at its end once it has ended, none of a run without values.
fn at(values: &[f64], step: f64) -> Option<(f64, f64)> {
    let last = values.len().checked_sub(1)?;
    let step = step.clamp(0.0, last as f64);
    let (from, to) = (step.floor() as usize, step.ceil() as usize);
    Some((
        step,
        values[from] + (values[to] - values[from]) * step.fract(),
    ))
}

/// Marks at a few round numbers.
fn round_marks(low: f64, high: f64) -> Vec<GridMark> {
    let step_size = nice_step(high - low, 4);
    if !(step_size.is_finite() && step_size > 0.0) {
        return Vec::new();
    }
    let (first, last) = (
        (low / step_size).ceil() as i64,
        (high / step_size).floor() as i64,
    );
    (first..=last)
        .map(|k| GridMark {
            value: k as f64 * step_size,
            step_size,
        })
        .collect()
}

/// Marks at whole powers of ten, few enough to be read; also at their double and their half where there are hardly any.
fn decades(input: GridInput) -> Vec<GridMark> {
    let (bottom, top) = input.bounds;
    let (low, high) = (bottom.ceil() as i64, top.floor() as i64);
    if top - bottom < FEW_DECADES {
        let parts = [1.0f64, 2.0, 5.0].map(f64::log10);
        return (low - 1..=high)
            .flat_map(|power| parts.map(|part| power as f64 + part))
            .filter(|value| (bottom..=top).contains(value))
            .map(|value| GridMark {
                value,
                step_size: 1.0,
            })
            .collect();
    }
    let stride = ((high - low) / 4 + 1).max(1);
    let first = low + (-low).rem_euclid(stride);
    let marks = (first..=high).step_by(stride as usize);
    marks
        .map(|power| GridMark {
            value: power as f64,
            step_size: stride as f64,
        })
        .collect()
}

#[cfg(test)]
mod tests;
