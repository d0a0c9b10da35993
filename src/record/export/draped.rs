//! Samples of trajectories that follow the surface of a relief.

use glam::{DVec2, DVec3};

use super::relief::Relief;
use crate::simulation::RunOutcome;

/// A point of a run on the surface.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Sample {
    /// The step, fractional between updates.
    pub(super) step: f64,
    /// The parameters at this step.
    pub(super) at: DVec2,
    /// The point on the surface, in model units.
    pub(super) point: DVec3,
}

/// The maximum number of samples per update.
const MAX_SAMPLES_PER_UPDATE: usize = 96;
/// The maximum number of samples per run; with more, the minimum distance is doubled until they fit.
const MAX_SAMPLES_PER_RUN: usize = 20_000;

/// The parts of a run on the surface, split where the run leaves it. Successive samples are at least `min_distance`
/// apart; the last of a part may be closer to the one before.
pub(super) fn drape(run: &RunOutcome, relief: &Relief, min_distance: f64) -> Vec<Vec<Sample>> {
    let points: Vec<DVec2> = run.drawn_points().collect();
    let mut parts = Parts::default();
    if let Some(&start) = points
        .first()
        .filter(|&&start| relief.domain.contains(start))
    {
        parts.add(relief, 0.0, start);
    }
    for (step, pair) in points.windows(2).enumerate() {
        let (from, to) = (pair[0], pair[1]);
        let Some([entry, exit]) = clipped_to_domain(relief, from, to) else {
            parts.end_part();
            continue;
        };
        if entry > 0.0 {
            parts.end_part();
            parts.add(relief, step as f64 + entry, from.lerp(to, entry));
        }
        let cells = relief.cells((exit - entry) * (to - from)).ceil();
        let count = cells.clamp(1.0, MAX_SAMPLES_PER_UPDATE as f64);
        for k in 1..=count as usize {
            let part = entry + (exit - entry) * k as f64 / count;
            parts.add(relief, step as f64 + part, from.lerp(to, part));
        }
        if exit < 1.0 {
            parts.end_part();
        }
        parts.thin(min_distance);
    }
    parts.end_part();
    let mut min_distance = min_distance;
    let mut parts: Vec<Vec<Sample>> = parts
        .finished
        .iter()
        .map(|part| thinned(part, min_distance))
        .collect();
    while parts.iter().map(Vec::len).sum::<usize>() > MAX_SAMPLES_PER_RUN && min_distance < 1.0 {
        min_distance *= 2.0;
        parts = parts
            .iter()
            .map(|part| thinned(part, min_distance))
            .collect();
    }
    parts
}

#[derive(Default)]
struct Parts {
    finished: Vec<Vec<Sample>>,
    current: Vec<Sample>,
    /// The number of samples of the current part that have been thinned.
    thinned: usize,
}

impl Parts {
    /// Adds a sample at a point of the domain, or ends the part if the surface has a hole there.
    fn add(&mut self, relief: &Relief, step: f64, at: DVec2) {
        match relief.surface_point(at) {
            Some(point) => self.current.push(Sample { step, at, point }),
            None => self.end_part(),
        }
    }

    fn end_part(&mut self) {
        let part = std::mem::take(&mut self.current);
        self.thinned = 0;
        if !part.is_empty() {
            self.finished.push(part);
        }
    }

    /// Thins the current part regularly, so that long runs do not accumulate millions of samples.
    fn thin(&mut self, min_distance: f64) {
        if self.current.len() > self.thinned + MAX_SAMPLES_PER_RUN {
            self.current = thinned(&self.current, min_distance);
            self.thinned = self.current.len();
        }
    }
}

/// The part of a step inside the domain, as fractions of the step from 0 to 1; none if it is entirely outside.
fn clipped_to_domain(relief: &Relief, from: DVec2, to: DVec2) -> Option<[f64; 2]> {
    let step_vector = to - from;
    let (mut entry, mut exit) = (0.0_f64, 1.0_f64);
    for (start, by, [low, high]) in [
        (from.x, step_vector.x, relief.domain.x),
        (from.y, step_vector.y, relief.domain.y),
    ] {
        if by == 0.0 {
            if !(low..=high).contains(&start) {
                return None;
            }
            continue;
        }
        let (near, far) = ((low - start) / by, (high - start) / by);
        entry = entry.max(near.min(far));
        exit = exit.min(near.max(far));
    }
    (entry <= exit).then_some([entry, exit])
}

/// The first sample, and those at least `min_distance` from the one kept before. If the last sample is closer, it takes
/// the place of the one kept before, unless that is the first.
fn thinned(samples: &[Sample], min_distance: f64) -> Vec<Sample> {
    let mut kept: Vec<Sample> = Vec::new();
    for (k, sample) in samples.iter().enumerate() {
        let is_last = k + 1 == samples.len();
        match kept.last() {
            Some(last) if last.point.distance(sample.point) < min_distance => {
                if is_last && kept.len() > 1 {
                    kept.pop();
                    kept.push(*sample);
                }
            }
            _ => kept.push(*sample),
        }
    }
    kept
}
