//! The vectors of the update at the focused ball, as arrows in the tangent plane: the negative gradient, the negative
//! momentum (mean gradient or velocity) of optimizers that have one, and the step in progress. Gradient and momentum
//! share one scale, in which the longer one has a fixed length. The step arrow ends where the ball goes. Very short
//! arrows are lengthened to stay visible.

use glam::{DVec2, Vec3};

use super::{Arrow, ArrowStyle, Halo, draw};
use crate::{
    math::optimizer::{Role, term_with_role},
    simulation::Runs,
    view::{
        frame::Frame,
        gpu::RibbonDraw,
        style::theme::ColorRole,
        surface::{BOX_WIDTH, SurfaceContent},
        text::explain::ExplainedStep,
    },
};

/// Length of the longer of the gradient and momentum arrows.
const MAX_LENGTH: f32 = 0.28 * BOX_WIDTH;
/// Minimum length of an arrow.
const MIN_LENGTH: f32 = 0.13 * BOX_WIDTH;
/// Opacity of the arrows beside that of the term that is explained.
const DIMMED: f32 = 0.3;
/// Width and head of the arrow of that term, relative to the others.
const LIT: f32 = 1.5;

const STYLE: ArrowStyle = ArrowStyle {
    width: 7.0,
    head_length: 24.0,
    min_length: 4.0,
    halo: Halo::Double,
    // Keeps them visible where the surface curves up to meet them.
    depth_bias: 0.2,
    show_occluded: true,
};

/// A vector at the ball.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct BallVector {
    /// What the vector is, which also gives its colour.
    pub role: ColorRole,
    /// The vector in parameter space, finite.
    pub value: DVec2,
}

/// The vectors at the ball of run `index` at a fractional step, interpolated linearly between updates.
pub(crate) fn ball_vectors(runs: &Runs, index: usize, step: f64) -> Vec<BallVector> {
    let Some(run) = runs.get(index) else {
        return Vec::new();
    };
    let step = step.clamp(0.0, run.last_step() as f64);
    let mut vectors = vec![BallVector {
        role: ColorRole::Gradient,
        value: -runs.landscape.gradient(run.at(step)),
    }];
    let momentum = |k: f64| momentum(runs, index, k);
    if let (Some(from), Some(to)) = (momentum(step), momentum(step + 1.0)) {
        vectors.push(BallVector {
            role: ColorRole::Momentum,
            value: -from.lerp(to, step.fract()),
        });
    }
    let update = |k: usize| {
        if k >= run.last_step() {
            return DVec2::ZERO;
        }
        run.trajectory.plane_point(k + 1) - run.trajectory.plane_point(k)
    };
    let k = step as usize;
    vectors.push(BallVector {
        role: ColorRole::Step,
        value: update(k).lerp(update(k + 1), step.fract()),
    });
    vectors.retain(|vector| vector.value.is_finite());
    vectors
}

/// The momentum term of the update in progress at a step, or of the last update; `None` without such a term.
fn momentum(runs: &Runs, index: usize, step: f64) -> Option<DVec2> {
    let explanation = runs.explain(index, step)?;
    let term = term_with_role(&explanation.terms, Role::Momentum)?;
    let component = |parameter| term.value.get(parameter).unwrap_or_default();
    let across = if runs.variables == 1 {
        0.0
    } else {
        component(1)
    };
    Some(DVec2::new(component(0), across))
}

/// The draw calls of the vectors at the ball of run `index`, none while the ball is outside the box. While one term of
/// the update is explained, only its arrow is lit.
pub(crate) fn draw_at_ball(
    frame: &Frame,
    content: &SurfaceContent,
    index: usize,
    pixels_per_point: f32,
) -> Vec<RibbonDraw> {
    let SurfaceContent { runs, surface, .. } = content;
    let at_ball = runs.get(index).and_then(|run| {
        let ball = (content.balls.iter()).find(|ball| std::ptr::eq(ball.run, run))?;
        ball.is_inside.then(|| (run, ball.center()))
    });
    let Some((run, from)) = at_ball else {
        return Vec::new();
    };
    let at = run.at(frame.step);
    let (value, gradient) = (runs.landscape.value(at), runs.landscape.gradient(at));
    let vectors = ball_vectors(runs, index, frame.step);
    let is_step = |vector: &&BallVector| vector.role == ColorRole::Step;
    let longest = vectors.iter().filter(|vector| !is_step(vector));
    let longest = longest
        .map(|vector| vector.value.length())
        .fold(0.0, f64::max);
    let mut lines: Vec<(ColorRole, [Vec3; 2])> = vectors
        .iter()
        .filter_map(|vector| {
            // Normalized first: the squared length of a large gradient can overflow.
            let unit = surface.along(vector.value.try_normalize()?, value, gradient);
            let length = if is_step(&vector) {
                let whole = surface.along(vector.value, value, gradient);
                whole.length().max(MIN_LENGTH)
            } else {
                (MAX_LENGTH * (vector.value.length() / longest) as f32).max(MIN_LENGTH)
            };
            let along = length * unit.try_normalize()?;
            along
                .is_finite()
                .then_some((vector.role, [from, from + along]))
        })
        .collect();
    // Where two arrows point the same way, the shorter one is drawn on top.
    let length = |[from, to]: [Vec3; 2]| from.distance(to);
    lines.sort_by(|(_, a), (_, b)| length(*b).total_cmp(&length(*a)));
    let arrow = |vector| colored_arrow(frame, vector);
    let Some(term) = frame.term else {
        let arrows = lines.iter().map(arrow);
        return vec![draw(frame, arrows, &STYLE, pixels_per_point)];
    };
    let step = ExplainedStep::new(runs, index, frame.step);
    let lit = step.and_then(|step| step.arrow(term));
    let (lit, dimmed): (Vec<_>, Vec<_>) = lines.iter().partition(|(role, _)| Some(*role) == lit);
    let style = ArrowStyle {
        width: LIT * STYLE.width,
        head_length: LIT * STYLE.head_length,
        ..STYLE
    };
    vec![
        draw(
            frame,
            dimmed.into_iter().map(arrow),
            &STYLE,
            pixels_per_point,
        )
        .opacity(DIMMED),
        draw(frame, lit.into_iter().map(arrow), &style, pixels_per_point),
    ]
}

/// The arrow of a vector in the colour of its role.
fn colored_arrow<'a>(frame: &Frame, (role, line): &'a (ColorRole, [Vec3; 2])) -> Arrow<'a> {
    Arrow {
        line,
        fraction: 1.0,
        color: frame.style.role(*role),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        scene::{Run, Source, Subject},
        view::SceneOutcome,
    };

    /// The vectors of an optimizer at (1, 2) on the bowl (x² + y²).
    fn on_the_bowl(optimizer: &str, step: f64) -> Vec<BallVector> {
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
        let outcome = SceneOutcome::new(source.into(), None).unwrap();
        ball_vectors(outcome.figures[0].simulation.runs().unwrap(), 0, step)
    }

    fn assert_vectors(vectors: &[BallVector], expected: &[(ColorRole, [f64; 2])]) {
        assert_eq!(vectors.len(), expected.len(), "{vectors:?}");
        for (vector, (role, value)) in vectors.iter().zip(expected) {
            assert_eq!(vector.role, *role);
            assert!(
                (vector.value - DVec2::from(*value)).length() < 1e-12,
                "{vectors:?}"
            );
        }
    }

    #[test]
    fn gradient_descent_has_no_momentum() {
        let expected = [
            (ColorRole::Gradient, [-2.0, -4.0]),
            (ColorRole::Step, [-0.2, -0.4]),
        ];
        assert_vectors(&on_the_bowl("gd(lr=0.1)", 0.0), &expected);
    }

    /// θ₁ = θ₀ − lr·g₀ = 0.8 θ₀; v₂ = 0.5 v₁ + g₁ = (0.5·2 + 1.6) θ₀.
    #[test]
    fn momentum_is_the_velocity_of_the_update_in_progress() {
        let expected = [
            (ColorRole::Gradient, [-1.6, -3.2]),
            (ColorRole::Momentum, [-2.6, -5.2]),
            (ColorRole::Step, [-0.26, -0.52]),
        ];
        let vectors = on_the_bowl("momentum(lr=0.1, momentum=0.5)", 1.0);
        assert_vectors(&vectors, &expected);
    }
}
