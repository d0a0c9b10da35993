//! The behaviour of each kind of subject: [`SubjectKind`] for reading data and computing, [`TemplateValues`] for titles,
//! captions and labels. In `scene`, only this file matches on the kinds.

mod cloud;
mod landscape;
mod sweep;

use super::{
    CloudSubject, LandscapeSubject, SceneError, ShowAs, Subject, SweepSubject, Text, cost::Cost,
    families::RequiredData, stale::SpelledSettings,
};

/// The behaviour of a kind of subject for reading data and computing.
pub(super) trait SubjectKind {
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
    fn required_data(&self) -> Result<Vec<RequiredData>, SceneError>;

    /// Replaces the path of a file.
    fn replace_path(&mut self, old: &RequiredData, new: RequiredData);

    /// Reduces the subject for a preview, so that it is computed quickly.
    fn reduce_for_preview(&mut self);

    /// The name of the data and how they are shown; none for subjects whose data cannot be shown in another way.
    fn data_and_form(&self) -> Option<(&str, ShowAs)> {
        None
    }
}

/// The settings and results to which placeholders in titles, captions and labels refer.
pub(super) trait TemplateValues {
    /// The value of a setting for a placeholder.
    fn setting(&self, name: &str) -> Option<Text>;

    /// Whether the subject has a result of this name.
    fn has_result(&self, name: &str) -> bool;

    /// The names of all settings and results.
    fn names(&self) -> Vec<&str>;

    /// Checks that every placeholder of the labels has a value.
    fn check_labels(&self) -> Result<(), SceneError> {
        Ok(())
    }

    /// All settings, each with the forms in which a text may spell out its value.
    fn spelled_settings(&self) -> SpelledSettings;

    /// Resets the fields that captions never describe.
    fn reset_undescribed(&mut self) {}

    /// Resets a setting to which a caption refers.
    fn reset_setting(&mut self, name: &str);
}

impl Subject {
    /// The behaviour of the subject's kind.
    pub(super) fn kind(&self) -> &dyn SubjectKind {
        match self {
            Self::Landscape(subject) => subject,
            Self::Cloud(subject) => subject,
            Self::Sweep(subject) => subject,
        }
    }

    /// The behaviour of the subject's kind, mutable.
    pub(super) fn kind_mut(&mut self) -> &mut dyn SubjectKind {
        match self {
            Self::Landscape(subject) => subject,
            Self::Cloud(subject) => subject,
            Self::Sweep(subject) => subject,
        }
    }

    /// The subject's settings and results for placeholders.
    pub(super) fn template_values(&self) -> &dyn TemplateValues {
        match self {
            Self::Landscape(subject) => subject,
            Self::Cloud(subject) => subject,
            Self::Sweep(subject) => subject,
        }
    }

    /// The subject's settings and results for placeholders, mutable.
    pub(super) fn template_values_mut(&mut self) -> &mut dyn TemplateValues {
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
