//! Everything that is written on a picture: title, step, caption, axes, legend, colour bar, name tags, the read-out.

use bevy_egui::egui::{self, Align2, Rect, text::LayoutJob};
use glam::{DVec2, Vec2};

use super::{
    Canvas, Moment, Shown, Viewpoint, Worked, WorkedSubject, contour_labels,
    figures::{self, Figure},
    frame::Frame,
    insets, keys,
    labels::{Pen, pos, rect},
    layout::{BODY, SMALL, TITLE},
    legend,
    marks::{ball_radius, drawn_runs},
    morph,
    scale::short_number,
    surface::DrawnSurface,
    sweep, table,
    theme::{Style, colormap},
    trail::Trail,
};
use crate::{
    scene::Text,
    simulation::{Descents, Simulation},
    words::{Language, Word},
};

/// Paints the text of a picture.
pub fn paint(
    painter: &egui::Painter,
    shown: &Shown,
    tables: &[Worked],
    moment: Moment,
    viewpoint: &Viewpoint,
    canvas: &Canvas,
    language: Language,
) {
    if shown.figures().len() > 1 {
        let pen = Pen {
            painter,
            style: &Style::of(shown.scene().look.theme),
            layout: &figures::outer_layout(shown, canvas),
            language,
        };
        let step = step_text(&pen, shown, shown.step_at(moment));
        title(&pen, shown, Some(step));
        caption(&pen, &shown.scene().caption);
    }
    for figure in figures::of(shown, tables, viewpoint, canvas) {
        paint_figure(painter, &figure, moment, language);
    }
}

/// The step at a place of the picture, for a press that began in one of a figure's charts: where it was pressed, and where
/// the pointer is now.
pub fn step_of_chart(
    painter: &egui::Painter,
    figure: &Figure,
    moment: Moment,
    language: Language,
    [pressed, now]: [Vec2; 2],
) -> Option<f64> {
    let frame = figure.frame(moment);
    let descents = match &figure.shown.simulation {
        Simulation::Landscape(descents) => descents,
        Simulation::Cloud(_) | Simulation::Sweep(_) => return None,
    };
    let pen = Pen {
        painter,
        style: &frame.style,
        layout: &frame.layout,
        language,
    };
    insets::step_at(&pen, &frame, figure, descents, pressed, now)
}

fn paint_figure(painter: &egui::Painter, figure: &Figure, moment: Moment, language: Language) {
    let frame = figure.frame(moment);
    let Figure {
        shown,
        worked,
        canvas,
        ..
    } = figure;
    let pen = Pen {
        painter,
        style: &frame.style,
        layout: &frame.layout,
        language,
    };
    let scene = shown.scene();
    let line = canvas
        .measure
        .is_none()
        .then(|| progress(&pen, shown, &frame));
    title(&pen, shown, line);
    caption(&pen, &scene.caption);
    if frame.layout.has_subject {
        worked.axes.label(&pen, &frame);
    }
    match &shown.simulation {
        Simulation::Landscape(_) => {}
        Simulation::Cloud(cloud) => match table::numbers(&scene.look, cloud) {
            Some(numbers) => table::paint(&pen, cloud, numbers),
            None => legend::classes(&pen, cloud),
        },
        Simulation::Sweep(sweep) => sweep::legend(&pen, &frame, sweep, &scene.look),
    }
    let WorkedSubject::Landscape {
        surface,
        trails,
        arrows,
    } = &worked.subject
    else {
        return;
    };
    let Some(descents) = shown.simulation.surface() else {
        return;
    };
    let (surface, trails) = morph::at(&frame, descents, surface, trails);
    let (surface, trails) = (surface.as_ref(), trails.as_ref());
    legend::runs(&pen, &frame, descents, &scene.look.marks);
    insets::paint(&pen, &frame, shown, descents, worked);
    if !frame.layout.has_subject {
        return;
    }
    keys::paint(&pen, &frame, &scene.look, descents, arrows);
    legend::color_bar(&pen, &scene.look, surface, &worked.axes.names[1]);
    let mut taken = balls_seen(&frame, descents, trails);
    taken.extend(frame.layout.insets.map(rect));
    if scene.look.marks.names {
        tags(&pen, &frame, descents, trails, &mut taken);
    }
    if frame.flat() || scene.look.marks.numbers {
        let colors = colormap(scene.look.colormap);
        contour_labels::paint(&pen, &frame, surface, &colors, &mut taken);
    }
    if let Some(pointer) = canvas.pointer {
        read_out(&pen, &frame, &shown.simulation, surface, pointer);
    }
}

/// The title, and a line below it that says how far all has come; without one it is a figure's among several.
fn title(pen: &Pen, shown: &Shown, line: Option<String>) {
    let area = pen.layout.title;
    let color = pen.style.text.color32();
    let job = LayoutJob::simple(
        pen.say(&shown.scene().title).to_owned(),
        pen.heading(if line.is_some() { TITLE } else { BODY }),
        color,
        area.size.x,
    );
    let galley = pen.painter.layout_job(job);
    let below = galley.size().y;
    pen.painter.galley(pos(area.min), galley, color);
    if let Some(text) = line {
        let at = area.min + Vec2::new(0.0, below + 0.2 * BODY * pen.layout.text);
        pen.text(at, Align2::LEFT_TOP, &text, BODY, pen.style.quiet.color32());
    }
}

/// What has come how far: the number that a surface changes with, then the steps of the runs.
fn progress(pen: &Pen, shown: &Shown, frame: &Frame) -> String {
    let number = match &shown.simulation {
        Simulation::Landscape(descents) if frame.morph < 1.0 || descents.runs.is_empty() => {
            morph::number(frame, descents)
        }
        _ => None,
    };
    number.unwrap_or_else(|| step_text(pen, shown, frame.step))
}

fn step_text(pen: &Pen, shown: &Shown, step: f64) -> String {
    let total = shown.steps();
    if total == 0 {
        return String::new();
    }
    let (n, total) = ((step.floor() as usize).to_string(), total.to_string());
    let gaps = [("n", n.as_str()), ("total", total.as_str())];
    pen.language.say_with(Word::StepOf, &gaps)
}

fn caption(pen: &Pen, text: &Text) {
    let area = pen.layout.caption;
    let text = pen.say(text);
    if text.is_empty() {
        return;
    }
    let color = pen.style.quiet.color32();
    let job = LayoutJob::simple(text.to_owned(), pen.font(BODY), color, area.size.x);
    let galley = pen.painter.layout_job(job);
    let top = area.max().y - galley.size().y;
    pen.painter
        .galley(pos(Vec2::new(area.min.x, top)), galley, color);
}

/// What the balls cover; nothing is written there.
fn balls_seen(frame: &Frame, descents: &Descents, trails: &[Trail]) -> Vec<Rect> {
    drawn_runs(descents, trails)
        .filter_map(|(_, trail)| {
            let (center, radius) = ball_seen(frame, trail)?;
            Some(Rect::from_center_size(
                pos(center),
                egui::Vec2::splat(2.2 * radius),
            ))
        })
        .collect()
}

/// Where a ball is seen and how large, in points.
fn ball_seen(frame: &Frame, trail: &Trail) -> Option<(Vec2, f32)> {
    let placed = trail.at(frame.step)?;
    let radius = ball_radius(frame);
    let center = placed.contact + radius * placed.normal;
    let seen = frame.stage.project(center)?;
    Some((seen, radius / frame.stage.world_from_px(center)))
}

/// Names at the balls. Each run has a side of its own, so that names do not jump while balls pass one another; where that
/// side is taken the name stands farther out, then on another side, and at last nowhere.
fn tags(pen: &Pen, frame: &Frame, descents: &Descents, trails: &[Trail], taken: &mut Vec<Rect>) {
    const SIDES: [(f32, f32); 6] = [
        (0.7, -0.7),
        (-0.7, -0.7),
        (0.7, 0.7),
        (-0.7, 0.7),
        (1.0, 0.0),
        (-1.0, 0.0),
    ];
    const DISTANCES: [f32; 4] = [1.0, 1.9, 3.0, 4.4];
    let picture = rect(pen.layout.area);
    for (run, trail) in drawn_runs(descents, trails).filter(|(run, _)| run.leads) {
        let Some((center, radius)) = ball_seen(frame, trail) else {
            continue;
        };
        let color = pen.style.text.color32();
        let galley = pen.line(pen.say(&run.label), pen.font(SMALL), color);
        let reach = radius + pen.px(20.0);
        let places = (0..SIDES.len()).flat_map(|turn| {
            // The first four sides are shared out among the runs.
            let own = run.color % 4;
            let side = if turn < 4 { (own + turn) % 4 } else { turn };
            let (x, y) = SIDES[side];
            DISTANCES.map(|times| (Vec2::new(x, y), times * reach))
        });
        let padding = pen.px(6.0);
        let placed = places
            .map(|(direction, distance)| {
                let end = center + direction * distance;
                let anchor = if direction.x > 0.0 {
                    Align2::LEFT_CENTER
                } else {
                    Align2::RIGHT_CENTER
                };
                let size = galley.size() + egui::Vec2::splat(2.0 * padding);
                (end, direction, anchor.anchor_size(pos(end), size))
            })
            .find(|(_, _, wanted)| {
                picture.contains_rect(*wanted)
                    && !taken.iter().any(|other| other.intersects(*wanted))
            });
        let Some((end, direction, covered)) = placed else {
            continue;
        };
        let line = pen.style.text.with_alpha(0.8);
        pen.stroke(center + direction * radius, end, 1.5, line);
        let ground = pen.style.background_top.with_alpha(0.78);
        pen.painter.rect_filled(covered, pen.px(5.0), ground);
        pen.painter
            .galley(covered.min + egui::Vec2::splat(padding), galley, color);
        taken.push(covered);
    }
}

/// The values under the pointer.
fn read_out(
    pen: &Pen,
    frame: &Frame,
    simulation: &Simulation,
    surface: &DrawnSurface,
    pointer: Vec2,
) {
    let (origin, direction) = frame.stage.ray(pointer);
    let Some(at) = surface.hit(origin, direction) else {
        return;
    };
    if surface.clamp(at) != at {
        return;
    }
    let text = match simulation {
        Simulation::Sweep(sweep) => sweep::read_out(sweep, at, pen.language),
        Simulation::Landscape(descents) => place_text(frame, descents, surface, at),
        Simulation::Cloud(_) => return,
    };
    let color = pen.style.text.color32();
    let galley = pen.line(&text, pen.font(SMALL), color);
    let padding = pen.px(8.0);
    let size = galley.size() + egui::Vec2::splat(2.0 * padding);
    let picture = rect(pen.layout.area);
    let wanted = pos(pointer) + egui::vec2(pen.px(22.0), pen.px(22.0));
    let min = wanted.min(picture.max - size).max(picture.min);
    let covered = Rect::from_min_size(min, size);
    let ground = pen.style.panel.with_alpha(0.92);
    pen.painter.rect_filled(covered, pen.px(6.0), ground);
    pen.painter
        .galley(covered.min + egui::Vec2::splat(padding), galley, color);
}

/// A place of a surface in words: its parameters, the value there and how steep it is.
fn place_text(frame: &Frame, descents: &Descents, surface: &DrawnSurface, at: DVec2) -> String {
    let [x, y, f] = &descents.axes;
    let slope = format!("‖∇{f}‖");
    let mut numbers = vec![(x, at.x)];
    if descents.variables > 1 {
        numbers.push((y, at.y));
    }
    if frame.morph < 1.0 {
        // Between two shapes, what is drawn is all there is.
        let shown = surface.shown_height(at);
        numbers.extend(shown.map(|shown| (f, surface.scale.value(shown))));
    } else {
        numbers.push((f, descents.landscape.value(at)));
        numbers.push((&slope, descents.landscape.gradient(at).length()));
    }
    let texts = numbers.into_iter();
    let texts = texts.map(|(name, number)| format!("{name} {}", short_number(number)));
    texts.collect::<Vec<_>>().join("   ")
}
