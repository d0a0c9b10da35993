//! Picking: the point under the pointer, and the points in a rectangle of the picture.

use std::cmp::Ordering;

use glam::{Mat4, Vec2, Vec3, Vec4, vec2};
use rayon::prelude::*;

use super::{DrawnCloud, PointsView, marks::MarkInputs};
use crate::{
    simulation::CloudOutcome,
    view::{
        frame::area::Area,
        gpu::{PointMark, PointsUniform, SharedRecords},
    },
};

/// If no disc covers the pointer, the nearest disc whose edge is within this distance is picked, in points of the
/// canvas.
const MAX_GAP: f32 = 4.0;
/// Points per task of a thread.
const TASK_POINTS: usize = 1 << 14;

/// A pick query. The result for a resting pointer is cached, since it is repeated every frame.
#[derive(Clone, PartialEq)]
pub(super) struct PickQuery {
    place: Vec2,
    clip_from_world: Mat4,
    uniform: PointsUniform,
    stage: usize,
    inputs: MarkInputs,
}

/// A disc near the pointer. Discs that cover the pointer come before others; they are ordered by distance from the
/// viewer, the others by gap, and equal ones by index.
#[derive(Clone, Copy)]
struct Candidate {
    /// Distance from the pointer to the edge of the disc; 0 inside.
    gap: f32,
    /// Distance from the eye along the viewing direction.
    distance: f32,
    point: usize,
}

impl Candidate {
    fn order(&self, other: &Self) -> Ordering {
        let by_gap = self.gap.total_cmp(&other.gap);
        let by_distance = self.distance.total_cmp(&other.distance);
        by_gap.then(by_distance).then(self.point.cmp(&other.point))
    }
}

/// The discs as `point.wgsl` draws them.
pub(super) struct Discs<'a> {
    clip_from_world: Mat4,
    eye: Vec3,
    forward: Vec3,
    perspective: bool,
    area: Area,
    uniform: &'a PointsUniform,
    pixels_per_point: f32,
}

impl Discs<'_> {
    /// Screen position and radius of a disc, both in points of the canvas, and its distance from the eye along the
    /// viewing direction; `None` if it is not drawn.
    pub(super) fn project(&self, world: Vec3, mark: PointMark) -> Option<(Vec2, f32, f32)> {
        let size = mark.size();
        let clip: Vec4 = self.clip_from_world * world.extend(1.0);
        if size == 0.0 || clip.w <= 1e-3 {
            return None;
        }
        let distance = match self.perspective {
            true => clip.w,
            false => (world - self.eye).dot(self.forward),
        };
        let [radius, is_in_world_units, ..] = self.uniform.style;
        let [nearest, farthest, ..] = self.uniform.sizes;
        let scale = match is_in_world_units > 0.5 {
            true => 1.0 / clip.w,
            false => nearest + (farthest - nearest) * self.far_fraction(distance),
        };
        let ndc = vec2(clip.x, -clip.y) / clip.w;
        let at = self.area.min + (0.5 + 0.5 * ndc) * self.area.size;
        Some((at, radius * size * scale / self.pixels_per_point, distance))
    }

    /// How far a point is in the fog, from its distance: 0 for the nearest points, 1 for the farthest.
    pub(super) fn far_fraction(&self, distance: f32) -> f32 {
        let [near, far, ..] = self.uniform.fog;
        ((distance - near) / (far - near).max(1e-6)).clamp(0.0, 1.0)
    }
}

impl DrawnCloud {
    /// The world position of a point at a fractional step.
    ///
    /// # Panics
    /// If there is no such point.
    pub(crate) fn world(&self, cloud: &CloudOutcome, step: f64, point: usize) -> Vec3 {
        let (before, after, fraction) = cloud.stages_around(step);
        let [before, after] = [before, after].map(|stage| {
            let chunk = &self.stages[stage][point / super::CHUNK_POINTS];
            Vec3::from(chunk.records()[point % super::CHUNK_POINTS])
        });
        before.lerp(after, fraction)
    }
}

impl PointsView<'_> {
    /// The index of the point at a position of the picture, in points of the canvas, or near it, see [`MAX_GAP`].
    pub(crate) fn point_at(&self, place: Vec2) -> Option<usize> {
        let (before, _, fraction) = self.cloud.stages_around(self.frame.step);
        let query = PickQuery {
            place,
            clip_from_world: self.frame.transform.clip_from_world,
            uniform: self.uniform(fraction),
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

    /// Like [`Self::point_at`], without the cache.
    fn pick(&self, place: Vec2, uniform: &PointsUniform) -> Option<usize> {
        let discs = self.discs(uniform);
        let best = self.filter_map_drawn(&discs, |(at, radius, distance), point| {
            let gap = (at.distance(place) - radius).max(0.0);
            (gap <= MAX_GAP).then_some(Candidate {
                gap,
                distance,
                point,
            })
        });
        let best = best.into_iter().min_by(Candidate::order);
        best.map(|candidate| candidate.point)
    }

    /// Indices of the points whose centres are in a rectangle of the picture, ascending.
    pub(crate) fn points_within(&self, area: &Area) -> Vec<u32> {
        let (_, _, fraction) = self.cloud.stages_around(self.frame.step);
        let uniform = self.uniform(fraction);
        let discs = self.discs(&uniform);
        self.filter_map_drawn(&discs, |(at, ..), point| {
            area.contains(at).then_some(point as u32)
        })
    }

    /// The current world position of a point and its radius in pixels; `None` if it is not drawn.
    pub(crate) fn disc(&self, point: usize) -> Option<(Vec3, f32)> {
        let uniform = self.uniform(self.cloud.stages_around(self.frame.step).2);
        let marks = self.marks();
        let mark = super::mark_of(&marks, point)?;
        let world = self.world(point);
        let (_, radius, _) = self.discs(&uniform).project(world, mark)?;
        Some((world, radius * self.pixels_per_point))
    }

    /// The current world position of a point.
    pub(crate) fn world(&self, point: usize) -> Vec3 {
        self.drawn.world(self.cloud, self.frame.step, point)
    }

    pub(super) fn discs<'a>(&self, uniform: &'a PointsUniform) -> Discs<'a> {
        let transform = &self.frame.transform;
        Discs {
            clip_from_world: transform.clip_from_world,
            eye: transform.eye,
            forward: transform.forward,
            perspective: transform.perspective,
            area: transform.area,
            uniform,
            pixels_per_point: self.pixels_per_point,
        }
    }

    /// Calls `map` with the screen position, radius and distance of every drawn point and its index; collects the
    /// results in order.
    fn filter_map_drawn<T: Send>(
        &self,
        discs: &Discs,
        map: impl Fn((Vec2, f32, f32), usize) -> Option<T> + Sync,
    ) -> Vec<T> {
        let (before, after, fraction) = self.cloud.stages_around(self.frame.step);
        let stages = &self.drawn.stages;
        let map = &map;
        let mut all = Vec::new();
        for (chunk, mark) in self.marks().iter().enumerate() {
            let (from, to) = (&stages[before][chunk], &stages[after][chunk]);
            let found =
                filter_map_chunk(from, to, mark, move |world: (Vec3, Vec3), mark, index| {
                    let seen = discs.project(world.0.lerp(world.1, fraction), mark)?;
                    map(seen, chunk * super::CHUNK_POINTS + index)
                });
            all.extend(found);
        }
        all
    }
}

/// Calls `map` with the positions at two stages, mark and index of every point of a chunk, on all threads; collects the
/// results in order.
fn filter_map_chunk<T: Send>(
    before: &SharedRecords<[f32; 3]>,
    after: &SharedRecords<[f32; 3]>,
    marks: &SharedRecords<PointMark>,
    map: impl Fn((Vec3, Vec3), PointMark, usize) -> Option<T> + Sync,
) -> Vec<T> {
    let places = before.records().par_chunks(TASK_POINTS);
    let places = places.zip(after.records().par_chunks(TASK_POINTS));
    let tasks = places
        .zip(marks.records().par_chunks(TASK_POINTS))
        .enumerate();
    let found = tasks.flat_map_iter(|(task, ((before, after), marks))| {
        let each = before.iter().zip(after).zip(marks).enumerate();
        each.filter_map(|(index, ((&from, &to), &mark))| {
            map((from.into(), to.into()), mark, task * TASK_POINTS + index)
        })
        .collect::<Vec<_>>()
    });
    found.collect()
}

#[cfg(test)]
mod tests;
