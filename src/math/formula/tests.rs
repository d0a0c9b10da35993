use proptest::prelude::*;
use rand::{SeedableRng, rngs::ChaCha8Rng as Generator};

use super::*;
use crate::math::landscape;

mod border;

fn formula(text: &str) -> Formula {
    Formula::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn at(text: &str, x: f64, y: f64) -> f64 {
    formula(text).value(DVec2::new(x, y))
}

fn message(text: &str) -> String {
    Formula::parse(text).unwrap_err().to_string()
}

#[test]
fn operators_have_their_usual_precedence() {
    for (text, value) in [
        ("1+2*3", 7.0),
        ("-x^2", -9.0),
        ("−x²", -9.0),
        ("2^3^2", 512.0),
        ("2^-1", 0.5),
        ("8/4/2", 1.0),
        ("1/2x", 1.5),
        ("2x^2", 18.0),
        ("2(x+1)", 8.0),
        ("(x+1)(x-1)", 8.0),
        ("x(x+1)", 12.0),
        ("2 sin(0) + 3cos(0)", 3.0),
        ("2e3", 2000.0),
        ("2e-1x", 0.2 * 3.0),
        ("2e", 2.0 * std::f64::consts::E),
        ("1.5exp(0)", 1.5),
        ("√4 + √(x+1)", 4.0),
        ("2·x×y÷4", 3.0),
        ("|x−5|·2", 4.0),
        ("2|x-5|", 4.0),
        ("x³ − y²", 23.0),
        ("x¹⁰", 59049.0),
        ("--x", 3.0),
        ("3--x", 6.0),
        ("[x + {y}]", 5.0),
    ] {
        assert_eq!(at(text, 3.0, 2.0), value, "{text}");
    }
}

#[test]
fn functions_have_their_usual_values() {
    let (x, y) = (0.3f64, 0.7f64);
    for (text, value) in [
        ("log(x)", x.ln()),
        ("ln(x)", x.ln()),
        ("log10(x)", x.log10()),
        ("log2(x)", x.log2()),
        ("cbrt(-8)", -2.0),
        ("asin(x)+acos(x)+atan(x)", x.asin() + x.acos() + x.atan()),
        ("sinh(x)+cosh(x)+tanh(x)", x.sinh() + x.cosh() + x.tanh()),
        (
            "asinh(x)+acosh(1+x)+atanh(x)",
            x.asinh() + (1.0 + x).acosh() + x.atanh(),
        ),
        ("sigmoid(-x)", 1.0 / (1.0 + x.exp())),
        ("relu(x) + relu(-y)", x),
        ("leaky_relu(-y)", -0.01 * y),
        ("elu(-x) + elu(y)", (-x).exp_m1() + y),
        ("silu(x)", x / (1.0 + (-x).exp())),
        ("softplus(0)", 2f64.ln()),
        ("gelu(0)", 0.0),
        ("atan2(y, x)", y.atan2(x)),
        ("min(x, y, 0.5) + max(x, y)", x + y),
        ("floor(-x) + ceil(x) + round(0.6)", 1.0),
        ("sign(-x) + sign(0)", -1.0),
        ("hypot(3, 4) + pow(2, 3)", 13.0),
        (
            "sin(π) + tau",
            std::f64::consts::PI.sin() + std::f64::consts::TAU,
        ),
    ] {
        assert!(
            (at(text, x, y) - value).abs() < 1e-15,
            "{text}: {}",
            at(text, x, y)
        );
    }
}

#[test]
fn other_names_are_parameters() {
    let curve = formula("a*(x^2 - y)^2 + sin(b*x) + a");
    let names: Vec<&str> = curve
        .parameters()
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(names, ["a", "b"]);
    assert_eq!(curve.variables(), 2);
    let at = DVec2::new(0.5, 2.0);
    assert_eq!(curve.value(at), 3.0625 + 0.5f64.sin() + 1.0);
    let set = curve.with_parameters([("a", 3.0), ("b", 0.0)]).unwrap();
    assert_eq!(set.value(at), 3.0 * 3.0625 + 3.0);
    assert_eq!(set.with_parameters([("c", 1.0)]).unwrap_err(), "c");
    assert_eq!(formula("ab + x").parameters()[0].0, "ab");
    assert_eq!(formula("a(x+1)").value(DVec2::new(2.0, 0.0)), 3.0);
}

#[test]
fn a_formula_without_y_has_one_variable() {
    let parabola = formula("x^2 + 4x + 4");
    assert_eq!(parabola.variables(), 1);
    assert_eq!(
        parabola.gradient(DVec2::new(1.0, 7.0)),
        DVec2::new(6.0, 0.0)
    );
}

#[test]
fn errors_name_the_column_and_what_was_expected() {
    for (text, expected) in [
        (
            "",
            "column 1: expected a number, a name or an opening parenthesis, found the end",
        ),
        (
            "x +",
            "column 4: expected a number, a name or an opening parenthesis, found the end",
        ),
        (
            "(x + 1",
            "column 7: expected an operator or a closing parenthesis, found the end",
        ),
        (
            "x + 1)",
            "column 6: expected an operator such as + or the end, found ')'",
        ),
        (
            "2 3",
            "column 3: expected an operator such as + or the end, found the number 3",
        ),
        ("x ? y", "column 3: '?' is not allowed in a formula"),
        (
            "y = x^2",
            "column 3: a formula has no =; write only its right-hand side",
        ),
        (
            "sin x",
            "column 5: expected an opening parenthesis after sin: sin(x)",
        ),
        ("sin(x, y)", "column 1: sin takes 1 number, not 2"),
        ("min(x)", "column 1: min takes 2 numbers or more, not 1"),
        (
            "1 + sine(x)",
            "column 5: unknown function \"sine\"; did you mean \"sin\"? (to multiply, write sine*(…))",
        ),
        ("1.2.3", "column 1: 1.2.3 is not a number"),
        (
            "1e999",
            "column 1: 1e999 is too large: expected a finite number",
        ),
        ("|x", "column 3: expected the second |, found the end"),
        ("1_000x", "column 1: 1_000 is not a number; write 1000"),
        (
            "1 + 0x10",
            "column 5: 0x10 is a base-16 number, which formulas do not support; write 16",
        ),
        (
            "x + inf",
            "column 5: inf is not allowed in a formula; write a finite number",
        ),
        (
            "NaN",
            "column 1: NaN is not allowed in a formula; write a finite number",
        ),
    ] {
        assert_eq!(message(text), expected);
    }
}

#[test]
fn oversized_formulas_are_rejected() {
    assert!(message(&"x+".repeat(50_000)).contains("longer than 10000 characters"));
    assert!(message(&"(".repeat(9_000)).contains("nested more than 200 deep"));
    assert!(message(&"-".repeat(9_000)).contains("nested more than 200 deep"));
    assert!(message(&"2^".repeat(4_000)).contains("nested more than 200 deep"));
    let raised = "⁹".repeat(400);
    assert!(message(&format!("x{raised}")).contains("is too large: expected a finite number"));
    let sum: String = (0..1100).map(|k| format!("{k}x+")).collect();
    assert!(message(&sum).contains("more than 2000 operations"));
}

/// The derivatives in the catalogue were derived by hand.
#[test]
fn formulas_reproduce_the_catalogue() {
    let mut random = Generator::seed_from_u64(1);
    for (name, text) in [
        ("bowl", "x^2 + y^2"),
        ("ripples", "x^2 + y^2 + 0.1 sin(5x) sin(5y)"),
        ("saddle", "x² − y² + 0.1(x⁴ + y⁴)"),
        ("rosenbrock", "(1-x)^2 + 100(y-x^2)^2"),
        ("himmelblau", "(x^2+y-11)^2 + (x+y^2-7)^2"),
        (
            "beale",
            "(1.5-x+x y)^2 + (2.25-x+x y^2)^2 + (2.625-x+x y^3)^2",
        ),
        ("booth", "(x+2y-7)^2 + (2x+y-5)^2"),
        ("matyas", "0.26(x^2+y^2) - 0.48x y"),
        ("rastrigin", "20 + x^2 - 10cos(2π x) + y^2 - 10cos(2π y)"),
        (
            "ackley",
            "-20exp(-0.2sqrt((x^2+y^2)/2)) - exp((cos(2π x)+cos(2π y))/2) + e + 20",
        ),
        ("styblinski_tang", "(x^4-16x^2+5x + y^4-16y^2+5y)/2"),
        ("sine_mountains", "x^2 + 10sin(x) + y^2 + 5sin(y)"),
        (
            "wavy_quartic",
            "x^4-4x^3+4x^2+x^2 sin(2π x) + y^4-4y^3+4y^2+y^2 sin(2π y)",
        ),
    ] {
        let known = landscape::CATALOGUE.find(name).unwrap().build_default();
        let parsed = formula(text);
        for _ in 0..50 {
            let at = known
                .domain()
                .at(DVec2::new(random.random(), random.random()));
            let near = |a: f64, b: f64| (a - b).abs() <= 1e-10 * (1.0 + b.abs());
            assert!(near(parsed.value(at), known.value(at)), "{name} at {at}");
            let (parsed_gradient, gradient) = (parsed.gradient(at), known.gradient(at));
            assert!(
                near(parsed_gradient.x, gradient.x) && near(parsed_gradient.y, gradient.y),
                "{name}"
            );
            let (a, b) = (parsed.hessian(at).unwrap(), known.hessian(at).unwrap());
            let pairs = a.to_cols_array().into_iter().zip(b.to_cols_array());
            assert!(
                pairs.clone().all(|(a, b)| near(a, b)),
                "{name} at {at}: {a} {b}"
            );
        }
    }
}

/// A random formula that is smooth everywhere, with this depth of nesting.
fn random_formula(random: &mut Generator, depth: usize) -> String {
    if depth == 0 {
        return match random.random_range(0..4) {
            0 => "x".into(),
            1 => "y".into(),
            2 => format!("{:.2}", random.random_range(-2.0..2.0)),
            _ => "(x−y)".into(),
        };
    }
    let mut part = |depth| random_formula(random, depth);
    let (a, b) = (part(depth - 1), part(depth - 1));
    let n = random.random_range(2..5);
    match random.random_range(0..20) {
        0 => format!("({a} + {b})"),
        1 => format!("({a} − {b})"),
        2 | 3 => format!("({a})·({b})"),
        4 => format!("({a})/(2 + ({b})^2)"),
        5 => format!("({a})^{n}"),
        6 => format!("sin({a})"),
        7 => format!("cos({a})"),
        8 => format!("exp(sin({a}))"),
        9 => format!("ln(1 + ({a})²)"),
        10 => format!("√(1 + ({a})²)"),
        11 => format!("tanh({a})"),
        12 => format!("atan({a})"),
        13 => format!("atan2({a}, 1.5 + ({b})^2)"),
        14 => format!("(1.2 + sin({a}))^({b})"),
        15 => format!("asinh({a}) + acosh(1.5 + ({b})^2)"),
        16 => format!("asin(0.9tanh({a})) + acos(0.5sin({b}))"),
        17 => format!("gelu({a}) − silu({b})"),
        18 => format!("softplus({a})·sigmoid({b})"),
        _ => format!("log10(3 + cos({a})) − atanh(0.6sin({b}))"),
    }
}

/// Central differences of order 8; `None` if the error, estimated from a second width, is too large.
fn difference(f: impl Fn(f64) -> f64) -> Option<f64> {
    const WEIGHTS: [f64; 4] = [4.0 / 5.0, -1.0 / 5.0, 4.0 / 105.0, -1.0 / 280.0];
    let with = |h: f64| -> f64 {
        let terms = WEIGHTS.iter().zip(1..);
        terms
            .map(|(w, k)| w * (f(f64::from(k) * h) - f(-f64::from(k) * h)))
            .sum::<f64>()
            / h
    };
    let (coarse, fine) = (with(2e-3), with(1e-3));
    let is_accurate = (coarse - fine).abs() <= 1e-8 * (1.0 + fine.abs());
    is_accurate.then_some(fine)
}

#[test]
fn derivatives_of_random_formulas_agree_with_differences() {
    let mut random = Generator::seed_from_u64(7);
    let (mut formulas, mut numbers) = (0, 0);
    while formulas < 250 {
        let depth = random.random_range(1..5);
        let text = random_formula(&mut random, depth);
        let parsed = formula(&text);
        let mut compared = 0;
        for _ in 0..8 {
            let at = DVec2::new(
                random.random_range(-2.0..2.0),
                random.random_range(-2.0..2.0),
            );
            let gradient = parsed.gradient(at);
            if !(parsed.value(at).abs() < 1e4 && gradient.abs().max_element() < 1e4) {
                continue;
            }
            let hessian = parsed
                .hessian(at)
                .unwrap_or_else(|| panic!("{text} at {at}"));
            for (axis, direction) in [DVec2::X, DVec2::Y].into_iter().enumerate() {
                let slope = difference(|h| parsed.value(at + h * direction));
                let differences =
                    [0, 1].map(|k| difference(|h| parsed.gradient(at + h * direction)[k]));
                let found = [
                    (slope, gradient[axis]),
                    (differences[0], hessian.col(axis).x),
                    (differences[1], hessian.col(axis).y),
                ];
                for (expected, exact) in found {
                    let Some(expected) = expected else { continue };
                    let tolerance = (1e-6 * expected.abs()).max(1e-9 + 1e-10 * expected.abs());
                    let off = (exact - expected).abs();
                    assert!(
                        off <= tolerance.max(2e-9),
                        "{text} at {at}: {exact} for {expected}"
                    );
                    compared += 1;
                }
            }
        }
        formulas += usize::from(compared > 0);
        numbers += compared;
    }
    assert!(numbers > 5_000, "{numbers}");
}

#[test]
fn many_points_give_the_same_values_as_single_points() {
    let parsed = formula("exp(-x²/2)·sin(3y) + max(x, y)^3 − atan2(y, x)");
    let points: Vec<DVec2> = (0..1000)
        .map(|k| {
            DVec2::new(
                (f64::from(k) * 0.37).sin() * 3.0,
                (f64::from(k) * 0.11).cos() * 3.0,
            )
        })
        .collect();
    let mut values = vec![0.0; points.len()];
    let mut gradients = vec![DVec2::ZERO; points.len()];
    parsed.values_into(&points, &mut values);
    parsed.gradients_into(&points, &mut gradients);
    for (k, &at) in points.iter().enumerate() {
        assert_eq!(values[k], parsed.value(at));
        assert_eq!(gradients[k], parsed.gradient(at));
    }
}

#[test]
fn arithmetic_is_as_symmetric_as_the_formula() {
    let ripples = formula("x^2 + y^2 + 0.1(sin(5x)·sin(5y))");
    for k in 1..200 {
        let at = DVec2::splat(f64::from(k) * 0.0137);
        let gradient = ripples.gradient(at);
        assert_eq!(gradient.x, gradient.y);
    }
}

/// Tokens of formulas in random order.
fn random_tokens() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "x", "y", "a", "2", "1e3", ".5", "+", "-", "*", "/", "^", "(", ")", ",", "|", "√", "²",
        "−", "·", "sin(", "min(", "atan2(", "e", "π", " ", "=", "exp", "1e", "..",
    ]);
    prop::collection::vec(word, 0..40).prop_map(|words| words.concat())
}

proptest! {
    /// Any input is handled: no panic, no impossible value, and the error column is inside the text.
    #[test]
    fn any_text_is_handled(text in prop_oneof![random_tokens(), ".{0,60}", "[x+*/^()|0-9e.]{0,80}"]) {
        match Formula::parse(&text) {
            Ok(parsed) => {
                let at = DVec2::new(0.3, -1.7);
                let value = parsed.value(at);
                parsed.gradient(at);
                parsed.hessian(at);
                let again = Formula::parse(&parsed.to_string()).unwrap();
                let same = again.value(at);
                prop_assert!(same == value || same.is_nan() && value.is_nan());
            }
            Err(error) => prop_assert!((1..=text.chars().count() + 1).contains(&error.column)),
        }
    }
}
