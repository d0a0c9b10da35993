use std::sync::OnceLock;

use glam::DVec2;
use rayon::prelude::*;

use crate::math::{
    landscape::{Domain, Landscape},
    progress::{Cancelled, Progress, SharedProgress},
};

/// The values of a landscape on a square grid of points over its domain, including the corners.
#[derive(Debug)]
pub struct HeightGrid {
    /// The rectangle that the grid covers.
    pub domain: Domain,
    /// The number of points along each side, at least 2.
    pub size: usize,
    /// The values in row-major order: row j is at y_j, column i at x_i. NaN (a hole) where the function is not finite.
    pub values: Vec<f64>,
    /// The minimum value; 0 if there are only holes.
    pub minimum: f64,
    /// The maximum value; 0 if there are only holes.
    pub maximum: f64,
    /// The finite values in ascending order; sorted on first use.
    ascending: OnceLock<Vec<f64>>,
}

impl HeightGrid {
    /// Evaluates a landscape at `size`² points in parallel.
    pub fn new(landscape: &dyn Landscape, domain: Domain, size: usize) -> Self {
        let size = size.max(2);
        let mut values = vec![0.0; size * size];
        (values.par_chunks_mut(size).enumerate())
            .for_each(|(j, row)| evaluate(landscape, domain, j, row));
        Self::from_values(domain, size, values)
    }

    /// Like [`new`](Self::new), with progress reports.
    ///
    /// # Errors
    /// `progress` cancels the computation.
    pub fn with_progress(
        landscape: &dyn Landscape,
        domain: Domain,
        size: usize,
        progress: &mut Progress,
    ) -> Result<Self, Cancelled> {
        let size = size.max(2);
        let mut values = vec![0.0; size * size];
        let rows = SharedProgress::new(progress, size);
        (values.par_chunks_mut(size).enumerate()).try_for_each(|(j, row)| {
            evaluate(landscape, domain, j, row);
            rows.done(1)
        })?;
        Ok(Self::from_values(domain, size, values))
    }

    /// A grid of `size`² values in row-major order; NaN marks holes.
    pub(crate) fn from_values(domain: Domain, size: usize, values: Vec<f64>) -> Self {
        debug_assert_eq!(values.len(), size * size);
        let (minimum, maximum) = extremes(&values).unwrap_or_default();
        Self {
            domain,
            size,
            values,
            minimum,
            maximum,
            ascending: OnceLock::new(),
        }
    }

    /// Whether any value is finite.
    pub fn has_values(&self) -> bool {
        self.values.iter().any(|value| value.is_finite())
    }

    /// The point of column i and row j in the parameter plane.
    pub fn point(&self, i: usize, j: usize) -> DVec2 {
        DVec2::new(
            position(self.domain.x, i, self.size),
            position(self.domain.y, j, self.size),
        )
    }

    /// The `p`-th percentile of the values, 0 to 100, with linear interpolation and without holes; 0 if there are only
    /// holes. The first call sorts the values.
    pub fn percentile(&self, p: f64) -> f64 {
        let ascending = self.ascending.get_or_init(|| {
            let mut finite: Vec<f64> = self
                .values
                .iter()
                .copied()
                .filter(|value| value.is_finite())
                .collect();
            finite.par_sort_unstable_by(f64::total_cmp);
            finite
        });
        if ascending.is_empty() {
            return 0.0;
        }
        let rank = p.clamp(0.0, 100.0) / 100.0 * (ascending.len() - 1) as f64;
        let below = ascending[rank.floor() as usize];
        let above = ascending[rank.ceil() as usize];
        below + (above - below) * rank.fract()
    }

    /// The bilinearly interpolated value; none outside the domain and at holes.
    pub(super) fn interpolate(&self, at: DVec2) -> Option<f64> {
        let (i, s) = self.cell(self.domain.x, at.x)?;
        let (j, t) = self.cell(self.domain.y, at.y)?;
        let corner = |i: usize, j: usize| self.values[j * self.size + i];
        let near = corner(i, j) * (1.0 - s) + corner(i + 1, j) * s;
        let far = corner(i, j + 1) * (1.0 - s) + corner(i + 1, j + 1) * s;
        let value = near * (1.0 - t) + far * t;
        value.is_finite().then_some(value)
    }

    /// The index of the cell that contains a coordinate, and the position within the cell, 0 to 1.
    fn cell(&self, [low, high]: [f64; 2], coordinate: f64) -> Option<(usize, f64)> {
        if !(low..=high).contains(&coordinate) {
            return None;
        }
        let cells = (self.size - 1) as f64;
        let cells_from_low = (coordinate - low) / (high - low) * cells;
        let cell = cells_from_low.floor().min(cells - 1.0);
        Some((cell as usize, cells_from_low - cell))
    }
}

/// Evaluates the landscape along row j; values that are not finite become NaN.
fn evaluate(landscape: &dyn Landscape, domain: Domain, j: usize, row: &mut [f64]) {
    let size = row.len();
    let y = position(domain.y, j, size);
    let points: Vec<DVec2> = (0..size)
        .map(|i| DVec2::new(position(domain.x, i, size), y))
        .collect();
    landscape.values_into(&points, row);
    for height in row.iter_mut().filter(|height| !height.is_finite()) {
        *height = f64::NAN;
    }
}

/// The coordinate of a grid line. Exact at both ends; symmetric positions in a domain around 0 are exact negatives of
/// each other.
fn position([low, high]: [f64; 2], index: usize, size: usize) -> f64 {
    let last = (size - 1) as f64;
    let index = index as f64;
    (low * (last - index) + high * index) / last
}

/// The minimum and the maximum of the finite values.
fn extremes(values: &[f64]) -> Option<(f64, f64)> {
    let finite = values.iter().copied().filter(|value| value.is_finite());
    finite.fold(None, |extremes, value| {
        let (low, high) = extremes.unwrap_or((value, value));
        Some((low.min(value), high.max(value)))
    })
}

#[cfg(test)]
mod tests {
    use glam::DMat2;

    use super::*;
    use crate::math::landscape::CriticalPoint;

    /// x + 10 y, undefined for x > 2, infinite at the origin.
    #[derive(Debug)]
    struct Ramp;

    impl Landscape for Ramp {
        fn value(&self, at: DVec2) -> f64 {
            match at {
                DVec2::ZERO => f64::INFINITY,
                DVec2 { x, .. } if x > 2.0 => f64::NAN,
                DVec2 { x, y } => x + 10.0 * y,
            }
        }
        fn gradient(&self, _: DVec2) -> DVec2 {
            DVec2::new(1.0, 10.0)
        }
        fn hessian(&self, _: DVec2) -> Option<DMat2> {
            Some(DMat2::ZERO)
        }
        fn domain(&self) -> Domain {
            domain(-3.0, 3.0)
        }
        fn critical_points(&self) -> Vec<CriticalPoint> {
            Vec::new()
        }
        fn axis_names(&self) -> [String; 3] {
            ["x", "y", "f"].map(str::to_owned)
        }
        fn has_log_scale(&self) -> bool {
            false
        }
    }

    fn domain(low: f64, high: f64) -> Domain {
        Domain {
            x: [low, high],
            y: [low, high],
        }
    }

    #[test]
    fn rows_are_y_and_columns_are_x_and_holes_are_nan() {
        let grid = HeightGrid::new(&Ramp, domain(-3.0, 3.0), 7);
        assert_eq!(grid.point(0, 6), DVec2::new(-3.0, 3.0));
        assert_eq!(grid.values[1], -32.0);
        assert_eq!(grid.values[7], -23.0);
        assert!(grid.values[6].is_nan(), "undefined");
        assert!(grid.values[3 * 7 + 3].is_nan(), "infinite");
        assert_eq!((grid.minimum, grid.maximum), (-33.0, 32.0));
    }

    #[test]
    fn percentiles_are_between_the_extremes() {
        let grid = HeightGrid::new(&Ramp, domain(-2.0, -1.0), 3);
        assert_eq!(grid.percentile(0.0), -22.0);
        assert_eq!(grid.percentile(50.0), -16.5);
        assert_eq!(grid.percentile(100.0), -11.0);
    }

    #[test]
    fn a_plane_is_interpolated_exactly_and_only_inside() {
        let grid = HeightGrid::new(&Ramp, domain(-2.0, -1.0), 5);
        let at = DVec2::new(-1.3, -1.9);
        assert!((grid.interpolate(at).unwrap() - Ramp.value(at)).abs() < 1e-12);
        assert_eq!(grid.interpolate(DVec2::splat(-1.0)), Some(-11.0));
        assert_eq!(grid.interpolate(DVec2::new(0.0, -1.5)), None);
        let holed = HeightGrid::new(&Ramp, domain(-3.0, 3.0), 7);
        assert_eq!(holed.interpolate(DVec2::new(2.5, 0.0)), None);
    }
}
