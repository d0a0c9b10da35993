//! The one place where egui runs: panels around the picture, the picture's text, the mouse over it. The same in the
//! window and in films, where nobody touches anything.

use std::hash::{Hash, Hasher};

use super::{
    Document, DocumentState, FilmStatus, Keeper, Leave, PanelContext, Playback, PointQuery,
    PointQueryResult, UiCommand, Work, camera,
    files::{self, Dialog},
    film, gallery, help,
    input::Gathered,
    keys, leave,
    opening::Opening,
    panels, picture, playback_bar, style, top_bar, unsaved,
    waiting::{self, Waiting},
    widgets,
};
use crate::{
    math::excerpt::message,
    scene::{Figure, Scene, Theme},
    view::{
        Attention, Canvas, CurrentLanguage, FigureOutcome, PlaybackTime, SceneOutcome, Tables,
        Viewpoint, labels, theme::Style,
    },
    words::{Language, Word},
};
use bevy::{ecs::system::SystemParam, prelude::*, window::RequestRedraw};
use bevy_egui::{
    EguiContext, EguiFullOutput, EguiInput, PrimaryEguiContext,
    egui::{self, Align2, Context, Id, Margin, Ui},
};

/// Width of the left panel.
const LEFT: f32 = 300.0;
/// Width of the right panel.
const RIGHT: f32 = 320.0;

/// Free border inside the panels at the sides.
const SIDE_MARGIN: Margin = Margin::symmetric(12, 10);
/// Free border inside the bars.
const BAR_MARGIN: Margin = Margin::symmetric(12, 4);

/// Which panels and windows are open.
#[derive(Resource, Clone, Debug, PartialEq, Eq)]
pub struct Panels {
    /// Whether there are panels at all.
    pub visible: bool,
    /// Whether the charts are unfolded.
    pub right_open: bool,
    /// Whether the help lies over the picture.
    pub help: bool,
    /// Whether the gallery does.
    pub gallery: bool,
    /// Whether the film dialog does.
    pub film: bool,
    /// What was done last, in one line.
    pub notice: Option<String>,
    /// Why it could not be done, in one line.
    pub failure: Option<String>,
    /// Text on its way to the clipboard.
    pub to_copy: Option<String>,
    /// The figure that panels and keys are about.
    pub focus: usize,
    /// Whether the field that finds points is to have the keyboard.
    pub finds: bool,
}

impl Default for Panels {
    fn default() -> Self {
        Self {
            visible: true,
            right_open: true,
            help: false,
            gallery: false,
            film: false,
            notice: None,
            failure: None,
            to_copy: None,
            focus: 0,
            finds: false,
        }
    }
}

impl Panels {
    /// The panels in a film.
    pub fn for_film(visible: bool) -> Self {
        Self {
            visible,
            ..Self::default()
        }
    }

    /// The figure that panels and keys are about. What is shown may have more or fewer figures than the edited scene.
    pub fn figure<'a>(&self, shown: &'a SceneOutcome, edited: &Scene) -> &'a FigureOutcome {
        let last = shown.figures.len().min(edited.figures.len()) - 1;
        &shown.figures[self.focus.min(last)]
    }
}

/// What is read to draw a frame.
#[derive(SystemParam)]
pub struct UiInputs<'w> {
    shown: Option<Res<'w, SceneOutcome>>,
    pub(super) tables: Res<'w, Tables>,
    pub(super) moment: Res<'w, PlaybackTime>,
    pub(super) attention: Res<'w, Attention>,
    inquiry: Res<'w, PointQuery>,
    answers: Res<'w, PointQueryResult>,
    spoken: Res<'w, CurrentLanguage>,
    playback: Res<'w, Playback>,
    work: Res<'w, Work>,
    film: Res<'w, FilmStatus>,
    opening: Option<Res<'w, Opening>>,
    leave: Option<Res<'w, Leave>>,
    keeper: Option<Res<'w, Keeper>>,
}

impl UiInputs<'_> {
    /// Whether something is computed or read beside the frame loop.
    fn is_working(&self) -> bool {
        let opening = self.opening.as_ref();
        self.work.is_running() || opening.is_some_and(|opening| opening.is_running())
    }

    fn waiting(&self) -> Option<Waiting> {
        Waiting::of(&self.work, self.opening.as_deref(), self.spoken.0)
    }
}

/// What a frame changes.
#[derive(SystemParam)]
pub struct UiState<'w> {
    document: Option<ResMut<'w, Document>>,
    dialog: Option<ResMut<'w, Dialog>>,
    pub(super) panels: ResMut<'w, Panels>,
    pub(super) viewpoint: ResMut<'w, Viewpoint>,
    pub(super) canvas: ResMut<'w, Canvas>,
    asks: MessageWriter<'w, UiCommand>,
    redraw: MessageWriter<'w, RequestRedraw>,
}

/// Runs egui once: panels, what is left for the picture, the picture's text.
pub fn run(
    mut contexts: Query<
        (&mut EguiContext, &mut EguiInput, &mut EguiFullOutput),
        With<PrimaryEguiContext>,
    >,
    mut dressed: Local<Option<Theme>>,
    mut gathered: Gathered,
    known: UiInputs,
    mut changed: UiState,
) {
    let Ok((mut context, mut input, mut output)) = contexts.single_mut() else {
        return;
    };
    let context = context.get_mut().clone();
    dress(&context, &mut dressed, known.shown.as_deref());
    let mut input = input.take();
    // A list that is open has the keys as well: Esc closes it and nothing behind it.
    let typing = context.text_edit_focused() || egui::Popup::is_any_open(&context);
    gathered.settle(&mut input);
    let shown = known.shown.as_deref();
    let Some(shown) = shown.filter(|_| !known.work.is_loading()) else {
        **output = Some(context.run_ui(input, |ui| {
            expect(ui, &known, &mut changed);
            labels::complete_fonts(ui.ctx());
        }));
        if !known.is_working() {
            changed.redraw.write(RequestRedraw);
        }
        return;
    };
    let style = Style::of(shown.scene().theme);
    let state = changed
        .document
        .as_ref()
        .map(|document| state_of(document, &known));
    let edited = changed.document.as_deref().map(Document::scene);
    let mut scene = edited.unwrap_or(shown.scene()).clone();
    let figure = changed.panels.figure(shown, &scene);
    let opened = changed
        .document
        .as_deref()
        .map(Document::opened_scene)
        .cloned();
    let mut panel_context = PanelContext::new(
        known.spoken.0,
        &style,
        &figure.source,
        &figure.simulation,
        &shown.timeline,
        known.moment.seconds,
    );
    panel_context.opened = opened.as_ref().unwrap_or(panel_context.opened);
    panel_context.document = state.unwrap_or_default();
    panel_context.film = &known.film;
    panel_context.figure = figure.index;
    panel_context.figures = names_of_figures(&scene, known.spoken.0);
    (panel_context.inquiry, panel_context.answers) = (&known.inquiry, &known.answers);
    panel_context.spins = camera::spins(&changed.viewpoint, figure);
    **output = Some(context.run_ui(input, |ui| {
        let touched = changed.document.is_some();
        if changed.panels.visible {
            around(ui, &mut scene, &mut changed, &known, &panel_context);
        }
        over(ui, &mut changed, &known, &panel_context);
        picture::show(ui, shown, &mut changed, &known, touched, &panel_context);
        if touched {
            keys::asked(ui.ctx(), typing)
                .into_iter()
                .for_each(|ask| panel_context.ask(ask));
        }
        hand_over(ui.ctx(), &mut changed.panels);
    }));
    let asks = panel_context.into_asks();
    take_over(scene, asks, &context, &known, &mut changed);
}

/// Gives egui what panels have for the keyboard, the clipboard and the fonts.
fn hand_over(context: &Context, panels: &mut ResMut<Panels>) {
    if std::mem::take(&mut panels.bypass_change_detection().finds) {
        let field = panels::inspector::field();
        context.memory_mut(|memory| memory.request_focus(field));
    }
    if let Some(text) = panels.to_copy.take() {
        context.copy_text(text);
    }
    labels::complete_fonts(context);
}

/// Takes over the edited scene and what was asked for, and has the next frame drawn where something goes on.
fn take_over(
    scene: Scene,
    asks: Vec<UiCommand>,
    context: &Context,
    known: &UiInputs,
    changed: &mut UiState,
) {
    let asked = !asks.is_empty();
    changed.asks.write_batch(asks);
    if let Some(document) = &mut changed.document {
        document.commit(scene, held(context));
        let begins = known.work.is_behind(document) && !known.is_working();
        if asked || known.playback.playing || begins {
            changed.redraw.write(RequestRedraw);
        }
    }
}

/// What the figures of a scene are called, where there are several.
fn names_of_figures(scene: &Scene, language: Language) -> Vec<String> {
    if scene.figures.len() == 1 {
        return Vec::new();
    }
    let figures = scene.figures.iter().enumerate();
    let name = |(index, figure): (usize, &Figure)| {
        let number = (index + 1).to_string();
        match widgets::said(&figure.subject.settled(&figure.title), language) {
            "" => language.say_with(Word::FigureNumber, &[("n", &number)]),
            title => title.to_owned(),
        }
    };
    figures.map(name).collect()
}

fn dress(context: &Context, dressed: &mut Option<Theme>, shown: Option<&SceneOutcome>) {
    let theme = shown.map(|shown| shown.scene().theme).unwrap_or_default();
    if dressed.is_none() {
        style::furnish(context);
    }
    if *dressed != Some(theme) {
        style::apply(context, theme);
        *dressed = Some(theme);
    }
}

/// The window while its scene is not ready to be shown.
fn expect(ui: &mut Ui, known: &UiInputs, changed: &mut UiState) {
    let document = changed.document.as_deref();
    let error = document.and_then(|document| document.error.clone());
    waiting::announce(ui, document, known.opening.as_deref(), known.spoken.0);
    if let Some(waiting) = known.waiting()
        && waiting.show(ui.ctx(), ui.max_rect(), known.spoken.0)
    {
        changed.asks.write(UiCommand::CancelWork);
    }
    if let Some(error) = error {
        complain(ui, &error);
    }
}

fn state_of(document: &Document, known: &UiInputs) -> DocumentState {
    DocumentState {
        can_undo: document.can_undo(),
        can_redo: document.can_redo(),
        unsaved: document.is_unsaved(),
        error: document.error.clone(),
        working: known.is_working(),
        done: known.work.done(),
    }
}

/// The panels at the edges.
fn around(
    ui: &mut Ui,
    scene: &mut Scene,
    changed: &mut UiState,
    known: &UiInputs,
    context: &PanelContext,
) {
    let frame = egui::Frame::side_top_panel(ui.style());
    let (side, bar) = (
        frame.inner_margin(SIDE_MARGIN),
        frame.inner_margin(BAR_MARGIN),
    );
    egui::Panel::bottom("playback")
        .exact_size(playback_bar::HEIGHT)
        .resizable(false)
        .show_separator_line(false)
        .frame(bar)
        .show(ui, |ui| playback_bar::show(ui, &known.playback, context));
    egui::Panel::left("left")
        .exact_size(LEFT)
        .resizable(false)
        .show_separator_line(false)
        .frame(side)
        .show(ui, |ui| {
            // A scroll bar that appears moves nothing beside the panel.
            ui.set_min_width(ui.available_width());
            panels::left(ui, scene, context);
        });
    let notice = changed.panels.notice.as_deref();
    egui::Panel::top("top")
        .exact_size(top_bar::HEIGHT)
        .resizable(false)
        .show_separator_line(false)
        .frame(bar)
        .show(ui, |ui| top_bar::show(ui, scene, notice, context));
    if changed.panels.right_open {
        egui::Panel::right("right")
            .exact_size(RIGHT)
            .resizable(false)
            .show_separator_line(false)
            .frame(side)
            .show(ui, |ui| {
                ui.set_min_width(ui.available_width());
                panels::right(ui, context);
            });
    }
}

/// The windows over the picture.
fn over(ui: &mut Ui, changed: &mut UiState, known: &UiInputs, context: &PanelContext) {
    let egui = ui.ctx().clone();
    let open = &mut *changed.panels.bypass_change_detection();
    if open.gallery {
        gallery::show(&egui, &mut open.gallery, context);
    }
    if open.film {
        film::show(&egui, &mut open.film, context);
    }
    if open.help {
        help::show(&egui, &mut open.help, context);
    }
    if let Some(dialog) = &mut changed.dialog {
        files::show(ui, dialog, context);
    }
    if known.leave.as_deref() == Some(&Leave::Asking) {
        leave::show(&egui, context);
    } else if let Some(keeper) = &known.keeper {
        unsaved::show(&egui, keeper, context);
    }
    if let Some(waiting) = known.waiting()
        && waiting.show(&egui, ui.available_rect_before_wrap(), context.language)
    {
        context.ask(UiCommand::CancelWork);
    }
    let failure = open
        .failure
        .as_deref()
        .or(context.document.error.as_deref());
    if let Some(failure) = failure {
        complain(ui, failure);
    }
}

/// What went wrong, at the foot of the picture.
fn complain(ui: &Ui, failure: &str) {
    let rect = ui.available_rect_before_wrap();
    egui::Area::new(Id::new("failure"))
        .pivot(Align2::CENTER_BOTTOM)
        .fixed_pos(rect.center_bottom() - egui::vec2(0.0, 12.0))
        .constrain_to(rect)
        .show(ui.ctx(), |ui| {
            egui::Frame::popup(ui.style()).show(ui, |ui| {
                ui.set_max_width(rect.width() - 48.0);
                let text = egui::RichText::new(message(failure)).color(ui.visuals().error_fg_color);
                ui.add(egui::Label::new(text).wrap());
            });
        });
}

/// What the person holds: a number for the thing dragged, or for the field typed into.
fn held(context: &Context) -> Option<u64> {
    let field = || {
        context
            .memory(|memory| memory.focused())
            .filter(|_| context.text_edit_focused())
    };
    context.dragged_id().or_else(field).map(|id| {
        let mut hasher = std::hash::DefaultHasher::new();
        id.hash(&mut hasher);
        hasher.finish()
    })
}
