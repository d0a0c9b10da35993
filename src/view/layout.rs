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
        // A figure's title and legend stand one upon the other, and what is narrow has no room for a colour bar.
        let stacked = measure.is_some();
        let margin = if stacked { 0.0 } else { MARGIN * lines };
        let has_bar = contents.bar
            && contents.insets < 1.0
            && !(stacked && 5.0 * BODY * text > 0.14 * area.size.x);
        let heading = if stacked { BODY } else { TITLE };
        let wanted = if contents.legend_lines > 0 || contents.bar {
            (contents.legend_width + 7.5).max(9.5) * BODY * text
        } else {
            0.0
        };
        let widest = if stacked { 1.0 } else { 0.38 };
        let right = wanted.min(widest * area.size.x);
        let inner = area.inset([margin; 4]);
        let title_room = if stacked {
            inner.size.x
        } else {
            (inner.size.x - right - margin).max(1.0)
        };
        let mut title_lines = (title_width * heading * text / title_room).ceil().max(1.0);
        if stacked {
            let most = HEAD * area.size.y / (1.25 * heading * text);
            title_lines = title_lines.min(most.floor().clamp(1.0, 2.0));
        }
        // The step stands once, below the title of the whole.
        let step_line = if stacked { 0.2 } else { 1.4 };
        let title_height = (1.25 * heading * title_lines + step_line * BODY) * text;
        let caption_lines = (contents.caption_width * BODY * text / inner.size.x).ceil();
        let caption_height = if caption_lines > 0.0 {
            (1.3 * caption_lines.max(2.0) + 0.3) * BODY * text
        } else {
            0.0
        };
        let title = Area {
            min: inner.min,
            size: glam::vec2(title_room, title_height),
        };
        let caption = Area {
            min: glam::vec2(inner.min.x, inner.max().y - caption_height),
            size: glam::vec2(inner.size.x, caption_height),
        };
        // What the values are called stands in the line of a figure's title where there is room for both.
        let head = contents
            .legend_head
            .filter(|head| (title_width * heading + (head + 1.0) * SMALL) * text < title_room);
        let above = match head {
            _ if !stacked => 0.0,
            Some(_) => 0.0,
            None => title_height,
        };
        let column = Area {
            min: glam::vec2(inner.max().x - right, inner.min.y + above),
            size: glam::vec2(right, inner.size.y - above - caption_height),
        };
        let legend_height = contents.legend_lines as f32 * 1.5 * BODY * text;
        let legend = Area {
            size: glam::vec2(right, legend_height),
            ..column
        };
        let above_bar = legend_height + 2.2 * BODY * text;
        let bar_height =
            (column.size.y - above_bar - 0.5 * margin).clamp(1.0, 470.0 * unit.max(text));
        let bar = Area {
            min: glam::vec2(
                column.max().x - 5.0 * BODY * text,
                column.max().y - bar_height - 0.5 * margin,
            ),
            size: glam::vec2(22.0 * unit * style.stroke.sqrt(), bar_height),
        };
        // The subject stands beside the legend or below it, whichever leaves it larger.
        let bar_width = if has_bar {
            area.max().x - bar.min.x + margin
        } else {
            margin
        };
        let beside = [
            margin,
            margin + title_height,
            right + margin,
            margin + caption_height,
        ];
        let below_legend = if stacked {
            title_height.max(above + legend_height + 0.2 * BODY * text)
        } else {
            title_height.max(legend_height + 0.5 * BODY * text)
        };
        let below = [
            margin,
            margin + below_legend,
            bar_width,
            margin + caption_height,
        ];
        let [beside, below] = [beside, below].map(|margins| area.inset(margins));
        let largest = |room: &Area| {
            let mut rest = *room;
            let insets = take_insets(&mut rest, &contents, text);
            if contents.insets == 1.0 {
                return insets.size.element_product();
            }
            box_size(&rest)
        };
        let mut middle = if largest(&below) >= (1.0 - DEAR) * largest(&beside) {
            below
        } else {
            beside
        };
        let insets = (contents.insets > 0.0).then(|| {
            let mut insets = take_insets(&mut middle, &contents, text);
            // Left of the legend there is room up to the title.
            let top = title.max().y + SMALL * text;
            let is_left = insets.max().x < (column.min.x - SMALL * text).min(middle.min.x);
            if is_left && !stacked {
                let bottom = insets.max().y;
                insets.min.y = insets.min.y.min(top);
                insets.size.y = bottom - insets.min.y;
            }
            insets
        });
        // A flat picture has the names of its axes right below it and right above it.
        // Above a box is the name of its height, which may not come near a figure's title.
        let [above, under, side] = match contents.flat {
            _ if !contents.axes => [0.3, 0.3, 0.3],
            true => [1.7, 3.4, 2.6],
            false if stacked => [1.0, 1.6, 2.6],
            false => [0.3, 1.6, 2.6],
        }
        .map(|lines| lines * SMALL * text);
        let right_side = if contents.road { 0.4 * side } else { side };
        let subject = middle.inset([side, above, right_side, under]);
        let mut alone = area.inset([margin; 4]);
        let bare = Contents {
            insets_width: 0.0,
            ..contents
        };
        take_insets(&mut alone, &bare, 0.0);
        // A table has fewer digits where there is less room.
        let mut ease = match contents.legend_head {
            Some(_) => right / wanted,
            None => 1.0,
        };
        if contents.insets < 1.0 {
            ease = ease.min(box_size(&subject) / (LEAST_SUBJECT * box_size(&alone)));
        }
        if let Some(insets) = &insets {
            ease = ease.min(insets.size.y / (LEAST_INSETS * SMALL * text));
        }
        Self {
            area,
            unit,
            text,
            title,
            title_lines: title_lines as usize,
            caption,
            legend,
            bar: has_bar.then_some(bar),
            insets,
            subject,
            has_subject: contents.insets < 1.0,
            margin,
            ease,
        }
    }

    /// How large what it is about is drawn: the box, or the insets where they are alone.
    pub fn size(&self) -> f32 {
        match self.insets {
            Some(insets) if !self.has_subject => box_size(&insets),
            _ => box_size(&self.subject),
        }
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
