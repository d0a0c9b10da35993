//! Trajectories draped over a relief.

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
const FINEST: usize = 96;
/// The maximum number of samples per run; longer runs are thinned.
const LONGEST: usize = 20_000;

/// The parts of a run on the surface, split where the run leaves it. Samples are at least `apart` from each other,
/// except the last of each part.
pub(super) fn drape(run: &RunOutcome, relief: &Relief, apart: f64) -> Vec<Vec<Sample>> {
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
        let Some([enter, leave]) = inside(relief, from, to) else {
            parts.end();
            continue;
        };
        if enter > 0.0 {
            parts.end();
            parts.add(relief, step as f64 + enter, from.lerp(to, enter));
        }
        let cells = relief.cells((leave - enter) * (to - from)).ceil();
        let count = cells.clamp(1.0, FINEST as f64);
        for k in 1..=count as usize {
            let part = enter + (leave - enter) * k as f64 / count;
            parts.add(relief, step as f64 + part, from.lerp(to, part));
        }
        if leave < 1.0 {
            parts.end();
        }
        parts.thin(apart);
    }
    parts.end();
    let mut apart = apart;
    let mut parts: Vec<Vec<Sample>> = parts
        .finished
        .iter()
        .map(|part| thinned(part, apart))
        .collect();
    while parts.iter().map(Vec::len).sum::<usize>() > LONGEST && apart < 1.0 {
        apart *= 2.0;
        parts = parts.iter().map(|part| thinned(part, apart)).collect();
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
        match relief.over(at) {
            Some(point) => self.current.push(Sample { step, at, point }),
            None => self.end(),
        }
    }

    fn end(&mut self) {
        let part = std::mem::take(&mut self.current);
        self.thinned = 0;
        if !part.is_empty() {
            self.finished.push(part);
        }
    }

    /// Thins the current part regularly, so that long runs do not accumulate millions of samples.
    fn thin(&mut self, apart: f64) {
        if self.current.len() > self.thinned + LONGEST {
            self.current = thinned(&self.current, apart);
            self.thinned = self.current.len();
        }
    }
}

/// The part of a step inside the domain, as fractions from 0 to 1; none if it is entirely outside.
fn inside(relief: &Relief, from: DVec2, to: DVec2) -> Option<[f64; 2]> {
    let travel = to - from;
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for (start, by, [low, high]) in [
        (from.x, travel.x, relief.domain.x),
        (from.y, travel.y, relief.domain.y),
    ] {
        if by == 0.0 {
            if !(low..=high).contains(&start) {
                return None;
            }
            continue;
        }
        let (near, far) = ((low - start) / by, (high - start) / by);
        enter = enter.max(near.min(far));
        leave = leave.min(near.max(far));
    }
    (enter <= leave).then_some([enter, leave])
}

/// The samples that are at least `apart` from the previous one, and the last.
fn thinned(samples: &[Sample], apart: f64) -> Vec<Sample> {
    let mut kept: Vec<Sample> = Vec::new();
    for (k, sample) in samples.iter().enumerate() {
        let is_last = k + 1 == samples.len();
        match kept.last() {
            Some(last) if last.point.distance(sample.point) < apart => {
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
