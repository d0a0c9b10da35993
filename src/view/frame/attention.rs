//! The points of a cloud that are selected or highlighted in the window. This is not part of the scene and does not
//! affect films.

use std::sync::Arc;

use bevy::prelude::Resource;

/// The selected and highlighted points of one figure.
#[derive(Resource, Clone, Debug, Default)]
pub struct Attention {
    /// Index of the figure.
    pub figure: usize,
    /// Index of the selected point, if any.
    pub chosen: Option<usize>,
    /// Its nearest neighbours, nearest first.
    pub neighbours: Arc<[u32]>,
    /// For each point, whether it is highlighted; the others are dimmed. `None` if nothing is highlighted.
    pub lit: Option<Arc<[bool]>>,
    /// For each point, whether it is drawn. `None` draws all points.
    pub alone: Option<Arc<[bool]>>,
}

impl Attention {
    /// The selection in figure `number`; empty if it is in another figure.
    #[must_use]
    pub fn in_figure(&self, number: usize) -> Self {
        match self.figure == number {
            true => self.clone(),
            false => Self::default(),
        }
    }
}

/// Point sets are compared by identity: each query allocates its own.
impl PartialEq for Attention {
    fn eq(&self, other: &Self) -> bool {
        let same = |a: &Option<Arc<[bool]>>, b: &Option<Arc<[bool]>>| match (a, b) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (a, b) => a.is_none() && b.is_none(),
        };
        self.figure == other.figure
            && self.chosen == other.chosen
            && Arc::ptr_eq(&self.neighbours, &other.neighbours)
            && same(&self.lit, &other.lit)
            && same(&self.alone, &other.alone)
    }
}
