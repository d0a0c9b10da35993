//! Numerical search for the critical points of a landscape in a rectangle, started from each cell of a grid. Points
//! closer together than the cells may be missed.
//!
//! - Where f is smooth, Newton's method solves ∇f = 0. It must converge (the last step is at most 10⁻⁵ of a cell), and
//!   ‖∇f‖ must be at most 10⁻⁸ of its value a cell away: a slow valley or the flat tail of a bell is not a critical
//!   point. The signs of the curvatures determine the kind if the Hessian is nearly constant in some neighbourhood;
//!   otherwise, or if a curvature is zero, the point is [`Kind::Degenerate`], even if it is lowest (x⁴ + y⁴).
//! - At kinks, minima and maxima are found by descents from the lowest and highest cells: points that are lowest
//!   (highest) on circles around them, with radii down to 10⁻⁹ of a cell. Saddles at kinks are not searched.
//! - Of non-isolated critical points, such as the floor of a valley, one is reported as degenerate; flat regions and
//!   their rims are not reported.
//! - A point on a side of the rectangle may be lower than its neighbours inside without being critical; see [minima on
//!   the boundary](edge_minima).

mod edge;
mod kink;
mod newton;

use std::collections::HashMap;

use glam::{DMat2, DVec2, IVec2};
use rayon::prelude::*;
use serde::Serialize;

use super::{
    landscape::{Domain, Landscape},
    progress::{Cancelled, Progress, SharedProgress, stage_progress},
};
pub use edge::edge_minima;

/// Degenerate points and points at kinks that are closer than this, in cells, are merged.
const MERGE_DISTANCE: f64 = 1e-2;
/// Degenerate points of equal value that are at most this far apart, in cells, belong to the same valley.
const VALLEY_SPACING: f64 = 1.5;
/// The share of the progress bar for the search where f is smooth; the search at kinks has the rest.
const SMOOTH_SHARE: f64 = 0.8;
/// The angle, as a fraction of a turn, by which directions are rotated so that none is along an axis or a diagonal.
const ROTATION: f64 = 0.05;
/// The number of cells searched between two progress reports.
const CELLS_PER_REPORT: usize = 16;
/// How far outside the rectangle a point may be, in cells, as rounding may move it there.
const SLACK: f64 = 1e-6;

/// The kind of a critical point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A minimum: f rises in every direction.
    Minimum,
    /// A maximum: f falls in every direction.
    Maximum,
    /// A saddle: f rises in one direction and falls in another.
    Saddle,
    /// The second derivatives do not determine the kind.
    Degenerate,
}

/// A point found by a search: a critical point, or a minimum on the boundary.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FoundPoint {
    /// The position in the parameter plane.
    pub at: DVec2,
    /// The value of f at the point.
    pub value: f64,
    /// Whether it is a minimum, a maximum, a saddle or degenerate.
    pub kind: Kind,
}

/// Whether a landscape has a finite value at the centre of any cell.
pub fn has_values(landscape: &dyn Landscape, domain: Domain, cells: usize) -> bool {
    let search = Search::new(landscape, domain, cells);
    search.values().iter().any(|value| value.is_finite())
}

/// The critical points in a rectangle, lowest first, by a search from each of `cells`² cells; for one variable, from
/// `cells` cells along x, ignoring `domain.y`.
///
/// # Errors
/// `progress` cancelled the search.
pub fn critical_points(
    landscape: &dyn Landscape,
    domain: Domain,
    cells: usize,
    progress: &mut Progress,
) -> Result<Vec<FoundPoint>, Cancelled> {
    let search = Search::new(landscape, domain, cells);
    let found = search.from_each_cell(progress, [0.0, SMOOTH_SHARE], |cell| {
        newton::converge(&search, search.centre(cell))
    })?;
    let mut found = distinct(&search, found);
    let values = search.values();
    let kinks = search.from_each_cell(progress, [SMOOTH_SHARE, 1.0], |cell| {
        let extremum = |sign: f64| {
            let is_new = search.is_lowest(&values, cell, sign)
                && !explains(&search, &found, cell, sign * values[cell], sign);
            is_new.then(|| kink::extremum(&search, search.centre(cell), sign))?
        };
        [1.0, -1.0].map(extremum).into_iter().flatten()
    })?;
    found.extend(kinks);
    let mut points: Vec<FoundPoint> = one_of_each_valley(&search, distinct(&search, found))
        .into_iter()
        .map(|found| found.point)
        .collect();
    let order = |point: &FoundPoint| (point.value, point.at.x, point.at.y);
    points.sort_by(|a, b| {
        let (a, b) = (order(a), order(b));
        (a.0.total_cmp(&b.0))
            .then(a.1.total_cmp(&b.1))
            .then(a.2.total_cmp(&b.2))
    });
    Ok(points)
}

/// A result of the search from one cell.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    point: FoundPoint,
    /// The distance, in cells, within which there is no other critical point: closer candidates are duplicates.
    isolation: f64,
    /// The largest ‖∇f‖ at a distance of one cell, per cell.
    scale: f64,
    /// The residual ‖∇f‖, per cell.
    residual: f64,
}

/// A landscape with lengths measured in cells of the search grid, so that both parameters have the same weight whatever
/// their units.
struct Search<'a> {
    landscape: &'a dyn Landscape,
    domain: Domain,
    columns: usize,
    rows: usize,
    /// The width and height of a cell; the height is 0 if there is one variable.
    cell: DVec2,
    /// Unit vectors in eight directions; for one variable, in the two along x.
    directions: Vec<DVec2>,
    /// As `directions`, rotated so that none is along the lines between the cells of a
    /// [`Grid`](super::landscape::Grid), where there are no second derivatives.
    rotated_directions: Vec<DVec2>,
}

impl<'a> Search<'a> {
    fn new(landscape: &'a dyn Landscape, domain: Domain, cells: usize) -> Self {
        let columns = cells.max(1);
        let is_one_dimensional = landscape.variables() == 1;
        let rows = if is_one_dimensional { 1 } else { columns };
        let mut cell = domain.size() / DVec2::new(columns as f64, rows as f64);
        if is_one_dimensional {
            cell.y = 0.0;
        }
        let count: u32 = if is_one_dimensional { 2 } else { 8 };
        let directions = |rotation: f64| -> Vec<DVec2> {
            let turns = |k: u32| f64::from(k) / f64::from(count) + rotation;
            (0..count).map(|k| unit_vector(turns(k))).collect()
        };
        Self {
            landscape,
            domain,
            columns,
            rows,
            cell,
            directions: directions(0.0),
            rotated_directions: directions(ROTATION),
        }
    }

    /// The results of `find` from each cell, in cell order. Progress is reported between two fractions of the whole
    /// search.
    fn from_each_cell<F: IntoIterator<Item = Candidate>>(
        &self,
        progress: &mut Progress,
        range: [f64; 2],
        find: impl Fn(usize) -> F + Sync,
    ) -> Result<Vec<Candidate>, Cancelled> {
        let mut progress = stage_progress(progress, range);
        let count = self.columns * self.rows;
        let cells = SharedProgress::new(&mut progress, count);
        let found: Vec<Vec<Candidate>> = (0..count.div_ceil(CELLS_PER_REPORT))
            .into_par_iter()
            .map(|chunk| {
                let chunk = chunk * CELLS_PER_REPORT..((chunk + 1) * CELLS_PER_REPORT).min(count);
                cells.done(chunk.len())?;
                Ok(chunk.flat_map(&find).collect())
            })
            .collect::<Result<_, _>>()?;
        Ok(found.concat())
    }

    fn is_one_dimensional(&self) -> bool {
        self.rows == 1 && self.cell.y == 0.0
    }

    /// The centre of a cell.
    fn centre(&self, cell: usize) -> DVec2 {
        let position = DVec2::new((cell % self.columns) as f64, (cell / self.columns) as f64) + 0.5;
        let corner = DVec2::new(self.domain.x[0], self.domain.y[0]);
        let middle = corner + position * self.cell;
        if self.is_one_dimensional() {
            middle.with_y(0.0)
        } else {
            middle
        }
    }

    /// f at the centre of each cell.
    fn values(&self) -> Vec<f64> {
        (0..self.columns * self.rows)
            .into_par_iter()
            .map(|cell| self.landscape.value(self.centre(cell)))
            .collect()
    }

    /// Whether a cell has no lower and at least one higher neighbour; with `sign` −1, no higher and at least one lower
    /// one.
    fn is_lowest(&self, values: &[f64], cell: usize, sign: f64) -> bool {
        let (column, row) = (cell % self.columns, cell / self.columns);
        let near = |k: usize, count: usize| k.saturating_sub(1)..(k + 2).min(count);
        let here = sign * values[cell];
        let mut neighbours = near(row, self.rows)
            .flat_map(|row| near(column, self.columns).map(move |column| (row, column)))
            .map(|(row, column)| sign * values[row * self.columns + column]);
        let mut has_higher = false;
        here.is_finite()
            && neighbours.all(|value| {
                has_higher |= value > here;
                value >= here || value.is_nan()
            })
            && has_higher
    }

    /// ∇f per cell.
    fn slope(&self, at: DVec2) -> DVec2 {
        self.landscape.gradient(at) * self.cell
    }

    /// The Hessian per cell; `None` at a kink and where it overflows.
    fn hessian(&self, at: DVec2) -> Option<DMat2> {
        let scale = DMat2::from_diagonal(self.cell);
        let mut hessian = scale * self.landscape.hessian(at)? * scale;
        if self.is_one_dimensional() {
            hessian = DMat2::from_diagonal(DVec2::new(hessian.x_axis.x, 0.0));
        }
        hessian.is_finite().then_some(hessian)
    }

    /// The largest ‖∇f‖ per cell, over the directions, on a circle whose radius is in cells.
    fn steepest(&self, at: DVec2, radius: f64) -> f64 {
        (self.directions.iter())
            .map(|&direction| self.slope(at + radius * direction * self.cell).length())
            .filter(|slope| slope.is_finite())
            .fold(0.0, f64::max)
    }

    /// Whether a point is in the rectangle, or at most `slack` cells outside.
    fn contains(&self, at: DVec2, slack: f64) -> bool {
        let slack = slack * self.cell;
        let inside =
            |v: f64, [low, high]: [f64; 2], slack: f64| v >= low - slack && v <= high + slack;
        inside(at.x, self.domain.x, slack.x)
            && (self.is_one_dimensional() || inside(at.y, self.domain.y, slack.y))
    }

    /// The distance between two points, in cells.
    fn distance(&self, a: DVec2, b: DVec2) -> f64 {
        let difference = (a - b) / self.cell;
        if self.is_one_dimensional() {
            difference.x.abs()
        } else {
            difference.length()
        }
    }

    /// The cell that contains a point.
    fn cell_of(&self, at: DVec2) -> IVec2 {
        let corner = DVec2::new(self.domain.x[0], self.domain.y[0]);
        let cell = ((at - corner) / self.cell).floor();
        if self.is_one_dimensional() {
            IVec2::new(cell.x as i32, 0)
        } else {
            cell.as_ivec2()
        }
    }
}

/// The unit vector at an angle, given in turns.
fn unit_vector(turns: f64) -> DVec2 {
    DVec2::from_angle(std::f64::consts::TAU * turns)
}

/// Whether a point found already is the reason why a cell, with the signed value `value`, is lowest among its
/// neighbours.
fn explains(search: &Search, found: &[Candidate], cell: usize, value: f64, sign: f64) -> bool {
    let kind = if sign > 0.0 {
        Kind::Minimum
    } else {
        Kind::Maximum
    };
    let middle = search.centre(cell);
    (found.iter()).any(|Candidate { point, .. }| {
        (point.kind == kind || point.kind == Kind::Degenerate)
            && sign * point.value <= value
            && search.distance(point.at, middle) <= VALLEY_SPACING
    })
}

/// Indices of candidates by cell, to find those nearby.
#[derive(Default)]
struct Buckets(HashMap<IVec2, Vec<usize>>);

impl Buckets {
    /// The indices in the square of cells around `cell`, up to `reach` cells away in each direction.
    fn near(&self, cell: IVec2, reach: i32) -> impl Iterator<Item = usize> + '_ {
        (-reach..=reach)
            .flat_map(move |x| (-reach..=reach).map(move |y| cell + IVec2::new(x, y)))
            .filter_map(|cell| self.0.get(&cell))
            .flatten()
            .copied()
    }
}

/// Removes duplicates. Of each, the most accurate is kept, and a degenerate one only if all are.
fn distinct(search: &Search, mut found: Vec<Candidate>) -> Vec<Candidate> {
    let is_degenerate = |found: &Candidate| found.point.kind == Kind::Degenerate;
    found.sort_by(|a, b| {
        (is_degenerate(a).cmp(&is_degenerate(b))).then(a.residual.total_cmp(&b.residual))
    });
    let mut kept: Vec<Candidate> = Vec::new();
    let mut buckets = Buckets::default();
    for candidate in found {
        let cell = search.cell_of(candidate.point.at);
        let is_duplicate_of = |&other: &usize| {
            let other: &Candidate = &kept[other];
            search.distance(candidate.point.at, other.point.at)
                <= candidate.isolation.max(other.isolation)
        };
        if !buckets.near(cell, 1).any(|other| is_duplicate_of(&other)) {
            buckets.0.entry(cell).or_default().push(kept.len());
            kept.push(candidate);
        }
    }
    kept
}

/// Keeps one of each group of adjacent degenerate points at the same height: they are on the floor of one valley.
fn one_of_each_valley(search: &Search, found: Vec<Candidate>) -> Vec<Candidate> {
    let (degenerate, mut rest): (Vec<Candidate>, Vec<Candidate>) =
        (found.into_iter()).partition(|found| found.point.kind == Kind::Degenerate);
    let mut buckets = Buckets::default();
    for (index, candidate) in degenerate.iter().enumerate() {
        let cell = search.cell_of(candidate.point.at);
        buckets.0.entry(cell).or_default().push(index);
    }
    let mut visited = vec![false; degenerate.len()];
    for first in 0..degenerate.len() {
        if visited[first] {
            continue;
        }
        visited[first] = true;
        rest.push(degenerate[first]);
        let mut queue = vec![first];
        while let Some(here) = queue.pop() {
            let here = &degenerate[here];
            for other in buckets.near(search.cell_of(here.point.at), 2) {
                let near = &degenerate[other];
                let tolerance = 1e-6 * here.scale.min(near.scale);
                if !visited[other]
                    && (here.point.value - near.point.value).abs() <= tolerance
                    && search.distance(here.point.at, near.point.at) <= VALLEY_SPACING
                {
                    visited[other] = true;
                    queue.push(other);
                }
            }
        }
    }
    rest
}

#[cfg(test)]
mod tests;
