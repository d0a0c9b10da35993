//! What stands beside the surface: a step explained, the data behind it, and charts over the steps, one below the other or side by side,
//! whichever leaves them larger.

use glam::{UVec2, Vec2};

use super::{
    Shown, Worked, chart::DrawnChart, data_plot, explain::WrittenStep, figures::Figure,
    frame::Frame, inset_chart, inset_step, labels::Pen, layout::SMALL, stage::Area,
    step_axis::StepAxis,
};
use crate::{
    scene::Look,
    simulation::{Descents, LineFitData},
};

/// A chart is about this much wider than high at most before two stand better side by side.
const ASPECT: f32 = 2.2;
/// An inset that is lower than this, in heights of small text, is left out.
const LOWEST: f32 = 4.4;
/// The width that an explained step needs at least, in heights of small text: two columns of numbers with what they are
/// called.
const LEAST_STEP: f32 = 17.5;
/// The width that a chart or a plot needs at least, in heights of small text.
const LEAST_CHART: f32 = 12.0;
/// The width of an explained step at most; numbers stand near to their formulas.
const WIDEST_STEP: f32 = 27.0;
/// Space between two insets, in heights of small text.
const GAP: f32 = 0.8;

/// The part of the picture that insets take: 0 where there are none.
pub fn share(look: &Look, descents: &Descents) -> f32 {
    let insets = &look.insets;
    let explains = insets.explain && descents.in_focus(look.focus).is_some();
    if insets.charts.is_empty() && data(look, descents).is_none() && !explains {
        return 0.0;
    }
    insets.share as f32
}

/// The width that insets need at least, in heights of small text.
pub fn least_width(look: &Look, descents: &Descents) -> f32 {
    if look.insets.explain && descents.in_focus(look.focus).is_some() {
        LEAST_STEP
    } else {
        LEAST_CHART
    }
}

fn data<'a>(look: &Look, descents: &'a Descents) -> Option<&'a LineFitData> {
    descents.fit.as_ref().filter(|_| look.marks.data)
}

/// Everything that stands beside a surface, and where.
struct Placed<'a> {
    step: Option<(WrittenStep, Area)>,
    data: Option<(&'a LineFitData, Area)>,
    charts: Vec<(&'a DrawnChart, inset_chart::Place)>,
    /// Room for the numbers on the left of all.
    left: f32,
    axis: StepAxis,
}

/// Paints all insets.
pub fn paint(pen: &Pen, frame: &Frame, shown: &Shown, descents: &Descents, worked: &Worked) {
    let Some(placed) = placed(pen, frame, shown, descents, worked) else {
        return;
    };
    if let Some((written, area)) = &placed.step {
        inset_step::paint(pen, descents, written, *area);
    }
    if let Some((data, area)) = placed.data {
        data_plot::paint(pen, frame, descents, data, area, placed.left);
    }
    for (chart, place) in &placed.charts {
        inset_chart::paint(pen, frame, descents, chart, &placed.axis, place);
    }
}

/// The step below the pointer, for a press that began in a chart; beyond its sides the first or the last.
pub fn step_at(
    pen: &Pen,
    frame: &Frame,
    figure: &Figure,
    descents: &Descents,
    pressed: Vec2,
    now: Vec2,
) -> Option<f64> {
    let placed = placed(pen, frame, figure.shown, descents, figure.worked)?;
    let charts = placed.charts.iter();
    let mut plots = charts.map(|(_, place)| inset_chart::plot(place, SMALL * pen.layout.text));
    let plot = plots.find(|plot| plot.contains(pressed))?;
    let part = (now.x - plot.min.x) / plot.size.x.max(1.0);
    Some(placed.axis.step(f64::from(part)))
}

fn placed<'a>(
    pen: &Pen,
    frame: &Frame,
    shown: &Shown,
    descents: &'a Descents,
    worked: &'a Worked,
) -> Option<Placed<'a>> {
    let mut room = frame.layout.insets?;
    let look = &shown.scene().look;
    let data = data(look, descents);
    let run = descents
        .in_focus(look.focus)
        .filter(|_| look.insets.explain);
    let written = run.and_then(|run| WrittenStep::new(descents, run, frame.step));
    let mut count = usize::from(data.is_some()) + worked.charts.len();
    let step = written.map(|written| {
        let text_px = SMALL * frame.layout.text;
        let widest = room.size.x.min(WIDEST_STEP * text_px);
        let height = inset_step::height(pen, descents, &written, widest);
        let whole = room;
        let mut area = take_step(&mut room, height, GAP * text_px, count);
        if fitting(room, count, frame.layout.text) == 0 {
            area = whole;
        }
        area.size.x = area.size.x.min(widest);
        (written, area)
    });
    count = fitting(room, count, frame.layout.text);
    let (cells, columns) = cells(room, count, frame.layout.text);
    // Steps stand above each other.
    let names = worked.charts.iter();
    let left = names
        .map(|chart| inset_chart::label_width(pen, chart))
        .fold(3.0 * SMALL * pen.layout.text, f32::max);
    let mut places = cells.into_iter().enumerate();
    let data = data.and_then(|data| places.next().map(|(_, cell)| (data, cell)));
    let charts = places
        .zip(&worked.charts)
        .map(|((index, cell), chart)| {
            let place = inset_chart::Place {
                cell,
                left,
                with_steps: index + columns >= count,
            };
            (chart, place)
        })
        .collect();
    Some(Placed {
        step,
        data,
        charts,
        left,
        axis: StepAxis::new(descents.steps, shown.scene().playback.pace),
    })
}

/// Cuts off what an explained step needs: the left of a wide room, the top of another; all where nothing else is there.
fn take_step(room: &mut Area, height: f32, gap: f32, others: usize) -> Area {
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

/// How many of so many insets are still large enough to be read.
fn fitting(room: Area, count: usize, text: f32) -> usize {
    let fits = |&count: &usize| {
        let (cells, _) = cells(room, count, text);
        cells
            .iter()
            .all(|cell| cell.size.y >= LOWEST * SMALL * text)
    };
    (1..=count).rev().find(fits).unwrap_or(0)
}

/// The part of each of so many insets, and how many stand side by side.
fn cells(room: Area, count: usize, text: f32) -> (Vec<Area>, usize) {
    let grid = grid(count.max(1) as u32, room.size);
    let gap = GAP * SMALL * text;
    let cell = (room.size + Vec2::splat(gap)) / grid.as_vec2();
    let cells = (0..count as u32).map(|k| Area {
        min: room.min + UVec2::new(k % grid.x, k / grid.x).as_vec2() * cell,
        size: (cell - Vec2::splat(gap)).max(Vec2::ONE),
    });
    (cells.collect(), grid.x as usize)
}

/// Columns and rows that leave each part as large as can be, where it has use for a width of [`ASPECT`] times its height.
fn grid(count: u32, room: Vec2) -> UVec2 {
    let size = |columns: u32| {
        let rows = count.div_ceil(columns);
        let cell = room / Vec2::new(columns as f32, rows as f32);
        cell.x.min(ASPECT * cell.y)
    };
    // Of equals, the fewest columns.
    let columns = (1..=count)
        .rev()
        .max_by(|&a, &b| size(a).total_cmp(&size(b)));
    let columns = columns.unwrap_or(1);
    UVec2::new(columns, count.div_ceil(columns))
}

#[cfg(test)]
mod tests;
