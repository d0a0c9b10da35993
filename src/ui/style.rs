//! The egui style of a theme: one spacing unit, one corner radius, two text sizes and a heading.

use bevy_egui::egui::{
    self, Context, CornerRadius, FontFamily, FontId, Margin, Shadow, Stroke, TextStyle,
    style::WidgetVisuals, vec2,
};

use crate::{
    scene::Theme,
    view::{
        style::theme::{Rgb, Style},
        text::labels,
    },
};

/// The unit of spacing in points. All spacings are multiples of a quarter of it.
const SPACING: f32 = 8.0;
/// The radius of the corners of widgets and windows, in points.
const CORNER_RADIUS: CornerRadius = CornerRadius::same(4);
/// The maximum distance in points that the pointer moves during a click; farther is a drag.
const MAX_CLICK_DISTANCE: f32 = 4.0;
/// The maximum duration of a click in seconds. It is long, since egui measures it from frame to frame, so that slow
/// frames make a click seem longer.
const MAX_CLICK_SECONDS: f64 = 5.0;
/// The maximum time between the two clicks of a double click in seconds; a common default of desktops.
const MAX_DOUBLE_CLICK_SECONDS: f64 = 0.5;
/// The factor of the size of text in the panels in the projector theme. Text in the picture grows more.
const PROJECTOR_TEXT_SCALE: f32 = 1.15;

/// Sets up a context on the first call, and applies a theme if it differs from the one applied last.
pub(super) fn update(context: &Context, applied: &mut Option<Theme>, theme: Theme) {
    if applied.is_none() {
        set_up(context);
    }
    if *applied != Some(theme) {
        apply(context, theme);
        *applied = Some(theme);
    }
}

/// Sets the fonts and input options of a context, which no theme changes.
pub(super) fn set_up(context: &Context) {
    context.set_fonts(labels::fonts());
    context.options_mut(|options| {
        options.input_options.max_click_dist = MAX_CLICK_DISTANCE;
        options.input_options.max_click_duration = MAX_CLICK_SECONDS;
        options.input_options.max_double_click_delay = MAX_DOUBLE_CLICK_SECONDS;
        options.zoom_with_keyboard = false;
    });
}

/// Applies a theme to a context.
pub(super) fn apply(context: &Context, theme: Theme) {
    let style = Style::of(theme);
    let egui_style = egui_style(&style);
    for kind in [egui::Theme::Dark, egui::Theme::Light] {
        context.set_style_of(kind, egui_style.clone());
    }
}

fn egui_style(style: &Style) -> egui::Style {
    let mut result = egui::Style {
        visuals: visuals(style),
        // No animations: a frame of a film must not depend on the frames before it.
        animation_time: 0.0,
        ..egui::Style::default()
    };
    let scale = if style.theme == Theme::Projector {
        PROJECTOR_TEXT_SCALE
    } else {
        1.0
    };
    let heading = FontFamily::Name(labels::HEADING_FAMILY.into());
    result.text_styles = [
        (TextStyle::Small, FontId::proportional(12.0 * scale)),
        (TextStyle::Body, FontId::proportional(14.0 * scale)),
        (TextStyle::Button, FontId::proportional(14.0 * scale)),
        (TextStyle::Monospace, FontId::proportional(14.0 * scale)),
        (TextStyle::Heading, FontId::new(18.0 * scale, heading)),
    ]
    .into();
    result.interaction.selectable_labels = false;
    result.interaction.tooltip_delay = 0.4;
    let spacing = &mut result.spacing;
    spacing.item_spacing = vec2(SPACING, 0.75 * SPACING);
    spacing.button_padding = vec2(SPACING, 0.5 * SPACING);
    spacing.window_margin = Margin::same(2 * SPACING as i8);
    spacing.menu_margin = Margin::same(SPACING as i8);
    spacing.interact_size.y = 3.0 * SPACING;
    spacing.indent = 2.0 * SPACING;
    spacing.slider_rail_height = 0.5 * SPACING;
    spacing.scroll = egui::style::ScrollStyle::thin();
    // The fade at the edges of scroll areas looks like dirt on a light panel.
    spacing.scroll.fade.strength = 0.0;
    result
}

fn visuals(style: &Style) -> egui::Visuals {
    let is_dark = style.theme == Theme::Dark;
    let mut visuals = if is_dark {
        egui::Visuals::dark()
    } else {
        egui::Visuals::light()
    };
    let toward_text = |fraction: f32| style.widget.mix(style.text, fraction);
    let (text, quiet) = (style.text, style.secondary_text);
    visuals.weak_text_color = Some(quiet.color32());
    visuals.panel_fill = style.panel.color32();
    visuals.window_fill = style.panel.color32();
    visuals.window_stroke = Stroke::new(1.0, style.grid.color32());
    visuals.window_corner_radius = CORNER_RADIUS;
    visuals.menu_corner_radius = CORNER_RADIUS;
    visuals.window_shadow = Shadow::NONE;
    visuals.popup_shadow = Shadow::NONE;
    visuals.extreme_bg_color = if is_dark {
        style.background_top.color32()
    } else {
        style.widget.color32()
    };
    visuals.faint_bg_color = style.panel.mix(style.widget, 0.5).color32();
    visuals.code_bg_color = visuals.faint_bg_color;
    visuals.hyperlink_color = style.accent.color32();
    visuals.error_fg_color = style.error.color32();
    visuals.warn_fg_color = style.error.color32();
    visuals.selection.bg_fill = style.panel.mix(style.accent, 0.45).color32();
    visuals.selection.stroke = Stroke::new(1.0, text.color32());
    visuals.slider_trailing_fill = true;
    // Opaque: disabled text on light panels would become too dark otherwise.
    visuals.disabled_alpha = 1.0;
    visuals.widgets.noninteractive = widget(style.panel, style.grid, quiet.mix(text, 0.6));
    visuals.widgets.inactive = widget(
        toward_text(if is_dark { 0.05 } else { 0.08 }),
        style.grid,
        text,
    );
    // Rails and checkboxes have no outline.
    visuals.widgets.inactive.bg_fill = toward_text(0.22).color32();
    visuals.widgets.hovered = widget(toward_text(0.14), style.accent, text);
    visuals.widgets.active = widget(toward_text(0.22), style.accent, text);
    visuals.widgets.open = widget(toward_text(0.1), style.accent, text);
    visuals
}

fn widget(fill: Rgb, edge: Rgb, text: Rgb) -> WidgetVisuals {
    WidgetVisuals {
        bg_fill: fill.color32(),
        weak_bg_fill: fill.color32(),
        bg_stroke: Stroke::new(1.0, edge.color32()),
        corner_radius: CORNER_RADIUS,
        fg_stroke: Stroke::new(1.5, text.color32()),
        // Widgets do not grow under the pointer.
        expansion: 0.0,
    }
}

#[cfg(test)]
mod tests {
    use egui::{Event, Id, Modifiers, PointerButton, Pos2, RawInput, Rect, Sense};

    use super::*;

    #[test]
    fn a_click_in_slow_frames_is_a_click() {
        let context = Context::default();
        set_up(&context);
        let at = egui::pos2(20.0, 20.0);
        let button = |pressed| Event::PointerButton {
            pos: at,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        let frames = [
            (0.0, Event::PointerMoved(at)),
            (1.5, button(true)),
            (3.0, button(false)),
        ];
        let clicks = frames.map(|(time, event)| {
            let input = RawInput {
                time: Some(time),
                events: vec![event],
                ..RawInput::default()
            };
            let mut clicked = false;
            let _ = context.run_ui(input, |ui| {
                let place = Rect::from_min_size(Pos2::ZERO, vec2(40.0, 40.0));
                clicked = ui
                    .interact(place, Id::new("button"), Sense::CLICK)
                    .clicked();
            });
            clicked
        });
        assert_eq!(clicks, [false, false, true]);
    }

    #[test]
    fn text_on_buttons_is_legible() {
        for theme in [Theme::Dark, Theme::Light, Theme::Projector] {
            let style = Style::of(theme);
            for fraction in [0.0, 0.05, 0.08, 0.1, 0.14, 0.22] {
                let fill = style.widget.mix(style.text, fraction);
                assert!(style.text.contrast(fill) >= 4.5, "{theme:?} {fraction}");
            }
            let selected = style.panel.mix(style.accent, 0.45);
            assert!(style.text.contrast(selected) >= 4.5, "{theme:?} selected");
        }
    }
}
