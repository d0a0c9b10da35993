//! The functions available in formulas, with their first and second derivatives.

use crate::math::model::activation::{
    Activation as _, Curved, Elu, Gelu, LeakyRelu, Relu, Sigmoid, Silu, Softplus,
};

/// A function of one argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Unary {
    Neg,
    Exp,
    Ln,
    Log10,
    Log2,
    Sqrt,
    Cbrt,
    Sin,
    Cos,
    Tan,
    Asin,
    Acos,
    Atan,
    Sinh,
    Cosh,
    Tanh,
    Asinh,
    Acosh,
    Atanh,
    Abs,
    Sign,
    Floor,
    Ceil,
    Round,
    Sigmoid,
    Relu,
    LeakyRelu,
    Elu,
    Gelu,
    Silu,
    Softplus,
}

/// A function of two arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Binary {
    Add,
    Sub,
    Mul,
    Div,
    Pow,
    Atan2,
    Min,
    Max,
}

/// The names of the functions of one argument, including aliases.
pub(super) const UNARY: &[(&str, Unary)] = &[
    ("exp", Unary::Exp),
    ("ln", Unary::Ln),
    ("log", Unary::Ln),
    ("log10", Unary::Log10),
    ("lg", Unary::Log10),
    ("log2", Unary::Log2),
    ("sqrt", Unary::Sqrt),
    ("cbrt", Unary::Cbrt),
    ("sin", Unary::Sin),
    ("cos", Unary::Cos),
    ("tan", Unary::Tan),
    ("asin", Unary::Asin),
    ("arcsin", Unary::Asin),
    ("acos", Unary::Acos),
    ("arccos", Unary::Acos),
    ("atan", Unary::Atan),
    ("arctan", Unary::Atan),
    ("sinh", Unary::Sinh),
    ("cosh", Unary::Cosh),
    ("tanh", Unary::Tanh),
    ("asinh", Unary::Asinh),
    ("arsinh", Unary::Asinh),
    ("acosh", Unary::Acosh),
    ("arcosh", Unary::Acosh),
    ("atanh", Unary::Atanh),
    ("artanh", Unary::Atanh),
    ("abs", Unary::Abs),
    ("sign", Unary::Sign),
    ("sgn", Unary::Sign),
    ("floor", Unary::Floor),
    ("ceil", Unary::Ceil),
    ("round", Unary::Round),
    ("sigmoid", Unary::Sigmoid),
    ("relu", Unary::Relu),
    ("leaky_relu", Unary::LeakyRelu),
    ("elu", Unary::Elu),
    ("gelu", Unary::Gelu),
    ("silu", Unary::Silu),
    ("softplus", Unary::Softplus),
];

/// The names of the functions of two arguments; `min` and `max` accept more.
pub(super) const BINARY: &[(&str, Binary)] = &[
    ("pow", Binary::Pow),
    ("atan2", Binary::Atan2),
    ("min", Binary::Min),
    ("max", Binary::Max),
];

impl Unary {
    /// The value f(u) of the function.
    #[inline(always)]
    pub(super) fn value(self, u: f64) -> f64 {
        match self {
            Self::Neg => -u,
            Self::Exp => u.exp(),
            Self::Ln => u.ln(),
            Self::Log10 => u.log10(),
            Self::Log2 => u.log2(),
            Self::Sqrt => u.sqrt(),
            Self::Cbrt => u.cbrt(),
            Self::Sin => u.sin(),
            Self::Cos => u.cos(),
            Self::Tan => u.tan(),
            Self::Asin => u.asin(),
            Self::Acos => u.acos(),
            Self::Atan => u.atan(),
            Self::Sinh => u.sinh(),
            Self::Cosh => u.cosh(),
            Self::Tanh => u.tanh(),
            Self::Asinh => u.asinh(),
            Self::Acosh => u.acosh(),
            Self::Atanh => u.atanh(),
            Self::Abs => u.abs(),
            Self::Sign => sign(u),
            Self::Floor => u.floor(),
            Self::Ceil => u.ceil(),
            Self::Round => u.round(),
            Self::Sigmoid => Sigmoid.value(u),
            Self::Relu => Relu.value(u),
            Self::LeakyRelu => LeakyRelu::DEFAULT.value(u),
            Self::Elu => Elu::DEFAULT.value(u),
            Self::Gelu => Gelu.value(u),
            Self::Silu => Silu.value(u),
            Self::Softplus => Softplus::EXACT.value(u),
        }
    }

    /// The derivative f′(u), given the value v = f(u).
    #[inline(always)]
    pub(super) fn slope(self, u: f64, v: f64) -> f64 {
        match self {
            Self::Neg => -1.0,
            Self::Exp => v,
            Self::Ln => 1.0 / u,
            Self::Log10 => std::f64::consts::LOG10_E / u,
            Self::Log2 => std::f64::consts::LOG2_E / u,
            Self::Sqrt => 0.5 / v,
            Self::Cbrt => 1.0 / (3.0 * v * v),
            Self::Sin => u.cos(),
            Self::Cos => -u.sin(),
            Self::Tan => 1.0 + v * v,
            Self::Asin => 1.0 / (1.0 - u * u).sqrt(),
            Self::Acos => -1.0 / (1.0 - u * u).sqrt(),
            Self::Atan => 1.0 / (1.0 + u * u),
            Self::Sinh => u.cosh(),
            Self::Cosh => u.sinh(),
            Self::Tanh => 1.0 - v * v,
            Self::Asinh => 1.0 / (u * u + 1.0).sqrt(),
            Self::Acosh => 1.0 / (u * u - 1.0).sqrt(),
            Self::Atanh => 1.0 / (1.0 - u * u),
            Self::Abs => sign(u),
            Self::Sign | Self::Floor | Self::Ceil | Self::Round => 0.0 * v,
            Self::Sigmoid => Sigmoid.slope(u, v),
            Self::Relu => Relu.slope(u, v),
            Self::LeakyRelu => LeakyRelu::DEFAULT.slope(u, v),
            Self::Elu => Elu::DEFAULT.slope(u, v),
            Self::Gelu => Gelu.slope(u, v),
            Self::Silu => Silu.slope(u, v),
            Self::Softplus => Softplus::EXACT.slope(u, v),
        }
    }

    /// f(u) and f′(u); sine and cosine are computed together.
    #[inline(always)]
    pub(super) fn value_and_slope(self, u: f64) -> (f64, f64) {
        match self {
            Self::Sin => u.sin_cos(),
            Self::Cos => {
                let (sine, cosine) = u.sin_cos();
                (cosine, -sine)
            }
            _ => {
                let value = self.value(u);
                (value, self.slope(u, value))
            }
        }
    }

    /// The second derivative f″(u), given the value v = f(u).
    pub(super) fn second_derivative(self, u: f64, v: f64) -> f64 {
        match self {
            Self::Neg | Self::Abs | Self::Sign | Self::Floor | Self::Ceil | Self::Round => 0.0,
            Self::Exp | Self::Sinh | Self::Cosh => v,
            Self::Sin | Self::Cos => -v,
            Self::Ln => -1.0 / (u * u),
            Self::Log10 => -std::f64::consts::LOG10_E / (u * u),
            Self::Log2 => -std::f64::consts::LOG2_E / (u * u),
            Self::Sqrt => -0.25 / (u * v),
            Self::Cbrt => -2.0 / (9.0 * u * v * v),
            Self::Tan => 2.0 * v * (1.0 + v * v),
            Self::Asin => u / (1.0 - u * u).powf(1.5),
            Self::Acos => -u / (1.0 - u * u).powf(1.5),
            Self::Atan => -2.0 * u / (1.0 + u * u).powi(2),
            Self::Tanh => -2.0 * v * (1.0 - v * v),
            Self::Asinh => -u / (u * u + 1.0).powf(1.5),
            Self::Acosh => -u / (u * u - 1.0).powf(1.5),
            Self::Atanh => 2.0 * u / (1.0 - u * u).powi(2),
            Self::Sigmoid => Sigmoid.second_derivative(u, v),
            Self::Relu => Relu.second_derivative(u, v),
            Self::LeakyRelu => LeakyRelu::DEFAULT.second_derivative(u, v),
            Self::Elu => Elu::DEFAULT.second_derivative(u, v),
            Self::Gelu => Gelu.second_derivative(u, v),
            Self::Silu => Silu.second_derivative(u, v),
            Self::Softplus => Softplus::EXACT.second_derivative(u, v),
        }
    }

    /// Whether the function has a kink, a jump, an infinite slope or no second derivative at u.
    pub(super) fn is_kink(self, u: f64) -> bool {
        match self {
            Self::Abs | Self::Sign | Self::Sqrt | Self::Cbrt => u == 0.0,
            Self::Relu | Self::LeakyRelu | Self::Elu => u == 0.0,
            Self::Floor | Self::Ceil => u == u.floor(),
            Self::Round => u.fract().abs() == 0.5,
            _ => false,
        }
    }
}

impl Binary {
    /// The value f(a, b).
    #[inline(always)]
    pub(super) fn value(self, a: f64, b: f64) -> f64 {
        match self {
            Self::Add => a + b,
            Self::Sub => a - b,
            Self::Mul => a * b,
            Self::Div => a / b,
            Self::Pow => a.powf(b),
            Self::Atan2 => a.atan2(b),
            // Unlike `f64::min`, an undefined argument gives an undefined result.
            Self::Min if a.is_nan() || b.is_nan() => f64::NAN,
            Self::Max if a.is_nan() || b.is_nan() => f64::NAN,
            Self::Min => a.min(b),
            Self::Max => a.max(b),
        }
    }

    /// (∂f/∂a, ∂f/∂b), given the value v = f(a, b).
    #[inline(always)]
    pub(super) fn slopes(self, a: f64, b: f64, v: f64) -> [f64; 2] {
        match self {
            Self::Add => [1.0, 1.0],
            Self::Sub => [1.0, -1.0],
            Self::Mul => [b, a],
            Self::Div => [1.0 / b, -v / b],
            // a⁰ is flat along a, and 0ᵇ with positive b along b. For negative a, powers are defined for integer b
            // only, so the slope along b is NaN.
            Self::Pow => [
                if b == 0.0 { 0.0 } else { b * a.powf(b - 1.0) },
                if a == 0.0 && b > 0.0 { 0.0 } else { v * a.ln() },
            ],
            Self::Atan2 => {
                let square = a * a + b * b;
                [b / square, -a / square]
            }
            Self::Min | Self::Max if a == b => [0.5, 0.5],
            Self::Min if a < b => [1.0, 0.0],
            Self::Max if a > b => [1.0, 0.0],
            Self::Min | Self::Max => [0.0, 1.0],
        }
    }

    /// (∂²f/∂a², ∂²f/∂a∂b, ∂²f/∂b²), given the value v = f(a, b).
    pub(super) fn second_derivatives(self, a: f64, b: f64, v: f64) -> [f64; 3] {
        match self {
            Self::Add | Self::Sub | Self::Min | Self::Max => [0.0; 3],
            Self::Mul => [0.0, 1.0, 0.0],
            Self::Div => [0.0, -1.0 / (b * b), 2.0 * v / (b * b)],
            Self::Pow => {
                let log = a.ln();
                let reduced = a.powf(b - 1.0);
                [
                    b * (b - 1.0) * a.powf(b - 2.0),
                    reduced * (1.0 + b * log),
                    v * log * log,
                ]
            }
            Self::Atan2 => {
                let square = (a * a + b * b).powi(2);
                let twice = 2.0 * a * b / square;
                [-twice, (a * a - b * b) / square, twice]
            }
        }
    }

    /// Whether the two branches of `min` or `max` meet at (a, b).
    pub(super) fn is_kink(self, a: f64, b: f64) -> bool {
        matches!(self, Self::Min | Self::Max) && a == b
    }
}

/// uⁿ for a constant n; integers n up to ±1024 use repeated multiplication.
#[inline(always)]
pub(super) fn power(u: f64, n: f64) -> f64 {
    match small_integer(n) {
        Some(n) => u.powi(n),
        None => u.powf(n),
    }
}

/// The derivative of [`power`].
#[inline(always)]
pub(super) fn power_slope(u: f64, n: f64) -> f64 {
    if n == 0.0 { 0.0 } else { n * power(u, n - 1.0) }
}

/// The second derivative of [`power`].
pub(super) fn power_second_derivative(u: f64, n: f64) -> f64 {
    // The line u¹ is straight at 0 too, where u⁻¹ does not exist.
    if n == 0.0 || n == 1.0 {
        0.0
    } else {
        n * (n - 1.0) * power(u, n - 2.0)
    }
}

/// The integer n, if it is one and within ±1024.
#[inline(always)]
fn small_integer(n: f64) -> Option<i32> {
    (n == n.trunc() && n.abs() <= 1024.0).then_some(n as i32)
}

/// −1, 0 or 1; `f64::signum` never returns 0.
#[inline(always)]
fn sign(u: f64) -> f64 {
    if u > 0.0 {
        1.0
    } else if u < 0.0 {
        -1.0
    } else {
        u
    }
}
