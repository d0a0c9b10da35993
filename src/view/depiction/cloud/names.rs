//! Names at points. Where names would overlap, the one of lower precedence fades out before they touch, so that names
//! come and go smoothly while the camera turns or points move, and depend on nothing but the frame.

use std::sync::Arc;

use bevy_egui::egui::{Align2, Rect, Stroke};
use glam::Vec2;

use super::PointsView;
use crate::{
    scene::PointNames,
    view::{
        frame::layout::SMALL_TEXT,
        style::theme::{Rgb, colormap, fine_colors},
        text::{
            labels::{Pen, pos, rect},
            legend,
        },
    },
};

/// The names that were chosen last, with what they were chosen from.
pub(super) type ChosenNames = Option<(PointNames, Arc<[usize]>)>;

/// Maximum width of a name, in text heights.
const MAX_WIDTH: f32 = 12.0;
/// Only this many characters of a name are laid out; more would not fit.
const MAX_CHARACTERS: usize = 40;
/// Names closer than this begin to fade, in text heights.
const FADE_DISTANCE: f32 = 0.5;
/// A name makes room for others below this opacity, at which it can hardly be seen.
const YIELDING_OPACITY: f32 = 0.1;
/// Opacity of the names of the farthest points.
const FAR_OPACITY: f32 = 0.45;
/// Size factor of the disc that marks a point with a name.
const MARK_SIZE: f32 = 1.25;

/// A name beside its point.
struct PlacedName {
    text: String,
    rect: Rect,
    /// The centre and the radius of its point, in points of the canvas; none if the point has a picture.
    disc: Option<(Vec2, f32)>,
    color: Rgb,
    /// Opacity without regard to other names.
    opacity: f32,
}

/// Paints the names of the points that the look chooses, except where they would overlap `occupied`.
pub(crate) fn paint(pen: &Pen, view: &PointsView, occupied: &[Rect]) {
    let names = placed_names(pen, view);
    let fade_distance = FADE_DISTANCE * SMALL_TEXT * pen.layout.text_scale;
    let picture = rect(pen.layout.area).shrink(0.5 * pen.layout.margin);
    let rects: Vec<Rect> = names.iter().map(|name| name.rect).collect();
    let free: Vec<f32> = (names.iter())
        .map(|name| {
            let inside = (picture.max - name.rect.max).min(name.rect.min - picture.min);
            let inside = (inside.x.min(inside.y) / fade_distance).clamp(0.0, 1.0);
            let rooms = occupied
                .iter()
                .map(|other| room(name.rect, *other, fade_distance));
            name.opacity * inside * rooms.fold(1.0, f32::min)
        })
        .collect();
    for (name, opacity) in names.iter().zip(opacities(&rects, &free, fade_distance)) {
        paint_name(pen, name, opacity);
    }
}

/// The opacity of each name among the others. Earlier names take precedence; `free` is the opacity of each name alone.
fn opacities(rects: &[Rect], free: &[f32], fade_distance: f32) -> Vec<f32> {
    let mut opacities: Vec<f32> = Vec::with_capacity(rects.len());
    for (rect, free) in rects.iter().zip(free) {
        let earlier = rects.iter().zip(&opacities);
        let left = earlier.map(|(other, opacity)| {
            let claim = (opacity / YIELDING_OPACITY).min(1.0);
            1.0 - claim * (1.0 - room(*rect, *other, fade_distance))
        });
        let opacity = free * left.product::<f32>();
        opacities.push(opacity);
    }
    opacities
}

/// The gap between two rectangles as a fraction of `distance`: 0 if they overlap, 1 if they are farther apart.
fn room(a: Rect, b: Rect, distance: f32) -> f32 {
    let gap = (a.min - b.max).max(b.min - a.max);
    (gap.x.max(gap.y) / distance).clamp(0.0, 1.0)
}

/// The names whose points are in the picture, in order of precedence.
fn placed_names(pen: &Pen, view: &PointsView) -> Vec<PlacedName> {
    let points = view.named_points();
    if points.is_empty() {
        return Vec::new();
    }
    let uniform = view.uniform(view.cloud.stages_around(view.frame.step).2);
    let (discs, marks) = (view.discs(&uniform), view.marks());
    let colors = match view.look.points.color {
        Some(_) => fine_colors(&colormap(view.look.colormap)),
        None => Vec::new(),
    };
    let em = SMALL_TEXT * pen.layout.text_scale;
    let pictures = view.point_pictures();
    let place = |&point: &usize| {
        let mark = super::mark_of(&marks, point)?;
        let (at, radius, distance) = discs.project(view.world(point), mark)?;
        let text = view.cloud.point_name(point)?.chars();
        let text = text.map(|character| match character.is_control() {
            true => ' ',
            false => character,
        });
        let text: String = text.take(MAX_CHARACTERS).collect();
        let text = legend::truncated(pen, &text, SMALL_TEXT, MAX_WIDTH * em);
        let size = pen
            .lay_out(&text, pen.body_font(SMALL_TEXT), pen.style.text.color32())
            .size();
        let left = at + Vec2::new(MARK_SIZE * radius + 0.25 * em, 0.0);
        let far = discs.far_fraction(distance);
        let (color, dimming) = mark.color(&uniform.colors, &colors);
        let has_picture = pictures.is_some_and(|pictures| pictures.of_points[point].is_some());
        Some(PlacedName {
            text,
            rect: Align2::LEFT_CENTER.anchor_size(pos(left), size),
            disc: (!has_picture).then_some((at, MARK_SIZE * radius)),
            color: Rgb([0, 1, 2].map(|channel| (255.0 * color[channel]).round() as u8)),
            opacity: (1.0 + far * (FAR_OPACITY - 1.0)) * (1.0 - dimming),
        })
    };
    points.iter().filter_map(place).collect()
}

fn paint_name(pen: &Pen, name: &PlacedName, opacity: f32) {
    if opacity < 0.02 {
        return;
    }
    let [text, halo] = [pen.style.text, pen.style.background_top];
    if let Some((center, radius)) = name.disc {
        let stroke = pen.scaled(1.6 * pen.style.stroke_scale.sqrt());
        let stroke = Stroke::new(stroke, text.with_alpha(opacity));
        let fill = name.color.with_alpha(opacity);
        pen.painter.circle(pos(center), radius, fill, stroke);
    }
    let at = Vec2::new(name.rect.min.x, name.rect.min.y);
    let colors = [text.with_alpha(opacity), halo.with_alpha(opacity)];
    pen.paint_text_with_halo(at, Align2::LEFT_TOP, &name.text, SMALL_TEXT, colors);
}

impl PointsView<'_> {
    /// The points whose names are drawn, cached.
    fn named_points(&self) -> Arc<[usize]> {
        let names = &self.look.points.names;
        // If a thread panicked while holding the lock, the cache is still consistent.
        let mut cache = (self.drawn.named.lock()).unwrap_or_else(|held| held.into_inner());
        match cache.as_ref().filter(|(cached, _)| cached == names) {
            Some((_, points)) => points.clone(),
            None => {
                let points: Arc<[usize]> = self.cloud.named_points(names).into();
                cache.insert((names.clone(), points)).1.clone()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use bevy_egui::egui;

    use super::*;

    fn at(x: f32, y: f32) -> Rect {
        Rect::from_min_size(egui::pos2(x, y), egui::vec2(40.0, 10.0))
    }

    #[test]
    fn of_two_names_that_overlap_the_first_is_drawn() {
        let alone = [1.0; 3];
        assert_eq!(
            opacities(&[at(0.0, 0.0), at(20.0, 5.0), at(70.0, 0.0)], &alone, 8.0),
            [1.0, 0.0, 1.0]
        );
        // A hidden name makes room for the next.
        let names = [at(0.0, 0.0), at(30.0, 0.0), at(50.0, 0.0)];
        assert_eq!(opacities(&names, &alone, 8.0), [1.0, 0.0, 1.0]);
        assert_eq!(opacities(&names, &[0.0, 1.0, 1.0], 8.0), [0.0, 1.0, 0.0]);
    }

    #[test]
    fn names_fade_smoothly_while_they_pass_each_other() {
        // The second name moves through the first, and the third is where the second yields to the first.
        let steps = (0..=1200).map(|step| {
            let moved = -60.0 + 0.1 * step as f32;
            opacities(
                &[at(0.0, 0.0), at(moved, 0.0), at(0.0, 13.0)],
                &[1.0; 3],
                8.0,
            )
        });
        let steps: Vec<_> = steps.collect();
        for pair in steps.windows(2) {
            for (before, after) in pair[0].iter().zip(&pair[1]) {
                assert!((before - after).abs() < 0.15, "{before} to {after}");
            }
        }
        assert_eq!((steps[0][1], steps[600][1]), (1.0, 0.0));
    }
}
