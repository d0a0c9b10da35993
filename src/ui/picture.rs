//! The area beside the panels: the text of the picture, and the mouse over it.

use bevy_egui::egui::{self, CursorIcon, Id, Painter, Sense, Stroke, StrokeKind, Ui};
use glam::{Vec2, vec2};

use super::{
    PanelContext, PointQuery, UiCommand,
    camera::{self, Gesture},
    root::{UiInputs, UiState},
};
use crate::view::{
    Canvas, FigureTables, PlaybackTime, PointSelection, SceneOutcome,
    depiction::cloud::{PointsView, legend},
    frame::{area::Area, figures},
    overlay,
    text::labels,
};

/// The distance between the focused figure and its outline.
const AROUND: f32 = 4.0;
/// The corner radius of the outline.
const CORNER: f32 = 4.0;

/// Paints the text of the picture and handles the mouse over it.
pub(super) fn show(
    ui: &mut Ui,
    shown: &SceneOutcome,
    state: &mut UiState,
    inputs: &UiInputs,
    is_interactive: bool,
    context: &PanelContext,
) {
    let rect = ui.available_rect_before_wrap();
    let response = ui.interact(rect, Id::new("picture"), Sense::click_and_drag());
    let over = response
        .hover_pos()
        .filter(|_| is_interactive && !response.dragged());
    *state.canvas = Canvas {
        area: Area {
            min: vec2(rect.min.x, rect.min.y),
            size: vec2(rect.width(), rect.height()).max(Vec2::ONE),
        },
        pixels_per_point: ui.ctx().pixels_per_point(),
        pointer: over.map(|at| vec2(at.x, at.y)),
        layout_scale: None,
    };
    let painter = ui.painter_at(rect);
    let tables = &inputs.tables.0;
    if tables.len() != shown.figures.len() {
        return;
    }
    // The mouse is handled in the first of egui's passes only.
    if is_interactive && ui.ctx().current_pass_index() == 0 {
        let gesture = Gesture::read(ui, &response);
        let at = response.interact_pointer_pos().or(response.hover_pos());
        let at = at.map(|at| vec2(at.x, at.y));
        // A gesture belongs to the figure in which it began.
        let boxed = gesture.boxed.map(|(corners, _)| corners);
        let at = gesture.held.or(boxed).map(|[pressed, _]| pressed).or(at);
        let number = at.and_then(|at| figures::at(shown, tables, &state.canvas, at));
        if let Some(number) = number {
            touch(
                &gesture,
                number,
                shown,
                tables,
                &painter,
                state,
                *inputs.time,
                &inputs.selection,
                context,
            );
        }
    }
    if state.panels.visible {
        let line = ui.visuals().widgets.noninteractive.bg_stroke;
        painter.rect_stroke(rect, 0.0, line, StrokeKind::Inside);
        if let Some(figure) = is_interactive
            .then(|| focused(shown, tables, state))
            .flatten()
        {
            painter.rect_stroke(figure, CORNER, line, StrokeKind::Outside);
        }
    }
    let (viewpoint, canvas) = (&state.viewpoint, &state.canvas);
    overlay::paint(
        &painter,
        shown,
        tables,
        *inputs.time,
        viewpoint,
        canvas,
        &inputs.selection,
        context.language,
    );
}

/// The area of the focused figure, if there are several.
fn focused(shown: &SceneOutcome, tables: &[FigureTables], state: &UiState) -> Option<egui::Rect> {
    let canvases = figures::canvases(shown, tables, &state.canvas);
    if canvases.len() == 1 {
        return None;
    }
    let canvas = canvases.get(state.panels.focus)?;
    Some(labels::rect(canvas.area).expand(AROUND))
}

/// Handles a gesture on a figure: moves its camera, seeks in one of its charts, or starts its runs where the surface
/// was clicked.
fn touch(
    gesture: &Gesture,
    number: usize,
    shown: &SceneOutcome,
    tables: &[FigureTables],
    painter: &Painter,
    state: &mut UiState,
    time: PlaybackTime,
    selection: &PointSelection,
    context: &PanelContext,
) {
    let mut all = figures::of(shown, tables, &state.viewpoint, &state.canvas, selection);
    let Some(figure) = all.nth(number) else {
        return;
    };
    drop(all);
    if gesture.click.is_some() || gesture.moves() {
        state.panels.focus = number;
    }
    let held = gesture.held.or(gesture.click.map(|at| [at, at]));
    let step = held
        .and_then(|held| overlay::step_of_chart(painter, &figure, time, context.language, held));
    if let Some(step) = step {
        return context.send(UiCommand::SeekStep(step));
    }
    let frame = figure.frame(time);
    let (layout, transform) = (&frame.layout, &frame.transform);
    if let Some(view) = PointsView::of(&figure, &frame) {
        let is_box = touch_points(gesture, number, &view, painter, context);
        if is_box {
            return;
        }
    }
    let click = gesture.click.filter(|_| layout.has_subject);
    if let Some((at, drawn)) = click.zip(figure.tables.depiction.surface()) {
        let surface = &drawn.surface;
        let (origin, direction) = transform.ray(at);
        let hit = surface.ray_hit(origin, direction);
        if let Some(at) = hit.filter(|&at| surface.clamp(at) == at) {
            context.send(UiCommand::StartAt(at.into()));
        }
    }
    if gesture.moves() {
        let camera = camera::own(&mut state.viewpoint, figure.outcome, time);
        gesture.apply(camera, transform);
    }
}

/// Handles a gesture on a cloud: chooses the clicked point, toggles the clicked class, or selects the points in a box.
/// Returns whether a box is being drawn.
fn touch_points(
    gesture: &Gesture,
    number: usize,
    view: &PointsView,
    painter: &Painter,
    context: &PanelContext,
) -> bool {
    let query = context.query.about(number);
    if let Some((corners, done)) = gesture.boxed {
        let area = between(corners);
        if !done {
            paint_box(painter, area, view);
        } else {
            context.send(UiCommand::QueryPoints(PointQuery {
                selected: view.points_within(&area).into(),
                isolated: false,
                ..query
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
        Some(key) if gesture.alt || gesture.double => context.send(UiCommand::IsolateClass {
            key,
            clicked: !gesture.alt,
        }),
        Some(key) => context.send(UiCommand::HideClass(key)),
        None => context.send(UiCommand::QueryPoints(PointQuery {
            chosen: view.point_at(at),
            ..query
        })),
    }
    false
}

/// The rectangle with two opposite corners.
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
