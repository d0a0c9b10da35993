//! Charts of all runs, or of a cloud, linked to the playback.

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

/// The range of a chart's height without its title; within it, the open charts fit the panel.
const HEIGHTS: [f32; 2] = [96.0, 200.0];
/// The number of charts that are open at first.
const OPEN_CHARTS: usize = 3;
/// The height of a chart's title and spacing.
const TITLE: f32 = 44.0;

/// The legend and the charts of runs. Pressing in a chart seeks to the step under the pointer.
pub(super) fn panel(ui: &mut Ui, runs: &Arc<Runs>, context: &PanelContext) {
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
        // Parameters can be negative.
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

/// The charts of a cloud that need no extra computation, and those in its insets.
pub(super) fn cloud(
    ui: &mut Ui,
    cloud: &Arc<CloudOutcome>,
    wanted: &[Chart],
    context: &PanelContext,
) {
    let language = context.language;
    let default = [Quantity::Progress, Quantity::Clusters, Quantity::Noise];
    for quantity in Quantity::OF_CLOUDS {
        let known = wanted.iter().find(|chart| chart.of == quantity);
        let is_table = matches!(quantity, Quantity::Scores | Quantity::Dendrogram);
        let shown = known.is_some() || default.contains(&quantity);
        if is_table || !shown || !insets::has_data_for(cloud, quantity) {
            continue;
        }
        let chart = known.cloned().unwrap_or(Chart::new(quantity, false));
        let drawn = cached(ui, chart, cloud, |chart, cloud| {
            DrawnChart::new(chart, ChartSource::Cloud(cloud), Pace::Linear)
        });
        widgets::section(ui, title(quantity), language, true, |ui| {
            let heading = drawn.heading(language);
            if heading != language.say(title(quantity)) {
                widgets::quiet(ui, &heading);
            }
            plot::draw(ui, &drawn, HEIGHTS[0], ChartSource::Cloud(cloud), context)
        });
    }
}

/// A cached chart, recomputed when its source changes, since a run can have a million steps.
fn cached<T: Send + Sync + 'static>(
    ui: &Ui,
    chart: Chart,
    of: &Arc<T>,
    compute: impl FnOnce(&Chart, &T) -> DrawnChart,
) -> Arc<DrawnChart> {
    let id = Id::new(("chart of the panel", chart.of));
    // The cache holds the source, so that its address is not reused.
    let known = ui.data(|data| data.get_temp::<(Arc<T>, Arc<DrawnChart>)>(id));
    if let Some((known, drawn)) = known
        && Arc::ptr_eq(&known, of)
        && drawn.chart == chart
    {
        return drawn;
    }
    let drawn = Arc::new(compute(&chart, of));
    ui.data_mut(|data| data.insert_temp(id, (of.clone(), drawn.clone())));
    drawn
}
