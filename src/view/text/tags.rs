//! Names at the balls, and the areas that they avoid.

use bevy_egui::egui::{self, Align2, Rect};
use glam::Vec2;

use super::labels::{Pen, pos, rect};
use crate::view::{
    frame::{Frame, layout::SMALL},
    gpu::GlyphKind,
    surface::{
        Scenery,
        marks::{self, ball_radius, drawn_runs},
        trail::Trail,
    },
};

/// Positions of a name relative to its ball; the first four are distributed among the runs.
const SIDES: [(f32, f32); 6] = [
    (0.7, -0.7),
    (-0.7, -0.7),
    (0.7, 0.7),
    (-0.7, 0.7),
    (1.0, 0.0),
    (-1.0, 0.0),
];
/// Distances from the ball, in multiples of its reach.
const DISTANCES: [f32; 4] = [1.0, 1.9, 3.0, 4.4];
/// Costs of another side, and of a larger distance.
const COSTS: [f32; 2] = [0.5, 0.8];
/// Costs of covering a mark, and of covering a trail sample.
const COVERED: [f32; 2] = [3.0, 0.3];
/// Half the size of a mark, in pixels of the 1080-line picture.
const MARK: f32 = 15.0;
/// Width kept clear along a trail, in pixels of the 1080-line picture.
const TRAIL: f32 = 24.0;
/// Number of samples per trail.
const SAMPLES: usize = 60;
/// If the names would cover more than this fraction of the subject, none are drawn; the legend shows them.
const MAX_COVERED: f32 = 0.2;

/// Paints names at the balls if there are at least two. Each run prefers its own side, so that names do not jump while
/// balls pass each other. If that side is taken, or the name would hide a mark or much of a trail, it moves farther out
/// or to another side; without a free position it is left out. The rectangles covered are added to `taken`.
pub(crate) fn paint(pen: &Pen, frame: &Frame, scenery: &Scenery, taken: &mut Vec<Rect>) {
    let leading =
        || drawn_runs(scenery.runs, &scenery.trails).filter(|(run, _)| run.is_representative);
    if leading().count() < 2 {
        return;
    }
    let color = pen.style.text.color32();
    let padding = pen.px(6.0);
    let names: Vec<_> = leading()
        .filter_map(|(run, trail)| {
            let ball = ball_on_screen(frame, trail)?;
            let name = pen.line(pen.say(&run.label), pen.font(SMALL), color);
            let size = name.size() + egui::Vec2::splat(2.0 * padding);
            Some((run.color, ball, name, size))
        })
        .collect();
    let all: f32 = names.iter().map(|(_, _, _, size)| size.x * size.y).sum();
    if all > MAX_COVERED * frame.layout.subject.size.element_product() {
        return;
    }
    taken.extend(parts(frame));
    taken.extend(ball_rects(frame, scenery));
    let layout = &frame.layout;
    let obstacles = Obstacles {
        picture: rect(layout.area).shrink(layout.margin),
        trails: trail_points(frame, scenery),
        marks: mark_points(frame, scenery),
        mark: pen.px(MARK * pen.style.stroke.powf(0.6)),
        depth: 0.5 * SMALL * layout.text,
    };
    for (own, (center, radius), galley, size) in names {
        let candidates = candidates(own, center, radius + pen.px(20.0), size);
        let Some(place) = obstacles.best(candidates, taken) else {
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

/// The areas of the picture other than the subject.
fn parts(frame: &Frame) -> impl Iterator<Item = Rect> {
    let layout = &frame.layout;
    let always = [layout.title, layout.caption, layout.legend].map(Some);
    let parts = always
        .into_iter()
        .chain([layout.insets, bar_with_numbers(frame)]);
    parts.flatten().map(rect)
}

/// A candidate position of a name.
struct Candidate {
    /// From the ball to the name, on the screen.
    direction: Vec2,
    /// The end of the line from the ball.
    end: Vec2,
    /// The rectangle of the name.
    covered: Rect,
    /// The cost of side and distance.
    cost: f32,
}

/// Candidate positions of a name of `size` at a ball, its `own` side first.
fn candidates(
    own: usize,
    center: Vec2,
    reach: f32,
    size: egui::Vec2,
) -> impl Iterator<Item = Candidate> {
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
        Candidate {
            direction,
            end,
            covered: anchor.anchor_size(pos(end), size),
            cost: COSTS[0] * turn as f32 + COSTS[1] * out as f32,
        }
    })
}

/// The things that names avoid.
struct Obstacles {
    /// The picture without its margin.
    picture: Rect,
    /// Samples of the trails.
    trails: Vec<Vec2>,
    /// Centres of the marks, and half the size of a mark.
    marks: Vec<Vec2>,
    mark: f32,
    /// Depth inside a name at which a point is fully hidden.
    depth: f32,
}

impl Obstacles {
    /// The cheapest candidate inside the picture that does not overlap `taken`.
    fn best(
        &self,
        candidates: impl Iterator<Item = Candidate>,
        taken: &[Rect],
    ) -> Option<Candidate> {
        let is_free = |place: &Candidate| {
            self.picture.contains_rect(place.covered)
                && !taken.iter().any(|other| other.intersects(place.covered))
        };
        let hidden = |points: &[Vec2], covered: Rect, cost: f32| {
            let depths = points.iter().map(|&at| inside(&covered, at, self.depth));
            cost * depths.sum::<f32>()
        };
        let cost = |place: &Candidate| {
            place.cost
                + hidden(&self.marks, place.covered.expand(self.mark), COVERED[0])
                + hidden(&self.trails, place.covered, COVERED[1])
        };
        let placed = candidates
            .filter(is_free)
            .map(|place| (cost(&place), place));
        let best = placed.min_by(|a, b| a.0.total_cmp(&b.0));
        best.map(|(_, place)| place)
    }
}

/// The areas that contour labels avoid: marks, and the complete trails, so that labels do not move while balls pass.
pub(crate) fn scenery(frame: &Frame, scenery: &Scenery) -> Vec<Rect> {
    let around = |at: Vec2, size: f32| {
        Rect::from_center_size(pos(at), egui::Vec2::splat(size * frame.layout.unit))
    };
    let marks = mark_points(frame, scenery).into_iter();
    let trails = trail_points(frame, scenery).into_iter();
    let marks = marks.map(|at| around(at, 2.2 * MARK));
    marks.chain(trails.map(|at| around(at, TRAIL))).collect()
}

/// How deep a point is inside a rectangle: 0 at its edge, 1 from `depth` inward, so that costs change continuously.
fn inside(covered: &Rect, at: Vec2, depth: f32) -> f32 {
    let nearest = (at.x - covered.min.x)
        .min(covered.max.x - at.x)
        .min(at.y - covered.min.y)
        .min(covered.max.y - at.y);
    (nearest / depth + 0.5).clamp(0.0, 1.0)
}

/// Screen positions of samples of the complete trails, which do not change while the runs proceed.
fn trail_points(frame: &Frame, scenery: &Scenery) -> Vec<Vec2> {
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

fn mark_points(frame: &Frame, scenery: &Scenery) -> Vec<Vec2> {
    let glyphs = marks::glyphs(frame, scenery, 1.0).into_iter();
    let kinds = [GlyphKind::Ring, GlyphKind::Star, GlyphKind::Cross];
    let kinds = kinds.map(|kind| kind as u32);
    glyphs
        .filter(|glyph| kinds.contains(&glyph.kind))
        .filter_map(|glyph| frame.stage.project(glyph.position.into()))
        .collect()
}

/// The area of the colour bar with its tick labels and name.
pub(crate) fn bar_with_numbers(frame: &Frame) -> Option<crate::view::frame::stage::Area> {
    let layout = &frame.layout;
    let above = 2.0 * SMALL * layout.text;
    layout.bar.map(|bar| crate::view::frame::stage::Area {
        min: bar.min - Vec2::new(0.0, above),
        size: Vec2::new(layout.area.max().x - bar.min.x, bar.size.y + above),
    })
}

/// The rectangles of the balls, which no name covers.
fn ball_rects(frame: &Frame, scenery: &Scenery) -> Vec<Rect> {
    drawn_runs(scenery.runs, &scenery.trails)
        .filter_map(|(_, trail)| {
            let (center, radius) = ball_on_screen(frame, trail)?;
            Some(Rect::from_center_size(
                pos(center),
                egui::Vec2::splat(2.2 * radius),
            ))
        })
        .collect()
}

/// Screen position and radius of a ball, in points.
fn ball_on_screen(frame: &Frame, trail: &Trail) -> Option<(Vec2, f32)> {
    let placed = trail.at(frame.step)?;
    let radius = ball_radius(frame);
    let center = placed.contact + radius * placed.normal;
    let seen = frame.stage.project(center)?;
    Some((seen, radius / frame.stage.world_from_px(center)))
}
