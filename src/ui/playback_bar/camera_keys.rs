//! The marks of the camera keys on the seek bar.

use bevy_egui::egui::{
    CursorIcon, Id, Rect, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, WidgetType, pos2, vec2,
};

use super::Rail;
use crate::{
    math::round::to_decimals,
    scene::{CameraKey, key_times},
    ui::{PanelContext, UiCommand},
    words::Word,
};

/// The distance of the marks below the middle of the bar in points, which leaves the handle free.
const DROP: f32 = 11.0;
/// Half the width of a mark in points.
const RADIUS: f32 = 5.0;
/// The size in points of the area in which the pointer grabs a mark.
const GRAB_SIZE: Vec2 = vec2(14.0, 12.0);

/// Shows a mark below the rail for each key. A click goes to the key; a drag moves it between its neighbours.
pub(super) fn show(ui: &Ui, keys: &mut [CameraKey], rail: &Rail, context: &PanelContext) {
    for index in 0..keys.len() {
        let at = keys[index].at;
        let center = pos2(rail.x_at(at), rail.middle + DROP);
        let area = Rect::from_center_size(center, GRAB_SIZE);
        let mark = ui.interact(
            area,
            Id::new(("camera key", index)),
            Sense::click_and_drag(),
        );
        let seconds = to_decimals(at, 2).to_string();
        let name = (context.language).say_with(Word::CameraKey, &[("n", &seconds)]);
        mark.widget_info(|| WidgetInfo::labeled(WidgetType::Button, true, &name));
        if mark.clicked() {
            context.send(UiCommand::Seek(at));
        }
        if let Some(pointer) = mark.interact_pointer_pos().filter(|_| mark.dragged()) {
            let [first, last] = key_times(keys, index);
            let time = to_decimals(rail.seconds_at(pointer.x), 2);
            keys[index].at = time.min(last).max(first);
        }
        let is_active = mark.hovered() || mark.dragged();
        paint(ui, keys[index].at, rail, is_active);
        let meaning = context.language.say(Word::ExplainCameraKey);
        mark.on_hover_cursor(CursorIcon::ResizeHorizontal)
            .on_hover_text(format!("{name}\n{meaning}"));
    }
}

/// Paints the mark of a key; a hollow one if the scene ends before it.
fn paint(ui: &Ui, at: f64, rail: &Rail, is_active: bool) {
    let radius = if is_active { RADIUS + 1.0 } else { RADIUS };
    let center = pos2(rail.x_at(at), rail.middle + DROP);
    let corners = [(0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)];
    let corners = corners.map(|(x, y)| center + radius * vec2(x, y)).to_vec();
    let visuals = ui.visuals();
    let color = if is_active {
        visuals.strong_text_color()
    } else {
        visuals.text_color()
    };
    let shape = if at <= rail.total_seconds {
        Shape::convex_polygon(corners, color, Stroke::NONE)
    } else {
        Shape::closed_line(corners, Stroke::new(1.0, color))
    };
    ui.painter().add(shape);
}
