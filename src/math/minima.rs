//! The points of a rectangle where a landscape has no slope, found by starting a search in each cell of a grid. What
//! lies closer together than the cells may be missed.
//!
//! - Where f is smooth, Newton's method on ∇f = 0 finds them. It has to converge (the last step is a 10⁻⁵ of a cell at
//!   most), and ‖∇f‖ to be 10⁻⁸ of what it is a cell away at most: a slow valley or the flat tail of a bell is no
//!   critical point. The signs of the curvatures say what it is, if the Hessian hardly changes in some neighbourhood;
//!   otherwise, or where one of the curvatures is none, the point is [`Kind::Degenerate`], even if it is lowest (x⁴ + y⁴).
//! - At kinks, minima and maxima are found, from the lowest and the highest cells: points that are lowest (highest) of
//!   whole circles around them, of radii down to 10⁻⁹ of a cell. Saddles at kinks are not looked for.
//! - Of critical points that are not alone, such as the floor of a valley, one is given as degenerate; of a flat region,
//!   where everything near is as high, and of its rim, none.
//! - A side of the rectangle may be lower than all near it inside without being level: such points are no critical
//!   points of the function, but [minima of the rectangle](edge_minima).

mod edge;
mod kink;
mod newton;

use std::collections::HashMap;

use glam::{DMat2, DVec2, IVec2};
use rayon::prelude::*;
use serde::Serialize;

use super::{
    landscape::{Domain, Landscape},
    progress::{Cancelled, Progress, SharedProgress, stretch},
};
pub use edge::edge_minima;

/// Degenerate points, and those at kinks, nearer to each other than this part of a cell are one.
const SAME: f64 = 1e-2;
/// Degenerate points of the same value that are so many cells apart at most belong together.
const ADJACENT: f64 = 1.5;
/// The share of the progress for the search where f is smooth; that at kinks takes the rest.
const SMOOTH: f64 = 0.8;
/// A part of a turn, such that no direction is along an axis or a diagonal.
const ASIDE: f64 = 0.05;
/// Cells that are searched between two reports.
const TOGETHER: usize = 16;
/// A point may lie outside of the rectangle by this part of a cell, for rounding.
const SLACK: f64 = 1e-6;

/// What kind of point it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// f rises in every direction.
    Minimum,
    /// f falls in every direction.
    Maximum,
    /// f rises in one direction and falls in another.
    Saddle,
    /// The second derivatives do not decide.
    Degenerate,
}

/// A point without slope.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Critical {
    /// Where.
    pub at: DVec2,
    /// f there.
    pub value: f64,
    /// What it is.
    pub kind: Kind,
}

/// Whether a landscape has a finite value in the middle of any cell.
pub fn has_values(landscape: &dyn Landscape, domain: Domain, cells: usize) -> bool {
    let search = Search::new(landscape, domain, cells);
    search.values().iter().any(|value| value.is_finite())
}

/// The points without slope in a rectangle, the lowest first, from a search in each of `cells`² cells (`cells` where
/// there is one variable; `domain.y` plays no part then).
///
/// # Errors
/// `progress` cancelled it.
pub fn critical_points(
    landscape: &dyn Landscape,
    domain: Domain,
    cells: usize,
    progress: &mut Progress,
) -> Result<Vec<Critical>, Cancelled> {
    let search = Search::new(landscape, domain, cells);
    let found = search.each(progress, [0.0, SMOOTH], |cell| {
        newton::converge(&search, search.middle(cell))
    })?;
    let mut found = distinct(&search, found);
    let values = search.values();
    let kinks = search.each(progress, [SMOOTH, 1.0], |cell| {
        let extremum = |sign: f64| {
            let is_new = search.is_lowest(&values, cell, sign)
                && !explains(&search, &found, cell, sign * values[cell], sign);
            is_new.then(|| kink::extremum(&search, search.middle(cell), sign))?
        };
        [1.0, -1.0].map(extremum).into_iter().flatten()
    })?;
    found.extend(kinks);
    let mut points: Vec<Critical> = one_of_each_valley(&search, distinct(&search, found))
        .into_iter()
        .map(|found| found.point)
        .collect();
    let order = |point: &Critical| (point.value, point.at.x, point.at.y);
    points.sort_by(|a, b| {
        let (a, b) = (order(a), order(b));
        (a.0.total_cmp(&b.0))
            .then(a.1.total_cmp(&b.1))
            .then(a.2.total_cmp(&b.2))
    });
    Ok(points)
}

/// A point that a search came to.
#[derive(Clone, Copy, Debug)]
struct Found {
    point: Critical,
    /// No other critical point lies nearer than this part of a cell; other finds that do are the same.
    alone: f64,
    /// ‖∇f‖ a cell away, per cell.
    steep: f64,
    /// ‖∇f‖ that is left, per cell.
    left: f64,
}

/// What is searched. Distances are in cells, so that the two parameters count alike whatever their units.
struct Search<'a> {
    landscape: &'a dyn Landscape,
    domain: Domain,
    columns: usize,
    rows: usize,
    /// The sides of a cell; the second is 0 where there is one variable.
    cell: DVec2,
    /// Unit vectors all around.
    around: Vec<DVec2>,
    /// The same, turned so that none is along a line between cells of a grid, where there are no second derivatives.
    aside: Vec<DVec2>,
}

impl<'a> Search<'a> {
    fn new(landscape: &'a dyn Landscape, domain: Domain, cells: usize) -> Self {
        let columns = cells.max(1);
        let one = landscape.variables() == 1;
        let rows = if one { 1 } else { columns };
        let mut cell = domain.size() / DVec2::new(columns as f64, rows as f64);
        if one {
            cell.y = 0.0;
        }
        let turns: u32 = if one { 2 } else { 8 };
        let around = |aside: f64| -> Vec<DVec2> {
            let part = |k: u32| f64::from(k) / f64::from(turns) + aside;
            (0..turns).map(|k| turned(part(k))).collect()
        };
        Self {
            landscape,
            domain,
            columns,
            rows,
            cell,
            around: around(0.0),
            aside: around(ASIDE),
        }
    }

    /// What `find` finds from each cell, in the order of the cells, between two shares of the whole search.
    fn each<F: IntoIterator<Item = Found>>(
        &self,
        progress: &mut Progress,
        shares: [f64; 2],
        find: impl Fn(usize) -> F + Sync,
    ) -> Result<Vec<Found>, Cancelled> {
        let mut progress = stretch(progress, shares);
        let count = self.columns * self.rows;
        let cells = SharedProgress::new(&mut progress, count);
        let found: Vec<Vec<Found>> = (0..count.div_ceil(TOGETHER))
            .into_par_iter()
            .map(|piece| {
                let some = piece * TOGETHER..((piece + 1) * TOGETHER).min(count);
                cells.done(some.len())?;
                Ok(some.flat_map(&find).collect())
            })
            .collect::<Result<_, _>>()?;
        Ok(found.concat())
    }

    fn one(&self) -> bool {
        self.rows == 1 && self.cell.y == 0.0
    }

    /// The middle of a cell.
    fn middle(&self, cell: usize) -> DVec2 {
        let place = DVec2::new((cell % self.columns) as f64, (cell / self.columns) as f64) + 0.5;
        let corner = DVec2::new(self.domain.x[0], self.domain.y[0]);
        let middle = corner + place * self.cell;
        if self.one() {
            middle.with_y(0.0)
        } else {
            middle
        }
    }

    /// f in the middle of each cell.
    fn values(&self) -> Vec<f64> {
        (0..self.columns * self.rows)
            .into_par_iter()
            .map(|cell| self.landscape.value(self.middle(cell)))
            .collect()
    }

    /// Whether no neighbour of a cell is lower, and one is higher; with `sign` −1 the other way round.
    fn is_lowest(&self, values: &[f64], cell: usize, sign: f64) -> bool {
        let (column, row) = (cell % self.columns, cell / self.columns);
        let near = |k: usize, count: usize| k.saturating_sub(1)..(k + 2).min(count);
        let here = sign * values[cell];
        let mut around = near(row, self.rows)
            .flat_map(|row| near(column, self.columns).map(move |column| (row, column)))
            .map(|(row, column)| sign * values[row * self.columns + column]);
        let mut higher = false;
        here.is_finite()
            && around.all(|value| {
                higher |= value > here;
                value >= here || value.is_nan()
            })
            && higher
    }

    /// ∇f per cell.
    fn slope(&self, at: DVec2) -> DVec2 {
        self.landscape.gradient(at) * self.cell
    }

    /// The second derivatives per cell; none at a kink, and where they are beyond all numbers.
    fn bend(&self, at: DVec2) -> Option<DMat2> {
        let hessian = self.landscape.hessian(at)?;
        let scale = DMat2::from_diagonal(self.cell);
        let mut bend = scale * hessian * scale;
        if self.one() {
            bend = DMat2::from_diagonal(DVec2::new(bend.x_axis.x, 0.0));
        }
        bend.is_finite().then_some(bend)
    }

    /// The greatest ‖∇f‖ per cell on a circle of a radius in cells.
    fn steepest(&self, at: DVec2, radius: f64) -> f64 {
        (self.around.iter())
            .map(|&turn| self.slope(at + radius * turn * self.cell).length())
            .filter(|slope| slope.is_finite())
            .fold(0.0, f64::max)
    }

    /// Whether a point lies in the rectangle, or at most so many cells outside.
    fn contains(&self, at: DVec2, slack: f64) -> bool {
        let slack = slack * self.cell;
        let inside =
            |v: f64, [low, high]: [f64; 2], slack: f64| v >= low - slack && v <= high + slack;
        inside(at.x, self.domain.x, slack.x) && (self.one() || inside(at.y, self.domain.y, slack.y))
    }

    /// How far apart two points are, in cells.
    fn apart(&self, a: DVec2, b: DVec2) -> f64 {
        let apart = (a - b) / self.cell;
        if self.one() {
            apart.x.abs()
        } else {
            apart.length()
        }
    }

    /// The cell of a point.
    fn bucket(&self, at: DVec2) -> IVec2 {
        let corner = DVec2::new(self.domain.x[0], self.domain.y[0]);
        let place = ((at - corner) / self.cell).floor();
        if self.one() {
            IVec2::new(place.x as i32, 0)
        } else {
            place.as_ivec2()
        }
    }
}

/// The unit vector after a part of a turn.
fn turned(part: f64) -> DVec2 {
    DVec2::from_angle(std::f64::consts::TAU * part)
}

/// Whether a point that was found already is the reason why a cell is lowest among its neighbours.
fn explains(search: &Search, found: &[Found], cell: usize, value: f64, sign: f64) -> bool {
    let kind = if sign > 0.0 {
        Kind::Minimum
    } else {
        Kind::Maximum
    };
    let middle = search.middle(cell);
    (found.iter()).any(|Found { point, .. }| {
        (point.kind == kind || point.kind == Kind::Degenerate)
            && sign * point.value <= value
            && search.apart(point.at, middle) <= ADJACENT
    })
}

/// Indices by cell, to find neighbours by.
#[derive(Default)]
struct Buckets(HashMap<IVec2, Vec<usize>>);

impl Buckets {
    fn near(&self, bucket: IVec2, reach: i32) -> impl Iterator<Item = usize> + '_ {
        (-reach..=reach)
            .flat_map(move |x| (-reach..=reach).map(move |y| bucket + IVec2::new(x, y)))
            .filter_map(|bucket| self.0.get(&bucket))
            .flatten()
            .copied()
    }
}

/// One of each, the surest of those that are the same.
fn distinct(search: &Search, mut found: Vec<Found>) -> Vec<Found> {
    let degenerate = |found: &Found| found.point.kind == Kind::Degenerate;
    found.sort_by(|a, b| (degenerate(a).cmp(&degenerate(b))).then(a.left.total_cmp(&b.left)));
    let mut kept: Vec<Found> = Vec::new();
    let mut buckets = Buckets::default();
    for find in found {
        let bucket = search.bucket(find.point.at);
        let same = |&other: &usize| {
            let other: &Found = &kept[other];
            search.apart(find.point.at, other.point.at) <= find.alone.max(other.alone)
        };
        if !buckets.near(bucket, 1).any(|other| same(&other)) {
            buckets.0.entry(bucket).or_default().push(kept.len());
            kept.push(find);
        }
    }
    kept
}

/// One point for all degenerate ones that lie side by side at the same height: the floor of a valley has no end of them.
fn one_of_each_valley(search: &Search, found: Vec<Found>) -> Vec<Found> {
    let (degenerate, mut rest): (Vec<Found>, Vec<Found>) =
        (found.into_iter()).partition(|found| found.point.kind == Kind::Degenerate);
    let mut buckets = Buckets::default();
    for (index, find) in degenerate.iter().enumerate() {
        let bucket = search.bucket(find.point.at);
        buckets.0.entry(bucket).or_default().push(index);
    }
    let mut seen = vec![false; degenerate.len()];
    for first in 0..degenerate.len() {
        if seen[first] {
            continue;
        }
        seen[first] = true;
        rest.push(degenerate[first]);
        let mut front = vec![first];
        while let Some(here) = front.pop() {
            let here = &degenerate[here];
            for other in buckets.near(search.bucket(here.point.at), 2) {
                let near = &degenerate[other];
                let level = 1e-6 * here.steep.min(near.steep);
                if !seen[other]
                    && (here.point.value - near.point.value).abs() <= level
                    && search.apart(here.point.at, near.point.at) <= ADJACENT
                {
                    seen[other] = true;
                    front.push(other);
                }
            }
        }
    }
    rest
}

#[cfg(test)]
mod tests;
