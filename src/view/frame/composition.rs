//! How much of a picture its subjects take, and where they are in it.

use glam::Vec2;
use serde::Serialize;

use super::{Frame, area::Area, figures, layout::Layout, view_transform::box_corners};
use crate::view::{
    Canvas, FigureTables, PlaybackTime, PointSelection, SceneOutcome, Viewpoint,
    frame::figures::Figure,
};

/// The number of times at which the motion of the camera is sampled.
const TIMES: usize = 33;

/// The place of a figure's subject in the picture, over the whole motion of its camera.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Composition {
    /// The free area of the figure, as a fraction of the area of the figure: what margin, title and caption leave.
    /// Plots and charts count as free.
    pub free: f32,
    /// Width and height of the projected box of the subject, as fractions of the free area without plots and charts.
    pub span: [f32; 2],
    /// The distance right and down from the middle of that area to the middle of the box, in fractions of it.
    pub offset: [f32; 2],
}

/// The composition of each figure with a subject.
pub fn compositions(
    outcome: &SceneOutcome,
    tables: &[FigureTables],
    viewpoint: &Viewpoint,
    canvas: &Canvas,
) -> Vec<Composition> {
    let selection = PointSelection::default();
    figures::of(outcome, tables, viewpoint, canvas, &selection)
        .filter_map(|figure| composition(&figure))
        .collect()
}

fn composition(figure: &Figure) -> Option<Composition> {
    let seconds = figure.outcome.timeline.total_seconds();
    let times = (0..TIMES).map(|k| seconds * k as f64 / (TIMES - 1) as f64);
    let frames: Vec<Frame> = times
        .map(|seconds| figure.frame(PlaybackTime { seconds }))
        .collect();
    let layout = frames[0].layout;
    if !layout.has_subject {
        return None;
    }
    let half_size = figure.tables.axes.half_size;
    let corners = box_corners(half_size);
    let places = (frames.iter()).flat_map(|frame| {
        corners
            .into_iter()
            .filter_map(|corner| frame.transform.project(corner))
    });
    let (low, high) = places.fold((Vec2::MAX, Vec2::MIN), |(low, high), place| {
        (low.min(place), high.max(place))
    });
    let free = free_area(&layout);
    let without_insets = without_insets(free, layout.insets);
    let offset = 0.5 * (low + high) - without_insets.center();
    Some(Composition {
        free: free.size.element_product() / layout.area.size.element_product(),
        span: ((high - low) / without_insets.size).to_array(),
        offset: (offset / without_insets.size).to_array(),
    })
}

/// The picture without margin, title and caption.
fn free_area(layout: &Layout) -> Area {
    let inner = layout.area.inset([layout.margin; 4]);
    let title = layout.title.max().y - inner.min.y;
    inner.inset([0.0, title, 0.0, layout.caption.size.y])
}

/// The part of an area beside the insets at its left, or above those at its bottom.
fn without_insets(area: Area, insets: Option<Area>) -> Area {
    let Some(insets) = insets else { return area };
    match insets.size.x < 0.9 * area.size.x {
        true => area.inset([insets.max().x - area.min.x, 0.0, 0.0, 0.0]),
        false => area.inset([0.0, 0.0, 0.0, area.max().y - insets.min.y]),
    }
}
