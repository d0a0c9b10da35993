//! Names at the balls, and what they keep clear of.

use bevy_egui::egui::{self, Align2, Rect};
use glam::Vec2;

use super::{
    depiction::Scenery,
    frame::Frame,
    gpu::GlyphKind,
    labels::{Pen, pos, rect},
    layout::SMALL,
    marks::{self, ball_radius, drawn_runs},
    trail::Trail,
};

/// The sides of a ball that a name may stand on; the first four are shared out among the runs.
const SIDES: [(f32, f32); 6] = [
    (0.7, -0.7),
    (-0.7, -0.7),
    (0.7, 0.7),
    (-0.7, 0.7),
    (1.0, 0.0),
    (-1.0, 0.0),
];
/// How far from the ball, in its reach.
const DISTANCES: [f32; 4] = [1.0, 1.9, 3.0, 4.4];
/// What another side costs, and a place farther out.
const COSTS: [f32; 2] = [0.5, 0.8];
/// What a mark under a name costs, and a sample of a trail.
const COVERED: [f32; 2] = [3.0, 0.3];
/// Half the size of a mark, in pixels of the 1080-line picture.
const MARK: f32 = 15.0;
/// The width of a ball's way, in pixels of the 1080-line picture.
const WAY: f32 = 24.0;
/// So many points of a trail are looked at.
const SAMPLES: usize = 60;
/// The part of its room that names may cover at most: beyond it the legend says enough.
const MOST_COVERED: f32 = 0.2;

/// Paints names at the balls where there are several to tell apart. Each run has a side of its own, so that names do not
/// jump while balls pass one another; where that side is taken, or a name there would hide a mark or much of a trail, it
/// stands farther out or on another side, and where no place is left, nowhere. What is covered is added to `taken`.
pub fn paint(pen: &Pen, frame: &Frame, scenery: &Scenery, taken: &mut Vec<Rect>) {
    let leading =
        || drawn_runs(scenery.runs, &scenery.trails).filter(|(run, _)| run.is_representative);
    if leading().count() < 2 {
        return;
    }
    let color = pen.style.text.color32();
    let padding = pen.px(6.0);
    let names: Vec<_> = leading()
        .filter_map(|(run, trail)| {
            let ball = ball_seen(frame, trail)?;
            let name = pen.line(pen.say(&run.label), pen.font(SMALL), color);
            let size = name.size() + egui::Vec2::splat(2.0 * padding);
            Some((run.color, ball, name, size))
        })
        .collect();
    let all: f32 = names.iter().map(|(_, _, _, size)| size.x * size.y).sum();
    if all > MOST_COVERED * frame.layout.subject.size.element_product() {
        return;
    }
    let layout = &frame.layout;
    let parts = [
        Some(layout.title),
        Some(layout.caption),
        Some(layout.legend),
    ];
    let parts = parts
        .into_iter()
        .chain([layout.insets, bar_with_numbers(frame)]);
    taken.extend(parts.flatten().map(rect));
    taken.extend(balls_seen(frame, scenery));
    let picture = rect(layout.area).shrink(layout.margin);
    let ways = ways_seen(frame, scenery);
    let marks = marks_seen(frame, scenery);
    let depth = 0.5 * SMALL * layout.text;
    let mark = pen.px(MARK * pen.style.stroke.powf(0.6));
    for (own, (center, radius), galley, size) in names {
        let reach = radius + pen.px(20.0);
        let places = (0..SIDES.len()).flat_map(|turn| {
            let side = if turn < 4 { (own + turn) % 4 } else { turn };
            let (x, y) = SIDES[side];
            (DISTANCES.iter().enumerate())
                .map(move |(out, times)| (turn, out, Vec2::new(x, y), times * reach))
        });
        let places = places.map(|(turn, out, direction, distance)| {
            let end = center + direction * distance;
            let anchor = if direction.x > 0.0 {
                Align2::LEFT_CENTER
            } else {
                Align2::RIGHT_CENTER
            };
            let covered = anchor.anchor_size(pos(end), size);
            (turn, out, direction, end, covered)
        });
        let is_free = |covered: &Rect| {
            picture.contains_rect(*covered) && !taken.iter().any(|other| other.intersects(*covered))
        };
        let placed = places
            .filter(|(_, _, _, _, covered)| is_free(covered))
            .map(|(turn, out, direction, end, covered)| {
                let hidden = |points: &[Vec2], around: f32, cost: f32| {
                    let covered = covered.expand(around);
                    let depths = points.iter().map(|&at| inside(&covered, at, depth));
                    cost * depths.sum::<f32>()
                };
                let cost = COSTS[0] * turn as f32
                    + COSTS[1] * out as f32
                    + hidden(&marks, mark, COVERED[0])
                    + hidden(&ways, 0.0, COVERED[1]);
                (cost, direction, end, covered)
            })
            .min_by(|a, b| a.0.total_cmp(&b.0));
        let Some((_, direction, end, covered)) = placed else {
            continue;
        };
        let line = pen.style.text.with_alpha(0.8);
        pen.stroke(center + direction * radius, end, 1.5, line);
        let ground = pen.style.background_top.with_alpha(0.78);
        pen.painter.rect_filled(covered, pen.px(5.0), ground);
        pen.painter
            .galley(covered.min + egui::Vec2::splat(padding), galley, color);
        taken.push(covered);
    }
}

/// What numbers on the surface keep clear of: marks, and the ways of the balls from the first step to the last, so that the
/// numbers stay where they are while balls pass.
pub fn scenery(frame: &Frame, scenery: &Scenery) -> Vec<Rect> {
    let around = |at: Vec2, size: f32| {
        Rect::from_center_size(pos(at), egui::Vec2::splat(size * frame.layout.unit))
    };
    let marks = marks_seen(frame, scenery).into_iter();
    let ways = ways_seen(frame, scenery).into_iter();
    let marks = marks.map(|at| around(at, 2.2 * MARK));
    marks.chain(ways.map(|at| around(at, WAY))).collect()
}

/// How deep a place lies in a rectangle: 0 at its edge, 1 a `depth` inside. What grows with it does not jump.
fn inside(covered: &Rect, at: Vec2, depth: f32) -> f32 {
    let nearest = (at.x - covered.min.x)
        .min(covered.max.x - at.x)
        .min(at.y - covered.min.y)
        .min(covered.max.y - at.y);
    (nearest / depth + 0.5).clamp(0.0, 1.0)
}

/// Where the ways of all runs are seen, from the first step to the last, so that names need not move as they grow.
fn ways_seen(frame: &Frame, scenery: &Scenery) -> Vec<Vec2> {
    let trails = drawn_runs(scenery.runs, &scenery.trails).map(|(_, trail)| trail);
    let points = trails.flat_map(|trail| {
        let points = trail.ribbon.records();
        points.iter().step_by(points.len() / SAMPLES + 1)
    });
    points
        .filter(|point| point.width > 0.0)
        .filter_map(|point| frame.stage.project(point.position.into()))
        .collect()
}

fn marks_seen(frame: &Frame, scenery: &Scenery) -> Vec<Vec2> {
    let glyphs = marks::glyphs(frame, scenery, 1.0).into_iter();
    let kinds = [GlyphKind::Ring, GlyphKind::Star, GlyphKind::Cross];
    let kinds = kinds.map(|kind| kind as u32);
    glyphs
        .filter(|glyph| kinds.contains(&glyph.kind))
        .filter_map(|glyph| frame.stage.project(glyph.position.into()))
        .collect()
}

/// The colour bar with the numbers on its right and its name above.
pub fn bar_with_numbers(frame: &Frame) -> Option<super::stage::Area> {
    let layout = &frame.layout;
    let above = 2.0 * SMALL * layout.text;
    layout.bar.map(|bar| super::stage::Area {
        min: bar.min - Vec2::new(0.0, above),
        size: Vec2::new(layout.area.max().x - bar.min.x, bar.size.y + above),
    })
}

/// What the balls cover; nothing is written there.
fn balls_seen(frame: &Frame, scenery: &Scenery) -> Vec<Rect> {
    drawn_runs(scenery.runs, &scenery.trails)
        .filter_map(|(_, trail)| {
            let (center, radius) = ball_seen(frame, trail)?;
            Some(Rect::from_center_size(
                pos(center),
                egui::Vec2::splat(2.2 * radius),
            ))
        })
        .collect()
}

/// Where a ball is seen and how large, in points.
fn ball_seen(frame: &Frame, trail: &Trail) -> Option<(Vec2, f32)> {
    let placed = trail.at(frame.step)?;
    let radius = ball_radius(frame);
    let center = placed.contact + radius * placed.normal;
    let seen = frame.stage.project(center)?;
    Some((seen, radius / frame.stage.world_from_px(center)))
}
