//! Commands for the points of a cloud.

use std::path::Path;

use super::CommandContext;
use crate::{
    files::{is_same_file, path_to_text, rows_to_csv, write_atomically},
    math::excerpt::escape_invisible,
    scene::SceneError,
    words::Word,
};

impl CommandContext<'_, '_> {
    /// Flies to the current position of a point.
    pub(super) fn fly_to(&mut self, figure: usize, point: usize) {
        let outcome = self.outcome.as_ref();
        let tables = self.tables.0.get(figure);
        let figure = outcome.and_then(|outcome| outcome.figures.get(figure));
        let (Some(figure), Some(tables)) = (figure, tables) else {
            return;
        };
        let Some(drawn) = tables.depiction.points() else {
            return;
        };
        if point < drawn.cloud.points.len() {
            let position = drawn.world(figure.step_at(*self.time), point);
            let viewpoint = &mut self.viewpoint;
            (self.flight).begin(position, viewpoint, figure, tables, *self.time);
        }
    }

    /// Hides all classes but one, or shows all. If the first click of a double click has already toggled the class,
    /// that is undone first.
    pub(super) fn isolate(&mut self, key: &str, already_toggled: bool) {
        let Some(figure) = self.focused_outcome() else {
            return;
        };
        let Some(cloud) = figure.simulation.cloud() else {
            return;
        };
        let all_keys = cloud.class_keys();
        self.edit_figure(|scene, figure| {
            let points = &mut scene.look_of_mut(figure).points;
            if already_toggled {
                points.toggle_class(key);
            }
            points.isolate_class(key, &all_keys);
        });
    }

    /// Writes the rows of the selected points as CSV, unless the file is one that the scene reads.
    pub(super) fn save_rows(&mut self, path: &Path) {
        let figure = self.outcome.as_ref();
        let figure = figure.and_then(|outcome| outcome.figures.get(self.query.figure));
        let Some(cloud) = figure.and_then(|figure| figure.simulation.cloud()) else {
            return;
        };
        let inputs = self.document.source().files();
        if inputs.iter().any(|input| is_same_file(input, path)) {
            self.panels.command_error = Some(SceneError::Overwrites(path.to_owned()).to_string());
            return;
        }
        let rows = cloud.rows(&self.query.selected);
        let count = rows.len().to_string();
        let result = match rows_to_csv(cloud.table(), &rows) {
            Ok(text) => write_atomically(path, &text).map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        match result {
            Ok(()) => {
                let path = escape_invisible(&path_to_text(path));
                self.set_notice(Word::RowsSaved, &[("n", &count), ("path", &path)]);
            }
            Err(error) => self.panels.command_error = Some(error),
        }
    }
}
