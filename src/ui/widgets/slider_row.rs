//! A row with a slider and a number field.

use bevy_egui::egui::{
    DragValue, InputState, PointerButton, Rangef, Rect, Response, Slider, SliderClamping, Stroke,
    Ui, lerp, style::HandleShape, vec2,
};

use super::{row, with_tooltip};
use crate::{
    math::round::{scientific, without_trailing_zeros},
    view::style::theme::Rgb,
};

/// The width of the number field in points: enough for a sign, five digits, a decimal point and an exponent.
const VALUE_WIDTH: f32 = 66.0;
/// The smallest positive value of a logarithmic slider that starts at 0.
const SMALLEST_ON_SLIDER: f64 = 1e-6;
/// The width of the mark on a slider in points.
const NOTCH_WIDTH: f32 = 2.0;

/// A notable value, marked by a notch on a slider.
#[derive(Clone, Debug)]
pub(in crate::ui) struct SliderMark {
    /// The marked value.
    pub(in crate::ui) value: f64,
    /// Its meaning, for the tooltip.
    pub(in crate::ui) meaning: String,
    /// The colour of the notch.
    pub(in crate::ui) color: Rgb,
}

/// A row with a name, a slider and a number field. Double-clicking the slider or the name restores the reset value.
pub(in crate::ui) struct SliderRow<'a> {
    name: &'a str,
    tooltip: &'a str,
    range: [f64; 2],
    slider_range: [f64; 2],
    reset_value: Option<f64>,
    logarithmic: bool,
    integer: bool,
    unit: &'a str,
    mark: Option<SliderMark>,
}

impl<'a> SliderRow<'a> {
    /// A row for a number in a range, with a linear slider over the same range.
    pub(in crate::ui) fn new(name: &'a str, range: [f64; 2]) -> Self {
        Self {
            name,
            tooltip: "",
            range,
            slider_range: range,
            reset_value: None,
            logarithmic: false,
            integer: false,
            unit: "",
            mark: None,
        }
    }

    /// Sets the tooltip, which explains the number.
    pub(in crate::ui) fn tooltip(mut self, tooltip: &'a str) -> Self {
        self.tooltip = tooltip;
        self
    }

    /// Sets the range of the slider; the field still accepts the whole range of the number.
    pub(in crate::ui) fn slider_range(mut self, slider_range: [f64; 2]) -> Self {
        self.slider_range = slider_range;
        self
    }

    /// Sets the value that a double click restores: usually that of the opened scene.
    pub(in crate::ui) fn reset_value(mut self, reset_value: f64) -> Self {
        self.reset_value = Some(reset_value);
        self
    }

    /// Sets whether the slider is logarithmic.
    pub(in crate::ui) fn logarithmic(mut self, logarithmic: bool) -> Self {
        self.logarithmic = logarithmic;
        self
    }

    /// Restricts the number to integers.
    pub(in crate::ui) fn integer(mut self) -> Self {
        self.integer = true;
        self
    }

    /// Sets the unit that is displayed after the number.
    pub(in crate::ui) fn unit(mut self, unit: &'a str) -> Self {
        self.unit = unit;
        self
    }

    /// Sets the mark on the slider, which is drawn if it is within the slider's range.
    pub(in crate::ui) fn mark(mut self, mark: Option<SliderMark>) -> Self {
        self.mark = mark;
        self
    }

    /// The position of a value on the slider, 0 to 1.
    pub(in crate::ui) fn slider_fraction(&self, value: f64) -> f32 {
        let [low, high] = self.slider_range;
        let fraction = if self.logarithmic {
            let log = |value: f64| value.max(SMALLEST_ON_SLIDER).log10();
            // `log` maps 0 to the smallest positive value, where a slider whose range starts at 0 begins.
            (log(value) - log(low)) / (log(high) - log(low))
        } else {
            (value - low) / (high - low)
        };
        fraction.clamp(0.0, 1.0) as f32
    }

    /// Shows the row and returns whether the number changed.
    pub(in crate::ui) fn show(self, ui: &mut Ui, value: &mut f64) -> bool {
        let before = *value;
        row(ui, self.name, self.tooltip, |ui, label| {
            let gap = ui.spacing().item_spacing.x;
            ui.spacing_mut().slider_width = (ui.available_width() - VALUE_WIDTH - gap).max(24.0);
            let slider = Slider::new(value, self.slider_range[0]..=self.slider_range[1])
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
                let [low, high] = self.slider_range;
                (low..=high).contains(&mark.value)
            });
            if let Some(mark) = marked {
                notch(
                    ui,
                    slider.rect,
                    self.slider_fraction(mark.value),
                    mark.color,
                );
            }
            let tooltip = match &self.mark {
                Some(mark) => format!("{}\n\n{}", self.tooltip, mark.meaning),
                None => self.tooltip.to_owned(),
            };
            let slider = with_tooltip(slider, &tooltip);
            let reset = double_clicked(ui, &slider) || double_clicked(ui, label);
            let field = number_field(value, self.range, self.integer).suffix(self.unit);
            let field = field.speed(if self.logarithmic {
                0.01 * value_size(before)
            } else {
                (self.slider_range[1] - self.slider_range[0]) / 400.0
            });
            let size = vec2(VALUE_WIDTH, super::field_height(ui));
            with_tooltip(
                ui.add_sized(size, field).labelled_by(label.id),
                self.tooltip,
            );
            if let (true, Some(reset_value)) = (reset, self.reset_value) {
                *value = reset_value;
            }
        });
        // Compares bits, so that a NaN (which no field produces) would not count as a change in every frame.
        before.to_bits() != value.to_bits()
    }
}

/// The range of x coordinates, in points, in which the centre of a slider's handle moves.
pub(in crate::ui) fn handle_range(slider: Rect, shape: &HandleShape) -> Rangef {
    let radius = slider.height() / 2.5;
    slider.x_range().shrink(match shape {
        HandleShape::Circle => radius,
        HandleShape::Rect { aspect_ratio } => aspect_ratio * radius,
    })
}

/// Draws a notch across a slider at a fraction of its range, 0 to 1.
fn notch(ui: &Ui, slider: Rect, fraction: f32, color: Rgb) {
    let range = handle_range(slider, &ui.visuals().handle_shape);
    let x = lerp(range.min..=range.max, fraction);
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

/// A number field that accepts a range. It shows four significant digits, but keeps the exact value until it is edited.
pub(in crate::ui) fn number_field(
    value: &mut f64,
    range: [f64; 2],
    integer: bool,
) -> DragValue<'_> {
    let (exact, formatted) = (*value, number_text(*value));
    DragValue::new(value)
        .range(range[0]..=range[1])
        .clamp_existing_to_range(false)
        .update_while_editing(false)
        .custom_formatter(|value, _| number_text(value))
        .custom_parser(move |text| {
            if text == formatted {
                return Some(exact);
            }
            let number: f64 = text.trim().replace('−', "-").parse().ok()?;
            let number = if integer { number.round() } else { number };
            number.is_finite().then_some(number)
        })
}

/// A number with at most four significant digits, in a form that can be typed.
pub(in crate::ui) fn number_text(value: f64) -> String {
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

/// Whether a widget was double-clicked, even if it senses only drags, as sliders do. Shortly after a click elsewhere,
/// egui counts a double click as a triple click.
fn double_clicked(ui: &Ui, widget: &Response) -> bool {
    let is_double_click = |input: &InputState| {
        let pointer = &input.pointer;
        pointer.button_double_clicked(PointerButton::Primary)
            || pointer.button_triple_clicked(PointerButton::Primary)
    };
    widget.contains_pointer() && ui.input(is_double_click)
}
