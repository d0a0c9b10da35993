//! Paths laid over a relief.

use glam::{DVec2, DVec3};

use super::relief::Relief;
use crate::simulation::RunOutcome;

/// A place of a run on the surface.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// The fractional step.
    pub step: f64,
    /// The parameters there.
    pub at: DVec2,
    /// The point of the surface.
    pub point: DVec3,
}

/// The most places that one update is given.
const FINEST: usize = 96;
/// The most places of a run; longer ones are told less closely.
const LONGEST: usize = 20_000;

/// The parts of a run that lie on the surface, each as long as the run does not leave it, at places at least `apart`
/// from each other, the last of each part excepted.
pub fn drape(run: &RunOutcome, relief: &Relief, apart: f64) -> Vec<Vec<Sample>> {
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
            parts.leave();
            continue;
        };
        if enter > 0.0 {
            parts.leave();
            parts.add(relief, step as f64 + enter, from.lerp(to, enter));
        }
        let cells = relief.cells((leave - enter) * (to - from)).ceil();
        let count = cells.clamp(1.0, FINEST as f64);
        for k in 1..=count as usize {
            let part = enter + (leave - enter) * k as f64 / count;
            parts.add(relief, step as f64 + part, from.lerp(to, part));
        }
        if leave < 1.0 {
            parts.leave();
        }
        parts.thin(apart);
    }
    parts.leave();
    let mut apart = apart;
    let mut parts: Vec<Vec<Sample>> = parts.left.iter().map(|part| thinned(part, apart)).collect();
    while parts.iter().map(Vec::len).sum::<usize>() > LONGEST && apart < 1.0 {
        apart *= 2.0;
        parts = parts.iter().map(|part| thinned(part, apart)).collect();
    }
    parts
}

#[derive(Default)]
struct Parts {
    left: Vec<Vec<Sample>>,
    going: Vec<Sample>,
    /// Up to where the going part has been thinned.
    thin: usize,
}

impl Parts {
    /// Goes on to a place of the domain, if the surface is there.
    fn add(&mut self, relief: &Relief, step: f64, at: DVec2) {
        match relief.over(at) {
            Some(point) => self.going.push(Sample { step, at, point }),
            None => self.leave(),
        }
    }

    fn leave(&mut self) {
        let part = std::mem::take(&mut self.going);
        self.thin = 0;
        if !part.is_empty() {
            self.left.push(part);
        }
    }

    /// A run of a million steps shall not take a million places before it is thinned.
    fn thin(&mut self, apart: f64) {
        if self.going.len() > self.thin + LONGEST {
            self.going = thinned(&self.going, apart);
            self.thin = self.going.len();
        }
    }
}

/// The part of a step that lies in the domain, 0 to 1; none where nothing does.
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

/// The samples that are `apart` from the one before, and the last.
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
