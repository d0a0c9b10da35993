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
    taken.extend(parts(frame));
    taken.extend(balls_seen(frame, scenery));
    let layout = &frame.layout;
    let surroundings = Surroundings {
        picture: rect(layout.area).shrink(layout.margin),
        ways: ways_seen(frame, scenery),
        marks: marks_seen(frame, scenery),
        mark: pen.px(MARK * pen.style.stroke.powf(0.6)),
        depth: 0.5 * SMALL * layout.text,
    };
    for (own, (center, radius), galley, size) in names {
        let places = places(own, center, radius + pen.px(20.0), size);
        let Some(place) = surroundings.best(places, taken) else {
            continue;
        };
        let line = pen.style.text.with_alpha(0.8);
        pen.stroke(center + place.direction * radius, place.end, 1.5, line);
        let ground = pen.style.background_top.with_alpha(0.78);
        pen.painter.rect_filled(place.covered, pen.px(5.0), ground);
        let at = place.covered.min + egui::Vec2::splat(padding);
        pen.painter.galley(at, galley, color);
        taken.push(place.covered);
    }
}

/// Where the picture has something else than its subject.
fn parts(frame: &Frame) -> impl Iterator<Item = Rect> {
    let layout = &frame.layout;
    let always = [layout.title, layout.caption, layout.legend].map(Some);
    let parts = always
        .into_iter()
        .chain([layout.insets, bar_with_numbers(frame)]);
    parts.flatten().map(rect)
}

/// A place for a name at a ball.
struct Place {
    /// From the ball to the name, as the picture shows it.
    direction: Vec2,
    /// Where the line from the ball ends.
    end: Vec2,
    /// What the name covers.
    covered: Rect,
    /// What it costs that it is on another side, or farther out.
    cost: f32,
}

/// The places for a name of a size at a ball, whose `own` side comes first.
fn places(own: usize, center: Vec2, reach: f32, size: egui::Vec2) -> impl Iterator<Item = Place> {
    let turns = (0..SIDES.len()).flat_map(|turn| (0..DISTANCES.len()).map(move |out| (turn, out)));
    turns.map(move |(turn, out)| {
        let (x, y) = SIDES[if turn < 4 { (own + turn) % 4 } else { turn }];
        let direction = Vec2::new(x, y);
        let end = center + direction * (DISTANCES[out] * reach);
        let anchor = if direction.x > 0.0 {
            Align2::LEFT_CENTER
        } else {
            Align2::RIGHT_CENTER
        };
        Place {
            direction,
            end,
            covered: anchor.anchor_size(pos(end), size),
            cost: COSTS[0] * turn as f32 + COSTS[1] * out as f32,
        }
    })
}

/// What names keep clear of.
struct Surroundings {
    /// The picture without its border.
    picture: Rect,
    /// Samples of the trails.
    ways: Vec<Vec2>,
    /// The middles of the marks, and half the size of one.
    marks: Vec<Vec2>,
    mark: f32,
    /// How far inside a name a place is hidden wholly.
    depth: f32,
}

impl Surroundings {
    /// The place that costs least, of those in the picture that nothing has `taken`.
    fn best(&self, places: impl Iterator<Item = Place>, taken: &[Rect]) -> Option<Place> {
        let is_free = |place: &Place| {
            self.picture.contains_rect(place.covered)
                && !taken.iter().any(|other| other.intersects(place.covered))
        };
        let hidden = |points: &[Vec2], covered: Rect, cost: f32| {
            let depths = points.iter().map(|&at| inside(&covered, at, self.depth));
            cost * depths.sum::<f32>()
        };
        let cost = |place: &Place| {
            place.cost
                + hidden(&self.marks, place.covered.expand(self.mark), COVERED[0])
                + hidden(&self.ways, place.covered, COVERED[1])
        };
        let placed = places.filter(is_free).map(|place| (cost(&place), place));
        let best = placed.min_by(|a, b| a.0.total_cmp(&b.0));
        best.map(|(_, place)| place)
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
