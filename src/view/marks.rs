//! Balls and marks: where runs start and end, known minima and saddle points, and runs that went out of sight.

use glam::{Vec2, Vec3};

use super::{
    depiction::Scenery,
    frame::Frame,
    gpu::{BallRecord, DiscRecord, DiscsDraw, DiscsUniform, GlyphKind, GlyphRecord, Shared},
    surface::DrawnSurface,
    theme::Rgb,
    trail::{BALL_RADIUS, Trail},
};
use crate::{
    math::landscape::{CriticalKind, CriticalPoint},
    simulation::{RunOutcome, Runs},
};

/// Marks are lifted this far towards the viewer so that they lie on the surface whole.
const NEARER: f32 = 0.03;
/// Minima are seen over the near walls of narrow valleys.
const MINIMUM_NEARER: f32 = 0.2;
/// So many minima have stars of full size.
const FEW_STARS: f32 = 6.0;
/// Shadows under balls are this much larger than the balls.
const SHADOW_REACH: f32 = 1.9;

/// The runs that are drawn, with their trails.
pub fn drawn_runs<'a>(
    runs: &'a Runs,
    trails: &'a [Trail],
) -> impl Iterator<Item = (&'a RunOutcome, &'a Trail)> {
    runs.iter().zip(trails).filter(|(run, _)| run.shown)
}

/// One ball a run, all at the same step.
pub fn balls(frame: &Frame, runs: &Runs, trails: &[Trail]) -> Vec<BallRecord> {
    drawn_runs(runs, trails)
        .filter_map(|(run, trail)| {
            let placed = trail.at(frame.step)?;
            let color = frame.style.series(run.color);
            let radius = ball_radius(frame);
            let center = placed.contact + radius * placed.normal;
            Some(BallRecord {
                sphere: center.extend(radius).to_array(),
                orientation: placed.orientation.to_array(),
                color: color.linear(1.0),
                band: color.mix(Rgb::hex(0xFFFFFF), 0.72).linear(1.0),
            })
        })
        .collect()
}

/// Balls are larger where strokes are.
pub fn ball_radius(frame: &Frame) -> f32 {
    BALL_RADIUS * frame.style.stroke.powf(0.35)
}

/// The soft contact shadows of the balls on the surface.
pub fn contact_shadows(frame: &Frame, runs: &Runs, trails: &[Trail]) -> Option<DiscsDraw> {
    let points: Vec<DiscRecord> = drawn_runs(runs, trails)
        .filter_map(|(_, trail)| {
            let placed = trail.at(frame.step)?;
            Some(DiscRecord::new(placed.contact, placed.normal))
        })
        .collect();
    (!points.is_empty()).then(|| DiscsDraw {
        uniform: DiscsUniform {
            style: [SHADOW_REACH * ball_radius(frame), 1.0, 0.0, 0.0],
            color: Rgb::hex(0x000000).srgb(0.62),
        },
        points: Shared::new(points),
    })
}

/// Every mark of a landscape; sizes in pixels.
pub fn glyphs(frame: &Frame, scenery: &Scenery, pixels_per_point: f32) -> Vec<GlyphRecord> {
    let Scenery {
        runs,
        surface,
        trails,
        critical_points,
        marks,
        ..
    } = scenery;
    let px = frame.layout.unit * pixels_per_point;
    let stroke = frame.style.stroke;
    let scale = px * stroke.powf(0.6);
    let light = frame.style.halo_light;
    let dark = frame.style.halo_dark;
    let glyph = |kind: GlyphKind, at: Vec3, radius: f32, color: Rgb, outline: Rgb| GlyphRecord {
        position: at.to_array(),
        radius: radius * scale,
        color: color.srgb(1.0),
        outline: outline.srgb(0.9),
        kind: kind as u32,
        rotation: 0.0,
        stroke: 3.4 * px * stroke,
        nearer: NEARER,
    };
    // Many stars are small, or they would hide what they mark.
    let is_minimum = |kind| matches!(kind, CriticalKind::Minimum | CriticalKind::LocalMinimum);
    let minima = critical_points.iter();
    let minima = minima.filter(|point| is_minimum(point.kind)).count();
    let star = (FEW_STARS / minima.max(1) as f32).sqrt().clamp(0.45, 1.0);
    let mut list = Vec::new();
    // The known points belong to the last shape of a surface that changes.
    let on_the_way = (scenery.changes)
        .then(|| surface.lowest())
        .flatten()
        .filter(|_| frame.morph < 1.0 || critical_points.is_empty())
        .map(|at| CriticalPoint {
            at,
            value: f64::NAN,
            kind: CriticalKind::Minimum,
        });
    let known = (critical_points.iter()).filter(|_| frame.morph >= 1.0);
    for point in known.chain(&on_the_way) {
        let shown = match point.kind {
            CriticalKind::Minimum | CriticalKind::LocalMinimum => marks.minimum,
            CriticalKind::Saddle | CriticalKind::Maximum => marks.saddle,
        };
        if !shown || !surface.shows(point.at) {
            continue;
        }
        let at = surface.point(point.at);
        list.push(match point.kind {
            CriticalKind::Minimum => GlyphRecord {
                nearer: MINIMUM_NEARER,
                ..glyph(GlyphKind::Star, at, 17.0 * star, light, dark)
            },
            CriticalKind::LocalMinimum => glyph(GlyphKind::Star, at, 11.0 * star, light, dark),
            CriticalKind::Saddle => glyph(GlyphKind::Cross, at, 13.0, light, dark),
            CriticalKind::Maximum => glyph(GlyphKind::Ring, at, 11.0, light, dark),
        });
    }
    if marks.start {
        let mut starts: Vec<glam::DVec2> = Vec::new();
        for (run, _) in drawn_runs(runs, trails) {
            if let Some(start) = run.drawn_points().next()
                && !starts.contains(&start)
                && surface.shows(start)
            {
                starts.push(start);
                list.push(glyph(
                    GlyphKind::Ring,
                    surface.point(start),
                    13.0,
                    light,
                    dark,
                ));
            }
        }
    }
    list.extend(hidden_balls(frame, runs, trails, pixels_per_point));
    for (run, trail) in drawn_runs(runs, trails) {
        let color = frame.style.series(run.color);
        for (_, at) in trail
            .dots
            .iter()
            .filter(|(step, _)| f64::from(*step) <= frame.step)
        {
            list.push(glyph(GlyphKind::Disc, *at, 3.6, color, dark));
        }
        let ended = frame.step >= trail.last_step;
        if let Some(placed) = trail.at(frame.step) {
            let gone = trail.exit.filter(|_| !placed.inside || ended);
            if let Some((_, at, onward)) = gone {
                list.push(GlyphRecord {
                    rotation: direction(frame, at, onward),
                    radius: 24.0 * scale,
                    ..glyph(GlyphKind::Arrow, at, 24.0, color, light)
                });
            } else if !placed.inside {
                let outward = outward(surface, trail, frame.step);
                list.push(GlyphRecord {
                    rotation: direction(frame, placed.contact, outward),
                    ..glyph(GlyphKind::Arrow, placed.contact, 20.0, color, light)
                });
            } else if ended && marks.end {
                list.push(glyph(
                    GlyphKind::FilledRing,
                    placed.contact,
                    11.0,
                    color,
                    light,
                ));
            }
        }
    }
    list
}

/// A disc in the place of each ball: the ball covers it, so that it is seen only where the ball is hidden, faintly.
fn hidden_balls<'a>(
    frame: &'a Frame,
    runs: &'a Runs,
    trails: &'a [Trail],
    pixels_per_point: f32,
) -> impl Iterator<Item = GlyphRecord> + 'a {
    drawn_runs(runs, trails).filter_map(move |(run, trail)| {
        let placed = trail.at(frame.step)?;
        let radius = ball_radius(frame);
        let center = placed.contact + radius * placed.normal;
        let color = frame.style.series(run.color).srgb(1.0);
        let radius_px = radius / frame.stage.world_from_px(center) * pixels_per_point;
        Some(GlyphRecord {
            position: center.to_array(),
            radius: 0.88 * radius_px,
            color,
            outline: color,
            kind: GlyphKind::Disc as u32,
            rotation: 0.0,
            stroke: 0.0,
            nearer: 0.0,
        })
    })
}

/// The angle at which a direction of the world is seen, counter-clockwise from the right.
fn direction(frame: &Frame, at: Vec3, onward: Vec3) -> f32 {
    let seen = frame
        .stage
        .project(at)
        .zip(frame.stage.project(at + 0.1 * onward))
        .map_or(Vec2::X, |(from, to)| to - from);
    (-seen.y).atan2(seen.x)
}

/// Which way out of the box a waiting ball points.
fn outward(surface: &DrawnSurface, trail: &Trail, step: f64) -> Vec3 {
    let Some(placed) = trail.at(step) else {
        return Vec3::X;
    };
    let p = placed.contact / surface.half.max(Vec3::splat(1e-6));
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
