//! The points of a cloud that are chosen, highlighted or shown alone in the window. This is not part of the scene and
//! does not affect films.

use std::sync::Arc;

use bevy::prelude::Resource;

/// The chosen point and the highlighted points of one figure.
#[derive(Resource, Clone, Debug, Default)]
pub struct PointSelection {
    /// Index of the figure.
    pub figure: usize,
    /// Index of the point whose neighbours are shown, if any.
    pub chosen: Option<usize>,
    /// Its nearest neighbours, nearest first.
    pub neighbours: Arc<[u32]>,
    /// For each point, whether it is highlighted; the others are dimmed. `None` if nothing is highlighted.
    pub highlighted: Option<Arc<[bool]>>,
    /// For each point, whether it is drawn; `None` if all points are.
    pub visible: Option<Arc<[bool]>>,
}

impl PointSelection {
    /// The selection if it is in figure `number`, else an empty one.
    #[must_use]
    pub fn in_figure(&self, number: usize) -> Self {
        match self.figure == number {
            true => self.clone(),
            false => Self::default(),
        }
    }
}

/// Point sets are compared by identity, since each query allocates new ones.
impl PartialEq for PointSelection {
    fn eq(&self, other: &Self) -> bool {
        let same = |a: &Option<Arc<[bool]>>, b: &Option<Arc<[bool]>>| match (a, b) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (a, b) => a.is_none() && b.is_none(),
        };
        self.figure == other.figure
            && self.chosen == other.chosen
            && Arc::ptr_eq(&self.neighbours, &other.neighbours)
            && same(&self.highlighted, &other.highlighted)
            && same(&self.visible, &other.visible)
    }
}
