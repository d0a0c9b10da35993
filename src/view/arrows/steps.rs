//! Each step of a run as an arrow that lies on the surface, from where the step begins over four fifths of it. The line of
//! the run goes on where steps become too short for arrows.

use glam::Vec3;

use super::{Arrow, ArrowStyle, Halo};
use crate::{
    simulation::RunOutcome,
    view::{
        surface::{BOX_WIDTH, DrawnSurface},
        theme::Rgb,
        trail::{BALL_RADIUS, LIFT},
    },
};

/// How much of a step its arrow covers.
const COVERED: f64 = 0.8;
/// The most steps of a run that are looked at.
const MOST: usize = 1000;
/// Steps shorter than this are shorter than an arrow however near the viewer is.
const SHORTEST: f32 = 0.002 * BOX_WIDTH;
/// How far apart the points of an arrow are.
const SPACING: f32 = 0.03 * BOX_WIDTH;

/// How the arrows are drawn.
pub const STYLE: ArrowStyle = ArrowStyle {
    width: 4.4,
    head: 19.0,
    shortest: 9.0,
    halo: Halo::Double,
    nearer: 0.03,
    behind: true,
};

/// The arrows of a run, worked out once.
pub struct StepArrows {
    lines: Vec<(usize, Vec<Vec3>)>,
}

impl StepArrows {
    /// Those of all steps whose ends are drawn.
    pub fn new(run: &RunOutcome, surface: &DrawnSurface) -> Self {
        let points: Vec<_> = run.drawn_points().take(MOST + 1).collect();
        let steps = points.windows(2).enumerate();
        let lines = steps.filter_map(|(step, ends)| {
            let (from, to) = (ends[0], ends[1]);
            let tip = from.lerp(to, COVERED);
            if !surface.shows(from) || !surface.shows(tip) {
                return None;
            }
            let flat = surface.plane_from_params(tip) - surface.plane_from_params(from);
            let pieces = (flat.length() / SPACING).ceil().clamp(1.0, 64.0) as u32;
            let line: Vec<Vec3> = (0..=pieces)
                .map(|k| {
                    let at = from.lerp(tip, f64::from(k) / f64::from(pieces));
                    surface.point(at) + LIFT * surface.normal(at, BALL_RADIUS)
                })
                .collect();
            let length: f32 = line.windows(2).map(|ends| ends[0].distance(ends[1])).sum();
            (length > SHORTEST).then_some((step, line))
        });
        Self {
            lines: lines.collect(),
        }
    }

    /// The arrows of the steps begun by a step of the run; the last of them as long as the run has come.
    pub fn at(&self, step: f64, color: Rgb) -> impl Iterator<Item = Arrow<'_>> {
        let begun = self
            .lines
            .iter()
            .take_while(move |(begin, _)| (*begin as f64) < step);
        begun.map(move |(begin, line)| {
            let part = ((step - *begin as f64) / COVERED).min(1.0);
            Arrow {
                line,
                part: part as f32,
                color,
            }
        })
    }
}
