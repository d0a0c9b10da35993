//! The widgets of the panels: rows with a name and a slider, a checkbox, a list or a text field, and smaller parts.
//!
//! Every row has an accessible name, for screen readers and tests, and can have a tooltip. No widget is wider than its
//! panel.

mod slider_row;

use bevy_egui::egui::{
    self, Align, ComboBox, CornerRadius, Key, Label, Layout, Response, RichText, Sense, Stroke,
    TextEdit, Ui, Vec2, WidgetInfo, WidgetType, vec2,
};

#[cfg(test)]
pub(in crate::ui) use slider_row::handle_range;
pub(super) use slider_row::{SliderMark, SliderRow, number_field};

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

/// The fraction of the width of a row that its name takes.
const NAME_FRACTION: f32 = 0.4;
/// The height of a list of options, in points, beyond which it scrolls.
const MAX_LIST_HEIGHT: f32 = 420.0;
/// The width and height of a swatch in points.
const SWATCH_SIZE: f32 = 12.0;

/// A row: a name with a tooltip on the left, its content on the right.
pub(super) fn row<R>(
    ui: &mut Ui,
    name: &str,
    tooltip: &str,
    content: impl FnOnce(&mut Ui, &Response) -> R,
) -> R {
    ui.horizontal(|ui| {
        let size = vec2(
            NAME_FRACTION * ui.available_width(),
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
        let label = with_tooltip(label, tooltip);
        content(ui, &label)
    })
    .inner
}

/// Adds a tooltip, unless its text is empty.
pub(super) fn with_tooltip(response: Response, tooltip: &str) -> Response {
    if tooltip.is_empty() {
        return response;
    }
    response.on_hover_text(tooltip)
}

/// The height of a number field in points, which other widgets in the same row need too to be aligned.
pub(super) fn field_height(ui: &Ui) -> f32 {
    let spacing = ui.spacing();
    let text = ui.text_style_height(&egui::TextStyle::Button);
    (text + 2.0 * spacing.button_padding.y).max(spacing.interact_size.y)
}

/// Number fields for the coordinates of a point; dragging changes a coordinate by `speed` per point. Returns whether
/// the point changed.
pub(super) fn point_fields(ui: &mut Ui, label: &Response, point: &mut [f64], speed: f64) -> bool {
    let gap = ui.spacing().item_spacing.x;
    let count = point.len() as f32;
    let width = (ui.available_width() - (count - 1.0) * gap) / count;
    let size = vec2(width, field_height(ui));
    let mut changed = false;
    for coordinate in point {
        let before = *coordinate;
        let field = number_field(coordinate, [f64::MIN, f64::MAX], false).speed(speed);
        ui.add_sized(size, field).labelled_by(label.id);
        changed |= before != *coordinate;
    }
    changed
}

/// A row with a checkbox; returns whether it was toggled.
pub(super) fn checkbox_row(ui: &mut Ui, name: &str, tooltip: &str, on: &mut bool) -> bool {
    row(ui, name, tooltip, |ui, _| checkbox(ui, name, on))
}

/// A checkbox without a text, since its name is elsewhere in its row. Returns whether it was toggled.
pub(super) fn checkbox(ui: &mut Ui, name: &str, on: &mut bool) -> bool {
    let response = ui.checkbox(on, "");
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::selected(WidgetType::Checkbox, enabled, *on, name));
    response.changed()
}

/// A row for a parameter of a spec, with an optional mark on its slider; returns whether the value changed. A double
/// click restores the value in `opened`, the spec as it was opened, if that has the same name, otherwise the default.
pub(super) fn parameter(
    ui: &mut Ui,
    spec: &mut Spec,
    opened: Option<&Spec>,
    parameter: &Parameter,
    mark: Option<SliderMark>,
    language: Language,
) -> bool {
    let tooltip = language.of(&parameter.meaning);
    if parameter.kind == Kind::Bool {
        let mut on = match spec.get(parameter.name) {
            Some(Value::Bool(on)) => *on,
            _ => parameter.default != 0.0,
        };
        let changed = checkbox_row(ui, parameter.name, tooltip, &mut on);
        if changed {
            spec.set(parameter.name, on);
        }
        return changed;
    }
    if let Kind::Integers(_) | Kind::Text(_) = parameter.kind {
        let value = spec.get(parameter.name).cloned();
        let value = value.unwrap_or_else(|| parameter.to_value(parameter.default));
        let text = match &value {
            Value::Text(text) => text.clone(),
            value => value.to_string(),
        };
        let entered = text_field(ui, parameter.name, tooltip, &text);
        let entered = entered.map(|text| match parameter.kind {
            Kind::Text(_) => Value::Text(text),
            // Text that is no list is kept, so that its error is shown.
            _ => parse_value(&text).unwrap_or(Value::Text(text)),
        });
        let is_changed = entered.is_some();
        entered
            .into_iter()
            .for_each(|value| spec.set(parameter.name, value));
        return is_changed;
    }
    if let Some(choices) = parameter.choices() {
        let value = spec.get(parameter.name);
        let is_set = |name: &&str| matches!(value, Some(Value::Text(word)) if word == name);
        let mut names = choices.iter().map(|choice| choice.name);
        let default = choices[parameter.default as usize].name;
        // A list of values can be entered only in the text of a scene. Here it is shown as an option of its own.
        let list = match value {
            Some(list @ Value::List(_)) => list.to_string(),
            _ => String::new(),
        };
        let current = match list.is_empty() {
            true => names.find(is_set).unwrap_or(default),
            false => &list,
        };
        let listed = (!list.is_empty()).then_some((&*list, &*list, tooltip));
        let options = choices.iter().map(|choice| {
            let [title, tooltip] = [&choice.title, &choice.meaning].map(|words| language.of(words));
            (choice.name, title, tooltip)
        });
        let options = listed.into_iter().chain(options);
        let chosen = self::choice(ui, parameter.name, tooltip, &current, options);
        if let Some(name) = chosen {
            spec.set(parameter.name, name);
        }
        return chosen.is_some();
    }
    let mut value = spec.number(parameter.name).unwrap_or(parameter.default);
    let opened = opened.filter(|opened| opened.name == spec.name);
    let opened_value = opened.and_then(|opened| opened.number(parameter.name));
    let row = SliderRow::new(parameter.name, allowed_range(parameter))
        .tooltip(tooltip)
        .slider_range(parameter.slider)
        .reset_value(opened_value.unwrap_or(parameter.default))
        .logarithmic(parameter.kind == Kind::Logarithmic)
        .mark(mark);
    let row = if parameter.is_integer {
        row.integer()
    } else {
        row
    };
    let changed = row.show(ui, &mut value);
    if changed && value == parameter.default && opened_value != Some(value) {
        spec.unset(parameter.name);
    } else if changed {
        spec.set_number(parameter.name, value);
    }
    changed
}

/// The value of a setting as it is written in a spec; `None` if it cannot be parsed.
fn parse_value(text: &str) -> Option<Value> {
    let spec: Spec = format!("spec(value={text})").parse().ok()?;
    spec.get("value").cloned()
}

/// A row with a drop-down list of options, each with a text and a tooltip. Returns the option that was chosen, if it is
/// not the current one.
pub(super) fn choice<'a, T: PartialEq>(
    ui: &mut Ui,
    name: &str,
    tooltip: &str,
    current: &T,
    options: impl IntoIterator<Item = (T, &'a str, &'a str)>,
) -> Option<T> {
    let options: Vec<_> = options.into_iter().collect();
    let text = options
        .iter()
        .find(|(option, ..)| option == current)
        .map_or("", |(_, text, _)| text);
    let mut chosen = None;
    row(ui, name, tooltip, |ui, label| {
        let combo = ComboBox::from_id_salt(name)
            .selected_text(text)
            .truncate()
            .height(MAX_LIST_HEIGHT)
            .width(ui.available_width());
        let combo = combo.show_ui(ui, |ui| {
            for (option, text, tooltip) in options {
                let selected = option == *current;
                if with_tooltip(ui.selectable_label(selected, text), tooltip).clicked() && !selected
                {
                    chosen = Some(option);
                }
            }
        });
        with_tooltip(combo.response.labelled_by(label.id), tooltip);
    });
    chosen
}

/// A collapsible section of a panel, initially expanded if `open`. The language can change without collapsing it.
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
pub(super) fn weak_text(ui: &mut Ui, text: &str) -> Response {
    ui.add(Label::new(RichText::new(text).weak().small()).wrap())
}

/// An error message below a field.
pub(super) fn error(ui: &mut Ui, message: &str) -> Response {
    let text = RichText::new(message).color(ui.visuals().error_fg_color);
    ui.add(Label::new(text).wrap())
}

/// The swatch of the run or class with an index: a disc in its colour, or a ring where the colours repeat.
pub(super) fn swatch(ui: &mut Ui, index: usize, color: Rgb) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(SWATCH_SIZE), Sense::hover());
    let color = color.color32();
    if (index / SERIES_COLORS).is_multiple_of(2) {
        ui.painter()
            .circle_filled(rect.center(), 0.5 * SWATCH_SIZE, color);
    } else {
        ui.painter().circle_stroke(
            rect.center(),
            0.4 * SWATCH_SIZE,
            Stroke::new(0.2 * SWATCH_SIZE, color),
        );
    }
    response
}

/// The icon of a severity, and the text of a verdict.
pub(super) fn verdict(ui: &mut Ui, severity: Severity, text: &str, style: &Style) -> Response {
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(Vec2::splat(SWATCH_SIZE), Sense::hover());
        let symbol = verdict::symbol(rect.center(), 0.45 * SWATCH_SIZE, severity, style);
        ui.painter().add(symbol);
        ui.add(Label::new(text).wrap())
    })
    .inner
}

/// A bar filled to a fraction of its width, 0 to 1.
pub(super) fn bar(ui: &mut Ui, size: Vec2, fraction: f32, color: Rgb) -> Response {
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let corner = CornerRadius::same(2);
    ui.painter()
        .rect_filled(rect, corner, ui.visuals().extreme_bg_color);
    let mut filled = rect;
    filled.set_width(fraction.clamp(0.0, 1.0) * rect.width());
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

/// Content of a fixed width within a row, laid out from top to bottom.
pub(super) fn cell<R>(ui: &mut Ui, width: f32, content: impl FnOnce(&mut Ui) -> R) -> R {
    let size = vec2(width, ui.text_style_height(&egui::TextStyle::Body));
    let layout = Layout::top_down(Align::Min);
    ui.allocate_ui_with_layout(size, layout, |ui| {
        ui.set_width(width);
        content(ui)
    })
    .inner
}

/// A line of text, truncated where the row ends.
pub(super) fn truncated_text(ui: &mut Ui, text: &str) -> Response {
    ui.add(Label::new(text).truncate())
}

/// A row with a text field. Returns the new text once the field loses the focus, since half-typed paths and column
/// names are invalid; `None` if the text is unchanged or Escape was pressed.
pub(super) fn text_field(ui: &mut Ui, name: &str, tooltip: &str, text: &str) -> Option<String> {
    row(ui, name, tooltip, |ui, label| {
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

/// The smallest and the largest allowed value of a parameter.
fn allowed_range(parameter: &Parameter) -> [f64; 2] {
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
