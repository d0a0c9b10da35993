//! A small chart of a schedule, with the current step.

use bevy_egui::egui::{Pos2, Sense, Shape, Stroke, Ui, pos2, vec2};

use super::super::PanelContext;
use crate::{
    math::{optimizer, schedule},
    scene::Run,
};

/// The height of the chart in points.
const HEIGHT: f32 = 34.0;
/// The number of line segments of the curve, about one per pixel.
const SEGMENTS: usize = 240;

/// A chart of the learning rate of a run over its updates. Nothing if the rate is constant.
pub(super) fn curve(ui: &mut Ui, index: usize, run: &Run, context: &PanelContext) {
    let Some(landscape) = context.simulation.landscape() else {
        return;
    };
    let (Ok(optimizer), Ok(schedule)) = (
        optimizer::CATALOGUE.build(&run.optimizer),
        schedule::CATALOGUE.build(&run.schedule),
    ) else {
        return;
    };
    let updates = landscape.runs.steps.max(1);
    let rate = |update: f64| schedule.learning_rate(optimizer.learning_rate(), update as usize);
    let rates: Vec<f64> = (0..=SEGMENTS)
        .map(|k| rate((updates - 1) as f64 * k as f64 / SEGMENTS as f64))
        .collect();
    let (low, high) = (rates.iter()).fold((0.0_f64, 0.0_f64), |(low, high), &rate| {
        (low.min(rate), high.max(rate))
    });
    if rates.iter().all(|&rate| rate == rates[0]) || !(high - low).is_finite() {
        return;
    }
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let area = rect.shrink(3.0);
    let position = |fraction: f64, rate: f64| -> Pos2 {
        let up = (rate - low) / (high - low);
        pos2(
            area.left() + fraction as f32 * area.width(),
            area.bottom() - up as f32 * area.height(),
        )
    };
    let points =
        (rates.iter().enumerate()).map(|(k, &rate)| position(k as f64 / SEGMENTS as f64, rate));
    let color = context.style.series(run.color_at(index)).color32();
    let painter = ui.painter_at(rect);
    painter.rect_filled(rect, 2.0, ui.visuals().extreme_bg_color);
    painter.add(Shape::line(points.collect(), Stroke::new(1.6, color)));
    let current_update = context.step.clamp(0.0, (updates - 1) as f64);
    let at = position(
        current_update / (updates - 1).max(1) as f64,
        rate(current_update),
    );
    let cursor = Stroke::new(1.0, context.style.text.with_alpha(0.6));
    painter.vline(at.x, rect.y_range(), cursor);
    painter.circle_filled(at, 3.0, color);
}
