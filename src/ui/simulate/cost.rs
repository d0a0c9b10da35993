//! What a change of a scene costs: whether it is computed between two frames.

use crate::scene::{
    CloudAxes, CloudSubject, Insets, LandscapeSubject, Run, Scene, Source, Subject,
};

/// Updates of optimizers that are worked out between two frames: about 20 ms at 50 ns each.
pub const QUICK_UPDATES: usize = 400_000;
/// Side of the largest grid that is filled between two frames.
const QUICK_GRID: u32 = 700;

/// Numbers of a cloud that is projected on its components between two frames.
const QUICK_NUMBERS: usize = 200_000;
/// Points of a cloud whose clusters are found between two frames, those of a sweep each time.
const QUICK_POINTS: usize = 2_000;

/// Whether what changed between two scenes is worked out fast enough to be seen in the next frame.
pub fn is_quick(before: Option<&Scene>, after: &Scene, source: &Source) -> bool {
    // Files may be large, or lie far away.
    if !source.holds_data_of(after) {
        return false;
    }
    let subjects = |scene: &Scene| -> Vec<Subject> {
        let beside = scene.beside.iter().map(|figure| figure.subject.clone());
        std::iter::once(scene.subject.clone())
            .chain(beside)
            .collect()
    };
    let charts = |scene: &Scene| -> Vec<Insets> {
        let beside = scene
            .beside
            .iter()
            .filter_map(|figure| figure.look.as_ref());
        let looks = std::iter::once(&scene.look).chain(beside);
        looks.map(|look| look.insets.clone()).collect()
    };
    let new_charts = before.is_none_or(|before| charts(before) != charts(after));
    let before = before.map(subjects).unwrap_or_default();
    let (mut points, mut updates) = (0, 0);
    for (number, after) in subjects(after).iter().enumerate() {
        let after = match after {
            Subject::Landscape(after) => after,
            Subject::Sweep(after) => {
                updates += match before.get(number) {
                    Some(Subject::Sweep(before)) if before == after => 0,
                    _ => after.resolution as usize * after.steps,
                };
                continue;
            }
            Subject::Cloud(after) => {
                let is_known =
                    matches!(before.get(number), Some(Subject::Cloud(before)) if before == after);
                let works = after.clusters.is_some() && new_charts;
                if works || !is_known && !is_quick_cloud(after, source) {
                    return false;
                }
                continue;
            }
        };
        let before = match before.get(number) {
            Some(Subject::Landscape(before)) => Some(before),
            _ => None,
        };
        // A surface that changes has several grids.
        let grids = if after.morph.is_some() { 16 } else { 1 };
        points += grids * grid_to_fill(before, after).pow(2);
        updates += updates_to_make(before, after);
    }
    points <= QUICK_GRID.pow(2) && updates <= QUICK_UPDATES
}

/// Whether a cloud is small enough; data that were not read yet never are.
fn is_quick_cloud(cloud: &CloudSubject, source: &Source) -> bool {
    let Some(table) = source.data.cloud(cloud) else {
        return false;
    };
    let numbers = table.rows() * table.columns().len();
    let times = cloud.sweep.as_ref().map_or(1, |sweep| sweep.values().len());
    let unfolds = cloud.axes == CloudAxes::Principal && cloud.projection.name != "pca";
    match &cloud.clusters {
        Some(_) => numbers <= QUICK_NUMBERS && table.rows() * times <= QUICK_POINTS,
        None => numbers <= QUICK_NUMBERS && !unfolds,
    }
}

fn grid_to_fill(before: Option<&LandscapeSubject>, after: &LandscapeSubject) -> u32 {
    let same = before.is_some_and(|before| {
        before.landscape == after.landscape
            && before.l2 == after.l2
            && before.domain == after.domain
            && before.morph == after.morph
            && before.resolution == after.resolution
    });
    if same { 0 } else { after.resolution }
}

fn updates_to_make(before: Option<&LandscapeSubject>, after: &LandscapeSubject) -> usize {
    let before = before.filter(|before| {
        before.landscape == after.landscape
            && before.l2 == after.l2
            && before.steps == after.steps
            && before.tolerance == after.tolerance
    });
    let is_known = |run: &&Run| {
        before.is_some_and(|before| {
            before.runs.iter().any(|old| {
                old.optimizer == run.optimizer
                    && old.schedule == run.schedule
                    && old.mode() == run.mode()
                    && old.starts == run.starts
                    && old.start.unwrap_or(before.start) == run.start.unwrap_or(after.start)
            })
        })
    };
    let new = after.runs.iter().filter(|run| !is_known(run));
    let paths = new.map(|run| run.starts.map_or(1, |starts| starts.count as usize));
    paths.sum::<usize>().saturating_mul(after.steps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::Theme;

    #[test]
    fn only_what_changed_counts() {
        let scene = Source::open("rosenbrock")
            .expect("a scene of the gallery")
            .scene;
        let Subject::Landscape(before) = &scene.subject else {
            panic!("rosenbrock is a landscape");
        };
        let mut after = before.clone();
        after.runs[0].optimizer.set_number("lr", 2e-3);
        assert_eq!(updates_to_make(Some(before), &after), before.steps);
        assert_eq!(
            updates_to_make(None, &after),
            before.runs.len() * before.steps
        );
        assert_eq!(grid_to_fill(Some(before), &after), 0);
        let mut fine = scene.clone();
        if let Subject::Landscape(subject) = &mut fine.subject {
            subject.resolution = 2048;
        }
        let source = Source::open("rosenbrock").expect("a scene of the gallery");
        assert!(!is_quick(Some(&scene), &fine, &source));
        let dark = fine.clone();
        fine.look.theme = Theme::Light;
        assert!(is_quick(Some(&dark), &fine, &source));
    }
}
