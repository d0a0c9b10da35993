//! Handles the commands of the window.

use bevy::{
    ecs::system::SystemParam,
    prelude::*,
    window::{MonitorSelection, PrimaryWindow, WindowMode},
};

use super::{
    Action, Autosave, Closing, Document, Panels, Playback, PointQuery, UiCommand, Work, camera,
    files::{self, Dialog, Purpose},
    opening::Opening,
    panels, top_bar,
};
use crate::{
    files::{path_to_text, remove_recovery_file},
    math::excerpt::escape_invisible,
    scene::{Camera, Scene, SceneError},
    view::{CurrentLanguage, FigureOutcome, PlaybackTime, SceneOutcome, Tables, Viewpoint},
    words::Word,
};

mod opening;
mod points;

/// The step size in seconds for scenes without steps.
const STEP_SECONDS: f64 = 0.1;
/// Steps this close to an integer count as integers: times are rounded, and balls ease into each step.
const WHOLE: f64 = 1e-4;

/// Everything that commands can change.
#[derive(SystemParam)]
pub(super) struct CommandContext<'w, 's> {
    document: ResMut<'w, Document>,
    panels: ResMut<'w, Panels>,
    playback: ResMut<'w, Playback>,
    time: ResMut<'w, PlaybackTime>,
    viewpoint: ResMut<'w, Viewpoint>,
    language: ResMut<'w, CurrentLanguage>,
    dialog: ResMut<'w, Dialog>,
    opening: ResMut<'w, Opening>,
    closing: ResMut<'w, Closing>,
    query: ResMut<'w, PointQuery>,
    flight: ResMut<'w, camera::Flight>,
    work: ResMut<'w, Work>,
    autosave: ResMut<'w, Autosave>,
    shown: Option<ResMut<'w, SceneOutcome>>,
    tables: Res<'w, Tables>,
    window: Query<'w, 's, &'static mut Window, With<PrimaryWindow>>,
}

/// Handles the commands since the last frame, in order.
pub(super) fn handle_commands(mut commands: MessageReader<UiCommand>, mut context: CommandContext) {
    for command in commands.read() {
        context.panels.notice = None;
        context.panels.failure = None;
        if let Err(error) = context.handle(command) {
            context.panels.failure = Some(error.to_string());
        }
    }
}

impl CommandContext<'_, '_> {
    fn handle(&mut self, command: &UiCommand) -> Result<(), SceneError> {
        match command {
            UiCommand::Act(action) => self.act(*action)?,
            UiCommand::Open(name) => self.opening.begin(name, None, self.document.source()),
            UiCommand::ShowAs(file, show_as) => {
                let source = self.document.source();
                let path = source.path_of(file);
                (self.opening).begin(&path_to_text(path), Some(*show_as), source);
            }
            UiCommand::OpenText(text) => self.opening.begin_text(text.clone()),
            UiCommand::CancelWork => self.cancel_work(),
            UiCommand::RestoreUnsaved => {
                let path = self.autosave.take();
                path.into_iter()
                    .for_each(|path| self.opening.begin_restoring(&path));
            }
            UiCommand::DiscardUnsaved => self
                .autosave
                .take()
                .into_iter()
                .for_each(|path| remove_recovery_file(&path)),
            UiCommand::PostponeUnsaved => drop(self.autosave.postpone()),
            UiCommand::Save(path) => {
                let scene = self.document.scene().clone();
                let saved = self.document.source().edited(scene)?.save(path)?;
                self.document.saved_as(saved);
                if *self.closing == Closing::AfterSaving {
                    *self.closing = Closing::Confirmed;
                }
                self.notice_with(
                    Word::SavedTo,
                    &[("path", &escape_invisible(&path_to_text(path)))],
                );
            }
            UiCommand::Seek(seconds) => self.seek(*seconds),
            UiCommand::SeekStep(step) => {
                let seconds = self
                    .shown
                    .as_ref()
                    .map(|shown| shown.timeline.seconds_at(*step));
                seconds.into_iter().for_each(|seconds| self.seek(seconds));
            }
            UiCommand::QueryPoints(query) => *self.query = query.clone(),
            UiCommand::FlyTo { figure, point } => self.fly_to(*figure, *point),
            UiCommand::HideClass(key) => {
                self.edit_figure(|scene, figure| scene.look_of_mut(figure).points.toggle_class(key))
            }
            UiCommand::IsolateClass { key, clicked } => self.isolate(key, *clicked),
            UiCommand::SaveRowsAs => {
                self.close_windows();
                self.dialog.open(Purpose::Rows, "points.csv");
            }
            UiCommand::SaveRows(path) => self.save_rows(path),
            UiCommand::StartAt(at) => self.start_at(*at),
            UiCommand::FocusFigure(index) => self.panels.focus = *index,
            UiCommand::FocusRun(index) => {
                self.edit_figure(|scene, figure| scene.look_of_mut(figure).focus = Some(index + 1));
            }
            // Handled by `record`.
            UiCommand::Film(_) | UiCommand::CancelFilm => {}
            UiCommand::Close(closing) => {
                *self.closing = *closing;
                if *closing == Closing::AfterSaving {
                    self.act(Action::Save)?;
                }
            }
        }
        Ok(())
    }

    fn act(&mut self, action: Action) -> Result<(), SceneError> {
        match action {
            Action::PlayPause => {
                let total = self.total();
                self.time.seconds = self.playback.toggled(self.time.seconds, total);
            }
            Action::StepBack => self.step(-1.0),
            Action::StepForward => self.step(1.0),
            Action::ToStart => self.seek(0.0),
            Action::ToEnd => {
                self.playback.playing = false;
                self.seek(self.total());
            }
            Action::Faster => self.playback.accelerate(2.0),
            Action::Slower => self.playback.accelerate(0.5),
            Action::Loop => self.playback.looped = !self.playback.looped,
            Action::OrbitLeft
            | Action::OrbitRight
            | Action::OrbitUp
            | Action::OrbitDown
            | Action::ZoomIn
            | Action::ZoomOut => self.move_camera(action),
            Action::ViewSolid | Action::ViewTop | Action::ViewFront => {
                if let Some(projection) = camera::projection(action) {
                    self.edit_figure(|scene, figure| {
                        scene.look_of_mut(figure).projection = projection;
                    });
                }
                if action == Action::ViewFront {
                    self.move_camera(action);
                }
            }
            Action::ViewReset => *self.viewpoint = Viewpoint::default(),
            Action::KeepView => self.keep_view(),
            Action::Spin => self.spin(),
            Action::FindPoints => {
                (self.panels.visible, self.panels.right_open) = (true, true);
                self.panels.focus_search = true;
            }
            Action::HidePanels => self.panels.visible = !self.panels.visible,
            Action::Charts => self.panels.right_open = !self.panels.right_open,
            Action::Gallery => self.toggle(|panels| &mut panels.gallery),
            Action::Film => self.toggle(|panels| &mut panels.film),
            Action::Help => self.toggle(|panels| &mut panels.help),
            Action::Close => self.close(),
            Action::Quit => *self.closing = Closing::requested(&self.document),
            Action::NextScene => self.open_neighbour(1),
            Action::PreviousScene => self.open_neighbour(-1),
            Action::Open => {
                self.close_windows();
                self.dialog.open(Purpose::Open, "");
            }
            Action::Save => match self.document.file().map(ToOwned::to_owned) {
                Some(path) => self.handle(&UiCommand::Save(path))?,
                None => self.act(Action::SaveAs)?,
            },
            Action::SaveAs => {
                self.close_windows();
                let suggestion = files::suggestion(self.document.source());
                self.dialog.open(Purpose::Save, &suggestion);
            }
            Action::CopyScene => {
                let scene = self.document.scene().clone();
                self.panels.to_copy = Some(self.document.source().edited(scene)?.to_ron());
                self.notice_with(Word::CopiedScene, &[]);
            }
            Action::Undo => self.document.undo(),
            Action::Redo => self.document.redo(),
            Action::NextTheme => self
                .document
                .edit(|scene| scene.theme = top_bar::next_theme(scene.theme)),
            Action::NextLanguage => self.language.0 = top_bar::next(self.language.0),
            Action::FullScreen => self.toggle_full_screen(),
        }
        Ok(())
    }

    fn total(&self) -> f64 {
        self.shown
            .as_ref()
            .map_or(0.0, |shown| shown.timeline.total_seconds())
    }

    fn seek(&mut self, seconds: f64) {
        self.time.seconds = seconds.clamp(0.0, self.total());
    }

    /// Pauses, and goes to the next integer step in a direction.
    fn step(&mut self, direction: f64) {
        self.playback.playing = false;
        let Some(shown) = &self.shown else {
            return;
        };
        if shown.steps() == 0 {
            return self.seek(self.time.seconds + direction * STEP_SECONDS);
        }
        let next = next_step(shown.step_at(*self.time), direction);
        let seconds = shown.timeline.seconds_at(next);
        self.seek(seconds);
    }

    /// The figure that keys apply to.
    fn focused(&self) -> Option<&FigureOutcome> {
        let shown = self.shown.as_ref()?;
        Some(self.panels.figure(shown, self.document.scene()))
    }

    /// Edits the focused figure, given its index, as one edit.
    fn edit_figure(&mut self, change: impl FnOnce(&mut Scene, usize)) {
        let figure = self.focused().map_or(0, |figure| figure.index);
        self.document.edit(|scene| change(scene, figure));
    }

    fn move_camera(&mut self, action: Action) {
        let Some(shown) = &self.shown else {
            return;
        };
        let figure = self.panels.figure(shown, self.document.scene());
        let camera = camera::own(&mut self.viewpoint, figure, *self.time);
        camera::act(action, camera);
    }

    /// Stores the current view in the scene, but keeps the scene's camera motion.
    fn keep_view(&mut self) {
        let Some(shown) = &self.shown else {
            return;
        };
        let figure = self.panels.figure(shown, self.document.scene());
        let index = figure.index;
        if self.viewpoint.own[index].is_none() {
            return;
        }
        let camera = *camera::own(&mut self.viewpoint, figure, *self.time);
        self.document.edit(|scene| {
            let camera_of_scene = scene.camera_of_mut(index);
            *camera_of_scene = Camera {
                motion: camera_of_scene.motion,
                ..camera
            };
        });
        self.notice_with(Word::ViewKept, &[]);
    }

    fn close(&mut self) {
        if self.close_windows() {
            return;
        }
        if !self.query.is_idle() {
            *self.query = self.query.fresh(self.query.figure);
            return;
        }
        if !self.panels.visible {
            self.panels.visible = true;
        } else if self.is_full_screen() {
            self.toggle_full_screen();
        }
    }

    /// Closes the windows over the picture; returns whether there was one.
    fn close_windows(&mut self) -> bool {
        let panels = &mut *self.panels;
        let mut closed = self.dialog.close();
        for open in [&mut panels.film, &mut panels.gallery, &mut panels.help] {
            closed |= std::mem::take(open);
        }
        if *self.closing == Closing::Asking {
            *self.closing = Closing::No;
            closed = true;
        }
        closed | self.autosave.postpone()
    }

    /// Toggles a window over the picture and closes the others.
    fn toggle(&mut self, window: fn(&mut Panels) -> &mut bool) {
        let opens = !*window(&mut self.panels);
        self.close_windows();
        *window(&mut self.panels) = opens;
    }

    /// Edits the scene for a click on the surface.
    fn start_at(&mut self, at: [f64; 2]) {
        let Some(figure) = self.focused() else {
            return;
        };
        let shown = figure.simulation.clone();
        let mut restarts = false;
        self.edit_figure(|scene, figure| {
            restarts = panels::click(&mut scene.figures[figure].subject, &shown, at);
        });
        if restarts {
            self.time.seconds = 0.0;
            self.playback.playing = true;
        }
    }

    fn is_full_screen(&self) -> bool {
        self.window
            .single()
            .is_ok_and(|window| window.mode != WindowMode::Windowed)
    }

    fn toggle_full_screen(&mut self) {
        let is_full_screen = self.is_full_screen();
        if let Ok(mut window) = self.window.single_mut() {
            window.mode = if is_full_screen {
                WindowMode::Windowed
            } else {
                WindowMode::BorderlessFullscreen(MonitorSelection::Current)
            };
        }
    }

    fn notice_with(&mut self, word: Word, gaps: &[(&str, &str)]) {
        self.panels.notice = Some(self.language.0.say_with(word, gaps));
    }
}

/// The next integer step after a fractional one, in a direction of 1 or −1.
fn next_step(step: f64, direction: f64) -> f64 {
    if direction > 0.0 {
        (step + WHOLE).floor() + 1.0
    } else {
        (step - WHOLE).ceil() - 1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stepping_goes_to_integer_steps() {
        assert_eq!(next_step(2.0, 1.0), 3.0);
        assert_eq!(next_step(2.999_999, 1.0), 4.0);
        assert_eq!(next_step(2.4, 1.0), 3.0);
        assert_eq!(next_step(2.4, -1.0), 2.0);
        assert_eq!(next_step(2.000_001, -1.0), 1.0);
        assert_eq!(next_step(3.0, -1.0), 2.0);
    }
}
