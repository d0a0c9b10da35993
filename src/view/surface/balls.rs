//! Balls and their contact shadows. Balls of different runs at one place are moved apart until each can be seen.

use std::f32::consts::TAU;

use glam::{Quat, Vec2, Vec3};

use super::{
    DrawnSurface, SurfaceContent,
    marks::drawn_runs,
    trail::{BALL_RADIUS, Trail},
};
use crate::{
    simulation::{RunOutcome, Runs},
    view::{
        frame::Frame,
        gpu::{
            BallRecord, DiscRecord, DiscsDraw, DiscsUniform, GlyphKind, GlyphRecord, SharedRecords,
        },
        style::theme::Rgb,
    },
};

/// With more balls than this, all are smaller.
const MAX_FULL_BALLS: f32 = 30.0;
/// Balls of different runs are moved apart to this distance, in radii.
const MIN_DISTANCE: f32 = 1.7;
/// The largest distance between a ball and its run, in radii.
const MAX_SHIFT: f32 = 1.5;
/// Strength of the fixed direction of each run, which separates balls at the same place, in radii.
const DIRECTION_STRENGTH: f32 = 0.3;
/// Number of steps in which balls are moved apart.
const ITERATIONS: usize = 16;
/// The maximum number of balls that are moved apart; more cover each other in any case.
const MAX_SEPARATED: usize = 200;
/// The smallest radius in pixels of the 1080-line picture, and the factor by which it enlarges balls at most.
const MIN_PIXELS: f32 = 12.0;
const MAX_ENLARGEMENT: f32 = 1.8;

/// Radius of contact shadows relative to the balls.
const SHADOW_SIZE: f32 = 4.2;
/// Contact shadows are those of larger balls: this factor makes them visible beside the ball.
const SHADOW_SPREAD: f32 = 1.7;
/// Opacity of a contact shadow at the contact.
const SHADOW_OPACITY: f32 = 0.8;
/// Depth bias of contact shadows, in world units: where the surface is curved, it rises above their plane.
const SHADOW_DEPTH_BIAS: f32 = 0.03;

/// How far in front of the middle of a ball something must be to hide it, in radii: the radius and the distance by which
/// `ball.wgsl` moves balls towards the eye.
pub(crate) const FRONT: f32 = 3.0;

/// The ball of a run where it is drawn.
pub(crate) struct PlacedBall<'a> {
    pub run: &'a RunOutcome,
    /// The contact point with the surface.
    pub contact: Vec3,
    /// Unit normal of the surface at the contact point.
    pub normal: Vec3,
    /// The rotation accumulated by rolling.
    pub orientation: Quat,
    /// Whether the run is inside the box.
    pub is_inside: bool,
    /// In world units.
    pub radius: f32,
}

impl PlacedBall<'_> {
    /// The centre in world coordinates.
    pub(crate) fn center(&self) -> Vec3 {
        self.contact + self.radius * self.normal
    }

    /// The centre and the radius on the screen, in points; `None` behind the viewer.
    pub(crate) fn on_screen(&self, frame: &Frame) -> Option<(Vec2, f32)> {
        let center = self.center();
        let seen = frame.transform.project(center)?;
        Some((seen, self.radius / frame.transform.world_per_point(center)))
    }
}

/// The balls of the visible runs at the current step, in the order of the runs.
pub(crate) fn placed_balls<'a>(
    frame: &Frame,
    runs: &'a Runs,
    trails: &[Trail],
    surface: &DrawnSurface,
) -> Vec<PlacedBall<'a>> {
    let count = drawn_runs(runs, trails).count().max(1) as f32;
    let radius = ball_radius(frame) * (MAX_FULL_BALLS / count).sqrt().clamp(0.4, 1.0);
    let mut balls: Vec<PlacedBall> = drawn_runs(runs, trails)
        .filter_map(|(run, trail)| {
            let pose = trail.pose_at(frame.step)?;
            Some(PlacedBall {
                run,
                contact: pose.contact,
                normal: pose.normal,
                orientation: pose.orientation,
                is_inside: pose.is_inside,
                radius,
            })
        })
        .collect();
    let shifts = shifts(&places(&balls), radius);
    for (ball, shift) in balls.iter_mut().zip(shifts) {
        if shift.length() > 1e-3 * radius {
            let place = Vec2::new(ball.contact.x, ball.contact.z) + shift;
            let at = surface.params_from_plane(place);
            ball.contact = surface.point(at);
            ball.normal = surface.normal(at, 0.6 * BALL_RADIUS);
        }
    }
    balls
}

/// The radius of balls unless there are many. It grows with the theme's stroke scale, and in small figures so that balls
/// stay visible.
pub(super) fn ball_radius(frame: &Frame) -> f32 {
    let smallest = MIN_PIXELS * frame.layout.scale * frame.transform.world_per_point(Vec3::ZERO);
    let enlargement = (smallest / BALL_RADIUS).clamp(1.0, MAX_ENLARGEMENT);
    BALL_RADIUS * enlargement * frame.style.stroke_scale.powf(0.35)
}

/// The run in the scene, and x and z of the contact point of each ball.
fn places(balls: &[PlacedBall]) -> Vec<(usize, Vec2)> {
    let place = |ball: &PlacedBall| (ball.run.index, Vec2::new(ball.contact.x, ball.contact.z));
    balls.iter().map(place).collect()
}

/// The shifts that move balls of this radius apart. They are continuous in the places, so that balls do not jump while
/// they pass each other. Starts of one run need not be told apart and are not moved.
fn shifts(places: &[(usize, Vec2)], radius: f32) -> Vec<Vec2> {
    let mut runs: Vec<usize> = places.iter().map(|&(run, _)| run).collect();
    runs.dedup();
    let mut shifts = vec![Vec2::ZERO; places.len()];
    if runs.len() < 2 || places.len() > MAX_SEPARATED {
        return shifts;
    }
    let direction = |run: usize| {
        let order = runs.iter().position(|&other| other == run).unwrap_or(0);
        Vec2::from_angle(TAU * (order as f32 + 0.5) / runs.len() as f32)
    };
    let directions: Vec<Vec2> = places.iter().map(|&(run, _)| direction(run)).collect();
    let reach = MIN_DISTANCE * radius;
    for _ in 0..ITERATIONS {
        let before = shifts.clone();
        for (i, &(run, place)) in places.iter().enumerate() {
            for (j, &(other_run, other_place)) in places.iter().enumerate() {
                let apart = place + before[i] - other_place - before[j];
                if run == other_run || apart.length_squared() >= reach * reach {
                    continue;
                }
                let bias = DIRECTION_STRENGTH * radius * (directions[i] - directions[j]);
                let overlap = reach - apart.length();
                shifts[i] += 0.25 * overlap * (apart + bias).normalize_or_zero();
            }
            shifts[i] = shifts[i].clamp_length_max(MAX_SHIFT * radius);
        }
    }
    shifts
}

/// The balls, those of the run in focus first: those drawn later blend over what is behind them.
pub(crate) fn balls(frame: &Frame, content: &SurfaceContent) -> Vec<BallRecord> {
    let mut balls: Vec<&PlacedBall> = content.balls.iter().collect();
    balls.sort_by(|a, b| (content.strength(b.run)).total_cmp(&content.strength(a.run)));
    let record = |ball: &&PlacedBall| {
        let color = frame.style.series(ball.run.color);
        BallRecord {
            sphere: ball.center().extend(ball.radius).to_array(),
            orientation: ball.orientation.to_array(),
            color: color.linear(content.strength(ball.run)),
            band: color.mix(Rgb::hex(0xFFFFFF), 0.72).linear(1.0),
        }
    };
    balls.iter().map(record).collect()
}

/// The contact shadows of the balls on the surface.
pub(crate) fn contact_shadows(balls: &[PlacedBall]) -> Option<DiscsDraw> {
    let radius = balls.first()?.radius;
    let shadow = |ball: &PlacedBall| DiscRecord::new(ball.contact, ball.normal);
    let points: Vec<DiscRecord> = balls.iter().map(shadow).collect();
    Some(DiscsDraw {
        uniform: DiscsUniform {
            style: [
                SHADOW_SIZE * radius,
                SHADOW_OPACITY,
                SHADOW_SIZE / SHADOW_SPREAD,
                SHADOW_DEPTH_BIAS,
            ],
            color: Rgb::hex(0x000000).srgb(1.0),
        },
        points: SharedRecords::new(points),
    })
}

/// A disc at the position of each ball. The ball covers it, so it is visible, faintly, only where the ball is occluded.
pub(super) fn occluded_ball_discs(
    frame: &Frame,
    content: &SurfaceContent,
    pixels_per_point: f32,
) -> Vec<GlyphRecord> {
    let disc = |ball: &PlacedBall| {
        let center = ball.center();
        let color = frame.style.series(ball.run.color);
        let color = color.srgb(content.strength(ball.run));
        let radius = ball.radius / frame.transform.world_per_point(center) * pixels_per_point;
        GlyphRecord {
            position: center.to_array(),
            radius: 0.88 * radius,
            color,
            outline: color,
            kind: GlyphKind::Disc as u32,
            rotation: 0.0,
            stroke: 0.0,
            depth_bias: FRONT * ball.radius,
        }
    };
    content.balls.iter().map(disc).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RADIUS: f32 = 0.06;

    /// The places after the shifts.
    fn shifted(places: &[(usize, Vec2)]) -> Vec<Vec2> {
        let shifts = shifts(places, RADIUS);
        (places.iter().zip(shifts))
            .map(|(&(_, place), shift)| place + shift)
            .collect()
    }

    fn smallest_distance(places: &[Vec2]) -> f32 {
        let pairs = (0..places.len()).flat_map(|i| (0..i).map(move |j| (i, j)));
        pairs
            .map(|(i, j)| places[i].distance(places[j]))
            .fold(f32::INFINITY, f32::min)
    }

    #[test]
    fn balls_of_different_runs_at_one_place_are_moved_apart() {
        for count in 2..=6 {
            let places: Vec<_> = (0..count).map(|run| (run, Vec2::splat(0.3))).collect();
            let shifted = shifted(&places);
            let distance = smallest_distance(&shifted);
            assert!(distance > 1.2 * RADIUS, "{count}: {distance}");
            let farthest = shifted.iter().map(|at| at.distance(Vec2::splat(0.3)));
            assert!(
                farthest.fold(0.0, f32::max) <= 1.501 * RADIUS,
                "{count} balls"
            );
        }
    }

    #[test]
    fn distant_balls_and_the_starts_of_one_run_keep_their_places() {
        let distant = [(0, Vec2::ZERO), (1, Vec2::new(2.0 * RADIUS, 0.0))];
        assert_eq!(shifts(&distant, RADIUS), [Vec2::ZERO; 2]);
        let starts = [(3, Vec2::ZERO), (3, Vec2::ZERO)];
        assert_eq!(shifts(&starts, RADIUS), [Vec2::ZERO; 2]);
    }

    #[test]
    fn passing_balls_do_not_jump() {
        let at = |k: usize| {
            let x = 4.0 * RADIUS * (k as f32 / 2000.0 - 0.5);
            shifted(&[(0, Vec2::new(x, 0.1 * RADIUS)), (1, Vec2::ZERO)])
        };
        for k in 1..2000 {
            let moved = at(k)[0].distance(at(k - 1)[0]);
            assert!(moved < 0.05 * RADIUS, "step {k}: {}", moved / RADIUS);
        }
    }
}
