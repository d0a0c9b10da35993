//! The depiction of a landscape: surface, runs, critical points, and one explained run.

mod keys;
mod tangent;

use std::sync::Arc;

use bevy_egui::egui::Rect;
use glam::DVec2;

use super::{
    AnimationState, Depiction, FigureTables, PaintContext, SurfaceWithRuns, TableInputs, Words,
    scenery::surface_axes,
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
        surface::{DrawnSurface, Scenery, morph, trail},
        text::legend,
    },
    words::Language,
};

struct LandscapeDepiction {
    landscape: Arc<LandscapeOutcome>,
    drawn: SurfaceWithRuns,
    look: Look,
}

pub(super) fn tables(landscape: &Arc<LandscapeOutcome>, inputs: &TableInputs) -> FigureTables {
    let (runs, look) = (&landscape.runs, inputs.look);
    let morph = landscape.morph.as_ref();
    let earlier = morph.map_or(&[][..], |morphing| &morphing.earlier);
    let surface = DrawnSurface::with_morph(&landscape.grid, earlier, runs.variables, look);
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

fn contents(landscape: &LandscapeOutcome, look: &Look, figure: Contents) -> Contents {
    let runs = &landscape.runs;
    let road = runs.variables == 1;
    let (keys, key_width) = keys::room(look, runs);
    Contents {
        flat: look.projection == Projection::Top && !road,
        road,
        legend_lines: runs.legend().count() + 1 + keys,
        legend_width: (runs.legend())
            .map(|run| legend::width(run, &look.marks))
            .fold(key_width, f32::max),
        legend_head: Some(estimated_width(&runs.axes[2])),
        bar: true,
        ..figure
    }
}

impl LandscapeDepiction {
    fn at(&self, frame: &Frame) -> Scenery<'_> {
        Scenery {
            critical_points: &self.landscape.critical_points,
            morphs: self.landscape.morph.is_some(),
            ..self.drawn.at(frame, &self.look.marks)
        }
    }

    /// Adds the tangent at the focused run and the vectors at its ball.
    fn draw_focus(
        &self,
        scenery: &Scenery,
        frame: &Frame,
        pixels_per_point: f32,
        into: &mut FigureDraw,
    ) {
        let (runs, marks) = (scenery.runs, scenery.marks);
        let Some(index) = runs.in_focus(self.look.focus) else {
            return;
        };
        let surface = &scenery.surface;
        if marks.tangent {
            let tangent = tangent::draw(frame, runs, surface, &runs[index], pixels_per_point);
            into.patches.extend(tangent.patch);
            into.ribbons.extend(tangent.lines);
        }
        if marks.vectors {
            let trail = &scenery.trails[index];
            into.ribbons.extend(vectors::at_ball(
                frame,
                runs,
                surface,
                index,
                trail,
                pixels_per_point,
            ));
        }
    }

    /// The tooltip of a point on the surface: parameters, value and gradient norm.
    fn place_text(&self, frame: &Frame, surface: &DrawnSurface, at: DVec2) -> String {
        let runs = &self.landscape.runs;
        let [x, y, f] = &runs.axes;
        let slope = format!("‖∇{f}‖");
        let mut numbers = vec![(x, at.x)];
        if runs.variables > 1 {
            numbers.push((y, at.y));
        }
        if frame.morph < 1.0 {
            // During a morph only the drawn height is defined.
            let shown = surface.shown_height(at);
            numbers.extend(shown.map(|shown| (f, surface.scale.value(shown))));
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

    fn words(&self, frame: &Frame, _language: Language) -> Words {
        let changes = frame.morph < 1.0 || self.landscape.runs.is_empty();
        Words {
            progress: (changes)
                .then(|| morph::number(frame, &self.landscape))
                .flatten(),
            axes: None,
        }
    }

    fn draw(&self, frame: &Frame, pixels_per_point: f32, into: &mut FigureDraw) {
        let scenery = self.at(frame);
        let drawn = &self.drawn;
        drawn.draw(&scenery, frame, &self.look, pixels_per_point, into);
        self.draw_focus(&scenery, frame, pixels_per_point, into);
    }

    fn paint(&self, context: &PaintContext, taken: Vec<Rect>) {
        let PaintContext {
            pen, frame, tables, ..
        } = context;
        let scenery = self.at(frame);
        let (runs, marks) = (scenery.runs, scenery.marks);
        if marks.legend {
            legend::runs(pen, frame, runs, marks);
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
        self.drawn.paint(&scenery, &self.look, context, taken);
        scenery.read_out(pen, frame, |at| {
            self.place_text(frame, &scenery.surface, at)
        });
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
