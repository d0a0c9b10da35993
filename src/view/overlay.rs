//! Everything that is written on a picture: title, step, caption, axes, legend, colour bar, name tags, the read-out.

use bevy_egui::egui::{self, Rect, text::LayoutJob};
use glam::{DVec2, Vec2};

use super::{
    Attention, Canvas, FigureOutcome, FigureTables, PlaybackTime, SceneOutcome, Viewpoint,
    WorkedSubject,
    chart_source::ChartSource,
    cloud::{self, PointsView},
    contour_labels,
    figures::{self, Figure},
    frame::Frame,
    insets, keys,
    labels::{Pen, pos, rect, unbroken},
    layout::{BODY, SMALL, TITLE},
    legend, morph,
    scale::short_number,
    surface::DrawnSurface,
    sweep, table,
    tags::{self, Scenery},
    theme::{Style, colormap},
};
use crate::{
    scene::Text,
    simulation::{LandscapeOutcome, ProjectedCloud, Simulation},
    words::{Language, Word},
};

/// Paints the text of a picture.
pub fn paint(
    painter: &egui::Painter,
    shown: &SceneOutcome,
    tables: &[FigureTables],
    moment: PlaybackTime,
    viewpoint: &Viewpoint,
    canvas: &Canvas,
    attention: &Attention,
    language: Language,
) {
    if shown.figures.len() > 1 {
        let pen = Pen {
            painter,
            style: &Style::of(shown.scene().theme),
            layout: &figures::outer_layout(shown, canvas),
            language,
        };
        let step = step_text(&pen, shown.steps(), shown.step_at(moment));
        title(&pen, &shown.title, Some(step), None);
        caption(&pen, &shown.caption, None);
    }
    for figure in figures::of(shown, tables, viewpoint, canvas, attention) {
        paint_figure(painter, &figure, moment, language);
    }
}

/// The step at a place of the picture, for a press that began in one of a figure's charts: where it was pressed, and where
/// the pointer is now.
pub fn step_of_chart(
    painter: &egui::Painter,
    figure: &Figure,
    moment: PlaybackTime,
    language: Language,
    [pressed, now]: [Vec2; 2],
) -> Option<f64> {
    let frame = figure.frame(moment);
    let of = match &figure.shown.simulation {
        Simulation::Landscape(descents) => ChartSource::Runs(descents),
        Simulation::Cloud(cloud) => ChartSource::Cloud(cloud),
        Simulation::Sweep(_) => return None,
    };
    let pen = Pen {
        painter,
        style: &frame.style,
        layout: &frame.layout,
        language,
    };
    insets::step_at(&pen, &frame, figure, of, pressed, now)
}

fn paint_figure(
    painter: &egui::Painter,
    figure: &Figure,
    moment: PlaybackTime,
    language: Language,
) {
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
    let look = shown.look();
    let line = canvas
        .measure
        .is_none()
        .then(|| progress(&pen, shown, &frame));
    let box_seen = (frame.layout.has_subject).then(|| worked.axes.seen(&frame));
    let words = [
        title(&pen, &shown.title, line, box_seen),
        caption(&pen, &shown.caption, box_seen),
        legend_seen(&frame),
    ];
    let bar = tags::bar_with_numbers(&frame).filter(|_| frame.layout.has_subject);
    for seen in words[2].into_iter().chain(bar.map(rect)) {
        ground(&pen, seen, box_seen);
    }
    let marks = &look.marks;
    // What is near the viewer is seen beyond its part of the picture; what is written there stays readable.
    let beside = bar.into_iter().chain(frame.layout.insets).map(rect);
    let words: Vec<Rect> = words.into_iter().flatten().chain(beside).collect();
    let mut axes = words.clone();
    if frame.layout.has_subject && marks.axes {
        let names = axis_names(&pen, &frame, figure);
        worked.axes.label(&pen, &frame, &names, &mut axes);
    }
    match &shown.simulation {
        Simulation::Cloud(cloud) => {
            if let Some(view) = PointsView::of(figure, &frame) {
                cloud_legend(&pen, &view, cloud);
            }
        }
        Simulation::Sweep(sweep) if marks.legend => {
            sweep::legend(&pen, &frame, sweep, look);
        }
        _ => {}
    }
    if let Simulation::Cloud(cloud) = &shown.simulation {
        insets::paint(&pen, &frame, shown, ChartSource::Cloud(cloud), worked);
    }
    if let (Simulation::Cloud(cloud), WorkedSubject::Cloud(drawn)) =
        (&shown.simulation, &worked.subject)
        && marks.arrows
    {
        cloud::paint_arrow_names(&pen, &frame, cloud, drawn, &words);
    }
    if let Some(view) = PointsView::of(figure, &frame) {
        cloud::names(&pen, &view, &words);
        cloud::read_out(&pen, &view);
    }
    let WorkedSubject::Landscape {
        surface,
        trails,
        arrows,
    } = &worked.subject
    else {
        return;
    };
    let Some(descents) = shown.simulation.runs() else {
        return;
    };
    let is_landscape = matches!(shown.simulation, Simulation::Landscape(_));
    let (surface, trails) = morph::at(&frame, descents, surface, trails);
    let (surface, trails) = (surface.as_ref(), trails.as_ref());
    if marks.legend {
        legend::runs(&pen, &frame, descents, marks);
    }
    if is_landscape {
        insets::paint(&pen, &frame, shown, ChartSource::Runs(descents), worked);
    }
    if !frame.layout.has_subject {
        return;
    }
    if marks.legend && is_landscape {
        keys::paint(&pen, &frame, look, descents, arrows);
    }
    legend::color_bar(&pen, look, surface, &worked.axes.names[1]);
    let scenery = Scenery {
        descents,
        surface,
        trails,
        marks: &look.marks,
    };
    let mut taken = axes;
    if look.marks.names {
        tags::paint(&pen, &frame, &scenery, &mut taken);
    }
    if frame.flat() || look.marks.numbers {
        let colors = colormap(look.colormap);
        taken.extend(tags::scenery(&frame, &scenery));
        contour_labels::paint(&pen, &frame, surface, &colors, &mut taken);
    }
    if let Some(pointer) = canvas.pointer {
        read_out(&pen, &frame, &shown.simulation, surface, pointer);
    }
}

/// The names of the axes at a moment.
fn axis_names(pen: &Pen, frame: &Frame, figure: &Figure) -> [String; 3] {
    match &figure.shown.simulation {
        Simulation::Cloud(cloud) if cloud.story().is_some() => {
            cloud::names_at(cloud, frame.step, pen.language)
        }
        _ => figure.worked.axes.names.clone(),
    }
}

/// What the colours of points mean, or their numbers where there are few.
fn cloud_legend(pen: &Pen, view: &PointsView, cloud: &ProjectedCloud) {
    let (look, frame) = (view.look, view.frame);
    if !look.marks.legend {
        return;
    }
    let color = view.color_column();
    if let Some((name, range)) = color {
        cloud::legend::color_column(pen, look, name, range);
    }
    match (table::numbers(look, cloud), cloud.clusters()) {
        (Some(numbers), _) => table::paint(pen, cloud, numbers),
        _ if color.is_some() => {}
        (None, Some(clusters)) => {
            let groups = view.drawn.groups(cloud, look, frame);
            cloud::legend::clusters(pen, clusters, &groups, &look.points.hide, frame.step);
        }
        (None, None) => cloud::legend::classes(pen, cloud, &look.points.hide),
    }
}

/// The legend's part of a picture, if it has lines.
fn legend_seen(frame: &Frame) -> Option<Rect> {
    let legend = rect(frame.layout.legend);
    (legend.height() > 0.0).then_some(legend)
}

/// The title, and a line below it with the present step; without one it is a figure's among several. Over the box as it is
/// seen it has a backing; returns what it covers.
fn title(pen: &Pen, text: &Text, line: Option<String>, box_seen: Option<Rect>) -> Option<Rect> {
    let area = pen.layout.title;
    let color = pen.style.text.color32();
    let mut job = LayoutJob::simple(
        unbroken(pen.say(text)),
        pen.heading(if line.is_some() { TITLE } else { BODY }),
        color,
        area.size.x,
    );
    // A figure's head is as high as that of its neighbours; the title of a whole has the room it needs.
    if line.is_none() {
        job.wrap.max_rows = pen.layout.title_lines;
    }
    let galley = pen.painter.layout_job(job);
    let quiet = pen.style.quiet.color32();
    let line = line.map(|text| pen.line(&text, pen.font(BODY), quiet));
    let mut covered = Rect::from_min_size(pos(area.min), galley.size());
    let below = covered.left_bottom() + egui::vec2(0.0, 0.2 * BODY * pen.layout.text);
    let second = line
        .as_ref()
        .map(|line| Rect::from_min_size(below, line.size()));
    covered = second.map_or(covered, |second| covered.union(second));
    ground(pen, covered, box_seen);
    pen.painter.galley(pos(area.min), galley, color);
    if let Some(line) = line {
        pen.painter.galley(below, line, quiet);
    }
    (covered.width() > 0.0).then_some(covered)
}

/// The backing of words over the box as it is seen, in the colour of the background there.
fn ground(pen: &Pen, words: Rect, box_seen: Option<Rect>) {
    let room = words.expand(pen.px(6.0));
    if !box_seen.is_some_and(|seen| seen.intersects(room)) {
        return;
    }
    let picture = rect(pen.layout.area);
    let down = (room.center().y - picture.min.y) / picture.height().max(1.0);
    let style = pen.style;
    let color = style
        .background_top
        .mix(style.background_bottom, down.clamp(0.0, 1.0));
    pen.painter
        .rect_filled(room, pen.px(5.0), color.with_alpha(0.78));
}

/// What has come how far: the number that a surface changes with, then the steps of the runs.
fn progress(pen: &Pen, shown: &FigureOutcome, frame: &Frame) -> String {
    let number = match &shown.simulation {
        Simulation::Landscape(descents) if frame.morph < 1.0 || descents.runs.is_empty() => {
            morph::number(frame, descents)
        }
        Simulation::Cloud(cloud) if cloud.story().is_some() => {
            Some(cloud::act_text(frame.step, pen.language).to_owned())
        }
        _ => None,
    };
    number.unwrap_or_else(|| step_text(pen, shown.simulation.steps(), frame.step))
}

fn step_text(pen: &Pen, total: usize, step: f64) -> String {
    if total == 0 {
        return String::new();
    }
    let (n, total) = ((step.floor() as usize).to_string(), total.to_string());
    let gaps = [("n", n.as_str()), ("total", total.as_str())];
    pen.language.say_with(Word::StepOf, &gaps)
}

/// Returns what it covers.
fn caption(pen: &Pen, text: &Text, box_seen: Option<Rect>) -> Option<Rect> {
    let area = pen.layout.caption;
    let text = pen.say(text);
    if text.is_empty() {
        return None;
    }
    let color = pen.style.quiet.color32();
    let job = LayoutJob::simple(unbroken(text), pen.font(BODY), color, area.size.x);
    let galley = pen.painter.layout_job(job);
    let top = area.max().y - galley.size().y;
    let covered = Rect::from_min_size(pos(Vec2::new(area.min.x, top)), galley.size());
    ground(pen, covered, box_seen);
    pen.painter.galley(covered.min, galley, color);
    Some(covered)
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
    let min = pen.beside(pointer, galley.size());
    pen.painter.galley(min, galley, color);
}

/// A place of a surface in words: its parameters, the value there and how steep it is.
fn place_text(
    frame: &Frame,
    descents: &LandscapeOutcome,
    surface: &DrawnSurface,
    at: DVec2,
) -> String {
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

#[cfg(test)]
mod tests;
