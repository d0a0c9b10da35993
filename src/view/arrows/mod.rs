//! Arrows in world coordinates: tapered shafts, and heads of a constant size in pixels that shrink on arrows too short
//! for them.

pub(crate) mod field;
pub(crate) mod steps;
pub(crate) mod vectors;

use glam::{Vec2, Vec3};

use self::{field::DrawnField, steps::StepArrows};
use super::{
    frame::Frame,
    gpu::{Halo, RibbonDraw, RibbonPoint},
    style::theme::Rgb,
    surface::DrawnSurface,
};
use crate::{scene::Look, simulation::Runs};

/// Maximum length of a head relative to that of its arrow.
const MAX_HEAD_FRACTION: f32 = 0.55;
/// Width of a head relative to its length.
const HEAD_ASPECT: f32 = 0.95;
/// Width of a shaft at its tail relative to its neck.
const TAIL_WIDTH: f32 = 0.6;
/// Width of a tip relative to the shaft. It is above 0 because zero-width points are not drawn.
const TIP_WIDTH: f32 = 0.02;

/// An arrow in world coordinates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Arrow<'a> {
    /// Polyline from tail to tip, at least two points.
    pub line: &'a [Vec3],
    /// The fraction that is drawn, measured from the tail, 0 to 1.
    pub fraction: f32,
    /// The colour of shaft and head.
    pub color: Rgb,
}

/// The style of arrows. Pixels are those of the 1080-line picture, before the theme's stroke scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ArrowStyle {
    /// Width of a shaft at its neck, in pixels.
    pub width: f32,
    /// Length of a head in pixels.
    pub head_length: f32,
    /// Arrows that appear shorter than this, in pixels, are left out.
    pub min_length: f32,
    /// The halo around shaft and head.
    pub halo: Halo,
    /// How far arrows are moved towards the eye for the depth test, in world units.
    pub depth_bias: f32,
    /// Whether occluded parts are drawn faintly.
    pub show_occluded: bool,
}

/// The arrows on a landscape that its look asks for. Built once per simulation and look.
pub(crate) struct LandscapeArrows {
    /// The gradient field, if the look has one.
    pub field: Option<DrawnField>,
    steps: Vec<StepArrows>,
}

impl LandscapeArrows {
    /// Builds the arrows that the look asks for.
    pub(crate) fn new(runs: &Runs, surface: &DrawnSurface, look: &Look) -> Self {
        Self {
            field: DrawnField::new(runs, surface, look),
            ..Self::only_steps(runs, surface, look)
        }
    }

    /// Builds only the step arrows, for heat maps.
    pub(crate) fn only_steps(runs: &Runs, surface: &DrawnSurface, look: &Look) -> Self {
        let runs = if look.marks.steps { &runs[..] } else { &[] };
        let steps = runs.iter().map(|run| StepArrows::new(run, surface));
        Self {
            field: None,
            steps: steps.collect(),
        }
    }

    /// Draw calls of the arrows below the trails.
    pub(crate) fn below_trails(&self, frame: &Frame, pixels_per_point: f32) -> Vec<RibbonDraw> {
        let field = self.field.iter();
        field
            .flat_map(|field| field.draw(frame, pixels_per_point))
            .collect()
    }

    /// Draw calls of the arrows above the trails.
    pub(crate) fn above_trails(
        &self,
        frame: &Frame,
        runs: &Runs,
        pixels_per_point: f32,
    ) -> Vec<RibbonDraw> {
        let steps = runs.iter().zip(&self.steps);
        let shown = steps.filter(|(run, _)| run.shown);
        shown
            .map(|(run, steps)| {
                let arrows = steps.at(frame.step, frame.style.series(run.color));
                draw(frame, arrows, &steps::STYLE, pixels_per_point)
            })
            .collect()
    }
}

/// The draw call of arrows in one style. Arrows with a point behind the viewer are left out.
pub(crate) fn draw<'a>(
    frame: &Frame,
    arrows: impl IntoIterator<Item = Arrow<'a>>,
    style: &ArrowStyle,
    pixels_per_point: f32,
) -> RibbonDraw {
    let px = frame.layout.scale * pixels_per_point;
    let size = ArrowSize {
        width: style.width * px * frame.style.stroke_scale,
        head_length: style.head_length * px * frame.style.stroke_scale.sqrt(),
        min_length: style.min_length * px,
    };
    let mut points = Vec::new();
    for arrow in arrows {
        let projected = |&at: &Vec3| Some(frame.transform.project(at)? * pixels_per_point);
        let Some(projected) = arrow
            .line
            .iter()
            .map(projected)
            .collect::<Option<Vec<Vec2>>>()
        else {
            continue;
        };
        add_arrow(&arrow, &projected, &size, &mut points);
    }
    RibbonDraw::colored_pairs(points, size.width)
        .halo(style.halo)
        .depth_bias(style.depth_bias)
        .show_occluded(style.show_occluded)
}

/// Sizes of arrows in physical pixels.
struct ArrowSize {
    width: f32,
    head_length: f32,
    min_length: f32,
}

/// Appends the segments of an arrow, two points each. `projected` is its polyline in pixels.
fn add_arrow(arrow: &Arrow, projected: &[Vec2], size: &ArrowSize, points: &mut Vec<RibbonPoint>) {
    // The distance of each point from the tail along the arrow.
    let mut distances = Vec::with_capacity(projected.len());
    let mut length = 0.0;
    for (k, point) in projected.iter().enumerate() {
        length += k
            .checked_sub(1)
            .map_or(0.0, |k| point.distance(projected[k]));
        distances.push(length);
    }
    let length = length * arrow.fraction;
    // Without a finite length there is no direction.
    if length.is_nan() || length < size.min_length.max(1e-3) {
        return;
    }
    let head = size.head_length.min(MAX_HEAD_FRACTION * length);
    let neck_at = length - head;
    // A shaft is at most half as wide as the head.
    let shaft = (0.5 * HEAD_ASPECT * head / size.width).min(1.0);
    let [r, g, b, _] = arrow.color.srgb(1.0);
    let at = |position: Vec3, width: f32| RibbonPoint {
        width,
        color: [r, g, b],
        ..RibbonPoint::new(position, 0.0)
    };
    let along = |distance: f32| {
        let after = distances.partition_point(|&other| other < distance);
        let after = after.clamp(1, distances.len() - 1);
        let (from, to) = (distances[after - 1], distances[after]);
        let fraction = ((distance - from) / (to - from).max(1e-6)).clamp(0.0, 1.0);
        let width = shaft * (TAIL_WIDTH + (1.0 - TAIL_WIDTH) * distance / neck_at);
        at(
            arrow.line[after - 1].lerp(arrow.line[after], fraction),
            width,
        )
    };
    let inner = distances[1..].iter().copied().filter(|&at| at < neck_at);
    let stops = std::iter::once(0.0).chain(inner).chain([neck_at]);
    let mut last: Option<RibbonPoint> = None;
    for point in stops.map(along) {
        points.extend(last.into_iter().flat_map(|last| [last, point]));
        last = Some(point);
    }
    let head_width = HEAD_ASPECT * head / size.width;
    points.extend([
        RibbonPoint {
            width: head_width,
            ..along(neck_at)
        },
        RibbonPoint {
            width: TIP_WIDTH,
            ..along(length)
        },
    ]);
}

#[cfg(test)]
mod tests {
    use glam::vec2;

    use super::*;

    const SIZE: ArrowSize = ArrowSize {
        width: 4.0,
        head_length: 18.0,
        min_length: 2.0,
    };

    fn segments(line: &[Vec3], px: f32) -> Vec<RibbonPoint> {
        let arrow = Arrow {
            line,
            fraction: 1.0,
            color: Rgb::hex(0xFFFFFF),
        };
        let projected: Vec<Vec2> = line.iter().map(|at| px * vec2(at.x, at.y)).collect();
        let mut points = Vec::new();
        add_arrow(&arrow, &projected, &SIZE, &mut points);
        points
    }

    #[test]
    fn arrows_grow_from_their_tails() {
        let line = [Vec3::ZERO, Vec3::X, Vec3::new(1.0, 1.0, 0.0)];
        let arrow = Arrow {
            line: &line,
            fraction: 0.75,
            color: Rgb::hex(0xFFFFFF),
        };
        let projected = line.map(|at| 100.0 * vec2(at.x, at.y));
        let mut points = Vec::new();
        add_arrow(&arrow, &projected, &SIZE, &mut points);
        let tip = points[points.len() - 1].position;
        assert!((tip[0] - 1.0).abs() < 1e-5 && (tip[1] - 0.5).abs() < 1e-5);
    }

    #[test]
    fn heads_keep_their_size_until_the_arrow_is_too_short_for_them() {
        let head_px = |px: f32| {
            let points = segments(&[Vec3::ZERO, Vec3::X], px);
            px * (1.0 - points[points.len() - 2].position[0])
        };
        assert!((head_px(200.0) - 18.0).abs() < 1e-3);
        assert!((head_px(50.0) - 18.0).abs() < 1e-3);
        assert!((head_px(20.0) - 11.0).abs() < 1e-3);
        assert!(segments(&[Vec3::ZERO, Vec3::X], 1.0).is_empty());
        assert!(segments(&[Vec3::ZERO, Vec3::X], f32::NAN).is_empty());
    }

    /// A bent arrow is one line from tail to tip that widens towards its head.
    #[test]
    fn shafts_follow_their_line() {
        let line = [Vec3::ZERO, Vec3::X, Vec3::new(1.0, 1.0, 0.0)];
        let points = segments(&line, 100.0);
        assert_eq!(points.len(), 6);
        assert_eq!(points[0].position, [0.0, 0.0, 0.0]);
        assert_eq!(points[1].position, [1.0, 0.0, 0.0]);
        assert_eq!(points[1].position, points[2].position);
        assert!((points[3].position[1] - 0.82).abs() < 1e-5);
        assert_eq!(points[5].position, [1.0, 1.0, 0.0]);
        assert!(points[0].width < points[1].width && points[1].width < points[3].width);
        assert!(points[4].width > points[3].width && points[5].width > 0.0);
    }
}
