use super::{CloudAxes, CloudSubject, Scene, Subject, subject::default_projection};

/// Grid points along each side of a surface in a preview.
const GRID: u32 = 96;
/// Values that the setting of a heat map takes in a preview.
const VALUES: u32 = 16;

impl Scene {
    /// The scene without what takes long to compute, to be shown until that is there: surfaces on a coarse grid with
    /// their runs at the start, coarse heat maps, points on their principal components and in no clusters. All that it
    /// shows is true of the scene. None where there is nothing to leave out.
    pub fn preview(&self) -> Option<Self> {
        let mut scene = self.clone();
        reduce(&mut scene.subject);
        for figure in &mut scene.beside {
            reduce(&mut figure.subject);
        }
        (scene != *self).then_some(scene)
    }
}

fn reduce(subject: &mut Subject) {
    match subject {
        Subject::Landscape(landscape) => {
            landscape.resolution = landscape.resolution.min(GRID);
            landscape.steps = 1;
        }
        Subject::Sweep(sweep) => sweep.resolution = sweep.resolution.min(VALUES),
        Subject::Cloud(cloud) => reduce_cloud(cloud),
    }
}

fn reduce_cloud(cloud: &mut CloudSubject) {
    (cloud.clusters, cloud.sweep) = (None, None);
    if cloud.axes == CloudAxes::Principal {
        cloud.projection = default_projection();
    }
}
