//! Handles the commands of the window.

use bevy::{
    ecs::system::SystemParam,
    prelude::*,
    window::{MonitorSelection, PrimaryWindow, WindowMode},
};

use super::{
    Action, Autosave, Closing, Document, Panels, Playback, PointQuery, Simulator, UiCommand,
    camera,
    file_dialog::{self, FileDialog, Purpose},
    opening::Opening,
    panels, top_bar,
};
use crate::{
    files::{path_to_text, remove_recovery_file},
    math::excerpt::escape_invisible,
    scene::{Scene, SceneError},
    view::{CurrentLanguage, FigureOutcome, PlaybackTime, SceneOutcome, Tables, Viewpoint},
    words::Word,
};

mod opening;
mod points;
mod view;

/// The number of seconds that one step key moves in scenes without steps.
const STEP_SECONDS: f64 = 0.1;
/// Steps this close to an integer count as that integer, since converting seconds to steps and back rounds, most of all
/// where the motion eases into a step.
const INTEGER_TOLERANCE: f64 = 1e-4;

/// The resources that commands read and change.
#[derive(SystemParam)]
pub(super) struct CommandContext<'w, 's> {
    document: ResMut<'w, Document>,
    panels: ResMut<'w, Panels>,
    playback: ResMut<'w, Playback>,
    time: ResMut<'w, PlaybackTime>,
    viewpoint: ResMut<'w, Viewpoint>,
    language: ResMut<'w, CurrentLanguage>,
    dialog: ResMut<'w, FileDialog>,
    opening: ResMut<'w, Opening>,
    closing: ResMut<'w, Closing>,
    query: ResMut<'w, PointQuery>,
    flight: ResMut<'w, camera::Flight>,
    simulator: ResMut<'w, Simulator>,
    autosave: ResMut<'w, Autosave>,
    outcome: Option<ResMut<'w, SceneOutcome>>,
    tables: Res<'w, Tables>,
    window: Query<'w, 's, &'static mut Window, With<PrimaryWindow>>,
}

/// Handles the commands since the last frame, in order.
pub(super) fn handle_commands(mut commands: MessageReader<UiCommand>, mut context: CommandContext) {
    for command in commands.read() {
        context.panels.notice = None;
        context.panels.command_error = None;
        if let Err(error) = context.handle(command) {
            context.panels.command_error = Some(error.to_string());
        }
    }
}

impl CommandContext<'_, '_> {
    fn handle(&mut self, command: &UiCommand) -> Result<(), SceneError> {
        match command {
            UiCommand::Act(action) => self.act(*action)?,
            UiCommand::Open(name) => self.opening.open(name, None, self.document.source()),
            UiCommand::ShowAs(file, show_as) => {
                let source = self.document.source();
                let path = source.path_of(file);
                (self.opening).open(&path_to_text(path), Some(*show_as), source);
            }
            UiCommand::OpenText(text) => self.opening.open_text(text.clone()),
            UiCommand::CancelWork => self.cancel_work(),
            UiCommand::RestoreUnsaved => {
                let path = self.autosave.take_recoverable();
                path.into_iter()
                    .for_each(|path| self.opening.restore(&path));
            }
            UiCommand::DiscardUnsaved => self
                .autosave
                .take_recoverable()
                .into_iter()
                .for_each(|path| remove_recovery_file(&path)),
            UiCommand::PostponeUnsaved => drop(self.autosave.postpone()),
            UiCommand::Save(path) => {
                let scene = self.document.scene().clone();
                let saved = self.document.source().edited(scene)?.save(path)?;
                self.document.record_saved(saved);
                if *self.closing == Closing::AfterSaving {
                    *self.closing = Closing::Confirmed;
                }
                self.set_notice(
                    Word::SavedTo,
                    &[("path", &escape_invisible(&path_to_text(path)))],
                );
            }
            UiCommand::Seek(seconds) => self.seek(*seconds),
            UiCommand::SeekStep(step) => {
                let seconds = self
                    .outcome
                    .as_ref()
                    .map(|outcome| outcome.timeline.seconds_at(*step));
                seconds.into_iter().for_each(|seconds| self.seek(seconds));
            }
            UiCommand::QueryPoints(query) => *self.query = query.clone(),
            UiCommand::FlyTo { figure, point } => self.fly_to(*figure, *point),
            UiCommand::ToggleClass(key) => {
                self.edit_figure(|scene, figure| scene.look_of_mut(figure).points.toggle_class(key))
            }
            UiCommand::IsolateClass {
                key,
                already_toggled,
            } => self.isolate(key, *already_toggled),
            UiCommand::SaveRowsAs => {
                self.close_windows();
                self.dialog.open(Purpose::SaveRows, "points.csv");
            }
            UiCommand::SaveRows(path) => self.save_rows(path),
            UiCommand::ClickSurface(at) => self.click_surface(*at),
            UiCommand::FocusFigure(index) => self.panels.focused_figure = *index,
            UiCommand::FocusRun(index) => {
                self.edit_figure(|scene, figure| scene.look_of_mut(figure).focus = Some(index + 1));
            }
            // The module `record` handles exports.
            UiCommand::Export(_) | UiCommand::CancelExport => {}
            UiCommand::Close(closing) => {
                *self.closing = *closing;
                if *closing == Closing::AfterSaving {
                    self.act(Action::Save)?;
                }
            }
        }
        Ok(())
    }

    /// Performs the action of a key.
    fn act(&mut self, action: Action) -> Result<(), SceneError> {
        match action {
            Action::PlayPause => {
                let total = self.total_seconds();
                self.time.seconds = self.playback.toggle(self.time.seconds, total);
                if let Some(outcome) = self.outcome.as_ref().filter(|_| self.playback.playing) {
                    camera::release_to_keys(&mut self.viewpoint, outcome);
                }
            }
            Action::StepBack => self.step_by(-1.0),
            Action::StepForward => self.step_by(1.0),
            Action::ToStart => self.seek(0.0),
            Action::ToEnd => {
                self.playback.playing = false;
                self.seek(self.total_seconds());
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
            Action::ViewPerspective | Action::ViewTop | Action::ViewFront => {
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
            Action::AddCameraKey => self.add_camera_key(),
            Action::Spin => self.spin(),
            Action::FindPoints => {
                (self.panels.visible, self.panels.right_open) = (true, true);
                self.panels.focus_search = true;
            }
            Action::HidePanels => self.panels.visible = !self.panels.visible,
            Action::Charts => self.panels.right_open = !self.panels.right_open,
            Action::Gallery => self.toggle_window(|panels| &mut panels.gallery_open),
            Action::Export => self.toggle_window(|panels| &mut panels.export_open),
            Action::Help => self.toggle_window(|panels| &mut panels.help_open),
            Action::Close => self.close_or_reset(),
            Action::Quit => *self.closing = Closing::requested(&self.document),
            Action::NextScene => self.open_neighbour(1),
            Action::PreviousScene => self.open_neighbour(-1),
            Action::Open => {
                self.close_windows();
                self.dialog.open(Purpose::OpenScene, "");
            }
            Action::Save => match self.document.file().map(ToOwned::to_owned) {
                Some(path) => self.handle(&UiCommand::Save(path))?,
                None => self.act(Action::SaveAs)?,
            },
            Action::SaveAs => {
                self.close_windows();
                let suggestion = file_dialog::suggested_path(self.document.source());
                self.dialog.open(Purpose::SaveScene, &suggestion);
            }
            Action::CopyScene => {
                let scene = self.document.scene().clone();
                self.panels.clipboard_text = Some(self.document.source().edited(scene)?.to_ron());
                self.set_notice(Word::CopiedScene, &[]);
            }
            Action::Undo => self.document.undo(),
            Action::Redo => self.document.redo(),
            Action::NextTheme => self
                .document
                .edit(|scene| scene.theme = top_bar::next_theme(scene.theme)),
            Action::NextLanguage => self.language.0 = top_bar::next_language(self.language.0),
            Action::FullScreen => self.toggle_full_screen(),
        }
        Ok(())
    }

    fn total_seconds(&self) -> f64 {
        self.outcome
            .as_ref()
            .map_or(0.0, |outcome| outcome.timeline.total_seconds())
    }

    fn seek(&mut self, seconds: f64) {
        self.time.seconds = seconds.clamp(0.0, self.total_seconds());
    }

    /// Pauses, and seeks to the next integer step in a direction of 1 or −1.
    fn step_by(&mut self, direction: f64) {
        self.playback.playing = false;
        let Some(outcome) = &self.outcome else {
            return;
        };
        if outcome.steps() == 0 {
            return self.seek(self.time.seconds + direction * STEP_SECONDS);
        }
        let next = next_step(outcome.step_at(*self.time), direction);
        let seconds = outcome.timeline.seconds_at(next);
        self.seek(seconds);
    }

    /// The outcome of the figure that keys apply to.
    fn focused_outcome(&self) -> Option<&FigureOutcome> {
        let outcome = self.outcome.as_ref()?;
        Some(self.panels.focused_outcome(outcome, self.document.scene()))
    }

    /// Edits the scene by a function that gets the index of the focused figure, as one edit.
    fn edit_figure(&mut self, change: impl FnOnce(&mut Scene, usize)) {
        let figure = self.focused_outcome().map_or(0, |figure| figure.index);
        self.document.edit(|scene| change(scene, figure));
    }

    /// Closes the windows over the picture. If none is open, clears the query of points, or else shows the hidden panels,
    /// or else leaves full screen.
    fn close_or_reset(&mut self) {
        if self.close_windows() {
            return;
        }
        if !self.query.is_empty() {
            *self.query = self.query.emptied_for(self.query.figure);
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
        let mut has_closed = self.dialog.close();
        for is_open in [
            &mut panels.export_open,
            &mut panels.gallery_open,
            &mut panels.help_open,
        ] {
            has_closed |= std::mem::take(is_open);
        }
        if *self.closing == Closing::Asking {
            *self.closing = Closing::No;
            has_closed = true;
        }
        has_closed | self.autosave.postpone()
    }

    /// Opens a window over the picture and closes the others, or closes it if it is open.
    fn toggle_window(&mut self, window: fn(&mut Panels) -> &mut bool) {
        let will_open = !*window(&mut self.panels);
        self.close_windows();
        *window(&mut self.panels) = will_open;
    }

    /// Edits the focused figure for a click on its surface; a moved start restarts playback.
    fn click_surface(&mut self, at: [f64; 2]) {
        let Some(figure) = self.focused_outcome() else {
            return;
        };
        let simulation = figure.simulation.clone();
        let mut restarts_playback = false;
        self.edit_figure(|scene, figure| {
            restarts_playback = panels::click(&mut scene.figures[figure].subject, &simulation, at);
        });
        if restarts_playback {
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

    /// Sets the notice in the top bar, with values for the gaps in its text.
    fn set_notice(&mut self, word: Word, gaps: &[(&str, &str)]) {
        self.panels.notice = Some(self.language.0.say_with(word, gaps));
    }
}

/// The next integer step after a fractional one, in a direction of 1 or −1.
fn next_step(step: f64, direction: f64) -> f64 {
    if direction > 0.0 {
        (step + INTEGER_TOLERANCE).floor() + 1.0
    } else {
        (step - INTEGER_TOLERANCE).ceil() - 1.0
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
