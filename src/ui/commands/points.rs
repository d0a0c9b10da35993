//! Commands about the points of a cloud, and the spinning camera.

use std::path::Path;

use super::CommandContext;
use crate::{
    files::{is_same_file, path_to_text, rows_to_csv, write_atomically},
    math::excerpt::escape_invisible,
    scene::SceneError,
    ui::camera,
    words::Word,
};

impl CommandContext<'_, '_> {
    /// Starts or stops spinning, from the current view.
    pub(super) fn spin(&mut self) {
        let Some(shown) = &self.shown else {
            return;
        };
        let figure = self.panels.figure(shown, self.document.scene());
        let spins = camera::spins(&self.viewpoint, figure);
        if self.playback.playing && spins {
            camera::own(&mut self.viewpoint, figure, *self.time);
            return;
        }
        if !spins {
            camera::spin(&mut self.viewpoint, figure, *self.time);
        }
        self.playback.playing = true;
    }

    /// Flies to the current position of a point.
    pub(super) fn fly_to(&mut self, number: usize, point: usize) {
        let shown = self.shown.as_ref();
        let figure = shown.and_then(|shown| shown.figures.get(number));
        let (Some(figure), Some(tables)) = (figure, self.tables.0.get(number)) else {
            return;
        };
        let Some(drawn) = tables.depiction.points() else {
            return;
        };
        if point < drawn.cloud.points.len() {
            let place = drawn.world(figure.step_at(*self.time), point);
            let viewpoint = &mut self.viewpoint;
            self.flight.begin(place, viewpoint, figure, *self.time);
        }
    }

    /// Hides all classes but one, after undoing the toggle of the first click.
    pub(super) fn isolate(&mut self, key: &str, clicked: bool) {
        let Some(figure) = self.focused() else {
            return;
        };
        let Some(cloud) = figure.simulation.cloud() else {
            return;
        };
        let all = cloud.class_keys();
        self.edit_figure(|scene, figure| {
            let points = &mut scene.look_of_mut(figure).points;
            if clicked {
                points.toggle_class(key);
            }
            points.isolate_class(key, &all);
        });
    }

    /// Writes the rows of the selected points.
    pub(super) fn save_rows(&mut self, path: &Path) {
        let figure = self.shown.as_ref();
        let figure = figure.and_then(|shown| shown.figures.get(self.query.figure));
        let Some(cloud) = figure.and_then(|figure| figure.simulation.cloud()) else {
            return;
        };
        let inputs = self.document.source().files();
        if inputs.iter().any(|input| is_same_file(input, path)) {
            self.panels.failure = Some(SceneError::Overwrites(path.to_owned()).to_string());
            return;
        }
        let rows = cloud.rows(&self.query.selected);
        let count = rows.len().to_string();
        let written = match rows_to_csv(cloud.table(), &rows) {
            Ok(text) => write_atomically(path, &text).map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        match written {
            Ok(()) => {
                let path = escape_invisible(&path_to_text(path));
                self.notice_with(Word::RowsSaved, &[("n", &count), ("path", &path)]);
            }
            Err(error) => self.panels.failure = Some(error),
        }
    }
}
