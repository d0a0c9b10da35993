//! The tangent plane at the ball of the focused run, drawn as a square patch, or the tangent line of a function of one
//! variable.

use glam::{DVec2, Vec3};

use crate::{
    simulation::{RunOutcome, Runs},
    view::{
        frame::Frame,
        gpu::{DiscRecord, DiscsDraw, DiscsUniform, Halo, RibbonDraw, RibbonPoint, SharedRecords},
        style::theme::ColorRole,
        surface::{BOX_WIDTH, DrawnSurface},
    },
};

/// Half the side of the patch.
const PATCH_HALF_SIDE: f32 = 0.17 * BOX_WIDTH;
/// Further depth bias of the patch, in world units.
const PATCH_DEPTH_BIAS: f32 = 0.02;
/// Half the length of the tangent line.
const LINE_HALF_LENGTH: f32 = 0.3 * BOX_WIDTH;
/// Opacity of the patch where it is not occluded.
const OPACITY: f32 = 0.42;
/// Depth bias of patch and outline, in world units, which puts them in front of the surface where they touch it.
const DEPTH_BIAS: f32 = 0.012;

/// A tangent plane or line.
#[derive(Default)]
pub(super) struct Tangent {
    /// The patch of the plane; `None` for a line.
    pub patch: Option<DiscsDraw>,
    /// The outline of the patch, or the line.
    pub lines: Vec<RibbonDraw>,
}

/// The tangent at the current position of a run.
pub(super) fn draw(
    frame: &Frame,
    runs: &Runs,
    surface: &DrawnSurface,
    run: &RunOutcome,
    pixels_per_point: f32,
) -> Tangent {
    let at = run.at(frame.step);
    let drawn = run.drawn_at(frame.step);
    let value = runs.landscape.value(at);
    let gradient = runs.landscape.gradient(at);
    if frame.is_flat() || !surface.shows(drawn) || !(value + gradient.length()).is_finite() {
        return Tangent::default();
    }
    let contact = surface.point(drawn);
    let east = surface.along(DVec2::X, value, gradient);
    let painter = TangentPainter {
        frame,
        px: frame.layout.scale * pixels_per_point * frame.style.stroke_scale,
    };
    if runs.variables == 1 {
        let line = tangent_line(surface, contact, east);
        return Tangent {
            patch: None,
            lines: line
                .map(|ends| painter.line(&ends, 3.6))
                .into_iter()
                .collect(),
        };
    }
    let north = surface.along(DVec2::Y, value, gradient);
    let Some(normal) = east.cross(north).try_normalize() else {
        return Tangent::default();
    };
    let [u, v] = patch_axes(normal).map(|side| PATCH_HALF_SIDE * side);
    let corners = [-u - v, u - v, u + v, -u + v, -u - v].map(|corner| contact + corner);
    Tangent {
        patch: Some(painter.patch(contact, normal)),
        lines: vec![painter.line(&corners, 2.4)],
    }
}

/// Unit vectors along the sides of the patch with a normal, as in `vertex_disc` of `disc.wgsl`.
fn patch_axes(normal: Vec3) -> [Vec3; 2] {
    let side = if normal.x.abs() > 0.9 {
        Vec3::Z
    } else {
        Vec3::X
    };
    let u = normal.cross(side).normalize_or(Vec3::Z);
    [u, normal.cross(u)]
}

/// The part of a line through a point that is in the box, at most twice [`LINE_HALF_LENGTH`] long.
fn tangent_line(surface: &DrawnSurface, through: Vec3, along: Vec3) -> Option<[Vec3; 2]> {
    let along = along.try_normalize()?;
    let (mut start, mut end) = (-LINE_HALF_LENGTH, LINE_HALF_LENGTH);
    for axis in [0, 1] {
        if along[axis].abs() < 1e-6 {
            continue;
        }
        let reach = |wall: f32| (wall - through[axis]) / along[axis];
        let (a, b) = (
            reach(-surface.half_size[axis]),
            reach(surface.half_size[axis]),
        );
        start = start.max(a.min(b));
        end = end.min(a.max(b));
    }
    (start < end).then(|| [through + start * along, through + end * along])
}

/// Builds the draw calls of a tangent; `px` is pixels per pixel of the 1080-line picture, the unit of line widths.
struct TangentPainter<'a> {
    frame: &'a Frame,
    px: f32,
}

impl TangentPainter<'_> {
    fn line(&self, points: &[Vec3], width: f32) -> RibbonDraw {
        let points: Vec<RibbonPoint> = points.iter().map(|&at| RibbonPoint::new(at, 0.0)).collect();
        let color = self.frame.style.role(ColorRole::Tangent).srgb(1.0);
        RibbonDraw::line(points, color, width * self.px)
            .halo(Halo::Double)
            .depth_bias(DEPTH_BIAS)
            .show_occluded(true)
    }

    fn patch(&self, contact: Vec3, normal: Vec3) -> DiscsDraw {
        DiscsDraw {
            uniform: DiscsUniform {
                style: [PATCH_HALF_SIDE, OPACITY, 0.0, PATCH_DEPTH_BIAS],
                color: self.frame.style.role(ColorRole::Tangent).srgb(1.0),
            },
            points: SharedRecords::new([DiscRecord::new(contact, normal)]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_patch_is_perpendicular_to_its_normal() {
        for normal in [Vec3::Y, Vec3::X, Vec3::new(0.6, 0.48, -0.64)] {
            let [u, v] = patch_axes(normal);
            for side in [u, v] {
                assert!(side.dot(normal).abs() < 1e-6);
                assert!((side.length() - 1.0).abs() < 1e-6);
            }
            assert!(u.dot(v).abs() < 1e-6);
        }
    }
}
