//! A number with a slider and a field.

use bevy_egui::egui::{
    DragValue, InputState, PointerButton, Rangef, Rect, Response, Slider, SliderClamping, Stroke,
    Ui, lerp, style::HandleShape, vec2,
};

use super::{explained, row};
use crate::{
    math::round::{scientific, without_trailing_zeros},
    view::style::theme::Rgb,
};

/// The width of the value field: a sign, five digits, a point and an exponent.
const VALUE_WIDTH: f32 = 66.0;
/// The smallest positive value of a logarithmic slider that starts at 0.
const SMALLEST_ON_SLIDER: f64 = 1e-6;
/// The width of a notch.
const NOTCH_WIDTH: f32 = 2.0;

/// A notable value, shown as a notch on a slider.
#[derive(Clone, Debug)]
pub(in crate::ui) struct Mark {
    /// The marked value.
    pub(in crate::ui) value: f64,
    /// Its meaning, for the tooltip.
    pub(in crate::ui) meaning: String,
    /// The colour of the notch.
    pub(in crate::ui) color: Rgb,
}

/// A number with a slider and a field. Double-clicking the slider or the name restores the value of the opened scene.
pub(in crate::ui) struct Tuner<'a> {
    name: &'a str,
    meaning: &'a str,
    range: [f64; 2],
    slider: [f64; 2],
    opened: Option<f64>,
    logarithmic: bool,
    integer: bool,
    unit: &'a str,
    mark: Option<Mark>,
}

impl<'a> Tuner<'a> {
    /// A number in a range, on a linear slider over the same range.
    pub(in crate::ui) fn new(name: &'a str, range: [f64; 2]) -> Self {
        Self {
            name,
            meaning: "",
            range,
            slider: range,
            opened: None,
            logarithmic: false,
            integer: false,
            unit: "",
            mark: None,
        }
    }

    /// The meaning of the number, for the tooltip.
    pub(in crate::ui) fn meaning(mut self, meaning: &'a str) -> Self {
        self.meaning = meaning;
        self
    }

    /// The range of the slider; the field accepts the integer range.
    pub(in crate::ui) fn slider(mut self, slider: [f64; 2]) -> Self {
        self.slider = slider;
        self
    }

    /// The value that a double click restores: that of the opened scene.
    pub(in crate::ui) fn opened(mut self, opened: f64) -> Self {
        self.opened = Some(opened);
        self
    }

    /// Makes the slider logarithmic.
    pub(in crate::ui) fn logarithmic(mut self, logarithmic: bool) -> Self {
        self.logarithmic = logarithmic;
        self
    }

    /// Accepts integers only.
    pub(in crate::ui) fn integer(mut self) -> Self {
        self.integer = true;
        self
    }

    /// A unit after the number.
    pub(in crate::ui) fn unit(mut self, unit: &'a str) -> Self {
        self.unit = unit;
        self
    }

    /// Marks a value on the slider, if the slider covers it.
    pub(in crate::ui) fn mark(mut self, mark: Option<Mark>) -> Self {
        self.mark = mark;
        self
    }

    /// The position of a value on the slider, 0 to 1.
    pub(in crate::ui) fn part(&self, value: f64) -> f32 {
        let [low, high] = self.slider;
        let part = if self.logarithmic {
            let log = |value: f64| value.max(SMALLEST_ON_SLIDER).log10();
            // A slider that starts at 0 begins at the smallest positive value.
            (log(value) - log(low)) / (log(high) - log(low))
        } else {
            (value - low) / (high - low)
        };
        part.clamp(0.0, 1.0) as f32
    }

    /// Shows the row and returns whether the number changed.
    pub(in crate::ui) fn show(self, ui: &mut Ui, value: &mut f64) -> bool {
        let before = *value;
        row(ui, self.name, self.meaning, |ui, label| {
            let gap = ui.spacing().item_spacing.x;
            ui.spacing_mut().slider_width = (ui.available_width() - VALUE_WIDTH - gap).max(24.0);
            let slider = Slider::new(value, self.slider[0]..=self.slider[1])
                .logarithmic(self.logarithmic)
                .smallest_positive(SMALLEST_ON_SLIDER)
                .clamping(SliderClamping::Never)
                .show_value(false);
            let slider = if self.integer {
                slider.step_by(1.0)
            } else {
                slider
            };
            let slider = ui.add(slider).labelled_by(label.id);
            let marked = self.mark.as_ref().filter(|mark| {
                let [low, high] = self.slider;
                (low..=high).contains(&mark.value)
            });
            if let Some(mark) = marked {
                notch(ui, slider.rect, self.part(mark.value), mark.color);
            }
            let meaning = match &self.mark {
                Some(mark) => format!("{}\n\n{}", self.meaning, mark.meaning),
                None => self.meaning.to_owned(),
            };
            let slider = explained(slider, &meaning);
            let reset = double_clicked(ui, &slider) || double_clicked(ui, label);
            let field = field(value, self.range, self.integer).suffix(self.unit);
            let field = field.speed(if self.logarithmic {
                0.01 * value_size(before)
            } else {
                (self.slider[1] - self.slider[0]) / 400.0
            });
            let size = vec2(VALUE_WIDTH, super::field_height(ui));
            explained(
                ui.add_sized(size, field).labelled_by(label.id),
                self.meaning,
            );
            if let (true, Some(opened)) = (reset, self.opened) {
                *value = opened;
            }
        });
        // Compares bits, so that a NaN (which no field produces) would not count as a change in every frame.
        before.to_bits() != value.to_bits()
    }
}

/// The range of the centre of a slider's handle, in points.
pub(in crate::ui) fn handle_range(slider: Rect, shape: &HandleShape) -> Rangef {
    let radius = slider.height() / 2.5;
    slider.x_range().shrink(match shape {
        HandleShape::Circle => radius,
        HandleShape::Rect { aspect_ratio } => aspect_ratio * radius,
    })
}

/// A line across a slider at a fraction of its range, 0 to 1.
fn notch(ui: &Ui, slider: Rect, part: f32, color: Rgb) {
    let range = handle_range(slider, &ui.visuals().handle_shape);
    let x = lerp(range.min..=range.max, part);
    let reach = 0.42 * slider.height();
    let stroke = Stroke::new(NOTCH_WIDTH, color.color32());
    let rail = 0.5 * ui.spacing().slider_rail_height;
    let middle = slider.center().y;
    // Above and below the rail, so that the handle does not cover it.
    ui.painter()
        .vline(x, middle - reach..=middle - rail, stroke);
    ui.painter()
        .vline(x, middle + rail..=middle + reach, stroke);
}

/// A number field with a range. It shows four significant digits, but keeps the exact value until it is edited.
pub(in crate::ui) fn field(value: &mut f64, range: [f64; 2], integer: bool) -> DragValue<'_> {
    let (exact, shown) = (*value, field_text(*value));
    DragValue::new(value)
        .range(range[0]..=range[1])
        .clamp_existing_to_range(false)
        .update_while_editing(false)
        .custom_formatter(|value, _| field_text(value))
        .custom_parser(move |text| {
            if text == shown {
                return Some(exact);
            }
            let number: f64 = text.trim().replace('−', "-").parse().ok()?;
            let number = if integer { number.round() } else { number };
            number.is_finite().then_some(number)
        })
}

/// A number with at most four significant digits, in a form that can be typed.
pub(in crate::ui) fn field_text(value: f64) -> String {
    let size = value.abs();
    let text = if value == 0.0 {
        "0".to_owned()
    } else if (1e-3..1e6).contains(&size) {
        let digits = (3 - size.log10().floor() as i32).max(0) as usize;
        without_trailing_zeros(&format!("{value:.digits$}")).to_owned()
    } else {
        let (factor, power) = scientific(value, 4);
        format!("{}e{power}", without_trailing_zeros(&factor))
    };
    text.replace('-', "−")
}

/// The magnitude of a number, for the drag speed of its field; never 0, so that dragging can leave 0.
fn value_size(value: f64) -> f64 {
    value.abs().max(SMALLEST_ON_SLIDER)
}

/// Whether a widget that senses only drags was double-clicked. Shortly after a click elsewhere, egui counts a double
/// click as a triple click.
fn double_clicked(ui: &Ui, part: &Response) -> bool {
    let twice = |input: &InputState| {
        let pointer = &input.pointer;
        pointer.button_double_clicked(PointerButton::Primary)
            || pointer.button_triple_clicked(PointerButton::Primary)
    };
    part.contains_pointer() && ui.input(twice)
}
