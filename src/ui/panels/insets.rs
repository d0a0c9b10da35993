//! The insets of the picture, in films too: charts, and one step explained.

use bevy_egui::egui::Ui;

use super::{
    super::{PanelContext, widgets},
    kinds::InsetChoices,
};
use crate::{
    scene::{Chart, Insets, MAX_CHARTS, Quantity},
    view::charts::source,
    words::Word,
};

/// A checkbox for each chart and its logarithmic axis, and one for the explained step.
pub(super) fn panel(
    ui: &mut Ui,
    insets: &mut Insets,
    choices: InsetChoices,
    context: &PanelContext,
) {
    let language = context.language;
    widgets::quiet(ui, language.say(Word::ChartsInPicture));
    let full = insets.charts.len() >= MAX_CHARTS;
    for quantity in choices.charts {
        let index = insets.charts.iter().position(|chart| chart.of == quantity);
        let mut on = index.is_some();
        ui.horizontal_wrapped(|ui| {
            let words = language.say(source::title(quantity));
            ui.add_enabled_ui(on || !full, |ui| ui.checkbox(&mut on, words));
            let has_axis = !matches!(
                quantity,
                Quantity::Scores | Quantity::Silhouette | Quantity::Dendrogram
            );
            if let Some(chart) = index.and_then(|index| insets.charts.get_mut(index))
                && has_axis
            {
                let words = language.say(Word::HeightLog);
                let changed = ui.checkbox(&mut chart.log, words).changed();
                // A logarithmic axis cannot have a range with 0.
                if changed {
                    chart.range = None;
                }
            }
        });
        match (index, on) {
            (Some(index), false) => drop(insets.charts.remove(index)),
            (None, true) => insets.charts.push(Chart::new(quantity, false)),
            _ => {}
        }
    }
    if choices.steps {
        ui.checkbox(&mut insets.explain, language.say(Word::StepExplained));
    }
    let mut share = insets.share;
    let changed = widgets::Tuner::new(language.say(Word::InsetShare), [0.2, 0.8])
        .meaning(language.say(Word::ExplainInsetShare))
        .opened(context.opened_look().insets.share)
        .show(ui, &mut share);
    if changed {
        insets.share = share;
    }
}
