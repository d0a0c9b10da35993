//! The charts of a scene as a drawing. For runs: loss (linear and logarithmic), learning rate and gradient norm by
//! step, and the charts in the scene's insets. For a cloud: those that it has.

mod canvas;
mod pen;

use pen::Pen;

use super::{
    Figure,
    drawing::{Drawing, Frame, Group},
    subject, words,
};
use crate::{
    record::{Job, JobError},
    scene::{Chart, Look, Pace, Quantity},
    view::charts::{chart::DrawnChart, source::ChartSource},
};

/// The charts of every landscape: the quantity, and whether its axis is logarithmic.
const CHARTS: [(Quantity, bool); 4] = [
    (Quantity::Loss, false),
    (Quantity::Loss, true),
    (Quantity::LearningRate, false),
    (Quantity::GradientNorm, true),
];
/// The default size in pixels; `BAND` is the height of each of several figures.
const WIDTH: u32 = 1280;
const HEIGHT: u32 = 800;
const BAND: u32 = 400;

/// A figure that has charts.
struct FigureCharts<'a> {
    figure: &'a Figure<'a>,
    of: ChartSource<'a>,
    charts: Vec<Chart>,
    /// The prefix of the names of its groups.
    prefix: String,
}

/// Draws the charts of all figures that have any.
///
/// # Errors
/// [`JobError::Impossible`] if no figure has any.
pub(super) fn draw(figures: &[Figure], export: &Job) -> Result<Drawing, JobError> {
    let charted = charted(figures);
    if charted.is_empty() {
        return Err(JobError::Impossible(
            "this point cloud has no charts: export its points as .csv, or the cloud as .glb",
        ));
    }
    let scene = &export.source.scene;
    let height = match charted.len() {
        1 => HEIGHT,
        count => BAND * count as u32,
    };
    let size = export.request.size.unwrap_or([WIDTH, height]);
    let pen = Pen::new(scene, export.request.language());
    let title = words(export, &scene.title, figures);
    let page = Frame::of_size(size).without([1.6 * pen.text; 4]);
    let mut groups = vec![pen.heading("title", &title, page, 1.5)];
    let head = match title.is_empty() {
        true => 0.0,
        false => 2.4 * pen.text,
    };
    let page = page.without([0.0, head, 0.0, 0.0]);
    for (number, figure) in charted.iter().enumerate() {
        let band = page.part([1, charted.len()], [0, number], 1.6 * pen.text);
        groups.extend(figure.draw(&pen, band, charted.len() > 1));
    }
    Ok(Drawing {
        size,
        background: pen.style.background_top,
        title,
        description: format!(
            "{} ({} {}, {})",
            words(export, &scene.caption, figures),
            env!("CARGO_PKG_NAME"),
            env!("CARGO_PKG_VERSION"),
            export.source.origin
        ),
        groups,
    })
}

fn charted<'a>(figures: &'a [Figure]) -> Vec<FigureCharts<'a>> {
    let charted = figures.iter().map(|figure| {
        let of = subject::of(&figure.simulation).charts();
        FigureCharts {
            figure,
            of,
            charts: charts(figure.look, of),
            prefix: String::new(),
        }
    });
    let mut charted: Vec<_> = charted.filter(|figure| !figure.charts.is_empty()).collect();
    if charted.len() > 1 {
        for (figure, number) in charted.iter_mut().zip(1..) {
            figure.prefix = format!("figure-{number}-");
        }
    }
    charted
}

impl FigureCharts<'_> {
    /// Draws the charts of the figure into its band of the page.
    fn draw(&self, pen: &Pen, mut band: Frame, is_one_of_several: bool) -> Vec<Group> {
        let Self { figure, of, .. } = self;
        let mut groups = Vec::new();
        let name = |part: &str| format!("{}{part}", self.prefix);
        if is_one_of_several {
            let heading = pen.language.text(&figure.title);
            groups.push(pen.heading(&name("title"), heading, band, 1.2));
            band = band.without([0.0, 1.8 * pen.text, 0.0, 0.0]);
        }
        if let ChartSource::Runs(runs) = of {
            let (legend, rows) = pen.legend(&name("legend"), runs, band);
            groups.push(legend);
            if rows > 0 {
                let high = (1.7 * rows as f64 + 0.6) * pen.text;
                band = band.without([0.0, high, 0.0, 0.0]);
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
            let frame = band.part(shape, at, 1.4 * pen.text);
            let drawn = DrawnChart::new(chart, *of, Pace::Linear);
            groups.push(pen.chart(&name(&identifier(chart)), &drawn, *of, frame));
        }
        groups
    }
}

/// The default charts of runs, or all charts of a cloud that need no extra computation, and those in the figure's
/// insets.
fn charts(look: &Look, of: ChartSource) -> Vec<Chart> {
    let wanted = look.insets.charts.iter();
    let ChartSource::Cloud(cloud) = of else {
        let mut charts: Vec<Chart> = CHARTS.map(|(of, log)| Chart::new(of, log)).into();
        for chart in wanted.filter(|chart| Quantity::OF_RUNS.contains(&chart.of)) {
            let same = |known: &&mut Chart| (known.of, known.log) == (chart.of, chart.log);
            match charts.iter_mut().find(same) {
                Some(known) => *known = chart.clone(),
                None => charts.push(chart.clone()),
            }
        }
        return charts;
    };
    let has = |quantity: Quantity| {
        let is_wanted = wanted.clone().any(|chart| chart.of == quantity);
        let is_computed = !matches!(quantity, Quantity::Elbow | Quantity::Silhouette);
        (is_computed || is_wanted) && !cloud.series(quantity).is_empty()
    };
    let chart = |quantity: Quantity| {
        let known = wanted.clone().find(|chart| chart.of == quantity);
        known.cloned().unwrap_or(Chart::new(quantity, false))
    };
    let quantities = Quantity::OF_CLOUDS.into_iter().filter(|&of| has(of));
    quantities.map(chart).collect()
}

/// The name of a chart's group, such as `loss-log`.
fn identifier(chart: &Chart) -> String {
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
