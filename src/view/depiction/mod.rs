//! How each kind of subject is drawn, behind one trait. In `view`, only this file distinguishes the kinds of
//! simulations. A depiction owns the outcome that it shows and what it derives from it, so the two cannot get out of
//! sync.

pub(crate) mod cloud;
mod landscape;
mod surface_with_runs;
mod sweep;

use bevy_egui::egui::Rect;
pub(crate) use cloud::CloudDepiction;
use glam::Vec3;
pub(crate) use surface_with_runs::SurfaceWithRuns;

use super::{
    FigureOutcome,
    axes::BoxAxes,
    charts::{chart::DrawnChart, source::ChartSource},
    frame::{Frame, contents::Contents},
    gpu::FigureDraw,
    insets::{self, Insets},
    surface::DrawnSurface,
    text::labels::Pen,
};
use crate::{
    scene::{Chart, Look, Pace},
    simulation::Simulation,
    words::Language,
};

/// Draws a simulated subject in the look of its figure, at any step.
pub(crate) trait Depiction: Send + Sync {
    /// The state of animations other than the steps, after `seconds` of the scene's own playback and at a step.
    fn animation_state(&self, _seconds: f64, _step: f64) -> AnimationState {
        AnimationState::default()
    }

    /// The texts that change with the step.
    fn step_texts(&self, _frame: &Frame, _language: Language) -> StepTexts {
        StepTexts::default()
    }

    /// The axes at a step, in place of those of the tables.
    fn axes_at(&self, _step: f64) -> Option<&BoxAxes> {
        None
    }

    /// Adds the content of the box to a drawing that already has the box itself.
    fn draw(&self, frame: &Frame, pixels_per_point: f32, drawing: &mut FigureDraw);

    /// Paints legend, insets and other text of the subject, after title, caption and axes. Names and labels avoid the
    /// rectangles in `occupied`.
    fn paint(&self, context: &PaintContext, occupied: Vec<Rect>);

    /// The world position of a point in the units of the axes: two parameters and a value, three axes of a cloud, or
    /// step, setting and loss.
    fn world_from_axes(&self, at: [f64; 3]) -> Vec3;

    /// The inverse of [`Self::world_from_axes`].
    fn axes_from_world(&self, at: Vec3) -> [f64; 3];

    /// The insets of the figure, if it has any.
    fn insets(&self) -> Option<Insets<'_>> {
        None
    }

    /// The surface with its runs, for ray casting; `None` for a cloud.
    fn surface(&self) -> Option<&SurfaceWithRuns> {
        None
    }

    /// The points, for picking; `None` for a surface.
    fn points(&self) -> Option<&CloudDepiction> {
        None
    }
}

/// The state of animations other than the steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct AnimationState {
    /// Progress of a morph, 0 to 1.
    pub morph: f64,
    /// Magnification of the points.
    pub magnification: f64,
}

impl Default for AnimationState {
    fn default() -> Self {
        Self {
            morph: 1.0,
            magnification: 1.0,
        }
    }
}

/// Texts that change with the step.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct StepTexts {
    /// The line below the title that replaces the step number.
    pub progress: Option<String>,
    /// Names of the axes, in world order, that replace those of the tables.
    pub axis_names: Option<[String; 3]>,
}

/// What a depiction needs to paint its text.
pub(crate) struct PaintContext<'a> {
    pub pen: &'a Pen<'a>,
    pub frame: &'a Frame,
    /// The tables of the figure.
    pub tables: &'a FigureTables,
    /// Rectangles of title, caption, legend, colour bar and insets.
    pub text_rects: &'a [Rect],
    /// Physical pixels per point of the canvas.
    pub pixels_per_point: f32,
}

/// What is computed once for a figure and then drawn at any step: everything that depends only on outcome, look and
/// language.
pub struct FigureTables {
    /// The box with ticks and names of the axes.
    pub(crate) axes: BoxAxes,
    /// What the picture contains besides the subject, and the room that it needs.
    pub(crate) contents: Contents,
    /// The charts of the insets.
    pub(crate) charts: Vec<DrawnChart>,
    /// Draws the subject of the figure.
    pub(crate) depiction: Box<dyn Depiction>,
}

/// Inputs of the tables.
struct TableInputs<'a> {
    look: &'a Look,
    pace: Pace,
    language: Language,
    /// The contents that do not depend on the subject.
    contents: Contents,
    /// The previous tables of the figure.
    previous: Option<&'a FigureTables>,
}

impl FigureTables {
    /// Computes the tables of a figure.
    pub fn new(outcome: &FigureOutcome, language: Language) -> Self {
        Self::reusing(None, outcome, language)
    }

    /// Computes the tables of a figure. The triangles and shadows of its surface are reused from `previous` tables if the
    /// heights and the look are the same.
    pub fn reusing(previous: Option<&Self>, outcome: &FigureOutcome, language: Language) -> Self {
        let look = outcome.look();
        let inputs = TableInputs {
            look,
            pace: outcome.scene().playback.pace,
            language,
            previous,
            contents: Contents::of_figure(&outcome.title, &outcome.caption, look),
        };
        let tables = match &outcome.simulation {
            Simulation::Landscape(landscape) => landscape::tables(landscape, &inputs),
            Simulation::Sweep(sweep) => sweep::tables(sweep, &inputs),
            Simulation::Cloud(cloud) => cloud::tables(cloud, &inputs),
        };
        tables.complete(look)
    }

    /// The surface of the figure with the runs on it; `None` for a cloud.
    pub fn surface(&self) -> Option<&SurfaceWithRuns> {
        self.depiction.surface()
    }

    /// The box with ticks and names of the axes in a frame.
    pub(crate) fn axes_in(&self, frame: &Frame) -> &BoxAxes {
        self.depiction.axes_at(frame.step).unwrap_or(&self.axes)
    }

    /// The ratio of width to height of a figure that shows nothing but a flat subject; `None` for other figures.
    pub(crate) fn bare_aspect(&self) -> Option<f32> {
        let half_size = self.axes.half_size;
        (self.contents.is_bare()).then(|| half_size.x / half_size.z)
    }

    /// Removes the legend if the look has none, and reserves room for the insets.
    fn complete(self, look: &Look) -> Self {
        let mut contents = self.contents;
        if !look.marks.legend {
            contents = Contents {
                has_color_bar: contents.has_color_bar && look.marks.color_bar,
                ..contents.without_legend()
            };
        }
        if let Some(insets) = self.depiction.insets() {
            contents.insets_share = insets::share(look, &insets, &self.charts);
            contents.min_insets_width = insets::min_width(&insets);
        }
        Self { contents, ..self }
    }
}

impl TableInputs<'_> {
    /// The previous surface of the figure, if there is one.
    fn previous_surface(&self) -> Option<&DrawnSurface> {
        Some(&self.previous?.surface()?.surface)
    }

    /// The charts of the look for which `has_data` is true.
    fn charts(&self, source: ChartSource, has_data: impl Fn(&Chart) -> bool) -> Vec<DrawnChart> {
        let charts = self
            .look
            .insets
            .charts
            .iter()
            .filter(|chart| has_data(chart));
        charts
            .map(|chart| DrawnChart::new(chart, source, self.pace))
            .collect()
    }
}
