//! What a person asks about the points of a cloud, and the answers. Neither is part of the scene: nothing of it is undone,
//! saved or filmed.

use std::sync::Arc;

use bevy::prelude::*;

use crate::{
    simulation::{CloudOutcome, Distance, Neighbour},
    view::{Attention, SceneOutcome},
};

/// Neighbours of a chosen point, unless a person wants more or fewer.
const NEIGHBOURS: usize = 10;

/// What a person asks about the points of a figure.
#[derive(Resource, Clone, Debug, PartialEq)]
pub struct PointQuery {
    /// The figure, from 0.
    pub figure: usize,
    /// The point whose neighbours are wanted.
    pub chosen: Option<usize>,
    /// How many of them, 1 to 100.
    pub count: usize,
    /// How near they are measured.
    pub distance: Distance,
    /// What is looked for among names, classes and words.
    pub wanted: String,
    /// The place, among the points found, of the one that was visited last.
    pub visited: Option<usize>,
    /// The points that were selected, ascending.
    pub selected: Arc<[u32]>,
    /// Whether only these are drawn.
    pub isolated: bool,
}

impl Default for PointQuery {
    fn default() -> Self {
        Self {
            figure: 0,
            chosen: None,
            count: NEIGHBOURS,
            distance: Distance::default(),
            wanted: String::new(),
            visited: None,
            selected: Arc::new([]),
            isolated: false,
        }
    }
}

impl PointQuery {
    /// Whether nothing is asked.
    pub fn is_idle(&self) -> bool {
        self.chosen.is_none() && self.wanted.is_empty() && self.selected.is_empty()
    }

    /// Nothing asked of a figure; how neighbours are counted and measured stays.
    #[must_use]
    pub fn fresh(&self, figure: usize) -> Self {
        Self {
            figure,
            count: self.count,
            distance: self.distance,
            ..Self::default()
        }
    }

    /// The same if it is about a figure, else nothing asked of that.
    #[must_use]
    pub fn about(&self, figure: usize) -> Self {
        match self.figure == figure {
            true => self.clone(),
            false => self.fresh(figure),
        }
    }
}

/// The answers, and what they are the answers to.
#[derive(Resource, Clone, Debug, Default)]
pub struct PointQueryResult {
    /// The neighbours of the chosen point.
    pub neighbours: Vec<Neighbour>,
    /// The points that were found, the best match first.
    pub found: Arc<[u32]>,
    to: Option<(Arc<CloudOutcome>, PointQuery)>,
}

impl PointQueryResult {
    /// The place among the points found that follows after another, or before it, going round; the first, or the last,
    /// where none was visited.
    pub fn next(&self, visited: Option<usize>, backwards: bool) -> Option<usize> {
        let last = self.found.len().checked_sub(1)?;
        Some(match (visited, backwards) {
            (Some(place), false) if place < last => place + 1,
            (Some(place @ 1..), true) => (place - 1).min(last),
            (_, false) => 0,
            (_, true) => last,
        })
    }
}

/// Answers what is asked, when that or the cloud has changed.
pub fn update_selection(
    shown: Option<Res<SceneOutcome>>,
    mut inquiry: ResMut<PointQuery>,
    mut answers: ResMut<PointQueryResult>,
    mut attention: ResMut<Attention>,
) {
    let Some(shown) = shown.filter(|shown| shown.is_changed() || inquiry.is_changed()) else {
        return;
    };
    let figure = shown.figures.get(inquiry.figure);
    let cloud = figure.and_then(|figure| figure.simulation.points());
    let known = answers.to.as_ref().map(|(cloud, _)| cloud);
    let others = match (known, cloud) {
        (Some(known), Some(cloud)) => !known.has_samples_of(cloud),
        (Some(_), None) => true,
        (None, _) => false,
    };
    if others && !inquiry.is_idle() {
        *inquiry = inquiry.fresh(0);
    }
    let Some(cloud) = cloud else {
        *answers = PointQueryResult::default();
        *attention = Attention::default();
        return;
    };
    answers.answer(cloud, &inquiry);
    let now = answers.attention(&inquiry, cloud.points.len());
    *attention = now;
}

impl PointQueryResult {
    fn answer(&mut self, cloud: &Arc<CloudOutcome>, inquiry: &PointQuery) {
        let before = self.to.take();
        let before = before.filter(|(known, _)| Arc::ptr_eq(known, cloud));
        let before = before.as_ref().map(|(_, inquiry)| inquiry);
        let near = |inquiry: &PointQuery| (inquiry.chosen, inquiry.count, inquiry.distance);
        if before.map(near) != Some(near(inquiry)) {
            self.neighbours = match inquiry.chosen {
                Some(point) => cloud.nearest(point, inquiry.count, inquiry.distance),
                None => Vec::new(),
            };
        }
        if before.map(|before| &before.wanted) != Some(&inquiry.wanted) {
            self.found = cloud.search(&inquiry.wanted).into();
        }
        self.to = Some((cloud.clone(), inquiry.clone()));
    }

    /// What is told apart from the rest: the chosen point with its neighbours, what was found, what was selected.
    fn attention(&self, inquiry: &PointQuery, points: usize) -> Attention {
        let set = |members: &mut dyn Iterator<Item = usize>| -> Arc<[bool]> {
            let mut set = vec![false; points];
            for point in members {
                if let Some(place) = set.get_mut(point) {
                    *place = true;
                }
            }
            set.into()
        };
        let neighbours = self.neighbours.iter().map(|neighbour| neighbour.point);
        let others = self.found.iter().chain(inquiry.selected.iter());
        let mut all = (inquiry.chosen.into_iter().chain(neighbours.clone()))
            .chain(others.map(|&point| point as usize))
            .peekable();
        let alone = inquiry.isolated && !inquiry.selected.is_empty();
        let mut selected = inquiry.selected.iter().map(|&point| point as usize);
        let only_alone = alone && inquiry.chosen.is_none() && self.found.is_empty();
        Attention {
            figure: inquiry.figure,
            chosen: inquiry.chosen,
            neighbours: neighbours.map(|point| point as u32).collect(),
            lit: (all.peek().is_some() && !only_alone).then(|| set(&mut all)),
            alone: alone.then(|| set(&mut selected)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_is_walked_through_in_a_circle() {
        let answers = PointQueryResult {
            found: Arc::new([9, 2, 5]),
            ..PointQueryResult::default()
        };
        let walk = |visited: Option<usize>, backwards: bool| answers.next(visited, backwards);
        assert_eq!(walk(None, false), Some(0));
        assert_eq!(walk(Some(0), false), Some(1));
        assert_eq!(walk(Some(2), false), Some(0));
        assert_eq!(walk(None, true), Some(2));
        assert_eq!(walk(Some(0), true), Some(2));
        assert_eq!(walk(Some(2), true), Some(1));
        // Fewer were found than before.
        assert_eq!(walk(Some(7), false), Some(0));
        assert_eq!(walk(Some(7), true), Some(2));
        assert_eq!(PointQueryResult::default().next(Some(3), false), None);
        assert_eq!(PointQueryResult::default().next(None, true), None);
    }
}
