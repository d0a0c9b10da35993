use super::{Clusters, PcaStory, ScalingSteps};
use crate::math::{
    progress::{self, Progress, stage_progress},
    projection::{Layout, LayoutStatus, Method, ProjectionError},
    table::Matrix,
};

/// How a cloud changes from step to step.
#[derive(Debug)]
pub(super) enum Trace {
    /// The cloud does not change.
    Still,
    /// Points move to their positions in an iterative projection.
    Layout(Stages),
    /// The animation from columns to components.
    Story(PcaStory),
    /// Points move from one scaling to the next.
    Scalings(ScalingSteps),
    /// Points are assigned to clusters.
    Clusters(Clusters),
}

/// The positions of moving points at some steps, including the first and the last; interpolated linearly in between.
#[derive(Debug)]
pub(super) struct Stages {
    /// The step of each stage, ascending from 0.
    steps: Vec<f64>,
    positions: Vec<Vec<[f64; 3]>>,
    /// The factor by which the positions at each stage are multiplied for display.
    enlargements: Vec<f64>,
    /// The objective of the method at some steps from 0 to the last; empty if unknown.
    losses: Vec<(f64, f64)>,
}

/// Stages are enlarged for display if the smallest is below this fraction of the size of the last, …
const MIN_RELATIVE_SIZE: f64 = 0.1;
/// … such that the displayed size grows as this power of the true size, and growth remains visible.
const GROWTH_EXPONENT: f64 = 0.06;

impl Stages {
    /// Starts with the initial positions.
    pub(super) fn new(positions: Vec<[f64; 3]>) -> Self {
        Self {
            steps: vec![0.0],
            positions: vec![positions],
            enlargements: vec![1.0],
            losses: Vec::new(),
        }
    }

    /// Adds the positions at a later step.
    pub(super) fn push(&mut self, step: f64, positions: Vec<[f64; 3]>) {
        debug_assert!(step > self.last_step(), "steps ascend");
        self.steps.push(step);
        self.positions.push(positions);
        self.enlargements.push(1.0);
    }

    /// Sets the factors of enlargement if the smallest stage is tiny: t-SNE begins at a hundred-thousandth of its final
    /// size, and half of the animation would show a single spot.
    pub(super) fn set_enlargements(&mut self) {
        // Measured by the farthest point, so that no stage needs a larger box than the last.
        let size = |points: &Vec<[f64; 3]>| {
            let reach = points.iter().flatten().map(|x| x.abs());
            reach.fold(0.0, f64::max)
        };
        let sizes: Vec<f64> = self.positions.iter().map(size).collect();
        let last = size(&self.positions[self.positions.len() - 1]);
        if sizes.iter().all(|size| *size >= MIN_RELATIVE_SIZE * last) {
            return;
        }
        for (factor, size) in self.enlargements.iter_mut().zip(sizes) {
            if size > 0.0 {
                *factor = (last / size).powf(1.0 - GROWTH_EXPONENT).max(1.0);
            }
        }
    }

    /// The objective of the method at some steps from 0 to the last; empty if unknown.
    pub(super) fn losses(&self) -> &[(f64, f64)] {
        &self.losses
    }

    /// The factor by which the positions at each stage are multiplied for display.
    pub(super) fn enlargements(&self) -> &[f64] {
        &self.enlargements
    }

    /// The positions of the points at each stage.
    pub(super) fn positions(&self) -> &[Vec<[f64; 3]>] {
        &self.positions
    }

    /// The final positions of the points.
    pub(super) fn last(&self) -> &[[f64; 3]] {
        // There is at least one stage.
        &self.positions[self.positions.len() - 1]
    }

    fn last_step(&self) -> f64 {
        self.steps[self.steps.len() - 1]
    }

    /// The two stages around a fractional step, and the fraction of the way between them.
    pub(super) fn around(&self, step: f64) -> (usize, usize, f32) {
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

/// The number of intervals between steps with a loss is at most this: computing a loss takes as long as a step, and the
/// curve is smooth.
const MAX_LOSS_STEPS: usize = 100;
/// The share of the progress for the initialization of a projection, which finds the neighbours of the points.
const INITIALIZATION_SHARE: f64 = 0.1;
/// The maximum number of stored positions of points, 24 bytes each; longer animations store only some of the steps.
const MAX_STORED_POSITIONS: usize = 8_000_000;

impl Trace {
    /// The index of the last step; 0 if the cloud does not change.
    pub(super) fn steps(&self) -> usize {
        match self {
            Self::Still => 0,
            Self::Layout(_) | Self::Story(_) | Self::Scalings(_) => self
                .stages()
                .map_or(0, |stages| stages.last_step() as usize),
            Self::Clusters(clusters) => clusters.steps(),
        }
    }

    /// The positions of the points, if they move.
    pub(super) fn stages(&self) -> Option<&Stages> {
        match self {
            Self::Layout(stages) => Some(stages),
            Self::Story(story) => Some(story.stages()),
            Self::Scalings(steps) => Some(steps.stages()),
            Self::Still | Self::Clusters(_) => None,
        }
    }
}

/// Runs an iterative projection to this number of dimensions and records its stages.
///
/// # Errors
/// The method cannot be used on these data, or `progress` cancels the computation.
pub(super) fn run_layout(
    method: &Method,
    data: &Matrix,
    dimensions: usize,
    progress: &mut Progress,
) -> Result<Stages, ProjectionError> {
    let mut layout = method.init(
        data,
        dimensions,
        &mut stage_progress(progress, [0.0, INITIALIZATION_SHARE]),
    )?;
    let progress = &mut stage_progress(progress, [INITIALIZATION_SHARE, 1.0]);
    let positions = |positions: &[f64]| -> Vec<[f64; 3]> {
        positions
            .chunks_exact(dimensions)
            .map(super::first_three)
            .collect()
    };
    let max_stages = (MAX_STORED_POSITIONS / data.rows().max(1)).max(2);
    let steps_per_stage = layout.steps().div_ceil(max_stages).max(1);
    let mut stages = Stages::new(positions(layout.positions()));
    let steps_per_loss = layout.steps().div_ceil(MAX_LOSS_STEPS).max(1);
    let loss = |layout: &dyn Layout| Some((layout.steps_made() as f64, layout.loss()?));
    stages.losses.extend(loss(&*layout));
    while layout.step() == LayoutStatus::Running {
        if layout.steps_made().is_multiple_of(steps_per_loss) {
            stages.losses.extend(loss(&*layout));
        }
        progress::report(progress, layout.steps_made() as f64 / layout.steps() as f64)?;
        if layout.steps_made().is_multiple_of(steps_per_stage) {
            stages.push(layout.steps_made() as f64, positions(layout.positions()));
        }
    }
    let steps = layout.steps_made() as f64;
    if steps > stages.last_step() {
        stages.push(steps, positions(layout.positions()));
    }
    // The final loss, unless the last step diverged and was not made.
    if stages.losses.last().is_some_and(|(step, _)| *step < steps) {
        stages.losses.extend(loss(&*layout));
    }
    stages.set_enlargements();
    Ok(stages)
}
