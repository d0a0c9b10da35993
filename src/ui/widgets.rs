//! The widgets of the panels: a row with a name, a slider with its value, a choice, a swatch.
//!
//! Every widget has an accessible name, for the keyboard, screen readers and tests, explains itself by a tooltip, and
//! is never wider than its panel.

mod tuner;

use bevy_egui::egui::{
    self, Align, ComboBox, CornerRadius, Key, Label, Layout, Response, RichText, Sense, Stroke,
    TextEdit, Ui, Vec2, WidgetInfo, WidgetType, vec2,
};

#[cfg(test)]
pub(in crate::ui) use tuner::handle_range;
pub(super) use tuner::{Mark, Tuner, field};

use crate::{
    math::{
        diagnosis::Severity,
        parameter::{Kind, Parameter},
        spec::{Spec, Value},
    },
    scene::MAX_CHARACTERS,
    view::{
        style::theme::{Rgb, SERIES_COLORS, Style},
        text::verdict,
    },
    words::{Language, Word},
};

/// The fraction of a row's width for its name.
const NAME_PART: f32 = 0.4;
/// The maximum height of a list of choices before it scrolls.
const LONGEST_LIST: f32 = 420.0;
/// The side of a swatch.
const SWATCH: f32 = 12.0;

/// A row: a name with a tooltip on the left, its content on the right.
pub(super) fn row<R>(
    ui: &mut Ui,
    name: &str,
    meaning: &str,
    content: impl FnOnce(&mut Ui, &Response) -> R,
) -> R {
    ui.horizontal(|ui| {
        let size = vec2(
            NAME_PART * ui.available_width(),
            ui.spacing().interact_size.y,
        );
        let label = ui
            .allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
                ui.set_width(size.x);
                ui.add(
                    Label::new(name)
                        .truncate()
                        .selectable(false)
                        .sense(Sense::CLICK),
                )
            })
            .inner;
        let label = explained(label, meaning);
        content(ui, &label)
    })
    .inner
}

/// Adds a tooltip, unless it is empty.
pub(super) fn explained(response: Response, meaning: &str) -> Response {
    if meaning.is_empty() {
        return response;
    }
    response.on_hover_text(meaning)
}

/// The height of a number field. Widgets in the same row need it too, to be aligned.
pub(super) fn field_height(ui: &Ui) -> f32 {
    let spacing = ui.spacing();
    let text = ui.text_style_height(&egui::TextStyle::Button);
    (text + 2.0 * spacing.button_padding.y).max(spacing.interact_size.y)
}

/// Fields for the coordinates of a point; returns whether the point changed.
pub(super) fn point_fields(ui: &mut Ui, label: &Response, point: &mut [f64], speed: f64) -> bool {
    let gap = ui.spacing().item_spacing.x;
    let count = point.len() as f32;
    let width = (ui.available_width() - (count - 1.0) * gap) / count;
    let size = vec2(width, field_height(ui));
    let mut changed = false;
    for coordinate in point {
        let before = *coordinate;
        let field = field(coordinate, [f64::MIN, f64::MAX], false).speed(speed);
        ui.add_sized(size, field).labelled_by(label.id);
        changed |= before != *coordinate;
    }
    changed
}

/// A row with a checkbox; returns whether it was toggled.
pub(super) fn switch(ui: &mut Ui, name: &str, meaning: &str, on: &mut bool) -> bool {
    row(ui, name, meaning, |ui, _| switch_box(ui, name, on))
}

/// A checkbox without text, whose name is elsewhere in its row.
pub(super) fn switch_box(ui: &mut Ui, name: &str, on: &mut bool) -> bool {
    let response = ui.checkbox(on, "");
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::selected(WidgetType::Checkbox, enabled, *on, name));
    response.changed()
}

/// A row for a parameter in a spec, with an optional mark on its slider; returns whether it changed. A double click
/// restores the value in `opened`, the spec as it was opened, if it has the same name.
pub(super) fn parameter(
    ui: &mut Ui,
    spec: &mut Spec,
    opened: Option<&Spec>,
    parameter: &Parameter,
    mark: Option<Mark>,
    language: Language,
) -> bool {
    let meaning = language.of(&parameter.meaning);
    if parameter.kind == Kind::Bool {
        let mut on = match spec.get(parameter.name) {
            Some(Value::Bool(on)) => *on,
            _ => parameter.default != 0.0,
        };
        let changed = switch(ui, parameter.name, meaning, &mut on);
        if changed {
            spec.set(parameter.name, on);
        }
        return changed;
    }
    if let Some(choices) = parameter.choices() {
        let value = spec.get(parameter.name);
        let set = |name: &&str| matches!(value, Some(Value::Text(word)) if word == name);
        let mut names = choices.iter().map(|choice| choice.name);
        let default = choices[parameter.default as usize].name;
        // A list can be set only in the text of a scene; here it is shown, and can be replaced by a choice.
        let list = match value {
            Some(list @ Value::List(_)) => list.to_string(),
            _ => String::new(),
        };
        let current = match list.is_empty() {
            true => names.find(set).unwrap_or(default),
            false => &list,
        };
        let listed = (!list.is_empty()).then_some((&*list, &*list, meaning));
        let options = choices.iter().map(|choice| {
            let [title, meaning] = [&choice.title, &choice.meaning].map(|words| language.of(words));
            (choice.name, title, meaning)
        });
        let options = listed.into_iter().chain(options);
        let chosen = self::choice(ui, parameter.name, meaning, &current, options);
        if let Some(name) = chosen {
            spec.set(parameter.name, name);
        }
        return chosen.is_some();
    }
    let mut value = spec.number(parameter.name).unwrap_or(parameter.default);
    let opened = opened.filter(|opened| opened.name == spec.name);
    let written = opened.and_then(|opened| opened.number(parameter.name));
    let tuner = Tuner::new(parameter.name, allowed(parameter))
        .meaning(meaning)
        .slider(parameter.slider)
        .opened(written.unwrap_or(parameter.default))
        .logarithmic(parameter.kind == Kind::Logarithmic)
        .mark(mark);
    let tuner = if parameter.is_integer {
        tuner.integer()
    } else {
        tuner
    };
    let changed = tuner.show(ui, &mut value);
    if changed && value == parameter.default && written != Some(value) {
        spec.unset(parameter.name);
    } else if changed {
        spec.set_number(parameter.name, value);
    }
    changed
}

/// A choice among options with texts and tooltips. Returns the newly chosen option.
pub(super) fn choice<'a, T: PartialEq>(
    ui: &mut Ui,
    name: &str,
    meaning: &str,
    current: &T,
    options: impl IntoIterator<Item = (T, &'a str, &'a str)>,
) -> Option<T> {
    let options: Vec<_> = options.into_iter().collect();
    let text = options
        .iter()
        .find(|(option, ..)| option == current)
        .map_or("", |(_, text, _)| text);
    let mut chosen = None;
    row(ui, name, meaning, |ui, label| {
        let combo = ComboBox::from_id_salt(name)
            .selected_text(text)
            .truncate()
            .height(LONGEST_LIST)
            .width(ui.available_width());
        let combo = combo.show_ui(ui, |ui| {
            for (option, text, meaning) in options {
                let selected = option == *current;
                if explained(ui.selectable_label(selected, text), meaning).clicked() && !selected {
                    chosen = Some(option);
                }
            }
        });
        explained(combo.response.labelled_by(label.id), meaning);
    });
    chosen
}

/// A collapsible section of a panel. Its state does not depend on the language.
pub(super) fn section(
    ui: &mut Ui,
    title: Word,
    language: Language,
    open: bool,
    content: impl FnOnce(&mut Ui),
) {
    egui::CollapsingHeader::new(RichText::new(language.say(title)).strong())
        .id_salt(title)
        .default_open(open)
        .show_unindented(ui, content);
    ui.add_space(ui.spacing().item_spacing.y);
}

/// Small, weak text that wraps.
pub(super) fn quiet(ui: &mut Ui, text: &str) -> Response {
    ui.add(Label::new(RichText::new(text).weak().small()).wrap())
}

/// An error message below a field.
pub(super) fn error(ui: &mut Ui, message: &str) -> Response {
    let text = RichText::new(message).color(ui.visuals().error_fg_color);
    ui.add(Label::new(text).wrap())
}

/// The swatch of a run or class: a disc in its colour, or a ring once the colours repeat.
pub(super) fn swatch(ui: &mut Ui, index: usize, color: Rgb) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(SWATCH), Sense::hover());
    let color = color.color32();
    if (index / SERIES_COLORS).is_multiple_of(2) {
        ui.painter()
            .circle_filled(rect.center(), 0.5 * SWATCH, color);
    } else {
        ui.painter().circle_stroke(
            rect.center(),
            0.4 * SWATCH,
            Stroke::new(0.2 * SWATCH, color),
        );
    }
    response
}

/// The icon and the text of a verdict.
pub(super) fn verdict(ui: &mut Ui, severity: Severity, text: &str, style: &Style) -> Response {
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(Vec2::splat(SWATCH), Sense::hover());
        let symbol = verdict::symbol(rect.center(), 0.45 * SWATCH, severity, style);
        ui.painter().add(symbol);
        ui.add(Label::new(text).wrap())
    })
    .inner
}

/// A bar filled to a fraction of its width, 0 to 1.
pub(super) fn bar(ui: &mut Ui, size: Vec2, part: f32, color: Rgb) -> Response {
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let corner = CornerRadius::same(2);
    ui.painter()
        .rect_filled(rect, corner, ui.visuals().extreme_bg_color);
    let mut filled = rect;
    filled.set_width(part.clamp(0.0, 1.0) * rect.width());
    ui.painter().rect_filled(filled, corner, color.color32());
    response
}

/// Shows content on the left of a row and weak text at its right end.
pub(super) fn with_trailing<R>(
    ui: &mut Ui,
    trailing: &str,
    content: impl FnOnce(&mut Ui) -> R,
) -> R {
    let trailing = RichText::new(trailing).weak();
    // The outer row limits the height.
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add(Label::new(trailing).selectable(false));
            ui.with_layout(Layout::left_to_right(Align::Center), content)
                .inner
        })
        .inner
    })
    .inner
}

/// A cell of a row with a fixed width and vertical layout.
pub(super) fn cell<R>(ui: &mut Ui, width: f32, content: impl FnOnce(&mut Ui) -> R) -> R {
    let size = vec2(width, ui.text_style_height(&egui::TextStyle::Body));
    let layout = Layout::top_down(Align::Min);
    ui.allocate_ui_with_layout(size, layout, |ui| {
        ui.set_width(width);
        content(ui)
    })
    .inner
}

/// A line of text, truncated at the end of the row.
pub(super) fn line(ui: &mut Ui, text: &str) -> Response {
    ui.add(Label::new(text).truncate())
}

/// A text field that is applied when it loses the focus, since half-typed paths and column names are invalid.
pub(super) fn text_field(ui: &mut Ui, name: &str, meaning: &str, text: &str) -> Option<String> {
    row(ui, name, meaning, |ui, label| {
        let id = ui.make_persistent_id(("text field", name));
        let mut edited = ui
            .data(|data| data.get_temp(id))
            .unwrap_or_else(|| text.to_owned());
        let field = TextEdit::singleline(&mut edited)
            .id(id)
            .char_limit(MAX_CHARACTERS)
            .desired_width(f32::INFINITY);
        let response = ui.add(field).labelled_by(label.id);
        if response.has_focus() {
            ui.data_mut(|data| data.insert_temp(id, edited));
            return None;
        }
        ui.data_mut(|data| data.remove::<String>(id));
        let is_cancelled = ui.input(|input| input.key_pressed(Key::Escape));
        (response.lost_focus() && !is_cancelled && edited != text).then_some(edited)
    })
}

/// The allowed range of a parameter, without excluded ends.
fn allowed(parameter: &Parameter) -> [f64; 2] {
    let min = if parameter.excludes_min {
        parameter.min.next_up()
    } else {
        parameter.min
    };
    let max = if parameter.excludes_max {
        parameter.max.next_down()
    } else {
        parameter.max
    };
    [min, max]
}
