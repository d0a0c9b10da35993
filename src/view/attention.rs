//! What a person at the window looks at among the points of a cloud. It is no part of the scene: films know nothing of it.

use std::sync::Arc;

use bevy::prelude::Resource;

/// Points that are told apart from the others, in one figure.
#[derive(Resource, Clone, Debug, Default)]
pub struct Attention {
    /// The figure, from 0.
    pub figure: usize,
    /// The point that was chosen.
    pub chosen: Option<usize>,
    /// Its nearest neighbours, the nearest first.
    pub neighbours: Arc<[u32]>,
    /// Whether each point is one of those that are looked at; the others are dimmed. None: nothing is looked at.
    pub lit: Option<Arc<[bool]>>,
    /// Points beside which nothing is drawn. None: all are drawn.
    pub alone: Option<Arc<[bool]>>,
}

impl Attention {
    /// What is looked at in a figure.
    #[must_use]
    pub fn in_figure(&self, number: usize) -> Self {
        match self.figure == number {
            true => self.clone(),
            false => Self::default(),
        }
    }
}

/// Sets of points are worked out once for each question, so that they are alike only where they are one and the same.
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
