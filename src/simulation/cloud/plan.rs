use std::sync::Arc;

use super::CloudOutcome;
use crate::{
    files,
    math::table::Table,
    scene::{CloudSubject, Cost, Look, SceneError, Source},
};

/// A cloud to compute or to reuse.
pub(in crate::simulation) struct Plan<'a> {
    pub(super) subject: &'a CloudSubject,
    /// The look, whose charts determine which metrics are needed.
    pub(super) look: &'a Look,
    pub(super) table: &'a Arc<Table>,
    /// The pictures of the subject, if it has any that are read from files.
    pub(super) pictures: Option<&'a files::Pictures>,
    /// The cloud of the previous simulation, if it is the same; metrics that the charts need may be missing.
    pub(super) reused: Option<&'a Arc<CloudOutcome>>,
}

impl<'a> Plan<'a> {
    /// Decides whether `previous` can be reused.
    ///
    /// # Errors
    /// The data were not loaded.
    pub(crate) fn new(
        subject: &'a CloudSubject,
        source: &'a Source,
        look: &'a Look,
        previous: Option<&'a Arc<CloudOutcome>>,
    ) -> Result<Self, SceneError> {
        let table = source.data.cloud(subject).ok_or_else(|| SceneError::Data {
            data: subject.data.clone(),
            cause: "has not been read".into(),
        })?;
        let reused = previous
            .filter(|previous| Arc::ptr_eq(&previous.table, table) && previous.subject == *subject);
        Ok(Self {
            subject,
            look,
            table,
            pictures: source.data.pictures(subject).map(Arc::as_ref),
            reused,
        })
    }

    /// The cost of what is not reused. Rows that will be dropped count too.
    pub(crate) fn cost(&self) -> Cost {
        let Self { subject, table, .. } = self;
        let rows = table.rows() as u64;
        let insets = &self.look.insets;
        if let Some(reused) = self.reused {
            return Cost {
                measured: if reused.has_metrics_for(insets) {
                    0
                } else {
                    rows
                },
                ..Cost::default()
            };
        }
        let runs = match (&subject.clusters, &subject.sweep) {
            (None, _) => 0,
            (Some(_), None) => 1,
            (Some(_), Some(sweep)) => sweep.values().len() as u64,
        };
        let needs_metrics = runs > 0 && CloudOutcome::needed_metrics(insets) != [false; 2];
        Cost {
            numbers: rows * table.columns().len() as u64,
            clustered: rows * runs,
            laid_out: if subject.animates_projection() {
                rows
            } else {
                0
            },
            measured: if needs_metrics { rows } else { 0 },
            ..Cost::default()
        }
    }
}
