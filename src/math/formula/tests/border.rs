//! Values and derivatives at kinks and at the boundary of a function's domain.

use std::f64::consts::{FRAC_PI_2, LN_2, PI};

use super::*;

#[test]
fn undefined_values_are_nan() {
    for text in [
        "ln(x)",
        "sqrt(x)",
        "x^0.5",
        "(-8)^(1/3) + 0x",
        "0/0*x",
        "acosh(x)",
    ] {
        assert!(at(text, -1.0, 0.0).is_nan(), "{text}");
        assert!(
            formula(text).gradient(DVec2::new(-1.0, 0.0)).is_nan(),
            "{text}"
        );
        assert_eq!(formula(text).hessian(DVec2::new(-1.0, 0.0)), None, "{text}");
    }
    assert_eq!(at("1/x", 0.0, 0.0), f64::INFINITY);
    // `min` and `max` of an undefined argument are undefined.
    assert!(at("max(ln(x), 1)", -1.0, 0.0).is_nan());
}

#[test]
fn kinks_have_the_stated_subgradient_and_no_hessian() {
    let origin = DVec2::ZERO;
    for (text, gradient) in [
        ("|x| + |y|", DVec2::ZERO),
        ("abs(x - 1) + y", DVec2::new(-1.0, 1.0)),
        ("max(x, -x)", DVec2::ZERO),
        ("max(x, 2y)", DVec2::new(0.5, 1.0)),
        ("min(x, y + 1)", DVec2::new(1.0, 0.0)),
        ("floor(x) + y^3", DVec2::ZERO),
        ("relu(x) + y", DVec2::Y),
        ("leaky_relu(x)", DVec2::new(0.01, 0.0)),
        ("sqrt(x^2 + y^2)", DVec2::ZERO),
    ] {
        assert_eq!(formula(text).gradient(origin), gradient, "{text}");
    }
    for text in [
        "|x|",
        "max(x, y)",
        "floor(x)",
        "sqrt(x^2 + y^2)",
        "sign(x)",
        "relu(x)",
        "elu(x)",
    ] {
        assert_eq!(formula(text).hessian(origin), None, "{text}");
        assert!(
            formula(text).hessian(DVec2::new(0.3, 0.6)).is_some(),
            "{text}"
        );
    }
}

/// At the boundary of a domain, and for powers with few defined values, the value exists; so does the derivative unless
/// it is listed as NaN.
#[test]
fn a_value_may_exist_where_a_derivative_does_not() {
    let none = f64::NAN;
    for (text, at, value, gradient) in [
        ("sqrt(x) + y", [0.0, 2.0], 2.0, [none, 1.0]),
        ("x^0.5", [0.0, 0.0], 0.0, [none, 0.0]),
        ("cbrt(x)", [0.0, 0.0], 0.0, [none, 0.0]),
        ("asin(x)", [1.0, 0.0], FRAC_PI_2, [none, 0.0]),
        ("acos(x)", [-1.0, 0.0], PI, [none, 0.0]),
        ("acosh(x)", [1.0, 0.0], 0.0, [none, 0.0]),
        ("atan2(y, x)", [0.0, 0.0], 0.0, [none, none]),
        ("y^-y", [1.0, -2.0], 4.0, [0.0, none]),
        ("x^y", [-2.0, 3.0], -8.0, [12.0, none]),
        ("x^y", [0.0, 0.0], 1.0, [0.0, none]),
        ("x^y", [0.0, 3.0], 0.0, [0.0, 0.0]),
        ("x^y", [2.0, 0.0], 1.0, [0.0, LN_2]),
        ("0^(x+2)", [1.0, 0.0], 0.0, [0.0, 0.0]),
        ("x^1.5", [0.0, 0.0], 0.0, [0.0, 0.0]),
        ("x^0", [0.0, 0.0], 1.0, [0.0, 0.0]),
    ] {
        let parsed = formula(text);
        let at = DVec2::from(at);
        assert_eq!(parsed.value(at), value, "{text}");
        for (found, expected) in parsed.gradient(at).to_array().into_iter().zip(gradient) {
            let is_none = !found.is_finite() && expected.is_nan();
            assert!(is_none || found == expected, "{text}: {found}");
        }
    }
}

/// √(x⁴) is x², which cannot be concluded from its first two derivatives at 0.
#[test]
fn there_is_no_hessian_where_the_outer_function_is_infinitely_steep() {
    for text in ["sqrt(x^4)", "(x^4)^0.5", "cbrt(x^6)", "asin(1 - x^4)"] {
        assert_eq!(formula(text).hessian(DVec2::ZERO), None, "{text}");
    }
    assert_eq!(formula("|x^3|").hessian(DVec2::ZERO), Some(DMat2::ZERO));
}

#[test]
fn smooth_functions_are_smooth_at_0() {
    let origin = DVec2::ZERO;
    let bowl = formula("x^2 + y²");
    assert_eq!(bowl.gradient(origin), DVec2::ZERO);
    assert_eq!(
        bowl.hessian(origin),
        Some(DMat2::from_diagonal(DVec2::splat(2.0)))
    );
    assert_eq!(formula("x^1 + y^0").hessian(origin), Some(DMat2::ZERO));
    assert_eq!(formula("x^3").gradient(DVec2::new(-2.0, 0.0)).x, 12.0);
}
