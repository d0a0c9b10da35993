//! A surface with runs as a model: of a landscape or a heat map.

use glam::DVec3;
use serde_json::{Value, json};

use super::{
    draped::drape,
    model::{SurfaceMesh, Paint, Part},
    relief::Relief,
    shapes::{self, Mesh},
    solid::{solid, surface},
    subject::{Export, ModelOptions},
    tables::Rows,
};
use crate::{
    math::landscape::{CriticalKind, CriticalPoint},
    record::JobError,
    scene::Look,
    simulation::{LandscapeOutcome, Runs, SweepOutcome},
    view::{
        charts::source::ChartSource,
        style::theme::{Style, colormap},
    },
};

/// The maximum number of grid points per side of a surface for display.
const FINE: usize = 512;
/// The maximum number of grid points per side of a solid: at a width of 100 mm, their distance is that of a printer's
/// nozzle.
const PRINTED: usize = 256;
/// Thickness of a solid below the lowest value, in units of its width.
pub(super) const BASE: f64 = 0.04;
/// Radius of a trajectory's tube.
const LINE: f64 = 0.005;
/// Radius of a ball, as in the picture.
const BALL: f64 = 0.018;

impl Export for LandscapeOutcome {
    fn model(&self, options: &ModelOptions) -> Result<(Vec<Part>, Value), JobError> {
        let (runs, most) = (&self.runs, finest(options.surface_mesh));
        let relief = Relief::new(runs.landscape.as_ref(), &self.grid, options.look, most);
        let ground = (relief, &runs.axes);
        Ok(surface_with_runs(
            ground,
            runs,
            &self.critical_points,
            options,
        ))
    }

    fn rows(&self) -> Rows<'_> {
        Rows::Trajectories(&self.runs)
    }

    fn charts(&self) -> ChartSource<'_> {
        ChartSource::Runs(&self.runs)
    }
}

impl Export for SweepOutcome {
    fn model(&self, options: &ModelOptions) -> Result<(Vec<Part>, Value), JobError> {
        let (surface, most) = (self.surface.as_ref(), finest(options.surface_mesh));
        let relief = Relief::new(surface, &surface.grid, options.look, most);
        let ground = (relief, &surface.axes);
        Ok(surface_with_runs(ground, &self.curves, &[], options))
    }

    fn rows(&self) -> Rows<'_> {
        Rows::Losses(self)
    }

    fn charts(&self) -> ChartSource<'_> {
        ChartSource::Runs(&self.curves)
    }
}

/// The maximum number of grid points per side.
fn finest(surface_mesh: SurfaceMesh) -> usize {
    match surface_mesh {
        SurfaceMesh::Solid => PRINTED,
        SurfaceMesh::Open => FINE,
    }
}

/// The parts of a surface with its runs and critical points, and the description of its axes.
fn surface_with_runs(
    (relief, axes): (Relief, &[String; 3]),
    runs: &Runs,
    critical_points: &[CriticalPoint],
    options: &ModelOptions,
) -> (Vec<Part>, Value) {
    let &ModelOptions {
        look,
        style,
        timeline,
        surface_mesh,
        language,
    } = options;
    let base = if surface_mesh == SurfaceMesh::Solid { BASE } else { 0.0 };
    let mut parts = vec![ground(&relief, look, surface_mesh, base)];
    let lift = base * DVec3::Y;
    let mut starts: Vec<DVec3> = Vec::new();
    let mut balls = Vec::new();
    let shown = runs.iter().filter(|run| run.shown);
    for (order, run) in shown.enumerate() {
        let label = language.text(&run.label);
        let color = Paint::Uniform(style.series(run.color));
        let pieces = drape(run, &relief, 0.5 * LINE);
        // Later runs are slightly thicker, so that they cover earlier ones as in the picture.
        let thickness = LINE * (1.0 + 0.06 * order.min(10) as f64);
        let mut line = Mesh::default();
        for piece in &pieces {
            let points: Vec<DVec3> = piece.iter().map(|sample| sample.point + lift).collect();
            line.add(&shapes::tubes(&points, thickness));
        }
        parts.push(Part::without_animation(label.to_owned(), line, color));
        let first = pieces.first().and_then(|piece| piece.first());
        if let Some(first) = first.filter(|first| first.step == 0.0)
            && look.marks.start
            && !starts.contains(&first.point)
        {
            starts.push(first.point);
            let across = relief.normal(first.at, BALL);
            let ring = shapes::ring(first.point + lift, across, 1.25 * BALL, 0.18 * BALL);
            parts.push(Part::without_animation(
                "start".to_owned(),
                ring,
                Paint::Uniform(style.halo_light),
            ));
        }
        let mut keyframes: Vec<(f64, DVec3)> = Vec::new();
        for sample in pieces.iter().flatten() {
            let center = sample.point + lift + BALL * relief.normal(sample.at, 0.6 * BALL);
            let seconds = timeline.seconds_at(sample.step);
            if keyframes.last().is_none_or(|(before, _)| *before < seconds) {
                keyframes.push((seconds, center));
            }
        }
        if let Some(&(_, at)) = keyframes.last() {
            balls.push(Part {
                name: format!("{label} (ball)"),
                mesh: shapes::ball(DVec3::ZERO, BALL, 24),
                paint: Paint::Uniform(style.series(run.color)),
                at,
                keyframes,
            });
        }
    }
    parts.extend(balls);
    parts.extend(minima(critical_points, &relief, look, style, lift));
    let description = json!({
        "axes": axes,
        "x": relief.domain.x,
        "y": relief.domain.y,
        "value_at_bottom": relief.scale.value(0.0),
        "value_at_top": relief.scale.value(1.0),
        "value_scale": format!("{:?}", relief.scale.kind).to_lowercase(),
    });
    (parts, description)
}

/// The surface, coloured by height.
fn ground(relief: &Relief, look: &Look, surface_mesh: SurfaceMesh, base: f64) -> Part {
    let mesh = match surface_mesh {
        SurfaceMesh::Open => surface(relief),
        SurfaceMesh::Solid => solid(relief, base),
    };
    let colors = colormap(look.colormap);
    let color = |point: &DVec3| {
        let shown = ((point.y - base) / relief.height).clamp(0.0, 1.0);
        colors[(shown * 255.0).round() as usize]
    };
    let paint = mesh.points.iter().map(color).collect();
    Part::without_animation("surface".to_owned(), mesh, Paint::PerPoint(paint))
}

/// A star at each known minimum; smaller if it is only local.
fn minima(
    critical_points: &[CriticalPoint],
    relief: &Relief,
    look: &Look,
    style: &Style,
    lift: DVec3,
) -> Vec<Part> {
    let points = critical_points.iter().filter(|_| look.marks.minimum);
    let star = |point: &CriticalPoint| {
        let (name, radius) = match point.kind {
            CriticalKind::Minimum => ("minimum", 1.4 * BALL),
            CriticalKind::LocalMinimum => ("local minimum", 0.9 * BALL),
            CriticalKind::Saddle | CriticalKind::Maximum => return None,
        };
        let mesh = shapes::star(relief.surface_point(point.at)? + lift, radius);
        Some(Part::without_animation(
            name.to_owned(),
            mesh,
            Paint::Uniform(style.halo_light),
        ))
    };
    points.filter_map(star).collect()
}
