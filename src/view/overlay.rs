//! Everything that is written on a picture: title, step, caption, axes, legend, colour bar, name tags, the read-out.

use bevy_egui::egui::{self, Align2, Rect, text::LayoutJob};
use glam::Vec2;

use super::{
    Canvas, Moment, Shown, Viewpoint, Worked, WorkedSubject, contour_labels,
    figures::{self, Figure},
    frame::Frame,
    insets, keys,
    labels::{Pen, pos, rect},
    layout::{BODY, SMALL, TITLE},
    legend,
    marks::{ball_radius, drawn_runs},
    scale::short_number,
    surface::DrawnSurface,
    table,
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
        title(&pen, shown, Some(shown.step_at(moment)));
        caption(&pen, &shown.scene().caption);
    }
    for figure in figures::of(shown, tables, viewpoint, canvas) {
        paint_figure(painter, &figure, moment, language);
    }
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
    title(&pen, shown, canvas.measure.is_none().then_some(frame.step));
    caption(&pen, &scene.caption);
    if frame.layout.has_subject {
        worked.axes.label(&pen, &frame);
    }
    match (&shown.simulation, &worked.subject) {
        (
            Simulation::Landscape(descents),
            WorkedSubject::Landscape {
                surface,
                trails,
                arrows,
            },
        ) => {
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
                read_out(&pen, &frame, descents, surface, pointer);
            }
        }
        (Simulation::Cloud(cloud), WorkedSubject::Cloud(_)) => {
            match table::numbers(&scene.look, cloud) {
                Some(numbers) => table::paint(&pen, cloud, numbers),
                None => legend::classes(&pen, cloud),
            }
        }
        _ => {}
    }
}

/// The title, and the step below it; without the step it is one figure's among several.
fn title(pen: &Pen, shown: &Shown, step: Option<f64>) {
    let area = pen.layout.title;
    let color = pen.style.text.color32();
    let job = LayoutJob::simple(
        pen.say(&shown.scene().title).to_owned(),
        pen.heading(if step.is_some() { TITLE } else { BODY }),
        color,
        area.size.x,
    );
    let galley = pen.painter.layout_job(job);
    let below = galley.size().y;
    pen.painter.galley(pos(area.min), galley, color);
    let total = shown.steps();
    if let Some(step) = step.filter(|_| total > 0) {
        let text = pen.language.say_with(
            Word::StepOf,
            &[
                ("n", &(step.floor() as usize).to_string()),
                ("total", &total.to_string()),
            ],
        );
        let at = area.min + Vec2::new(0.0, below + 0.2 * BODY * pen.layout.text);
        pen.text(at, Align2::LEFT_TOP, &text, BODY, pen.style.quiet.color32());
    }
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
fn read_out(pen: &Pen, frame: &Frame, descents: &Descents, surface: &DrawnSurface, pointer: Vec2) {
    let (origin, direction) = frame.stage.ray(pointer);
    let Some(at) = surface.hit(origin, direction) else {
        return;
    };
    if surface.clamp(at) != at {
        return;
    }
    let value = descents.landscape.value(at);
    let gradient = descents.landscape.gradient(at).length();
    let [x, y, f] = &descents.axes;
    let slope = format!("‖∇{f}‖");
    let mut numbers = vec![(x, at.x), (y, at.y), (f, value), (&slope, gradient)];
    if descents.variables == 1 {
        numbers.remove(1);
    }
    let text = numbers
        .into_iter()
        .map(|(name, number)| format!("{name} {}", short_number(number)))
        .collect::<Vec<_>>()
        .join("   ");
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
