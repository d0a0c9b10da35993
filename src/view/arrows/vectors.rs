//! What moves the ball in focus, as arrows in the plane that touches the surface: downhill along the gradient, and the
//! step that is being made. The gradient has one length wherever it is not 0; the step leads to where the ball goes, but
//! for one too short to be seen, which is drawn longer than it is.

use glam::{DVec2, Vec3};

use super::{Arrow, ArrowStyle, Halo, draw};
use crate::{
    simulation::{Descents, RunOutcome},
    view::{
        frame::Frame,
        gpu::RibbonDraw,
        marks::ball_radius,
        surface::{BOX_WIDTH, DrawnSurface},
        theme::Role,
        trail::Trail,
    },
};

/// Length of the gradient's arrow.
const LENGTH: f32 = 0.17 * BOX_WIDTH;
/// The least length of a step's arrow.
const SHORTEST_STEP: f32 = 0.09 * BOX_WIDTH;

const STYLE: ArrowStyle = ArrowStyle {
    width: 5.5,
    head: 19.0,
    shortest: 4.0,
    halo: Halo::Double,
    // As the surface bends up to meet them, they would soon be lost in it.
    nearer: 0.2,
    behind: true,
};

/// What moves a ball.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pull {
    /// Which term of the update it is.
    pub role: Role,
    /// The way it pulls in the parameters, finite.
    pub way: DVec2,
}

/// What moves the ball of a run at a fractional step, changing evenly between the updates.
pub fn pulls(descents: &Descents, run: &RunOutcome, step: f64) -> Vec<Pull> {
    let mut pulls = vec![Pull {
        role: Role::Gradient,
        way: -descents.landscape.gradient(run.at(step)),
    }];
    let update = |k: usize| {
        let points = run.path.points.get(k..=k + 1);
        points.map_or(DVec2::ZERO, |ends| ends[1] - ends[0])
    };
    let k = step.max(0.0) as usize;
    pulls.push(Pull {
        role: Role::Step,
        way: update(k).lerp(update(k + 1), step.max(0.0).fract()),
    });
    pulls.retain(|pull| pull.way.is_finite());
    pulls
}

/// The arrows at the ball of a run.
pub fn at_ball(
    frame: &Frame,
    descents: &Descents,
    surface: &DrawnSurface,
    run: &RunOutcome,
    trail: &Trail,
    pixels_per_point: f32,
) -> Option<RibbonDraw> {
    let placed = trail.at(frame.step).filter(|placed| placed.inside)?;
    let from = placed.contact + ball_radius(frame) * placed.normal;
    let at = run.at(frame.step);
    let (value, gradient) = (
        descents.landscape.value(at),
        descents.landscape.gradient(at),
    );
    let mut lines: Vec<(Role, [Vec3; 2])> = pulls(descents, run, frame.step)
        .into_iter()
        .filter_map(|Pull { role, way }| {
            // A gradient may be so long that its square is no number any more.
            let unit = surface.along(way.try_normalize()?, value, gradient);
            let along = match role {
                Role::Step => {
                    let whole = surface.along(way, value, gradient);
                    whole.length().max(SHORTEST_STEP) * unit.try_normalize()?
                }
                _ => LENGTH * unit.try_normalize()?,
            };
            along.is_finite().then_some((role, [from, from + along]))
        })
        .collect();
    // Of two that point the same way, the shorter one is drawn over the longer.
    let length = |[from, to]: [Vec3; 2]| from.distance(to);
    lines.sort_by(|(_, a), (_, b)| length(*b).total_cmp(&length(*a)));
    let arrows = lines.iter().map(|(role, line)| Arrow {
        line,
        part: 1.0,
        color: frame.style.role(*role),
    });
    Some(draw(frame, arrows, &STYLE, pixels_per_point))
}
