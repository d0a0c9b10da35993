//! The selected point and its neighbours: rings, connecting lines and names.

use bevy_egui::egui::{self, Align2, Rect};
use glam::{Vec2, Vec3};

use super::PointsView;
use crate::view::{
    frame::layout::SMALL,
    gpu::{GlyphKind, GlyphRecord, Halo, RibbonDraw, RibbonPoint},
    style::theme::Rgb,
    text::{labels::Pen, legend},
};

/// This many neighbours have their names beside them.
const MAX_NAMES: usize = 12;
/// Maximum width of a name, in text heights.
const MAX_WIDTH: f32 = 12.0;

impl PointsView<'_> {
    /// A ring around a drawn point, `width` strokes wide.
    fn ring(&self, point: usize, color: Rgb, width: f32) -> Option<GlyphRecord> {
        let style = &self.frame.style;
        let (place, radius) = self.disc(point)?;
        let stroke = width * self.frame.layout.unit * self.pixels_per_point * style.stroke;
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

    /// Rings around the point under the pointer, the selected point and its neighbours.
    pub(crate) fn rings(&self) -> Vec<GlyphRecord> {
        let (style, attention) = (&self.frame.style, &self.frame.attention);
        let neighbours = attention.neighbours.iter();
        let neighbours =
            neighbours.filter_map(|&point| self.ring(point as usize, style.accent, 1.6));
        let chosen = attention.chosen;
        let chosen = chosen.and_then(|point| self.ring(point, style.text, 4.2));
        let pointed = self.frame.pointer.and_then(|pointer| self.at(pointer));
        let pointed = pointed.and_then(|point| self.ring(point, style.text, 2.6));
        neighbours.chain(chosen).chain(pointed).collect()
    }

    /// Lines from the selected point to its neighbours.
    pub(crate) fn ties(&self) -> Option<RibbonDraw> {
        let (frame, attention) = (self.frame, &self.frame.attention);
        let chosen = self.world(attention.chosen?);
        let ends = attention.neighbours.iter();
        let ends = ends.filter_map(|&point| self.disc(point as usize));
        let points: Vec<RibbonPoint> = ends
            .flat_map(|(end, _): (Vec3, f32)| [chosen, end])
            .map(|place| RibbonPoint::new(place, 0.0))
            .collect();
        let px = frame.layout.unit * self.pixels_per_point * frame.style.stroke.powf(0.7);
        let lines = RibbonDraw::pairs(points, frame.style.accent.srgb(1.0), 1.8 * px)
            .halo(Halo::Dark)
            .depth_bias(0.01)
            .opacity(0.9)
            .show_occluded(true);
        Some(lines)
    }
}

/// Paints names beside the selected point and its nearest neighbours, except where they would overlap each other or
/// `words`.
pub(crate) fn names(pen: &Pen, view: &PointsView, words: &[Rect]) {
    let attention = &view.frame.attention;
    let colors = [pen.style.text, pen.style.background_top].map(|color| color.color32());
    let points = attention.neighbours.iter().take(MAX_NAMES);
    let points = points.map(|&point| point as usize);
    let mut taken: Vec<Rect> = Vec::new();
    let em = SMALL * pen.layout.text;
    for point in attention.chosen.into_iter().chain(points) {
        let Some((place, radius)) = view.disc(point) else {
            continue;
        };
        let Some(at) = view.frame.stage.project(place) else {
            continue;
        };
        let name = super::title(view.cloud, point, pen.language);
        let name = legend::fitting(pen, &name, SMALL, MAX_WIDTH * em);
        let size = pen.line(&name, pen.font(SMALL), colors[0]).size();
        let corner = at + Vec2::new(radius / view.pixels_per_point + 0.45 * em, -0.45 * em);
        let name_rect = Align2::LEFT_BOTTOM.anchor_size(egui::pos2(corner.x, corner.y), size);
        let place = pen.inside(name_rect);
        let mut others = taken.iter().chain(words);
        if others.any(|other| other.intersects(place)) {
            continue;
        }
        let min = Vec2::new(place.min.x, place.min.y);
        pen.text_with_halo(min, Align2::LEFT_TOP, &name, SMALL, colors);
        taken.push(place);
    }
}
