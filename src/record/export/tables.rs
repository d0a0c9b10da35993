//! CSV tables: the trajectories of all runs, the points of clouds, or the losses of heat maps.

use std::io::{self, Write};

use super::{Figure, subject};
use crate::{
    files::csv_error,
    record::JobError,
    simulation::{CloudOutcome, Runs, SweepOutcome},
    words::Language,
};

/// A table of the rows of all figures, which are of the same kind. It has a column `figure`, from 0, if there are
/// several.
pub(super) struct Table<'a> {
    content: Content<'a>,
    language: Language,
}

/// The rows of a figure.
pub(super) enum Rows<'a> {
    /// One row per step of each run.
    Trajectories(&'a Runs),
    /// One row per point.
    Points(&'a CloudOutcome),
    /// One row per loss.
    Losses(&'a SweepOutcome),
}

enum Content<'a> {
    Trajectories(Vec<&'a Runs>),
    Points(Vec<&'a CloudOutcome>),
    Losses(Vec<&'a SweepOutcome>),
}

impl<'a> Table<'a> {
    /// The table of all figures.
    ///
    /// # Errors
    /// [`JobError::NotExportable`] if the figures have rows of different kinds.
    pub(super) fn of(figures: &'a [Figure], language: Language) -> Result<Self, JobError> {
        let (mut trajectories, mut points, mut losses) = (Vec::new(), Vec::new(), Vec::new());
        for figure in figures {
            match subject::of(&figure.simulation).rows() {
                Rows::Trajectories(runs) => trajectories.push(runs),
                Rows::Points(cloud) => points.push(cloud),
                Rows::Losses(sweep) => losses.push(sweep),
            }
        }
        let content = match (
            trajectories.is_empty(),
            points.is_empty(),
            losses.is_empty(),
        ) {
            (false, true, true) => Content::Trajectories(trajectories),
            (true, false, true) => Content::Points(points),
            (true, true, _) => Content::Losses(losses),
            _ => {
                return Err(JobError::NotExportable(
                    "this scene shows trajectories, points or heat maps side by side, which do not go into one table: make a scene of each",
                ));
            }
        };
        Ok(Self { content, language })
    }

    /// Writes the table: numbers with the fewest digits that parse back exactly, empty cells for non-finite values.
    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        self.write_rows(out).map_err(csv_error)
    }

    fn write_rows(&self, out: &mut dyn Write) -> csv::Result<()> {
        let mut rows = csv::Writer::from_writer(out);
        match &self.content {
            Content::Trajectories(figures) => {
                let has_figure_column = figures.len() > 1;
                let headers = [
                    "figure",
                    "run",
                    "label",
                    "step",
                    "x",
                    "y",
                    "value",
                    "gradient_norm",
                    "learning_rate",
                ];
                rows.write_record(&headers[usize::from(!has_figure_column)..])?;
                for (number, runs) in figures.iter().enumerate() {
                    trajectories(
                        &mut rows,
                        has_figure_column.then_some(number),
                        runs,
                        self.language,
                    )?;
                }
            }
            Content::Points(figures) => {
                let has_figure_column = figures.len() > 1;
                let names_by_figure: Vec<Vec<String>> =
                    figures.iter().map(|cloud| axis_names(cloud)).collect();
                let columns = names_by_figure
                    .iter()
                    .map(Vec::len)
                    .max()
                    .unwrap_or_default();
                let same_names = names_by_figure.windows(2).all(|pair| pair[0] == pair[1]);
                let names = match names_by_figure.first() {
                    Some(names) if same_names => names.clone(),
                    _ => (1..=columns).map(|axis| format!("axis{axis}")).collect(),
                };
                let headers = ["figure", "point", "class"].map(str::to_owned);
                rows.write_record(
                    headers[usize::from(!has_figure_column)..]
                        .iter()
                        .chain(&names),
                )?;
                for (number, cloud) in figures.iter().enumerate() {
                    let figure = has_figure_column.then_some(number);
                    points(&mut rows, figure, cloud, columns)?;
                }
            }
            Content::Losses(figures) => {
                let has_figure_column = figures.len() > 1;
                let headers = ["figure", "setting", "step", "value"];
                rows.write_record(&headers[usize::from(!has_figure_column)..])?;
                for (number, sweep) in figures.iter().enumerate() {
                    losses(&mut rows, has_figure_column.then_some(number), sweep)?;
                }
            }
        }
        Ok(rows.flush()?)
    }
}

/// One row per value of the setting and step; the loss is empty after a run has ended.
fn losses(
    rows: &mut csv::Writer<impl Write>,
    figure: Option<usize>,
    sweep: &SweepOutcome,
) -> csv::Result<()> {
    let losses = &sweep.losses;
    for (index, &setting) in losses.settings.iter().enumerate() {
        for step in 0..=losses.steps {
            if let Some(figure) = figure {
                rows.write_field(figure.to_string())?;
            }
            let value = losses.at(index, step);
            rows.write_field(setting.to_string())?;
            rows.write_field(step.to_string())?;
            rows.write_field(if value.is_finite() {
                value.to_string()
            } else {
                String::new()
            })?;
            rows.write_record(None::<&[u8]>)?;
        }
    }
    Ok(())
}

/// One row per point. The last one of a run has no learning rate, since no update follows. A landscape of one variable
/// has no y.
fn trajectories(
    rows: &mut csv::Writer<impl Write>,
    figure: Option<usize>,
    runs: &Runs,
    language: Language,
) -> csv::Result<()> {
    for (number, run) in runs.iter().enumerate() {
        let label = language.text(&run.label);
        let trajectory = &run.trajectory;
        for (step, point) in trajectory.points.iter_rows().enumerate() {
            if let Some(figure) = figure {
                rows.write_field(figure.to_string())?;
            }
            rows.write_field(number.to_string())?;
            rows.write_field(label)?;
            rows.write_field(step.to_string())?;
            rows.write_field(shortest_exact(point[0]))?;
            let y = point.get(1).copied();
            let rate = trajectory.learning_rates.get(step).copied();
            for number in [
                y,
                trajectory.values.get(step).copied(),
                trajectory.gradient_norms.get(step).copied(),
                rate,
            ] {
                rows.write_field(number.map(shortest_exact).unwrap_or_default())?;
            }
            rows.write_record(None::<&[u8]>)?;
        }
    }
    Ok(())
}

/// One row per point; cells of axes that only other figures have are empty. New samples have the class `new`.
fn points(
    rows: &mut csv::Writer<impl Write>,
    figure: Option<usize>,
    cloud: &CloudOutcome,
    columns: usize,
) -> csv::Result<()> {
    let data_count = cloud.data_count();
    for (number, (point, &class)) in cloud.points.iter().zip(&cloud.classes).enumerate() {
        if let Some(figure) = figure {
            rows.write_field(figure.to_string())?;
        }
        let class = cloud.class_names.get(class as usize);
        rows.write_field(number.to_string())?;
        rows.write_field(match class {
            _ if number >= data_count => "new",
            Some(class) => class.name.as_str(),
            None => "",
        })?;
        let used = (0..point.len()).filter(|&axis| axis_name(cloud, axis).is_some());
        let values = used.map(|axis| shortest_exact(point[axis]));
        for value in values.chain(std::iter::repeat(String::new())).take(columns) {
            rows.write_field(value)?;
        }
        rows.write_record(None::<&[u8]>)?;
    }
    Ok(())
}

/// The names of a cloud's axes: `pc1`, or those of its columns.
fn axis_names(cloud: &CloudOutcome) -> Vec<String> {
    (0..3).filter_map(|axis| axis_name(cloud, axis)).collect()
}

fn axis_name(cloud: &CloudOutcome, axis: usize) -> Option<String> {
    let component = cloud.component_along(axis);
    let component = component.map(|component| format!("pc{}", component + 1));
    component.or_else(|| cloud.column_along(axis).map(str::to_owned))
}

/// The fewest digits that parse back to the same number, with an exponent if that is shorter.
fn shortest_exact(number: f64) -> String {
    if number.is_finite() {
        format!("{number:?}")
    } else {
        String::new()
    }
}
