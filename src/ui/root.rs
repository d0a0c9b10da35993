//! Runs egui: the panels around the picture, the labels in the picture, and the mouse over it. Films use the same code
//! without input.

use std::hash::{Hash, Hasher};

use super::{
    Autosave, Closing, Document, DocumentState, ExportStatus, PanelContext, Playback, PointQuery,
    PointQueryResult, Simulator, UiCommand, autosave, camera, closing, export,
    file_dialog::{self, FileDialog},
    gallery, help,
    input::InputCorrection,
    keys,
    opening::Opening,
    panels, picture, playback_bar,
    progress::{self, LongOperation},
    style, top_bar,
};
use crate::{
    math::excerpt::single_line,
    scene::{Figure, Scene, Theme},
    view::{
        Canvas, CurrentLanguage, FigureOutcome, OnlySubjects, PlaybackTime, PointSelection,
        SceneOutcome, Tables, Viewpoint, style::theme::Style, text::labels,
    },
    words::{Language, Word},
};
use bevy::{ecs::system::SystemParam, prelude::*, window::RequestRedraw};
use bevy_egui::{
    EguiContext, EguiFullOutput, EguiInput, PrimaryEguiContext,
    egui::{self, Align2, Context, FullOutput, Id, Margin, RawInput, Ui},
};

/// The width of the left panel in points.
const LEFT_PANEL_WIDTH: f32 = 300.0;
/// The width of the right panel in points.
const RIGHT_PANEL_WIDTH: f32 = 320.0;

/// The inner margin of the left and right panels.
const SIDE_PANEL_MARGIN: Margin = Margin::symmetric(12, 10);
/// The inner margin of the top bar and the playback bar.
const BAR_MARGIN: Margin = Margin::symmetric(12, 4);

/// The open panels and windows, and the result of the last command.
#[derive(Resource, Clone, Debug, PartialEq, Eq)]
pub(super) struct Panels {
    /// Whether the panels are shown.
    pub(super) visible: bool,
    /// Whether the right panel with the charts is open.
    pub(super) right_open: bool,
    /// Whether the help is open.
    pub(super) help_open: bool,
    /// Whether the gallery is open.
    pub(super) gallery_open: bool,
    /// Whether the export dialog is open.
    pub(super) export_open: bool,
    /// A message about the last command, as one line; shown in the top bar.
    pub(super) notice: Option<String>,
    /// The error of the last command, as one line.
    pub(super) command_error: Option<String>,
    /// The text to copy to the clipboard in this frame.
    pub(super) clipboard_text: Option<String>,
    /// The index of the figure that panels and keys apply to.
    pub(super) focused_figure: usize,
    /// Whether to give the field "Find points" the focus in this frame.
    pub(super) focus_search: bool,
}

impl Default for Panels {
    fn default() -> Self {
        Self {
            visible: true,
            right_open: true,
            help_open: false,
            gallery_open: false,
            export_open: false,
            notice: None,
            command_error: None,
            clipboard_text: None,
            focused_figure: 0,
            focus_search: false,
        }
    }
}

impl Panels {
    /// The panels of a film, which are drawn if `visible`.
    pub(super) fn for_film(visible: bool) -> Self {
        Self {
            visible,
            ..Self::default()
        }
    }

    /// The outcome of the figure that panels and keys apply to. While a changed scene is being computed, the displayed
    /// one can have more or fewer figures than the edited one.
    pub(super) fn focused_outcome<'a>(
        &self,
        outcome: &'a SceneOutcome,
        edited: &Scene,
    ) -> &'a FigureOutcome {
        let last = outcome.figures.len().min(edited.figures.len()) - 1;
        &outcome.figures[self.focused_figure.min(last)]
    }
}

/// The resources that a frame reads.
#[derive(SystemParam)]
pub(super) struct UiInputs<'w> {
    outcome: Option<Res<'w, SceneOutcome>>,
    pub(super) tables: Res<'w, Tables>,
    pub(super) time: Res<'w, PlaybackTime>,
    pub(super) selection: Res<'w, PointSelection>,
    query: Res<'w, PointQuery>,
    query_result: Res<'w, PointQueryResult>,
    language: Res<'w, CurrentLanguage>,
    pub(super) only_subjects: Res<'w, OnlySubjects>,
    playback: Res<'w, Playback>,
    simulator: Res<'w, Simulator>,
    export: Res<'w, ExportStatus>,
    opening: Option<Res<'w, Opening>>,
    closing: Option<Res<'w, Closing>>,
    autosave: Option<Res<'w, Autosave>>,
}

impl UiInputs<'_> {
    /// Whether a scene is being opened or computed.
    fn is_working(&self) -> bool {
        let opening = self.opening.as_ref();
        self.simulator.is_running() || opening.is_some_and(|opening| opening.is_running())
    }

    fn long_operation(&self) -> Option<LongOperation> {
        LongOperation::current(&self.simulator, self.opening.as_deref(), self.language.0)
    }
}

/// The resources that a frame changes.
#[derive(SystemParam)]
pub(super) struct UiState<'w> {
    document: Option<ResMut<'w, Document>>,
    dialog: Option<ResMut<'w, FileDialog>>,
    pub(super) panels: ResMut<'w, Panels>,
    pub(super) viewpoint: ResMut<'w, Viewpoint>,
    pub(super) canvas: ResMut<'w, Canvas>,
    commands: MessageWriter<'w, UiCommand>,
    redraw: MessageWriter<'w, RequestRedraw>,
}

/// Runs egui once: the panels, then the picture in the remaining area.
pub(super) fn run(
    mut contexts: Query<
        (&mut EguiContext, &mut EguiInput, &mut EguiFullOutput),
        With<PrimaryEguiContext>,
    >,
    mut applied_theme: Local<Option<Theme>>,
    mut correction: InputCorrection,
    inputs: UiInputs,
    mut state: UiState,
) {
    let Ok((mut context, mut input, mut output)) = contexts.single_mut() else {
        return;
    };
    let context = context.get_mut().clone();
    let theme = inputs
        .outcome
        .as_deref()
        .map(|outcome| outcome.scene().theme);
    style::update(&context, &mut applied_theme, theme.unwrap_or_default());
    let mut input = input.take();
    // An open list gets the keys too: Esc closes only the list.
    let is_typing = context.text_edit_focused() || egui::Popup::is_any_open(&context);
    correction.apply(&mut input);
    let outcome = inputs.outcome.as_deref();
    let Some(outcome) = outcome.filter(|_| !inputs.simulator.is_loading()) else {
        **output = Some(run_loading(&context, input, &inputs, &mut state));
        return;
    };
    let style = Style::of(outcome.scene().theme);
    let document = state.document.as_deref();
    let mut scene = document.map_or(outcome.scene(), Document::scene).clone();
    let opened = document.map(Document::opened_scene).cloned();
    let document_state = document.map(|document| document_state(document, &inputs));
    let figure = state.panels.focused_outcome(outcome, &scene);
    let mut panel_context = PanelContext::new(
        inputs.language.0,
        &style,
        &figure.source,
        &figure.simulation,
        &outcome.timeline,
        inputs.time.seconds,
    );
    panel_context.opened = opened.as_ref().unwrap_or(panel_context.opened);
    panel_context.document = document_state.unwrap_or_default();
    panel_context.export = &inputs.export;
    panel_context.focused_figure = figure.index;
    panel_context.figure_names = figure_names(&scene, inputs.language.0);
    (panel_context.query, panel_context.query_result) = (&inputs.query, &inputs.query_result);
    panel_context.spins = camera::spins(&state.viewpoint, figure);
    **output = Some(context.run_ui(input, |ui| {
        let is_interactive = state.document.is_some();
        if state.panels.visible {
            side_panels(ui, &mut scene, &mut state, &inputs, &panel_context);
        }
        windows(ui, &mut state, &inputs, &panel_context);
        picture::show(
            ui,
            outcome,
            &mut state,
            &inputs,
            is_interactive,
            &panel_context,
        );
        if is_interactive {
            keys::commands(ui.ctx(), is_typing)
                .into_iter()
                .for_each(|command| panel_context.send(command));
        }
        pass_to_egui(ui.ctx(), &mut state.panels);
    }));
    let commands = panel_context.into_commands();
    commit(scene, commands, &context, &inputs, &mut state);
}

/// Passes focus requests, text for the clipboard and missing fonts to egui.
fn pass_to_egui(context: &Context, panels: &mut ResMut<Panels>) {
    if std::mem::take(&mut panels.bypass_change_detection().focus_search) {
        let field = panels::inspector::search_field_id();
        context.memory_mut(|memory| memory.request_focus(field));
    }
    if let Some(text) = panels.clipboard_text.take() {
        context.copy_text(text);
    }
    labels::load_fallback_font(context);
}

/// Commits the edited scene, sends the commands, and requests another frame if one is needed.
fn commit(
    scene: Scene,
    commands: Vec<UiCommand>,
    context: &Context,
    inputs: &UiInputs,
    state: &mut UiState,
) {
    let has_commands = !commands.is_empty();
    state.commands.write_batch(commands);
    if let Some(document) = &mut state.document {
        document.commit(scene, gesture_id(context));
        let starts_work = inputs.simulator.is_behind(document) && !inputs.is_working();
        if has_commands || inputs.playback.playing || starts_work {
            state.redraw.write(RequestRedraw);
        }
    }
}

/// The names of the figures; empty if there is only one.
fn figure_names(scene: &Scene, language: Language) -> Vec<String> {
    if scene.figures.len() == 1 {
        return Vec::new();
    }
    let figures = scene.figures.iter().enumerate();
    let name = |(index, figure): (usize, &Figure)| {
        let number = (index + 1).to_string();
        match language.text(&figure.subject.fill_settings(&figure.title)) {
            "" => language.say_with(Word::FigureNumber, &[("n", &number)]),
            title => title.to_owned(),
        }
    };
    figures.map(name).collect()
}

/// Runs egui while the scene is being loaded.
fn run_loading(
    context: &Context,
    input: RawInput,
    inputs: &UiInputs,
    state: &mut UiState,
) -> FullOutput {
    let output = context.run_ui(input, |ui| {
        show_loading(ui, inputs, state);
        labels::load_fallback_font(ui.ctx());
    });
    if !inputs.is_working() {
        state.redraw.write(RequestRedraw);
    }
    output
}

/// Shows the window while its scene is being loaded.
fn show_loading(ui: &mut Ui, inputs: &UiInputs, state: &mut UiState) {
    let document = state.document.as_deref();
    let error = document.and_then(|document| document.error.clone());
    progress::show_title(ui, document, inputs.opening.as_deref(), inputs.language.0);
    if let Some(operation) = inputs.long_operation()
        && operation.show(ui.ctx(), ui.max_rect(), inputs.language.0)
    {
        state.commands.write(UiCommand::CancelWork);
    }
    if let Some(error) = error {
        show_error(ui, &error);
    }
}

/// The state of the document for the panels.
fn document_state(document: &Document, inputs: &UiInputs) -> DocumentState {
    DocumentState {
        can_undo: document.can_undo(),
        can_redo: document.can_redo(),
        is_unsaved: document.is_unsaved(),
        error: document.error.clone(),
        is_computing: inputs.is_working(),
        percent_done: inputs.simulator.percent_done(),
    }
}

/// The panels around the picture.
fn side_panels(
    ui: &mut Ui,
    scene: &mut Scene,
    state: &mut UiState,
    inputs: &UiInputs,
    context: &PanelContext,
) {
    let frame = egui::Frame::side_top_panel(ui.style());
    let side_frame = frame.inner_margin(SIDE_PANEL_MARGIN);
    let bar_frame = frame.inner_margin(BAR_MARGIN);
    egui::Panel::bottom("playback")
        .exact_size(playback_bar::HEIGHT)
        .resizable(false)
        .show_separator_line(false)
        .frame(bar_frame)
        .show(ui, |ui| {
            playback_bar::show(ui, scene, &inputs.playback, context)
        });
    egui::Panel::left("left")
        .exact_size(LEFT_PANEL_WIDTH)
        .resizable(false)
        .show_separator_line(false)
        .frame(side_frame)
        .show(ui, |ui| {
            // A scroll bar must not change the width of the panel.
            ui.set_min_width(ui.available_width());
            panels::left(ui, scene, context);
        });
    let notice = state.panels.notice.as_deref();
    egui::Panel::top("top")
        .exact_size(top_bar::HEIGHT)
        .resizable(false)
        .show_separator_line(false)
        .frame(bar_frame)
        .show(ui, |ui| top_bar::show(ui, scene, notice, context));
    if state.panels.right_open {
        egui::Panel::right("right")
            .exact_size(RIGHT_PANEL_WIDTH)
            .resizable(false)
            .show_separator_line(false)
            .frame(side_frame)
            .show(ui, |ui| {
                ui.set_min_width(ui.available_width());
                panels::right(ui, context);
            });
    }
}

/// The windows over the picture.
fn windows(ui: &mut Ui, state: &mut UiState, inputs: &UiInputs, context: &PanelContext) {
    let egui_context = ui.ctx().clone();
    let panels = &mut *state.panels.bypass_change_detection();
    if panels.gallery_open {
        gallery::show(&egui_context, &mut panels.gallery_open, context);
    }
    if panels.export_open {
        export::show(&egui_context, &mut panels.export_open, context);
    }
    if panels.help_open {
        help::show(&egui_context, &mut panels.help_open, context);
    }
    if let Some(dialog) = &mut state.dialog {
        file_dialog::show(ui, dialog, context);
    }
    if inputs.closing.as_deref() == Some(&Closing::Asking) {
        closing::show(&egui_context, context);
    } else if let Some(autosave) = &inputs.autosave {
        autosave::show(&egui_context, autosave, context);
    }
    if let Some(operation) = inputs.long_operation()
        && operation.show(
            &egui_context,
            ui.available_rect_before_wrap(),
            context.language,
        )
    {
        context.send(UiCommand::CancelWork);
    }
    let error = panels
        .command_error
        .as_deref()
        .or(context.document.error.as_deref());
    if let Some(error) = error {
        show_error(ui, error);
    }
}

/// Shows an error at the bottom of the picture.
fn show_error(ui: &Ui, error: &str) {
    let rect = ui.available_rect_before_wrap();
    egui::Area::new(Id::new("failure"))
        .pivot(Align2::CENTER_BOTTOM)
        .fixed_pos(rect.center_bottom() - egui::vec2(0.0, 12.0))
        .constrain_to(rect)
        .show(ui.ctx(), |ui| {
            egui::Frame::popup(ui.style()).show(ui, |ui| {
                ui.set_max_width(rect.width() - 48.0);
                let text =
                    egui::RichText::new(single_line(error)).color(ui.visuals().error_fg_color);
                ui.add(egui::Label::new(text).wrap());
            });
        });
}

/// A hash of the id of the widget being dragged or the text field being edited, if any.
fn gesture_id(context: &Context) -> Option<u64> {
    let focused_field = || {
        context
            .memory(|memory| memory.focused())
            .filter(|_| context.text_edit_focused())
    };
    context.dragged_id().or_else(focused_field).map(|id| {
        let mut hasher = std::hash::DefaultHasher::new();
        id.hash(&mut hasher);
        hasher.finish()
    })
}
