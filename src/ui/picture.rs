//! What is left of the window beside the panels: the picture's text, and the mouse over it.

use bevy_egui::egui::{self, CursorIcon, Id, Painter, Sense, Stroke, StrokeKind, Ui};
use glam::{Vec2, vec2};

use super::{
    PanelContext, PointQuery, UiCommand,
    camera::{self, Gesture},
    root::{UiInputs, UiState},
};
use crate::view::{
    Attention, Canvas, FigureTables, PlaybackTime, SceneOutcome,
    depiction::cloud::{PointsView, legend},
    figures, labels, overlay,
    stage::Area,
};

/// Between the figure that panels are about and the line around it.
const AROUND: f32 = 4.0;
/// The corners of that line.
const CORNER: f32 = 4.0;

/// The picture's text, and the mouse over it.
pub fn show(
    ui: &mut Ui,
    shown: &SceneOutcome,
    changed: &mut UiState,
    known: &UiInputs,
    touched: bool,
    context: &PanelContext,
) {
    let rect = ui.available_rect_before_wrap();
    let response = ui.interact(rect, Id::new("picture"), Sense::click_and_drag());
    let over = response
        .hover_pos()
        .filter(|_| touched && !response.dragged());
    *changed.canvas = Canvas {
        area: Area {
            min: vec2(rect.min.x, rect.min.y),
            size: vec2(rect.width(), rect.height()).max(Vec2::ONE),
        },
        pixels_per_point: ui.ctx().pixels_per_point(),
        pointer: over.map(|at| vec2(at.x, at.y)),
        measure: None,
    };
    let painter = ui.painter_at(rect);
    let tables = &known.tables.0;
    if tables.len() != shown.figures.len() {
        return;
    }
    // A second pass sees the same movement again.
    if touched && ui.ctx().current_pass_index() == 0 {
        let gesture = Gesture::read(ui, &response);
        let at = response.interact_pointer_pos().or(response.hover_pos());
        let at = at.map(|at| vec2(at.x, at.y));
        // A gesture belongs to the figure in which it began.
        let boxed = gesture.boxed.map(|(corners, _)| corners);
        let at = gesture.held.or(boxed).map(|[pressed, _]| pressed).or(at);
        let number = at.and_then(|at| figures::at(shown, tables, &changed.canvas, at));
        if let Some(number) = number {
            touch(
                &gesture,
                number,
                shown,
                tables,
                &painter,
                changed,
                *known.moment,
                &known.attention,
                context,
            );
        }
    }
    if changed.panels.visible {
        let line = ui.visuals().widgets.noninteractive.bg_stroke;
        painter.rect_stroke(rect, 0.0, line, StrokeKind::Inside);
        if let Some(figure) = touched.then(|| focused(shown, tables, changed)).flatten() {
            painter.rect_stroke(figure, CORNER, line, StrokeKind::Outside);
        }
    }
    let (viewpoint, canvas) = (&changed.viewpoint, &changed.canvas);
    overlay::paint(
        &painter,
        shown,
        tables,
        *known.moment,
        viewpoint,
        canvas,
        &known.attention,
        context.language,
    );
}

/// Where the figure is that the panels are about, where there are several.
fn focused(shown: &SceneOutcome, tables: &[FigureTables], changed: &UiState) -> Option<egui::Rect> {
    let canvases = figures::canvases(shown, tables, &changed.canvas);
    if canvases.len() == 1 {
        return None;
    }
    let canvas = canvases.get(changed.panels.focus)?;
    Some(labels::rect(canvas.area).expand(AROUND))
}

/// Moves the camera of a figure, shows the step that is held in one of its charts, or lets its runs begin where its
/// surface was clicked.
fn touch(
    gesture: &Gesture,
    number: usize,
    shown: &SceneOutcome,
    tables: &[FigureTables],
    painter: &Painter,
    changed: &mut UiState,
    moment: PlaybackTime,
    attention: &Attention,
    context: &PanelContext,
) {
    let mut all = figures::of(
        shown,
        tables,
        &changed.viewpoint,
        &changed.canvas,
        attention,
    );
    let Some(figure) = all.nth(number) else {
        return;
    };
    drop(all);
    if gesture.click.is_some() || gesture.moves() {
        changed.panels.focus = number;
    }
    let held = gesture.held.or(gesture.click.map(|at| [at, at]));
    let step = held
        .and_then(|held| overlay::step_of_chart(painter, &figure, moment, context.language, held));
    if let Some(step) = step {
        return context.ask(UiCommand::SeekStep(step));
    }
    let frame = figure.frame(moment);
    let (layout, stage) = (&frame.layout, &frame.stage);
    if let Some(view) = PointsView::of(&figure, &frame) {
        let is_box = touch_points(gesture, number, &view, painter, context);
        if is_box {
            return;
        }
    }
    let click = gesture.click.filter(|_| layout.has_subject);
    if let Some((at, drawn)) = click.zip(figure.tables.depiction.surface()) {
        let surface = &drawn.surface;
        let (origin, direction) = stage.ray(at);
        let hit = surface.hit(origin, direction);
        if let Some(at) = hit.filter(|&at| surface.clamp(at) == at) {
            context.ask(UiCommand::StartAt(at.into()));
        }
    }
    if gesture.moves() {
        let camera = camera::own(&mut changed.viewpoint, figure.outcome, moment);
        gesture.apply(camera, stage);
    }
}

/// Chooses the point that was clicked, hides the class whose name was clicked, or selects the points in a box; whether a box
/// is drawn.
fn touch_points(
    gesture: &Gesture,
    number: usize,
    view: &PointsView,
    painter: &Painter,
    context: &PanelContext,
) -> bool {
    let inquiry = context.inquiry.about(number);
    if let Some((corners, done)) = gesture.boxed {
        let area = between(corners);
        if !done {
            paint_box(painter, area, view);
        } else {
            context.ask(UiCommand::Inquire(PointQuery {
                selected: view.within(&area).into(),
                isolated: false,
                ..inquiry
            }));
        }
        return true;
    }
    let key_at = |place: Vec2| legend::key_at(view, place);
    if view.frame.pointer.and_then(key_at).is_some() {
        painter.ctx().set_cursor_icon(CursorIcon::PointingHand);
    }
    let Some(at) = gesture.click else {
        return false;
    };
    match key_at(at) {
        Some(key) if gesture.alt || gesture.double => context.ask(UiCommand::IsolateClass {
            key,
            clicked: !gesture.alt,
        }),
        Some(key) => context.ask(UiCommand::HideClass(key)),
        None => context.ask(UiCommand::Inquire(PointQuery {
            chosen: view.at(at),
            ..inquiry
        })),
    }
    false
}

/// The rectangle of two of its corners.
fn between([a, b]: [Vec2; 2]) -> Area {
    Area {
        min: a.min(b),
        size: (a - b).abs(),
    }
}

fn paint_box(painter: &Painter, area: Area, view: &PointsView) {
    let accent = view.frame.style.accent;
    let line = Stroke::new(1.5, accent.color32());
    let ground = accent.with_alpha(0.12);
    painter.rect(labels::rect(area), 0.0, ground, line, StrokeKind::Inside);
}
