//! What a change of a scene costs: whether it is computed between two frames.

use crate::scene::{CloudSubject, Cost, Insets, Scene, Source, Subject};

/// Updates of optimizers that are computed between two frames: about 20 ms at 50 ns each.
pub const QUICK_UPDATES: u64 = 400_000;
/// Heights that are computed between two frames.
const QUICK_HEIGHTS: u64 = 490_000;
/// Numbers of a cloud that is projected on its components between two frames.
const QUICK_NUMBERS: usize = 200_000;
/// Points of a cloud whose clusters are found between two frames, those of a sweep each time.
const QUICK_POINTS: usize = 2_000;

/// Whether what changed between two scenes is computed fast enough to be seen in the next frame.
pub fn is_quick(before: Option<&Scene>, after: &Scene, source: &Source) -> bool {
    // Files may be large, or on a slow disk.
    if !source.holds_data_of(after) {
        return false;
    }
    let charts = |scene: &Scene| -> Vec<Insets> {
        let beside = scene
            .beside
            .iter()
            .filter_map(|figure| figure.look.as_ref());
        let looks = std::iter::once(&scene.look).chain(beside);
        looks.map(|look| look.insets.clone()).collect()
    };
    let new_charts = before.is_none_or(|before| charts(before) != charts(after));
    let Cost {
        updates, heights, ..
    } = after.cost_after(before);
    let mut before = before.into_iter().flat_map(Scene::subjects);
    let mut figures = after.subjects().map(|after| (before.next(), after));
    let quick_clouds = figures.all(|(before, after)| match after {
        Subject::Cloud(cloud) => {
            let works = cloud.clusters.is_some() && new_charts;
            !works && (before == Some(after) || is_quick_cloud(cloud, source))
        }
        Subject::Landscape(_) | Subject::Sweep(_) => true,
    });
    quick_clouds && heights <= QUICK_HEIGHTS && updates <= QUICK_UPDATES
}

/// Whether a cloud is small enough; data that were not read yet never are.
fn is_quick_cloud(cloud: &CloudSubject, source: &Source) -> bool {
    let Some(table) = source.data.cloud(cloud) else {
        return false;
    };
    let numbers = table.rows() * table.columns().len();
    let times = cloud.sweep.as_ref().map_or(1, |sweep| sweep.values().len());
    match &cloud.clusters {
        Some(_) => numbers <= QUICK_NUMBERS && table.rows() * times <= QUICK_POINTS,
        None => numbers <= QUICK_NUMBERS && !cloud.unfolds(),
    }
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
