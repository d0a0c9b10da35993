//! The symbol of a verdict: a disc for good, a triangle for a warning, a square for a failure, so that shape carries
//! the same information as colour.

use bevy_egui::egui::{Pos2, Rect, Shape, Stroke, vec2};

use crate::{math::diagnosis::Severity, view::style::theme::Style};

/// The symbol of a severity, about `2·radius` high, centred at `center`.
pub(crate) fn symbol(center: Pos2, radius: f32, severity: Severity, style: &Style) -> Shape {
    let color = style.severity(severity).color32();
    match severity {
        Severity::Good => Shape::circle_filled(center, 0.85 * radius, color),
        Severity::Warning => {
            let corner = |x: f32, y: f32| center + radius * vec2(x, y);
            let corners = vec![corner(0.0, -0.95), corner(1.0, 0.8), corner(-1.0, 0.8)];
            Shape::convex_polygon(corners, color, Stroke::NONE)
        }
        Severity::Bad => Shape::rect_filled(
            Rect::from_center_size(center, vec2(1.6, 1.6) * radius),
            0.0,
            color,
        ),
    }
}
