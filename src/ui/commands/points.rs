//! What is asked about the points of a cloud, and how it turns.

use std::path::Path;

use super::CommandContext;
use crate::{
    files::{is_same_file, path_to_text, rows_to_csv, write_whole},
    math::excerpt::visible,
    scene::SceneError,
    ui::camera,
    words::Word,
};

impl CommandContext<'_, '_> {
    /// Lets the camera turn from where it is, or holds it.
    pub(super) fn spin(&mut self) {
        let Some(shown) = &self.shown else {
            return;
        };
        let figure = self.panels.figure(shown, self.document.scene());
        let spins = camera::spins(&self.viewpoint, figure);
        if self.playback.playing && spins {
            camera::own(&mut self.viewpoint, figure, *self.moment);
            return;
        }
        if !spins {
            camera::spin(&mut self.viewpoint, figure, *self.moment);
        }
        self.playback.playing = true;
    }

    /// Lets the camera fly to where a point of a cloud is at the moment.
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
            let place = drawn.world(figure.step_at(*self.moment), point);
            let viewpoint = &mut self.viewpoint;
            self.flight.begin(place, viewpoint, figure, *self.moment);
        }
    }

    /// Hides all classes but one, after the first click of two was taken back.
    pub(super) fn isolate(&mut self, key: &str, clicked: bool) {
        let Some(figure) = self.focused() else {
            return;
        };
        let Some(cloud) = figure.simulation.points() else {
            return;
        };
        let all = cloud.keys();
        self.edit_figure(|scene, figure| {
            let points = &mut scene.look_of_mut(figure).points;
            if clicked {
                points.toggle(key);
            }
            points.isolate(key, &all);
        });
    }

    /// Writes the rows of the selected points.
    pub(super) fn save_rows(&mut self, path: &Path) {
        let figure = self.shown.as_ref();
        let figure = figure.and_then(|shown| shown.figures.get(self.inquiry.figure));
        let Some(cloud) = figure.and_then(|figure| figure.simulation.points()) else {
            return;
        };
        let inputs = self.document.source().files();
        if inputs.iter().any(|input| is_same_file(input, path)) {
            self.panels.failure = Some(SceneError::Overwrites(path.to_owned()).to_string());
            return;
        }
        let rows = cloud.rows(&self.inquiry.selected);
        let count = rows.len().to_string();
        let written = match rows_to_csv(cloud.table(), &rows) {
            Ok(text) => write_whole(path, &text).map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        match written {
            Ok(()) => {
                let path = visible(&path_to_text(path));
                self.notice_with(Word::RowsSaved, &[("n", &count), ("path", &path)]);
            }
            Err(error) => self.panels.failure = Some(error),
        }
    }
}
