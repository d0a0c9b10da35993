//! The chosen point and its neighbours: rings, connecting lines and names.

use bevy_egui::egui::{self, Align2, Rect};
use glam::{Vec2, Vec3};

use super::PointsView;
use crate::view::{
    frame::layout::SMALL_TEXT,
    gpu::{GlyphKind, GlyphRecord, Halo, RibbonDraw, RibbonPoint},
    style::theme::Rgb,
    text::{labels::Pen, legend},
};

/// At most this many neighbours have their names beside them.
const MAX_NAMES: usize = 12;
/// Maximum width of a name, in text heights.
const MAX_WIDTH: f32 = 12.0;

impl PointsView<'_> {
    /// A ring around a point, its stroke `width` pixels of the 1080-line picture wide; `None` if the point is not
    /// drawn.
    fn ring(&self, point: usize, color: Rgb, width: f32) -> Option<GlyphRecord> {
        let style = &self.frame.style;
        let (place, radius) = self.disc(point)?;
        let stroke = width * self.frame.layout.scale * self.pixels_per_point * style.stroke_scale;
        Some(GlyphRecord {
            position: place.to_array(),
            radius: radius + 2.0 * stroke,
            color: color.srgb(1.0),
            outline: style.background_top.srgb(1.0),
            kind: GlyphKind::Ring as u32,
            rotation: 0.0,
            stroke,
            depth_bias: 0.02,
        })
    }

    /// Rings around the neighbours, the chosen point and the point under the pointer.
    pub(crate) fn rings(&self) -> Vec<GlyphRecord> {
        let (style, selection) = (&self.frame.style, &self.frame.selection);
        let neighbours = selection.neighbours.iter();
        let neighbours =
            neighbours.filter_map(|&point| self.ring(point as usize, style.accent, 1.6));
        let chosen = selection.chosen;
        let chosen = chosen.and_then(|point| self.ring(point, style.text, 4.2));
        let pointed = self
            .frame
            .pointer
            .and_then(|pointer| self.point_at(pointer));
        let pointed = pointed.and_then(|point| self.ring(point, style.text, 2.6));
        neighbours.chain(chosen).chain(pointed).collect()
    }

    /// Lines from the chosen point to its neighbours.
    pub(crate) fn neighbour_lines(&self) -> Option<RibbonDraw> {
        let (frame, selection) = (self.frame, &self.frame.selection);
        let chosen = self.world(selection.chosen?);
        let ends = selection.neighbours.iter();
        let ends = ends.filter_map(|&point| self.disc(point as usize));
        let points: Vec<RibbonPoint> = ends
            .flat_map(|(end, _): (Vec3, f32)| [chosen, end])
            .map(|place| RibbonPoint::new(place, 0.0))
            .collect();
        let px = frame.line_pixels(self.pixels_per_point);
        let lines = RibbonDraw::pairs(points, frame.style.accent.srgb(1.0), 1.8 * px)
            .halo(Halo::Dark)
            .depth_bias(0.01)
            .opacity(0.9)
            .show_occluded(true);
        Some(lines)
    }
}

/// Paints names beside the chosen point and its nearest neighbours, except where they would overlap each other or
/// `text_rects`; returns their rectangles.
pub(crate) fn paint_names(pen: &Pen, view: &PointsView, text_rects: &[Rect]) -> Vec<Rect> {
    let selection = &view.frame.selection;
    let colors = [pen.style.text, pen.style.background_top].map(|color| color.color32());
    let points = selection.neighbours.iter().take(MAX_NAMES);
    let points = points.map(|&point| point as usize);
    let mut occupied: Vec<Rect> = Vec::new();
    let em = SMALL_TEXT * pen.layout.text_scale;
    for point in selection.chosen.into_iter().chain(points) {
        let Some((place, radius)) = view.disc(point) else {
            continue;
        };
        let Some(at) = view.frame.transform.project(place) else {
            continue;
        };
        let name = super::title(view.cloud, point, pen.language);
        let name = legend::truncated(pen, &name, SMALL_TEXT, MAX_WIDTH * em);
        let size = pen
            .lay_out(&name, pen.body_font(SMALL_TEXT), colors[0])
            .size();
        let corner = at + Vec2::new(radius / view.pixels_per_point + 0.45 * em, -0.45 * em);
        let name_rect = Align2::LEFT_BOTTOM.anchor_size(egui::pos2(corner.x, corner.y), size);
        let place = pen.moved_inside(name_rect);
        let mut others = occupied.iter().chain(text_rects);
        if others.any(|other| other.intersects(place)) {
            continue;
        }
        let min = Vec2::new(place.min.x, place.min.y);
        pen.paint_text_with_halo(min, Align2::LEFT_TOP, &name, SMALL_TEXT, colors);
        occupied.push(place);
    }
    occupied
}
