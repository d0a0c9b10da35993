//! The classes or clusters of a cloud, each of which can be hidden or isolated.

use bevy_egui::egui::{Button, RichText, Ui};

use super::super::{PanelContext, widgets};
use crate::{
    scene::Points,
    simulation::{CloudOutcome, Group},
    words::Word,
};

/// The maximum number of listed classes.
const MOST_LISTED: usize = 100;

/// A checkbox for each class with its number of points, and a button that isolates it.
pub(super) fn panel(
    ui: &mut Ui,
    points: &mut Points,
    cloud: &CloudOutcome,
    context: &PanelContext,
) {
    let language = context.language;
    let all = cloud.class_keys();
    let noise = Group::Noise.key();
    let entries: Vec<(String, Option<usize>, String)> = match cloud.clusters() {
        Some(_) => (all.iter().enumerate())
            .map(|(number, key)| match noise.as_ref() == Some(key) {
                true => (key.clone(), None, language.say(Word::ClusterNoise).into()),
                false => {
                    let name = language.say_with(Word::ClusterNumber, &[("n", key)]);
                    (key.clone(), Some(number), name)
                }
            })
            .collect(),
        None => (cloud.class_names.iter().enumerate())
            .map(|(index, class)| (class.name.clone(), Some(index), class.name.clone()))
            .collect(),
    };
    let left_out = entries.len().saturating_sub(MOST_LISTED);
    for (key, series, name) in entries.into_iter().take(MOST_LISTED) {
        let count = match (series, cloud.clusters()) {
            (Some(class), None) => cloud.class_names[class].count.to_string(),
            _ => String::new(),
        };
        ui.push_id(("class", &key), |ui| {
            ui.horizontal(|ui| {
                let is_hidden = points.hide.contains(&key);
                let color = series.map_or(context.style.secondary_text, |index| {
                    context.style.series(index)
                });
                widgets::swatch(ui, series.unwrap_or_default(), color);
                widgets::with_trailing(ui, &count, |ui| {
                    let mut shown = !is_hidden;
                    let text = RichText::new(&name);
                    let text = if is_hidden { text.weak() } else { text };
                    let toggled = ui.checkbox(&mut shown, text);
                    if widgets::explained(toggled, language.say(Word::ExplainHide)).changed() {
                        points.toggle_class(&key);
                    }
                    let only = ui.add(Button::new(language.say(Word::Only)).small());
                    if widgets::explained(only, language.say(Word::ExplainOnly)).clicked() {
                        points.isolate_class(&key, &all);
                    }
                });
            });
        });
    }
    if left_out > 0 {
        let more = left_out.to_string();
        widgets::quiet(ui, &language.say_with(Word::MorePoints, &[("n", &more)]));
    }
}
