//! The classes or clusters of a cloud, each of which can be hidden or isolated.

use bevy_egui::egui::{Button, RichText, Ui};

use super::super::{PanelContext, widgets};
use crate::{
    scene::Points,
    simulation::{CloudOutcome, Group},
    words::{Language, Word},
};

/// The maximum number of listed classes.
const MAX_LISTED: usize = 100;

/// A row for each class or cluster: a checkbox that hides it, a button that isolates it, and the number of points of a
/// class.
pub(super) fn panel(
    ui: &mut Ui,
    points: &mut Points,
    cloud: &CloudOutcome,
    context: &PanelContext,
) {
    let language = context.language;
    // A label can have a million classes: only the listed ones are looked at in each frame.
    let total = match cloud.clusters() {
        Some(_) => cloud.class_keys().len(),
        None => cloud.class_names.len(),
    };
    for (key, series, name) in listed(cloud, language) {
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
                    let mut is_visible = !is_hidden;
                    let text = RichText::new(&name);
                    let text = if is_hidden { text.weak() } else { text };
                    let toggled = ui.checkbox(&mut is_visible, text);
                    if widgets::with_tooltip(toggled, language.say(Word::ExplainHide)).changed() {
                        points.toggle_class(&key);
                    }
                    let only = ui.add(Button::new(language.say(Word::Only)).small());
                    if widgets::with_tooltip(only, language.say(Word::ExplainOnly)).clicked() {
                        points.isolate_class(&key, &cloud.class_keys());
                    }
                });
            });
        });
    }
    if total > MAX_LISTED {
        let more = match cloud.clusters() {
            Some(_) => Word::MoreClusters,
            None => Word::MoreClasses,
        };
        let count = (total - MAX_LISTED).to_string();
        widgets::weak_text(ui, &language.say_with(more, &[("n", &count)]));
    }
}

/// The listed classes: the key of each in a scene, the index of its colour (none for noise), and its name.
fn listed(cloud: &CloudOutcome, language: Language) -> Vec<(String, Option<usize>, String)> {
    if cloud.clusters().is_none() {
        let classes = cloud.class_names.iter().take(MAX_LISTED).enumerate();
        return classes
            .map(|(index, class)| (class.name.clone(), Some(index), class.name.clone()))
            .collect();
    }
    let noise_key = Group::Noise.key();
    let keys = cloud.class_keys().into_iter().take(MAX_LISTED).enumerate();
    keys.map(|(number, key)| match noise_key.as_ref() == Some(&key) {
        true => (key, None, language.say(Word::ClusterNoise).into()),
        false => {
            let name = language.say_with(Word::ClusterNumber, &[("n", &key)]);
            (key, Some(number), name)
        }
    })
    .collect()
}
