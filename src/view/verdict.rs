//! The sign of a verdict: a disc where all is well, a triangle where it could go better, a square where it does not work,
//! so that the colour says nothing that the shape does not.

use bevy_egui::egui::{Pos2, Rect, Shape, Stroke, vec2};

use super::theme::Style;
use crate::math::diagnosis::Severity;

/// The sign, as high as `2·radius` around a place.
pub fn sign(center: Pos2, radius: f32, severity: Severity, style: &Style) -> Shape {
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
