//! A point cloud: its points, its principal axes, and what belongs together.

use std::sync::Arc;

use bevy_egui::egui::Rect;
use glam::Vec3;

use super::{
    super::{Depiction, FigureTables, Painting, Phase, Setting, Words},
    DrawnCloud, PointsView, legend as legends, table,
};
use crate::{
    scene::Look,
    simulation::CloudOutcome,
    view::{
        axes::BoxAxes,
        chart_source::ChartSource,
        contents::Contents,
        depiction::cloud,
        frame::Frame,
        gpu::FigureDraw,
        insets::{self, Insets},
        labels::Pen,
        layout::estimated_width,
    },
    words::Language,
};

/// A cloud in its box.
pub struct CloudDepiction {
    /// The points and what happens to them.
    pub cloud: Arc<CloudOutcome>,
    /// The same in the world.
    pub drawn: DrawnCloud,
    /// How it looks.
    pub look: Look,
}

pub(in crate::view::depiction) fn tables(
    cloud: &Arc<CloudOutcome>,
    setting: &Setting,
) -> FigureTables {
    let drawn = DrawnCloud::new(cloud);
    FigureTables {
        axes: BoxAxes {
            half: drawn.half,
            ticks: drawn.ticks(),
            names: cloud::axis_names(cloud, setting.language),
        },
        contents: contents(cloud, setting.look, setting.contents),
        charts: setting.charts(ChartSource::Cloud(cloud), |chart| {
            insets::has(cloud, chart.of)
        }),
        depiction: Box::new(CloudDepiction {
            cloud: cloud.clone(),
            drawn,
            look: setting.look.clone(),
        }),
    }
}

fn contents(cloud: &CloudOutcome, look: &Look, figure: Contents) -> Contents {
    if let Some(column) = colored_by(look, cloud) {
        return Contents {
            legend_lines: table::lines(look, cloud).max(1),
            legend_width: estimated_width(column).max(table::width(look, cloud)),
            bar: true,
            ..figure
        };
    }
    Contents {
        legend_lines: table::lines(look, cloud).max(match cloud.clusters() {
            Some(clusters) => legends::cluster_lines(clusters),
            None if cloud.class_names.is_empty() => 0,
            None => cloud.class_names.len() + 1,
        }),
        legend_width: match cloud.clusters() {
            Some(clusters) => legends::cluster_width(clusters),
            None => (cloud.class_names.iter())
                .map(|class| estimated_width(&class.name))
                .fold(table::width(look, cloud), f32::max),
        },
        ..figure
    }
}

/// The name of the column that gives the points their colour.
fn colored_by<'a>(look: &Look, cloud: &'a CloudOutcome) -> Option<&'a str> {
    cloud.number_column(look.points.color.as_deref()?)
}

impl CloudDepiction {
    /// Where a point is in the world at a step.
    pub fn world(&self, step: f64, point: usize) -> Vec3 {
        self.drawn.world(&self.cloud, step, point)
    }

    /// The points in a frame.
    pub fn view<'a>(&'a self, frame: &'a Frame, pixels_per_point: f32) -> PointsView<'a> {
        PointsView {
            cloud: &self.cloud,
            drawn: &self.drawn,
            look: &self.look,
            frame,
            pixels_per_point,
        }
    }
}

impl Depiction for CloudDepiction {
    fn phase(&self, _seconds: f64, step: f64) -> Phase {
        Phase {
            enlarged: self.cloud.enlarged_at(step),
            ..Phase::default()
        }
    }

    fn words(&self, frame: &Frame, language: Language) -> Words {
        if self.cloud.story().is_none() {
            return Words::default();
        }
        Words {
            progress: Some(cloud::act_text(frame.step, language).to_owned()),
            axes: Some(cloud::names_at(&self.cloud, frame.step, language)),
        }
    }

    fn draw(&self, frame: &Frame, pixels_per_point: f32, into: &mut FigureDraw) {
        let Self { cloud, drawn, look } = self;
        if look.marks.arrows {
            into.ribbons
                .push(drawn.arrows(cloud, frame, pixels_per_point));
        }
        let lines = drawn.story_lines(cloud, frame, pixels_per_point);
        into.ribbons.extend(lines);
        drawn.draw_around(cloud, &look.marks, frame, pixels_per_point, into);
        let view = self.view(frame, pixels_per_point);
        into.points = view.draw();
        into.ribbons.extend(view.ties());
        into.glyphs.extend(view.rings());
    }

    fn paint(&self, painting: &Painting, _taken: Vec<Rect>) {
        let Painting {
            pen,
            frame,
            tables,
            words,
            pixels_per_point,
        } = painting;
        let view = self.view(frame, *pixels_per_point);
        if self.look.marks.legend {
            legend(pen, &view);
        }
        if let Some(beside) = self.insets() {
            insets::paint(pen, frame, &beside, &tables.charts);
        }
        if self.look.marks.arrows {
            cloud::paint_arrow_names(pen, frame, &self.cloud, &self.drawn, words);
        }
        cloud::names(pen, &view, words);
        cloud::read_out(pen, &view);
    }

    fn insets(&self) -> Option<Insets<'_>> {
        // The bar of a column's colours takes their place.
        colored_by(&self.look, &self.cloud)
            .is_none()
            .then(|| Insets {
                explained: None,
                data: None,
                of: ChartSource::Cloud(&self.cloud),
            })
    }

    fn points(&self) -> Option<&CloudDepiction> {
        Some(self)
    }
}

/// What the colours of points mean, or their numbers where there are few.
fn legend(pen: &Pen, view: &PointsView) {
    let PointsView {
        cloud, look, frame, ..
    } = *view;
    let color = view.color_column();
    if let Some((name, range)) = color {
        legends::color_column(pen, look, name, range);
    }
    match (table::numbers(look, cloud), cloud.clusters()) {
        (Some(numbers), _) => table::paint(pen, cloud, numbers),
        _ if color.is_some() => {}
        (None, Some(clusters)) => {
            let groups = view.drawn.groups(cloud, look, frame);
            legends::clusters(pen, clusters, &groups, &look.points.hide, frame.step);
        }
        (None, None) => legends::classes(pen, cloud, &look.points.hide),
    }
}
