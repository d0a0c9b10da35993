use super::{Clusters, Story};
use crate::math::{
    progress::{self, Progress, stretch},
    projection::{Layout, LayoutStatus, Method, ProjectionError},
    table::Matrix,
};

/// What happens to a cloud from step to step.
#[derive(Debug)]
pub enum Trace {
    /// Nothing.
    Still,
    /// Points move to their places.
    Layout(Stages),
    /// Columns become components.
    Story(Story),
    /// Points find their clusters.
    Clusters(Clusters),
}

/// Where moving points are at some steps, the first and the last among them; between two they move straight.
#[derive(Debug)]
pub struct Stages {
    /// Ascending, from 0.
    steps: Vec<f64>,
    places: Vec<Vec<[f64; 3]>>,
    /// How many times larger each is shown.
    enlarged: Vec<f64>,
    /// What the method minimizes, at some steps from 0 to the last; empty where it is not known.
    losses: Vec<(f64, f64)>,
}

/// Points that are gathered in less than this part of the size they have last are shown enlarged …
const TINY: f64 = 0.1;
/// … so that they look as large as this power of their size says, and growing is still seen as such.
const GROWTH: f64 = 0.06;

impl Stages {
    /// Where the points are first.
    pub fn new(places: Vec<[f64; 3]>) -> Self {
        Self {
            steps: vec![0.0],
            places: vec![places],
            enlarged: vec![1.0],
            losses: Vec::new(),
        }
    }

    /// Adds where they are at a later step.
    pub fn push(&mut self, step: f64, places: Vec<[f64; 3]>) {
        debug_assert!(step > self.last_step(), "steps ascend");
        self.steps.push(step);
        self.places.push(places);
        self.enlarged.push(1.0);
    }

    /// Has stages shown larger than they are if the smallest is tiny: t-SNE begins at a hundred-thousandth of the size that
    /// it ends with, and half of what happens would happen in one spot.
    pub fn enlarge(&mut self) {
        // The farthest point counts: no stage may need a larger box than the last.
        let size = |points: &Vec<[f64; 3]>| {
            let reach = points.iter().flatten().map(|x| x.abs());
            reach.fold(0.0, f64::max)
        };
        let sizes: Vec<f64> = self.places.iter().map(size).collect();
        let last = size(&self.places[self.places.len() - 1]);
        if sizes.iter().all(|size| *size >= TINY * last) {
            return;
        }
        for (enlarged, size) in self.enlarged.iter_mut().zip(sizes) {
            if size > 0.0 {
                *enlarged = (last / size).powf(1.0 - GROWTH).max(1.0);
            }
        }
    }

    /// What the method minimizes, at some steps from 0 to the last; empty where it is not known.
    pub fn losses(&self) -> &[(f64, f64)] {
        &self.losses
    }

    /// How many times larger the points of each stage are shown than they lie apart.
    pub fn enlarged(&self) -> &[f64] {
        &self.enlarged
    }

    /// The places at each of the steps.
    pub fn places(&self) -> &[Vec<[f64; 3]>] {
        &self.places
    }

    /// Where the points are last.
    pub fn last(&self) -> &[[f64; 3]] {
        // There is always a first.
        &self.places[self.places.len() - 1]
    }

    fn last_step(&self) -> f64 {
        self.steps[self.steps.len() - 1]
    }

    /// The stages that a fractional step lies between, and how far it is on the way from the first to the second.
    pub fn between(&self, step: f64) -> (usize, usize, f32) {
        let last = self.steps.len() - 1;
        let after = self.steps.partition_point(|&stage| stage <= step);
        let Some(before) = after.checked_sub(1) else {
            return (0, 0, 0.0);
        };
        if before == last {
            return (last, last, 0.0);
        }
        let (from, to) = (self.steps[before], self.steps[after]);
        (before, after, ((step - from) / (to - from)) as f32)
    }
}

/// The most steps at which the loss is computed: each takes as long as a step, and a chart is a smooth line.
const MOST_LOSSES: usize = 100;
/// The share of the progress for finding the neighbours of the points, before the first step.
const BEGINNING: f64 = 0.1;
/// So many places are kept at most, 24 bytes each; of longer courses only every so many steps.
const MOST_KEPT: usize = 8_000_000;

impl Trace {
    pub fn steps(&self) -> usize {
        match self {
            Self::Still => 0,
            Self::Layout(_) | Self::Story(_) => self
                .stages()
                .map_or(0, |stages| stages.last_step() as usize),
            Self::Clusters(clusters) => clusters.steps(),
        }
    }

    /// Where the points are and when, if they move.
    pub fn stages(&self) -> Option<&Stages> {
        match self {
            Self::Layout(stages) => Some(stages),
            Self::Story(story) => Some(story.stages()),
            Self::Still | Self::Clusters(_) => None,
        }
    }
}

/// Unfolds a projection from its first picture to its last, in so many dimensions.
///
/// # Errors
/// Data that the method cannot be used on, or `progress` cancelled it.
pub fn unfold(
    method: &Method,
    data: &Matrix,
    dimensions: usize,
    progress: &mut Progress,
) -> Result<Stages, ProjectionError> {
    let mut unfolding = method.init(data, dimensions, &mut stretch(progress, [0.0, BEGINNING]))?;
    let progress = &mut stretch(progress, [BEGINNING, 1.0]);
    let places = |positions: &[f64]| -> Vec<[f64; 3]> {
        positions
            .chunks_exact(dimensions)
            .map(super::along)
            .collect()
    };
    let most = (MOST_KEPT / data.rows().max(1)).max(2);
    let every = unfolding.steps().div_ceil(most).max(1);
    let mut stages = Stages::new(places(unfolding.positions()));
    let per_loss = unfolding.steps().div_ceil(MOST_LOSSES).max(1);
    let loss = |unfolding: &dyn Layout| Some((unfolding.steps_made() as f64, unfolding.loss()?));
    stages.losses.extend(loss(&*unfolding));
    while unfolding.step() == LayoutStatus::Running {
        if unfolding.steps_made().is_multiple_of(per_loss) {
            stages.losses.extend(loss(&*unfolding));
        }
        progress::report(
            progress,
            unfolding.steps_made() as f64 / unfolding.steps() as f64,
        )?;
        if unfolding.steps_made().is_multiple_of(every) {
            stages.push(unfolding.steps_made() as f64, places(unfolding.positions()));
        }
    }
    let steps = unfolding.steps_made() as f64;
    if steps > stages.last_step() {
        stages.push(steps, places(unfolding.positions()));
    }
    // The last step has ended the loop; one that diverged was not made.
    if stages.losses.last().is_some_and(|(step, _)| *step < steps) {
        stages.losses.extend(loss(&*unfolding));
    }
    stages.enlarge();
    Ok(stages)
}
