//! Trails: the pose of the ball of each run at every step, and the line behind it. Computed once per simulation and
//! look.

use glam::{DVec2, Quat, Vec3};

use super::{BOX_WIDTH, DrawnSurface, lanes};
use crate::{
    math::descent::StopReason,
    simulation::{RunOutcome, Runs},
    view::{
        frame::view_transform::rolling,
        gpu::{RibbonPoint, SharedRecords},
    },
};

/// Radius of a ball, 3 % of the box width.
pub(crate) const BALL_RADIUS: f32 = 0.03 * BOX_WIDTH;
/// Height of trails above the surface, enough to clear its curvature between samples.
pub(crate) const LIFT: f32 = 0.002 * BOX_WIDTH;
/// Maximum number of samples per step of a run.
const MAX_STEP_SAMPLES: usize = 96;
/// Approximate maximum number of samples per trail: runs of many steps get fewer samples per step, but at least one.
const MAX_SAMPLES: usize = 120_000;

/// Minimum distance between points of the line of a trail.
const MIN_DISTANCE: f32 = 0.001 * BOX_WIDTH;
/// Minimum distance between points of its glow, which is many pixels wide.
const MIN_GLOW_DISTANCE: f32 = 0.005 * BOX_WIDTH;

/// The trail of a run in world coordinates.
#[derive(Clone)]
pub struct Trail {
    samples: Vec<Sample>,
    /// The line of the trail.
    pub ribbon: SharedRecords<RibbonPoint>,
    /// The line of the glow around the trail, of fewer points.
    pub glow: SharedRecords<RibbonPoint>,
    /// The steps that are far enough apart to be marked by dots: step and position.
    pub dots: Vec<(f32, Vec3)>,
    /// The index of the run's last step.
    pub last_step: f64,
    /// Where the run finally left the box, if it did: step, position and direction.
    pub exit: Option<(f64, Vec3, Vec3)>,
}

/// The position and rotation of a ball.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BallPose {
    /// The contact point with the surface.
    pub contact: Vec3,
    /// Unit normal of the surface at the contact point.
    pub normal: Vec3,
    /// The rotation accumulated by rolling.
    pub orientation: Quat,
    /// Whether the run is inside the drawn box; otherwise the ball stays at its edge.
    pub is_inside: bool,
}

#[derive(Clone, Copy)]
struct Sample {
    step: f64,
    pose: BallPose,
}

impl Trail {
    /// The trail of a run on a surface; `cells` is the number of grid cells along a side.
    pub fn new(run: &RunOutcome, surface: &DrawnSurface, cells: usize) -> Self {
        let points: Vec<DVec2> = run.drawn_points().collect();
        let max_step_samples = (MAX_SAMPLES / points.len().max(1)).clamp(1, MAX_STEP_SAMPLES);
        let mut samples: Vec<Sample> = Vec::new();
        let mut add = |step: f64, at: DVec2, is_inside: bool| {
            let contact = surface.point(at);
            let normal = surface.normal(at, 0.6 * BALL_RADIUS);
            let orientation = match samples.last() {
                Some(Sample { pose, .. }) => {
                    let travel = (contact + BALL_RADIUS * normal)
                        - (pose.contact + BALL_RADIUS * pose.normal);
                    (rolling(travel, normal, BALL_RADIUS) * pose.orientation).normalize()
                }
                None => Quat::IDENTITY,
            };
            samples.push(Sample {
                step,
                pose: BallPose {
                    contact,
                    normal,
                    orientation,
                    is_inside,
                },
            });
        };
        if let Some(&start) = points.first() {
            add(0.0, start, surface.shows(start));
        }
        for (k, pair) in points.windows(2).enumerate() {
            let (a, b) = (pair[0], pair[1]);
            let (enter, leave) = inside_range(surface, a, b);
            let at = |fraction: f64| a + fraction * (b - a);
            // Only the part inside the domain is sampled finely.
            let travel =
                surface.plane_from_params(at(leave)) - surface.plane_from_params(at(enter));
            let cell = BOX_WIDTH / cells as f32;
            let count = if leave > enter {
                ((travel.length() / cell).ceil() as usize).clamp(1, max_step_samples)
            } else {
                1
            };
            if enter > 0.0 {
                add(
                    k as f64 + enter,
                    at(enter),
                    surface.shows(surface.clamp(at(enter))),
                );
            }
            for m in 1..=count {
                let fraction = if leave > enter {
                    enter + (leave - enter) * m as f64 / count as f64
                } else {
                    1.0
                };
                let is_inside = leave > enter && surface.shows(surface.clamp(at(fraction)));
                add(k as f64 + fraction, at(fraction), is_inside);
            }
            if leave > enter && leave < 1.0 {
                add(k as f64 + 1.0, b, false);
            }
        }
        let exit = find_exit(run, surface, &samples);
        let line = ribbon_points(&samples);
        let mut trail = Self {
            ribbon: SharedRecords::new(Vec::new()),
            glow: SharedRecords::new(Vec::new()),
            dots: dots(run, surface),
            last_step: points.len().saturating_sub(1) as f64,
            samples,
            exit,
        };
        trail.set_line(line);
        trail
    }

    /// Sets the line, and that of the glow along it.
    pub(super) fn set_line(&mut self, points: Vec<RibbonPoint>) {
        self.glow = SharedRecords::new(thinned(points.iter().copied(), MIN_GLOW_DISTANCE));
        self.ribbon = SharedRecords::new(points);
    }

    /// The ball at a fractional step; after its last step the ball stays in place. `None` for a run without points.
    pub fn pose_at(&self, step: f64) -> Option<BallPose> {
        let after = self.samples.partition_point(|sample| sample.step <= step);
        let before = self.samples.get(after.checked_sub(1)?)?;
        let Some(next) = self.samples.get(after) else {
            return Some(before.pose);
        };
        let fraction = ((step - before.step) / (next.step - before.step)) as f32;
        let (a, b) = (before.pose, next.pose);
        Some(BallPose {
            contact: a.contact.lerp(b.contact, fraction),
            normal: a.normal.lerp(b.normal, fraction).normalize_or(Vec3::Y),
            orientation: a.orientation.slerp(b.orientation, fraction),
            is_inside: if fraction < 0.5 {
                a.is_inside
            } else {
                b.is_inside
            },
        })
    }
}

/// The number of points of a line up to a fractional step, plus the next one, up to which it is interpolated.
pub(crate) fn points_until(points: &[RibbonPoint], step: f64) -> usize {
    let passed = points.partition_point(|point| f64::from(point.step) <= step);
    (passed + 1).min(points.len())
}

/// The points of the line through the samples.
fn ribbon_points(samples: &[Sample]) -> Vec<RibbonPoint> {
    let point = |Sample { step, pose }: &Sample| RibbonPoint {
        width: f32::from(pose.is_inside),
        ..RibbonPoint::new(pose.contact + LIFT * pose.normal, *step as f32)
    };
    thinned(samples.iter().map(point), MIN_DISTANCE)
}

/// A line without points too close to the previous one, of which a converged run has thousands.
fn thinned(
    points: impl ExactSizeIterator<Item = RibbonPoint>,
    min_distance: f32,
) -> Vec<RibbonPoint> {
    let last = points.len().saturating_sub(1);
    let mut thinned: Vec<RibbonPoint> = Vec::new();
    for (k, point) in points.enumerate() {
        let is_apart = thinned.last().is_none_or(|before| {
            let distance = Vec3::from(before.position).distance(point.position.into());
            before.width != point.width || distance > min_distance
        });
        if is_apart || k == last {
            thinned.push(point);
        }
    }
    thinned
}

/// The trails of all runs of a simulation, in lanes where they coincide.
pub(crate) fn trails(runs: &Runs, surface: &DrawnSurface) -> Vec<Trail> {
    let trail = |run| Trail::new(run, surface, surface.size() - 1);
    let mut trails: Vec<Trail> = runs.iter().map(trail).collect();
    lanes::separate(runs, surface, &mut trails);
    trails
}

/// The trails of runs that wait at their starts.
pub(crate) fn waiting_trails(runs: &Runs, surface: &DrawnSurface) -> Vec<Trail> {
    let wait = |run: &RunOutcome| {
        let mut waiting = run.clone();
        waiting.trajectory = std::sync::Arc::new(run.trajectory.first_steps(0));
        Trail::new(&waiting, surface, surface.size() - 1)
    };
    runs.iter().map(wait).collect()
}

/// The fractions of the step from `a` to `b` at which it enters and leaves the domain; (1, 0) if it is never inside.
fn inside_range(surface: &DrawnSurface, a: DVec2, b: DVec2) -> (f64, f64) {
    let travel = b - a;
    let (mut enter, mut leave) = (0.0f64, 1.0f64);
    for (start, by, [low, high]) in [
        (a.x, travel.x, surface.domain.x),
        (a.y, travel.y, surface.domain.y),
    ] {
        if by == 0.0 {
            if start < low || start > high {
                return (1.0, 0.0);
            }
            continue;
        }
        let (near, far) = ((low - start) / by, (high - start) / by);
        enter = enter.max(near.min(far));
        leave = leave.min(near.max(far));
    }
    if enter < leave {
        (enter, leave)
    } else {
        (1.0, 0.0)
    }
}

/// Where a run that diverged, left the domain or ended outside the box was last inside it: step, position and
/// direction.
fn find_exit(
    run: &RunOutcome,
    surface: &DrawnSurface,
    samples: &[Sample],
) -> Option<(f64, Vec3, Vec3)> {
    let last = samples.last()?;
    let has_left = matches!(
        run.trajectory.stop_reason,
        StopReason::Diverged | StopReason::LeftDomain
    );
    if last.pose.is_inside && !has_left {
        return None;
    }
    let last_inside = samples.iter().rposition(|sample| sample.pose.is_inside)?;
    let from = samples[last_inside.saturating_sub(1)].pose.contact;
    let next = samples
        .get(last_inside + 1)
        .map_or(last.pose, |sample| sample.pose);
    let at = samples[last_inside].pose.contact;
    let onward = if (next.contact - at).length() > 1e-6 {
        next.contact - at
    } else {
        at - from
    };
    // A run that leaves in its first step leaves in the direction of that step.
    let onward = onward.try_normalize().unwrap_or_else(|| {
        let k = samples[last_inside].step.floor() as usize;
        let mut points = run.drawn_points().skip(k);
        let from = points.next().unwrap_or_default();
        let to = points.next().unwrap_or(from);
        let plane = surface.plane_from_params(surface.clamp(to)) - surface.plane_from_params(from);
        Vec3::new(plane.x, 0.0, plane.y).normalize_or(Vec3::X)
    });
    Some((samples[last_inside].step, at, onward))
}

/// The steps of a run that are marked by dots: those far enough from the previous dot; none of a run of many steps, of
/// which the trail shows enough.
fn dots(run: &RunOutcome, surface: &DrawnSurface) -> Vec<(f32, Vec3)> {
    const MIN_DOT_DISTANCE: f32 = 0.026 * BOX_WIDTH;
    const MAX_STEPS: usize = 60;
    let mut dots: Vec<(f32, Vec3)> = Vec::new();
    if run.last_step() > MAX_STEPS {
        return dots;
    }
    let points = run.drawn_points().enumerate();
    for (step, at) in points.filter(|&(_, at)| surface.shows(at)) {
        let point = surface.point(at) + LIFT * surface.normal(at, 0.6 * BALL_RADIUS);
        if dots
            .last()
            .is_none_or(|(_, last)| last.distance(point) >= MIN_DOT_DISTANCE)
        {
            dots.push((step as f32, point));
        }
    }
    dots
}
