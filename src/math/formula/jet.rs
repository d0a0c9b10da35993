//! A value with its first and second derivatives by x and y (a jet), for the Hessians of formulas.

use glam::{DMat2, DVec2};

use super::{
    function::{Binary, Unary, power, power_second_derivative, power_slope},
    program::chain,
};

/// The value v, the gradient (vx, vy) and the second derivatives (vxx, vxy, vyy).
#[derive(Clone, Copy, Debug)]
pub(super) struct Jet {
    value: f64,
    slope: [f64; 2],
    second_derivatives: [f64; 3],
}

/// The two axes of each second derivative.
const PAIRS: [[usize; 2]; 3] = [[0, 0], [0, 1], [1, 1]];

impl Jet {
    pub(super) fn constant(value: f64) -> Self {
        Self::variable(value, DVec2::ZERO)
    }

    /// A variable, whose gradient is the unit vector along its axis.
    pub(super) fn variable(value: f64, direction: DVec2) -> Self {
        Self {
            value,
            slope: direction.to_array(),
            second_derivatives: [0.0; 3],
        }
    }

    pub(super) fn is_finite(&self) -> bool {
        let numbers = self.slope.iter().chain(&self.second_derivatives);
        self.value.is_finite() && numbers.into_iter().all(|number| number.is_finite())
    }

    pub(super) fn hessian(&self) -> DMat2 {
        let [xx, xy, yy] = self.second_derivatives;
        DMat2::from_cols(DVec2::new(xx, xy), DVec2::new(xy, yy))
    }

    /// Applies a function; `None` at a kink, unless the argument is constant there.
    pub(super) fn apply_unary(self, function: Unary) -> Option<Self> {
        let u = self.value;
        if self.has_slope() && function.is_kink(u) {
            return None;
        }
        let value = function.value(u);
        self.compose(
            value,
            function.slope(u, value),
            function.second_derivative(u, value),
        )
    }

    /// A power with a constant exponent; `None` where the power has no derivatives.
    pub(super) fn power(self, exponent: f64) -> Option<Self> {
        let u = self.value;
        let [value, slope, second] =
            [power, power_slope, power_second_derivative].map(|f| f(u, exponent));
        self.compose(value, slope, second)
    }

    /// Whether a derivative is not 0.
    fn has_slope(&self) -> bool {
        self.slope
            .iter()
            .chain(&self.second_derivatives)
            .any(|&number| number != 0.0)
    }

    /// The composition with an outer function that has this value and these derivatives, by the chain rule. `None`
    /// where the outer function is infinitely steep, like √u at 0: the result may still be smooth if the inner function
    /// is flat enough, but its first two derivatives cannot tell.
    fn compose(self, value: f64, slope: f64, second: f64) -> Option<Self> {
        if !(slope.is_finite() && second.is_finite()) {
            return None;
        }
        Some(Self {
            value,
            slope: self.slope.map(|along| chain(slope, along)),
            second_derivatives: std::array::from_fn(|k| {
                let [i, j] = PAIRS[k];
                chain(second, self.slope[i] * self.slope[j])
                    + chain(slope, self.second_derivatives[k])
            }),
        })
    }

    /// Applies a function of two arguments; `None` at a kink.
    pub(super) fn apply_binary(self, other: Self, function: Binary) -> Option<Self> {
        let (a, b) = (self.value, other.value);
        if function.is_kink(a, b)
            && (self.slope != other.slope || self.second_derivatives != other.second_derivatives)
        {
            return None;
        }
        let value = function.value(a, b);
        let [fa, fb] = function.slopes(a, b, value);
        if function == Binary::Pow && !fa.is_finite() {
            return None;
        }
        let [faa, fab, fbb] = function.second_derivatives(a, b, value);
        let (da, db) = (self.slope, other.slope);
        Some(Self {
            value,
            slope: std::array::from_fn(|i| chain(fa, da[i]) + chain(fb, db[i])),
            second_derivatives: std::array::from_fn(|k| {
                let [i, j] = PAIRS[k];
                chain(faa, da[i] * da[j])
                    + chain(fab, da[i] * db[j] + da[j] * db[i])
                    + chain(fbb, db[i] * db[j])
                    + chain(fa, self.second_derivatives[k])
                    + chain(fb, other.second_derivatives[k])
            }),
        })
    }
}
