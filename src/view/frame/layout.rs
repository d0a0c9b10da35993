//! The layout of a picture: title, caption, legend, colour bar, insets and subject.

use super::{
    area::Area,
    contents::Contents,
    framing::Room,
    subject_room::{box_size, labelled_bar, tags_fit, take_insets},
};
use crate::view::style::theme::Style;

/// Minimum text size in points, however small the picture.
const MIN_TEXT_SIZE: f32 = 12.0;
/// Margin around a picture, as a fraction of its height.
const MARGIN_FRACTION: f32 = 0.04;
/// The subject needs this fraction of the size that it would have without text.
const MIN_SUBJECT_FRACTION: f32 = 0.48;
/// Width of the tick labels beside a box, in heights of small text.
const LABEL_WIDTH: f32 = 2.6;
/// Minimum height of insets, in heights of small text.
const MIN_INSETS_HEIGHT: f32 = 7.5;
/// Maximum fraction of a figure's height for a title of several lines.
const MAX_TITLE_FRACTION: f32 = 0.18;
/// The legend is placed above the subject unless that shrinks the subject by more than this fraction.
const MAX_LEGEND_SHRINK: f32 = 0.06;
/// Padding of a tag at each side, in heights of its text.
pub(crate) const TAG_PADDING: f32 = 0.25;
/// Text size of titles, in pixels of the 1080-line picture.
pub(crate) const TITLE_TEXT: f32 = 36.0;
/// Text size of captions and legends, in pixels of the 1080-line picture.
pub(crate) const BODY_TEXT: f32 = 25.0;
/// Height of a legend line, in pixels of the 1080-line picture.
pub(crate) const LEGEND_LINE: f32 = 1.5 * BODY_TEXT;
/// Text size of tick labels, tooltips, insets and names in the picture, in pixels of the 1080-line picture.
pub(crate) const SMALL_TEXT: f32 = 24.0;

/// The scale of a picture: of strokes and marks, and of text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LayoutScale {
    /// Points per pixel of the 1080-line picture, for strokes and marks.
    pub scale: f32,
    /// Points per pixel of the 1080-line picture, for text.
    pub text_scale: f32,
    /// Width of the widest title in the figure's row, in text heights; figures of a row have titles of equal height. 0
    /// for figures without titles.
    pub title_width: f32,
}

/// The areas of a picture, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Layout {
    /// The whole picture, including its margin.
    pub area: Area,
    /// Points per pixel of the 1080-line picture, for strokes and marks.
    pub scale: f32,
    /// Points per pixel of the 1080-line picture, for text.
    pub text_scale: f32,
    /// The title and the step number below it.
    pub title: Area,
    /// Maximum number of lines of the title; 0 for a figure without a title of its own.
    pub title_lines: usize,
    /// The area of the caption.
    pub caption: Area,
    /// Names and values of runs or classes.
    pub legend: Area,
    /// The colour bar, if there is room for one.
    pub bar: Option<Area>,
    /// The insets: beside the subject, or below it in a tall picture.
    pub insets: Option<Area>,
    /// Whether tags at the balls carry the names and values of the runs, in place of the legend.
    pub has_tags: bool,
    /// The room of the subject's box, around which labels of axes have room too.
    pub room: Room,
    /// The height of the largest box in the part of the room beside or below the legend.
    box_size: f32,
    /// Whether there is a subject besides the insets.
    pub has_subject: bool,
    /// The margin in points; 0 for one of several figures.
    pub margin: f32,
    /// How well everything fits: below 1 if text leaves too little room for the subject or the insets, or if names or
    /// the title are truncated.
    pub fit: f32,
}

/// Estimates the width of a text in text heights without a font; it may be too large, but hardly too small.
pub(crate) fn estimated_width(text: &str) -> f32 {
    let width = |c: char| if c as u32 >= 0x2E80 { 1.02 } else { 0.545 };
    text.chars().map(width).sum()
}

impl Layout {
    /// Divides a picture into areas. Figures beside each other share one `layout_scale`; without one, the size of the
    /// area determines the scale.
    pub fn new(
        area: Area,
        contents: Contents,
        text_size: f64,
        style: &Style,
        layout_scale: Option<LayoutScale>,
    ) -> Self {
        // In narrow pictures the width determines the scale.
        let height = area.size.y.min(area.size.x * 0.62);
        let text_factor = style.text_scale * text_size as f32;
        let LayoutScale {
            scale,
            text_scale,
            title_width,
        } = layout_scale.unwrap_or_else(|| {
            let scale = height / 1080.0;
            LayoutScale {
                scale,
                text_scale: (scale * text_factor).max(MIN_TEXT_SIZE / SMALL_TEXT),
                title_width: contents.title_width,
            }
        });
        let is_one_of_several = layout_scale.is_some();
        let tags =
            (contents.tags).filter(|tags| tags_fit(tags, contents.insets_share, area, text_scale));
        let inputs = LayoutInputs {
            area,
            contents: tags.map_or(contents, |tags| contents.with_tags(tags)),
            has_tags: tags.is_some(),
            scale,
            text_scale,
            is_one_of_several,
            margin: if is_one_of_several {
                0.0
            } else {
                MARGIN_FRACTION * height
            },
        };
        inputs.layout(title_width, style)
    }

    /// The height of the largest box in the area of the subject, or of the insets if there is no subject.
    pub fn size(&self) -> f32 {
        match self.insets {
            Some(insets) if !self.has_subject => box_size(&insets),
            _ => self.box_size,
        }
    }

    /// The area of the colour bar with its labels and its title.
    pub(crate) fn labelled_bar(&self) -> Option<Area> {
        (self.bar).map(|bar| labelled_bar(&bar, &self.area, self.text_scale))
    }
}

/// Inputs of the layout.
struct LayoutInputs {
    area: Area,
    contents: Contents,
    has_tags: bool,
    scale: f32,
    text_scale: f32,
    /// Whether it is one of several figures. Their titles extend over the whole width, above the legend.
    is_one_of_several: bool,
    margin: f32,
}

impl LayoutInputs {
    fn layout(&self, title_width: f32, style: &Style) -> Layout {
        let &Self {
            area, text_scale, ..
        } = self;
        let preferred = self.preferred_column_width();
        let max_fraction = if self.is_one_of_several { 1.0 } else { 0.38 };
        let right = preferred.min(max_fraction * area.size.x);
        let (title, title_lines) = self.title(title_width, right);
        let caption = self.caption();
        let above = self.above_column(&title, title_width);
        let inner = self.inner();
        let column = Area {
            min: glam::vec2(inner.max().x - right, inner.min.y + above),
            size: glam::vec2(right, inner.size.y - above - caption.size.y),
        };
        let legend_height = self.contents.legend_lines as f32 * LEGEND_LINE * text_scale;
        let legend = Area {
            size: glam::vec2(right, legend_height),
            ..column
        };
        let bar = self.bar(&column, legend_height, style);
        let mut middle = self.middle(&title, &caption, above, &legend, bar);
        let has_insets = self.contents.insets_share > 0.0;
        let insets = has_insets.then(|| self.insets(&mut middle, &title, &column));
        let box_size = box_size(&self.subject_area(&middle));
        let obstacles = [
            (legend_height > 0.0).then_some(legend),
            bar.map(|bar| labelled_bar(&bar, &area, text_scale)),
        ];
        let room = self.room(&middle, &title, &caption, insets.as_ref(), obstacles);
        // Only legends with a value name truncate names; a table drops decimal places instead.
        let names_fit = match self.contents.legend_head {
            Some(_) => right / preferred,
            None => 1.0,
        };
        let title_fits = match title_lines {
            0 => 1.0,
            lines => lines as f32 / self.title_lines(title_width, title.size.x),
        };
        Layout {
            area,
            scale: self.scale,
            text_scale,
            title,
            title_lines,
            caption,
            legend,
            bar,
            insets,
            room,
            box_size,
            has_tags: self.has_tags,
            has_subject: self.contents.insets_share < 1.0,
            margin: self.margin,
            fit: self.fit(names_fit.min(title_fits), box_size, insets.as_ref()),
        }
    }

    /// The picture without its margin.
    fn inner(&self) -> Area {
        self.area.inset([self.margin; 4])
    }

    /// The preferred width of the column with legend and colour bar.
    fn preferred_column_width(&self) -> f32 {
        let contents = &self.contents;
        if contents.legend_lines > 0 || contents.has_color_bar {
            (contents.legend_width + 7.5).max(9.5) * BODY_TEXT * self.text_scale
        } else {
            0.0
        }
    }

    /// The text size of the title, in pixels of the 1080-line picture.
    fn title_size(&self) -> f32 {
        if self.is_one_of_several {
            BODY_TEXT
        } else {
            TITLE_TEXT
        }
    }

    /// The title beside (or above) a column of the given width, and its maximum number of lines.
    fn title(&self, title_width: f32, column: f32) -> (Area, usize) {
        let (title_size, text_scale) = (self.title_size(), self.text_scale);
        let inner = self.inner();
        if self.is_one_of_several && title_width == 0.0 {
            let size = glam::vec2(inner.size.x, 0.0);
            return (Area { size, ..inner }, 0);
        }
        let room = if self.is_one_of_several {
            inner.size.x
        } else {
            (inner.size.x - column - self.margin).max(1.0)
        };
        let mut lines = self.title_lines(title_width, room);
        if self.is_one_of_several {
            let max_lines =
                MAX_TITLE_FRACTION * self.area.size.y / (1.25 * title_size * text_scale);
            lines = lines.min(max_lines.floor().clamp(1.0, 2.0));
        }
        // The step is shown once, below the shared title.
        let step_line = if self.is_one_of_several { 0.2 } else { 1.4 };
        let title = Area {
            min: inner.min,
            size: glam::vec2(
                room,
                (1.25 * title_size * lines + step_line * BODY_TEXT) * text_scale,
            ),
        };
        (title, lines as usize)
    }

    /// The number of lines that a title needs in a room of this width.
    fn title_lines(&self, title_width: f32, room: f32) -> f32 {
        let width = title_width * self.title_size() * self.text_scale;
        (width / room).ceil().max(1.0)
    }

    /// The area of the caption.
    fn caption(&self) -> Area {
        let inner = self.inner();
        let lines =
            (self.contents.caption_width * BODY_TEXT * self.text_scale / inner.size.x).ceil();
        let height = if lines > 0.0 {
            (1.3 * lines + 0.3) * BODY_TEXT * self.text_scale
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
        let fits = |head: f32| {
            (title_width * self.title_size() + (head + 1.0) * SMALL_TEXT) * self.text_scale < room
        };
        if !self.is_one_of_several || self.contents.legend_head.is_some_and(fits) {
            0.0
        } else {
            title.size.y
        }
    }

    /// The colour bar, below the legend in its column; `None` in narrow figures.
    fn bar(&self, column: &Area, legend_height: f32, style: &Style) -> Option<Area> {
        let text_scale = self.text_scale;
        let is_wanted = self.contents.has_color_bar
            && self.contents.insets_share < 1.0
            && !(self.is_one_of_several && 5.0 * BODY_TEXT * text_scale > 0.14 * self.area.size.x);
        let above = legend_height + 2.2 * BODY_TEXT * text_scale;
        let height = (column.size.y - above - 0.5 * self.margin)
            .clamp(1.0, 470.0 * self.scale.max(text_scale));
        is_wanted.then(|| Area {
            min: glam::vec2(
                column.max().x - 5.0 * BODY_TEXT * text_scale,
                column.max().y - height - 0.5 * self.margin,
            ),
            size: glam::vec2(22.0 * self.scale * style.stroke_scale.sqrt(), height),
        })
    }

    /// The room of subject and insets: below the legend, unless they would be much larger beside it.
    fn middle(
        &self,
        title: &Area,
        caption: &Area,
        above: f32,
        legend: &Area,
        bar: Option<Area>,
    ) -> Area {
        let &Self {
            area,
            text_scale,
            margin,
            ..
        } = self;
        let foot = margin + caption.size.y;
        let beside = [margin, margin + title.size.y, legend.size.x + margin, foot];
        let below_legend = if self.is_one_of_several {
            (title.size.y).max(above + legend.size.y + 0.2 * BODY_TEXT * text_scale)
        } else {
            (title.size.y).max(legend.size.y + 0.5 * BODY_TEXT * text_scale)
        };
        let bar_width = bar.map_or(margin, |bar| area.max().x - bar.min.x + margin);
        let below = [margin, margin + below_legend, bar_width, foot];
        let [beside, below] = [beside, below].map(|margins| area.inset(margins));
        let size = |room: &Area| {
            let mut rest = *room;
            let insets = take_insets(&mut rest, &self.contents, text_scale);
            if self.contents.insets_share == 1.0 {
                return insets.size.element_product();
            }
            box_size(&rest)
        };
        if size(&below) >= (1.0 - MAX_LEGEND_SHRINK) * size(&beside) {
            below
        } else {
            beside
        }
    }

    /// Cuts the insets off the room of the subject.
    fn insets(&self, middle: &mut Area, title: &Area, column: &Area) -> Area {
        let text_scale = self.text_scale;
        let mut insets = take_insets(middle, &self.contents, text_scale);
        // Left of the legend there is room up to the title.
        let top = title.max().y + SMALL_TEXT * text_scale;
        let is_left = insets.max().x < (column.min.x - SMALL_TEXT * text_scale).min(middle.min.x);
        if is_left && !self.is_one_of_several {
            let bottom = insets.max().y;
            insets.min.y = insets.min.y.min(top);
            insets.size.y = bottom - insets.min.y;
        }
        insets
    }

    /// The room of the subject: all that title, caption and insets leave. Legend and colour bar may be beside the box,
    /// over corners where there is nothing of it.
    fn room(
        &self,
        middle: &Area,
        title: &Area,
        caption: &Area,
        insets: Option<&Area>,
        [legend, bar]: [Option<Area>; 2],
    ) -> Room {
        let inner = self.inner();
        let mut free = inner.inset([0.0, title.size.y, 0.0, caption.size.y]);
        // Insets are at the left of the middle, or below it.
        if let Some(insets) = insets {
            let is_left = insets.max().x <= middle.min.x;
            free = match is_left {
                true => free.inset([middle.min.x - free.min.x, 0.0, 0.0, 0.0]),
                false => free.inset([0.0, 0.0, 0.0, free.max().y - middle.max().y]),
            };
        }
        let em = SMALL_TEXT * self.text_scale;
        let labels = match self.contents.has_axes {
            true => glam::vec2(LABEL_WIDTH, 0.8) * em,
            false => glam::Vec2::splat(0.3 * em),
        };
        let obstacle = |area: Area| area.inset([-labels.x, -labels.y, 0.0, -labels.y]);
        Room {
            area: self.subject_area(&free),
            obstacles: [legend, bar].map(|area| area.map(obstacle)),
        }
    }

    /// The room of the box without that of the labels around it.
    fn subject_area(&self, middle: &Area) -> Area {
        // A flat picture has axis names directly below and above it. A box has the name of its height above it, which
        // must not touch a figure's title.
        let [above, under, side] = match self.contents.is_flat {
            _ if !self.contents.has_axes => [0.3, 0.3, 0.3],
            true => [1.7, 3.4, LABEL_WIDTH],
            false if self.is_one_of_several => [1.0, 1.6, LABEL_WIDTH],
            false => [0.3, 1.6, LABEL_WIDTH],
        }
        .map(|lines| lines * SMALL_TEXT * self.text_scale);
        let right = if self.contents.is_strip {
            0.4 * side
        } else {
            side
        };
        middle.inset([side, above, right, under])
    }

    /// See [`Layout::fit`]. `size` is the height of the largest box, `names_fit` the part of the names that fits.
    fn fit(&self, names_fit: f32, size: f32, insets: Option<&Area>) -> f32 {
        let mut fit = names_fit;
        if self.contents.insets_share < 1.0 {
            let mut without_text = self.inner();
            let bare = Contents {
                min_insets_width: 0.0,
                ..self.contents
            };
            take_insets(&mut without_text, &bare, 0.0);
            fit = fit.min(size / (MIN_SUBJECT_FRACTION * box_size(&without_text)));
        }
        if let Some(insets) = insets {
            fit = fit.min(insets.size.y / (MIN_INSETS_HEIGHT * SMALL_TEXT * self.text_scale));
        }
        fit
    }
}
