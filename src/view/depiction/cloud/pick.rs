//! Which point the pointer is over, and which lie in a rectangle of the picture.

use std::cmp::Ordering;

use glam::{Mat4, Vec2, Vec3, Vec4, vec2};
use rayon::prelude::*;

use super::{DrawnCloud, PointsView, marks::Wanted};
use crate::{
    simulation::CloudOutcome,
    view::{
        gpu::{PointMark, PointsUniform, Shared},
        stage::Area,
    },
};

/// Where no point is under the pointer, one whose disc is so near is meant, in points: those of large clouds are small.
const REACH: f32 = 4.0;
/// So many points are looked at by one thread at a time.
const TOGETHER: usize = 1 << 14;

/// A question that was answered: a pointer at rest asks the same again in every frame.
#[derive(Clone, PartialEq)]
pub struct Asked {
    place: Vec2,
    clip_from_world: Mat4,
    uniform: PointsUniform,
    stage: usize,
    wanted: Wanted,
}

/// A point near the pointer, the best first: discs that cover it before those beside it, the nearer to the viewer first,
/// of those beside it the one whose edge is nearest, of equals the first of the data.
#[derive(Clone, Copy)]
struct Candidate {
    /// How far the pointer is from the disc; 0 inside.
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

/// Discs as `point.wgsl` draws them.
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
    /// Where a point is seen, its radius, both in points, and its distance; none where it is not drawn.
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
    /// Where a point of the cloud is at a fractional step, in the world.
    ///
    /// # Panics
    /// There is no such point.
    pub fn world(&self, cloud: &CloudOutcome, step: f64, point: usize) -> Vec3 {
        let (before, after, part) = cloud.between(step);
        let [before, after] = [before, after].map(|stage| {
            let chunk = &self.stages[stage][point / super::CHUNK];
            Vec3::from(chunk.records()[point % super::CHUNK])
        });
        before.lerp(after, part)
    }
}

impl PointsView<'_> {
    /// The point that is seen at a place of the picture, in points; else the one right beside it.
    pub fn at(&self, place: Vec2) -> Option<usize> {
        let (before, _, part) = self.cloud.between(self.frame.step);
        let asked = Asked {
            place,
            clip_from_world: self.frame.stage.clip_from_world,
            uniform: self.uniform(part),
            stage: before,
            wanted: self.wanted(),
        };
        // A thread that panicked while it held the lock left a whole value or none.
        let mut found = (self.drawn.found.lock()).unwrap_or_else(|held| held.into_inner());
        if let Some(known) = found.as_ref().filter(|known| known.0 == asked) {
            return known.1;
        }
        let point = self.look_for(place, &asked.uniform);
        *found = Some(Box::new((asked, point)));
        point
    }

    fn look_for(&self, place: Vec2, uniform: &PointsUniform) -> Option<usize> {
        let discs = self.discs(uniform);
        let best = self.each_seen(&discs, |(at, radius, away), point| {
            let gap = (at.distance(place) - radius).max(0.0);
            (gap <= REACH).then_some(Candidate { gap, away, point })
        });
        let best = best.into_iter().min_by(Candidate::order);
        best.map(|candidate| candidate.point)
    }

    /// The points whose middle is seen in a rectangle of the picture, ascending.
    pub fn within(&self, area: &Area) -> Vec<u32> {
        let (_, _, part) = self.cloud.between(self.frame.step);
        let uniform = self.uniform(part);
        let discs = self.discs(&uniform);
        self.each_seen(&discs, |(at, ..), point| {
            area.contains(at).then_some(point as u32)
        })
    }

    /// Where a point is at the moment, in the world, and the radius that it is drawn with, in pixels; none where it is not
    /// drawn.
    pub fn disc(&self, point: usize) -> Option<(Vec3, f32)> {
        let uniform = self.uniform(self.cloud.between(self.frame.step).2);
        let marks = self.marks();
        let mark = marks.get(point / super::CHUNK)?.records()[point % super::CHUNK];
        let world = self.world(point);
        let (_, radius, _) = self.discs(&uniform).seen(world, mark)?;
        Some((world, radius * self.pixels_per_point))
    }

    /// Where a point is at the moment, in the world.
    pub fn world(&self, point: usize) -> Vec3 {
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

    /// What `choose` makes of every point that is drawn, first to last.
    fn each_seen<T: Send>(
        &self,
        discs: &Discs,
        choose: impl Fn((Vec2, f32, f32), usize) -> Option<T> + Sync,
    ) -> Vec<T> {
        let (before, after, part) = self.cloud.between(self.frame.step);
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

/// Goes through the points of a chunk on all threads.
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
