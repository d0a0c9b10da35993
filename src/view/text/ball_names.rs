//! Names of runs at their balls, and the areas that these and the labels of contour lines avoid.

use bevy_egui::egui::{self, Align2, Rect};
use glam::Vec2;

use super::labels::{Pen, pos, rect};
use crate::view::{
    frame::{Frame, layout::SMALL_TEXT},
    gpu::GlyphKind,
    surface::{
        SurfaceContent,
        balls::{PlacedBall, placed_balls},
        marks::{self, drawn_runs},
    },
};

/// Directions from a ball to its name. The first four are the preferred ones of different runs, by colour.
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
/// Costs of each side after the preferred one, and of each larger distance.
const POSITION_COSTS: [f32; 2] = [0.5, 0.8];
/// Costs of covering a mark, and of covering a trail sample.
const COVER_COSTS: [f32; 2] = [3.0, 0.3];
/// Half the size of a mark, in pixels of the 1080-line picture.
const MARK_RADIUS: f32 = 15.0;
/// Width kept clear along a trail, in pixels of the 1080-line picture.
const TRAIL_CLEARANCE: f32 = 24.0;
/// Approximate number of samples per trail.
const SAMPLES: usize = 60;
/// If the names would cover more than this fraction of the subject, none are drawn; the legend shows them.
const MAX_COVERED_FRACTION: f32 = 0.2;

/// Paints names at the balls if there are at least two. Each run prefers its own side, so that names do not jump while
/// balls pass each other. If that side is occupied, or the name would hide a mark or much of a trail, it moves farther
/// out or to another side; without a free position it is left out. The rectangles covered are added to `occupied`.
pub(crate) fn paint(pen: &Pen, frame: &Frame, content: &SurfaceContent, occupied: &mut Vec<Rect>) {
    let balls = placed_balls(frame, content);
    let named = || balls.iter().filter(|ball| ball.run.is_representative);
    if named().count() < 2 {
        return;
    }
    let color = pen.style.text.color32();
    let padding = pen.scaled(6.0);
    let names: Vec<_> = named()
        .filter_map(|ball| {
            let (run, ball) = (ball.run, ball.on_screen(frame)?);
            let name = pen.lay_out(
                pen.in_language(&run.label),
                pen.body_font(SMALL_TEXT),
                color,
            );
            let size = name.size() + egui::Vec2::splat(2.0 * padding);
            Some((run.color, ball, name, size))
        })
        .collect();
    let total_area: f32 = names.iter().map(|(_, _, _, size)| size.x * size.y).sum();
    if total_area > MAX_COVERED_FRACTION * frame.layout.room.area.size.element_product() {
        return;
    }
    occupied.extend(other_areas(frame));
    occupied.extend(ball_rects(frame, &balls));
    let layout = &frame.layout;
    let obstacles = Obstacles {
        picture: rect(layout.area).shrink(layout.margin),
        trails: trail_points(frame, content),
        marks: mark_points(frame, content),
        mark_radius: pen.scaled(MARK_RADIUS * pen.style.stroke_scale.powf(0.6)),
        depth: 0.5 * SMALL_TEXT * layout.text_scale,
    };
    for (color_index, (center, radius), galley, size) in names {
        let candidates = candidates(color_index, center, radius + pen.scaled(20.0), size);
        let Some(place) = obstacles.best(candidates, occupied) else {
            continue;
        };
        let line = pen.style.text.with_alpha(0.8);
        pen.paint_line(center + place.direction * radius, place.end, 1.5, line);
        let ground = pen.style.background_top.with_alpha(0.78);
        pen.painter
            .rect_filled(place.covered, pen.scaled(5.0), ground);
        let at = place.covered.min + egui::Vec2::splat(padding);
        pen.painter.galley(at, galley, color);
        occupied.push(place.covered);
    }
}

/// The areas of the picture other than the subject.
fn other_areas(frame: &Frame) -> impl Iterator<Item = Rect> {
    let layout = &frame.layout;
    let always = [layout.title, layout.caption, layout.legend].map(Some);
    let parts = always
        .into_iter()
        .chain([layout.insets, color_bar_area(frame)]);
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

/// Candidate positions of a name of `size` at a ball of radius `reach`, those on the `preferred` side first.
fn candidates(
    preferred: usize,
    center: Vec2,
    reach: f32,
    size: egui::Vec2,
) -> impl Iterator<Item = Candidate> {
    let turns = (0..SIDES.len()).flat_map(|turn| (0..DISTANCES.len()).map(move |out| (turn, out)));
    turns.map(move |(turn, out)| {
        let (x, y) = SIDES[if turn < 4 {
            (preferred + turn) % 4
        } else {
            turn
        }];
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
            cost: POSITION_COSTS[0] * turn as f32 + POSITION_COSTS[1] * out as f32,
        }
    })
}

/// The things that names avoid.
struct Obstacles {
    /// The picture without its margin.
    picture: Rect,
    /// Samples of the trails.
    trails: Vec<Vec2>,
    /// Centres of the marks.
    marks: Vec<Vec2>,
    /// Half the size of a mark.
    mark_radius: f32,
    /// Depth inside a name at which a point is fully hidden.
    depth: f32,
}

impl Obstacles {
    /// The cheapest candidate inside the picture that does not overlap `occupied`.
    fn best(
        &self,
        candidates: impl Iterator<Item = Candidate>,
        occupied: &[Rect],
    ) -> Option<Candidate> {
        let is_free = |place: &Candidate| {
            self.picture.contains_rect(place.covered)
                && !occupied.iter().any(|other| other.intersects(place.covered))
        };
        let cover_cost = |points: &[Vec2], covered: Rect, cost: f32| {
            let depths = points
                .iter()
                .map(|&at| inside_fraction(&covered, at, self.depth));
            cost * depths.sum::<f32>()
        };
        let cost = |place: &Candidate| {
            place.cost
                + cover_cost(
                    &self.marks,
                    place.covered.expand(self.mark_radius),
                    COVER_COSTS[0],
                )
                + cover_cost(&self.trails, place.covered, COVER_COSTS[1])
        };
        let with_costs = candidates
            .filter(is_free)
            .map(|place| (cost(&place), place));
        let best = with_costs.min_by(|a, b| a.0.total_cmp(&b.0));
        best.map(|(_, place)| place)
    }
}

/// The areas that labels of contour lines avoid: marks, and the complete trails, so that labels do not move while balls
/// pass.
pub(crate) fn contour_obstacles(frame: &Frame, content: &SurfaceContent) -> Vec<Rect> {
    let around = |at: Vec2, size: f32| {
        Rect::from_center_size(pos(at), egui::Vec2::splat(size * frame.layout.scale))
    };
    let marks = mark_points(frame, content).into_iter();
    let trails = trail_points(frame, content).into_iter();
    let marks = marks.map(|at| around(at, 2.2 * MARK_RADIUS));
    marks
        .chain(trails.map(|at| around(at, TRAIL_CLEARANCE)))
        .collect()
}

/// How deep a point is inside a rectangle: 0 at its edge, 1 from `depth` inward, so that costs change continuously.
fn inside_fraction(covered: &Rect, at: Vec2, depth: f32) -> f32 {
    let nearest = (at.x - covered.min.x)
        .min(covered.max.x - at.x)
        .min(at.y - covered.min.y)
        .min(covered.max.y - at.y);
    (nearest / depth + 0.5).clamp(0.0, 1.0)
}

/// Screen positions of samples of the complete trails, which do not change while the runs proceed.
fn trail_points(frame: &Frame, content: &SurfaceContent) -> Vec<Vec2> {
    let trails = drawn_runs(content.runs, &content.trails).map(|(_, trail)| trail);
    let points = trails.flat_map(|trail| {
        let points = trail.ribbon.records();
        points.iter().step_by(points.len() / SAMPLES + 1)
    });
    points
        .filter(|point| point.width > 0.0)
        .filter_map(|point| frame.transform.project(point.position.into()))
        .collect()
}

/// Screen positions of the marks.
fn mark_points(frame: &Frame, content: &SurfaceContent) -> Vec<Vec2> {
    let glyphs = marks::glyphs(frame, content, 1.0).into_iter();
    let kinds = [GlyphKind::Ring, GlyphKind::Star, GlyphKind::Cross];
    let kinds = kinds.map(|kind| kind as u32);
    glyphs
        .filter(|glyph| kinds.contains(&glyph.kind))
        .filter_map(|glyph| frame.transform.project(glyph.position.into()))
        .collect()
}

/// The area of the colour bar with its tick labels and name.
pub(crate) fn color_bar_area(frame: &Frame) -> Option<crate::view::frame::area::Area> {
    frame.layout.labelled_bar()
}

/// The rectangles of the balls, which no name covers.
fn ball_rects(frame: &Frame, balls: &[PlacedBall]) -> Vec<Rect> {
    let rect = |(center, radius): (Vec2, f32)| {
        Rect::from_center_size(pos(center), egui::Vec2::splat(2.2 * radius))
    };
    let seen = balls.iter().filter_map(|ball| ball.on_screen(frame));
    seen.map(rect).collect()
}
