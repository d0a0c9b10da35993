//! The depiction of a sweep: a heat map drawn as a surface, its axes, the line of the current step, and its texts.

use std::sync::Arc;

use bevy_egui::egui::{Align2, Rect, Stroke, StrokeKind, vec2};
use glam::{DVec2, Vec2, Vec3};

use super::{
    Depiction, FigureTables, PaintContext, SurfaceWithRuns, TableInputs,
    surface_with_runs::{self, surface_axes},
};
use crate::{
    math::round::to_digits,
    scene::{HeightScale, Look},
    simulation::SweepOutcome,
    view::{
        arrows::LandscapeArrows,
        frame::{
            Frame,
            contents::Contents,
            layout::{BODY_TEXT, estimated_width},
        },
        gpu::{FigureDraw, GlyphKind, GlyphRecord, Halo, RibbonDraw, RibbonPoint},
        style::scale::{ValueScale, short_number},
        surface::{BOX_WIDTH, DrawnSurface, trail},
        text::{
            labels::{Pen, pos},
            legend,
        },
    },
    words::{Language, Word},
};

/// Height of the current step's line above the surface.
const LIFT: f32 = 0.003 * BOX_WIDTH;
/// Depth bias of the line, so that the surface does not cut into its width.
const DEPTH_BIAS: f32 = 0.02;

/// A sweep as a heat map.
struct SweepDepiction {
    sweep: Arc<SweepOutcome>,
    drawn: SurfaceWithRuns,
    look: Look,
}

/// The tables of a figure that shows a sweep.
pub(super) fn tables(sweep: &Arc<SweepOutcome>, inputs: &TableInputs) -> FigureTables {
    let look = clipped_look(sweep, inputs.look);
    let (grid, names) = (&sweep.surface.grid, &sweep.surface.axes);
    let surface = DrawnSurface::new(grid, &[], 2, &look, inputs.previous_surface());
    let mut axes = surface_axes(names, 2, &surface, &look);
    axes.ticks[2] = ticks(sweep, &surface);
    let [_, value, _] = axes.names;
    axes.names = axis_names(sweep, value, inputs.language);
    FigureTables {
        axes,
        contents: contents(sweep, inputs.look, inputs.contents),
        charts: Vec::new(),
        depiction: Box::new(SweepDepiction {
            drawn: SurfaceWithRuns {
                runs: sweep.curves.clone(),
                trails: trail::trails(&sweep.curves, &surface),
                arrows: LandscapeArrows::only_steps(&sweep.curves, &surface, &look),
                surface,
            },
            sweep: sweep.clone(),
            look: inputs.look.clone(),
        }),
    }
}

/// The contents of the figure with the room for the legend.
fn contents(sweep: &SweepOutcome, look: &Look, figure: Contents) -> Contents {
    let lines = legend_size(sweep, look);
    Contents {
        has_color_bar: surface_with_runs::has_color_bar(2, look),
        ..legend::contents_of_runs(&sweep.curves, &look.marks, lines, figure)
    }
}

impl Depiction for SweepDepiction {
    fn draw(&self, frame: &Frame, pixels_per_point: f32, drawing: &mut FigureDraw) {
        let Self { sweep, drawn, look } = self;
        let content = drawn.content(frame, look);
        drawn.draw(&content, frame, look, pixels_per_point, drawing);
        let surface = &content.surface;
        drawing
            .ribbons
            .push(step_line(frame, surface, pixels_per_point));
        let star = best_setting_star(frame, sweep, surface, pixels_per_point);
        drawing.glyphs.extend(star);
    }

    fn paint(&self, context: &PaintContext, occupied: Vec<Rect>) {
        let PaintContext { pen, frame, .. } = context;
        let Self { sweep, drawn, look } = self;
        let content = drawn.content(frame, look);
        if look.marks.legend {
            settings_legend(pen, frame, sweep, look);
            legend::paint_runs(pen, frame, content.runs, &look.marks);
        }
        if !frame.layout.has_subject {
            return;
        }
        drawn.paint(&content, look, context, occupied);
        content.paint_tooltip(pen, frame, |at| tooltip_text(sweep, at, pen.language));
    }

    fn world_from_axes(&self, [step, setting, loss]: [f64; 3]) -> Vec3 {
        let place = match self.sweep.is_log() {
            true => setting.max(f64::MIN_POSITIVE).log10(),
            false => setting,
        };
        (self.drawn.surface).world_from_axes([step, place, loss])
    }

    fn axes_from_world(&self, at: Vec3) -> [f64; 3] {
        let [step, place, loss] = self.drawn.surface.axes_from_world(at);
        let setting = match self.sweep.is_log() {
            true => 10f64.powf(place),
            false => place,
        };
        [step, setting, loss]
    }

    fn surface(&self) -> Option<&SurfaceWithRuns> {
        Some(&self.drawn)
    }
}

/// The look of a heat map, with a limit above which losses are not drawn, so that diverged runs do not flatten the
/// rest. Unless the look sets a limit, the height above the lowest loss is at most twice that of the initial loss, ten
/// times on a logarithmic scale.
fn clipped_look(sweep: &SweepOutcome, look: &Look) -> Look {
    let mut look = look.clone();
    let start = sweep.losses.at(0, 0);
    let above = start - sweep.surface.grid.minimum;
    let times = match look.height.scale {
        HeightScale::Log => 9.0,
        HeightScale::Linear | HeightScale::Clamped => 1.0,
    };
    let highest = sweep.surface.grid.maximum;
    let limit = look.height.limit.unwrap_or(start + times * above);
    look.height.limit = Some(limit.min(highest));
    look
}

/// Ticks along the setting axis, which may be logarithmic: world coordinate and label.
fn ticks(sweep: &SweepOutcome, surface: &DrawnSurface) -> Vec<(f32, String)> {
    let [low, high] = surface.domain.y;
    let scale = if sweep.is_log() {
        ValueScale::logarithmic(low, high, 0.0)
    } else {
        ValueScale::linear(low, high)
    };
    let ticks = scale.ticks(5).into_iter();
    ticks
        .map(|(fraction, text)| ((2.0 * fraction as f32 - 1.0) * surface.half_size.z, text))
        .collect()
}

/// The names of the three axes, in world order.
fn axis_names(sweep: &SweepOutcome, value: String, language: Language) -> [String; 3] {
    let step = language.say(Word::Step).to_owned();
    [step, value, sweep.setting_name().to_owned()]
}

/// The line across the surface at the current step.
fn step_line(frame: &Frame, surface: &DrawnSurface, pixels_per_point: f32) -> RibbonDraw {
    let last = surface.size() - 1;
    let points: Vec<RibbonPoint> = (0..=last)
        .map(|row| {
            let [low, high] = surface.domain.y;
            let y = low + (high - low) * row as f64 / last as f64;
            let at = DVec2::new(frame.step, y);
            RibbonPoint {
                width: f32::from(surface.shows(at)),
                ..RibbonPoint::new(surface.point(at) + LIFT * Vec3::Y, 0.0)
            }
        })
        .collect();
    let width = 3.0 * frame.line_pixels(pixels_per_point);
    RibbonDraw::line(points, frame.style.halo_light.srgb(1.0), width)
        .halo(Halo::Double)
        .depth_bias(DEPTH_BIAS)
}

/// A star at the lowest loss of the current step.
fn best_setting_star(
    frame: &Frame,
    sweep: &SweepOutcome,
    surface: &DrawnSurface,
    pixels_per_point: f32,
) -> Option<GlyphRecord> {
    let best = sweep.losses.best(step(frame))?;
    let place = sweep.axis_position(sweep.losses.settings[best]);
    let at = DVec2::new(frame.step, place);
    let px = frame.layout.scale * pixels_per_point;
    surface.shows(at).then(|| GlyphRecord {
        position: surface.point(at).to_array(),
        radius: 15.0 * px * frame.style.stroke_scale.powf(0.6),
        color: frame.style.halo_light.srgb(1.0),
        outline: frame.style.halo_dark.srgb(0.9),
        kind: GlyphKind::Star as u32,
        rotation: 0.0,
        stroke: 3.4 * px * frame.style.stroke_scale,
        depth_bias: 0.1,
    })
}

/// The last completed step.
fn step(frame: &Frame) -> usize {
    frame.step.floor().max(0.0) as usize
}

/// Number of legend lines below those of the curves, and the width of the widest.
fn legend_size(sweep: &SweepOutcome, look: &Look) -> (usize, f32) {
    let widest = [Language::English, Language::Chinese]
        .into_iter()
        .flat_map(|language| {
            let settings = (0..sweep.losses.settings.len())
                .map(move |setting| setting_text(sweep, setting, language));
            settings.chain(clipped_text(sweep, look, language))
        })
        .map(|text| estimated_width(&text))
        .fold(0.0, f32::max);
    let lines = 1 + usize::from(is_clipped(sweep, look));
    (lines, widest)
}

/// Paints the legend lines below those of the curves: the best setting of the current step, and the meaning of holes.
fn settings_legend(pen: &Pen, frame: &Frame, sweep: &SweepOutcome, scene_look: &Look) {
    let area = pen.layout.legend;
    let row = |row: usize| legend::other_line_y(pen, &sweep.curves, row);
    let swatch = 0.42 * BODY_TEXT * pen.layout.text_scale;
    let left = area.min.x + 2.9 * swatch;
    let color = pen.style.text.color32();
    let step = step(frame);
    if let Some(text) = lowest_text(sweep, step, pen.language) {
        let y = row(0);
        let symbol = Vec2::new(area.min.x + swatch, y);
        pen.paint_text(symbol, Align2::CENTER_CENTER, "☆", BODY_TEXT, color);
        let best = sweep
            .losses
            .best(step)
            .map(|best| sweep.losses.at(best, step));
        let value = best.map(short_number).unwrap_or_default();
        let right = Vec2::new(area.max().x, y);
        let value = pen.paint_text(right, Align2::RIGHT_CENTER, &value, BODY_TEXT, color);
        let room = value.min.x - left - swatch;
        let text = legend::truncated(pen, &text, BODY_TEXT, room);
        let at = Vec2::new(left, y);
        pen.paint_text(at, Align2::LEFT_CENTER, &text, BODY_TEXT, color);
    }
    if let Some(text) = clipped_text(sweep, scene_look, pen.language) {
        let y = row(1);
        let color = pen.style.secondary_text.color32();
        let center = pos(Vec2::new(area.min.x + swatch, y));
        let square = Rect::from_center_size(center, vec2(1.7 * swatch, 1.7 * swatch));
        let stroke = Stroke::new(pen.scaled(1.5 * pen.style.stroke_scale), color);
        let kind = StrokeKind::Middle;
        pen.painter.rect_stroke(square, 0.0, stroke, kind);
        pen.paint_text(
            Vec2::new(left, y),
            Align2::LEFT_CENTER,
            &text,
            BODY_TEXT,
            color,
        );
    }
}

/// The legend line of the best setting at a step; `None` if all runs have diverged or left the domain.
fn lowest_text(sweep: &SweepOutcome, step: usize, language: Language) -> Option<String> {
    let best = sweep.losses.best(step)?;
    Some(setting_text(sweep, best, language))
}

/// The legend line of a setting that is the best.
fn setting_text(sweep: &SweepOutcome, setting: usize, language: Language) -> String {
    let value = short_number(sweep.shown(sweep.losses.settings[setting]));
    let setting = format!("{} {value}", sweep.setting_name());
    language.say_with(Word::LowestNow, &[("setting", &setting)])
}

/// A number rounded to three digits, as in the names of the curves.
fn rounded_text(value: f64) -> String {
    short_number(to_digits(value, 3))
}

/// Whether some losses are not drawn: those after a run diverged or left the domain, and those above the limit.
fn is_clipped(sweep: &SweepOutcome, scene_look: &Look) -> bool {
    let limit = clipped_look(sweep, scene_look).height.limit;
    sweep.losses.has_ended_runs() || limit.is_some_and(|limit| limit < sweep.surface.grid.maximum)
}

fn clipped_text(sweep: &SweepOutcome, scene_look: &Look, language: Language) -> Option<String> {
    let limit = clipped_look(sweep, scene_look).height.limit?;
    let limit = rounded_text(limit);
    is_clipped(sweep, scene_look).then(|| language.say_with(Word::AboveLimit, &[("limit", &limit)]))
}

/// The tooltip of a point on the surface: the loss of the nearest run and step.
fn tooltip_text(sweep: &SweepOutcome, at: DVec2, language: Language) -> String {
    let losses = &sweep.losses;
    let [low, high] = sweep.surface.grid.domain.y;
    let last = losses.settings.len() - 1;
    let index = ((at.y - low) / (high - low) * last as f64).round();
    let index = index.clamp(0.0, last as f64) as usize;
    let step = at.x.round().clamp(0.0, losses.steps as f64) as usize;
    let (name, setting) = (
        sweep.setting_name(),
        short_number(sweep.shown(losses.settings[index])),
    );
    let loss = losses.at(index, step);
    let value = if loss.is_nan() {
        language.say(Word::Diverged).to_owned()
    } else {
        short_number(loss)
    };
    let [_, _, loss] = &sweep.surface.axes;
    let step_name = language.say(Word::Step);
    format!("{name} {setting}   {step_name} {step}   {loss} {value}")
}
