//! The insets of the picture, which films show too: charts, and one step explained.

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

/// A checkbox for each chart and for its logarithmic axis, one for the explained step, and the size of the insets.
pub(super) fn panel(
    ui: &mut Ui,
    insets: &mut Insets,
    choices: InsetChoices,
    context: &PanelContext,
) {
    let language = context.language;
    widgets::weak_text(ui, language.say(Word::ChartsInPicture));
    let is_full = insets.charts.len() >= MAX_CHARTS;
    for quantity in choices.charts {
        let index = insets.charts.iter().position(|chart| chart.of == quantity);
        let mut is_on = index.is_some();
        ui.horizontal_wrapped(|ui| {
            let name = language.say(source::title(quantity));
            ui.add_enabled_ui(is_on || !is_full, |ui| ui.checkbox(&mut is_on, name));
            let can_be_logarithmic = !matches!(
                quantity,
                Quantity::Scores | Quantity::Silhouette | Quantity::Dendrogram
            );
            if let Some(chart) = index.and_then(|index| insets.charts.get_mut(index))
                && can_be_logarithmic
            {
                let name = language.say(Word::HeightLog);
                let changed = ui.checkbox(&mut chart.log, name).changed();
                // A logarithmic axis cannot have a range with 0.
                if changed {
                    chart.range = None;
                }
            }
        });
        match (index, is_on) {
            (Some(index), false) => drop(insets.charts.remove(index)),
            (None, true) => insets.charts.push(Chart::new(quantity, false)),
            _ => {}
        }
    }
    if choices.can_explain_steps {
        ui.checkbox(&mut insets.explain, language.say(Word::StepExplained));
    }
    let mut share = insets.share;
    let changed = widgets::SliderRow::new(language.say(Word::InsetShare), [0.2, 0.8])
        .tooltip(language.say(Word::ExplainInsetShare))
        .reset_value(context.opened_look().insets.share)
        .show(ui, &mut share);
    if changed {
        insets.share = share;
    }
}
