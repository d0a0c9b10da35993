//! What each kind of subject says of itself, behind one interface. This file alone tells the kinds apart.

use super::{CloudSubject, LandscapeSubject, Subject, SweepSubject};

impl Subject {
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
