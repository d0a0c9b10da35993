//! The slopes at the nodes of a grid, limited so that the interpolation adds no extrema.
//!
//! The slope at a node is that of the parabola through the node and its two neighbours, which may be at different
//! distances. At the end of a line and beside a hole, the parabola is through the next two nodes instead; if there is
//! only one, the slope is that of the line to it. The slope is limited: it has the sign of the secants on both sides
//! and at most [`MAX_SLOPE_RATIO`] times the smaller magnitude; if their signs differ, it is 0. The exception is a
//! smooth turn: if the second differences around it agree, the turning point is between the nodes and the slope of the
//! parabola is used.

use super::Node;

/// The maximum ratio of a slope to an adjacent secant. A cubic is monotone if both of its slopes are at most 3 times
/// the secant (F. N. Fritsch, R. E. Carlson, "Monotone piecewise cubic interpolation", SIAM Journal on Numerical
/// Analysis 17 (1980)). If they are at most 1.5 times it and cross derivatives are 0, a bicubic is between the heights
/// of its corners.
const MAX_SLOPE_RATIO: f64 = 1.5;
/// Second differences agree if they have the same sign and the largest is at most this multiple of the smallest.
const MAX_DIFFERENCE_RATIO: f64 = 8.0;

/// The nodes of a grid: heights with their slopes; NaN where the height is missing.
pub(super) fn nodes(x: &[f64], y: &[f64], f: &[f64]) -> Vec<Node> {
    let lines = Lines { x, y };
    let (fx, fy) = (lines.along_x(f, limited), lines.along_y(f, limited));
    // Either order would do; the mean of both is symmetric in x and y.
    let (xy, yx) = (lines.along_y(&fx, parabolic), lines.along_x(&fy, parabolic));
    let mut nodes: Vec<Node> = (0..f.len())
        .map(|node| Node {
            height: f[node],
            slope_x: fx[node],
            slope_y: fy[node],
            slope_xy: 0.5 * (xy[node] + yx[node]),
        })
        .collect();
    limit_cross_derivatives(&mut nodes, &lines);
    nodes
}

/// The positions of the columns and rows of a grid.
struct Lines<'a> {
    x: &'a [f64],
    y: &'a [f64],
}

impl Lines<'_> {
    /// The slopes along x of each row.
    fn along_x(&self, f: &[f64], slope: Slope) -> Vec<f64> {
        let rows = f.chunks_exact(self.x.len());
        rows.flat_map(|row| slopes(self.x, row, slope)).collect()
    }

    /// The slopes along y of each column.
    fn along_y(&self, f: &[f64], slope: Slope) -> Vec<f64> {
        let columns = self.x.len();
        let mut all = vec![0.0; f.len()];
        for column in 0..columns {
            let heights: Vec<f64> = f.iter().skip(column).step_by(columns).copied().collect();
            let slopes = slopes(self.y, &heights, slope);
            for (row, slope) in slopes.into_iter().enumerate() {
                all[row * columns + column] = slope;
            }
        }
        all
    }
}

/// Computes the slopes at the nodes of a line without holes, of at least three nodes, from their positions and secants.
type Slope = fn(&[f64], &[f64]) -> Vec<f64>;

/// The slopes at the nodes of a line; NaN in holes, which split the line.
fn slopes(at: &[f64], f: &[f64], slope: Slope) -> Vec<f64> {
    let mut slopes = Vec::with_capacity(f.len());
    for run in f.chunk_by(|a, b| a.is_nan() == b.is_nan()) {
        let at = &at[slopes.len()..][..run.len()];
        let secants: Vec<f64> = (at.windows(2).zip(run.windows(2)))
            .map(|(at, f)| (f[1] - f[0]) / (at[1] - at[0]))
            .collect();
        match secants[..] {
            _ if run[0].is_nan() => slopes.extend_from_slice(run),
            [] => slopes.push(0.0),
            [secant] => slopes.extend([secant; 2]),
            _ => slopes.extend(slope(at, &secants)),
        }
    }
    slopes
}

/// The slopes of the parabolas.
fn parabolic(at: &[f64], secants: &[f64]) -> Vec<f64> {
    let last = secants.len() - 1;
    let step = |k: usize| at[k + 1] - at[k];
    let second_difference = |k: usize| (secants[k] - secants[k - 1]) / (step(k - 1) + step(k));
    let inner = (1..=last).map(|k| secants[k - 1] + second_difference(k) * step(k - 1));
    let first = secants[0] - second_difference(1) * step(0);
    let end = secants[last] + second_difference(last) * step(last);
    [first].into_iter().chain(inner).chain([end]).collect()
}

/// The slopes limited by the adjacent secants, except at a smooth turn.
fn limited(at: &[f64], secants: &[f64]) -> Vec<f64> {
    let second_differences: Vec<f64> = (1..secants.len())
        .map(|k| (secants[k] - secants[k - 1]) / (at[k + 1] - at[k - 1]))
        .collect();
    let bound: Vec<Option<f64>> = (0..secants.len())
        .map(|k| (!turns_smoothly(k, secants, &second_differences)).then_some(secants[k]))
        .collect();
    let mut slopes = parabolic(at, secants);
    for (node, slope) in slopes.iter_mut().enumerate() {
        let beside = [node.checked_sub(1), Some(node)].into_iter().flatten();
        for secant in beside.filter_map(|k| *bound.get(k)?) {
            *slope = match *slope * secant > 0.0 {
                true => slope.signum() * slope.abs().min(MAX_SLOPE_RATIO * secant.abs()),
                false => 0.0,
            };
        }
    }
    slopes
}

/// Whether the line turns in an interval or at one of its ends, and the second differences from the node before it to
/// the node after it agree. At least three are needed, so at least five nodes.
fn turns_smoothly(k: usize, secants: &[f64], second_differences: &[f64]) -> bool {
    let here = secants[k];
    let before = k.checked_sub(1).map_or(here, |k| secants[k]);
    let after = secants.get(k + 1).map_or(here, |secant| *secant);
    let turns = before * here < 0.0 || here * after < 0.0 || before * after < 0.0;
    // Second difference k − 1 is at node k.
    let from = k
        .saturating_sub(2)
        .min(second_differences.len().saturating_sub(3));
    let to = (k + 2).max(3).min(second_differences.len());
    turns && to - from >= 3 && agree(second_differences[from..to].iter().copied())
}

/// Whether numbers have the same sign and magnitudes within a factor of [`MAX_DIFFERENCE_RATIO`].
fn agree(numbers: impl Iterator<Item = f64>) -> bool {
    let (mut least, mut greatest) = (f64::INFINITY, f64::NEG_INFINITY);
    for number in numbers {
        if number.is_nan() {
            return false;
        }
        (least, greatest) = (least.min(number), greatest.max(number));
    }
    (least > 0.0 && greatest <= MAX_DIFFERENCE_RATIO * least)
        || (greatest < 0.0 && least >= MAX_DIFFERENCE_RATIO * greatest)
}

/// Limits the cross derivatives so that the Bézier control points of each cell, and thereby the surface, are between
/// the heights of its corners. A cell is left unchanged if the mixed second differences of the nine cells around it
/// agree.
fn limit_cross_derivatives(nodes: &mut [Node], lines: &Lines) {
    let (columns, rows) = (lines.x.len() - 1, lines.y.len() - 1);
    let corners = |i: usize, j: usize| {
        let lower = j * (columns + 1) + i;
        [lower, lower + 1, lower + columns + 1, lower + columns + 2]
    };
    let mixed: Vec<f64> = (0..columns * rows)
        .map(|cell| {
            let (i, j) = (cell % columns, cell / columns);
            let [a, b, c, d] = corners(i, j).map(|node| nodes[node].height);
            let area = (lines.x[i + 1] - lines.x[i]) * (lines.y[j + 1] - lines.y[j]);
            ((a - b) + (d - c)) / area
        })
        .collect();
    let is_smooth = |i: usize, j: usize| {
        let from = |k: usize, count: usize| k.saturating_sub(1).min(count - 3);
        columns >= 3 && rows >= 3 && {
            let (i, j) = (from(i, columns), from(j, rows));
            agree((j..j + 3).flat_map(|j| mixed[j * columns + i..][..3].iter().copied()))
        }
    };
    for j in 0..rows {
        for i in 0..columns {
            let corners = corners(i, j);
            let f = corners.map(|node| nodes[node].height);
            if f.iter().any(|height| height.is_nan()) || is_smooth(i, j) {
                continue;
            }
            let (least, greatest) = f.into_iter().fold(
                (f64::INFINITY, f64::NEG_INFINITY),
                |(least, greatest), height| (least.min(height), greatest.max(height)),
            );
            let (width, depth) = (lines.x[i + 1] - lines.x[i], lines.y[j + 1] - lines.y[j]);
            for (k, node) in corners.into_iter().enumerate() {
                let node = &mut nodes[node];
                // The control points are a third of a cell inwards.
                let right = if k % 2 == 0 { width } else { -width } / 3.0;
                let up = if k < 2 { depth } else { -depth } / 3.0;
                // The control point that is inwards in both directions, with cross derivative 0.
                let uncrossed = node.height + right * node.slope_x + up * node.slope_y;
                let bounds = [least.min(uncrossed), greatest.max(uncrossed)]
                    .map(|bound| (bound - uncrossed) / (right * up));
                // Where differences overflow there are no bounds, and `clamp` would panic.
                node.slope_xy =
                    (node.slope_xy.max(bounds[0].min(bounds[1]))).min(bounds[0].max(bounds[1]));
            }
        }
    }
}
