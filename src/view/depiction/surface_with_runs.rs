//! A surface with runs on it, which landscapes and heat maps share.

use std::{borrow::Cow, sync::Arc};

use bevy_egui::egui::Rect;
use glam::{DVec2, Vec2};

use super::PaintContext;
use crate::{
    scene::Look,
    simulation::{RunOutcome, Runs},
    view::{
        arrows::LandscapeArrows,
        axes::BoxAxes,
        frame::{Frame, layout::SMALL_TEXT},
        gpu::{BallRecord, FigureDraw, GroundDraw, Halo, RibbonDraw, SharedRecords},
        style::{
            scale::{Ticks, short_number},
            theme::{Rgb, colormap, lightness},
        },
        surface::{
            DrawnSurface, SurfaceContent, balls, is_flat, marks, outline,
            trail::{self, Trail},
        },
        text::{contour_labels, labels::Pen, legend, run_signs, tags},
    },
};

/// Depth bias of trails, in world units, so that the surface does not cut into their width.
const TRAIL_DEPTH_BIAS: f32 = 0.02;
/// Width of the glow on each side of a trail, in pixels of the 1080-line picture.
const GLOW_REACH: f32 = 15.0;
/// Opacity of the glow at the middle of a trail.
const GLOW_STRENGTH: f32 = 0.75;
/// Depth bias of the glow, in world units: it is wider than the trail.
const GLOW_DEPTH_BIAS: f32 = 0.05;

/// Opacity of the colour of side walls over the colours of the heights.
const WALL_OPACITY: f32 = 0.72;
/// The shadow on the floor is drawn where the viewing direction falls by more than this, per unit of length.
const MIN_GROUND_SLOPE: f32 = 0.1;
/// Distance beyond the floor at which the shadow of a surface ends, in world units.
const GROUND_REACH: f32 = 0.28;

/// A surface and the runs drawn on it.
pub struct SurfaceWithRuns {
    /// The runs, drawn or hidden.
    pub runs: Arc<Runs>,
    /// The surface in world coordinates.
    pub surface: DrawnSurface,
    /// One trail per run.
    pub trails: Vec<Trail>,
    /// The arrows on the surface.
    pub(crate) arrows: LandscapeArrows,
}

impl SurfaceWithRuns {
    /// The content of the box in a frame, without critical points. While the surface morphs, runs wait at their starts.
    pub(crate) fn content<'a>(&'a self, frame: &Frame, look: &'a Look) -> SurfaceContent<'a> {
        let surface = self.surface.morphed(frame.morph);
        let trails = match &surface {
            Cow::Borrowed(_) => Cow::Borrowed(&self.trails[..]),
            Cow::Owned(surface) => Cow::Owned(trail::waiting_trails(&self.runs, surface)),
        };
        SurfaceContent {
            runs: &self.runs,
            balls: balls::placed_balls(frame, &self.runs, &trails, &surface),
            surface,
            trails,
            critical_points: &[],
            has_morph: false,
            marks: &look.marks,
            emphasized: self.runs.emphasized(look.focus),
        }
    }

    /// The balls of the visible runs in a frame.
    pub fn balls(&self, frame: &Frame, look: &Look) -> Vec<BallRecord> {
        balls::balls(frame, &self.content(frame, look))
    }

    /// Adds the surface, the runs and the marks to a drawing.
    pub(crate) fn draw(
        &self,
        content: &SurfaceContent,
        frame: &Frame,
        look: &Look,
        pixels_per_point: f32,
        drawing: &mut FigureDraw,
    ) {
        let SurfaceContent { runs, surface, .. } = content;
        let px = frame.layout.scale * pixels_per_point;
        let line_px = 1.5 * px * frame.style.stroke_scale;
        let strength = if frame.is_flat() { 0.75 } else { 0.9 };
        let line_lightness = lightness(1.0 + strength * (frame.style.contour_brightness - 1.0));
        let floor = surface.floor();
        let floor = floor.map(|corners| frame.covered_pixels(&corners, pixels_per_point));
        let mesh = surface
            .mesh(frame.transform.points_per_world_unit(surface.half_size) * pixels_per_point);
        let walls = frame.style.side_walls.srgb(WALL_OPACITY);
        drawing.surface = Some(surface.draw(&mesh, look, line_px, line_lightness, walls, floor));
        drawing.ground = ground(frame, surface);
        let ribbons = &mut drawing.ribbons;
        let colors = colormap(look.colormap);
        ribbons.push(outline::draw(frame, surface, &mesh, &colors));
        if !frame.is_flat() {
            drawing
                .shadows
                .extend(balls::contact_shadows(&content.balls));
        }
        ribbons.extend(self.arrows.below_trails(frame, pixels_per_point));
        ribbons.extend(trail_ribbons(content, frame, pixels_per_point));
        ribbons.extend(self.arrows.above_trails(frame, runs, pixels_per_point));
        drawing.balls = balls::balls(frame, content);
        drawing.glyphs = marks::glyphs(frame, content, pixels_per_point);
    }

    /// Paints the colour bar, the tags at the balls and the labels of contour lines.
    pub(crate) fn paint(
        &self,
        content: &SurfaceContent,
        look: &Look,
        context: &PaintContext,
        mut occupied: Vec<Rect>,
    ) {
        let PaintContext {
            pen, frame, tables, ..
        } = context;
        let surface = &content.surface;
        legend::paint_surface_color_bar(pen, look, surface, &tables.axes.names[1]);
        if look.marks.names || look.marks.legend {
            run_signs::paint(pen, frame, content, context.text_rects);
        }
        if frame.layout.has_tags {
            tags::paint(pen, frame, content, &mut occupied);
        }
        if frame.is_flat() || look.marks.numbers {
            let colors = colormap(look.colormap);
            occupied.extend(tags::contour_obstacles(frame, content));
            contour_labels::paint(pen, frame, surface, &colors, &mut occupied);
        }
    }
}

impl SurfaceContent<'_> {
    /// Paints the tooltip at the position under the pointer, if it is on the surface; `text` gives its content at
    /// parameters.
    pub(crate) fn paint_tooltip(&self, pen: &Pen, frame: &Frame, text: impl Fn(DVec2) -> String) {
        let Some((pointer, at)) = self.pointed_at(frame) else {
            return;
        };
        let color = pen.style.text.color32();
        let galley = pen.lay_out(&text(at), pen.body_font(SMALL_TEXT), color);
        let min = pen.tooltip_at(pointer, galley.size());
        pen.painter.galley(min, galley, color);
    }

    /// The pointer, and the parameters of the surface under it.
    fn pointed_at(&self, frame: &Frame) -> Option<(Vec2, DVec2)> {
        let pointer = frame.pointer?;
        let (origin, direction) = frame.transform.ray(pointer);
        let at = self.surface.ray_hit(origin, direction)?;
        (self.surface.clamp(at) == at).then_some((pointer, at))
    }
}

/// The shadow of a surface on the floor; `None` from above, and where the floor is hardly seen or seen from below.
fn ground(frame: &Frame, surface: &DrawnSurface) -> Option<GroundDraw> {
    let half = surface.half_size;
    let is_seen = !frame.is_flat() && frame.transform.forward.y < -MIN_GROUND_SLOPE;
    is_seen.then(|| GroundDraw {
        rectangle: [half.x, half.z, -half.y, GROUND_REACH],
        color: Rgb::hex(0x000000).srgb(frame.style.floor_shadow),
    })
}

/// The draw calls of the trails, that of the run in focus last: a glow around all of them, then the lines. Below step
/// arrows they are thin and have a dark halo.
fn trail_ribbons(
    content: &SurfaceContent,
    frame: &Frame,
    pixels_per_point: f32,
) -> Vec<RibbonDraw> {
    let (width, halo) = match content.marks.steps {
        true => (2.2, Halo::Dark),
        false => (5.0, Halo::Double),
    };
    let px = frame.line_pixels(pixels_per_point);
    let line = |run: &RunOutcome, trail: &Trail, points: &SharedRecords<_>, alpha: f32| {
        let color = frame.style.series(run.color).srgb(alpha);
        RibbonDraw::line(points.clone(), color, width * px)
            .first(trail::points_until(points.records(), frame.step))
            .until(frame.step)
            .fading(0.75, trail.last_step.max(1.0))
            .opacity(content.strength(run))
    };
    let mut runs: Vec<_> = marks::drawn_runs(content.runs, &content.trails).collect();
    runs.sort_by(|(a, _), (b, _)| content.strength(a).total_cmp(&content.strength(b)));
    let glows = runs.iter().map(|(run, trail)| {
        line(run, trail, &trail.glow, GLOW_STRENGTH)
            .glow(GLOW_REACH * px)
            .depth_bias(GLOW_DEPTH_BIAS)
    });
    let lines = runs.iter().map(|(run, trail)| {
        line(run, trail, &trail.ribbon, 1.0)
            .halo(halo)
            .depth_bias(TRAIL_DEPTH_BIAS)
            .show_occluded(true)
    });
    glows.chain(lines).collect()
}

/// Whether a surface has a colour bar: only if no vertical axis shows the same values, or if the look asks for it.
pub(super) fn has_color_bar(variables: usize, look: &Look) -> bool {
    look.marks.color_bar || !look.marks.axes || is_flat(variables, look)
}

/// The box and axes of a surface over two variables, or of a curve over one. `names` are those of the two parameters
/// and of the value.
pub(super) fn surface_axes(
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
        .map(|(height, text)| (surface.world_height(height), text))
        .collect();
    let [x_name, y_name, f] = names.clone();
    // A function of one variable has no axis across the strip on which it is drawn.
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
        half_size: surface.half_size,
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
        is_quiet: false,
    }
}
