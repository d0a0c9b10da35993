//! The insets beside a surface or a cloud: an explained step, the data, charts and scores. They are stacked or side by
//! side, whichever makes them larger.

mod step;
mod term;

use glam::{UVec2, Vec2};

use super::{
    charts::{chart::DrawnChart, data_plot, dendrogram, inset, scores, source::ChartSource},
    frame::{Frame, area::Area, layout::SMALL_TEXT},
    text::{explain::ExplainedStep, labels::Pen},
};
use crate::{
    scene::{LineFitData, Look, Quantity},
    simulation::{CloudOutcome, Runs},
};

/// Charts are placed side by side where they would otherwise be more than about this many times wider than high.
const MAX_ASPECT: f32 = 2.2;
/// Insets lower than this, in heights of small text, are left out.
const MIN_HEIGHT: f32 = 4.4;
/// Minimum width of an explained step, in heights of small text: two columns of numbers with their names.
const MIN_STEP_WIDTH: f32 = 17.5;
/// Minimum width of a chart or plot, in heights of small text.
const MIN_CHART_WIDTH: f32 = 12.0;
/// Maximum width of an explained step, in heights of small text, which keeps numbers close to their formulas.
const MAX_STEP_WIDTH: f32 = 27.0;
/// Gap between insets, in heights of small text.
const GAP: f32 = 0.8;

/// The insets of a figure, except its charts.
#[derive(Clone, Copy)]
pub(crate) struct Insets<'a> {
    /// The run whose steps are explained, by index among the runs.
    pub explained: Option<(&'a Runs, usize)>,
    /// The data of a fitted line, with the runs that fit it.
    pub data: Option<(&'a Runs, &'a LineFitData)>,
    /// The simulation whose data the charts show.
    pub source: ChartSource<'a>,
}

impl Insets<'_> {
    /// The number of terms of the update that is explained at a step; `None` if none is.
    pub(crate) fn explained_terms(&self, step: f64) -> Option<usize> {
        let (runs, run) = self.explained?;
        Some(ExplainedStep::new(runs, run, step)?.terms.len())
    }
}

/// The fraction of the room of subject and insets that insets take; 0 without any.
pub(crate) fn share(look: &Look, insets: &Insets, charts: &[DrawnChart]) -> f32 {
    let is_empty = charts.is_empty() && insets.data.is_none() && insets.explained.is_none();
    if is_empty {
        return 0.0;
    }
    look.insets.share as f32
}

/// Whether a cloud has the data for a chart.
pub(crate) fn has_data_for(cloud: &CloudOutcome, quantity: Quantity) -> bool {
    match quantity {
        Quantity::Dendrogram => {
            let clusters = cloud.clusters();
            clusters.is_some_and(|clusters| !clusters.merges().is_empty())
        }
        // Requesting these series would compute them.
        Quantity::Scores | Quantity::Elbow | Quantity::Silhouette => cloud.clusters().is_some(),
        _ => !cloud.series(quantity).is_empty(),
    }
}

/// The minimum width of the insets, in heights of small text.
pub(crate) fn min_width(insets: &Insets) -> f32 {
    match insets.explained {
        Some(_) => MIN_STEP_WIDTH,
        None => MIN_CHART_WIDTH,
    }
}

/// The insets with their areas.
struct PlacedInsets<'a> {
    /// The explained step.
    step: Option<(&'a Runs, ExplainedStep, Area)>,
    /// The only term of the step that is shown; `None` if all are.
    term: Option<usize>,
    data: Option<(&'a Runs, &'a LineFitData, Area)>,
    charts: Vec<(&'a DrawnChart, inset::InsetArea)>,
    /// Width of the labels to the left of all plots.
    label_width: f32,
}

/// Paints the insets that are large enough.
pub(crate) fn paint(pen: &Pen, frame: &Frame, insets: &Insets, charts: &[DrawnChart]) {
    let Some(placed) = place_insets(pen, frame, insets, charts) else {
        return;
    };
    match (&placed.step, placed.term) {
        (Some((runs, step, area)), Some(term)) => term::paint(pen, runs, step, term, *area),
        (Some((runs, step, area)), None) => step::paint(pen, runs, step, *area),
        (None, _) => {}
    }
    if let Some((runs, data, area)) = placed.data {
        data_plot::paint(pen, frame, runs, data, area, placed.label_width);
    }
    for (chart, place) in &placed.charts {
        match insets.source {
            ChartSource::Cloud(cloud) if chart.chart.of == Quantity::Scores => {
                scores::paint(pen, cloud, frame.step, place.cell);
            }
            ChartSource::Cloud(cloud) if chart.dendrogram.is_some() => {
                dendrogram::paint(pen, frame, cloud, chart, place);
            }
            source => inset::paint(pen, frame, source, chart, place),
        }
    }
}

/// The step under the pointer while dragging in a chart with a step axis, given the positions where the press began and
/// where the pointer is now; clamped to the first and last step.
pub(crate) fn step_at(
    pen: &Pen,
    frame: &Frame,
    insets: &Insets,
    charts: &[DrawnChart],
    [pressed, now]: [Vec2; 2],
) -> Option<f64> {
    let placed = place_insets(pen, frame, insets, charts)?;
    let text_px = SMALL_TEXT * pen.layout.text_scale;
    let plots = placed.charts.iter();
    let mut plots = plots.map(|(chart, place)| (chart, inset::plot_area(place, text_px)));
    let (chart, plot) = plots.find(|(_, plot)| plot.contains(pressed))?;
    let from_left = (now.x - plot.min.x) / plot.size.x.max(1.0);
    let from_below = (plot.max().y - now.y) / plot.size.y.max(1.0);
    match &chart.dendrogram {
        Some(dendrogram) => {
            let merges = dendrogram.step_at_height(chart.scale.value(f64::from(from_below)));
            Some(merges.min(insets.source.steps()) as f64)
        }
        None => chart.x_axis.step(f64::from(from_left)),
    }
}

/// Divides the area of the insets; `None` if the picture has none.
fn place_insets<'a>(
    pen: &Pen,
    frame: &Frame,
    insets: &Insets<'a>,
    drawn: &'a [DrawnChart],
) -> Option<PlacedInsets<'a>> {
    let mut room = frame.layout.insets?;
    let data = insets.data;
    let step = (insets.explained)
        .and_then(|(runs, run)| Some((runs, ExplainedStep::new(runs, run, frame.step)?)));
    let mut count = usize::from(data.is_some()) + drawn.len();
    let mut term = frame.term;
    let step = step.map(|(runs, step)| {
        let text_px = SMALL_TEXT * frame.layout.text_scale;
        // One term needs more room than a table of all.
        term = term.filter(|_| term::min_height(&step) * text_px <= room.size.y);
        let max_width = match term {
            Some(_) => room.size.x,
            None => room.size.x.min(MAX_STEP_WIDTH * text_px),
        };
        let height = match term {
            Some(_) => term::height(&step) * text_px,
            None => step::height(pen, runs, &step, max_width),
        };
        let whole = room;
        let mut area = take_step_area(&mut room, height, GAP * text_px, count);
        if count_fitting(room, count, frame.layout.text_scale) == 0 {
            area = whole;
        }
        area.size.x = area.size.x.min(max_width);
        (runs, step, area)
    });
    count = count_fitting(room, count, frame.layout.text_scale);
    let (cells, columns) = cells(room, count, frame.layout.text_scale);
    // Step axes of stacked charts are aligned.
    let widths = drawn.iter();
    let label_width = widths
        .map(|chart| inset::label_width(pen, chart))
        .fold(3.0 * SMALL_TEXT * pen.layout.text_scale, f32::max);
    let mut places = cells.into_iter().enumerate();
    let data = data.and_then(|(runs, data)| {
        let (_, cell) = places.next()?;
        Some((runs, data, cell))
    });
    let charts = drawn.iter().enumerate();
    let charts = places.zip(charts).map(|((index, cell), (number, chart))| {
        // Stacked charts with the same x axis share its labels, which the lowest one shows.
        let below = drawn.get(number + columns);
        let place = inset::InsetArea {
            cell,
            label_width,
            // A dendrogram has its leaves below it.
            has_x_labels: chart.dendrogram.is_some()
                || index + columns >= count
                || below.is_some_and(|below| below.x_axis != chart.x_axis),
        };
        (chart, place)
    });
    Some(PlacedInsets {
        step,
        term,
        data,
        charts: charts.collect(),
        label_width,
    })
}

/// Cuts off the room of an explained step: on the left of a wide room, at the top of others; all of it without other
/// insets.
fn take_step_area(room: &mut Area, height: f32, gap: f32, others: usize) -> Area {
    let mut area = *room;
    if others == 0 {
        return area;
    }
    if room.size.x > 2.0 * room.size.y {
        area.size.x = 0.48 * room.size.x;
        room.min.x += 0.5 * room.size.x;
        room.size.x *= 0.5;
        return area;
    }
    area.size.y = height.min(room.size.y);
    room.min.y += area.size.y + gap;
    room.size.y = (room.size.y - area.size.y - gap).max(1.0);
    area
}

/// The number of insets, at most `count`, that are large enough to be read.
fn count_fitting(room: Area, count: usize, text_scale: f32) -> usize {
    let fits = |&count: &usize| {
        let (cells, _) = cells(room, count, text_scale);
        cells
            .iter()
            .all(|cell| cell.size.y >= MIN_HEIGHT * SMALL_TEXT * text_scale)
    };
    (1..=count).rev().find(fits).unwrap_or(0)
}

/// The cells of `count` insets and the number of columns.
fn cells(room: Area, count: usize, text_scale: f32) -> (Vec<Area>, usize) {
    let grid = grid(count.max(1) as u32, room.size);
    let gap = GAP * SMALL_TEXT * text_scale;
    let cell = (room.size + Vec2::splat(gap)) / grid.as_vec2();
    let cells = (0..count as u32).map(|k| Area {
        min: room.min + UVec2::new(k % grid.x, k / grid.x).as_vec2() * cell,
        size: (cell - Vec2::splat(gap)).max(Vec2::ONE),
    });
    (cells.collect(), grid.x as usize)
}

/// The columns and rows that maximize the size of a chart of aspect ratio [`MAX_ASPECT`] in each cell.
fn grid(count: u32, room: Vec2) -> UVec2 {
    let size = |columns: u32| {
        let rows = count.div_ceil(columns);
        let cell = room / Vec2::new(columns as f32, rows as f32);
        cell.x.min(MAX_ASPECT * cell.y)
    };
    // Ties go to the fewest columns.
    let columns = (1..=count)
        .rev()
        .max_by(|&a, &b| size(a).total_cmp(&size(b)));
    let columns = columns.unwrap_or(1);
    UVec2::new(columns, count.div_ceil(columns))
}

#[cfg(test)]
mod tests;
