//! Flat drawings of lines and text, to be written as vectors or as pixels.

use crate::view::theme::Rgb;

/// Length of a dash and of the gap after it, in pixels.
pub const DASH: [f32; 2] = [8.0, 5.0];

/// A drawing in pixels from its upper left corner, y down.
#[derive(Clone, Debug)]
pub struct Drawing {
    /// Width and height.
    pub size: [u32; 2],
    /// The colour behind everything.
    pub background: Rgb,
    /// A name, for readers that cannot see it.
    pub title: String,
    /// A description, for the same readers.
    pub description: String,
    /// From back to front.
    pub groups: Vec<Group>,
}

/// Marks that belong together.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// A name that no other group has: lower-case letters, digits and hyphens.
    pub name: String,
    /// From back to front.
    pub marks: Vec<Mark>,
}

/// One mark. Lengths are in pixels.
#[derive(Clone, Debug)]
pub enum Mark {
    /// A straight line.
    Rule {
        /// Its ends.
        ends: [[f64; 2]; 2],
        /// Its colour.
        color: Rgb,
        /// Its width.
        width: f64,
    },
    /// A line through points.
    Line {
        /// At least one.
        points: Vec<[f64; 2]>,
        /// Its colour.
        color: Rgb,
        /// Its width.
        width: f64,
        /// Whether it is dashed.
        dashed: bool,
        /// What it is clipped to.
        within: Frame,
    },
    /// A filled circle.
    Dot {
        /// Its centre.
        at: [f64; 2],
        /// Its radius.
        radius: f64,
        /// Its colour.
        color: Rgb,
    },
    /// A line of text.
    Text {
        /// Where it is anchored, on its base line.
        at: [f64; 2],
        /// What it says.
        text: String,
        /// The size of the font.
        size: f64,
        /// Its colour.
        color: Rgb,
        /// Which part of it is at `at`.
        anchor: Anchor,
        /// Whether it is a heading.
        strong: bool,
    },
}

/// Which part of a text is where it is anchored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// A rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Its left side.
    pub left: f64,
    /// Its upper side.
    pub top: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
}

impl Frame {
    /// All of a drawing.
    pub fn of_size(size: [u32; 2]) -> Self {
        let [width, height] = size.map(f64::from);
        Self {
            left: 0.0,
            top: 0.0,
            width,
            height,
        }
    }

    /// Its right side.
    pub fn right(&self) -> f64 {
        self.left + self.width
    }

    /// Its lower side.
    pub fn bottom(&self) -> f64 {
        self.top + self.height
    }

    /// The same without a border at each side: left, top, right, bottom.
    #[must_use]
    pub fn without(self, [left, top, right, bottom]: [f64; 4]) -> Self {
        Self {
            left: self.left + left,
            top: self.top + top,
            width: (self.width - left - right).max(1.0),
            height: (self.height - top - bottom).max(1.0),
        }
    }

    /// One of `columns` × `rows` equal parts, with a gap between them.
    pub fn part(&self, [columns, rows]: [usize; 2], [column, row]: [usize; 2], gap: f64) -> Self {
        let width = (self.width - gap * (columns - 1) as f64) / columns as f64;
        let height = (self.height - gap * (rows - 1) as f64) / rows as f64;
        Self {
            left: self.left + column as f64 * (width + gap),
            top: self.top + row as f64 * (height + gap),
            width,
            height,
        }
    }
}
