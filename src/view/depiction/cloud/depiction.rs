//! The depiction of a point cloud.

use std::sync::Arc;

use bevy_egui::egui::Rect;
use glam::Vec3;

use super::{
    super::{AnimationState, Depiction, FigureTables, PaintContext, StepTexts, TableInputs},
    DrawnCloud, PointsView, legend as legends, table,
};
use crate::{
    math::scaling::Scaling,
    scene::Look,
    simulation::{AxisMap, CloudOutcome, ScalingSteps},
    view::{
        axes::BoxAxes,
        charts::source::ChartSource,
        depiction::cloud,
        frame::{Frame, contents::Contents, layout::estimated_width},
        gpu::FigureDraw,
        insets::{self, Insets},
        text::labels::Pen,
    },
    words::{Language, Word},
};

/// A point cloud in its box.
pub(crate) struct CloudDepiction {
    pub cloud: Arc<CloudOutcome>,
    /// The cloud in world coordinates.
    pub drawn: DrawnCloud,
    /// The axes of the scalings that the cloud passes through.
    scaling_axes: ScalingAxes,
    /// The look of the figure.
    pub look: Look,
}

/// The axes of a cloud that passes through several scalings.
struct ScalingAxes {
    /// The axes at each step; empty for other clouds.
    of_steps: Vec<(AxisMap, BoxAxes)>,
    /// The box while the values along the axes change.
    between: BoxAxes,
}

impl ScalingAxes {
    fn at(&self, step: f64) -> Option<&BoxAxes> {
        let last = self.of_steps.len().checked_sub(1)?;
        let [before, after] = [step.floor(), step.ceil()].map(|step| (step as usize).min(last));
        let [(from, axes), (to, _)] = [&self.of_steps[before], &self.of_steps[after]];
        Some(if from == to { axes } else { &self.between })
    }
}

/// The tables of a figure that shows a cloud.
pub(in crate::view::depiction) fn tables(
    cloud: &Arc<CloudOutcome>,
    inputs: &TableInputs,
) -> FigureTables {
    let drawn = DrawnCloud::new(cloud);
    let axes = |map: &AxisMap| BoxAxes {
        half_size: drawn.half_size,
        ticks: drawn.ticks(map),
        names: cloud::axis_names(cloud, inputs.language),
        is_quiet: true,
    };
    let final_axes = axes(&AxisMap::IDENTITY);
    let maps = cloud.scaling_steps().map_or(&[][..], ScalingSteps::axes);
    let scaling_axes = ScalingAxes {
        of_steps: maps.iter().map(|map| (*map, axes(map))).collect(),
        between: final_axes.blank(),
    };
    FigureTables {
        axes: final_axes,
        contents: contents(cloud, inputs.look, inputs.contents),
        charts: inputs.charts(ChartSource::Cloud(cloud), |chart| {
            insets::has_data_for(cloud, chart.of)
        }),
        depiction: Box::new(CloudDepiction {
            cloud: cloud.clone(),
            drawn,
            scaling_axes,
            look: inputs.look.clone(),
        }),
    }
}

/// The contents of the figure with the room for the legend or the table.
fn contents(cloud: &CloudOutcome, look: &Look, figure: Contents) -> Contents {
    if let Some(column) = colored_by(look, cloud) {
        return Contents {
            legend_lines: table::lines(look, cloud).max(1),
            legend_width: estimated_width(column).max(table::width(look, cloud)),
            has_color_bar: true,
            ..figure
        };
    }
    let (class_lines, class_width) = legends::class_legend_size(cloud);
    Contents {
        legend_lines: table::lines(look, cloud).max(match cloud.clusters() {
            Some(clusters) => legends::max_cluster_lines(clusters),
            None => class_lines,
        }),
        legend_width: match cloud.clusters() {
            Some(clusters) => legends::cluster_width(clusters),
            None => class_width.max(table::width(look, cloud)),
        },
        ..figure
    }
}

/// The name of the column that the points are coloured by.
fn colored_by<'a>(look: &Look, cloud: &'a CloudOutcome) -> Option<&'a str> {
    cloud.numeric_column(look.points.color.as_deref()?)
}

impl CloudDepiction {
    /// The world position of a point at a step.
    pub(crate) fn world(&self, step: f64, point: usize) -> Vec3 {
        self.drawn.world(&self.cloud, step, point)
    }

    /// The points in a frame.
    pub(crate) fn view<'a>(&'a self, frame: &'a Frame, pixels_per_point: f32) -> PointsView<'a> {
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
    fn animation_state(&self, _seconds: f64, step: f64) -> AnimationState {
        AnimationState {
            magnification: self.cloud.enlargement_at(step),
            ..AnimationState::default()
        }
    }

    fn axes_at(&self, step: f64) -> Option<&BoxAxes> {
        self.scaling_axes.at(step)
    }

    fn step_texts(&self, frame: &Frame, language: Language) -> StepTexts {
        if let Some(steps) = self.cloud.scaling_steps() {
            let word = match steps.scaling(frame.step) {
                Scaling::None => Word::PcaAsMeasured,
                scaling => Word::of_scaling(scaling),
            };
            return StepTexts {
                progress: Some(language.say(word).to_owned()),
                axis_names: None,
            };
        }
        if self.cloud.story().is_none() {
            return StepTexts::default();
        }
        StepTexts {
            progress: Some(cloud::act_text(frame.step, language).to_owned()),
            axis_names: Some(cloud::axis_names_at(&self.cloud, frame.step, language)),
        }
    }

    fn draw(&self, frame: &Frame, pixels_per_point: f32, drawing: &mut FigureDraw) {
        let Self {
            cloud, drawn, look, ..
        } = self;
        if look.marks.arrows {
            drawing
                .ribbons
                .push(drawn.arrows(cloud, frame, pixels_per_point));
        }
        let lines = drawn.story_lines(cloud, frame, pixels_per_point);
        drawing.ribbons.extend(lines);
        drawn.draw_marks(cloud, &look.marks, frame, pixels_per_point, drawing);
        let view = self.view(frame, pixels_per_point);
        drawing.points = view.draw();
        drawing.pictures.extend(view.pictures());
        drawing.ribbons.extend(view.neighbour_lines());
        drawing.glyphs.extend(view.rings());
    }

    fn paint(&self, context: &PaintContext, taken: Vec<Rect>) {
        let PaintContext {
            pen,
            frame,
            tables,
            text_rects,
            pixels_per_point,
        } = context;
        let view = self.view(frame, *pixels_per_point);
        if self.look.marks.legend {
            paint_legend(pen, &view);
        }
        if let Some(insets) = self.insets() {
            insets::paint(pen, frame, &insets, &tables.charts);
        }
        if self.look.marks.arrows {
            cloud::paint_arrow_names(pen, frame, &self.cloud, &self.drawn, text_rects);
        }
        let mut occupied = cloud::paint_neighbour_names(pen, &view, text_rects);
        occupied.extend(taken);
        cloud::paint_names(pen, &view, &occupied);
        cloud::paint_tooltip(pen, &view);
    }

    fn world_from_axes(&self, at: [f64; 3]) -> Vec3 {
        self.drawn.world_from_axes(at)
    }

    fn axes_from_world(&self, at: Vec3) -> [f64; 3] {
        self.drawn.axes_from_world(at)
    }

    fn insets(&self) -> Option<Insets<'_>> {
        // The colour bar takes the room of the insets.
        colored_by(&self.look, &self.cloud)
            .is_none()
            .then(|| Insets {
                explained: None,
                data: None,
                source: ChartSource::Cloud(&self.cloud),
            })
    }

    fn points(&self) -> Option<&CloudDepiction> {
        Some(self)
    }
}

/// Paints the legend of the points, or the table of a small cloud.
fn paint_legend(pen: &Pen, view: &PointsView) {
    let PointsView {
        cloud, look, frame, ..
    } = *view;
    let color = view.color_column();
    if let Some((name, range)) = color {
        legends::paint_color_column(pen, look, name, range);
    }
    match (table::numbers(look, cloud, frame.step), cloud.clusters()) {
        (Some(numbers), _) => table::paint(pen, cloud, numbers),
        _ if color.is_some() => {}
        (None, Some(clusters)) => {
            let groups = view.drawn.groups(cloud, look, frame);
            legends::paint_clusters(pen, clusters, &groups, &look.points.hide, frame.step);
        }
        (None, None) => legends::paint_classes(pen, cloud, &look.points.hide),
    }
}
