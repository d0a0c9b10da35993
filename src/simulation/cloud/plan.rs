use std::sync::Arc;

use super::CloudOutcome;
use crate::{
    math::table::Table,
    scene::{CloudSubject, Cost, Look, SceneError, Source},
};

/// A cloud to compute or to reuse.
pub(in crate::simulation) struct Plan<'a> {
    pub(super) subject: &'a CloudSubject,
    /// The look, whose charts determine which metrics are needed.
    pub(super) look: &'a Look,
    pub(super) table: &'a Arc<Table>,
    /// The same cloud from the previous simulation; metrics for charts may be missing.
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
                measured: if reused.is_prepared(insets) { 0 } else { rows },
                ..Cost::default()
            };
        }
        let methods = match (&subject.clusters, &subject.sweep) {
            (None, _) => 0,
            (Some(_), None) => 1,
            (Some(_), Some(sweep)) => sweep.values().len() as u64,
        };
        let is_measured = methods > 0 && CloudOutcome::measures(insets) != [false; 2];
        Cost {
            numbers: rows * table.columns().len() as u64,
            clustered: rows * methods,
            laid_out: if subject.animates_projection() {
                rows
            } else {
                0
            },
            measured: if is_measured { rows } else { 0 },
            ..Cost::default()
        }
    }
}
