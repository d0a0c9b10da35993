//! The layout of a picture: title, caption, legend, colour bar, insets and subject.

use super::{contents::Contents, stage::Area};
use crate::view::style::theme::Style;

/// Typical aspect ratio of the rotating box.
const BOX_ASPECT: f32 = 1.2;
/// Maximum fraction of the room that insets take because of their minimum width.
const MAX_INSETS: f32 = 0.62;
/// Minimum text size in points, however small the picture.
const MIN_TEXT: f32 = 12.0;
/// Margin around a picture, as a fraction of its height.
const MARGIN: f32 = 0.04;
/// The subject needs this fraction of the size that it would have without any text.
const MIN_SUBJECT: f32 = 0.48;
/// Minimum height of insets, in heights of small text.
const MIN_INSETS: f32 = 7.5;
/// Maximum fraction of a figure's height for a title of several lines.
const MAX_TITLE: f32 = 0.18;
/// The legend is placed above the subject unless that shrinks the subject by more than this fraction.
const MAX_SHRINK: f32 = 0.06;
/// Text size of titles, in pixels of the 1080-line picture.
pub(crate) const TITLE: f32 = 36.0;
/// Text size of captions, legends and names at balls.
pub(crate) const BODY: f32 = 25.0;
/// Text size of tick labels.
pub(crate) const SMALL: f32 = 24.0;

/// Scale of lines and text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measure {
    /// Points per pixel of the 1080-line picture.
    pub unit: f32,
    /// Points per pixel of the 1080-line picture, for text.
    pub text: f32,
    /// Width of the widest title in the figure's row, in text heights; figures of a row have titles of equal height.
    pub title_width: f32,
}

/// The areas of a picture, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Layout {
    /// The whole picture, including its margin.
    pub area: Area,
    /// Points per pixel of the 1080-line picture.
    pub unit: f32,
    /// Points per pixel of the 1080-line picture, for text.
    pub text: f32,
    /// The title and the step number below it.
    pub title: Area,
    /// Maximum number of lines of the title.
    pub title_lines: usize,
    /// The area of the caption.
    pub caption: Area,
    /// Names and values of runs or classes.
    pub legend: Area,
    /// The colour bar, if there is room for one.
    pub bar: Option<Area>,
    /// The insets: beside the subject, or below it in a tall picture.
    pub insets: Option<Area>,
    /// The subject; tick labels surround it.
    pub subject: Area,
    /// Whether there is a subject besides the insets.
    pub has_subject: bool,
    /// The margin in points; 0 for one of several figures.
    pub margin: f32,
    /// How well everything fits. Below 1 if text leaves too little room for the subject or the insets, or if names are
    /// truncated.
    pub fit: f32,
}

/// Estimates the width of a text in text heights, without a font; never much too small.
pub(crate) fn estimated_width(text: &str) -> f32 {
    let width = |c: char| if c as u32 >= 0x2E80 { 1.02 } else { 0.545 };
    text.chars().map(width).sum()
}

impl Layout {
    /// Divides a picture. Each of several figures is given the `measure` that they share.
    pub fn new(
        area: Area,
        contents: Contents,
        text_size: f64,
        style: &Style,
        measure: Option<Measure>,
    ) -> Self {
        // In narrow pictures the width determines the scale.
        let lines = area.size.y.min(area.size.x * 0.62);
        let scale = style.text_scale * text_size as f32;
        let Measure {
            unit,
            text,
            title_width,
        } = measure.unwrap_or_else(|| {
            let unit = lines / 1080.0;
            Measure {
                unit,
                text: (unit * scale).max(MIN_TEXT / SMALL),
                title_width: contents.title_width,
            }
        });
        let stacked = measure.is_some();
        let plan = Plan {
            area,
            contents,
            unit,
            text,
            stacked,
            margin: if stacked { 0.0 } else { MARGIN * lines },
        };
        plan.layout(title_width, style)
    }

    /// The size of the subject, or of the insets if there is no subject.
    pub fn size(&self) -> f32 {
        match self.insets {
            Some(insets) if !self.has_subject => box_size(&insets),
            _ => box_size(&self.subject),
        }
    }
}

/// Inputs of the layout.
struct Plan {
    area: Area,
    contents: Contents,
    unit: f32,
    text: f32,
    /// Whether it is one of several figures, with title and legend stacked.
    stacked: bool,
    margin: f32,
}

impl Plan {
    fn layout(&self, title_width: f32, style: &Style) -> Layout {
        let &Self { area, text, .. } = self;
        let preferred = self.preferred_column_width();
        let widest = if self.stacked { 1.0 } else { 0.38 };
        let right = preferred.min(widest * area.size.x);
        let (title, title_lines) = self.title(title_width, right);
        let caption = self.caption();
        let above = self.above_column(&title, title_width);
        let inner = self.inner();
        let column = Area {
            min: glam::vec2(inner.max().x - right, inner.min.y + above),
            size: glam::vec2(right, inner.size.y - above - caption.size.y),
        };
        let legend_height = self.contents.legend_lines as f32 * 1.5 * BODY * text;
        let legend = Area {
            size: glam::vec2(right, legend_height),
            ..column
        };
        let bar = self.bar(&column, legend_height, style);
        let mut middle = self.middle(&title, &caption, above, &legend, bar);
        let has_insets = self.contents.insets > 0.0;
        let insets = has_insets.then(|| self.insets(&mut middle, &title, &column));
        let subject = self.subject(&middle);
        // A table drops decimal places instead of truncating names.
        let names = match self.contents.legend_head {
            Some(_) => right / preferred,
            None => 1.0,
        };
        Layout {
            area,
            unit: self.unit,
            text,
            title,
            title_lines,
            caption,
            legend,
            bar,
            insets,
            subject,
            has_subject: self.contents.insets < 1.0,
            margin: self.margin,
            fit: self.fit(names, &subject, insets.as_ref()),
        }
    }

    /// The picture without its margin.
    fn inner(&self) -> Area {
        self.area.inset([self.margin; 4])
    }

    /// The preferred width of the column with legend and colour bar.
    fn preferred_column_width(&self) -> f32 {
        let contents = &self.contents;
        if contents.legend_lines > 0 || contents.bar {
            (contents.legend_width + 7.5).max(9.5) * BODY * self.text
        } else {
            0.0
        }
    }

    /// Text size of the title.
    fn heading(&self) -> f32 {
        if self.stacked { BODY } else { TITLE }
    }

    /// The title beside (or above) a column of the given width, and its maximum number of lines.
    fn title(&self, title_width: f32, column: f32) -> (Area, usize) {
        let (heading, text) = (self.heading(), self.text);
        let inner = self.inner();
        let room = if self.stacked {
            inner.size.x
        } else {
            (inner.size.x - column - self.margin).max(1.0)
        };
        let mut lines = (title_width * heading * text / room).ceil().max(1.0);
        if self.stacked {
            let most = MAX_TITLE * self.area.size.y / (1.25 * heading * text);
            lines = lines.min(most.floor().clamp(1.0, 2.0));
        }
        // The step is shown once, below the shared title.
        let step_line = if self.stacked { 0.2 } else { 1.4 };
        let title = Area {
            min: inner.min,
            size: glam::vec2(room, (1.25 * heading * lines + step_line * BODY) * text),
        };
        (title, lines as usize)
    }

    fn caption(&self) -> Area {
        let inner = self.inner();
        let lines = (self.contents.caption_width * BODY * self.text / inner.size.x).ceil();
        let height = if lines > 0.0 {
            (1.3 * lines.max(2.0) + 0.3) * BODY * self.text
        } else {
            0.0
        };
        Area {
            min: glam::vec2(inner.min.x, inner.max().y - height),
            size: glam::vec2(inner.size.x, height),
        }
    }

    /// The height above the right column. In one of several figures, the value name shares the title line if both fit.
    fn above_column(&self, title: &Area, title_width: f32) -> f32 {
        let room = title.size.x;
        let fits =
            |head: f32| (title_width * self.heading() + (head + 1.0) * SMALL) * self.text < room;
        if !self.stacked || self.contents.legend_head.is_some_and(fits) {
            0.0
        } else {
            title.size.y
        }
    }

    /// The colour bar, below the legend in its column; `None` in narrow figures.
    fn bar(&self, column: &Area, legend_height: f32, style: &Style) -> Option<Area> {
        let text = self.text;
        let is_wanted = self.contents.bar
            && self.contents.insets < 1.0
            && !(self.stacked && 5.0 * BODY * text > 0.14 * self.area.size.x);
        let above = legend_height + 2.2 * BODY * text;
        let height =
            (column.size.y - above - 0.5 * self.margin).clamp(1.0, 470.0 * self.unit.max(text));
        is_wanted.then(|| Area {
            min: glam::vec2(
                column.max().x - 5.0 * BODY * text,
                column.max().y - height - 0.5 * self.margin,
            ),
            size: glam::vec2(22.0 * self.unit * style.stroke.sqrt(), height),
        })
    }

    /// The room of subject and insets: beside the legend or below it, whichever makes them larger.
    fn middle(
        &self,
        title: &Area,
        caption: &Area,
        above: f32,
        legend: &Area,
        bar: Option<Area>,
    ) -> Area {
        let &Self {
            area, text, margin, ..
        } = self;
        let foot = margin + caption.size.y;
        let beside = [margin, margin + title.size.y, legend.size.x + margin, foot];
        let below_legend = if self.stacked {
            (title.size.y).max(above + legend.size.y + 0.2 * BODY * text)
        } else {
            (title.size.y).max(legend.size.y + 0.5 * BODY * text)
        };
        let bar_width = bar.map_or(margin, |bar| area.max().x - bar.min.x + margin);
        let below = [margin, margin + below_legend, bar_width, foot];
        let [beside, below] = [beside, below].map(|margins| area.inset(margins));
        let largest = |room: &Area| {
            let mut rest = *room;
            let insets = take_insets(&mut rest, &self.contents, text);
            if self.contents.insets == 1.0 {
                return insets.size.element_product();
            }
            box_size(&rest)
        };
        if largest(&below) >= (1.0 - MAX_SHRINK) * largest(&beside) {
            below
        } else {
            beside
        }
    }

    /// Cuts the insets off the room of the subject.
    fn insets(&self, middle: &mut Area, title: &Area, column: &Area) -> Area {
        let text = self.text;
        let mut insets = take_insets(middle, &self.contents, text);
        // Left of the legend there is room up to the title.
        let top = title.max().y + SMALL * text;
        let is_left = insets.max().x < (column.min.x - SMALL * text).min(middle.min.x);
        if is_left && !self.stacked {
            let bottom = insets.max().y;
            insets.min.y = insets.min.y.min(top);
            insets.size.y = bottom - insets.min.y;
        }
        insets
    }

    /// The room of the box without that of the labels around it.
    fn subject(&self, middle: &Area) -> Area {
        // A flat picture has axis names directly below and above it. A box has the name of its height above it, which
        // must not touch a figure's title.
        let [above, under, side] = match self.contents.flat {
            _ if !self.contents.axes => [0.3, 0.3, 0.3],
            true => [1.7, 3.4, 2.6],
            false if self.stacked => [1.0, 1.6, 2.6],
            false => [0.3, 1.6, 2.6],
        }
        .map(|lines| lines * SMALL * self.text);
        let right = if self.contents.road { 0.4 * side } else { side };
        middle.inset([side, above, right, under])
    }

    /// See [`Layout::fit`]; at most `names`.
    fn fit(&self, names: f32, subject: &Area, insets: Option<&Area>) -> f32 {
        let mut fit = names;
        if self.contents.insets < 1.0 {
            let mut alone = self.inner();
            let bare = Contents {
                insets_width: 0.0,
                ..self.contents
            };
            take_insets(&mut alone, &bare, 0.0);
            fit = fit.min(box_size(subject) / (MIN_SUBJECT * box_size(&alone)));
        }
        if let Some(insets) = insets {
            fit = fit.min(insets.size.y / (MIN_INSETS * SMALL * self.text));
        }
        fit
    }
}

/// The height of the largest box in a room.
fn box_size(room: &Area) -> f32 {
    (room.size.x / BOX_ASPECT).min(room.size.y)
}

/// Cuts off the room of the insets: on the left of a wide room, at the bottom of a tall one.
fn take_insets(room: &mut Area, contents: &Contents, text: f32) -> Area {
    let share = contents.insets;
    let gap = SMALL * text * glam::vec2(1.0, 1.2);
    let mut insets = *room;
    if room.size.y > 1.15 * room.size.x && share < 1.0 {
        insets.size.y *= share;
        insets.min.y = room.max().y - insets.size.y;
        room.size.y -= insets.size.y;
        return insets;
    }
    // Legibility takes precedence over the requested share.
    let least = (contents.insets_width * SMALL * text + gap.x).min(MAX_INSETS * room.size.x);
    insets.size.x = match share {
        0.0 => 0.0,
        share => (share * room.size.x).max(least),
    };
    room.min.x += insets.size.x;
    room.size.x -= insets.size.x;
    let right = if share < 1.0 { gap.x } else { 0.0 };
    insets.inset([0.0, gap.y, right, 0.5 * gap.y])
}
