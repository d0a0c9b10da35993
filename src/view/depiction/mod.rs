//! The picture of each kind of subject, behind one interface. This file alone tells the kinds apart; a depiction owns the
//! outcome that it shows and the tables that are made for it once, so that the two cannot disagree.

pub mod cloud;
mod landscape;
mod scenery;
mod sweep;

use bevy_egui::egui::Rect;
pub use cloud::CloudDepiction;
pub use scenery::{Scenery, SurfaceWithRuns};

use super::{
    FigureOutcome,
    axes::BoxAxes,
    chart_source::ChartSource,
    charts::chart::DrawnChart,
    contents::Contents,
    frame::Frame,
    gpu::FigureDraw,
    insets::{self, Insets},
    labels::Pen,
};
use crate::{
    scene::{Chart, Look, Pace},
    simulation::Simulation,
    words::Language,
};

/// The picture of an outcome in the look of its figure, at any step.
pub trait Depiction: Send + Sync {
    /// How far what changes beside the steps has come, after `seconds` of the scene's own playback and at a step.
    fn phase(&self, _seconds: f64, _step: f64) -> Phase {
        Phase::default()
    }

    /// The words that change with the step.
    fn words(&self, _frame: &Frame, _language: Language) -> Words {
        Words::default()
    }

    /// Adds what is in the box, which itself is drawn before.
    fn draw(&self, frame: &Frame, pixels_per_point: f32, into: &mut FigureDraw);

    /// Paints the text that belongs to it, after the title, the caption and the axes.
    fn paint(&self, painting: &Painting, taken: Vec<Rect>);

    /// What is beside it.
    fn insets(&self) -> Option<Insets<'_>> {
        None
    }

    /// The surface that a ray can hit, with the runs on it.
    fn surface(&self) -> Option<&SurfaceWithRuns> {
        None
    }

    /// The points that can be picked.
    fn points(&self) -> Option<&CloudDepiction> {
        None
    }
}

/// What changes beside the steps, at a moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Phase {
    /// How far a surface is on the way to its own shape, 0 to 1.
    pub morph: f64,
    /// How many times larger points are shown than they are apart.
    pub enlarged: f64,
}

impl Default for Phase {
    fn default() -> Self {
        Self {
            morph: 1.0,
            enlarged: 1.0,
        }
    }
}

/// Words that change with the step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Words {
    /// What is under the title in place of the number of the step.
    pub progress: Option<String>,
    /// The names of the axes in place of those that hold for the whole.
    pub axes: Option<[String; 3]>,
}

/// What the text of a depiction is painted with.
pub struct Painting<'a> {
    /// The painter.
    pub pen: &'a Pen<'a>,
    /// The frame.
    pub frame: &'a Frame,
    /// The tables of its figure.
    pub tables: &'a FigureTables,
    /// What the title, the caption, the legend and what is beside the box cover.
    pub words: &'a [Rect],
    /// Pixels in a point of the canvas.
    pub pixels_per_point: f32,
}

/// The tables of one figure: what depends on its outcome, its look and the language alone.
pub struct FigureTables {
    /// The box and its ticks.
    pub axes: BoxAxes,
    /// What is beside the box, and how much room that takes.
    pub contents: Contents,
    /// The charts beside it.
    pub charts: Vec<DrawnChart>,
    /// What is in the box.
    pub depiction: Box<dyn Depiction>,
}

/// What tables are made for.
struct Setting<'a> {
    look: &'a Look,
    pace: Pace,
    language: Language,
    /// What any figure of this look has.
    contents: Contents,
}

impl FigureTables {
    /// The tables of a figure.
    pub fn new(shown: &FigureOutcome, language: Language) -> Self {
        let look = shown.look();
        let setting = Setting {
            look,
            pace: shown.scene().playback.pace,
            language,
            contents: Contents::of_figure(&shown.title, &shown.caption, look),
        };
        let tables = match &shown.simulation {
            Simulation::Landscape(landscape) => landscape::tables(landscape, &setting),
            Simulation::Sweep(sweep) => sweep::tables(sweep, &setting),
            Simulation::Cloud(cloud) => cloud::tables(cloud, &setting),
        };
        tables.complete(look)
    }

    /// Leaves out the legend where the look has none, and makes room for the insets.
    fn complete(self, look: &Look) -> Self {
        let mut contents = self.contents;
        if !look.marks.legend {
            contents = contents.without_legend();
        }
        if let Some(beside) = self.depiction.insets() {
            contents.insets = insets::share(look, &beside, &self.charts);
            contents.insets_width = insets::least_width(&beside);
        }
        Self { contents, ..self }
    }
}

impl Setting<'_> {
    /// The charts of the look that there is something to draw in.
    fn charts(&self, of: ChartSource, has: impl Fn(&Chart) -> bool) -> Vec<DrawnChart> {
        let wanted = self.look.insets.charts.iter().filter(|chart| has(chart));
        wanted
            .map(|chart| DrawnChart::new(chart, of, self.pace))
            .collect()
    }
}
