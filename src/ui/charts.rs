//! What happens over the steps, as charts of every run or of a cloud, linked to the playback.

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
        chart_source::{ChartSource, title},
        charts::chart::DrawnChart,
        insets,
    },
    words::Word,
};

/// Heights of a chart without its title: as much as lets the open ones be seen at once, within these bounds.
const HEIGHTS: [f32; 2] = [96.0, 200.0];
/// How many charts are open when a scene is shown first.
const OPEN_CHARTS: usize = 3;
/// Height of a chart's title and of the space around it.
const TITLE: f32 = 44.0;

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

/// The charts of a cloud that take no computation of their own, and those that are in its picture.
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

/// A chart of something, computed again only for something else, since a run may have a million steps.
fn cached<T: Send + Sync + 'static>(
    ui: &Ui,
    chart: Chart,
    of: &Arc<T>,
    compute: impl FnOnce(&Chart, &T) -> DrawnChart,
) -> Arc<DrawnChart> {
    let id = Id::new(("chart of the panel", chart.of));
    // Holding what the chart is of keeps its address from being used again for something else.
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
