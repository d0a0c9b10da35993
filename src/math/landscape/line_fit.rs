//! The loss surface of a straight line fitted to data.

use glam::{DMat2, DVec2};
use thiserror::Error;

use super::{CriticalKind, CriticalPoint, Domain, Landscape, symmetric};

/// The margin of the domain around the points that it must contain, relative to their extent.
const MARGIN: f64 = 0.25;

/// J(w, b) = mean((w·x + b − y)²): the mean squared error of the line y = w·x + b.
///
/// An evaluation takes constant time for any amount of data, as J is expanded about its minimum (ŵ, b̂), the
/// least-squares line: J = J(ŵ, b̂) + var(x)·(w − ŵ)² + (w·x̄ + b − ȳ)². No term is negative, so nothing cancels.
///
/// Source: A. M. Legendre, Nouvelles méthodes pour la détermination des orbites des comètes (1805), appendix on least
/// squares; G. James et al., An Introduction to Statistical Learning, 2nd edition, Springer (2021), section 3.1.
#[derive(Clone, Debug)]
pub struct LineFit {
    x: Vec<f64>,
    y: Vec<f64>,
    /// (x̄, ȳ)
    mean: DVec2,
    /// var(x), divided by n.
    variance_x: f64,
    /// ŵ, the slope of the least-squares line.
    slope: f64,
    /// J(ŵ, b̂)
    min_loss: f64,
    domain: Domain,
}

/// Why no line can be fitted to the data.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum LineFitError {
    /// The columns differ in length.
    #[error("{x} values of x but {y} of y; give one y for each x")]
    Lengths {
        /// The number of x values.
        x: usize,
        /// The number of y values.
        y: usize,
    },
    /// There are fewer than two points.
    #[error("{points} point(s) do not determine a line; give at least 2")]
    TooFewPoints {
        /// The number of points.
        points: usize,
    },
    /// A value is NaN or infinite.
    #[error("{column} in row {row} is {value}; give finite numbers only")]
    NotFinite {
        /// The name of the column.
        column: String,
        /// The row of the value, from 1.
        row: usize,
        /// The value: NaN or an infinity.
        value: f64,
    },
    /// All x are equal.
    #[error("every {column} is {value}, so any slope fits; give at least 2 different values")]
    SameX {
        /// The name of the column.
        column: String,
        /// The only value in it.
        value: f64,
    },
    /// Squares of the values overflow or underflow an `f64`.
    #[error("the values of {x} or {y} are too large or too small to square; rescale the columns")]
    Range {
        /// The name of the x column.
        x: String,
        /// The name of the y column.
        y: String,
    },
}

impl LineFit {
    /// The loss surface of lines through the points (`x[i]`, `y[i]`). `names` are the names of x and y.
    ///
    /// # Errors
    /// [`LineFitError`] if the columns differ in length, there are fewer than 2 points, a value or its square is not
    /// finite, or all x are equal.
    pub fn new(x: &[f64], y: &[f64], names: [&str; 2]) -> Result<Self, LineFitError> {
        if x.len() != y.len() {
            return Err(LineFitError::Lengths {
                x: x.len(),
                y: y.len(),
            });
        }
        if x.len() < 2 {
            return Err(LineFitError::TooFewPoints { points: x.len() });
        }
        for (column, values) in names.iter().zip([x, y]) {
            if let Some(row) = values.iter().position(|value| !value.is_finite()) {
                let (column, value) = ((*column).to_owned(), values[row]);
                return Err(LineFitError::NotFinite {
                    column,
                    row: row + 1,
                    value,
                });
            }
        }
        if x.iter().all(|value| *value == x[0]) {
            return Err(LineFitError::SameX {
                column: names[0].to_owned(),
                value: x[0],
            });
        }
        let out_of_range = || LineFitError::Range {
            x: names[0].to_owned(),
            y: names[1].to_owned(),
        };

        let pairs = || x.iter().copied().zip(y.iter().copied());
        let average = DVec2::new(mean(x.iter().copied()), mean(y.iter().copied()));
        let variance_x = mean(x.iter().map(|x| (x - average.x) * (x - average.x)));
        let slope = mean(pairs().map(|(x, y)| (x - average.x) * (y - average.y))) / variance_x;
        let min_loss = mean(pairs().map(|(x, y)| {
            let residual = slope * (x - average.x) - (y - average.y);
            residual * residual
        }));
        let intercept = average.y - slope * average.x;
        // The slope at which the floor of the valley crosses b = 0. A descent from the origin first reaches the valley
        // there.
        let crossing = slope + average.x * intercept / (variance_x + average.x * average.x);
        if !(variance_x.is_normal() && min_loss.is_finite()) {
            return Err(out_of_range());
        }
        let domain = Domain::new(
            with_margin([0.0, slope, crossing]),
            with_margin([0.0, intercept]),
        )
        .map_err(|_| out_of_range())?;

        Ok(Self {
            x: x.to_owned(),
            y: y.to_owned(),
            mean: average,
            variance_x,
            slope,
            min_loss,
            domain,
        })
    }

    /// The x and y coordinates of the points.
    pub fn data(&self) -> (&[f64], &[f64]) {
        (&self.x, &self.y)
    }

    /// The least-squares line: (ŵ, b̂).
    pub fn best(&self) -> DVec2 {
        DVec2::new(self.slope, self.mean.y - self.slope * self.mean.x)
    }

    /// The height of the line above the mean of the data: w·x̄ + b − ȳ.
    fn height_above_mean(&self, at: DVec2) -> f64 {
        at.x * self.mean.x + at.y - self.mean.y
    }
}

impl Landscape for LineFit {
    fn value(&self, at: DVec2) -> f64 {
        let (slope_error, height) = (at.x - self.slope, self.height_above_mean(at));
        self.min_loss + self.variance_x * (slope_error * slope_error) + height * height
    }

    fn gradient(&self, at: DVec2) -> DVec2 {
        let (slope_error, height) = (at.x - self.slope, self.height_above_mean(at));
        DVec2::new(
            2.0 * (self.variance_x * slope_error + self.mean.x * height),
            2.0 * height,
        )
    }

    fn hessian(&self, _: DVec2) -> Option<DMat2> {
        let mean_square = self.variance_x + self.mean.x * self.mean.x;
        Some(symmetric(2.0 * mean_square, 2.0 * self.mean.x, 2.0))
    }

    fn domain(&self) -> Domain {
        self.domain
    }

    fn samples(&self) -> usize {
        self.x.len()
    }

    fn gradient_on(&self, samples: &[usize], at: DVec2) -> DVec2 {
        let gradient = |&sample: &usize| {
            let x = self.x[sample];
            let residual = at.x * x + at.y - self.y[sample];
            DVec2::new(2.0 * residual * x, 2.0 * residual)
        };
        samples.iter().map(gradient).sum::<DVec2>() / samples.len() as f64
    }

    fn critical_points(&self) -> Vec<CriticalPoint> {
        vec![CriticalPoint::of(self, self.best(), CriticalKind::Minimum)]
    }

    fn axis_names(&self) -> [String; 3] {
        ["w", "b", "J"].map(str::to_owned)
    }
}

/// The mean, with a second pass that corrects the rounding error of the first.
fn mean(values: impl ExactSizeIterator<Item = f64> + Clone) -> f64 {
    let count = values.len() as f64;
    let rough = values.clone().sum::<f64>() / count;
    rough + values.map(|value| value - rough).sum::<f64>() / count
}

/// The interval that contains all of the numbers, with a margin on both sides.
fn with_margin<const N: usize>(numbers: [f64; N]) -> [f64; 2] {
    let low = numbers.into_iter().fold(f64::INFINITY, f64::min);
    let high = numbers.into_iter().fold(f64::NEG_INFINITY, f64::max);
    let margin = if high > low {
        MARGIN * (high - low)
    } else {
        1.0
    };
    [low - margin, high + margin]
}
