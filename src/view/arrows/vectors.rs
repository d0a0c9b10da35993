//! What moves the ball in focus, as arrows in the plane that touches the surface: downhill along the gradient, downhill
//! along the momentum (the mean of gradients, or the velocity) of an optimizer that has one, and the step that is being
//! made. Gradient and momentum have one scale, the longer of them one length; the step leads to where the ball goes, but
//! for one too short to be seen, which is drawn longer than it is.

use glam::{DVec2, Vec3};

use super::{Arrow, ArrowStyle, Halo, draw};
use crate::{
    math::optimizer::{Role as TermRole, with_role},
    simulation::Runs,
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

/// What moves the ball of a run, by index, at a fractional step, changing evenly between the updates.
pub fn pulls(runs: &Runs, index: usize, step: f64) -> Vec<Pull> {
    let Some(run) = runs.get(index) else {
        return Vec::new();
    };
    let step = step.clamp(0.0, run.last_step() as f64);
    let mut pulls = vec![Pull {
        role: Role::Gradient,
        way: -runs.landscape.gradient(run.at(step)),
    }];
    let momentum = |k: f64| momentum(runs, index, k);
    if let (Some(from), Some(to)) = (momentum(step), momentum(step + 1.0)) {
        pulls.push(Pull {
            role: Role::Momentum,
            way: -from.lerp(to, step.fract()),
        });
    }
    let update = |k: usize| {
        if k >= run.last_step() {
            return DVec2::ZERO;
        }
        run.trajectory.plane_point(k + 1) - run.trajectory.plane_point(k)
    };
    let k = step as usize;
    pulls.push(Pull {
        role: Role::Step,
        way: update(k).lerp(update(k + 1), step.fract()),
    });
    pulls.retain(|pull| pull.way.is_finite());
    pulls
}

/// The momentum of the update under way at a step, or of the last.
fn momentum(runs: &Runs, index: usize, step: f64) -> Option<DVec2> {
    let explanation = runs.explain(index, step)?;
    let term = with_role(&explanation.terms, TermRole::Momentum)?;
    let of = |parameter| term.value.of(parameter).unwrap_or_default();
    let across = if runs.variables == 1 { 0.0 } else { of(1) };
    Some(DVec2::new(of(0), across))
}

/// The arrows at the ball of a run, by index.
pub fn at_ball(
    frame: &Frame,
    runs: &Runs,
    surface: &DrawnSurface,
    index: usize,
    trail: &Trail,
    pixels_per_point: f32,
) -> Option<RibbonDraw> {
    let placed = trail.at(frame.step).filter(|placed| placed.inside)?;
    let from = placed.contact + ball_radius(frame) * placed.normal;
    let at = runs.get(index)?.at(frame.step);
    let (value, gradient) = (runs.landscape.value(at), runs.landscape.gradient(at));
    let pulls = pulls(runs, index, frame.step);
    let is_step = |pull: &&Pull| pull.role == Role::Step;
    let longest = pulls.iter().filter(|pull| !is_step(pull));
    let longest = longest.map(|pull| pull.way.length()).fold(0.0, f64::max);
    let mut lines: Vec<(Role, [Vec3; 2])> = pulls
        .iter()
        .filter_map(|pull| {
            // A gradient may be so long that its square is no number any more.
            let unit = surface.along(pull.way.try_normalize()?, value, gradient);
            let length = if is_step(&pull) {
                let whole = surface.along(pull.way, value, gradient);
                whole.length().max(SHORTEST_STEP)
            } else {
                LENGTH * (pull.way.length() / longest) as f32
            };
            let along = length * unit.try_normalize()?;
            along
                .is_finite()
                .then_some((pull.role, [from, from + along]))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        scene::{Run, Source, Subject},
        view::SceneOutcome,
    };

    /// What moves the ball of an optimizer from (1, 2) on the bowl (x² + y²).
    fn on_the_bowl(optimizer: &str, step: f64) -> Vec<Pull> {
        let mut source = Source::open("bowl").unwrap();
        if let Subject::Landscape(subject) = &mut source.scene.figures[0].subject {
            subject.start = [1.0, 2.0];
            subject.runs.truncate(1);
            subject.runs[0] = Run {
                optimizer: optimizer.parse().unwrap(),
                ..subject.runs[0].clone()
            };
            subject.runs[0].start = None;
        }
        let shown = SceneOutcome::new(source.into(), None).unwrap();
        pulls(shown.figures[0].simulation.runs().unwrap(), 0, step)
    }

    fn assert_pulls(pulls: &[Pull], wanted: &[(Role, [f64; 2])]) {
        assert_eq!(pulls.len(), wanted.len(), "{pulls:?}");
        for (pull, (role, way)) in pulls.iter().zip(wanted) {
            assert_eq!(pull.role, *role);
            assert!((pull.way - DVec2::from(*way)).length() < 1e-12, "{pulls:?}");
        }
    }

    #[test]
    fn gradient_descent_has_no_momentum() {
        let wanted = [(Role::Gradient, [-2.0, -4.0]), (Role::Step, [-0.2, -0.4])];
        assert_pulls(&on_the_bowl("gd(lr=0.1)", 0.0), &wanted);
    }

    /// θ₁ = θ₀ − lr·g₀ = 0.8 θ₀; v₂ = 0.5 v₁ + g₁ = (0.5·2 + 1.6) θ₀.
    #[test]
    fn momentum_is_the_velocity_of_the_update_that_is_made() {
        let wanted = [
            (Role::Gradient, [-1.6, -3.2]),
            (Role::Momentum, [-2.6, -5.2]),
            (Role::Step, [-0.26, -0.52]),
        ];
        let pulls = on_the_bowl("momentum(lr=0.1, momentum=0.5)", 1.0);
        assert_pulls(&pulls, &wanted);
    }
}
