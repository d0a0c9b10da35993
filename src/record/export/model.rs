//! A scene as a model: its surfaces with paths, balls and minima, or its clouds with arrows, side by side.

use glam::DVec3;
use serde_json::{Value, json};

use super::{
    Export, ExportError, Figure, cloud,
    draped::drape,
    relief::Relief,
    said,
    shapes::{self, Mesh},
    solid::{solid, surface},
};
use crate::{
    math::landscape::CriticalKind,
    scene::{Look, Text},
    simulation::{LandscapeOutcome, Simulation, Timeline},
    view::{
        texts::filled,
        theme::{Rgb, Style, colormap},
    },
    words::Language,
};

/// Meshes to be written, measured against the width of a figure; y is up.
pub struct Model {
    /// Of the scene.
    pub title: String,
    /// Where the scene came from.
    pub origin: String,
    /// The scene in RON.
    pub scene: String,
    /// From left to right.
    pub figures: Vec<Group>,
}

/// The parts of one figure.
pub struct Group {
    /// Its title.
    pub name: String,
    /// How far to the right it stands.
    pub aside: f64,
    /// What its axes mean.
    pub meaning: Value,
    /// What is to be seen.
    pub parts: Vec<Part>,
}

/// One thing.
pub struct Part {
    /// Such as a run's label.
    pub name: String,
    /// Around `at`; a set of points where there are no triangles.
    pub mesh: Mesh,
    /// Its colour or colours.
    pub paint: Paint,
    /// Where it is in its figure.
    pub at: DVec3,
    /// Where it is at which second, ascending; empty where it stays.
    pub moves: Vec<(f64, DVec3)>,
}

/// Colours of a part.
pub enum Paint {
    /// One for each point.
    Points(Vec<Rgb>),
    /// One for all.
    Whole(Rgb),
}

/// How surfaces are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finish {
    /// As they are shown: thin, open where they are cut.
    SceneOutcome,
    /// As solids that can be printed.
    Solid,
}

/// Grid points along a side of a surface that is looked at.
const FINE: usize = 512;
/// Grid points along a side of a solid: at a width of 100 mm they are as far apart as a printer's nozzle is wide.
const PRINTED: usize = 256;
/// Thickness of a solid below the lowest value.
pub const BASE: f64 = 0.04;
/// Radius of the line of a path.
const LINE: f64 = 0.005;
/// Radius of a ball, as in the picture.
const BALL: f64 = 0.018;
/// Figures stand this far apart.
const PITCH: f64 = 1.25;

impl Model {
    /// The model of some figures.
    ///
    /// # Errors
    /// A cloud as a solid; nothing to be seen at all.
    pub fn of(figures: &[Figure], export: &Export, finish: Finish) -> Result<Self, ExportError> {
        let steps = figures.iter().map(|figure| figure.simulation.steps()).max();
        let playback = &export.source.scene.playback;
        let timeline = Timeline::new(playback, steps.unwrap_or_default());
        let mut groups = Vec::new();
        for (number, figure) in figures.iter().enumerate() {
            let look = &figure.scene.look;
            let style = Style::of(look.theme);
            let with_runs = |ground, runs: &LandscapeOutcome| {
                let language = export.language;
                surface_with_runs(ground, runs, look, &style, &timeline, finish, language)
            };
            let (parts, meaning) = match &figure.simulation {
                Simulation::Landscape(descents) => {
                    let landscape = descents.landscape.as_ref();
                    let relief = Relief::new(landscape, &descents.grid, look, finest(finish));
                    with_runs((relief, &descents.axes), descents)
                }
                Simulation::Sweep(sweep) => {
                    let surface = sweep.surface.as_ref();
                    let relief = Relief::new(surface, &surface.grid, look, finest(finish));
                    with_runs((relief, &surface.axes), &sweep.curves)
                }
                Simulation::Cloud(_) if finish == Finish::Solid => {
                    return Err(ExportError::Impossible(
                        "a point cloud cannot be printed: export .glb, or its points as .csv",
                    ));
                }
                Simulation::Cloud(cloud) => cloud::parts(cloud, look, &style),
            };
            let title = filled(&figure.scene.title, &figure.scene, &figure.simulation);
            let title = said(&title, export.language);
            groups.push(Group {
                name: if title.is_empty() {
                    format!("figure {}", number + 1)
                } else {
                    title.to_owned()
                },
                aside: PITCH * number as f64,
                meaning,
                parts: parts
                    .into_iter()
                    .filter(|part| !part.mesh.points.is_empty())
                    .collect(),
            });
        }
        let scene = &export.source.scene;
        let words = |text: &Text| filled(text, scene, &figures[0].simulation);
        if groups.iter().all(|group| group.parts.is_empty()) {
            return Err(ExportError::Impossible(
                "there is nothing to take away: the function has no value anywhere in its domain",
            ));
        }
        Ok(Self {
            title: said(&words(&export.source.scene.title), export.language).to_owned(),
            origin: export.source.origin.to_string(),
            scene: export.source.to_ron(),
            figures: groups,
        })
    }
}

/// The most points along a side of a surface.
fn finest(finish: Finish) -> usize {
    match finish {
        Finish::Solid => PRINTED,
        Finish::SceneOutcome => FINE,
    }
}

/// A surface and the names of its axes, with the runs that are drawn on it.
fn surface_with_runs(
    (relief, axes): (Relief, &[String; 3]),
    descents: &LandscapeOutcome,
    look: &Look,
    style: &Style,
    timeline: &Timeline,
    finish: Finish,
    language: Language,
) -> (Vec<Part>, Value) {
    let base = if finish == Finish::Solid { BASE } else { 0.0 };
    let mut parts = vec![ground(&relief, look, finish, base)];
    let lift = base * DVec3::Y;
    let mut starts: Vec<DVec3> = Vec::new();
    let mut balls = Vec::new();
    let shown = descents.runs.iter().filter(|run| run.shown);
    for (order, run) in shown.enumerate() {
        let label = said(&run.label, language);
        let color = Paint::Whole(style.series(run.color));
        let pieces = drape(run, &relief, 0.5 * LINE);
        // Where runs share their way, the later one lies over the earlier one, as in the picture.
        let thickness = LINE * (1.0 + 0.06 * order.min(10) as f64);
        let mut line = Mesh::default();
        for piece in &pieces {
            let points: Vec<DVec3> = piece.iter().map(|sample| sample.point + lift).collect();
            line.add(&shapes::tubes(&points, thickness));
        }
        parts.push(Part::still(label.to_owned(), line, color));
        let first = pieces.first().and_then(|piece| piece.first());
        if let Some(first) = first.filter(|first| first.step == 0.0)
            && look.marks.start
            && !starts.contains(&first.point)
        {
            starts.push(first.point);
            let across = relief.normal(first.at, BALL);
            let ring = shapes::ring(first.point + lift, across, 1.25 * BALL, 0.18 * BALL);
            parts.push(Part::still(
                "start".to_owned(),
                ring,
                Paint::Whole(style.halo_light),
            ));
        }
        let mut moves: Vec<(f64, DVec3)> = Vec::new();
        for sample in pieces.iter().flatten() {
            let center = sample.point + lift + BALL * relief.normal(sample.at, 0.6 * BALL);
            let seconds = timeline.seconds_at(sample.step);
            if moves.last().is_none_or(|(before, _)| *before < seconds) {
                moves.push((seconds, center));
            }
        }
        if let Some(&(_, at)) = moves.last() {
            balls.push(Part {
                name: format!("{label} (ball)"),
                mesh: shapes::ball(DVec3::ZERO, BALL, 24),
                paint: Paint::Whole(style.series(run.color)),
                at,
                moves,
            });
        }
    }
    parts.extend(balls);
    parts.extend(minima(descents, &relief, look, style, lift));
    let meaning = json!({
        "axes": axes,
        "x": relief.domain.x,
        "y": relief.domain.y,
        "value_at_bottom": relief.scale.value(0.0),
        "value_at_top": relief.scale.value(1.0),
        "value_scale": format!("{:?}", relief.scale.kind).to_lowercase(),
    });
    (parts, meaning)
}

/// The surface in the colours of its heights.
fn ground(relief: &Relief, look: &Look, finish: Finish, base: f64) -> Part {
    let mesh = match finish {
        Finish::SceneOutcome => surface(relief),
        Finish::Solid => solid(relief, base),
    };
    let colors = colormap(look.colormap);
    let color = |point: &DVec3| {
        let shown = ((point.y - base) / relief.height).clamp(0.0, 1.0);
        colors[(shown * 255.0).round() as usize]
    };
    let paint = mesh.points.iter().map(color).collect();
    Part::still("surface".to_owned(), mesh, Paint::Points(paint))
}

/// A star at each known minimum, a small one where it is not the least.
fn minima(
    descents: &LandscapeOutcome,
    relief: &Relief,
    look: &Look,
    style: &Style,
    lift: DVec3,
) -> Vec<Part> {
    let points = descents
        .critical_points
        .iter()
        .filter(|_| look.marks.minimum);
    let star = |point: &crate::math::landscape::CriticalPoint| {
        let (name, radius) = match point.kind {
            CriticalKind::Minimum => ("minimum", 1.4 * BALL),
            CriticalKind::LocalMinimum => ("local minimum", 0.9 * BALL),
            CriticalKind::Saddle | CriticalKind::Maximum => return None,
        };
        let mesh = shapes::star(relief.over(point.at)? + lift, radius);
        Some(Part::still(
            name.to_owned(),
            mesh,
            Paint::Whole(style.halo_light),
        ))
    };
    points.filter_map(star).collect()
}

impl Part {
    /// A part that stays where it is.
    pub fn still(name: String, mesh: Mesh, paint: Paint) -> Self {
        Self {
            name,
            mesh,
            paint,
            at: DVec3::ZERO,
            moves: Vec::new(),
        }
    }
}
