//! The surface of a landscape or of a heat map, with its runs, as a 3-D model.

use glam::DVec3;
use serde_json::{Value, json};

use super::{
    draped::{Sample, drape},
    model::{MeshKind, Paint, Part},
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
    simulation::{LandscapeOutcome, Runs, SweepOutcome, Timeline},
    view::{
        charts::source::ChartSource,
        style::theme::{Style, colormap},
    },
};

/// The maximum number of grid points per side of an open surface, for display.
const MAX_OPEN_SIZE: usize = 512;
/// The maximum number of grid points per side of a solid: at a width of 100 mm, they are 0.4 mm apart, the width of a
/// common printer nozzle.
const MAX_SOLID_SIZE: usize = 256;
/// Thickness of a solid below the lowest value, in units of its width.
pub(super) const BASE_THICKNESS: f64 = 0.04;
/// Radius of the tube along a trajectory, in units of the model's width.
const LINE_RADIUS: f64 = 0.005;
/// Radius of a ball, as in the picture, in units of the model's width.
const BALL_RADIUS: f64 = 0.03;

impl Export for LandscapeOutcome {
    fn model(&self, options: &ModelOptions) -> Result<(Vec<Part>, Value), JobError> {
        let (runs, max_size) = (&self.runs, max_grid_size(options.mesh_kind));
        let relief = Relief::new(runs.landscape.as_ref(), &self.grid, options.look, max_size);
        let relief_and_axes = (relief, &runs.axes);
        Ok(surface_with_runs(
            relief_and_axes,
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
        let (surface, max_size) = (self.surface.as_ref(), max_grid_size(options.mesh_kind));
        let relief = Relief::new(surface, &surface.grid, options.look, max_size);
        let relief_and_axes = (relief, &surface.axes);
        Ok(surface_with_runs(
            relief_and_axes,
            &self.curves,
            &[],
            options,
        ))
    }

    fn rows(&self) -> Rows<'_> {
        Rows::Losses(self)
    }

    fn charts(&self) -> ChartSource<'_> {
        ChartSource::Runs(&self.curves)
    }
}

/// The maximum number of grid points per side of a surface.
fn max_grid_size(mesh_kind: MeshKind) -> usize {
    match mesh_kind {
        MeshKind::Solid => MAX_SOLID_SIZE,
        MeshKind::Open => MAX_OPEN_SIZE,
    }
}

/// The parts of a surface with its runs and minima, and a description of its axes.
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
        mesh_kind,
        language,
    } = options;
    let base = if mesh_kind == MeshKind::Solid {
        BASE_THICKNESS
    } else {
        0.0
    };
    let mut parts = vec![surface_part(&relief, look, mesh_kind, base)];
    let lift = base * DVec3::Y;
    let mut starts: Vec<DVec3> = Vec::new();
    let mut balls = Vec::new();
    let shown = runs.iter().filter(|run| run.shown);
    for (order, run) in shown.enumerate() {
        let label = language.text(&run.label);
        let color = Paint::Uniform(style.series(run.color));
        let parts_on_surface = drape(run, &relief, 0.5 * LINE_RADIUS);
        // Later runs are slightly thicker, so that they cover earlier ones as in the picture.
        let thickness = LINE_RADIUS * (1.0 + 0.06 * order.min(10) as f64);
        let mut line = Mesh::default();
        for part in &parts_on_surface {
            let points: Vec<DVec3> = part.iter().map(|sample| sample.point + lift).collect();
            line.append(&shapes::tubes(&points, thickness));
        }
        parts.push(Part::without_animation(label.to_owned(), line, color));
        let first = parts_on_surface.first().and_then(|part| part.first());
        if let Some(first) = first.filter(|first| first.step == 0.0)
            && look.marks.start
            && !starts.contains(&first.point)
        {
            starts.push(first.point);
            let across = relief.normal(first.at, BALL_RADIUS);
            let ring = shapes::ring(
                first.point + lift,
                across,
                1.25 * BALL_RADIUS,
                0.18 * BALL_RADIUS,
            );
            parts.push(Part::without_animation(
                "start".to_owned(),
                ring,
                Paint::Uniform(style.halo_light),
            ));
        }
        let keyframes = ball_keyframes(&parts_on_surface, &relief, lift, timeline);
        if let Some(&(_, at)) = keyframes.last() {
            balls.push(Part {
                name: format!("{label} (ball)"),
                mesh: shapes::ball(DVec3::ZERO, BALL_RADIUS, 24),
                paint: Paint::Uniform(style.series(run.color)),
                at,
                keyframes,
            });
        }
    }
    parts.extend(balls);
    parts.extend(minimum_parts(critical_points, &relief, look, style, lift));
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

/// The times in seconds and the positions of the centre of a ball that rests on the surface and follows a run.
fn ball_keyframes(
    parts_on_surface: &[Vec<Sample>],
    relief: &Relief,
    lift: DVec3,
    timeline: &Timeline,
) -> Vec<(f64, DVec3)> {
    let mut keyframes: Vec<(f64, DVec3)> = Vec::new();
    for sample in parts_on_surface.iter().flatten() {
        let center =
            sample.point + lift + BALL_RADIUS * relief.normal(sample.at, 0.6 * BALL_RADIUS);
        let seconds = timeline.seconds_at(sample.step);
        if keyframes.last().is_none_or(|(before, _)| *before < seconds) {
            keyframes.push((seconds, center));
        }
    }
    keyframes
}

/// The surface, coloured by height.
fn surface_part(relief: &Relief, look: &Look, mesh_kind: MeshKind, base: f64) -> Part {
    let mesh = match mesh_kind {
        MeshKind::Open => surface(relief),
        MeshKind::Solid => solid(relief, base),
    };
    let colors = colormap(look.colormap);
    let color = |point: &DVec3| {
        let shown = ((point.y - base) / relief.height).clamp(0.0, 1.0);
        colors[(shown * 255.0).round() as usize]
    };
    let colors_of_points = mesh.points.iter().map(color).collect();
    Part::without_animation(
        "surface".to_owned(),
        mesh,
        Paint::PerPoint(colors_of_points),
    )
}

/// A star at each known minimum; smaller if it is only local.
fn minimum_parts(
    critical_points: &[CriticalPoint],
    relief: &Relief,
    look: &Look,
    style: &Style,
    lift: DVec3,
) -> Vec<Part> {
    let points = critical_points.iter().filter(|_| look.marks.minimum);
    let star = |point: &CriticalPoint| {
        let (name, radius) = match point.kind {
            CriticalKind::Minimum => ("minimum", 1.2 * BALL_RADIUS),
            CriticalKind::LocalMinimum => ("local minimum", 0.7 * BALL_RADIUS),
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
