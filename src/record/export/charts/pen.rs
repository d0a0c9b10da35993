//! The parts of a drawing of charts: headings, the legend of the runs, and each chart with its axes.

use super::{
    super::{
        drawing::{Anchor, Frame, Group, Mark},
        lettering::Lettering,
    },
    canvas::FileCanvas,
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

/// The text size in pixels at the scene's text size 1.
const TEXT: f64 = 14.0;
/// The maximum factor by which a theme enlarges text.
const LARGEST_TEXT: f32 = 1.4;

/// The style of the drawing: colours, text, language.
pub(super) struct Pen {
    pub(super) style: Style,
    /// The text size in pixels.
    pub(super) text: f64,
    pub(super) language: Language,
    plain: Lettering,
    strong: Lettering,
}

impl Pen {
    pub(super) fn new(scene: &Scene, language: Language) -> Self {
        let style = Style::of(scene.theme);
        Self {
            text: TEXT * f64::from(style.text_scale.min(LARGEST_TEXT)) * scene.text_size,
            plain: Lettering::new(false),
            strong: Lettering::new(true),
            language,
            style,
        }
    }

    /// A heading at the top of a frame; `size` is in text sizes.
    pub(super) fn heading(&self, name: &str, text: &str, frame: Frame, size: f64) -> Group {
        Group {
            name: name.to_owned(),
            marks: vec![self.heading_mark(text, frame, size)],
        }
    }

    fn heading_mark(&self, text: &str, frame: Frame, size: f64) -> Mark {
        Mark::Text {
            at: [frame.left, frame.top + 0.9 * size * self.text],
            text: fitted(&self.strong, text, size * self.text, frame.width),
            size: size * self.text,
            color: self.style.text,
            anchor: Anchor::Start,
            strong: true,
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

    /// The labels of the runs beside a piece of their lines, and the number of rows that they take.
    pub(super) fn legend(&self, name: &str, runs: &Runs, frame: Frame) -> (Group, usize) {
        let (swatch, gap) = (2.2 * self.text, 0.5 * self.text);
        let room = frame.width - swatch - gap;
        let (mut left, mut row) = (frame.left, 0);
        let mut marks = Vec::new();
        for run in runs.iter().filter(|run| run.shown) {
            let text = self.language.text(&run.label);
            let text = fitted(&self.plain, text, self.text, room);
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
                dashed: run.color >= SERIES_COLORS,
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

    /// A chart with its title and its axes.
    pub(super) fn chart(
        &self,
        name: &str,
        drawn: &DrawnChart,
        of: ChartSource,
        frame: Frame,
    ) -> Group {
        let em = self.text;
        let mut title = drawn.heading(self.language);
        if drawn.chart.log && !drawn.scale.is_shifted() {
            title = format!("{title} · {}", self.language.say(Word::HeightLog));
        }
        let high = frame.height - 4.6 * em;
        let values = drawn.ticks(((high / (3.2 * em)) as usize).clamp(2, 6));
        let widest = values.iter().map(|(_, text)| self.plain.width(text, em));
        let aside = widest.fold(2.0 * em, f64::max) + 0.6 * em;
        let plot = frame.without([aside, 1.9 * em, 0.6 * em, 2.9 * em]);
        let mut canvas = FileCanvas::new(&drawn.x_axis, plot, self.stroke());
        let mut marks = vec![self.heading_mark(&title, frame, 1.0)];
        marks.extend(self.value_ticks(values, &canvas));
        marks.extend(self.ticks_across(drawn, &canvas));
        paint::paint(drawn, of, &ChartStyle::file(&self.style), &mut canvas);
        marks.extend(canvas.marks);
        Group {
            name: name.to_owned(),
            marks,
        }
    }

    /// The grid lines and numbers of the vertical axis.
    fn value_ticks(&self, ticks: Vec<(f64, String)>, canvas: &FileCanvas) -> Vec<Mark> {
        let (em, plot) = (self.text, canvas.plot);
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

    /// The grid lines, numbers and name of the x axis.
    fn ticks_across(&self, drawn: &DrawnChart, canvas: &FileCanvas) -> Vec<Mark> {
        let (em, plot) = (self.text, canvas.plot);
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
    fn stroke(&self) -> f64 {
        2.0 * f64::from(self.style.stroke_scale).sqrt()
    }
}

/// A text, shortened to fit a width.
fn fitted(lettering: &Lettering, text: &str, size: f64, room: f64) -> String {
    truncate(text, |text| lettering.width(text, size) <= room)
}
