//! The lines of the PCA story: the projection lines of the points, and the plane of the first two components.

use bevy_egui::egui::{Align2, Rect};
use glam::{Vec2, Vec3};

use super::{DrawnCloud, axis_names};
use crate::{
    scene::CloudAxes,
    simulation::{Act, CloudOutcome, Story},
    view::{
        frame::{Frame, layout::SMALL},
        gpu::{RibbonDraw, RibbonPoint, Shared},
        style::theme::{Rgb, Role},
        text::labels::{Pen, pos},
    },
    words::{Language, Word},
};

/// Shorter arrows have no name, in pixels of the 1080-line picture.
const MIN_ARROW: f32 = 40.0;
/// With more points, no projection lines are drawn.
const MAX_LINES: usize = 1500;
/// Projection lines fade out during the first third of the turn.
const FADING: f64 = 3.0;
/// Grid cells of the plane along its two sides.
const MESH: [usize; 2] = [8, 4];

/// The PCA story in world coordinates. Built once per simulation.
pub(super) struct DrawnStory {
    /// Two points per sample: its position before the projection, and its projection.
    falls: Shared<RibbonPoint>,
}

impl DrawnStory {
    pub(super) fn new(story: &Story, drawn: &DrawnCloud) -> Self {
        let [from, to] = story.falls();
        let lines = from.iter().zip(to).take(MAX_LINES + 1);
        let [begin, end] = [0, 1].map(|k| (Act::Fall.begins() + k) as f32);
        let points: Vec<RibbonPoint> = lines
            .flat_map(|(&from, &to)| {
                [(from, begin), (to, end)]
                    .map(|(place, step)| RibbonPoint::new(drawn.world_from_axes(place), step))
            })
            .collect();
        let few = points.len() <= 2 * MAX_LINES;
        Self {
            falls: Shared::new(if few { points } else { Vec::new() }),
        }
    }

    /// The lines at a step.
    pub(super) fn ribbons(
        &self,
        story: &Story,
        drawn: &DrawnCloud,
        frame: &Frame,
        pixels_per_point: f32,
    ) -> Vec<RibbonDraw> {
        let px = frame.layout.unit * pixels_per_point * frame.style.stroke.powf(0.7);
        let color = frame.style.role(Role::Tangent).srgb(1.0);
        let seen = |line: RibbonDraw, opacity: f64| {
            let opacity = opacity as f32;
            (opacity > 0.0).then(|| line.opacity(opacity).until(frame.step).show_occluded(true))
        };
        let corners = story
            .plane(frame.step)
            .map(|place| drawn.world_from_axes(place));
        let [a, b, c, d] = corners;
        let still = |points: &[Vec3]| -> Vec<RibbonPoint> {
            let points = points.iter().map(|&place| RibbonPoint::new(place, 0.0));
            points.collect()
        };
        let across = |count: usize, [from, to]: [[Vec3; 2]; 2]| {
            (1..count).flat_map(move |k| {
                let part = k as f32 / count as f32;
                [from[0].lerp(from[1], part), to[0].lerp(to[1], part)]
            })
        };
        let mesh: Vec<Vec3> = across(MESH[0], [[a, b], [d, c]])
            .chain(across(MESH[1], [[a, d], [b, c]]))
            .collect();
        let plane = Act::Plane.part(frame.step);
        let falling = 0.6 * (1.0 - FADING * Act::Turn.part(frame.step)).max(0.0);
        let mesh = RibbonDraw::pairs(still(&mesh), color, 1.2 * px);
        let border = RibbonDraw::line(still(&[a, b, c, d, a]), color, 3.0 * px);
        let falls = RibbonDraw::pairs(self.falls.clone(), color, 1.4 * px);
        [
            seen(mesh, 0.35 * plane),
            seen(border, plane),
            seen(falls, falling),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// The description of the act at a step.
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
/// overlap `words`.
pub(crate) fn paint_arrow_names(
    pen: &Pen,
    frame: &Frame,
    cloud: &CloudOutcome,
    drawn: &DrawnCloud,
    words: &[Rect],
) {
    let is_along = cloud.axes == CloudAxes::Principal;
    if is_along || frame.is_flat() {
        return;
    }
    let lines = drawn.arrow_lines(cloud, frame.step);
    for ([tail, tip], number) in lines.into_iter().zip(1..) {
        let seen = frame.stage.project(tail).zip(frame.stage.project(tip));
        let Some((from, to)) = seen.filter(|(from, to)| from.distance(*to) > pen.px(MIN_ARROW))
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
        let at = to + out * pen.px(16.0);
        let size = pen.line(&name, pen.font(SMALL), colors[0]).size();
        let covered = anchor.anchor_size(pos(at), size);
        if words.iter().any(|word| word.intersects(covered)) {
            continue;
        }
        pen.text_with_halo(at, anchor, &name, SMALL, colors);
    }
}

/// The names of the axes at a step, in world order: the columns before the plane turns, none during the turn, and the
/// components afterwards.
pub(crate) fn names_at(cloud: &CloudOutcome, step: f64, language: Language) -> [String; 3] {
    match Act::Turn.part(step) {
        0.0 => [0, 2, 1].map(|axis| cloud.feature_names.get(axis).cloned().unwrap_or_default()),
        1.0 => axis_names(cloud, language),
        _ => Default::default(),
    }
}
