//! Legend lines below those of the runs: for arrows, by colour or length, and for the tangent line.

use bevy_egui::egui::{Align2, CornerRadius, Mesh, Rect, Stroke, StrokeKind, pos2, vec2};
use glam::Vec2;

use crate::{
    scene::{ArrowLength, Look, Toward},
    simulation::Runs,
    view::{
        arrows::{LandscapeArrows, field::DrawnField, vectors},
        frame::{Frame, layout::BODY_TEXT},
        style::{
            scale::short_number,
            theme::{ColorRole, Rgb},
        },
        text::{
            labels::{Pen, pos},
            legend,
        },
    },
    words::Word,
};

/// Width reserved for the names of these lines, in text heights.
const NAME_WIDTH: f32 = 5.0;

/// A legend line: symbol, name and value.
struct LegendLine {
    symbol: Symbol,
    name: String,
    value: String,
}

/// The symbol of a legend line.
enum Symbol {
    Arrow(Rgb),
    Line(Rgb),
    /// A colour ramp from this lowest value to the value at the end of the line.
    Colors(String),
}

/// The number of lines, and the width of their names in text heights.
pub(super) fn legend_size(look: &Look, runs: &Runs) -> (usize, f32) {
    let focus = runs.in_focus(look.focus);
    let field = usize::from(look.field.is_some());
    let vectors = focus.filter(|_| look.marks.vectors);
    let vectors = vectors.map_or(0, |index| vectors::ball_vectors(runs, index, 0.0).len());
    let slope = look.marks.tangent && focus.is_some() && runs.variables == 1;
    let slope = usize::from(slope);
    match field + vectors + slope {
        0 => (0, 0.0),
        lines => (lines, NAME_WIDTH),
    }
}

/// Paints the lines below those of the runs.
pub(super) fn paint(pen: &Pen, frame: &Frame, look: &Look, runs: &Runs, arrows: &LandscapeArrows) {
    let area = pen.layout.legend;
    let color = pen.style.text.color32();
    let em = BODY_TEXT * pen.layout.text_scale;
    for (row, legend_line) in legend_lines(pen, frame, look, runs, arrows)
        .iter()
        .enumerate()
    {
        let y = legend::other_line_y(pen, runs, row);
        let left = area.min.x;
        let name_left = left + 1.6 * em;
        let value = pen.paint_text(
            Vec2::new(area.max().x, y),
            Align2::RIGHT_CENTER,
            &legend_line.value,
            BODY_TEXT,
            color,
        );
        let from_left = |width: f32| [Vec2::new(left, y), Vec2::new(left + width * em, y)];
        let name_at = match &legend_line.symbol {
            Symbol::Arrow(color) => {
                paint_arrow(pen, from_left(1.25), *color);
                name_left
            }
            Symbol::Line(color) => {
                let [from, to] = from_left(1.25);
                pen.paint_line(from, to, 3.6 * pen.style.stroke_scale, color.color32());
                name_left
            }
            Symbol::Colors(low) => {
                let right = value.min.x - 0.35 * em;
                let strip = [Vec2::new(right - 2.2 * em, y), Vec2::new(right, y)];
                if let Some(field) = &arrows.field {
                    paint_color_ramp(pen, field, strip, 0.32 * em);
                }
                let at = strip[0] - Vec2::new(0.35 * em, 0.0);
                pen.paint_text(at, Align2::RIGHT_CENTER, low, BODY_TEXT, color);
                left
            }
        };
        let at = Vec2::new(name_at, y);
        pen.paint_text(at, Align2::LEFT_CENTER, &legend_line.name, BODY_TEXT, color);
    }
}

/// The lines with their current values.
fn legend_lines(
    pen: &Pen,
    frame: &Frame,
    look: &Look,
    runs: &Runs,
    arrows: &LandscapeArrows,
) -> Vec<LegendLine> {
    let f = &runs.axes[2];
    let mut lines = Vec::new();
    if let Some(drawn) = &arrows.field {
        let sign = match drawn.field.toward {
            Toward::Up => "",
            Toward::Down => "−",
        };
        let high = short_number(drawn.norms.high);
        lines.push(match drawn.field.length {
            ArrowLength::Norm => LegendLine {
                symbol: Symbol::Arrow(pen.style.role(ColorRole::Gradient)),
                name: format!("{sign}∇{f}"),
                value: pen.language.say_with(Word::LongestArrow, &[("n", &high)]),
            },
            ArrowLength::Equal => LegendLine {
                name: match drawn.norms.log {
                    true => format!("‖∇{f}‖ {}", pen.language.say(Word::HeightLog)),
                    false => format!("‖∇{f}‖"),
                },
                symbol: Symbol::Colors(short_number(drawn.norms.low)),
                value: high,
            },
        });
    }
    let Some(index) = runs.in_focus(look.focus) else {
        return lines;
    };
    if look.marks.vectors {
        for vector in vectors::ball_vectors(runs, index, frame.step) {
            lines.push(LegendLine {
                symbol: Symbol::Arrow(pen.style.role(vector.role)),
                name: match vector.role {
                    ColorRole::Gradient => format!("−∇{f}"),
                    ColorRole::Momentum => pen.language.say(Word::Momentum).to_owned(),
                    _ => pen.language.say(Word::Step).to_owned(),
                },
                value: short_number(vector.value.length()),
            });
        }
    }
    if look.marks.tangent && runs.variables == 1 {
        let slope = runs.landscape.gradient(runs[index].at(frame.step)).x;
        lines.push(LegendLine {
            symbol: Symbol::Line(pen.style.role(ColorRole::Tangent)),
            name: pen.language.say(Word::Slope).to_owned(),
            value: short_number(slope),
        });
    }
    lines
}

/// Paints an arrow between two positions.
fn paint_arrow(pen: &Pen, [from, to]: [Vec2; 2], color: Rgb) {
    let width = pen.scaled(3.0 * pen.style.stroke_scale);
    let head = 0.32 * (to.x - from.x);
    let color = color.color32();
    let neck = Vec2::new(to.x - head, to.y);
    pen.painter
        .line_segment([pos(from), pos(neck)], Stroke::new(width, color));
    let half = 0.62 * head;
    let mut mesh = Mesh::default();
    for corner in [vec2(0.0, -half), vec2(head, 0.0), vec2(0.0, half)] {
        mesh.colored_vertex(pos(neck) + corner, color);
    }
    mesh.add_triangle(0, 1, 2);
    pen.painter.add(mesh);
}

/// Paints the colour ramp of a gradient field, from the lowest norm to the largest.
fn paint_color_ramp(pen: &Pen, field: &DrawnField, [from, to]: [Vec2; 2], half_height: f32) {
    const SEGMENTS: u32 = 16;
    let mut mesh = Mesh::default();
    for k in 0..=SEGMENTS {
        let fraction = k as f32 / SEGMENTS as f32;
        let color = field.color(pen.style, fraction).color32();
        let x = from.x + fraction * (to.x - from.x);
        mesh.colored_vertex(pos2(x, from.y - half_height), color);
        mesh.colored_vertex(pos2(x, from.y + half_height), color);
        if k > 0 {
            let base = 2 * k;
            mesh.add_triangle(base - 2, base - 1, base);
            mesh.add_triangle(base - 1, base, base + 1);
        }
    }
    pen.painter.add(mesh);
    let (low, high) = (from.x, to.x);
    let rect = Rect::from_min_max(
        pos2(low, from.y - half_height),
        pos2(high, from.y + half_height),
    );
    let rim = Stroke::new(
        pen.scaled(1.2 * pen.style.stroke_scale),
        pen.style.secondary_text.color32(),
    );
    pen.painter
        .rect_stroke(rect, CornerRadius::ZERO, rim, StrokeKind::Outside);
}
