//! The table of the camera keys.

use bevy_egui::egui::{Button, Label, Response, RichText, Ui, WidgetInfo, WidgetType, vec2};

use super::super::widgets;
use crate::{
    scene::{CameraKey, key_times},
    words::{Language, Word},
};

/// The width of the button that removes a key, in points.
const REMOVE_WIDTH: f32 = 29.0;
/// The gap between columns, in points: so small that all numbers fit.
const COLUMN_GAP: f32 = 4.0;

/// Shows two lines for each key: its time and its view, then the centre of the view and the easing.
pub(super) fn show(ui: &mut Ui, keys: &mut Vec<CameraKey>, language: Language) {
    let gap = std::mem::replace(&mut ui.spacing_mut().item_spacing.x, COLUMN_GAP);
    let width = (ui.available_width() - REMOVE_WIDTH - 4.0 * COLUMN_GAP) / 4.0;
    let table = Table { width, language };
    let names = table.heads(ui);
    let mut removed = None;
    for index in 0..keys.len() {
        let times = key_times(keys, index);
        if table.key(ui, &names, &mut keys[index], times) {
            removed = Some(index);
        }
    }
    ui.spacing_mut().item_spacing.x = gap;
    if let Some(index) = removed {
        keys.remove(index);
    }
}

struct Table {
    /// The width of a column in points.
    width: f32,
    language: Language,
}

/// The heads of the columns, which name the fields below them.
struct Heads {
    view: [Response; 4],
    center: [Response; 4],
}

impl Table {
    fn heads(&self, ui: &mut Ui) -> Heads {
        let target = self.language.say(Word::KeyTarget);
        let mut row = |texts: [&str; 4], meanings: [&str; 4]| {
            ui.horizontal(|ui| {
                let mut head = |k: usize| {
                    let text = RichText::new(texts[k]).weak().small();
                    let label = Label::new(text).truncate().selectable(false);
                    let head = widgets::cell(ui, self.width, |ui| ui.add(label));
                    widgets::with_tooltip(head, meanings[k])
                };
                [0, 1, 2, 3].map(&mut head)
            })
            .inner
        };
        let say = |word| self.language.say(word);
        let explained = say(Word::ExplainKeyTarget);
        Heads {
            view: row(
                [Word::KeyTime, Word::Azimuth, Word::Elevation, Word::KeyZoom].map(say),
                [say(Word::ExplainKeyTime), "", "", ""],
            ),
            center: row(
                [target, "", "", say(Word::MotionEase)],
                [explained, explained, explained, say(Word::ExplainKeyEase)],
            ),
        }
    }

    /// The lines of a key whose time is limited to a range; returns whether it is to be removed.
    fn key(&self, ui: &mut Ui, heads: &Heads, key: &mut CameraKey, times: [f64; 2]) -> bool {
        let field = |ui: &mut Ui, head: &Response, value: &mut f64, range, speed, unit| {
            let field = widgets::number_field(value, range, false);
            let field = field.speed(speed).suffix(unit);
            let size = vec2(self.width, widgets::field_height(ui));
            ui.add_sized(size, field).labelled_by(head.id);
        };
        ui.separator();
        let is_removed = ui
            .horizontal(|ui| {
                let [time, azimuth, elevation, zoom] = &heads.view;
                field(ui, time, &mut key.at, times, 0.02, " s");
                field(ui, azimuth, &mut key.azimuth, [-3600.0, 3600.0], 0.5, "°");
                field(ui, elevation, &mut key.elevation, [-90.0, 90.0], 0.5, "°");
                field(ui, zoom, &mut key.zoom, [0.1, 50.0], 0.01, "×");
                self.remove_button(ui)
            })
            .inner;
        ui.horizontal(|ui| {
            let gap = ui.spacing().item_spacing.x;
            match &mut key.target {
                Some(target) => {
                    for (head, value) in heads.center.iter().zip(target) {
                        let speed = 0.01 * value.abs().max(0.1);
                        field(ui, head, value, [f64::MIN, f64::MAX], speed, "");
                    }
                }
                None => {
                    let text = self.language.say(Word::KeyCentred);
                    widgets::cell(ui, 3.0 * self.width + 2.0 * gap, |ui| {
                        widgets::weak_text(ui, text)
                    });
                }
            }
            field(ui, &heads.center[3], &mut key.ease, [0.0, 1.0], 0.01, "");
        });
        is_removed
    }

    fn remove_button(&self, ui: &mut Ui) -> bool {
        let text = self.language.say(Word::RemoveCameraKey);
        let size = vec2(REMOVE_WIDTH, widgets::field_height(ui));
        let button = ui.add_sized(size, Button::new("×"));
        button.widget_info(|| WidgetInfo::labeled(WidgetType::Button, true, text));
        button.on_hover_text(text).clicked()
    }
}
