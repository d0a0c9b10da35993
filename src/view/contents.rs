//! What a picture has beside its subject, and how much room that wants.

use super::layout::estimated_width;
use crate::scene::{Look, Projection, Text};

/// What a picture has beside its subject. Widths are estimates in heights of the text, the widest of all languages, so
/// that nothing moves when another is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Contents {
    /// Lines of the legend.
    pub legend_lines: usize,
    /// Width of the longest name in the legend.
    pub legend_width: f32,
    /// Width of the legend's first line where that is the name of the values alone, in heights of small text.
    pub legend_head: Option<f32>,
    /// Whether there is a colour bar.
    pub bar: bool,
    /// The part of the room that plots and charts take from the subject; 0 where there are none, 1 where they are alone.
    pub insets: f32,
    /// The width that they need at least, in heights of small text.
    pub insets_width: f32,
    /// Width of the title on one line.
    pub title_width: f32,
    /// Width of the caption on one line; 0 for none.
    pub caption_width: f32,
    /// Whether the picture is flat, with its axes right below it.
    pub flat: bool,
    /// Whether the subject is a road, with no numbers on its right.
    pub road: bool,
    /// Whether there are numbers and names at the axes.
    pub axes: bool,
}

impl Contents {
    /// What any figure has: the only one of its picture, or one of several.
    pub fn of_figure(title: &Text, caption: &Text, look: &Look) -> Self {
        Self {
            flat: look.projection == Projection::Top,
            axes: look.marks.axes,
            ..Self::around(title, caption)
        }
    }

    /// A title and a caption alone.
    pub fn around(title: &Text, caption: &Text) -> Self {
        Self {
            title_width: widest(title),
            caption_width: widest(caption),
            ..Self::default()
        }
    }

    /// The same without a legend and a colour bar.
    #[must_use]
    pub fn without_legend(self) -> Self {
        Self {
            legend_lines: 0,
            legend_width: 0.0,
            legend_head: None,
            bar: false,
            ..self
        }
    }
}

/// The width of a text on one line, the wider of both languages.
pub fn widest(text: &Text) -> f32 {
    estimated_width(text.en()).max(estimated_width(text.zh()))
}
