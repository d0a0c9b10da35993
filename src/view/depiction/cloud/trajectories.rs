//! Trajectories: lines between points that the data give as consecutive.

use glam::Vec3;

use super::DrawnCloud;
use crate::{
    simulation::CloudOutcome,
    view::{
        frame::Frame,
        gpu::{Halo, RibbonDraw, RibbonPoint, SharedRecords},
    },
};

/// Line widths for few and for many lines, in pixels of the 1080-line picture.
const WIDTHS: [f32; 2] = [3.0, 1.4];
/// With more lines than this, the narrower width is used.
const MAX_WIDE_LINES: usize = 2000;

/// The class of the first point of lines, and their ends, two points per line.
pub(super) type TrajectoryLines = Vec<(usize, SharedRecords<RibbonPoint>)>;

/// The lines, grouped by the class of their first point; `place` gives the world position of a sample.
pub(super) fn lines(cloud: &CloudOutcome, place: impl Fn(usize) -> Vec3) -> TrajectoryLines {
    let mut lines: Vec<Vec<RibbonPoint>> = Vec::new();
    for link in &cloud.links {
        let class = cloud.classes[link[0] as usize] as usize;
        if class >= lines.len() {
            lines.resize_with(class + 1, Vec::new);
        }
        let ends = link.map(|sample| RibbonPoint::new(place(sample as usize), 0.0));
        lines[class].extend(ends);
    }
    let lines = lines.into_iter().enumerate();
    let drawn = lines.filter(|(_, points)| !points.is_empty());
    drawn
        .map(|(class, points)| (class, SharedRecords::new(points)))
        .collect()
}

/// The lines at a step.
pub(super) fn draw(
    cloud: &CloudOutcome,
    drawn: &DrawnCloud,
    frame: &Frame,
    pixels_per_point: f32,
) -> Vec<RibbonDraw> {
    if cloud.links.is_empty() {
        return Vec::new();
    }
    let moving;
    let lines = match cloud.stages() {
        1 => &drawn.trajectories,
        _ => {
            let (before, after, fraction) = cloud.stages_around(frame.step);
            let [before, after] = [before, after].map(|stage| cloud.stage(stage));
            moving = lines(cloud, |sample| {
                let [from, to] = [before, after].map(|of| drawn.world_from_axes(of[sample]));
                from.lerp(to, fraction)
            });
            &moving
        }
    };
    let px = frame.layout.scale * pixels_per_point * frame.style.stroke_scale.powf(0.7);
    let width = WIDTHS[usize::from(cloud.links.len() > MAX_WIDE_LINES)] * px;
    let line = |(class, points): &(usize, SharedRecords<RibbonPoint>)| {
        RibbonDraw::pairs(points.clone(), frame.style.series(*class).srgb(1.0), width)
            .halo(Halo::Dark)
            .opacity(0.8)
    };
    lines.iter().map(line).collect()
}
