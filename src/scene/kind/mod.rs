//! The behaviour of each kind of subject: [`Work`] for reading and computing, [`Words`] for titles, captions and
//! labels. Only this file matches on the kinds.

mod cloud;
mod landscape;
mod sweep;

use super::{
    CloudSubject, LandscapeSubject, Reading, SceneError, Subject, SweepSubject, Text, cost::Cost,
    families::Need, stale::Settings,
};

/// What a subject requires to be read and computed.
pub(super) trait Work {
    /// Checks everything that does not depend on data.
    fn check(&self) -> Result<(), SceneError>;

    /// The cost that is limited; zero for clouds, whose cost depends on their data.
    fn cost(&self) -> Cost {
        Cost::default()
    }

    /// The number of trajectories, one per start.
    fn run_count(&self) -> usize {
        0
    }

    /// The external data that the subject requires.
    fn needs(&self) -> Result<Vec<Need>, SceneError>;

    /// Replaces the path of a file.
    fn rename(&mut self, old: &Need, new: Need);

    /// Reduces the subject to what is computed quickly, for a preview.
    fn reduce(&mut self);

    /// The file that is shown, and how, if the file could be shown as another kind too.
    fn file(&self) -> Option<(&str, Reading)> {
        None
    }
}

/// The settings and results that words can refer to.
pub(super) trait Words {
    /// The value of a setting for a placeholder.
    fn setting(&self, name: &str) -> Option<Text>;

    /// Whether this is the name of a result.
    fn has_result(&self, name: &str) -> bool;

    /// All names that have a value.
    fn names(&self) -> Vec<&str>;

    /// Checks that every placeholder of the labels has a value.
    fn check_labels(&self) -> Result<(), SceneError> {
        Ok(())
    }

    /// All settings, each with the forms in which words may spell out its value.
    fn written(&self) -> Settings;

    /// Clears what no words describe.
    fn clear_undescribed(&mut self) {}

    /// Clears a setting to which a caption refers.
    fn clear(&mut self, name: &str);
}

impl Subject {
    /// The subject's requirements.
    pub(super) fn work(&self) -> &dyn Work {
        match self {
            Self::Landscape(subject) => subject,
            Self::Cloud(subject) => subject,
            Self::Sweep(subject) => subject,
        }
    }

    /// The subject's requirements, mutable.
    pub(super) fn work_mut(&mut self) -> &mut dyn Work {
        match self {
            Self::Landscape(subject) => subject,
            Self::Cloud(subject) => subject,
            Self::Sweep(subject) => subject,
        }
    }

    /// The subject's settings and results for words.
    pub(super) fn words(&self) -> &dyn Words {
        match self {
            Self::Landscape(subject) => subject,
            Self::Cloud(subject) => subject,
            Self::Sweep(subject) => subject,
        }
    }

    /// The subject's settings and results for words, mutable.
    pub(super) fn words_mut(&mut self) -> &mut dyn Words {
        match self {
            Self::Landscape(subject) => subject,
            Self::Cloud(subject) => subject,
            Self::Sweep(subject) => subject,
        }
    }

    /// Returns the landscape if the subject is one.
    pub fn landscape(&self) -> Option<&LandscapeSubject> {
        match self {
            Self::Landscape(subject) => Some(subject),
            Self::Cloud(_) | Self::Sweep(_) => None,
        }
    }

    /// Returns the landscape, mutable, if the subject is one.
    pub fn landscape_mut(&mut self) -> Option<&mut LandscapeSubject> {
        match self {
            Self::Landscape(subject) => Some(subject),
            Self::Cloud(_) | Self::Sweep(_) => None,
        }
    }

    /// Returns the cloud if the subject is one.
    pub fn cloud(&self) -> Option<&CloudSubject> {
        match self {
            Self::Cloud(subject) => Some(subject),
            Self::Landscape(_) | Self::Sweep(_) => None,
        }
    }

    /// Returns the cloud, mutable, if the subject is one.
    pub fn cloud_mut(&mut self) -> Option<&mut CloudSubject> {
        match self {
            Self::Cloud(subject) => Some(subject),
            Self::Landscape(_) | Self::Sweep(_) => None,
        }
    }

    /// Returns the heat map if the subject is one.
    pub fn sweep(&self) -> Option<&SweepSubject> {
        match self {
            Self::Sweep(subject) => Some(subject),
            Self::Landscape(_) | Self::Cloud(_) => None,
        }
    }

    /// Returns the heat map, mutable, if the subject is one.
    pub fn sweep_mut(&mut self) -> Option<&mut SweepSubject> {
        match self {
            Self::Sweep(subject) => Some(subject),
            Self::Landscape(_) | Self::Cloud(_) => None,
        }
    }
}
