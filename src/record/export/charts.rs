//! The charts of a scene as a drawing: of runs loss (linear and logarithmic), learning rate and gradient norm by step, of
//! a cloud what it has, and what the scene shows beside its picture.

use super::{
    ExportError, Figure,
    drawing::{Anchor, Drawing, Frame, Group, Mark},
    lettering::Lettering,
    said, subject,
};
use crate::{
    record::Job,
    scene::{Chart, Pace, Quantity, Scene, Text},
    simulation::Runs,
    view::{
        chart::DrawnChart,
        chart_source::ChartSource,
        scale::{Ticks, short_number},
        texts::filled,
        theme::{Rgb, Style},
        x_axis::XAxis,
    },
    words::{Language, Word},
};

/// The charts of every landscape: what they show, and whether logarithmically.
const CHARTS: [(Quantity, bool); 4] = [
    (Quantity::Loss, false),
    (Quantity::Loss, true),
    (Quantity::LearningRate, false),
    (Quantity::GradientNorm, true),
];
/// Width of a drawing that nobody asked for otherwise, and its height: of one figure, or of each of several.
const WIDTH: u32 = 1280;
const HEIGHT: u32 = 800;
const BAND: u32 = 400;
/// Size of text at text size 1.
const TEXT: f64 = 14.0;
/// A chart ends a little after the last step, so that the line's end is seen.
const BEYOND: f64 = 1.04;
/// Runs with these colours again are dashed.
const COLORS: usize = 8;

/// Draws the charts of all figures that have some.
///
/// # Errors
/// No figure has a chart.
pub fn draw(figures: &[Figure], export: &Job) -> Result<Drawing, ExportError> {
    let charted: Vec<(&Figure, ChartSource, Vec<Chart>)> = figures
        .iter()
        .map(|figure| {
            let of = subject::of(&figure.simulation).charts();
            (figure, of, charts(&figure.scene, of))
        })
        .filter(|(_, _, charts)| !charts.is_empty())
        .collect();
    if charted.is_empty() {
        return Err(ExportError::Impossible(
            "this point cloud has no charts: take its points away as .csv, or the cloud as .glb",
        ));
    }
    let scene = &export.source.scene;
    let several = charted.len() > 1;
    let height = if several {
        BAND * charted.len() as u32
    } else {
        HEIGHT
    };
    let size = export.request.size.unwrap_or([WIDTH, height]);
    let style = Style::of(scene.look.theme);
    let pen = Pen {
        text: TEXT * f64::from(style.text_scale.min(1.4)) * scene.look.text_size,
        plain: Lettering::new(false),
        strong: Lettering::new(true),
        language: export.request.language(),
        style,
    };
    let [width, height] = size.map(f64::from);
    let page = Frame {
        left: 0.0,
        top: 0.0,
        width,
        height,
    };
    let page = page.without([1.6 * pen.text; 4]);
    let words = |text: &Text| filled(text, scene, &figures[0].simulation);
    let title = words(&scene.title);
    let title = said(&title, export.request.language());
    let mut groups = vec![pen.heading("title", title, page, 1.5)];
    let page = page.without([
        0.0,
        if title.is_empty() {
            0.0
        } else {
            2.4 * pen.text
        },
        0.0,
        0.0,
    ]);
    for (number, (figure, of, charts)) in charted.iter().enumerate() {
        let gap = 1.6 * pen.text;
        let band = page.part([1, charted.len()], [0, number], gap);
        let name = |part: &str| match several {
            true => format!("figure-{}-{part}", number + 1),
            false => part.to_owned(),
        };
        let mut band = band;
        if several {
            let heading = filled(&figure.scene.title, &figure.scene, &figure.simulation);
            let heading = said(&heading, export.request.language());
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
        let columns = if several || charts.len() == 1 {
            charts.len()
        } else {
            2
        };
        let shape = [columns, charts.len().div_ceil(columns)];
        for (place, chart) in charts.iter().enumerate() {
            let at = [place % columns, place / columns];
            let frame = band.part(shape, at, 1.4 * pen.text);
            let drawn = DrawnChart::new(chart, *of, Pace::Linear);
            groups.push(pen.chart(&name(&identifier(chart)), &drawn, *of, frame));
        }
    }
    Ok(Drawing {
        size,
        background: pen.style.background_top,
        title: title.to_owned(),
        description: format!(
            "{} ({} {}, {})",
            said(&words(&scene.caption), export.request.language()),
            env!("CARGO_PKG_NAME"),
            env!("CARGO_PKG_VERSION"),
            export.source.origin
        ),
        groups,
    })
}

/// The charts of every landscape, or all that a cloud has and that take no work of their own; and those that the scene has
/// besides.
fn charts(scene: &Scene, of: ChartSource) -> Vec<Chart> {
    let wanted = scene.look.insets.charts.iter();
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
        let is_asked_for = wanted.clone().any(|chart| chart.of == quantity);
        let is_known = !matches!(quantity, Quantity::Elbow | Quantity::Silhouette);
        (is_known || is_asked_for) && !cloud.series(quantity).is_empty()
    };
    let chart = |quantity: Quantity| {
        let known = wanted.clone().find(|chart| chart.of == quantity);
        known.cloned().unwrap_or(Chart::new(quantity, false))
    };
    let quantities = Quantity::OF_CLOUDS.into_iter().filter(|&of| has(of));
    quantities.map(chart).collect()
}

/// Such as `loss-log`.
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
        // The norm of the gradient has a logarithmic chart in every drawing, the others a linear one.
        (Quantity::GradientNorm, true) => "",
        (Quantity::GradientNorm, false) => "-linear",
        (_, true) => "-log",
        (_, false) => "",
    };
    format!("{name}{scale}")
}

/// What everything is drawn with.
struct Pen {
    style: Style,
    text: f64,
    plain: Lettering,
    strong: Lettering,
    language: Language,
}

impl Pen {
    fn heading(&self, name: &str, text: &str, frame: Frame, times: f64) -> Group {
        let mark = Mark::Text {
            at: [frame.left, frame.top + 0.9 * times * self.text],
            text: self.fitted(&self.strong, text, times * self.text, frame.width),
            size: times * self.text,
            color: self.style.text,
            anchor: Anchor::Start,
            strong: true,
        };
        Group {
            name: name.to_owned(),
            marks: vec![mark],
        }
    }

    fn label(&self, text: String, at: [f64; 2], anchor: Anchor, color: Rgb) -> Mark {
        Mark::Text {
            at,
            text,
            size: self.text,
            color,
            anchor,
            strong: false,
        }
    }

    /// The names of the runs beside a piece of their lines, in as many rows as they need.
    fn legend(&self, name: &str, runs: &Runs, frame: Frame) -> (Group, usize) {
        let (swatch, gap) = (2.2 * self.text, 0.5 * self.text);
        let (mut left, mut row) = (frame.left, 0);
        let mut marks = Vec::new();
        for run in runs.iter().filter(|run| run.shown) {
            let room = frame.width - swatch - gap;
            let text = self.fitted(
                &self.plain,
                said(&run.label, self.language),
                self.text,
                room,
            );
            let width = swatch + gap + self.plain.width(&text, self.text);
            if left > frame.left && left + width > frame.right() {
                (left, row) = (frame.left, row + 1);
            }
            let base = frame.top + (0.9 + 1.7 * row as f64) * self.text;
            let middle = base - 0.32 * self.text;
            marks.push(Mark::Line {
                points: vec![[left, middle], [left + swatch, middle]],
                color: self.style.series(run.color),
                width: self.stroke(),
                dashed: run.color >= COLORS,
                within: frame,
            });
            let at = [left + swatch + gap, base];
            marks.push(self.label(text, at, Anchor::Start, self.style.text));
            left += width + 1.8 * self.text;
        }
        let rows = if marks.is_empty() { 0 } else { row + 1 };
        let name = name.to_owned();
        (Group { name, marks }, rows)
    }

    fn chart(&self, name: &str, drawn: &DrawnChart, of: ChartSource, frame: Frame) -> Group {
        let mut marks = Vec::new();
        let em = self.text;
        let mut title = drawn.heading(self.language);
        if drawn.chart.log && !drawn.scale.is_shifted() {
            title = format!("{title} · {}", self.language.say(Word::HeightLog));
        }
        marks.push(Mark::Text {
            at: [frame.left, frame.top + 0.9 * em],
            text: self.fitted(&self.strong, &title, em, frame.width),
            size: em,
            color: self.style.text,
            anchor: Anchor::Start,
            strong: true,
        });
        let high = frame.height - 4.6 * em;
        let count = ((high / (3.2 * em)) as usize).clamp(2, 6);
        let values = drawn.ticks(count);
        let widest = values.iter().map(|(_, text)| self.plain.width(text, em));
        let aside = widest.fold(2.0 * em, f64::max) + 0.6 * em;
        let plot = frame.without([aside, 1.9 * em, 0.6 * em, 2.9 * em]);
        let x_axis = &drawn.x_axis;
        let beyond = match x_axis {
            XAxis::Steps(_) => BEYOND,
            XAxis::Setting { .. } | XAxis::Numbers { .. } => 1.0,
        };
        let x = |at: f64| plot.left + f64::from(x_axis.part(at)) / beyond * plot.width;
        // What lies far outside is cut off by the frame; a number that no reader can hold would be an error.
        let y = |shown: f64| plot.bottom() - shown.clamp(-4.0, 5.0) * plot.height;
        for (shown, text) in values {
            marks.push(self.rule([[plot.left, y(shown)], [plot.right(), y(shown)]]));
            let at = [plot.left - 0.5 * em, y(shown) + 0.34 * em];
            marks.push(self.label(text, at, Anchor::End, self.style.quiet));
        }
        let count = ((plot.width / (5.0 * em)) as usize).clamp(2, 8);
        let ticks: Vec<(f64, String)> = match x_axis {
            XAxis::Steps(_) => (Ticks::new(0.0, (of.steps() as f64).max(1.0), count).values())
                .map(|step| (step, short_number(step)))
                .collect(),
            _ => x_axis.ticks(count as f32),
        };
        for (step, text) in ticks {
            marks.push(self.rule([[x(step), plot.top], [x(step), plot.bottom()]]));
            let at = [x(step), plot.bottom() + 1.3 * em];
            marks.push(self.label(text, at, Anchor::Middle, self.style.quiet));
        }
        let x_name = x_axis.name(self.language).to_owned();
        let at = [plot.left + 0.5 * plot.width, plot.bottom() + 2.7 * em];
        marks.push(self.label(x_name, at, Anchor::Middle, self.style.quiet));
        let mut ends = Vec::new();
        for line in &drawn.lines {
            let points: Vec<[f64; 2]> = (line.points.iter())
                .map(|[step, value]| [x(*step), y(drawn.scale.unbounded(*value))])
                .collect();
            let Some(&end) = points.last() else {
                continue;
            };
            let (color, dashed) = match of.color(line) {
                Some(series) => {
                    let dashed = series >= COLORS || line.parameter > 0;
                    (self.style.series(series), dashed)
                }
                None if line.parameter == 0 => (self.style.accent, false),
                None => (self.style.text, false),
            };
            if line.bars {
                // As wide as they may be without touching.
                let width = (x(1.0) - x(0.0)).abs() * 0.72;
                let bars = points.iter().map(|&[at, top]| Mark::Line {
                    points: vec![[at, plot.bottom()], [at, top]],
                    color,
                    width,
                    dashed: false,
                    within: plot,
                });
                marks.extend(bars);
                continue;
            }
            marks.push(Mark::Line {
                points,
                color,
                width: self.stroke(),
                dashed,
                within: plot,
            });
            if (plot.top..=plot.bottom()).contains(&end[1]) {
                ends.push(Mark::Dot {
                    at: end,
                    radius: 1.6 * self.stroke(),
                    color,
                });
            }
        }
        marks.extend(ends);
        Group {
            name: name.to_owned(),
            marks,
        }
    }

    fn rule(&self, ends: [[f64; 2]; 2]) -> Mark {
        Mark::Rule {
            ends,
            color: self.style.grid,
            width: 1.0,
        }
    }

    /// Width of a run's line.
    fn stroke(&self) -> f64 {
        2.0 * f64::from(self.style.stroke).sqrt()
    }

    /// A text, cut short where there is no room for all of it.
    fn fitted(&self, lettering: &Lettering, text: &str, size: f64, room: f64) -> String {
        if lettering.width(text, size) <= room {
            return text.to_owned();
        }
        let signs: Vec<char> = text.chars().collect();
        let shorter = (0..signs.len()).rev().map(|count| {
            let kept: String = signs[..count].iter().collect();
            format!("{}…", kept.trim_end())
        });
        let mut fitting = shorter.filter(|text| lettering.width(text, size) <= room);
        fitting.next().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
