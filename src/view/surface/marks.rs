//! Glyphs: critical points, starts, steps and ends of runs, and arrows where runs leave the box.

use glam::{Vec2, Vec3};

use super::{
    DrawnSurface, SurfaceContent,
    balls::{ball_radius, occluded_ball_discs},
    trail::Trail,
};
use crate::{
    math::landscape::{CriticalKind, CriticalPoint},
    simulation::{RunOutcome, Runs},
    view::{
        frame::Frame,
        gpu::{GlyphKind, GlyphRecord},
        style::theme::{Rgb, Style},
    },
};

/// Depth bias of glyphs, in world units, so that the surface does not cut into them.
const DEPTH_BIAS: f32 = 0.05;
/// Depth bias of global minima whose middle is visible, in world units, so that the walls of narrow valleys do not cut
/// their stars.
const MINIMUM_DEPTH_BIAS: f32 = 1.0;
/// Stars have their full size beside balls of this radius, in pixels of the 1080-line picture.
const FULL_STAR_BALL: f32 = 22.0;
/// With more minima than this, the stars of local minima are smaller.
const MAX_FULL_STARS: f32 = 6.0;

/// The visible runs with their trails.
pub(crate) fn drawn_runs<'r, 't>(
    runs: &'r Runs,
    trails: &'t [Trail],
) -> impl Iterator<Item = (&'r RunOutcome, &'t Trail)> {
    runs.iter().zip(trails).filter(|(run, _)| run.shown)
}

/// The glyphs on a surface, back to front.
pub(crate) fn glyphs(
    frame: &Frame,
    content: &SurfaceContent,
    pixels_per_point: f32,
) -> Vec<GlyphRecord> {
    let SurfaceContent {
        runs,
        surface,
        trails,
        critical_points,
        marks,
        ..
    } = content;
    let px = frame.layout.scale * pixels_per_point;
    let builder = GlyphBuilder {
        style: &frame.style,
        px,
        star: star_factor(frame),
    };
    // Many stars are drawn smaller so that they do not cover what they mark.
    let is_minimum = |kind| matches!(kind, CriticalKind::Minimum | CriticalKind::LocalMinimum);
    let minima = critical_points.iter();
    let minima = minima.filter(|point| is_minimum(point.kind)).count();
    let star = (MAX_FULL_STARS / minima.max(1) as f32)
        .sqrt()
        .clamp(0.6, 1.0);
    let mut list = Vec::new();
    // Critical points are known only for the final surface of a morph.
    let morph_minimum = (content.has_morph)
        .then(|| surface.lowest())
        .flatten()
        .filter(|_| frame.morph < 1.0 || critical_points.is_empty())
        .map(|at| CriticalPoint {
            at,
            value: f64::NAN,
            kind: CriticalKind::Minimum,
        });
    let known = (critical_points.iter()).filter(|_| frame.morph >= 1.0);
    for point in known.chain(&morph_minimum) {
        let is_shown = match point.kind {
            CriticalKind::Minimum | CriticalKind::LocalMinimum => marks.minimum,
            CriticalKind::Saddle | CriticalKind::Maximum => marks.saddle,
        };
        if !is_shown || !surface.shows(point.at) {
            continue;
        }
        let at = surface.point(point.at);
        let mut glyph = builder.critical_point(point.kind, at, star);
        if point.kind == CriticalKind::Minimum && is_visible(frame, surface, at) {
            let distance = frame.transform.eye.distance(at);
            glyph.depth_bias = MINIMUM_DEPTH_BIAS.min(0.5 * distance);
        }
        list.push(glyph);
    }
    if marks.start {
        let mut starts: Vec<glam::DVec2> = Vec::new();
        for (run, _) in drawn_runs(runs, trails) {
            if let Some(start) = run.drawn_points().next()
                && !starts.contains(&start)
                && surface.shows(start)
            {
                starts.push(start);
                list.push(builder.neutral(GlyphKind::Ring, surface.point(start), 17.0));
            }
        }
    }
    list.extend(occluded_ball_discs(frame, content, pixels_per_point));
    for (run, trail) in drawn_runs(runs, trails) {
        let color = frame.style.series(run.color);
        let strength = content.strength(run);
        let quiet = |glyph: GlyphRecord| glyph.faded(strength);
        let reached = |(step, _): &&(f32, Vec3)| f64::from(*step) <= frame.step;
        let dots = trail.dots.iter().filter(reached);
        list.extend(dots.map(|&(_, at)| builder.dot(at, color)).map(quiet));
        let end = builder.end(frame, surface, trail, color, marks.end);
        list.extend(end.map(quiet));
    }
    list
}

/// Builds glyphs in a theme; `px` is pixels per pixel of the 1080-line picture, the unit of the radii.
struct GlyphBuilder<'a> {
    style: &'a Style,
    px: f32,
    /// The size factor of stars.
    star: f32,
}

impl GlyphBuilder<'_> {
    fn glyph(
        &self,
        kind: GlyphKind,
        at: Vec3,
        radius: f32,
        color: Rgb,
        outline: Rgb,
    ) -> GlyphRecord {
        let stroke = self.style.stroke_scale;
        GlyphRecord {
            position: at.to_array(),
            radius: radius * (self.px * stroke.powf(0.6)),
            color: color.srgb(1.0),
            outline: outline.srgb(0.9),
            kind: kind as u32,
            rotation: 0.0,
            stroke: 3.4 * self.px * stroke,
            depth_bias: DEPTH_BIAS,
        }
    }

    /// A glyph in a neutral colour.
    fn neutral(&self, kind: GlyphKind, at: Vec3, radius: f32) -> GlyphRecord {
        self.glyph(
            kind,
            at,
            radius,
            self.style.halo_light,
            self.style.halo_dark,
        )
    }

    /// The glyph of a critical point: a large, filled star for a global minimum, a hollow one for a local one; `star` is
    /// the size factor of the latter, at most 1.
    fn critical_point(&self, kind: CriticalKind, at: Vec3, star: f32) -> GlyphRecord {
        match kind {
            CriticalKind::Minimum => self.neutral(GlyphKind::Star, at, 34.0 * self.star),
            CriticalKind::LocalMinimum => {
                self.neutral(GlyphKind::HollowStar, at, 26.0 * self.star * star)
            }
            CriticalKind::Saddle => self.neutral(GlyphKind::Cross, at, 16.0),
            CriticalKind::Maximum => self.neutral(GlyphKind::Ring, at, 13.0),
        }
    }

    /// The dot at a step of a run.
    fn dot(&self, at: Vec3, color: Rgb) -> GlyphRecord {
        self.glyph(GlyphKind::Disc, at, 5.6, color, self.style.halo_dark)
    }

    /// The glyph at the end of a run: an arrow if it left the box or is outside, else a ring if ends are marked.
    fn end(
        &self,
        frame: &Frame,
        surface: &DrawnSurface,
        trail: &Trail,
        color: Rgb,
        is_marked: bool,
    ) -> Option<GlyphRecord> {
        let pose = trail.pose_at(frame.step)?;
        let ended = frame.step >= trail.last_step;
        let light = self.style.halo_light;
        let arrow = |at: Vec3, onward: Vec3, radius: f32| GlyphRecord {
            rotation: direction(frame, at, onward),
            ..self.glyph(GlyphKind::Arrow, at, radius, color, light)
        };
        match trail.exit.filter(|_| !pose.is_inside || ended) {
            Some((_, at, onward)) => Some(arrow(at, onward, 24.0)),
            None if !pose.is_inside => {
                let outward = outward(surface, trail, frame.step);
                Some(arrow(pose.contact, outward, 20.0))
            }
            None => (ended && is_marked)
                .then(|| self.glyph(GlyphKind::FilledRing, pose.contact, 13.0, color, light)),
        }
    }
}

/// Whether no other part of the surface hides a point of it.
fn is_visible(frame: &Frame, surface: &DrawnSurface, at: Vec3) -> bool {
    let to_eye = frame.transform.to_eye(at);
    frame.is_flat() || (surface.ray_hit(at + DEPTH_BIAS * to_eye, to_eye)).is_none()
}

/// The size factor of stars: smaller in small figures, where balls are.
fn star_factor(frame: &Frame) -> f32 {
    let pixels = ball_radius(frame) / frame.transform.world_per_point(Vec3::ZERO);
    (pixels / (frame.layout.scale * FULL_STAR_BALL)).clamp(0.5, 1.0)
}

/// The projected angle of a world direction, counter-clockwise from the right.
fn direction(frame: &Frame, at: Vec3, onward: Vec3) -> f32 {
    let across = frame
        .transform
        .project(at)
        .zip(frame.transform.project(at + 0.1 * onward))
        .map_or(Vec2::X, |(from, to)| to - from);
    (-across.y).atan2(across.x)
}

/// The horizontal direction out of the box at the walls that a ball touches; up if it touches none.
fn outward(surface: &DrawnSurface, trail: &Trail, step: f64) -> Vec3 {
    let Some(pose) = trail.pose_at(step) else {
        return Vec3::X;
    };
    let p = pose.contact / surface.half_size.max(Vec3::splat(1e-6));
    let edge = 0.999;
    let side = |value: f32| {
        if value.abs() >= edge {
            value.signum()
        } else {
            0.0
        }
    };
    let out = Vec3::new(side(p.x), 0.0, side(p.z));
    out.try_normalize().unwrap_or(Vec3::Y)
}
