//! The parts of a drawing of charts: headings, the legend of the runs, and each chart with its axes.

use super::{
    super::{
        drawing::{Anchor, Group, Mark, PixelRect},
        typefaces::Typefaces,
    },
    canvas::DrawingCanvas,
};
use crate::{
    scene::Scene,
    simulation::Runs,
    view::{
        charts::{
            chart::DrawnChart,
            paint::{self, ChartStyle},
            source::ChartSource,
        },
        style::theme::{Rgb, SERIES_COLORS, Style},
        text::placeholders::truncate,
    },
    words::{Language, Word},
};

/// The text size in pixels, at the text size 1 of a scene and of a theme.
const BASE_TEXT_SIZE: f64 = 14.0;
/// The maximum factor by which a theme enlarges text.
const MAX_TEXT_SCALE: f32 = 1.4;

/// Draws the parts of charts in the colours, the text size and the language of an export.
pub(super) struct Pen {
    pub(super) style: Style,
    /// The text size in pixels.
    pub(super) text_size: f64,
    pub(super) language: Language,
    regular: Typefaces,
    headings: Typefaces,
}

impl Pen {
    pub(super) fn new(scene: &Scene, language: Language) -> Self {
        let style = Style::of(scene.theme);
        Self {
            text_size: BASE_TEXT_SIZE
                * f64::from(style.text_scale.min(MAX_TEXT_SCALE))
                * scene.text_size,
            regular: Typefaces::new(false),
            headings: Typefaces::new(true),
            language,
            style,
        }
    }

    /// A heading at the top of a frame; `size` is in units of the text size.
    pub(super) fn heading(&self, name: &str, text: &str, frame: PixelRect, size: f64) -> Group {
        Group {
            name: name.to_owned(),
            marks: vec![self.heading_mark(text, frame, size)],
        }
    }

    fn heading_mark(&self, text: &str, frame: PixelRect, size: f64) -> Mark {
        Mark::Text {
            at: [frame.left, frame.top + 0.9 * size * self.text_size],
            text: fitted(&self.headings, text, size * self.text_size, frame.width),
            size: size * self.text_size,
            color: self.style.text,
            anchor: Anchor::Start,
            semibold: true,
        }
    }

    fn label(&self, text: String, at: [f64; 2], anchor: Anchor, color: Rgb) -> Mark {
        Mark::Text {
            at,
            text,
            size: self.text_size,
            color,
            anchor,
            semibold: false,
        }
    }

    /// The labels of the shown runs, each after a sample of its line, and the number of rows that they take.
    pub(super) fn legend(&self, name: &str, runs: &Runs, frame: PixelRect) -> (Group, usize) {
        let (swatch, gap) = (2.2 * self.text_size, 0.5 * self.text_size);
        let max_width = frame.width - swatch - gap;
        let (mut left, mut row) = (frame.left, 0);
        let mut marks = Vec::new();
        for run in runs.iter().filter(|run| run.shown) {
            let text = self.language.text(&run.label);
            let text = fitted(&self.regular, text, self.text_size, max_width);
            let width = swatch + gap + self.regular.width(&text, self.text_size);
            if left > frame.left && left + width > frame.right() {
                (left, row) = (frame.left, row + 1);
            }
            let base = frame.top + (0.9 + 1.7 * row as f64) * self.text_size;
            let middle = base - 0.32 * self.text_size;
            marks.push(Mark::Line {
                points: vec![[left, middle], [left + swatch, middle]],
                color: self.style.series(run.color),
                width: self.line_width(),
                dashed: run.color >= SERIES_COLORS,
                clip: frame,
            });
            let at = [left + swatch + gap, base];
            marks.push(self.label(text, at, Anchor::Start, self.style.text));
            left += width + 1.8 * self.text_size;
        }
        let rows = if marks.is_empty() { 0 } else { row + 1 };
        let name = name.to_owned();
        (Group { name, marks }, rows)
    }

    /// A chart with its title and its axes.
    pub(super) fn chart(
        &self,
        name: &str,
        drawn: &DrawnChart,
        source: ChartSource,
        frame: PixelRect,
    ) -> Group {
        let em = self.text_size;
        let mut title = drawn.heading(self.language);
        if drawn.chart.log && !drawn.scale.is_shifted() {
            title = format!("{title} · {}", self.language.say(Word::HeightLog));
        }
        let plot_height = frame.height - 4.6 * em;
        let value_ticks = drawn.ticks(((plot_height / (3.2 * em)) as usize).clamp(2, 6));
        let tick_widths = value_ticks
            .iter()
            .map(|(_, text)| self.regular.width(text, em));
        let ticks_width = tick_widths.fold(2.0 * em, f64::max) + 0.6 * em;
        let plot = frame.shrunk([ticks_width, 1.9 * em, 0.6 * em, 2.9 * em]);
        let mut canvas = DrawingCanvas::new(&drawn.x_axis, plot, self.line_width());
        let mut marks = vec![self.heading_mark(&title, frame, 1.0)];
        marks.extend(self.y_axis(value_ticks, &canvas));
        marks.extend(self.x_axis(drawn, &canvas));
        paint::paint(drawn, source, &ChartStyle::file(&self.style), &mut canvas);
        marks.extend(canvas.marks);
        Group {
            name: name.to_owned(),
            marks,
        }
    }

    /// The grid lines and the numbers of the y axis.
    fn y_axis(&self, ticks: Vec<(f64, String)>, canvas: &DrawingCanvas) -> Vec<Mark> {
        let (em, plot) = (self.text_size, canvas.plot);
        let marks = ticks.into_iter().flat_map(|(height, text)| {
            let y = canvas.y(height);
            let at = [plot.left - 0.5 * em, y + 0.34 * em];
            [
                self.rule([[plot.left, y], [plot.right(), y]]),
                self.label(text, at, Anchor::End, self.style.secondary_text),
            ]
        });
        marks.collect()
    }

    /// The grid lines, the numbers and the name of the x axis.
    fn x_axis(&self, drawn: &DrawnChart, canvas: &DrawingCanvas) -> Vec<Mark> {
        let (em, plot) = (self.text_size, canvas.plot);
        let count = ((plot.width / (5.0 * em)) as usize).clamp(2, 8);
        let ticks = drawn.x_axis.even_ticks(count).into_iter();
        let marks = ticks.flat_map(|(at, text)| {
            let x = canvas.x(at);
            let below = [x, plot.bottom() + 1.3 * em];
            [
                self.rule([[x, plot.top], [x, plot.bottom()]]),
                self.label(text, below, Anchor::Middle, self.style.secondary_text),
            ]
        });
        let name = drawn.x_axis.name(self.language).to_owned();
        let at = [plot.left + 0.5 * plot.width, plot.bottom() + 2.7 * em];
        let name = self.label(name, at, Anchor::Middle, self.style.secondary_text);
        marks.chain([name]).collect()
    }

    fn rule(&self, ends: [[f64; 2]; 2]) -> Mark {
        Mark::Rule {
            ends,
            color: self.style.grid,
            width: 1.0,
        }
    }

    /// The line width of runs, in pixels.
    fn line_width(&self) -> f64 {
        2.0 * f64::from(self.style.stroke_scale).sqrt()
    }
}

/// A text, shortened to fit a width.
fn fitted(typefaces: &Typefaces, text: &str, size: f64, max_width: f64) -> String {
    truncate(text, |text| typefaces.width(text, size) <= max_width)
}
