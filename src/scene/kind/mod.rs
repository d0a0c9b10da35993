//! What each kind of subject says of itself, behind one interface for what it asks to be computed and one for its words.
//! This file alone tells the kinds apart.

mod cloud;
mod landscape;
mod sweep;

use super::{
    CloudSubject, LandscapeSubject, Reading, SceneError, Subject, SweepSubject, Text, cost::Cost,
    families::Need, stale::Settings,
};

/// What a subject asks to be read and computed.
pub(super) trait Work {
    /// Checks what can be checked without data.
    fn check(&self) -> Result<(), SceneError>;

    /// What the limits count; of clouds nothing, as they depend on their data.
    fn cost(&self) -> Cost {
        Cost::default()
    }

    /// How many runs are drawn, those of several starts one by one.
    fn run_count(&self) -> usize {
        0
    }

    /// What has to be read.
    fn needs(&self) -> Result<Vec<Need>, SceneError>;

    /// Names a file anew.
    fn rename(&mut self, old: &Need, new: Need);

    /// Leaves out what takes long to compute.
    fn reduce(&mut self);

    /// The file that is shown, where it can be shown in another way too, and how it is shown.
    fn file(&self) -> Option<(&str, Reading)> {
        None
    }
}

/// What words may tell of a subject.
pub(super) trait Words {
    /// The value of a setting, as the placeholders of words have it.
    fn setting(&self, name: &str) -> Option<Text>;

    /// Whether a name is that of a result.
    fn has_result(&self, name: &str) -> bool;

    /// Every name that has a value.
    fn names(&self) -> Vec<&str>;

    /// Checks that every placeholder of its labels has a value.
    fn check_labels(&self) -> Result<(), SceneError> {
        Ok(())
    }

    /// What its settings are called, and how each is written in words.
    fn written(&self) -> Settings;

    /// Clears what no words tell of.
    fn clear_unsaid(&mut self) {}

    /// Clears a setting that a caption takes from the scene.
    fn clear(&mut self, name: &str);
}

impl Subject {
    /// What it asks for.
    pub(super) fn work(&self) -> &dyn Work {
        match self {
            Self::Landscape(subject) => subject,
            Self::Cloud(subject) => subject,
            Self::Sweep(subject) => subject,
        }
    }

    /// The same, to be edited.
    pub(super) fn work_mut(&mut self) -> &mut dyn Work {
        match self {
            Self::Landscape(subject) => subject,
            Self::Cloud(subject) => subject,
            Self::Sweep(subject) => subject,
        }
    }

    /// What words may tell of it.
    pub(super) fn words(&self) -> &dyn Words {
        match self {
            Self::Landscape(subject) => subject,
            Self::Cloud(subject) => subject,
            Self::Sweep(subject) => subject,
        }
    }

    /// The same, to be edited.
    pub(super) fn words_mut(&mut self) -> &mut dyn Words {
        match self {
            Self::Landscape(subject) => subject,
            Self::Cloud(subject) => subject,
            Self::Sweep(subject) => subject,
        }
    }

    /// The landscape, if it is one.
    pub fn landscape(&self) -> Option<&LandscapeSubject> {
        match self {
            Self::Landscape(subject) => Some(subject),
            Self::Cloud(_) | Self::Sweep(_) => None,
        }
    }

    /// The landscape to be edited, if it is one.
    pub fn landscape_mut(&mut self) -> Option<&mut LandscapeSubject> {
        match self {
            Self::Landscape(subject) => Some(subject),
            Self::Cloud(_) | Self::Sweep(_) => None,
        }
    }

    /// The cloud, if it is one.
    pub fn cloud(&self) -> Option<&CloudSubject> {
        match self {
            Self::Cloud(subject) => Some(subject),
            Self::Landscape(_) | Self::Sweep(_) => None,
        }
    }

    /// The cloud to be edited, if it is one.
    pub fn cloud_mut(&mut self) -> Option<&mut CloudSubject> {
        match self {
            Self::Cloud(subject) => Some(subject),
            Self::Landscape(_) | Self::Sweep(_) => None,
        }
    }

    /// The heat map, if it is one.
    pub fn sweep(&self) -> Option<&SweepSubject> {
        match self {
            Self::Sweep(subject) => Some(subject),
            Self::Landscape(_) | Self::Cloud(_) => None,
        }
    }

    /// The heat map to be edited, if it is one.
    pub fn sweep_mut(&mut self) -> Option<&mut SweepSubject> {
        match self {
            Self::Sweep(subject) => Some(subject),
            Self::Landscape(_) | Self::Cloud(_) => None,
        }
    }
}
