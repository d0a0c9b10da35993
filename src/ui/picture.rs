//! The picture beside the panels: the labels in it, and the mouse over it.

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

/// The distance between the focused figure and its outline, in points.
const OUTLINE_DISTANCE: f32 = 4.0;
/// The corner radius of the outline, in points.
const OUTLINE_RADIUS: f32 = 4.0;

/// Sets the canvas to the area beside the panels, handles the mouse over it, and paints the labels of the picture.
pub(super) fn show(
    ui: &mut Ui,
    outcome: &SceneOutcome,
    state: &mut UiState,
    inputs: &UiInputs,
    is_interactive: bool,
    context: &PanelContext,
) {
    let rect = ui.available_rect_before_wrap();
    let response = ui.interact(rect, Id::new("picture"), Sense::click_and_drag());
    let hovered_at = response
        .hover_pos()
        .filter(|_| is_interactive && !response.dragged());
    *state.canvas = Canvas {
        area: Area {
            min: vec2(rect.min.x, rect.min.y),
            size: vec2(rect.width(), rect.height()).max(Vec2::ONE),
        },
        pixels_per_point: ui.ctx().pixels_per_point(),
        pointer: hovered_at.map(|at| vec2(at.x, at.y)),
        layout_scale: None,
    };
    let painter = ui.painter_at(rect);
    let tables = &inputs.tables.0;
    if tables.len() != outcome.figures.len() {
        return;
    }
    // egui can run several passes per frame; the mouse is handled in the first.
    if is_interactive && ui.ctx().current_pass_index() == 0 {
        let gesture = Gesture::read(ui, &response);
        let at = response.interact_pointer_pos().or(response.hover_pos());
        let at = at.map(|at| vec2(at.x, at.y));
        // A gesture belongs to the figure in which it began.
        let selection_box = gesture.selection_box.map(|(corners, _)| corners);
        let at = gesture
            .press
            .or(selection_box)
            .map(|[pressed, _]| pressed)
            .or(at);
        let figure_index = at.and_then(|at| figures::at(outcome, tables, &state.canvas, at));
        if let Some(figure_index) = figure_index {
            handle_gesture(
                &gesture,
                figure_index,
                outcome,
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
            .then(|| focused_area(outcome, tables, state))
            .flatten()
        {
            painter.rect_stroke(figure, OUTLINE_RADIUS, line, StrokeKind::Outside);
        }
    }
    if inputs.only_subjects.0 {
        return;
    }
    let (viewpoint, canvas) = (&state.viewpoint, &state.canvas);
    overlay::paint(
        &painter,
        outcome,
        tables,
        *inputs.time,
        viewpoint,
        canvas,
        &inputs.selection,
        context.language,
    );
}

/// The area of the focused figure, if there are several.
fn focused_area(
    outcome: &SceneOutcome,
    tables: &[FigureTables],
    state: &UiState,
) -> Option<egui::Rect> {
    let canvases = figures::canvases(outcome, tables, &state.canvas);
    if canvases.len() == 1 {
        return None;
    }
    let canvas = canvases.get(state.panels.focused_figure)?;
    Some(labels::rect(canvas.area).expand(OUTLINE_DISTANCE))
}

/// Handles a gesture on a figure: focuses it, moves its camera, seeks in one of its charts, or reports a click on its
/// points or its surface.
fn handle_gesture(
    gesture: &Gesture,
    figure_index: usize,
    outcome: &SceneOutcome,
    tables: &[FigureTables],
    painter: &Painter,
    state: &mut UiState,
    time: PlaybackTime,
    selection: &PointSelection,
    context: &PanelContext,
) {
    let mut all = figures::of(outcome, tables, &state.viewpoint, &state.canvas, selection);
    let Some(figure) = all.nth(figure_index) else {
        return;
    };
    drop(all);
    if gesture.click.is_some() || gesture.moves_camera() {
        state.panels.focused_figure = figure_index;
    }
    let press = gesture.press.or(gesture.click.map(|at| [at, at]));
    let step = press
        .and_then(|press| overlay::step_of_chart(painter, &figure, time, context.language, press));
    if let Some(step) = step {
        return context.send(UiCommand::SeekStep(step));
    }
    let frame = figure.frame(time);
    let (layout, transform) = (&frame.layout, &frame.transform);
    if let Some(view) = PointsView::of(&figure, &frame) {
        let is_selecting = handle_points_gesture(gesture, figure_index, &view, painter, context);
        if is_selecting {
            return;
        }
    }
    let click = gesture.click.filter(|_| layout.has_subject);
    if let Some((at, drawn)) = click.zip(figure.tables.depiction.surface()) {
        let surface = &drawn.surface;
        let (origin, direction) = transform.ray(at);
        let hit = surface.ray_hit(origin, direction);
        if let Some(at) = hit.filter(|&at| surface.clamp(at) == at) {
            context.send(UiCommand::ClickSurface(at.into()));
        }
    }
    if gesture.moves_camera() {
        let camera = camera::user_camera(&mut state.viewpoint, figure.outcome, figure.tables, time);
        gesture.apply(camera, transform);
    }
}

/// Handles a gesture on a cloud: chooses the clicked point, hides or isolates the class clicked in the legend, or
/// selects the points in a box. Returns whether the gesture draws a selection box.
fn handle_points_gesture(
    gesture: &Gesture,
    figure_index: usize,
    view: &PointsView,
    painter: &Painter,
    context: &PanelContext,
) -> bool {
    let query = context.query.for_figure(figure_index);
    if let Some((corners, is_released)) = gesture.selection_box {
        let area = area_between(corners);
        if !is_released {
            paint_selection_box(painter, area, view);
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
        Some(key) if gesture.alt_held || gesture.is_double_click => {
            context.send(UiCommand::IsolateClass {
                key,
                already_toggled: !gesture.alt_held,
            })
        }
        Some(key) => context.send(UiCommand::ToggleClass(key)),
        None => context.send(UiCommand::QueryPoints(PointQuery {
            chosen: view.point_at(at),
            ..query
        })),
    }
    false
}

/// The area with two opposite corners.
fn area_between([a, b]: [Vec2; 2]) -> Area {
    Area {
        min: a.min(b),
        size: (a - b).abs(),
    }
}

/// Paints the selection box.
fn paint_selection_box(painter: &Painter, area: Area, view: &PointsView) {
    let accent = view.frame.style.accent;
    let line = Stroke::new(1.5, accent.color32());
    let ground = accent.with_alpha(0.12);
    painter.rect(labels::rect(area), 0.0, ground, line, StrokeKind::Inside);
}
