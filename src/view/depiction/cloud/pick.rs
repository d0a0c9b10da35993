//! Picking: the point under the pointer, and the points in a rectangle of the picture.

use std::cmp::Ordering;

use glam::{Mat4, Vec2, Vec3, Vec4, vec2};
use rayon::prelude::*;

use super::{DrawnCloud, PointsView, marks::MarkInputs};
use crate::{
    simulation::CloudOutcome,
    view::{
        frame::stage::Area,
        gpu::{PointMark, PointsUniform, Shared},
    },
};

/// If no disc covers the pointer, the nearest disc within this distance is picked, in points.
const REACH: f32 = 4.0;
/// Points per work item of a thread.
const TOGETHER: usize = 1 << 14;

/// A pick query. The result for a resting pointer is cached, since it is repeated every frame.
#[derive(Clone, PartialEq)]
pub(super) struct PickQuery {
    place: Vec2,
    clip_from_world: Mat4,
    uniform: PointsUniform,
    stage: usize,
    inputs: MarkInputs,
}

/// A disc near the pointer. Discs that cover the pointer come before those beside it; the former are ordered by
/// distance from the viewer, the latter by gap, ties by index.
#[derive(Clone, Copy)]
struct Candidate {
    /// Distance from the pointer to the edge of the disc; 0 inside.
    gap: f32,
    away: f32,
    point: usize,
}

impl Candidate {
    fn order(&self, other: &Self) -> Ordering {
        let by_gap = self.gap.total_cmp(&other.gap);
        let by_distance = self.away.total_cmp(&other.away);
        by_gap.then(by_distance).then(self.point.cmp(&other.point))
    }
}

/// The discs as `point.wgsl` draws them.
struct Discs<'a> {
    clip_from_world: Mat4,
    eye: Vec3,
    forward: Vec3,
    perspective: bool,
    area: Area,
    uniform: &'a PointsUniform,
    pixels_per_point: f32,
}

impl Discs<'_> {
    /// Screen position and radius of a point, both in points, and its distance; `None` if it is not drawn.
    fn seen(&self, world: Vec3, mark: PointMark) -> Option<(Vec2, f32, f32)> {
        let size = mark.size();
        let clip: Vec4 = self.clip_from_world * world.extend(1.0);
        if size == 0.0 || clip.w <= 1e-3 {
            return None;
        }
        let away = match self.perspective {
            true => clip.w,
            false => (world - self.eye).dot(self.forward),
        };
        let [near, far, ..] = self.uniform.fog;
        let far_part = ((away - near) / (far - near).max(1e-6)).clamp(0.0, 1.0);
        let [radius, of_world, ..] = self.uniform.style;
        let [nearest, farthest, ..] = self.uniform.sizes;
        let scale = match of_world > 0.5 {
            true => 1.0 / clip.w,
            false => nearest + (farthest - nearest) * far_part,
        };
        let ndc = vec2(clip.x, -clip.y) / clip.w;
        let at = self.area.min + (0.5 + 0.5 * ndc) * self.area.size;
        Some((at, radius * size * scale / self.pixels_per_point, away))
    }
}

impl DrawnCloud {
    /// The world position of a point at a fractional step.
    ///
    /// # Panics
    /// If there is no such point.
    pub(crate) fn world(&self, cloud: &CloudOutcome, step: f64, point: usize) -> Vec3 {
        let (before, after, part) = cloud.stages_around(step);
        let [before, after] = [before, after].map(|stage| {
            let chunk = &self.stages[stage][point / super::CHUNK];
            Vec3::from(chunk.records()[point % super::CHUNK])
        });
        before.lerp(after, part)
    }
}

impl PointsView<'_> {
    /// The point at a position of the picture, given in points, or the nearest one within a few points.
    pub(crate) fn at(&self, place: Vec2) -> Option<usize> {
        let (before, _, part) = self.cloud.stages_around(self.frame.step);
        let query = PickQuery {
            place,
            clip_from_world: self.frame.stage.clip_from_world,
            uniform: self.uniform(part),
            stage: before,
            inputs: self.mark_inputs(),
        };
        // If a thread panicked while holding the lock, the cache is still consistent.
        let mut found = (self.drawn.last_pick.lock()).unwrap_or_else(|held| held.into_inner());
        if let Some(known) = found.as_ref().filter(|known| known.0 == query) {
            return known.1;
        }
        let point = self.pick(place, &query.uniform);
        *found = Some(Box::new((query, point)));
        point
    }

    fn pick(&self, place: Vec2, uniform: &PointsUniform) -> Option<usize> {
        let discs = self.discs(uniform);
        let best = self.visit_drawn(&discs, |(at, radius, away), point| {
            let gap = (at.distance(place) - radius).max(0.0);
            (gap <= REACH).then_some(Candidate { gap, away, point })
        });
        let best = best.into_iter().min_by(Candidate::order);
        best.map(|candidate| candidate.point)
    }

    /// Indices of the points whose centres are in a rectangle of the picture, ascending.
    pub(crate) fn within(&self, area: &Area) -> Vec<u32> {
        let (_, _, part) = self.cloud.stages_around(self.frame.step);
        let uniform = self.uniform(part);
        let discs = self.discs(&uniform);
        self.visit_drawn(&discs, |(at, ..), point| {
            area.contains(at).then_some(point as u32)
        })
    }

    /// The current world position of a point and its radius in pixels; `None` if it is not drawn.
    pub(crate) fn disc(&self, point: usize) -> Option<(Vec3, f32)> {
        let uniform = self.uniform(self.cloud.stages_around(self.frame.step).2);
        let marks = self.marks();
        let mark = marks.get(point / super::CHUNK)?.records()[point % super::CHUNK];
        let world = self.world(point);
        let (_, radius, _) = self.discs(&uniform).seen(world, mark)?;
        Some((world, radius * self.pixels_per_point))
    }

    /// The current world position of a point.
    pub(crate) fn world(&self, point: usize) -> Vec3 {
        self.drawn.world(self.cloud, self.frame.step, point)
    }

    fn discs<'a>(&self, uniform: &'a PointsUniform) -> Discs<'a> {
        let stage = &self.frame.stage;
        Discs {
            clip_from_world: stage.clip_from_world,
            eye: stage.eye,
            forward: stage.forward,
            perspective: stage.perspective,
            area: stage.area,
            uniform,
            pixels_per_point: self.pixels_per_point,
        }
    }

    /// Calls `choose` with the position, radius and distance of every drawn point; collects the results in order.
    fn visit_drawn<T: Send>(
        &self,
        discs: &Discs,
        choose: impl Fn((Vec2, f32, f32), usize) -> Option<T> + Sync,
    ) -> Vec<T> {
        let (before, after, part) = self.cloud.stages_around(self.frame.step);
        let stages = &self.drawn.stages;
        let choose = &choose;
        let mut all = Vec::new();
        for (chunk, mark) in self.marks().iter().enumerate() {
            let (from, to) = (&stages[before][chunk], &stages[after][chunk]);
            let found = chunked(from, to, mark, move |world: (Vec3, Vec3), mark, index| {
                let seen = discs.seen(world.0.lerp(world.1, part), mark)?;
                choose(seen, chunk * super::CHUNK + index)
            });
            all.extend(found);
        }
        all
    }
}

/// Visits the points of a chunk on all threads, preserving the order of results.
fn chunked<T: Send>(
    before: &Shared<[f32; 3]>,
    after: &Shared<[f32; 3]>,
    marks: &Shared<PointMark>,
    choose: impl Fn((Vec3, Vec3), PointMark, usize) -> Option<T> + Sync,
) -> Vec<T> {
    let places = before.records().par_chunks(TOGETHER);
    let places = places.zip(after.records().par_chunks(TOGETHER));
    let parts = places.zip(marks.records().par_chunks(TOGETHER)).enumerate();
    let found = parts.flat_map_iter(|(part, ((before, after), marks))| {
        let each = before.iter().zip(after).zip(marks).enumerate();
        each.filter_map(|(index, ((&from, &to), &mark))| {
            choose((from.into(), to.into()), mark, part * TOGETHER + index)
        })
        .collect::<Vec<_>>()
    });
    found.collect()
}

#[cfg(test)]
mod tests;
