//! What a picture contains besides its subject, and the room that it needs.

use super::layout::estimated_width;
use crate::scene::{Look, Projection, Text};

/// What a picture contains besides its subject. Widths are estimates in text heights, for the wider language, so that
/// the layout does not change with the language.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Contents {
    /// Number of legend lines.
    pub legend_lines: usize,
    /// The tags at the balls, which replace the lines of the runs in the legend if they fit; `None` if runs have no tags.
    pub tags: Option<Tags>,
    /// Width of the longest name in the legend.
    pub legend_width: f32,
    /// Width of the value name in the first line of the legend, in heights of small text; `None` if the legend has no
    /// such line.
    pub legend_head: Option<f32>,
    /// Whether there is a colour bar.
    pub has_color_bar: bool,
    /// The fraction of the picture that plots and charts take: 0 without any, 1 if there is no subject.
    pub insets_share: f32,
    /// Minimum width of the insets, in heights of small text.
    pub min_insets_width: f32,
    /// Width of the title on one line.
    pub title_width: f32,
    /// Width of the caption on one line; 0 if there is none.
    pub caption_width: f32,
    /// Whether the picture is drawn from above, with the names of the axes directly below and above it.
    pub is_flat: bool,
    /// Whether the subject is a function of one variable, drawn as a strip, which has no tick labels on its right.
    pub is_strip: bool,
    /// Whether the axes have tick labels and names.
    pub has_axes: bool,
}

/// The tags at the balls: name and value of each run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tags {
    /// The number of tags.
    pub count: usize,
    /// The sum of their widths, in heights of small text.
    pub width: f32,
    /// Number of lines of the legend that are not about runs.
    pub other_lines: usize,
    /// Width of the longest name in these lines.
    pub other_width: f32,
}

impl Contents {
    /// The contents that do not depend on the subject.
    pub fn of_figure(title: &Text, caption: &Text, look: &Look) -> Self {
        Self {
            is_flat: look.projection == Projection::Top,
            has_axes: look.marks.axes,
            ..Self::title_and_caption(title, caption)
        }
    }

    /// Only a title and a caption.
    pub fn title_and_caption(title: &Text, caption: &Text) -> Self {
        Self {
            title_width: widest(title),
            caption_width: widest(caption),
            ..Self::default()
        }
    }

    /// Whether there is nothing but a flat subject, without labels at its axes.
    pub fn is_bare(&self) -> bool {
        let has_labels = self.has_axes || self.legend_lines > 0 || self.has_color_bar;
        self.is_flat && !has_labels && self.insets_share == 0.0
    }

    /// Removes the legend.
    #[must_use]
    pub fn without_legend(self) -> Self {
        Self {
            legend_lines: 0,
            legend_width: 0.0,
            legend_head: None,
            tags: self.tags.map(|tags| Tags {
                other_lines: 0,
                other_width: 0.0,
                ..tags
            }),
            ..self
        }
    }

    /// Removes the lines of the runs from the legend, because they have tags.
    pub(super) fn with_tags(self, tags: Tags) -> Self {
        Self {
            legend_lines: tags.other_lines,
            legend_width: tags.other_width,
            legend_head: None,
            ..self
        }
    }
}

/// The width of a text on one line in its wider language.
pub(crate) fn widest(text: &Text) -> f32 {
    estimated_width(text.en()).max(estimated_width(text.zh()))
}
