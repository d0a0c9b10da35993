//! The tree of clusters inside the picture: strong and in the clusters' colours where they are joined, faint where they
//! are yet to be, and cut where the present clusters are.

use bevy_egui::egui::{Color32, Shape, Stroke, StrokeKind};
use glam::Vec2;

use super::{
    chart::DrawnChart,
    frame::Frame,
    inset_chart::{self, Place},
    labels::{Pen, pos, rect},
    layout::SMALL,
    stage::Area,
    tree::{Link, Tree},
};
use crate::{
    simulation::{CloudOutcome, Clusters},
    words::Word,
};

/// Width of lines with few leaves and with many, in pixels of the 1080-line picture.
const WIDTHS: [f32; 2] = [3.0, 1.6];
/// So many leaves are many.
const MANY: usize = 40;
/// How much of a colour is left before a merge is made.
const LATER: f32 = 0.3;
/// Height of the strip with the clusters of the leaves, in heights of small text.
const STRIP: f32 = 0.4;

/// Paints the tree of a cloud's clusters.
pub fn paint(pen: &Pen, frame: &Frame, cloud: &CloudOutcome, chart: &DrawnChart, place: &Place) {
    let (Some(tree), Some(clusters)) = (&chart.tree, cloud.clusters()) else {
        return;
    };
    let text_px = SMALL * pen.layout.text;
    let plot = inset_chart::plot(place, text_px);
    let step = frame.step.clamp(0.0, clusters.steps() as f64);
    inset_chart::value_ticks(pen, chart, plot);
    heading(pen, clusters, chart, step, place);
    let labels = clusters.labels_at(step.floor() as usize);
    let color = |row: u32| match usize::try_from(labels[row as usize]) {
        Ok(cluster) => pen.style.series(cluster),
        Err(_) => pen.style.quiet,
    };
    let across = |at: f64| {
        let part = (at + 0.5) / tree.leaves as f64;
        plot.min.x + part as f32 * plot.size.x
    };
    let up =
        |height: f64| plot.max().y - chart.scale.shown(height).clamp(0.0, 1.0) as f32 * plot.size.y;
    let width = pen.px(WIDTHS[usize::from(tree.leaves > MANY)] * pen.style.stroke.powf(0.7));
    let line = |points: Vec<Vec2>, color: Color32| {
        let points: Vec<_> = points.into_iter().map(pos).collect();
        pen.painter
            .add(Shape::line(points, Stroke::new(width, color)));
    };
    let corners = |link: &Link, part: f64| {
        let [left, right] = [0, 1].map(|side| {
            let top = link.from[side] + part * (link.height - link.from[side]);
            let x = across(link.across[side]);
            [Vec2::new(x, up(link.from[side])), Vec2::new(x, up(top))]
        });
        (left, right)
    };
    let links = || tree.links.iter().zip(tree.first..);
    for (link, number) in links().filter(|(_, number)| *number as f64 + 1.0 > step) {
        let (left, right) = corners(link, 1.0);
        let faint = pen
            .style
            .quiet
            .mix(pen.style.background_top, 1.0 - LATER)
            .color32();
        line(vec![left[0], left[1], right[1], right[0]], faint);
        // The merge that is being made grows towards its height.
        let part = step - number as f64;
        if part > 0.0 {
            let (left, right) = corners(link, part);
            line(left.into(), color(link.row).color32());
            line(right.into(), color(link.row).color32());
        }
    }
    for (link, _) in links().filter(|(_, number)| *number as f64 + 1.0 <= step) {
        let (left, right) = corners(link, 1.0);
        line(
            vec![left[0], left[1], right[1], right[0]],
            color(link.row).color32(),
        );
    }
    leaves(pen, tree, plot, &color);
    cut(pen, tree, step, plot, &up);
    let frame_line = Stroke::new(pen.px(1.5 * pen.style.stroke), pen.style.quiet.color32());
    pen.painter
        .rect_stroke(rect(plot), 0.0, frame_line, StrokeKind::Outside);
}

/// What it is, how much of it is shown, and how many clusters there are.
fn heading(pen: &Pen, clusters: &Clusters, chart: &DrawnChart, step: f64, place: &Place) {
    let count = clusters.count_at(step.floor() as usize).to_string();
    let count = pen.language.say_with(Word::ClusterCount, &[("n", &count)]);
    inset_chart::heading(pen, &chart.heading(pen.language), Some(&count), place);
}

/// The cluster of each leaf, as a strip of colours below the tree.
fn leaves(pen: &Pen, tree: &Tree, plot: Area, color: &dyn Fn(u32) -> super::theme::Rgb) {
    let text_px = SMALL * pen.layout.text;
    let width = plot.size.x / tree.leaves as f32;
    let top = plot.max().y + 0.2 * text_px;
    for (number, &row) in tree.rows.iter().enumerate() {
        let left = plot.min.x + number as f32 * width;
        let size = Vec2::new(width, STRIP * text_px);
        let cell = Area {
            min: Vec2::new(left, top),
            size,
        };
        pen.painter
            .rect_filled(rect(cell), 0.0, color(row).color32());
    }
}

/// The line below which all are joined.
fn cut(pen: &Pen, tree: &Tree, step: f64, plot: Area, up: &dyn Fn(f64) -> f32) {
    let y = up(tree.cut(step));
    let ends = [plot.min.x, plot.max().x].map(|x| pos(Vec2::new(x, y)));
    let width = pen.px(2.0 * pen.style.stroke.powf(0.7));
    let line = Stroke::new(width, pen.style.text.with_alpha(0.8));
    let dashes = Shape::dashed_line(&ends, line, 4.0 * width, 3.0 * width);
    pen.painter.extend(dashes);
}
