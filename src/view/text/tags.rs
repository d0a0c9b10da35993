//! Tags at the balls, with names and values of the runs, and the areas that these and the labels of contour lines avoid.

use std::sync::Arc;

use bevy_egui::egui::{self, Align2, Galley, Rect, TextFormat, text::LayoutJob};
use glam::Vec2;

use super::{
    labels::{Pen, pos, rect},
    legend::{paint_signed_swatch, stop_reason, value_at},
    run_signs::RunSigns,
};
use crate::{
    math::descent::StopReason,
    simulation::RunOutcome,
    view::{
        frame::{
            Frame,
            layout::{SMALL_TEXT, TAG_PADDING, estimated_width},
        },
        gpu::GlyphKind,
        style::scale::with_digits,
        surface::{
            SurfaceContent,
            balls::PlacedBall,
            marks::{self, drawn_runs},
        },
    },
    words::Language,
};

/// Significant digits of the value in a tag; their number is fixed, so that the tag keeps its width.
const DIGITS: usize = 3;
/// Width of the widest value, such as −1.23·10⁻¹⁰, in text heights.
const VALUE_WIDTH: f32 = 5.4;
/// Width of the swatch with the space after it, and the space between name and value, in text heights.
const SWATCH_WIDTH: f32 = 1.05;
const VALUE_GAP: f32 = 0.5;
/// Directions from a ball to its tag. The first four are the preferred ones of different runs, by colour.
const SIDES: [(f32, f32); 8] = [
    (0.7, -0.7),
    (-0.7, -0.7),
    (0.7, 0.7),
    (-0.7, 0.7),
    (1.0, 0.0),
    (-1.0, 0.0),
    (0.3, -1.0),
    (-0.3, -1.0),
];
/// Distances from the ball, in multiples of its reach.
const DISTANCES: [f32; 7] = [1.0, 1.9, 3.0, 4.4, 6.0, 8.0, 10.5];
/// Costs of each side after the preferred one, and of each larger distance.
const POSITION_COSTS: [f32; 2] = [0.5, 0.8];
/// Costs of covering a mark, and of covering a trail sample.
const COVER_COSTS: [f32; 2] = [3.0, 0.3];
/// Cost of a leader across another tag, ball or text.
const CROSSING_COST: f32 = 2.5;
/// Half the size of a mark, in pixels of the 1080-line picture.
const MARK_RADIUS: f32 = 15.0;
/// Width kept clear along a trail, in pixels of the 1080-line picture.
const TRAIL_CLEARANCE: f32 = 60.0;
/// Approximate number of samples per trail.
const SAMPLES: usize = 60;

/// The maximum width of a run's tag without its padding, in text heights, for the wider language.
pub(crate) fn width(run: &RunOutcome) -> f32 {
    let widths = Language::ALL.map(|language| {
        let reason = stop_reason(run).map_or(0.0, |word| estimated_width(language.say(word)));
        estimated_width(language.text(&run.label)) + VALUE_WIDTH.max(reason)
    });
    SWATCH_WIDTH + VALUE_GAP + widths[0].max(widths[1])
}

/// Paints tags at the balls. Each run prefers its own side, so that tags do not jump while balls pass each other. If that
/// side is occupied, or the tag would hide a mark or much of a trail, it moves farther out or to another side. The
/// rectangles covered are added to `occupied`.
pub(crate) fn paint(pen: &Pen, frame: &Frame, content: &SurfaceContent, occupied: &mut Vec<Rect>) {
    occupied.extend(other_areas(frame));
    occupied.extend(ball_rects(frame, &content.balls));
    let layout = &frame.layout;
    let em = SMALL_TEXT * layout.text_scale;
    let obstacles = Obstacles {
        picture: rect(layout.area).shrink(layout.margin),
        trails: trail_points(frame, content),
        marks: mark_points(frame, content),
        mark_radius: pen.scaled(MARK_RADIUS * pen.style.stroke_scale.powf(0.6)),
        depth: 0.5 * em,
    };
    let signs = RunSigns::new(content.runs, pen.language);
    for ball in content
        .balls
        .iter()
        .filter(|ball| ball.run.is_representative)
    {
        let run = ball.run;
        let Some((center, radius)) = ball.on_screen(frame) else {
            continue;
        };
        let galley = lay_out(pen, run, frame);
        let padding = egui::vec2(TAG_PADDING, TAG_PADDING) * em;
        let size = galley.size() + egui::vec2(SWATCH_WIDTH * em, 0.0) + 2.0 * padding;
        let candidates = candidates(run.color, center, radius + pen.scaled(20.0), size);
        let Some(place) = obstacles.best(candidates, occupied) else {
            continue;
        };
        let line = pen.style.series(run.color).with_alpha(0.9);
        pen.paint_line(center + place.direction * radius, place.end, 1.5, line);
        let ground = pen.style.background_top.with_alpha(0.78);
        pen.painter
            .rect_filled(place.covered, pen.scaled(5.0), ground);
        let at = place.covered.min + padding;
        let swatch = 0.36 * em;
        let middle = Vec2::new(at.x + swatch, place.covered.center().y);
        paint_signed_swatch(pen, middle, swatch, run, &signs);
        let at = at + egui::vec2(SWATCH_WIDTH * em, 0.0);
        pen.painter.galley(at, galley, pen.style.text.color32());
        occupied.push(place.covered);
    }
}

/// The text of a tag: the name of a run, and its value at the last completed step, or why it stopped early.
fn lay_out(pen: &Pen, run: &RunOutcome, frame: &Frame) -> Arc<Galley> {
    let ended = frame.step >= run.last_step() as f64;
    let failed = run.trajectory.stop_reason != StopReason::Converged;
    let value = match stop_reason(run).filter(|_| ended && failed) {
        Some(reason) => pen.language.say(reason).to_owned(),
        None => value_at(run, frame).map_or(String::new(), |value| with_digits(value, DIGITS)),
    };
    let font = pen.body_font(SMALL_TEXT);
    let mut job = LayoutJob::default();
    let name = TextFormat::simple(font.clone(), pen.style.text.color32());
    job.append(pen.in_language(&run.label), 0.0, name);
    if !value.is_empty() {
        let gap = VALUE_GAP * SMALL_TEXT * pen.layout.text_scale;
        let color = pen.style.secondary_text.color32();
        job.append(&value, gap, TextFormat::simple(font, color));
    }
    pen.painter.layout_job(job)
}

/// The areas of the picture other than the subject.
fn other_areas(frame: &Frame) -> impl Iterator<Item = Rect> {
    let layout = &frame.layout;
    let always = [layout.title, layout.caption, layout.legend].map(Some);
    let parts = always
        .into_iter()
        .chain([layout.insets, layout.labelled_bar()]);
    parts.flatten().map(rect)
}

/// A candidate position of a tag.
struct Candidate {
    /// From the ball to the tag, on the screen.
    direction: Vec2,
    /// The leader from the centre of the ball, and its end.
    leader: Vec2,
    end: Vec2,
    /// The rectangle of the tag.
    covered: Rect,
    /// The cost of side and distance.
    cost: f32,
}

/// Candidate positions of a tag of `size` at a ball of radius `reach`, those on the `preferred` side first.
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
        let leader = direction * (DISTANCES[out] * reach);
        let end = center + leader;
        let anchor = if direction.x > 0.0 {
            Align2::LEFT_CENTER
        } else {
            Align2::RIGHT_CENTER
        };
        Candidate {
            direction,
            leader,
            end,
            covered: anchor.anchor_size(pos(end), size),
            cost: POSITION_COSTS[0] * turn as f32 + POSITION_COSTS[1] * out as f32,
        }
    })
}

/// The things that tags avoid.
struct Obstacles {
    /// The picture without its margin.
    picture: Rect,
    /// Samples of the trails.
    trails: Vec<Vec2>,
    /// Centres of the marks.
    marks: Vec<Vec2>,
    /// Half the size of a mark.
    mark_radius: f32,
    /// Depth inside a tag at which a point is fully hidden.
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
        let is_crossed = |place: &Candidate, other: &Rect| {
            let along = |k: u8| pos(place.end - place.leader * (f32::from(k) / 8.0));
            (0..8).any(|k| other.contains(along(k)))
        };
        let cost = |place: &Candidate| {
            let crossings = occupied.iter().filter(|other| is_crossed(place, other));
            place.cost
                + CROSSING_COST * crossings.count() as f32
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
    let scale = frame.layout.scale * frame.style.stroke_scale.sqrt();
    let around =
        |at: Vec2, size: f32| Rect::from_center_size(pos(at), egui::Vec2::splat(size * scale));
    let marks = mark_points(frame, content).into_iter();
    let trails = trail_points(frame, content).into_iter();
    let marks = marks.map(|at| around(at, 5.0 * MARK_RADIUS));
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

/// The rectangles of the balls, which no tag covers.
fn ball_rects(frame: &Frame, balls: &[PlacedBall]) -> Vec<Rect> {
    let rect = |(center, radius): (Vec2, f32)| {
        Rect::from_center_size(pos(center), egui::Vec2::splat(2.2 * radius))
    };
    let seen = balls.iter().filter_map(|ball| ball.on_screen(frame));
    seen.map(rect).collect()
}
