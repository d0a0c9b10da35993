//! The parts of a picture besides its subject, and the room that they need.

use super::layout::estimated_width;
use crate::scene::{Look, Projection, Text};

/// The parts of a picture besides its subject. Widths are estimates in text heights, for the widest language, so that
/// the layout does not change with the language.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Contents {
    /// Number of legend lines.
    pub legend_lines: usize,
    /// Width of the longest name in the legend.
    pub legend_width: f32,
    /// Width of the legend's first line if it holds only the value name, in heights of small text.
    pub legend_head: Option<f32>,
    /// Whether there is a colour bar.
    pub bar: bool,
    /// The fraction of the picture that plots and charts take: 0 without any, 1 if there is no subject.
    pub insets: f32,
    /// Minimum width of the insets, in heights of small text.
    pub insets_width: f32,
    /// Width of the title on one line.
    pub title_width: f32,
    /// Width of the caption on one line; 0 if there is none.
    pub caption_width: f32,
    /// Whether the picture is flat, with the axes directly below it.
    pub flat: bool,
    /// Whether the subject is a function of one variable, which has no tick labels on its right.
    pub road: bool,
    /// Whether the axes have tick labels and names.
    pub axes: bool,
}

impl Contents {
    /// The parts that every figure has, whatever its subject.
    pub fn of_figure(title: &Text, caption: &Text, look: &Look) -> Self {
        Self {
            flat: look.projection == Projection::Top,
            axes: look.marks.axes,
            ..Self::around(title, caption)
        }
    }

    /// Only a title and a caption.
    pub fn around(title: &Text, caption: &Text) -> Self {
        Self {
            title_width: widest(title),
            caption_width: widest(caption),
            ..Self::default()
        }
    }

    /// Removes the legend and the colour bar.
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

/// The width of a text on one line in its wider language.
pub(crate) fn widest(text: &Text) -> f32 {
    estimated_width(text.en()).max(estimated_width(text.zh()))
}
