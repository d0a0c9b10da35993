//! Queries of the points of a cloud, and their results. They are not part of the scene, so they are neither undone,
//! saved nor filmed.

use std::sync::Arc;

use bevy::prelude::*;

use crate::{
    simulation::{CloudOutcome, Distance, Neighbour},
    view::{PointSelection, SceneOutcome},
};

/// The default number of neighbours.
const DEFAULT_NEIGHBOURS: usize = 10;

/// A query of the points of a figure: a chosen point, a text to find, and selected points.
#[derive(Resource, Clone, Debug, PartialEq)]
pub(crate) struct PointQuery {
    /// The index of the figure.
    pub(super) figure: usize,
    /// The chosen point, whose neighbours are shown.
    pub(super) chosen: Option<usize>,
    /// The number of neighbours to show, 1 to 100; default 10.
    pub(super) neighbour_count: usize,
    /// The metric of the distance to neighbours.
    pub(super) distance: Distance,
    /// The text to find in names, classes and other text columns; empty for none.
    pub(super) search_text: String,
    /// The index in [`PointQueryResult::found`] of the point visited last.
    pub(super) visited_match: Option<usize>,
    /// The indices of the selected points, ascending.
    pub(super) selected: Arc<[u32]>,
    /// Whether only the selected points are drawn.
    pub(super) isolated: bool,
}

impl Default for PointQuery {
    fn default() -> Self {
        Self {
            figure: 0,
            chosen: None,
            neighbour_count: DEFAULT_NEIGHBOURS,
            distance: Distance::default(),
            search_text: String::new(),
            visited_match: None,
            selected: Arc::new([]),
            isolated: false,
        }
    }
}

impl PointQuery {
    /// Whether no point is chosen or selected, and no text searched.
    pub(super) fn is_empty(&self) -> bool {
        self.chosen.is_none() && self.search_text.is_empty() && self.selected.is_empty()
    }

    /// An empty query of a figure, with the number and metric of neighbours of this one.
    #[must_use]
    pub(super) fn emptied_for(&self, figure: usize) -> Self {
        Self {
            figure,
            neighbour_count: self.neighbour_count,
            distance: self.distance,
            ..Self::default()
        }
    }

    /// This query if it belongs to `figure`, otherwise an empty query of `figure`.
    #[must_use]
    pub(super) fn for_figure(&self, figure: usize) -> Self {
        match self.figure == figure {
            true => self.clone(),
            false => self.emptied_for(figure),
        }
    }
}

/// The result of a query.
#[derive(Resource, Clone, Debug, Default)]
pub(super) struct PointQueryResult {
    /// The neighbours of the chosen point.
    pub(super) neighbours: Vec<Neighbour>,
    /// The indices of the found points, best match first.
    pub(super) found: Arc<[u32]>,
    /// The cloud and the query of this result.
    computed_for: Option<(Arc<CloudOutcome>, PointQuery)>,
}

impl PointQueryResult {
    /// The index in [`found`](Self::found) after or before the one visited last, wrapping around; the first or the last
    /// index if none was visited. `None` if nothing was found.
    pub(super) fn next_match(
        &self,
        visited_match: Option<usize>,
        backwards: bool,
    ) -> Option<usize> {
        let last = self.found.len().checked_sub(1)?;
        Some(match (visited_match, backwards) {
            (Some(index), false) if index < last => index + 1,
            (Some(index @ 1..), true) => (index - 1).min(last),
            (_, false) => 0,
            (_, true) => last,
        })
    }
}

/// Updates the result and the highlighted points when the query or the scene has changed. Empties the query if the
/// cloud was replaced by one with other samples.
pub(super) fn update_selection(
    outcome: Option<Res<SceneOutcome>>,
    mut query: ResMut<PointQuery>,
    mut result: ResMut<PointQueryResult>,
    mut selection: ResMut<PointSelection>,
) {
    let Some(outcome) = outcome.filter(|outcome| outcome.is_changed() || query.is_changed()) else {
        return;
    };
    let figure = outcome.figures.get(query.figure);
    let cloud = figure.and_then(|figure| figure.simulation.cloud());
    let previous_cloud = result.computed_for.as_ref().map(|(cloud, _)| cloud);
    let is_other_cloud = match (previous_cloud, cloud) {
        (Some(previous), Some(cloud)) => !previous.has_same_samples(cloud),
        (Some(_), None) => true,
        (None, _) => false,
    };
    if is_other_cloud && !query.is_empty() {
        *query = query.emptied_for(0);
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
    /// Recomputes the parts of the result that depend on the changed parts of the query, or all for another cloud.
    fn update(&mut self, cloud: &Arc<CloudOutcome>, query: &PointQuery) {
        let previous = self.computed_for.take();
        let previous = previous.filter(|(previous_cloud, _)| Arc::ptr_eq(previous_cloud, cloud));
        let previous_query = previous.as_ref().map(|(_, query)| query);
        let neighbour_inputs =
            |query: &PointQuery| (query.chosen, query.neighbour_count, query.distance);
        if previous_query.map(neighbour_inputs) != Some(neighbour_inputs(query)) {
            self.neighbours = match query.chosen {
                Some(point) => cloud.nearest(point, query.neighbour_count, query.distance),
                None => Vec::new(),
            };
        }
        if previous_query.map(|previous| &previous.search_text) != Some(&query.search_text) {
            self.found = cloud.search(&query.search_text).into();
        }
        self.computed_for = Some((cloud.clone(), query.clone()));
    }

    /// The highlighted points: the chosen one with its neighbours, the found and the selected ones.
    fn point_selection(&self, query: &PointQuery, points: usize) -> PointSelection {
        // A flag for each point: whether it is a member.
        let set = |members: &mut dyn Iterator<Item = usize>| -> Arc<[bool]> {
            let mut set = vec![false; points];
            for point in members {
                if let Some(is_member) = set.get_mut(point) {
                    *is_member = true;
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
        // Isolated points are not highlighted, since no others are drawn.
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
        let next = |visited_match: Option<usize>, backwards: bool| {
            result.next_match(visited_match, backwards)
        };
        assert_eq!(next(None, false), Some(0));
        assert_eq!(next(Some(0), false), Some(1));
        assert_eq!(next(Some(2), false), Some(0));
        assert_eq!(next(None, true), Some(2));
        assert_eq!(next(Some(0), true), Some(2));
        assert_eq!(next(Some(2), true), Some(1));
        // After a search with fewer results.
        assert_eq!(next(Some(7), false), Some(0));
        assert_eq!(next(Some(7), true), Some(2));
        assert_eq!(PointQueryResult::default().next_match(Some(3), false), None);
        assert_eq!(PointQueryResult::default().next_match(None, true), None);
    }
}
