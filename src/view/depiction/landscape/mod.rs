//! The depiction of a landscape: surface, runs, critical points, and one explained run.

mod keys;
mod tangent;

use std::sync::Arc;

use bevy_egui::egui::Rect;
use glam::{DVec2, Vec3};

use super::{
    AnimationState, Depiction, FigureTables, PaintContext, StepTexts, SurfaceWithRuns, TableInputs,
    surface_with_runs::surface_axes,
};
use crate::{
    scene::{Look, Projection},
    simulation::LandscapeOutcome,
    view::{
        arrows::{LandscapeArrows, vectors},
        charts::source::ChartSource,
        frame::{Frame, contents::Contents, layout::estimated_width},
        gpu::FigureDraw,
        insets::{self, Insets},
        style::scale::short_number,
        surface::{DrawnSurface, SurfaceContent, morph, trail},
        text::legend,
    },
    words::Language,
};

/// A landscape with its runs.
struct LandscapeDepiction {
    landscape: Arc<LandscapeOutcome>,
    drawn: SurfaceWithRuns,
    look: Look,
}

/// The tables of a figure that shows a landscape.
pub(super) fn tables(landscape: &Arc<LandscapeOutcome>, inputs: &TableInputs) -> FigureTables {
    let (runs, look) = (&landscape.runs, inputs.look);
    let morph = landscape.morph.as_ref();
    let earlier = morph.map_or(&[][..], |morphing| &morphing.earlier);
    let surface = DrawnSurface::new(
        &landscape.grid,
        earlier,
        runs.variables,
        look,
        inputs.previous_surface(),
    );
    FigureTables {
        axes: surface_axes(&runs.axes, runs.variables, &surface, look),
        contents: contents(landscape, look, inputs.contents),
        charts: inputs.charts(ChartSource::Runs(runs), |_| true),
        depiction: Box::new(LandscapeDepiction {
            drawn: SurfaceWithRuns {
                runs: runs.clone(),
                trails: trail::trails(runs, &surface),
                arrows: LandscapeArrows::new(runs, &surface, look),
                surface,
            },
            landscape: landscape.clone(),
            look: look.clone(),
        }),
    }
}

/// The contents of the figure with the room for the legend.
fn contents(landscape: &LandscapeOutcome, look: &Look, figure: Contents) -> Contents {
    let runs = &landscape.runs;
    let is_strip = runs.variables == 1;
    let (keys, key_width) = keys::legend_size(look, runs);
    Contents {
        is_flat: look.projection == Projection::Top && !is_strip,
        is_strip,
        legend_lines: runs.legend().count() + 1 + keys,
        legend_width: (runs.legend())
            .map(|run| legend::run_width(run, &look.marks))
            .fold(key_width, f32::max),
        legend_head: Some(estimated_width(&runs.axes[2])),
        has_color_bar: true,
        ..figure
    }
}

impl LandscapeDepiction {
    /// The content of the box in a frame.
    fn content(&self, frame: &Frame) -> SurfaceContent<'_> {
        SurfaceContent {
            critical_points: &self.landscape.critical_points,
            has_morph: self.landscape.morph.is_some(),
            ..self.drawn.content(frame, &self.look)
        }
    }

    /// Adds the tangent at the focused run and the vectors at its ball.
    fn draw_focus(
        &self,
        content: &SurfaceContent,
        frame: &Frame,
        pixels_per_point: f32,
        drawing: &mut FigureDraw,
    ) {
        let (runs, marks) = (content.runs, content.marks);
        let Some(index) = runs.in_focus(self.look.focus) else {
            return;
        };
        let surface = &content.surface;
        if marks.tangent {
            let tangent = tangent::draw(frame, runs, surface, &runs[index], pixels_per_point);
            drawing.patches.extend(tangent.patch);
            drawing.ribbons.extend(tangent.lines);
        }
        if marks.vectors {
            let vectors = vectors::draw_at_ball(frame, content, index, pixels_per_point);
            drawing.ribbons.extend(vectors);
        }
    }

    /// The tooltip at a position on the surface: parameters, value and, except during a morph, gradient norm.
    fn tooltip_text(&self, frame: &Frame, surface: &DrawnSurface, at: DVec2) -> String {
        let runs = &self.landscape.runs;
        let [x, y, f] = &runs.axes;
        let slope = format!("‖∇{f}‖");
        let mut numbers = vec![(x, at.x)];
        if runs.variables > 1 {
            numbers.push((y, at.y));
        }
        if frame.morph < 1.0 {
            // During a morph only the drawn height is known.
            let height = surface.height_at(at);
            numbers.extend(height.map(|height| (f, surface.scale.value(height))));
        } else {
            numbers.push((f, runs.landscape.value(at)));
            numbers.push((&slope, runs.landscape.gradient(at).length()));
        }
        let texts = numbers.into_iter();
        let texts = texts.map(|(name, number)| format!("{name} {}", short_number(number)));
        texts.collect::<Vec<_>>().join("   ")
    }
}

impl Depiction for LandscapeDepiction {
    fn animation_state(&self, seconds: f64, _step: f64) -> AnimationState {
        let morphing = self.landscape.morph.as_ref();
        AnimationState {
            morph: morphing.map_or(1.0, |morphing| morphing.morph.fraction_at(seconds)),
            ..AnimationState::default()
        }
    }

    fn step_texts(&self, frame: &Frame, _language: Language) -> StepTexts {
        let changes = frame.morph < 1.0 || self.landscape.runs.is_empty();
        StepTexts {
            progress: (changes)
                .then(|| morph::parameter_text(frame, &self.landscape))
                .flatten(),
            axis_names: None,
        }
    }

    fn draw(&self, frame: &Frame, pixels_per_point: f32, drawing: &mut FigureDraw) {
        let content = self.content(frame);
        let drawn = &self.drawn;
        drawn.draw(&content, frame, &self.look, pixels_per_point, drawing);
        self.draw_focus(&content, frame, pixels_per_point, drawing);
    }

    fn paint(&self, context: &PaintContext, occupied: Vec<Rect>) {
        let PaintContext {
            pen, frame, tables, ..
        } = context;
        let content = self.content(frame);
        let (runs, marks) = (content.runs, content.marks);
        if marks.legend {
            legend::paint_runs(pen, frame, runs, marks);
        }
        if let Some(insets) = self.insets() {
            insets::paint(pen, frame, &insets, &tables.charts);
        }
        if !frame.layout.has_subject {
            return;
        }
        if marks.legend {
            keys::paint(pen, frame, &self.look, runs, &self.drawn.arrows);
        }
        self.drawn.paint(&content, &self.look, context, occupied);
        content.paint_tooltip(pen, frame, |at| {
            self.tooltip_text(frame, &content.surface, at)
        });
    }

    fn world_from_axes(&self, at: [f64; 3]) -> Vec3 {
        self.drawn.surface.world_from_axes(at)
    }

    fn axes_from_world(&self, at: Vec3) -> [f64; 3] {
        self.drawn.surface.axes_from_world(at)
    }

    fn insets(&self) -> Option<Insets<'_>> {
        let runs = &*self.landscape.runs;
        let focus = runs.in_focus(self.look.focus);
        let data = self.landscape.fit.as_ref();
        Some(Insets {
            explained: focus
                .filter(|_| self.look.insets.explain)
                .map(|index| (runs, index)),
            data: data
                .filter(|_| self.look.marks.data)
                .map(|data| (runs, data)),
            source: ChartSource::Runs(runs),
        })
    }

    fn surface(&self) -> Option<&SurfaceWithRuns> {
        Some(&self.drawn)
    }
}
