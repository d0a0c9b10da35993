//! The charts of the right panel: those of all runs, or of a cloud, with the current step.

mod explain;
mod legend;
mod plot;

use std::sync::Arc;

use bevy_egui::egui::{Id, Ui};

use super::{PanelContext, widgets};
use crate::{
    scene::{Chart, Pace, Quantity},
    simulation::{CloudOutcome, Runs},
    view::{
        charts::{
            chart::DrawnChart,
            source::{ChartSource, title},
        },
        insets,
    },
    words::Word,
};

/// The range of the height of a chart without its title, in points. Within it, the charts that are expanded at first
/// fill the panel.
const HEIGHT_RANGE: [f32; 2] = [96.0, 200.0];
/// The number of charts that are expanded at first.
const OPEN_CHARTS: usize = 3;
/// The height of the title and spacing of a chart, in points.
const TITLE_HEIGHT: f32 = 44.0;

/// The legend and the charts of runs, and the explained step. Pressing in a chart seeks to the step under the pointer.
pub(super) fn panel(ui: &mut Ui, runs: &Arc<Runs>, context: &PanelContext) {
    let language = context.language;
    legend::runs(ui, runs, context);
    let log_id = Id::new("logarithmic charts");
    let mut log = ui.data(|data| data.get_temp(log_id)).unwrap_or(true);
    if ui.checkbox(&mut log, language.say(Word::LogAxis)).changed() {
        ui.data_mut(|data| data.insert_temp(log_id, log));
    }
    let available_height = ui.clip_rect().height() - (ui.cursor().top() - ui.min_rect().top());
    let height = (available_height / OPEN_CHARTS as f32 - TITLE_HEIGHT)
        .clamp(HEIGHT_RANGE[0], HEIGHT_RANGE[1]);
    for (index, quantity) in Quantity::OF_RUNS.into_iter().enumerate() {
        // Parameters can be negative, so their axis is never logarithmic.
        let chart = Chart::new(quantity, log && quantity != Quantity::Parameters);
        widgets::section(ui, title(quantity), language, index < OPEN_CHARTS, |ui| {
            let drawn = cached(ui, chart, runs, |chart, runs| {
                DrawnChart::new(chart, ChartSource::Runs(runs), Pace::Linear)
            });
            plot::draw(ui, &drawn, height, ChartSource::Runs(runs), context)
        });
    }
    widgets::section(ui, Word::StepExplained, language, true, |ui| {
        explain::panel(ui, runs, context)
    });
}

/// The charts of a cloud that need no extra computation, and those that are insets of the picture.
pub(super) fn cloud(
    ui: &mut Ui,
    cloud: &Arc<CloudOutcome>,
    inset_charts: &[Chart],
    context: &PanelContext,
) {
    let language = context.language;
    let default_quantities = [Quantity::Progress, Quantity::Clusters, Quantity::Noise];
    for quantity in Quantity::OF_CLOUDS {
        let inset = inset_charts.iter().find(|chart| chart.of == quantity);
        // A table and a tree, which the plots of the panel cannot show.
        let has_no_plot = matches!(quantity, Quantity::Scores | Quantity::Dendrogram);
        let is_shown = inset.is_some() || default_quantities.contains(&quantity);
        if has_no_plot || !is_shown || !insets::has_data_for(cloud, quantity) {
            continue;
        }
        let chart = inset.cloned().unwrap_or(Chart::new(quantity, false));
        let drawn = cached(ui, chart, cloud, |chart, cloud| {
            DrawnChart::new(chart, ChartSource::Cloud(cloud), Pace::Linear)
        });
        widgets::section(ui, title(quantity), language, true, |ui| {
            let heading = drawn.heading(language);
            if heading != language.say(title(quantity)) {
                widgets::weak_text(ui, &heading);
            }
            plot::draw(
                ui,
                &drawn,
                HEIGHT_RANGE[0],
                ChartSource::Cloud(cloud),
                context,
            )
        });
    }
}

/// A chart of a source, cached until either changes, since a run can have a million steps.
fn cached<T: Send + Sync + 'static>(
    ui: &Ui,
    chart: Chart,
    source: &Arc<T>,
    compute: impl FnOnce(&Chart, &T) -> DrawnChart,
) -> Arc<DrawnChart> {
    let id = Id::new(("chart of the panel", chart.of));
    // The cache keeps the source alive, so that no other source can have its address.
    let cached = ui.data(|data| data.get_temp::<(Arc<T>, Arc<DrawnChart>)>(id));
    if let Some((cached_source, drawn)) = cached
        && Arc::ptr_eq(&cached_source, source)
        && drawn.chart == chart
    {
        return drawn;
    }
    let drawn = Arc::new(compute(&chart, source));
    ui.data_mut(|data| data.insert_temp(id, (source.clone(), drawn.clone())));
    drawn
}
