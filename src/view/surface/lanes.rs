//! Lanes: where the trails of different runs coincide, they are drawn side by side. Elsewhere trails are exactly on
//! their paths.

use bevy::platform::collections::HashMap;
use glam::{IVec2, Vec2, Vec3};

use super::{
    BOX_WIDTH, DrawnSurface,
    trail::{BALL_RADIUS, LIFT, Trail},
};
use crate::{math::ease::smoothstep, simulation::Runs, view::gpu::RibbonPoint};

/// Distance between the middles of neighbouring lanes, a little more than the width of a trail with its halo. Trails
/// closer than that coincide.
const SPACING: f32 = 0.009 * BOX_WIDTH;
/// The largest distance of the outer lanes from the path: trails still end below their balls.
const MAX_OFFSET: f32 = 0.5 * BALL_RADIUS;
/// Length of path on each side of a point over which its direction is averaged, and how much of it coincides.
const WINDOW: f32 = 0.03 * BOX_WIDTH;
/// The fractions of coincidence between which a trail changes from its path to its lane.
const COINCIDENCE: [f32; 2] = [0.25, 0.75];
/// The maximum number of runs that are given lanes.
const MAX_RUNS: usize = 64;

/// Moves the trails of visible runs into lanes where they coincide with trails of other runs.
pub(super) fn separate(runs: &Runs, surface: &DrawnSurface, trails: &mut [Trail]) {
    let mut shown: Vec<usize> = (runs.iter().filter(|run| run.shown))
        .map(|run| run.index)
        .collect();
    shown.dedup();
    shown.truncate(MAX_RUNS);
    if shown.len() < 2 {
        return;
    }
    let order = |index: usize| shown.iter().position(|&other| other == index);
    let mut cells = Cells::default();
    for (run, trail) in runs.iter().zip(&*trails).filter(|(run, _)| run.shown) {
        if let Some(order) = order(run.index) {
            cells.add(trail.ribbon.records(), 1 << order);
        }
    }
    for (run, trail) in runs.iter().zip(trails).filter(|(run, _)| run.shown) {
        let Some(order) = order(run.index) else {
            continue;
        };
        let path = MeasuredTrail::new(trail.ribbon.records(), &cells, 1 << order);
        let group = path.others | 1 << order;
        let members = group.count_ones();
        if members < 2 {
            continue;
        }
        let rank = (group & ((1 << order) - 1)).count_ones();
        let spacing = SPACING.min(2.0 * MAX_OFFSET / (members - 1) as f32);
        let offset = (rank as f32 - 0.5 * (members - 1) as f32) * spacing;
        let points = path.moved(surface, offset);
        for (step, at) in &mut trail.dots {
            *at = position_at(&points, *step).unwrap_or(*at);
        }
        trail.set_line(points);
    }
}

/// The runs, as bits, whose trails pass through each cell of the floor.
#[derive(Default)]
struct Cells(HashMap<IVec2, u64>);

impl Cells {
    /// Adds the cells that a trail passes through.
    fn add(&mut self, points: &[RibbonPoint], run: u64) {
        for pair in points.windows(2) {
            if pair[0].width * pair[1].width == 0.0 {
                continue;
            }
            let (a, b) = (on_floor(&pair[0]), on_floor(&pair[1]));
            let count = (a.distance(b) / SPACING).ceil().max(1.0) as usize;
            for k in 0..=count {
                let at = a.lerp(b, k as f32 / count as f32);
                *self.0.entry(cell(at)).or_default() |= run;
            }
        }
    }

    /// The runs, other than this one, whose trails pass near a place.
    fn others_near(&self, at: Vec2, run: u64) -> u64 {
        let middle = cell(at);
        let around = (-1..=1).flat_map(|y| (-1..=1).map(move |x| IVec2::new(x, y)));
        let near = around.map(|by| self.0.get(&(middle + by)).copied().unwrap_or(0));
        near.fold(0, |all, cell| all | cell) & !run
    }
}

/// A trail with the length of its path up to each point.
struct MeasuredTrail<'a> {
    points: &'a [RibbonPoint],
    /// Length of the path up to each point, on the floor.
    lengths: Vec<f32>,
    /// Length of its parts that coincide with other trails.
    shared_lengths: Vec<f32>,
    /// The runs whose trails it meets.
    others: u64,
}

impl<'a> MeasuredTrail<'a> {
    fn new(points: &'a [RibbonPoint], cells: &Cells, run: u64) -> Self {
        let mut path = Self {
            points,
            lengths: Vec::with_capacity(points.len()),
            shared_lengths: Vec::with_capacity(points.len()),
            others: 0,
        };
        let (mut length, mut shared) = (0.0, 0.0);
        for (k, point) in points.iter().enumerate() {
            let at = on_floor(point);
            let step = match k {
                0 => 0.0,
                _ => at.distance(on_floor(&points[k - 1])),
            };
            let others = cells.others_near(at, run);
            path.others |= others;
            length += step;
            shared += if others == 0 { 0.0 } else { step };
            path.lengths.push(length);
            path.shared_lengths.push(shared);
        }
        path
    }

    /// The points of the trail, moved to the side by up to `offset` where it coincides with others.
    fn moved(&self, surface: &DrawnSurface, offset: f32) -> Vec<RibbonPoint> {
        let points = self.points.iter().enumerate();
        points
            .map(|(k, point)| {
                let first = self
                    .lengths
                    .partition_point(|&length| length < self.lengths[k] - WINDOW);
                let last = self
                    .lengths
                    .partition_point(|&length| length <= self.lengths[k] + WINDOW)
                    .max(1)
                    - 1;
                let length = self.lengths[last] - self.lengths[first];
                if length == 0.0 || point.width == 0.0 {
                    return *point;
                }
                let shared = (self.shared_lengths[last] - self.shared_lengths[first]) / length;
                // Shorter than 1 where the path turns back, so that the lane does not jump to the other side.
                let along = (on_floor(&self.points[last]) - on_floor(&self.points[first])) / length;
                let by = offset * lane_fraction(shared) * along.perp();
                let at = surface.params_from_plane(on_floor(point) + by);
                if by == Vec2::ZERO || !surface.shows(at) {
                    return *point;
                }
                let position = surface.point(at) + LIFT * surface.normal(at, 0.6 * BALL_RADIUS);
                RibbonPoint {
                    position: position.to_array(),
                    ..*point
                }
            })
            .collect()
    }
}

fn on_floor(point: &RibbonPoint) -> Vec2 {
    Vec2::new(point.position[0], point.position[2])
}

fn cell(at: Vec2) -> IVec2 {
    (at / SPACING).floor().as_ivec2()
}

/// How far a trail is in its lane, 0 to 1, where this fraction of its path coincides with others.
fn lane_fraction(shared: f32) -> f32 {
    let [low, high] = COINCIDENCE;
    let fraction = ((shared - low) / (high - low)).clamp(0.0, 1.0);
    smoothstep(fraction.into()) as f32
}

/// The position of a line at a step.
fn position_at(points: &[RibbonPoint], step: f32) -> Option<Vec3> {
    let after = points.partition_point(|point| point.step < step);
    let next = points.get(after)?;
    let Some(before) = after.checked_sub(1).map(|index| points[index]) else {
        return Some(next.position.into());
    };
    let fraction = (step - before.step) / (next.step - before.step);
    Some(Vec3::from(before.position).lerp(next.position.into(), fraction))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        scene::Source,
        view::{SceneOutcome, surface::trail::trails},
    };

    /// The middle of each trail of these runs on a bowl, x and z.
    fn middles(runs: &str) -> Vec<Vec2> {
        let text = format!(
            r#"(version: 2, subject: Landscape(landscape: "bowl", start: (2, 0), steps: 100, runs: [{runs}]))"#
        );
        let source = Source::parse(&text, "".as_ref()).unwrap();
        let outcome = SceneOutcome::new(source.into(), None).unwrap();
        let landscape = outcome.figures[0].simulation.landscape().unwrap();
        let surface = DrawnSurface::new(&landscape.grid, &[], 2, outcome.figures[0].look(), None);
        let trails = trails(&landscape.runs, &surface);
        let middle = |trail: &Trail| {
            let points = trail.ribbon.records();
            let half = 0.5 * (on_floor(&points[0]) + on_floor(&points[points.len() - 1]));
            points
                .iter()
                .map(on_floor)
                .min_by(|a, b| a.distance(half).total_cmp(&b.distance(half)))
                .unwrap()
        };
        trails.iter().map(middle).collect()
    }

    #[test]
    fn trails_on_one_path_are_side_by_side_in_the_order_of_the_runs() {
        let sides = middles(
            r#"(optimizer: "gd(lr=0.05)"), (optimizer: "gd(lr=0.1)"), (optimizer: "gd(lr=0.02)")"#,
        );
        let across: Vec<f32> = sides.iter().map(|at| at.y).collect();
        assert!((across[1]).abs() < 1e-4, "{across:?}");
        let step = across[1] - across[0];
        assert!((step.abs() - SPACING).abs() < 1e-3, "{across:?}");
        assert!(((across[2] - across[1]) - step).abs() < 1e-3, "{across:?}");
    }

    #[test]
    fn trails_apart_from_each_other_stay_on_their_paths() {
        let sides =
            middles(r#"(optimizer: "gd(lr=0.05)"), (optimizer: "gd(lr=0.05)", start: (-2, 0))"#);
        assert!(sides.iter().all(|at| at.y.abs() < 1e-4), "{sides:?}");
    }
}
