//! The charts of a scene as a drawing. For runs: loss (linear and logarithmic), learning rate and gradient norm over
//! the steps, and the charts in the scene's insets. For a cloud: all charts that it has.

mod canvas;
mod pen;

use pen::Pen;

use super::{
    Figure,
    drawing::{Drawing, Group, PixelRect},
    filled_text, subject,
};
use crate::{
    record::{Job, JobError},
    scene::{Chart, Look, Pace, Quantity},
    view::charts::{chart::DrawnChart, source::ChartSource},
};

/// The charts of all runs: the quantity, and whether its axis is logarithmic.
const DEFAULT_CHARTS: [(Quantity, bool); 4] = [
    (Quantity::Loss, false),
    (Quantity::Loss, true),
    (Quantity::LearningRate, false),
    (Quantity::GradientNorm, true),
];
/// The default size in pixels: of one figure, and the height of each of several.
const DEFAULT_WIDTH: u32 = 1280;
const DEFAULT_HEIGHT: u32 = 800;
const DEFAULT_BAND_HEIGHT: u32 = 400;

/// A figure that has charts.
struct FigureCharts<'a> {
    figure: &'a Figure<'a>,
    source: ChartSource<'a>,
    charts: Vec<Chart>,
    /// The prefix of the names of its groups; empty for a single figure.
    prefix: String,
}

/// Draws the charts of all figures that have any.
///
/// # Errors
/// [`JobError::NotExportable`] if no figure has any.
pub(super) fn draw(figures: &[Figure], job: &Job) -> Result<Drawing, JobError> {
    let with_charts = figures_with_charts(figures);
    if with_charts.is_empty() {
        return Err(JobError::NotExportable(
            "this point cloud has no charts: export its points as .csv, or the cloud as .glb",
        ));
    }
    let scene = &job.source.scene;
    let height = match with_charts.len() {
        1 => DEFAULT_HEIGHT,
        count => DEFAULT_BAND_HEIGHT * count as u32,
    };
    let size = job.request.size.unwrap_or([DEFAULT_WIDTH, height]);
    let pen = Pen::new(scene, job.request.language());
    let title = filled_text(job, &scene.title, figures);
    let page = PixelRect::of_size(size).shrunk([1.6 * pen.text_size; 4]);
    let mut groups = vec![pen.heading("title", &title, page, 1.5)];
    let title_height = match title.is_empty() {
        true => 0.0,
        false => 2.4 * pen.text_size,
    };
    let page = page.shrunk([0.0, title_height, 0.0, 0.0]);
    for (number, figure) in with_charts.iter().enumerate() {
        let band = page.grid_cell([1, with_charts.len()], [0, number], 1.6 * pen.text_size);
        groups.extend(figure.draw(&pen, band, with_charts.len() > 1));
    }
    Ok(Drawing {
        size,
        background: pen.style.background_top,
        title,
        description: format!(
            "{} ({} {}, {})",
            filled_text(job, &scene.caption, figures),
            env!("CARGO_PKG_NAME"),
            env!("CARGO_PKG_VERSION"),
            job.source.origin
        ),
        groups,
    })
}

fn figures_with_charts<'a>(figures: &'a [Figure]) -> Vec<FigureCharts<'a>> {
    let with_charts = figures.iter().map(|figure| {
        let source = subject::of(&figure.simulation).charts();
        FigureCharts {
            figure,
            source,
            charts: chart_list(figure.look, source),
            prefix: String::new(),
        }
    });
    let mut with_charts: Vec<_> = with_charts
        .filter(|figure| !figure.charts.is_empty())
        .collect();
    if with_charts.len() > 1 {
        for (figure, number) in with_charts.iter_mut().zip(1..) {
            figure.prefix = format!("figure-{number}-");
        }
    }
    with_charts
}

impl FigureCharts<'_> {
    /// Draws the charts of the figure into its band of the page; several figures have titles.
    fn draw(&self, pen: &Pen, mut band: PixelRect, is_one_of_several: bool) -> Vec<Group> {
        let Self { figure, source, .. } = self;
        let mut groups = Vec::new();
        let name = |part: &str| format!("{}{part}", self.prefix);
        if is_one_of_several {
            let heading = pen.language.text(&figure.title);
            groups.push(pen.heading(&name("title"), heading, band, 1.2));
            band = band.shrunk([0.0, 1.8 * pen.text_size, 0.0, 0.0]);
        }
        if let ChartSource::Runs(runs) = source {
            let (legend, rows) = pen.legend(&name("legend"), runs, band);
            groups.push(legend);
            if rows > 0 {
                let legend_height = (1.7 * rows as f64 + 0.6) * pen.text_size;
                band = band.shrunk([0.0, legend_height, 0.0, 0.0]);
            }
        }
        let count = self.charts.len();
        let columns = match is_one_of_several {
            true => count,
            false => count.min(2),
        };
        let shape = [columns, count.div_ceil(columns)];
        for (place, chart) in self.charts.iter().enumerate() {
            let at = [place % columns, place / columns];
            let frame = band.grid_cell(shape, at, 1.4 * pen.text_size);
            let drawn = DrawnChart::new(chart, *source, Pace::Linear);
            groups.push(pen.chart(&name(&group_name(chart)), &drawn, *source, frame));
        }
        groups
    }
}

/// The default charts of runs, or all charts of a cloud that need no extra computation, and those in the figure's
/// insets.
fn chart_list(look: &Look, source: ChartSource) -> Vec<Chart> {
    let in_insets = look.insets.charts.iter();
    let ChartSource::Cloud(cloud) = source else {
        let mut charts: Vec<Chart> = DEFAULT_CHARTS.map(|(of, log)| Chart::new(of, log)).into();
        for chart in in_insets.filter(|chart| Quantity::OF_RUNS.contains(&chart.of)) {
            let same = |known: &&mut Chart| (known.of, known.log) == (chart.of, chart.log);
            match charts.iter_mut().find(same) {
                Some(known) => *known = chart.clone(),
                None => charts.push(chart.clone()),
            }
        }
        return charts;
    };
    let has = |quantity: Quantity| {
        let is_in_insets = in_insets.clone().any(|chart| chart.of == quantity);
        let is_computed = !matches!(quantity, Quantity::Elbow | Quantity::Silhouette);
        (is_computed || is_in_insets) && !cloud.series(quantity).is_empty()
    };
    let chart = |quantity: Quantity| {
        let known = in_insets.clone().find(|chart| chart.of == quantity);
        known.cloned().unwrap_or(Chart::new(quantity, false))
    };
    let quantities = Quantity::OF_CLOUDS.into_iter().filter(|&of| has(of));
    quantities.map(chart).collect()
}

/// The name of a chart's group, such as `loss-log`.
fn group_name(chart: &Chart) -> String {
    let name = match chart.of {
        Quantity::Loss => "loss",
        Quantity::GradientNorm => "gradient-norm",
        Quantity::LearningRate => "learning-rate",
        Quantity::Parameters => "parameters",
        Quantity::EffectiveRates => "effective-rates",
        Quantity::Progress => "progress",
        Quantity::Clusters => "clusters",
        Quantity::Noise => "noise",
        Quantity::Elbow => "elbow",
        Quantity::Silhouette => "silhouette",
        Quantity::Scores => "scores",
        Quantity::Variance => "variance",
        Quantity::Dendrogram => "dendrogram",
    };
    let scale = match (chart.of, chart.log) {
        // The gradient norm is logarithmic by default, the other quantities are linear.
        (Quantity::GradientNorm, true) => "",
        (Quantity::GradientNorm, false) => "-linear",
        (_, true) => "-log",
        (_, false) => "",
    };
    format!("{name}{scale}")
}

#[cfg(test)]
mod tests;
