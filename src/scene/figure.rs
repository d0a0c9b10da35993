use serde::{Deserialize, Serialize};

use super::{Camera, Look, Subject, Text};

/// The most figures that one scene may have.
pub const MOST_FIGURES: usize = 12;

/// One picture of a scene, with axes of its own; theme, text size and playback are the scene's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// Shown above it where the scene has several figures.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub title: Text,
    /// What it shows.
    pub subject: Subject,
    /// How it looks. Default: as the scene says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub look: Option<Look>,
    /// Where it is seen from. Default: from where the scene says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub camera: Option<Camera>,
}

impl Figure {
    /// A figure without a title, with the look and the camera of its scene.
    pub fn new(subject: Subject) -> Self {
        Self {
            title: Text::default(),
            subject,
            look: None,
            camera: None,
        }
    }
}
