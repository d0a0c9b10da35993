//! 2-D drawings of lines and text, exported as vectors or pixels.

use crate::view::style::theme::Rgb;

/// The lengths of a dash and of the gap after it, in pixels.
pub(super) const DASH: [f32; 2] = [8.0, 5.0];

/// A drawing. Coordinates are in pixels from the upper left corner, y down.
#[derive(Clone, Debug)]
pub(super) struct Drawing {
    pub(super) size: [u32; 2],
    pub(super) background: Rgb,
    /// Alternative text for screen readers.
    pub(super) title: String,
    /// A longer description for screen readers.
    pub(super) description: String,
    /// Drawn from back to front.
    pub(super) groups: Vec<Group>,
}

/// A named group of marks.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    /// A unique name of lower-case letters, digits and hyphens.
    pub(super) name: String,
    /// Drawn from back to front.
    pub(super) marks: Vec<Mark>,
}

/// A drawing primitive. Lengths are in pixels.
#[derive(Clone, Debug)]
pub(super) enum Mark {
    /// A straight line between two points.
    Rule {
        ends: [[f64; 2]; 2],
        color: Rgb,
        width: f64,
    },
    /// A polyline.
    Line {
        /// At least one point.
        points: Vec<[f64; 2]>,
        color: Rgb,
        width: f64,
        dashed: bool,
        /// The rectangle to which the line is clipped.
        clip: PixelRect,
    },
    /// A filled circle.
    Dot {
        at: [f64; 2],
        radius: f64,
        color: Rgb,
    },
    /// A line of text.
    Text {
        /// The position of the anchor on the baseline.
        at: [f64; 2],
        text: String,
        size: f64,
        color: Rgb,
        anchor: Anchor,
        /// Whether it is set in the semibold typeface of headings.
        semibold: bool,
    },
}

/// Which part of a text is at its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A rectangle, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct PixelRect {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl PixelRect {
    /// The frame of a whole drawing.
    pub(super) fn of_size(size: [u32; 2]) -> Self {
        let [width, height] = size.map(f64::from);
        Self {
            left: 0.0,
            top: 0.0,
            width,
            height,
        }
    }

    pub(super) fn right(&self) -> f64 {
        self.left + self.width
    }

    pub(super) fn bottom(&self) -> f64 {
        self.top + self.height
    }

    /// Shrinks the frame by a margin on each side: left, top, right, bottom.
    #[must_use]
    pub(super) fn shrunk(self, [left, top, right, bottom]: [f64; 4]) -> Self {
        Self {
            left: self.left + left,
            top: self.top + top,
            width: (self.width - left - right).max(1.0),
            height: (self.height - top - bottom).max(1.0),
        }
    }

    /// One cell of a grid of `columns` × `rows` equal cells with a gap between them.
    pub(super) fn grid_cell(
        &self,
        [columns, rows]: [usize; 2],
        [column, row]: [usize; 2],
        gap: f64,
    ) -> Self {
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
