//! A dendrogram in the picture: completed merges in the colours of their clusters, later ones faint, and a horizontal
//! line that cuts the tree into the current clusters.

use bevy_egui::egui::{Shape, Stroke};
use glam::Vec2;

use super::{
    super::frame::Frame,
    chart::DrawnChart,
    egui_canvas::{line_width, paint_border},
    inset::{self, InsetArea},
    tree::{DendrogramLayout, Link},
};
use crate::{
    simulation::{CloudOutcome, Clusters},
    view::{
        frame::{area::Area, layout::SMALL_TEXT},
        style::theme::Rgb,
        text::labels::{Pen, pos, rect},
    },
    words::Word,
};

/// Line widths for few and for many leaves, in pixels of the 1080-line picture.
const WIDTHS: [f32; 2] = [3.0, 1.6];
/// Dendrograms with more leaves use the narrower lines.
const MAX_WIDE_LEAVES: usize = 40;
/// Opacity of merges that are not completed yet.
const LATER_OPACITY: f32 = 0.3;
/// Height of the strip with the cluster colours of the leaves, in heights of small text.
const STRIP_HEIGHT: f32 = 0.4;
/// Width of the cut line, in pixels of the 1080-line picture.
const CUT_WIDTH: f32 = 2.0;
/// Dash and gap length of the cut line, in line widths.
const CUT_DASHES: [f32; 2] = [4.0, 3.0];

/// Paints the dendrogram of a cloud's clusters.
pub(crate) fn paint(
    pen: &Pen,
    frame: &Frame,
    cloud: &CloudOutcome,
    chart: &DrawnChart,
    area: &InsetArea,
) {
    let (Some(layout), Some(clusters)) = (&chart.dendrogram, cloud.clusters()) else {
        return;
    };
    let plot = inset::plot_area(area, SMALL_TEXT * pen.layout.text_scale);
    let step = frame.step.clamp(0.0, clusters.steps() as f64);
    inset::paint_value_ticks(pen, chart, plot);
    paint_heading(pen, clusters, chart, step, area);
    let labels = clusters.labels_at(step.floor() as usize);
    let painter = DendrogramPainter {
        pen,
        chart,
        layout,
        plot,
        color: &|row| match usize::try_from(labels[row as usize]) {
            Ok(cluster) => pen.style.series(cluster),
            Err(_) => pen.style.secondary_text,
        },
    };
    painter.paint_links(step);
    painter.paint_leaves();
    painter.paint_cut_line(step);
    paint_border(pen, plot);
}

/// Paints the title and the number of clusters.
fn paint_heading(pen: &Pen, clusters: &Clusters, chart: &DrawnChart, step: f64, area: &InsetArea) {
    let count = clusters.count_at(step.floor() as usize).to_string();
    let count = pen.language.say_with(Word::ClusterCount, &[("n", &count)]);
    inset::paint_heading(pen, &chart.heading(pen.language), Some(&count), area);
}

struct DendrogramPainter<'a> {
    pen: &'a Pen<'a>,
    chart: &'a DrawnChart,
    layout: &'a DendrogramLayout,
    plot: Area,
    /// The colour of the current cluster of a data row.
    color: &'a dyn Fn(u32) -> Rgb,
}

impl DendrogramPainter<'_> {
    fn x(&self, leaf: f64) -> f32 {
        let fraction = (leaf + 0.5) / self.layout.leaves as f64;
        self.plot.min.x + fraction as f32 * self.plot.size.x
    }

    fn y(&self, height: f64) -> f32 {
        let height = self.chart.scale.normalized(height).clamp(0.0, 1.0) as f32;
        self.plot.max().y - height * self.plot.size.y
    }

    /// Paints the pending merges, then the merges completed by a fractional step.
    fn paint_links(&self, step: f64) {
        let links = || self.layout.links.iter().zip(self.layout.first_merge..);
        let style = self.pen.style;
        let faint = style
            .secondary_text
            .mix(style.background_top, 1.0 - LATER_OPACITY);
        for (link, number) in links().filter(|(_, number)| *number as f64 + 1.0 > step) {
            self.paint_link(link, faint);
            // The merge in progress grows towards its height.
            let fraction = step - number as f64;
            if fraction > 0.0 {
                for side in self.sides(link, fraction) {
                    self.paint_line(side.into(), (self.color)(link.row));
                }
            }
        }
        for (link, _) in links().filter(|(_, number)| *number as f64 + 1.0 <= step) {
            self.paint_link(link, (self.color)(link.row));
        }
    }

    fn paint_link(&self, link: &Link, color: Rgb) {
        let [left, right] = self.sides(link, 1.0);
        self.paint_line(vec![left[0], left[1], right[1], right[0]], color);
    }

    /// The vertical lines of a merge, from bottom to top, up to a fraction of their height.
    fn sides(&self, link: &Link, fraction: f64) -> [[Vec2; 2]; 2] {
        [0, 1].map(|side| {
            let top =
                link.child_heights[side] + fraction * (link.height - link.child_heights[side]);
            let x = self.x(link.x[side]);
            [link.child_heights[side], top].map(|height| Vec2::new(x, self.y(height)))
        })
    }

    fn paint_line(&self, points: Vec<Vec2>, color: Rgb) {
        let points: Vec<_> = points.into_iter().map(pos).collect();
        let width = line_width(
            self.pen,
            WIDTHS[usize::from(self.layout.leaves > MAX_WIDE_LEAVES)],
        );
        let stroke = Stroke::new(width, color.color32());
        self.pen.painter.add(Shape::line(points, stroke));
    }

    /// Paints the cluster of each leaf as a colour strip below the tree.
    fn paint_leaves(&self) {
        let text_px = SMALL_TEXT * self.pen.layout.text_scale;
        let width = self.plot.size.x / self.layout.leaves as f32;
        let top = self.plot.max().y + 0.2 * text_px;
        for (number, &row) in self.layout.leaf_rows.iter().enumerate() {
            let left = self.plot.min.x + number as f32 * width;
            let cell = Area {
                min: Vec2::new(left, top),
                size: Vec2::new(width, STRIP_HEIGHT * text_px),
            };
            let color = (self.color)(row).color32();
            self.pen.painter.rect_filled(rect(cell), 0.0, color);
        }
    }

    /// Paints the line that cuts the tree into the current clusters; all merges below it are completed.
    fn paint_cut_line(&self, step: f64) {
        let y = self.y(self.layout.cut_height(step));
        let ends = [self.plot.min.x, self.plot.max().x].map(|x| pos(Vec2::new(x, y)));
        let width = line_width(self.pen, CUT_WIDTH);
        let line = Stroke::new(width, self.pen.style.text.with_alpha(0.8));
        let [dash, gap] = CUT_DASHES.map(|length| length * width);
        let dashes = Shape::dashed_line(&ends, line, dash, gap);
        self.pen.painter.extend(dashes);
    }
}
