//! The depiction of a sweep: a heat map drawn as a surface, its axes, the line of the current step, and its texts.

use std::sync::Arc;

use bevy_egui::egui::{Align2, Rect, Stroke, StrokeKind, vec2};
use glam::{DVec2, Vec2, Vec3};

use super::{
    Depiction, FigureTables, PaintContext, SurfaceWithRuns, TableInputs, scenery::surface_axes,
};
use crate::{
    math::round::to_digits,
    scene::{HeightScale, Look},
    simulation::SweepOutcome,
    view::{
        arrows::LandscapeArrows,
        frame::{
            Frame,
            contents::{Contents, widest},
            layout::{BODY, estimated_width},
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

struct SweepDepiction {
    sweep: Arc<SweepOutcome>,
    drawn: SurfaceWithRuns,
    look: Look,
}

pub(super) fn tables(sweep: &Arc<SweepOutcome>, inputs: &TableInputs) -> FigureTables {
    let cut = cut_look(sweep, inputs.look);
    let (grid, names) = (&sweep.surface.grid, &sweep.surface.axes);
    let surface = DrawnSurface::new(grid, 2, &cut);
    let mut axes = surface_axes(names, 2, &surface, &cut);
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
                arrows: LandscapeArrows::of_steps(&sweep.curves, &surface, &cut),
                surface,
            },
            sweep: sweep.clone(),
            look: inputs.look.clone(),
        }),
    }
}

fn contents(sweep: &SweepOutcome, look: &Look, figure: Contents) -> Contents {
    let runs = || sweep.curves.iter().filter(|run| run.shown);
    let (lines, width) = legend_room(sweep, look);
    Contents {
        legend_lines: runs().count() + 1 + lines,
        legend_width: runs().map(|run| widest(&run.label)).fold(width, f32::max),
        legend_head: Some(estimated_width(&sweep.curves.axes[2])),
        bar: true,
        ..figure
    }
}

impl Depiction for SweepDepiction {
    fn draw(&self, frame: &Frame, pixels_per_point: f32, into: &mut FigureDraw) {
        let Self { sweep, drawn, look } = self;
        let scenery = drawn.at(frame, &look.marks);
        drawn.draw(&scenery, frame, look, pixels_per_point, into);
        let surface = &scenery.surface;
        into.ribbons.push(cursor(frame, surface, pixels_per_point));
        let star = star(frame, sweep, surface, pixels_per_point);
        into.glyphs.extend(star);
    }

    fn paint(&self, context: &PaintContext, taken: Vec<Rect>) {
        let PaintContext { pen, frame, .. } = context;
        let Self { sweep, drawn, look } = self;
        let scenery = drawn.at(frame, &look.marks);
        if look.marks.legend {
            settings_legend(pen, frame, sweep, look);
            legend::runs(pen, frame, scenery.runs, &look.marks);
        }
        if !frame.layout.has_subject {
            return;
        }
        drawn.paint(&scenery, look, context, taken);
        scenery.read_out(pen, frame, |at| read_out(sweep, at, pen.language));
    }

    fn surface(&self) -> Option<&SurfaceWithRuns> {
        Some(&self.drawn)
    }
}

/// The look of a heat map, which cuts off losses far above the initial one so that diverged runs do not flatten the
/// rest. Unless the look sets a limit, the height above the lowest loss is at most twice that of the initial loss, ten
/// times on a logarithmic scale.
fn cut_look(sweep: &SweepOutcome, look: &Look) -> Look {
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
        .map(|(part, text)| ((2.0 * part as f32 - 1.0) * surface.half.z, text))
        .collect()
}

/// The names of the three axes, in world order.
fn axis_names(sweep: &SweepOutcome, value: String, language: Language) -> [String; 3] {
    let step = language.say(Word::Step).to_owned();
    [step, value, sweep.setting_name().to_owned()]
}

/// The line across the surface at the current step.
fn cursor(frame: &Frame, surface: &DrawnSurface, pixels_per_point: f32) -> RibbonDraw {
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
    let px = frame.layout.unit * pixels_per_point;
    let width = 3.0 * px * frame.style.stroke.powf(0.7);
    RibbonDraw::line(points, frame.style.halo_light.linear(1.0), width)
        .halo(Halo::Double)
        .depth_bias(DEPTH_BIAS)
}

/// A star at the lowest loss of the current step.
fn star(
    frame: &Frame,
    sweep: &SweepOutcome,
    surface: &DrawnSurface,
    pixels_per_point: f32,
) -> Option<GlyphRecord> {
    let best = sweep.losses.best(step(frame))?;
    let place = sweep.axis_position(sweep.losses.settings[best]);
    let at = DVec2::new(frame.step, place);
    let px = frame.layout.unit * pixels_per_point;
    surface.shows(at).then(|| GlyphRecord {
        position: surface.point(at).to_array(),
        radius: 15.0 * px * frame.style.stroke.powf(0.6),
        color: frame.style.halo_light.linear(1.0),
        outline: frame.style.halo_dark.linear(0.9),
        kind: GlyphKind::Star as u32,
        rotation: 0.0,
        stroke: 3.4 * px * frame.style.stroke,
        depth_bias: 0.1,
    })
}

/// The last completed step.
fn step(frame: &Frame) -> usize {
    frame.step.floor().max(0.0) as usize
}

/// Number of legend lines below the curves, and the width of the widest.
fn legend_room(sweep: &SweepOutcome, look: &Look) -> (usize, f32) {
    let widest = [Language::English, Language::Chinese]
        .into_iter()
        .flat_map(|language| {
            [
                lowest_text(sweep, 0, language),
                cut_text(sweep, look, language),
            ]
        })
        .flatten()
        .map(|text| estimated_width(&text))
        .fold(0.0, f32::max);
    let lines = 1 + usize::from(is_cut(sweep, look));
    (lines, widest)
}

/// Paints the best setting of the current step, and the explanation of holes.
fn settings_legend(pen: &Pen, frame: &Frame, sweep: &SweepOutcome, scene_look: &Look) {
    let area = pen.layout.legend;
    let line = 1.5 * BODY * pen.layout.text;
    let row = |row: usize| area.min.y + (row as f32 + 1.35) * line;
    let swatch = 0.42 * BODY * pen.layout.text;
    let left = area.min.x + 2.9 * swatch;
    let runs = sweep.curves.iter().filter(|run| run.shown).count();
    let color = pen.style.text.color32();
    let step = step(frame);
    if let Some(text) = lowest_text(sweep, step, pen.language) {
        let y = row(runs);
        let sign = Vec2::new(area.min.x + swatch, y);
        pen.text(sign, Align2::CENTER_CENTER, "☆", BODY, color);
        pen.text(Vec2::new(left, y), Align2::LEFT_CENTER, &text, BODY, color);
        let best = sweep
            .losses
            .best(step)
            .map(|best| sweep.losses.at(best, step));
        let value = best.map(short_number).unwrap_or_default();
        let right = Vec2::new(area.max().x, y);
        pen.text(right, Align2::RIGHT_CENTER, &value, BODY, color);
    }
    if let Some(text) = cut_text(sweep, scene_look, pen.language) {
        let y = row(runs + 1);
        let color = pen.style.quiet.color32();
        let center = pos(Vec2::new(area.min.x + swatch, y));
        let square = Rect::from_center_size(center, vec2(1.7 * swatch, 1.7 * swatch));
        let stroke = Stroke::new(pen.px(1.5 * pen.style.stroke), color);
        let kind = StrokeKind::Middle;
        pen.painter.rect_stroke(square, 0.0, stroke, kind);
        pen.text(Vec2::new(left, y), Align2::LEFT_CENTER, &text, BODY, color);
    }
}

fn lowest_text(sweep: &SweepOutcome, step: usize, language: Language) -> Option<String> {
    let best = sweep.losses.best(step)?;
    let setting = format!(
        "{} {}",
        sweep.setting_name(),
        short_number(sweep.shown(sweep.losses.settings[best]))
    );
    Some(language.say_with(Word::LowestNow, &[("setting", &setting)]))
}

/// Rounded to three digits, like the names of the curves.
fn rounded(value: f64) -> String {
    short_number(to_digits(value, 3))
}

fn is_cut(sweep: &SweepOutcome, scene_look: &Look) -> bool {
    let limit = cut_look(sweep, scene_look).height.limit;
    sweep.losses.has_ended_runs() || limit.is_some_and(|limit| limit < sweep.surface.grid.maximum)
}

fn cut_text(sweep: &SweepOutcome, scene_look: &Look, language: Language) -> Option<String> {
    let limit = cut_look(sweep, scene_look).height.limit?;
    let limit = rounded(limit);
    is_cut(sweep, scene_look).then(|| language.say_with(Word::AboveLimit, &[("limit", &limit)]))
}

/// The tooltip of a point on the surface: the loss of the nearest run and step.
fn read_out(sweep: &SweepOutcome, at: DVec2, language: Language) -> String {
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
