//! From what is shown to what is drawn.

use bevy::prelude::*;
use glam::DVec2;

use super::{
    Attention, Canvas, CurrentLanguage, FigureTables, PlaybackTime, SceneOutcome, Tables,
    Viewpoint, WorkedSubject,
    arrows::{LandscapeArrows, vectors},
    axes::BoxAxes,
    chart::DrawnChart,
    chart_source::ChartSource,
    cloud::{self, DrawnCloud, PointsView},
    figures,
    frame::Frame,
    gpu::{Backdrop, Drawing, FigureDraw, Globals, Halo, RibbonDraw, Shared},
    insets, marks, morph, outline,
    scale::{Ticks, short_number},
    stage::Area,
    surface::{DrawnSurface, is_flat},
    sweep, tangent,
    theme::{Style, colormap, fine_colors, lightness},
    trail,
};
use crate::{
    scene::{Chart, Colormap, Look, Theme},
    simulation::Simulation,
    words::Language,
};

/// Trails are drawn this much nearer to the eye than they lie, so that the surface does not cut into their width.
const TRAIL_NEARER: f32 = 0.02;

/// Works out the tables of a new simulation, look or language.
pub fn work_out_tables(
    shown: Option<Res<SceneOutcome>>,
    spoken: Res<CurrentLanguage>,
    mut tables: ResMut<Tables>,
) {
    let Some(shown) = shown else { return };
    if !shown.is_changed() && !spoken.is_changed() && !tables.0.is_empty() {
        return;
    }
    let figures = shown.figures().iter();
    tables.0 = figures
        .map(|figure| FigureTables::new(figure, spoken.0))
        .collect();
}

impl FigureTables {
    /// The tables of a simulation and its scene's look.
    pub fn new(shown: &SceneOutcome, language: Language) -> Self {
        let look = &shown.scene().look;
        match &shown.simulation {
            Simulation::Landscape(descents) => {
                let earlier = descents
                    .morph
                    .as_ref()
                    .map(|morphing| &morphing.earlier[..]);
                let surface = DrawnSurface::changing(
                    &descents.grid,
                    earlier.unwrap_or_default(),
                    descents.variables,
                    look,
                );
                Self {
                    axes: surface_axes(&descents.axes, descents.variables, &surface, look),
                    subject: WorkedSubject::Landscape {
                        trails: trail::trails(descents, &surface),
                        arrows: LandscapeArrows::new(descents, &surface, look),
                        surface,
                    },
                    charts: charts(ChartSource::Runs(descents), shown),
                }
            }
            Simulation::Sweep(sweep) => {
                let look = sweep::look(sweep, look);
                let surface = DrawnSurface::new(&sweep.surface.grid, 2, &look);
                let mut axes = surface_axes(&sweep.surface.axes, 2, &surface, &look);
                axes.ticks[2] = sweep::ticks(sweep, &surface);
                let [_, value, _] = axes.names;
                axes.names = sweep::names(sweep, value, language);
                Self {
                    axes,
                    subject: WorkedSubject::Landscape {
                        trails: trail::trails(&sweep.curves, &surface),
                        arrows: LandscapeArrows::of_curves(&sweep.curves, &surface, &look),
                        surface,
                    },
                    charts: Vec::new(),
                }
            }
            Simulation::Cloud(cloud) => {
                let drawn = DrawnCloud::new(cloud);
                Self {
                    axes: BoxAxes {
                        half: drawn.half,
                        ticks: drawn.ticks(),
                        names: cloud::axis_names(cloud, language),
                    },
                    subject: WorkedSubject::Cloud(drawn),
                    charts: charts(ChartSource::Cloud(cloud), shown),
                }
            }
        }
    }
}

fn charts(of: ChartSource, shown: &SceneOutcome) -> Vec<DrawnChart> {
    let scene = shown.scene();
    let has = |chart: &&Chart| match of {
        ChartSource::Runs(_) => true,
        ChartSource::Cloud(cloud) => insets::has(cloud, chart.of),
    };
    (scene.look.insets.charts.iter().filter(has))
        .map(|chart| DrawnChart::new(chart, of, scene.playback.pace))
        .collect()
}

/// The box around a surface over two variables, or the road over one.
fn surface_axes(
    names: &[String; 3],
    variables: usize,
    surface: &DrawnSurface,
    look: &Look,
) -> BoxAxes {
    let plane = |[low, high]: [f64; 2], place: &dyn Fn(f64) -> f32| {
        let ticks = Ticks::new(low, high, 5);
        ticks
            .values()
            .map(|value| (place(value), ticks.text(value)))
            .collect::<Vec<_>>()
    };
    let middle = DVec2::new(surface.domain.x[0], surface.domain.y[0]);
    let x = plane(surface.domain.x, &|value| {
        surface.plane_from_params(DVec2::new(value, middle.y)).x
    });
    let y = plane(surface.domain.y, &|value| {
        -surface.plane_from_params(DVec2::new(middle.x, value)).y
    });
    let up = surface
        .scale
        .ticks(5)
        .into_iter()
        .map(|(shown, text)| (surface.world_height(shown), text))
        .collect();
    let [x_name, y_name, f] = names.clone();
    // Across the road of a function of one variable nothing is measured.
    let (y, y_name) = if variables == 1 {
        (Vec::new(), String::new())
    } else {
        (y, y_name)
    };
    let height_name = if surface.scale.is_shifted() {
        match surface.scale.base() {
            base if base < 0.0 => format!("{f} + {}", short_number(-base)),
            base => format!("{f} − {}", short_number(base)),
        }
    } else {
        f
    };
    BoxAxes {
        half: surface.half,
        ticks: [
            x,
            if is_flat(variables, look) {
                Vec::new()
            } else {
                up
            },
            y,
        ],
        names: [x_name, height_name, y_name],
    }
}

/// What is made again only when its few inputs change, and then shared by all drawings.
#[derive(Default)]
pub struct DrawCache {
    colormaps: Vec<(Colormap, Shared<[f32; 4]>)>,
    backdrop: Option<(Theme, Backdrop)>,
}

impl DrawCache {
    fn colormap(&mut self, wanted: Colormap) -> Shared<[f32; 4]> {
        if let Some((_, shared)) = self.colormaps.iter().find(|(map, _)| *map == wanted) {
            return shared.clone();
        }
        let shared = Shared::new(fine_colors(&colormap(wanted)));
        self.colormaps.push((wanted, shared.clone()));
        shared
    }

    fn backdrop(&mut self, style: &Style, size: UVec2) -> Backdrop {
        if let Some((theme, backdrop)) = &self.backdrop
            && *theme == style.theme
            && backdrop.size == size
        {
            return backdrop.clone();
        }
        let backdrop = Backdrop {
            size,
            pixels: Shared::new(backdrop_pixels(style, size)),
        };
        self.backdrop.insert((style.theme, backdrop)).1.clone()
    }
}

/// A gradient from top to bottom. It changes so slowly that it would show bands; a fixed pattern of less than a step of
/// brightness hides them.
fn backdrop_pixels(style: &Style, size: UVec2) -> Vec<[u8; 4]> {
    const PATTERN: [[f32; 4]; 4] = [
        [0.0, 8.0, 2.0, 10.0],
        [12.0, 4.0, 14.0, 6.0],
        [3.0, 11.0, 1.0, 9.0],
        [15.0, 7.0, 13.0, 5.0],
    ];
    let (top, bottom) = (style.background_top.0, style.background_bottom.0);
    let mut pixels = Vec::with_capacity(size.element_product() as usize);
    for y in 0..size.y {
        let part = (y as f32 + 0.5) / size.y as f32;
        let row: [f32; 3] = std::array::from_fn(|c| {
            let (from, to) = (f32::from(top[c]), f32::from(bottom[c]));
            from + (to - from) * part
        });
        for x in 0..size.x {
            let threshold = (PATTERN[(y % 4) as usize][(x % 4) as usize] + 0.5) / 16.0;
            let [r, g, b] = row.map(|value| (value + threshold).floor() as u8);
            pixels.push([r, g, b, 255]);
        }
    }
    pixels
}

/// Makes this frame's drawing.
pub fn compose(
    shown: Option<Res<SceneOutcome>>,
    tables: Res<Tables>,
    moment: Res<PlaybackTime>,
    viewpoint: Res<Viewpoint>,
    canvas: Res<Canvas>,
    attention: Res<Attention>,
    mut drawing: ResMut<Drawing>,
    mut kept: Local<DrawCache>,
) {
    let Some(shown) = shown.filter(|shown| shown.figures().len() == tables.0.len()) else {
        return;
    };
    let style = Style::of(shown.scene().look.theme);
    let viewport = pixels(canvas.area, canvas.pixels_per_point);
    let [_, _, width, height] = viewport.to_array();
    *drawing = Drawing {
        viewport,
        backdrop: Some(kept.backdrop(&style, UVec2::new(width, height))),
        figures: figures::of(&shown, &tables.0, &viewpoint, &canvas, &attention)
            .map(|figure| {
                let frame = figure.frame(*moment);
                FigureDraw {
                    colormap: Some(kept.colormap(figure.shown.scene().look.colormap)),
                    ..draw(figure.shown, figure.worked, &frame, canvas.pixels_per_point)
                }
            })
            .collect(),
    };
}

/// The drawing of a frame, but for what is kept from frame to frame.
pub fn draw(
    shown: &SceneOutcome,
    worked: &FigureTables,
    frame: &Frame,
    pixels_per_point: f32,
) -> FigureDraw {
    let look = &shown.scene().look;
    let px = frame.layout.unit * pixels_per_point;
    let mut drawing = FigureDraw {
        viewport: pixels(frame.layout.area, pixels_per_point),
        globals: globals(frame, pixels_per_point),
        ..default()
    };
    if !frame.layout.has_subject {
        return drawing;
    }
    drawing.ribbons = worked.axes.draw(frame, pixels_per_point);
    match (shown.simulation.runs(), &worked.subject) {
        (
            Some(descents),
            WorkedSubject::Landscape {
                surface,
                trails,
                arrows,
            },
        ) => {
            let (surface, trails) = morph::at(frame, descents, surface, trails);
            let (surface, trails) = (surface.as_ref(), trails.as_ref());
            let line_px = 1.5 * px * frame.style.stroke;
            let ink = if frame.flat() { 0.75 } else { 0.9 };
            let line_lightness = lightness(1.0 + ink * (frame.style.ink - 1.0));
            let floor = surface.floor(look);
            let floor = floor.map(|corners| covering(frame, &corners, pixels_per_point));
            drawing.surface = Some(surface.draw(look, line_px, line_lightness, floor));
            drawing
                .ribbons
                .push(outline::draw(frame, surface, &colormap(look.colormap)));
            drawing
                .shadows
                .extend(marks::contact_shadows(frame, descents, trails).filter(|_| !frame.flat()));
            let ribbons = &mut drawing.ribbons;
            ribbons.extend(arrows.under(frame, pixels_per_point));
            // Under the arrows of its steps a line is thin and plain.
            let (trail_px, halo) = if look.marks.steps {
                (1.8, Halo::Dark)
            } else {
                (4.4, Halo::Double)
            };
            for (run, trail) in marks::drawn_runs(descents, trails) {
                let color = frame.style.series(run.color).srgb(1.0);
                let width = trail_px * px * frame.style.stroke.powf(0.7);
                let line = RibbonDraw::line(trail.ribbon.clone(), color, width)
                    .first(trail.points_until(frame.step))
                    .until(frame.step)
                    .fading(0.36, trail.last_step.max(1.0))
                    .halo(halo)
                    .nearer(TRAIL_NEARER)
                    .seen_behind(true);
                ribbons.push(line);
            }
            ribbons.extend(arrows.upon(frame, descents, pixels_per_point));
            // On a heat map a run is not drawn at its parameters.
            let is_landscape = matches!(shown.simulation, Simulation::Landscape(_));
            let focus = descents.in_focus(look.focus);
            if let Some(index) = focus.filter(|_| is_landscape) {
                let run = &descents.runs[index];
                if look.marks.tangent {
                    let tangent = tangent::draw(frame, descents, surface, run, pixels_per_point);
                    drawing.patches.extend(tangent.patch);
                    ribbons.extend(tangent.lines);
                }
                if look.marks.vectors {
                    let trail = &trails[index];
                    ribbons.extend(vectors::at_ball(
                        frame,
                        descents,
                        surface,
                        index,
                        trail,
                        pixels_per_point,
                    ));
                }
            }
            drawing.balls = marks::balls(frame, descents, trails);
            drawing.glyphs = marks::glyphs(
                frame,
                &look.marks,
                descents,
                surface,
                trails,
                pixels_per_point,
            );
            if let Simulation::Sweep(sweep) = &shown.simulation {
                let cursor = sweep::cursor(frame, surface, pixels_per_point);
                drawing.ribbons.push(cursor);
                let star = sweep::star(frame, sweep, surface, pixels_per_point);
                drawing.glyphs.extend(star);
            }
        }
        (_, WorkedSubject::Cloud(drawn)) => {
            let Simulation::Cloud(cloud) = &shown.simulation else {
                return drawing;
            };
            if look.marks.arrows {
                let arrows = drawn.arrows(cloud, frame, pixels_per_point);
                drawing.ribbons.push(arrows);
            }
            let lines = drawn.story_lines(cloud, frame, pixels_per_point);
            drawing.ribbons.extend(lines);
            drawn.draw_around(cloud, &look.marks, frame, pixels_per_point, &mut drawing);
            let view = PointsView {
                cloud,
                drawn,
                look,
                frame,
                pixels_per_point,
            };
            drawing.points = view.draw();
            drawing.ribbons.extend(view.ties());
            drawing.glyphs.extend(view.rings());
        }
        // Tables are made in the same frame as what they belong to.
        _ => {}
    }
    drawing
}

fn pixels(area: Area, pixels_per_point: f32) -> UVec4 {
    let min = (area.min * pixels_per_point).round().as_uvec2();
    let max = (area.max() * pixels_per_point).round().as_uvec2();
    let size = (max.max(min) - min).max(UVec2::ONE);
    UVec4::new(min.x, min.y, size.x, size.y)
}

/// The pixels that hold places of the world, all of the figure's where one of them lies behind the viewer.
fn covering(frame: &Frame, places: &[Vec3], pixels_per_point: f32) -> UVec4 {
    const EDGE: f32 = 2.0;
    let whole = pixels(frame.layout.area, pixels_per_point);
    let seen: Option<Vec<Vec2>> = places
        .iter()
        .map(|&place| frame.stage.project(place))
        .collect();
    let Some(seen) = seen.filter(|seen| !seen.is_empty()) else {
        return whole;
    };
    let seen = seen.into_iter().map(|point| point * pixels_per_point);
    let (low, high) = seen.fold((Vec2::MAX, Vec2::MIN), |(low, high), point| {
        (low.min(point), high.max(point))
    });
    let (from, to) = (whole.xy(), whole.xy() + whole.zw());
    let low = (low - EDGE).max(Vec2::ZERO).as_uvec2().clamp(from, to);
    let high = (high + EDGE).max(Vec2::ZERO).as_uvec2().clamp(from, to);
    let size = high - low;
    UVec4::new(low.x, low.y, size.x, size.y)
}

fn globals(frame: &Frame, pixels_per_point: f32) -> Globals {
    let stage = &frame.stage;
    let style: &Style = &frame.style;
    let [_, _, width, height] = pixels(frame.layout.area, pixels_per_point).to_array();
    let px = frame.layout.unit * pixels_per_point * style.stroke.sqrt();
    let flat = frame.flat();
    Globals {
        clip_from_world: stage.clip_from_world.to_cols_array_2d(),
        eye: stage.eye.extend(f32::from(stage.perspective)).to_array(),
        right: stage.right.extend(0.0).to_array(),
        up: stage.up.extend(0.0).to_array(),
        forward: stage.forward.extend(0.0).to_array(),
        viewport: [width as f32, height as f32, px, style.behind],
        light: stage
            .light()
            .extend(if flat { 0.0 } else { 1.0 })
            .to_array(),
        background_top: style.background_top.srgb(1.0),
        background_bottom: style.background_bottom.srgb(1.0),
        halo_dark: style.halo_dark.srgb(0.9),
        halo_light: style.halo_light.srgb(0.38),
    }
}
