//! Labels on contour lines, where the surface is visible and faces the viewer.

use bevy_egui::egui::{Align2, Color32, Rect};
use glam::{DVec2, Vec2};

use super::labels::{Pen, pos, rect};
use crate::{
    scene::HeightScale,
    view::{
        frame::{Frame, layout::SMALL_TEXT},
        style::{scale::short_number, theme::Rgb},
        surface::{BOX_WIDTH, DrawnSurface},
    },
};

/// Labels are placed where contour lines cross these cuts, given as fractions of the domain: x0, y0, x1, y1.
const CUTS: [(f64, f64, f64, f64); 4] = [
    (0.08, 0.30, 0.94, 0.62),
    (0.30, 0.06, 0.66, 0.95),
    (0.06, 0.78, 0.94, 0.88),
    (0.78, 0.05, 0.90, 0.94),
];

/// Paints a label on each line where there is room, avoiding the rectangles in `occupied`.
pub(crate) fn paint(
    pen: &Pen,
    frame: &Frame,
    surface: &DrawnSurface,
    colors: &[Rgb; 256],
    occupied: &mut Vec<Rect>,
) {
    const SAMPLES: usize = 600;
    let heights = surface.contour_lines.heights();
    let [x, y] = [surface.domain.x, surface.domain.y];
    let mut used = vec![false; heights.len()];
    let corner = |a: usize, b: usize| {
        let corner = frame
            .transform
            .project(surface.point(DVec2::new(x[a], y[b])));
        corner.map(pos)
    };
    let picture = rect(pen.layout.area);
    let label_area = match corner(0, 0).zip(corner(1, 1)) {
        Some((a, b)) if frame.is_flat() => Rect::from_two_pos(a, b).intersect(picture),
        _ => picture,
    };
    for (x0, y0, x1, y1) in CUTS {
        let at = |k: usize| {
            let fraction = k as f64 / SAMPLES as f64;
            DVec2::new(
                x[0] + (x0 + fraction * (x1 - x0)) * (x[1] - x[0]),
                y[0] + (y0 + fraction * (y1 - y0)) * (y[1] - y[0]),
            )
        };
        for k in 0..SAMPLES {
            let (Some(before), Some(after)) =
                (surface.height_at(at(k)), surface.height_at(at(k + 1)))
            else {
                continue;
            };
            let crossed = heights
                .iter()
                .position(|&t| (before < t) != (after < t) && t <= 1.0);
            let Some(index) = crossed.filter(|&index| !used[index]) else {
                continue;
            };
            let Some(place) = frame.transform.project(surface.point(at(k))) else {
                continue;
            };
            let level = rounded(surface.scale.value(heights[index]));
            let power = level.abs().log10();
            // Evenly spaced lines of a logarithmic scale have round values only at powers of ten.
            let is_not_round = surface.scale.kind == HeightScale::Log
                && surface.contour_lines.levels.is_empty()
                && (power - power.round()).abs() > 1e-6;
            if is_not_round {
                continue;
            }
            let text = short_number(level);
            if fits(pen, place, &text, label_area, occupied)
                && is_visible(frame, surface, at(k), place)
            {
                let ground = colors[(heights[index].clamp(0.0, 1.0) * 255.0) as usize];
                let text_colors = readable_on(ground);
                let covered = pen.paint_text_with_halo(
                    place,
                    Align2::CENTER_CENTER,
                    &text,
                    SMALL_TEXT,
                    text_colors,
                );
                occupied.push(covered.expand(pen.scaled(26.0)));
                used[index] = true;
            }
        }
    }
}

/// Text colour and halo colour that are readable on `ground`.
fn readable_on(ground: Rgb) -> [Color32; 2] {
    let (light, dark) = (Rgb::hex(0xFFFFFF), Rgb::hex(0x000000));
    let text_color = if ground.contrast(light) > ground.contrast(dark) {
        light
    } else {
        dark
    };
    [text_color.color32(), ground.with_alpha(0.9)]
}

/// Whether the surface at parameters `at` is visible at `place` and faces the viewer enough for a label.
fn is_visible(frame: &Frame, surface: &DrawnSurface, at: DVec2, place: Vec2) -> bool {
    const MIN_COSINE: f32 = 0.3;
    const MAX_DISTANCE: f32 = 0.02 * BOX_WIDTH;
    if frame.is_flat() {
        return true;
    }
    let point = surface.point(at);
    let facing = surface
        .normal(at, MAX_DISTANCE)
        .dot(frame.transform.to_eye(point));
    if facing.abs() < MIN_COSINE {
        return false;
    }
    let (origin, direction) = frame.transform.ray(place);
    let hit = surface.ray_hit(origin, direction);
    hit.is_some_and(|hit| surface.point(hit).distance(point) < MAX_DISTANCE)
}

/// Whether a label at `place` is inside `within` and clear of `occupied`.
fn fits(pen: &Pen, place: Vec2, text: &str, within: Rect, occupied: &[Rect]) -> bool {
    let galley = pen.lay_out(text, pen.body_font(SMALL_TEXT), pen.style.text.color32());
    let label = Align2::CENTER_CENTER.anchor_size(pos(place), galley.size());
    within.contains_rect(label) && !occupied.iter().any(|other| other.intersects(label))
}

/// Removes rounding errors from a level.
fn rounded(value: f64) -> f64 {
    if value.abs() < 1e-12 {
        return 0.0;
    }
    let digits = 10f64.powf(9.0 - value.abs().log10().floor());
    (value * digits).round() / digits
}
