//! The lines of the animation that explains PCA: from the points to their projections, and the plane of the first two
//! components.

use bevy_egui::egui::{Align2, Rect};
use glam::{Vec2, Vec3};

use super::{DrawnCloud, axis_names};
use crate::{
    scene::CloudAxes,
    simulation::{Act, CloudOutcome, PcaStory},
    view::{
        frame::{Frame, layout::SMALL_TEXT},
        gpu::{RibbonDraw, RibbonPoint, SharedRecords},
        style::theme::{ColorRole, Rgb},
        text::labels::{Pen, pos},
    },
    words::{Language, Word},
};

/// Shorter arrows have no name, in pixels of the 1080-line picture.
const MIN_NAMED_ARROW: f32 = 40.0;
/// With more points, no projection lines are drawn.
const MAX_LINES: usize = 1500;
/// Projection lines fade out during the first 1/`FADE_RATE` of the turn.
const FADE_RATE: f64 = 3.0;
/// Grid cells of the plane along its two sides.
const GRID_CELLS: [usize; 2] = [8, 4];

/// The animation that explains PCA, in world coordinates. Built once per simulation.
pub(super) struct DrawnStory {
    /// Two points per sample: its position before the projection, and its projection.
    projection_lines: SharedRecords<RibbonPoint>,
}

impl DrawnStory {
    pub(super) fn new(story: &PcaStory, drawn: &DrawnCloud) -> Self {
        let [from, to] = story.projection_ends();
        let lines = from.iter().zip(to).take(MAX_LINES + 1);
        let [begin, end] = [0, 1].map(|k| (Act::Project.first_step() + k) as f32);
        let points: Vec<RibbonPoint> = lines
            .flat_map(|(&from, &to)| {
                [(from, begin), (to, end)]
                    .map(|(place, step)| RibbonPoint::new(drawn.world_from_axes(place), step))
            })
            .collect();
        let is_drawn = points.len() <= 2 * MAX_LINES;
        Self {
            projection_lines: SharedRecords::new(if is_drawn { points } else { Vec::new() }),
        }
    }

    /// The lines at a step.
    pub(super) fn ribbons(
        &self,
        story: &PcaStory,
        drawn: &DrawnCloud,
        frame: &Frame,
        pixels_per_point: f32,
    ) -> Vec<RibbonDraw> {
        let px = frame.layout.scale * pixels_per_point * frame.style.stroke_scale.powf(0.7);
        let color = frame.style.role(ColorRole::Tangent).srgb(1.0);
        let visible = |line: RibbonDraw, opacity: f64| {
            let opacity = opacity as f32;
            (opacity > 0.0).then(|| line.opacity(opacity).until(frame.step).show_occluded(true))
        };
        let corners = story
            .plane(frame.step)
            .map(|place| drawn.world_from_axes(place));
        let [a, b, c, d] = corners;
        let ribbon_points = |points: &[Vec3]| -> Vec<RibbonPoint> {
            let points = points.iter().map(|&place| RibbonPoint::new(place, 0.0));
            points.collect()
        };
        let grid_lines = |count: usize, [from, to]: [[Vec3; 2]; 2]| {
            (1..count).flat_map(move |k| {
                let fraction = k as f32 / count as f32;
                [from[0].lerp(from[1], fraction), to[0].lerp(to[1], fraction)]
            })
        };
        let mesh: Vec<Vec3> = grid_lines(GRID_CELLS[0], [[a, b], [d, c]])
            .chain(grid_lines(GRID_CELLS[1], [[a, d], [b, c]]))
            .collect();
        let plane_opacity = Act::Plane.progress(frame.step);
        let line_opacity = 0.6 * (1.0 - FADE_RATE * Act::Turn.progress(frame.step)).max(0.0);
        let mesh = RibbonDraw::pairs(ribbon_points(&mesh), color, 1.2 * px);
        let border = RibbonDraw::line(ribbon_points(&[a, b, c, d, a]), color, 3.0 * px);
        let projection_lines = RibbonDraw::pairs(self.projection_lines.clone(), color, 1.4 * px);
        [
            visible(mesh, 0.35 * plane_opacity),
            visible(border, plane_opacity),
            visible(projection_lines, line_opacity),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// The description of the current act of the animation.
pub(crate) fn act_text(step: f64, language: Language) -> &'static str {
    let words = [
        Word::PcaAsMeasured,
        Word::PcaCentred,
        Word::PcaDirections,
        Word::PcaPlane,
        Word::PcaProjection,
        Word::PcaTurnedPlane,
    ];
    let number = (step.ceil() as usize).min(words.len() - 1);
    language.say(words[number])
}

/// Paints names at the tips of principal component arrows if they are not along the axes, except where they would
/// overlap `text_rects`.
pub(crate) fn paint_arrow_names(
    pen: &Pen,
    frame: &Frame,
    cloud: &CloudOutcome,
    drawn: &DrawnCloud,
    text_rects: &[Rect],
) {
    let are_along_axes = cloud.axes == CloudAxes::Principal;
    if are_along_axes || frame.is_flat() {
        return;
    }
    let lines = drawn.arrow_lines(cloud, frame.step);
    for ([tail, tip], number) in lines.into_iter().zip(1..) {
        let seen = frame
            .transform
            .project(tail)
            .zip(frame.transform.project(tip));
        let Some((from, to)) =
            seen.filter(|(from, to)| from.distance(*to) > pen.scaled(MIN_NAMED_ARROW))
        else {
            continue;
        };
        let out = (to - from).normalize_or(Vec2::Y);
        let anchor = match out.x >= 0.0 {
            true => Align2::LEFT_CENTER,
            false => Align2::RIGHT_CENTER,
        };
        let name =
            (pen.language).say_with(Word::PrincipalComponentShort, &[("n", &number.to_string())]);
        let colors = [pen.style.text, pen.style.background_bottom].map(Rgb::color32);
        let at = to + out * pen.scaled(16.0);
        let size = pen
            .lay_out(&name, pen.body_font(SMALL_TEXT), colors[0])
            .size();
        let covered = anchor.anchor_size(pos(at), size);
        if text_rects.iter().any(|rect| rect.intersects(covered)) {
            continue;
        }
        pen.paint_text_with_halo(at, anchor, &name, SMALL_TEXT, colors);
    }
}

/// The names of the axes at a step, in world order: the columns before the plane turns, none during the turn, and the
/// components afterwards.
pub(crate) fn axis_names_at(cloud: &CloudOutcome, step: f64, language: Language) -> [String; 3] {
    match Act::Turn.progress(step) {
        0.0 => [0, 2, 1].map(|axis| cloud.feature_names.get(axis).cloned().unwrap_or_default()),
        1.0 => axis_names(cloud, language),
        _ => Default::default(),
    }
}
