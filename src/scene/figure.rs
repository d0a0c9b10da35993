use serde::{Deserialize, Serialize};

use super::{Camera, Look, Subject, Text};

/// The maximum number of figures in a scene.
pub const MAX_FIGURES: usize = 12;

/// One plot of a scene with axes of its own. Theme, text size and playback belong to the scene.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// The title above the figure, shown if the scene has several figures.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub title: Text,
    /// The surface, cloud or heat map to show.
    pub subject: Subject,
    /// The look. Default: that of the scene.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub look: Option<Look>,
    /// The camera. Default: that of the scene.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub camera: Option<Camera>,
}

impl Figure {
    /// Creates a figure without a title, with the look and the camera of its scene.
    pub fn new(subject: Subject) -> Self {
        Self {
            title: Text::default(),
            subject,
            look: None,
            camera: None,
        }
    }
}
