//! Smooth landscapes that interpolate heights on a grid.

use glam::{DMat2, DVec2};
use thiserror::Error;

use super::{Domain, Landscape, symmetric};
use crate::math::table::Matrix;

mod slopes;

/// Bicubic interpolation of heights on a grid: a polynomial in each cell, with the given heights and with slopes f_x,
/// f_y and f_xy at the four corners. Value and gradient are continuous and all derivatives are exact. Second
/// derivatives jump from cell to cell, so there is no Hessian on the lines between cells.
///
/// The slopes are those of parabolas through neighbouring nodes, limited so that the interpolation adds no extrema:
/// along grid lines it is monotone wherever the heights are, and inside a cell it is between the heights of the
/// corners. It may exceed these only at a smooth turn, where second differences agree from node to node and the
/// extremum is between the nodes. A quadratic function is therefore reproduced exactly with its derivatives, except in
/// boundary cells near which it turns. The error is of third order in the node distance where heights are smooth, and
/// of second order where slopes are limited.
///
/// A cell with a missing corner is a hole, where the value is undefined.
///
/// Source: bicubic interpolation as in W. H. Press et al., Numerical Recipes, 3rd edition, Cambridge (2007), section
/// 3.6, with slopes limited as in R. E. Carlson, F. N. Fritsch, "Monotone piecewise bicubic interpolation", SIAM
/// Journal on Numerical Analysis 22 (1985).
#[derive(Clone, Debug)]
pub struct Grid {
    /// The positions of the columns, increasing.
    x: Vec<f64>,
    /// The positions of the rows, increasing.
    y: Vec<f64>,
    /// The nodes, row by row.
    nodes: Vec<Node>,
    axes: [String; 3],
}

/// The height and the slopes ∂f/∂x, ∂f/∂y and ∂²f/∂x∂y at a node; NaN where the height is missing.
#[derive(Clone, Copy, Debug)]
struct Node {
    height: f64,
    slope_x: f64,
    slope_y: f64,
    slope_xy: f64,
}

/// Why heights do not form a landscape.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum GridError {
    /// There are fewer than two rows or columns.
    #[error("{rows} × {columns} heights do not form a surface; at least 2 × 2 are needed")]
    TooSmall {
        /// The number of heights along y.
        rows: usize,
        /// The number of heights along x.
        columns: usize,
    },
    /// The length of an axis differs from the number of heights along it.
    #[error("axis {axis} has {found} values where the heights have {expected}")]
    Length {
        /// The name of the axis.
        axis: String,
        /// The number of values on the axis.
        found: usize,
        /// The number of heights along it.
        expected: usize,
    },
    /// The values of an axis do not increase.
    #[error("the values of axis {axis} must increase; its value {number} is {value}")]
    NotIncreasing {
        /// The name of the axis.
        axis: String,
        /// The number of the value on the axis, from 1.
        number: usize,
        /// The first value that is not finite or not above the previous one.
        value: f64,
    },
    /// No cell has a height at each corner.
    #[error(
        "no cell has heights at all four corners, so there is no surface; too many are missing"
    )]
    NoCell,
}

/// An axis: its name and the positions of the rows or columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// The quantity on the axis.
    pub name: String,
    /// The positions, strictly increasing.
    pub positions: Vec<f64>,
}

impl Axis {
    /// An axis with `count` evenly spaced values from `low` to `high`.
    pub fn evenly_spaced(name: impl Into<String>, [low, high]: [f64; 2], count: usize) -> Self {
        let last = count.saturating_sub(1).max(1) as f64;
        let positions = (0..count)
            .map(|index| (low * (last - index as f64) + high * index as f64) / last)
            .collect();
        Self {
            name: name.into(),
            positions,
        }
    }

    /// Checks that the axis has `expected` positions, which increase.
    fn check(&self, expected: usize) -> Result<(), GridError> {
        let axis = || self.name.clone();
        if self.positions.len() != expected {
            return Err(GridError::Length {
                axis: axis(),
                found: self.positions.len(),
                expected,
            });
        }
        let mut before = f64::NEG_INFINITY;
        for (index, &value) in self.positions.iter().enumerate() {
            if !(value.is_finite() && value > before) {
                return Err(GridError::NotIncreasing {
                    axis: axis(),
                    number: index + 1,
                    value,
                });
            }
            before = value;
        }
        Ok(())
    }
}

impl Grid {
    /// Interpolates heights: row j is at the j-th position of `y`, column i at the i-th of `x`. Heights that are not
    /// finite count as missing. `value` is the name of the height.
    ///
    /// # Errors
    /// There are fewer than 2 × 2 heights, an axis does not fit or does not increase, or no cell is complete.
    pub fn new(x: Axis, y: Axis, heights: &Matrix, value: String) -> Result<Self, GridError> {
        let (columns, rows) = (heights.columns(), heights.rows());
        if columns < 2 || rows < 2 {
            return Err(GridError::TooSmall { rows, columns });
        }
        x.check(columns)?;
        y.check(rows)?;
        let f: Vec<f64> = (heights.values().iter())
            .map(|&height| if height.is_finite() { height } else { f64::NAN })
            .collect();
        let is_complete = |cell: usize| {
            let (i, j) = (cell % (columns - 1), cell / (columns - 1));
            let corner = j * columns + i;
            [corner, corner + 1, corner + columns, corner + columns + 1]
                .iter()
                .all(|&node| f[node].is_finite())
        };
        if !(0..(columns - 1) * (rows - 1)).any(is_complete) {
            return Err(GridError::NoCell);
        }
        let nodes = slopes::nodes(&x.positions, &y.positions, &f);
        Ok(Self {
            axes: [x.name, y.name, value],
            x: x.positions,
            y: y.positions,
            nodes,
        })
    }

    /// The cell that contains a point, with the interpolation weights; `None` outside the grid and in holes.
    fn cell(&self, at: DVec2) -> Option<Cell> {
        let (i, j) = (interval(&self.x, at.x)?, interval(&self.y, at.y)?);
        // On the boundary of a hole, the cell on the other side is used.
        let before = |k: usize, nodes: &[f64], at: f64| (k > 0 && nodes[k] == at).then(|| k - 1);
        let (left, below) = (before(i, &self.x, at.x), before(j, &self.y, at.y));
        let candidates = [
            Some((i, j)),
            left.map(|i| (i, j)),
            below.map(|j| (i, j)),
            left.zip(below),
        ];
        let (i, j) = (candidates.into_iter().flatten()).find(|&(i, j)| self.is_complete(i, j))?;
        let columns = self.x.len();
        let base = self.nodes[j * columns + i].height;
        // Heights relative to the first corner, so that a level cell stays exactly level.
        let corner = |di: usize, dj: usize| {
            let node = self.nodes[(j + dj) * columns + i + di];
            Node {
                height: node.height - base,
                ..node
            }
        };
        Some(Cell {
            base,
            corners: [[corner(0, 0), corner(1, 0)], [corner(0, 1), corner(1, 1)]],
            x: Weights::new(&self.x, i, at.x),
            y: Weights::new(&self.y, j, at.y),
        })
    }

    /// Whether no corner of a cell is missing.
    fn is_complete(&self, i: usize, j: usize) -> bool {
        let columns = self.x.len();
        let lower = j * columns + i;
        let corners = [lower, lower + 1, lower + columns, lower + columns + 1];
        corners
            .iter()
            .all(|&node| self.nodes[node].height.is_finite())
    }
}

/// The index of the interval between nodes that contains a coordinate. Intervals include their lower end; the last one
/// also its upper end. `None` outside.
fn interval(nodes: &[f64], at: f64) -> Option<usize> {
    let (first, last) = (nodes[0], nodes[nodes.len() - 1]);
    let above = nodes.partition_point(|node| *node <= at);
    (at >= first && at <= last).then(|| (above - 1).min(nodes.len() - 2))
}

/// Whether a coordinate is on a grid line between two cells.
fn is_on_inner_line(nodes: &[f64], at: f64) -> bool {
    let node = nodes.partition_point(|node| *node < at);
    (1..nodes.len() - 1).contains(&node) && nodes[node] == at
}

/// A cell with the weights of its corners at a point.
struct Cell {
    /// The height of the first corner.
    base: f64,
    /// Heights relative to `base`.
    corners: [[Node; 2]; 2],
    /// The weights along x.
    x: Weights,
    /// The weights along y.
    y: Weights,
}

/// The weights of the height and slope at the lower end of an interval, then at the upper end, in the value of a cubic
/// Hermite polynomial and in its first and second derivatives.
struct Weights([[f64; 4]; 3]);

impl Weights {
    fn new(nodes: &[f64], index: usize, at: f64) -> Self {
        let h = nodes[index + 1] - nodes[index];
        let t = (at - nodes[index]) / h;
        let (t2, u) = (t * t, 1.0 - t);
        let value = [
            (1.0 + 2.0 * t) * u * u,
            h * t * u * u,
            t2 * (3.0 - 2.0 * t),
            -h * t2 * u,
        ];
        let first = [
            -6.0 * t * u / h,
            u * (1.0 - 3.0 * t),
            6.0 * t * u / h,
            t * (3.0 * t - 2.0),
        ];
        let second = [
            (12.0 * t - 6.0) / (h * h),
            (6.0 * t - 4.0) / h,
            (6.0 - 12.0 * t) / (h * h),
            (6.0 * t - 2.0) / h,
        ];
        Self([value, first, second])
    }
}

impl Cell {
    fn value(&self) -> f64 {
        self.base + self.derivative(0, 0)
    }

    /// The derivative of order `x` along x and `y` along y; for order 0, the height relative to `base`.
    fn derivative(&self, x: usize, y: usize) -> f64 {
        let (along_x, along_y) = (&self.x.0[x], &self.y.0[y]);
        let mut sum = 0.0;
        for (j, row) in self.corners.iter().enumerate() {
            let [height, slope] = [along_y[2 * j], along_y[2 * j + 1]];
            for (i, node) in row.iter().enumerate() {
                sum += height * (along_x[2 * i] * node.height + along_x[2 * i + 1] * node.slope_x)
                    + slope * (along_x[2 * i] * node.slope_y + along_x[2 * i + 1] * node.slope_xy);
            }
        }
        sum
    }
}

impl Landscape for Grid {
    fn value(&self, at: DVec2) -> f64 {
        self.cell(at).map_or(f64::NAN, |cell| cell.value())
    }

    fn gradient(&self, at: DVec2) -> DVec2 {
        self.cell(at).map_or(DVec2::NAN, |cell| {
            DVec2::new(cell.derivative(1, 0), cell.derivative(0, 1))
        })
    }

    fn hessian(&self, at: DVec2) -> Option<DMat2> {
        if is_on_inner_line(&self.x, at.x) || is_on_inner_line(&self.y, at.y) {
            return None;
        }
        let cell = self.cell(at)?;
        Some(symmetric(
            cell.derivative(2, 0),
            cell.derivative(1, 1),
            cell.derivative(0, 2),
        ))
    }

    fn domain(&self) -> Domain {
        let ends = |positions: &[f64]| [positions[0], positions[positions.len() - 1]];
        Domain {
            x: ends(&self.x),
            y: ends(&self.y),
        }
    }

    fn axis_names(&self) -> [String; 3] {
        self.axes.clone()
    }
}

#[cfg(test)]
mod tests;
