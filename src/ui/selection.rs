//! Queries about the points of a cloud, and their results. They are not part of the scene: they are neither undone,
//! saved nor filmed.

use std::sync::Arc;

use bevy::prelude::*;

use crate::{
    simulation::{CloudOutcome, Distance, Neighbour},
    view::{PointSelection, SceneOutcome},
};

/// The default number of neighbours.
const NEIGHBOURS: usize = 10;

/// A query about the points of a figure.
#[derive(Resource, Clone, Debug, PartialEq)]
pub(crate) struct PointQuery {
    /// The index of the figure.
    pub(super) figure: usize,
    /// The chosen point, whose neighbours are shown.
    pub(super) chosen: Option<usize>,
    /// The number of neighbours, 1 to 100; default 10.
    pub(super) count: usize,
    /// The distance of neighbours.
    pub(super) distance: Distance,
    /// The text to find in names, classes and other text columns.
    pub(super) wanted: String,
    /// The position in the list of found points of the one visited last.
    pub(super) visited: Option<usize>,
    /// The selected points, ascending.
    pub(super) selected: Arc<[u32]>,
    /// Whether only the selected points are drawn.
    pub(super) isolated: bool,
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
    /// Whether nothing is chosen, searched or selected.
    pub(super) fn is_idle(&self) -> bool {
        self.chosen.is_none() && self.wanted.is_empty() && self.selected.is_empty()
    }

    /// An empty query about a figure, with the same number and distance of neighbours.
    #[must_use]
    pub(super) fn fresh(&self, figure: usize) -> Self {
        Self {
            figure,
            count: self.count,
            distance: self.distance,
            ..Self::default()
        }
    }

    /// This query if it is about `figure`, otherwise an empty one.
    #[must_use]
    pub(super) fn about(&self, figure: usize) -> Self {
        match self.figure == figure {
            true => self.clone(),
            false => self.fresh(figure),
        }
    }
}

/// The result of a query, with the query and the cloud.
#[derive(Resource, Clone, Debug, Default)]
pub(super) struct PointQueryResult {
    /// The neighbours of the chosen point.
    pub(super) neighbours: Vec<Neighbour>,
    /// The found points, best match first.
    pub(super) found: Arc<[u32]>,
    to: Option<(Arc<CloudOutcome>, PointQuery)>,
}

impl PointQueryResult {
    /// The position in the list of found points after or before the visited one, wrapping around; the first or the last
    /// if none was visited.
    pub(super) fn next(&self, visited: Option<usize>, backwards: bool) -> Option<usize> {
        let last = self.found.len().checked_sub(1)?;
        Some(match (visited, backwards) {
            (Some(place), false) if place < last => place + 1,
            (Some(place @ 1..), true) => (place - 1).min(last),
            (_, false) => 0,
            (_, true) => last,
        })
    }
}

/// Updates the result when the query or the cloud has changed.
pub(super) fn update_selection(
    shown: Option<Res<SceneOutcome>>,
    mut query: ResMut<PointQuery>,
    mut result: ResMut<PointQueryResult>,
    mut selection: ResMut<PointSelection>,
) {
    let Some(shown) = shown.filter(|shown| shown.is_changed() || query.is_changed()) else {
        return;
    };
    let figure = shown.figures.get(query.figure);
    let cloud = figure.and_then(|figure| figure.simulation.cloud());
    let known = result.to.as_ref().map(|(cloud, _)| cloud);
    let is_other_cloud = match (known, cloud) {
        (Some(known), Some(cloud)) => !known.has_same_samples(cloud),
        (Some(_), None) => true,
        (None, _) => false,
    };
    if is_other_cloud && !query.is_idle() {
        *query = query.fresh(0);
    }
    let Some(cloud) = cloud else {
        *result = PointQueryResult::default();
        *selection = PointSelection::default();
        return;
    };
    result.update(cloud, &query);
    let now = result.point_selection(&query, cloud.points.len());
    *selection = now;
}

impl PointQueryResult {
    fn update(&mut self, cloud: &Arc<CloudOutcome>, query: &PointQuery) {
        let before = self.to.take();
        let before = before.filter(|(known, _)| Arc::ptr_eq(known, cloud));
        let before = before.as_ref().map(|(_, query)| query);
        let near = |query: &PointQuery| (query.chosen, query.count, query.distance);
        if before.map(near) != Some(near(query)) {
            self.neighbours = match query.chosen {
                Some(point) => cloud.nearest(point, query.count, query.distance),
                None => Vec::new(),
            };
        }
        if before.map(|before| &before.wanted) != Some(&query.wanted) {
            self.found = cloud.search(&query.wanted).into();
        }
        self.to = Some((cloud.clone(), query.clone()));
    }

    /// The highlighted points: the chosen one with its neighbours, found ones, selected ones.
    fn point_selection(&self, query: &PointQuery, points: usize) -> PointSelection {
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
        let others = self.found.iter().chain(query.selected.iter());
        let mut all = (query.chosen.into_iter().chain(neighbours.clone()))
            .chain(others.map(|&point| point as usize))
            .peekable();
        let alone = query.isolated && !query.selected.is_empty();
        let mut selected = query.selected.iter().map(|&point| point as usize);
        let only_alone = alone && query.chosen.is_none() && self.found.is_empty();
        PointSelection {
            figure: query.figure,
            chosen: query.chosen,
            neighbours: neighbours.map(|point| point as u32).collect(),
            highlighted: (all.peek().is_some() && !only_alone).then(|| set(&mut all)),
            visible: alone.then(|| set(&mut selected)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn found_points_are_cycled_through() {
        let result = PointQueryResult {
            found: Arc::new([9, 2, 5]),
            ..PointQueryResult::default()
        };
        let walk = |visited: Option<usize>, backwards: bool| result.next(visited, backwards);
        assert_eq!(walk(None, false), Some(0));
        assert_eq!(walk(Some(0), false), Some(1));
        assert_eq!(walk(Some(2), false), Some(0));
        assert_eq!(walk(None, true), Some(2));
        assert_eq!(walk(Some(0), true), Some(2));
        assert_eq!(walk(Some(2), true), Some(1));
        // After a search with fewer results.
        assert_eq!(walk(Some(7), false), Some(0));
        assert_eq!(walk(Some(7), true), Some(2));
        assert_eq!(PointQueryResult::default().next(Some(3), false), None);
        assert_eq!(PointQueryResult::default().next(None, true), None);
    }
}
