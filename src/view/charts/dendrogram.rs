//! A dendrogram in the picture: completed merges in the clusters' colours, later ones faint, and a cut line at the
//! current clusters.

use bevy_egui::egui::{Shape, Stroke};
use glam::Vec2;

use super::{
    super::frame::Frame,
    chart::DrawnChart,
    egui_canvas::{border, line_width},
    inset::{self, Place},
    tree::{Link, Tree},
};
use crate::{
    simulation::{CloudOutcome, Clusters},
    view::{
        frame::{layout::SMALL, stage::Area},
        style::theme::Rgb,
        text::labels::{Pen, pos, rect},
    },
    words::Word,
};

/// Line widths for few and for many leaves, in pixels of the 1080-line picture.
const WIDTHS: [f32; 2] = [3.0, 1.6];
/// Trees with more leaves use the narrower lines.
const MANY: usize = 40;
/// Opacity of merges that are not made yet.
const LATER_OPACITY: f32 = 0.3;
/// Height of the strip with the clusters of the leaves, in heights of small text.
const STRIP: f32 = 0.4;
/// Width of the cut line, in pixels of the 1080-line picture.
const CUT: f32 = 2.0;
/// Dash and gap length of the cut line, in line widths.
const CUT_DASH: [f32; 2] = [4.0, 3.0];

/// Paints the dendrogram of a cloud's clusters.
pub(crate) fn paint(
    pen: &Pen,
    frame: &Frame,
    cloud: &CloudOutcome,
    chart: &DrawnChart,
    place: &Place,
) {
    let (Some(tree), Some(clusters)) = (&chart.tree, cloud.clusters()) else {
        return;
    };
    let plot = inset::plot(place, SMALL * pen.layout.text);
    let step = frame.step.clamp(0.0, clusters.steps() as f64);
    inset::value_ticks(pen, chart, plot);
    heading(pen, clusters, chart, step, place);
    let labels = clusters.labels_at(step.floor() as usize);
    let painter = TreePainter {
        pen,
        chart,
        tree,
        plot,
        color: &|row| match usize::try_from(labels[row as usize]) {
            Ok(cluster) => pen.style.series(cluster),
            Err(_) => pen.style.quiet,
        },
    };
    painter.links(step);
    painter.leaves();
    painter.cut(step);
    border(pen, plot);
}

/// Paints the title and the number of clusters.
fn heading(pen: &Pen, clusters: &Clusters, chart: &DrawnChart, step: f64, place: &Place) {
    let count = clusters.count_at(step.floor() as usize).to_string();
    let count = pen.language.say_with(Word::ClusterCount, &[("n", &count)]);
    inset::heading(pen, &chart.heading(pen.language), Some(&count), place);
}

struct TreePainter<'a> {
    pen: &'a Pen<'a>,
    chart: &'a DrawnChart,
    tree: &'a Tree,
    plot: Area,
    /// The colour of the current cluster of a data row.
    color: &'a dyn Fn(u32) -> Rgb,
}

impl TreePainter<'_> {
    fn x(&self, leaf: f64) -> f32 {
        let part = (leaf + 0.5) / self.tree.leaves as f64;
        self.plot.min.x + part as f32 * self.plot.size.x
    }

    fn y(&self, height: f64) -> f32 {
        let shown = self.chart.scale.shown(height).clamp(0.0, 1.0) as f32;
        self.plot.max().y - shown * self.plot.size.y
    }

    /// Paints the pending merges, then the merges completed by a fractional step.
    fn links(&self, step: f64) {
        let links = || self.tree.links.iter().zip(self.tree.first..);
        let style = self.pen.style;
        let faint = style.quiet.mix(style.background_top, 1.0 - LATER_OPACITY);
        for (link, number) in links().filter(|(_, number)| *number as f64 + 1.0 > step) {
            self.link(link, faint);
            // The merge in progress grows towards its height.
            let part = step - number as f64;
            if part > 0.0 {
                for side in self.sides(link, part) {
                    self.line(side.into(), (self.color)(link.row));
                }
            }
        }
        for (link, _) in links().filter(|(_, number)| *number as f64 + 1.0 <= step) {
            self.link(link, (self.color)(link.row));
        }
    }

    fn link(&self, link: &Link, color: Rgb) {
        let [left, right] = self.sides(link, 1.0);
        self.line(vec![left[0], left[1], right[1], right[0]], color);
    }

    /// The vertical lines of a merge, bottom to top, grown to the fraction `part` of their height.
    fn sides(&self, link: &Link, part: f64) -> [[Vec2; 2]; 2] {
        [0, 1].map(|side| {
            let top = link.from[side] + part * (link.height - link.from[side]);
            let x = self.x(link.across[side]);
            [link.from[side], top].map(|height| Vec2::new(x, self.y(height)))
        })
    }

    fn line(&self, points: Vec<Vec2>, color: Rgb) {
        let points: Vec<_> = points.into_iter().map(pos).collect();
        let width = line_width(self.pen, WIDTHS[usize::from(self.tree.leaves > MANY)]);
        let stroke = Stroke::new(width, color.color32());
        self.pen.painter.add(Shape::line(points, stroke));
    }

    /// Paints the cluster of each leaf as a colour strip below the tree.
    fn leaves(&self) {
        let text_px = SMALL * self.pen.layout.text;
        let width = self.plot.size.x / self.tree.leaves as f32;
        let top = self.plot.max().y + 0.2 * text_px;
        for (number, &row) in self.tree.rows.iter().enumerate() {
            let left = self.plot.min.x + number as f32 * width;
            let cell = Area {
                min: Vec2::new(left, top),
                size: Vec2::new(width, STRIP * text_px),
            };
            let color = (self.color)(row).color32();
            self.pen.painter.rect_filled(rect(cell), 0.0, color);
        }
    }

    /// Paints the cut line, below which all merges are completed.
    fn cut(&self, step: f64) {
        let y = self.y(self.tree.cut(step));
        let ends = [self.plot.min.x, self.plot.max().x].map(|x| pos(Vec2::new(x, y)));
        let width = line_width(self.pen, CUT);
        let line = Stroke::new(width, self.pen.style.text.with_alpha(0.8));
        let [dash, gap] = CUT_DASH.map(|length| length * width);
        let dashes = Shape::dashed_line(&ends, line, dash, gap);
        self.pen.painter.extend(dashes);
    }
}
