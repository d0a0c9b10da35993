//! How a picture is divided: title, caption, legend, colour bar, and what is left for the subject.

use super::{contents::Contents, stage::Area, theme::Style};

/// Width of a turning box against its height, as it is usually seen.
const BOX_ASPECT: f32 = 1.2;
/// The most that insets take of a room because their text needs it.
const MOST_INSETS: f32 = 0.62;
/// Numbers are never smaller than this, in points, however small the picture.
const SMALLEST_TEXT: f32 = 12.0;
/// Free border around a picture, as a part of its height.
const MARGIN: f32 = 0.04;
/// The part of its room that a subject needs of what it would have without any text.
const LEAST_SUBJECT: f32 = 0.48;
/// The height that insets need: a title, numbers and what stands between them; in heights of small text.
const LEAST_INSETS: f32 = 7.5;
/// The most of a figure's height that its title takes with more than one line.
const HEAD: f32 = 0.18;
/// A legend stands above the subject unless that costs more of its size than this.
const DEAR: f32 = 0.06;
/// Heights of text in pixels of the 1080-line picture.
pub const TITLE: f32 = 36.0;
/// Text of captions, legends and tags.
pub const BODY: f32 = 25.0;
/// Numbers at axes.
pub const SMALL: f32 = 24.0;

/// How large lines and text are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measure {
    /// Points to a pixel of the 1080-line picture.
    pub unit: f32,
    /// Points to a pixel of text of the 1080-line picture.
    pub text: f32,
    /// The width of the widest title in the figure's row, in heights of the text: all have a head as high.
    pub title_width: f32,
}

/// The parts of a picture, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Layout {
    /// The whole.
    pub area: Area,
    /// Points to a pixel of the 1080-line picture.
    pub unit: f32,
    /// Points to a pixel of text of the 1080-line picture.
    pub text: f32,
    /// Title, and the step beneath it.
    pub title: Area,
    /// The most lines that the title may have.
    pub title_lines: usize,
    /// The caption's lines.
    pub caption: Area,
    /// Names and values of runs, or of classes.
    pub legend: Area,
    /// The colour bar, where there is room for one.
    pub bar: Option<Area>,
    /// What plots and charts have beside the subject, or below it in a tall picture.
    pub insets: Option<Area>,
    /// Where the box goes; tick labels surround it.
    pub subject: Area,
    /// Whether there is a subject at all, and not insets alone.
    pub has_subject: bool,
    /// The free border, in points; none around a figure among several.
    pub margin: f32,
    /// How well all has its room: less than 1 where text leaves the subject or the insets too little, or where names are
    /// cut.
    pub ease: f32,
}

/// The width of a text in its own heights, estimated without a font: never much too small.
pub fn estimated_width(text: &str) -> f32 {
    let width = |c: char| if c as u32 >= 0x2E80 { 1.02 } else { 0.545 };
    text.chars().map(width).sum()
}

impl Layout {
    /// Divides a picture. A figure among several has the `measure` that they share.
    pub fn new(
        area: Area,
        contents: Contents,
        text_size: f64,
        style: &Style,
        measure: Option<Measure>,
    ) -> Self {
        // Narrow pictures are ruled by their width.
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
                text: (unit * scale).max(SMALLEST_TEXT / SMALL),
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

    /// How large what it is about is drawn: the box, or the insets where they are alone.
    pub fn size(&self) -> f32 {
        match self.insets {
            Some(insets) if !self.has_subject => box_size(&insets),
            _ => box_size(&self.subject),
        }
    }
}

/// What a picture is divided by.
struct Plan {
    area: Area,
    contents: Contents,
    unit: f32,
    text: f32,
    /// Whether it is a figure among several, its title and its legend one upon the other.
    stacked: bool,
    margin: f32,
}

impl Plan {
    fn layout(&self, title_width: f32, style: &Style) -> Layout {
        let &Self { area, text, .. } = self;
        let wanted = self.wanted_column();
        let widest = if self.stacked { 1.0 } else { 0.38 };
        let right = wanted.min(widest * area.size.x);
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
        // A table has fewer digits where there is less room.
        let names = match self.contents.legend_head {
            Some(_) => right / wanted,
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
            ease: self.ease(names, &subject, insets.as_ref()),
        }
    }

    /// The picture without its free border.
    fn inner(&self) -> Area {
        self.area.inset([self.margin; 4])
    }

    /// The width that the legend and the colour bar would have.
    fn wanted_column(&self) -> f32 {
        let contents = &self.contents;
        if contents.legend_lines > 0 || contents.bar {
            (contents.legend_width + 7.5).max(9.5) * BODY * self.text
        } else {
            0.0
        }
    }

    /// Height of the text of a title.
    fn heading(&self) -> f32 {
        if self.stacked { BODY } else { TITLE }
    }

    /// The title, left of a column of a width or above it, and the most lines that it may have.
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
            let most = HEAD * self.area.size.y / (1.25 * heading * text);
            lines = lines.min(most.floor().clamp(1.0, 2.0));
        }
        // The step is shown once, below the title of the whole.
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

    /// The height above the column on the right. The name of the values is in the line of a figure's title where there is
    /// room for both.
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

    /// The colour bar, below the legend in its column. What is narrow has no room for one.
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

    /// The room of the subject and the insets: beside the legend or below it, whichever leaves them larger.
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
        if largest(&below) >= (1.0 - DEAR) * largest(&beside) {
            below
        } else {
            beside
        }
    }

    /// Takes the insets off the room of the subject.
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

    /// The room of the box, without that of the labels around it.
    fn subject(&self, middle: &Area) -> Area {
        // A flat picture has the names of its axes right below it and right above it. Above a box is the name of its
        // height, which may not come near a figure's title.
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

    /// How well all has its room, as well as the `names` at most.
    fn ease(&self, names: f32, subject: &Area, insets: Option<&Area>) -> f32 {
        let mut ease = names;
        if self.contents.insets < 1.0 {
            let mut alone = self.inner();
            let bare = Contents {
                insets_width: 0.0,
                ..self.contents
            };
            take_insets(&mut alone, &bare, 0.0);
            ease = ease.min(box_size(subject) / (LEAST_SUBJECT * box_size(&alone)));
        }
        if let Some(insets) = insets {
            ease = ease.min(insets.size.y / (LEAST_INSETS * SMALL * self.text));
        }
        ease
    }
}

/// The height of the largest box in a room.
fn box_size(room: &Area) -> f32 {
    (room.size.x / BOX_ASPECT).min(room.size.y)
}

/// Cuts the room of insets off on the left of a wide room, at the foot of a tall one.
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
    // What has to be read comes before the share.
    let least = (contents.insets_width * SMALL * text + gap.x).min(MOST_INSETS * room.size.x);
    insets.size.x = match share {
        0.0 => 0.0,
        share => (share * room.size.x).max(least),
    };
    room.min.x += insets.size.x;
    room.size.x -= insets.size.x;
    let right = if share < 1.0 { gap.x } else { 0.0 };
    insets.inset([0.0, gap.y, right, 0.5 * gap.y])
}
